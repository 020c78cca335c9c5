"""The simulator's side of the WSGI server type: the client is an HTTP server that we post to.

Every answer is a form that is posted to `/train`; the response is the next request.
"""

from __future__ import annotations

import http.client
import select
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from envs.thor.wire.framing import FieldType
from envs.thor.wire.lifecycle import ClientGone, Parent

if TYPE_CHECKING:
    from envs.thor.wire.session import Session

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
    form = Form(token)
    images = session.greet(form.speak)
    try:
        while True:
            body = _post(connection, form, images, parent)
            images = session.answer(body, form.speak)
    except (ClientGone, OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()


class Form:
    """What is posted: fields with a boundary between them that is in none of them.

    Args:
        token: what the client knows us by.
    """

    def __init__(self, token: str) -> None:
        self.boundary = uuid.uuid4().hex
        self._token, self._metadata = token, b""

    def speak(self, kind: FieldType, metadata: bytes) -> None:
        """Takes the metadata of the next form."""
        del kind  # there are no patches here
        self._metadata = metadata

    def body(self, images: Sequence[tuple[FieldType, memoryview]]) -> bytes:
        """The form, with the images."""
        start = f"\r\n--{self.boundary}\r\nContent-Type: ".encode()
        parts: list[bytes | memoryview] = []
        for name, value in (("metadata", self._metadata), ("token", self._token.encode())):
            parts += (start, b"text/plain; charset=utf-8\r\n", _disposition(name), value)
        for kind, image in images:
            place = _disposition(_FORM[kind], is_file=True)
            parts += (start, b"application/octet-stream\r\n", place, image)
        return b"".join([*parts, f"\r\n--{self.boundary}--\r\n".encode()])


def _disposition(name: str, is_file: bool = False) -> bytes:
    file = f'; filename="{name}"' if is_file else ""
    return f'Content-disposition: form-data; name="{name}"{file}\r\n\r\n'.encode()


def _post(
    connection: http.client.HTTPConnection,
    form: Form,
    images: Sequence[tuple[FieldType, memoryview]],
    parent: Parent,
) -> bytes:
    kind = f"multipart/form-data; boundary={form.boundary}"
    connection.request("POST", "/train", form.body(images), {"Content-Type": kind})
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
