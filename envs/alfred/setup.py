"""An ALFRED scene as it is at the start of a trajectory."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace

from envs.alfred.trajectory import Placed, Trajectory
from envs.interface import Pose
from envs.ontology import Affordance, State, can
from envs.thor.scene import Scene, SceneObject

BuildScene = Callable[[str, Sequence[Placed]], Scene]
# iTHOR's floor plans have these standing open.
_STAND_OPEN = frozenset({"Box", "Laptop"})


def floor_plan(name: str, placed: Sequence[Placed]) -> Scene:
    """The rebuilt floor plan of a name, with movable things where the trajectory has them."""
    from envs.thor.ithor import MovablePose, floor_plan_scene

    movables = [MovablePose(item.object_name, item.position, item.rotation) for item in placed]
    return floor_plan_scene(name, movables=movables)


def scene_of(trajectory: Trajectory, build: BuildScene = floor_plan) -> Scene:
    """The scene of a trajectory, with its poses, toggles, dirt and the agent's pose.

    Args:
        trajectory: what to set up.
        build: makes the scene; the rebuilt floor plans by default.

    Raises:
        InvalidInputError: there is no such floor plan.
    """
    scene = build(trajectory.floor_plan, trajectory.placed)
    toggles = dict(trajectory.toggles)
    objects = [_set_up(thing, toggles, trajectory.dirty_and_empty) for thing in scene.objects]
    start = trajectory.start
    agent = Pose(start.x, start.z, start.yaw, start.horizon, scene.agent.y)
    return replace(scene, objects=objects, agent=agent)


def _set_up(thing: SceneObject, toggles: dict[str, bool], dirty_and_empty: bool) -> SceneObject:
    kind, state = thing.object_type, State(thing.state)
    if kind in toggles and can(kind, Affordance.TOGGLEABLE):
        state = state | State.TOGGLED if toggles[kind] else state & ~State.TOGGLED
    if dirty_and_empty:
        state &= ~State.filled()
        if can(kind, Affordance.DIRTYABLE):
            state |= State.DIRTY
    if kind in _STAND_OPEN and thing.present:
        state |= State.OPEN
    if int(state) == thing.state:
        return thing
    changed = copy.copy(thing)
    changed.state = int(state)
    return changed
