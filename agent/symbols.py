"""From belief to what the planner is told: the one bridge between perception and planning."""

from __future__ import annotations

from agent.memory import Memory
from envs.ontology import Affordance, can
from perception.belief import Belief
from perception.instances import STRUCTURE, Instance
from planning.state import SymbolicState, Thing

IN_VAIN = 30.0  # [steps] what going for a thing that is none costs: the way, and to find another


def symbolic_state(belief: Belief, memory: Memory) -> SymbolicState:
    """The belief as facts about things.

    Left out are structure, what no longer exists, what is not where it was, and what has failed
    so often that plans should do without it; what they held counts as standing free.
    """
    known = {
        name: instance
        for name, instance in belief.instances.items()
        if instance.present
        and instance.object_class not in STRUCTURE
        and (name == belief.held or not instance.missing)
        and (name == belief.held or not memory.excluded(name))
    }
    things = tuple(
        _thing(instance, known, belief.held, memory) for _, instance in sorted(known.items())
    )
    return SymbolicState(
        things=things,
        held=belief.held if belief.held in known else None,
        agent=(belief.pose.x, belief.pose.z),
        explored=belief.explored_share(),
    )


def _thing(
    instance: Instance, known: dict[str, Instance], held: str | None, memory: Memory
) -> Thing:
    parent = instance.parent if instance.parent in known and instance.name != held else None
    if parent is not None and not can(known[parent].object_class, Affordance.RECEPTACLE):
        parent = None
    return Thing(
        name=instance.name,
        object_class=instance.object_class,
        states=instance.states,
        parent=parent,
        position=(instance.position[0], instance.position[2]),
        links=tuple(name for name in instance.links if name in known),
        avoid=memory.avoid(instance.name) + IN_VAIN * (1.0 - instance.confidence),
    )
