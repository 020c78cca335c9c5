"""Sizes of our own assets, for the types that ProcTHOR's public asset table lacks.

Rows are `(asset id, x, y, z)` in metres: width, height, depth. `assets.py` says how the kitchen
pieces fit together.
"""

from __future__ import annotations

Row = tuple[str, float, float, float]

COUNTER_LENGTHS = (0.3, 0.4, 0.5, 0.6, 0.8, 0.9, 1.0, 1.2, 1.5, 1.6, 1.8, 2.0, 2.4, 2.5, 3.0)
COLUMN_WIDTHS = (0.4, 0.5, 0.6, 0.8)
SINK_WIDTHS = (0.6, 0.75, 0.9)
RANGE_WIDTHS = (0.6, 0.7, 0.76)
SLAB_HEIGHT = 0.06
COUNTER_HEIGHT = 0.94
COUNTER_DEPTH = 0.65
CABINET_DEPTH = 0.6
BASE_HEIGHT = COUNTER_HEIGHT - SLAB_HEIGHT


def _centimetres(length: float) -> str:
    return f"{round(length * 100)}"


def _kitchen() -> dict[str, list[Row]]:
    cabinets: list[Row] = []
    drawers: list[Row] = []
    for width in COLUMN_WIDTHS:
        name = _centimetres(width)
        cabinets += [
            (f"Hestia_Cabinet_Base_{name}", width, BASE_HEIGHT, CABINET_DEPTH),
            (f"Hestia_Cabinet_UnderDrawer_{name}", width, 0.7, CABINET_DEPTH),
            (f"Hestia_Cabinet_Wall_{name}", width, 0.7, 0.34),
        ]
        drawers += [
            (f"Hestia_Drawer_Kitchen_{name}", width, 0.18, CABINET_DEPTH),
            (f"Hestia_Drawer_Deep_{name}", width, 0.22, CABINET_DEPTH),
        ]
    cabinets.append(("Hestia_Cabinet_Bathroom_60", 0.6, 0.7, 0.45))
    cabinets.append(("Hestia_Cabinet_Medicine_50", 0.5, 0.6, 0.15))
    drawers.append(("Hestia_Drawer_Bedside_40", 0.4, 0.16, 0.38))
    drawers.append(("Hestia_Drawer_Dresser_80", 0.8, 0.2, 0.45))
    counters: list[Row] = [
        (f"Hestia_Counter_{_centimetres(length)}", length, SLAB_HEIGHT, COUNTER_DEPTH)
        for length in COUNTER_LENGTHS
    ]
    counters += [
        (f"Hestia_Range_{_centimetres(width)}", width, COUNTER_HEIGHT, COUNTER_DEPTH)
        for width in RANGE_WIDTHS
    ]
    sinks: list[Row] = [
        (f"Hestia_Sink_{_centimetres(width)}", width, COUNTER_HEIGHT, COUNTER_DEPTH)
        for width in SINK_WIDTHS
    ]
    basins: list[Row] = [
        (f"Hestia_SinkBasin_{_centimetres(width)}", round(width - 0.14, 3), 0.2, 0.45)
        for width in SINK_WIDTHS
    ]
    return {
        "Cabinet": cabinets,
        "CounterTop": counters,
        "Drawer": drawers,
        "Sink": [*sinks, ("Hestia_Sink_Pedestal", 0.6, 0.9, 0.5)],
        "SinkBasin": [*basins, ("Hestia_SinkBasin_Pedestal", 0.48, 0.16, 0.34)],
        "StoveBurner": [
            ("Hestia_StoveBurner_Small", 0.18, 0.02, 0.18),
            ("Hestia_StoveBurner_Large", 0.22, 0.02, 0.22),
        ],
        "StoveKnob": [
            ("Hestia_StoveKnob_1", 0.05, 0.05, 0.03),
            ("Hestia_StoveKnob_2", 0.06, 0.06, 0.04),
        ],
    }


def _bathroom() -> dict[str, list[Row]]:
    return {
        "Bathtub": [
            ("Hestia_Bathtub_150", 1.5, 0.55, 0.72),
            ("Hestia_Bathtub_160", 1.6, 0.55, 0.75),
            ("Hestia_Bathtub_170", 1.7, 0.58, 0.78),
        ],
        "BathtubBasin": [
            ("Hestia_BathtubBasin_150", 1.34, 0.42, 0.56),
            ("Hestia_BathtubBasin_160", 1.44, 0.42, 0.59),
            ("Hestia_BathtubBasin_170", 1.54, 0.45, 0.62),
        ],
        "Mirror": [
            ("Hestia_Mirror_50", 0.5, 0.7, 0.03),
            ("Hestia_Mirror_60", 0.6, 0.9, 0.03),
            ("Hestia_Mirror_90", 0.9, 0.8, 0.03),
        ],
        "ShowerDoor": [
            ("Hestia_ShowerDoor_70", 0.7, 1.95, 0.04),
            ("Hestia_ShowerDoor_80", 0.8, 2.0, 0.04),
        ],
        "ShowerGlass": [
            ("Hestia_ShowerGlass_80", 0.8, 1.95, 0.04),
            ("Hestia_ShowerGlass_90", 0.9, 2.0, 0.04),
        ],
    }


def _rooms() -> dict[str, list[Row]]:
    return {
        "Curtains": [
            ("Hestia_Curtains_140", 1.4, 1.6, 0.1),
            ("Hestia_Curtains_180", 1.8, 2.1, 0.12),
        ],
        "Blinds": [("Hestia_Blinds_110", 1.1, 1.2, 0.05)],
        "Poster": [
            ("Hestia_Poster_40", 0.4, 0.6, 0.01),
            ("Hestia_Poster_60", 0.6, 0.9, 0.01),
            ("Hestia_Poster_80", 0.8, 0.55, 0.01),
        ],
        "Shelf": [
            ("Hestia_Shelf_60", 0.6, 0.05, 0.25),
            ("Hestia_Shelf_80", 0.8, 0.05, 0.28),
            ("Hestia_Shelf_110", 1.1, 0.05, 0.3),
        ],
        "Floor": [("Hestia_Floor", 1.0, 0.02, 1.0)],
        "Wall": [("Hestia_Wall", 1.0, 2.7, 0.02)],
        "Ceiling": [("Hestia_Ceiling", 1.0, 0.02, 1.0)],
    }


def _slices() -> dict[str, list[Row]]:
    return {
        "AppleSliced": [("Hestia_AppleSliced", 0.035, 0.07, 0.07)],
        "BreadSliced": [
            ("Hestia_BreadSliced_1", 0.12, 0.03, 0.12),
            ("Hestia_BreadSliced_2", 0.14, 0.03, 0.12),
        ],
        "EggCracked": [("Hestia_EggCracked", 0.11, 0.025, 0.1)],
        "LettuceSliced": [("Hestia_LettuceSliced", 0.1, 0.04, 0.1)],
        "PotatoSliced": [("Hestia_PotatoSliced", 0.06, 0.02, 0.06)],
        "TomatoSliced": [("Hestia_TomatoSliced", 0.08, 0.025, 0.08)],
    }


def own_assets() -> dict[str, list[Row]]:
    """Our own assets by object type."""
    return {**_kitchen(), **_bathroom(), **_rooms(), **_slices()}
