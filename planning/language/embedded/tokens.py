"""Proposals as sequences of tokens, the embedded model's output, and back.

    goal DiningTable ( 2 Mug washed ) ; pick-up Mug CoffeeTable wash Mug place Mug DiningTable end

A count stands before its kind (1 is left out), states and references behind it, contents in
brackets: `(` where they are together, `(any` where each may be elsewhere. `then` begins the next
stage, `;` ends the goal; subgoals and hints follow, up to `end`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planning.language.goal_language import (
    COUNT_AT_MOST,
    KINDS,
    STATE_WORDS,
    Hint,
    Proposal,
    Question,
    Reference,
    Stage,
    Subgoal,
    SubgoalAction,
    Thing,
)

PAD, BEGIN, BEGIN_STEP, END, GOAL_END, THEN, OPEN, OPEN_ANY, CLOSE, GO = range(10)
# `go` is what a step that only walks means; it is a lesson in training, and never an output.
_MARKS = ("<pad>", "<begin>", "<step>", "end", ";", "then", "(", "(any", ")", "go")
VERDICTS = ("goal", "ask-object", "ask-place", "ask-other", "refuse")
COUNTS = ("0", *(str(n) for n in range(2, COUNT_AT_MOST + 1)), "all")
REFERENCES = ("near", "inside", "other")
ACTIONS = tuple(str(action) for action in SubgoalAction)
HINT = "hint"
TOKENS: tuple[str, ...] = (
    *_MARKS,
    *(f"verdict:{name}" for name in VERDICTS),
    *(f"count:{name}" for name in COUNTS),
    *(f"which:{name}" for name in REFERENCES),
    *(f"do:{name}" for name in ACTIONS),
    HINT,
    *(f"state:{name}" for name in STATE_WORDS),
    *(f"kind:{name}" for name in KINDS),
)
INDEX: dict[str, int] = {token: index for index, token in enumerate(TOKENS)}
QUESTIONS = {
    "object": "Which thing do you mean?",
    "place": "Where should I put it?",
    "other": "What exactly should I do?",
}
REASON = "this is not something that I can do in a house"


def encode(proposal: Proposal) -> list[int]:
    """A proposal's tokens, from its verdict to `end`."""
    if proposal.verdict == "refuse":
        return [INDEX["verdict:refuse"], END]
    if proposal.verdict == "ask":
        about = proposal.question.about if proposal.question else "other"
        return [INDEX[f"verdict:ask-{about}"], END]
    found = [INDEX["verdict:goal"]]
    for number, stage in enumerate(proposal.stages):
        found += [THEN] if number else []
        for thing in stage.things:
            found += _thing(thing)
    return [*found, GOAL_END, *encode_subgoals(proposal.subgoals), *_hints(proposal.hints), END]


def encode_subgoals(subgoals: Sequence[Subgoal]) -> list[int]:
    """The tokens of subgoals, without an end."""
    found: list[int] = []
    for subgoal in subgoals:
        found += [INDEX[f"do:{subgoal.action}"], INDEX[f"kind:{subgoal.kind}"]]
        found += [INDEX[f"kind:{subgoal.place}"]] if subgoal.place else []
    return found


def _hints(hints: Sequence[Hint]) -> list[int]:
    return [
        INDEX[token]
        for hint in hints
        for token in (HINT, f"kind:{hint.kind}", f"kind:{hint.place}")
    ]


def _thing(thing: Thing) -> list[int]:
    words = [] if thing.count == 1 else [f"count:{thing.count}"]
    words.append(f"kind:{thing.kind}")
    words += [f"state:{state}" for state in STATE_WORDS if state in thing.states]
    if thing.which is not None:
        for name in ("near", "inside"):
            kind = getattr(thing.which, name)
            words += [f"which:{name}", f"kind:{kind}"] if kind else []
        words += ["which:other"] if thing.which.other else []
    found = [INDEX[word] for word in words]
    if thing.contents:
        inner = [token for part in thing.contents for token in _thing(part)]
        found += [OPEN if thing.together else OPEN_ANY, *inner, CLOSE]
    return found


@dataclass(slots=True)
class _Reader:
    words: Sequence[str]
    at: int = 0

    @property
    def word(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else "end"

    def next(self) -> str:
        self.at += 1
        return self.words[self.at - 1]

    def take(self, prefix: str) -> str | None:
        """The rest of the next word, where it begins so."""
        if not self.word.startswith(prefix):
            return None
        return self.next().removeprefix(prefix)


def decode(tokens: Sequence[int], confidence: float = 1.0) -> Proposal:
    """The proposal of a token sequence that `Grammar` allows.

    Raises:
        ValueError: the sequence is not one of the grammar's.
    """
    reader = _Reader([TOKENS[token] for token in tokens])
    verdict = reader.take("verdict:")
    if verdict == "refuse":
        return Proposal(verdict="refuse", reason=REASON, confidence=confidence)
    if verdict is None or verdict != "goal":
        about = str(verdict).removeprefix("ask-")
        question = Question(about=about, text=QUESTIONS[about])  # pyright: ignore[reportArgumentType]
        return Proposal(verdict="ask", question=question, confidence=confidence)
    stages: list[Stage] = []
    while reader.word != ";":
        things: list[Thing] = []
        while reader.word not in (";", "then"):
            things.append(_read_thing(reader))
        stages.append(Stage(things=tuple(things)))
        if reader.word == "then":
            reader.next()
    reader.next()
    subgoals, hints = _read_advice(reader)
    return Proposal(
        verdict="goal",
        stages=tuple(stages),
        subgoals=subgoals,
        hints=hints,
        confidence=confidence,
    )


def _read_thing(reader: _Reader) -> Thing:
    count = reader.take("count:")
    kind = reader.take("kind:")
    if kind is None:
        raise ValueError(f"expected a kind, got {reader.word!r}")
    states: list[str] = []
    while (state := reader.take("state:")) is not None:
        states.append(state)
    which: dict[str, object] = {}
    while (name := reader.take("which:")) is not None:
        which[name] = True if name == "other" else reader.take("kind:")
    contents: list[Thing] = []
    together = True
    if reader.word in ("(", "(any"):
        together = reader.next() == "("
        while reader.take(")") is None:
            contents.append(_read_thing(reader))
    return Thing(
        kind=kind,
        count="all" if count == "all" else int(count or 1),
        states=tuple(states),
        contents=tuple(contents),
        together=together,
        which=Reference.model_validate(which) if which else None,
    )


def _read_advice(reader: _Reader) -> tuple[tuple[Subgoal, ...], tuple[Hint, ...]]:
    subgoals: list[Subgoal] = []
    hints: list[Hint] = []
    while reader.word != "end":
        if reader.word == HINT:
            reader.next()
            kind, place = reader.take("kind:"), reader.take("kind:")
            hints.append(Hint.model_validate({"kind": kind, "place": place}))
            continue
        action, kind = reader.take("do:"), reader.take("kind:")
        place = reader.take("kind:")
        subgoals.append(
            Subgoal.model_validate(
                {"action": SubgoalAction(str(action)), "kind": kind, "place": place}
            )
        )
    return tuple(subgoals), tuple(hints)
