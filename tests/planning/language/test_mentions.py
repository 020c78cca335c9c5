"""What a sentence speaks of, and what tells it from its like."""

from __future__ import annotations

import pytest

from planning.language.mentions import Mention, Relation, Words, read_words
from planning.language.purposes import purpose, serves


def only(words: Words) -> Mention:
    (number,) = words.meant
    return words.mentions[number]


@pytest.mark.parametrize(
    ("text", "side", "rank"),
    [
        ("Take the left mug.", "left", ""),
        ("Take the mug on the right.", "right", ""),
        ("Take the mug on the left hand side.", "left", ""),
        ("Take the mug in the middle.", "middle", ""),
        ("Take the nearest mug.", "", "nearest"),
        ("Take the mug that is closest to you.", "", "nearest"),
        ("Take the mug farthest away.", "", "farthest"),
        ("Take the bigger of the two mugs.", "", "biggest"),
    ],
)
def test_sides_and_ranks_are_taken_out_of_the_sentence(text: str, side: str, rank: str) -> None:
    words = read_words(text)
    mention = only(words)
    assert (mention.trait.side, mention.trait.rank) == (side, rank)
    assert mention.kinds.keys() == {"Mug"}
    assert words.plain() in ("Take the mug.", "Take the mugs.")


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("Wash the dirty plate.", ("dirty",)),
        ("Wash the plate that is dirty.", ("dirty",)),
        ("Wash the plate which isn't mine.", ()),
        ("Close the drawer that stands open.", ("open",)),
        ("Open the drawer.", ()),
        ("Switch the lamp that is on off.", ("on",)),
        ("See to it that the drawer is closed.", ()),
    ],
)
def test_states_that_tell_a_thing_are_no_acts(text: str, states: tuple[str, ...]) -> None:
    assert only(read_words(text)).trait.states == states


def test_ordinals_count_from_the_side() -> None:
    trait = only(read_words("Open the second drawer from the left.")).trait
    assert (trait.ordinal, trait.side) == (2, "left")


@pytest.mark.parametrize(
    ("text", "relation", "mark"),
    [
        ("Bring me the mug by the sink.", Relation.NEAR, "sink"),
        ("Bring me the mug on the counter.", Relation.IN, "counter"),
        ("Take the mug from the shelf.", Relation.IN, "shelf"),
        ("Bring me the mug to the left of the toaster.", Relation.LEFT_OF, "toaster"),
        ("Put the mug that is on the desk into the sink.", Relation.IN, "desk"),
        ("Put the mug next to the sink on the table.", Relation.NEAR, "sink"),
    ],
)
def test_places_that_tell_a_thing_are_landmarks(text: str, relation: Relation, mark: str) -> None:
    words = read_words(text)
    mention = words.mentions[words.meant[0]]
    (found,) = mention.relations
    assert found[0] is relation
    assert words.mentions[found[1]].noun == mark
    assert words.mentions[found[1]].landmark
    assert mark not in words.plain()


def test_where_something_is_put_is_no_landmark() -> None:
    words = read_words("Put the mug on the table.")
    assert [words.mentions[number].noun for number in words.meant] == ["mug", "table"]
    assert words.mentions[1].kinds.keys() >= {"DiningTable", "SideTable", "CoffeeTable"}
    assert words.plain() == words.text


@pytest.mark.parametrize(
    "text", ["Open it.", "Clean that.", "Put it in there.", "Bring me that one."]
)
def test_pointing_is_open_for_any_kind_and_takes_a_name_in_its_place(text: str) -> None:
    words = read_words(text)
    assert all(words.mentions[number].vague for number in words.meant)
    plain = words.plain(dict.fromkeys(words.meant, "box"))
    assert plain.count("the box") == len(words.meant)


def test_a_pronoun_for_what_was_named_is_not_pointing() -> None:
    words = read_words("Grab the mug and put it in the sink.")
    assert [words.mentions[number].noun for number in words.meant] == ["mug", "sink"]


@pytest.mark.parametrize("text", ["", "...", "the", "that", "of of of the the", "a" * 2000, "left"])
def test_anything_can_be_read(text: str) -> None:
    read_words(text).plain()


def test_needs_name_what_meets_them() -> None:
    need = purpose("I'm thirsty")
    assert need is not None
    assert "Cup" in need.kinds
    assert need.states == ("filled-with-water",)
    assert purpose("Open the drawer.") is None
    assert "FloorLamp" in serves("DeskLamp")
    assert serves("Fridge") == frozenset()
