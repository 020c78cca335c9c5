"""Sentences of `hestia bench grounding`, written for it alone.

None of them, and none of the names of things, is taken from the sentences that the embedded
language model is trained on (`planning.language.corpus`). `{x}` is what it is about, `{y}` where
that is to be, with its preposition.
"""

from __future__ import annotations

from dataclasses import dataclass

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

# More of the same, written when the grounding was done: it was not changed for them.
FRESH_COMMANDS: dict[str, tuple[str, ...]] = {
    "hold": (
        "Be so kind as to get {x} for me.",
        "{X}, please, I need it in a moment.",
        "Would you mind passing me {x}?",
        "Get hold of {x}.",
    ),
    "place": (
        "I want you to move {x} so that it sits {y}.",
        "Transfer {x} to a spot {y}.",
        "Find room for {x} {y}.",
        "{X} belongs {y}, put it there.",
        "Lay {x} {y} and come back.",
    ),
    "clean": (
        "Rinse {x} under the tap.",
        "Do the washing up of {x}.",
        "{X} needs washing.",
    ),
    "open": ("Pull {x} open.", "Let me see inside {x}, open it."),
    "close": ("Push {x} shut.", "Do not leave {x} open."),
    "on": ("Start {x}.", "Could you put {x} on?"),
    "off": ("Deactivate {x}.", "Could you put {x} off?"),
    "slice": ("Chop {x} up.", "I would like {x} cut up."),
}
FRESH_AMONG: dict[str, tuple[str, ...]] = {
    "left": ("the {n} at the far left", "the left-hand {n}"),
    "right": ("the {n} at the far right", "the {n} over on the right"),
    "nearest": ("the {n} nearest to us", "the {n} right in front of you"),
    "farthest": ("the most distant {n}", "the furthest {n}"),
    "near": ("the {n} right by {l}", "the {n} alongside {l}"),
    "in": ("the {n} placed {l}", "the {n} you see {l}"),
    "dirty": ("the {n} that has not been washed", "the soiled {n}"),
    "clean": ("the {n} that has been washed", "the spotless {n}"),
    "open": ("the {n} that was left open", "the opened {n}"),
    "closed": ("the {n} that has been shut", "the closed {n}"),
    "on": ("the {n} that is running", "the {n} that was left on"),
    "off": ("the {n} that is not on", "the {n} that is turned off"),
    "filled": ("the {n} with something in it", "the {n} which is filled"),
    "empty": ("the {n} with nothing in it", "the {n} which is empty"),
    "broken": ("the {n} in pieces", "the shattered {n}"),
}
FRESH_POINTING: dict[str, tuple[str, ...]] = {
    "clean": ("Give this one a wash.", "That is disgusting, wash it."),
    "open": ("Open up that thing.", "I want that opened."),
    "close": ("Could you shut it?", "Close that one."),
    "on": ("Start it.", "I need that on."),
    "off": ("Off with it, switch it off.", "Please turn this off."),
    "place": ("Stick it {y}.", "It goes {y}."),
    "at": ("Grab what is {y}.", "Pass me the one that is {y}."),
}
FRESH_WISHES: dict[str, tuple[str, ...]] = {
    "on DeskLamp": ("I cannot see my own hand.", "Night has fallen and I want to sew."),
    "off DeskLamp": ("My eyes are tired of all this light.", "We want to sleep now."),
    "water Mug": ("I could do with a glass of something.", "It is hot and I need to hydrate."),
    "coffee Mug": ("I need my morning brew.", "I keep nodding off at my desk."),
    "filled HousePlant": ("The soil in that pot is bone dry.", "My ficus looks miserable."),
    "close Fridge": ("The milk will go off like that.", "The fridge is beeping at us."),
    "on Television": ("The news starts in a minute.", "I am bored, let us see what is on."),
    "off Television": ("That film was enough for tonight.", "The screen distracts me."),
    "off Faucet": ("I hear dripping.", "The sink is about to overflow."),
    "hold CellPhone": ("I should text my sister.", "I want to order a taxi."),
    "hold Book": ("I feel like a bit of literature.", "Time for a bedtime story."),
    "hold Pen": ("I must sign this form.", "I would like to make a sketch."),
    "hold RemoteControl": ("This programme is dull, let us see something else.",),
    "hold TissueBox": ("I have such a cold.",),
    "hold Apple": ("I skipped lunch.", "I would not say no to a snack."),
}


@dataclass(frozen=True, slots=True)
class Sentences:
    """Everything that is said, by what it says."""

    commands: dict[str, tuple[str, ...]]
    among: dict[str, tuple[str, ...]]
    pointing: dict[str, tuple[str, ...]]
    wishes: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


FIRST = Sentences(COMMANDS, AMONG, POINTING, WISHES)
FRESH = Sentences(
    FRESH_COMMANDS,
    FRESH_AMONG,
    FRESH_POINTING,
    tuple((act, kinds, FRESH_WISHES[f"{act} {kinds[0]}"]) for act, kinds, _ in WISHES),
)
