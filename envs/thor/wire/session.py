"""One client's session: requests in, answers out, and never an exception."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from envs.interface import InvalidInputError
from envs.thor.controller import EmbeddedController
from envs.thor.wire import encoding
from envs.thor.wire.encoding import Answer
from envs.thor.wire.framing import FieldType

# A world to begin with, until the client says which one it wants: as in a Unity build that was
# asked for a procedural house, a floor and nothing on it.
EMPTY_HOUSE: dict[str, Any] = {
    "rooms": [
        {
            "id": "room|0",
            "roomType": "LivingRoom",
            "floorPolygon": [
                {"x": 0.0, "y": 0.0, "z": 0.0},
                {"x": 0.0, "y": 0.0, "z": 4.0},
                {"x": 4.0, "y": 0.0, "z": 4.0},
                {"x": 4.0, "y": 0.0, "z": 0.0},
            ],
        }
    ],
    "metadata": {"agent": {"position": {"x": 2.0, "z": 2.0}, "horizon": 0.0}},
}
PROCEDURAL = "Procedural"
_LARGEST = 2**62  # of a sequence number
_RENDER_FLAGS = (
    "renderImage",
    "renderDepthImage",
    "renderInstanceSegmentation",
    "renderSemanticSegmentation",
    "renderObjectImage",
    "renderClassImage",
    "renderNormalsImage",
    "renderFlowImage",
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to the client.

    Attributes:
        kind: METADATA, or METADATA_PATCH where the world and its images are what they were.
        values: the metadata.
        event: whose images follow; None for none.
    """

    kind: FieldType
    values: dict[str, Any]
    event: Answer | None


class Session:
    """A simulator and the conversation about it.

    Args:
        width, height: [px] of the frames until the client changes them.
        device: Warp device.
        patches: whether questions may be answered with what they change alone.
    """

    def __init__(
        self, width: int = 300, height: int = 300, device: str = "cpu", patches: bool = True
    ) -> None:
        self._controller = EmbeddedController(
            EMPTY_HOUSE, width=width, height=height, device=device
        )
        self._patches, self._asked_for_patches = patches, True
        self._sequence = 0
        self._event: Answer = self._controller.last_event

    def greeting(self) -> Reply:
        """What a Unity build says first: the world before any request."""
        return self._whole(self._event)

    def answer(self, body: bytes | str) -> Reply:
        """Answers a request in JSON, whatever is in it."""
        try:
            request = json.loads(body)
        except (ValueError, RecursionError) as error:
            return self.refuse(f"a request has to be JSON: {error}"[:300])
        if not isinstance(request, dict):
            return self.refuse(f"a request has to be a JSON object, got {type(request).__name__}")
        sequence = request.get("sequenceId")
        counted = isinstance(sequence, int) and not isinstance(sequence, bool)
        if counted and abs(sequence) < _LARGEST:
            self._sequence = sequence
        elif sequence is None:
            self._sequence += 1
        else:
            return self.refuse(f"sequenceId: expected a number, got {sequence!r}"[:300])
        try:
            return self._do(request)
        except Exception as error:  # whatever goes wrong in an action, the session goes on
            traceback.print_exc(file=sys.stderr)
            problem = f"{request.get('action')}: {type(error).__name__}: {error}"
            return self._failure(problem[:500], "ActionFailed", str(request.get("action")))

    def refuse(self, problem: str) -> Reply:
        """The answer to something that is no request."""
        self._sequence += 1
        return self._failure(problem, "InvalidAction", "")

    def _do(self, request: dict[str, Any]) -> Reply:
        name = request.get("action")
        if name == "Reset":
            event = self._reset(request)
        else:
            event = self._controller.run(request)
        if name == "Initialize" and isinstance(request.get("fastActionEmit"), bool):
            self._asked_for_patches = request["fastActionEmit"]
        self._event = event
        if self._is_question(request):
            return Reply(FieldType.METADATA_PATCH, encoding.patch(event), None)
        return self._whole(event)

    def _is_question(self, request: Mapping[str, Any]) -> bool:
        """Whether a request leaves the world and its images as the client has them."""
        name = request.get("action")
        return (
            self._patches
            and self._asked_for_patches
            and isinstance(name, str)
            and name.startswith("Get")
            and not any(request.get(flag) is not None for flag in _RENDER_FLAGS)
        )

    def _reset(self, request: Mapping[str, Any]) -> Answer:
        scene = request.get("sceneName")
        event = self._controller.reset(EMPTY_HOUSE if scene == PROCEDURAL else scene)
        event.metadata["lastAction"] = "Reset"
        return event

    def _whole(self, event: Answer) -> Reply:
        return Reply(FieldType.METADATA, encoding.whole(event, self._sequence), event)

    def _failure(self, problem: str, code: str, action: str) -> Reply:
        values = encoding.whole(self._event, self._sequence)
        values["agents"][values["activeAgentId"]].update(
            lastAction=action,
            lastActionSuccess=False,
            errorMessage=problem,
            errorCode=code,
            actionReturn=None,
        )
        return Reply(FieldType.METADATA, values, self._event)
