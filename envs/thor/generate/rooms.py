"""Living rooms, bedrooms and bathrooms."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from envs.thor.generate.choosing import choose, fitting, own
from envs.thor.generate.floor_plan import WallPlan
from envs.thor.generate.seating import (
    add_desk,
    add_dining,
    add_sofa_group,
    along_wall,
    in_the_open,
)  # fmt: skip
from envs.thor.generate.space import ANY, FRONT, NONE, Piece, RoomSpace, against
from envs.thor.house_walls import yaw_of


def furnish_living_room(rng: np.random.Generator, space: RoomSpace) -> bool:
    """A place to sit with a television, tables, lamps and shelves."""
    if not add_sofa_group(rng, space):
        return False
    if rng.random() < 0.55:
        add_dining(rng, space, seats=(2, 5))
    else:
        add_desk(rng, space)
    along_wall(rng, space, choose(rng, "SideTable"), access=ANY)
    for kind, chance in (
        ("ShelvingUnit", 0.7), ("ArmChair", 0.9), ("FloorLamp", 0.9), ("ArmChair", 0.4),
        ("Dresser", 0.3), ("HousePlant", 0.8), ("GarbageCan", 0.4),
    ):  # fmt: skip
        if rng.random() < chance:
            _stand(rng, space, kind)
    for kind, chance in (("Ottoman", 0.3), ("DogBed", 0.25), ("Box", 0.25)):
        if rng.random() < chance:
            in_the_open(rng, space, choose(rng, kind))
    return True


def furnish_bedroom(rng: np.random.Generator, space: RoomSpace) -> bool:
    """A bed with a table beside it, a dresser, and often a desk."""
    for _ in range(12):
        bed = along_wall(rng, space, choose(rng, "Bed"), access=ANY, tries=15)
        if bed is not None:
            break
    else:
        return False
    _beside(rng, space, bed)
    _stand(rng, space, "Dresser")
    if rng.random() < 0.75:
        add_desk(rng, space)
    for kind, chance in (
        ("FloorLamp", 0.5), ("ArmChair", 0.35), ("ShelvingUnit", 0.35), ("GarbageCan", 0.5),
        ("LaundryHamper", 0.5), ("HousePlant", 0.5), ("TVStand", 0.3), ("Safe", 0.15),
    ):  # fmt: skip
        if rng.random() < chance:
            piece = _stand(rng, space, kind)
            if piece is not None and kind == "TVStand":
                _television(rng, piece)
    if rng.random() < 0.25:
        in_the_open(rng, space, choose(rng, "Box"))
    return True


def furnish_bathroom(rng: np.random.Generator, space: RoomSpace) -> bool:
    """Bathtub, sink and toilet, with all that hangs beside them."""
    for _ in range(8):
        before = len(space.pieces)
        if _bathtub(rng, space) and _washstand(rng, space) and _toilet(rng, space):
            break
        fresh = RoomSpace(space.plan, space.index, space.height)
        space.free, space.pieces = fresh.free, space.pieces[:before]
    else:
        return False
    along_wall(rng, space, choose(rng, "SideTable", (0.6, 0.85, 0.45)), access=ANY)
    for kind, chance in (
        ("GarbageCan", 0.6), ("LaundryHamper", 0.4), ("ShelvingUnit", 0.25),
        ("WashingMachine", 0.2),
    ):  # fmt: skip
        if rng.random() < chance:
            _stand(rng, space, kind)
    return _hang(rng, space, "TowelHolder", 1.35) and _hang(rng, space, "HandTowelHolder", 1.25)


def _stand(rng: np.random.Generator, space: RoomSpace, kind: str) -> Piece | None:
    access = {"FloorLamp": NONE, "HousePlant": ANY, "ArmChair": FRONT}.get(kind, FRONT)
    thing = choose(rng, kind)
    if kind == "HousePlant":
        large = [item for item in fitting(kind) if item.size[1] > 0.5]
        thing = large[int(rng.integers(len(large)))]
    if kind == "FloorLamp":
        access = ANY
    return along_wall(rng, space, thing, access=access, corner=0.4, gap=0.03)


def _beside(rng: np.random.Generator, space: RoomSpace, bed: Piece) -> None:
    """Side tables at the head of a bed, on one side or on both."""
    table = choose(rng, "SideTable", (0.6, 0.75, 0.5))
    angle = math.radians(bed.yaw)
    sin, cos = math.sin(angle), math.cos(angle)
    sides = (1.0, -1.0) if rng.random() < 0.5 else (-1.0, 1.0)
    placed = 0
    for side in sides:
        across = side * (bed.asset.size[0] / 2.0 + table.size[0] / 2.0 + 0.04)
        back = -bed.asset.size[2] / 2.0 + table.size[2] / 2.0 + 0.01
        x = bed.position[0] + cos * across + sin * back
        z = bed.position[2] - sin * across + cos * back
        piece = Piece(table, (x, table.size[1] / 2.0, z), bed.yaw, access=ANY)
        if (placed == 0 or rng.random() < 0.6) and space.add([piece]):
            placed += 1
    if placed == 0:
        along_wall(rng, space, table, access=ANY)


def _television(rng: np.random.Generator, stand: Piece) -> None:
    television = choose(rng, "Television", (stand.asset.size[0] + 0.1, 0.85, 0.4))
    x, _, z = stand.position
    y = stand.top + television.size[1] / 2.0
    stand.children.append(Piece(television, (x, y, z), stand.yaw))


def _bathtub(rng: np.random.Generator, space: RoomSpace) -> bool:
    sizes = [("150", "160", "170")[int(i)] for i in rng.permutation(3)] + ["150"]
    for name in sizes:
        tub = along_wall(rng, space, own(f"Bathtub_{name}"), gap=0.01, corner=0.8, tries=25)
        if tub is None:
            continue
        basin = own(f"BathtubBasin_{name}")
        x, _, z = tub.position
        tub.children.append(Piece(basin, (x, tub.top - basin.size[1] / 2.0, z), tub.yaw))
        taps = [
            item
            for item in fitting("Faucet")
            if item.asset_id.startswith("Bathtub_Faucet") and item.size[1] < 0.4
        ]
        tap = taps[int(rng.integers(len(taps)))]
        side = 1.0 if rng.random() < 0.5 else -1.0
        angle = math.radians(tub.yaw)
        end = side * (tub.asset.size[0] / 2.0 - tap.size[2] / 2.0)
        space.put(
            [
                Piece(
                    tap,
                    (
                        x + math.cos(angle) * end,
                        tub.top + tap.size[1] / 2.0,
                        z - math.sin(angle) * end,
                    ),
                    (tub.yaw - side * 90.0) % 360.0,
                )
            ]
        )
        return True
    return False


def _washstand(rng: np.random.Generator, space: RoomSpace) -> bool:
    sink = along_wall(rng, space, own("Sink_Pedestal"), gap=0.0, corner=0.1)
    if sink is None:
        return False
    basin = own("SinkBasin_Pedestal")
    angle = math.radians(sink.yaw)
    sin, cos = math.sin(angle), math.cos(angle)
    x, _, z = sink.position
    sink.children.append(
        Piece(
            basin,
            (x + sin * 0.03, 0.74 + basin.size[1] / 2.0, z + cos * 0.03),
            sink.yaw,
        )
    )
    taps = [
        item
        for item in fitting("Faucet")
        if item.asset_id.startswith("Bathroom_Faucet") and item.size[0] < 0.5
    ]
    tap = taps[int(rng.integers(len(taps)))]
    back = -sink.asset.size[2] / 2.0 + tap.size[2] / 2.0
    space.put(
        [
            Piece(
                tap,
                (x + sin * back, sink.top + tap.size[1] / 2.0, z + cos * back),
                sink.yaw,
            )
        ]
    )
    mirror = own(f"Mirror_{('50', '60', '90')[int(rng.integers(3))]}")
    for wall in space.plan.walls:
        if yaw_of(wall.inward) == sink.yaw:
            (ux, uz) = wall.along
            t = (x - wall.start[0]) * ux + (z - wall.start[1]) * uz
            piece = against(wall, mirror, t, bottom=1.25, access=NONE)
            near = math.dist(piece.position[::2], sink.position[::2]) < 0.5
            if near and 0.0 < t < wall.length and space.add([piece], margin=0.0):
                break
    return True


def _toilet(rng: np.random.Generator, space: RoomSpace) -> bool:
    toilet = along_wall(rng, space, choose(rng, "Toilet"), gap=0.02, corner=0.3)
    if toilet is None:
        return False
    hanger = choose(rng, "ToiletPaperHanger")
    for _ in range(40):
        wall = space.plan.walls[int(rng.integers(len(space.plan.walls)))]
        half = hanger.size[0] / 2.0 + 0.05
        t = float(rng.uniform(half, wall.length - half))
        piece = against(wall, hanger, t, bottom=0.75)
        if math.dist(piece.position[::2], toilet.position[::2]) > 1.1:
            continue
        if _room_around(space, wall, piece, t, 0.3, -0.05, 0.2) and space.add([piece]):
            return True
    return False


def _room_around(
    space: RoomSpace,
    wall: WallPlan,
    piece: Piece,
    t: float,
    width: float,
    below: float,
    above: float,
) -> bool:
    """Whether the wall is free where what a holder carries will hang."""
    size = (max(width, piece.asset.size[0]), above - below, 0.2)
    zone = against(
        wall, replace(piece.asset, size=size), t, bottom=piece.bottom + below, access=NONE
    )
    return space.fits([zone])


def _hang(rng: np.random.Generator, space: RoomSpace, kind: str, height: float) -> bool:
    """A towel holder on a wall, with room for the towel below."""
    holder = choose(rng, kind)
    for _ in range(60):
        wall = space.plan.walls[int(rng.integers(len(space.plan.walls)))]
        half = holder.size[0] / 2.0 + 0.05
        if wall.length < 2 * half:
            continue
        t = float(rng.uniform(half, wall.length - half))
        piece = against(wall, holder, t, bottom=height)
        if _room_around(space, wall, piece, t, 0.0, -0.65, 0.1) and space.add([piece]):
            return True
    return False
