"""Random requests, well formed and not, and what must hold of a world after each of them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from envs.ontology import OBJECT_TYPES, Affordance, can
from envs.thor.actions import ACTIONS
from envs.thor.actions.setup import FLOOR_PLANS
from envs.thor.controller import FAULT, EmbeddedController
from envs.thor.state import HELD, NONE

CODES = {None, "InvalidAction", "MissingArguments", "AmbiguousAction", "InvalidArgument"}
# Entering scenes is slow; the rest is drawn evenly.
SLOW = {"Reset": 0.04, "CreateHouse": 0.04, "SetObjectPoses": 0.3, "InitialRandomSpawn": 0.3}
# What an action is likeliest to work on.
APT = {
    "PickupObject": Affordance.PICKUPABLE, "PutObject": Affordance.RECEPTACLE,
    "OpenObject": Affordance.OPENABLE, "CloseObject": Affordance.OPENABLE,
    "ToggleObjectOn": Affordance.TOGGLEABLE, "ToggleObjectOff": Affordance.TOGGLEABLE,
    "SliceObject": Affordance.SLICEABLE, "BreakObject": Affordance.BREAKABLE,
    "CookObject": Affordance.COOKABLE, "DirtyObject": Affordance.DIRTYABLE,
    "CleanObject": Affordance.DIRTYABLE, "FillObjectWithLiquid": Affordance.FILLABLE,
    "EmptyLiquidFromObject": Affordance.FILLABLE, "UseUpObject": Affordance.USABLE_UP,
    "PushObject": Affordance.MOVEABLE, "PullObject": Affordance.PICKUPABLE,
    "TeleportObject": Affordance.PICKUPABLE, "PlaceObjectAtPoint": Affordance.PICKUPABLE,
}  # fmt: skip
JUNK: list[Any] = [
    None, True, False, -1, 0, 1, 0.5, 7, 1e300, -1e300, 2**70, float("nan"), float("inf"), "",
    "Mug", "x" * 3000, "\x00\ud800", "Mug|+00.00|+00.00|+00.00", [], [1], [None], [[]], {},
    {"x": 1}, {"y": []}, {"x": float("nan"), "y": 0, "z": 0}, {"x": 0, "y": 0, "z": 0}, b"bytes",
    object(), [{"objectName": "Mug_1"}], {"rooms": 3}, (1, 2, 3),
]  # fmt: skip


class Fuzzer:
    """Makes requests; the same seed makes the same ones of the same worlds."""

    def __init__(self, controller: EmbeddedController, seed: int) -> None:
        self.controller = controller
        self.generator = np.random.default_rng(seed)
        self.names = sorted(ACTIONS)
        self.action = ""
        self.house = controller.world.origin.house
        self.done: dict[str, int] = dict.fromkeys(self.names, 0)

    def pick(self, options: Any) -> Any:
        return options[int(self.generator.integers(len(options)))]

    def request(self) -> dict[str, Any]:
        """One request: a tenth of them wild, the others of known actions with mostly fit values."""
        draw = self.generator.random
        if not self.controller.world.known.ids and draw() < 0.2:
            return {"action": "Reset", "sceneName": "generated:3"}
        if draw() < 0.02:
            return {self.pick(["action", "a", ""]): self.pick(JUNK), "x": self.pick(JUNK)}
        name = self.pick([*self.names, *["PickupObject"] * 12, *sorted(APT) * 2])
        while draw() > SLOW.get(name, 1.0):
            name = self.pick(self.names)
        self.action = name
        handler = ACTIONS[name]
        wild = draw() < 0.25
        request: dict[str, Any] = {"action": name}
        point = draw() < 0.4
        for argument in sorted(handler.takes):
            needed = argument in handler.needs
            if argument in ("x", "y", "objectId") and "objectId" in handler.takes and not wild:
                if (argument == "objectId") == point:
                    continue
                needed = True
            if needed or draw() < (0.5 if wild else 0.25):
                junk = wild and draw() < 0.5
                value = self.pick(JUNK) if junk else self.fit(argument, handler.takes[argument])
                request[argument] = value
        if draw() < 0.5:
            request["forceAction"] = True
        if draw() < 0.3:
            request["agentId"] = self.pick([0, 0, 1, 1, 2, -1, "0"])
        if wild and draw() < 0.2:
            request[self.pick(["speed", "", "objectID"])] = self.pick(JUNK)
        if draw() < 0.05:
            flag = self.pick(["renderImage", "renderDepthImage", "renderInstanceSegmentation",
                              "renderNormalsImage", "renderSemanticSegmentation"])  # fmt: skip
            request[flag] = True
        return request

    def fit(self, argument: str, kind: str) -> Any:
        """A value that makes sense for an argument."""
        generator = self.generator
        objects = self.controller.world.known
        if argument in ("objectId", "receptacleObjectId"):
            bits = APT.get(self.action)
            apt = [] if bits is None else [k for k, t in enumerate(objects.kinds) if can(t, bits)]
            if apt and generator.random() < 0.8:
                return objects.ids[self.pick(apt)]
            return self.pick(objects.ids)
        if argument == "sceneName":
            return self.pick(["generated:3", "Procedural", "generated:5", FLOOR_PLANS[0]])
        if argument == "house":
            return self.house
        if argument in ("objectType", "targetType"):
            return self.pick(OBJECT_TYPES).name
        if argument == "agentCount":
            return self.pick([1, 2, 3])
        if argument == "agentMode":
            return self.pick(["default", "locobot"])
        if argument in ("width", "height") or self.action == "ChangeResolution":
            return self.pick([16, 24, 32])
        if argument in ("x", "y") and "number" in kind:
            return float(generator.uniform())
        if argument in ("degrees", "rotation", "horizon"):
            angle = self.pick([0, 15, 30, 45, 90, 180, 270])
            vector = {"x": 0, "y": angle, "z": 0}
            return vector if kind == "anything" or ("vector" in kind and angle) else angle
        if argument == "objectPoses":
            return [self.pose() for _ in range(int(generator.integers(0, 12)))]
        if argument == "objectToggles":
            return [{"objectType": self.pick(OBJECT_TYPES).name, "isOn": bool(k)} for k in (0, 1)]
        if argument == "numDuplicatesOfType":
            return [{"objectType": "Mug", "count": int(generator.integers(4))}]
        if argument == "objectIds":
            return [self.pick(objects.ids) for _ in range(3)]
        if argument == "StateChange":
            return self.pick(["CanBeDirty", "CanBeFilled", "CanOpen", "CanToggleOnOff", "CanBreak",
                              "CanBeSliced", "CanBeCooked", "CanBeUsedUp", "Nothing"])  # fmt: skip
        return self.by_kind(kind)

    def by_kind(self, kind: str) -> Any:
        generator = self.generator
        values = {
            "a number": lambda: float(self.pick([0.25, 0.1, 0.5, 1.0, generator.uniform(0, 90)])),
            "a string": lambda: self.pick(["water", "coffee", "wine", "CanBeDirty", "Low"]),
            "a boolean": lambda: bool(generator.integers(2)),
            "a vector": self.place,
            "a list of numbers": lambda: [0.0, 90.0],
            "a list of strings": lambda: [self.pick(["Kitchen", "Bedroom", "CounterTop"])],
            "a list of booleans": lambda: [True],
            "a list of vectors": lambda: [self.place(), self.place()],
            "a list of objects": lambda: [{}],
        }
        return values.get(kind, self.place)()

    def place(self) -> dict[str, float]:
        known = self.controller.simulator
        points = known.numpy("position")[0]
        at = self.pick(points) + self.generator.normal(scale=0.3, size=3)
        return {axis: float(v) for axis, v in zip("xyz", at, strict=True)}

    def pose(self) -> dict[str, Any]:
        name = self.pick([*self.controller.world.known.names, "Mug_1", "Apple_x", "Chair_9", "No"])
        angles = (0.0, float(self.pick([0, 45, 90])), float(self.pick([0, 0, 90])))
        rotation = dict(zip("xyz", angles, strict=True))
        return {"objectName": name, "position": self.place(), "rotation": rotation}


def assert_consistent(controller: EmbeddedController) -> None:
    """Every object is in exactly one place; nothing is held and placed; no NaN; no cycles."""
    world, simulator = controller.world, controller.simulator
    count = len(world.known.ids)
    assert len(world.scene.objects) == count == len(set(world.known.ids))
    parents = simulator.numpy("parent")[0, :count]
    present = simulator.numpy("present")[0, :count] != 0
    for name in ("position", "yaw", "half", "openness"):
        assert np.isfinite(simulator.numpy(name)[0, :count]).all(), name
    openness = simulator.numpy("openness")[0, :count]
    assert ((openness >= 0) & (openness <= 1)).all()
    held = [int(state["held"][0]) for state in world.states()]
    hands = [slot for slot in held if slot >= 0]
    assert len(set(hands)) == len(hands)
    assert set(hands) == set(np.flatnonzero((parents == HELD) & present).tolist())
    assert all(present[slot] for slot in hands)
    assert ((parents < count) & (parents >= HELD)).all()
    for slot in range(count):
        at, steps = int(parents[slot]), 0
        while at >= 0:
            assert at != slot and steps < count, f"{world.known.ids[slot]} is within itself"
            at, steps = int(parents[at]), steps + 1
        if present[slot] and parents[slot] >= 0:
            assert present[parents[slot]], f"{world.known.ids[slot]} is in what is not there"
        assert at in (NONE, HELD)
    for state in world.states():
        for name, values in state.items():
            assert np.isfinite(values).all(), name
        assert -30.001 <= float(state["horizon"][0]) <= 60.001
        assert 0.0 <= float(state["yaw"][0]) < 360.0
    assert not any(math.isnan(v) for v in (world.settings.grid_size, world.settings.reach))


def run(controller: EmbeddedController, steps: int, seed: int) -> dict[str, int]:
    """Sends random requests and checks every answer; how many were answered how."""
    fuzzer = Fuzzer(controller, seed)
    seen: dict[str, int] = {}
    for step in range(steps):
        request = fuzzer.request()
        event = controller.run(request)
        metadata = event.metadata
        assert metadata["errorCode"] in CODES, request
        assert not metadata["errorMessage"].startswith(FAULT), (metadata["errorMessage"], request)
        assert isinstance(metadata["lastActionSuccess"], bool), request
        assert bool(metadata["errorMessage"]) != metadata["lastActionSuccess"], request
        if metadata["errorCode"] is not None:
            assert not metadata["lastActionSuccess"]
        if metadata["lastActionSuccess"]:
            fuzzer.done[metadata["lastAction"]] += 1
        key = "done" if metadata["lastActionSuccess"] else str(metadata["errorCode"])
        seen[key] = seen.get(key, 0) + 1
        try:
            assert_consistent(controller)
        except AssertionError as error:
            raise AssertionError(f"after step {step}, {request}: {error}") from error
        if step % 5 == 0:
            for one in event.events:
                assert len(dict(one.metadata.items())) > 30
    seen["never done"] = sum(count == 0 for count in fuzzer.done.values())
    return seen
