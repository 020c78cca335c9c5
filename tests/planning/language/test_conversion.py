"""The goal language and everything else that says goals: the same meaning either way."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envs.interface import InvalidInputError
from envs.ontology import LAMPS, OBJECT_TYPES, SLICE_COUNT, Affordance, takes
from envs.teach.definitions import own_library
from envs.teach.resolution import resolve
from planning.alfred_goals import LOOKING, TASK_TYPES, goal_from_alfred
from planning.goals import Component, Goal, Relation
from planning.language.check import problems
from planning.language.conversion import (
    alfred_of,
    describe,
    from_pddl,
    goals_of,
    proposal_from_alfred,
    proposal_from_teach,
    proposal_of,
    to_pddl,
    to_teach,
)
from planning.language.goal_language import (
    KINDS,
    STATE_WORDS,
    Proposal,
    Question,
    Reference,
    Stage,
    Thing,
)
from planning.language.thing_goals import has_each, meaning
from planning.pddl_goals import goal_from_pddl
from planning.teach_goals import goal_from_teach

kinds = st.sampled_from(KINDS)
references = st.builds(
    Reference,
    near=st.none() | kinds,
    inside=st.none() | kinds,
    other=st.booleans(),
).filter(lambda which: which != Reference())


def things(depth: int) -> st.SearchStrategy[Thing]:
    inner = st.lists(things(depth - 1), max_size=3) if depth > 1 else st.just([])
    return st.builds(
        Thing,
        kind=kinds,
        count=st.just("all") | st.integers(0, 4) | st.just(20),
        states=st.lists(st.sampled_from(list(STATE_WORDS)), max_size=3).map(tuple),
        contents=inner.map(tuple),
        together=st.booleans(),
        which=st.none() | references,
    )


stages = st.lists(things(3), min_size=1, max_size=3).map(lambda many: Stage(things=tuple(many)))
proposals = st.lists(stages, min_size=1, max_size=3).map(
    lambda many: Proposal(verdict="goal", stages=tuple(many))
)
# Such as mean something more often than not.
WORDS = ("washed", "clean", "open", "closed", "on", "cooked", "sliced", "held", "dirty", "filled")
PLACES = (
    "DiningTable",
    "Plate",
    "SinkBasin",
    "Box",
    "Tables",
    "Fridge",
    "Mug",
    "Sink",
    "Furniture",
)
ITEMS = ("Mug", "Apple", "AppleSliced", "Fork", "Silverware", "Drinkware", "Potato", "Fruit", "Box")


@st.composite
def sensible(draw: st.DrawFn) -> Proposal:
    def item() -> Thing:
        return Thing(
            kind=draw(st.sampled_from(ITEMS)),
            count=draw(st.sampled_from([1, 2, 3, "all"])),
            states=tuple(draw(st.lists(st.sampled_from(WORDS), max_size=2, unique=True))),
            which=draw(st.none() | st.builds(Reference, inside=st.sampled_from(PLACES))),
        )

    def place(contents: list[Thing]) -> Thing:
        return Thing(
            kind=draw(st.sampled_from(PLACES)),
            count=draw(st.sampled_from([1, 1, 2, "all"])),
            contents=tuple(contents),
            together=draw(st.booleans()),
        )

    found: list[Thing] = []
    for _ in range(draw(st.integers(1, 2))):
        shape = draw(st.integers(0, 2))
        contents = [item() for _ in range(draw(st.integers(1, 2)))]
        found.append(item() if shape == 0 else place(contents))
        if shape == 2:
            found[-1] = place([found[-1]])
    return Proposal(verdict="goal", stages=(Stage(things=tuple(found)),))


# ---------------------------------------------------------------------- PDDL
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(proposals)
def test_stages_survive_pddl_exactly(proposal: Proposal) -> None:
    text = to_pddl(proposal)
    assert from_pddl(text).stages == proposal.stages
    spaced = text.replace("(", " (\n ").replace(")", " ) ; so it is\n").upper()
    assert from_pddl(spaced).stages == proposal.stages


def _plain(thing: Thing) -> Thing:
    contents = tuple(_plain(content) for content in thing.contents)
    states = tuple(word for word in thing.states if word != "held")
    return thing.model_copy(update={"which": None, "contents": contents, "states": states})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(things(2))
def test_planners_read_what_refers_to_nothing(thing: Thing) -> None:
    stage = Stage(things=(_plain(thing),))
    text = to_pddl(Proposal(verdict="goal", stages=(stage,)))
    assert goal_from_pddl(text).condition is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "(:goal)",
        "(:goal ())",
        "(:goal (and))",
        "(:goal (and (exists (?a - mug) (and (isDirty ?b)))))",
        "(:goal (and (exists (?a - mug) (or (isDirty ?a) (isOpen ?a)))))",
        "(:goal (and (exists (?a - goblet) (and))))",
        "(:goal (and (exists (?a ?b - mug) (and (not (= ?a ?b))))))",
        "(:goal (and (exists (?a1 ?a2 - mug) (and (not (= ?a1 ?a2))))))",
        "(:goal (and (exists (?a - mug) (and (in ?a table_1)))))",
        "(:goal (and mug_1))",
        "(:goal (and (not (exists))))",
        "(:goal (and (forall ?a mug)))",
        "(:metric minimize (total-cost))",
        "(:goal (and (exists (?a - mug) (and))",
        "(:goal (and " + "(and " * 30000 + ")" * 30000 + "))",
    ],
)
def test_pddl_that_the_language_cannot_say_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match=r"^goal"):
        from_pddl(text)


# ---------------------------------------------------------------------- goals
def _repeats(proposal: Proposal) -> bool:
    """Whether two things side by side are of the same kind."""
    groups = [stage.things for stage in proposal.stages]
    groups += [thing.contents for thing in _all(proposal)]
    return any(len({thing.kind for thing in group}) < len(group) for group in groups)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sensible())
def test_what_checks_has_goals_and_they_say_the_same_again(proposal: Proposal) -> None:
    if problems(proposal):
        return
    (goal,) = goals_of(proposal)
    assert goal.components or goal.condition is not None
    if goal.condition is not None:
        with pytest.raises(InvalidInputError):
            proposal_of([goal])
        return
    (mapping,) = to_teach(proposal)
    assert all(component["count"] != 0 for component in mapping["components"])
    try:
        again = proposal_of([goal])
    except InvalidInputError:  # it says nothing rather than something else
        cut = any("sliced" in t.states for t in _all(proposal))  # cut, then put: two goals
        assert cut or _repeats(proposal)
        return
    assert meaning(goals_of(again)[0]) == meaning(goal)
    assert proposal_of(goals_of(again)) == again


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(proposals)
def test_checking_copes_with_all_that_the_schema_lets_through(proposal: Proposal) -> None:
    if not problems(proposal):
        assert goals_of(proposal)
    assert describe(proposal).endswith(".")


def _all(proposal: Proposal) -> list[Thing]:
    def of(thing: Thing) -> list[Thing]:
        return [thing, *itertools.chain.from_iterable(map(of, thing.contents))]

    return [t for stage in proposal.stages for thing in stage.things for t in of(thing)]


def test_things_in_things_become_components_and_relations() -> None:
    plate = Thing(kind="Plate", count=2, contents=(Thing(kind="BreadSliced", states=("cooked",)),))
    table = Thing(kind="DiningTable", contents=(plate,), together=False)
    goal = goals_of(Proposal(verdict="goal", stages=(Stage(things=(table,)),)))[0]
    assert [part.name for part in goal.components] == [
        "breadsliced_0", "plate_0", "breadsliced_1", "plate_1", "diningtable_0"
    ]  # fmt: skip
    assert goal.relations == (
        Relation(("breadsliced_0",), "plate_0", True),
        Relation(("breadsliced_1",), "plate_1", True),
        Relation(("plate_0", "plate_1"), "diningtable_0", False),
    )
    assert goal.component("breadsliced_0").states == (("isCooked", True),)
    assert goal.description == "2 plates with a cooked slice of bread on each on a dining table"


def test_classes_stand_for_the_types_that_will_do() -> None:
    tree = Thing(kind="Drinkware", contents=(Thing(kind="Silverware", count="all"),))
    lights = Thing(kind="Electronics", count="all", states=("on",))
    goal = goals_of(Proposal(verdict="goal", stages=(Stage(things=(tree, lights)),)))[0]
    forks, cups, devices = goal.components
    assert (forks.types, forks.count) == (("ButterKnife", "Fork", "Spoon"), None)
    assert cups.types == ("Cup", "Mug")  # nothing is put in a bottle
    assert devices.types == ("CellPhone", "Desktop", "Laptop", "Television")


def test_places_are_shared_and_what_things_are_served_on_is_not() -> None:
    def on(kind: str, content: str) -> Thing:
        return Thing(kind=kind, contents=(Thing(kind=content),))

    stage = Stage(things=(on("Tables", "Mug"), on("Plate", "Fork"), on("Plate", "Spoon")))
    goal = goals_of(Proposal(verdict="goal", stages=(stage,)))[0]
    shareable = {part.label: part.shareable for part in goal.components}
    assert shareable == {"mug": False, "table": True, "fork": False, "plate": False, "spoon": False}


def test_several_stages_are_several_goals() -> None:
    first = Stage(things=(Thing(kind="Mug", states=("washed",)),))
    second = Stage(things=(Thing(kind="Mug", which=Reference(other=True), states=("held",)),))
    one, two = goals_of(Proposal(verdict="goal", stages=(first, second)))
    assert one.components[0].which is None and not one.components[0].held
    which = two.components[0].which
    assert which is not None and which.other and two.components[0].held
    assert goals_of(Proposal(verdict="refuse", reason="no")) == ()


@pytest.mark.parametrize(
    "goal",
    [
        goal_from_pddl("(exists (?m - Mug) (isDirty ?m))"),
        Goal("", (Component("a", 1, ("Mug", "Safe")),)),
        Goal(
            "two places",
            tuple(Component(name, 1, (name,)) for name in ("Mug", "Desk", "Bed")),
            (Relation(("Mug",), "Desk"), Relation(("Mug",), "Bed")),
        ),
        Goal(
            "a ring",
            (Component("a", 1, ("Box",)), Component("b", 1, ("Box",))),
            (Relation(("a",), "b"), Relation(("b",), "a")),
        ),
        Goal("nothing"),
    ],
)
def test_goals_that_the_language_cannot_say_are_refused(goal: Goal) -> None:
    with pytest.raises(InvalidInputError):
        proposal_of([goal])
    with pytest.raises(InvalidInputError):
        proposal_of([])


# ---------------------------------------------------------------------- ALFRED
ITEM_TYPES = [kind.name for kind in OBJECT_TYPES if kind.can(Affordance.PICKUPABLE)]
WHOLE_TYPES = [name for name in ITEM_TYPES if not name.endswith(("Sliced", "Cracked"))]
PLACE_TYPES = [
    kind.name
    for kind in OBJECT_TYPES
    if kind.can(Affordance.RECEPTACLE)
    and not kind.can(Affordance.STRUCTURE)
    and kind.name not in ("Sink", "Bathtub")  # ALFRED's are basins
]


@st.composite
def alfred_tasks(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    task_type = draw(st.sampled_from(TASK_TYPES))
    kind = draw(st.sampled_from(WHOLE_TYPES))
    params: dict[str, object] = {
        "mrecep_target": "",
        "object_sliced": kind in SLICE_COUNT and draw(st.booleans()),
        "object_target": kind,
        "parent_target": "",
        "toggle_target": "",
    }
    if task_type == LOOKING:
        params["toggle_target"] = draw(st.sampled_from(sorted(LAMPS)))
        return task_type, params
    carrier = kind
    if task_type == "pick_and_place_with_movable_recep":
        carrier = draw(st.sampled_from([n for n in WHOLE_TYPES if n in PLACE_TYPES and n != kind]))
        params["mrecep_target"] = carrier
    params["parent_target"] = draw(
        st.sampled_from([name for name in PLACE_TYPES if takes(name, carrier) and name != carrier])
    )
    return task_type, params


@settings(max_examples=150, deadline=None)
@given(alfred_tasks())
def test_alfred_tasks_are_instances_of_the_language(task: tuple[str, dict[str, object]]) -> None:
    task_type, params = task
    proposal = proposal_from_alfred(task_type, params)
    theirs = goal_from_alfred(task_type, params)
    (ours,) = goals_of(proposal)
    assert meaning(ours) == meaning(theirs)
    assert [part.shareable for part in ours.components] == [False] * len(ours.components)
    assert len(ours.relations) == len(theirs.relations)
    assert alfred_of(proposal) == (task_type, params)


MUG = Thing(kind="Mug")


@pytest.mark.parametrize(
    "stages",
    [
        [[MUG]],
        [[Thing(kind="Desk", contents=(MUG,)), MUG]],
        [[Thing(kind="Desk", contents=(MUG,))], [MUG]],
        [[Thing(kind="Tables", contents=(MUG,))]],
        [[Thing(kind="Desk", contents=(Thing(kind="Drinkware"),))]],
        [[Thing(kind="Desk", contents=(Thing(kind="Mug", count=3),))]],
        [[Thing(kind="Desk", contents=(Thing(kind="Mug", count="all"),))]],
        [[Thing(kind="Desk", contents=(Thing(kind="Mug", count=2, states=("washed",)),))]],
        [[Thing(kind="Desk", contents=(Thing(kind="Mug", states=("washed", "chilled")),))]],
        [[Thing(kind="Fridge", states=("open",), contents=(MUG,))]],
        [[Thing(kind="Mug", states=("held",))]],
    ],
)
def test_other_goals_are_none_of_alfreds(stages: list[list[Thing]]) -> None:
    proposal = Proposal(verdict="goal", stages=tuple(Stage(things=tuple(s)) for s in stages))
    assert alfred_of(proposal) is None
    assert alfred_of(Proposal(verdict="refuse")) is None


def test_alfred_tasks_may_be_said_in_other_words() -> None:
    slices = Thing(kind="Tomato", states=("sliced", "clean"), which=Reference(near="Toaster"))
    sink = Thing(kind="Sink", contents=(slices,))
    assert alfred_of(Proposal(verdict="goal", stages=(Stage(things=(sink,)),))) == (
        "pick_clean_then_place_in_recep",
        {
            "mrecep_target": "",
            "object_sliced": True,
            "object_target": "Tomato",
            "parent_target": "SinkBasin",
            "toggle_target": "",
        },
    )


# ---------------------------------------------------------------------- TEACh
TASKS: list[tuple[str | int, list[object]]] = [
    ("Toast", []), ("Coffee", []), ("Clean X", ["Fork"]), ("Sliced X", ["Tomato"]),
    ("Cooked Slice Of X", ["Potato"]), ("Plate Of Toast", []),
    ("N Cooked Slices Of X In Y", [2, "Potato", "in", "Bowl"]),
    ("N Slices Of X In Y", [3, "Lettuce", "on", "Plate"]), ("Omelette", []),
    ("Put All X On Y", ["Tableware", "on", "Furniture"]),
    ("Put All X In One Y", ["Book", "in", "Box"]), ("Boil X", ["Potato"]), ("Poach Egg", []),
    ("Water Plant", []), ("Clean All X", ["Cup"]), ("Toggle X All Y", ["on", "1", "Lights"]),
    ("Tutorial", []),
    ("Breakfast", [1, 2, 1, "Plate", 1, "Bowl", 2, 1, 2, 1, 1, 1, 2, "DiningTable"]),
    ("Sandwich", [1, 2]), ("Salad", [1, 2, 3]), ("Candles", []), ("Workspace", [2, 1, 1]),
    ("Basic Kitchen Tasks", []), ("Basic Bathroom Tasks", []),
    ("Custom Properties Kitchen Tasks", []),
]  # fmt: skip


def _without_tools(goal: Goal) -> Goal:
    """A goal without what only has to exist somewhere."""
    related = {name for r in goal.relations for name in (*r.heads, r.tail)}
    parts = [p for p in goal.components if p.name in related or p.states or not p.shareable]
    return Goal(goal.description, tuple(parts), goal.relations)


def test_every_task_definition_is_tried() -> None:
    library = own_library()
    assert {library.get(name).name for name, _ in TASKS} == set(library.tasks)


@pytest.mark.parametrize(("name", "params"), TASKS, ids=[str(name) for name, _ in TASKS])
def test_teach_tasks_are_instances_of_the_language(name: str, params: list[object]) -> None:
    mapping = resolve(name, params).to_goal_mapping()
    proposal = proposal_from_teach(mapping)
    assert problems(proposal) == []
    (goal,) = goals_of(proposal)
    assert meaning(goal) == meaning(_without_tools(goal_from_teach(mapping)))
    (again,) = to_teach(proposal)
    assert proposal_from_teach(again) == proposal
    assert meaning(goal_from_teach(again)) == meaning(goal)
    assert from_pddl(to_pddl(proposal)).stages == proposal.stages


def test_what_teach_has_no_word_for_is_added_to_its_mappings() -> None:
    mug = Thing(kind="Mug", states=("held",), which=Reference(near="Sink", other=True))
    bare = Thing(kind="Desk", contents=(Thing(kind="Anything", count=0),))
    mapping = to_teach(Proposal(verdict="goal", stages=(Stage(things=(mug, bare)),)))[0]
    first, second, _ = mapping["components"]
    assert first["held"] is True and second["count"] == 0
    assert first["which"] == {"near": ["Sink", "SinkBasin"], "inside": [], "other": True}
    every = Thing(kind="Plate", count="all", contents=(Thing(kind="Fork"),))
    assert has_each(every)
    with pytest.raises(InvalidInputError, match=r"stages\[0\]"):
        to_teach(Proposal(verdict="goal", stages=(Stage(things=(every,)),)))


# ---------------------------------------------------------------------- words
@pytest.mark.parametrize(
    ("stages", "text"),
    [
        ([[Thing(kind="Apple", states=("held",))]], "An apple in hand."),
        (
            [[Thing(kind="Desk", contents=(Thing(kind="Mug", count=2, states=("washed",)),))]],
            "2 washed mugs on a desk.",
        ),
        (
            [[Thing(kind="CoffeeTable", contents=(Thing(kind="Anything", count=0),))]],
            "No things on a coffee table.",
        ),
        (
            [
                [Thing(kind="Mug", which=Reference(inside="Desk"), states=("washed",))],
                [Thing(kind="Lamps", count="all", states=("on",))],
            ],
            "The washed mug from the desk; then all lamps switched on.",
        ),
        (
            [[Thing(kind="Bottle", which=Reference(near="Sink", other=True), states=("empty",))]],
            "The other empty bottle near the sink.",
        ),
        (
            [[Thing(kind="Shelf", contents=(Thing(kind="Knife", count="all"), MUG))]],
            "All knives and a mug on a shelf.",
        ),
        (
            [[Thing(kind="BreadSliced", count=3, states=("cooked",)), Thing(kind="EggCracked")]],
            "3 cooked slices of bread and a cracked egg.",
        ),
    ],
)
def test_goals_are_told_in_words(stages: list[list[Thing]], text: str) -> None:
    proposal = Proposal(verdict="goal", stages=tuple(Stage(things=tuple(s)) for s in stages))
    assert describe(proposal) == text


def test_nothing_that_a_model_or_a_user_wrote_is_told() -> None:
    question = Question(about="object", text="<b>tell me</b>", options=("Mug", "Cup"))
    assert describe(Proposal(verdict="ask", question=question)) == (
        "A question about the object: mug or cup."
    )
    assert "script" not in describe(Proposal(verdict="refuse", reason="<script>"))
