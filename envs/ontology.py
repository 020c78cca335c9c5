"""The household's vocabulary: object types, affordances, states and predicates.

Type names, affordances and states are AI2-THOR's (https://ai2thor.allenai.org/ithor/documentation/objects/object-types);
the custom states `simbot*` and the object classes are TEACh's (https://github.com/alexa/teach).
"""

from __future__ import annotations

import enum
import functools
from dataclasses import dataclass


class Affordance(enum.IntFlag):
    """What can be done with, or is done by, an object of a type."""

    PICKUPABLE = 1 << 0
    RECEPTACLE = 1 << 1
    OPENABLE = 1 << 2
    TOGGLEABLE = 1 << 3
    SLICEABLE = 1 << 4
    BREAKABLE = 1 << 5
    COOKABLE = 1 << 6
    DIRTYABLE = 1 << 7
    FILLABLE = 1 << 8
    USABLE_UP = 1 << 9
    MOVEABLE = 1 << 10
    HEAT_SOURCE = 1 << 11
    COLD_SOURCE = 1 << 12
    STRUCTURE = 1 << 13  # walls, floors, ceilings, doorways: never interacted with


_LETTERS = {
    "P": Affordance.PICKUPABLE,
    "R": Affordance.RECEPTACLE,
    "O": Affordance.OPENABLE,
    "T": Affordance.TOGGLEABLE,
    "S": Affordance.SLICEABLE,
    "B": Affordance.BREAKABLE,
    "C": Affordance.COOKABLE,
    "D": Affordance.DIRTYABLE,
    "F": Affordance.FILLABLE,
    "U": Affordance.USABLE_UP,
    "M": Affordance.MOVEABLE,
    "H": Affordance.HEAT_SOURCE,
    "K": Affordance.COLD_SOURCE,
    "X": Affordance.STRUCTURE,
}

# fmt: off
_TYPES: dict[str, str] = {
    "Floor": "XR", "Wall": "X", "Ceiling": "X", "Doorway": "X", "Doorframe": "X", "Window": "X",
    "AlarmClock": "P", "AluminumFoil": "P", "Apple": "PS", "AppleSliced": "P", "ArmChair": "RM",
    "BaseballBat": "P", "BasketBall": "P", "Bathtub": "R", "BathtubBasin": "R", "Bed": "RD",
    "Blinds": "O", "Book": "PO", "Boots": "P", "Bottle": "PBF", "Bowl": "PRBDF", "Box": "PRO",
    "Bread": "PS", "BreadSliced": "PC", "ButterKnife": "P", "Cabinet": "RO", "Candle": "PT",
    "Cart": "R", "CD": "P", "CellPhone": "PTB", "Chair": "RM", "Cloth": "PD",
    "ClothesDryer": "ROTM", "CoffeeMachine": "RTMH", "CoffeeTable": "RM", "CounterTop": "R",
    "CreditCard": "P", "Cup": "PRBDF", "Curtains": "", "Desk": "RM", "DeskLamp": "TM",
    "Desktop": "TBM", "DiningTable": "RM", "DishSponge": "P", "DogBed": "RM", "Drawer": "RO",
    "Dresser": "RM", "Dumbbell": "P", "Egg": "PSB", "EggCracked": "PC", "Faucet": "T",
    "FloorLamp": "TM", "Footstool": "PR", "Fork": "P", "Fridge": "ROK", "GarbageBag": "M",
    "GarbageCan": "RM", "HandTowel": "P", "HandTowelHolder": "R", "HousePlant": "MF",
    "Kettle": "POF", "KeyChain": "P", "Knife": "P", "Ladle": "P", "Laptop": "POTB",
    "LaundryHamper": "ROM", "Lettuce": "PS", "LettuceSliced": "P", "LightSwitch": "T",
    "Microwave": "ROTMH", "Mirror": "D", "Mug": "PRBDF", "Newspaper": "P", "Ottoman": "RM",
    "Painting": "", "Pan": "PRD", "PaperTowelRoll": "PU", "Pen": "P", "Pencil": "P",
    "PepperShaker": "P", "Pillow": "P", "Plate": "PRBD", "Plunger": "P", "Poster": "",
    "Pot": "PRDF", "Potato": "PSC", "PotatoSliced": "PC", "RemoteControl": "P",
    "RoomDecor": "M", "Safe": "ROM", "SaltShaker": "P", "ScrubBrush": "P", "Shelf": "R",
    "ShelvingUnit": "RM", "ShowerCurtain": "O", "ShowerDoor": "O", "ShowerGlass": "",
    "ShowerHead": "T", "SideTable": "RM", "Sink": "R", "SinkBasin": "R", "SoapBar": "P",
    "SoapBottle": "PU", "Sofa": "RM", "Spatula": "P", "Spoon": "P", "SprayBottle": "P",
    "Statue": "PB", "Stool": "RM", "StoveBurner": "RH", "StoveKnob": "T", "TVStand": "RM",
    "TableTopDecor": "P", "TeddyBear": "P", "Television": "TBM", "TennisRacket": "P",
    "TissueBox": "PU", "Toaster": "RTMH", "Toilet": "RO", "ToiletPaper": "PU",
    "ToiletPaperHanger": "R", "Tomato": "PS", "TomatoSliced": "P", "Towel": "P",
    "TowelHolder": "R", "VacuumCleaner": "M", "Vase": "PB", "WashingMachine": "ROTM",
    "Watch": "P", "WateringCan": "PF", "WineBottle": "PBF",
}
# fmt: on


@dataclass(frozen=True, slots=True)
class ObjectType:
    """One object type.

    Attributes:
        name: AI2-THOR's name.
        index: position in `OBJECT_TYPES`, what arrays hold.
        affordances: what can be done with it.
    """

    name: str
    index: int
    affordances: Affordance

    def can(self, affordance: Affordance) -> bool:
        return bool(self.affordances & affordance)


def _parse(letters: str) -> Affordance:
    flags = Affordance(0)
    for letter in letters:
        flags |= _LETTERS[letter]
    return flags


OBJECT_TYPES: tuple[ObjectType, ...] = tuple(
    ObjectType(name, index, _parse(letters)) for index, (name, letters) in enumerate(_TYPES.items())
)
BY_NAME: dict[str, ObjectType] = {kind.name: kind for kind in OBJECT_TYPES}


class State(enum.IntFlag):
    """State of an object, packed in one int32 of the simulator's arrays."""

    OPEN = 1 << 0
    TOGGLED = 1 << 1
    DIRTY = 1 << 2
    WATER = 1 << 3  # filled with water
    COFFEE = 1 << 4  # filled with coffee
    WINE = 1 << 5  # filled with wine
    SLICED = 1 << 6  # the whole was cut up: it is out of the scene, its parts are in
    COOKED = 1 << 7
    BOILED = 1 << 8
    BROKEN = 1 << 9
    USED_UP = 1 << 10
    WASHED = 1 << 11  # once stood under running water
    HEATED = 1 << 12  # once was in a microwave that was on
    CHILLED = 1 << 13  # once had a fridge closed on it
    DESK_LIT = 1 << 14  # once was in hand when a desk lamp was switched on
    FLOOR_LIT = 1 << 15  # the same of a floor lamp

    @classmethod
    def filled(cls) -> State:
        return cls.WATER | cls.COFFEE | cls.WINE


# Predicate names in facts, goals and observations, by the state bits that make them true.
# `simbot*` names are TEACh's custom states; `was*` tell what happened to a thing, which ALFRED's
# goals ask for; the others are AI2-THOR's metadata keys.
STATE_PREDICATES: dict[str, State] = {
    "isOpen": State.OPEN,
    "isToggled": State.TOGGLED,
    "isDirty": State.DIRTY,
    "isFilledWithLiquid": State.filled(),
    "simbotIsFilledWithWater": State.WATER,
    "simbotIsFilledWithCoffee": State.COFFEE,
    "isSliced": State.SLICED,
    "isCooked": State.COOKED,
    "simbotIsCooked": State.COOKED,
    "simbotIsBoiled": State.BOILED,
    "isBroken": State.BROKEN,
    "isUsedUp": State.USED_UP,
    "wasWashed": State.WASHED,
    "wasHeated": State.HEATED,
    "wasChilled": State.CHILLED,
    "wasLitByDeskLamp": State.DESK_LIT,
    "wasLitByFloorLamp": State.FLOOR_LIT,
}
# What an annotator can tell from pixels alone, and so all that a label may carry.
VISIBLE_STATES: tuple[str, ...] = (
    "isOpen",
    "isToggled",
    "isDirty",
    "isFilledWithLiquid",
    "simbotIsFilledWithWater",
    "simbotIsFilledWithCoffee",
    "isCooked",
    "simbotIsBoiled",
    "isBroken",
    "isUsedUp",
)
# What a thing has to be to be in a state that is seen.
STATE_NEEDS: dict[str, Affordance] = {
    "isOpen": Affordance.OPENABLE,
    "isToggled": Affordance.TOGGLEABLE,
    "isDirty": Affordance.DIRTYABLE,
    "isFilledWithLiquid": Affordance.FILLABLE,
    "simbotIsFilledWithWater": Affordance.FILLABLE,
    "simbotIsFilledWithCoffee": Affordance.FILLABLE,
    "isCooked": Affordance.COOKABLE,
    "simbotIsBoiled": Affordance.COOKABLE,
    "isBroken": Affordance.BREAKABLE,
    "isUsedUp": Affordance.USABLE_UP,
}

# How many parts slicing makes, and of what type.
SLICE_COUNT: dict[str, int] = {
    "Apple": 6, "Bread": 6, "Egg": 1, "Lettuce": 6, "Potato": 6, "Tomato": 6,
}  # fmt: skip


def sliced_type(whole: str) -> str:
    """Name of the type that slicing `whole` makes, such as `TomatoSliced`."""
    return "EggCracked" if whole == "Egg" else whole + "Sliced"


KNIVES = frozenset({"Knife", "ButterKnife"})
WATER_SOURCES = frozenset({"Faucet", "ShowerHead"})
# What a running faucet wets: TEACh cleans and fills what stands in these.
BASINS = frozenset({"Sink", "SinkBasin", "Bathtub", "BathtubBasin"})
# Lamps, with the predicate of what is in hand when they are switched on.
LAMPS = {"DeskLamp": "wasLitByDeskLamp", "FloorLamp": "wasLitByFloorLamp"}

_BURNING = ("StoveBurner", "isToggled")


def can(object_class: str, affordance: Affordance) -> bool:
    """Whether a type, by name, has an affordance; False for an unknown name."""
    kind = BY_NAME.get(object_class)
    return kind is not None and kind.can(affordance)


@functools.cache
def possible_states(object_class: str) -> tuple[str, ...]:
    """Predicates of `VISIBLE_STATES` that a type, by name, can have; none for an unknown name.

    A burner can be on, though it is its knob that is switched.
    """
    return tuple(
        state
        for state in VISIBLE_STATES
        if can(object_class, STATE_NEEDS[state]) or (object_class, state) == _BURNING
    )


def shuts(object_class: str) -> bool:
    """Whether a receptacle takes and gives nothing while it is closed.

    A toilet can be opened too, but things stand on it either way.
    """
    return object_class != "Toilet" and all(
        can(object_class, affordance) for affordance in (Affordance.RECEPTACLE, Affordance.OPENABLE)
    )


# What a receptacle takes, after AI2-THOR's placement rules. Receptacles that are not named take
# every type that can be picked up.
_FOOD = frozenset(
    name
    for whole in SLICE_COUNT
    for name in (whole, sliced_type(whole))
)  # fmt: skip
_CUTLERY = frozenset({"ButterKnife", "Fork", "Knife", "Ladle", "Spatula", "Spoon"})
_TABLEWARE = frozenset({"Bottle", "Bowl", "Cup", "Mug", "Plate", "WineBottle"})
_COOKWARE = frozenset({"Kettle", "Pan", "Pot"})
_BATH = frozenset(
    {"Candle", "Cloth", "DishSponge", "HandTowel", "ScrubBrush", "SoapBar", "SoapBottle",
     "SprayBottle", "TissueBox", "ToiletPaper", "Towel"}
)  # fmt: skip
_WET = _FOOD | _CUTLERY | _TABLEWARE | _COOKWARE | _BATH | {"WateringCan", "Vase"}
_SEAT = frozenset(
    {"AlarmClock", "Apple", "BaseballBat", "BasketBall", "Book", "Boots", "Bowl", "Box", "CD",
     "CellPhone", "Cloth", "CreditCard", "Dumbbell", "HandTowel", "KeyChain", "Laptop", "Mug",
     "Newspaper", "Pen", "Pencil", "Pillow", "Plate", "RemoteControl", "TeddyBear",
     "TennisRacket", "TissueBox", "Towel", "Watch"}
)  # fmt: skip
_SMALL = frozenset(
    {"CD", "CellPhone", "CreditCard", "DishSponge", "KeyChain", "Pen", "Pencil", "Watch"}
)  # fmt: skip
_TAKES: dict[str, frozenset[str]] = {
    "ArmChair": _SEAT,
    "Bathtub": _WET,
    "BathtubBasin": _WET,
    "Bed": _SEAT,
    "Bowl": _FOOD | _CUTLERY | _SMALL,
    "Chair": _SEAT,
    "CoffeeMachine": frozenset({"Mug"}),
    "Cup": _CUTLERY | {"Pen", "Pencil"},
    "Fridge": _FOOD | _TABLEWARE | _COOKWARE,
    "HandTowelHolder": frozenset({"HandTowel"}),
    "Microwave": _FOOD | {"Bowl", "Cup", "Mug", "Plate"},
    "Mug": _CUTLERY | {"Pen", "Pencil"},
    "Pan": _FOOD | _CUTLERY | {"DishSponge"},
    "Plate": _FOOD | _CUTLERY | _SMALL | {"Candle", "Cup", "Mug", "SoapBar", "TissueBox"},
    "Pot": _FOOD | _CUTLERY | {"DishSponge"},
    "Sink": _WET,
    "SinkBasin": _WET,
    "Sofa": _SEAT,
    "StoveBurner": _COOKWARE,
    "Toaster": frozenset({"BreadSliced"}),
    "Toilet": _BATH,
    "ToiletPaperHanger": frozenset({"ToiletPaper"}),
    "TowelHolder": frozenset({"Towel"}),
}
# How many things fit at most, where space alone does not say it.
CAPACITY: dict[str, int] = {
    "CoffeeMachine": 1, "HandTowelHolder": 1, "StoveBurner": 1, "Toaster": 2,
    "ToiletPaperHanger": 1, "TowelHolder": 1,
}  # fmt: skip


def takes(receptacle: str, held: str) -> bool:
    """Whether a receptacle of one type accepts an object of another, space permitting."""
    if not can(receptacle, Affordance.RECEPTACLE) or not can(held, Affordance.PICKUPABLE):
        return False
    return receptacle == "Floor" or receptacle not in _TAKES or held in _TAKES[receptacle]


# TEACh's object classes (`simbotObjectClass`), by the types in them. A type's own name is a
# class of its own.
OBJECT_CLASSES: dict[str, frozenset[str]] = {
    "Appliances": frozenset(
        "CoffeeMachine Fridge Microwave StoveBurner StoveKnob Toaster VacuumCleaner".split()
    ),
    "Chairs": frozenset({"ArmChair", "Chair", "Sofa", "Stool"}),
    "CleaningProducts": frozenset(
        (
            "Cloth DishSponge GarbageBag PaperTowelRoll Plunger ScrubBrush SoapBar SoapBottle "
            "SprayBottle TissueBox ToiletPaper VacuumCleaner"
        ).split()
    ),
    "Computers": frozenset({"Desktop", "Laptop"}),
    "Condiments": frozenset({"PepperShaker", "SaltShaker"}),
    "Cookware": frozenset({"Kettle", "Knife", "Ladle", "Pan", "Pot", "Spatula"}),
    "Dishware": frozenset({"Bowl", "Plate"}),
    "Drinkware": frozenset({"Bottle", "Cup", "Mug"}),
    "Electronics": frozenset(
        "AlarmClock CellPhone Desktop Laptop RemoteControl Television".split()
    ),
    "Food": frozenset(
        (
            "Apple AppleSliced Bread BreadSliced Egg EggCracked Lettuce LettuceSliced Potato "
            "PotatoSliced Tomato TomatoSliced"
        ).split()
    ),
    "Fruit": frozenset({"Apple", "AppleSliced", "Tomato", "TomatoSliced"}),
    "Furniture": frozenset(
        (
            "ArmChair Bed Chair CoffeeTable Desk DiningTable Dresser Footstool Ottoman Shelf "
            "SideTable Sofa Stool TVStand"
        ).split()
    ),
    "HygieneProducts": frozenset({"HandTowel", "SoapBar", "SoapBottle", "TissueBox", "Towel"}),
    "KitchenUtensils": frozenset({"ButterKnife", "Fork", "Knife", "Ladle", "Spatula", "Spoon"}),
    "Knives": frozenset({"ButterKnife", "Knife"}),
    "Lamps": frozenset({"DeskLamp", "FloorLamp"}),
    "Lights": frozenset({"DeskLamp", "FloorLamp", "LightSwitch"}),
    "MediaEntertainment": frozenset(
        "Book CD CellPhone Desktop Laptop Newspaper RemoteControl Television".split()
    ),
    "RoomDecor": frozenset(
        (
            "AlarmClock Candle HousePlant RoomDecor Statue TableTopDecor TeddyBear Vase WineBottle"
        ).split()
    ),
    "Silverware": frozenset({"ButterKnife", "Fork", "Spoon"}),
    "SmallHandheldObjects": frozenset(
        "Book CD CellPhone CreditCard KeyChain Pen Pencil RemoteControl Watch".split()
    ),
    "Soap": frozenset({"SoapBar", "SoapBottle"}),
    "SportsEquipment": frozenset({"BaseballBat", "BasketBall", "Dumbbell", "TennisRacket"}),
    "Tables": frozenset({"CoffeeTable", "Desk", "DiningTable", "Shelf", "SideTable"}),
    "Tableware": frozenset("Bottle Bowl Cup Mug PepperShaker Plate SaltShaker WineBottle".split()),
    "Vegetables": frozenset({"Lettuce", "LettuceSliced", "Potato", "PotatoSliced"}),
    "WallDecor": frozenset({"Blinds", "Curtains", "Painting", "Poster", "ShowerCurtain", "Window"}),
    "WaterSources": frozenset({"Faucet", "ShowerHead", "Toilet"}),
    "WritingUtensils": frozenset({"Pen", "Pencil"}),
}


def types_of_class(object_class: str) -> frozenset[str]:
    """Type names that a TEACh object class, or a type's own name, stands for; empty if unknown."""
    own = frozenset({object_class}) & BY_NAME.keys()
    return OBJECT_CLASSES.get(object_class, frozenset()) & BY_NAME.keys() | own
