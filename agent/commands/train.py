"""`hestia train NAME`: a model, from data to weights, metrics and model card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from agent.tool_config import TrainConfig


def execute(config: TrainConfig) -> int:
    """Train; goes on where an interrupted training with the same `out=` stopped.

    Returns:
        0.
    """
    import torch

    if config.threads:
        torch.set_num_threads(config.threads)
    return _language(config) if config.name == "language" else _eyes(config)


def _eyes(config: TrainConfig) -> int:
    from agent.train_perception import SIDE, Plan, train_perception
    from perception.learned.lessons import Variety
    from perception.learned.training import Progress as Standing
    from perception.learned.training import Recipe

    console = Console()
    columns = (
        TextColumn(f"{config.name}, step {{task.completed:.0f}} of {{task.total:.0f}}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %  {task.fields[losses]}"),
        TimeRemainingColumn(),
    )
    recipe = Recipe(
        config.name,
        steps=config.steps,
        batch=config.batch,
        rate=config.rate,
        precision=config.precision,
        # what is cut out is cut from whole frames
        variety=Variety(sides=(SIDE,), zoomed=0.1)
        if config.name in ("classes", "crops")
        else Variety(),
    )
    with Progress(*columns, console=console) as bar:
        row = bar.add_task("train", total=config.steps, losses="")
        told = 0

        def watch(now: Standing) -> None:
            nonlocal told
            losses = "  ".join(f"{name} {value:.3f}" for name, value in now.losses.items())
            bar.update(row, completed=now.step, losses=losses)
            if not console.is_terminal and 10 * now.step // now.steps != told:
                told = 10 * now.step // now.steps
                console.print(f"{now.step} of {now.steps}, {now.seconds:.0f} s: {losses}")

        plan = Plan(
            config.data,
            config.valid,
            config.out,
            config.seed,
            recipe,
            config.weights,
            config.device,
            config.processes,
            config.keep,
        )
        metrics = train_perception(plan, watch)
    for name, value in metrics.get("held_out", {}).items():
        console.print(f"other houses: {name.replace('_', ' ')} {value}", highlight=False)
    console.print(f"[dim]{config.out}/: eyes.safetensors, metrics.json, MODEL_CARD.md[/]")
    return 0


def _language(config: TrainConfig) -> int:
    from agent.train_language import Plan, train_language
    from planning.language.embedded.training import Progress as Standing
    from planning.language.embedded.training import Recipe

    console = Console()
    columns = (
        TextColumn(
            "network {task.fields[member]}, pass {task.fields[epoch]} of {task.fields[epochs]}"
        ),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %  loss {task.fields[loss]:.3f}"),
        TimeRemainingColumn(),
    )
    recipe = Recipe(epochs=config.epochs)
    with Progress(*columns, console=console) as bar:
        row = bar.add_task("train", total=None, member=0, epoch=1, epochs=config.epochs, loss=0.0)
        told = 0

        def watch(member: int, now: Standing) -> None:
            nonlocal told
            bar.update(row, completed=now.step, total=now.steps, epoch=now.epoch + 1, loss=now.loss)
            if not console.is_terminal and now.epoch != told:
                told = now.epoch
                console.print(f"network {member}: {told} of {config.epochs}, {now.seconds:.0f} s")

        plan = Plan(
            config.data,
            config.out,
            config.seed,
            config.pairs,
            recipe,
            members=config.members,
            device=config.device,
        )
        metrics = train_language(plan, watch, config.only)
    if metrics:
        _show(console, metrics, Path(config.out))
    return 0


def _show(console: Console, metrics: dict[str, Any], out: Path) -> None:
    console.print(
        f"held out of training: exact goal {metrics['held_out_exact']:.3f} of "
        f"{metrics['held_out_requests']}, calibration error "
        f"{metrics['held_out_calibration_error']:.3f}; {metrics['size_mb']} MB",
        highlight=False,
    )
    console.print(f"[dim]{out}/: language.safetensors, metrics.json, MODEL_CARD.md[/]")
