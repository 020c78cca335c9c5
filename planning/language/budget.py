"""What calls to a language model may cost, and have cost.

Prices come from the configuration, in US dollars per million tokens; counts come from the endpoint,
or are estimated where it does not say. Several processes can share one budget through a ledger, a
file that they lock while they write.
"""

from __future__ import annotations

import fcntl
import json
import math
import threading
from dataclasses import dataclass
from pathlib import Path

from planning.language.provider import Usage

BYTES_PER_TOKEN = 3  # of an estimate; English has about 4, so this rather counts too many


@dataclass(frozen=True, slots=True)
class Prices:
    """[US dollars per million tokens] of what is sent, and of what is answered."""

    prompt_usd: float = 0.0
    completion_usd: float = 0.0

    def cost(self, prompt_tokens: int, completion_tokens: int) -> float:
        """What so many tokens cost [US dollars]."""
        return (
            prompt_tokens * self.prompt_usd + completion_tokens * self.completion_usd
        ) / 1_000_000


def estimated_tokens(text: str) -> int:
    """About how many tokens a text has, rather too many than too few."""
    return math.ceil(len(text.encode("utf-8", "replace")) / BYTES_PER_TOKEN)


class Budget:
    """Tokens and money that may be spent, shared by threads, and by processes with a ledger.

    Args:
        tokens: prompt and completion together; None for no limit.
        usd: [US dollars]; None for no limit.
        ledger: file that holds what was spent, for all processes that name it; None to count in
            this object alone. It is made where it does not exist; delete it to start again.
    """

    def __init__(
        self, tokens: int | None = None, usd: float | None = None, ledger: Path | None = None
    ) -> None:
        self.tokens = tokens
        self.usd = usd
        self._ledger = ledger
        self._lock = threading.Lock()
        self._spent = (0, 0.0)

    def reserve(self, tokens: int, usd: float) -> str:
        """Takes what a call may cost out of the budget before the call is made.

        Returns:
            "" if the budget allows it; else why not, and nothing was taken.
        """
        with self._lock:
            return self._change(tokens, usd, limited=True)

    def settle(self, reserved: tuple[int, float], usage: Usage) -> None:
        """Replaces what was reserved, (tokens, US dollars), by what the call really cost."""
        tokens = usage.prompt_tokens + usage.completion_tokens - reserved[0]
        with self._lock:
            self._change(tokens, usage.cost_usd - reserved[1], limited=False)

    def spent(self) -> tuple[int, float]:
        """Tokens and US dollars spent so far, reserved ones included."""
        with self._lock:
            self._change(0, 0.0, limited=False)
            return self._spent

    def _change(self, tokens: int, usd: float, limited: bool) -> str:
        if self._ledger is None:
            return self._count(tokens, usd, limited)
        self._ledger.parent.mkdir(parents=True, exist_ok=True)
        with self._ledger.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            self._spent = _read(file.read(4096), self._spent)
            refused = self._count(tokens, usd, limited)
            if not refused:
                file.truncate(0)
                file.write(json.dumps({"tokens": self._spent[0], "usd": self._spent[1]}))
            return refused

    def _count(self, tokens: int, usd: float, limited: bool) -> str:
        total = (self._spent[0] + tokens, self._spent[1] + usd)
        if limited and self.tokens is not None and total[0] > self.tokens:
            return (
                f"{self._spent[0]} of {self.tokens} tokens are spent, and the next call may take "
                f"{tokens}; raise the budget of tokens"
            )
        if limited and self.usd is not None and total[1] > self.usd:
            return (
                f"${self._spent[1]:.4f} of ${self.usd:.4f} are spent, and the next call may cost "
                f"${usd:.4f}; raise the budget of money"
            )
        self._spent = total
        return ""


def _read(text: str, known: tuple[int, float]) -> tuple[int, float]:
    """What a ledger says; what this process knows where it says nothing that can be read."""
    try:
        entry = json.loads(text)
        tokens, usd = int(entry["tokens"]), float(entry["usd"])
    except (ValueError, KeyError, TypeError, OverflowError):
        return known
    return (tokens, usd) if math.isfinite(usd) else known
