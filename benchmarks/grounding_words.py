"""Sentences of `hestia bench grounding`, written for it alone.

None of them, and none of the names of things, is taken from the sentences that the embedded
language model is trained on (`planning.language.corpus`). `{x}` is what it is about, `{y}` where
that is to be, with its preposition.
"""

from __future__ import annotations

# What is to be done, by the act; "{X}" begins a sentence.
COMMANDS: dict[str, tuple[str, ...]] = {
    "hold": (
        "Could I have {x}?",
        "Fetch me {x}, would you?",
        "I would be glad if you handed me {x}.",
        "Reach for {x} and keep it in your hand.",
        "Go and grab {x}.",
        "Pick {x} up.",
    ),
    "place": (
        "Please put {x} {y}.",
        "{X} should end up {y}.",
        "Would you set {x} down {y}?",
        "I would like {x} to be {y}.",
        "Take {x} and leave it {y}.",
    ),
    "clean": (
        "Give {x} a good scrub.",
        "Wash {x}, please.",
        "{X} could do with a rinse.",
        "See that {x} gets clean.",
    ),
    "open": ("Open {x} for me.", "I need {x} opened.", "Would you open {x}?"),
    "close": ("Shut {x}.", "See to it that {x} is closed.", "Close {x} again, please."),
    "on": ("Switch {x} on.", "Please turn on {x}.", "I want {x} to be on."),
    "off": ("Turn {x} off.", "Switch off {x}, please.", "{X} should be off."),
    "slice": ("Cut {x} into slices.", "Slice {x}, please.", "I want {x} sliced."),
}

# What only pointing says; `{n}` things of the kind are no part of it.
POINTING: dict[str, tuple[str, ...]] = {
    "clean": ("Clean that.", "Can you wash that for me?", "Scrub it, please."),
    "open": ("Open it.", "Can you open that?"),
    "close": ("Shut that, please.", "Close it."),
    "on": ("Turn it on.", "Switch that on for me."),
    "off": ("Turn that off.", "Can you switch it off?"),
    "place": ("Put it {y}.", "Drop it {y}, please.", "You can leave that {y}."),
    "by": (
        "Bring me the one by {y}.",
        "I want the thing next to {y}.",
        "Hand me the one near {y}.",
    ),
    "at": ("Hand me the thing {y}.", "I would like the one {y}.", "Fetch me the item {y}."),
}

# A thing among its like.
AMONG: dict[str, tuple[str, ...]] = {
    "left": ("the left {n}", "the {n} on the left", "the leftmost {n}", "the {n} to the left"),
    "right": ("the right {n}", "the {n} on the right", "the rightmost {n}", "the right-hand {n}"),
    "nearest": ("the nearest {n}", "the {n} closest to you", "the closest {n}"),
    "farthest": ("the farthest {n}", "the {n} furthest away", "the {n} farthest from you"),
    "near": ("the {n} next to {l}", "the {n} beside {l}", "the {n} that stands by {l}",
             "the {n} close to {l}"),
    "in": ("the {n} that is {l}", "the {n} which lies {l}", "the {n} sitting {l}"),
    "dirty": ("the dirty {n}", "the {n} that is dirty", "the filthy {n}", "the unwashed {n}"),
    "clean": ("the clean {n}", "the {n} that is clean"),
    "open": ("the open {n}", "the {n} that is open", "the {n} which stands open"),
    "closed": ("the closed {n}", "the {n} that is shut"),
    "on": ("the {n} that is on", "the {n} that is switched on"),
    "off": ("the {n} that is off", "the {n} which is switched off"),
    "filled": ("the full {n}", "the {n} that is full", "the filled {n}"),
    "empty": ("the empty {n}", "the {n} that is empty"),
    "broken": ("the broken {n}", "the {n} that is broken", "the smashed {n}"),
}  # fmt: skip

# Words for one thing of several kinds.
CLASSES: dict[str, tuple[str, ...]] = {
    "table": ("CoffeeTable", "DiningTable", "SideTable"),
    "lamp": ("DeskLamp", "FloorLamp"),
    "piece of fruit": ("Apple", "Tomato", "AppleSliced", "TomatoSliced"),
    "vegetable": ("Potato", "Lettuce", "PotatoSliced", "LettuceSliced"),
    "dish": ("Bowl", "Plate"),
    "drinking vessel": ("Cup", "Mug", "Bottle"),
    "piece of cutlery": ("Fork", "Spoon", "ButterKnife"),
    "writing utensil": ("Pen", "Pencil"),
    "seat": ("Chair", "ArmChair", "Sofa", "Stool"),
    "computer": ("Laptop", "Desktop"),
}

# Names beside the ontology's own.
NAMES: dict[str, tuple[str, ...]] = {
    "Fridge": ("refrigerator", "fridge"),
    "Cabinet": ("cupboard", "cabinet"),
    "Faucet": ("tap", "faucet"),
    "Sofa": ("couch", "sofa"),
    "CellPhone": ("mobile phone", "cell phone"),
    "Television": ("television", "TV"),
    "GarbageCan": ("trash can", "waste bin"),
    "RemoteControl": ("remote control", "remote"),
    "CounterTop": ("counter", "worktop"),
    "KeyChain": ("keys", "key ring"),
    "DishSponge": ("sponge",),
    "WineBottle": ("wine bottle",),
    "SinkBasin": ("sink",),
    "Sink": ("sink",),
    "BathtubBasin": ("bathtub",),
    "LaundryHamper": ("laundry basket",),
    "CoffeeMachine": ("coffee maker", "coffee machine"),
}

# Wishes that do not say what is to be done: what they come to with one of these kinds. `{n}` is
# its name.
WISHES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("on", ("DeskLamp", "FloorLamp", "LightSwitch"),
     ("It is far too gloomy for reading.", "I can hardly make out anything in this darkness.",
      "A little brightness would help my eyes.", "It's dark in here.")),
    ("off", ("DeskLamp", "FloorLamp", "LightSwitch"),
     ("I am off to bed and all this brightness keeps me awake.",
      "The glare in this room gives me a headache.", "It is much too bright in here.")),
    ("water", ("Mug", "Cup"),
     ("I am so thirsty.", "My throat is parched.", "I have not drunk a thing since breakfast.")),
    ("coffee", ("Mug",),
     ("An espresso would save my morning.", "I am dead tired, caffeine would do me good.")),
    ("filled", ("HousePlant",),
     ("The poor plant lets its leaves hang.", "This plant will die of thirst.")),
    ("close", ("Fridge",),
     ("All the cold is getting out of the fridge.", "Who left the fridge open?")),
    ("on", ("Television",),
     ("I would love to watch the football match.", "My favourite show begins right now.")),
    ("off", ("Television",),
     ("Nobody is watching the TV any more.", "The noise of that television drives me mad.")),
    ("off", ("Faucet",),
     ("The water keeps running for nothing.", "All that water goes down the drain.")),
    ("hold", ("CellPhone",), ("I have to ring my mother.", "I need to make a phone call.")),
    ("hold", ("Book",), ("I am in the mood for a novel.", "I would like to read a few pages.")),
    ("hold", ("Pen", "Pencil"),
     ("I need something to write with.", "I have to jot down a number.")),
    ("hold", ("RemoteControl",), ("I want to change the channel.",)),
    ("hold", ("TissueBox",), ("I have to blow my nose.",)),
    ("hold", ("Apple", "Tomato", "Bread", "AppleSliced", "TomatoSliced", "BreadSliced"),
     ("I could do with a bite to eat.", "My stomach is rumbling.")),
)  # fmt: skip

# Wishes that no household robot can fulfil, whatever is in view.
NEVER: tuple[str, ...] = (
    "Tell me who won the election.",
    "Fly me to the moon.",
    "What is seventeen times four?",
    "Please book a table at the Italian place.",
    "Sing something by Schubert.",
)
