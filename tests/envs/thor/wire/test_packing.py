"""Packing from pieces gives what packing the whole does."""

from __future__ import annotations

import msgpack
import pytest

from envs.thor.controller import EmbeddedController
from envs.thor.wire import encoding
from envs.thor.wire.packing import Packer
from tests.envs.thor.fuzzing import Fuzzer


def unpacked(data: bytes) -> dict:
    return msgpack.loads(data, strict_map_key=False)


@pytest.mark.parametrize("agents", [1, 2])
def test_pieces_make_the_whole_whatever_was_done(agents: int) -> None:
    controller = EmbeddedController(
        "generated:3", 64, 64, renderImage=False, renderInstanceSegmentation=True,
        agentCount=agents,
    )  # fmt: skip
    packer = Packer()
    objects = controller.last_event.metadata["objects"]
    loose = next(thing["objectId"] for thing in objects if thing["pickupable"])
    openable = next(thing["objectId"] for thing in objects if thing["openable"])
    dirtyable = next(thing["objectId"] for thing in objects if thing["dirtyable"])
    breakable = next(thing["objectType"] for thing in objects if thing["breakable"])
    requests = [
        {"action": "Pass"},
        {"action": "RotateRight", "agentId": agents - 1},
        {"action": "PickupObject", "objectId": loose, "forceAction": True},
        {"action": "RotateLeft"},
        {"action": "MoveAhead"},
        {"action": "DirtyObject", "objectId": dirtyable, "forceAction": True},
        {"action": "MoveHeldObjectUp", "moveMagnitude": 0.05, "forceAction": True},
        {"action": "OpenObject", "objectId": openable, "forceAction": True},
        {"action": "DropHandObject", "forceAction": True},
        {"action": "MakeObjectsOfTypeUnbreakable", "objectType": breakable},
        {"action": "SetObjectFilter", "objectIds": [loose]},
        {"action": "MoveBack", "renderInstanceSegmentation": False},
        {"action": "ResetObjectFilter"},
        {"action": "RemoveFromScene", "objectId": loose},
        {"action": "Fly"},
        {"action": "Reset", "sceneName": "generated:4"},
        {"action": "Reset", "sceneName": "Procedural"},
        {"action": "Pass"},
    ]
    for request in requests:
        event = controller.run(request)
        packed = unpacked(packer.whole(event, 5))
        assert packed == unpacked(encoding.pack(encoding.whole(event, 5))), request


@pytest.mark.parametrize("count", [120, pytest.param(3000, marks=pytest.mark.slow)])
def test_pieces_make_the_whole_in_random_play(count: int) -> None:
    controller = EmbeddedController("generated:3", 16, 16, renderImage=False)
    fuzzer, packer = Fuzzer(controller, seed=4), Packer()
    for _ in range(count):
        request = fuzzer.request()
        event = controller.run(request)
        packed = unpacked(packer.whole(event, 5))
        assert packed == unpacked(encoding.pack(encoding.whole(event, 5))), request


def test_what_msgpack_has_no_word_for_is_written_out() -> None:
    values = unpacked(encoding.pack({"a": {"x"}, "b": object, "c": "\ud800"}))
    assert values["a"] == ["x"] and isinstance(values["b"], str) and values["c"] == "?"
