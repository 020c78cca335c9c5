"""Any bytes at all: always an answer, and the session goes on."""

from __future__ import annotations

import json
import math
import os
import random
import struct
from collections import Counter
from typing import Any

import pytest

from envs.thor.controller import EmbeddedController
from tests.envs.thor.fuzzing import CODES, Fuzzer
from tests.envs.thor.wire.raw import END, PATCH, RawClient, action, field


def finite(value: Any) -> bool:
    """Whether there is no number in a value that is none."""
    if isinstance(value, dict):
        return all(finite(one) for one in value.values())
    if isinstance(value, list):
        return all(finite(one) for one in value)
    return not isinstance(value, float) or math.isfinite(value)


def agent_of(came: int, metadata: dict[str, Any]) -> dict[str, Any]:
    return metadata if came == PATCH else metadata["agents"][metadata["activeAgentId"]]


class Noise:
    """Makes bytes that are no message, or nearly one."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def bytes(self) -> bytes:
        """Never the beginning of a long field, which would only wait for its end."""
        kind = self.random.randrange(6)
        noise = self.random.randbytes(self.random.randint(1, 200))
        if kind == 0:
            return bytes([self.random.choice((0, 17, 99, 128, 254))]) + noise
        if kind == 1:
            return field(self.random.choice((1, 3, 4, 11, 16)), noise) + END
        if kind == 2:
            return field(2, noise) + END
        if kind == 3:
            return struct.pack("!BI", 255, self.random.randint(1, 2**32 - 1)) + noise
        if kind == 4:
            return struct.pack("!BI", 2, self.random.randint(2**29, 2**32 - 1)) + noise
        text = bytearray(json.dumps({"action": "MoveAhead", "moveMagnitude": 0.25}).encode())
        for _ in range(self.random.randint(1, 4)):
            text[self.random.randrange(len(text))] = self.random.randrange(256)
        return field(2, bytes(text)) + END


@pytest.mark.parametrize(
    "count",
    [150, pytest.param(int(os.environ.get("HESTIA_STEPS", "20000")), marks=pytest.mark.slow)],
)
def test_there_is_always_an_answer(count: int) -> None:
    fuzzer = Fuzzer(EmbeddedController("generated:3", 16, 16), seed=1)
    noise = Noise(2)
    seen: Counter[Any] = Counter()
    with RawClient(16, 16) as raw:
        raw.ask(action="Reset", sceneName="generated:3")
        for number in range(1, count + 1):
            if number % 3:
                request = fuzzer.request()
                if request.get("action") == "CreateHouse":
                    request["house"] = {"rooms": number % 5}
                raw.send(field(2, json.dumps(request, default=repr).encode()) + END)
            else:
                raw.send(noise.bytes())
            came, metadata, _ = raw.receive(60.0)
            agent = agent_of(came, metadata)
            assert isinstance(agent["lastActionSuccess"], bool)
            assert agent["errorCode"] in CODES | {"ActionFailed"}
            assert agent["lastActionSuccess"] or agent["errorMessage"]
            seen[agent["errorCode"]] += 1
            # Noise may have looked like more than one message; this one's answer is the last.
            raw.send(action(action="Pass", sequenceId=-number))
            while metadata.get("sequenceId") != -number:
                came, metadata, _ = raw.receive(60.0)
            if number % 50 == 0:
                assert finite(metadata) and agent_of(came, metadata)["lastActionSuccess"]
    print(dict(seen))
    assert seen["InvalidAction"] and seen[None]
