"""A floor plan as a scene: the bare plan, and movable things where they belong."""

from __future__ import annotations

import copy
import functools
import math
from collections.abc import Mapping, Sequence

from envs.interface import InvalidInputError
from envs.ontology import Affordance, can, shuts, takes
from envs.thor.assets import Asset, asset, assets_of
from envs.thor.house import build_scene
from envs.thor.ithor.movable_pose import MovablePose
from envs.thor.ithor.names import plan_name
from envs.thor.ithor.table import Json, bare_house, records
from envs.thor.resting import local_from_world, rests, world_from_local
from envs.thor.scene import Scene, SceneObject

INSIDE = 0.08  # [m] how far outside a container's box a thing that is in it may be
ASIDE = 0.5  # [m] how far beside a surface a thing that stands on it may be
OFF = 0.35  # [m] how far above or below
SUNK = 0.2  # [m] what was this far above a surface stood on something else, such as a rim
ON_FLOOR = 0.12  # [m] what is lower than this and over nothing stands on the floor


def floor_plan_scene(name: str, movables: Sequence[MovablePose] | None = None) -> Scene:
    """One of iTHOR's floor plans, rebuilt.

    Args:
        name: such as `FloorPlan10` or `FloorPlan10_physics`.
        movables: where things that can be moved are, as ALFRED's `object_poses` say; the commonest
            places if None. Each comes to rest on or in the receptacle that it is at.

    Raises:
        InvalidInputError: there is no such plan, or a movable thing of no known type.
    """
    return build_scene(floor_plan_house(name, movables), plan_name(name))


def floor_plan_house(name: str, movables: Sequence[MovablePose] | None = None) -> Json:
    """The house JSON of `floor_plan_scene`."""
    name = plan_name(name)
    house = copy.deepcopy(_bare(name)[0])
    if movables is None:
        movables = default_movables(name)
    specs = {spec["id"]: spec for spec in _walk(house["objects"])}
    holders = _bare(name)[1]
    for number, pose in enumerate(movables):
        kind = pose.object_type
        if not kind:
            raise InvalidInputError(
                f"movables[{number}].object_name",
                f"{pose.object_name!r:.60}: expected a type of AI2-THOR's and an underscore",
            )
        holder, spec = _place(pose, kind, number, holders, records()[name]["assets"])
        if holder is None:
            house["objects"].append(spec)
        else:
            specs[holder].setdefault("children", []).append(spec)
    return house


def default_movables(name: str) -> tuple[MovablePose, ...]:
    """The movable things of a plan in their commonest places."""
    rows = records()[plan_name(name)]["movables"]
    return tuple(MovablePose(n, (x, y, z), (rx, ry, rz)) for n, x, y, z, rx, ry, rz in rows)


@functools.lru_cache(maxsize=128)
def _bare(name: str) -> tuple[Json, tuple[SceneObject, ...]]:
    """A plan's bare house and the receptacles in it."""
    house = bare_house(name)
    scene = build_scene(house, name)
    holders = tuple(
        item
        for item in scene.objects
        if can(item.object_type, Affordance.RECEPTACLE) and item.house_id
    )
    return house, holders


def _walk(specs: Sequence[Json]) -> list[Json]:
    found: list[Json] = []
    for spec in specs:
        found += [spec, *_walk(spec.get("children", []))]
    return found


def asset_for(kind: str, assets: Mapping[str, Sequence[str]]) -> Asset:
    """The asset that a thing of a type is in a plan."""
    for name in assets.get(kind, ()):
        if "Used_Up" not in name:
            return asset(name)
    return assets_of(kind)[0]


def _place(
    pose: MovablePose, kind: str, number: int, holders: Sequence[SceneObject],
    assets: Mapping[str, Sequence[str]],
) -> tuple[str | None, Json]:  # fmt: skip
    """The id of the receptacle that a thing is in or on, and its house JSON."""
    thing = asset_for(kind, assets)
    x, y, z = pose.position
    best: tuple[float, SceneObject, float, tuple[float, float]] | None = None
    for holder in holders:
        if takes(holder.object_type, kind) and math.dist(holder.position[::2], (x, z)) < 3.0:
            found = _cost(holder, thing, pose)
            if found is not None and (best is None or found[0] < best[0] - 1e-9):
                best = (found[0], holder, found[1], found[2])
    sunk = best is not None and y - best[2] > SUNK and not shuts(best[1].object_type)
    if best is None or sunk or (y < ON_FLOOR + thing.size[1] / 2 and best[0] > 0.15):
        # On the floor, or on something that nobody says is there.
        holder, low, at = None, 0.0 if y < 0.3 else y - 0.01, (x, z)
    else:
        _, owner, low, at = best
        holder = owner.house_id
    object_id = "|".join([kind, *(f"{v + 0.0:+06.2f}" for v in pose.position)])
    return holder, {
        "id": f"movable|{number}|{pose.object_name}",
        "assetId": thing.asset_id,
        "objectId": object_id,
        "position": {"x": at[0], "y": low + thing.size[1] / 2, "z": at[1]},
        "rotation": {"x": 0.0, "y": pose.rotation[1] % 360.0, "z": 0.0},
    }


def _cost(
    holder: SceneObject, thing: Asset, pose: MovablePose
) -> tuple[float, float, tuple[float, float]] | None:
    """How unlikely a thing is in or on a receptacle; the height and place of its bottom there."""
    x, y, z = pose.position
    lx, lz = local_from_world(holder, x, z)
    hx, hy, hz = (v / 2 for v in holder.size)
    shut = can(holder.object_type, Affordance.OPENABLE)
    within = (
        shut
        and abs(lx) <= hx + INSIDE
        and abs(lz) <= hz + INSIDE
        and abs(y - holder.position[1]) <= hy - 0.01
    )
    best: tuple[float, float, tuple[float, float]] | None = None
    for rest in rests(holder.shape, holder.size):
        if rest.enclosed != within:
            continue
        low = holder.position[1] + rest.y
        off = min(abs(y - low), abs(y - thing.size[1] / 2 - low))
        x0, z0, x1, z1 = rest.box
        cx, cz = min(max(lx, x0), x1), min(max(lz, z0), z1)
        aside = math.hypot(lx - cx, lz - cz)
        if not within and (off > OFF or aside > ASIDE):
            continue
        cost = 0.03 + 0.1 * off + 0.1 * aside if within else off + 2.0 * aside
        if thing.size[1] > rest.clearance + 0.02:
            cost += 0.2
        if best is None or cost < best[0] - 1e-9:
            best = (cost, low, world_from_local(holder, cx, cz))
    return best
