"""AI2-THOR's Controller, in process, over the embedded simulator.

`EmbeddedController` takes AI2-THOR's action names and arguments and answers with real
`ai2thor.server.Event` objects. Metadata is built when it is read; images are drawn by the flags.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from typing import Any

import numpy as np
from ai2thor.server import Event
from numpy.typing import NDArray

from envs.interface import FIELD_OF_VIEW, GRID_SIZE, VISIBILITY_DISTANCE, InvalidInputError
from envs.ontology import OBJECT_TYPES
from envs.thor.actions import (
    ACTIONS,
    CAMERA_PLANES,
    BadArgument,
    Context,
    Handler,
    Outcome,
    Settings,
    check,
)
from envs.thor.house import build_scene
from envs.thor.metadata import FAR_PLANE, WorldView, object_ids, world_metadata
from envs.thor.render import Lighting, Renderer
from envs.thor.scene import Scene
from envs.thor.simulator import Simulator
from envs.thor.sources import load_scene

# Arguments that every action takes.
COMMON = (
    "action",
    "agentId",
    "sequenceId",
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
_MAX_SIDE = 4096  # [px]
_INITIALIZE = {
    "gridSize": "a number",
    "snapToGrid": "a boolean",
    "visibilityDistance": "a number",
    "visibility_distance": "a number",
    "rotateStepDegrees": "a number",
    "fieldOfView": "a number",
    "agentCount": "a number",
    "agentMode": "a string",
    "cameraY": "a number",
    "width": "a number",
    "height": "a number",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Drawing:
    """Which images events carry."""

    rgb: bool = True
    depth: bool = False
    instances: bool = False
    classes: bool = False


class EmbeddedController:
    """A world that is driven as AI2-THOR is.

    Args:
        scene: a scene spec (`generated:12`, `FILE#3`), house JSON, or a scene.
        width, height: [px] of the frames.
        gridSize, visibilityDistance: [m]; fieldOfView, rotateStepDegrees: [deg].
        renderImage, renderDepthImage, renderInstanceSegmentation, renderSemanticSegmentation:
            which images events carry.
        device: Warp device.

    Attributes:
        last_event: the event of the last step.
        simulator: what it drives; world 0.

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
        device: str = "cpu",
    ) -> None:
        if not (1 <= width <= _MAX_SIDE and 1 <= height <= _MAX_SIDE):
            raise InvalidInputError(
                "width", f"expected 1 to {_MAX_SIDE} pixels a side, got {width}x{height}"
            )
        self._width, self._height, self._device = int(width), int(height), device
        self._field_of_view, self._reach = fieldOfView, visibilityDistance
        self._settings = Settings(grid_size=gridSize, rotate_step=rotateStepDegrees)
        self._drawing = Drawing(
            renderImage, renderDepthImage, renderInstanceSegmentation, renderSemanticSegmentation
        )
        self._handlers: dict[str, Handler] = {
            **ACTIONS,
            "Initialize": Handler(self._initialize, _INITIALIZE),
            "CreateHouse": Handler(self._create_house, {"house": "anything"}, ("house",)),
        }
        self.last_event: Event
        self.reset(scene)

    def reset(self, scene: str | Mapping[str, Any] | Scene | None = None) -> Event:
        """Starts over, in another scene where one is given.

        Raises:
            InvalidInputError: there is no such scene.
        """
        if scene is None:
            self.simulator.reset()
        else:
            self._enter(_scene_of(scene))
        return self._answer("Initialize", Outcome(value=dict(CAMERA_PLANES)), self._drawing)

    def step(self, action: str | Mapping[str, Any] | None = None, **arguments: Any) -> Event:
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

    def run(self, request: Mapping[str, Any]) -> Event:
        """Does one action and never raises: bad requests are answered with an `errorCode`."""
        name = request.get("action")
        try:
            outcome = self._dispatch(name, request)
        except BadArgument as problem:
            outcome = Outcome(False, f"{name}: {problem}", "InvalidArgument")
        except InvalidInputError as problem:
            outcome = Outcome(False, f"{name}: {problem}")
        return self._answer(str(name), outcome, _drawing_for(request, self._drawing))

    def stop(self) -> None:
        """Ends the session; there is nothing to end."""

    def __enter__(self) -> EmbeddedController:
        return self

    def __exit__(self, *problem: object) -> None:
        self.stop()

    def _dispatch(self, name: object, request: Mapping[str, Any]) -> Outcome:
        handler = self._handlers.get(name) if isinstance(name, str) else None
        if handler is None:
            near = difflib.get_close_matches(str(name), self._handlers, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            return Outcome(False, f"there is no action {name!r}{hint}"[:300], "InvalidAction")
        agent = request.get("agentId") or 0
        if agent != 0:
            return Outcome(False, f"there is only agent 0, not {agent!r}"[:300], "InvalidArgument")
        wrong = check(handler, str(name), request, COMMON)
        if not wrong.success:
            return wrong
        context = Context(self.simulator, 0, self._ids, self._settings)
        return handler.run(context, request)

    def _initialize(self, context: Context, arguments: Mapping[str, Any]) -> Outcome:
        del context
        given = {name: value for name, value in arguments.items() if value is not None}
        if given.get("agentCount", 1) != 1:
            raise BadArgument("expected agentCount to be 1")
        grid = float(given.get("gridSize", self._settings.grid_size))
        step = float(given.get("rotateStepDegrees", self._settings.rotate_step))
        if not (0.01 <= grid <= 10.0 and 0.0 < step <= 360.0):
            raise BadArgument(f"gridSize {grid} or rotateStepDegrees {step} is out of range")
        reach = given.get("visibilityDistance", given.get("visibility_distance", self._reach))
        view = float(given.get("fieldOfView", self._field_of_view))
        self.simulator.set_camera(view, self._width / self._height, float(reach))
        self._field_of_view, self._reach = view, float(reach)
        self._settings = dataclasses.replace(self._settings, grid_size=grid, rotate_step=step)
        self._drawing = _drawing_for(arguments, self._drawing)
        return Outcome(value=dict(CAMERA_PLANES))

    def _create_house(self, context: Context, arguments: Mapping[str, Any]) -> Outcome:
        del context
        house = arguments["house"]
        if not isinstance(house, Mapping):
            raise BadArgument("expected house to be an object with rooms, walls and objects")
        self._enter(build_scene(house, "Procedural"))
        return Outcome()

    def _enter(self, scene: Scene) -> None:
        self.simulator = Simulator(
            [scene],
            device=self._device,
            field_of_view=self._field_of_view,
            aspect=self._width / self._height,
            reach=self._reach,
        )
        sim = self.simulator
        self._renderer = Renderer(
            sim.objects, sim.geometry, sim.nworld, sim.nobject, device=self._device
        )
        self._lighting = Lighting(direction=scene.light)
        self._ids = object_ids(scene)
        self._colors = label_colors(scene)

    def _answer(self, name: str, outcome: Outcome, drawing: Drawing) -> Event:
        labelled = drawing.instances or drawing.classes
        ready = {
            "lastAction": name,
            "lastActionSuccess": outcome.success,
            "errorMessage": outcome.message,
            "errorCode": outcome.code,
            "actionReturn": outcome.value,
            "sceneName": self.simulator.scenes[0].name,
            "screenWidth": self._width,
            "screenHeight": self._height,
            "colors": self._color_metadata() if labelled else None,
        }
        event = Event(ready)
        view = WorldView.of(self.simulator, 0, self._ids)
        event.metadata = world_metadata(view, ready)
        if drawing.rgb or drawing.depth or labelled:
            self._draw(event, drawing)
        self.last_event = event
        return event

    def _color_metadata(self) -> list[dict[str, Any]]:
        instances, classes = self._colors
        scene = self.simulator.scenes[0]
        kinds = sorted({thing.object_type for thing in scene.objects})
        index = {kind.name: kind.index for kind in OBJECT_TYPES}
        named = [
            {"name": name, "color": instances[slot + 1, :3].tolist()}
            for slot, name in enumerate(self._ids)
        ]
        of_class = {t.object_type: s for s, t in enumerate(scene.objects)}
        return named + [
            {"name": kind, "color": classes[of_class[kind] + 1, :3].tolist()}
            for kind in kinds
            if kind in index
        ]

    def _draw(self, event: Event, drawing: Drawing) -> None:
        centre, yaw, horizon = self.simulator.camera(0)
        labelled = drawing.instances or drawing.classes
        frames = self._renderer.render(
            [0],
            centre[None],
            yaw,
            horizon,
            self._field_of_view,
            self._width,
            self._height,
            rgb=drawing.rgb,
            depth=drawing.depth,
            ids=labelled,
            lighting=self._lighting,
        )
        if frames.rgb is not None:
            event.frame = frames.rgb[0].copy()
        if frames.depth is not None:
            event.depth_frame = np.minimum(frames.depth[0], np.float32(FAR_PLANE))
        if frames.ids is not None:
            instances, classes = self._colors
            # Event reads images bottom row first, as Unity sends them.
            if drawing.instances:
                event.add_image_ids(instances[frames.ids[0, ::-1]].tobytes())
            if drawing.classes:
                event.add_image_classes(classes[frames.ids[0, ::-1]].tobytes())


def label_colors(scene: Scene) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Colour of every instance and of its class, by slot + 1; black for nothing.

    Returns:
        two arrays (nobject + 1, 4) uint8, RGBA; no two labels share a colour.
    """
    count = len(scene.objects)
    index = {kind.name: kind.index for kind in OBJECT_TYPES}
    slots = np.arange(1, count + 1)
    kinds = np.array([index[thing.object_type] for thing in scene.objects], np.int64)
    return _paint(slots), _paint(kinds + (1 << 20))


def _paint(labels: NDArray[np.int64]) -> NDArray[np.uint8]:
    # An odd factor permutes the 24-bit numbers, so that different labels differ in colour.
    mixed = (labels.astype(np.int64) * 0x9E3779) & 0xFFFFFF
    table = np.zeros((len(labels) + 1, 4), np.uint8)
    table[:, 3] = 255
    for channel in range(3):
        table[1:, channel] = (mixed >> (8 * channel)) & 0xFF
    return table


def _drawing_for(request: Mapping[str, Any], usual: Drawing) -> Drawing:
    """What one step draws: its own flags before the usual ones."""

    def flag(default: bool, *names: str) -> bool:
        for name in names:
            if request.get(name) is not None:
                return bool(request[name])
        return default

    return Drawing(
        flag(usual.rgb, "renderImage"),
        flag(usual.depth, "renderDepthImage"),
        flag(usual.instances, "renderInstanceSegmentation", "renderObjectImage"),
        flag(usual.classes, "renderSemanticSegmentation", "renderClassImage"),
    )


def _scene_of(scene: str | Mapping[str, Any] | Scene) -> Scene:
    if isinstance(scene, Scene):
        return scene
    if isinstance(scene, Mapping):
        return build_scene(scene, "Procedural")
    return load_scene(scene)
