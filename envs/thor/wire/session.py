"""One client's session: requests in, answers out, and never an exception."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from envs.interface import InvalidInputError
from envs.thor.controller import EmbeddedController
from envs.thor.wire import encoding
from envs.thor.wire.encoding import Answer, Image
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
_LARGEST = 2**63 - 1  # of a sequence number
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
        metadata: encoded.
        event: whose images follow; None for none.
    """

    kind: FieldType
    metadata: bytes
    event: Answer | None = None

    def images(self) -> list[Image]:
        """The images that follow the metadata; all of them, or none where one cannot be made."""
        if self.event is None:
            return []
        try:
            return list(encoding.images(self.event))
        except Exception:  # the metadata is on its way, and has to be followed by an end
            traceback.print_exc(file=sys.stderr)
            return []


class Session:
    """A simulator and the conversation about it.

    Args:
        controller: drives the world.
        encode: makes bytes of metadata.
        patches: whether questions may be answered with what they change alone.
    """

    def __init__(
        self,
        controller: EmbeddedController,
        encode: Callable[[Mapping[str, Any]], bytes],
        patches: bool,
    ) -> None:
        self._controller, self._encode = controller, encode
        self._patches, self._wanted = patches, True
        self._sequence = 0
        self._event: Answer = controller.last_event

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
        if sequence is None:
            self._sequence += 1
        elif type(sequence) is int and abs(sequence) <= _LARGEST:
            self._sequence = sequence
        else:
            return self.refuse(f"sequenceId: expected a number, got {sequence!r:.60}")
        try:
            return self._do(request)
        except InvalidInputError as error:
            return self._failure(str(error)[:500], "InvalidArgument", str(request.get("action")))
        except Exception as error:  # whatever goes wrong in an action, the session goes on
            traceback.print_exc(file=sys.stderr)
            problem = f"{request.get('action')!r:.60}: {type(error).__name__}: {error}"
            return self._failure(problem[:500], "ActionFailed", str(request.get("action"))[:60])

    def refuse(self, problem: str) -> Reply:
        """The answer to something that is no request."""
        self._sequence += 1
        return self._failure(problem, "InvalidAction", "")

    def _do(self, request: dict[str, Any]) -> Reply:
        name = request.get("action")
        event = self._reset(request) if name == "Reset" else self._controller.run(request)
        if name == "Initialize" and isinstance(request.get("fastActionEmit"), bool):
            self._wanted = request["fastActionEmit"]
        if self._is_question(request):
            return Reply(FieldType.METADATA_PATCH, self._encode(encoding.patch(event)))
        reply = self._whole(event)
        self._event = event
        return reply

    def _is_question(self, request: Mapping[str, Any]) -> bool:
        """Whether a request leaves the world and its images as the client has them."""
        name = request.get("action")
        asks = isinstance(name, str) and name.startswith("Get")
        redraws = any(request.get(flag) is not None for flag in _RENDER_FLAGS)
        return self._patches and self._wanted and asks and not redraws

    def _reset(self, request: Mapping[str, Any]) -> Answer:
        scene = request.get("sceneName")
        event = self._controller.reset(EMPTY_HOUSE if scene == PROCEDURAL else scene)
        event.metadata["lastAction"] = "Reset"
        return event

    def _whole(self, event: Answer) -> Reply:
        metadata = self._encode(encoding.whole(event, self._sequence))
        return Reply(FieldType.METADATA, metadata, event)

    def _failure(self, problem: str, code: str, action: str) -> Reply:
        """The world as it was, and why it is not otherwise."""
        values = encoding.whole(self._event, self._sequence)
        values["agents"][values["activeAgentId"]].update(
            lastAction=action,
            lastActionSuccess=False,
            errorMessage=problem,
            errorCode=code,
            actionReturn=None,
        )
        return Reply(FieldType.METADATA, self._encode(values), self._event)
