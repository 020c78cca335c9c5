"""Which small things belong in which room, how many, and where they are kept.

The choice of places follows the counts in ProcTHOR's public receptacle table (`allenai/procthor`,
Apache 2.0); what tasks need is given a least number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """A line of the table.

    Attributes:
        kind: object type.
        low, high: how many in a room, both included.
        places: receptacle types with their weights; `Floor` is the floor beside a wall.
        needed: whether a house is not finished without `low` of them.
    """

    kind: str
    low: int
    high: int
    places: dict[str, float]
    needed: bool = False


_KITCHEN_NEEDED = (
    "Bread 1-2 CounterTop:5 DiningTable:2 Cabinet",
    "Lettuce 1-2 Fridge:3 CounterTop:2 DiningTable",
    "Tomato 1-3 Fridge:2 CounterTop:3 DiningTable:2",
    "Potato 1-3 CounterTop:3 Fridge:1 DiningTable:2 Cabinet:0.5",
    "Apple 1-3 CounterTop:3 DiningTable:3 Fridge:1",
    "Egg 1-3 Fridge:4 CounterTop:2",
    "Knife 1-2 Drawer:2 CounterTop:3 DiningTable",
    "ButterKnife 1-2 Drawer:3 CounterTop:2 DiningTable",
    "Fork 1-3 Drawer:3 CounterTop:1 DiningTable:1.5",
    "Spoon 1-3 Drawer:3 CounterTop:1 DiningTable:1.5",
    "Plate 2-4 Cabinet:3 CounterTop:2 DiningTable:2",
    "Bowl 2-4 Cabinet:3 CounterTop:2 DiningTable:2",
    "Mug 2-4 Cabinet:2 CounterTop:3 DiningTable:2",
    "Cup 1-3 Cabinet:2 CounterTop:2 DiningTable:2",
    "Pan 1-2 StoveBurner:4 Cabinet:1 CounterTop:1",
    "Pot 1-2 StoveBurner:2 Cabinet:2 CounterTop:1",
    "Kettle 1 StoveBurner:1 CounterTop:2 Cabinet:0.5",
    "SaltShaker 1-2 CounterTop:2 DiningTable:2 Cabinet Drawer:0.5",
    "PepperShaker 1-2 CounterTop:2 DiningTable:2 Cabinet Drawer:0.5",
    "DishSponge 1-2 CounterTop:3 SinkBasin:1 Cabinet:0.5",
    "SoapBottle 1 CounterTop:3 Cabinet:0.5",
    "Spatula 1-2 Drawer:2 CounterTop:2",
    "HousePlant 1 CounterTop:2 DiningTable:2 Shelf:2 SideTable Floor:1",
)
_KITCHEN_MORE = (
    "Ladle 0-1 Drawer:2 CounterTop",
    "Bottle 0-2 CounterTop:2 Cabinet:1 Fridge:1 DiningTable:1",
    "WineBottle 0-2 CounterTop:2 Cabinet:1 Fridge:1 DiningTable:1",
    "PaperTowelRoll 0-1 CounterTop:3 DiningTable Cabinet",
    "SprayBottle 0-1 Cabinet:2 CounterTop",
    "AluminumFoil 0-1 Drawer:2 CounterTop",
    "Cloth 0-1 CounterTop:2 Drawer:1 Cabinet",
    "Vase 0-1 DiningTable:2 CounterTop Shelf:2",
    "Statue 0-1 Shelf:3 CounterTop",
    "Book 0-1 CounterTop DiningTable:2 Shelf:2",
    "Newspaper 0-1 DiningTable:2 CounterTop Chair:0.5",
    "CellPhone 0-1 CounterTop:2 DiningTable:2",
    "CreditCard 0-1 CounterTop:1 DiningTable:1 Drawer:1",
    "KeyChain 0-1 CounterTop:1 DiningTable:1",
    "Pencil 0-1 CounterTop DiningTable Drawer",
    "WateringCan 0-1 CounterTop Cabinet Floor",
    "GarbageBag 0-1 Floor",
    "Box 0-1 Floor",
)
# A kitchen that is the whole house has what an office corner needs too.
_KITCHEN_ALONE = (
    "Laptop 1 DiningTable:3 CounterTop:1",
    "Book 1-2 DiningTable:3 CounterTop:1 Shelf:2",
    "Pen 1 DiningTable:2 CounterTop:1 Drawer:1",
    "Pencil 1 DiningTable:2 CounterTop:1 Drawer:1",
    "Candle 0-2 DiningTable:2 CounterTop:1 Shelf:2",
)
_LIVING_NEEDED = (
    "Book 1-3 CoffeeTable:3 ShelvingUnit:3 SideTable:2 Desk:3 DiningTable:2 Sofa:1 Shelf:3 TVStand",
    "Laptop 1 Desk:4 CoffeeTable:2 DiningTable:2 Sofa:1.5 SideTable",
    "Pen 1-2 Desk:4 SideTable:1 CoffeeTable:1 DiningTable:1 Shelf",
    "RemoteControl 1-2 CoffeeTable:3 Sofa:2 TVStand:1 ArmChair:1 SideTable:2",
    "Newspaper 1-2 CoffeeTable:2 Sofa:2 SideTable:1 DiningTable:2 ArmChair:1",
)
_LIVING_MORE = (
    "Pencil 0-2 Desk:4 SideTable CoffeeTable DiningTable Shelf",
    "Pillow 1-3 Sofa:5 ArmChair:2",
    "Candle 0-2 CoffeeTable:2 SideTable:2 DiningTable:1 Shelf:2 Dresser:2",
    "Vase 0-2 Shelf:2 ShelvingUnit:3 CoffeeTable:1 SideTable:2 TVStand",
    "Statue 0-2 Shelf:3 ShelvingUnit:3 SideTable TVStand:2",
    "CellPhone 0-1 CoffeeTable:2 Sofa SideTable:2 Desk:2",
    "KeyChain 0-2 SideTable:3 CoffeeTable Dresser:2 Desk:2",
    "CreditCard 0-1 Desk:3 CoffeeTable:2 SideTable Dresser",
    "Watch 0-1 SideTable:2 CoffeeTable Desk Dresser",
    "TissueBox 0-1 CoffeeTable:2 SideTable:2 Shelf",
    "HousePlant 0-1 SideTable:3 CoffeeTable Shelf:2 DiningTable:2",
    "DeskLamp 0-1 Desk:4 SideTable:3",
    "CD 0-2 ShelvingUnit:2 TVStand Desk:2 Shelf:2",
    "Bowl 0-1 CoffeeTable:2 DiningTable:3 SideTable",
    "Mug 0-1 CoffeeTable:2 Desk:2 SideTable:2",
    "Plate 0-1 CoffeeTable DiningTable:3",
    "Cup 0-1 CoffeeTable:2 SideTable DiningTable:2",
    "BasketBall 0-1 Floor",
    "Box 0-1 CoffeeTable Floor:2 ShelvingUnit",
    "RoomDecor 0-1 Floor",
    "VacuumCleaner 0-1 Floor:0.4",
)
_BEDROOM_NEEDED = (
    "Pillow 1-3 Bed:6",
    "Book 1-2 SideTable:2 Bed:2 Desk:3 Dresser:1 Shelf:3 ShelvingUnit:2",
    "Pen 1 Desk:4 SideTable:1 Dresser:1",
    "CellPhone 1 SideTable:2 Bed:1 Desk:2 Dresser:1",
    "AlarmClock 1 SideTable:5 Desk:1 Dresser:1 Shelf",
)
_BEDROOM_MORE = (
    "Laptop 0-1 Desk:4 Bed:2 Dresser:1",
    "Pencil 0-2 Desk:4 SideTable Dresser Shelf",
    "CD 0-2 Desk:3 Dresser:1 SideTable ShelvingUnit:2 Shelf",
    "KeyChain 0-1 Desk:2 SideTable:2 Dresser",
    "CreditCard 0-1 Desk:3 Dresser SideTable",
    "Watch 0-1 SideTable:2 Desk Dresser:2",
    "RemoteControl 0-1 Bed:2 TVStand:3 SideTable Dresser:2",
    "DeskLamp 0-1 Desk:3 SideTable:4 Dresser",
    "TeddyBear 0-1 Bed:4 ArmChair:2",
    "TennisRacket 0-1 Bed:1 Floor:2",
    "BaseballBat 0-1 Floor",
    "BasketBall 0-1 Floor:2 ArmChair",
    "Boots 0-1 Floor",
    "Dumbbell 0-1 Floor",
    "Mug 0-1 Desk:2 SideTable:2 Dresser",
    "Candle 0-1 Dresser:2 Shelf:2 SideTable",
    "Vase 0-1 Dresser:2 Shelf:2",
    "Statue 0-1 Dresser:2 Shelf:2 ShelvingUnit:2",
    "TissueBox 0-1 SideTable:2 Desk Dresser:2",
    "Cloth 0-1 Dresser:1 Desk:1",
    "HousePlant 0-1 Dresser:2 Desk Shelf:2",
    "Box 0-1 Floor:2",
)
_BATHROOM_NEEDED = (
    "Towel 1 TowelHolder",
    "HandTowel 1 HandTowelHolder",
    "ToiletPaper 1 ToiletPaperHanger",
    "Candle 1-2 SideTable:3 Toilet:2 Shelf:3 ShelvingUnit:2",
    "SoapBar 1 SideTable:2 BathtubBasin:1 SinkBasin:0.5 Shelf:2",
    "SoapBottle 1 SideTable:3 Toilet:1 Shelf:3 ShelvingUnit",
    "Cloth 1 SideTable:2 BathtubBasin:1 Shelf:2",
    "ToiletPaper 1 Toilet:3 SideTable:2 Shelf:2",
)
_BATHROOM_MORE = (
    "SprayBottle 0-1 SideTable:2 Shelf:2 Toilet:1 Floor:0.5",
    "TissueBox 0-1 SideTable:2 Shelf:2 Toilet",
    "DishSponge 0-1 BathtubBasin:1 SideTable:1",
    "HousePlant 0-1 SideTable:2 Shelf:2",
    "ScrubBrush 0-1 Floor",
    "Plunger 0-1 Floor",
)


_NEEDED = {
    "Kitchen": _KITCHEN_NEEDED,
    "LivingRoom": _LIVING_NEEDED,
    "Bedroom": _BEDROOM_NEEDED,
    "Bathroom": _BATHROOM_NEEDED,
}
_MORE = {
    "Kitchen": _KITCHEN_MORE,
    "LivingRoom": _LIVING_MORE,
    "Bedroom": _BEDROOM_MORE,
    "Bathroom": _BATHROOM_MORE,
}


def contents_of(room_type: str, kinds: Sequence[str]) -> tuple[Content, ...]:
    """What belongs in a room: what is needed first.

    Args:
        room_type: `Kitchen`, `LivingRoom`, `Bedroom` or `Bathroom`.
        kinds: types of all rooms of the house; what an office corner needs goes where it can.
    """
    needed = _NEEDED[room_type]
    if room_type == "Kitchen" and len(kinds) == 1:
        needed += _KITCHEN_ALONE
    if room_type == "Bedroom" and "LivingRoom" not in kinds:
        needed += ("Laptop 1 Desk:4 Bed:2 Dresser:1 SideTable",)
    lines = [_line(text, True) for text in needed]
    return tuple(lines + [_line(text) for text in _MORE[room_type]])


def _line(text: str, needed: bool = False) -> Content:
    """Reads `Kind LOW-HIGH Place:weight ...`."""
    kind, span, *places = text.split()
    low, _, high = span.partition("-")
    weights = {
        name: float(weight or 1.0) for name, _, weight in (place.partition(":") for place in places)
    }
    return Content(kind, int(low), int(high or low), weights, needed)
