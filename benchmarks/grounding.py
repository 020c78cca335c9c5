"""How well an instruction and a picture become a goal over the things in the picture.

Frames of generated houses, and instructions made from what is true of them (`grounding_cases`). A
goal is right where it is one of the right goals exactly: what is to be done, to which thing in the
picture, and in or on which. Where no goal is right, a question or a refusal is.

- `language`: the words alone. Which of the things of the right kind is meant is then a guess, and
  counts as the share of guesses that are right; `kinds` is how often the goal is right up to that.
- `vision`: the words and the picture, with masks, depth and states as the `oracle` sensors give.
- `learned`: the same with what our own network makes of the picture and its depth; `learned_rgb`:
  of the picture alone.
- `fresh`: the same on the half of the frames whose sentences were written when the grounding was
  done.
- `chance`: any goal over the things in view, each as likely; `majority`: the act that is asked for
  most, of the largest thing that it can be done to.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np

from agent.config import LanguageConfig
from agent.eyes import Models
from agent.grounding.assigning import fillings
from agent.grounding.ground import Sight, ground_in, look
from agent.grounding.readings import Reading, hear
from agent.grounding.result import Grounded, Verdict
from agent.grounding.seen import Seen
from agent.language import provider_of
from benchmarks.grounding_cases import KINDS, Case, Fact, Goal, acts, cases, goal, identity
from benchmarks.grounding_scenes import View, views
from envs.ontology import Affordance, takes
from envs.thor.sources import house_specs
from perception.segmentation import OracleDepth, OracleSegmentation, OracleStates
from planning.language.goal_language import types_of
from planning.language.mentions import read_words
from planning.language.provider import Provider
from planning.problem import Literal

FRAMES = 300  # where no number is given
OVERLAP = 0.4  # intersection over union from which a mask is of a thing


@dataclass(slots=True)
class _Score:
    """How many cases of each kind, and how many were right, in one condition."""

    right: dict[str, float] = field(default_factory=lambda: dict.fromkeys(KINDS, 0.0))
    milliseconds: list[float] = field(default_factory=list[float])
    sure: list[float] = field(default_factory=list[float])
    hits: list[float] = field(default_factory=list[float])
    verdicts: Counter[str] = field(default_factory=Counter[str])
    fresh: list[float] = field(default_factory=list[float])

    def add(self, case: Case, right: float) -> None:
        self.right[case.kind] += right
        if case.fresh:
            self.fresh.append(right)


def run(
    language: LanguageConfig,
    houses: str,
    frames: int = 0,
    seed: int = 0,
    width: int = 300,
    height: int = 300,
    device: str = "cpu",
    weights: str | None = None,
    watch: Callable[[int, int], None] = lambda done, total: None,
    note: Callable[[View, Case, str, Grounded, float], None] = lambda *_: None,
    **_: object,
) -> dict[str, Any]:
    """Measures goal grounding.

    Args:
        language: which provider.
        houses: whose frames; as `hestia eval houses=`.
        frames: how many; 0 for `FRAMES`.
        seed: of houses, frames and sentences.
        width, height: [pixels] of a frame.
        device: of the simulator.
        weights: file of our network; "" for the one shipped; None to leave `learned` out.
        watch: called with the number of frames that are done, and of all.
        note: called with every case, its condition, what came of it and how far it is right.

    Returns:
        What `bench.json` holds.
    """
    provider = provider_of(language)
    total = frames or FRAMES
    conditions = _conditions(weights)
    scores = {name: _Score() for name in (*conditions, "language", "kinds", "chance")}
    counts: Counter[str] = Counter()
    asked: Counter[tuple[str, bool]] = Counter()
    every: list[tuple[View, Case]] = []
    for number, view in enumerate(views(house_specs(houses), total, seed, width, height, device)):
        found = list(cases(view, Random(f"{seed} {number}"), fresh=number % 2 == 1))
        every += [(view, case) for case in found]
        sights = {name: _looked(view, models) for name, models in conditions.items() if found}
        for case in found:
            counts[case.kind] += 1
            for one in case.goals:
                asked[_act(one)] += 1
            for name, sight in sights.items():
                _ground(scores[name], view, case, sight, provider, name, note)
            _words_alone(scores, view, case, sights["vision"], provider)
            scores["chance"].add(case, _chance(view, case))
        watch(number + 1, total)
    scores["majority"] = _majority(every, asked)
    return _figures(provider, houses, total, counts, scores)


def _conditions(weights: str | None) -> dict[str, Models]:
    """With what the picture is looked at."""
    oracle = Models(OracleSegmentation(), OracleDepth(), OracleStates(), None)
    if weights is None:
        return {"vision": oracle}
    from perception.learned import Eyes

    eyes = Eyes.load(weights or None)
    alone = Eyes.load(weights or None, use_depth=False)
    return {
        "vision": oracle,
        "learned": Models(eyes, OracleDepth(), eyes, None),
        "learned_rgb": Models(alone, alone, alone, None),
    }


def _looked(view: View, models: Models) -> Sight:
    observation = view.frame.observation()
    held = view.frame.held or None
    sight = look(observation, view.frame.pose, models, held)
    if held and sight.belief.held is None:  # a model's ids are its own
        sight = look(observation, view.frame.pose, models, _id_of(view, sight, held))
    return sight


def _id_of(view: View, sight: Sight, held: int) -> int | None:
    """The id that a model gives to what is in the agent's hand, which the agent knows by touch."""
    names = _names(view, sight)
    seen = sight.belief.view
    assert seen is not None
    return next((seen.identities[name] for name, one in names.items() if one == held), None)


def _names(view: View, sight: Sight) -> dict[str, int]:
    """The true id of each thing that was seen, by its name; those that are none are left out."""
    truth, seen = view.frame.instances, sight.belief.view
    assert seen is not None
    sizes = np.bincount(truth.ravel())
    found: dict[str, int] = {}
    for thing in sight.things:
        mask = seen.mask(thing.name)
        counts = np.bincount(truth[mask], minlength=1)
        best = int(counts.argmax())
        union = int(mask.sum()) + int(sizes[best]) - int(counts[best])
        if best and counts[best] >= OVERLAP * union:
            found[thing.name] = best
    return found


def _ground(
    score: _Score,
    view: View,
    case: Case,
    sight: Sight,
    provider: Provider,
    name: str,
    note: Callable[[View, Case, str, Grounded, float], None],
) -> None:
    started = time.perf_counter()
    grounded = ground_in(sight, case.text, provider)
    score.milliseconds.append(1000 * (time.perf_counter() - started))
    score.verdicts[str(grounded.verdict)] += 1
    if case.goals:
        said = _goal(grounded.literals, _names(view, sight), view)
        right = float(grounded.verdict is Verdict.GOAL and said in case.goals)
    else:
        right = float(grounded.verdict is not Verdict.GOAL)
    if grounded.verdict is Verdict.GOAL:
        score.sure.append(grounded.confidence)
        score.hits.append(right)
    score.add(case, right)
    note(view, case, name, grounded, right)


def _goal(literals: Sequence[Literal], names: Mapping[str, int], view: View) -> Goal | None:
    """Grounded literals as a goal over true ids; None where one is about no true thing."""
    things = {one.identity: one for one in view.things}
    facts: list[Fact] = []
    for literal in literals:
        predicate, *who = literal.fact
        ids = [names.get(name, 0) for name in who]
        if not all(ids) or not all(one in things for one in ids):
            return None
        own = [identity(things[one]) for one in ids]
        washed = predicate == "wasWashed" and things[ids[0]].can(Affordance.DIRTYABLE)
        predicate, value = ("isDirty", False) if washed else (predicate, literal.value)
        facts.append((predicate, own[0], own[1] if len(own) > 1 else 0, value))
    return frozenset(facts)


# ---------------------------------------------------------------------- without a picture
def _words_alone(
    scores: Mapping[str, _Score], view: View, case: Case, sight: Sight, provider: Provider
) -> None:
    """The likeliest goal by the words, and which things it is about a guess."""
    words = read_words(case.text)
    heard = hear(provider, words, (), ())
    best = max(heard.readings, key=lambda one: one.weight, default=None)
    if best is None or best.weight < heard.refused:
        exact = kinds = float(not case.goals)
    elif not case.goals:
        exact = kinds = 0.0
    else:
        exact = _guessed(best, view, case, sight)
        kinds = float(exact > 0.0)
    scores["language"].add(case, exact)
    scores["kinds"].add(case, kinds)


def _guessed(best: Reading, view: View, case: Case, sight: Sight) -> float:
    """Share of the ways to take things of a goal's kinds that are right."""
    slots = []
    for slot in best.slots:
        kinds = dict.fromkeys(types_of(slot.thing.kind), 1.0)
        if slot.thing.count and not any(thing.kind in kinds for thing in sight.things):
            return 0.0
        slots.append(slot.__class__(slot.thing, None, slot.around, kinds))
    things = [_anywhere(thing) for thing in sight.things]
    ways = fillings(Reading(1.0, tuple(slots), best.proposal), read_words("the thing"), things)
    names = _names(view, sight)
    right = sum(_goal(way.literals, names, view) in case.goals for way in ways)
    return right / len(ways) if ways else 0.0


def _anywhere(thing: Seen) -> Seen:
    """A thing without what a picture tells of it."""
    return Seen(
        thing.name, thing.kind, {thing.kind: 1.0}, {}, thing.box, (0.5, 0.5), 10_000,
        (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 1.0, (), thing.held,
    )  # fmt: skip


def _every_goal(view: View) -> list[Goal]:
    """Every goal of one act over the things in view."""
    found = [goal(act, thing) for thing in view.things for act in acts(thing)]
    return found + [
        goal("place", thing, place)
        for thing in view.things
        for place in view.things
        if takes(place.kind, thing.kind) and place.identity not in (*thing.around, thing.identity)
    ]


def _chance(view: View, case: Case) -> float:
    every = _every_goal(view)
    return sum(one in case.goals for one in every) / len(every) if every else 0.0


def _act(one: Goal) -> tuple[str, bool]:
    """What a goal of one act is about, whatever the thing is."""
    predicate, _, _, value = min(one)
    return predicate, value


def _majority(every: Sequence[tuple[View, Case]], asked: Counter[Any]) -> _Score:
    score = _Score()
    most = asked.most_common(1)[0][0] if asked else ("holding", True)
    for view, case in every:
        pixels = {identity(one): one.pixels for one in view.things}
        able = [one for one in _every_goal(view) if _act(one) == most]
        best = max(able, key=lambda one: (pixels.get(min(one)[1], 0), sorted(one)), default=None)
        score.add(case, float(best in case.goals))
    return score


# ---------------------------------------------------------------------- figures
def _figures(
    provider: Provider,
    houses: str,
    frames: int,
    counts: Counter[str],
    scores: Mapping[str, _Score],
) -> dict[str, Any]:
    total = sum(counts.values())

    def shares(score: _Score) -> dict[str, float]:
        own = {k: round(score.right[k] / counts[k], 4) for k in KINDS if counts[k]}
        return {"all": round(sum(score.right.values()) / max(total, 1), 4), **own}

    table = {name: shares(score) for name, score in scores.items()}
    vision = scores["vision"]
    result = {
        "name": "grounding",
        "device": "cpu",
        "value": table["vision"]["all"],
        "unit": "exact goals",
        "higher_is_better": True,
        **{name: table[name]["all"] for name in table if name != "vision"},
        **{f"{name}_by_kind": own for name, own in table.items()},
        "fresh": {
            name: round(float(np.mean(score.fresh)), 4)
            for name, score in scores.items()
            if score.fresh
        },
        "cases": {kind: counts[kind] for kind in KINDS},
        "verdicts": {
            name: dict(score.verdicts) for name, score in scores.items() if score.verdicts
        },
        "precision": {
            name: round(float(np.mean(score.hits)), 4)
            for name, score in scores.items()
            if score.hits
        },
        "confidence": {
            name: round(float(np.mean(score.sure)), 4)
            for name, score in scores.items()
            if score.sure
        },
        "p50_ms": round(float(np.percentile(vision.milliseconds or [0.0], 50)), 2),
        "p95_ms": round(float(np.percentile(vision.milliseconds or [0.0], 95)), 2),
        "conditions": {
            "provider": provider.name, "houses": houses, "frames": frames, "cases": total
        },
        "peers": {},
    }  # fmt: skip
    return result
