"""The household behind an AI2-THOR client is the household in process."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from envs.interface import Action, ActionName, InvalidInputError, Pose, SensorSuite
from envs.ontology import BY_NAME, State
from envs.teach.client_env import ClientBatch, SimulatorDied
from envs.teach.client_facts import Things
from envs.teach.env import HouseholdEnv, Limits
from envs.teach.episodes import Episode, StateEdit
from envs.thor.launch import executable
from envs.thor.reachable import reachable_positions
from envs.thor.simulator import Simulator
from envs.thor.sources import load_scene
from envs.thor.unity import UnityBuild, open_controller

SPEC = "generated:10000"
SIZE = 96


def batch(**arguments: Any) -> ClientBatch:
    build = UnityBuild(executable=str(executable()), step_timeout=20.0, start_timeout=60.0)
    return ClientBatch(
        lambda **start: open_controller(build, **start), width=SIZE, height=SIZE, **arguments
    )


@pytest.fixture(scope="module")
def there() -> Iterator[HouseholdEnv]:
    env = HouseholdEnv(batch=batch(limits=Limits(max_steps=60)))
    yield env
    env.close()


def coffee() -> Episode:
    """Make coffee; a mug is dirty and a faucet runs at the start."""
    scene = load_scene(SPEC)
    slots = {thing.object_type: slot for slot, thing in enumerate(scene.objects) if thing.present}
    places = reachable_positions(Simulator([scene]))
    x, z = (float(value) for value in places[len(places) // 2])
    return Episode(
        "one", "teach", SPEC, "coffee", (), "make coffee", Pose(x, z, 90.0, 30.0, scene.agent.y),
        edits=(
            StateEdit(slots["Mug"], "Mug", (("isDirty", True),)),
            StateEdit(slots["Faucet"], "Faucet", (("isToggled", True),)),
        ),
    )  # fmt: skip


WALK = [
    Action(ActionName.TURN_RIGHT), Action(ActionName.FORWARD), Action(ActionName.LOOK_DOWN),
    Action(ActionName.PAN_LEFT), Action(ActionName.OPEN, (0.5, 0.5)), Action(ActionName.LOOK_UP),
    Action(ActionName.PICKUP, (0.6, 0.4)), Action(ActionName.TURN_LEFT),
    Action(ActionName.POUR, (0.5, 0.5)), Action(ActionName.BACKWARD),
    Action(ActionName.PLACE, (0.7, 0.5)), Action(ActionName.SLICE, (0.5, 0.5)),
]  # fmt: skip


def test_both_worlds_show_and_judge_alike(there: HouseholdEnv) -> None:
    here = HouseholdEnv(width=SIZE, height=SIZE, limits=Limits(max_steps=60))
    events = there.reset(coffee()), here.reset(coffee())
    assert there.start_report() == here.start_report()
    for action in [None, *WALK, Action(ActionName.STOP)]:
        if action is not None:
            events = there.step(action), here.step(action)
        one, other = (event.observation for event in events)
        # The client's camera is AI2-THOR's, which is a millimetre higher than TEACh's.
        assert np.abs(one.rgb.astype(int) - other.rgb).mean() < 2.0
        near = other.depth < 15.0
        away = np.abs(one.depth[near] - other.depth[near])
        assert np.quantile(away, 0.98) < 0.02
        assert one.success == other.success, action
        assert one.pose == pytest.approx(other.pose) or _close(one.pose, other.pose)
        names = [
            {label.instance: (label.object_class, label.states) for label in seen.labels}
            for seen in (one, other)
        ]
        kinds = [
            np.vectorize(lambda i, n=n: n.get(i, ("", frozenset()))[0])(seen.instances)
            for n, seen in zip(names, (one, other), strict=True)
        ]
        assert (kinds[0] == kinds[1]).mean() > 0.99
        large = [np.bincount(seen.instances.ravel(), minlength=1) > 5 for seen in (one, other)]
        told = [
            sorted((n[i][0], sorted(n[i][1])) for i in np.flatnonzero(big[1:]) + 1 if i in n)
            for n, big in zip(names, large, strict=True)
        ]
        assert told[0] == told[1]
        assert there.report() == here.report()
    assert events[0].terminated and events[1].terminated
    assert (there.steps, there.failed_actions) == (here.steps, here.failed_actions)


def _close(one: Pose, other: Pose) -> bool:
    return np.allclose(
        [one.x, one.y, one.z, one.yaw, one.horizon],
        [other.x, other.y, other.z, other.yaw, other.horizon],
        atol=1e-4,
    )


def test_a_dead_simulator_is_an_error_of_its_own_and_the_next_episode_has_a_new_one(
    there: HouseholdEnv,
) -> None:
    there.reset(coffee())
    os.kill(there.batch._client.unity_pid, signal.SIGKILL)  # type: ignore[attr-defined]
    with pytest.raises(SimulatorDied):
        there.step(WALK[0])
    assert there.reset(coffee()).observation.rgb.shape == (SIZE, SIZE, 3)
    assert there.step(WALK[0]).observation.success


def test_suites_carry_what_they_say() -> None:
    env = HouseholdEnv(batch=batch(sensors=SensorSuite.RGB))
    try:
        seen = env.reset(coffee()).observation
        assert seen.rgb is not None and seen.depth is None and seen.instances is None
        assert seen.pose is None and seen.success is None
    finally:
        env.close()


def test_what_cannot_be_started_is_named() -> None:
    env = HouseholdEnv(
        batch=ClientBatch(lambda **start: open_controller(UnityBuild("/no/such/build"), **start))
    )
    with pytest.raises(InvalidInputError, match=r"thor\.executable"):
        env.reset(coffee())
    with pytest.raises(InvalidInputError, match="reset before"):
        env.step(WALK[0])


def thing(name: str, x: float = 0.0, inside: tuple[str, ...] = (), **state: Any) -> dict[str, Any]:
    return {
        "objectId": name,
        "objectType": name.split("|")[0],
        "position": {"x": x, "y": 0.0, "z": 0.0},
        "parentReceptacles": list(inside) or None,
        **state,
    }


def test_rules_of_the_household_by_metadata_alone() -> None:
    """As TEACh has them, whether or not the simulator has them too."""
    things = Things()
    things.take_in(
        [
            thing("Faucet|1", 0.2, isToggled=True),
            thing("SinkBasin|1", 0.0),
            thing("Plate|1", 0.0, ("SinkBasin|1",), dirtyable=True, isDirty=True),
            thing("Cup|1", 0.0, ("SinkBasin|1",), canFillWithLiquid=True),
            thing("CoffeeMachine|1", 4.0, isToggled=True),
            thing("Mug|1", 4.0, ("CoffeeMachine|1",), canFillWithLiquid=True),
            thing("StoveBurner|1", 6.0, isToggled=True),
            thing("Pot|1", 6.0, ("StoveBurner|1",), isFilledWithLiquid=True),
            thing("Potato|1", 6.0, ("StoveBurner|1", "Pot|1"), cookable=True),
            thing("Potato|2", 9.0, ("CounterTop|9",), cookable=True),
            thing("Ghost|1"),
        ]
    )
    assert {(due.action, due.object_id, *due.arguments.values()) for due in things.due()} == {
        ("CleanObject", "Plate|1"),
        ("FillObjectWithLiquid", "Cup|1", "water"),
        ("FillObjectWithLiquid", "Mug|1", "coffee"),
        ("CookObject", "Potato|1"),
    }
    potato = things.slot("Potato|1")
    assert things.state(potato) & State.BOILED and things.state(things.slot("Pot|1")) & State.WATER
    facts = things.facts()
    assert facts.parent[potato] == things.slot("Pot|1")
    assert facts.type[potato] == BY_NAME["Potato"].index
    assert facts.type[things.slot("Ghost|1")] == -1
    things.take_in([thing("Potato|2", isSliced=True)])
    assert not things.facts().present.any() and things.slot("Potato|1") == potato


def test_a_request_that_nobody_reads_does_not_stand_in_the_way_of_the_end(
    there: HouseholdEnv,
) -> None:
    there.reset(coffee())
    client = there.batch._client  # type: ignore[attr-defined]
    os.kill(client.unity_pid, signal.SIGKILL)
    client.server.client_pipe.write(b"never read")
    there.close()
    assert client.server.client_pipe.closed
    assert there.reset(coffee()).observation.rgb.shape == (SIZE, SIZE, 3)
