"""`hestia ground`: one picture and an instruction become a PDDL goal over what is in view."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from agent.grounding.ground import ground
from agent.grounding.result import Grounded, Verdict
from agent.language import provider_of
from agent.tool_config import GroundConfig
from envs.interface import InvalidInputError, Observation, Pose

DONE, FAILED = 0, 1
_SIDES = 4  # [pixels] of which width and height of a picture are made multiples


def execute(config: GroundConfig) -> int:
    """Ground an instruction, print the goal, and leave it with its picture in `out`.

    Returns:
        0, also where the answer is a question or that there is no goal; 1 where the language
        provider did not answer.
    """
    from agent.eyes import models_of
    from agent.grounding.picture import picture

    if not config.instruction.strip():
        raise InvalidInputError("instruction", "expected words, such as 'Open the left drawer.'")
    observation, pose, held = _seen(config)
    models = models_of(config.sensors)
    found = ground(
        observation, config.instruction, provider_of(config.language), pose, models, held,
        config.language.ask_below,
    )  # fmt: skip
    out = Path(config.out)
    out.mkdir(parents=True, exist_ok=True)
    picture(observation.rgb, found.chosen).save(out / "grounded.png")
    (out / "grounding.json").write_text(json.dumps(_record(config, found), indent=2) + "\n")
    (out / "goal.pddl").unlink(missing_ok=True)
    if found.problem:
        (out / "goal.pddl").write_text(found.problem, encoding="utf-8")
    print("\n".join(_lines(found)))
    print(f"{out / 'grounded.png'}" + (f", {out / 'goal.pddl'}" if found.problem else ""))
    return FAILED if found.verdict is Verdict.FAILED else DONE


def _seen(config: GroundConfig) -> tuple[Observation, Pose | None, int | None]:
    """The picture, where the agent is, and the id of what it holds."""
    if not config.image:
        from agent.grounding.vantage import as_sensed, frame_of

        frame = frame_of(config.scene, config.seed, config.sensors, config.device)
        return as_sensed(frame, config.sensors.suite), frame.pose, frame.held or None
    if config.sensors.suite != "rgb":
        raise InvalidInputError(
            "sensors",
            f"image= is a picture and nothing else, but sensors={config.sensors.suite} needs more; "
            "use sensors=rgb",
        )
    rgb = _read(Path(config.image), config.sensors.height)
    pose = Pose(0.0, 0.0, 0.0, config.horizon)
    return Observation(rgb=rgb, field_of_view=config.field_of_view), pose, None


def _read(path: Path, height: int) -> np.ndarray:
    """A picture file (H, W, 3) uint8, of about the sensors' height."""
    try:
        with Image.open(path) as file:
            image = file.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise InvalidInputError("image", f"{path} cannot be read as a picture: {error}") from error
    width = image.width * height / image.height
    size = (max(32, _SIDES * round(width / _SIDES)), max(32, _SIDES * round(height / _SIDES)))
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR), np.uint8)


def _lines(found: Grounded) -> list[str]:
    """What came of it, for people."""
    lines = [f"{found.verdict}: {found.question.text if found.question else found.text}"]
    if found.goal:
        lines.append(f"{found.goal}  confidence {found.confidence:.2f}")
    for one in found.chosen:
        top, left, bottom, right = one.box
        said = f" for {one.said!r}" if one.said else ""
        lines.append(
            f"  {one.role} {one.name} ({one.kind}){said}, rows {top:.2f}-{bottom:.2f}, "
            f"columns {left:.2f}-{right:.2f}"
        )
    lines += [f"  or: {one.text}  {one.confidence:.2f}" for one in found.alternatives]
    return lines


def _record(config: GroundConfig, found: Grounded) -> dict[str, Any]:
    """What `grounding.json` holds."""
    return {
        "instruction": config.instruction,
        "verdict": str(found.verdict),
        "goal": found.goal,
        "text": found.text,
        "confidence": found.confidence,
        "chosen": [
            {
                "name": one.name,
                "kind": one.kind,
                "role": one.role,
                "said": one.said,
                "box": [round(side, 4) for side in one.box],
                "confidence": one.confidence,
            }
            for one in found.chosen
        ],
        "alternatives": [
            {"text": one.text, "confidence": one.confidence} for one in found.alternatives
        ],
        "question": None if found.question is None else found.question.model_dump(mode="json"),
    }
