"""Whatever is asked, there is an answer with a typed error, and the world stays in order."""

from __future__ import annotations

import pytest

from envs.thor.controller import EmbeddedController
from tests.envs.thor.fuzzing import run

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def _fuzz(steps: int, seed: int) -> dict[str, int]:
    controller = EmbeddedController(
        "generated:3", width=24, height=16, renderImage=False, agentCount=2
    )
    return run(controller, steps, seed)


def test_random_requests_are_answered_and_leave_order() -> None:
    seen = _fuzz(1500, 11)
    assert {"done", "None", "InvalidAction", "InvalidArgument", "MissingArguments"} <= set(seen)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_twenty_thousand_random_requests(seed: int) -> None:
    seen = _fuzz(5000, seed)
    assert seen["done"] > 500
