"""The words that a language model may use, from `domain.pddl` and the ontology.

A user who edits the domain changes what prompts offer: states whose predicate the domain does not
know are not offered, and operators are listed as the domain has them.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from envs.ontology import (
    BY_NAME,
    CAPACITY,
    OBJECT_CLASSES,
    OBJECT_TYPES,
    Affordance,
    can,
    shuts,
    takes,
    types_of_class,
)
from planning.language.goal_language import KINDS, STATE_WORDS, SubgoalAction
from planning.pddl import household_text

_TAKES_FEW = 30  # kinds that are listed of what a receptacle takes; of more, what it does not take
_ACTION = re.compile(r"\(\s*:action\s+([\w-]+)", re.IGNORECASE)
_PREDICATES = re.compile(r"\(\s*:predicates(.*?)\(\s*:(?:functions|action)", re.DOTALL)
_COMMENT = re.compile(r";[^\n]*")


@dataclass(frozen=True, slots=True)
class Receptacles:
    """What some receptacles take, where they do not take all that can be carried.

    Attributes:
        kinds: of the receptacles.
        only: kinds that they take, where those are few; else empty.
        never: kinds that they do not take, where those are fewer.
        capacity: how many things fit at most; None where space alone says.
    """

    kinds: tuple[str, ...]
    only: tuple[str, ...]
    never: tuple[str, ...]
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words for prompts.

    Attributes:
        affordances: what can be done with kinds, such as ("can be picked up", (kinds, ...)).
        others: kinds with no affordance of these.
        classes: words for several kinds at once, with the kinds.
        receptacles: those that take some things only.
        states: words of `STATE_WORDS` whose predicate the domain knows.
        actions: of subgoals.
        operators: names of the domain's actions.
    """

    affordances: tuple[tuple[str, tuple[str, ...]], ...]
    others: tuple[str, ...]
    classes: tuple[tuple[str, tuple[str, ...]], ...]
    receptacles: tuple[Receptacles, ...]
    states: tuple[str, ...]
    actions: tuple[str, ...]
    operators: tuple[str, ...]


_AFFORDANCES = {
    "can be picked up": Affordance.PICKUPABLE,
    "hold things (in or on)": Affordance.RECEPTACLE,
    "can be opened and closed": Affordance.OPENABLE,
    "can be switched on and off": Affordance.TOGGLEABLE,
    "can be sliced": Affordance.SLICEABLE,
    "can be cooked": Affordance.COOKABLE,
    "can get dirty": Affordance.DIRTYABLE,
    "can be filled": Affordance.FILLABLE,
    "can break": Affordance.BREAKABLE,
    "can be used up": Affordance.USABLE_UP,
}


@functools.cache
def vocabulary(domain: str | None = None) -> Vocabulary:
    """The words for a domain.

    Args:
        domain: PDDL text; None for the shipped `domain.pddl`.
    """
    text = _COMMENT.sub("", household_text() if domain is None else domain)
    kinds = [kind for kind in OBJECT_TYPES if kind.name in KINDS]
    groups = tuple(
        (said, tuple(sorted(kind.name for kind in kinds if kind.can(affordance))))
        for said, affordance in _AFFORDANCES.items()
    )
    grouped = {name for _, names in groups for name in names}
    predicates = " ".join(_PREDICATES.findall(text))
    return Vocabulary(
        affordances=groups,
        others=tuple(kind.name for kind in kinds if kind.name not in grouped),
        classes=tuple(
            (name, tuple(sorted(types_of_class(name))))
            for name in sorted(OBJECT_CLASSES)
            if name not in BY_NAME
        ),
        receptacles=_choosy(),
        states=tuple(
            word
            for word, (predicate, _) in STATE_WORDS.items()
            if re.search(rf"\(\s*{re.escape(predicate)}\s", predicates, re.IGNORECASE)
        ),
        actions=tuple(str(action) for action in SubgoalAction),
        operators=tuple(_ACTION.findall(text)),
    )


def _choosy() -> tuple[Receptacles, ...]:
    carried = {kind.name for kind in OBJECT_TYPES if kind.can(Affordance.PICKUPABLE)}
    alike: dict[tuple[tuple[str, ...], int | None], list[str]] = {}
    for kind in KINDS:
        taken = tuple(sorted(name for name in carried if takes(kind, name)))
        if can(kind, Affordance.RECEPTACLE) and len(taken) < len(carried):
            alike.setdefault((taken, CAPACITY.get(kind)), []).append(kind)
    return tuple(
        Receptacles(
            tuple(kinds),
            taken if len(taken) <= _TAKES_FEW else (),
            () if len(taken) <= _TAKES_FEW else tuple(sorted(carried - set(taken))),
            capacity,
        )
        for (taken, capacity), kinds in alike.items()
    )


def doors() -> tuple[str, ...]:
    """Receptacles that have to be opened first."""
    return tuple(kind for kind in KINDS if shuts(kind))
