"""What experts acted on, they saw: nothing that was only guessed may stand in the way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from envs.thor.ithor.clearance import Box
from envs.thor.ithor.piece import Piece, from_box

EYE = 1.65  # [m] height of ALFRED's camera
STEP = 0.25  # [m] of a MoveAhead
SHORT = 0.04  # [m] the last bit of a line of sight, which is the thing itself
ROOM = 0.03  # [m] that is left around a line of sight
LEAST = 0.11  # [m] height below which a block would be no obstacle any more
NARROW = 0.15  # [m] what is trimmed to less is left out
TRIMS = 4  # cuts for one line of sight, at most
MOST = 0.25  # share that a worktop which is known to be there may lose
_SEEN = frozenset(
    {
        "PickupObject",
        "OpenObject",
        "CloseObject",
        "ToggleObjectOn",
        "ToggleObjectOff",
        "SliceObject",
    }
)

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Sight:
    """A line of sight: [m] from the eye to the pivot of what was acted on, world frame."""

    eye: Point
    point: Point


def recorded_sights(row: Mapping[str, Any]) -> list[Sight]:
    """The lines of sight of one trajectory, of things that had not been moved before.

    Args:
        row: a line of `scenes_SPLIT.jsonl.gz`.
    """
    start = row["init_action"]
    x, z, yaw = float(start["x"]), float(start["z"]), float(start["rotation"])
    found: list[Sight] = []
    moved: set[str] = set()
    for action in row["expert"]:
        name = action["action"]
        if name == "MoveAhead":
            x += STEP * math.sin(math.radians(yaw))
            z += STEP * math.cos(math.radians(yaw))
        elif name in ("RotateRight", "RotateLeft"):
            yaw += 90.0 if name == "RotateRight" else -90.0
        elif name in _SEEN:
            object_id = action["objectId"]
            if object_id not in moved and object_id.count("|") == 3:
                found.append(Sight((x, EYE, z), _pivot(object_id)))
            if name in ("PickupObject", "SliceObject"):
                moved.add(object_id)
    return found


def _pivot(object_id: str) -> Point:
    _, x, y, z = object_id.split("|")
    return float(x), float(y), float(z)


def cleared(pieces: Sequence[Piece], sights: Sequence[Sight]) -> list[Piece]:
    """The pieces, with what was guessed lowered or trimmed where it hides what was seen."""
    made: list[Piece] = []
    for piece in pieces:
        kept: Piece | None = piece
        if piece.kind == "Wall" and not piece.object_id:
            kept = _lowered(piece, sights)
        elif piece.kind == "CounterTop":
            kept = _trimmed(piece, sights)
        if kept is not None:
            made.append(kept)
    return made


def _within(piece: Piece, sight: Sight) -> tuple[float, float] | None:
    """The share of a line of sight, from and to, that is over a piece's footprint; or None."""
    low, high = 0.0, max(0.0, 1.0 - SHORT / max(math.dist(sight.eye, sight.point), SHORT))
    box = piece.box
    for axis, first, last in ((0, box[0] - ROOM, box[2] + ROOM), (2, box[1] - ROOM, box[3] + ROOM)):
        start, way = sight.eye[axis], sight.point[axis] - sight.eye[axis]
        if abs(way) < 1e-9:
            if not first <= start <= last:
                return None
            continue
        a, b = sorted(((first - start) / way, (last - start) / way))
        low, high = max(low, a), min(high, b)
    return (low, high) if low < high else None


def _at(sight: Sight, share: float, axis: int) -> float:
    return sight.eye[axis] + share * (sight.point[axis] - sight.eye[axis])


def _lowered(piece: Piece, sights: Sequence[Sight]) -> Piece | None:
    """A block no higher than what was seen across it, or cut away from under what was seen."""
    top = piece.high
    for sight in sights:
        span = _within(piece, sight)
        if span is not None:
            top = min(top, min(_at(sight, share, 1) for share in span) - ROOM)
    if top >= piece.high:
        return piece
    if top >= LEAST:
        return from_box(piece.kind, piece.asset_id, piece.box, 0.0, top, piece.yaw)
    lowest = replace(
        from_box(piece.kind, piece.asset_id, piece.box, 0.0, LEAST, piece.yaw),
        object_id=piece.object_id,
    )
    return _trimmed(lowest, sights)


def _trimmed(piece: Piece, sights: Sequence[Sight]) -> Piece | None:
    """A piece cut back to one side of every line of sight that it would be in; None if nothing
    much is left."""
    whole = piece
    for sight in sights:
        for _ in range(TRIMS):
            crossing = _crossing(piece, sight)
            if crossing is None:
                break
            best = _largest_beside(piece, crossing)
            if min(best[2] - best[0], best[3] - best[1]) < NARROW:
                return whole if whole.object_id else None
            piece = piece.reboxed(best)
    left = (piece.size[0] * piece.size[2]) / (whole.size[0] * whole.size[2])
    return whole if whole.object_id and left < 1.0 - MOST else piece


def _largest_beside(piece: Piece, part: Box) -> Box:
    """The largest part of a footprint that is to one side of another rectangle."""
    x0, z0, x1, z1 = piece.box
    options = [
        (x0, z0, part[0] - ROOM, z1),
        (part[2] + ROOM, z0, x1, z1),
        (x0, z0, x1, part[1] - ROOM),
        (x0, part[3] + ROOM, x1, z1),
    ]
    return max(options, key=lambda b: max(b[2] - b[0], 0.0) * max(b[3] - b[1], 0.0))


def _crossing(piece: Piece, sight: Sight) -> Box | None:
    """Over what (x0, z0, x1, z1) a line of sight is in a piece; None if it does not meet it."""
    span = _within(piece, sight)
    if span is None:
        return None
    drop = sight.point[1] - sight.eye[1]
    low, high = span
    if abs(drop) > 1e-9:
        a, b = sorted(((piece.low - sight.eye[1]) / drop, (piece.high - sight.eye[1]) / drop))
        low, high = max(low, a), min(high, b)
    elif not piece.low <= sight.eye[1] <= piece.high:
        return None
    if low >= high:
        return None
    xs = sorted((_at(sight, low, 0), _at(sight, high, 0)))
    zs = sorted((_at(sight, low, 2), _at(sight, high, 2)))
    return xs[0], zs[0], xs[1], zs[1]
