"""The simulator's side of the WSGI server type: the client is an HTTP server that we post to.

Every answer is a form that is posted to `/train`; the response is the next request.
"""

from __future__ import annotations

import http.client
import select
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

from envs.thor.wire.framing import FieldType
from envs.thor.wire.lifecycle import ClientGone, Parent

if TYPE_CHECKING:
    from envs.thor.wire.session import Reply, Session

GLANCE = 0.5  # [s] between looks at whether the client is still there
CONNECT = 60.0  # [s]
# The form's names of the fields of the other server type.
_FORM = {
    FieldType.RGB_IMAGE: "image",
    FieldType.DEPTH_IMAGE: "image_depth",
    FieldType.NORMALS_IMAGE: "image_normals",
    FieldType.FLOWS_IMAGE: "image_flow",
    FieldType.CLASSES_IMAGE: "image_classes",
    FieldType.IDS_IMAGE: "image_ids",
    FieldType.THIRD_PARTY_IMAGE: "image-thirdParty-camera",
    FieldType.THIRD_PARTY_DEPTH: "image_thirdParty_depth",
    FieldType.THIRD_PARTY_NORMALS: "image_thirdParty_normals",
    FieldType.THIRD_PARTY_IMAGE_IDS: "image_thirdParty_image_ids",
    FieldType.THIRD_PARTY_CLASSES: "image_thirdParty_classes",
}


def serve(address: tuple[str, int], token: str, session: Session, parent: Parent) -> None:
    """Answers a client until it is gone.

    Args:
        address: host and port where it listens.
        token: what it knows us by.
        session: what answers.
        parent: whose death ends the session.
    """
    connection = http.client.HTTPConnection(*address, timeout=CONNECT)
    reply = session.greeting()
    try:
        while True:
            body = _post(connection, reply, token, parent)
            reply = session.answer(body)
    except (ClientGone, OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()


def _post(
    connection: http.client.HTTPConnection, reply: Reply, token: str, parent: Parent
) -> bytes:
    boundary = uuid.uuid4().hex
    body = b"".join(_form(reply, token, boundary.encode()))
    kind = f"multipart/form-data; boundary={boundary}"
    connection.request("POST", "/train", body, {"Content-Type": kind})
    _await(connection, parent)
    response = connection.getresponse()
    content = response.read()
    if response.status != 200:
        raise ClientGone(f"the client answered {response.status}")
    return content


def _await(connection: http.client.HTTPConnection, parent: Parent) -> None:
    """Waits for the response: the client gives it when it has something to ask, however late."""
    while not select.select([connection.sock], [], [], GLANCE)[0]:
        if parent.gone():
            raise ClientGone("the client died")


def _form(reply: Reply, token: str, boundary: bytes) -> Iterator[bytes | memoryview]:
    start = b"\r\n--" + boundary + b"\r\nContent-Type: "
    for name, value in (("metadata", reply.metadata), ("token", token.encode())):
        yield start + b"text/plain; charset=utf-8\r\n"
        yield f'Content-disposition: form-data; name="{name}"\r\n\r\n'.encode()
        yield value
    for kind, image in reply.images():
        name = _FORM[kind]
        yield start + b"application/octet-stream\r\n"
        yield f'Content-disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'.encode()
        yield image
    yield b"\r\n--" + boundary + b"--\r\n"
