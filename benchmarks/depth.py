"""How well depth is told from RGB in frames of houses that nobody trained on."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.pictures import Sheet
from benchmarks.sight import Look, Trial, Watch, drawn, eyes_of, observed, one_thread, pruned
from perception.evaluation import DepthError

SHOWN = 12  # frames in the picture
GIVEN = "rgb"  # with a depth image, there would be nothing to tell


def run(trial: Trial) -> dict[str, Any]:
    """Looks at fresh frames, and compares with the truth.

    Returns:
        the keys of `bench.json`, with those of `DepthError.figures` and milliseconds a frame;
        figures of other looks than the first have keys that end in the look's name.

    Raises:
        InvalidInputError: a model cannot be loaded.
    """
    figures: dict[str, float | None] = {}
    with one_thread():
        for look in trial.looks:
            end = "" if look == trial.looks[0] else f"_{look}"
            figures |= {f"{name}{end}": value for name, value in _look(trial, look).items()}
    return {
        "name": "depth",
        "device": trial.device,
        "value": figures["absolute_relative"],
        "unit": "absolute relative error",
        "higher_is_better": False,
        **figures,
        "conditions": trial.conditions() | {"inputs": [GIVEN], "value_of": trial.looks[0]},
        "peers": {},
    }


def _look(trial: Trial, look: Look) -> dict[str, float | None]:
    model, error, watch = eyes_of(trial, GIVEN), DepthError(), Watch()
    sheet = Sheet(("frame", "truth", "prediction", "relative error, to 50 %"))
    every = max(1, trial.frames // SHOWN)
    for number, frame in enumerate(islice(drawn(trial, look), trial.frames)):
        seen = observed(trial, frame, GIVEN)
        with watch.lap():
            found = model.depth(seen, frame.pose)
        error.add(frame.depth, found)
        if trial.out and number % every == 0 and len(sheet) < SHOWN:
            true = frame.depth.astype("float32")
            sheet.row(
                [
                    sheet.photograph(frame.rgb),
                    sheet.distances(true),
                    sheet.distances(found.metres),
                    sheet.errors(true, found.metres),
                ]
            )
    if trial.out:
        sheet.save(Path(trial.out) / f"depth_{look}.png")
    return pruned(error.figures() | watch.figures())
