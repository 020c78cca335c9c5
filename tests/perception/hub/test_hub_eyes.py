"""Segmenters and detectors of the hub, run for real: what they answer is what the library says."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from envs.interface import InvalidInputError, Observation, Pose
from envs.ontology import BY_NAME
from perception.hub import HubEyes, HubSettings, LabelMap
from perception.hub.detector import Boxes, Masks, distinct
from perception.hub.universal import UniversalSegmenter
from tests.perception.hub import tiny

HERE = {"local_files_only": True}
POSE = Pose(0.0, 0.0, 0.0, 30.0)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub")
    for name in ("mask2former", "grounding_dino", "owlv2", "sam"):
        getattr(tiny, name)(folder / name)
    return folder


@pytest.fixture(scope="module")
def frame() -> Observation:
    y, x = np.mgrid[:90, :120]
    rgb = np.stack([2 * x, 2 * y, (x + y) % 256], axis=-1).astype(np.uint8)
    rgb[20:60, 30:80] = (255, 30, 30)
    return Observation(rgb=rgb)


def test_a_segmenter_by_its_folder(folder: Path, frame: Observation) -> None:
    """Classes, pixels and confidence are the library's own; what the ontology lacks is left out."""
    eyes = HubEyes(HubSettings(segmentation=str(folder / "mask2former"), threshold=0.0))
    found = eyes.segment(frame, POSE)
    part: Any = eyes._segmenter
    inputs = part._processor(images=frame.rgb, return_tensors="pt")
    with torch.inference_mode():
        outputs = part._model(pixel_values=inputs["pixel_values"])
    whole = part._processor.post_process_panoptic_segmentation(
        outputs, threshold=0.0, label_ids_to_fuse={1}, target_sizes=[(90, 120)]
    )[0]
    types = {0: "DiningTable", 1: "Wall", 3: "Cup"}
    expected = np.full((90, 120), "", object)
    for one in whole["segments_info"]:
        kind = types.get(one["label_id"], "")
        expected[whole["segmentation"].numpy() == one["id"]] = kind
    names = np.array(["", *(one.object_class for one in found.detections)], object)
    assert found.detections and not found.persistent
    assert (names[found.instances] == expected).all() and (expected != "").any()
    assert [one.instance for one in found.detections] == list(range(1, len(found.detections) + 1))
    assert eyes.segment(frame, POSE) is found


def test_the_users_labels_change_the_classes(folder: Path, frame: Observation) -> None:
    labels = {"dining table": "Bed", "wall-brick": "Bed", "zebra": "Bed", "cup": "Bed"}
    settings = HubSettings(segmentation=str(folder / "mask2former"), threshold=0.0, labels=labels)
    kinds = {one.object_class for one in HubEyes(settings).segment(frame, POSE).detections}
    assert kinds == {"Bed"}


@pytest.mark.parametrize("name", ["grounding_dino", "owlv2"])
def test_a_detector_with_sam(name: str, folder: Path, frame: Observation) -> None:
    settings = HubSettings(
        segmentation=str(folder / name), masks=str(folder / "sam"), threshold=0.0
    )
    found = HubEyes(settings).segment(frame, POSE)
    assert found.instances.shape == (90, 120) and found.detections and not found.persistent
    present = set(np.unique(found.instances).tolist()) - {0}
    assert present == {one.instance for one in found.detections}
    for one in found.detections:
        assert one.object_class in BY_NAME and 0.0 < one.confidence <= 1.0
        assert one.posterior[0][0] == one.object_class
        assert sum(share for _, share in one.posterior) <= 1.0 + 1e-9


@pytest.mark.parametrize(
    ("name", "kind"), [("grounding_dino", "grounding-dino"), ("owlv2", "owlv2")]
)
def test_boxes_are_where_the_library_has_them(
    name: str, kind: str, folder: Path, frame: Observation
) -> None:
    boxes = Boxes(str(folder / name), kind, {}, 0.0, HERE, "cpu")
    question = boxes._questions[0]
    ours, scores = boxes._answer(frame.rgb, question)
    texts = [boxes._texts[index] for index in question]
    more = {} if name == "grounding_dino" else {"padding": "max_length", "truncation": True}
    inputs = boxes._processor(images=frame.rgb, text=[texts], return_tensors="pt", **more)
    with torch.inference_mode():
        outputs = boxes._model(**inputs)
    theirs = boxes._processor.post_process_grounded_object_detection(
        outputs, threshold=0.0, target_sizes=[(90, 120)]
    )[0]["boxes"].numpy()
    np.testing.assert_allclose(ours, np.clip(theirs, 0, (120, 90, 120, 90)), atol=1e-3)
    assert scores.shape == (len(ours), len(texts)) and scores.min() >= 0 and scores.max() <= 1


def test_grounding_dino_is_asked_for_every_type_once(folder: Path, frame: Observation) -> None:
    boxes = Boxes(str(folder / "grounding_dino"), "grounding-dino", {}, 0.0, HERE, "cpu")
    asked = [index for question in boxes._questions for index in question]
    assert asked == list(range(len(boxes.types))) and len(boxes._questions) > 1
    for question in boxes._questions:
        texts = [boxes._texts[index] for index in question]
        inputs = boxes._processor(
            images=frame.rgb, text=". ".join(texts) + ".", return_tensors="pt"
        )
        tokens = inputs["input_ids"][0].tolist()
        assert len(tokens) <= 256
        spans = boxes._spans(inputs)
        told = [boxes._processor.tokenizer.decode([tokens[i] for i in span]) for span in spans]
        assert [text.replace(" ", "") for text in told] == [text.replace(" ", "") for text in texts]


def test_masks_are_the_librarys(folder: Path, frame: Observation) -> None:
    masks = Masks(str(folder / "sam"), HERE, "cpu")
    boxes = np.array([[10.0, 10.0, 60.0, 60.0], [0.0, 0.0, 119.0, 89.0]])
    found = masks.of(frame.rgb, boxes)
    assert found.shape == (2, 90, 120) and found.dtype == bool
    one = masks.of(frame.rgb, boxes[1:])
    assert (one[0] == found[1]).mean() > 0.99
    assert masks.of(frame.rgb, np.zeros((0, 4))).shape == (0, 90, 120)


def test_doubles_go() -> None:
    boxes = np.array([[0, 0, 10, 10], [0, 0, 10, 9], [20, 20, 30, 30], [5, 5, 5, 9]], float)
    assert distinct(boxes, np.array([0.5, 0.9, 0.4, 1.0]), 0.1).tolist() == [1, 2]
    assert distinct(boxes, np.array([0.5, 0.9, 0.4, 1.0]), 0.45).tolist() == [1]
    assert distinct(np.zeros((0, 4)), np.zeros(0), 0.1).tolist() == []


def test_a_file_names_the_parts(folder: Path, frame: Observation) -> None:
    path = folder / "eyes.yaml"
    path.write_text("segmentation: owlv2\nmasks: sam\nthreshold: 0.0\nprompts: {Mug: coffee mug}\n")
    eyes = HubEyes.load(str(path))
    assert eyes.segment(frame, POSE).detections
    with pytest.raises(InvalidInputError, match="no depth estimator"):
        eyes.depth(frame, POSE)
    path.write_text("segmenter: owlv2\n")
    with pytest.raises(InvalidInputError, match=r"segmenter: .*keys are segmentation, masks"):
        HubEyes.load(str(path))


@pytest.mark.parametrize(
    ("weights", "match"),
    [
        ("", "weights=NAME"),
        ("owlv2", "name a SAM"),
        ("sam", "neither"),
        ("nothing", "cannot be loaded"),
        ("eyes-that-are-not-there.yaml", "cannot be read"),
    ],
)
def test_errors_say_what_is_missing(weights: str, match: str, folder: Path) -> None:
    (folder / "nothing").mkdir(exist_ok=True)
    with pytest.raises(InvalidInputError, match=match):
        HubEyes.load(str(folder / weights) if weights else "")


def test_other_errors(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nameless = tiny.mask2former(tmp_path, {0: "LABEL_0", 1: "LABEL_1"})
    with pytest.raises(InvalidInputError, match="none of the 2 labels"):
        HubEyes.load(nameless)
    with pytest.raises(InvalidInputError, match="segmenters are mask2former"):
        UniversalSegmenter(nameless, "eomt", LabelMap(), 0.5, HERE, "cpu")
    wrong = HubSettings(segmentation=str(folder / "owlv2"), masks=str(folder / "owlv2"))
    with pytest.raises(InvalidInputError, match="a SamModel is expected"):
        HubEyes(wrong)
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(InvalidInputError, match=r"pip install 'hestia\[vision\]'"):
        HubEyes.load(nameless)
