"""`hestia run`: one episode, told as it happens, and its trace, video and report."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from agent.config import RunConfig
from agent.engine_check import check_engine


def execute(config: RunConfig) -> int:
    """Run one episode.

    Returns:
        0, also where the agent did not reach the goal: that is an outcome, not an error.
    """
    from agent.draw import run_episode_of
    from agent.episode import episode_json, household, new_agent, planner_of, play_surviving
    from agent.narrate import Narrator
    from agent.recorder import Recorder

    check_engine(config.planner)
    console = Console()
    out = Path(config.out)
    out.mkdir(parents=True, exist_ok=True)
    episode, library = run_episode_of(config)
    console.print(
        f"[bold]{escape(episode.instruction)}[/]  [dim]({escape(episode.scene)})[/]",
        highlight=False,
    )
    task = episode.resolve(library)
    planner = planner_of(config.planner)
    narrator = Narrator(console)
    recorder = None
    if config.video or config.report:
        video = out / "video.mp4" if config.video else None
        recorder = Recorder(episode.instruction, max(60, 2 * episode.expert_length), video)

    def watch(agent: Any, observation: Any) -> None:
        narrator.watch(agent, observation)
        if recorder is not None:
            recorder.watch(agent, observation)

    env = household(config, library)
    try:
        result = play_surviving(
            env, lambda: new_agent(task, planner, config.sensors, config.max_steps), episode, watch
        )
    finally:
        env.close()
        if recorder is not None:
            recorder.finish()
    narrator.finish(result.agent)
    record = episode_json(episode, result, config)
    (out / "episode.json").write_text(json.dumps(record, indent=1, sort_keys=True) + "\n")
    if recorder is not None and config.report:
        lines = [
            {"text": line.text, "met": line.met >= line.total} for line in result.report.conditions
        ]
        page = recorder.page(record, lines, command_line(config))
        (out / "report.html").write_text(page, encoding="utf-8")
    _print_end(console, result, out, config)
    return 0


def command_line(config: RunConfig) -> str:
    """What to type for the same episode."""
    words = ["hestia", "run", f"task={config.task}", f"scene={config.scene}", f"seed={config.seed}"]
    words += [f"env={config.env}"] if config.env != "embedded" else []
    return " ".join(shlex.quote(word) for word in words)


def _print_end(console: Console, result: Any, out: Path, config: RunConfig) -> None:
    report = result.report
    verdict = "[bold green]success[/]" if report.success else "[bold red]not reached[/]"
    console.print(
        f"{verdict}: {report.met} of {report.total} goal conditions, {result.steps} actions, "
        f"{result.failed_actions} failed",
        highlight=False,
    )
    for line in report.conditions:
        mark = "[green]✓[/]" if line.met >= line.total else "[red]✗[/]"
        console.print(f"  {mark} {escape(line.text)}", highlight=False)
    left = ["episode.json"]
    left += ["video.mp4"] if config.video else []
    left += ["report.html"] if config.report else []
    console.print(f"[dim]{out}/: {', '.join(left)}[/]", highlight=False)
