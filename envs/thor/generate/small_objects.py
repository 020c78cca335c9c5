"""Puts small things on and in the furniture, leaving room to work on counters and tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from envs.ontology import CAPACITY, Affordance, can, takes
from envs.thor.assets import Asset
from envs.thor.generate.choosing import choose, fitting
from envs.thor.generate.contents import Content, contents_of
from envs.thor.generate.seating import along_wall
from envs.thor.generate.space import ANY, Piece, RoomSpace
from envs.thor.house import base_shape
from envs.thor.resting import Box, Rest, around, deepest, half_footprint, overlaps, rests

GAP = 0.015  # [m] kept between small things
REACH = 1.2  # [m] at most from where one stands to a small thing, on the floor plan
WORKPLACE = 0.4  # [m] side of the square kept free on counters and tables
_FULL = 0.5  # no more of a surface is covered than this
_EMPTY = frozenset(
    {"Bathtub", "Box", "ClothesDryer", "CoffeeMachine", "GarbageCan", "LaundryHamper", "Microwave",
     "Safe", "Sink", "Toaster", "WashingMachine"}
)  # fmt: skip
_MOST = {"SinkBasin": 1, "BathtubBasin": 2}  # things that lie in one, so that it can be used
_LYING = frozenset({"Bed", "Sofa", "ArmChair"})


@dataclass(slots=True)
class Top:
    """A surface of a piece, with what lies on it, in the piece's own frame."""

    piece: Piece
    rest: Rest
    space: RoomSpace
    taken: list[Box] = field(default_factory=list)
    reserved: list[Box] = field(default_factory=list)
    count: int = 0

    @property
    def kind(self) -> str:
        return self.piece.asset.object_type

    def is_full(self, extra: float) -> bool:
        limit = _MOST.get(self.kind, CAPACITY.get(self.kind))
        if limit is not None and self.count >= limit:
            return True
        used = sum((b[2] - b[0]) * (b[3] - b[1]) for b in self.taken)
        return self.count > 0 and used + extra > _FULL * self.rest.area


def fill_rooms(rng: np.random.Generator, spaces: Sequence[RoomSpace], key: str) -> bool:
    """Puts small things into all rooms.

    Args:
        rng: random generator.
        spaces: furnished rooms.
        key: the house's key, which decides the shapes that things have.

    Returns:
        False where something that tasks need found no place.
    """
    for space in spaces:
        tops = [
            Top(piece, rest, space)
            for piece in _all_pieces(space.pieces)
            if can(piece.asset.object_type, Affordance.RECEPTACLE)
            for rest in rests(base_shape(key, piece.asset), piece.asset.size)
            if _is_place(piece, rest)
        ]
        solids = _Solids(space)
        _take_children(tops)
        if space.plan.room_type == "Kitchen" and not _appliances(rng, space, tops, solids, key):
            return False
        for top in tops:
            _reserve(rng, top)
        kinds = [other.plan.room_type for other in spaces]
        for content in contents_of(space.plan.room_type, kinds):
            wanted = int(rng.integers(content.low, content.high + 1))
            for number in range(wanted):
                placed = _place(rng, content, tops, solids, space)
                if not placed and content.needed and number < content.low:
                    return False
    return True


def _is_place(piece: Piece, rest: Rest) -> bool:
    """Whether things are kept on a surface: not between burners, nor where nobody sees them."""
    if piece.asset.object_type in ("CoffeeTable", "Desk", "DiningTable", "Dresser", "SideTable"):
        return math.isinf(rest.clearance)
    if piece.asset.object_type == "Toilet":
        return rest.y > 0.0
    return "Range" not in piece.asset.asset_id


def _all_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        found.append(piece)
        found += _all_pieces(piece.children)
    return found


class _Solids:
    """Boxes of everything in a room, to test new things against."""

    def __init__(self, space: RoomSpace) -> None:
        self.floor = space.open_floor_points()
        self.pieces: list[Piece] = []
        self.bounds = np.zeros((1024, 6))
        for piece in _all_pieces(space.pieces):
            self.add(piece)

    def add(self, piece: Piece) -> None:
        if len(self.pieces) == len(self.bounds):
            self.bounds = np.concatenate([self.bounds, np.zeros_like(self.bounds)])
        x0, z0, x1, z1 = piece.box
        self.bounds[len(self.pieces)] = (x0, piece.bottom, z0, x1, piece.top, z1)
        self.pieces.append(piece)

    def out_of_reach(self, piece: Piece) -> bool:
        """Whether nobody who stands anywhere gets at a piece with ease."""
        gap = self.floor - np.array((piece.position[0], piece.position[2]))
        return bool((gap * gap).sum(axis=1).min() > REACH * REACH)

    def hit(self, piece: Piece, holder: Piece | None) -> bool:
        """Whether a piece cuts into anything but what holds it."""
        known = self.bounds[: len(self.pieces)]
        x0, z0, x1, z1 = piece.box
        low = np.array((x0, piece.bottom + 1e-4, z0))
        high = np.array((x1, piece.top, z1))
        cut = ((known[:, :3] < high) & (known[:, 3:] > low)).all(axis=1)
        return any(
            not (self.pieces[int(i)] is holder or _holds(self.pieces[int(i)], holder))
            for i in np.flatnonzero(cut)
        )


def _holds(piece: Piece, holder: Piece | None) -> bool:
    """Whether `holder` is somewhere in `piece`."""
    return holder is not None and any(
        child is holder or _holds(child, holder) for child in piece.children
    )


def _take_children(tops: Sequence[Top]) -> None:
    """Counts in what furnishing already put on a surface (a television on its stand)."""
    for top in tops:
        height = top.piece.position[1] + top.rest.y
        for child in top.piece.children:
            if abs(child.bottom - height) < 0.02:
                top.taken.append(_local_box(top.piece, child))
                top.count += 1


def _local_box(holder: Piece, child: Piece) -> Box:
    angle = math.radians(holder.yaw)
    sin, cos = math.sin(angle), math.cos(angle)
    dx = child.position[0] - holder.position[0]
    dz = child.position[2] - holder.position[2]
    half = half_footprint(child.asset.size, child.yaw - holder.yaw)
    return around((cos * dx - sin * dz, sin * dx + cos * dz), half)


def _reserve(rng: np.random.Generator, top: Top) -> None:
    """Keeps a free workplace on counters and tables, towards their front."""
    box = top.rest.box
    wide, deep = box[2] - box[0], box[3] - box[1]
    if top.rest.enclosed or top.kind not in {
        "CounterTop", "CoffeeTable", "Desk", "DiningTable", "SideTable", "Dresser",
    } or wide < 0.55 or deep < 0.38:  # fmt: skip
        return
    side = min(WORKPLACE, deep)
    for _ in range(12):
        x = float(rng.uniform(box[0] + side / 2.0, box[2] - side / 2.0))
        spot = around((x, box[3] - side / 2.0), (side / 2.0, side / 2.0))
        if not any(overlaps(spot, other) for other in top.taken):
            top.reserved.append(spot)
            return


def _appliances(
    rng: np.random.Generator, space: RoomSpace, tops: list[Top], solids: _Solids, key: str
) -> bool:
    """Microwave, coffee machine and toaster, each at the back of some counter."""
    for kind in ("Microwave", "CoffeeMachine", "Toaster"):
        done = False
        for attempt in range(4):
            thing = choose(rng, kind)
            if attempt == 3:
                thing = min(fitting(kind), key=lambda item: item.size[0] * item.size[2])
            options = [
                top
                for top in tops
                if not top.rest.enclosed
                and (
                    top.kind == "CounterTop"
                    or (attempt > 1 and top.kind in ("SideTable", "DiningTable"))
                )
                and top.rest.box[2] - top.rest.box[0] >= thing.size[0] + 0.02
                and top.rest.box[3] - top.rest.box[1] >= thing.size[2]
            ]
            for index in rng.permutation(len(options)):
                if _set_at_back(rng, options[int(index)], thing, tops, solids, key):
                    done = True
                    break
            if done:
                break
        if not done:
            return False
    return True


def _set_at_back(
    rng: np.random.Generator, top: Top, thing: Asset, tops: list[Top], solids: _Solids, key: str
) -> bool:
    box = top.rest.box
    half = (thing.size[0] / 2.0, thing.size[2] / 2.0)
    for _ in range(10):
        low, high = box[0] + half[0] + 0.01, box[2] - half[0] - 0.01
        draw = float(rng.random())
        x = low if draw < 0.35 else high if draw < 0.7 else float(rng.uniform(low, high))
        z = box[1] + half[1]
        # All in front of it stays free too, for its door and for what goes in.
        zone = (x - half[0] - 0.01, box[1], x + half[0] + 0.01, box[3])
        if any(overlaps(zone, other) for other in top.taken):
            continue
        piece = _resting(top, thing, x, z, 0.0)
        if solids.hit(piece, top.piece):
            continue
        top.piece.children.append(piece)
        top.taken.append(zone)
        top.count += 1
        solids.add(piece)
        tops += [Top(piece, rest, top.space) for rest in rests(base_shape(key, thing), thing.size)]
        return True
    return False


def _resting(top: Top, thing: Asset, x: float, z: float, turn: float) -> Piece:
    """A thing on a surface, at (x, z) of the holder's frame, turned by `turn` against it."""
    angle = math.radians(top.piece.yaw)
    sin, cos = math.sin(angle), math.cos(angle)
    px, py, pz = top.piece.position
    return Piece(
        thing,
        (px + cos * x + sin * z, py + top.rest.y + thing.size[1] / 2.0, pz - sin * x + cos * z),
        (top.piece.yaw + turn) % 360.0,
    )


def _place(
    rng: np.random.Generator,
    content: Content,
    tops: list[Top],
    solids: _Solids,
    space: RoomSpace,
) -> bool:
    """Finds a place for one thing; elsewhere in the room where its usual places are full."""
    things = [choose(rng, content.kind) for _ in range(3)]
    things.append(
        min(fitting(content.kind), key=lambda item: item.size[0] * item.size[2], default=things[0])
    )
    usual = [
        name for name in content.places if name == "Floor" or any(t.kind == name for t in tops)
    ]
    weights = np.array([content.places[name] for name in usual])
    for attempt in range(8):
        thing = things[min(attempt // 2, 3)]
        if usual:
            name = usual[int(rng.choice(len(usual), p=weights / weights.sum()))]
            if name == "Floor":
                if _on_floor(rng, space, thing, solids):
                    return True
                continue
            options = [top for top in tops if top.kind == name]
            if _try_tops(rng, options, thing, solids, tries=2):
                return True
    if not content.needed:
        return False
    anywhere = [
        top
        for top in tops
        if top.kind not in _EMPTY and top.kind not in _LYING and top.kind != "StoveBurner"
    ]
    return any(_try_tops(rng, anywhere, thing, solids, tries=40) for thing in things)


def _try_tops(
    rng: np.random.Generator, options: list[Top], thing: Asset, solids: _Solids, tries: int
) -> bool:
    room = [
        top
        for top in options
        if top.rest.clearance >= thing.size[1] + 0.01
        and (
            takes(top.kind, thing.object_type) or not can(thing.object_type, Affordance.PICKUPABLE)
        )
        and not top.is_full(thing.size[0] * thing.size[2])
    ]
    if not room:
        return False
    weights = np.array([math.sqrt(top.rest.area) / (1.0 + top.count) for top in room])
    for _ in range(tries):
        top = room[int(rng.choice(len(room), p=weights / weights.sum()))]
        if _try_top(rng, top, thing, solids):
            return True
    return False


def _try_top(rng: np.random.Generator, top: Top, thing: Asset, solids: _Solids) -> bool:
    box = top.rest.box
    single = top.kind in CAPACITY
    for _ in range(10):
        draw = float(rng.random())
        if draw < 0.5:
            turn = 90.0 * int(rng.integers(4))
        else:
            turn = 90.0 * int(rng.integers(4)) + float(rng.uniform(-20.0, 20.0))
        if single:
            turn = 0.0
        turn = round(turn, 1)
        half = half_footprint(thing.size, turn)
        if single:
            x, z = (box[0] + box[2]) / 2.0, (box[1] + box[3]) / 2.0
        else:
            begin = deepest(top.rest, top.piece.position[1], thing.size[1])
            low = (box[0] + half[0] + 0.005, max(box[1] + half[1], begin - half[1]) + 0.005)
            high = (box[2] - half[0] - 0.005, box[3] - half[1] - 0.005)
            if low[0] > high[0] or low[1] > high[1]:
                continue
            x, z = float(rng.uniform(low[0], high[0])), float(rng.uniform(low[1], high[1]))
        spot = around((x, z), half)
        if any(overlaps(spot, other, GAP) for other in (*top.taken, *top.reserved)):
            continue
        piece = _resting(top, thing, x, z, turn)
        if solids.out_of_reach(piece) or solids.hit(piece, top.piece):
            continue
        top.piece.children.append(piece)
        top.taken.append(spot)
        top.count += 1
        solids.add(piece)
        return True
    return False


def _on_floor(rng: np.random.Generator, space: RoomSpace, thing: Asset, solids: _Solids) -> bool:
    piece = along_wall(rng, space, thing, access=ANY, gap=0.03, tries=12, corner=0.5)
    if piece is None:
        return False
    solids.add(piece)
    return True
