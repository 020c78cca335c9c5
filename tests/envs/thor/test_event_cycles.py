"""Events, and the images in them, live as long as somebody has them, and no longer."""

from __future__ import annotations

import gc
import weakref

import pytest

from envs.thor.controller import EmbeddedController


@pytest.mark.parametrize("agents", [1, 2])
def test_events_are_freed_without_the_collector(agents: int) -> None:
    controller = EmbeddedController("generated:3", 16, 16, agentCount=agents)
    kept = controller.step("Pass")
    gc.collect()
    gc.disable()
    try:
        seen = []
        for _ in range(10):
            event = controller.step("RotateRight")
            seen += [weakref.ref(one) for one in event.events]
        del event
        alive = [reference for reference in seen if reference() is not None]
        assert len(alive) <= 2 * agents
        assert kept.events and kept.events[0].frame is not None and kept.metadata["objects"]
    finally:
        gc.enable()
