"""Names of the 120 iTHOR floor plans."""

from __future__ import annotations

import re

from envs.interface import InvalidInputError

FIRST_NUMBERS = {"Kitchen": 1, "LivingRoom": 201, "Bedroom": 301, "Bathroom": 401}
PER_KIND = 30
VALID = "FloorPlan1-30, FloorPlan201-230, FloorPlan301-330, FloorPlan401-430"

_NAME = re.compile(r"FloorPlan([0-9]{1,9})(_physics)?")
_LOOKS_LIKE_ONE = re.compile(r"FloorPlan.*")
_RANGE = re.compile(r"FloorPlan([0-9]{1,9})(?:-(?:FloorPlan)?([0-9]{1,9}))?")


def plan_names() -> tuple[str, ...]:
    """All 120 names, by number."""
    return tuple(
        f"FloorPlan{first + index}" for first in FIRST_NUMBERS.values() for index in range(PER_KIND)
    )


def is_plan_name(spec: str) -> bool:
    """Whether a scene spec means a floor plan, valid or not."""
    return _LOOKS_LIKE_ONE.fullmatch(spec) is not None and "#" not in spec and "." not in spec


def plan_name(spec: str, field: str = "scene") -> str:
    """The plan's name without `_physics`.

    Raises:
        InvalidInputError: there is no such plan; the message names those that there are.
    """
    match = _NAME.fullmatch(spec)
    if match is None or room_kind_of(int(match[1])) is None:
        raise InvalidInputError(field, f"there is no floor plan {spec!r:.80}; valid: {VALID}")
    return f"FloorPlan{int(match[1])}"


def room_kind_of(number: int) -> str | None:
    """Type of the room of a plan's number; None where there is no such plan."""
    for kind, first in FIRST_NUMBERS.items():
        if first <= number < first + PER_KIND:
            return kind
    return None


def room_kind(name: str) -> str:
    """Type of the room of a plan, such as `Kitchen`."""
    kind = room_kind_of(int(plan_name(name).removeprefix("FloorPlan")))
    assert kind is not None
    return kind


def plan_list(spec: str, field: str = "houses") -> tuple[str, ...]:
    """The plans of a list such as `ithor:all`, `ithor:FloorPlan1-30` or `ithor:kitchen`.

    Parts may be joined by commas. A kind is one of `kitchen`, `livingroom`, `bedroom`, `bathroom`.

    Raises:
        InvalidInputError: the list names nothing, or a plan that does not exist.
    """
    found: list[str] = []
    kinds = {kind.casefold(): kind for kind in FIRST_NUMBERS}
    for part in spec.removeprefix("ithor:").split(","):
        text = part.strip()
        match = _RANGE.fullmatch(text)
        if text == "all":
            names = plan_names()
        elif text.casefold() in kinds:
            names = tuple(n for n in plan_names() if room_kind(n) == kinds[text.casefold()])
        elif match is not None:
            names = _between(int(match[1]), int(match[2] or match[1]), field)
        else:
            raise InvalidInputError(
                field,
                f"{text!r:.80}: expected `ithor:all`, `ithor:FloorPlan1-30`, `ithor:FloorPlan7`, "
                f"`ithor:kitchen` (livingroom, bedroom, bathroom), or several with commas",
            )
        found += [name for name in names if name not in found]
    return tuple(found)


def _between(first: int, last: int, field: str) -> tuple[str, ...]:
    names = [n for n in plan_names() if first <= int(n.removeprefix("FloorPlan")) <= last]
    for end in (first, last):
        plan_name(f"FloorPlan{end}", field)
    if not names:
        raise InvalidInputError(field, f"FloorPlan{last} comes before FloorPlan{first}")
    return tuple(names)
