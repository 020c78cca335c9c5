"""Keeps pictures and beliefs of an episode, for its video and its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from agent.loop import DeliberativeAgent
from agent.report.page import IMAGES_AT_MOST, data_uri, episode_page
from agent.report.picture import MapView, Marker, colour_of, ego_picture, map_picture, panel
from agent.report.video import VideoWriter
from agent.trace import Step
from envs.interface import Observation
from perception.belief import Belief
from perception.frontier import frontier_cells
from perception.instances import STRUCTURE

SIDE = 600  # [px] of each of the two views in the video
LEAVE_OUT = STRUCTURE | {"Curtains", "Blinds", "Painting", "Poster", "Mirror", "LightSwitch"}


class Recorder:
    """Watches an agent step by step.

    Call `watch` after every decision of the agent, `finish` at the end.
    """

    def __init__(
        self, instruction: str, max_steps: int, video: Path | None, named: bool = False
    ) -> None:
        """Prepares to record.

        Args:
            instruction: the video's title.
            max_steps: of the episode, for the progress bar.
            video: file to write, or None for no video.
            named: write their classes on the masks, because they are guesses.
        """
        self._named = named
        self._instruction = instruction
        self._max_steps = max_steps
        self._writer = None if video is None else VideoWriter(video)
        self._path: list[tuple[float, float]] = []
        self._frames: list[dict[str, object]] = []
        self._beliefs: list[dict[str, object]] = []
        self._stride = 1

    def watch(self, agent: DeliberativeAgent, observation: Observation) -> None:
        """Records what the agent sees and believes as it is about to act."""
        belief, step = agent.belief, agent.trace.steps[-1]
        assert belief is not None
        self._path.append((belief.pose.x, belief.pose.z))
        ego = _ego(belief, observation, step, self._named)
        chart = map_picture(_map_view(belief, self._path, step.target), SIDE)
        if self._writer is not None:
            lines = [
                ("Subgoal", step.subgoal),
                ("Operator", f"{step.operator}    {step.action.name} {step.target or ''}"),
                ("Why", step.why),
            ]
            self._writer.add(
                panel(ego, chart, self._instruction, lines, (step.index + 1) / self._max_steps)
            )
        if step.index % self._stride == 0:
            self._frames.append(
                {
                    "step": step.index,
                    "ego": data_uri(np.asarray(ego)),
                    "map": data_uri(np.asarray(chart)),
                }
            )
            if len(self._frames) > IMAGES_AT_MOST:
                self._frames = self._frames[::2]
                self._stride *= 2
        self._note_belief(belief, step.index)

    def _note_belief(self, belief: Belief, index: int) -> None:
        things = [
            {
                "name": instance.name,
                "parent": instance.parent,
                "states": sorted(instance.states),
                "seen": instance.last_seen,
            }
            for instance in belief.present()
            if instance.object_class not in STRUCTURE and not instance.missing
        ]
        held = belief.held
        if self._beliefs and _same(self._beliefs[-1], things, held):
            return
        share = round(belief.explored_share(), 3)
        self._beliefs.append({"step": index, "explored": share, "held": held, "things": things})

    def finish(self) -> None:
        """Ends the video."""
        if self._writer is not None:
            self._writer.close()

    def page(
        self,
        episode: Mapping[str, object],
        conditions: Sequence[Mapping[str, object]],
        command: str,
    ) -> str:
        """The report's HTML; see `agent.report.page.episode_page`."""
        return episode_page(episode, conditions, self._frames, self._beliefs, command)


def _same(
    earlier: Mapping[str, object], things: Sequence[Mapping[str, object]], held: str | None
) -> bool:
    """Whether a belief says the same, except for when things were seen last."""
    if earlier["held"] != held:
        return False
    before = earlier["things"]
    assert isinstance(before, list)
    keys = ("name", "parent", "states")
    return [[thing[key] for key in keys] for thing in before] == [
        [thing[key] for key in keys] for thing in things
    ]


def _ego(belief: Belief, observation: Observation, step: Step, named: bool):
    view = belief.view
    colours: dict[int, tuple[int, int, int]] = {}
    guessed: dict[int, str] = {}  # what is seen with eyes that may be wrong is named
    target = None
    if view is not None:
        for name, identity in view.identities.items():
            instance = belief.instances[name]
            if instance.object_class not in LEAVE_OUT:
                colours[identity] = colour_of(instance.object_class)
                if named:
                    guessed[identity] = instance.object_class
        if step.target is not None and step.target in view.identities:
            target = view.mask(step.target)
    instances = None if view is None else view.instances
    point = step.action.point
    return ego_picture(observation.rgb, instances, colours, target, point, SIDE, guessed)


def _map_view(belief: Belief, path: list[tuple[float, float]], target: str | None) -> MapView:
    top_down = belief.map
    markers = [
        Marker(
            name=instance.name,
            object_class=instance.object_class,
            x=instance.position[0],
            z=instance.position[2],
            width=instance.size[0],
            depth=instance.size[2],
            target=instance.name == target,
        )
        for instance in belief.present()
        if instance.object_class not in LEAVE_OUT
        and not instance.missing
        and instance.name != belief.held
    ]
    return MapView(
        explored=top_down.explored.T,
        obstacle=top_down.obstacle.T,
        frontier=frontier_cells(top_down.free, top_down.explored).T,
        origin=top_down.corner,
        cell=0.05,
        markers=markers,
        path=path,
        pose=belief.pose,
    )
