"""What the embedded model learns from: lessons, drawn anew for every pass.

An annotated demonstration gives many lessons: its goal sentence alone, with its steps, its steps
alone, with and without the kinds of the scene, and single steps with what each one does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planning.language.embedded.text import (
    INSTRUCTION,
    STEP,
    Words,
    split,
    words_of,
    words_of_token_parts,
)
from planning.language.embedded.tokens import (
    BEGIN,
    BEGIN_STEP,
    END,
    GO,
    GOAL_END,
    INDEX,
    encode,
    encode_subgoals,
)
from planning.language.goal_language import Proposal, Subgoal
from planning.language.provider import Request

Tokens = tuple[int, ...]
Sentence = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One input with its answer.

    Attributes:
        words: the input.
        scene: tokens of the kinds known of the scene.
        tokens: begin token, answer, `end`.
        sure: the input says enough for the advice (steps were given), so that counts in full.
    """

    words: Words
    scene: Tokens
    tokens: Tokens
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was done, and how people told it.

    Attributes:
        proposal: goal and subgoals.
        steps: what each step of the telling does: a subgoal, the kind that was walked to, or None
            where that is not known.
        scene: kinds in the scene.
        told: of each annotator: the goal sentence and the steps, in words.
    """

    proposal: Proposal
    steps: tuple[Subgoal | str | None, ...]
    scene: tuple[str, ...]
    told: tuple[tuple[Sentence, tuple[Sentence, ...]], ...]


def told(goal: str, steps: Sequence[str]) -> tuple[Sentence, tuple[Sentence, ...]]:
    """An annotator's sentences in words."""
    return tuple(split(goal)), tuple(tuple(split(step)) for step in steps)


def scene_tokens(kinds: Sequence[str]) -> Tokens:
    """Tokens of kinds, sorted; kinds that the goal language has not are left out."""
    return tuple(sorted(INDEX[f"kind:{kind}"] for kind in set(kinds) if f"kind:{kind}" in INDEX))


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares of the ways in which a demonstration is told in a pass.

    Attributes:
        steps: with its steps; the rest is the goal sentence alone.
        no_goal: of those with steps, without the goal sentence.
        scene: with the kinds of the scene.
        swap: goal sentence of another annotator of the same demonstration.
        advice: with the subgoals in the answer, of those told without steps.
        partial: of those with the scene's kinds, with some of them only.
        single: lessons of single steps for every telling.
        typo: of words that are misspelt.
    """

    steps: float = 0.45
    no_goal: float = 0.1
    scene: float = 0.3
    swap: float = 0.3
    advice: float = 0.35
    partial: float = 0.4
    single: int = 1
    typo: float = 0.015


def lessons_of(
    demonstrations: Sequence[Demonstration], rng: np.random.Generator, mix: Mix
) -> Iterator[Lesson]:
    """One pass over demonstrations: a lesson for every telling, and some of single steps."""
    for one in demonstrations:
        answer = (BEGIN, *encode(one.proposal))
        scene = scene_tokens(one.scene)
        for number, (goal, steps) in enumerate(one.told):
            spoken = goal
            if rng.random() < mix.swap:
                spoken = one.told[int(rng.integers(len(one.told)))][0]
            told_steps = rng.random() < mix.steps
            parts: list[tuple[int, Sentence]] = []
            if not told_steps or rng.random() >= mix.no_goal:
                parts.append((INSTRUCTION, spoken))
            if told_steps:
                parts += [(STEP, step) for step in steps]
            seen = _seen(scene, rng, mix)
            whole = told_steps or rng.random() < mix.advice
            wanted = answer if whole else answer[: answer.index(GOAL_END) + 1]
            yield Lesson(misspell(parts, rng, mix.typo), seen, wanted, told_steps)
            yield from _single_steps(one, number, rng, mix)


def _seen(scene: Tokens, rng: np.random.Generator, mix: Mix) -> Tokens:
    """What is known of a scene: nothing, some of its kinds, or all."""
    if rng.random() >= mix.scene:
        return ()
    if rng.random() >= mix.partial:
        return scene
    share = rng.uniform(0.2, 1.0)
    return tuple(token for token in scene if rng.random() < share)


def _single_steps(
    one: Demonstration, number: int, rng: np.random.Generator, mix: Mix
) -> Iterator[Lesson]:
    steps = one.told[number][1]
    if len(steps) != len(one.steps):
        return
    for _ in range(mix.single):
        place = int(rng.integers(len(steps)))
        done = one.steps[place]
        if done is None:
            continue
        if isinstance(done, str):
            answer = (GO, INDEX[f"kind:{done}"])
        else:
            answer = tuple(encode_subgoals([done]))
        words = misspell([(STEP, steps[place])], rng, mix.typo)
        yield Lesson(words, (), (BEGIN_STEP, *answer, END))


def lesson_of_pair(
    request: Request, proposal: Proposal, rng: np.random.Generator, typo: float
) -> Lesson:
    """The lesson of a request with its proposal."""
    scene = scene_tokens([thing.kind for thing in request.scene or ()])
    words = words_of(request)
    if typo:
        noisy = tuple(_misspelt(word, rng) if rng.random() < typo else word for word in words.words)
        words = Words(noisy, words.segments, words.turns)
    return Lesson(words, scene, (BEGIN, *encode(proposal)), bool(request.steps))


def misspell(
    parts: Sequence[tuple[int, Sentence]], rng: np.random.Generator, share: float
) -> Words:
    """The words of a request's parts, some of them misspelt."""
    if not share:
        return words_of_token_parts(parts)
    return words_of_token_parts(
        [
            (part, [_misspelt(word, rng) if rng.random() < share else word for word in words])
            for part, words in parts
        ]
    )


def _misspelt(word: str, rng: np.random.Generator) -> str:
    """A letter is left out, doubled, exchanged with its neighbour or replaced."""
    if len(word) < 4 or not word.isalpha():
        return word
    at = int(rng.integers(1, len(word) - 1))
    match int(rng.integers(4)):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            return word[:at] + "abcdefghijklmnopqrstuvwxyz"[int(rng.integers(26))] + word[at + 1 :]
