"""The belief from detections that have no names and may err."""

import numpy as np
import pytest

from envs.interface import Action, ActionName, Pose
from perception.belief import Belief
from perception.segmentation import Detection, OracleSegmentation, OracleStates, Segmentation
from tests.perception.anonymous import AnonymousEyes
from tests.perception.box_room import BoxRoom, box, cupboard, standing, table

FRONT = Pose(2.5, 1.2, 0.0, 30.0)
AWAY = Pose(2.5, 1.2, 180.0, 30.0)
IN_HAND = standing("Mug", (2.5, 1.25, 1.6), (0.09, 0.1, 0.09))  # from FRONT
AROUND = [Pose(x, z, 0.0, 30.0) for z in (0.7, 1.2) for x in (2.0, 2.5, 3.0)]


def kitchen() -> BoxRoom:
    room = BoxRoom()
    room.things = {
        "table": table("DiningTable", (2.0, 0.0, 2.0), (3.2, 0.75, 2.9)),
        "mug": standing("Mug", (2.3, 0.75, 2.2), (0.09, 0.1, 0.09)),
        "mug2": standing("Mug", (2.9, 0.75, 2.6), (0.09, 0.1, 0.09)),
        "plate": standing("Plate", (2.8, 0.75, 2.2), (0.26, 0.02, 0.26)),
        "ball": standing("BasketBall", (1.0, 0.0, 2.2), (0.24, 0.24, 0.24)),
    }
    return room


def believing(eyes: AnonymousEyes) -> Belief:
    return Belief(segmentation=eyes, depth=eyes, states=eyes)


def look(belief: Belief, room: BoxRoom, pose: Pose, action=None, target=None, success=True):
    belief.update(room.observe(pose, success), action, target)


def classes(belief: Belief) -> list[str]:
    return sorted(one.object_class for one in belief.present())


def nearest(belief: Belief, kind: str, place: tuple[float, float, float]) -> str:
    return min(
        (float(np.linalg.norm(np.array(one.position) - place)), one.name)
        for one in belief.present(kind)
    )[1]


def test_things_keep_their_names_though_ids_change():
    room, belief = kitchen(), believing(AnonymousEyes())
    look(belief, room, FRONT)
    mug = nearest(belief, "Mug", (2.3, 0.8, 2.2))
    for pose in [*AROUND, AWAY, *AROUND]:
        look(belief, room, pose)
    assert classes(belief) == ["BasketBall", "DiningTable", "Mug", "Mug", "Plate"]
    assert nearest(belief, "Mug", (2.3, 0.8, 2.2)) == mug
    for one in belief.present("Mug", "Plate", "BasketBall"):
        same = [thing for thing in room.things.values() if thing.object_class == one.object_class]
        away = [np.abs(np.array(one.position) - (t.low + t.high) / 2).max() for t in same]
        assert min(away) < 0.06, one.name
    (found,) = belief.present("DiningTable")  # but for its legs, which are thin
    assert (found.low[0], found.low[2]) == pytest.approx((2.0, 2.0), abs=0.12)
    assert found.high == pytest.approx((3.2, 0.75, 2.9), abs=0.12)


def test_the_view_is_told_by_lasting_ids():
    room, belief = kitchen(), believing(AnonymousEyes())
    masks = {}
    for _ in range(2):
        look(belief, room, FRONT)
        masks = {name: belief.view.mask(name) for name in belief.view.names}
        true = room.observe(FRONT).instances == room.identity("mug")
        name = nearest(belief, "Mug", (2.3, 0.8, 2.2))
        assert np.array_equal(masks[name], true)
        point = belief.view.best_point(name)
        assert point is not None and belief.view.name_at(point) == name
    floor = belief.view.instances[-1, 75]
    assert floor > 0 and floor not in belief.view.identities.values()


def test_a_doubtful_detection_is_believed_after_another_look_from_elsewhere():
    room, belief = kitchen(), believing(AnonymousEyes(confidence=0.3))
    for _ in range(5):
        look(belief, room, FRONT)
    assert belief.present() == ()
    for pose in AROUND:
        look(belief, room, pose)
    assert "DiningTable" in classes(belief) and "Plate" in classes(belief)


def test_a_false_detection_fades_when_its_place_is_looked_at():
    room = kitchen()
    eyes = AnonymousEyes()

    def imagine(ids, found):
        ids[96:110, 70:84] = 900
        found.append(Detection(900, "Apple", 0.95, (("Apple", 0.9),)))

    eyes.more = imagine
    belief = believing(eyes)
    look(belief, room, FRONT)
    assert "Apple" in classes(belief)
    eyes.more = None
    look(belief, room, AWAY)
    assert "Apple" in classes(belief)  # out of view nothing speaks against it
    for pose in (*AROUND, Pose(1.2, 2.4, 90.0, 30.0), Pose(4.0, 2.4, 270.0, 30.0)):
        look(belief, room, pose)
    assert "Apple" not in classes(belief)
    assert not belief.facts() or all("apple_1" not in fact.arguments for fact in belief.facts())


def test_what_is_hidden_stays():
    room, belief = kitchen(), believing(AnonymousEyes())
    for pose in AROUND:
        look(belief, room, pose)
    room.things["screen"] = box("Box", (1.5, 0.0, 1.8), (3.5, 1.4, 1.9))
    for pose in (*AROUND, *AROUND):
        look(belief, room, pose)
    assert classes(belief).count("Mug") == 2
    assert not any(one.missing or one.visible for one in belief.present("Mug", "Plate"))


def test_standing_still_adds_no_certainty():
    room = kitchen()
    told = (("Cup", 0.55), ("Mug", 0.4))
    belief = believing(AnonymousEyes(called={"Mug": told}))
    look(belief, room, FRONT)
    first = {one.name: one.confidence for one in belief.present("Cup")}
    for _ in range(10):
        look(belief, room, FRONT)
    assert first and {one.name: one.confidence for one in belief.present("Cup")} == pytest.approx(
        first, abs=0.02
    )


def test_a_class_is_corrected_by_looks_from_elsewhere_and_the_name_stays():
    room, eyes = kitchen(), AnonymousEyes(called={"Mug": (("Cup", 0.6), ("Mug", 0.35))})
    belief = believing(eyes)
    look(belief, room, FRONT)
    names = {one.name for one in belief.present("Cup")}
    assert len(names) == 2
    eyes.called["Mug"] = (("Mug", 0.9), ("Cup", 0.08))
    for pose in AROUND:
        look(belief, room, pose)
    assert {one.name for one in belief.present("Mug")} == names
    assert belief.present("Cup") == ()
    assert all(one.confidence > 0.65 for one in belief.present("Mug"))


def test_what_may_be_a_piece_of_wall_is_doubted_as_much_from_everywhere():
    sure: list[float] = []
    for rest in ((), (("Wall", 0.4),)):
        eyes = AnonymousEyes(called={"Mug": (("Mug", 0.45), *rest)})
        room, belief = kitchen(), believing(eyes)
        for pose in AROUND:
            look(belief, room, pose)
        assert "Wall" not in classes(belief)
        sure.append(max(one.confidence for one in belief.present("Mug")))
    assert sure[0] > 0.75 and sure[1] < 0.6


def test_halves_of_a_table_become_one_table():
    room, eyes = kitchen(), AnonymousEyes()
    eyes.missed = {"Mug", "Plate"}
    belief = believing(eyes)
    for x in (1.0, 4.2):  # its left end, then its right end
        look(belief, room, Pose(x, 1.2, 0.0, 30.0))
    for pose in AROUND:
        look(belief, room, pose)
    eyes.split = "DiningTable"
    for pose in AROUND:
        look(belief, room, pose)
    (found,) = belief.present("DiningTable")
    assert found.low == pytest.approx((2.0, 0.0, 2.0), abs=0.12)
    assert found.high == pytest.approx((3.2, 0.75, 2.9), abs=0.12)


def test_two_beliefs_in_one_thing_merge_and_what_it_holds_goes_along():
    room, eyes = kitchen(), AnonymousEyes(missed={"Mug", "Plate"})
    belief = believing(eyes)
    view = BoxRoom(things=dict(room.things))
    view.things["table"] = table("DiningTable", (2.0, 0.0, 2.0), (2.45, 0.75, 2.9))
    look(belief, view, FRONT)
    view.things["table"] = table("DiningTable", (2.75, 0.0, 2.0), (3.2, 0.75, 2.9))
    look(belief, view, Pose(3.0, 1.2, 0.0, 30.0))
    assert len(belief.present("DiningTable")) == 2
    eyes.missed = set()
    for pose in AROUND:
        look(belief, room, pose)
    (found,) = belief.present("DiningTable")
    for mug in belief.present("Mug"):
        assert mug.parent == found.name


def test_edges_that_spill_do_not_stretch_a_box():
    room, eyes = kitchen(), AnonymousEyes()

    class Spilling(AnonymousEyes):
        def segment(self, observation, pose) -> Segmentation:
            seen = super().segment(observation, pose)
            ids = seen.instances
            grown = ids.copy()
            for one in seen.detections:
                if one.object_class in ("BasketBall", "DiningTable"):
                    mask = ids == one.instance
                    mask[:, 2:] |= mask[:, :-2]
                    mask[:, :-2] |= mask[:, 2:]
                    grown[mask] = one.instance
            return Segmentation(grown, seen.detections, False)

    belief = believing(Spilling())
    del eyes
    for pose in (Pose(1.0, 0.9, 0.0, 30.0), Pose(1.5, 0.7, 0.0, 0.0), *AROUND):
        look(belief, room, pose)
    (ball,) = belief.present("BasketBall")
    assert max(ball.size) < 0.4
    (found,) = belief.present("DiningTable")
    assert found.size == pytest.approx((1.2, 0.75, 0.9), abs=0.25)


def test_what_is_in_the_hand_is_known_by_its_place_and_placed_under_its_name():
    room, belief = kitchen(), believing(AnonymousEyes())
    look(belief, room, FRONT)
    name = nearest(belief, "Mug", (2.3, 0.8, 2.2))
    where = belief.view.best_point(name)
    room.things["mug"] = IN_HAND
    look(belief, room, FRONT, Action(ActionName.PICKUP, where), name)
    assert belief.held == name and belief.view.pixels(name) > 0
    look(belief, room, Pose(2.5, 1.2, 0.0, 30.0))
    assert len(belief.present("Mug")) == 2
    i, k = belief.map.cell(2.5, 1.6)
    assert not belief.map.obstacle[i, k]
    where = belief.view.best_point(nearest(belief, "Plate", (2.8, 0.76, 2.2)))
    room.things["mug"] = standing("Mug", (2.75, 0.77, 2.2), (0.09, 0.1, 0.09))
    look(belief, room, FRONT, Action(ActionName.PLACE, where), "plate_1")
    assert belief.held is None and len(belief.present("Mug")) == 2
    assert belief.instances[name].parent == "plate_1"
    assert belief.instances[name].position == pytest.approx((2.75, 0.82, 2.2), abs=0.06)


def test_a_closed_container_remembers_what_was_in_it():
    room, belief = BoxRoom(), believing(AnonymousEyes())
    low, high = (2.2, 0.0, 2.4), (2.9, 1.2, 3.0)
    room.things["fridge"] = cupboard("Fridge", low, high, is_open=False)
    room.things["egg"] = standing("Egg", (2.5, 0.02, 2.7), (0.06, 0.06, 0.06))
    pose = Pose(2.5, 1.4, 0.0, 30.0)
    look(belief, room, pose)
    where = belief.view.best_point("fridge_1")
    room.things["fridge"] = cupboard("Fridge", low, high, is_open=True)
    look(belief, room, pose, Action(ActionName.OPEN, where), "fridge_1")
    look(belief, room, Pose(2.5, 1.2, 0.0, 60.0))
    look(belief, room, Pose(2.6, 1.2, 0.0, 30.0))
    assert belief.instances["fridge_1"].is_open
    assert belief.instances["egg_1"].parent == "fridge_1"
    room.things["fridge"] = cupboard("Fridge", low, high, is_open=False)
    where = belief.view.best_point("fridge_1")
    look(belief, room, Pose(2.6, 1.2, 0.0, 30.0), Action(ActionName.CLOSE, where), "fridge_1")
    for pose in (*AROUND, *AROUND):
        look(belief, room, pose)
    assert not belief.instances["fridge_1"].is_open
    assert belief.instances["egg_1"].parent == "fridge_1"
    assert not belief.instances["egg_1"].missing and belief.instances["egg_1"].present


def test_what_a_container_holds_is_known_when_it_is_opened_again_whatever_it_looks_like():
    room, eyes = BoxRoom(), AnonymousEyes()
    belief = believing(eyes)
    low, high, pose = (2.2, 0.0, 2.4), (2.9, 1.2, 3.0), Pose(2.5, 1.4, 0.0, 30.0)
    room.things["egg"] = standing("Egg", (2.5, 0.02, 2.7), (0.06, 0.06, 0.06))
    for is_open in (False, True, False, True):
        room.things["fridge"] = cupboard("Fridge", low, high, is_open=is_open)
        action = Action(ActionName.OPEN if is_open else ActionName.CLOSE, (0.5, 0.5))
        if belief.step >= 0:
            look(belief, room, pose, action, "fridge_1")
        look(belief, room, Pose(2.5, 1.2, 0.0, 60.0))
        if is_open:
            eyes.called["Egg"] = (("Tomato", 0.9), ("Egg", 0.01))
    assert belief.instances["egg_1"].visible and not belief.present("Tomato")


def test_one_doubtful_look_does_not_turn_a_state_over_and_clear_ones_do():
    room, eyes = kitchen(), AnonymousEyes()
    belief = believing(eyes)
    for pose in AROUND[:3]:
        look(belief, room, pose)
    assert belief.instances["plate_1"].states == frozenset()
    eyes.judged["Plate"] = {"isDirty": 0.7}
    look(belief, room, AROUND[3])
    assert "isDirty" not in belief.instances["plate_1"].states
    assert 0.0 < belief.instances["plate_1"].likely["isDirty"] < 0.5
    eyes.judged["Plate"] = {"isDirty": 0.97}
    for pose in (*AROUND[4:], Pose(2.5, 1.4, 0.0, 60.0), Pose(3.2, 1.3, 0.0, 30.0)):
        look(belief, room, pose)
    assert "isDirty" in belief.instances["plate_1"].states


def test_states_of_a_small_sight_are_not_taken_at_its_word():
    room, eyes = kitchen(), AnonymousEyes()
    eyes.judged = {"Plate": {"isDirty": 0.95}, "Mug": {"isDirty": 0.95}}
    room.things["plate"] = standing("Plate", (2.5, 0.75, 2.5), (0.4, 0.1, 0.4))
    room.things["mug"] = standing("Mug", (3.0, 0.75, 2.5), (0.05, 0.05, 0.05))
    belief = believing(eyes)
    look(belief, room, FRONT)
    look(belief, room, FRONT)
    large, small = (belief.instances[name].likely["isDirty"] for name in ("plate_1", "mug_1"))
    assert small < 0.75 < 0.9 < large


@pytest.mark.parametrize(("seen", "believed"), [(0.4, True), (0.9, True), (0.02, False)])
def test_what_an_own_action_did_is_believed_until_it_is_clearly_seen_otherwise(seen, believed):
    room, eyes = kitchen(), AnonymousEyes()
    room.things["lamp"] = standing("DeskLamp", (2.5, 0.75, 2.3), (0.2, 0.4, 0.2))
    belief = believing(eyes)
    for pose in AROUND[:3]:
        look(belief, room, pose)
    look(belief, room, FRONT)
    where = belief.view.best_point("desklamp_1")
    eyes.judged["DeskLamp"] = {"isToggled": seen}
    look(belief, room, FRONT, Action(ActionName.TOGGLE_ON, where), "desklamp_1")
    assert ("isToggled" in belief.instances["desklamp_1"].states) is believed


def test_facts_are_as_sure_as_what_they_come_from():
    room, eyes = kitchen(), AnonymousEyes(called={"Mug": (("Cup", 0.55), ("Mug", 0.4))})
    eyes.judged["Plate"] = {"isDirty": 0.75}
    belief = believing(eyes)
    look(belief, room, FRONT)
    sure = {str(fact): fact.confidence for fact in belief.facts()}
    assert sure["objectType(diningtable_1, DiningTable)"] > 0.85
    assert sure["objectType(cup_1, Cup)"] < 0.6
    assert sure["isDirty(plate_1)"] < 0.8 < sure["objectType(plate_1, Plate)"]


def test_memory_is_bounded_whatever_is_imagined():
    room, eyes = kitchen(), AnonymousEyes()
    room.size = 60
    generator = np.random.default_rng(0)

    def imagine(ids, found):
        for number in range(900, 908):
            row, column = generator.integers(0, 52, 2).tolist()
            ids[row : row + 8, column : column + 8] = number
            found.append(Detection(number, "Apple", 0.6, (("Apple", 0.6),)))

    eyes.more = imagine
    belief = believing(eyes)
    counts, identities = [], []
    for step in range(150):
        yaw = 90.0 * int(generator.integers(4))
        look(belief, room, Pose(2.5 + 0.25 * (step % 3), 0.75 + 0.25 * (step % 4), yaw, 30.0))
        counts.append(belief.remembered())
        identities.append(int(belief.view.instances.max()))
    assert max(counts[100:]) < 1.5 * max(counts[50:100])
    assert max(identities) < 2000
    assert {"DiningTable", "Plate"} <= set(classes(belief))


def test_oracle_states_are_told_of_other_masks():
    room = kitchen()
    room.things["plate"] = standing("Plate", (2.8, 0.75, 2.2), (0.26, 0.02, 0.26), "isDirty")
    seen = room.observe(FRONT)
    exact = OracleStates().states(seen, FRONT, OracleSegmentation().segment(seen, FRONT))
    anonymous = AnonymousEyes().segment(seen, FRONT)
    told = OracleStates().states(seen, FRONT, anonymous)
    plate = next(one for one in anonymous.detections if one.object_class == "Plate")
    assert told[plate.instance] == exact[room.identity("plate")]
    assert told[plate.instance]["isDirty"] == 1.0


def held_mug(room, belief):
    """A mug is taken from the table; the name that it goes by."""
    look(belief, room, FRONT)
    name = nearest(belief, "Mug", (2.3, 0.8, 2.2))
    point = belief.view.best_point(name)
    room.things["mug"] = IN_HAND
    look(belief, room, FRONT, Action(ActionName.PICKUP, point), name)
    assert belief.held == name
    return name


def test_what_is_in_the_hand_is_what_it_looks_like_there():
    eyes = AnonymousEyes(called={"Mug": (("Cup", 0.8), ("Mug", 0.15))})
    room, belief = kitchen(), believing(eyes)
    look(belief, room, FRONT)
    eyes.called["Mug"] = (("Mug", 0.9), ("Cup", 0.08))
    cup = nearest(belief, "Cup", (2.3, 0.8, 2.2))
    point = belief.view.best_point(cup)
    room.things["mug"] = IN_HAND
    look(belief, room, FRONT, Action(ActionName.PICKUP, point), cup)
    assert belief.held == cup and belief.instances[cup].object_class == "Mug"


@pytest.mark.parametrize("loaded", [False, True])
def test_how_a_loaded_vessel_looks_in_the_hand_tells_little(loaded):
    eyes = AnonymousEyes(called={"Mug": (("Mug", 0.8), ("Cup", 0.15))})
    room, belief = kitchen(), believing(eyes)
    for pose in AROUND:
        look(belief, room, pose)
    mug = nearest(belief, "Mug", (2.3, 0.8, 2.2))
    if loaded:
        plate = next(iter(belief.present("Plate")))
        belief.instances[plate.name] = plate.but(parent=mug)
    point = belief.view.best_point(mug)
    eyes.called["Mug"] = (("Cup", 0.9), ("Mug", 0.08))
    room.things["mug"] = IN_HAND
    look(belief, room, AROUND[-1], Action(ActionName.PICKUP, point), mug)
    look(belief, room, FRONT)
    assert belief.held == mug
    assert belief.instances[mug].object_class == ("Mug" if loaded else "Cup")


def test_furniture_before_the_hand_is_not_what_is_held():
    eyes = AnonymousEyes()
    room, belief = kitchen(), believing(eyes)
    name = held_mug(room, belief)
    eyes.called["Mug"] = (("SideTable", 0.9), ("Mug", 0.05))
    for _ in range(3):
        look(belief, room, FRONT)
    assert belief.instances[name].object_class == "Mug"


@pytest.mark.parametrize("kind", ["Sofa", "Doorway", "Wall"])
def test_floor_that_is_taken_for_something_else_is_no_obstacle(kind):
    room, eyes = kitchen(), AnonymousEyes()

    def misread(ids, found):
        rows, columns = ids.shape
        part = np.zeros_like(ids, bool)
        part[int(0.8 * rows) :, int(0.3 * columns) : int(0.7 * columns)] = True
        ids[part & (floor == room.identity("floor"))] = 900
        found.append(Detection(900, kind, 0.9, ((kind, 0.9),)))

    floor = room.observe(FRONT).instances
    eyes.more = misread
    belief = believing(eyes)
    look(belief, room, FRONT)
    assert kind in {one.object_class for one in eyes.segment(room.observe(FRONT), FRONT).detections}
    i, k = belief.map.cell(2.5, 1.7)
    assert not belief.map.obstacle[i - 5 : i + 6, k - 2 : k + 3].any()
    assert belief.map.free[i, k]


def test_all_of_a_large_thing_in_the_hand_is_in_the_hand():
    room, eyes = kitchen(), AnonymousEyes()
    room.things["pan"] = standing("Pan", (2.3, 0.75, 2.6), (0.4, 0.04, 0.4))
    belief = believing(eyes)
    for pose in AROUND:
        look(belief, room, pose)
    (pan,) = belief.present("Pan")
    point = belief.view.best_point(pan.name)
    room.things["pan"] = standing("Pan", (2.5, 1.02, 1.5), (0.4, 0.04, 0.48))

    def far_end(ids, found):  # is taken for something else
        mine = ids == next(one.instance for one in found if one.object_class == "Pan")
        rows = np.flatnonzero(mine.any(axis=1))
        ids[mine & (np.arange(len(ids)) < rows[len(rows) // 6])[:, None]] = 900
        found.append(Detection(900, "Egg", 0.9, (("Egg", 0.9),)))

    eyes.more = far_end
    look(belief, room, FRONT, Action(ActionName.PICKUP, point), pan.name)
    for x in (2.25, 2.0):
        room.things["pan"] = standing("Pan", (x, 1.02, 1.5), (0.4, 0.04, 0.48))
        look(belief, room, Pose(x, 1.2, 0.0, 30.0))
    assert belief.held == pan.name and not belief.present("Egg")
    assert len(belief.present("Pan")) == 1
    for x in (2.5, 2.25, 2.0):
        i, k = belief.map.cell(x, 1.65)
        assert not belief.map.obstacle[i, k]


def test_slices_are_seldom_where_nothing_was_cut():
    room, eyes = kitchen(), AnonymousEyes(called={"Plate": (("BreadSliced", 0.7), ("Plate", 0.25))})
    room.things["bread"] = standing("Bread", (2.5, 0.75, 2.2), (0.2, 0.12, 0.1))
    belief = believing(eyes)
    for pose in AROUND:
        look(belief, room, pose)
    assert belief.present("Plate") and not belief.present("BreadSliced")
    (bread,) = belief.present("Bread")
    del room.things["bread"]
    room.things["slice"] = standing("BreadSliced", (2.45, 0.75, 2.2), (0.06, 0.12, 0.1))
    look(belief, room, AROUND[-1], Action(ActionName.SLICE, (0.5, 0.5)), bread.name)
    for pose in AROUND:
        look(belief, room, pose)
    assert belief.present("BreadSliced")


def test_a_part_of_a_table_is_not_taken_for_the_mug_on_it():
    doubtful = (("Mug", 0.6), ("DiningTable", 0.35))
    room, eyes = kitchen(), AnonymousEyes(called={"Mug": doubtful})
    belief = believing(eyes)
    for pose in AROUND:
        look(belief, room, pose)
    mug = nearest(belief, "Mug", (2.3, 0.8, 2.2))
    eyes.missed, eyes.split = {"Mug"}, "DiningTable"
    for pose in AROUND:
        look(belief, room, pose)
        assert mug not in belief.view.identities, pose
