import numpy as np

from agent.confusion import EVERY, Confusion, perception_summary
from agent.report.picture import ego_picture
from envs.interface import InstanceLabel, Observation, Pose
from perception.belief import Belief
from perception.segmentation import Detection, OracleSegmentation, Segmentation


class Mistaken:
    """Takes every mug for a cup, and sees no plates."""

    def segment(self, observation: Observation, pose: Pose) -> Segmentation:
        seen = OracleSegmentation().segment(observation, pose)
        names = {"Mug": "Cup", "Plate": None}
        kept = tuple(
            Detection(one.instance, name)
            for one in seen.detections
            if (name := names.get(one.object_class, one.object_class)) is not None
        )
        ids = np.where(np.isin(seen.instances, [one.instance for one in kept]), seen.instances, 0)
        return Segmentation(ids.astype(np.int32), kept)


def observed() -> Observation:
    ids = np.ones((90, 90), np.int32)
    kinds = ("Wall", "Mug", "Plate", "Bowl", "Spoon")
    for place in range(1, 4):
        ids[20 * place : 20 * place + 12, 10:30] = place + 1
    ids[85:87, 80:83] = 5  # too small to count
    labels = tuple(InstanceLabel(i + 1, kind, frozenset()) for i, kind in enumerate(kinds))
    depth = np.full(ids.shape, 1.0, np.float32)
    pose = Pose(0.0, 0.0, 0.0, 30.0)
    return Observation(np.zeros((90, 90, 3), np.uint8), depth, ids, labels, pose, None)


def test_things_are_counted_as_what_they_are_taken_for() -> None:
    seen = observed()
    assert seen.instances is not None and seen.labels is not None
    belief = Belief(segmentation=Mistaken())
    belief.update(seen)
    confusion = Confusion()
    confusion.add(belief, seen.instances, seen.labels)
    assert confusion.rows() == ["Bowl Bowl 1", "Mug Cup 1", "Plate nothing 1"]
    found = perception_summary([{"confusion": confusion.rows()}, {"confusion": ["Mug Mug 2"]}, {}])
    assert (found["things"], found["right"], found["missed"]) == (5, 0.6, 0.2)
    assert found["by_class"]["Mug"]["mistaken"] == 0.3333
    assert found["confusions"] == [["Mug", "Cup", 1]]


def test_it_looks_every_so_often_and_nothing_compared_is_all_zeros() -> None:
    confusion = Confusion()
    assert [confusion.due() for _ in range(2 * EVERY)].count(True) == 2
    assert perception_summary([{"confusion": []}])["things"] == 0


def test_names_are_written_on_guessed_masks_and_not_over_each_other() -> None:
    seen = observed()
    ids = seen.instances
    colours = {2: (200, 40, 40), 3: (40, 200, 40)}
    plain = np.asarray(ego_picture(seen.rgb, ids, colours, None, None, 450))
    named = np.asarray(ego_picture(seen.rgb, ids, colours, None, None, 450, {2: "Mug", 3: "Plate"}))
    changed = (plain != named).any(axis=2)
    for top in (20, 40):
        assert changed[5 * top : 5 * (top + 12), 50:150].any()
    assert not changed[:, 200:].any()
