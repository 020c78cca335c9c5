"""Verbs, adjectives of state, and which kinds they go with."""

from __future__ import annotations

from envs.ontology import OBJECT_TYPES, SLICE_COUNT, Affordance, takes

PUT = (
    "(put*14|place*10|set*4|leave*2|drop*2|stick*2|pop*2|lay*2|stash|deposit|position|park"
    "|rest|store|shove|plop|tuck|arrange)"
)
MOVE = "(move*6|bring*3|take*4|transfer*2|carry*2|relocate|return|shift|get|deliver|haul)"
GET = "(take*6|grab*5|get*5|pick up*6|fetch*2|find*3|collect|locate|retrieve|go get*2|pick|lift)"
LOOK = (
    "(examine*4|look at*5|inspect*3|view*2|check*2|read|study|check out*2|have a look at*2"
    "|take a look at*2|see)"
)

# How a state of ALFRED's is brought about, and what a thing is called that is in it.
BRING_ABOUT: dict[str, str] = {
    "washed": (
        "(*wash {X}*6|*clean {X}*5|*rinse {X}*4|*scrub {X}*2|*wash {X} off|*rinse {X} off*2"
        "|*wash up {X}"
        "|*rinse off {X}|*rinse {X} out*2|*wash {X} out|*clean {X} out|*rinse out {X}"
        "|*wash {X} in the sink*2|*give {X} a (wash|rinse|quick rinse|good clean|scrub)*2"
        "|*run {X} under (the tap|water|the faucet)*2|*get {X} (clean|washed)*2"
        "|*clean {X} off|*clean {X} up"
        "|*hold {X} under the (tap|faucet)|*soak {X} in water)"
    ),
    "heated": (
        "(*heat {X}*5|*heat {X} up*4|*heat up {X}*3|*warm {X}*3|*warm {X} up*3"
        "|*warm up {X}*2|*microwave {X}*4"
        "|*zap {X}[ in the microwave]*2|*nuke {X}|*reheat {X}|*get {X} (hot|warm)*2"
        "|*make {X} (hot|warm)*2"
        "|*heat {X} in the microwave*2|*warm {X} in the microwave"
        "|*put {X} in the microwave (for a (bit|minute)|to heat it)"
        "|*give {X} a (zap|minute in the microwave))"
    ),
    "chilled": (
        "(*chill {X}*5|*cool {X}*4|*cool {X} down*4|*cool down {X}*2|*refrigerate {X}*3"
        "|*get {X} cold*2|*make {X} cold*2"
        "|*chill {X} in the (fridge|refrigerator)*2|*cool {X} off|*let {X} cool (off|down"
        "|in the fridge)"
        "|*put {X} in the (fridge|refrigerator) (for a (bit|while|minute)|to cool)"
        "|*give {X} a while in the fridge)"
    ),
}
ADJECTIVE_OF: dict[str, str] = {
    "washed": "(clean*6|washed*4|rinsed*3|cleaned*3|freshly washed|freshly cleaned|scrubbed|wet)",
    "heated": (
        "(hot*5|warm*5|heated*5|microwaved*3|warmed*2|heated up|warmed up|steaming|nice and hot"
        "|reheated|piping hot)"
    ),
    "chilled": (
        "(cold*6|chilled*6|cool*2|cooled*3|refrigerated*2|ice cold|nice and cold|cooled down)"
    ),
}
DEED_OF = {"washed": "wash", "heated": "heat", "chilled": "chill"}

PICKUPABLE = tuple(kind.name for kind in OBJECT_TYPES if kind.can(Affordance.PICKUPABLE))
WHOLE_FOOD = tuple(whole for whole in SLICE_COUNT if whole != "Egg")
_UNWASHED = frozenset({"Candle", "TissueBox", "ToiletPaper", "EggCracked", "Bread", "BreadSliced"})
WASHABLE = tuple(name for name in PICKUPABLE if takes("SinkBasin", name) and name not in _UNWASHED)
HEATABLE = tuple(name for name in PICKUPABLE if takes("Microwave", name))
CHILLABLE = tuple(name for name in PICKUPABLE if takes("Fridge", name))
SUITED = {"washed": WASHABLE, "heated": HEATABLE, "chilled": CHILLABLE}
# What gets dirty and can be carried to water; beds and mirrors cannot.
DIRTYABLE = tuple(
    kind.name
    for kind in OBJECT_TYPES
    if kind.can(Affordance.DIRTYABLE) and kind.can(Affordance.PICKUPABLE)
)
FILLABLE = ("Bottle", "Bowl", "Cup", "Kettle", "Mug", "Pot", "WateringCan")
OPENABLE = tuple(
    kind.name
    for kind in OBJECT_TYPES
    if kind.can(Affordance.OPENABLE) and kind.name not in ("Box",)
)
CARRIERS = ("Bowl", "Box", "Cup", "Mug", "Pan", "Plate", "Pot")

# Where things are put, by how often.
PLACES: dict[str, float] = {
    "CounterTop": 10, "DiningTable": 10, "SinkBasin": 7, "Fridge": 7, "Cabinet": 8, "Drawer": 8,
    "Shelf": 7, "SideTable": 8, "CoffeeTable": 6, "Desk": 6, "Dresser": 5, "Sofa": 6, "ArmChair": 4,
    "Bed": 5, "GarbageCan": 4, "Microwave": 3, "StoveBurner": 4, "BathtubBasin": 4, "Toilet": 3,
    "Safe": 3, "TVStand": 3, "Ottoman": 3, "Cart": 2, "Box": 3, "CoffeeMachine": 2,
    "ToiletPaperHanger": 2, "TowelHolder": 2, "HandTowelHolder": 2, "LaundryHamper": 2, "DogBed": 1,
    "Footstool": 1, "Chair": 3, "Stool": 2, "WashingMachine": 2, "ClothesDryer": 1,
    "ShelvingUnit": 2, "Bowl": 2, "Plate": 2, "Pan": 2, "Pot": 1, "Cup": 1, "Mug": 1, "Sink": 0.4,
    "Bathtub": 0.4, "Toaster": 0.5,
}  # fmt: skip
# Where things are when somebody says where they are.
SOURCES: dict[str, float] = {
    "CounterTop": 10, "DiningTable": 10, "SinkBasin": 5, "Fridge": 7, "Cabinet": 6, "Drawer": 6,
    "Shelf": 7, "SideTable": 7, "CoffeeTable": 7, "Desk": 7, "Dresser": 5, "Sofa": 6, "ArmChair": 4,
    "Bed": 6, "GarbageCan": 1, "Microwave": 3, "StoveBurner": 3, "BathtubBasin": 2, "Toilet": 3,
    "Safe": 1, "TVStand": 3, "Ottoman": 2, "Cart": 1, "Box": 2, "TowelHolder": 2, "Chair": 3,
    "HandTowelHolder": 1.5, "ToiletPaperHanger": 1.5, "Stool": 1, "LaundryHamper": 1,
    "ShelvingUnit": 1.5,
}  # fmt: skip
# What is so big or fixed that others are said to be near it.
LANDMARKS: dict[str, float] = {
    "SinkBasin": 8, "StoveBurner": 6, "Fridge": 6, "Microwave": 5, "Toaster": 5, "CoffeeMachine": 5,
    "Bed": 5, "Television": 5, "Sofa": 5, "Toilet": 4, "BathtubBasin": 3, "DeskLamp": 3,
    "FloorLamp": 3, "Laptop": 3, "HousePlant": 3, "Painting": 2, "Mirror": 3, "Curtains": 2,
    "Blinds": 2, "GarbageCan": 3, "Vase": 2, "Statue": 1, "Desktop": 1.5, "Poster": 1.5,
    "ShowerGlass": 1, "ShowerDoor": 1, "ShowerCurtain": 1, "VacuumCleaner": 1.5, "GarbageBag": 1.3,
    "DogBed": 1.5, "WashingMachine": 1, "ClothesDryer": 1, "AlarmClock": 2, "Book": 2, "Mug": 1,
    "ArmChair": 2, "DiningTable": 2, "Kettle": 2, "Pan": 1, "Plate": 1, "TeddyBear": 1, "Box": 1,
    "WateringCan": 0.7, "Faucet": 2, "LightSwitch": 0.7, "WallDecor": 1, "RoomDecor": 0.7,
    "Furniture": 0.3, "Safe": 0.7, "LaundryHamper": 0.7, "Footstool": 0.5, "Stool": 1, "Cart": 0.5,
    "Shelf": 1, "SideTable": 1, "Desk": 1, "Dresser": 1, "Chair": 1, "Bathtub": 0.3, "Sink": 0.3,
    "StoveKnob": 0.4, "ShowerHead": 0.6, "ToiletPaperHanger": 0.6, "Appliances": 0.8,
    "SportsEquipment": 0.2, "WaterSources": 0.6, "MediaEntertainment": 0.2, "Chairs": 0.2,
}  # fmt: skip
# What is picked up in everyday sentences, by how often; others count 1.
_COMMON: dict[str, float] = {
    "Apple": 4, "Mug": 6, "Cup": 5, "Plate": 5, "Bowl": 4, "Book": 4, "RemoteControl": 5,
    "KeyChain": 5, "CellPhone": 5, "Tomato": 4, "Bread": 3, "Potato": 4, "Lettuce": 3, "Egg": 4,
    "Knife": 4, "Fork": 3, "Spoon": 4, "Pillow": 3, "Laptop": 3, "Newspaper": 3, "Pen": 3,
    "Pencil": 3, "Towel": 3, "SoapBar": 3, "CreditCard": 3, "Watch": 3, "Pan": 3, "Pot": 3,
    "DishSponge": 2, "Cloth": 3, "Candle": 3, "Spatula": 2, "Box": 2, "ToiletPaper": 3,
    "TissueBox": 2, "WineBottle": 2, "Bottle": 2, "SaltShaker": 3, "PepperShaker": 3, "Vase": 2,
    "AlarmClock": 2, "ButterKnife": 2, "HandTowel": 2, "TeddyBear": 2, "Kettle": 2,
    "SprayBottle": 2, "SoapBottle": 2, "CD": 2, "EggCracked": 0.3, "AluminumFoil": 0.7,
}  # fmt: skip
THINGS: dict[str, float] = {kind: _COMMON.get(kind, 1.0) for kind in PICKUPABLE}
# Classes whose members can be picked up, for "all the dishes".
CLASS_THINGS: dict[str, float] = {
    "Condiments": 3, "Dishware": 4, "Drinkware": 4, "Electronics": 2, "Food": 4, "Fruit": 4,
    "HygieneProducts": 2, "KitchenUtensils": 3, "Knives": 2, "Silverware": 4, "Soap": 2,
    "SmallHandheldObjects": 2, "SportsEquipment": 3, "Tableware": 3, "Vegetables": 3,
    "WritingUtensils": 4, "CleaningProducts": 3, "Cookware": 3, "RoomDecor": 1,
    "MediaEntertainment": 1,
}  # fmt: skip
