"""The ontology as arrays that kernels read: affordances, roles, what takes what, capacity."""

from __future__ import annotations

import enum
import functools

import numpy as np
import warp as wp

from envs import ontology


class Role(enum.IntFlag):
    """What the rules of the world know a type by."""

    FLOOR = 1 << 0
    KNIFE = 1 << 1
    WATER_SOURCE = 1 << 2
    BASIN = 1 << 3
    KNOB = 1 << 4
    BURNER = 1 << 5
    MICROWAVE = 1 << 6
    TOASTER = 1 << 7
    COFFEE_MACHINE = 1 << 8
    MUG = 1 << 9
    COOKWARE = 1 << 10  # what stands on a burner and cooks what is in it
    BREAD_SLICED = 1 << 11
    EGG = 1 << 12
    FIXTURE = 1 << 13  # takes things whatever their size: burners, slots, hangers
    SCREEN = 1 << 14  # still whole enough to pick up when broken
    SET_IN = 1 << 15  # sunk into a worktop: its place on the worktop is taken
    VESSEL = 1 << 16  # boils what is in it when it is filled
    SHUTS = 1 << 17  # a receptacle that takes and gives nothing while it is closed
    DESK_LAMP = 1 << 18
    BIN = 1 << 19  # things are thrown in, one on the other
    FLOOR_LAMP = 1 << 20


_ROLES: dict[Role, frozenset[str]] = {
    Role.FLOOR: frozenset({"Floor"}),
    Role.KNIFE: ontology.KNIVES,
    Role.WATER_SOURCE: ontology.WATER_SOURCES,
    Role.BASIN: ontology.BASINS,
    Role.KNOB: frozenset({"StoveKnob"}),
    Role.BURNER: frozenset({"StoveBurner"}),
    Role.MICROWAVE: frozenset({"Microwave"}),
    Role.TOASTER: frozenset({"Toaster"}),
    Role.COFFEE_MACHINE: frozenset({"CoffeeMachine"}),
    Role.MUG: frozenset({"Mug"}),
    Role.COOKWARE: frozenset({"Pan", "Pot"}),
    Role.BREAD_SLICED: frozenset({"BreadSliced"}),
    Role.EGG: frozenset({"Egg"}),
    Role.FIXTURE: frozenset(
        {"StoveBurner", "Toaster", "CoffeeMachine", "HandTowelHolder", "TowelHolder",
         "ToiletPaperHanger"}
    ),
    Role.SCREEN: frozenset({"CellPhone", "Laptop", "Desktop", "Television"}),
    Role.SET_IN: frozenset({"Sink", "SinkBasin"}),
    Role.VESSEL: frozenset({"Pot", "Bowl", "Cup", "Mug", "Kettle", "WateringCan"}),
    Role.SHUTS: frozenset(
        kind.name for kind in ontology.OBJECT_TYPES if ontology.shuts(kind.name)
    ),
    Role.DESK_LAMP: frozenset({"DeskLamp"}),
    Role.FLOOR_LAMP: frozenset({"FloorLamp"}),
    Role.BIN: frozenset({"GarbageCan", "LaundryHamper"}),
}  # fmt: skip


@wp.struct
class Types:
    """Facts of each object type. `ntype`: number of types in the ontology.

    affordances: `envs.ontology.Affordance` bits (ntype,).
    roles: `Role` bits (ntype,).
    takes: 1 where the receptacle type (row) accepts the other (column) (ntype, ntype).
    capacity: how many things a receptacle holds at most (ntype,).
    """

    affordances: wp.array(dtype=wp.int32)
    roles: wp.array(dtype=wp.int32)
    takes: wp.array2d(dtype=wp.int32)
    capacity: wp.array(dtype=wp.int32)


@functools.cache
def pack_types(device: str) -> Types:
    """The ontology's facts as arrays on `device`; shared, so never written to."""
    kinds = ontology.OBJECT_TYPES
    roles = [sum(int(role) for role, names in _ROLES.items() if k.name in names) for k in kinds]
    takes = [[int(ontology.takes(row.name, kind.name)) for kind in kinds] for row in kinds]
    capacity = [ontology.CAPACITY.get(kind.name, 1 << 20) for kind in kinds]

    def array(values: object) -> wp.array:
        return wp.array(np.array(values, np.int32), dtype=wp.int32, device=device)

    types = Types()
    types.affordances = array([int(kind.affordances) for kind in kinds])
    types.roles = array(roles)
    types.takes = array(takes)
    types.capacity = array(capacity)
    return types
