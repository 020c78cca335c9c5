"""Events as what goes over the wire: metadata as plain values, images bottom row first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import msgpack
import numpy as np
from ai2thor.server import Event, MultiAgentEvent
from numpy.typing import NDArray

from envs.thor.wire.framing import FieldType

Answer: TypeAlias = Event | MultiAgentEvent
Image = tuple[FieldType, memoryview]
_PATCHED = ("lastAction", "lastActionSuccess", "errorMessage", "errorCode", "actionReturn")
# What an event calls an image, the field it is sent in, and whether it is sent as RGBA.
_OWN = (
    ("frame", FieldType.RGB_IMAGE, False),
    ("depth_frame", FieldType.DEPTH_IMAGE, False),
    ("instance_segmentation_frame", FieldType.IDS_IMAGE, True),
    ("semantic_segmentation_frame", FieldType.CLASSES_IMAGE, True),
    ("normals_frame", FieldType.NORMALS_IMAGE, False),
    ("flows_frame", FieldType.FLOWS_IMAGE, False),
)
_THIRD_PARTY = (
    ("third_party_camera_frames", FieldType.THIRD_PARTY_IMAGE, False),
    ("third_party_depth_frames", FieldType.THIRD_PARTY_DEPTH, False),
    ("third_party_instance_segmentation_frames", FieldType.THIRD_PARTY_IMAGE_IDS, True),
    ("third_party_semantic_segmentation_frames", FieldType.THIRD_PARTY_CLASSES, True),
    ("third_party_normals_frames", FieldType.THIRD_PARTY_NORMALS, False),
)


def active_agent(event: Answer) -> int:
    """Index of the agent that an answer is about."""
    return int(event.metadata.get("agentId") or 0)


def whole(event: Answer, sequence: int) -> dict[str, Any]:
    """All metadata of an answer, as the client reads it."""
    return {
        "agents": [dict(one.metadata.items()) for one in event.events],
        **outer(event, sequence),
    }


def outer(event: Answer, sequence: int) -> dict[str, Any]:
    """What is said beside the agents' metadata."""
    return {
        "thirdPartyCameras": event.metadata.get("thirdPartyCameras") or [],
        "activeAgentId": active_agent(event),
        "sequenceId": sequence,
    }


def patch(event: Answer) -> dict[str, Any]:
    """What an answer changes in the metadata that the client has, where the world is the same."""
    changed = {key: event.metadata[key] for key in _PATCHED}
    return {**changed, "agentId": active_agent(event)}


def images(event: Answer) -> Iterator[Image]:
    """The images of an answer: each kind by agent, then each kind by third-party camera."""
    for name, kind, alpha in _OWN:
        for agent in event.events:
            frame = getattr(agent, name, None)
            if frame is not None:
                yield kind, _bytes(frame, alpha)
    for name, kind, alpha in _THIRD_PARTY:
        for frame in getattr(event.events[0], name, ()):
            yield kind, _bytes(frame, alpha)


def _bytes(frame: NDArray[Any], alpha: bool) -> memoryview:
    """An image (H, W) or (H, W, channels), top row first, as the client takes it."""
    if alpha:
        turned = np.full((*frame.shape[:2], 4), 255, np.uint8)
        turned[..., :3] = frame[::-1, :, :3]
    else:
        turned = np.ascontiguousarray(frame[::-1])
    return memoryview(turned).cast("B")


def pack(values: object) -> bytes:
    """Values in msgpack.

    Raises:
        ValueError, OverflowError, TypeError: there is no msgpack for them.
    """
    return msgpack.packb(values, default=_plain, unicode_errors="replace")  # pyright: ignore


def text(values: Mapping[str, Any]) -> bytes:
    """Values in JSON.

    Raises:
        ValueError, TypeError: there is no JSON for them.
    """
    return json.dumps(values, default=_plain).encode()


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, set | frozenset | tuple):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
