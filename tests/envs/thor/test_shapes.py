"""Every shape is sound: flat convex faces that look outwards, in bounds, with places to rest."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from envs.interface import InvalidInputError
from envs.ontology import BY_NAME, OBJECT_TYPES, Affordance, State
from envs.thor.assets import asset, assets_of, table
from envs.thor.geometry import Face, Material, Motion, Shape
from envs.thor.shapes import body_shape, library, shapes_for
from envs.thor.shapes.primitives import box, lathe, normal_of, prism

STREAMS = ("Faucet",)  # what runs out of them leaves their box


def _shown(face: Face, state: int) -> bool:
    return state & face.show[0] == face.show[1]


def _corners(shape: Shape) -> NDArray[np.float64]:
    return np.array([corner for face in shape.faces for corner in face.corners])


def test_every_type_has_shapes_in_a_fixed_order() -> None:
    shapes = library()
    assert library() is shapes
    covered: list[int] = []
    for kind in OBJECT_TYPES:
        covered += shapes_for(kind.name)
    assert [*covered, body_shape()] == list(range(len(shapes)))
    assert len({shape.name for shape in shapes}) == len(shapes)


def test_faces_are_flat_convex_polygons_with_area() -> None:
    for shape in library():
        for number, face in enumerate(shape.faces):
            where = f"{shape.name}.faces[{number}]"
            points = np.array(face.corners)
            assert 3 <= len(points) <= 8, where
            normal = np.array(normal_of(face.corners))
            length = np.linalg.norm(normal)
            assert length > 1e-5, f"{where} has no area"
            normal /= length
            away = (points - points.mean(axis=0)) @ normal
            assert np.abs(away).max() < 1e-6, f"{where} is not flat: {away}"
            edges = np.roll(points, -1, axis=0) - points
            assert np.linalg.norm(edges, axis=1).min() > 1e-6, f"{where} repeats a corner"
            turns = np.cross(edges, np.roll(edges, -1, axis=0)) @ normal
            assert turns.min() > -1e-9, f"{where} is not convex"


def test_closed_shapes_stay_in_their_box() -> None:
    for shape in library():
        for number, face in enumerate(shape.faces):
            if shape.name.startswith(STREAMS) and face.show[0] & State.TOGGLED:
                continue
            far = np.abs(np.array(face.corners)).max()
            assert far <= 1.0 + 1e-9, f"{shape.name}.faces[{number}] reaches {far}"


def test_shapes_fill_their_box() -> None:
    """Else an object would float above what it rests on, or seem smaller than it is."""
    partial = {"Floor", "Ceiling", "Laptop_wide", "Laptop_thick"}
    for shape in library():
        if shape.name in partial:
            continue
        points = np.array(
            [corner for face in shape.faces if _shown(face, 0) for corner in face.corners]
        )
        hung = shape.name.split("_")[0] in HUNG
        assert hung or points.min(axis=0)[1] < -0.88, f"{shape.name} floats"
        reach = np.minimum(points.max(axis=0), -points.min(axis=0))
        assert reach[1] >= 0.6, f"{shape.name} {reach}"
        assert reach[[0, 2]].min() > 0.19, f"{shape.name} {reach}"


def _first_hits(
    shape: Shape, origin: NDArray[np.float64], direction: NDArray[np.float64], state: int
) -> list[int]:
    """Index of the face that each ray meets first, seen from either side; -1 for none."""
    best = np.full(len(origin), np.inf)
    hit = np.full(len(origin), -1)
    for number, face in enumerate(shape.faces):
        if not _shown(face, state):
            continue
        points = np.array(face.corners)
        normal = np.array(normal_of(face.corners))
        slope = direction @ normal
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = ((points[0] - origin) @ normal) / slope
        at = origin + distance[:, None] * direction
        inside = np.isfinite(distance) & (distance > 1e-9)
        for a, b in zip(points, np.roll(points, -1, axis=0), strict=True):
            inside &= (np.cross(b - a, at - a) @ normal) > -1e-12
        nearer = inside & (distance < best - 1e-6)
        best[nearer], hit[nearer] = distance[nearer], number
    return hit.tolist()


HUNG = frozenset(
    {
        "Blinds",
        "Curtains",
        "Faucet",
        "HandTowelHolder",
        "LightSwitch",
        "Mirror",
        "Painting",
        "Poster",
        "Shelf",
        "ShowerHead",
        "StoveKnob",
        "ToiletPaperHanger",
        "TowelHolder",
        "Window",
    }
)
EYE = 1.575  # [m]


def _views(
    kind: str, size: tuple[float, float, float], count: int, random: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Rays (origin, direction) in the shape's frame from where a standing agent's eye can be."""
    half = np.array(size) / 2
    base = 1.1 if kind in HUNG else 0.0 if size[1] > 0.5 or max(size) > 0.7 else 0.75
    angle = random.uniform(0, np.pi if kind in HUNG else 2 * np.pi, count)
    away = np.hypot(half[0], half[2]) + random.uniform(0.35, 2.0, count)
    eye = np.stack(
        [np.cos(angle) * away, np.full(count, EYE - base - half[1]), np.sin(angle) * away], axis=1
    )
    origin = eye / half
    return origin, random.uniform(-0.97, 0.97, size=(count, 3)) - origin


@pytest.mark.parametrize("state", [0, int(State.TOGGLED), int(State.BROKEN), int(State.USED_UP)])
def test_what_is_seen_looks_at_the_eye(state: int) -> None:
    """From where an agent can stand, the first face that a ray meets shows its front.

    One ray in forty may slip through a seam.
    """
    random = np.random.default_rng(7)
    for kind in OBJECT_TYPES:
        if kind.name in ("Floor", "Ceiling", "Wall"):
            continue
        size = assets_of(kind.name)[0].size
        variants = shapes_for(kind.name)
        for index in variants[:: 1 + len(variants) // 8]:
            shape = library()[index]
            if state and not any(face.show[0] & state for face in shape.faces):
                continue
            origin, direction = _views(kind.name, size, 40, random)
            wrong = []
            for ray, number in enumerate(_first_hits(shape, origin, direction, state)):
                if number < 0 or shape.faces[number].two_sided:
                    continue
                if np.array(normal_of(shape.faces[number].corners)) @ direction[ray] >= 0:
                    wrong.append((number, (origin[ray] * size / 2).round(2).tolist()))
            assert len(wrong) <= 1, f"{shape.name}: face seen from behind, by eye at {wrong}"


def test_receptacles_have_surfaces_and_nothing_else_has() -> None:
    for kind in OBJECT_TYPES:
        for index in shapes_for(kind.name):
            shape = library()[index]
            assert bool(shape.surfaces) == kind.can(Affordance.RECEPTACLE), shape.name
            for surface in shape.surfaces:
                assert surface.low[0] < surface.high[0], shape.name
                assert surface.low[1] < surface.high[1], shape.name
                assert surface.clearance > 0.03, shape.name
                if surface.enclosed:
                    assert kind.can(Affordance.OPENABLE), shape.name


def test_openable_types_have_a_part_that_moves() -> None:
    for kind in OBJECT_TYPES:
        for index in shapes_for(kind.name):
            shape = library()[index]
            moves = any(face.motion is not Motion.FIXED for face in shape.faces)
            assert moves == kind.can(Affordance.OPENABLE), shape.name


@pytest.mark.parametrize(
    ("affordance", "state"),
    [
        (Affordance.BREAKABLE, State.BROKEN),
        (Affordance.FILLABLE, State.WATER),
        (Affordance.FILLABLE, State.COFFEE),
        (Affordance.USABLE_UP, State.USED_UP),
    ],
)
def test_states_change_what_is_drawn(affordance: Affordance, state: State) -> None:
    for kind in OBJECT_TYPES:
        if not kind.can(affordance):
            continue
        for index in shapes_for(kind.name):
            shape = library()[index]
            before = [face for face in shape.faces if _shown(face, 0)]
            after = [face for face in shape.faces if _shown(face, int(state))]
            assert after and before != after, shape.name


@pytest.mark.parametrize(
    ("can", "state", "share"),
    [
        (Affordance.USABLE_UP, State.USED_UP, 0.15),
        (Affordance.FILLABLE, State.WATER, 0.06),
        (Affordance.FILLABLE, State.COFFEE, 0.06),
    ],
)
def test_what_is_used_up_or_filled_looks_so_from_every_side(
    can: Affordance, state: State, share: float
) -> None:
    """Eyes have nothing else to tell it by."""
    random = np.random.default_rng(3)
    for kind in OBJECT_TYPES:
        size = assets_of(kind.name)[0].size
        for index in shapes_for(kind.name) if kind.can(can) else ():
            eyes, _ = _views(kind.name, size, 40, random)
            for eye in eyes:
                onto = random.uniform(-0.97, 0.97, size=(400, 3))
                without, within = (
                    np.array(
                        _first_hits(library()[index], np.tile(eye, (400, 1)), onto - eye, value)
                    )
                    for value in (0, int(state))
                )
                changed = (without != within)[(without >= 0) | (within >= 0)].mean()
                assert changed > share, f"{library()[index].name}: {changed:.2f} from {eye}"


def test_what_switches_on_shows_it() -> None:
    lit = {Material.GLOW, Material.SCREEN}
    silent = {"ShowerHead", "VacuumCleaner"}
    for kind in OBJECT_TYPES:
        if not kind.can(Affordance.TOGGLEABLE) or kind.name in silent:
            continue
        for index in shapes_for(kind.name):
            shape = library()[index]
            seen = any(face.material in lit or face.show[0] & State.TOGGLED for face in shape.faces)
            assert seen, shape.name


def test_a_filled_vessel_shows_its_liquid_from_above() -> None:
    for kind in ("Mug", "Bowl", "Cup", "Pot"):
        for index in shapes_for(kind):
            shape = library()[index]
            origin = np.array([[x, 4.0, z] for x in (-0.3, 0.0) for z in (-0.3, -0.1)])
            down = np.tile([0.0, -1.0, 0.0], (4, 1)) + 1e-4
            empty = _first_hits(shape, origin, down, 0)
            full = _first_hits(shape, origin, down, int(State.WATER))
            assert all(shape.faces[i].material is not Material.LIQUID for i in empty), shape.name
            assert any(shape.faces[i].material is Material.LIQUID for i in full), shape.name


def test_drawers_carry_their_surface() -> None:
    for index in shapes_for("Drawer"):
        shape = library()[index]
        slides = {face.amount for face in shape.faces if face.motion is Motion.SLIDE_Z}
        assert {surface.slides for surface in shape.surfaces} == slides


def test_what_is_flat_or_hangs_never_blocks_the_agent() -> None:
    for kind in ("Painting", "Window", "Floor", "Ceiling", "Plate", "Mirror", "LightSwitch"):
        assert all(library()[index].colliders == () for index in shapes_for(kind)), kind
    (frame,) = shapes_for("Doorframe", "Doorframe_1")
    for collider in library()[frame].colliders:
        assert abs(collider.low[0]) > 0.8 or abs(collider.high[0]) > 0.8
        assert not collider.low[0] < 0.0 < collider.high[0]


def test_l_counters_leave_their_inner_corner_free() -> None:
    (index,) = shapes_for("CounterTop", "Countertop_L_6x4")
    shape = library()[index]
    free = (-0.5, 0.6)  # front left: legs run along the back and the right
    for box_ in shape.colliders:
        assert not (box_.low[0] < free[0] < box_.high[0] and box_.low[2] < free[1] < box_.high[2])
    assert len(shape.surfaces) == 2


def test_known_levels_become_surfaces() -> None:
    item = asset("Shelving_Unit_219_1")
    (index,) = shapes_for("ShelvingUnit", item.asset_id)
    heights = {
        round((surface.y + 1.0) / 2 * item.size[1], 3) for surface in library()[index].surfaces
    }
    for level in item.levels:
        assert min(abs(level - height) for height in heights) < 0.01


def test_the_library_is_cheap_to_draw() -> None:
    kitchen = (
        "CounterTop",
        "Fridge",
        "Sink",
        "Faucet",
        "Microwave",
        "Toaster",
        "CoffeeMachine",
        "StoveBurner",
        "StoveKnob",
        "Cabinet",
        "Drawer",
        "DiningTable",
        "Chair",
        "Plate",
        "Bowl",
        "Mug",
        "Cup",
        "Fork",
        "Knife",
        "Spoon",
        "Pan",
        "Pot",
        "Apple",
        "Bread",
        "Egg",
        "Tomato",
    )
    faces = [len(library()[shapes_for(kind)[0]].faces) for kind in kitchen]
    assert float(np.mean(faces)) < 27


def test_unknown_names() -> None:
    with pytest.raises(InvalidInputError, match="Mug"):
        shapes_for("Mugg")
    assert shapes_for("Mug", "no such asset") == shapes_for("Mug")


def test_every_asset_has_a_shape_of_its_type() -> None:
    for item in table().values():
        found = shapes_for(item.object_type, item.asset_id)
        assert found and set(found) <= set(shapes_for(item.object_type))
    assert {kind for kind in BY_NAME if assets_of(kind)} == set(BY_NAME)


def test_primitives_look_outwards() -> None:
    solids = [
        box((-1, -1, -1), (1, 1, 1), Material.BODY),
        prism(((-1, -1), (0, 1), (1, -1)), -1, 1, Material.BODY, axis="y"),
        prism(((-1, -1), (0, 1), (1, -1)), -1, 1, Material.BODY),
    ]
    for axis in "xyz":
        profile = ((0.0, -1.0), (1.0, 0.0), (0.5, 0.5), (0.5, 1.0))
        solids.append(lathe(profile, Material.BODY, axis=axis))
    for faces in solids:
        for face in faces:
            centre = np.mean(face.corners, axis=0)
            assert np.array(normal_of(face.corners)) @ centre > 0
