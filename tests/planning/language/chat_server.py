"""A local OpenAI-compatible server over real HTTP, for tests: it answers as it is told to.

It checks what it is asked as the real one would: the JSON Schema of a request has to be one, and to
keep to what strict structured output allows; answers that are proposals are checked against it.

    with ChatServer([status(429, {"Retry-After": "0"}), says(PROPOSAL)]) as server:
        provider = OpenAIProvider(OpenAIConfig("any", server.url, api_key="sk-test"))

Behaviours are used in order, and the last one for all further requests. `answering` makes one out
of a function of the prompt, for whole episodes.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from jsonschema import Draft202012Validator

from planning.language.goal_language import Proposal

STRICT_KEYWORDS = {
    "type", "enum", "const", "anyOf", "$ref", "$defs", "items", "properties", "required",
    "additionalProperties", "description",
}  # fmt: skip
PROMPT_TOKENS = 900
COMPLETION_TOKENS = 60


@dataclass
class Call:
    """One request to the server, with what it is to be answered with."""

    path: str
    headers: Message
    body: dict[str, Any]
    handler: BaseHTTPRequestHandler = field(repr=False)

    @property
    def prompt(self) -> str:
        return "\n".join(message["content"] for message in self.body["messages"])

    @property
    def user(self) -> str:
        return self.body["messages"][-1]["content"]

    @property
    def mode(self) -> str:
        if "response_format" in self.body:
            return self.body["response_format"]["type"]
        return "tools" if "tools" in self.body else "text"

    def send(
        self, status: int, payload: bytes | object, headers: dict[str, str] | None = None
    ) -> None:
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.handler.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(data)),
            **(headers or {}),
        }.items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def complete(self, text: str, finish: str = "stop") -> None:
        """Sends a chat completion in the mode that was asked for."""
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if self.mode == "tools":
            function = {"name": "propose", "arguments": text}
            call = {"id": "call_1", "type": "function", "function": function}
            message = {"role": "assistant", "content": None, "tool_calls": [call]}
            finish = "tool_calls" if finish == "stop" else finish
        self.send(200, completion(message, finish))

    def error(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        self.send(status, {"error": {"message": message, "type": "error"}}, headers)


Behaviour = Callable[[Call], None]


def completion(message: dict[str, Any], finish: str = "stop") -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "any",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {
            "prompt_tokens": PROMPT_TOKENS,
            "completion_tokens": COMPLETION_TOKENS,
            "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS,
        },
    }


def says(answer: Proposal | str, finish: str = "stop") -> Behaviour:
    """Answers with a proposal, or with a text, whatever it is."""

    def behave(call: Call) -> None:
        call.complete(_text(call, answer), finish)

    return behave


def answering(function: Callable[[Call], Proposal | str]) -> Behaviour:
    """Answers with what a function makes of the request, such as of `call.user`."""

    def behave(call: Call) -> None:
        call.complete(_text(call, function(call)))

    return behave


def status(code: int, headers: dict[str, str] | None = None, message: str = "no") -> Behaviour:
    """Answers with an HTTP status."""
    return lambda call: call.error(code, message, headers)


def slow(seconds: float, then: Behaviour) -> Behaviour:
    """Waits before it answers."""

    def behave(call: Call) -> None:
        time.sleep(seconds)
        then(call)

    return behave


def silent(seconds: float = 30.0) -> Behaviour:
    """Takes the request and never answers, until the client goes or the time is up."""

    def behave(call: Call) -> None:
        call.handler.connection.settimeout(seconds)
        with contextlib.suppress(OSError):
            call.handler.connection.recv(1)
        call.handler.close_connection = True

    return behave


def trickling(every: float, headers_too: bool = False, seconds: float = 30.0) -> Behaviour:
    """Sends one byte at a time: of a body without an end, or of the headers already."""

    def behave(call: Call) -> None:
        out = call.handler.wfile
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        end = time.monotonic() + seconds
        with contextlib.suppress(OSError):
            out.write(head + (b"X-Slow: " if headers_too else b"Content-Length: 100000\r\n\r\n"))
            while time.monotonic() < end:
                out.write(b" " if not headers_too else b"x")
                out.flush()
                time.sleep(every)
        call.handler.close_connection = True

    return behave


def huge(size: int, declared: bool = True) -> Behaviour:
    """An answer of so many bytes, with or without saying so first; `Call.body["sent"]` counts."""

    def behave(call: Call) -> None:
        out = call.handler.wfile
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        head += f"Content-Length: {size}\r\n".encode() if declared else b"Connection: close\r\n"
        call.body["sent"] = 0
        with contextlib.suppress(OSError):
            out.write(head + b'\r\n{"choices": [{"message": {"content": "')
            while call.body["sent"] < size:
                out.write(b"x" * 8192)
                call.body["sent"] += 8192
        call.handler.close_connection = True

    return behave


def garbage(data: bytes = b"\x00\x01 this is not HTTP\r\n\r\n") -> Behaviour:
    """Sends bytes as they are, and hangs up."""

    def behave(call: Call) -> None:
        with contextlib.suppress(OSError):
            call.handler.wfile.write(data)
            call.handler.connection.shutdown(socket.SHUT_RDWR)
        call.handler.close_connection = True

    return behave


def lacking(modes: Sequence[str], then: Behaviour, code: int = 400) -> Behaviour:
    """Refuses requests in some modes (`json_schema`, `tools`); answers the others."""

    def behave(call: Call) -> None:
        if call.mode in modes:
            call.error(code, f"this server does not support {call.mode}")
        else:
            then(call)

    return behave


class ChatServer:
    """Serves `/v1/chat/completions` and `/v1/models` on a free local port.

    Args:
        behaviours: of the chat completions, in order; the last one stays.
        models: names that `/v1/models` lists; None to answer 404 there.
        key: that requests have to carry; "" to take any.

    Attributes:
        calls: requests for chat completions so far.
        faults: what was wrong with the schemas of requests.
    """

    def __init__(
        self,
        behaviours: Behaviour | Sequence[Behaviour],
        models: Sequence[str] | None = ("any",),
        key: str = "",
    ) -> None:
        self._behaviours = [behaviours] if callable(behaviours) else list(behaviours)
        self._models = models
        self._key = key
        self._lock = threading.Lock()
        self.calls: list[Call] = []
        self.faults: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", "0"))
                body = json.loads(self.rfile.read(length))
                outer._chat(Call(self.path, self.headers, body, self))

            def do_GET(self) -> None:
                outer._list(Call(self.path, self.headers, {}, self))

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> ChatServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def _chat(self, call: Call) -> None:
        if not self._allowed(call):
            return
        if call.path != "/v1/chat/completions":
            call.error(404, f"no such path: {call.path}")
            return
        faults = [fault for schema in _schemas(call.body) for fault in schema_faults(schema)]
        with self._lock:
            self.calls.append(call)
            self.faults += faults
            behave = self._behaviours[min(len(self.calls), len(self._behaviours)) - 1]
        if faults:
            call.error(400, f"Invalid schema: {faults[0]}")
            return
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            behave(call)

    def _list(self, call: Call) -> None:
        if not self._allowed(call):
            return
        if self._models is None or call.path != "/v1/models":
            call.error(404, f"no such path: {call.path}")
            return
        data = [{"id": name, "object": "model"} for name in self._models]
        call.send(200, {"object": "list", "data": data})

    def _allowed(self, call: Call) -> bool:
        given = call.headers.get("Authorization", "")
        if self._key and given != f"Bearer {self._key}":
            call.error(401, f"Incorrect API key provided: {given.removeprefix('Bearer ')}")
            return False
        return True


def _schemas(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Schemas that a request asks its answer to be in."""
    found = []
    response_format = body.get("response_format", {})
    if response_format.get("type") == "json_schema":
        assert response_format["json_schema"]["name"]
        found.append(response_format["json_schema"]["schema"])
    found += [tool["function"]["parameters"] for tool in body.get("tools", [])]
    return found


def schema_faults(schema: dict[str, Any]) -> list[str]:
    """What strict structured output would not take of a schema."""
    Draft202012Validator.check_schema(schema)
    faults = [] if schema.get("type") == "object" else ["the root is no object"]

    def walk(part: dict[str, Any], where: str) -> None:
        for keyword in part.keys() - STRICT_KEYWORDS:
            faults.append(f"{where}: {keyword} is not supported")
        if part.get("type") == "object":
            if part.get("additionalProperties") is not False:
                faults.append(f"{where}: additionalProperties has to be false")
            if set(part.get("required", ())) != set(part.get("properties", {})):
                faults.append(f"{where}: every property has to be required")
        for name in ("properties", "$defs"):
            for key, value in part.get(name, {}).items():
                walk(value, f"{where}.{key}")
        for index, value in enumerate(part.get("anyOf", ())):
            walk(value, f"{where}.{index}")
        if "items" in part:
            walk(part["items"], f"{where}[]")

    walk(schema, "$")
    return faults


def _text(call: Call, answer: Proposal | str) -> str:
    """A text as it is; a proposal as JSON, which has to be in the schema that was asked for."""
    if isinstance(answer, str):
        return answer
    value = answer.model_dump(mode="json")
    for schema in _schemas(call.body):
        Draft202012Validator(schema).validate(value)
    return json.dumps(value)
