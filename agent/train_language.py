"""Trains the embedded language model, from data to weights, metrics and model card."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
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
from planning.language.embedded.lessons import Lesson, lesson_of_pair
from planning.language.embedded.model import Model, load, save
from planning.language.embedded.network import Network
from planning.language.embedded.provider import Reading, read
from planning.language.embedded.tokens import encode
from planning.language.embedded.training import Progress, Recipe, lexicon_of, train
from planning.language.provider import Request, SceneObject

SPLIT = "train"
HELD_OUT = 0.03  # share of the tasks that the weights never see: they are for the calibration
WEIGHTS, METRICS, CARD = "language.safetensors", "metrics.json", "MODEL_CARD.md"
MEMBER = "member-{}.safetensors"


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
        right: whether a reading's goal is what was meant.
    """

    request: Request
    right: Callable[[Reading], bool]


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


def train_member(lessons: Lessons, member: int, watch: Callable[[Progress], None]) -> Network:
    """One network, from its file where it is trained already.

    Args:
        lessons: of the training.
        member: number of the network, from 0.
        watch: called after every step.
    """
    plan = lessons.plan
    path = Path(plan.out) / MEMBER.format(member)
    if path.exists():
        return load(path).networks[0]
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
    save(Model((network,), lessons.lexicon, Calibration()), path)
    rough.unlink()
    return network


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
    networks = tuple(
        train_member(lessons, member, lambda now, member=member: watch(member, now))
        for member in range(plan.members)
        if only in (None, member)
    )
    if only is not None:
        return {}
    model = Model(networks, lessons.lexicon, Calibration())
    cases = [*held_cases(lessons.held, plan.seed), *corpus_cases(plan.seed, plan.pairs // 8)]
    readings = [read(model, case.request) for case in cases]
    right = np.array([case.right(one) for case, one in zip(cases, readings, strict=True)])
    features = np.array([one.features[0] for one in readings])
    calibration = fit(features, right)
    save(Model(networks, lessons.lexicon, calibration), out / WEIGHTS)
    sure = np.array([calibration.confidence(row) for row in features])
    metrics = {
        "demonstrations": len(lessons.demonstrations),
        "tellings": sum(len(one.told) for one in lessons.demonstrations),
        "lexicon": len(lessons.lexicon),
        "members": plan.members,
        "parameters": sum(v.numel() for network in networks for v in network.parameters()),
        "size_mb": round((out / WEIGHTS).stat().st_size / 1e6, 2),
        "held_out_requests": len(cases),
        "held_out_exact": round(float(right.mean()), 4),
        "held_out_calibration_error": round(expected_calibration_error(sure, right), 4),
        "train_s": round(time.monotonic() - started, 1),
        "seed": plan.seed,
        "recipe": asdict(plan.recipe) | {"pairs": plan.pairs},
        "polish": asdict(plan.polish) | {"pairs": plan.polish_pairs},
    }
    (out / METRICS).write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    (out / CARD).write_text(model_card(metrics), encoding="utf-8")
    return metrics


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
            found.append(Case(request_of(one.goal, steps, seen), _same(goal)))
    return found


def corpus_cases(seed: int, count: int) -> list[Case]:
    """Pairs of our own corpus that training has not drawn."""
    pairs = generate(np.random.default_rng((seed, 2_000_000)), count) if count else []
    return [Case(pair.request, _same(_goal(encode(pair.proposal)))) for pair in pairs]


def request_of(goal: str, steps: Sequence[str] = (), scene: Sequence[str] = ()) -> Request:
    """A request as ALFRED's annotators make it."""
    things = tuple(SceneObject(f"{kind.lower()}_{i}", kind) for i, kind in enumerate(scene))
    return Request(goal, tuple(steps), scene=things or None, scene_complete=bool(things))


def _same(goal: tuple[int, ...]) -> Callable[[Reading], bool]:
    return lambda reading: _goal(reading.found[0].tokens) == goal


def _goal(tokens: Sequence[int]) -> tuple[int, ...]:
    from planning.language.embedded.tokens import GOAL_END

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
            "beam search that the grammar constrains",
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
            f"{metrics['held_out_exact']:.3f}, expected calibration error "
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
