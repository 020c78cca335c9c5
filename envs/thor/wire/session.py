"""One client's session: requests in, answers out, and never an exception."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from envs.interface import InvalidInputError
from envs.thor.controller import EmbeddedController
from envs.thor.wire import encoding
from envs.thor.wire.encoding import Answer, Image
from envs.thor.wire.framing import FieldType
from envs.thor.wire.packing import Packer

_LARGEST = 2**63 - 1  # of a sequence number
_NO_IMAGES = {
    "renderImage": False,
    "renderDepthImage": False,
    "renderInstanceSegmentation": False,
    "renderSemanticSegmentation": False,
    "renderObjectImage": False,
    "renderClassImage": False,
    "renderNormalsImage": False,
    "renderFlowImage": False,
}
# Is told the kind of the metadata (whole, or a patch) and its bytes.
Speak = Callable[[FieldType, bytes], None]


class Session:
    """A simulator and the conversation about it.

    Args:
        controller: drives the world.
        packed: whether metadata is msgpack, and questions may be answered with what they change
            alone; otherwise it is JSON.
    """

    def __init__(
        self,
        controller: EmbeddedController,
        packed: bool = True,
    ) -> None:
        self._controller = controller
        self._packer = Packer() if packed else None
        self._wanted = True
        self._sequence = 0

    def greet(self, speak: Speak) -> list[Image]:
        """Says what a Unity build says first: the world before any request.

        Returns:
            the images that follow.
        """
        speak(FieldType.METADATA, self._whole(self._controller.last_event))
        return _images(self._controller.last_event)

    def answer(self, body: bytes | str, speak: Speak) -> list[Image]:
        """Answers a request in JSON, whatever is in it.

        Args:
            body: the request.
            speak: is told the metadata, once, as soon as it is there.

        Returns:
            the images that follow.
        """
        try:
            request = json.loads(body)
        except (ValueError, RecursionError) as error:
            return self.refuse(f"a request has to be JSON: {error}"[:300], speak)
        if not isinstance(request, dict):
            kind = type(request).__name__
            return self.refuse(f"a request has to be a JSON object, got {kind}", speak)
        sequence = request.get("sequenceId")
        if sequence is None:
            self._sequence += 1
        elif type(sequence) is int and abs(sequence) <= _LARGEST:
            self._sequence = sequence
        else:
            return self.refuse(f"sequenceId: expected a number, got {sequence!r:.60}", speak)
        said: list[FieldType] = []
        try:
            return self._do(request, _noting(speak, said))
        except Exception as error:  # whatever goes wrong in an action, the session goes on
            traceback.print_exc(file=sys.stderr)
            if said:
                return []
            problem = f"{request.get('action')!r:.60}: {type(error).__name__}: {error}"[:500]
            code = "InvalidArgument" if isinstance(error, InvalidInputError) else "ActionFailed"
            return self._fail(problem, code, str(request.get("action"))[:60], speak)

    def refuse(self, problem: str, speak: Speak) -> list[Image]:
        """Answers something that is no request."""
        self._sequence += 1
        return self._fail(problem, "InvalidAction", "", speak)

    def _do(self, request: dict[str, Any], speak: Speak) -> list[Image]:
        if self._is_question(request):
            event = self._controller.run({**request, **_NO_IMAGES})
            speak(FieldType.METADATA_PATCH, self._encode(encoding.patch(event)))
            return []
        event = self._controller.run(
            request, lambda told: speak(FieldType.METADATA, self._whole(told))
        )
        if request.get("action") == "Initialize" and event.metadata["lastActionSuccess"]:
            self._wanted = request.get("fastActionEmit") is not False
        return _images(event)

    def _is_question(self, request: Mapping[str, Any]) -> bool:
        """Whether a request leaves the world and its images as the client has them."""
        name = request.get("action")
        asks = isinstance(name, str) and name.startswith("Get")
        redraws = any(flag in request for flag in _NO_IMAGES)
        return self._packer is not None and self._wanted and asks and not redraws

    def _whole(self, event: Answer) -> bytes:
        if self._packer is not None:
            return self._packer.whole(event, self._sequence)
        return encoding.text(encoding.whole(event, self._sequence))

    def _encode(self, values: Mapping[str, Any]) -> bytes:
        return encoding.text(values) if self._packer is None else encoding.pack(values)

    def _fail(self, problem: str, code: str, action: str, speak: Speak) -> list[Image]:
        """Says that the world is as it was, and why it is not otherwise."""
        problems = {
            "lastAction": action,
            "lastActionSuccess": False,
            "errorMessage": problem,
            "errorCode": code,
            "actionReturn": None,
        }
        try:
            values = encoding.whole(self._controller.last_event, self._sequence)
            values["agents"][values["activeAgentId"]].update(problems)
            metadata = self._encode(values)
        except Exception:  # the world cannot be told; the problem still can
            traceback.print_exc(file=sys.stderr)
            metadata = self._encode(self._bare(problems))
        speak(FieldType.METADATA, metadata)
        return _images(self._controller.last_event)

    def _bare(self, problems: Mapping[str, Any]) -> dict[str, Any]:
        """The least metadata that the client can read."""
        known = self._controller.world.settings
        agent = {
            "agentId": 0,
            "screenWidth": known.width,
            "screenHeight": known.height,
            "thirdPartyCameras": [],
            "colors": [],
            "objects": [],
            "sceneName": self._controller.world.scene.name,
            **problems,
        }
        return {
            "agents": [agent],
            "thirdPartyCameras": [],
            "activeAgentId": 0,
            "sequenceId": self._sequence,
        }


def _noting(speak: Speak, said: list[FieldType]) -> Speak:
    """The same, writing down that it was said."""

    def noted(kind: FieldType, metadata: bytes) -> None:
        said.append(kind)
        speak(kind, metadata)

    return noted


def _images(event: Answer) -> list[Image]:
    """The images of an answer; all of them, or none where one cannot be made."""
    try:
        return list(encoding.images(event))
    except Exception:  # the metadata is on its way, and has to be followed by an end
        traceback.print_exc(file=sys.stderr)
        return []
