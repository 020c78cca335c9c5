"""Rooms of a house on its floor plan, and the doors and windows in their walls.

Polygons run counter-clockwise seen from above (x right, z up), so a room lies on the left of
each of its walls. Lengths are metres.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field, replace

import numpy as np

from envs.thor.assets import Asset, assets_of

Point = tuple[float, float]
Rect = tuple[float, float, float, float]  # (x0, z0, x1, z1)

# Rooms of a house by their number, with how likely each mix is.
_MIXES: dict[int, tuple[tuple[float, tuple[str, ...]], ...]] = {
    1: ((1.0, ("Kitchen",)),),
    2: ((0.6, ("Kitchen", "LivingRoom")), (0.4, ("Kitchen", "Bedroom"))),
    3: (
        (0.4, ("Kitchen", "LivingRoom", "Bathroom")),
        (0.3, ("Kitchen", "Bedroom", "Bathroom")),
        (0.3, ("Kitchen", "LivingRoom", "Bedroom")),
    ),
    4: ((1.0, ("Kitchen", "LivingRoom", "Bedroom", "Bathroom")),),
    5: (
        (0.7, ("Kitchen", "LivingRoom", "Bedroom", "Bedroom", "Bathroom")),
        (0.3, ("Kitchen", "LivingRoom", "Bedroom", "Bathroom", "Bathroom")),
    ),
    6: (
        (0.6, ("Kitchen", "LivingRoom", "Bedroom", "Bedroom", "Bathroom", "Bathroom")),
        (0.4, ("Kitchen", "LivingRoom", "Bedroom", "Bedroom", "Bedroom", "Bathroom")),
    ),
}
_ROOM_COUNTS = (0.08, 0.14, 0.2, 0.26, 0.18, 0.14)  # of one to six rooms
_AREA = {
    "Kitchen": (14.0, 22.0),
    "LivingRoom": (19.0, 32.0),
    "Bedroom": (12.5, 19.0),
    "Bathroom": (6.5, 9.5),
}  # [m²]
_SHORT_SIDE = {"Kitchen": 3.2, "LivingRoom": 3.7, "Bedroom": 3.1, "Bathroom": 2.3}
_LONGEST = 2.1  # long side over short side
# How unwelcome a door between two kinds of room is.
_DOOR_COST = {
    frozenset({"Kitchen", "LivingRoom"}): 0.0,
    frozenset({"LivingRoom", "Bedroom"}): 0.3,
    frozenset({"LivingRoom", "Bathroom"}): 0.8,
    frozenset({"Bedroom", "Bathroom"}): 0.7,
    frozenset({"Kitchen", "Bedroom"}): 1.2,
    frozenset({"Bedroom"}): 1.6,
    frozenset({"Kitchen", "Bathroom"}): 2.0,
    frozenset({"Bathroom"}): 9.0,
}
_DOOR_MARGIN = 0.12  # [m] of wall kept beside a door
# Window sill [m] lowest and highest, and the tallest window, by room.
_SILL = {
    "Kitchen": (1.1, 1.2, 0.95),
    "LivingRoom": (0.7, 0.95, 1.3),
    "Bedroom": (0.85, 1.0, 1.3),
    "Bathroom": (1.45, 1.6, 0.7),
}


@dataclass(frozen=True, slots=True)
class Opening:
    """A door or a window in one side of a wall.

    Attributes:
        start, end: [m] along the wall from its start.
        low, high: [m] above the floor.
        kind: `passage`, `door` (outdoors, always closed) or `window`.
    """

    start: float
    end: float
    low: float
    high: float
    kind: str


@dataclass(slots=True)
class WallPlan:
    """One side of a room's polygon, with the room on its left.

    Attributes:
        start, end: corners (x, z).
        shared: parts that another room lies behind, as (from, to, room index) along the wall.
        openings: doors and windows in it.
    """

    start: Point
    end: Point
    shared: list[tuple[float, float, int]] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)

    @property
    def length(self) -> float:
        return math.dist(self.start, self.end)

    @property
    def along(self) -> Point:
        """Unit vector from start to end."""
        return (
            (self.end[0] - self.start[0]) / self.length,
            (self.end[1] - self.start[1]) / self.length,
        )

    @property
    def inward(self) -> Point:
        """Unit normal into the room."""
        ux, uz = self.along
        return (-uz, ux)

    def at(self, t: float, depth: float = 0.0) -> Point:
        """The point `t` along the wall and `depth` into the room."""
        (ux, uz), (nx, nz) = self.along, self.inward
        return (
            self.start[0] + t * ux + depth * nx,
            self.start[1] + t * uz + depth * nz,
        )

    def outdoors(self) -> list[tuple[float, float]]:
        """Parts of the wall with no room behind."""
        free, at = [], 0.0
        for low, high, _ in sorted(self.shared):
            if low - at > 0.01:
                free.append((at, low))
            at = max(at, high)
        if self.length - at > 0.01:
            free.append((at, self.length))
        return free


@dataclass(slots=True)
class RoomPlan:
    """A room: type, corners counter-clockwise, and a wall for each side."""

    room_type: str
    polygon: tuple[Point, ...]
    walls: list[WallPlan] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hole:
    """A door or window, as the house file will have it: both wall sides it is in.

    Attributes:
        room, wall: indices of the room and of its wall.
        opening: where in that wall.
        asset: what fills it.
        other: index of the room behind; -1 outdoors.
    """

    room: int
    wall: int
    opening: Opening
    asset: Asset
    other: int


@dataclass(slots=True)
class FloorPlan:
    """A whole floor plan."""

    rooms: list[RoomPlan]
    holes: list[Hole]
    height: float


def choose_rooms(rng: np.random.Generator, count: int | None) -> tuple[str, ...]:
    """Room types of a house, of `count` rooms or of a likely number."""
    number = int(rng.choice(6, p=_ROOM_COUNTS)) + 1 if count is None else count
    mixes = _MIXES[number]
    chosen = int(rng.choice(len(mixes), p=[weight for weight, _ in mixes]))
    return mixes[chosen][1]


def draw_floor_plan(rng: np.random.Generator, kinds: tuple[str, ...]) -> FloorPlan | None:
    """One try at a floor plan; None where rooms come out misshapen or cannot be joined."""
    areas = [float(rng.uniform(*_AREA[kind])) for kind in kinds]
    if len(kinds) == 1:
        areas[0] += float(rng.uniform(2.0, 7.0))
    aspect = float(rng.uniform(1.0, 1.7))
    width = math.sqrt(sum(areas) * aspect)
    depth = sum(areas) / width
    if rng.random() < 0.5:
        width, depth = depth, width
    outline = (0.0, 0.0, _snap(width), _snap(depth))
    polygons = _divide(rng, outline, list(range(len(kinds))), areas, kinds)
    if polygons is None:
        return None
    rooms = [RoomPlan(kind, polygons[index]) for index, kind in enumerate(kinds)]
    for room in rooms:
        corners = [*room.polygon, room.polygon[0]]
        room.walls = [WallPlan(a, b) for a, b in itertools.pairwise(corners)]
    _find_shared(rooms)
    plan = FloorPlan(rooms, [], round(float(rng.uniform(2.5, 3.0)), 2))
    if not _add_passages(rng, plan):
        return None
    _add_front_door(rng, plan)
    _add_windows(rng, plan)
    return plan


def _snap(value: float) -> float:
    return round(round(value / 0.05) * 0.05, 4)


def _rect_polygon(rect: Rect) -> tuple[Point, ...]:
    x0, z0, x1, z1 = rect
    return ((x0, z0), (x1, z0), (x1, z1), (x0, z1))


def _fits(rect: Rect, kind: str) -> bool:
    sides = sorted((rect[2] - rect[0], rect[3] - rect[1]))
    return sides[0] >= _SHORT_SIDE[kind] and sides[1] <= _LONGEST * sides[0]


def _divide(
    rng: np.random.Generator,
    rect: Rect,
    members: list[int],
    areas: list[float],
    kinds: tuple[str, ...],
) -> dict[int, tuple[Point, ...]] | None:
    """Cuts a rectangle into rooms of about the wanted areas."""
    if len(members) == 1:
        return {members[0]: _rect_polygon(rect)} if _fits(rect, kinds[members[0]]) else None
    if len(members) == 2 and rng.random() < 0.5:
        corner = _corner_room(rng, rect, members, areas, kinds)
        if corner is not None:
            return corner
    order = [members[i] for i in rng.permutation(len(members))]
    total = sum(areas[i] for i in order)
    cut = int(rng.integers(1, len(order)))
    first, second = order[:cut], order[cut:]
    share = sum(areas[i] for i in first) / total
    x0, z0, x1, z1 = rect
    if (x1 - x0 > z1 - z0) == (rng.random() < 0.85):
        middle = _snap(x0 + share * (x1 - x0))
        halves: tuple[Rect, Rect] = (x0, z0, middle, z1), (middle, z0, x1, z1)
    else:
        middle = _snap(z0 + share * (z1 - z0))
        halves = (x0, z0, x1, middle), (x0, middle, x1, z1)
    one = _divide(rng, halves[0], first, areas, kinds)
    two = _divide(rng, halves[1], second, areas, kinds) if one is not None else None
    return None if one is None or two is None else {**one, **two}


def _corner_room(
    rng: np.random.Generator,
    rect: Rect,
    members: list[int],
    areas: list[float],
    kinds: tuple[str, ...],
) -> dict[int, tuple[Point, ...]] | None:
    """Puts the smaller of two rooms in a corner of the larger, which becomes L-shaped."""
    small, large = sorted(members, key=lambda i: areas[i])
    if areas[large] < 14.0:
        return None
    x0, z0, x1, z1 = rect
    width = _snap(float(rng.uniform(0.4, 0.62)) * (x1 - x0))
    depth = _snap(areas[small] / width)
    arm = 2.6 if kinds[large] != "Kitchen" else 2.9
    if x1 - x0 - width < arm or z1 - z0 - depth < arm:
        return None
    if not _fits((0.0, 0.0, width, depth), kinds[small]):
        return None
    west, south = bool(rng.random() < 0.5), bool(rng.random() < 0.5)
    xa, xb = (x0, x0 + width) if west else (x1 - width, x1)
    za, zb = (z0, z0 + depth) if south else (z1 - depth, z1)
    xa, xb, za, zb = (round(v, 4) for v in (xa, xb, za, zb))
    inner_x, inner_z = (xb if west else xa), (zb if south else za)
    corner = (x0 if west else x1, z0 if south else z1)
    polygon: list[Point] = []
    for point in _rect_polygon(rect):
        if point != corner:
            polygon.append(point)
            continue
        step = [(corner[0], inner_z), (inner_x, inner_z), (inner_x, corner[1])]
        # Counter-clockwise, the corner is reached along z in the south-west and north-east.
        polygon += step if (west == south) else step[::-1]
    return {small: _rect_polygon((xa, za, xb, zb)), large: tuple(polygon)}


def _find_shared(rooms: list[RoomPlan]) -> None:
    """Notes for every wall which parts of it another room lies behind."""
    for index, room in enumerate(rooms):
        for wall in room.walls:
            (ux, uz), length = wall.along, wall.length
            for other, behind in enumerate(rooms):
                if other == index:
                    continue
                for back in behind.walls:
                    spans = []
                    for x, z in (back.start, back.end):
                        dx, dz = x - wall.start[0], z - wall.start[1]
                        if abs(dx * uz - dz * ux) > 1e-6:
                            break
                        spans.append(dx * ux + dz * uz)
                    else:
                        low, high = max(min(spans), 0.0), min(max(spans), length)
                        if high - low > 0.01:
                            wall.shared.append((low, high, other))
            wall.shared.sort()


def _add_passages(rng: np.random.Generator, plan: FloorPlan) -> bool:
    """Joins all rooms by passages: a cheapest tree, and now and then one more."""
    frames = [item for item in assets_of("Doorframe") if "Double" not in item.asset_id]
    wide = [item for item in assets_of("Doorframe") if "Double" in item.asset_id]
    style = int(rng.integers(len(frames)))
    edges: list[tuple[float, int, int, int, float, float]] = []
    for index, room in enumerate(plan.rooms):
        for number, wall in enumerate(room.walls):
            for low, high, other in wall.shared:
                if other > index and high - low >= frames[style].size[0] + 2 * _DOOR_MARGIN:
                    pair = frozenset({room.room_type, plan.rooms[other].room_type})
                    cost = _DOOR_COST[pair] + float(rng.uniform(0.0, 0.6))
                    edges.append((cost, index, other, number, low, high))
    edges.sort()
    group = list(range(len(plan.rooms)))
    for cost, a, b, number, low, high in edges:
        joined = group[a] == group[b]
        if joined and (cost > 0.9 or rng.random() > 0.3):
            continue
        if joined and any({h.room, h.other} == {a, b} for h in plan.holes):
            continue
        both = {plan.rooms[a].room_type, plan.rooms[b].room_type}
        roomy = high - low >= 3.4 and "Bathroom" not in both and "Bedroom" not in both
        asset = wide[style] if roomy and rng.random() < 0.35 else frames[style]
        _cut_passage(rng, plan, (a, number, b), (low, high), asset)
        merged, kept = group[b], group[a]
        group = [kept if g == merged else g for g in group]
    return len(set(group)) == 1


def _cut_passage(
    rng: np.random.Generator,
    plan: FloorPlan,
    place: tuple[int, int, int],
    span: tuple[float, float],
    asset: Asset,
) -> None:
    room, number, other = place
    width = asset.size[0]
    low, high = span[0] + _DOOR_MARGIN, span[1] - _DOOR_MARGIN - width
    nearby = min(0.25, high - low)
    draw = float(rng.random())
    if draw < 0.42:
        start = low + float(rng.uniform(0.0, nearby))
    elif draw < 0.84:
        start = high - float(rng.uniform(0.0, nearby))
    else:
        start = float(rng.uniform(low, high))
    start = round(start, 3)
    opening = Opening(start, round(start + width, 4), 0.0, asset.size[1], "passage")
    wall = plan.rooms[room].walls[number]
    wall.openings.append(opening)
    a, b = wall.at(opening.start), wall.at(opening.end)
    for back in plan.rooms[other].walls:
        ends = sorted(_project(back, point) for point in (a, b))
        in_line = all(offset < 1e-6 for _, offset in ends)
        if in_line and ends[0][0] >= -1e-6 and ends[1][0] <= back.length + 1e-6:
            back.openings.append(replace(opening, start=ends[0][0], end=ends[1][0]))
            break
    plan.holes.append(Hole(room, number, opening, asset, other))


def _project(wall: WallPlan, point: Point) -> tuple[float, float]:
    (ux, uz) = wall.along
    dx, dz = point[0] - wall.start[0], point[1] - wall.start[1]
    return dx * ux + dz * uz, abs(dx * uz - dz * ux)


def _add_front_door(rng: np.random.Generator, plan: FloorPlan) -> None:
    doors = [item for item in assets_of("Doorway") if "Double" not in item.asset_id]
    door = doors[int(rng.integers(len(doors)))]
    width = door.size[0]
    rank = {"LivingRoom": 0, "Kitchen": 1, "Bedroom": 2, "Bathroom": 3}
    options: list[tuple[float, int, int, float, float]] = []
    for index, room in enumerate(plan.rooms):
        for number, wall in enumerate(room.walls):
            for low, high in wall.outdoors():
                if high - low >= width + 0.3:
                    cost = rank[room.room_type] + float(rng.uniform(0.0, 0.9))
                    options.append((cost, index, number, low, high))
    if not options:
        return
    _, index, number, low, high = min(options)
    at_start = bool(rng.random() < 0.5)
    start = low + 0.15 if at_start else high - 0.15 - width
    start = round(start, 3)
    opening = Opening(start, round(start + width, 4), 0.0, door.size[1], "door")
    plan.rooms[index].walls[number].openings.append(opening)
    plan.holes.append(Hole(index, number, opening, door, -1))


def _add_windows(rng: np.random.Generator, plan: FloorPlan) -> None:
    styles = ("Window_Fixed", "Window_Hung", "Window_Slider")
    style = styles[int(rng.integers(len(styles)))]
    panes = [item for item in assets_of("Window") if item.asset_id.startswith(style)]
    for index, room in enumerate(plan.rooms):
        lowest, highest, tallest = _SILL[room.room_type]
        sill = round(float(rng.uniform(lowest, highest)), 2)
        for number, wall in enumerate(room.walls):
            for low, high in wall.outdoors():
                fitting = [
                    item
                    for item in panes
                    if item.size[0] <= high - low - 0.7
                    and item.size[1] <= min(tallest, plan.height - 0.2 - sill)
                ]
                if not fitting or rng.random() > 0.75:
                    continue
                pane = fitting[int(rng.integers(len(fitting)))]
                slack = high - low - pane.size[0] - 0.5
                start = low + 0.25 + slack * float(rng.uniform(0.2, 0.8))
                start = round(start, 3)
                opening = Opening(
                    start, round(start + pane.size[0], 4), sill, sill + pane.size[1], "window"
                )
                if any(
                    o.start - 0.15 < opening.end and opening.start < o.end + 0.15
                    for o in wall.openings
                ):
                    continue
                wall.openings.append(opening)
                plan.holes.append(Hole(index, number, opening, pane, -1))
