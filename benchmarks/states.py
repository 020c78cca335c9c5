"""How well open, on, dirty, filled, cooked, … are told of what is in view.

The model is given the true masks, so that only its judgement of states is measured; with its own
masks, a thing that it does not find counts as being in no state (keys with `own_masks`). Frames
are drawn until there is enough of everything: one is taken if it holds a thing that can be in a
state of which too few things (half of `frames`) were seen so far, whichever state it is in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.pictures import Sheet
from benchmarks.sight import (
    Eyes,
    Input,
    Look,
    Trial,
    Watch,
    drawn,
    eyes_of,
    observed,
    one_thread,
    pruned,
    suffix,
)
from envs.interface import InstanceLabel
from envs.ontology import possible_states
from perception.evaluation import StateScores, overlap
from perception.frames import Frame
from perception.segmentation import OracleSegmentation

PIXELS = 900  # of the smallest object that counts
POSITIVES = 10  # true instances that a predicate needs for the headline
MOST_DRAWN = 25  # frames that are drawn for one that is asked for
MOST_TAKEN = 3  # frames that are looked at for one that is asked for
SHOWN = 12  # mistakes in the picture

Large = list[InstanceLabel]


class _Score:
    """What one model said, given one kind of input."""

    def __init__(self) -> None:
        self.states = StateScores()
        self.own_masks = StateScores()
        self.watch = Watch()

    def figures(self) -> dict[str, Any]:
        lowest, value = self.states.lowest(POSITIVES)
        return {
            **pruned({"lowest_f1": value, **self.watch.figures()}),
            "lowest": lowest,
            "f1": _f1(self.states),
            "f1_own_masks": _f1(self.own_masks),
        }


def _f1(scores: StateScores) -> dict[str, float | None]:
    return pruned({state: one.f1 for state, one in scores.per_predicate().items()})


def run(trial: Trial) -> dict[str, Any]:
    """Looks at fresh frames, and compares with the truth.

    Returns:
        the keys of `bench.json`; figures of each input and look have keys that end in theirs, such
        as `lowest_f1_rgb` and `f1_rgb` (of every predicate). The headline is the lowest F1 of the
        first input and look, among the predicates with at least 10 true instances.

    Raises:
        InvalidInputError: a model cannot be loaded.
    """
    scores: dict[tuple[Input, Look], _Score] = {}
    counts: dict[str, tuple[int, int]] = {}
    with one_thread():
        for look in trial.looks:
            ones, counts[look] = _look(trial, look)
            scores |= {(given, look): score for given, score in ones.items()}
    head = scores[trial.inputs[0], trial.looks[0]]
    told = {
        f"{name}{suffix(given, look)}": value
        for (given, look), score in scores.items()
        for name, value in score.figures().items()
    }
    return {
        "name": "states",
        "device": trial.device,
        "value": head.figures()["lowest_f1"],
        "unit": "lowest F1",
        "higher_is_better": True,
        **told,
        "predicates": _predicates(head.states),
        "predicates_own_masks": _predicates(head.own_masks),
        "conditions": trial.conditions()
        | {
            "pixels": PIXELS,
            "least_positives": POSITIVES,
            "drawn": {look: drawn for look, (drawn, _) in counts.items()},
            "looked_at": {look: taken for look, (_, taken) in counts.items()},
            "value_of": [trial.inputs[0], trial.looks[0]],
        },
        "peers": {},
    }


def _predicates(scores: StateScores) -> dict[str, Any]:
    """Every figure of every predicate, and of each class in it."""
    return {
        state: pruned(asdict(one))
        | {"classes": {k: pruned(asdict(c)) for k, c in scores.per_class(state).items()}}
        for state, one in scores.per_predicate().items()
    }


def _look(trial: Trial, look: Look) -> tuple[dict[Input, _Score], tuple[int, int]]:
    eyes: dict[Input, Eyes] = {given: eyes_of(trial, given) for given in trial.inputs}
    scores: dict[Input, _Score] = {given: _Score() for given in trial.inputs}
    sheet = Sheet(("frame", "thing", "mistake"))
    count = taken = 0
    for number, frame, large in _chosen(trial, look):
        count, taken = number, taken + 1
        truth = frame.observation()
        masks = OracleSegmentation().segment(truth, frame.pose)
        for given, model in eyes.items():
            score = scores[given]
            with score.watch.lap():
                said = model.states(observed(trial, frame, given), frame.pose, masks)
            # Another observation, so that nothing is remembered of the masks that were given.
            seen = observed(trial, frame, given)
            found = model.segment(seen, frame.pose)
            own = model.states(seen, frame.pose, found)
            assert truth.instances is not None
            matches = overlap(truth.instances, frame.labels, found).matches()
            for label in large:
                score.states.add(label, said.get(label.instance))
                score.own_masks.add(label, own.get(matches.get(label.instance, -1)))
            wrong = _mistakes(large, said)
            if given == trial.inputs[0] and wrong and trial.out and len(sheet) < SHOWN:
                label, text = wrong[0]
                mask = frame.instances == label.instance
                sheet.row(
                    [sheet.photograph(frame.rgb), sheet.crop(frame.rgb, mask), sheet.text(text)]
                )
    if trial.out:
        sheet.save(Path(trial.out) / f"states_{look}.png")
    return scores, (count, taken)


def _chosen(trial: Trial, look: Look) -> Iterator[tuple[int, Frame, Large]]:
    """Frames that have something of which there is too little, and what is large in them.

    Yields:
        number of frames drawn so far, a frame, its labels that count.
    """
    quota, counts, taken = max(1, trial.frames // 2), Counter[str](), 0
    for number, frame in enumerate(islice(drawn(trial, look), MOST_DRAWN * trial.frames)):
        area = np.bincount(frame.instances.ravel(), minlength=1)
        large = [one for one in frame.labels if area[one.instance] >= PIXELS]
        kinds = Counter(state for one in large for state in possible_states(one.object_class))
        if not any(counts[state] < quota for state in kinds):
            continue
        counts += kinds
        taken += 1
        yield number + 1, frame, [one for one in large if possible_states(one.object_class)]
        if taken == MOST_TAKEN * trial.frames:
            return


def _mistakes(
    large: Large, said: Mapping[int, Mapping[str, float]]
) -> list[tuple[InstanceLabel, str]]:
    """Labels of which something wrong was said, and what that was."""
    found: list[tuple[InstanceLabel, str]] = []
    for label in large:
        for state in possible_states(label.object_class):
            probability = said.get(label.instance, {}).get(state, 0.0)
            if (probability >= 0.5) != (state in label.states):
                truth = "true" if state in label.states else "false"
                text = f"{label.object_class}\n{state}\ntold {probability:.2f}\nis {truth}"
                found.append((label, text))
    return found
