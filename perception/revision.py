"""Taking back what was believed: things that turn out to be one, and things that never were."""

from __future__ import annotations

from perception.instances import Instance

GONE_MOST = 128  # things that never were which are remembered, so that nobody asks in vain


def joined(one: Instance, other: Instance) -> Instance:
    """The first of two instances that are the same thing, with the extent of both."""
    return one.but(
        low=tuple(map(min, one.low, other.low)),
        high=tuple(map(max, one.high, other.high)),
        parent=one.parent if one.parent != other.name else other.parent,
    )


def strike(instances: dict[str, Instance], name: str, instead: str | None = None) -> None:
    """Believes, in place, that there never was such a thing.

    Args:
        instances: by name.
        name: of what never was.
        instead: name of what holds the things that it held; None for nothing known.
    """
    instances[name] = instances[name].but(
        present=False,
        visible=False,
        parent=None,
        placed_on=None,
        states=frozenset(),
        links=(),
        likely={},
        confidence=0.0,
    )
    for other, instance in instances.items():
        if name in (instance.parent, instance.placed_on) or name in instance.links:
            instances[other] = instance.but(
                parent=instead if instance.parent == name else instance.parent,
                placed_on=instead if instance.placed_on == name else instance.placed_on,
                links=tuple(link for link in instance.links if link != name),
            )


def forgotten(instances: dict[str, Instance]) -> list[str]:
    """Names of things that never were which are too many to be remembered, oldest first."""
    gone = [name for name, one in instances.items() if one.confidence == 0.0]
    return gone[: max(0, len(gone) - GONE_MOST)]
