"""The belief as ground facts, each with a confidence.

Predicates carry AI2-THOR's and TEACh's names: the states of `envs.ontology.STATE_PREDICATES`,
`objectType(thing, Type)`, `parentReceptacles(thing, receptacle)` for the receptacle that directly
holds it, `isPickedUp(thing)`, and `controls(switch, thing)` for what a switch works on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perception.instances import Instance

# Confidence in what was seen, by how it is known now.
IN_VIEW, REMEMBERED, INFERRED, LOST = 1.0, 0.95, 0.7, 0.1


@dataclass(frozen=True, slots=True)
class Fact:
    """A ground fact.

    Attributes:
        predicate: its name.
        arguments: instance names, and for `objectType` the type's name.
        confidence: 0 to 1.
    """

    predicate: str
    arguments: tuple[str, ...]
    confidence: float = 1.0

    def __str__(self) -> str:
        return f"{self.predicate}({', '.join(self.arguments)})"


def certainty(instance: Instance) -> float:
    """Confidence in the state and place of an instance, 0 to 1."""
    if instance.missing:
        return LOST
    if instance.visible:
        return IN_VIEW * instance.confidence
    return (INFERRED if instance.stale else REMEMBERED) * instance.confidence


def facts(instances: Mapping[str, Instance], held: str | None) -> tuple[Fact, ...]:
    """All that is believed true, sorted by instance name, then predicate.

    Args:
        instances: by name.
        held: name of the thing in the agent's hand.
    """
    found: list[Fact] = []
    for name in sorted(instances):
        instance = instances[name]
        sure = certainty(instance)
        if not instance.present:
            found.extend(Fact(state, (name,), sure) for state in sorted(instance.states))
            continue
        found.append(Fact("objectType", (name, instance.object_class), instance.confidence))
        if name == held:
            found.append(Fact("isPickedUp", (name,)))
        elif instance.parent is not None:
            found.append(Fact("parentReceptacles", (name, instance.parent), sure))
        state_sure = max(sure, INFERRED * instance.confidence)
        found.extend(
            Fact(state, (name,), state_sure * instance.likely.get(state, 1.0))
            for state in sorted(instance.states)
        )
        found.extend(Fact("controls", (name, link), INFERRED) for link in instance.links)
    return tuple(found)
