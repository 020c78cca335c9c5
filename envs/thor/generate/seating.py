"""Groups of furniture that belong together: tables with chairs, sofas with televisions."""

from __future__ import annotations

import math

import numpy as np

from envs.thor.assets import Asset
from envs.thor.generate.choosing import choose
from envs.thor.generate.floor_plan import WallPlan
from envs.thor.generate.space import ANY, FRONT, Piece, RoomSpace, against, standing


def along_wall(
    rng: np.random.Generator,
    space: RoomSpace,
    asset: Asset,
    *,
    access: str = FRONT,
    gap: float = 0.01,
    tries: int = 40,
    corner: float = 0.3,
) -> Piece | None:
    """Stands one thing with its back to some wall; None where no place was found.

    Args:
        rng: random generator.
        space: the room.
        asset: the thing.
        access: see `Piece`.
        gap: [m] from the wall.
        tries: places looked at.
        corner: how often a corner of the room is tried.
    """
    walls = [wall for wall in space.plan.walls if wall.length > asset.size[0] + 0.1]
    if not walls:
        return None
    weights = np.array([wall.length for wall in walls])
    for _ in range(tries):
        wall = walls[int(rng.choice(len(walls), p=weights / weights.sum()))]
        piece = against(wall, asset, _spot(rng, wall, asset, corner), gap=gap, access=access)
        if space.add([piece]):
            return piece
    return None


def _spot(rng: np.random.Generator, wall: WallPlan, asset: Asset, corner: float) -> float:
    half = asset.size[0] / 2.0 + 0.05
    if rng.random() < corner:
        return half if rng.random() < 0.5 else wall.length - half
    return float(rng.uniform(half, wall.length - half))


def in_the_open(
    rng: np.random.Generator, space: RoomSpace, asset: Asset, *, tries: int = 30
) -> Piece | None:
    """Stands one thing anywhere on the floor."""
    xs = [x for x, _ in space.plan.polygon]
    zs = [z for _, z in space.plan.polygon]
    for _ in range(tries):
        x = float(rng.uniform(min(xs) + 0.3, max(xs) - 0.3))
        z = float(rng.uniform(min(zs) + 0.3, max(zs) - 0.3))
        piece = standing(asset, x, z, 90.0 * int(rng.integers(4)))
        if space.add([piece]):
            return piece
    return None


def add_dining(rng: np.random.Generator, space: RoomSpace, seats: tuple[int, int]) -> list[Piece]:
    """A dining table with chairs; smaller ones are tried where a large one does not fit."""
    chair = choose(rng, "Chair")
    for attempt in range(5):
        largest = (1.7, 0.85, 1.05) if attempt < 3 else (1.25, 0.85, 0.85)
        table = choose(rng, "DiningTable", largest)
        wanted = int(rng.integers(seats[0], seats[1])) if attempt < 3 else 2
        found = _place_table(rng, space, table, chair, wanted)
        if found:
            return found
    return []


def _place_table(
    rng: np.random.Generator, space: RoomSpace, table: Asset, chair: Asset, seats: int
) -> list[Piece]:
    xs = [x for x, _ in space.plan.polygon]
    zs = [z for _, z in space.plan.polygon]
    for _ in range(25):
        if rng.random() < 0.35:
            wall = space.plan.walls[int(rng.integers(len(space.plan.walls)))]
            half = table.size[0] / 2.0 + 0.1
            if wall.length < 2 * half:
                continue
            t = float(rng.uniform(half, wall.length - half))
            middle = against(wall, table, t, gap=0.02, access=ANY)
        else:
            x = float(rng.uniform(min(xs) + 1.0, max(xs) - 1.0))
            z = float(rng.uniform(min(zs) + 1.0, max(zs) - 1.0))
            middle = standing(table, x, z, 90.0 * int(rng.integers(2)))
        if not space.fits([middle]):
            continue
        group = [middle]
        for spot in _chair_spots(rng, middle, chair):
            if len(group) > seats:
                break
            if space.fits([*group[1:], spot], margin=0.01) and not _collides(spot, group[1:]):
                group.append(spot)
        while len(group) >= 2:
            if space.walkable(group):
                space.put(group)
                return group
            group.pop()
    return []


def _collides(piece: Piece, others: list[Piece]) -> bool:
    a = piece.box
    return any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        for b in (other.box for other in others)
    )


def _chair_spots(rng: np.random.Generator, table: Piece, chair: Asset) -> list[Piece]:
    """Chairs around a table, facing it, in a random order."""
    width, _, depth = table.asset.size
    along = 2 if width > 1.25 else 1
    places: list[tuple[float, float, float]] = []
    for side, yaw in ((1.0, 180.0), (-1.0, 0.0)):
        for number in range(along):
            x = (number - (along - 1) / 2.0) * width / 2.0
            places.append((x, side * (depth / 2.0 + chair.size[2] / 2.0 + 0.04), yaw))
    for side, yaw in ((1.0, 270.0), (-1.0, 90.0)):
        places.append((side * (width / 2.0 + chair.size[2] / 2.0 + 0.04), 0.0, yaw))
    angle = math.radians(table.yaw)
    sin, cos = math.sin(angle), math.cos(angle)
    spots = []
    for index in rng.permutation(len(places)):
        x, z, yaw = places[int(index)]
        spots.append(
            standing(
                chair,
                table.position[0] + cos * x + sin * z,
                table.position[2] - sin * x + cos * z,
                table.yaw + yaw,
            )
        )
    return spots


def add_desk(rng: np.random.Generator, space: RoomSpace) -> Piece | None:
    """A desk at a wall, with a chair where there is place for one."""
    desk = along_wall(rng, space, choose(rng, "Desk"), access=ANY, gap=0.02)
    if desk is None:
        return None
    chair = choose(rng, "Chair")
    ahead = desk.asset.size[2] / 2.0 + chair.size[2] / 2.0 + 0.03
    angle = math.radians(desk.yaw)
    spot = standing(
        chair,
        desk.position[0] + math.sin(angle) * ahead,
        desk.position[2] + math.cos(angle) * ahead,
        desk.yaw + 180.0,
    )
    space.add([spot], margin=0.01)
    return desk


def add_sofa_group(rng: np.random.Generator, space: RoomSpace) -> bool:
    """A television on its stand, a sofa that faces it, and a coffee table between."""
    for _ in range(60):
        stand, sofa = choose(rng, "TVStand"), choose(rng, "Sofa")
        television = choose(rng, "Television", (stand.size[0] + 0.1, 0.85, 0.4))
        walls = [w for w in space.plan.walls if w.length > max(stand.size[0], sofa.size[0]) + 0.2]
        if not walls:
            return False
        wall = walls[int(rng.integers(len(walls)))]
        half = max(stand.size[0], sofa.size[0]) / 2.0 + 0.1
        t = float(rng.uniform(half, wall.length - half))
        base = against(wall, stand, t, gap=0.02)
        distance = float(rng.uniform(1.9, 2.9))
        facing = (base.yaw + 180.0) % 360.0
        ahead = stand.size[2] / 2.0 + distance + sofa.size[2] / 2.0
        x, z = _ahead(base, ahead)
        couch = standing(sofa, x, z, facing, access=FRONT)
        if not space.add([base, couch]):
            continue
        top = stand.size[1]
        base.children.append(
            Piece(
                television,
                (base.position[0], top + television.size[1] / 2.0, base.position[2]),
                base.yaw,
            )
        )
        for _ in range(8):
            table = choose(rng, "CoffeeTable")
            between = stand.size[2] / 2.0 + distance - table.size[2] / 2.0
            x, z = _ahead(base, between - float(rng.uniform(0.25, 0.4)))
            if space.add([standing(table, x, z, base.yaw)]):
                break
        return True
    return False


def _ahead(piece: Piece, distance: float) -> tuple[float, float]:
    angle = math.radians(piece.yaw)
    return (
        piece.position[0] + math.sin(angle) * distance,
        piece.position[2] + math.cos(angle) * distance,
    )
