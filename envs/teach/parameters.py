"""What a house allows: parameters of every task, and the state that makes them worth doing.

Each task has a proposer. It looks at a house, draws parameters that the things in it allow, and
says which states to set at the start (a mug to wash must be dirty). Proposals are candidates
only: whether the task can really be done there is for an expert to prove.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from envs.ontology import (
    CAPACITY,
    Affordance,
    can,
    takes,
    types_of_class,
)
from envs.teach.episodes import StateEdit
from envs.thor.scene import Scene

MOST_INSTANCES = 4  # of what "all" stands for
MOST_SWITCHES = 6
SERVING_AREA = 0.35  # [m^2] free, of a table that breakfast is served on
ELBOW_ROOM = 1.6  # free area of a place over that of what is to be put there
FOODS = ("Apple", "Bread", "Lettuce", "Potato", "Tomato")
COOKABLE_FOODS = ("Bread", "Potato")  # whose slices can be cooked
SERVING = {"Plate": "on", "Bowl": "in"}
SERVING_SPOTS = ("DiningTable", "CounterTop", "CoffeeTable", "SideTable", "Desk")
WASHABLE = ("Bowl", "Cup", "Mug", "Pan", "Plate", "Pot", "Cloth")
SWITCHES = (
    "Lights", "Lamps", "LightSwitch", "DeskLamp", "FloorLamp", "Television", "Laptop",
    "Computers", "Electronics", "Faucet", "CellPhone", "Candle",
)  # fmt: skip
TIDIED = (
    "Silverware", "KitchenUtensils", "Fork", "Spoon", "ButterKnife", "Knives", "Spatula", "Ladle",
    "Mug", "Cup", "Bowl", "Plate", "Dishware", "Drinkware", "Tableware", "Condiments",
    "SaltShaker", "PepperShaker", "Pan", "Pot", "Kettle", "Fruit", "Vegetables", "Food", "Apple",
    "Tomato", "Potato", "Lettuce", "Bread", "Egg", "Book", "CD", "CellPhone", "CreditCard",
    "KeyChain", "Watch", "Pen", "Pencil", "WritingUtensils", "RemoteControl",
    "SmallHandheldObjects", "Newspaper", "Laptop", "Pillow", "TissueBox", "SoapBottle", "SoapBar",
    "Soap", "SprayBottle", "DishSponge", "Cloth", "ToiletPaper", "HandTowel", "Towel",
    "CleaningProducts", "HygieneProducts", "Candle", "Statue", "Vase", "Bottle", "WineBottle",
    "AlarmClock", "TeddyBear", "Box", "BasketBall", "BaseballBat", "TennisRacket",
    "SportsEquipment",
)  # fmt: skip
PLACES_ON = (
    "CounterTop", "DiningTable", "CoffeeTable", "SideTable", "Desk", "Dresser", "TVStand",
    "Shelf", "Sofa", "Bed", "ArmChair", "Ottoman", "Tables", "Chairs", "Furniture",
)  # fmt: skip
PLACES_IN = ("Cabinet", "Drawer", "Fridge", "Sink", "Box", "GarbageCan", "Bathtub", "Safe")


@dataclass(frozen=True, slots=True)
class House:
    """A scene, looked at for what tasks it allows.

    Attributes:
        scene: the house.
        slots: type -> slots of the things of that type that are there.
    """

    scene: Scene
    slots: dict[str, tuple[int, ...]]

    def of(self, *names: str) -> list[int]:
        """Slots of the things of any of the types or classes, in order."""
        kinds = set().union(*(types_of_class(name) for name in names))
        return sorted(slot for kind in sorted(kinds) for slot in self.slots.get(kind, ()))

    def has(self, *names: str) -> bool:
        """Whether there is a thing of every one of the types or classes."""
        return all(self.of(name) for name in names)

    def has_any(self, *names: str) -> bool:
        return bool(self.of(*names))

    def kind(self, slot: int) -> str:
        return self.scene.objects[slot].object_type

    def ancestors(self, slot: int) -> list[int]:
        """What a thing is in or on, directly or further up."""
        chain: list[int] = []
        parent = self.scene.objects[slot].parent
        while parent >= 0 and parent not in chain:
            chain.append(parent)
            parent = self.scene.objects[parent].parent
        return chain


@dataclass(frozen=True, slots=True)
class Proposal:
    """Parameters of a task in a house, and what to set at the start."""

    params: tuple[str, ...] = ()
    edits: tuple[StateEdit, ...] = ()


Propose = Callable[[House, np.random.Generator], Proposal | None]


def look_at(scene: Scene) -> House:
    """What there is in a house."""
    slots: dict[str, list[int]] = {}
    for slot, thing in enumerate(scene.objects):
        if thing.present:
            slots.setdefault(thing.object_type, []).append(slot)
    return House(scene, {kind: tuple(found) for kind, found in slots.items()})


def propose(task: str, house: House, generator: np.random.Generator) -> Proposal | None:
    """Parameters for a task that a house may allow; None if it clearly does not."""
    return PROPOSERS[task](house, generator)


# --- what is needed ---


def _has_knife(house: House) -> bool:
    return house.has("Knife")  # TEACh's definitions want this one to exist


def _has_heat(house: House) -> bool:
    stove = house.has("StoveKnob", "StoveBurner") and house.has_any("Pan", "Pot")
    return stove or house.has("Microwave")


def _has_toaster(house: House) -> bool:
    return house.has("Toaster") or _has_heat(house)


def _has_water(house: House) -> bool:
    return house.has("Sink", "Faucet")


# --- edits ---


def _edit(house: House, slot: int, **states: bool) -> StateEdit:
    return StateEdit(slot, house.kind(slot), tuple(sorted(states.items())))


def _sometimes_dirty(
    house: House, names: Iterable[str], generator: np.random.Generator
) -> tuple[StateEdit, ...]:
    """Each thing of the types or classes that can be dirty is so with even odds."""
    found = house.of(*names)
    return tuple(
        _edit(house, slot, isDirty=bool(generator.random() < 0.5))
        for slot in found
        if can(house.kind(slot), Affordance.DIRTYABLE)
    )


def _dirty(house: House, slots: Iterable[int]) -> tuple[StateEdit, ...]:
    return tuple(_edit(house, slot, isDirty=True, isFilledWithLiquid=False) for slot in slots)


def _pick(options: Sequence[str], generator: np.random.Generator) -> str | None:
    return options[int(generator.integers(len(options)))] if options else None


# --- proposers ---


def _toast(house: House, generator: np.random.Generator) -> Proposal | None:
    if house.has("Bread") and _has_knife(house) and _has_toaster(house):
        return Proposal()
    return None


def _coffee(house: House, generator: np.random.Generator) -> Proposal | None:
    if not house.has("Mug", "CoffeeMachine"):
        return None
    if not _has_water(house):  # nothing could be washed
        return Proposal(edits=tuple(_edit(house, s, isDirty=False) for s in house.of("Mug")))
    return Proposal(edits=_sometimes_dirty(house, ("Mug",), generator))


def _clean_x(house: House, generator: np.random.Generator) -> Proposal | None:
    options = [name for name in (*WASHABLE, "Dishware") if house.has(name)]
    if not options or not _has_water(house):
        return None
    chosen = str(_pick(options, generator))
    return Proposal((chosen,), _dirty(house, house.of(chosen)))


def _sliced_x(house: House, generator: np.random.Generator) -> Proposal | None:
    chosen = _pick([name for name in FOODS if house.has(name)], generator)
    return Proposal((chosen,)) if chosen is not None and _has_knife(house) else None


def _cooked_slice(house: House, generator: np.random.Generator) -> Proposal | None:
    chosen = _pick([name for name in COOKABLE_FOODS if house.has(name)], generator)
    if chosen is None or not _has_knife(house) or not _has_heat(house):
        return None
    return Proposal((chosen,))


def _plate_of_toast(house: House, generator: np.random.Generator) -> Proposal | None:
    if _toast(house, generator) is None or not house.has("Plate") or not _has_water(house):
        return None
    return Proposal(edits=_sometimes_dirty(house, ("Plate",), generator))


def _slices_in(foods: Sequence[str], cooked: bool) -> Propose:
    def propose_slices(house: House, generator: np.random.Generator) -> Proposal | None:
        food = _pick([name for name in foods if house.has(name)], generator)
        dish = _pick([name for name in SERVING if house.has(name)], generator)
        ready = _has_knife(house) and _has_water(house) and (not cooked or _has_heat(house))
        if food is None or dish is None or not ready:
            return None
        count = str(int(generator.integers(1, 4)))
        edits = _sometimes_dirty(house, (dish,), generator)
        return Proposal((count, food, SERVING[dish], dish), edits)

    return propose_slices


def _egg(house: House, generator: np.random.Generator) -> Proposal | None:
    if not (house.has("Egg") and house.has_any("Knives") and _has_heat(house)):
        return None
    return Proposal()


def _poach(house: House, generator: np.random.Generator) -> Proposal | None:
    if _egg(house, generator) is None or not _has_water(house):
        return None
    return Proposal() if house.has_any("Pot", "Bowl", "Cup", "Mug") else None


def _boil(house: House, generator: np.random.Generator) -> Proposal | None:
    ready = house.has("Potato") and _has_heat(house) and _has_water(house)
    return Proposal(("Potato",)) if ready and house.has_any("Pot", "Bowl") else None


def _water_plant(house: House, generator: np.random.Generator) -> Proposal | None:
    vessels = [
        kind
        for kind in house.slots
        if can(kind, Affordance.FILLABLE) and can(kind, Affordance.PICKUPABLE)
    ]
    if not (house.has("HousePlant") and vessels and _has_water(house)):
        return None
    plants = tuple(_edit(house, slot, isFilledWithLiquid=False) for slot in house.of("HousePlant"))
    return Proposal(edits=plants)


def _clean_all(house: House, generator: np.random.Generator) -> Proposal | None:
    options = [
        name for name in (*WASHABLE, "Dishware") if 1 <= len(house.of(name)) <= MOST_INSTANCES
    ]
    if not options or not _has_water(house):
        return None
    chosen = str(_pick(options, generator))
    slots = house.of(chosen)
    dirty = int(generator.integers(1, len(slots) + 1))
    picked = {int(slot) for slot in generator.choice(slots, dirty, replace=False)}
    edits = tuple(_edit(house, slot, isDirty=slot in picked) for slot in slots)
    return Proposal((chosen,), edits)


def _toggle_all(house: House, generator: np.random.Generator) -> Proposal | None:
    on = bool(generator.random() < 0.5)
    options = []
    for name in SWITCHES:
        slots = house.of(name)
        movable = [slot for slot in slots if can(house.kind(slot), Affordance.TOGGLEABLE)]
        fit = len(movable) == len(slots) if on else bool(movable)
        if fit and 1 <= len(movable) <= MOST_SWITCHES:
            options.append(name)
    chosen = _pick(options, generator)
    if chosen is None:
        return None
    slots = [s for s in house.of(chosen) if can(house.kind(s), Affordance.TOGGLEABLE)]
    wrong = int(generator.integers(1, len(slots) + 1))
    picked = {int(slot) for slot in generator.choice(slots, wrong, replace=False)}
    edits = tuple(_switched(house, slot, on != (slot in picked)) for slot in slots)
    return Proposal(("on" if on else "off", str(int(on)), chosen), edits)


def _switched(house: House, slot: int, value: bool) -> StateEdit:
    """A switch in a position; a laptop that is on is open too."""
    if value and house.kind(slot) == "Laptop":
        return _edit(house, slot, isToggled=True, isOpen=True)
    return _edit(house, slot, isToggled=value)


def _put_all(same: bool) -> Propose:
    def propose_tidying(house: House, generator: np.random.Generator) -> Proposal | None:
        options = []
        for what in TIDIED:
            things = house.of(what)
            if not 1 <= len(things) <= MOST_INSTANCES:
                continue
            for preposition, places in (("on", PLACES_ON), ("in", PLACES_IN)):
                for where in places:
                    if _can_tidy(house, things, where, same):
                        options.append((what, preposition, where))
        if not options:
            return None
        # A class of things first, then a place: places are many more.
        whats = sorted({option[0] for option in options})
        what = whats[int(generator.integers(len(whats)))]
        rest = [option for option in options if option[0] == what]
        return Proposal(rest[int(generator.integers(len(rest)))])

    return propose_tidying


def _can_tidy(house: House, things: Sequence[int], where: str, same: bool) -> bool:
    """Whether every thing may go to a place that takes it, and at least one is not there yet."""
    places = [s for s in house.of(where) if can(house.kind(s), Affordance.RECEPTACLE)]
    places = [place for place in places if place not in things]
    if not places:
        return False
    if not all(can(house.kind(thing), Affordance.PICKUPABLE) for thing in things):
        return False
    if not any(not set(house.ancestors(thing)) & set(places) for thing in things):
        return False
    if same:
        return any(_has_room(house, things, place) for place in places)
    return all(any(_has_room(house, [thing], place) for place in places) for thing in things)


def _has_room(house: House, things: Sequence[int], place: int) -> bool:
    """Whether a place takes all of the things at once, by kind, number and area."""
    if CAPACITY.get(house.kind(place), 99) < len(things):
        return False
    size = house.scene.objects[place].size
    outside = [thing for thing in things if place not in house.ancestors(thing)]
    area = sum(_footprint(house, thing) for thing in outside)
    return _free_area(house, place) >= ELBOW_ROOM * area and all(
        takes(house.kind(place), house.kind(thing)) and _fits(house.scene.objects[thing].size, size)
        for thing in outside
    )


def _footprint(house: House, slot: int) -> float:
    """[m^2] of the floor plan that a thing takes up."""
    x, _, z = house.scene.objects[slot].size
    return x * z


def _free_area(house: House, place: int) -> float:
    """[m^2] of a place that nothing stands on."""
    inside = [
        slot
        for slot, thing in enumerate(house.scene.objects)
        if thing.present and thing.parent == place
    ]
    return _footprint(house, place) - sum(_footprint(house, slot) for slot in inside)


def _fits(thing: tuple[float, float, float], place: tuple[float, float, float]) -> bool:
    """Whether a thing's footprint is smaller than the place's."""
    small, large = sorted((thing[0], thing[2])), sorted((place[0], place[2]))
    return small[0] <= large[0] and small[1] <= large[1]


def _counts(
    generator: np.random.Generator, limits: Sequence[int], least: int, most: int
) -> list[int] | None:
    """How many of each, every one up to its limit, `least` to `most` in all."""
    most = min(most, sum(limits))
    if most < least:
        return None
    total = int(generator.integers(least, most + 1))
    counts = [0] * len(limits)
    while sum(counts) < total:
        open_ones = [i for i, limit in enumerate(limits) if counts[i] < limit]
        counts[open_ones[int(generator.integers(len(open_ones)))]] += 1
    return counts


def _sandwich(house: House, generator: np.random.Generator) -> Proposal | None:
    if _plate_of_toast(house, generator) is None:
        return None
    limits = [2 if house.has("Lettuce") else 0, 2 if house.has("Tomato") else 0]
    counts = _counts(generator, limits, 1, 3)
    if counts is None:
        return None
    edits = _sometimes_dirty(house, ("Plate",), generator)
    return Proposal(tuple(str(count) for count in counts), edits)


def _salad(house: House, generator: np.random.Generator) -> Proposal | None:
    if not (house.has("Plate") and _has_knife(house) and _has_water(house)):
        return None
    limits = [2 if house.has("Lettuce") else 0, 2 if house.has("Tomato") else 0]
    limits.append(2 if house.has("Potato") and _has_heat(house) else 0)
    counts = _counts(generator, limits, 1, 3)
    if counts is None:
        return None
    edits = _sometimes_dirty(house, ("Plate",), generator)
    return Proposal(tuple(str(count) for count in counts), edits)


def _breakfast(house: House, generator: np.random.Generator) -> Proposal | None:
    """Two to four dishes, on as many dishes as there are."""
    roomy = [
        name
        for name in SERVING_SPOTS
        if any(_free_area(house, slot) >= SERVING_AREA for slot in house.of(name))
    ]
    spot = _pick(roomy, generator)
    if spot is None or not _has_knife(house) or not _has_water(house):
        return None
    dish = _pick([name for name in SERVING if house.has(name)], generator) or "Plate"
    plates, dishes = len(house.of("Plate")), len(house.of(dish))
    served = plates + (dishes if dish != "Plate" else 0)
    toast = _has_toaster(house) and house.has("Bread") and plates > 0
    cut = 1 if house.has_any("Lettuce", "Tomato") and plates > 0 else 0
    limits = [
        min(2, len(house.of("Mug"))) if house.has("CoffeeMachine") else 0,
        min(2, plates) if toast else 0,
        min(1, dishes) if house.has("Potato") and _has_heat(house) else 0,
        min(1, dishes) if house.has("Apple") else 0,
        cut if toast else 0,
        cut,
    ]
    for _ in range(20):
        counts = _counts(generator, limits, 2, 4)
        if counts is None:
            return None
        on_plates = counts[1] + counts[4] + counts[5]
        on_dishes = counts[2] + counts[3]
        if on_plates + (on_dishes if dish == "Plate" else 0) <= plates and (
            on_plates + on_dishes <= served and on_dishes <= dishes
        ):
            break
    else:
        return None
    lettuce, tomato = int(house.has("Lettuce")), int(house.has("Tomato"))
    coffee, toasts, potatoes, apples, sandwiches, salads = (str(count) for count in counts)
    slices = (str(lettuce), str(tomato))
    params = (
        coffee, toasts, potatoes, dish, apples, dish, sandwiches, *slices, salads, *slices, "0",
        spot,
    )  # fmt: skip
    return Proposal(params, _sometimes_dirty(house, ("Mug", "Plate", dish), generator))


def _candles(house: House, generator: np.random.Generator) -> Proposal | None:
    candles = house.of("Candle")
    if not house.has("Bathtub") or not 1 <= len(candles) <= MOST_INSTANCES:
        return None
    return Proposal(edits=tuple(_edit(house, slot, isToggled=False) for slot in candles))


def _workspace(house: House, generator: np.random.Generator) -> Proposal | None:
    if not house.has("Tables", "LightSwitch"):
        return None
    limits = [min(2, len(house.of("WritingUtensils"))), min(1, len(house.of("Laptop")))]
    limits.append(min(2, len(house.of("Book"))))
    counts = _counts(generator, limits, 2, 4)
    if counts is None:
        return None
    edits = [_edit(house, slot, isToggled=False) for slot in house.of("LightSwitch")]
    edits += [_edit(house, s, isToggled=False, isOpen=False) for s in house.of("Laptop")]
    edits += [_edit(house, slot, isOpen=False) for slot in house.of("Book")]
    return Proposal(tuple(str(count) for count in counts), tuple(edits))


PROPOSERS: dict[str, Propose] = {
    "Toast": _toast,
    "Coffee": _coffee,
    "Clean X": _clean_x,
    "Sliced X": _sliced_x,
    "Cooked Slice Of X": _cooked_slice,
    "Plate Of Toast": _plate_of_toast,
    "N Cooked Slices Of X In Y": _slices_in(COOKABLE_FOODS, cooked=True),
    "N Slices Of X In Y": _slices_in(FOODS, cooked=False),
    "Omelette": _egg,
    "Put All X On Y": _put_all(same=False),
    "Put All X In One Y": _put_all(same=True),
    "Boil X": _boil,
    "Poach Egg": _poach,
    "Water Plant": _water_plant,
    "Clean All X": _clean_all,
    "Toggle X All Y": _toggle_all,
    "Breakfast": _breakfast,
    "Sandwich": _sandwich,
    "Salad": _salad,
    "Candles": _candles,
    "Workspace": _workspace,
}
TASKS: tuple[str, ...] = tuple(PROPOSERS)
