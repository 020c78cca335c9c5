"""Requests as tensors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from planning.language.embedded.network import Inputs
from planning.language.embedded.text import Lexicon, Words, grams


def inputs_of(
    requests: Sequence[Words], scenes: Sequence[Sequence[int]], lexicon: Lexicon
) -> Inputs:
    """A batch.

    Args:
        requests: N requests in words.
        scenes: of each, the tokens of the kinds known of the scene; empty for none.
        lexicon: the frequent words.
    """
    distinct: dict[str, int] = {}
    rows = [[distinct.setdefault(word, len(distinct)) for word in one.words] for one in requests]
    pieces = [grams(word) for word in distinct]
    lengths = np.fromiter((len(piece) for piece in pieces), np.int64, len(pieces))
    offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    words = _padded(rows)
    kinds = _padded(scenes)
    return Inputs(
        gram_ids=torch.from_numpy(np.concatenate([np.asarray(p, np.int64) for p in pieces])),
        gram_offsets=torch.from_numpy(offsets),
        word_ids=torch.tensor([lexicon.index(word) for word in distinct]),
        words=words,
        segments=_padded([one.segments for one in requests]),
        turns=_padded([one.turns for one in requests]),
        word_mask=_mask(rows, words.shape[1]),
        scene=kinds,
        scene_mask=_mask(scenes, kinds.shape[1]),
    )


def _padded(rows: Sequence[Sequence[int]]) -> Tensor:
    found = np.zeros((len(rows), max(map(len, rows), default=0)), np.int64)
    for row, values in zip(found, rows, strict=True):
        row[: len(values)] = values
    return torch.from_numpy(found)


def _mask(rows: Sequence[Sequence[int]], width: int) -> Tensor:
    lengths = torch.tensor([len(row) for row in rows])
    return torch.arange(width)[None, :] < lengths[:, None]
