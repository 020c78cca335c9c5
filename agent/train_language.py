"""Trains the embedded language model, from data to weights, metrics and model card."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from agent.demonstrations import ToldTask, demonstration_of, told_tasks
from planning.language.corpus import generate
from planning.language.embedded.calibration import (
    Calibration,
    expected_calibration_error,
    fit,
)
from planning.language.embedded.decoding import Hypothesis
from planning.language.embedded.lessons import Lesson, lesson_of_pair, scene_tokens
from planning.language.embedded.model import Model, joined, load, save
from planning.language.embedded.provider import read
from planning.language.embedded.slot_voter import SlotVoter, train_slots
from planning.language.embedded.text import words_of
from planning.language.embedded.tokens import GOAL_END, encode
from planning.language.embedded.training import Progress, Recipe, lexicon_of, train
from planning.language.provider import Request, SceneObject

SPLIT = "train"
HELD_OUT = 0.03  # share of the tasks that the weights never see: they are for the calibration
WEIGHTS, METRICS, CARD = "language.safetensors", "metrics.json", "MODEL_CARD.md"
MEMBER = "member-{}.safetensors"
SLOT_WEIGHTS = tuple(round(0.05 * step, 2) for step in range(17))  # that are tried
WORST = -6.0  # log probability of the right goal where it is not found, or is less likely


@dataclass(frozen=True, slots=True)
class Plan:
    """What a training is told.

    Attributes:
        data: ALFRED's annotated trajectories, as for `told_tasks`.
        out: folder for weights, metrics and model card.
        seed: of everything random.
        pairs: of our own corpus in every pass.
        recipe: of the training.
        polish: of the passes after it, at a low rate.
        polish_pairs: of our own corpus in each of these.
        members: networks that vote.
        device: `cpu` or `cuda`.
    """

    data: str
    out: str
    seed: int
    pairs: int
    recipe: Recipe
    polish: Recipe = field(default_factory=lambda: Recipe(epochs=3, rate=4e-4, warmup=50))
    polish_pairs: int = 2500
    members: int = 2
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class Case:
    """One request with what is right.

    Attributes:
        request: what is said.
        goal: tokens of what was meant, up to the end of the goal.
    """

    request: Request
    goal: tuple[int, ...]


class Lessons:
    """What a training is made of: demonstrations, further lessons, the words in them.

    Args:
        plan: of the training.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        taught, self.held = held_out(told_tasks(plan.data, SPLIT), plan.seed)
        self.demonstrations = [demonstration_of(task) for task in taught]
        first = self.more(np.random.default_rng((plan.seed, 1_000_000)), plan.pairs)
        self.lexicon = lexicon_of(self.demonstrations, first)

    def more(self, rng: np.random.Generator, count: int) -> Sequence[Lesson]:
        """The lessons of a pass beside the demonstrations."""
        pairs = generate(rng, count) if count else []
        typo = self.plan.recipe.mix.typo
        return [lesson_of_pair(pair.request, pair.proposal, rng, typo) for pair in pairs]


def train_member(lessons: Lessons, member: int, watch: Callable[[Progress], None]) -> Model:
    """One network with its lexicon, from its file where it is trained already.

    Args:
        lessons: of the training.
        member: number of the network, from 0.
        watch: called after every step.
    """
    plan = lessons.plan
    path = Path(plan.out) / MEMBER.format(member)
    if path.exists():
        return load(path)
    rough = path.with_suffix(".rough.safetensors")
    seed = plan.seed + 1000 * member
    if rough.exists():
        network = load(rough).networks[0]
    else:
        network = train(
            lessons.demonstrations,
            lambda rng: lessons.more(rng, plan.pairs),
            lessons.lexicon,
            plan.recipe,
            seed,
            path.with_suffix(".checkpoint.pt"),
            watch,
            device=plan.device,
        )
        save(Model((network,), lessons.lexicon, Calibration()), rough)
    network = train(
        lessons.demonstrations,
        lambda rng: lessons.more(rng, min(plan.pairs, plan.polish_pairs)),
        lessons.lexicon,
        plan.polish,
        seed + 500,
        path.with_suffix(".polish.pt"),
        watch,
        device=plan.device,
        start=network,
    )
    trained = Model((network,), lessons.lexicon, Calibration())
    save(trained, path)
    rough.unlink()
    return trained


def train_language(
    plan: Plan, watch: Callable[[int, Progress], None], only: int | None = None
) -> dict[str, Any]:
    """Trains, calibrates, and leaves everything in `plan.out`.

    Args:
        plan: what to train.
        watch: called with the number of the network and its progress.
        only: train this network and no more, so that several processes share the work.

    Returns:
        The metrics that it wrote; empty with `only`.
    """
    out = Path(plan.out)
    out.mkdir(parents=True, exist_ok=True)
    lessons = Lessons(plan)
    started = time.monotonic()
    trained = [
        train_member(lessons, member, lambda now, member=member: watch(member, now))
        for member in range(plan.members)
        if only in (None, member)
    ]
    if only is not None:
        return {}
    networks, lexicon = joined(trained)
    slots = train_slots(lessons.demonstrations, plan.seed)
    model, judged = calibrated(Model(networks, lexicon, Calibration(), slots), lessons)
    save(model, out / WEIGHTS)
    metrics = {
        "demonstrations": len(lessons.demonstrations),
        "tellings": sum(len(one.told) for one in lessons.demonstrations),
        "lexicon": len(lexicon),
        "members": plan.members,
        "parameters": model.parameters,
        "size_mb": round((out / WEIGHTS).stat().st_size / 1e6, 2),
        **judged,
        "train_s": round(time.monotonic() - started, 1),
        "seed": plan.seed,
        "recipe": asdict(plan.recipe) | {"pairs": plan.pairs},
        "polish": asdict(plan.polish) | {"pairs": plan.polish_pairs},
    }
    (out / METRICS).write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    (out / CARD).write_text(model_card(metrics), encoding="utf-8")
    return metrics


def calibrated(model: Model, lessons: Lessons) -> tuple[Model, dict[str, float]]:
    """A model with the weight of its voter on slots and its calibration, both from requests that
    its weights have not seen; and how well it does on these."""
    plan = lessons.plan
    told = held_cases(lessons.held, plan.seed)
    cases = [*told, *corpus_cases(plan.seed, plan.pairs // 8)]
    alone = Model(model.networks, model.lexicon, model.calibration)
    found = [read(alone, case.request).found for case in cases]
    if model.slots is not None:
        weight = slot_weight(model.slots, told, found[: len(told)])
        voter = replace(model.slots, weight=weight)
        pairs = zip(found, cases, strict=True)
        found = [_voted(voter, one, case.request) for one, case in pairs]
        model = replace(model, slots=voter)
    right = np.array(
        [_goal(one[0].tokens) == case.goal for case, one in zip(cases, found, strict=True)]
    )
    features = np.array(
        [
            Calibration.features(one, words_of(case.request), model.lexicon)[0]
            for case, one in zip(cases, found, strict=True)
        ]
    )
    calibration = fit(features, right)
    sure = np.array([calibration.confidence(row) for row in features])
    judged = {
        "slot_weight": 0.0 if model.slots is None else model.slots.weight,
        "held_out_requests": len(cases),
        "held_out_exact": round(float(right.mean()), 4),
        "held_out_exact_alfred": round(float(right[: len(told)].mean()), 4),
        "held_out_calibration_error": round(expected_calibration_error(sure, right), 4),
    }
    return replace(model, calibration=calibration), judged


def slot_weight(
    voter: SlotVoter, cases: Sequence[Case], found: Sequence[Sequence[Hypothesis]]
) -> float:
    """The weight with which the right goals are likeliest, of `SLOT_WEIGHTS`.

    Args:
        voter: on slots.
        cases: that no weights have seen.
        found: hypotheses of the networks on each.
    """

    def likelihood(weight: float) -> float:
        judge = replace(voter, weight=weight)
        total = 0.0
        for case, hypotheses in zip(cases, found, strict=True):
            voted = _voted(judge, hypotheses, case.request)
            right = [one.log_probability for one in voted if _goal(one.tokens) == case.goal]
            total += max(WORST, max(right, default=WORST))
        return total

    return max(SLOT_WEIGHTS, key=likelihood)


def _voted(voter: SlotVoter, found: Sequence[Hypothesis], request: Request) -> Sequence[Hypothesis]:
    kinds = sorted({thing.kind for thing in request.scene or ()})
    return voter.vote(found, words_of(request), scene_tokens(kinds))


def held_out(tasks: Sequence[ToldTask], seed: int) -> tuple[list[ToldTask], list[ToldTask]]:
    """Trajectories to train on, and those that are kept back for the calibration."""
    order = list(range(len(tasks)))
    random.Random(f"held out {seed}").shuffle(order)
    kept = set(order[: max(1, round(HELD_OUT * len(tasks)))])
    taught = [task for place, task in enumerate(tasks) if place not in kept]
    return taught, [tasks[place] for place in sorted(kept)]


def held_cases(tasks: Sequence[ToldTask], seed: int) -> list[Case]:
    """Each annotation in one of the ways that requests come in, by chance."""
    rng = random.Random(f"ways {seed}")
    found: list[Case] = []
    for task in tasks:
        goal = _goal(encode(demonstration_of(task).proposal))
        for one in task.annotations:
            steps = one.steps if rng.random() < 0.5 else ()
            seen = task.scene if rng.random() < 0.3 else ()
            found.append(Case(request_of(one.goal, steps, seen), goal))
    return found


def corpus_cases(seed: int, count: int) -> list[Case]:
    """Pairs of our own corpus that training has not drawn."""
    pairs = generate(np.random.default_rng((seed, 2_000_000)), count) if count else []
    return [Case(pair.request, _goal(encode(pair.proposal))) for pair in pairs]


def request_of(goal: str, steps: Sequence[str] = (), scene: Sequence[str] = ()) -> Request:
    """A request as ALFRED's annotators make it."""
    things = tuple(SceneObject(f"{kind.lower()}_{i}", kind) for i, kind in enumerate(scene))
    return Request(goal, tuple(steps), scene=things or None, scene_complete=bool(things))


def _goal(tokens: Sequence[int]) -> tuple[int, ...]:
    whole = list(tokens)
    return tuple(whole[: whole.index(GOAL_END)] if GOAL_END in whole else whole)


def model_card(metrics: dict[str, Any]) -> str:
    """What a user of the weights should know, in Markdown."""
    recipe = metrics["recipe"]
    rows = (
        (
            "architecture",
            f"{metrics['members']} transformers that vote, each of 3 encoder layers over words "
            "(lexicon and letter n-grams) and 2 decoder layers over tokens of the goal language; "
            "beam search that the grammar constrains; a bag of n-grams on ALFRED's slots votes on "
            f"what it finds with weight {metrics['slot_weight']}",
        ),
        ("parameters", f"{metrics['parameters']:,} ({metrics['size_mb']} MB in 16-bit floats)"),
        (
            "data",
            f"ALFRED 2.1.0, split `train` ({metrics['tellings']:,} annotations of "
            f"{metrics['demonstrations']:,} trajectories; MIT licence), and requests of our own "
            f"grammar (`planning/language/corpus`), {recipe['pairs']:,} drawn anew in every pass",
        ),
        (
            "training",
            f"`hestia train language data=ALFRED epochs={recipe['epochs']} "
            f"pairs={recipe['pairs']} members={metrics['members']} seed={metrics['seed']}`",
        ),
        (
            "held out of training",
            f"{metrics['held_out_requests']:,} requests: exact goal "
            f"{metrics['held_out_exact']:.3f} ({metrics['held_out_exact_alfred']:.3f} of ALFRED's "
            f"among them), expected calibration error "
            f"{metrics['held_out_calibration_error']:.3f}",
        ),
    )
    table = "\n".join(f"| {name} | {text} |" for name, text in rows)
    return _CARD.replace("TABLE", table)


_CARD = """# Hestia's embedded language model

Turns a household instruction, optionally with steps, a dialogue and the object classes of the
scene, into a goal and subgoals in Hestia's goal language, with a calibrated confidence; or asks,
or refuses.

| | |
|---|---|
TABLE

Measure it on sentences that it has not seen:
`hestia bench language provider=embedded data=FILE`.

**Meant for** English requests to a household agent whose world is Hestia's ontology.
**Not meant for** other languages, other ontologies, or anything where a wrong goal does harm:
what it proposes is checked against the domain before it is acted upon, and its confidence says
when to ask.

**Known limits.** It knows household words from its training alone; words that it has never seen
are read by their letters. Which table or lamp is meant is often not in the words: give it the
scene, or let the agent look around. Long dialogues are cut in the middle.
"""
