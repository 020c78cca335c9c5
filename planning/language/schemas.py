"""JSON Schemas of a `Proposal` for those who have to write one: endpoints, and grammars.

`compact_schema` is what an OpenAI-compatible endpoint is given: the keywords that strict structured
output knows and no others, every list of words once. What it cannot say (lengths, ranges, that
`goal` needs stages) pydantic says of the answer.

`grammar_schema` is what decoding is constrained to: without recursion and with every length
bounded, so that all that it generates is finite and is a valid `Proposal`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from planning.language.goal_language import (
    COUNT_AT_MOST,
    DEPTH_AT_MOST,
    KINDS,
    STATE_WORDS,
    SubgoalAction,
    json_schema,
)

Schema = dict[str, Any]

# What strict structured output understands; `description` would only cost tokens.
_KEPT = frozenset({"type", "enum", "const", "anyOf", "$ref", "items", "properties"})
# Lengths inside the grammar: enough for every everyday wish, little enough to bound an answer.
_STAGES = 4
_THINGS = 4
_CONTENTS = 4
_STATES = 3
_SUBGOALS = 16
_HINTS = 4
_OPTIONS = 4
_TEXT = 160  # characters


@cache
def compact_schema() -> Schema:
    """The schema for endpoints: strict structured output's dialect of JSON Schema."""
    full = json_schema()
    names = {"KindName": list(KINDS), "StateWord": list(STATE_WORDS)}
    shared = {tuple(words): {"$ref": f"#/$defs/{name}"} for name, words in names.items()}
    definitions = {name: _compact(part, shared) for name, part in full["$defs"].items()}
    for name, words in names.items():
        definitions[name] = {"type": "string", "enum": words}
    return {**_compact(full, shared), "$defs": definitions}


def _compact(schema: Mapping[str, Any], shared: Mapping[tuple[str, ...], Schema]) -> Schema:
    words = schema.get("enum")
    if words is not None and tuple(words) in shared:
        return shared[tuple(words)]
    result: Schema = {}
    for keyword in schema.keys() & _KEPT:
        value = schema[keyword]
        if keyword == "properties":
            value = {name: _compact(part, shared) for name, part in value.items()}
        elif keyword == "anyOf":
            value = [_compact(part, shared) for part in value]
        elif keyword == "items":
            value = _compact(value, shared)
        elif keyword == "const":
            keyword, value = "enum", [value]
        result[keyword] = value
    if result.get("type") == "object":
        result["required"] = list(result["properties"])
        result["additionalProperties"] = False
    return dict(sorted(result.items()))


@cache
def grammar_schema() -> Schema:
    """The schema for constrained decoding: finite, and all of it valid."""
    definitions: Schema = {
        "kind": {"enum": list(KINDS)},
        "state": {"enum": list(STATE_WORDS)},
        "action": {"enum": [str(action) for action in SubgoalAction]},
        "confidence": {"enum": [round(0.05 * step, 2) for step in range(21)]},
        # ASCII without quotes and backslashes, so that nothing has to be escaped
        "text": {"type": "string", "pattern": rf"^[ -!#-\[\]-~]{{1,{_TEXT}}}$"},
        "kind_or_null": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/kind"}]},
    }
    definitions["which"] = _object(
        near={"$ref": "#/$defs/kind_or_null"},
        inside={"$ref": "#/$defs/kind_or_null"},
        other={"type": "boolean"},
    )
    for depth in range(DEPTH_AT_MOST, 0, -1):
        definitions[f"thing{depth}"] = _thing(depth)
    definitions["stage"] = _object(things=_list("thing1", _THINGS, least=1))
    definitions["subgoal"] = _object(
        action={"$ref": "#/$defs/action"},
        kind={"$ref": "#/$defs/kind"},
        place={"$ref": "#/$defs/kind_or_null"},
    )
    definitions["hint"] = _object(
        kind={"$ref": "#/$defs/kind"},
        place={"$ref": "#/$defs/kind"},
        confidence={"$ref": "#/$defs/confidence"},
    )
    definitions["question"] = _object(
        about={"enum": ["object", "place", "other"]},
        text={"$ref": "#/$defs/text"},
        options=_list("kind", _OPTIONS),
    )
    confidence = {"$ref": "#/$defs/confidence"}
    goal = _object(
        verdict={"const": "goal"},
        stages=_list("stage", _STAGES, least=1),
        subgoals=_list("subgoal", _SUBGOALS),
        hints=_list("hint", _HINTS),
        confidence=confidence,
    )
    ask = _object(
        verdict={"const": "ask"}, question={"$ref": "#/$defs/question"}, confidence=confidence
    )
    refuse = _object(
        verdict={"const": "refuse"}, reason={"$ref": "#/$defs/text"}, confidence=confidence
    )
    return {"anyOf": [goal, ask, refuse], "$defs": definitions}


def _thing(depth: int) -> Schema:
    counts = {"enum": [*range(COUNT_AT_MOST + 1), "all"]}
    fields: Schema = {
        "kind": {"$ref": "#/$defs/kind"},
        "count": counts,
        "states": _list("state", _STATES),
        "which": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/which"}]},
    }
    if depth < DEPTH_AT_MOST:
        fields["contents"] = _list(f"thing{depth + 1}", _CONTENTS)
        fields["together"] = {"type": "boolean"}
    return _object(**fields)


def _list(of: str, most: int, least: int = 0) -> Schema:
    return {
        "type": "array", "items": {"$ref": f"#/$defs/{of}"}, "minItems": least, "maxItems": most,
    }  # fmt: skip


def _object(**fields: Schema) -> Schema:
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }
