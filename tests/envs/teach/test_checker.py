"""The goal checker, against hand-made worlds and against trying every assignment."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest

from envs.ontology import BY_NAME, State
from envs.teach.checker import GoalReport, WorldFacts, check, goal_condition_success
from envs.teach.resolution import ResolvedTask, resolve

Row = tuple[str, int, State]  # type, parent (index or -1), state
NO = State(0)


def world(*rows: Row, absent: Sequence[int] = ()) -> WorldFacts:
    return WorldFacts(
        type=np.array([BY_NAME[kind].index for kind, _, _ in rows] + [-1], np.int32),
        present=np.array([i not in absent for i in range(len(rows))] + [0], np.int32),
        parent=np.array([parent for _, parent, _ in rows] + [-1], np.int32),
        state=np.array([int(state) for _, _, state in rows] + [0], np.int32),
    )


def unmet(report: GoalReport) -> list[str]:
    return [line.text for line in report.conditions if line.met < line.total]


def test_coffee_needs_one_mug_that_is_clean_and_full() -> None:
    task = resolve("Coffee")
    half = check(task, world(("Mug", -1, State.COFFEE | State.DIRTY), ("Mug", -1, NO)))
    assert (half.success, half.met, half.total) == (False, 2, 3)
    done = check(task, world(("Mug", -1, State.COFFEE), ("Mug", -1, State.DIRTY)))
    assert (done.success, done.met, done.total) == (True, 3, 3)
    assert check(task, world(("Mug", -1, State.WATER))).success is False


def test_what_is_not_in_the_scene_does_not_count() -> None:
    task = resolve("Toast")
    rows = (("Bread", -1, State.SLICED), ("BreadSliced", -1, State.COOKED))
    assert check(task, world(*rows, absent=[1])).success is False
    assert check(task, world(*rows, absent=[0])).success is True


def test_a_whole_stands_in_for_the_slice_that_is_not_cut() -> None:
    report = check(resolve("Cooked Slice Of X", ["Potato"]), world(("Potato", -1, State.COOKED)))
    assert report.met == 1  # cooked already, though whole; the knife is missing too
    assert unmet(report) == ["slice of potato: there", "knife: there"]


def test_relations_are_transitive_and_on_one_tail() -> None:
    task = resolve("Sandwich", ["1", "0"])
    rows: list[Row] = [
        ("Sink", -1, NO),
        ("Knife", -1, NO),
        ("DiningTable", -1, NO),
        ("Plate", 2, NO),
        ("Plate", 2, NO),
        ("BreadSliced", 3, State.COOKED),
        ("BreadSliced", 4, State.COOKED),
        ("LettuceSliced", 3, NO),
    ]
    report = check(task, world(*rows))
    assert unmet(report) == ["slice of bread, slice of lettuce: in or on the same plate"]
    assert (report.conditions[-1].met, report.conditions[-1].total) == (2, 3)
    rows[6] = ("BreadSliced", 3, State.COOKED)
    assert check(task, world(*rows)).success
    rows[3] = ("Plate", 2, State.DIRTY)
    assert not check(task, world(*rows)).success


def test_all_means_every_instance_of_the_class() -> None:
    task = resolve("Put All X On Y", ["Silverware", "on", "DiningTable"])
    rows: list[Row] = [("DiningTable", -1, NO), ("Fork", 0, NO), ("Spoon", -1, NO), ("Mug", 0, NO)]
    assert not check(task, world(*rows)).success
    rows[2] = ("Spoon", 3, NO)  # in a mug on the table
    assert check(task, world(*rows)).success


def test_in_one_means_the_same() -> None:
    task = resolve("Put All X In One Y", ["Fork", "in", "Drawer"])
    apart = world(("Drawer", -1, NO), ("Drawer", -1, NO), ("Fork", 0, NO), ("Fork", 1, NO))
    report = check(task, apart)
    assert (report.success, report.conditions[-1].met) == (False, 1)
    together = world(("Drawer", -1, NO), ("Drawer", -1, NO), ("Fork", 1, NO), ("Fork", 1, NO))
    assert check(task, together).success


def test_a_sink_and_its_basin_stand_for_each_other() -> None:
    task = resolve("Put All X On Y", ["Fork", "in", "Sink"])
    assert check(task, world(("SinkBasin", -1, NO), ("Fork", 0, NO))).success


def test_switches_off() -> None:
    task = resolve("Toggle X All Y", ["off", "0", "Lights"])
    rows: list[Row] = [("FloorLamp", -1, State.TOGGLED), ("DeskLamp", -1, NO)]
    report = check(task, world(*rows))
    assert (report.met, report.total, report.success) == (3, 4, False)
    assert report.conditions[-1].failure


def test_workspace_counts_what_the_relation_needs() -> None:
    task = resolve("Workspace", ["2", "0", "1"])
    rows: list[Row] = [
        ("LightSwitch", -1, State.TOGGLED),
        ("Desk", -1, NO),
        ("SideTable", -1, NO),
        ("Pen", 1, NO),
        ("Pencil", 2, NO),
        ("Book", 1, State.OPEN),
    ]
    assert not check(task, world(*rows)).success
    rows[4] = ("Pencil", 1, NO)
    assert check(task, world(*rows)).success
    rows[5] = ("Book", 1, NO)
    assert not check(task, world(*rows)).success


@pytest.mark.parametrize(
    ("name", "params", "total"),
    [  # what TEACh's own checker counts for these
        ("Toast", "", 2),
        ("Plate Of Toast", "", 7),
        ("N Cooked Slices Of X In Y", "2 Potato on Plate", 11),
        ("Sandwich", "1 2", 18),
        ("Breakfast", "1 2 1 Bowl 0 Plate 1 1 1 0 1 1 0 DiningTable", 49),
    ],
)
def test_goal_conditions_are_counted_as_in_teach(name: str, params: str, total: int) -> None:
    assert check(resolve(name, params.split()), world(("Floor", -1, NO))).total == total


def _by_trying_everything(task: ResolvedTask, facts: WorldFacts) -> bool:
    """Success by its definition, over every assignment of distinct instances."""
    present = [slot for slot in range(len(facts.type)) if facts.present[slot]]
    kinds = {kind.index: kind.name for kind in BY_NAME.values()}
    bits = {"isDirty": State.DIRTY, "isCooked": State.COOKED}

    def fits(slot: int, component) -> bool:  # type: ignore[no-untyped-def]
        return kinds[int(facts.type[slot])] in component.types and all(
            bool(facts.state[slot] & int(bits[key])) == value for key, value in component.states
        )

    def under(slot: int, tail: int) -> bool:
        while slot >= 0:
            slot = int(facts.parent[slot])
            if slot == tail:
                return True
        return False

    seats = [c for c in task.components if not c.shareable for _ in range(c.count or 0)]
    for component in task.components:
        if component.shareable and not any(fits(slot, component) for slot in present):
            return False
    options = [[slot for slot in present if fits(slot, seat)] for seat in seats]
    for choice in itertools.product(*options):
        if len(set(choice)) < len(choice):
            continue
        serving: dict[str, list[int]] = {}
        for seat, slot in zip(seats, choice, strict=True):
            serving.setdefault(seat.name, []).append(slot)
        if all(
            any(
                all(under(head, tail) for name in r.heads for head in serving[name])
                for tail in serving[r.tail]
            )
            for r in task.relations
        ):
            return True
    return False


@pytest.mark.parametrize(
    ("name", "params"),
    [("Plate Of Toast", ()), ("Sandwich", ("1", "0")), ("Salad", ("0", "2", "0"))],
)
def test_agrees_with_trying_every_assignment(name: str, params: tuple[str, ...]) -> None:
    task = resolve(name, params)
    generator = np.random.default_rng(5)
    seen = {True: 0, False: 0}
    for _ in range(250):
        rows: list[Row] = [("Sink", -1, NO), ("Knife", -1, NO)]
        for _ in range(int(generator.integers(1, 3))):
            rows.append(("Plate", -1, State.DIRTY if generator.random() < 0.3 else NO))
        plates = len(rows)
        for _ in range(int(generator.integers(2, 6))):
            kind = ("BreadSliced", "LettuceSliced", "TomatoSliced")[generator.integers(3)]
            state = State.COOKED if generator.random() < 0.8 else NO
            rows.append((kind, int(generator.integers(2, plates)), state))
        facts = world(*rows)
        report = check(task, facts)
        expected = _by_trying_everything(task, facts)
        assert report.success is expected
        assert report.success is (report.met == report.total)
        seen[expected] += 1
    assert min(seen.values()) > 5


def test_goal_condition_success_is_the_share_of_what_was_open() -> None:
    start, end = GoalReport(False, 2, 6), GoalReport(False, 5, 6)
    assert goal_condition_success(start, end) == pytest.approx(0.75)
    assert goal_condition_success(start, GoalReport(True, 6, 6)) == 1.0
    assert goal_condition_success(start, GoalReport(False, 1, 6)) == 0.0
