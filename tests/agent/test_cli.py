"""The command line: what it teaches, and what it says to those who mistype."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from agent.cli import COMMANDS, main
from agent.tool_config import CONFIGS

ROOT = Path(__file__).parents[2]

BAD = [
    # words, the field that the message has to name, something it has to say
    (["frobnicate"], "frobnicate", "valid commands: run, eval, "),
    (["rollout", "policy=sleep"], "policy", "'explore', 'search' or 'expert'"),
    (["rollout", "frames=9", "episodes=9"], "frames", "give one of them"),
    (["rollout", "randomise=domains"], "randomise", "did you mean `domain`?"),
    (["rollout", "randomise.noise=-1"], "randomise.noise", "greater than or equal to 0"),
    (["eval", "epsiodes=3"], "epsiodes", "did you mean `episodes`?"),
    (["eval", "width=64"], "width", "did you mean `sensors.width`?"),
    (["eval", "+episodes=3"], "+episodes", "did you mean `episodes`?"),
    (["eval", "episodes"], "episodes", "expected key=value"),
    (["eval", "=3"], "=3", "expected key=value"),
    (["eval", "episodes=many"], "episodes", "valid integer"),
    (["eval", "episodes=0"], "episodes", "greater than or equal to 1"),
    (["eval", "episodes=3.5"], "episodes", "valid integer"),
    (["eval", "episodes="], "episodes", "valid integer"),
    (["eval", "episodes=[1"], "episodes", "cannot read '[1'"),
    (["eval", "seed=1,2"], "seed", "one value expected"),
    (["eval", "seed=-1"], "seed", "greater than or equal to 0"),
    (["eval", "seed=${oc.env:HOME}"], "seed", "valid integer"),
    (["eval", "workers=0"], "workers", "'auto'"),
    (["eval", "device=gpu"], "device", "'cpu' or 'cuda'"),
    (["eval", "suite=alfred"], "data", "json_2.1.0"),
    (["eval", "sensors=orcle"], "sensors", "did you mean `oracle`?"),
    (["eval", "sensors.suite=lidar"], "sensors.suite", "'oracle', 'rgbd' or 'rgb'"),
    (["eval", "sensors.suite=rgbd"], "sensors.pose", "use sensors.pose=dead-reckoned"),
    (["run", "sensors=rgb", "sensors.segmentation=oracle"], "sensors.segmentation", "=learned"),
    (["run", "sensors=rgb", "sensors.depth=sensor"], "sensors.depth", "oracle or rgbd"),
    (["run", "sensors=rgbd", "sensors.states=oracle"], "sensors.states", "sensors.suite=oracle"),
    (
        ["run", "sensors=rgb", "sensors.success=given"],
        "sensors.success",
        "use sensors.success=seen",
    ),
    (
        ["run", "sensors=rgbd", "sensors.weights=no.safetensors"],
        "sensors.weights",
        "no.safetensors",
    ),
    (["eval", "sensors.depth=transformers"], "sensors.depth_model", "Hugging Face"),
    (["eval", "sensors.width=9"], "sensors.width", "greater than or equal to 32"),
    (["eval", "planner=fastdownward"], "planner", "did you mean `fast-downward`?"),
    (["eval", "suite.tasks=101"], "suite.tasks", "valid tuple"),
    (["eval", "houses=generated:9-1"], "houses", "9"),
    (["eval", "houses=nowhere.jsonl"], "houses", "nowhere.jsonl"),
    (["eval", "out="], "out", "at least 1 character"),
    (["run", "max_steps=0"], "max_steps", "greater than or equal to 1"),
    (["run", "video=perhaps"], "video", "boolean"),
    (["run", "language=gpt"], "language", "Valid: auto, embedded, openai, oracle, transformers"),
    (["run", "language=oracle", "instruction=tidy up"], "language", "name a task="),
    (["run", "commander=simulated", "instruction=tidy up"], "commander", "task="),
    (["run", "commander=me"], "commander", "'none' or 'simulated'"),
    (["run", "dialogue=nowhere.json"], "dialogue", "nowhere.json"),
    (["run", "instruction=" + "x" * 4001], "instruction", "at most 4000"),
    (["eval", "language.attempts=0"], "language.attempts", "greater than or equal to 1"),
    (["eval", "suite.words=song"], "suite.words", "'instruction', 'steps' or 'dialogue'"),
    (["run", "agent=danli"], "agent", "Valid: deliberative"),
    (["run", "task=cofee"], "task", "did you mean 'Coffee'?"),
    (["run", "scene=generated:x"], "scene", "generated:SEED"),
    (["run", "planner.engine=no-such-engine"], "planner.engine", "no-such-engine"),
    (["eval", "suite.tasks=[cofee]"], "task", "did you mean 'Coffee'?"),
    (["eval", "suite.folder=nowhere"], "tasks", "nowhere"),
    (["bench"], "name", "usage: hestia bench NAME"),
    (["bench", "rendr"], "name", "'segmentation', 'depth', 'states' or 'grounding'"),
    (["plan", "domain.pddl"], "problem", "usage: hestia plan DOMAIN PROBLEM"),
    (["plan", "no-domain.pddl", "no-problem.pddl"], "domain", "no-domain.pddl"),
    (["houses", "paint"], "action", "'generate', 'show', 'validate' or 'count'"),
    (["houses", "generate", "rooms=9"], "rooms", "less than or equal to 6"),
    (["houses", "show", "rooms=2"], "rooms", "makes no houses"),
    (["houses", "show", "houses=generated:x"], "houses", "generated:"),
    (["houses", "validate", "houses=FloorPlan31"], "houses", "FloorPlan401-430"),
]


@pytest.mark.parametrize(("words", "field", "says"), BAD, ids=[" ".join(row[0]) for row in BAD])
def test_bad_input_exits_2_and_names_the_field(
    words: list[str],
    field: str,
    says: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"hestia: {field}: ")
    assert says in err
    assert "Traceback" not in err


@pytest.mark.parametrize("name", list(COMMANDS))
def test_help_teaches_by_examples_that_parse(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    text = capsys.readouterr().out
    for line, _ in COMMANDS[name].examples:
        assert line in text
    for key in CONFIGS[name].__dataclass_fields__:
        if not key.startswith("_"):
            assert key in text.lower()


def test_overview_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    bare = capsys.readouterr().out
    assert main(["--help"]) == 0
    assert capsys.readouterr().out == bare
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", bare, re.MULTILINE)


def test_doctor_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "json=true"]) == 0
    findings = {item["name"]: item for item in json.loads(capsys.readouterr().out)}
    assert findings["Fast Downward"]["verdict"] == "good"
    assert "cpu" in findings["simulator"]["found"]
    assert all(item["mend"] for item in findings.values() if item["verdict"] != "good")


def test_help_needs_no_simulator_and_python_m_agent_is_hestia() -> None:
    script = (
        "import sys; from agent.cli import main; main(['eval', '--help']); "
        "sys.exit(bool({'warp', 'torch', 'ray', 'ai2thor', 'unified_planning'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True)
    answer = subprocess.run(
        [sys.executable, "-m", "agent", "eval", "episode=1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "did you mean `episodes`" in answer.stderr
