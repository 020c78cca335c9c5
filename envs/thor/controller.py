"""AI2-THOR's Controller, in process, over the embedded simulator.

`EmbeddedController` takes AI2-THOR's action names and arguments and answers with real
`ai2thor.server.Event` objects. Metadata is built when it is read; images are drawn by the flags.
"""

from __future__ import annotations

import difflib
import sys
import types
from collections.abc import Mapping
from typing import Any

import numpy as np
from ai2thor.server import Event, MultiAgentEvent

from envs.interface import FIELD_OF_VIEW, GRID_SIZE, VISIBILITY_DISTANCE, InvalidInputError
from envs.thor.actions import ACTIONS, Outcome, Refused, check
from envs.thor.actions.handling import brief
from envs.thor.actions.setup import CAMERA_PLANES, MAX_SIDE, drawing_for, scene_named
from envs.thor.event_cycles import Cycles
from envs.thor.events import Colours, Tell, colours_of, make_event
from envs.thor.house import build_scene
from envs.thor.scene import Scene
from envs.thor.simulator import Simulator
from envs.thor.world import Drawing, Settings, World

# Arguments that every action takes.
COMMON = (
    "action",
    "agentId",
    "sequenceId",
    "forceAction",
    "visibilityDistance",
    "raise_for_failure",
    "renderImage",
    "renderDepthImage",
    "renderInstanceSegmentation",
    "renderSemanticSegmentation",
    "renderObjectImage",
    "renderClassImage",
    "renderNormalsImage",
    "renderFlowImage",
)
_FLAGS = (
    "forceAction",
    "renderImage",
    "renderDepthImage",
    "renderInstanceSegmentation",
    "renderSemanticSegmentation",
    "renderObjectImage",
    "renderClassImage",
    "renderNormalsImage",
    "renderFlowImage",
)
_RAISED = ("InvalidAction", "MissingArguments", "AmbiguousAction", "InvalidArgument")
FAULT = "internal error"  # what the message of an answer to an error of ours begins with
_LONGEST = 1000  # [characters] of an error message


class EmbeddedController:
    """A world that is driven as AI2-THOR is.

    Args:
        scene: a scene spec (`generated:12`, `FILE#3`), house JSON, or a scene.
        width, height: [px] of the frames.
        gridSize, visibilityDistance: [m]; fieldOfView, rotateStepDegrees: [deg].
        renderImage, renderDepthImage, renderInstanceSegmentation, renderSemanticSegmentation,
            renderNormalsImage: which images events carry.
        agentCount: how many agents share the house; with more than one, events are
            `MultiAgentEvent`.
        device: Warp device.

    Attributes:
        last_event: the event of the last step.
        world: all that it drives.

    Raises:
        InvalidInputError: no such scene, or settings out of range.
    """

    def __init__(
        self,
        scene: str | Mapping[str, Any] | Scene = "generated:0",
        width: int = 300,
        height: int = 300,
        gridSize: float = GRID_SIZE,
        visibilityDistance: float = VISIBILITY_DISTANCE,
        fieldOfView: float = FIELD_OF_VIEW,
        rotateStepDegrees: float = 90.0,
        renderImage: bool = True,
        renderDepthImage: bool = False,
        renderInstanceSegmentation: bool = False,
        renderSemanticSegmentation: bool = False,
        renderNormalsImage: bool = False,
        agentCount: int = 1,
        device: str = "cpu",
    ) -> None:
        if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
            raise InvalidInputError(
                "width", f"expected 1 to {MAX_SIDE} pixels a side, got {width}x{height}"
            )
        settings = Settings(
            grid_size=gridSize,
            rotate_step=rotateStepDegrees,
            reach=visibilityDistance,
            field_of_view=fieldOfView,
            width=int(width),
            height=int(height),
            agent_count=int(agentCount),
            drawing=Drawing(
                renderImage,
                renderDepthImage,
                renderInstanceSegmentation,
                renderSemanticSegmentation,
                renderNormalsImage,
                renderImage,
            ),
        )
        self.world = World(_scene_of(scene), settings, device)
        self._colours: tuple[object, Colours] | None = None
        self._cycles = Cycles()
        self.last_event: Event | MultiAgentEvent
        self._answer("Initialize", Outcome(value=dict(CAMERA_PLANES)), settings.drawing)

    @property
    def simulator(self) -> Simulator:
        """The simulator that holds the house; world 0."""
        return self.world.simulator

    def reset(
        self, scene: str | Mapping[str, Any] | Scene | None = None
    ) -> Event | MultiAgentEvent:
        """Starts over, in another scene where one is given.

        Raises:
            InvalidInputError: there is no such scene.
        """
        self.world.enter(self.world.origin if scene is None else _scene_of(scene))
        outcome = Outcome(value=dict(CAMERA_PLANES))
        return self._answer("Initialize", outcome, self.world.settings.drawing)

    def step(
        self, action: str | Mapping[str, Any] | None = None, **arguments: Any
    ) -> Event | MultiAgentEvent:
        """Does one action.

        Args:
            action: its name, or a dictionary with it and its arguments.
            **arguments: by AI2-THOR's names.

        Returns:
            the event; whether it worked is in `metadata["lastActionSuccess"]`.

        Raises:
            ValueError: unknown action, missing, unknown or ill-typed argument, as the real
                client does.
        """
        request = dict(action) if isinstance(action, Mapping) else {"action": action}
        request.update(arguments)
        event = self.run(request)
        if event.metadata["errorCode"] in _RAISED:
            raise ValueError(event.metadata["errorMessage"])
        return event

    def run(self, request: Mapping[str, Any], tell: Tell | None = None) -> Event | MultiAgentEvent:
        """Does one action and never raises: bad requests are answered with an `errorCode`.

        Args:
            request: the action and its arguments.
            tell: is given the event as soon as its metadata is there, before anything is drawn.
        """
        name = request.get("action")
        try:
            outcome = self._dispatch(name, request)
        except Refused as problem:
            text = str(problem) if problem.code is None else f"action: {name} {problem}"
            outcome = Outcome(False, text, problem.code)
        except InvalidInputError as problem:
            outcome = Outcome(False, f"{name}: {problem}")
        except Exception as fault:  # a client waits for an answer, whatever happened
            outcome = Outcome(False, f"{FAULT} in {name}: {type(fault).__name__}: {fault}")
        drawing = drawing_for(request, self.world.settings.drawing)
        return self._answer(str(name), outcome, drawing, tell)

    def stop(self) -> None:
        """Ends the session; there is nothing to end."""

    def __enter__(self) -> EmbeddedController:
        return self

    def __exit__(self, *problem: object) -> None:
        self.stop()

    def _dispatch(self, name: object, request: Mapping[str, Any]) -> Outcome:
        agent = request.get("agentId")
        count = len(self.world.agents)
        if agent is None:
            agent = 0
        if isinstance(agent, bool) or not isinstance(agent, int | np.integer):
            problem = f"action: {brief(name)} has an invalid argument: agentId; expected a number"
            return Outcome(False, problem, "InvalidArgument")
        if not 0 <= agent < count:
            problem = f"action: {brief(name)} has an invalid argument: agentId; there "
            problem += (
                f"is only agent 0, not {agent}" if count == 1 else f"are agents 0 to {count - 1}"
            )
            return Outcome(False, problem[:_LONGEST], "InvalidArgument")
        self.world.act_as(int(agent))
        handler = ACTIONS.get(name) if isinstance(name, str) else None
        if handler is None:
            near = difflib.get_close_matches(str(name)[:100], ACTIONS, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            return Outcome(False, f"Invalid action: {brief(name)}{hint}", "InvalidAction")
        wrong = check(handler, str(name), request, COMMON)
        if not wrong.success:
            return wrong
        for flag in _FLAGS:
            if request.get(flag) is not None and not isinstance(request[flag], bool | np.bool_):
                problem = f"action: {name} has an invalid argument: {flag}; expected a boolean, "
                return Outcome(False, problem + f"got {brief(request[flag])}", "InvalidArgument")
        return handler.run(self.world, request)

    def _answer(
        self, name: str, outcome: Outcome, drawing: Drawing, tell: Tell | None = None
    ) -> Event | MultiAgentEvent:
        world = self.world
        world.ticks += 1
        for index, agent in enumerate(world.agents):
            if index == world.acting or not agent.last:
                agent.last = {
                    "lastAction": _plain(name),
                    "lastActionSuccess": outcome.success,
                    "errorMessage": _plain(outcome.message),
                    "errorCode": outcome.code,
                    "actionReturn": outcome.value,
                }
                agent.collided = outcome.collided
        if self._colours is None or self._colours[0] is not world.known:
            self._colours = world.known, colours_of(world.known.ids, world.known.kinds)
        self.last_event = make_event(world, self._colours[1], drawing, tell)
        self._cycles.watch(self.last_event)
        return self.last_event


def _plain(text: str) -> str:
    """Text that any encoding of the answer can hold, and of a bounded length."""
    return text[:_LONGEST].encode("utf-8", "backslashreplace").decode("utf-8")


def label_colors(scene: Scene) -> tuple[Any, Any]:
    """Colour of every instance and of its class, by slot + 1; black for nothing.

    Returns:
        two arrays (nobject + 1, 4) uint8, RGBA; no two labels share a colour.
    """
    kinds = [thing.object_type for thing in scene.objects]
    colours = colours_of(kinds, kinds)
    return colours.instances[: len(kinds) + 1], colours.classes[: len(kinds) + 1]


def _scene_of(scene: str | Mapping[str, Any] | Scene) -> Scene:
    if isinstance(scene, Scene):
        return scene
    if isinstance(scene, Mapping):
        return build_scene(scene, "Procedural")
    return scene_named(scene)


class _Launcher(types.ModuleType):
    """This module, so that `envs.thor.controller(...)` starts the real client on the stand-in."""

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """See `envs.thor.launch.controller`."""
        from envs.thor.launch import controller

        return controller(*arguments, **named)


sys.modules[__name__].__class__ = _Launcher
