"""What the agent is given to perceive with: settings, and which of them go together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from envs.interface import InvalidInputError

_STRICT = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

# What needs a sensor suite that carries it: key, value, suites that do, what to use instead.
_CARRIED = (
    ("pose", "given", ("oracle",), "dead-reckoned"),
    ("segmentation", "oracle", ("oracle",), "learned"),
    ("depth", "sensor", ("oracle", "rgbd"), "learned"),
    ("states", "oracle", ("oracle",), "learned"),
    ("success", "given", ("oracle", "rgbd"), "seen"),
)


@dataclass(frozen=True, slots=True)
class SensorsConfig:
    """What the agent is given to perceive with."""

    suite: Annotated[
        Literal["oracle", "rgbd", "rgb"],
        Field(
            description="what observations carry; oracle: RGB, depth, instance masks, pose and "
            "success; rgbd: RGB, depth and success; rgb: RGB alone"
        ),
    ]
    pose: Annotated[
        Literal["given", "dead-reckoned"],
        Field(description="from the simulator, or counted by the agent from its own actions"),
    ]
    segmentation: Annotated[
        Literal["oracle", "learned", "transformers"],
        Field(
            description="who finds things; oracle: the simulator's masks; learned: our network; "
            "transformers: a Hugging Face model, named by segmentation_model"
        ),
    ]
    depth: Annotated[
        Literal["sensor", "learned", "transformers"],
        Field(
            description="the depth camera's; learned: our network's, from RGB; transformers: a "
            "Hugging Face model's, named by depth_model"
        ),
    ]
    states: Annotated[
        Literal["oracle", "learned"],
        Field(description="who tells what is open, on, dirty, …; oracle: the simulator's labels"),
    ]
    success: Annotated[
        Literal["given", "seen"],
        Field(description="whether the last action worked: told, or seen from the image's change"),
    ]
    weights: Annotated[
        str, Field(description="learned: safetensors file of our network; '' for the one shipped")
    ]
    segmentation_model: Annotated[
        str, Field(description="transformers: name, folder or YAML file of a segmenter")
    ]
    depth_model: Annotated[
        str,
        Field(description="transformers: name, folder or YAML file of one"),
    ]
    width: Annotated[int, Field(ge=32, le=4096, description="[pixels] of the camera's image")]
    height: Annotated[int, Field(ge=32, le=4096, description="[pixels] of the camera's image")]

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    def __post_init__(self) -> None:
        """Raises InvalidInputError where something is to be read that the suite does not carry."""
        for key, value, suites, instead in _CARRIED:
            if getattr(self, key) == value and self.suite not in suites:
                raise InvalidInputError(
                    f"sensors.{key}",
                    f"{value} needs sensors.suite={' or '.join(suites)}, which carries it; with "
                    f"sensors.suite={self.suite} use sensors.{key}={instead}, or take all of a "
                    f"suite's settings with sensors={self.suite}",
                )
        for key in ("segmentation", "depth"):
            if getattr(self, key) == "transformers" and not getattr(self, f"{key}_model"):
                raise InvalidInputError(
                    f"sensors.{key}_model",
                    f"sensors.{key}=transformers needs a model's name on the Hugging Face hub, or "
                    "its folder",
                )

    @property
    def learned(self) -> bool:
        """Whether our own network is looked through."""
        return "learned" in (self.segmentation, self.depth, self.states)
