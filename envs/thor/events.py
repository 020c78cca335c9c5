"""AI2-THOR's events of a world: metadata, and the images that were asked for."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ai2thor.server import Event, MultiAgentEvent
from numpy.typing import NDArray

from envs.ontology import OBJECT_TYPES
from envs.thor.actions.cameras import map_camera
from envs.thor.metadata import FAR_PLANE, WorldView, world_metadata
from envs.thor.render import NEAR, Frames
from envs.thor.world import MAX_AGENTS, Camera, Drawing, World

Tell = Callable[[Event | MultiAgentEvent], None]

_AFAR = 500.0  # [m] from where an orthographic picture is taken, through a very long lens
_ROOFS = ("Ceiling",)


@dataclass(frozen=True, slots=True)
class _Shot:
    """One picture: where from, which way [deg], how wide [deg]; `back` [m] behind its plane."""

    position: Sequence[float]
    yaw: float
    pitch: float
    roll: float
    field_of_view: float
    back: float = 0.0


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours of the labels of a world.

    Attributes:
        instances, classes: (nobject + MAX_AGENTS + 1, 4) uint8, RGBA by slot + 1.
        entries: AI2-THOR's `colors`.
    """

    instances: NDArray[np.uint8]
    classes: NDArray[np.uint8]
    entries: list[dict[str, Any]]


def colours_of(ids: Sequence[str], kinds: Sequence[str]) -> Colours:
    """The colours of things: of an instance by its place in the scene, of a class by its type.

    Args:
        ids, kinds: of every object, by slot.
    """
    index = {kind.name: kind.index for kind in OBJECT_TYPES}
    slots = np.arange(1, len(ids) + 1)
    types = np.array([index[kind] for kind in kinds], np.int64)
    # Bodies of agents come after all objects, have colours, and no names.
    bodies = np.arange(MAX_AGENTS)
    instances = _paint(np.concatenate([slots, bodies + (1 << 21)]))
    classes = _paint(np.concatenate([types + (1 << 20), np.full(MAX_AGENTS, 1 << 21)]))
    entries = [
        {"name": name, "color": instances[slot + 1, :3].tolist()} for slot, name in enumerate(ids)
    ]
    first = {kind: slot for slot, kind in reversed(list(enumerate(kinds)))}
    entries += [
        {"name": kind, "color": classes[first[kind] + 1, :3].tolist()} for kind in sorted(first)
    ]
    return Colours(instances, classes, entries)


def _paint(labels: NDArray[np.int64]) -> NDArray[np.uint8]:
    # An odd factor permutes the 24-bit numbers, so that different labels differ in colour.
    mixed = (labels.astype(np.int64) * 0x9E3779) & 0xFFFFFF
    table = np.zeros((len(labels) + 1, 4), np.uint8)
    table[:, 3] = 255
    for channel in range(3):
        table[1:, channel] = (mixed >> (8 * channel)) & 0xFF
    return table


def make_event(
    world: World, colours: Colours, drawing: Drawing, tell: Tell | None = None
) -> Event | MultiAgentEvent:
    """The event of what was just done.

    Args:
        world: as it is now; the acting agent is the one that acted.
        colours: of its labels.
        drawing: which images the event carries.
        tell: is given the event as soon as its metadata is there, before anything is drawn.

    Returns:
        an Event, or where there are several agents a MultiAgentEvent with one for each.
    """
    states = world.states()
    simulator = world.simulator
    if len(states) > 1 or world.cameras or world.map_view:
        world.place_bodies()
    objects = {name: simulator.numpy(name)[0].copy() for name in simulator.fields}
    settings = world.settings
    lens = (settings.field_of_view, settings.width / settings.height, settings.reach)
    cameras = [_camera_metadata(index, camera) for index, camera in enumerate(world.cameras)]
    labelled = drawing.instances or drawing.classes
    common = {
        "sceneName": world.scene.name,
        "screenWidth": settings.width,
        "screenHeight": settings.height,
        "colors": colours.entries if labelled else None,
        "currentTime": round(0.02 * world.ticks, 4),
        "cameraOrthSize": map_camera(world).orthographic_size if world.map_view else 0.0,
    }
    events: list[Event] = []
    for index, (agent, state) in enumerate(zip(world.agents, states, strict=True)):
        view = WorldView(
            known=world.known,
            objects=objects | {"present": _without(objects["present"], world.bodies()[index])},
            agent={name: values.copy() for name, values in state.items()},
            entries=world.entries,
            watcher=world.watcher,
            lens=lens,
            shown=world.shown,
            unbreakable=frozenset(world.unbreakable),
            tilt=agent.tilt,
            can_stand=settings.agent_mode == "default",
        )
        ready = {
            **common,
            **agent.last,
            "agentId": index,
            "thirdPartyCameras": [dict(camera) for camera in cameras],
            "collided": bool(agent.collided),
            "collidedObjects": list(agent.collided),
        }
        event = Event(ready)
        event.metadata = world_metadata(view, ready)
        events.append(event)
    answer = events[0] if len(events) == 1 else MultiAgentEvent(world.acting, events)
    if tell is not None:
        tell(answer)
    if drawing.rgb or drawing.depth or drawing.normals or labelled:
        _draw(world, events, states, colours, drawing)
    return answer


def _without(present: NDArray[Any], slot: int) -> NDArray[Any]:
    """Who is there as one agent sees it: not its own body."""
    seen = present.copy()
    seen[slot] = 0
    return seen


def _camera_metadata(index: int, camera: Camera) -> dict[str, Any]:
    return {
        "thirdPartyCameraId": index,
        "position": dict(zip("xyz", camera.position, strict=True)),
        "rotation": {
            axis: angle % 360.0 for axis, angle in zip("xyz", camera.rotation, strict=True)
        },
        "fieldOfView": camera.field_of_view,
    }


def _draw(
    world: World,
    events: Sequence[Event],
    states: Sequence[dict[str, NDArray[Any]]],
    colours: Colours,
    drawing: Drawing,
) -> None:
    cameras = world.cameras if drawing.third_party else []
    if world.map_view:
        above = _shot_of(map_camera(world))
        shots = [above] * len(events)
    else:
        shots = [_agent_shot(world, state) for state in states]
    shots += [_shot_of(camera) for camera in cameras]
    bodies = list(world.bodies())
    roofs = [slot for slot, kind in enumerate(world.known.kinds) if kind in _ROOFS]
    own = 0 if world.map_view else len(events)
    flat = [index for index, shot in enumerate(shots) if shot.back > 0.0]
    deep = [index for index in range(own, len(shots)) if index not in flat]
    # Nobody sees its own body; other cameras see all of them.
    rounds = [([index], [bodies[index]]) for index in range(own)] + [(deep, []), (flat, roofs)]
    for chosen, hidden in rounds:
        if not chosen:
            continue
        with _present(world, bodies, hidden):
            frames = _render(world, [shots[index] for index in chosen], drawing)
        for row, index in enumerate(chosen):
            if index < len(events):
                _add_images(events[index], frames, row, shots[index], colours, drawing)
            else:
                for event in events:
                    _add_third_party(event, frames, row, shots[index], colours, drawing)


def _agent_shot(world: World, state: dict[str, NDArray[Any]]) -> _Shot:
    x, y, z = (float(v) for v in state["position"][0])
    eye = (x, y + float(state["camera_height"][0]), z)
    yaw, horizon = float(state["yaw"][0]), float(state["horizon"][0])
    return _Shot(eye, yaw, horizon, 0.0, world.settings.field_of_view)


def _shot_of(camera: Camera) -> _Shot:
    pitch, yaw, roll = camera.rotation
    if camera.orthographic_size is None:
        return _Shot(camera.position, yaw, pitch, roll, camera.field_of_view)
    turn, tilt = math.radians(yaw), math.radians(pitch)
    ahead = (
        math.sin(turn) * math.cos(tilt),
        -math.sin(tilt),
        math.cos(turn) * math.cos(tilt),
    )
    eye = [p - _AFAR * a for p, a in zip(camera.position, ahead, strict=True)]
    view = 2.0 * math.degrees(math.atan(camera.orthographic_size / _AFAR))
    return _Shot(eye, yaw, pitch, roll, view, _AFAR)


@contextlib.contextmanager
def _present(world: World, there: Sequence[int], hidden: Sequence[int]) -> Generator[None]:
    """Draws with some slots there that are not always, and some left out."""
    if len(there) == 1 and not world.cameras and not world.map_view:
        yield  # one agent that nothing else looks at
        return
    present = world.simulator.numpy("present")
    kept = present.copy()
    present[0, list(there)] = 1
    present[0, list(hidden)] = 0
    world.simulator.assign("present", present)
    try:
        yield
    finally:
        world.simulator.assign("present", kept)


def _render(world: World, shots: Sequence[_Shot], drawing: Drawing) -> Frames:
    return world.renderer.render(
        np.zeros(len(shots), np.int32),
        np.array([shot.position for shot in shots]),
        np.array([shot.yaw for shot in shots]),
        np.array([shot.pitch for shot in shots]),
        np.array([shot.field_of_view for shot in shots]),
        world.settings.width,
        world.settings.height,
        rgb=drawing.rgb,
        depth=drawing.depth,
        ids=drawing.instances or drawing.classes,
        normals=drawing.normals,
        lighting=world.lighting,
        roll=np.array([shot.roll for shot in shots]),
        near=np.array([max(shot.back, NEAR) for shot in shots]),
    )


def _depth(frames: Frames, row: int, shot: _Shot) -> NDArray[np.float32]:
    depth = frames.depth[row]  # pyright: ignore[reportOptionalSubscript]
    return np.minimum(depth - np.float32(shot.back), np.float32(FAR_PLANE))


def _label_bytes(frames: Frames, row: int, table: NDArray[np.uint8]) -> bytes:
    # Events read images bottom row first, as Unity sends them.
    return table[frames.ids[row, ::-1]].tobytes()  # pyright: ignore[reportOptionalSubscript]


def _add_images(
    event: Event, frames: Frames, row: int, shot: _Shot, colours: Colours, drawing: Drawing
) -> None:
    if frames.rgb is not None:
        event.frame = frames.rgb[row].copy()
    if frames.depth is not None:
        event.depth_frame = _depth(frames, row, shot)
    if frames.normals is not None:
        event.normals_frame = frames.normals[row].copy()
    if drawing.instances:
        event.add_image_ids(_label_bytes(frames, row, colours.instances))
    if drawing.classes:
        event.add_image_classes(_label_bytes(frames, row, colours.classes))


def _add_third_party(
    event: Event, frames: Frames, row: int, shot: _Shot, colours: Colours, drawing: Drawing
) -> None:
    if frames.rgb is not None:
        event.third_party_camera_frames.append(frames.rgb[row].copy())
    if frames.depth is not None:
        event.third_party_depth_frames.append(_depth(frames, row, shot))
    if frames.normals is not None:
        event.third_party_normals_frames.append(frames.normals[row].copy())
    if drawing.instances:
        event.add_third_party_image_ids(_label_bytes(frames, row, colours.instances))
    if drawing.classes:
        event.add_third_party_image_classes(_label_bytes(frames, row, colours.classes))
