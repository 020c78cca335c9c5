"""Networks that vote, side by side: one request through all of them at about the price of one.

A token of one hypothesis is little work in many small steps, so most of the time goes into
starting those steps. Here each step is taken once for all networks (one batched matrix product
over their weights), the factors of layer norms are part of the matrices behind them, and what all
hypotheses attend to is kept once. For use alone; `Network` is what is trained.

Shapes: M networks, W words, B hypotheses, T tokens, D channels, H heads of E = D / H channels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from planning.language.embedded.network import TURNS_AT_MOST, Inputs, Network
from planning.language.embedded.tokens import TOKENS

Keys = tuple[Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class _Projection:
    """A layer norm's factors with the projections behind it: weight (M, D, X), bias (M, 1, X)."""

    weight: Tensor
    bias: Tensor

    def __call__(self, x: Tensor) -> Tensor:
        """Of (M, N, D) before the norm: (M, N, X)."""
        return torch.baddbmm(self.bias, torch.layer_norm(x, x.shape[-1:]), self.weight)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer of all networks.

    Attributes:
        own: queries, keys and values (3 D) of self-attention.
        own_out: (M, D, D) what comes after it.
        inner, outer: of the feed-forward part; outer (M, hidden, D).
        cross: queries of attention to the request, scaled; None in the encoder.
        cross_out: (M, D, D) what comes after it.
        cross_keys: (M, D, 2 D) keys and values of the request.
    """

    own: _Projection
    own_out: Tensor
    inner: _Projection
    outer: Tensor
    cross: _Projection | None = None
    cross_out: Tensor | None = None
    cross_keys: Tensor | None = None

    def feed(self, x: Tensor) -> Tensor:
        return torch.baddbmm(x, F.gelu(self.inner(x)), self.outer)


@dataclass(frozen=True, slots=True)
class Memory:
    """What the encoders made of one request: of each decoder layer keys (M H, E, W + 1) and values
    (M H, W + 1, E)."""

    keys: tuple[Keys, ...]


class Stack:
    """Networks of one size as one.

    Args:
        networks: in evaluation mode; later changes to their weights do not count.
    """

    @torch.inference_mode()
    def __init__(self, networks: Sequence[Network]) -> None:
        self.size = networks[0].size
        self.members = len(networks)
        nets = list(networks)
        self._grams = _side_by_side([net.grams.weight for net in nets])
        self._lexicon = _side_by_side([net.lexicon.weight for net in nets])
        self._segment = _side_by_side([net.segment.weight for net in nets])
        self._turn = _side_by_side([net.turn.weight for net in nets])
        self._place = _side_by_side([net.place.weight for net in nets])
        self._token = _side_by_side([net.token.weight for net in nets])
        self._token_place = _side_by_side([net.token_place.weight for net in nets])
        self._scene = torch.stack([net.scene.weight for net in nets])
        self._memory_norm = tuple(
            torch.stack([getattr(net.norm_memory, name) for net in nets])[:, None]
            for name in ("weight", "bias")
        )
        self._encoder = [
            _layer([net.encoder[n] for net in nets]) for n in range(len(nets[0].encoder))
        ]
        self._decoder = [
            _layer([net.decoder[n] for net in nets]) for n in range(len(nets[0].decoder))
        ]
        out = _behind([net.norm_out for net in nets], [net.token.weight for net in nets])
        bias = torch.stack([net.bias for net in nets])[:, None]
        self._out = _Projection(out.weight, out.bias + bias)

    def encode(self, inputs: Inputs) -> Memory:
        """What the decoders attend to in a batch of one request."""
        distinct = F.embedding_bag(
            inputs.gram_ids, self._grams, inputs.gram_offsets, mode="mean"
        ) + F.embedding(inputs.word_ids, self._lexicon)
        x = (
            distinct[inputs.words[0]]
            + F.embedding(inputs.segments[0], self._segment)
            + F.embedding(inputs.turns[0].clamp(max=TURNS_AT_MOST - 1), self._turn)
            + self._place[: inputs.words.shape[1]]
        )
        x = self._members_first(x)
        for layer in self._encoder:
            x = layer.feed(self._own(layer, x, 1)[0])
        weight, bias = self._memory_norm
        x = torch.addcmul(bias, F.layer_norm(x, x.shape[-1:]), weight)
        x = torch.cat([x, self._bag(inputs)], 1)
        return Memory(tuple(self._cross_keys(layer, x) for layer in self._decoder))

    def decode(
        self, tokens: Tensor, memory: Memory, past: list[Tensor] | None = None
    ) -> tuple[Tensor, list[Tensor]]:
        """Scores of what follows the last token of each hypothesis.

        Args:
            tokens: (B, T) int64; with `past`, T is 1.
            memory: of the request.
            past: of the tokens before, as this returned it or `follow` made of it.

        Returns:
            (M, B, len(TOKENS)) scores before the softmax, and what to hand in as `past` next.
        """
        count, length = tokens.shape
        start = 0 if past is None else past[0].shape[1]
        x = F.embedding(tokens, self._token) + self._token_place[start : start + length]
        x = self._members_first(x.flatten(0, 1))
        kept: list[Tensor] = []
        for number, layer in enumerate(self._decoder):
            x, keys = self._own(layer, x, count, None if past is None else past[number], True)
            x = layer.feed(self._to_request(layer, x, memory.keys[number]))
            kept.append(keys)
        last = x.view(self.members, count, length, -1)[:, :, -1]
        return self._out(last), kept

    def follow(self, past: Sequence[Tensor], origins: Tensor) -> list[Tensor]:
        """The past of hypotheses that go on from the rows `origins` (B,) of those before."""
        return [
            keys.view(self.members, -1, *keys.shape[1:]).index_select(1, origins).flatten(0, 1)
            for keys in past
        ]

    def _members_first(self, x: Tensor) -> Tensor:
        """(M, N, D) of (N, M D)."""
        return x.view(len(x), self.members, -1).transpose(0, 1).contiguous()

    def _own(
        self, layer: _Layer, x: Tensor, rows: int, past: Tensor | None = None, causal: bool = False
    ) -> tuple[Tensor, Tensor]:
        """Self-attention of x (M, rows T, D); also keys and values (M rows, past + T, 2 D)."""
        size, width = self.size, x.shape[-1]
        found = layer.own(x).view(self.members * rows, -1, 3 * width)
        query, keys = found[..., :width], found[..., width:]
        if past is not None:
            keys = torch.cat([past, keys], 1)
        both = keys.view(len(keys), -1, 2, size.heads, width // size.heads)
        mixed = F.scaled_dot_product_attention(
            query.view(len(keys), -1, size.heads, width // size.heads).transpose(1, 2),
            both[:, :, 0].transpose(1, 2),
            both[:, :, 1].transpose(1, 2),
            is_causal=causal and past is None,
        )
        return torch.baddbmm(x, mixed.transpose(1, 2).reshape(x.shape), layer.own_out), keys

    def _to_request(self, layer: _Layer, x: Tensor, keys: Keys) -> Tensor:
        """Attention of x (M, B T, D) to the request."""
        assert layer.cross is not None and layer.cross_out is not None
        query = self._split(layer.cross(x))
        mixed = torch.bmm(torch.softmax(torch.bmm(query, keys[0]), -1), keys[1])
        heads = mixed.view(self.members, -1, *mixed.shape[1:])
        return torch.baddbmm(x, heads.transpose(1, 2).reshape(x.shape), layer.cross_out)

    def _cross_keys(self, layer: _Layer, memory: Tensor) -> Keys:
        assert layer.cross_keys is not None
        key, value = torch.bmm(memory, layer.cross_keys).chunk(2, -1)
        return self._split(key).transpose(1, 2).contiguous(), self._split(value)

    def _split(self, x: Tensor) -> Tensor:
        """(M H, N, E) of (M, N, D)."""
        heads = self.size.heads
        return x.reshape(len(x), -1, heads, x.shape[-1] // heads).transpose(1, 2).flatten(0, 1)

    def _bag(self, inputs: Inputs) -> Tensor:
        """(M, 1, D) the scene as one more word."""
        present = torch.zeros(1, len(TOKENS))
        present[0, inputs.scene[0]] = inputs.scene_mask[0].float()
        return F.layer_norm(present @ self._scene, (self.size.channels,))


def _side_by_side(tables: Sequence[Tensor]) -> Tensor:
    """(rows, M D) of embeddings (rows, D)."""
    return torch.cat(list(tables), -1).contiguous()


def _behind(
    norms: Sequence[nn.LayerNorm], weights: Sequence[Tensor], scale: float = 1.0
) -> _Projection:
    """Projections (X, D), with the factors of the layer norms before them."""
    weight = torch.stack([w.T for w in weights]) * scale
    factor = torch.stack([norm.weight for norm in norms])[:, :, None]
    offset = torch.stack([norm.bias for norm in norms])[:, None]
    return _Projection((factor * weight).contiguous(), torch.bmm(offset, weight))


def _turned(layers: Sequence[nn.Linear]) -> Tensor:
    """(M, X, Y) of linear layers with weights (Y, X)."""
    return torch.stack([layer.weight.T for layer in layers]).contiguous()


def _layer(layers: Sequence[Any]) -> _Layer:
    """One layer of each network, encoder's or decoder's."""
    own = [torch.cat([x.attention.query.weight, x.attention.key_value.weight]) for x in layers]
    found = _Layer(
        own=_behind([x.norm for x in layers], own),
        own_out=_turned([x.attention.out for x in layers]),
        inner=_behind([x.norm_feed for x in layers], [x.feed.inner.weight for x in layers]),
        outer=_turned([x.feed.outer for x in layers]),
    )
    if not hasattr(layers[0], "cross"):
        return found
    scale = (layers[0].cross.out.weight.shape[0] // layers[0].cross.heads) ** -0.5
    query = [x.cross.query.weight for x in layers]
    return replace(
        found,
        cross=_behind([x.norm_cross for x in layers], query, scale),
        cross_out=_turned([x.cross.out for x in layers]),
        cross_keys=_turned([x.cross.key_value for x in layers]),
    )
