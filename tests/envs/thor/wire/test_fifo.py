"""The pipes: order and shape of what is said, and an answer to whatever is heard."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Iterator

import pytest

from tests.envs.thor.wire.raw import END, METADATA, PATCH, RGB, RawClient, action, field


@pytest.fixture(scope="module")
def raw() -> Iterator[RawClient]:
    with RawClient(48, 32) as client:
        yield client


def agent_of(metadata: dict) -> dict:
    return metadata["agents"][metadata["activeAgentId"]]


def test_it_speaks_first(raw: RawClient) -> None:
    came, metadata, _ = raw.first
    assert came == METADATA and metadata["sequenceId"] == 0
    agent = agent_of(metadata)
    assert (agent["screenWidth"], agent["screenHeight"]) == (48, 32)
    assert agent["thirdPartyCameras"] == [] == metadata["thirdPartyCameras"]


def test_every_answer_echoes_the_number_of_its_request(raw: RawClient) -> None:
    for number in (7, 8, 0, -3, 2**40):
        _, metadata, images = raw.ask(action="RotateRight", sequenceId=number)
        assert metadata["sequenceId"] == number
        assert [len(image) for image in images[RGB]] == [48 * 32 * 3]
    _, metadata, _ = raw.ask(action="Pass")
    assert metadata["sequenceId"] == 2**40 + 1


def test_questions_are_answered_with_what_they_change(raw: RawClient) -> None:
    came, patch, images = raw.ask(action="GetReachablePositions", sequenceId=5)
    assert came == PATCH and not images
    assert patch["lastActionSuccess"] and patch["actionReturn"] and patch["agentId"] == 0
    came, metadata, images = raw.ask(action="GetReachablePositions", renderImage=True)
    assert came == METADATA and RGB in images and agent_of(metadata)["actionReturn"]
    raw.ask(action="Initialize", fastActionEmit=False)
    assert raw.ask(action="GetReachablePositions")[0] == METADATA
    raw.ask(action="Initialize", fastActionEmit=True)


def test_a_step_without_images_has_none(raw: RawClient) -> None:
    came, metadata, images = raw.ask(action="RotateRight", renderImage=False)
    assert came == METADATA and not images and agent_of(metadata)["lastActionSuccess"]


BAD = {
    "not JSON": field(2, b"{nonsense") + END,
    "not text": field(2, b"\xff\xfe{}") + END,
    "no object": field(2, b"[1, 2]") + END,
    "null": field(2, b"null") + END,
    "empty": field(2, b"") + END,
    "deep": field(2, b"[" * 100_000) + END,
    "a long number": field(2, b'{"action": ' + b"9" * 10_000 + b"}") + END,
    "half a surrogate": field(2, b'{"action": "\\ud800"}') + END,
    "no action": action(),
    "a number for an action": action(action=3),
    "a list for an action": action(action=["Pass"]),
    "an object for an action": action(action={"a": {}}),
    "unknown action": action(action="Fly"),
    "unknown argument": action(action="MoveAhead", wings=2),
    "text for a number": action(action="MoveAhead", moveMagnitude="far"),
    "NaN": field(2, b'{"action": "MoveAhead", "moveMagnitude": NaN}') + END,
    "sequenceId of text": action(action="Pass", sequenceId="one"),
    "sequenceId too large": action(action="Pass", sequenceId=10**30),
    "sequenceId true": action(action="Pass", sequenceId=True),
    "another agent": action(action="Pass", agentId=99),
    "agent of text": action(action="Pass", agentId="me"),
    "a house of text": action(action="CreateHouse", house="big"),
    "a house without rooms": action(action="CreateHouse", house={"rooms": []}),
    "an unknown scene": action(action="Reset", sceneName="Atlantis"),
    "a scene of lists": action(action="Reset", sceneName=[1]),
    "no field of ours": struct.pack("!BI", 77, 4) + b"abcd" + END,
    "an image": field(4, b"abc") + END,
    "an end": END,
    "random bytes": bytes(range(130, 250)),
    "text": b"GET /ping HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("name", list(BAD))
def test_bad_messages_are_answered_with_an_error_and_the_session_goes_on(
    raw: RawClient, name: str
) -> None:
    raw.send(BAD[name])
    _, metadata, _ = raw.receive()
    agent = agent_of(metadata) if "agents" in metadata else metadata
    assert agent["lastActionSuccess"] is False
    assert agent["errorMessage"]
    came, metadata, _ = raw.ask(action="Pass", sequenceId=1)
    assert came == METADATA and agent_of(metadata)["lastActionSuccess"]
    assert metadata["sequenceId"] == 1


def test_half_a_message_is_given_up_in_the_end(raw: RawClient) -> None:
    raw.send(action(action="Pass")[:12])
    _, metadata, _ = raw.receive()
    assert "cut off" in agent_of(metadata)["errorMessage"]
    assert agent_of(raw.ask(action="Pass")[1])["lastActionSuccess"]


def test_random_bytes_never_end_it(raw: RawClient) -> None:
    generator = random.Random(0)
    for _ in range(20):
        noise = bytearray(generator.randbytes(generator.randint(1, 300)))
        noise[0] |= 0x80  # no field of ours, so that it does not wait for a long body
        noise[0] &= 0xFE
        raw.send(bytes(noise))
        assert not agent_of(raw.receive()[1])["lastActionSuccess"]
    assert agent_of(raw.ask(action="Pass")[1])["lastActionSuccess"]


def test_a_large_message_comes_in_many_pieces(raw: RawClient) -> None:
    raw.send(
        field(2, json.dumps({"action": "Pass", "sequenceId": 9, "x": "y" * 3_000_000}).encode())
    )
    raw.send(END)
    _, metadata, _ = raw.receive()
    assert metadata["sequenceId"] == 9
