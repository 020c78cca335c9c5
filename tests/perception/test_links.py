from perception.instances import Instance
from perception.links import Links, guessed_links


def at(name: str, object_class: str, x: float, z: float, y: float = 0.9) -> Instance:
    return Instance(name, object_class, 0, (x - 0.05, y, z - 0.05), (x + 0.05, y + 0.05, z + 0.05))


def stove() -> list[Instance]:
    knobs = [at(f"stoveknob_{i + 1}", "StoveKnob", 0.15 * i, 0.0) for i in range(4)]
    places = [(0.0, 0.15), (0.05, 0.4), (0.4, 0.15), (0.45, 0.4)]
    return knobs + [
        at(f"stoveburner_{i + 1}", "StoveBurner", *place) for i, place in enumerate(places)
    ]


def test_knobs_and_burners_pair_one_to_one_the_nearest_first():
    links = guessed_links(stove(), {})
    assert len({links[f"stoveknob_{i}"] for i in range(1, 5)}) == 4
    assert links["stoveknob_1"] in {("stoveburner_1",), ("stoveburner_2",)}
    assert links["stoveknob_4"] in {("stoveburner_3",), ("stoveburner_4",)}


def test_what_was_learned_stands_and_the_rest_is_guessed_around_it():
    links = guessed_links(stove(), {"stoveknob_1": "stoveburner_4"})
    assert links["stoveknob_1"] == ("stoveburner_4",)
    others = [links[f"stoveknob_{i}"] for i in range(2, 5)]
    assert sorted(others) == [("stoveburner_1",), ("stoveburner_2",), ("stoveburner_3",)]


def test_what_was_learned_of_a_knob_that_never_was_is_nothing():
    links = guessed_links(stove(), {"stoveknob_9": "stoveburner_4"})
    assert set(links) == {f"stoveknob_{i}" for i in range(1, 5)}


def test_two_stoves_do_not_mix():
    far = [
        at(one.name + "0", one.object_class, one.position[0] + 5, one.position[2])
        for one in stove()
    ]
    links = guessed_links(stove() + far, {})
    assert all(links[k][0].endswith("0") == k.endswith("0") for k in links)


def test_a_faucet_fills_the_nearest_basin():
    house = [
        at("faucet_1", "Faucet", 0.0, 0.0),
        at("faucet_2", "Faucet", 4.0, 0.0),
        at("faucet_3", "Faucet", 9.0, 0.0),
        at("sinkbasin_1", "SinkBasin", 0.3, 0.0),
        at("sink_1", "Sink", 0.1, 0.0),
        at("bathtub_1", "Bathtub", 4.5, 0.0),
    ]
    links = guessed_links(house, {})
    assert links["faucet_1"] == ("sinkbasin_1",)
    assert links["faucet_2"] == ("bathtub_1",)
    assert "faucet_3" not in links


def test_a_knob_that_did_not_light_a_burner_is_taken_for_another_burners():
    on = frozenset({"isToggled"})
    house = {one.name: one.with_states(on, frozenset()) for one in stove()}
    links = Links()
    links.guess(house)
    tried: set[str] = set()
    for _ in range(4):
        (knob,) = [name for name, one in house.items() if "stoveburner_1" in one.links]
        assert knob not in tried
        tried.add(knob)
        links.learn(house, knob, "stoveburner_1")  # as it seemed
        links.refute(house, "stoveburner_1")
    assert len(tried) == 4
    links.learn(house, "stoveknob_2", "stoveburner_1")  # it was seen to light up after all
    assert house["stoveknob_2"].links == ("stoveburner_1",)
