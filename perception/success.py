"""Whether the last action worked, from what changed in the image.

What fails changes nothing but the sensor's noise; what works moves the camera, or changes the
image about the point that was acted on. So the question is whether two images differ by more
than noise does. How strong that is comes from the two images themselves, and how far it goes by
chance from how many places are compared.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from numpy.typing import NDArray

from envs.interface import Action, ActionName, Observation, Pose
from perception.pose import USUAL, advance, compared, moves, unsure
from perception.segmentation import DepthModel, SuccessModel
from perception.voxel_map import VoxelMap

FRAME = 300  # [pixels] larger images are thinned out to about this height
SIDES = (1, 2, 4, 8)  # [pixels] of the squares that are compared: small and strong, large and faint
NEAR = 0.15  # of the image's height: half a side of the window about the point acted on
QUIET = 0.35  # [levels of 255] least noise that is reckoned with; rounding alone makes 0.29
WHOLE = 0.5  # [levels] the same of single pixels: rounded, faint noise comes in whole levels
RARE = 1.0 / 3000.0  # how likely a change that is one is to be of just this strength
FAILING = 0.1  # share of actions that fail
HIDDEN = 0.01  # share of those that work without anything to be seen of it
HIDDEN_SWITCH = 0.1  # the same of switches: what they work on may be out of view, or small
FLATTEST = 10  # [%] of an image's blocks in which what varies is noise alone
BLOCK = 8  # [pixels] of these
DARK, BRIGHT = 6, 249  # levels beyond which a sensor cuts its noise off

_SWITCHES = frozenset({ActionName.TOGGLE_ON, ActionName.TOGGLE_OFF})
BIAS = 1.2  # from the noise of the flattest blocks to that of all
CLIP = 4.0  # standard deviations of noise beyond which a difference is none of it


class SeenSuccess:
    """Judges an action by the change of the image alone."""

    def worked(self, before: Observation, action: Action, after: Observation) -> float:
        """Probability that an action did what it says.

        Args:
            before: what was seen when it was chosen; `rgb` is read and nothing else.
            action: what was done.
            after: what is seen now.
        """
        if action.name is ActionName.STOP:
            return 1.0
        if before.rgb.shape != after.rgb.shape:
            return 1.0  # another camera: nothing can be compared
        thin = max(1, round(after.rgb.shape[0] / FRAME))
        first, second = before.rgb[::thin, ::thin], after.rgb[::thin, ::thin]
        difference = second.astype(np.float32) - first
        surprise = 0.0
        if difference.any():
            noise = max(_noise(first, second, difference), WHOLE)
            surprise = _surprise(difference, noise)
            if action.point is not None:
                surprise = max(surprise, _surprise(_about(difference, action.point), noise))
        hidden = HIDDEN_SWITCH if action.name in _SWITCHES else HIDDEN
        likelihood_ratio = hidden + RARE * math.exp(min(max(surprise, 0.0), 30.0))
        odds = (1.0 - FAILING) / FAILING * likelihood_ratio
        return odds / (1.0 + odds)


class Witness:
    """Says whether actions worked where that is not told.

    Args:
        success: what is seen of it, which then counts instead of what is told; None for none.
        depth: for poses that are reckoned: what the map is compared with where a move is in
            doubt; None where the observation says where the agent is.
    """

    def __init__(self, success: SuccessModel | None, depth: DepthModel | None) -> None:
        self._success = success
        self._depth = depth
        self._before: Observation | None = None

    def told(
        self, observation: Observation, action: Action | None, pose: Pose, voxels: VoxelMap
    ) -> Observation:
        """The observation, with `success` filled in where it is to be found out.

        Args:
            observation: after the action.
            action: that led to it; None for the first.
            pose: believed, before the action.
            voxels: the map before this frame.
        """
        told = observation
        found_out = self._success is not None or (
            self._depth is not None and observation.success is None
        )
        if action is not None and found_out:
            worked = USUAL
            if self._success is not None and self._before is not None:
                worked = self._success.worked(self._before, action, observation)
            if self._depth is not None and unsure(worked) and moves(pose, action):
                there = advance(pose, action, True)
                depth = self._depth.depth(observation, there).metres
                view = observation.field_of_view
                worked = compared(pose, action, worked, depth, view, voxels)
            told = dataclasses.replace(observation, success=worked >= 0.5)
        if self._success is not None:
            self._before = Observation(observation.rgb.copy())  # a renderer may draw over it
        return told


def _surprise(difference: NDArray[np.float32], noise: float) -> float:
    """How far the largest change of a square exceeds what noise makes by chance.

    The largest of N normal deviates lies near `a = sqrt(2 ln N)`, and exceeds it by more than
    `g / a` with a probability of about `exp(-g)` (Gumbel's law); `g` is what is returned.

    Args:
        difference: (H, W, 3) float32, levels.
        noise: standard deviation of a pixel's difference, levels.
    """
    largest = 0.0
    for side in SIDES:
        if min(difference.shape[:2]) < side:
            continue
        means = _means(difference, side)
        usual = math.sqrt(2.0 * math.log(means.size))
        deviation = float(np.abs(means).max()) / max(noise / side, QUIET / math.sqrt(side))
        largest = max(largest, (deviation - usual) * usual)
    return largest


def _means(difference: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """Means (H // side, W // side, 3) of squares."""
    if side == 1:
        return difference
    height, width = difference.shape[0] // side, difference.shape[1] // side
    rows: NDArray[np.float32] = np.add.reduceat(
        difference[: height * side, : width * side], np.arange(0, height * side, side), axis=0
    )
    sums: NDArray[np.float32] = np.add.reduceat(rows, np.arange(0, width * side, side), axis=1)
    sums *= np.float32(1.0 / (side * side))
    return sums


def _about(difference: NDArray[np.float32], point: tuple[float, float]) -> NDArray[np.float32]:
    """The window about a point (y, x) in [0, 1]."""
    height, width = difference.shape[:2]
    reach = max(8, round(NEAR * height))
    row, column = int(point[0] * (height - 1)), int(point[1] * (width - 1))
    return difference[
        max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1
    ]


def _noise(
    before: NDArray[np.uint8], after: NDArray[np.uint8], difference: NDArray[np.float32]
) -> float:
    """Standard deviation [levels] that noise gives the difference of two images' pixels.

    The flattest blocks of both images tell it roughly; where most of the image stood still, the
    difference tells it well.
    """
    rough = BIAS * math.hypot(image_noise(before), image_noise(after))
    thin = difference[::2, ::2]
    lowest = np.minimum(before[::2, ::2], after[::2, ::2])
    highest = np.maximum(before[::2, ::2], after[::2, ::2])
    still = (lowest > DARK) & (highest < BRIGHT)
    within = still & (np.abs(thin) <= CLIP * max(rough, QUIET))
    if within.sum() < 0.5 * max(1, still.sum()):
        return rough
    return math.sqrt(float(np.square(thin[within]).mean()))


def image_noise(image: NDArray[np.uint8]) -> float:
    """Standard deviation [levels] of an image's noise: what varies in its flattest blocks.

    The mask takes away everything that is linear along rows or columns (Immerkær 1996).

    Args:
        image: (H, W, 3) uint8.
    """
    levels = image.astype(np.float32)
    rows = levels[:-2] - 2.0 * levels[1:-1] + levels[2:]
    rough = (rows[:, :-2] - 2.0 * rows[:, 1:-1] + rows[:, 2:]) / 6.0
    height, width = rough.shape[0] // BLOCK, rough.shape[1] // BLOCK
    if not height or not width:
        return 0.0
    power = _means(np.square(rough), BLOCK)
    mean = _means(levels[1:-1, 1:-1], BLOCK)
    clear = power[(mean > DARK) & (mean < BRIGHT)]
    return math.sqrt(float(np.percentile(clear, FLATTEST))) if clear.size else 0.0
