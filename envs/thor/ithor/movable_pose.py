"""Where a movable thing is, as ALFRED's `object_poses` say it."""

from __future__ import annotations

from dataclasses import dataclass

from envs.ontology import BY_NAME

# AI2-THOR 2.1.0's names of types that have others since.
RENAMED = {"Glassbottle": "Bottle", "Lamp": "FloorLamp", "LaundryHamperLid": ""}


@dataclass(frozen=True, slots=True)
class MovablePose:
    """A movable thing as ALFRED's `object_poses` places it.

    Attributes:
        object_name: AI2-THOR's, such as `Mug_2a940808`; the type comes before the underscore.
        position: [m] of its pivot, world frame.
        rotation: [deg] Euler angles x, y, z.
    """

    object_name: str
    position: tuple[float, float, float]
    rotation: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def object_type(self) -> str:
        """Ontology name; "" where the ontology has none."""
        name = self.object_name.split("_")[0]
        name = RENAMED.get(name, name)
        return name if name in BY_NAME else ""
