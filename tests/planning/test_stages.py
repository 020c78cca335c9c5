"""Long goals in stages."""

from __future__ import annotations

from planning.goals import Component, Goal, Relation
from planning.stages import stages

PLATES = tuple(Component(f"plate_{i}", 1, ("Plate",), (("isDirty", False),)) for i in range(3))
TOASTS = tuple(
    Component(f"toast_{i}", 1, ("BreadSliced",), (("isCooked", True),)) for i in range(3)
)
TABLE = Component("table", 1, ("DiningTable",), shareable=True)
KNIFE = Component("knife", 1, ("Knife",), shareable=True)


def breakfast(dishes: int) -> Goal:
    components = [KNIFE, TABLE]
    relations = []
    for i in range(dishes):
        components += [TOASTS[i], PLATES[i]]
        relations.append(Relation((f"toast_{i}",), f"plate_{i}"))
    plates = tuple(f"plate_{i}" for i in range(dishes))
    relations.append(Relation(plates, "table", tail_shared=False))
    return Goal("breakfast", tuple(components), tuple(relations))


def test_a_dish_is_one_stage() -> None:
    assert stages(breakfast(1)) == (breakfast(1),)


def test_dishes_come_one_after_the_other_and_stay() -> None:
    goal = breakfast(3)
    found = stages(goal)
    assert len(found) == 3 and found[-1] == goal
    names = [{component.name for component in stage.components} for stage in found]
    assert names[0] == {"knife", "table", "toast_0", "plate_0"}
    assert names[0] < names[1] < names[2]
    assert [relation.heads for relation in found[1].relations] == [
        ("toast_0",),
        ("toast_1",),
        ("plate_0", "plate_1"),
    ]


def test_few_loose_things_are_planned_for_together() -> None:
    goal = Goal("both", (TOASTS[0], PLATES[0]))
    assert stages(goal) == (goal,)
    many = Goal("many", (*TOASTS, *PLATES))
    assert [len(stage.components) for stage in stages(many)] == [1, 2, 3, 4, 5, 6]


def test_what_is_to_be_in_hand_comes_last() -> None:
    cup = Component("cup", 1, ("Cup",), held=True)
    goal = Goal("toast, and a cup in hand", (cup, *TOASTS[:2], *PLATES[:2]))
    found = stages(goal)
    assert len(found) > 1
    assert all(cup not in stage.components for stage in found[:-1])
    assert found[-1] == goal
