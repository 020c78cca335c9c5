"""What the commands that play no episodes can be told, and which configuration each command has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from agent.config import (
    STRICT,
    Device,
    EvalConfig,
    Folder,
    Houses,
    LanguageConfig,
    PlannerConfig,
    ReplayConfig,
    RolloutConfig,
    RunConfig,
    Seed,
)
from agent.sensors import SensorsConfig


@dataclass(frozen=True, slots=True)
class PlanConfig:
    """One PDDL problem."""

    domain: Annotated[str, Field(min_length=1, description="PDDL domain file")]
    problem: Annotated[str, Field(min_length=1, description="PDDL problem file")]
    planner: PlannerConfig

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True, slots=True)
class HousesConfig:
    """Houses to make, to draw, to check, or to count what is where in them."""

    action: Annotated[
        Literal["generate", "show", "validate", "count"], Field(description="what to do with them")
    ]
    houses: Houses
    rooms: Annotated[
        Annotated[int, Field(ge=1, le=6)] | None,
        Field(description="rooms of a generated house, 1 to 6; null for as many as the seed says"),
    ]
    out: Folder

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True, slots=True)
class BenchConfig:
    """One measurement."""

    name: Annotated[
        Literal[
            "render",
            "step",
            "plan",
            "map",
            "rollout",
            "thor",
            "language",
            "segmentation",
            "depth",
            "states",
            "grounding",
        ],
        Field(description="what to measure"),
    ]
    device: Device
    seed: Seed
    peers: Annotated[bool, Field(description="measure the installed peers in the same run too")]
    data: Annotated[
        str,
        Field(
            description="language: ALFRED's annotated trajectories, a file or a folder; "
            "segmentation, depth, states: folder of a rollout, '' to draw fresh frames"
        ),
    ]
    split: Annotated[str, Field(description="language: of a folder, such as valid_seen")]
    limit: Annotated[
        int, Field(ge=0, description="language: annotations to take, evenly spread; 0 for all")
    ]
    language: LanguageConfig
    segmentation: Annotated[
        Literal["learned", "transformers", "oracle"],
        Field(description="segmentation: learned: our own; transformers: as weights= says"),
    ]
    depth: Annotated[
        Literal["learned", "transformers", "oracle"],
        Field(description="depth: learned: our own; transformers: as weights= says"),
    ]
    states: Annotated[
        Literal["learned", "oracle"], Field(description="states: whose model tells them")
    ]
    weights: Annotated[
        str,
        Field(
            description="segmentation, depth, states: learned: file; transformers: name or folder "
            "of a model, or a YAML file; '' for the ones shipped"
        ),
    ]
    input: Annotated[
        Literal["rgb", "rgbd", "both"],
        Field(description="segmentation, states: what the model is given"),
    ]
    randomise: Annotated[
        Literal["none", "domain", "both"],
        Field(
            description="segmentation, depth, states: houses as they are, in other colours, light "
            "and lenses, or one after the other"
        ),
    ]
    houses: Houses
    frames: Annotated[
        int,
        Field(ge=1, description="segmentation, depth, states, grounding: to look at, of each look"),
    ]
    width: Annotated[
        int, Field(ge=32, le=4096, description="segmentation, depth, states: [pixels] of a frame")
    ]
    height: Annotated[
        int, Field(ge=32, le=4096, description="segmentation, depth, states: [pixels] of a frame")
    ]
    out: Folder

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """One model to train."""

    name: Annotated[
        Literal["language", "segmentation", "crops", "classes", "geometry", "depth", "states"],
        Field(
            description="which model; segmentation brings up the whole of the eyes, the others go "
            "on with one head of theirs: crops with what small things are, cut out of the frame, "
            "classes with what whole things are, as the eyes cut them, geometry with where things "
            "end"
        ),
    ]
    data: Annotated[
        str,
        Field(
            description="language: folder with ALFRED's annotated train.jsonl.gz; eyes: folders "
            "of `hestia rollout`, with commas between them"
        ),
    ]
    valid: Annotated[
        str, Field(description="eyes: folders of other houses, for the metrics; '' for none")
    ]
    weights: Annotated[
        str, Field(description="eyes: file to begin with; '' for random, or the shipped for a head")
    ]
    keep: Annotated[
        float,
        Field(
            ge=0,
            lt=1,
            description="eyes: share of the weights to begin with in those that are left; what was "
            "learnt before is forgotten less",
        ),
    ]
    steps: Annotated[int, Field(ge=1, description="eyes: batches")]
    batch: Annotated[int, Field(ge=1, description="eyes: frames of a batch")]
    processes: Annotated[
        int,
        Field(
            ge=1,
            description="eyes: processes that share each batch; as many as there are cores is "
            "fastest on a CPU",
        ),
    ]
    rate: Annotated[float, Field(gt=0, description="eyes: peak learning rate")]
    precision: Annotated[
        Literal["float32", "bfloat16"],
        Field(
            description="eyes: of the convolutions; bfloat16 is faster on GPUs and CPUs made for it"
        ),
    ]
    epochs: Annotated[int, Field(ge=1, description="language: passes over the data")]
    pairs: Annotated[
        int, Field(ge=0, description="language: requests of our own grammar in each pass")
    ]
    seed: Seed
    device: Annotated[Literal["cpu", "cuda"], Field(description="where the network is trained")]
    members: Annotated[
        int, Field(ge=1, le=4, description="language: networks that vote, each trained anew")
    ]
    only: Annotated[
        Annotated[int, Field(ge=0)] | None,
        Field(description="language: train this network and no more; null for all"),
    ]
    threads: Annotated[int, Field(ge=0, description="CPU threads; 0 for all cores")]
    out: Folder

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True, slots=True)
class ThorConfig:
    """A stand-in for AI2-THOR's Unity build."""

    device: Device

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True, slots=True)
class DoctorConfig:
    """What this machine can do."""

    json: Annotated[bool, Field(description="print JSON instead of a table")]
    language: LanguageConfig

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True, slots=True)
class GroundConfig:
    """One picture and an instruction."""

    instruction: Annotated[
        str, Field(max_length=2000, description="what is wanted, such as 'Open the left drawer.'")
    ]
    scene: Annotated[
        str,
        Field(min_length=1, description="house that is looked at; seed= says from where"),
    ]
    image: Annotated[
        str, Field(description="picture file instead of a house, with sensors=rgb; '' for none")
    ]
    field_of_view: Annotated[float, Field(ge=20, le=140, description="[deg] vertical, of image=")]
    horizon: Annotated[
        float, Field(ge=-60, le=90, description="[deg] that the camera of image= looks down")
    ]
    sensors: SensorsConfig
    language: LanguageConfig
    seed: Seed
    device: Device
    out: Folder

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


CONFIGS: dict[str, type] = {
    "run": RunConfig,
    "eval": EvalConfig,
    "rollout": RolloutConfig,
    "replay": ReplayConfig,
    "plan": PlanConfig,
    "houses": HousesConfig,
    "bench": BenchConfig,
    "train": TrainConfig,
    "thor": ThorConfig,
    "doctor": DoctorConfig,
    "ground": GroundConfig,
}
