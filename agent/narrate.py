"""Tells on a terminal what the agent does and why, while it does it."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from agent.loop import DeliberativeAgent
from envs.interface import Observation

STYLES = {
    "goal": "bold",
    "language": "magenta",
    "ask": "magenta",
    "plan": "cyan",
    "search": "blue",
    "failure": "red",
    "recovery": "yellow",
    "stop": "green",
}


DETAILED = ("plan", "language")


def clean(text: str) -> str:
    """A text from outside as one line without anything that a terminal would obey."""
    return "".join(char if char.isprintable() else " " for char in text)


class Narrator:
    """Prints every decision, and a line for each operator with the actions it took."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._decisions = 0
        self._operator: str | None = None
        self._printed = 0

    def watch(self, agent: DeliberativeAgent, observation: Observation) -> None:
        """Prints what is new since the last call."""
        del observation
        step = agent.trace.steps[-1]
        if step.operator != self._operator:
            self._operator = step.operator
            self._close(agent, step.index)
        for entry in agent.trace.decisions[self._decisions :]:
            style = STYLES.get(str(entry.kind), "")
            self._print(f"[{style}]{entry.kind:>9}[/]  {escape(clean(entry.text))}")
            if str(entry.kind) in DETAILED:
                for line in entry.detail:
                    self._print(f"{'':>9}    [dim]{escape(clean(line))}[/]")
        self._decisions = len(agent.trace.decisions)

    def finish(self, agent: DeliberativeAgent) -> None:
        """Prints the last operator."""
        self._close(agent, len(agent.trace.steps))

    def _close(self, agent: DeliberativeAgent, end: int) -> None:
        """Prints what was done since the last operator began."""
        done = agent.trace.steps[self._printed : end]
        self._printed = end
        if not done:
            return
        last = done[-1]
        failed = sum(step.success is False for step in done)
        mark = "[red]✗[/]" if last.success is False else "[green]✓[/]"
        note = f", {failed} failed" if failed else ""
        self._print(
            f"{'step':>5}{last.index + 1:>4}  {mark} {escape(last.operator)}  "
            f"[dim]{len(done)} actions{note} — {escape(clean(last.why))}[/]"
        )

    def _print(self, text: str) -> None:
        self._console.print(text, highlight=False, soft_wrap=True)
