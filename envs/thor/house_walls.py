"""Walls, floors, ceilings, doors and windows of a house, as boxes.

The face of a wall that an outdoor wall shows to its room lies exactly in the plane that the
house file gives, and its body outside; where two rooms share a plane, each has its own thin half
on its own side, in its own colour. Holes are cut out of every wall that lies in their plane.
"""

from __future__ import annotations

import difflib
import hashlib
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from envs.interface import InvalidInputError
from envs.thor.house_schema import HoleSpec, House, WallSpec
from envs.thor.scene import Room, SceneObject
from envs.thor.shapes import shapes_for

Point = tuple[float, float]  # (x, z) metres

OUTER_THICKNESS = 0.1  # [m]
INNER_THICKNESS = 0.03  # [m] of each room's half of a wall between two rooms
SLAB_THICKNESS = 0.1  # [m] of floors and ceilings
DEFAULT_HEIGHT = 2.7  # [m] of a room whose file gives no walls
SMALLEST_PIECE = 0.005  # [m]
IN_PLANE = 0.06  # [m] how far a hole may lie from a wall that it is cut out of


@dataclass(frozen=True, slots=True)
class _Hole:
    """A hole in world coordinates: ends on the floor plan, heights, and where it came from."""

    start: Point
    end: Point
    low: float
    high: float
    spec: HoleSpec
    is_door: bool
    room: int
    outside: bool


@dataclass(frozen=True, slots=True)
class _Segment:
    """A wall's base line with the room on the side that `inward` (unit) points to."""

    start: Point
    end: Point
    height: float
    inward: Point
    room: int
    look: str

    @property
    def length(self) -> float:
        return math.dist(self.start, self.end)

    def at(self, along: float) -> Point:
        share = along / self.length
        return (
            self.start[0] + share * (self.end[0] - self.start[0]),
            self.start[1] + share * (self.end[1] - self.start[1]),
        )


def palette_seed(*parts: object) -> int:
    """A colour seed in [0, 2^31) that depends on the parts alone, the same in every process."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big") >> 1


def inside(polygon: Sequence[Point], x: float, z: float) -> bool:
    """Whether a point lies in a polygon given by its corners in order."""
    found = False
    for (x0, z0), (x1, z1) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        if (z0 > z) != (z1 > z) and x < x0 + (z - z0) * (x1 - x0) / (z1 - z0):
            found = not found
    return found


def area(polygon: Sequence[Point]) -> float:
    """Area of a polygon in square metres."""
    corners = zip(polygon, [*polygon[1:], polygon[0]], strict=True)
    return abs(sum(x0 * z1 - x1 * z0 for (x0, z0), (x1, z1) in corners)) / 2.0


def rectangles(polygon: Sequence[Point]) -> list[tuple[float, float, float, float]]:
    """Cuts a polygon into axis-aligned rectangles `(x0, z0, x1, z1)`.

    Exact for rectilinear polygons; slanted sides are followed in steps of 0.1 m.
    """
    edges = list(zip(polygon, [*polygon[1:], polygon[0]], strict=True))
    cuts = sorted({round(x, 6) for x, _ in polygon})
    if any(abs(a[0] - b[0]) > 1e-6 and abs(a[1] - b[1]) > 1e-6 for a, b in edges):
        steps = math.ceil((cuts[-1] - cuts[0]) / 0.1)
        cuts = sorted({*cuts, *(round(cuts[0] + 0.1 * i, 6) for i in range(1, steps))})
    done: list[tuple[float, float, float, float]] = []
    for x0, x1 in itertools.pairwise(cuts):
        if x1 - x0 < SMALLEST_PIECE:
            continue
        x = (x0 + x1) / 2.0
        crossings = sorted(
            a[1] + (x - a[0]) * (b[1] - a[1]) / (b[0] - a[0])
            for a, b in edges
            if (a[0] > x) != (b[0] > x)
        )
        for z0, z1 in zip(crossings[::2], crossings[1::2], strict=False):
            if z1 - z0 < SMALLEST_PIECE:
                continue
            last = next(
                (i for i, r in enumerate(done) if r[2] == x0 and (r[1], r[3]) == (z0, z1)), None
            )
            if last is None:
                done.append((x0, z0, x1, z1))
            else:
                done[last] = (done[last][0], z0, x1, z1)
    return done


def build_structure(house: House, rooms: list[Room], key: str) -> list[SceneObject]:
    """Everything of a house that nobody can move.

    Args:
        house: the validated file.
        rooms: its rooms in the same order.
        key: the house's own key, which colours depend on.

    Returns:
        Floors, ceilings, walls, doors and windows, in a fixed order.

    Raises:
        InvalidInputError: a door or a window names a wall or an asset that does not exist, or its
            hole does not lie in that wall.
    """
    segments = _segments(house, rooms)
    holes = _holes(house, rooms)
    built: list[SceneObject] = []
    for index, room in enumerate(rooms):
        height = max((s.height for s in segments if s.room == index), default=DEFAULT_HEIGHT)
        look = f"{house.rooms[index].floor_material}"
        built += _slabs(room, index, height, palette_seed(key, "floor", index, look), key)
    for segment in segments:
        seed = palette_seed(key, "wall", segment.room, segment.look)
        for piece, outer in _pieces(segment, segments):
            built += _cut(piece, [h for h in holes if _lies_in(h, piece)], outer, seed)
    for hole in holes:
        built.append(_filling(hole, rooms, key))
    return built


def wall_looks(house: House) -> dict[int, str]:
    """What the first wall of each room is made of, by the room's index."""
    index_of = {room.id: index for index, room in enumerate(house.rooms)}
    looks: dict[int, str] = {}
    for wall in house.walls:
        if wall.room_id in index_of and not _is_exterior_copy(wall):
            looks.setdefault(index_of[wall.room_id], f"{wall.material}")
    return looks


def room_height(structure: Sequence[SceneObject], room: int) -> float:
    """Height of a room's ceiling above its floor, metres."""
    for item in structure:
        if item.object_type == "Ceiling" and item.room == room:
            return item.position[1] - item.size[1] / 2.0
    return DEFAULT_HEIGHT


def _segments(house: House, rooms: list[Room]) -> list[_Segment]:
    found: list[_Segment] = []
    for index, (spec, room) in enumerate(zip(house.rooms, rooms, strict=True)):
        own = [w for w in house.walls if w.room_id == spec.id and not _is_exterior_copy(w)]
        lines: list[tuple[Point, Point, float, str]] = []
        for wall in own:
            start, end, height = _base_line(wall)
            if math.dist(start, end) > SMALLEST_PIECE and height > SMALLEST_PIECE:
                lines.append((start, end, height, f"{wall.material}"))
        if not lines:
            corners = [*room.polygon, room.polygon[0]]
            lines = [
                (a, b, DEFAULT_HEIGHT, "")
                for a, b in itertools.pairwise(corners)
                if math.dist(a, b) > SMALLEST_PIECE
            ]
        for start, end, height, look in lines:
            inward = _inward(start, end, room)
            found.append(_Segment(start, end, height, inward, index, look))
    return found


def _is_exterior_copy(wall: WallSpec) -> bool:
    """ProcTHOR writes every outdoor wall a second time, for the side that nobody sees."""
    return wall.id.startswith("wall|exterior") or wall.room_id == "exterior"


def _base_line(wall: WallSpec) -> tuple[Point, Point, float]:
    """The two corners of a wall at the floor, in the file's order, and its height."""
    floor = min(corner.y for corner in wall.polygon)
    top = max(corner.y for corner in wall.polygon)
    lows = [(c.x, c.z) for c in wall.polygon if c.y - floor <= (top - floor) / 2.0]
    first = lows[0]
    last = max(lows[1:], key=lambda point: math.dist(point, first), default=first)
    return first, last, top


def _inward(start: Point, end: Point, room: Room) -> Point:
    """Unit normal of a wall towards its room."""
    length = math.dist(start, end)
    normal = ((end[1] - start[1]) / length, -(end[0] - start[0]) / length)
    x, z = (start[0] + end[0]) / 2.0, (start[1] + end[1]) / 2.0
    if inside(room.polygon, x + 0.05 * normal[0], z + 0.05 * normal[1]):
        return normal
    return (-normal[0], -normal[1])


def _pieces(segment: _Segment, others: Sequence[_Segment]) -> list[tuple[_Segment, bool]]:
    """Splits a wall where it stops being shared with another room; True marks outdoor pieces."""
    length = segment.length
    ux = (segment.end[0] - segment.start[0]) / length
    uz = (segment.end[1] - segment.start[1]) / length
    shared: list[tuple[float, float]] = []
    for other in others:
        if other.room == segment.room:
            continue
        spans = []
        for x, z in (other.start, other.end):
            dx, dz = x - segment.start[0], z - segment.start[1]
            if abs(dx * uz - dz * ux) > 0.02:
                break
            spans.append(dx * ux + dz * uz)
        else:
            low, high = max(min(spans), 0.0), min(max(spans), length)
            if high - low > SMALLEST_PIECE:
                shared.append((low, high))
    cuts = sorted({0.0, length, *(edge for span in shared for edge in span)})
    pieces: list[tuple[float, float, bool]] = []
    for low, high in itertools.pairwise(cuts):
        if high - low < SMALLEST_PIECE:
            continue
        middle = (low + high) / 2.0
        outer = not any(a <= middle <= b for a, b in shared)
        if pieces and pieces[-1][2] == outer:
            pieces[-1] = (pieces[-1][0], high, outer)
        else:
            pieces.append((low, high, outer))
    return [
        (
            _Segment(
                segment.at(low), segment.at(high), segment.height, segment.inward,
                segment.room, segment.look,
            ),
            outer,
        )
        for low, high, outer in pieces
    ]  # fmt: skip


def _holes(house: House, rooms: list[Room]) -> list[_Hole]:
    walls = {wall.id: wall for wall in house.walls}
    index_of = {room.id: index for index, room in enumerate(house.rooms)}
    found: list[_Hole] = []
    for kind, specs in (("doors", house.doors), ("windows", house.windows)):
        for number, spec in enumerate(specs):
            path = f"{kind}[{number}]"
            wall = walls.get(spec.wall0)
            if wall is None:
                near = difflib.get_close_matches(spec.wall0, walls, n=1, cutoff=0.4)
                hint = f", nearest: {near[0]!r}" if near else ""
                raise InvalidInputError(f"{path}.wall0", f"no wall {spec.wall0!r}{hint}")
            if spec.room0 not in index_of:
                raise InvalidInputError(f"{path}.room0", f"no room {spec.room0!r}")
            start, end, low, high = _hole_span(spec, wall, path)
            outside = spec.room1 == spec.room0 or spec.room1 not in index_of
            found.append(
                _Hole(start, end, low, high, spec, kind == "doors", index_of[spec.room0], outside)
            )
    return found


def _hole_span(spec: HoleSpec, wall: WallSpec, path: str) -> tuple[Point, Point, float, float]:
    """Where a hole lies: its ends on the floor plan and its heights, cut to the wall."""
    if spec.hole_polygon is not None:
        xs = [corner.x for corner in spec.hole_polygon]
        ys = [corner.y for corner in spec.hole_polygon]
    elif spec.bounding_box is not None:
        xs = [spec.bounding_box.min.x, spec.bounding_box.max.x]
        ys = [spec.bounding_box.min.y, spec.bounding_box.max.y]
    else:
        raise InvalidInputError(f"{path}.holePolygon", "missing: two corners of the hole")
    start, end, height = _base_line(wall)
    length = math.dist(start, end)
    left, right = max(min(xs), 0.0), min(max(xs), length)
    low, high = max(min(ys), 0.0), min(max(ys), height)
    if right - left < 0.05 or high - low < 0.05:
        raise InvalidInputError(
            f"{path}.holePolygon",
            f"does not lie in wall {wall.id!r}, which is {length:.2f} m by {height:.2f} m",
        )
    ux, uz = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    return (
        (start[0] + left * ux, start[1] + left * uz),
        (start[0] + right * ux, start[1] + right * uz),
        low,
        high,
    )


def _along(segment: _Segment, point: Point) -> tuple[float, float]:
    """Distance of a point along a wall's line, and off it."""
    length = segment.length
    ux = (segment.end[0] - segment.start[0]) / length
    uz = (segment.end[1] - segment.start[1]) / length
    dx, dz = point[0] - segment.start[0], point[1] - segment.start[1]
    return dx * ux + dz * uz, abs(dx * uz - dz * ux)


def _lies_in(hole: _Hole, segment: _Segment) -> bool:
    (a, off_a), (b, off_b) = _along(segment, hole.start), _along(segment, hole.end)
    return max(off_a, off_b) < IN_PLANE and max(a, b) > 0.0 and min(a, b) < segment.length


def _cut(segment: _Segment, holes: Sequence[_Hole], outer: bool, palette: int) -> list[SceneObject]:
    """The boxes that remain of a piece of wall around its holes."""
    spans = []
    for hole in holes:
        ends = sorted((_along(segment, hole.start)[0], _along(segment, hole.end)[0]))
        spans.append((max(ends[0], 0.0), min(ends[1], segment.length), hole.low, hole.high))
    cuts = sorted({0.0, segment.length, *(edge for span in spans for edge in span[:2])})
    built: list[SceneObject] = []
    for left, right in itertools.pairwise(cuts):
        if right - left < SMALLEST_PIECE:
            continue
        middle = (left + right) / 2.0
        floor = 0.0
        for _, _, low, high in sorted(
            (s for s in spans if s[0] <= middle <= s[1]), key=lambda s: s[2]
        ):
            if low - floor > SMALLEST_PIECE:
                built.append(_wall_box(segment, (left, right), (floor, low), outer, palette))
            floor = max(floor, high)
        if segment.height - floor > SMALLEST_PIECE:
            built.append(_wall_box(segment, (left, right), (floor, segment.height), outer, palette))
    return built


def _wall_box(
    segment: _Segment,
    across: tuple[float, float],
    up: tuple[float, float],
    outer: bool,
    palette: int,
) -> SceneObject:
    thickness = OUTER_THICKNESS if outer else INNER_THICKNESS
    offset = -thickness / 2.0 if outer else thickness / 2.0
    x, z = segment.at((across[0] + across[1]) / 2.0)
    return SceneObject(
        object_type="Wall",
        position=(
            x + offset * segment.inward[0],
            (up[0] + up[1]) / 2.0,
            z + offset * segment.inward[1],
        ),
        yaw=yaw_of(segment.inward),
        size=(across[1] - across[0], up[1] - up[0], thickness),
        shape=shapes_for("Wall")[0],
        palette=palette,
        room=segment.room,
    )


def yaw_of(direction: Point) -> float:
    """Yaw of a heading (dx, dz), degrees clockwise from +z, in [0, 360)."""
    return round(math.degrees(math.atan2(direction[0], direction[1])), 6) % 360.0


def _slabs(room: Room, index: int, height: float, seed: int, key: str) -> list[SceneObject]:
    built: list[SceneObject] = []
    above = palette_seed(key, "ceiling")
    for x0, z0, x1, z1 in rectangles(room.polygon):
        size = (x1 - x0, SLAB_THICKNESS, z1 - z0)
        for kind, y, palette in (
            ("Floor", -SLAB_THICKNESS / 2.0, seed),
            ("Ceiling", height + SLAB_THICKNESS / 2.0, above),
        ):
            built.append(
                SceneObject(
                    object_type=kind,
                    position=((x0 + x1) / 2.0, y, (z0 + z1) / 2.0),
                    yaw=0.0,
                    size=size,
                    shape=shapes_for(kind)[0],
                    palette=palette,
                    room=index,
                )
            )
    return built


def _filling(hole: _Hole, rooms: list[Room], key: str) -> SceneObject:
    """The door, doorframe or window pane in a hole."""
    width, height = math.dist(hole.start, hole.end), hole.high - hole.low
    inward = _inward(hole.start, hole.end, rooms[hole.room])
    depth = 0.12
    offset = -0.04 if hole.outside else 0.0
    if not hole.is_door:
        kind = "Window"
    elif hole.outside:
        kind = "Doorway"
    else:
        kind = "Doorframe"
    options = shapes_for(kind, hole.spec.asset_id)
    # Doors of a house look alike; windows of one asset too.
    seed = palette_seed(key, kind, hole.spec.asset_id if kind == "Window" else "")
    return SceneObject(
        object_type=kind,
        position=(
            (hole.start[0] + hole.end[0]) / 2.0 + offset * inward[0],
            (hole.low + hole.high) / 2.0,
            (hole.start[1] + hole.end[1]) / 2.0 + offset * inward[1],
        ),
        yaw=yaw_of(inward),
        size=(width, height, depth),
        shape=options[seed % len(options)],
        asset_id=hole.spec.asset_id,
        palette=seed,
        house_id=hole.spec.id,
        room=hole.room,
    )
