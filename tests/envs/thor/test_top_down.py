import numpy as np

from envs.interface import Pose
from envs.thor.generate import generate_house
from envs.thor.house import build_scene
from envs.thor.top_down import draw


def test_a_floor_plan_has_the_shape_of_the_house_and_shows_its_rooms():
    scene = build_scene(generate_house(2, rooms=4), "generated:2")
    image = draw(scene, 400)
    assert max(image.size) == 400
    xs = [x for room in scene.rooms for x, _ in room.polygon]
    zs = [z for room in scene.rooms for _, z in room.polygon]
    wide, deep = max(xs) - min(xs) + 0.7, max(zs) - min(zs) + 0.7
    assert abs(image.width / image.height - wide / deep) < 0.02
    assert len(np.unique(np.asarray(image).reshape(-1, 3), axis=0)) > 50


def test_the_agent_is_drawn_where_it_is():
    scene = build_scene(generate_house(2, rooms=1), "generated:2")
    x, z = scene.agent.x, scene.agent.z
    here = np.asarray(draw(scene, 300, labels=False)).astype(int)
    there = np.asarray(draw(scene, 300, labels=False, agent=Pose(x, z, 180.0, 0.0))).astype(int)
    changed = np.argwhere(np.abs(here - there).sum(axis=2) > 0)
    low = min(px for room in scene.rooms for px, _ in room.polygon) - 0.35
    scale = 300 / max(
        max(v for room in scene.rooms for v in axis) - min(v for room in scene.rooms for v in axis)
        + 0.7
        for axis in zip(*scene.rooms[0].polygon, strict=True)
    )  # fmt: skip
    assert len(changed) or scene.agent.yaw == 180.0
    if len(changed):
        assert abs(changed[:, 1].mean() - (x - low) * scale) < 0.4 * scale


def test_the_same_scene_gives_the_same_picture():
    scene = build_scene(generate_house(4, rooms=2), "generated:4")
    assert draw(scene, 200).tobytes() == draw(scene, 200).tobytes()
