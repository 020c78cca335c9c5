"""What the agent remembers of its own attempts: what failed, what was tried, what to avoid."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from perception.instances import Point

AVOID_AFTER_FAILURE = 15.0  # extra planning cost of a thing for each failure with it
FRONTIERS = ("frontier ", "beyond ")  # what keys of borders of what was seen begin with
EXCLUDE_AFTER = 3  # failures with the same thing after which it is left alone


@dataclass(frozen=True, slots=True)
class Door:
    """A door or drawer that was opened.

    Attributes:
        handle: [m] where, map frame.
        low, high: [m] corners of the box of its front, map frame; None where that was not seen.
    """

    handle: Point
    low: Point | None = None
    high: Point | None = None


@dataclass(slots=True)
class Memory:
    """Failures and attempts of one episode.

    Attributes:
        failures: number of failed tries by (action name, thing name), since the last that worked.
        full: receptacles that had no room, with how many things they held then.
        looked: containers looked into, by name, with the step.
        shut: names of containers that only looked open: their inside did not show.
        unreachable: number of times that no standing place was found, by thing name.
        stand_tries: standing places (lattice cell, yaw, horizon) from which a thing was not seen.
        searched: points of interest that a search has been to.
        recoveries: number of recoveries by reason.
        seen_from: [m] (x, z) of where the agent stood when it last saw a thing.
        handy: poses (lattice cell, heading, horizon [deg]) from which a thing, where it is now,
            was seen within reach, by its name.
        glances: by receptacle, how often each unseen point of it (in centimetres) should have
            come into view.
        refusals: how often an action on a thing was refused from a place, by (action name, thing
            name, lattice cell, heading), and in all, by the first two; never forgiven.
        taken: names of things that were taken for what they may be.
        reached_for: names of things that were acted on where they had been seen, out of sight.
        opened: the door of a thing that was opened last, by the thing's name.
        doors: all that was opened, whatever was taken to be there.
        origins: what held a thing, and the world point [m], map frame, that it stood on there, when
            it was last picked up, by name.
        hints: by object type, how sure it was said to be in or on which types of receptacle.
    """

    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    full: dict[str, int] = field(default_factory=dict)
    looked: dict[str, int] = field(default_factory=dict)
    shut: set[str] = field(default_factory=set[str])
    unreachable: Counter[str] = field(default_factory=Counter)
    stand_tries: dict[str, set[tuple[int, int, int, int]]] = field(default_factory=dict)
    searched: set[str] = field(default_factory=set)
    recoveries: Counter[str] = field(default_factory=Counter)
    seen_from: dict[str, tuple[float, float]] = field(default_factory=dict)
    handy: dict[str, set[tuple[int, int, int, int]]] = field(default_factory=dict)
    glances: dict[str, Counter[tuple[int, ...]]] = field(default_factory=dict)
    refusals: Counter[tuple[object, ...]] = field(default_factory=Counter)
    taken: set[str] = field(default_factory=set[str])
    reached_for: set[str] = field(default_factory=set[str])
    opened: dict[str, Door] = field(default_factory=dict[str, Door])
    doors: list[Door] = field(default_factory=list[Door])
    origins: dict[str, tuple[str, Point]] = field(default_factory=dict[str, tuple[str, Point]])
    hints: dict[str, dict[str, float]] = field(default_factory=dict)

    def once(self, what: str) -> bool:
        """Whether this is asked for the first time."""
        first = what not in self.searched
        self.searched.add(what)
        return first

    def explore_anew(self) -> None:
        """Lets borders of what was seen be gone to again."""
        self.searched = {one for one in self.searched if not one.startswith(FRONTIERS)}

    def note_failure(self, action: str, thing: str) -> int:
        """Counts one more failure and returns how many there were."""
        self.failures[(action, thing)] += 1
        return self.failures[(action, thing)]

    def note_success(self, action: str, thing: str) -> None:
        """What an action was refused for is over: it was only aimed badly."""
        self.failures.pop((action, thing), None)

    def note_opened(self, thing: str, door: Door) -> None:
        """Remembers where a thing was opened."""
        self.opened[thing] = door
        self.doors.append(door)
        self.shut.discard(thing)

    def leave(self, thing: str) -> None:
        """Does without a thing from now on."""
        self.failures["trust", thing] += EXCLUDE_AFTER

    def set_aside(self, thing: str) -> bool:
        """Whether it was done without for being as it should be before anything was done."""
        return self.recoveries[f"so already {thing}"] > 0

    def trouble(self, thing: str) -> int:
        """Number of failures of any kind with a thing."""
        return self.unreachable[thing] + sum(
            count for (_, name), count in self.failures.items() if name == thing
        )

    @property
    def anything_excluded(self) -> bool:
        """Whether plans do without something that there is."""
        names = {name for _, name in self.failures} | set(self.unreachable)
        return any(self.excluded(name) for name in names)

    def avoid(self, thing: str) -> float:
        """Extra planning cost of using a thing."""
        return AVOID_AFTER_FAILURE * self.trouble(thing)

    def excluded(self, thing: str) -> bool:
        """Whether the thing has failed so often that plans should do without it."""
        return self.trouble(thing) >= EXCLUDE_AFTER

    def try_again(self, thing: str) -> None:
        """Forgets failures with one thing."""
        for case in [case for case in self.failures if case[1] == thing]:
            del self.failures[case]
        self.unreachable.pop(thing, None)
        self.stand_tries.pop(thing, None)

    def forgive(self) -> None:
        """Forgets failures, for a last attempt when nothing else is left."""
        self.failures.clear()
        self.unreachable.clear()
        self.stand_tries.clear()
        self.full.clear()
