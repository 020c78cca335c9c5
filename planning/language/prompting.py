"""Prompts: templates that a user can read and change, filled with what is known.

The templates are in `prompts/`; a folder of one's own goes before it, file by file. All that
people, scenes and models have said reaches a template as a JSON string on one line, in which `<`
and `>` are escaped: whatever is said, it cannot end the quotation that it stands in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from envs.interface import InvalidInputError
from planning.language.examples import (
    Example,
    Retriever,
    shipped_examples,
    shown,
    spoken_words,
    user_examples,
)
from planning.language.provider import Request, SceneObject, Utterance
from planning.language.vocabulary import doors, vocabulary

Message = dict[str, str]  # role and content, as chat models take them

INSTRUCTION_AT_MOST = 2000  # characters
SENTENCE_AT_MOST = 400  # characters of a step, a turn or a failure
STEPS_AT_MOST = 40
TURNS_AT_MOST = 40  # the last ones
FAILURES_AT_MOST = 6  # the last ones
# Delimiters of ours, of Markdown and of chat templates: in a quotation they are escaped.
_UNQUOTABLE = frozenset("<>[]`|")
PROMPT_AT_MOST = 200_000  # characters of all messages; what a template makes beyond is an error


@dataclass(frozen=True, slots=True)
class PromptConfig:
    """How prompts are made.

    Attributes:
        folder: with templates of one's own, `system.md` or `user.md`; "" for none.
        examples_file: JSON lines with further examples; "" for none.
        examples: how many of the nearest examples are shown.
        scene_objects: how many objects of the scene are shown at most.
    """

    folder: str = ""
    examples_file: str = ""
    examples: int = 6
    scene_objects: int = 80


_SAMPLE = Request(
    "sample",
    ("sample",),
    (Utterance("commander", "sample"),),
    (SceneObject("mug_1", "Mug", ("dirty",), "desk_1"), SceneObject("desk_1", "Desk")),
    failures=("sample",),
)


class Prompter:
    """Renders requests as messages for a chat model.

    Args:
        config: where templates and examples are, and how many are shown.
        domain: PDDL text whose words are offered; None for the shipped `domain.pddl`.

    Raises:
        InvalidInputError: a folder, template or file of examples cannot be used, or a template
            cannot be rendered.
    """

    def __init__(self, config: PromptConfig | None = None, domain: str | None = None) -> None:
        self._config = config or PromptConfig()
        self._words = vocabulary(domain)
        examples = shipped_examples()
        if self._config.examples_file:
            examples += user_examples(Path(self._config.examples_file))
        self._retriever = Retriever(examples)
        environment = _environment(self._config.folder)
        try:
            self._system = environment.get_template("system.md")
            self._user = environment.get_template("user.md")
        except (TemplateError, OSError, UnicodeDecodeError) as error:
            raise InvalidInputError("prompts", f"expected a template; {error}") from None
        self.messages(_SAMPLE)  # so that a template that cannot be rendered is known at once

    @property
    def examples(self) -> int:
        """How many examples are shown."""
        return self._config.examples

    def messages(self, request: Request, examples: int | None = None) -> list[Message]:
        """What a chat model is told and asked.

        Args:
            request: what is to be understood.
            examples: how many are shown; None for as many as were configured.

        Raises:
            InvalidInputError: a template of the user's cannot be rendered.
        """
        count = self._config.examples if examples is None else examples
        near = self._retriever.nearest(request, count)
        try:
            system = self._system.render(words=self._words, doors=doors())
            user = self._user.render(
                examples=[_example(example) for example in near],
                scene=_scene(request.scene, request, self._config.scene_objects),
                scene_complete=request.scene_complete,
                **_said(request),
            )
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise InvalidInputError("prompts", f"a template cannot be rendered: {error}") from None
        if len(system) + len(user) > PROMPT_AT_MOST:
            raise InvalidInputError(
                "prompts",
                f"expected at most {PROMPT_AT_MOST} characters of prompt; "
                f"got {len(system) + len(user)}; show fewer examples, or shorten the templates",
            )
        return [
            {"role": "system", "content": system.strip() + "\n"},
            {"role": "user", "content": user.strip() + "\n"},
        ]


def _environment(folder: str) -> SandboxedEnvironment:
    loaders: list[Any] = []
    if folder:
        if not Path(folder).is_dir():
            raise InvalidInputError("prompts", f"expected a folder of templates; got {folder!r}")
        loaders.append(FileSystemLoader(folder))
    loaders.append(PackageLoader("planning.language", "prompts"))
    return SandboxedEnvironment(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # what is filled in is quoted already, and the result is no HTML
    )


def quoted(text: str, at_most: int = SENTENCE_AT_MOST) -> str:
    """Outside text as a JSON string that no delimiter can be written in.

    Args:
        text: as it was said.
        at_most: characters; longer text is cut, and ends in an ellipsis.
    """
    text = " ".join(text[: 4 * at_most].split())
    if len(text) > at_most:
        text = text[: at_most - 1] + "…"
    safe = json.dumps(text, ensure_ascii=False)
    return "".join(
        char if char.isprintable() and char not in _UNQUOTABLE else f"\\u{ord(char):04x}"
        if ord(char) < 0x10000 else "\\ufffd"
        for char in safe
    )  # fmt: skip


def _said(request: Request) -> dict[str, Any]:
    """What was said in a request, quoted and bounded."""
    return {
        "instruction": quoted(request.instruction, INSTRUCTION_AT_MOST),
        "steps": [quoted(step) for step in request.steps[:STEPS_AT_MOST]],
        "dialogue": [
            {"speaker": quoted(turn.speaker, 40), "text": quoted(turn.text)}
            for turn in request.dialogue[-TURNS_AT_MOST:]
        ],
        "failures": [quoted(failure) for failure in request.failures[-FAILURES_AT_MOST:]],
    }


def _example(example: Example) -> dict[str, Any]:
    return {**_said(example.request), "proposal": shown(example.proposal)}


def _scene(
    scene: Sequence[SceneObject] | None, request: Request, at_most: int
) -> dict[str, Any] | None:
    """The scene for a template: objects that were spoken of first, then places, then the rest."""
    if scene is None:
        return None
    spoken = spoken_words(request).lower()
    places = {thing.place for thing in scene if thing.place is not None}

    def rank(thing: SceneObject) -> tuple[bool, bool]:
        return (not _named(thing.kind, spoken), thing.name not in places)

    chosen = sorted(scene, key=rank)[: max(0, at_most)]
    left_out = sorted({thing.kind for thing in scene} - {thing.kind for thing in chosen})
    return {
        "objects": [
            {
                "name": quoted(thing.name, 60),
                "kind": quoted(thing.kind, 60),
                "states": [quoted(state, 40) for state in thing.states[:12]],
                "place": quoted(thing.place, 60) if thing.place is not None else None,
            }
            for thing in chosen
        ],
        "other_kinds": [quoted(kind, 60) for kind in left_out[:200]],
    }


def _named(kind: str, spoken: str) -> bool:
    """Whether a kind, or the last word of its name, is spoken of."""
    words = "".join(f" {char.lower()}" if char.isupper() else char for char in kind).split()
    return bool(words) and (words[-1] in spoken or "".join(words) in spoken)
