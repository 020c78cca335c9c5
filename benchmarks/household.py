"""Random households and goals for the planner, made from the ontology alone; no simulator."""

from __future__ import annotations

import math

import numpy as np

from envs.ontology import CAPACITY, OBJECT_TYPES, Affordance, can, takes
from planning.goals import Component, Goal, Relation
from planning.state import SymbolicState, Thing

ROOM = 5.0  # [m] side of a room
# Furniture of each room; a name in brackets stands in or on the one before it.
_ROOMS: dict[str, str] = {
    "Kitchen": "CounterTop CounterTop Sink (SinkBasin) (Faucet) StoveBurner (StoveKnob)"
    " StoveBurner (StoveKnob) StoveBurner (StoveKnob) Fridge Microwave Toaster CoffeeMachine"
    " Cabinet Cabinet Cabinet Cabinet Drawer Drawer Drawer DiningTable Chair Chair GarbageCan"
    " LightSwitch",
    "LivingRoom": "Sofa ArmChair CoffeeTable TVStand Television SideTable FloorLamp Shelf"
    " HousePlant LightSwitch",
    "Bedroom": "Bed Desk Chair Dresser SideTable DeskLamp Drawer Safe LightSwitch",
    "Bathroom": "Sink (SinkBasin) (Faucet) Bathtub (BathtubBasin) (ShowerHead) Toilet Cabinet"
    " Mirror ToiletPaperHanger LightSwitch",
}
_STAPLES = (
    "Mug Mug Mug Cup Cup Bowl Bowl Plate Plate Plate Pan Pot Knife ButterKnife Fork Spoon Spatula"
    " Bread Lettuce Tomato Tomato Potato Potato Apple Egg Egg Kettle Laptop Book Book Pen Pencil"
    " Candle Candle SoapBar Cloth Bottle WateringCan RemoteControl CellPhone"
).split()


def random_household(generator: np.random.Generator, objects: int = 120) -> SymbolicState:
    """A furnished four-room household with so many things in it."""
    things: list[Thing] = []
    counts: dict[str, int] = {}

    def add(kind: str, position: tuple[float, float], parent: str | None, **more: object) -> Thing:
        counts[kind] = counts.get(kind, 0) + 1
        states = _random_states(kind, generator)
        name = f"{kind.lower()}_{counts[kind]}"
        thing = Thing(name, kind, states, parent, position, **more)  # type: ignore[arg-type]
        things.append(thing)
        return thing

    for index, furniture in enumerate(_ROOMS.values()):
        corner = (index % 2 * ROOM, index // 2 * ROOM)
        _furnish(furniture, corner, add, generator)
    holders = [t for t in things if can(t.object_class, Affordance.RECEPTACLE)]
    pickupable = [kind.name for kind in OBJECT_TYPES if kind.can(Affordance.PICKUPABLE)]
    wanted = [*_STAPLES]
    while len(things) + len(wanted) < objects:
        kind = str(generator.choice(pickupable))
        if not kind.endswith(("Sliced", "Cracked")):
            wanted.append(kind)
    inside: dict[str, int] = {}
    for kind in wanted[: max(0, objects - len(things))]:
        free = [
            thing
            for thing in holders
            if takes(thing.object_class, kind)
            and inside.get(thing.name, 0) < CAPACITY.get(thing.object_class, 6)
        ]
        holder = free[int(generator.integers(len(free)))] if free else None
        position = holder.position if holder else tuple(generator.uniform(0.0, 2 * ROOM, 2))
        assert position is not None
        if holder:
            inside[holder.name] = inside.get(holder.name, 0) + 1
        add(kind, (float(position[0]), float(position[1])), holder.name if holder else None)
    agent = generator.uniform(0.5, 2 * ROOM - 0.5, 2)
    return SymbolicState(
        tuple(sorted(things, key=lambda thing: thing.name)),
        None,
        (round(float(agent[0]), 2), round(float(agent[1]), 2)),
        1.0,
    )


def _random_states(kind: str, generator: np.random.Generator) -> frozenset[str]:
    chances = {
        "isDirty": (Affordance.DIRTYABLE, 0.5),
        "isFilledWithLiquid": (Affordance.FILLABLE, 0.15),
        "isToggled": (Affordance.TOGGLEABLE, 0.15),
        "isOpen": (Affordance.OPENABLE, 0.2),
    }
    states = {
        state
        for state, (affordance, chance) in chances.items()
        if can(kind, affordance) and generator.random() < chance
    }
    if "isFilledWithLiquid" in states:
        states.add("simbotIsFilledWithWater")
    if can(kind, Affordance.RECEPTACLE) and {"isToggled", "isOpen"} <= states:
        states.discard("isToggled")
    if kind in ("Faucet", "ShowerHead", "StoveKnob", "StoveBurner"):
        states.discard("isToggled")
    return frozenset(states)


def _furnish(furniture: str, corner: tuple[float, float], add, generator) -> None:  # type: ignore[no-untyped-def]
    """Stand the furniture of a room along its walls."""
    names = furniture.split()
    main = [name for name in names if not name.startswith("(")]
    around: Thing | None = None
    index = 0
    for name in names:
        if name.startswith("("):
            assert around is not None and around.position is not None
            kind = name.strip("()")
            if kind in ("Faucet", "ShowerHead", "StoveKnob"):
                basin = around.name.replace("sink_", "sinkbasin_").replace(
                    "bathtub_", "bathtubbasin_"
                )
                add(kind, around.position, None, links=(basin,))
            else:
                add(kind, around.position, around.name)
            continue
        angle = 2 * math.pi * index / len(main)
        radius = ROOM / 2 - 0.4
        x = corner[0] + ROOM / 2 + radius * math.cos(angle) + float(generator.uniform(-0.2, 0.2))
        z = corner[1] + ROOM / 2 + radius * math.sin(angle) + float(generator.uniform(-0.2, 0.2))
        around = add(name, (round(x, 2), round(z, 2)), None)
        index += 1


def _one(name: str, *types: str, count: int | None = 1, **states: bool) -> Component:
    return Component(name, count, tuple(sorted(types)), tuple(sorted(states.items())), False, name)


_TABLES = ("CoffeeTable", "Desk", "DiningTable", "Shelf", "SideTable")


def _served(count: int, kind: str, plate: str, **states: bool) -> Goal:
    return Goal(
        f"{count} of {kind} on a clean {plate}",
        (_one("food", kind, count=count, **states), _one("dish", plate, isDirty=False)),
        (Relation(("food",), "dish"),),
    )


def random_goal(generator: np.random.Generator) -> Goal:
    """A household goal in the manner of TEACh's tasks, small or large."""
    n = int(generator.integers(1, 4))
    choices = [
        Goal("a clean mug of coffee", (
            _one("coffee", "Mug", isDirty=False, simbotIsFilledWithCoffee=True),)),
        Goal("toast", (_one("toast", "BreadSliced", isCooked=True),)),
        Goal("a clean dish", (_one("dish", str(generator.choice(["Plate", "Bowl", "Pan", "Cup"])),
                                   isDirty=False),)),
        Goal("slices", (_one("slice", str(generator.choice(["TomatoSliced", "LettuceSliced"]))),)),
        Goal("a boiled potato", (_one("potato", "Potato", simbotIsBoiled=True),)),
        Goal("a watered plant", (_one("plant", "HousePlant", isFilledWithLiquid=True),)),
        Goal("things on a table", (_one("thing", str(generator.choice(
            ["Book", "Pen", "Laptop", "Candle", "CellPhone"])), count=None),
            _one("table", *_TABLES)), (Relation(("thing",), "table", n > 1),)),
        Goal("all lights on", (_one("light", "LightSwitch", "FloorLamp", "DeskLamp", count=None,
                                    isToggled=True),)),
        Goal("clean cups", (_one("cup", "Mug", "Cup", count=n, isDirty=False),)),
        Goal("an omelette", (_one("omelette", "EggCracked", isCooked=True),)),
        _served(1, "BreadSliced", "Plate", isCooked=True),
        _served(n, "PotatoSliced", "Plate", isCooked=True),
        _served(n, "TomatoSliced", "Bowl"),
        _served(min(n, 2), "AppleSliced", "Plate"),
        Goal("coffee on a table", (
            _one("coffee", "Mug", isDirty=False, simbotIsFilledWithCoffee=True),
            _one("table", *_TABLES)), (Relation(("coffee",), "table"),)),
        Goal("salad", (_one("lettuce", "LettuceSliced"), _one("tomato", "TomatoSliced"),
                       _one("plate", "Plate", isDirty=False)),
             (Relation(("lettuce", "tomato"), "plate"),)),
    ]  # fmt: skip
    return choices[int(generator.integers(len(choices)))]
