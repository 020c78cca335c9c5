"""Starting, choosing the scene, and what changes the whole of it at once."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Mapping
from typing import Any

from envs.interface import Pose
from envs.ontology import BY_NAME, OBJECT_TYPES, Affordance, State, can
from envs.thor.actions.handling import (
    Arguments,
    Handler,
    Outcome,
    Refused,
    between,
    brief,
    forced,
    number,
    perform,
    slot_named,
)
from envs.thor.commands import Command
from envs.thor.house import build_scene
from envs.thor.metadata import AGENT_HEIGHT_ABOVE_FLOOR, FAR_PLANE, NEAR_PLANE
from envs.thor.scene import Scene
from envs.thor.sources import load_scene
from envs.thor.world import MAX_AGENTS, Drawing, Settings, World

CAMERA_PLANES = {"cameraNearPlane": NEAR_PLANE, "cameraFarPlane": FAR_PLANE}
MAX_SIDE = 4096  # [px]
AGENT_MODES = ("default", "locobot")
FLOOR_PLANS = tuple(
    f"FloorPlan{first + number}_physics" for first in (0, 200, 300, 400) for number in range(1, 31)
)
# Names that were given up, and those that took their place.
DEPRECATED = {
    "renderClassImage": "renderSemanticSegmentation",
    "renderObjectImage": "renderInstanceSegmentation",
    "visibility_distance": "visibilityDistance",
    "continuous": "snapToGrid",
    "continuousMode": "snapToGrid",
}
_INITIALIZE = {
    "gridSize": "a number",
    "snapToGrid": "a boolean",
    "visibilityDistance": "a number",
    "visibility_distance": "a number",
    "visibilityScheme": "a string",
    "rotateStepDegrees": "a number",
    "fieldOfView": "a number",
    "agentCount": "a number",
    "agentMode": "a string",
    "agentControllerType": "a string",
    "cameraY": "a number",
    "width": "a number",
    "height": "a number",
    "continuous": "a boolean",
    "continuousMode": "a boolean",
    "fastActionEmit": "a boolean",
    "makeAgentsVisible": "a boolean",
    "alwaysReturnVisibleRange": "a boolean",
    "applyActionNoise": "a boolean",
    "movementGaussianMu": "a number",
    "movementGaussianSigma": "a number",
    "rotateGaussianMu": "a number",
    "rotateGaussianSigma": "a number",
    "thirdPartyCameraWidth": "a number",
    "thirdPartyCameraHeight": "a number",
    "cameraNearPlane": "a number",
    "cameraFarPlane": "a number",
    "timeScale": "a number",
    "autoSimulation": "a boolean",
    "autoSyncTransforms": "a boolean",
    "useMassThreshold": "a boolean",
    "massThreshold": "a number",
    "targetType": "a string",
    "mode": "a string",
    "scene": "anything",
    "quality": "a number or a string",
    "port": "a number",
    "host": "a string",
}


def drawing_for(request: Mapping[str, Any], usual: Drawing) -> Drawing:
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
        flag(usual.normals, "renderNormalsImage"),
        flag(usual.third_party, "renderImage"),
    )


def _initialize(world: World, arguments: Arguments) -> Outcome:
    given = {name: value for name, value in arguments.items() if value is not None}
    for old in sorted(DEPRECATED.keys() & given.keys()):
        warnings.warn(
            f"Initialize: {old} is deprecated, use {DEPRECATED[old]}", DeprecationWarning, 2
        )
    settings = _settings(given, world.base, world.settings)
    if not world.can_draw(settings, len(world.cameras)):
        raise Refused("so many agents and cameras are too much to draw at this size of frames")
    world.configure(settings)
    return Outcome(value=dict(CAMERA_PLANES))


def _settings(given: Mapping[str, Any], base: Settings, now: Settings) -> Settings:
    """What Initialize asks for; what it leaves out is as it was at the start."""
    mode = given.get("agentMode", base.agent_mode).lower()
    mode = "locobot" if mode == "bot" else mode
    if mode not in AGENT_MODES:
        raise Refused(f"agentMode must be one of {', '.join(AGENT_MODES)}, got {brief(mode)}")
    count = number(given, "agentCount", base.agent_count)
    between("agentCount", count, 1, MAX_AGENTS)
    grid = between("gridSize", number(given, "gridSize", base.grid_size), 0.01, 10.0)
    turn = between(
        "rotateStepDegrees", number(given, "rotateStepDegrees", base.rotate_step), 0.001, 360.0
    )
    reach = number(given, "visibility_distance", base.reach)
    reach = between("visibilityDistance", number(given, "visibilityDistance", reach), 0.0, 1e4)
    view = between("fieldOfView", number(given, "fieldOfView", base.field_of_view), 1.0, 178.9)
    above = base.camera_height
    if given.get("cameraY"):
        raised = between("cameraY", float(given["cameraY"]), 0.05, 1.5)
        above = AGENT_HEIGHT_ABOVE_FLOOR + raised
    return dataclasses.replace(
        base,
        width=_side(given, "width", now.width),
        height=_side(given, "height", now.height),
        grid_size=grid,
        rotate_step=turn,
        reach=reach,
        field_of_view=view,
        agent_count=int(count),
        agent_mode=mode,
        camera_height=above,
        drawing=drawing_for(given, base.drawing),
    )


def _side(given: Mapping[str, Any], name: str, default: int) -> int:
    return int(between(name, number(given, name, default), 1, MAX_SIDE))


def _reset(world: World, arguments: Arguments) -> Outcome:
    """Enters a scene by name; all that Initialize set is as it was at the start."""
    name = arguments.get("sceneName") or world.scene.name
    same = name == world.scene.name and arguments.get("sceneName") is None
    scene = world.origin if same else scene_named(name)
    now = world.settings
    world.settings = dataclasses.replace(world.base, width=now.width, height=now.height)
    world.enter(scene)
    return Outcome()


def scene_named(name: str) -> Scene:
    """The scene of a name; `Procedural` is an empty one that waits for CreateHouse."""
    if name == "Procedural":
        return Scene(name, [], [], Pose(0.0, 0.0, 0.0, 0.0))
    return load_scene(name)


def _create_house(world: World, arguments: Arguments) -> Outcome:
    world.enter(build_scene(arguments["house"], "Procedural"))
    return Outcome()


def _scenes(world: World, arguments: Arguments) -> Outcome:
    del world, arguments
    return Outcome(value=[*FLOOR_PLANS, "Procedural"])


def _resolution(world: World, arguments: Arguments) -> Outcome:
    width, height = _side(arguments, "x", 0), _side(arguments, "y", 0)
    wanted = dataclasses.replace(world.settings, width=width, height=height)
    if not world.can_draw(wanted, len(world.cameras)):
        raise Refused(f"frames of {width}x{height} are too much to draw for every camera")
    world.resize(width, height)
    return Outcome()


def _quality(world: World, arguments: Arguments) -> Outcome:
    del world, arguments  # there is one quality
    return Outcome()


def _nothing(world: World, arguments: Arguments) -> Outcome:
    del arguments
    return perform(world, Command.NOOP)


def _set_bit(world: World, slot: int, bit: int, on: bool) -> None:
    """Sets a state bit of an object; a knob's also of its burner."""
    state = world.simulator.numpy("state")
    slots = [slot]
    link = int(world.simulator.numpy("link")[0, slot])
    if world.known.kinds[slot] == "StoveKnob" and link >= 0:
        slots.append(link)
    for k in slots:
        state[0, k] = (state[0, k] | bit) if on else (state[0, k] & ~bit)
    world.simulator.assign("state", state)


def _with(world: World, affordance: Affordance) -> list[int]:
    present = world.simulator.numpy("present")[0]
    return [
        slot
        for slot, kind in enumerate(world.known.kinds)
        if present[slot] and can(kind, affordance)
    ]


def _toggles(world: World, arguments: Arguments) -> Outcome:
    wanted: dict[str, bool] = {}
    for index, entry in enumerate(arguments["objectToggles"]):
        kind, on = entry.get("objectType"), entry.get("isOn")
        if not isinstance(kind, str) or kind not in BY_NAME:
            raise Refused(f"objectToggles[{index}].objectType: no type is called {brief(kind)}")
        if not isinstance(on, bool):
            raise Refused(f"objectToggles[{index}].isOn must be a boolean, got {brief(on)}")
        wanted[kind] = on
    for slot in _with(world, Affordance.TOGGLEABLE):
        on = wanted.get(world.known.kinds[slot])
        if on is not None:
            _set_bit(world, slot, int(State.TOGGLED), on)
    world.simulator.settle()
    return Outcome()


# What SetStateOfAllObjects changes: what can have it, and the orders that give it and take it.
_CHANGES: dict[str, tuple[Affordance, Command, Command | None]] = {
    "CanBeDirty": (Affordance.DIRTYABLE, Command.DIRTY, Command.CLEAN),
    "CanBeFilled": (Affordance.FILLABLE, Command.FILL, Command.EMPTY),
    "CanToggleOnOff": (Affordance.TOGGLEABLE, Command.TOGGLE_ON, Command.TOGGLE_OFF),
    "CanOpen": (Affordance.OPENABLE, Command.OPEN, Command.CLOSE),
    "CanBeCooked": (Affordance.COOKABLE, Command.COOK, None),
    "CanBeSliced": (Affordance.SLICEABLE, Command.CUT, None),
    "CanBreak": (Affordance.BREAKABLE, Command.BREAK, None),
    "CanBeUsedUp": (Affordance.USABLE_UP, Command.USE_UP, None),
}


def _all_objects(world: World, arguments: Arguments) -> Outcome:
    """Gives every object that can have a state that state, or with forceAction false takes it."""
    change = arguments["StateChange"]
    if change not in _CHANGES:
        raise Refused(f"StateChange must be one of {', '.join(_CHANGES)}, got {brief(change)}")
    affordance, give, take = _CHANGES[change]
    command = give if forced(arguments) else take
    if command is None:
        return Outcome()
    for slot in _with(world, affordance):
        if command is not Command.BREAK or slot not in world.unbreakable:
            perform(world, command, slot, force=True)  # that it is so already is no failure
    return Outcome()


def _unbreakable(world: World, arguments: Arguments) -> Outcome:
    kind = arguments.get("objectType")
    if kind is not None and kind not in BY_NAME:
        raise Refused(f"objectType: no type is called {brief(kind)}")
    breakable = {t.name for t in OBJECT_TYPES if t.can(Affordance.BREAKABLE)}
    wanted = breakable if kind is None else {kind} & breakable
    world.unbreakable |= {slot for slot, name in enumerate(world.known.kinds) if name in wanted}
    return Outcome()


def _filter(world: World, arguments: Arguments) -> Outcome:
    world.shown = frozenset(slot_named(world, name) for name in arguments["objectIds"])
    return Outcome()


def _filter_type(world: World, arguments: Arguments) -> Outcome:
    kind = arguments["objectType"]
    slots = [slot for slot, name in enumerate(world.known.kinds) if name == kind]
    world.shown = frozenset(slots)
    return Outcome()


def _no_filter(world: World, arguments: Arguments) -> Outcome:
    del arguments
    world.shown = None
    return Outcome()


def _reflect(world: World, arguments: Arguments) -> Outcome:
    del world
    return Outcome(value=arguments.get("rvalue"))


ACTIONS: dict[str, Handler] = {
    "Initialize": Handler(_initialize, _INITIALIZE),
    "Reset": Handler(_reset, {"sceneName": "a string"}),
    "CreateHouse": Handler(_create_house, {"house": "an object"}, ("house",)),
    "GetScenesInBuild": Handler(_scenes, {}),
    "ChangeResolution": Handler(_resolution, {"x": "a number", "y": "a number"}, ("x", "y")),
    "ChangeQuality": Handler(_quality, {"quality": "a number or a string"}, ("quality",)),
    "Pass": Handler(_nothing, {}),
    "Done": Handler(_nothing, {}),
    "Noop": Handler(_nothing, {}),
    "SetObjectToggles": Handler(
        _toggles, {"objectToggles": "a list of objects"}, ("objectToggles",)
    ),
    "SetStateOfAllObjects": Handler(_all_objects, {"StateChange": "a string"}, ("StateChange",)),
    "MakeObjectsOfTypeUnbreakable": Handler(
        _unbreakable, {"objectType": "a string"}, ("objectType",)
    ),
    "MakeAllObjectsUnbreakable": Handler(_unbreakable, {}),
    "SetObjectFilter": Handler(_filter, {"objectIds": "a list of strings"}, ("objectIds",)),
    "SetObjectFilterForType": Handler(_filter_type, {"objectType": "a string"}, ("objectType",)),
    "ResetObjectFilter": Handler(_no_filter, {}),
    "TestActionReflectParam": Handler(_reflect, {"rvalue": "anything"}),
}
