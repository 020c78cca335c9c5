"""The state of a batch of worlds: structs of Warp arrays with a leading world axis.

Symbolic dimensions in docstrings: `nworld` worlds, `nobject` object slots a world (the largest
scene's count; unused slots are absent), `nshape`, `nface`, `ncorner`, `nsurface`, `ncollider`
of the shape library, which all worlds share. Floats are float32, lengths metres, angles degrees.
"""

from __future__ import annotations

import warp as wp

NONE = -1  # parent: rests on the floor or hangs on a wall
HELD = -2  # parent: in the agent's hand


@wp.struct
class Objects:
    """Every object of every world.

    type: ontology index, -1 in an unused slot (nworld, nobject).
    present: 1 if in the scene (a whole that was sliced, and parts not yet cut, are 0).
    position: centre of the bounding box, world frame.
    yaw: [deg] clockwise from +z.
    half: half extents in the object's frame.
    parent: slot of the receptacle that holds it, or NONE or HELD.
    state: `envs.ontology.State` bits.
    openness: 0 closed to 1 open.
    shape: index into the shape library.
    palette: seed of its colours.
    link: slot of what it switches, or -1.
    whole: slot of the whole that it is a part of, or -1.
    temperature: 0 room, 1 hot, 2 cold.
    """

    type: wp.array2d(dtype=wp.int32)
    present: wp.array2d(dtype=wp.int32)
    position: wp.array2d(dtype=wp.vec3)
    yaw: wp.array2d(dtype=wp.float32)
    half: wp.array2d(dtype=wp.vec3)
    parent: wp.array2d(dtype=wp.int32)
    state: wp.array2d(dtype=wp.int32)
    openness: wp.array2d(dtype=wp.float32)
    shape: wp.array2d(dtype=wp.int32)
    palette: wp.array2d(dtype=wp.int32)
    link: wp.array2d(dtype=wp.int32)
    whole: wp.array2d(dtype=wp.int32)
    temperature: wp.array2d(dtype=wp.int32)


@wp.struct
class Agents:
    """The acting agent of every world; of the others, only where they stand.

    position: of its feet on the floor, world frame (nworld,).
    yaw: [deg] clockwise from +z (nworld,).
    horizon: [deg] positive looks down (nworld,).
    camera_height: above the feet: 1.575 standing, 0.9 crouched (nworld,).
    held: slot in its hand, or -1 (nworld,).
    hand: how far its hand was moved (right, up, ahead) from its usual place (nworld,).
    hand_yaw: [deg] how far what it holds was turned, clockwise (nworld,).
    others: feet of the other agents, NaN in unused places (nworld, nother).
    """

    position: wp.array(dtype=wp.vec3)
    yaw: wp.array(dtype=wp.float32)
    horizon: wp.array(dtype=wp.float32)
    camera_height: wp.array(dtype=wp.float32)
    held: wp.array(dtype=wp.int32)
    hand: wp.array(dtype=wp.vec3)
    hand_yaw: wp.array(dtype=wp.float32)
    others: wp.array2d(dtype=wp.vec3)


@wp.struct
class Geometry:
    """The shape library, packed. Ranges of a shape are [start, start + count).

    Faces: corner range, material, two_sided, show (mask, value), motion, pivot, amount; see
    `geometry.Face`. Surfaces: low and high (x, z), y, clearance (1e6 for open air), enclosed,
    slides; see `geometry.Surface`. Colliders: low and high corners. All in the shape's frame.
    Derived by `pack.pack_geometry`: shape_bound, how far the closed shape's faces reach from its
    centre along each axis; shape_slide and shape_hinge, the longest slide and whether anything
    turns; face_plane, the outward normal n and offset d of `n . p = d`.
    """

    face_start: wp.array(dtype=wp.int32)  # (nshape,)
    face_count: wp.array(dtype=wp.int32)
    surface_start: wp.array(dtype=wp.int32)
    surface_count: wp.array(dtype=wp.int32)
    collider_start: wp.array(dtype=wp.int32)
    collider_count: wp.array(dtype=wp.int32)
    shape_bound: wp.array(dtype=wp.vec3)
    shape_slide: wp.array(dtype=wp.float32)
    shape_hinge: wp.array(dtype=wp.int32)

    corner: wp.array(dtype=wp.vec3)  # (ncorner,)
    face_corner: wp.array(dtype=wp.int32)  # (nface,) first corner
    face_ncorner: wp.array(dtype=wp.int32)
    face_material: wp.array(dtype=wp.int32)
    face_two_sided: wp.array(dtype=wp.int32)
    face_show_mask: wp.array(dtype=wp.int32)
    face_show_value: wp.array(dtype=wp.int32)
    face_motion: wp.array(dtype=wp.int32)
    face_pivot: wp.array(dtype=wp.vec3)
    face_amount: wp.array(dtype=wp.float32)
    face_plane: wp.array(dtype=wp.vec4)

    surface_low: wp.array(dtype=wp.vec2)  # (nsurface,)
    surface_high: wp.array(dtype=wp.vec2)
    surface_y: wp.array(dtype=wp.float32)
    surface_clearance: wp.array(dtype=wp.float32)
    surface_enclosed: wp.array(dtype=wp.int32)
    surface_slides: wp.array(dtype=wp.float32)

    collider_low: wp.array(dtype=wp.vec3)  # (ncollider,)
    collider_high: wp.array(dtype=wp.vec3)
