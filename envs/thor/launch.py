"""How programs written for AI2-THOR get the embedded simulator in place of Unity.

`executable()` is what goes into `Controller(local_executable_path=…)`; `controller()` makes such a
Controller and hides what can go wrong with it.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from envs.interface import InvalidInputError

if TYPE_CHECKING:
    from envs.thor.client import StandInController

DEVICES = ("cpu", "cuda")
_PLAIN_PATH = re.compile(r"[\w./+@%:,=-]+")  # what the client's shell-like splitting leaves whole


def executable(device: str = "cpu") -> Path:
    """A program that the `ai2thor` client can launch as if it were AI2-THOR's Unity build.

    It is a small script in the user's cache, made once for each interpreter and place of this
    package; its path holds nothing that the client would split.

    Args:
        device: where it simulates, `cpu` or `cuda`.

    Raises:
        InvalidInputError: no such device, or no folder to put the script in.
    """
    if device not in DEVICES:
        raise InvalidInputError("device", f"expected one of {', '.join(DEVICES)}, got {device!r}")
    text = _script(device)
    name = f"hestia-thor-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    tried: list[str] = []
    for folder in _folders():
        path = folder / name
        if not _PLAIN_PATH.fullmatch(str(path)):
            continue
        try:
            if not _is_there(path, text):
                _write(path, text)
            return path
        except OSError as error:
            tried.append(f"{folder}: {error.strerror}")
    raise InvalidInputError(
        "XDG_CACHE_HOME",
        "there is no folder for an executable script, its path without spaces; tried "
        f"{'; '.join(tried) or 'none'}. Set XDG_CACHE_HOME or TMPDIR to such a folder",
    )


def controller(
    scene: str | Mapping[str, Any] | None = None, device: str = "cpu", **arguments: Any
) -> StandInController:
    """AI2-THOR's own Controller over its own pipes, with the embedded simulator behind it.

    Args:
        scene: an iTHOR floor plan (`FloorPlan10`), a house dictionary, or a scene spec of ours
            (`generated:SEED`, `FILE#INDEX`); the first floor plan if None.
        device: where the simulator runs, `cpu` or `cuda`.
        **arguments: of `ai2thor.controller.Controller`.

    Returns:
        the controller; `stop()` it, or use it in a `with`.

    Raises:
        InvalidInputError: no such device or scene.
    """
    from envs.thor.client import StandInController

    return StandInController(executable(device), scene, **arguments)


def how_to_use() -> str:
    """What to tell somebody who started the stand-in by hand."""
    return (
        "This stands in for AI2-THOR's Unity build; the `ai2thor` client starts it: "
        "ai2thor.controller.Controller(local_executable_path=PATH, x_display='0'), with the PATH "
        "that `hestia thor` prints. Or use envs.thor.controller(scene=…), which knows the path."
    )


def _script(device: str) -> str:
    root = str(Path(__file__).resolve().parents[2])
    # The first place that Python looks for modules has to be ours: programs that use AI2-THOR
    # often have packages of their own called `envs`.
    code = (
        f"import sys; sys.path[0] = {root!r}; "
        "from envs.thor.wire.program import main; sys.exit(main())"
    )
    words = [sys.executable or "python3", "-c", code, "--device", device]
    # The client opens its pipe without a time limit, so that nothing comes before opening the
    # other end; for reading as well, because that does not wait for the client. Then it leaves
    # the client's process group, before what takes time, so that a kill of the whole group
    # leaves somebody to clear up.
    return f"""#!/bin/sh
set -- --parent "$PPID" "$@"
if [ -p "${{AI2THOR_FIFO_SERVER_PIPE_PATH:-}}" ]; then
  exec 9<>"$AI2THOR_FIFO_SERVER_PIPE_PATH"
  set -- --held 9 "$@"
fi
leave=
if command -v setsid >/dev/null && [ -r /proc/$$/stat ]; then
  read -r _ _ _ _ group _ </proc/$$/stat
  [ "$group" = "$$" ] || leave=setsid
fi
exec $leave {shlex.join(words)} "$@"
"""


def _folders() -> Iterator[Path]:
    cache = os.environ.get("XDG_CACHE_HOME")
    yield Path(cache) / "hestia" if cache else Path.home() / ".cache" / "hestia"
    yield Path(tempfile.gettempdir()) / f"hestia-{os.getuid()}"


def _is_there(path: Path, text: str) -> bool:
    try:
        mine = path.stat().st_uid == os.getuid()
        return mine and os.access(path, os.X_OK) and path.read_text(encoding="utf-8") == text
    except OSError:
        return False


def _write(path: Path, text: str) -> None:
    """Puts a script in its place whole, so that nobody starts half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.parent.stat().st_uid != os.getuid():
        raise PermissionError(None, "belongs to somebody else")
    handle, draft = tempfile.mkstemp(prefix=".hestia-thor-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(draft, 0o755)
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise
