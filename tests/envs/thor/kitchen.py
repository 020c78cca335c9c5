"""A small kitchen put together by hand, with plain shapes, for tests of the simulator."""

from __future__ import annotations

import dataclasses

from envs.interface import Pose
from envs.ontology import BY_NAME, SLICE_COUNT, Affordance, sliced_type
from envs.thor.geometry import Collider, Face, Material, Motion, Shape, Surface
from envs.thor.scene import Room, Scene, SceneObject
from envs.thor.shapes.primitives import box
from envs.thor.simulator import Command, Error, Simulator, StepResult

LOW, HIGH = (-1.0, -1.0, -1.0), (1.0, 1.0, 1.0)


def _moving(faces: tuple[Face, ...], motion: Motion, amount: float) -> tuple[Face, ...]:
    pivot = (-1.0, 0.0, 1.0)
    return tuple(
        dataclasses.replace(face, motion=motion, pivot=pivot, amount=amount) for face in faces
    )


_WALLS = box(LOW, HIGH, Material.WOOD, without="front", two_sided=True)
_DOOR = box((-1, -1, 0.96), HIGH, Material.WOOD)
_OPEN_BOX = box(LOW, HIGH, Material.WOOD, without="top", two_sided=True)
SHAPES = (
    Shape("Block", box(LOW, HIGH, Material.BODY), (Surface((-1, -1), (1, 1), 1.0),)),
    Shape(
        "Cupboard",
        _WALLS + _moving(_DOOR, Motion.HINGE_Y, -110.0),
        (Surface((-0.9, -0.9), (0.9, 0.9), -0.9, clearance=0.5, enclosed=True),),
    ),
    Shape(
        "Drawer",
        _moving(_OPEN_BOX, Motion.SLIDE_Z, 1.6),
        (Surface((-0.9, -0.9), (0.9, 0.9), -0.9, clearance=0.3, enclosed=True, slides=1.6),),
    ),
    Shape("Dish", _OPEN_BOX, (Surface((-0.8, -0.8), (0.8, 0.8), -0.8),)),
    Shape("Thing", box(LOW, HIGH, Material.BODY)),
    Shape("Flat", box(LOW, HIGH, Material.FLOOR), (Surface((-1, -1), (1, 1), 1.0),), ()),
)
BLOCK, CUPBOARD, DRAWER, DISH, THING, FLAT = range(6)
assert SHAPES[BLOCK].colliders == (Collider(LOW, HIGH),)


class Kitchen:
    """Builds the scene and remembers which slot has which name."""

    def __init__(self) -> None:
        self.objects: list[SceneObject] = []
        self.slots: dict[str, int] = {}

    def add(
        self,
        name: str,
        position: tuple[float, float, float],
        size: tuple[float, float, float],
        shape: int = THING,
        parent: str = "",
        link: str = "",
        state: int = 0,
        yaw: float = 0.0,
    ) -> None:
        """`position` is the middle of the bottom; `name` is the type, and a number if many."""
        x, y, z = position
        self.slots[name] = len(self.objects)
        self.objects.append(
            SceneObject(
                name.rstrip("0123456789"),
                (x, y + size[1] / 2, z),
                yaw,
                size,
                shape,
                parent=self.slots[parent] if parent else -1,
                link=self.slots[link] if link else -1,
                state=state,
            )
        )

    def add_parts(self) -> None:
        for name in [n for n in self.slots if n.rstrip("0123456789") in SLICE_COUNT]:
            whole = self.objects[self.slots[name]]
            count = SLICE_COUNT[whole.object_type]
            kind = sliced_type(whole.object_type)
            for index in range(count):
                size = (whole.size[0] / count, whole.size[1], whole.size[2])
                self.slots[f"{kind}{index}"] = len(self.objects)
                part = SceneObject(kind, whole.position, 0.0, size, THING)
                part.whole, part.present = self.slots[name], False
                self.objects.append(part)


def kitchen() -> tuple[Scene, dict[str, int]]:
    """A 6 m by 6 m kitchen with the agent at its middle, facing the counter along +z."""
    k = Kitchen()
    k.add("Floor", (0, -0.1, 0), (6, 0.1, 6), FLAT)
    for index, (x, z, dx, dz) in enumerate(
        ((0, 3.05, 6.2, 0.1), (0, -3.05, 6.2, 0.1), (3.05, 0, 0.1, 6.2), (-3.05, 0, 0.1, 6.2))
    ):
        k.add(f"Wall{index}", (x, 0, z), (dx, 2.5, dz), THING)
    k.add("CounterTop", (0, 0, 1.6), (4, 0.9, 0.7), BLOCK)
    k.add("DiningTable", (-1.5, 0, -1.5), (1.2, 0.75, 0.8), BLOCK)
    k.add("Fridge", (-2.6, 0, 0), (0.8, 1.7, 0.8), CUPBOARD, yaw=90)
    k.add("Drawer", (2.6, 0.4, 0), (0.8, 0.25, 0.5), DRAWER, yaw=270)
    k.add("SinkBasin", (1.4, 0.75, 1.6), (0.5, 0.15, 0.4), DISH)
    k.add("Faucet", (1.4, 0.9, 1.9), (0.05, 0.3, 0.05), parent="CounterTop", link="SinkBasin")
    k.add("StoveBurner", (-1.4, 0.9, 1.6), (0.25, 0.02, 0.25), BLOCK)
    k.add("StoveKnob", (-1.4, 0.8, 1.24), (0.05, 0.05, 0.02), link="StoveBurner")
    k.add("Microwave", (-0.7, 0.9, 1.7), (0.5, 0.3, 0.4), CUPBOARD, "CounterTop", yaw=180)
    k.add("Toaster", (0.85, 0.9, 1.7), (0.25, 0.2, 0.2), BLOCK, "CounterTop")
    k.add("CoffeeMachine", (0.45, 0.9, 1.75), (0.25, 0.3, 0.3), BLOCK, "CounterTop")
    k.add("Mug", (0.3, 0.9, 1.4), (0.1, 0.1, 0.1), DISH, "CounterTop")
    k.add("Plate", (-1.4, 0.75, -1.5), (0.25, 0.03, 0.25), DISH, "DiningTable")
    k.add("Bowl", (-1.8, 0.75, -1.3), (0.2, 0.1, 0.2), DISH, "DiningTable")
    k.add("Pot", (-1.1, 0.75, -1.3), (0.25, 0.2, 0.25), DISH, "DiningTable")
    k.add("Pan", (-1.4, 0.92, 1.6), (0.3, 0.06, 0.5), DISH, "StoveBurner")
    k.add("Knife", (0.0, 0.9, 1.35), (0.03, 0.02, 0.25), THING, "CounterTop")
    k.add("Bread", (0.0, 0.9, 1.65), (0.3, 0.12, 0.12), THING, "CounterTop")
    k.add("Potato", (0.15, 0.9, 1.35), (0.1, 0.07, 0.07), THING, "CounterTop")
    k.add("Egg", (-0.2, 0.9, 1.35), (0.05, 0.06, 0.05), THING, "CounterTop")
    k.add("Apple", (2.6, 0.43, 0), (0.08, 0.08, 0.08), THING, "Drawer")
    k.add("Cloth", (-1.9, 0.75, -1.7), (0.2, 0.02, 0.2), THING, "DiningTable")
    k.add("HousePlant", (2.6, 0, 2.6), (0.3, 0.6, 0.3))
    k.add("SoapBottle", (-1.0, 0.75, -1.7), (0.07, 0.2, 0.07), THING, "DiningTable")
    k.add("Laptop", (-1.7, 0.75, -1.75), (0.1, 0.2, 0.1), THING, "DiningTable")
    k.add_parts()
    room = Room("Kitchen", ((-3.0, -3.0), (3.0, -3.0), (3.0, 3.0), (-3.0, 3.0)))
    return Scene("kitchen", k.objects, [room], Pose(0.0, 0.75, 0.0, 30.0)), k.slots


class Hands:
    """One world of the kitchen, driven by names; `do` skips sight and reach."""

    def __init__(self, nworld: int = 1) -> None:
        scene, self.slots = kitchen()
        self.sim = Simulator([scene] * nworld, shapes=SHAPES)

    def ask(
        self,
        command: Command,
        name: str = "",
        value: float = 0.0,
        force: bool = False,
        **kw: object,
    ) -> StepResult:
        """Runs a command on a named object."""
        slot = self.slots[name] if name else -1
        return self.sim.step(int(command), slot, value, force=force, **kw)

    def do(self, command: Command, name: str = "", value: float = 0.0) -> Error:
        """Runs a command wherever the agent is; its error in world 0."""
        return Error(int(self.ask(command, name, value, force=True).error[0]))

    def see(self, command: Command, name: str = "", value: float = 0.0) -> Error:
        """The same with the checks of sight and reach."""
        return Error(int(self.ask(command, name, value).error[0]))

    def get(self, field: str, name: str) -> object:
        """A field of an object in world 0."""
        return self.sim.numpy(field)[0, self.slots[name]]

    def has(self, name: str, state: int) -> bool:
        """Whether all bits of a state hold."""
        return bool(int(self.get("state", name)) & state == state)

    def parent(self, name: str) -> str:
        """Name of what holds it; "hand" or "" for none."""
        slot = int(self.get("parent", name))
        if slot == -2:
            return "hand"
        return next((n for n, s in self.slots.items() if s == slot), "")


def pickupable(name: str) -> bool:
    """Whether a named object's type can be picked up."""
    return BY_NAME[name.rstrip("0123456789")].can(Affordance.PICKUPABLE)
