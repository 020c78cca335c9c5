"""Which object an image point means: TEACh's rule.

The object at the pixel, if it affords the action; else the best in a window around the pixel, by
the share of the object's mask that lies inside (`SimulatorTHOR` in
https://github.com/alexa/teach). TEACh's window is 10 pixels to each side of a 900 pixel frame;
other sizes scale it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.interface import ActionName, Pose
from envs.ontology import BASINS, BY_NAME, OBJECT_TYPES, Affordance, State

WINDOW = 10  # [pixels] to each side, in TEACh's frame
TEACH_FRAME = 900  # [pixels]

_FLAGS = np.array([int(kind.affordances) for kind in OBJECT_TYPES], dtype=np.int64)
_IS_BASIN = np.array([kind.name in BASINS for kind in OBJECT_TYPES], dtype=bool)
# Affordance that an action needs, the state bit that it is about, and whether that must be set.
_NEEDS: dict[ActionName, tuple[Affordance, State | None, bool]] = {
    ActionName.PICKUP: (Affordance.PICKUPABLE, None, False),
    ActionName.PLACE: (Affordance.RECEPTACLE, None, False),
    ActionName.OPEN: (Affordance.OPENABLE, State.OPEN, False),
    ActionName.CLOSE: (Affordance.OPENABLE, State.OPEN, True),
    ActionName.TOGGLE_ON: (Affordance.TOGGLEABLE, State.TOGGLED, False),
    ActionName.TOGGLE_OFF: (Affordance.TOGGLEABLE, State.TOGGLED, True),
    ActionName.SLICE: (Affordance.SLICEABLE, State.SLICED, False),
    ActionName.POUR: (Affordance.FILLABLE, State.filled(), False),
}


@dataclass(frozen=True, slots=True)
class Target:
    """What an image point means.

    Attributes:
        slot: of the object.
        row, column: the pixel of the object nearest to the point.
    """

    slot: int
    row: int
    column: int


def affording(
    action: ActionName, type_index: NDArray[np.int32], state: NDArray[np.int32], held: int
) -> NDArray[np.bool_]:
    """Which objects afford an action, in their present state.

    Args:
        action: an interaction.
        type_index, state: (nobject,) as in `envs.thor.state.Objects`.
        held: slot in the agent's hand, which is no target of its own; -1 for none.

    Returns:
        (nobject,) bool.
    """
    flag, bits, wanted = _NEEDS[action]
    kind = np.where(type_index >= 0, type_index, BY_NAME["Wall"].index)
    able = (_FLAGS[kind] & int(flag)) != 0
    if bits is not None:
        able &= ((state & int(bits)) != 0) == wanted
    if action is ActionName.POUR:
        able |= _IS_BASIN[kind]
    if held >= 0 and action in (ActionName.PICKUP, ActionName.PLACE, ActionName.POUR):
        able[held] = False
    return able & (type_index >= 0)


def find_target(
    point: tuple[float, float], ids: NDArray[np.int32], able: NDArray[np.bool_]
) -> Target | None:
    """The object that an image point means; None if nothing there affords the action.

    Args:
        point: (y, x) in [0, 1] of the image.
        ids: (H, W) int32, slot + 1, 0 where nothing is.
        able: (nobject,) which objects will do.
    """
    height, width = ids.shape
    row = min(int(point[0] * height), height - 1)
    column = min(int(point[1] * width), width - 1)
    lookup = np.concatenate(([False], able))
    if lookup[ids[row, column]]:
        return Target(int(ids[row, column]) - 1, row, column)
    reach_y = max(1, round(WINDOW * height / TEACH_FRAME))
    reach_x = max(1, round(WINDOW * width / TEACH_FRAME))
    top, left = max(0, row - reach_y), max(0, column - reach_x)
    window = ids[top : row + reach_y + 1, left : column + reach_x + 1]
    found, inside = np.unique(window[lookup[window]], return_counts=True)
    if not len(found):
        return None
    total = np.array([np.count_nonzero(ids == one) for one in found])
    best = int(found[int((inside / total).argmax())])
    rows, columns = np.nonzero(window == best)
    nearest = int(((rows + top - row) ** 2 + (columns + left - column) ** 2).argmin())
    return Target(best - 1, int(rows[nearest]) + top, int(columns[nearest]) + left)


def world_point(
    row: int,
    column: int,
    depth: NDArray[np.float32],
    pose: Pose,
    camera: NDArray[np.float64],
    field_of_view: float,
) -> NDArray[np.float64]:
    """The world point (3,) in metres that a pixel's centre shows; NaN where it shows nothing.

    For the arguments see `world_points`.
    """
    return world_points(np.array([row]), np.array([column]), depth, pose, camera, field_of_view)[0]


def world_points(
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    depth: NDArray[np.float32],
    pose: Pose,
    camera: NDArray[np.float64],
    field_of_view: float,
) -> NDArray[np.float64]:
    """The world points (K, 3) in metres that pixels' centres show; NaN where they show nothing.

    Args:
        rows, columns: (K,) the pixels.
        depth: (H, W) float32, metres along the camera's forward axis.
        pose: of the agent, for the camera's direction.
        camera: camera centre (3,), world frame.
        field_of_view: [deg] vertical.
    """
    height, width = depth.shape
    distance = depth[rows, columns].astype(np.float64)
    distance = np.where(np.isfinite(distance), distance, np.nan)
    focal = 0.5 * height / math.tan(math.radians(field_of_view) / 2.0)
    x = (columns + 0.5 - 0.5 * width) / focal
    y = -(rows + 0.5 - 0.5 * height) / focal
    rays = np.stack([x, y, np.ones_like(x)], axis=-1) * distance[:, None]
    return camera + rays @ pose.world_from_camera().T
