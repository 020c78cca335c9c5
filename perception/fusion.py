"""Joining what several views say of one thing: its class, its states, and that it is there.

All of it is kept as logarithms and added up. Two looks from about the same place make the same
mistakes, so a look counts by how different it is from those before it: standing still adds no
certainty.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.interface import Pose, turn_between
from envs.ontology import BY_NAME, OBJECT_TYPES, Affordance
from perception.effects import with_synonyms
from perception.instances import Point
from perception.segmentation import Detection

SYNONYMS = {"isCooked": "simbotIsCooked"}  # judged by the same look
LOOKS_KEPT = 16  # of each thing, the last ones
ANGLE = 25.0  # [deg] between directions of view that make looks independent
NEARER = 0.35  # and logarithm of the ratio of the distances that does
ELSEWHERE = 0.25  # what another place in the image alone counts
NEAREST = 0.1  # [m] that a thing is from the camera at least
LEGIBLE = 400.0  # [pixels of 300x300] from which on what is made of a sight is taken at its word
BLURRED = 0.3  # what a tiny one counts
DETECTED = 0.75  # probability that a thing in clear view is detected
GONE = 60.0  # [pixels of 300x300] of an empty place that cannot be overlooked
SHOWN = 150.0  # [pixels of 300x300] from which on a detection shows that there is something
UNNAMED = 0.02  # probability that a thing is of a class that its detection does not name
FLOOR = -8.0  # least log probability of a class, so that it can come back
RENAMED = 0.4  # advantage in log probability that changes a believed class
EXPECTED = 3.0  # log odds of what the agent's own action should have done to what it acted on
HINTED = 1.0  # and to other things
MOST_ODDS = 5.0
REFUSED = 2.5  # log odds of a state that a refused action shifts towards its being so already
LOOKED_MOST = 3.0  # log odds of a state that looks alone count for, against a refusal
OTHER = 0.7  # what log odds of there being a thing lose when it does not let itself be acted on
TEMPERED = 0.7  # what log probabilities of its classes keep then
# Log odds of states in which things are seldom found: somebody has to bring them about.
FOUND: Mapping[str, float] = {
    "isCooked": -1.5,
    "simbotIsBoiled": -1.5,
    "simbotIsFilledWithCoffee": -1.5,
    "isBroken": -1.5,
    "isUsedUp": -1.5,
}
DOUBT = 0.85  # what log odds of a state keep at each further look
SETTLED = 0.8  # log odds at which the belief in a state turns over
CLEAREST = 0.97  # probability that no single look goes beyond
NUMBER = len(OBJECT_TYPES)
STRUCTURES: NDArray[np.bool_] = np.array([kind.can(Affordance.STRUCTURE) for kind in OBJECT_TYPES])


@dataclass(frozen=True, slots=True)
class Look:
    """From where a thing was looked at.

    Attributes:
        bearing: [deg] of the thing from the camera, clockwise from +z.
        log_distance: logarithm of what is between them, in metres.
        frame: heading and tilt of the camera [deg].
    """

    bearing: float
    log_distance: float
    frame: tuple[float, float]

    @property
    def distance(self) -> float:
        """[m] from the camera."""
        return math.exp(self.log_distance)


def look_at(pose: Pose, position: Point) -> Look:
    """The look at a point (x, y, z), metres, from a pose; both in the map frame."""
    dx, dz = position[0] - pose.x, position[2] - pose.z
    dy = position[1] - float(pose.camera_position()[1])
    log_distance = 0.5 * math.log(max(NEAREST**2, dx * dx + dy * dy + dz * dz))
    return Look(math.degrees(math.atan2(dx, dz)), log_distance, (pose.yaw, pose.horizon))


def novelty(look: Look, before: Sequence[Look]) -> float:
    """How much a look can tell that those before it did not, 0 to 1."""
    least = math.inf
    for other in before:
        turned = turn_between(other.bearing, look.bearing) / ANGLE
        nearer = (look.log_distance - other.log_distance) / NEARER
        apart = turned * turned + nearer * nearer
        if look.frame != other.frame:
            apart += ELSEWHERE
        if apart < least:
            least = apart
    return 1.0 - math.exp(-least)


def legibility(pixels: float, enough: float = LEGIBLE, least: float = BLURRED) -> float:
    """How much a detection of this many pixels (of a frame of 300x300) is taken at its word."""
    return max(least, min(1.0, pixels / enough))


def logit(probability: float) -> float:
    """Log odds, of a probability that is kept away from 0 and 1."""
    kept = min(max(probability, 1.0 - CLEAREST), CLEAREST)
    return math.log(kept / (1.0 - kept))


def sigmoid(odds: float) -> float:
    """Probability of log odds."""
    return 1.0 / (1.0 + math.exp(-odds))


def missed(pixels: float, empty: bool) -> float:
    """Log odds that not detecting a thing takes off its being there.

    Args:
        pixels: that it would fill of a frame of 300x300.
        empty: whether nothing at all is seen where it was.
    """
    if empty:
        return -2.0 * min(1.0, pixels / GONE)
    return math.log(1.0 - DETECTED * min(1.0, pixels / SHOWN))


def class_probabilities(detection: Detection) -> NDArray[np.float32]:
    """Probability (NUMBER,) of each ontology type, by its index."""
    named = detection.posterior or ((detection.object_class, 1.0),)
    total = max(1.0, sum(probability for _, probability in named))
    found = np.zeros(NUMBER, np.float32)
    for name, probability in named:
        kind = BY_NAME.get(name)
        if kind is not None:
            found[kind.index] += probability / total
    rest = max(UNNAMED, 1.0 - float(found.sum()))
    return found * np.float32(1.0 - UNNAMED) + np.float32(rest / NUMBER)


def likeliest(classes: NDArray[np.float32]) -> NDArray[np.intp]:
    """Index of the likeliest type of a thing, by (log) probabilities (..., NUMBER); structure is
    none."""
    return np.where(STRUCTURES, -np.inf, classes).argmax(axis=-1)


def fused_classes(
    before: NDArray[np.float32], seen: NDArray[np.float32], weight: float
) -> NDArray[np.float32]:
    """Log probabilities (NUMBER,) of the classes after one more look.

    Args:
        before: (NUMBER,) log probabilities.
        seen: (NUMBER,) probabilities by this look alone.
        weight: of the look, 0 to 1.
    """
    after = before + np.float32(weight) * np.log(seen)
    after -= after.max()
    after -= np.log(np.exp(after).sum())
    return np.maximum(after, np.float32(FLOOR))


def states_seen(before: frozenset[str], judged: Mapping[str, float]) -> frozenset[str]:
    """Predicates believed true after a look that is certain.

    Args:
        before: believed true until now.
        judged: probability of each predicate that the look tells of.
    """
    gone = judged.keys() | {SYNONYMS[name] for name in judged.keys() & SYNONYMS.keys()}
    seen = {name for name, probability in judged.items() if probability >= 0.5}
    return with_synonyms((before - gone) | seen)


def fused_states(
    odds: dict[str, float], before: frozenset[str], judged: Mapping[str, float], weight: float
) -> frozenset[str]:
    """Predicates believed true after a look that may err.

    A state turns over only when its log odds are clearly on the other side, so that a single
    doubtful look does not make the belief flicker. Before the first look, they are those of
    `FOUND`.

    Args:
        odds: log odds of the predicates judged before; changed in place.
        before: believed true until now.
        judged: probability of each predicate that the look tells of.
        weight: of the look, 0 to 1.
    """
    sure: dict[str, float] = {}
    for name, probability in judged.items():
        value = odds.get(name)
        if value is None:
            value, counts = FOUND.get(name, 0.0), max(weight, BLURRED)
        else:
            counts = weight
        value += counts * (logit(probability) - (1.0 - DOUBT) * value)
        odds[name] = value = max(-MOST_ODDS, min(MOST_ODDS, value))
        sure[name] = float(value > (-SETTLED if name in before else SETTLED))
    return states_seen(before, sure)


def refused_state(odds: dict[str, float], name: str, value: bool) -> None:
    """Takes in, in place, that an action was refused which would have made a state so.

    Looks at a thing repeat one mistake, so they do not outweigh the refusal for long.

    Args:
        odds: log odds of the predicates judged before; changed in place.
        name: predicate.
        value: what the action would have made of it.
    """
    before = max(-LOOKED_MOST, min(LOOKED_MOST, odds.get(name, 0.0)))
    odds[name] = before + (REFUSED if value else -REFUSED)


def expected_states(
    odds: dict[str, float], before: frozenset[str], after: frozenset[str], sure: float
) -> None:
    """Takes in, in place, what the agent's own action should have changed: what is seen
    afterwards wins when it is clear.

    Args:
        odds: log odds of the predicates judged before; changed in place.
        before, after: believed true before the action and after it.
        sure: log odds of its having done so.
    """
    for name in before ^ after:
        odds[name] = sure if name in after else -sure
