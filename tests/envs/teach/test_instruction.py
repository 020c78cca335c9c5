"""Tasks in words."""

from __future__ import annotations

import numpy as np
import pytest

from envs.teach.definitions import own_library
from envs.teach.instruction import fill_in, instruction_of, plural, spoken_class


def test_words() -> None:
    assert spoken_class("ButterKnife") == "butter knife"
    assert spoken_class("TomatoSliced") == "slice of tomato"
    assert plural("Knife") == "knives"
    assert plural("Shelf") == "shelves"
    assert plural("Watch") == "watches"


@pytest.mark.parametrize(
    ("text", "params", "expected"),
    [
        ("Wash a #0.", ("Apple",), "Wash an apple."),
        ("All the #0s are dirty.", ("Mug",), "All the mugs are dirty."),
        ("Put all #0 #1 any #2.", ("Fork", "in", "Drawer"), "Put all forks in any drawer."),
        ("Cook #0 slice(s) of #1.", ("1", "Bread"), "Cook 1 slice of bread."),
        ("Cook #0 slice(s) of #1.", ("2", "Bread"), "Cook 2 slices of bread."),
    ],
)
def test_parameters_in_sentences(text: str, params: tuple[str, ...], expected: str) -> None:
    assert fill_in(text, params) == expected


def test_breakfast_lists_what_is_wanted() -> None:
    definition = own_library().get("Breakfast")
    params = tuple("1 2 0 Bowl 0 Bowl 0 0 0 1 1 1 0 DiningTable".split())
    text = instruction_of(definition, params, None)
    assert text == (
        "Make breakfast: 1 mug of coffee, 2 plates of toast and 1 salad, "
        "all of it on the dining table."
    )


def test_the_seed_decides_the_wording() -> None:
    definition = own_library().get("Toast")
    draws = [instruction_of(definition, (), np.random.default_rng(s)) for s in range(20)]
    again = [instruction_of(definition, (), np.random.default_rng(s)) for s in range(20)]
    assert draws == again
    assert len(set(draws)) == len(definition.paraphrases) + 1
