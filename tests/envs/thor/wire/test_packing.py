"""Packing from pieces gives what packing the whole does."""

from __future__ import annotations

import msgpack
import pytest

from envs.thor.controller import EmbeddedController
from envs.thor.wire import encoding
from envs.thor.wire.packing import Packer


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
    breakable = next(thing["objectType"] for thing in objects if thing["breakable"])
    requests = [
        {"action": "Pass"},
        {"action": "RotateRight", "agentId": agents - 1},
        {"action": "PickupObject", "objectId": loose, "forceAction": True},
        {"action": "RotateLeft"},
        {"action": "MoveAhead"},
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


def test_what_msgpack_has_no_word_for_is_written_out() -> None:
    values = unpacked(encoding.pack({"a": {"x"}, "b": object, "c": "\ud800"}))
    assert values["a"] == ["x"] and isinstance(values["b"], str) and values["c"] == "?"
