"""Budgets are kept, by one process or by several that share a ledger."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from planning.language.budget import Budget, Prices, estimated_tokens
from planning.language.provider import Usage

ROOT = Path(__file__).parents[3]


def test_prices_are_per_million_tokens() -> None:
    assert Prices(2.0, 8.0).cost(500_000, 250_000) == pytest.approx(3.0)


def test_estimates_are_rather_too_high() -> None:
    assert estimated_tokens("Wash two mugs and put them on the table.") >= 10
    assert estimated_tokens("") == 0
    assert estimated_tokens("\ud800") >= 1


def test_what_was_reserved_is_replaced_by_what_it_cost() -> None:
    budget = Budget(tokens=100, usd=1.0)
    assert budget.reserve(80, 0.5) == ""
    assert "80 of 100 tokens" in budget.reserve(30, 0.1)
    budget.settle((80, 0.5), Usage(1, 0, 10, 5, 0.2))
    assert budget.spent() == (15, pytest.approx(0.2))
    assert budget.reserve(30, 0.1) == ""
    assert "$0.3000 of $1.0000" in budget.reserve(1, 0.9)


def test_no_limit() -> None:
    budget = Budget()
    assert budget.reserve(10**12, 1e9) == ""


def test_a_ledger_is_kept_and_shared(tmp_path: Path) -> None:
    ledger = tmp_path / "a" / "ledger.json"
    assert Budget(tokens=100, ledger=ledger).reserve(60, 0.0) == ""
    assert "60 of 100 tokens" in Budget(tokens=100, ledger=ledger).reserve(60, 0.0)
    assert Budget(ledger=ledger).spent()[0] == 60


@pytest.mark.parametrize("text", ["", "{", "[]", '{"tokens": "x"}', '{"tokens": 1, "usd": NaN}'])
def test_a_ledger_that_cannot_be_read_counts_from_what_is_known(tmp_path: Path, text: str) -> None:
    ledger = tmp_path / "ledger.json"
    budget = Budget(tokens=100, ledger=ledger)
    budget.reserve(70, 0.0)
    ledger.write_text(text)
    assert budget.reserve(70, 0.0)
    assert budget.spent()[0] == 70


def test_processes_together_do_not_spend_more_than_the_budget(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from planning.language.budget import Budget\n"
        "from planning.language.provider import Usage\n"
        "budget = Budget(tokens=1000, ledger=Path(sys.argv[1]))\n"
        "done = 0\n"
        "for _ in range(200):\n"
        "    if not budget.reserve(10, 0.0):\n"
        "        budget.settle((10, 0.0), Usage(1, 0, 4, 1)); done += 1\n"
        "print(done)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "ledger.json")]
    workers = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    calls = sum(int(worker.communicate()[0]) for worker in workers)
    spent = Budget(ledger=tmp_path / "ledger.json").spent()[0]
    assert spent == 5 * calls <= 1000
    assert calls >= 190
