"""A whole episode with a local causal model that knows nothing: whatever it says, a clean end."""

from __future__ import annotations

import json
from pathlib import Path

from agent.cli import main
from planning.language.goal_language import Proposal
from tests.planning.language.test_transformers_provider import build, train_tokenizer


def test_an_untrained_model_is_heard_and_the_episode_ends(tmp_path: Path) -> None:
    model, prompts, out = tmp_path / "model", tmp_path / "prompts", tmp_path / "out"
    tokenizer = train_tokenizer()
    build("llama", len(tokenizer)).save_pretrained(model)
    tokenizer.save_pretrained(model)
    prompts.mkdir()
    (prompts / "system.md").write_text("Propose a goal as JSON.")
    code = main(
        ["run", "scene=generated:10010", "instruction=wash a mug", "video=false", "report=false",
         "language=transformers", f"language.model={model}", f"language.prompts={prompts}",
         "language.examples=0", "language.max_tokens=64", "language.attempts=2", "language.asks=0",
         "max_steps=20", f"out={out}"]
    )  # fmt: skip
    assert code == 0
    record = json.loads((out / "episode.json").read_text())
    assert record["outcome"] in {"reached", "not reached", "asked", "refused", "not understood"}
    assert record["language"]["calls"] >= 1
    for entry in record["language"]["proposals"]:
        assert entry["proposal"] is None or Proposal.model_validate(entry["proposal"])
