"""The report of one episode as a single HTML file: nothing is loaded from anywhere else."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import jinja2
import markupsafe
import numpy as np
from numpy.typing import NDArray
from PIL import Image

IMAGES_AT_MOST = 160  # pairs of pictures in one page; longer episodes show every second, third...
IMAGE_SIDE = 420  # [px]
_CONTROLS = {code: " " for code in (*range(9), 11, 12, *range(14, 32), *range(127, 160))}


@cache
def environment() -> jinja2.Environment:
    """Templates of this folder, with everything escaped."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def _printable(value: object) -> object:
    """A text without control characters, which HTML does not allow; anything else as it is."""
    if not isinstance(value, str) or isinstance(value, markupsafe.Markup):
        return value
    return value.translate(_CONTROLS)


def data_uri(picture: NDArray[np.uint8]) -> str:
    """A (H, W, 3) uint8 picture as a JPEG data URI of at most IMAGE_SIDE pixels a side."""
    image = Image.fromarray(picture)
    image.thumbnail((IMAGE_SIDE, IMAGE_SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=72, optimize=True)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def script_json(value: object) -> str:
    """JSON that is safe inside a script element: no text in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _words(language: object) -> Mapping[str, object] | None:
    """What the page shows of how words were understood; None where the goal was told as such."""
    assert isinstance(language, Mapping)
    if language["provider"] == "oracle":
        return None
    proposal = language["proposal"] or {}
    said = [language["question"]["text"]] if language["question"] else []
    return {
        **language,
        "said": said + ([language["reason"]] if language["reason"] and not said else []),
        "subgoals": [
            " ".join(filter(None, (one["action"], one["kind"], one["place"] or "")))
            for one in proposal.get("subgoals", ())
        ],
        "hints": [
            f"{one['kind']} in or on {one['place']} ({one['confidence']:.2f})"
            for one in proposal.get("hints", ())
        ],
        "confidence": f"{proposal.get('confidence', 0.0):.2f}",
        "notes": [note for entry in language["proposals"] for note in entry["notes"]],
    }


def episode_page(
    episode: Mapping[str, object],
    conditions: Sequence[Mapping[str, object]],
    frames: Sequence[Mapping[str, object]],
    beliefs: Sequence[Mapping[str, object]],
    command: str,
) -> str:
    """The report's HTML.

    Args:
        episode: what `episode.json` holds.
        conditions: `{"text", "met"}` of every goal condition at the end.
        frames: `{"step", "ego", "map"}`, the pictures as data URIs, by increasing step.
        beliefs: `{"step", "explored", "held", "things": [{"name", "parent", "states", "seen"}]}`
            for every step at which the belief changed.
        command: what to type to run the episode again.
    """
    manifest = episode["manifest"]
    steps = episode["steps"]
    goal_conditions = episode["goal_conditions"]
    assert isinstance(manifest, Mapping)
    assert isinstance(steps, Sequence)
    assert isinstance(goal_conditions, Mapping)
    keys = ("action", "target", "success", "subgoal", "operator", "why")
    data = {
        "steps": [{key: step[key] for key in keys} for step in steps],
        "frames": list(frames),
        "beliefs": list(beliefs),
    }
    return (
        environment()
        .get_template("episode.html")
        .render(
            title=f"Hestia: {episode['instruction']}",
            instruction=episode["instruction"],
            success=episode["success"],
            met=goal_conditions["met"],
            total=goal_conditions["total"],
            steps=steps,
            failed=sum(step["success"] is False for step in steps),
            scene=manifest["scene"],
            seed=manifest["seed"],
            sensors=manifest["config"]["sensors"],
            conditions=conditions,
            decisions=episode["decisions"],
            goal=episode["goal"],
            outcome=episode["outcome"],
            words=_words(episode["language"]),
            versions=sorted(manifest["versions"].items()),
            command=command,
            data=markupsafe.Markup(script_json(data)),
        )
    )
