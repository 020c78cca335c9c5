"""Instructions for a frame, by kind, each with every goal that is right, or none where to ask.

| kind | what decides |
|---|---|
| explicit | the words alone: the one thing of its kind in view is named |
| class | a word for several kinds ("the table"), of which one thing is in view |
| pointing | a pronoun or "the one by ...", and what can be done with what is in view |
| state | how the one that is meant looks among its like ("the dirty plate") |
| spatial | where it is among its like ("the left mug", "the mug next to the toaster") |
| implicit | a wish, and what in view fulfils it |
| impossible | what is named is not in view, or nobody could do it: no goal is right |
| undecidable | two alike and nothing to tell them apart: no goal is right |
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from random import Random

from benchmarks.grounding_scenes import Truth, View
from benchmarks.grounding_words import CLASSES, FIRST, FRESH, NAMES, NEVER, Sentences
from envs.ontology import SLICE_COUNT, Affordance, can, shuts, takes
from planning.language.wording import preposition, spoken

KINDS = ("explicit", "class", "pointing", "state", "spatial", "implicit", "impossible",
         "undecidable")  # fmt: skip
LARGE = 150  # pixels from which a thing is well to be seen
SIDE = 0.08  # [image widths] between things that are told apart by their side
DEPTH = 0.5  # [m] between the distances of things that are told apart by them
BESIDE, APART = 0.5, 1.1  # [m] at most for being next to something, and at least for not being
ALIKE_M, ALIKE_SIZE = 0.25, 1.8  # [m], ratio of pixels: up to which two are as near and as large
BASINS = {"SinkBasin": "Sink", "BathtubBasin": "Bathtub"}
# Never asked for: what is done with them is not told by their own state.
_LEFT_OUT = frozenset({"StoveBurner", "StoveKnob", "Sink", "Bathtub", "ShowerCurtain", "Blinds",
                       "Book", "Box", "Laptop", "CellPhone"})  # fmt: skip
_STATES = {
    "dirty": ("isDirty", True), "clean": ("isDirty", False), "open": ("isOpen", True),
    "closed": ("isOpen", False), "on": ("isToggled", True), "off": ("isToggled", False),
    "filled": ("isFilledWithLiquid", True), "empty": ("isFilledWithLiquid", False),
    "broken": ("isBroken", True),
}  # fmt: skip

Fact = tuple[str, int, int, bool]  # predicate, id, id of what it is in or 0, value
Goal = frozenset[Fact]


@dataclass(frozen=True, slots=True)
class Case:
    """One instruction.

    Attributes:
        kind: of `KINDS`.
        text: as it is said.
        goals: each of which is right; none where there is to be a question or a refusal.
        fresh: whether it is one of the sentences that the grounding was not made with.
    """

    kind: str
    text: str
    goals: frozenset[Goal]
    fresh: bool = False


def cases(view: View, draw: Random, fresh: bool = False) -> Iterator[Case]:
    """At most one instruction of each kind for a frame, of the first or of the fresh sentences."""
    makers: dict[str, Callable[[_Scene], Iterator[Case]]] = {
        "explicit": _explicit, "class": _class, "pointing": _pointing, "state": _state,
        "spatial": _spatial, "implicit": _implicit, "impossible": _impossible,
        "undecidable": _undecidable,
    }  # fmt: skip
    scene = _Scene(view, draw, FRESH if fresh else FIRST)
    for maker in makers.values():
        found = list(maker(scene))
        if found:
            yield replace(draw.choice(found), fresh=fresh)


@dataclass(slots=True)
class _Scene:
    view: View
    draw: Random
    sentences: Sentences

    @property
    def things(self) -> tuple[Truth, ...]:
        return self.view.things

    @property
    def large(self) -> list[Truth]:
        return [one for one in self.things if one.pixels >= LARGE or one.held]

    def of(self, *kinds: str) -> list[Truth]:
        return [one for one in self.things if one.kind in kinds]

    def alone(self, thing: Truth) -> bool:
        """Whether it is the one thing in view that its name may mean."""
        name = spoken(thing.kind)
        alike = {one.kind for one in self.things if name in spoken(one.kind)}
        alike |= {"Sink", "SinkBasin"} & {thing.kind} and {"SinkBasin"}
        alike |= {"SoapBar", "SoapBottle"} & {thing.kind} and {"SoapBar", "SoapBottle"}
        return len(self.of(*alike)) == 1

    def name(self, kind: str) -> str:
        return self.draw.choice(NAMES.get(kind, (spoken(kind),)))

    def place(self, thing: Truth, noun: str | None = None) -> str:
        return f"{preposition(thing.kind)} the {noun or self.name(thing.kind)}"

    def say(self, act: str, what: str, where: str = "") -> str:
        text = self.draw.choice(self.sentences.commands[act])
        begins = what[:1].upper() + what[1:]
        return text.replace("{x}", what).replace("{X}", begins).replace("{y}", where)


def identity(thing: Truth) -> int:
    """The id that stands for a thing; a basin is its sink."""
    return thing.around[0] if thing.kind in BASINS and thing.around else thing.identity


def goal(act: str, thing: Truth, place: Truth | None = None) -> Goal:
    """What an act on a thing comes to."""
    one = identity(thing)
    facts: dict[str, Fact] = {
        "hold": ("holding", one, 0, True), "clean": ("isDirty", one, 0, False),
        "open": ("isOpen", one, 0, True), "close": ("isOpen", one, 0, False),
        "on": ("isToggled", one, 0, True), "off": ("isToggled", one, 0, False),
        "slice": ("isSliced", one, 0, True), "filled": ("isFilledWithLiquid", one, 0, True),
        "water": ("simbotIsFilledWithWater", one, 0, True),
        "coffee": ("simbotIsFilledWithCoffee", one, 0, True),
    }  # fmt: skip
    if act == "place":
        assert place is not None
        return frozenset({("in", one, identity(place), True)})
    return frozenset({facts[act]})


def acts(thing: Truth, everything: bool = False) -> list[str]:
    """What can be asked for of a thing as it is; putting it somewhere apart."""
    if thing.kind in _LEFT_OUT and not everything:
        return ["hold"] if thing.can(Affordance.PICKUPABLE) and not thing.held else []
    found: list[str] = []
    if thing.can(Affordance.PICKUPABLE) and not thing.held:
        found.append("hold")
    if thing.can(Affordance.DIRTYABLE) and thing.can(Affordance.PICKUPABLE):
        found += ["clean"] if "isDirty" in thing.states else []
    if thing.can(Affordance.OPENABLE):
        found.append("close" if "isOpen" in thing.states else "open")
    if thing.can(Affordance.TOGGLEABLE):
        found.append("off" if "isToggled" in thing.states else "on")
    return [*found, "slice"] if thing.kind in SLICE_COUNT and not thing.held else found


def places(scene: _Scene, thing: Truth) -> list[Truth]:
    """Where in view a thing may be put, is not yet, and that are told by their names."""
    return [
        one
        for one in scene.large
        if takes(one.kind, thing.kind)
        and one.kind not in _LEFT_OUT
        and one.identity not in (*thing.around, thing.identity)
        and thing.can(Affordance.PICKUPABLE)
        and scene.alone(one)
    ]


def _told(scene: _Scene, kind: str, thing: Truth, what: str) -> Iterator[Case]:
    """Instructions about a thing that a noun phrase tells."""
    for act in acts(thing):
        yield Case(kind, scene.say(act, what), frozenset({goal(act, thing)}))
    for place in places(scene, thing)[:2]:
        text = scene.say("place", what, scene.place(place))
        yield Case(kind, text, frozenset({goal("place", thing, place)}))


def _explicit(scene: _Scene) -> Iterator[Case]:
    for thing in scene.large:
        if scene.alone(thing):
            yield from _told(scene, "explicit", thing, f"the {scene.name(thing.kind)}")


def _class(scene: _Scene) -> Iterator[Case]:
    for noun, kinds in CLASSES.items():
        there = scene.of(*kinds)
        if len(there) != 1 or there[0].pixels < LARGE:
            continue
        only = there[0]
        yield from _told(scene, "class", only, f"the {noun}")
        for thing in scene.large:
            fits = takes(only.kind, thing.kind) and thing.identity != only.identity
            if fits and scene.alone(thing) and only.identity not in thing.around:
                text = scene.say("place", f"the {scene.name(thing.kind)}", scene.place(only, noun))
                yield Case("class", text, frozenset({goal("place", thing, only)}))


def _pointing(scene: _Scene) -> Iterator[Case]:
    draw = scene.draw
    for act in ("clean", "open", "close", "on", "off"):
        able = [one for one in scene.things if act in acts(one, everything=True)]
        if len(able) == 1 and able[0].pixels >= LARGE:
            text = draw.choice(scene.sentences.pointing[act])
            yield Case("pointing", text, frozenset({goal(act, able[0])}))
    held = [one for one in scene.things if one.held]
    for thing in held:
        hollow = [one for one in scene.things if preposition(one.kind) == "in"
                  and takes(one.kind, thing.kind) and one.kind not in _LEFT_OUT]  # fmt: skip
        ready = [o for o in hollow if not shuts(o.kind) or "isOpen" in o.states]
        if len(hollow) == 1 and ready and hollow[0].pixels >= LARGE:
            text = draw.choice(scene.sentences.pointing["place"]).replace("{y}", "in there")
            yield Case("pointing", text, frozenset({goal("place", thing, hollow[0])}))
    for mark in scene.large:
        if not scene.alone(mark) or mark.held:
            continue
        on_it = [one for one in scene.things if mark.identity in one.around
                 and one.can(Affordance.PICKUPABLE)]  # fmt: skip
        if len(on_it) == 1 and on_it[0].pixels >= LARGE and not on_it[0].held:
            text = draw.choice(scene.sentences.pointing["at"]).replace("{y}", scene.place(mark))
            yield Case("pointing", text, frozenset({goal("hold", on_it[0])}))


def _state(scene: _Scene) -> Iterator[Case]:
    for kind in {one.kind for one in scene.large}:
        alike = scene.of(kind)
        if len(alike) < 2 or kind in _LEFT_OUT:
            continue
        for word, (predicate, value) in _STATES.items():
            if not _can_be(kind, word):
                continue
            so = [one for one in alike if (predicate in one.states) is value]
            if len(so) != 1 or so[0].pixels < LARGE or so[0].held:
                continue
            said = scene.draw.choice(scene.sentences.among[word]).replace("{n}", scene.name(kind))
            yield from _told(scene, "state", so[0], said)


def _can_be(kind: str, word: str) -> bool:
    needs = {"isDirty": Affordance.DIRTYABLE, "isOpen": Affordance.OPENABLE,
             "isToggled": Affordance.TOGGLEABLE, "isFilledWithLiquid": Affordance.FILLABLE,
             "isBroken": Affordance.BREAKABLE}  # fmt: skip
    return can(kind, needs[_STATES[word][0]])


def _spatial(scene: _Scene) -> Iterator[Case]:
    for kind in {one.kind for one in scene.large}:
        alike = [one for one in scene.of(kind) if not one.held]
        if len(alike) < 2 or kind in _LEFT_OUT or len(alike) < len(scene.of(kind)):
            continue
        noun = scene.name(kind)
        for how, thing in _outermost(alike):
            if thing.pixels >= LARGE:
                said = scene.draw.choice(scene.sentences.among[how]).replace("{n}", noun)
                yield from _told(scene, "spatial", thing, said)
        for thing in alike:
            if thing.pixels < LARGE:
                continue
            for how, mark in _marks(scene, thing, alike):
                where = scene.place(mark) if how == "in" else f"the {scene.name(mark.kind)}"
                said = (
                    scene.draw.choice(scene.sentences.among[how])
                    .replace("{n}", noun)
                    .replace("{l}", where)
                )
                yield from _told(scene, "spatial", thing, said)


def _outermost(alike: Sequence[Truth]) -> Iterator[tuple[str, Truth]]:
    across = sorted(alike, key=lambda one: one.across)
    away = sorted(alike, key=lambda one: one.distance)
    if across[1].across - across[0].across >= SIDE:
        yield "left", across[0]
    if across[-1].across - across[-2].across >= SIDE:
        yield "right", across[-1]
    if away[1].distance - away[0].distance >= DEPTH:
        yield "nearest", away[0]
    if away[-1].distance - away[-2].distance >= DEPTH:
        yield "farthest", away[-1]


def _marks(scene: _Scene, thing: Truth, alike: Sequence[Truth]) -> Iterator[tuple[str, Truth]]:
    """What tells a thing from its like by being next to it, or in or on it."""
    for mark in scene.large:
        if mark.kind == thing.kind or not scene.alone(mark) or mark.held:
            continue
        others = [one for one in alike if one.identity != thing.identity]
        if mark.identity in thing.around:
            if not any(mark.identity in one.around for one in others):
                yield "in", mark
        elif thing.can(Affordance.PICKUPABLE) and _gap(thing, mark) <= BESIDE:
            small = not mark.can(Affordance.MOVEABLE) and mark.kind != "CounterTop"
            if small and all(_gap(one, mark) >= APART for one in others):
                yield "near", mark


def _gap(one: Truth, other: Truth) -> float:
    return math.dist(one.position, other.position)


def _implicit(scene: _Scene) -> Iterator[Case]:
    for act, kinds, texts in scene.sentences.wishes:
        there = scene.of(*kinds)
        states = {"on": ("isToggled", False), "off": ("isToggled", True),
                  "close": ("isOpen", True), "filled": ("isFilledWithLiquid", False),
                  "water": ("isFilledWithLiquid", False)}  # fmt: skip
        if act in states:
            predicate, value = states[act]
            there = [one for one in there if (predicate in one.states) is value]
        there = [one for one in there if not one.held and "isBroken" not in one.states]
        if not any(one.pixels >= LARGE for one in there):
            continue
        right = {goal(act, one) for one in there}
        if act == "coffee" or act == "water":  # a clean one is as good
            right |= {goal(act, one) | goal("clean", one) for one in there}
        if act == "off" and len(there) > 1:
            right.add(frozenset().union(*(goal(act, one) for one in there)))
        yield Case("implicit", scene.draw.choice(texts), frozenset(right))


def _impossible(scene: _Scene) -> Iterator[Case]:
    draw = scene.draw
    there = {one.kind for one in scene.things}
    absent = [k for k in ("Laptop", "Kettle", "Vase", "Pillow", "TeddyBear", "Watch", "Fork")
              if k not in there]  # fmt: skip
    goods = [one for one in scene.large if scene.alone(one) and not one.held
             and one.can(Affordance.PICKUPABLE)]  # fmt: skip
    yield Case("impossible", scene.say("hold", f"the {spoken(draw.choice(absent))}"), frozenset())
    for thing in goods[:3]:
        where = [k for k in ("Fridge", "Sofa", "Bed", "Microwave", "Bathtub", "DiningTable")
                 if k not in there and takes(k, thing.kind)
                 and not (k == "Bathtub" and "BathtubBasin" in there)]  # fmt: skip
        if where:
            kind = draw.choice(where)
            place = f"{preposition(kind)} the {scene.name(kind)}"
            text = scene.say("place", f"the {scene.name(thing.kind)}", place)
            yield Case("impossible", text, frozenset())
    yield Case("impossible", draw.choice(NEVER), frozenset())


def _undecidable(scene: _Scene) -> Iterator[Case]:
    for kind in {one.kind for one in scene.large}:
        alike = scene.of(kind)
        if len(alike) != 2 or kind in _LEFT_OUT or any(one.pixels < LARGE for one in alike):
            continue
        for one, other in combinations(alike, 2):
            sizes = sorted((one.pixels, other.pixels))
            near = abs(one.distance - other.distance) <= ALIKE_M
            if one.states != other.states or not near or sizes[1] > ALIKE_SIZE * sizes[0]:
                continue
            for act in acts(one):
                text = scene.say(act, f"the {scene.name(kind)}")
                yield Case("undecidable", text, frozenset())
