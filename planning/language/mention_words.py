"""The closed classes of words by which `mentions` finds noun phrases and what is said of them."""

from __future__ import annotations

DETERMINERS = frozenset(
    "the a an my your our his her their this that these those some any all every each both "
    "another of".split()
) - {"of"}
INDEFINITE = frozenset("a an some any another".split())
EVERY = frozenset("all every each".split())
NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6,
}  # fmt: skip
# Adjectives by what they tell.
ADJECTIVES: dict[str, tuple[str, str]] = {
    **dict.fromkeys("left leftmost left-hand".split(), ("side", "left")),
    **dict.fromkeys("right rightmost right-hand".split(), ("side", "right")),
    **dict.fromkeys("middle central centre center".split(), ("side", "middle")),
    **dict.fromkeys("nearest closest nearer closer near".split(), ("rank", "nearest")),
    **dict.fromkeys("farthest furthest farther further far".split(), ("rank", "farthest")),
    **dict.fromkeys("biggest largest bigger larger".split(), ("rank", "biggest")),
    **dict.fromkeys("smallest smaller littlest".split(), ("rank", "smallest")),
    **dict.fromkeys("dirty filthy grubby unwashed soiled stained messy".split(),
                    ("state", "dirty")),
    **dict.fromkeys("clean spotless washed".split(), ("state", "clean")),
    **dict.fromkeys("open opened ajar".split(), ("state", "open")),
    **dict.fromkeys("closed shut".split(), ("state", "closed")),
    **dict.fromkeys("empty".split(), ("state", "empty")),
    **dict.fromkeys("full filled".split(), ("state", "filled")),
    **dict.fromkeys("broken smashed shattered cracked".split(), ("state", "broken")),
    **dict.fromkeys("lit burning running glowing".split(), ("state", "on")),
    **dict.fromkeys("cooked toasted fried roasted".split(), ("state", "cooked")),
    **dict.fromkeys("raw uncooked".split(), ("state", "uncooked")),
    "unlit": ("state", "off"),
    "other": ("other", ""),
    "first": ("ordinal", "1"), "second": ("ordinal", "2"), "third": ("ordinal", "3"),
    **dict.fromkeys("big large small little tall old new nice".split(), ("", "")),
}  # fmt: skip
# What follows "that is", by the state that it tells.
PREDICATES: dict[tuple[str, ...], str] = {
    **{(word,): value for word, (what, value) in ADJECTIVES.items() if what == "state"},
    ("on",): "on",
    ("off",): "off",
    ("switched|turned", "on"): "on",
    ("switched|turned", "off"): "off",
    ("not", "clean"): "dirty",
    ("not", "closed|shut"): "open",
    ("wide", "open"): "open",
    ("in", "need", "of", "a", "wash"): "dirty",
}
RELATIVE = frozenset(
    "that which is are stands stand sits sit lies lie standing sitting lying resting placed "
    "that's which's still currently hanging who you see".split()
)
BE = frozenset("is are still currently".split())  # they begin no clause of their own
PLACE_WORDS = frozenset("in into inside on onto upon atop at within to".split())
PARTICLES = frozenset("up down away over out off on back".split())
PUTTING = frozenset(
    "put place set lay drop stick stash store move return transfer dump toss throw shove stow "
    "deposit load leave putting placing park pop tuck rest goes belongs go belong".split()
)
VERBS = PUTTING | frozenset(
    "bring give hand pass get fetch take pick grab lift hold carry reach wash clean rinse scrub "
    "wipe open close shut turn switch flip slice cut chop heat warm cook boil fry toast chill "
    "cool fill empty light extinguish start stop use need want see have find deliver collect "
    "retrieve snatch hose unshut swing slide pull push activate deactivate power kill dice carve "
    "halve cleanse sanitize remove clear gather check".split()
)
VAGUE = frozenset("it that this them these those".split())
THINGS = frozenset("one ones thing things object objects item items stuff".split())
