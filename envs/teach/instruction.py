"""Tasks in words: what a person would ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from envs.teach.definitions import TaskDefinition

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# What a plural in -s does not make.
_PLURALS = {
    "knife": "knives", "shelf": "shelves", "bread": "breads", "lettuce": "lettuces",
    "silverware": "silverware", "tableware": "tableware", "dishware": "dishware",
    "drinkware": "drinkware", "cookware": "cookware", "furniture": "furniture", "food": "food",
    "electronics": "electronics", "lights": "lights", "lamps": "lamps", "tables": "tables",
    "chairs": "chairs", "computers": "computers", "condiments": "condiments",
    "appliances": "appliances", "vegetables": "vegetables", "objects": "objects",
    "products": "products", "utensils": "utensils", "sources": "sources", "soap": "soap",
    "fruit": "fruit", "equipment": "equipment", "decor": "decor", "knives": "knives",
    "entertainment": "entertainment",
}  # fmt: skip
# Classes whose singular is not their name.
_SINGULARS = {
    "Chairs": "chair", "Tables": "table", "Lights": "light", "Lamps": "lamp",
    "Knives": "knife", "Electronics": "electronic device", "Computers": "computer",
    "Silverware": "piece of silverware", "Tableware": "piece of tableware",
    "Dishware": "dish", "Drinkware": "drinking vessel", "Cookware": "piece of cookware",
    "Furniture": "piece of furniture", "CounterTop": "counter", "TVStand": "TV stand",
    "SmallHandheldObjects": "small handheld object", "Condiments": "condiment shaker",
    "WritingUtensils": "writing utensil", "KitchenUtensils": "kitchen utensil",
    "Appliances": "appliance", "Vegetables": "vegetable", "CD": "CD", "SinkBasin": "sink basin",
    "SportsEquipment": "piece of sports equipment", "HygieneProducts": "hygiene product",
    "CleaningProducts": "cleaning product", "WaterSources": "water source",
    "EggCracked": "cracked egg", "HousePlant": "house plant",
}  # fmt: skip
_CLASS_PLURALS = {
    "Electronics": "electronics", "Silverware": "silverware", "Tableware": "tableware",
    "Dishware": "dishes", "Drinkware": "cups, mugs and bottles", "Cookware": "cookware",
    "Furniture": "furniture", "Condiments": "salt and pepper shakers", "Food": "food",
    "SportsEquipment": "sports equipment", "RoomDecor": "decorations",
}  # fmt: skip
_VOWELS = "aeiou"
_ARTICLE = re.compile(r"\b([Aa]n?) #(\d+)")
_PLURAL = re.compile(r"\b([Aa]ll(?: the)?) #(\d+)s?\b|#(\d+)s\b|(\b[Nn]o) #(\d+)")
_PLAIN = re.compile(r"#(\d+)")
_OPTIONAL_PLURAL = re.compile(r"\b(\d+) ([^.,;()]*?)(\w+)\(s\)")


def spoken_class(name: str) -> str:
    """Words for one thing of a type or class: `ButterKnife` -> `butter knife`."""
    if name in _SINGULARS:
        return _SINGULARS[name]
    if name.endswith("Sliced"):
        return f"slice of {spoken_class(name.removesuffix('Sliced'))}"
    return _CAMEL.sub(" ", name).lower()


def plural(name: str) -> str:
    """Words for many things of a type or class: `Knife` -> `knives`."""
    if name in _CLASS_PLURALS:
        return _CLASS_PLURALS[name]
    return plural_of_phrase(spoken_class(name))


def plural_of_phrase(phrase: str) -> str:
    """`plate of toast` -> `plates of toast`, `butter knife` -> `butter knives`."""
    for joint in (" of ", " with ", " or "):
        if joint in phrase:
            head, tail = phrase.split(joint, 1)
            rest = plural_of_phrase(tail) if joint == " or " else tail
            return f"{plural_of_phrase(head)}{joint}{rest}"
    *first, last = phrase.split(" ")
    return " ".join([*first, _plural_word(last)])


def _plural_word(word: str) -> str:
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith(("s", "x", "ch", "sh")) or word in ("tomato", "potato"):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def instruction_of(
    definition: TaskDefinition, params: tuple[str, ...], generator: np.random.Generator | None
) -> str:
    """A sentence for a task: its description, or one of its paraphrases by chance.

    Args:
        definition: of the task.
        params: its parameters.
        generator: draws the wording; None takes the description.
    """
    wordings = (definition.description, *definition.paraphrases)
    choice = 0 if generator is None else int(generator.integers(len(wordings)))
    return fill_in(wordings[choice], params, _items(definition, params))


def fill_in(text: str, params: tuple[str, ...], items: str = "") -> str:
    """Puts parameters into a wording as a person would say them.

    `a #k` gets the right article, `all #k`, `#ks` and `no #k` the plural, `slice(s)` follows
    its number, `#items` lists what is to be made.
    """
    text = text.replace("#items", items)

    def article(match: re.Match[str]) -> str:
        word = _spoken(params[int(match.group(2))])
        chosen = "an" if word[:1].lower() in _VOWELS else "a"
        return f"{chosen.capitalize() if match.group(1)[0] == 'A' else chosen} {word}"

    def many(match: re.Match[str]) -> str:
        lead, index = match.group(1) or match.group(4), 0
        index = int(match.group(2) or match.group(3) or match.group(5))
        word = params[index] if match.group(4) else _spoken_plural(params[index])
        word = _spoken(word) if match.group(4) else word
        return f"{lead} {word}" if lead else word

    def slices(match: re.Match[str]) -> str:
        number, between, word = match.groups()
        return f"{number} {between}{word if number == '1' else _plural_word(word)}"

    text = _ARTICLE.sub(article, text)
    text = _PLURAL.sub(many, text)
    text = _PLAIN.sub(lambda match: _spoken(params[int(match.group(1))]), text)
    return _OPTIONAL_PLURAL.sub(slices, text)


def _spoken(param: str) -> str:
    return spoken_class(param) if param[:1].isupper() else param


def _spoken_plural(param: str) -> str:
    return plural(param) if param[:1].isupper() else param


def _items(definition: TaskDefinition, params: tuple[str, ...]) -> str:
    """`2 mugs of coffee, 1 salad and 1 sandwich`: the counted components that have a noun."""
    parts: list[str] = []
    nouns: Mapping[str, str] = definition.nouns
    for key, noun in nouns.items():
        component = definition.components.get(key)
        if component is None:
            continue
        count = fill_in(component.determiner, params)
        phrase = fill_in(noun, params)
        if count in ("a", "the"):
            count = "1"
        if count != "0":
            parts.append(f"{count} {phrase if count == '1' else plural_of_phrase(phrase)}")
    if not parts:
        return "nothing else"
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
