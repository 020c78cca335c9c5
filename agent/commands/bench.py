"""`hestia bench NAME`: one measurement, with its peers, in `bench.json`."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from agent.tool_config import BenchConfig

MOST_SHOWN = 10  # entries of a figure that is itself a table


def execute(config: BenchConfig) -> int:
    """Measure, print, and leave `bench.json`.

    Returns:
        0.
    """
    module = importlib.import_module(f"benchmarks.{config.name}")
    arguments: dict[str, Any] = dict(device=config.device, seed=config.seed, peers=config.peers)
    if config.name in ("segmentation", "depth", "states"):
        arguments = dict(trial=_trial(config))
    elif config.name == "language":
        arguments |= dict(
            language=config.language, data=config.data, split=config.split, limit=config.limit
        )
    elif config.name == "grounding":
        arguments |= _grounding(config)
    result: dict[str, Any] = module.run(**arguments)
    out = Path(config.out)
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    _show(result)
    print(f"{out / 'bench.json'}")
    return 0


def _trial(config: BenchConfig) -> Any:
    """What a bench of the eyes looks at."""
    from benchmarks.sight import Trial

    return Trial(
        provider=getattr(config, config.name),
        weights=config.weights,
        inputs=("rgbd", "rgb") if config.input == "both" else (config.input,),
        looks=_looks(config),
        data=config.data,
        houses=config.houses,
        frames=config.frames,
        seed=config.seed,
        width=config.width,
        height=config.height,
        device=config.device,
        out=config.out,
    )


def _grounding(config: BenchConfig) -> dict[str, Any]:
    """What the bench of goal grounding is told; the frames are those of the benches of the eyes."""
    from perception.learned.model import SHIPPED

    shown = config.segmentation == "learned" and (config.weights or SHIPPED.is_file())
    return dict(
        language=config.language,
        houses=config.houses,
        frames=config.frames,
        width=config.width,
        height=config.height,
        weights=config.weights if shown else None,
    )


def _looks(config: BenchConfig) -> Any:
    if config.data or config.randomise == "none":
        return ("none",)
    return ("none", "domain") if config.randomise == "both" else ("domain",)


def _show(result: Mapping[str, Any]) -> None:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_row(str(result["name"]), f"{result['value']:,.6g} {result['unit']}")
    for peer, value in result["peers"].items():
        shown = f"{value:,.6g} {result['unit']}" if isinstance(value, int | float) else str(value)
        table.add_row(f"  beside {peer}", shown)
    known = ("name", "value", "unit", "peers", "conditions", "higher_is_better")
    for key, value in result.items():
        if isinstance(value, Mapping) and _is_table(value):
            table.add_row(f"  {key}", f"{len(value)} of them, in bench.json")
        elif key not in known:
            table.add_row(f"  {key}", _text(value))
    Console().print(table, markup=False)


def _is_table(value: Mapping[str, Any]) -> bool:
    """Whether a figure is too much to print."""
    deep = any(isinstance(one, Mapping) for one in value.values())
    return deep or len(value) > MOST_SHOWN


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_text(one)}" for name, one in value.items())
    return f"{value:,.6g}" if isinstance(value, float) else str(value)
