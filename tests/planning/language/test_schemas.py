"""Schemas for endpoints and grammars: all that is valid fits, all that is made is valid."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from planning.language.answers import parse_answer
from planning.language.examples import shipped_examples
from planning.language.goal_language import (
    KINDS,
    STATE_WORDS,
    Proposal,
    SubgoalAction,
    json_schema,
)
from planning.language.schemas import compact_schema, grammar_schema
from tests.planning.language.chat_server import schema_faults

kinds = st.sampled_from(KINDS)
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
confidences = st.floats(0, 1)
which = st.none() | st.fixed_dictionaries(
    {}, optional={"near": kinds, "inside": kinds, "other": st.booleans()}
)


def things(depth: int) -> st.SearchStrategy[dict[str, Any]]:
    optional: dict[str, st.SearchStrategy[Any]] = {
        "count": st.integers(0, 20) | st.just("all"),
        "states": st.lists(st.sampled_from(list(STATE_WORDS)), max_size=3),
        "which": which,
        "together": st.booleans(),
    }
    if depth < 3:
        optional["contents"] = st.lists(things(depth + 1), max_size=2)
    return st.fixed_dictionaries({"kind": kinds}, optional=optional)


stages = st.lists(
    st.fixed_dictionaries({"things": st.lists(things(1), min_size=1, max_size=2)}), max_size=2
)
proposals = st.fixed_dictionaries(
    {
        "verdict": st.sampled_from(["goal", "ask", "refuse"]),
        "stages": stages,
        "question": st.fixed_dictionaries(
            {"about": st.sampled_from(["object", "place", "other"]), "text": texts},
            optional={"options": st.lists(kinds, max_size=3)},
        ),
    },
    optional={
        "confidence": confidences,
        "reason": texts,
        "hints": st.lists(
            st.fixed_dictionaries({"kind": kinds, "place": kinds, "confidence": confidences}),
            max_size=2,
        ),
        "subgoals": st.lists(
            st.fixed_dictionaries(
                {"action": st.sampled_from([str(a) for a in SubgoalAction]), "kind": kinds},
                optional={"place": kinds},
            ),
            max_size=3,
        ),
    },
).filter(lambda value: value["verdict"] != "goal" or value["stages"])


@settings(max_examples=60, deadline=None)
@given(proposals)
def test_every_proposal_fits_the_schema_for_endpoints(value: dict[str, Any]) -> None:
    proposal = Proposal.model_validate(value)
    written = proposal.model_dump(mode="json")
    Draft202012Validator(compact_schema()).validate(written)
    assert parse_answer(json.dumps(written)) == proposal


@pytest.mark.parametrize("index", range(len(shipped_examples())))
def test_every_example_fits_the_schema_for_endpoints(index: int) -> None:
    written = shipped_examples()[index].proposal.model_dump(mode="json")
    Draft202012Validator(compact_schema()).validate(written)


def test_the_schema_for_endpoints_is_strict_and_small() -> None:
    schema = compact_schema()
    assert schema_faults(schema) == []
    text = json.dumps(schema)
    assert len(text) < 0.5 * len(json.dumps(json_schema()))
    assert text.count('"Mug"') == text.count('"washed"') == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("stages", 0, "things", 0, "kind"), "Mugg"),
        (("stages", 0, "things", 0, "states"), ["sparkling"]),
        (("stages", 0, "things", 0, "count"), "many"),
        (("subgoals",), [{"action": "fly", "kind": "Mug", "place": None}]),
        (("verdict",), "maybe"),
        (("command",), "rm -rf /"),
    ],
)
def test_what_is_outside_the_vocabulary_is_outside_the_schema(path: Any, value: Any) -> None:
    written: Any = Proposal.model_validate(
        {"verdict": "goal", "stages": [{"things": [{"kind": "Mug"}]}]}
    ).model_dump(mode="json")
    validator = Draft202012Validator(compact_schema())
    assert validator.is_valid(written)
    place = written
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not validator.is_valid(written)


def test_what_the_grammars_schema_allows_is_a_proposal() -> None:
    """Draws from the schema itself, without the grammar's engine."""
    schema = grammar_schema()
    rng = random.Random(0)
    seen = {_drawn(schema, schema, rng).verdict for _ in range(300)}
    assert seen == {"goal", "ask", "refuse"}


def _drawn(schema: dict[str, Any], root: dict[str, Any], rng: random.Random) -> Proposal:
    value = _draw(schema, root, rng)
    Draft202012Validator(root).validate(value)
    return parse_answer(json.dumps(value))


def _draw(schema: dict[str, Any], root: dict[str, Any], rng: random.Random) -> Any:
    if "$ref" in schema:
        return _draw(root["$defs"][schema["$ref"].rpartition("/")[2]], root, rng)
    if "anyOf" in schema:
        return _draw(rng.choice(schema["anyOf"]), root, rng)
    if "enum" in schema:
        return rng.choice(schema["enum"])
    if "const" in schema:
        return schema["const"]
    if schema["type"] == "object":
        return {name: _draw(part, root, rng) for name, part in schema["properties"].items()}
    if schema["type"] == "array":
        count = rng.randint(schema["minItems"], schema["maxItems"])
        return [_draw(schema["items"], root, rng) for _ in range(count)]
    simple = {"null": None, "boolean": rng.random() < 0.5, "string": "x" * rng.randint(1, 160)}
    return simple[schema["type"]]
