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
from agent.overrides import as_overrides


def execute(config: RunConfig) -> int:
    """Run one episode.

    Returns:
        0, also where the agent did not reach the goal: that is an outcome, not an error.
    """
    from agent.commander import task_of
    from agent.draw import agents_of, run_episode_of
    from agent.episode import household, play_surviving
    from agent.eyes import check_eyes
    from agent.narrate import Narrator, clean
    from agent.record import episode_json
    from agent.recorder import Recorder
    from planning.teach_goals import goal_from_teach

    check_engine(config.planner)
    check_eyes(config.sensors)
    console = Console()
    out = Path(config.out)
    out.mkdir(parents=True, exist_ok=True)
    episode, library = run_episode_of(config)
    task = episode.resolve(library)
    said = bool(config.instruction or config.dialogue)
    env = household(config, library)
    goal = goal_from_teach(task.to_goal_mapping())
    new = agents_of(config, episode, env, goal, task_of(task), said)
    console.print(
        f"[bold]{escape(clean(episode.instruction))}[/]  [dim]({escape(episode.scene)})[/]",
        highlight=False,
    )
    narrator = Narrator(console)
    recorder = None
    if config.video or config.report:
        video = out / "video.mp4" if config.video else None
        longest, guessed = (
            max(60, 2 * episode.expert_length),
            config.sensors.segmentation != "oracle",
        )
        recorder = Recorder(episode.instruction, longest, video, guessed)

    def watch(agent: Any, observation: Any) -> None:
        narrator.watch(agent, observation)
        if recorder is not None:
            recorder.watch(agent, observation)

    try:
        result = play_surviving(env, new, episode, watch)
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
    keys = ("task", "instruction", "dialogue", "commander", "scene", "seed", "env")
    usual = {"task": "", "instruction": "", "dialogue": "", "commander": "none", "env": "embedded"}
    values = {key: getattr(config, key) for key in keys}
    words = [f"{key}={value}" for key, value in values.items() if value != usual.get(key)]
    words += [f"language={config.language.provider}"] if config.language.provider != "auto" else []
    words += [word for word in as_overrides("run", config) if word.startswith("sensors.")]
    return shlex.join(["hestia", "run", *words])


def _print_end(console: Console, result: Any, out: Path, config: RunConfig) -> None:
    from agent.narrate import clean

    report = result.report
    meaning = result.agent.listener.meaning if result.agent.listener is not None else None
    if meaning is not None and not meaning.goals:
        said = clean(meaning.question.text if meaning.question else meaning.text)
        console.print(f"[bold yellow]{meaning.hearing}[/]: {escape(said)}", highlight=False)
    elif result.judged_by == "understood":
        console.print("[dim]no task was named: success is judged by the goal as understood[/]")
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
