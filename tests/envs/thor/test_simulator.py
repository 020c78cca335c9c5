"""Batches, snapshots, invariants, and the same answers every time."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from envs.interface import InvalidInputError
from envs.ontology import OBJECT_TYPES, Affordance, State
from envs.thor.commands import MESSAGES, message
from envs.thor.simulator import Command, Error, Simulator
from envs.thor.sources import load_scene
from tests.envs.thor.kitchen import SHAPES, Hands, kitchen

FIELDS = ("type", "present", "position", "yaw", "parent", "state", "openness", "temperature")


def random_steps(generator: np.random.Generator, nworld: int, nobject: int, count: int):
    """Random requests, mostly sensible, some not."""
    for _ in range(count):
        command = generator.integers(0, 29, nworld)
        target = generator.integers(-1, nobject, nworld)
        value = generator.choice([0.0, 0.25, 0.5, 1.0, 30.0, 90.0], nworld)
        aim = generator.uniform(-3, 3, (nworld, 3))
        aim[generator.random(nworld) < 0.5] = np.nan
        yield command, target, value, aim, generator.random(nworld) < 0.7


def state_of(simulator: Simulator, world: int) -> list[np.ndarray]:
    """Everything of one world."""
    return [simulator.numpy(name)[world] for name in FIELDS] + [
        simulator.agent_numpy(name)[world] for name in ("position", "yaw", "horizon", "held")
    ]


def check_world(simulator: Simulator, world: int) -> None:
    """What must hold of a world whatever was done in it."""
    parent, present = simulator.numpy("parent")[world], simulator.numpy("present")[world]
    state, openness = simulator.numpy("state")[world], simulator.numpy("openness")[world]
    held = int(simulator.agent_numpy("held")[world])
    assert np.isfinite(simulator.numpy("position")[world]).all()
    assert np.isfinite(simulator.agent_numpy("position")[world]).all()
    assert (np.flatnonzero(parent == -2) == ([held] if held >= 0 else [])).all()
    for slot in np.flatnonzero(present):
        seen, at = set(), int(slot)
        while at >= 0:
            assert at not in seen, "a cycle"
            seen.add(at)
            assert present[at], "in or on something that is gone"
            at = int(parent[at])
        if parent[slot] >= 0:
            kind = OBJECT_TYPES[simulator.numpy("type")[world, parent[slot]]]
            assert kind.can(Affordance.RECEPTACLE) and not state[parent[slot]] & State.BROKEN
    assert ((openness > 0) == ((state & State.OPEN) != 0)).all()
    assert ((openness >= 0) & (openness <= 1)).all()
    wholes = np.flatnonzero(state & State.SLICED)
    assert not present[wholes].any()


def test_whatever_is_done_the_world_stays_whole() -> None:
    hands = Hands(4)
    generator = np.random.default_rng(7)
    done = set()
    for step, request in enumerate(random_steps(generator, 4, hands.sim.nobject, 1500)):
        result = hands.sim.step(*request)
        done |= {int(c) for c in request[0][result.success]}
        if step % 10 == 0:
            for world in range(4):
                check_world(hands.sim, world)
    assert len(done) > 20


def test_a_batch_does_what_single_worlds_do() -> None:
    batch = Hands(3)
    singles = [Hands(1) for _ in range(3)]
    generator = np.random.default_rng(11)
    for command, target, value, aim, force in random_steps(generator, 3, batch.sim.nobject, 300):
        together = batch.sim.step(command, target, value, aim, force)
        for world, single in enumerate(singles):
            alone = single.sim.step(
                command[world], target[world], value[world], aim[world], force[world]
            )
            assert alone.error[0] == together.error[world]
    for world, single in enumerate(singles):
        for mine, theirs in zip(state_of(batch.sim, world), state_of(single.sim, 0), strict=True):
            np.testing.assert_array_equal(mine, theirs)


def test_snapshots_bring_back_everything() -> None:
    hands = Hands(2)
    requests = list(random_steps(np.random.default_rng(5), 2, hands.sim.nobject, 200))
    for request in requests[:100]:
        hands.sim.step(*request)
    snapshot = hands.sim.snapshot()
    ends = []
    for _ in range(2):
        for request in requests[100:]:
            hands.sim.step(*request)
        ends.append([array.copy() for world in range(2) for array in state_of(hands.sim, world)])
        hands.sim.restore(snapshot)
    for first, second in zip(*ends, strict=True):
        np.testing.assert_array_equal(first, second)


def test_reset_puts_everything_back() -> None:
    hands, fresh = Hands(), Hands()
    for request in random_steps(np.random.default_rng(2), 1, hands.sim.nobject, 100):
        hands.sim.step(*request)
    hands.sim.reset()
    for mine, theirs in zip(state_of(hands.sim, 0), state_of(fresh.sim, 0), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_worlds_of_different_sizes_share_a_batch() -> None:
    scene, slots = kitchen()
    small, _ = kitchen()
    del small.objects[10:]
    simulator = Simulator([scene, small], shapes=SHAPES)
    result = simulator.step(int(Command.PICKUP), slots["Mug"], force=True)
    assert result.success.tolist() == [True, False]
    assert result.error[1] == Error.NO_TARGET
    simulator.reset([small, scene])
    assert simulator.name(0, slots["Mug"]) == "" and simulator.name(1, slots["Mug"]) == "Mug"
    small_only = Simulator([small], shapes=SHAPES)
    with pytest.raises(InvalidInputError, match="slots"):
        small_only.reset([scene])


def test_an_unknown_type_is_named() -> None:
    scene, _ = kitchen()
    scene.objects[3].object_type = "Spaceship"
    with pytest.raises(InvalidInputError, match=r"objects\[3\].*Spaceship"):
        Simulator([scene], shapes=SHAPES)


def test_every_error_has_its_sentence() -> None:
    assert set(MESSAGES) == set(Error)
    for error in Error:
        assert bool(message(error, "Mug", "Knife", 0.25)) == (error is not Error.NONE)


def digest() -> str:
    """Hash of a world after many random steps."""
    hands = Hands()
    for request in random_steps(np.random.default_rng(13), 1, hands.sim.nobject, 400):
        hands.sim.step(*request)
    return hashlib.sha256(b"".join(a.tobytes() for a in state_of(hands.sim, 0))).hexdigest()


def test_two_processes_give_the_same_world() -> None:
    code = "from tests.envs.thor.test_simulator import digest; print(digest())"
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert other.stdout.split()[-1] == digest()


@pytest.mark.parametrize("seed", [3, 8])
def test_generated_houses_stay_whole_as_well(seed: int) -> None:
    scene = load_scene(f"generated:{seed}")
    simulator = Simulator([scene])
    check_world(simulator, 0)
    for step, request in enumerate(
        random_steps(np.random.default_rng(seed), 1, simulator.nobject, 600)
    ):
        simulator.step(*request)
        if step % 20 == 0:
            check_world(simulator, 0)
