"""Picks assets for a house: of a fitting size, and of one style where things should match."""

from __future__ import annotations

import functools

import numpy as np

from envs.thor.assets import Asset, asset, assets_of

# Largest (x, y, z) [m] that is sensible in our rooms, where the table holds larger ones.
_LARGEST: dict[str, tuple[float, float, float]] = {
    "ArmChair": (1.1, 1.2, 1.05),
    "Bed": (1.9, 1.3, 2.35),
    "Box": (0.5, 0.4, 0.5),
    "Candle": (0.11, 0.26, 0.11),
    "Chair": (0.6, 1.1, 0.62),
    "CoffeeTable": (1.3, 0.6, 0.8),
    "Desk": (1.6, 1.0, 0.8),
    "DiningTable": (1.7, 0.85, 1.05),
    "Dresser": (1.5, 1.1, 0.6),
    "Fridge": (1.1, 2.05, 0.8),
    "GarbageCan": (0.5, 0.66, 0.45),
    "Microwave": (0.62, 0.4, 0.43),
    "Painting": (1.1, 0.9, 0.05),
    "Plate": (0.27, 0.04, 0.27),
    "Pot": (0.34, 0.2, 0.34),
    "ShelvingUnit": (1.15, 1.6, 0.5),
    "SideTable": (0.75, 0.85, 0.55),
    "Sofa": (2.45, 1.1, 1.1),
    "TVStand": (1.7, 0.8, 0.6),
    "Television": (1.3, 0.9, 0.4),
    "Vase": (0.2, 0.3, 0.2),
}
_SMALLEST: dict[str, tuple[float, float, float]] = {
    "Bed": (0.9, 0.4, 1.8),
    "CoffeeTable": (0.7, 0.3, 0.4),
    "Desk": (1.0, 0.6, 0.5),
    "DiningTable": (0.9, 0.65, 0.7),
    "Dresser": (0.7, 0.6, 0.35),
    "FloorLamp": (0.2, 1.3, 0.2),
    "Pen": (0.008, 0.008, 0.1),
    "ShelvingUnit": (0.6, 0.75, 0.24),
    "SideTable": (0.38, 0.45, 0.34),
    "Statue": (0.1, 0.1, 0.1),
    "ToiletPaper": (0.09, 0.1, 0.09),
}


@functools.cache
def fitting(
    object_type: str, largest: tuple[float, float, float] | None = None
) -> tuple[Asset, ...]:
    """Assets of a type that suit a home, in a fixed order.

    Args:
        object_type: ontology name.
        largest: [m] a tighter limit on (x, y, z).
    """
    high = _LARGEST.get(object_type, (9.0, 9.0, 9.0))
    low = _SMALLEST.get(object_type, (0.0, 0.0, 0.0))
    if largest is not None:
        high = tuple(min(a, b) for a, b in zip(high, largest, strict=True))  # type: ignore[assignment]
    return tuple(
        item
        for item in assets_of(object_type)
        if all(a - 1e-9 <= b <= c + 1e-9 for a, b, c in zip(low, item.size, high, strict=True))
    )


def choose(
    rng: np.random.Generator,
    object_type: str,
    largest: tuple[float, float, float] | None = None,
) -> Asset:
    """Any fitting asset of a type; the smallest one where none fits."""
    options = fitting(object_type, largest)
    if not options:
        return min(assets_of(object_type), key=lambda item: item.size[0] * item.size[2])
    return options[int(rng.integers(len(options)))]


def own(name: str) -> Asset:
    """One of our own assets, by its name without the prefix."""
    return asset(f"Hestia_{name}")
