"""`hestia rollout`: frames of many episodes, to Parquet shards."""

from __future__ import annotations

import sys

from rich.console import Console

from agent.config import RolloutConfig
from agent.engine_check import check_engine
from envs.thor.sources import house_specs


def execute(config: RolloutConfig) -> int:
    """Roll out, and say what came of it.

    Returns:
        0, or 1 where a shard could not be made.
    """
    from agent.rollout import rollout, shard_plan

    house_specs(config.houses)
    shard_plan(config)
    if config.policy == "expert":
        check_engine(config.planner)
    console = Console()
    try:
        summary = rollout(config, console)
    except KeyboardInterrupt:
        print(f"hestia: stopped; the same command with out={config.out} goes on", file=sys.stderr)
        raise
    console.print(
        f"{summary['frames']:,} frames of {summary['episodes']} episodes in {summary['houses']} "
        f"houses, {summary['megabytes']:,.1f} MB, {summary['frames_per_second']:.0f} frames/s",
        highlight=False,
    )
    print(f"{config.out}/: shard-*.parquet, summary.json, manifest.json")
    for row in summary["failed"][:5]:
        print(f"hestia: shard {row['index']}: {row['error']}", file=sys.stderr)
    return 1 if summary["failed"] else 0
