"""The report stands alone, and nothing that was said or seen can break out of it."""

import json
import re

import numpy as np

from agent.report.page import data_uri, episode_page, script_json

HOSTILE = "</script><img src=x onerror=alert(1)>"


LANGUAGE = {
    "provider": HOSTILE,
    "hearing": HOSTILE,
    "reason": HOSTILE,
    "question": {"about": "other", "text": HOSTILE, "options": []},
    "proposal": {
        "subgoals": [{"action": HOSTILE, "kind": HOSTILE, "place": HOSTILE}],
        "hints": [{"kind": HOSTILE, "place": HOSTILE, "confidence": 0.5}],
        "confidence": 0.5,
    },
    "proposals": [{"notes": [HOSTILE]}],
    "steps": [HOSTILE],
    "dialogue": [[HOSTILE, HOSTILE]],
    "calls": 1,
    "cached": 0,
    "tokens": 2,
    "cost_usd": 0.5,
}


def _page() -> str:
    picture = data_uri(np.zeros((20, 20, 3), np.uint8))
    step = {
        "action": "Pickup",
        "target": HOSTILE,
        "success": False,
        "subgoal": HOSTILE,
        "operator": HOSTILE,
        "why": HOSTILE,
    }
    episode = {
        "manifest": {
            "versions": {"hestia": "0.1.0"},
            "scene": HOSTILE,
            "seed": 3,
            "config": {"sensors": "oracle"},
        },
        "instruction": HOSTILE,
        "outcome": HOSTILE,
        "goal": {"description": HOSTILE, "task": "", "params": [], "judged_by": "understood"},
        "language": LANGUAGE,
        "success": False,
        "goal_conditions": {"met": 1, "total": 2},
        "steps": [step],
        "decisions": [{"step": 0, "kind": "plan", "text": HOSTILE, "detail": [HOSTILE]}],
    }
    belief = {"step": 0, "explored": 0.5, "held": None, "things": []}
    return episode_page(
        episode,
        [{"text": HOSTILE, "met": False}],
        [{"step": 0, "ego": picture, "map": picture}],
        [belief],
        HOSTILE,
    )


def test_text_is_escaped_everywhere() -> None:
    page = _page()
    assert HOSTILE not in page
    assert "<img src=x" not in page
    assert page.count("</script>") == 2


def test_nothing_is_loaded_from_elsewhere() -> None:
    sources = re.findall(r"(?:src|href)\s*=\s*[\"']([^\"']+)", _page())
    assert not [source for source in sources if source.startswith(("http", "//"))]


def test_the_data_reads_back() -> None:
    text = re.search(r'id="data">(.*?)</script>', _page(), re.S)
    assert text is not None
    assert json.loads(text.group(1))["steps"][0]["why"] == HOSTILE


def test_script_json_keeps_any_text() -> None:
    value = {"a": "</script> & <!-- \u2028"}
    assert json.loads(script_json(value)) == value
    assert "<" not in script_json(value)
