"""What the agent takes things for, against what they are: kept by who judges it, never seen by it.

Every so often the masks that the agent believes in are laid over the true ones. A thing counts
as taken for the class that most of its pixels are believed to be of, or for nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.interface import InstanceLabel
from perception.belief import Belief
from perception.instances import STRUCTURE

EVERY = 10  # steps between two looks
SMALLEST = 0.002  # share of the frame that a thing fills to be counted
NOTHING = "nothing"
LISTED = 24  # commonest confusions, and classes, that are told of

Pair = tuple[str, str]


class Confusion:
    """Counts of (true class, believed class) of the things in view, over an episode."""

    def __init__(self) -> None:
        self.counts: Counter[Pair] = Counter()
        self._step = 0

    def due(self) -> bool:
        """Whether it is time to look; called once a step."""
        self._step += 1
        return (self._step - 1) % EVERY == 0

    def add(self, belief: Belief, ids: NDArray[np.int32], labels: Sequence[InstanceLabel]) -> None:
        """Compares one frame.

        Args:
            belief: of the agent, as of this frame.
            ids: (H, W) int32, true instance ids.
            labels: of them.
        """
        view = belief.view
        if view is None or view.instances.shape != ids.shape:
            return
        taken = {
            identity: belief.instances[name].object_class
            for name, identity in view.identities.items()
        }
        order = np.argsort(ids, axis=None, kind="stable")
        true, found = ids.reshape(-1)[order], view.instances.reshape(-1)[order]
        for label in labels:
            if label.object_class in STRUCTURE:
                continue
            first, last = np.searchsorted(true, (label.instance, label.instance + 1))
            if last - first < SMALLEST * ids.size:
                continue
            names, pixels = np.unique(found[first:last], return_counts=True)
            believed = taken.get(int(names[pixels.argmax()]), NOTHING)
            self.counts[label.object_class, believed] += 1

    def rows(self) -> list[str]:
        """The counts as `true believed count` lines, for a row of an evaluation."""
        return [f"{true} {believed} {n}" for (true, believed), n in sorted(self.counts.items())]


def perception_summary(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The figures of an evaluation's confusions.

    Args:
        rows: of the evaluation; `confusion` holds `true believed count` lines.

    Returns:
        `things` looked at, the shares `right`, `missed` and `mistaken` of them, `by_class` with
        the same, and the commonest `confusions` (true, believed, count); zeros where nothing
        was compared.
    """
    counts: Counter[Pair] = Counter()
    for row in rows:
        for line in row.get("confusion") or ():
            true, believed, number = line.split(" ")
            counts[true, believed] += int(number)
    classes = Counter[str]()
    for (true, _), number in counts.items():
        classes[true] += number
    wrong = [(pair, n) for pair, n in counts.items() if NOTHING not in pair and pair[0] != pair[1]]
    wrong.sort(key=lambda item: (-item[1], item[0]))
    return {
        **_shares(counts),
        "by_class": {
            name: _shares({pair: n for pair, n in counts.items() if pair[0] == name})
            for name, _ in sorted(classes.items(), key=lambda item: (-item[1], item[0]))
        },
        "confusions": [[*pair, number] for pair, number in wrong[:LISTED]],
    }


def _shares(counts: Mapping[Pair, int]) -> dict[str, Any]:
    total = sum(counts.values())
    right = sum(n for (true, believed), n in counts.items() if true == believed)
    missed = sum(n for (_, believed), n in counts.items() if believed == NOTHING)
    share = {"right": right, "missed": missed, "mistaken": total - right - missed}
    return {"things": total} | {
        name: round(number / total, 4) if total else 0.0 for name, number in share.items()
    }
