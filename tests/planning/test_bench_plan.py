from __future__ import annotations

import numpy as np

from benchmarks.household import random_household
from benchmarks.plan import run
from envs.ontology import CAPACITY, takes


def test_the_bench_reports_what_it_promises() -> None:
    found = run(peers=False, problems=4, unpruned=0)
    assert found["name"] == "plan" and found["unit"] == "ms" and not found["higher_is_better"]
    assert found["value"] == found["p50_ms"] <= found["p95_ms"]
    assert found["conditions"]["problems"] == 4
    assert found["unsolved"] == 0


def test_random_households_obey_the_ontology() -> None:
    state = random_household(np.random.default_rng(3))
    assert len(state.things) == 120
    things = {thing.name: thing for thing in state.things}
    for thing in state.things:
        assert all(link in things for link in thing.links)
        if thing.parent is not None and thing.object_class not in ("SinkBasin", "BathtubBasin"):
            parent = things[thing.parent].object_class
            assert takes(parent, thing.object_class)
            inside = sum(other.parent == thing.parent for other in state.things)
            assert inside <= CAPACITY.get(parent, 99)
