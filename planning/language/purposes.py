"""What things of a household are for: words that tell of a need, and what would meet it.

A need names no thing ("I have to sign this"); any thing that serves it will do, so which of them
is there decides. States are those of `goal_language.STATE_WORDS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from envs.ontology import OBJECT_CLASSES


@dataclass(frozen=True, slots=True)
class Purpose:
    """One need.

    Attributes:
        kinds: ontology types that serve it, the usual one first.
        states: that one of them is to be in.
    """

    kinds: tuple[str, ...]
    states: tuple[str, ...]


_LIGHTS = ("LightSwitch", "FloorLamp", "DeskLamp")
_EATEN = ("Apple", "Bread", "BreadSliced", "AppleSliced", "Tomato", "TomatoSliced")
_TABLE: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    # plants, drink and food
    (r"plants?\b.*(thirst|dry|wilt|droop|hang|die|dying|sad|brown|water)|(wilt|droop)\w* .*leaves"
     r"|leaves .*(wilt|droop|hang|brown)", ("HousePlant",), ("filled",)),
    (r"thirst|parched|dehydrat|quench|\bdr[aiu]nk|dry (mouth|throat)|throat is dry|sip of",
     ("Cup", "Mug"), ("filled-with-water",)),
    (r"coffee|espresso|cappuccino|caffein|latte|sleepy|drowsy|\btired|wake me up|stay awake",
     ("Mug", "Cup"), ("filled-with-coffee",)),
    (r"hungry|starv|famish|peckish|appetite|snack|stomach|belly|tummy|to eat|bite|nibble",
     _EATEN, ("held",)),
    # light and sound
    (r"too bright|brightness (keeps|hurts|bother)|glare|dazzl|blinding|(go|going|off|time) to bed"
     r"|fall asleep|migraine", _LIGHTS, ("off",)),
    (r"gloom|\bdark|\bdim\b|murky|brightness|brighten|cannot see|can't see|cannot read|hardly see"
     r"|barely see|more light|illuminat", _LIGHTS, ("on",)),
    (r"nobody .*watch|no one .*watch|(noise|sound|volume) .*(tv|telly|television)"
     r"|(tv|telly|television) .*(loud|noise|annoy|distract)", ("Television",), ("off",)),
    (r"(watch|see|miss) .*(news|film|movie|match|game|show|series|programme|program|cartoon)"
     r"|\b(show|series|match|film|movie|news) .*(start|begin|\bon\b)", ("Television",), ("on",)),
    (r"channel|volume", ("RemoteControl",), ("held",)),
    (r"water .*(running|runs|wast|drain|drip|nothing)|(tap|faucet) .*(drip|runn|left)",
     ("Faucet", "ShowerHead"), ("off",)),
    (r"(fridge|refrigerator) .*open|open .*(fridge|refrigerator)|cold .*(fridge|refrigerator)",
     ("Fridge",), ("closed",)),
    # things to be had in hand
    (r"\bread\b|novel|chapter|pages|bedtime story", ("Book", "Newspaper"), ("held",)),
    (r"headline|crossword", ("Newspaper",), ("held",)),
    (r"\bwrite|writing|\bsign (this|the|a)|jot|take notes|\bnote down|scribble|draw a|sketch",
     ("Pen", "Pencil"), ("held",)),
    (r"phone|\bring\b|\bcall (my|him|her|them|the|a)|text (my|him|her)|dial", ("CellPhone",),
     ("held",)),
    (r"sneez|\bnose\b|tears|\bcr(y|ies|ying)\b", ("TissueBox",), ("held",)),
    (r"unlock|lock (the|up)|drive|car\b", ("KeyChain",), ("held",)),
    (r"\bpay\b|purchase|shopping", ("CreditCard",), ("held",)),
    (r"what time|the time is|how late", ("Watch", "AlarmClock"), ("held",)),
    (r"\bdry (myself|off|my)|wet hair|just showered", ("Towel", "HandTowel"), ("held",)),
    (r"sticky|grimy|wash my hands|my hands are", ("SoapBar", "SoapBottle"), ("held",)),
    (r"\bspill|mop up|wipe (up|this)", ("PaperTowelRoll", "Cloth", "DishSponge"), ("held",)),
    (r"\bneck hurts|rest my head|lean (my|back)", ("Pillow",), ("held",)),
    (r"cuddle|hug\b|lonely", ("TeddyBear",), ("held",)),
    (r"work ?out|lift weights|train my|exercise", ("Dumbbell",), ("held",)),
    (r"shoot (some )?hoops|dribble", ("BasketBall",), ("held",)),
    (r"\btennis\b", ("TennisRacket",), ("held",)),
    (r"\bbaseball\b", ("BaseballBat",), ("held",)),
    (r"romantic|candle ?light|power (cut|outage)", ("Candle",), ("on",)),
    (r"salt(y|ier)?\b|bland", ("SaltShaker",), ("held",)),
    (r"spic(y|ier)", ("PepperShaker",), ("held",)),
    (r"stir\b|soup", ("Spoon", "Ladle"), ("held",)),
    (r"toilet is (blocked|clogged)|\bclogged", ("Plunger",), ("held",)),
    (r"(feet|toes) are (wet|cold)|go(ing)? outside in the (rain|mud)", ("Boots",), ("held",)),
    (r"window.*(clean|smear)|disinfect", ("SprayBottle",), ("held",)),
)  # fmt: skip


def purpose(text: str) -> Purpose | None:
    """The first need that a text tells of; None where it tells of none."""
    low = text.lower().replace("’", "'")
    for pattern, kinds, states in _TABLE:
        if re.search(pattern, low):
            return Purpose(kinds, states)
    return None


def serves(kind: str) -> frozenset[str]:
    """Types that serve for the same as a type, by the classes of the ontology that are narrow."""
    names = ("Chairs", "Computers", "Dishware", "Drinkware", "Knives", "Lamps", "Lights", "Soap",
             "Tables", "WritingUtensils")  # fmt: skip
    return frozenset().union(*(OBJECT_CLASSES[n] for n in names if kind in OBJECT_CLASSES[n]))
