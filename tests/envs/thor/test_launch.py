"""The executable that clients are given, and the controller that knows it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from ai2thor.controller import Controller

import envs.thor
from agent.cli import main
from envs.interface import InvalidInputError
from envs.thor.controller import EmbeddedController
from envs.thor.launch import controller, executable


def test_the_executable_is_one_word_and_always_the_same(tmp_path: Path) -> None:
    path = executable()
    assert os.access(path, os.X_OK) and not any(c.isspace() for c in str(path))
    assert executable() == path and executable("cuda") != path
    with pytest.raises(InvalidInputError, match="device"):
        executable("tpu")


def test_folders_with_spaces_and_those_that_cannot_be_written_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "with a space"))
    assert executable().parent == tmp_path / f"hestia-{os.getuid()}"
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert executable().parent == tmp_path / f"hestia-{os.getuid()}"
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    with pytest.raises(InvalidInputError, match="XDG_CACHE_HOME"):
        executable()


def test_a_script_that_was_tampered_with_is_made_anew() -> None:
    path = executable()
    text = path.read_text()
    path.write_text("#!/bin/sh\nexit 3\n")
    assert executable().read_text() == text


def test_started_by_hand_it_says_who_should(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AI2THOR_")}
    answer = subprocess.run(
        [executable()], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 2
    assert "local_executable_path" in answer.stderr and "Traceback" not in answer.stderr
    environment["AI2THOR_SERVER_TYPE"] = "PIGEON"
    answer = subprocess.run(
        [executable()], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 2 and "expected FIFO or WSGI" in answer.stderr


def test_hestia_thor_prints_the_path_and_how_to_use_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AI2THOR_SERVER_TYPE", raising=False)
    assert main(["thor"]) == 0
    out, err = capsys.readouterr()
    assert out == f"{executable()}\n" and "local_executable_path" in err
    assert main(["thor", "device=tpu"]) == 2


def test_the_controller_needs_no_display_and_no_vulkan(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "envs").mkdir()  # a program's own package of the same name
    (tmp_path / "envs" / "__init__.py").write_text("raise ImportError('not this one')\n")
    with envs.thor.controller("generated:10042", width=300, height=300) as there:
        assert isinstance(there, Controller)
        process = there.server.unity_proc
        folder = Path(there.server.tmp_dir.name)
        event = there.step("RotateRight")
        here = EmbeddedController("generated:10042").step("RotateRight")
        np.testing.assert_array_equal(event.frame, here.frame)
        assert there.reset("generated:10043").metadata["lastActionSuccess"]
    assert process.returncode is not None and not folder.exists()
    there.stop()


def test_a_scene_that_does_not_exist_is_named_before_anything_starts() -> None:
    with pytest.raises(InvalidInputError, match="generated:x"):
        controller("generated:x")


def test_nothing_heavy_is_imported_before_the_pipe_is_open() -> None:
    script = (
        "import sys; import envs.thor.wire.program; "
        "sys.exit(bool({'numpy', 'warp', 'ai2thor', 'msgpack'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True)
