"""What switches what: a stove knob its burner, a faucet its basin."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping

from perception.containment import PART_OF
from perception.instances import Instance

STOVE = 1.2  # [m] a knob and its burner are no farther apart
_BASINS = {
    "Faucet": ("SinkBasin", "BathtubBasin", "Sink", "Bathtub"),
    "ShowerHead": ("BathtubBasin", "Bathtub"),
}
FAUCET_REACH = 1.2  # [m] a faucet and its basin are no farther apart
_SWITCHES = frozenset(
    {"StoveKnob", "StoveBurner", "Faucet", "ShowerHead", "Sink", "Bathtub", *PART_OF}
)


class Links:
    """Links as known so far: guessed, and learned by turning things.

    Attributes:
        learned: burner by knob, as found out by turning it.
        refuted: (switch, thing) pairs that turned out to be none.
        turned: the switch that was just turned on, with the names of the burners that were on
            before; None if none was.
    """

    def __init__(self) -> None:
        self.learned: dict[str, str] = {}
        self.refuted: set[tuple[str, str]] = set()
        self.turned: tuple[str, frozenset[str]] | None = None

    def turn(self, instances: Mapping[str, Instance], switch: str) -> None:
        """Remembers that a switch is being turned on."""
        self.turned = (switch, frozenset(one.name for one in _burning(instances)))

    def watch(self, instances: dict[str, Instance]) -> bool:
        """Takes in, in place, what a frame says; True if a link was learned from it."""
        found = False
        if self.turned is not None and self.turned[0] in instances:
            knob, before = self.turned
            lit = [
                burner.name
                for burner in _burning(instances)
                if burner.visible and burner.name not in before
            ]
            is_knob = instances[knob].object_class == "StoveKnob"
            if is_knob and len(lit) == 1 and self.learned.get(knob) != lit[0]:
                self.learn(instances, knob, lit[0])
                found = True
        if any(one.visible and one.object_class in _SWITCHES for one in instances.values()):
            self.guess(instances)
        return found

    def learn(self, instances: dict[str, Instance], switch: str, thing: str) -> None:
        """Remembers what a switch was seen to work on."""
        self.learned = {
            knob: burner for knob, burner in self.learned.items() if burner != thing
        } | {switch: thing}
        self.refuted.discard((switch, thing))
        self.guess(instances)

    def refute(self, instances: dict[str, Instance], thing: str) -> None:
        """Remembers that what is on and was taken for a thing's switch does not work on it."""
        on = {name: one for name, one in instances.items() if "isToggled" in one.states}
        pairs = {(name, thing) for name, one in on.items() if thing in one.links}
        self.learned = {a: b for a, b in self.learned.items() if (a, b) not in pairs}
        self.refuted |= pairs
        self.guess(instances)

    def guess(self, instances: dict[str, Instance]) -> None:
        """Guesses, in place, all links that were not learned."""
        switches = [
            one for one in instances.values() if one.present and one.object_class in _SWITCHES
        ]
        links = guessed_links(switches, self.learned, self.refuted)
        for one in switches:
            names = links.get(one.name, ())
            if one.links != names:
                instances[one.name] = one.but(links=names)


def _burning(instances: Mapping[str, Instance]) -> list[Instance]:
    """Burners that are believed to be on, by name."""
    return [
        instances[name]
        for name in sorted(instances)
        if instances[name].object_class == "StoveBurner"
        and instances[name].present
        and "isToggled" in instances[name].states
    ]


def _distance(first: Instance, second: Instance) -> float:
    a, b = first.position, second.position
    return math.hypot(a[0] - b[0], a[2] - b[2])


def guessed_links(
    instances: Iterable[Instance],
    learned: Mapping[str, str],
    refuted: Collection[tuple[str, str]] = (),
) -> dict[str, tuple[str, ...]]:
    """Links by the name of the switch.

    Knobs and burners of a stove are paired one to one, the nearest first. A faucet fills the
    nearest basin, or the nearest sink if no basin is known near it.

    Args:
        instances: that are believed present.
        learned: burner by knob, as found out by turning it.
        refuted: (knob, burner) pairs that are none.
    """
    known = sorted(instances, key=lambda instance: instance.name)
    links: dict[str, tuple[str, ...]] = {}
    for switch in known:
        if switch.object_class in _BASINS:
            basin = _nearest_basin(switch, known)
            if basin is not None:
                links[switch.name] = (basin,)
    links.update({knob: (burner,) for knob, burner in _stove(known, learned, refuted).items()})
    return links


def _nearest_basin(switch: Instance, known: list[Instance]) -> str | None:
    for kind in _BASINS[switch.object_class][:2], _BASINS[switch.object_class][2:]:
        near = [
            (_distance(switch, basin), basin.name)
            for basin in known
            if basin.object_class in kind and _distance(switch, basin) < FAUCET_REACH
        ]
        if near:
            return min(near)[1]
    return None


def _stove(
    known: list[Instance], learned: Mapping[str, str], refuted: Collection[tuple[str, str]]
) -> dict[str, str]:
    names = {instance.name for instance in known}
    links = {knob: burner for knob, burner in sorted(learned.items()) if {knob, burner} <= names}
    knobs = [one for one in known if one.object_class == "StoveKnob" and one.name not in links]
    taken = set(links.values())
    burners = [one for one in known if one.object_class == "StoveBurner" and one.name not in taken]
    tried = {burner for _, burner in refuted}  # chooses first, of the knobs that are left to try
    pairs = sorted(
        (burner.name not in tried, round(_distance(knob, burner), 2), knob.name, burner.name)
        for knob in knobs
        for burner in burners
        if (knob.name, burner.name) not in refuted
    )
    for _, distance, knob, burner in pairs:
        if distance < STOVE and knob not in links and burner not in taken:
            links[knob] = burner
            taken.add(burner)
    return links
