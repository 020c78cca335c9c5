"""Keeping up what holds what, frame by frame, from what `perception.containment` tells."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from envs.ontology import Affordance
from perception.containment import PART_OF, holds_things, over, parents_of
from perception.instances import Instance
from perception.view import View

SPILL = 0.1  # [m] that the middle of a thing may be seen outside of what it was put on
MOST_VOTES = 60.0


class Holding:
    """Contacts seen so far, and the parents that they make likely.

    Attributes:
        votes: pixels of contact with each receptacle, by the name of the thing.
    """

    def __init__(self) -> None:
        self.votes: dict[str, dict[str, float]] = {}

    def forget(self, name: str) -> None:
        """What was seen of a thing says nothing any more: it was moved."""
        self.votes.pop(name, None)

    def rename(self, name: str, instead: str | None) -> None:
        """Contacts with a receptacle that is another one, or that never was."""
        self.forget(name)
        for votes in self.votes.values():
            count = votes.pop(name, 0.0)
            if instead is not None and count:
                votes[instead] = min(votes.get(instead, 0.0) + count, MOST_VOTES)

    def decide(
        self,
        instances: dict[str, Instance],
        view: View,
        changed: AbstractSet[str],
        in_hand: AbstractSet[int],
    ) -> None:
        """Decides again, in place, what holds the things in view of which there is news.

        Args:
            instances: by name.
            view: the frame.
            changed: names of those whose box changed.
            in_hand: identities of what the agent holds.
        """
        things = {
            instance.identity: instance
            for instance in instances.values()
            if instance.visible
            and instance.identity not in in_hand
            and (instance.can(Affordance.PICKUPABLE) or instance.object_class in PART_OF)
        }
        voted = self._vote(things, instances, view, in_hand)
        unsure: list[Instance] = []
        for one in things.values():
            if _put_there(one, instances):
                if one.parent != one.placed_on:
                    instances[one.name] = one.but(parent=one.placed_on)
            elif one.name in changed or one.name in voted:
                unsure.append(one)
        if not unsure:
            return
        receptacles = [
            one
            for one in instances.values()
            if holds_things(one.object_class)
            and one.present
            and not one.missing
            and one.identity not in in_hand
        ]
        viewer = view.pose.x, view.pose.z
        for name, parent in parents_of(unsure, receptacles, self.votes, viewer).items():
            instances[name] = instances[name].but(parent=parent)

    def _vote(
        self,
        things: Mapping[int, Instance],
        instances: Mapping[str, Instance],
        view: View,
        in_hand: AbstractSet[int],
    ) -> set[str]:
        """Counts contacts of things in view with receptacles; returns names with new ones."""
        bottoms = {identity: thing.low[1] for identity, thing in things.items()}
        names = {
            identity: name
            for name, identity in view.identities.items()
            if identity not in in_hand and holds_things(instances[name].object_class)
        }
        voted: set[str] = set()
        for (thing, holder), count in view.contacts(bottoms, names.keys()).items():
            name, votes = names[holder], self.votes.setdefault(things[thing].name, {})
            if votes.get(name, 0.0) < MOST_VOTES:
                votes[name] = votes.get(name, 0.0) + count
                voted.add(things[thing].name)
        return voted


def _put_there(thing: Instance, instances: Mapping[str, Instance]) -> bool:
    """Whether the agent itself put a thing where it is now: nothing seen tells better."""
    holder = instances.get(thing.placed_on or "")
    if holder is None or not holder.present or holder.missing:
        return False
    return over(holder.low, holder.high, thing.position, SPILL)
