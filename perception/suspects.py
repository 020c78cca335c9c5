"""Things that may be what is looked for, though they are taken for something else or for nothing.

A small thing seen from afar is often misnamed, but seldom without a hint of what it is: its
posterior tells which of them are worth a closer look.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.ontology import BY_NAME
from perception.fusion import LEGIBLE, sigmoid
from perception.instances import Instance
from perception.track import TOLD, Track

LEAST = 0.03  # chance below which a thing is not suspected
CLOSE = 1.2  # [m] what was looked at from as near as this has shown what it is


@dataclass(frozen=True, slots=True)
class Suspect:
    """A thing that may be of a class that it is not taken for.

    Attributes:
        identity: of its track.
        kind: class that it may be of.
        chance: that there is such a thing, and that it is of one of the classes asked for.
        points: (K, 3) float32 of its surface, metres, map frame.
        looked_at: whether it was seen from near, or large.
        named: whether it is taken for something else.
        been: whether it was believed to be of such a class, until it looked otherwise.
    """

    identity: int
    kind: str
    chance: float
    points: NDArray[np.float32]
    looked_at: bool
    named: bool
    been: bool

    @property
    def position(self) -> tuple[float, float]:
        """Its middle (x, z), metres, map frame."""
        x, _, z = self.points.mean(axis=0).tolist()
        return x, z


def suspects(
    tracks: Iterable[Track],
    instances: Mapping[str, Instance],
    carried: Collection[int],
    kinds: Collection[str],
) -> tuple[Suspect, ...]:
    """Things that may be of some classes, and are not taken for one of them.

    Args:
        tracks: of everything that was seen.
        instances: believed, by name.
        carried: identities of what the agent holds.
        kinds: classes.

    Returns:
        By identity.
    """
    names = sorted(kinds)
    indices = [BY_NAME[name].index for name in names]
    found: list[Suspect] = []
    for track in sorted(tracks, key=lambda one: one.identity):
        if not names or track.identity in carried or not len(track.samples):
            continue
        if track.name is not None and not _is_in_doubt(instances[track.name], kinds):
            continue
        nearest = min((look.distance for look in track.looks), default=np.inf)
        if nearest < CLOSE and track.largest < TOLD:
            continue  # a speck from near as well: part of something
        chances = np.exp(track.classes[indices])
        chance = float(chances.sum()) * sigmoid(track.evidence)
        if chance >= LEAST:
            kind = names[int(chances.argmax())]
            near = bool(nearest < CLOSE) or track.largest >= LEGIBLE
            named = track.name is not None
            been = not track.been.isdisjoint(kinds)
            found.append(Suspect(track.identity, kind, chance, track.samples, near, named, been))
    return tuple(found)


def _is_in_doubt(thing: Instance, kinds: Collection[str]) -> bool:
    known = thing.present and not (thing.missing or thing.stale)
    return known and thing.object_class not in kinds
