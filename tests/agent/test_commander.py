"""The simulated commander: what it says is so, and is what the task wants."""

from __future__ import annotations

import pytest

from agent.commander import SimulatedCommander, task_of
from envs.teach.resolution import resolve
from envs.thor.state import HELD
from planning.language.goal_language import Question
from tests.envs.teach.test_checker import NO, world

TASK = task_of(resolve("Put All X On Y", ["Mug", "on", "SideTable"]))
WORLD = world(
    ("Fridge", -1, NO), ("CounterTop", -1, NO), ("Mug", 0, NO), ("Mug", 1, NO), ("Apple", HELD, NO)
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            Question(about="object", text="Which table?", options=("DiningTable", "SideTable")),
            "The side table.",
        ),
        (Question(about="object", text="Do you mean the mug?"), "Yes."),
        (
            Question(about="object", text="Do you mean the cup?", options=("Cup",)),
            f"No. {TASK.description}",
        ),
        (Question(about="object", text="What is it?", options=("Mug", "Cup")), "The mug."),
        (Question(about="object", text="Which one?", options=("Pan", "Cup")), TASK.description),
        (
            Question(about="place", text="Where is the mug?"),
            "The mugs are in the fridge and in or on the counter.",
        ),
        (
            Question(about="place", text="Where is it?", options=("Apple",)),
            "The apple is in your hand.",
        ),
        (Question(about="place", text="Where is the egg?"), "There is no egg here."),
        (
            Question(about="place", text="Where do I put it?", options=("Bed", "SideTable")),
            "The side table.",
        ),
        (Question(about="other", text="What now?"), TASK.description),
    ],
)
def test_it_answers_from_the_task_and_the_world(question: Question, answer: str) -> None:
    assert SimulatedCommander(TASK, lambda: WORLD).answer(question) == answer
