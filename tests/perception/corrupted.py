"""Oracle perception made uncertain: anonymous masks that are a little wrong, doubtful classes and
states, noisy depth. What goes wrong depends on where the agent looks from: looking twice from the
same place gives the same errors, as a network would.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.interface import Observation, Pose
from envs.ontology import possible_states
from perception.belief import Belief
from perception.instances import STRUCTURE
from perception.segmentation import Depth, Detection, Segmentation

ALIKE = {
    "Mug": "Cup", "Cup": "Mug", "Pot": "Pan", "Pan": "Pot", "Knife": "ButterKnife",
    "ButterKnife": "Knife", "Fork": "Spoon", "Spoon": "Fork", "Tomato": "Apple",
    "Apple": "Tomato", "SaltShaker": "PepperShaker", "PepperShaker": "SaltShaker",
    "Bowl": "Plate", "Plate": "Bowl", "Cabinet": "Drawer", "Drawer": "Cabinet",
    "Bottle": "WineBottle", "Chair": "Stool", "SideTable": "DiningTable", "Potato": "Egg",
    "Sofa": "ArmChair", "ArmChair": "Sofa", "Desk": "DiningTable", "DiningTable": "SideTable",
}  # fmt: skip
FALSE = ("Mug", "Plate", "Apple", "Book", "CellPhone", "Fork", "Bowl", "Bread")


@dataclass(frozen=True)
class Corruption:
    """How much goes wrong.

    Attributes:
        shift: [pixels] that masks are off.
        confused: share of looks at things that are taken for something alike.
        dropped: share of looks that small things are missed in; tiny ones more often.
        false: false detections a frame.
        flipped: share of states judged wrongly.
        noise: standard deviation of log depth.
        halved: share of looks in which furniture is seen as two.
    """

    shift: int = 1
    confused: float = 0.06
    dropped: float = 0.06
    false: float = 0.15
    flipped: float = 0.02
    noise: float = 0.004
    halved: float = 0.05


LEVELS = {
    "none": Corruption(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "mild": Corruption(),
    "harsh": Corruption(2, 0.15, 0.15, 0.5, 0.05, 0.01, 0.1),
}


class CorruptedEyes:
    """Segmentation, depth and states; counts frames for the numbering of ids alone."""

    def __init__(self, level: Corruption, seed: int = 0) -> None:
        self.level = level
        self.seed = seed
        self._frames = 0
        self._ids: dict[int, int] = {}  # true id by id of the last frame

    def _generator(self, pose: Pose, *more: int) -> np.random.Generator:
        key = [self.seed, round(pose.x * 20) + 10_000, round(pose.z * 20) + 10_000]
        key += [round(pose.yaw) % 360, round(pose.horizon) + 90, *more]
        return np.random.default_rng(key)

    def depth(self, observation: Observation, pose: Pose) -> Depth:
        assert observation.depth is not None
        if not self.level.noise:
            return Depth(observation.depth)
        noise = self._generator(pose, 1).standard_normal(observation.depth.shape, np.float32)
        return Depth(observation.depth * np.exp(np.float32(self.level.noise) * noise))

    def segment(self, observation: Observation, pose: Pose) -> Segmentation:
        assert observation.instances is not None and observation.labels is not None
        generator = self._generator(pose, 2)
        masks = observation.instances
        for axis in (0, 1):
            masks = np.roll(
                masks, generator.integers(-self.level.shift, self.level.shift + 1), axis
            )
        sizes = np.bincount(masks.reshape(-1))
        ids = np.zeros(masks.shape, np.int32)
        found: list[tuple[NDArray[np.bool_], Detection]] = []
        self._frames += 1
        order = np.random.default_rng([self.seed, self._frames]).permutation(
            3 * len(observation.labels) + 20
        )
        numbers = iter((order + 1).tolist())
        self._ids = {}
        for label in observation.labels:
            pixels = int(sizes[label.instance]) if label.instance < len(sizes) else 0
            if pixels == 0:
                continue
            for mask in self._masks(masks == label.instance, label, pixels, pose):
                number = next(numbers)
                self._ids[number] = label.instance
                found.append((mask, self._detection(label, number, pose)))
        for _ in range(generator.poisson(self.level.false)):
            found.append(_imagined(generator, masks.shape, next(numbers)))
        for mask, one in found:
            ids[mask] = one.instance
        shown = set(np.unique(ids).tolist())
        kept = sorted((one for _, one in found if one.instance in shown), key=lambda x: x.instance)
        return Segmentation(ids, tuple(kept), persistent=False)

    def _masks(self, mask, label, pixels: int, pose: Pose) -> list[NDArray[np.bool_]]:
        if label.object_class in STRUCTURE:
            return [mask]
        generator = self._generator(pose, 3, label.instance)
        chance = self.level.dropped * (1.0 if pixels > 100 else 3.0 if pixels > 30 else 8.0)
        if pixels < 1500 and generator.random() < chance:
            return []
        if pixels > 4000 and generator.random() < self.level.halved:
            columns = np.flatnonzero(mask.any(axis=0))
            left = np.zeros_like(mask)
            left[:, : int(np.median(columns))] = True
            return [mask & left, mask & ~left]
        return [mask]

    def _detection(self, label, number: int, pose: Pose) -> Detection:
        if self.level == LEVELS["none"] or label.object_class in STRUCTURE:
            return Detection(number, label.object_class)
        generator = self._generator(pose, 4, label.instance)
        own, other = label.object_class, ALIKE.get(label.object_class)
        sure = float(generator.uniform(0.6, 0.97))
        if other is None:
            return Detection(number, own, sure, ((own, sure),))
        if generator.random() < self.level.confused:
            first = float(generator.uniform(0.5, 0.75))
            return Detection(number, other, first, ((other, first), (own, 0.95 - first)))
        return Detection(number, own, sure, ((own, sure), (other, 0.98 - sure)))

    def states(
        self, observation: Observation, pose: Pose, segmentation: Segmentation
    ) -> dict[int, dict[str, float]]:
        assert observation.labels is not None
        labels = {label.instance: label for label in observation.labels}
        judged: dict[int, dict[str, float]] = {}
        for number, true in self._ids.items():
            label = labels[true]
            generator = self._generator(pose, 5, true)
            judged[number] = {}
            for state in possible_states(label.object_class):
                sure = float(generator.uniform(0.85, 0.995)) if self.level.flipped else 1.0
                if generator.random() < self.level.flipped:
                    sure = float(generator.uniform(0.1, 0.4))
                judged[number][state] = sure if state in label.states else 1.0 - sure
        return judged


def _imagined(
    generator: np.random.Generator, shape: tuple[int, ...], number: int
) -> tuple[NDArray[np.bool_], Detection]:
    """A detection of what is not there."""
    size = generator.integers(5, 25, 2)
    row, column = (int(generator.integers(0, shape[axis] - size[axis])) for axis in (0, 1))
    mask = np.zeros(shape, np.bool_)
    mask[row : row + size[0], column : column + size[1]] = True
    kind = str(generator.choice(FALSE))
    sure = float(generator.uniform(0.3, 0.7))
    return mask, Detection(number, kind, sure, ((kind, sure),))


def corrupted_belief(level: str = "mild", seed: int = 0) -> Belief:
    """A belief that sees through corrupted eyes."""
    eyes = CorruptedEyes(LEVELS[level], seed)
    return Belief(segmentation=eyes, depth=eyes, states=eyes)
