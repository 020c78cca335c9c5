"""The vocabulary: what it says of types that follows from several tables."""

from __future__ import annotations

from envs.ontology import OBJECT_TYPES, STATE_NEEDS, VISIBLE_STATES, possible_states


def test_states_follow_affordances() -> None:
    assert possible_states("Fridge") == ("isOpen",)
    assert set(possible_states("PotatoSliced")) == {"isCooked", "simbotIsBoiled"}
    assert possible_states("Wall") == possible_states("Unheard") == ()


def test_a_burner_is_on_by_its_knob() -> None:
    assert possible_states("StoveBurner") == possible_states("StoveKnob") == ("isToggled",)


def test_every_visible_state_is_some_types() -> None:
    assert set(STATE_NEEDS) == set(VISIBLE_STATES)
    told = {state for kind in OBJECT_TYPES for state in possible_states(kind.name)}
    assert told == set(VISIBLE_STATES)
