"""What hangs on walls: light switches, pictures, shelves, curtains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from envs.thor.generate.choosing import choose, own
from envs.thor.generate.floor_plan import WallPlan
from envs.thor.generate.space import ANY, NONE, Piece, RoomSpace, against

_SWITCH_HEIGHT = 1.15  # [m] of its underside
_SHELF_HEIGHT = (1.05, 1.3)  # [m] lowest and highest


def add_light_switch(rng: np.random.Generator, space: RoomSpace) -> bool:
    """A switch beside a door, or elsewhere where no place beside one is free."""
    switch = choose(rng, "LightSwitch")
    half = switch.size[0] / 2.0
    places: list[tuple[WallPlan, float]] = []
    for wall in space.plan.walls:
        for opening in wall.openings:
            if opening.kind != "window":
                for t in (opening.start - 0.15 - half, opening.end + 0.15 + half):
                    places.append((wall, t))
    order = [places[int(i)] for i in rng.permutation(len(places))]
    for _ in range(60):
        wall = space.plan.walls[int(rng.integers(len(space.plan.walls)))]
        order.append((wall, float(rng.uniform(0.2, wall.length - 0.2))))
    for wall, t in order:
        if not half + 0.02 < t < wall.length - half - 0.02:
            continue
        piece = against(wall, switch, t, bottom=_SWITCH_HEIGHT)
        if space.add([piece]):
            return True
    return False


def add_pictures(rng: np.random.Generator, space: RoomSpace, wanted: int) -> None:
    """Paintings and posters at eye height, over low furniture or bare floor."""
    for _ in range(wanted):
        kind = "Painting" if rng.random() < 0.8 else "Poster"
        picture = choose(rng, kind)
        bottom = min(1.75 - picture.size[1] / 2.0, space.height - picture.size[1] - 0.15)
        for _ in range(10):
            wall = space.plan.walls[int(rng.integers(len(space.plan.walls)))]
            half = picture.size[0] / 2.0 + 0.1
            if wall.length < 2 * half:
                continue
            t = float(rng.uniform(half, wall.length - half))
            piece = against(wall, picture, t, bottom=round(bottom, 3), access=NONE)
            if space.add([piece], margin=0.08):
                break


def add_shelves(rng: np.random.Generator, space: RoomSpace, wanted: int) -> None:
    """Boards on the wall, low enough to look onto."""
    for _ in range(wanted):
        shelf = own(f"Shelf_{('60', '80', '110')[int(rng.integers(3))]}")
        for _ in range(12):
            wall = space.plan.walls[int(rng.integers(len(space.plan.walls)))]
            half = shelf.size[0] / 2.0 + 0.05
            if wall.length < 2 * half:
                continue
            t = float(rng.uniform(half, wall.length - half))
            bottom = round(float(rng.uniform(*_SHELF_HEIGHT)), 2)
            piece = against(wall, shelf, t, bottom=bottom, access=ANY)
            # Nothing stands below, where the board would hide it, nor hangs right above.
            x, _, z = piece.position
            tall = replace(shelf, size=(shelf.size[0], bottom + 0.35, shelf.size[2]))
            column = Piece(tall, (x, tall.size[1] / 2.0 + 0.05, z), piece.yaw)
            if space.fits([piece, column], margin=0.05) and space.add([piece]):
                break
