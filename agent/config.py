"""What every command can be told, typed. The values themselves live in `configs/`.

A command's configuration is read once, at the edge, by `agent.overrides.load_config`; everything
behind that takes these dataclasses. Commands that play no episodes have theirs in
`agent.tool_config`, where `CONFIGS` names all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from agent.sensors import SensorsConfig

# Keys that say how the work is done, not what it is: they change no result, and an evaluation may
# be resumed with others.
HOW_KEYS = ("out", "workers", "ray_address", "episode_timeout")

STRICT = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

Env = Annotated[
    Literal["embedded", "thor"],
    Field(description="embedded: ours, in AI2-THOR's place; thor: Unity's build, as thor= says"),
]
Device = Annotated[Literal["cpu", "cuda"], Field(description="where the simulator runs")]
Seed = Annotated[int, Field(ge=0, description="of everything random; same seed, same result")]
Workers = Annotated[
    Annotated[int, Field(ge=1)] | Literal["auto"],
    Field(description="processes; auto: what the machine or the cluster has room for"),
]
RayAddress = Annotated[
    str, Field(description="of a running Ray cluster (`auto`, HOST:6379); '' to start one here")
]
Folder = Annotated[str, Field(min_length=1, description="folder for what the command leaves")]
MaxSteps = Annotated[int, Field(ge=1, description="actions after which an episode is cut off")]
MaxFailed = Annotated[int, Field(ge=1, description="failed actions that end an episode")]
Commander = Annotated[
    Literal["none", "simulated"],
    Field(description="who answers the agent's questions; simulated: from the task and the truth"),
]
Houses = Annotated[
    str,
    Field(
        min_length=1,
        description="generated:FIRST-LAST (seeds), or a file of house JSON (.json, .jsonl[.gz])",
    ),
]


@dataclass(frozen=True, slots=True)
class PlannerConfig:
    """Which engine plans, and for how long."""

    engine: Annotated[
        str, Field(min_length=1, description="any engine that unified-planning knows, by its name")
    ]
    time_limit: Annotated[float, Field(gt=0, description="[s] for one plan")]

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True, slots=True)
class LanguageConfig:
    """Who turns words into goals, and what that may cost."""

    provider: Annotated[
        Literal["auto", "oracle", "embedded", "openai", "transformers"],
        Field(
            description="oracle: the task's own goal; embedded: our own small model; openai: any "
            "OpenAI-compatible endpoint; transformers: a local causal model; auto: oracle where a "
            "task is named and no words are given, else embedded"
        ),
    ]
    model: Annotated[
        str, Field(description="openai: its name; transformers: name or folder; embedded: weights")
    ]
    base_url: Annotated[str, Field(description="openai: of the endpoint; '' for OpenAI's own")]
    api_key_env: Annotated[
        str, Field(description="openai: environment variable that holds the key; '' for none")
    ]
    timeout: Annotated[float, Field(gt=0, description="[s] for one answer, retries included")]
    retries: Annotated[int, Field(ge=0, le=10, description="openai: after 429, 5xx, no connection")]
    attempts: Annotated[
        int, Field(ge=1, le=10, description="proposals until one passes the checks, at most")
    ]
    asks: Annotated[
        int,
        Field(ge=0, le=10, description="times that the agent asks again for a goal in an episode"),
    ]
    max_tokens: Annotated[int, Field(ge=16, description="of one answer")]
    token_budget: Annotated[
        int, Field(ge=0, description="of the whole run, sent and answered; 0 for no limit")
    ]
    max_cost_usd: Annotated[float, Field(ge=0, description="of the whole run; 0 for no limit")]
    prompt_price: Annotated[float, Field(ge=0, description="[US dollars] a million prompt tokens")]
    completion_price: Annotated[
        float, Field(ge=0, description="[US dollars] a million completion tokens")
    ]
    temperature: Annotated[float, Field(ge=0, le=2, description="of sampling; 0 for the likeliest")]
    reasoning_effort: Annotated[
        str, Field(description="openai: such as low, of models that reason; '' for their own")
    ]
    examples: Annotated[int, Field(ge=0, le=32, description="solved examples in the prompt")]
    examples_file: Annotated[
        str, Field(description="JSON lines of solved examples beside the shipped ones; '' for none")
    ]
    prompts: Annotated[str, Field(description="folder of prompt files; '' for the ones shipped")]
    cache: Annotated[str, Field(description="folder of answers given before; '' for none")]
    ask_below: Annotated[
        float, Field(ge=0, le=1, description="confidence below which a commander is asked")
    ]
    act_below: Annotated[
        float,
        Field(ge=0, le=1, description="confidence below which nothing is done without an answer"),
    ]

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True, slots=True)
class AgentConfig:
    """Which agent acts."""

    preset: Annotated[
        Literal["deliberative"], Field(description="deliberative: belief, planner and monitor")
    ]

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True, slots=True)
class SuiteConfig:
    """Which tasks an evaluation is made of."""

    name: Annotated[Literal["teach", "alfred"], Field(description="whose tasks and rules")]
    tasks: Annotated[
        tuple[str, ...],
        Field(
            description="ids or names, such as [101,make_coffee], or ALFRED's task types; [] for "
            "all that are scored"
        ),
    ]
    folder: Annotated[
        str, Field(description="of task definitions in TEACh's format; '' for the ones shipped")
    ]
    words: Annotated[
        Literal["instruction", "steps", "dialogue"],
        Field(
            description="how a task is told: in a sentence; with the steps as well (where the "
            "data have them); in a dialogue"
        ),
    ]

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True, slots=True)
class UnityConfig:
    """AI2-THOR's Unity build, for env=thor."""

    executable: Annotated[str, Field(description="its path; '' for the client's own download")]
    platform: Annotated[
        Literal["auto", "Linux64", "CloudRendering", "OSXIntel64"],
        Field(description="of the download: Linux64 needs X, CloudRendering Vulkan"),
    ]
    x_display: Annotated[str, Field(description="such as :0; '' for the environment's")]
    step_timeout: Annotated[float, Field(gt=0, description="[s] for one step")]
    start_timeout: Annotated[float, Field(gt=0, description="[s] for the simulator to start")]

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True, slots=True)
class RunConfig:
    """One episode."""

    env: Env
    thor: UnityConfig
    scene: Annotated[
        str, Field(min_length=1, description="generated:SEED, FILE#INDEX or a house JSON file")
    ]
    task: Annotated[
        str,
        Field(description="id or name of a task; '' for none with words, for coffee without them"),
    ]
    instruction: Annotated[
        str, Field(max_length=4000, description="words for the agent; '' for the task's own")
    ]
    dialogue: Annotated[
        str, Field(description='JSON file of what was said: [["commander", "I need a mug"], …]')
    ]
    commander: Commander
    sensors: SensorsConfig
    agent: AgentConfig
    planner: PlannerConfig
    language: LanguageConfig
    seed: Seed
    device: Device
    max_steps: MaxSteps
    max_failed_actions: MaxFailed
    task_folder: Annotated[
        str, Field(description="of task definitions in TEACh's format; '' for the ones shipped")
    ]
    video: Annotated[bool, Field(description="write video.mp4")]
    report: Annotated[bool, Field(description="write report.html")]
    out: Folder

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True, slots=True)
class EvalConfig:
    """Many episodes, on Ray."""

    suite: SuiteConfig
    env: Env
    thor: UnityConfig
    houses: Houses
    data: Annotated[
        str, Field(description="suite=alfred: ALFRED's trajectories, as for `hestia replay`")
    ]
    split: Annotated[
        str, Field(min_length=1, description="suite=alfred: such as train or valid_seen")
    ]
    sensors: SensorsConfig
    agent: AgentConfig
    planner: PlannerConfig
    language: LanguageConfig
    commander: Commander
    episodes: Annotated[int, Field(ge=1, description="how many")]
    seed: Seed
    device: Device
    max_steps: MaxSteps
    max_failed_actions: MaxFailed
    traces: Annotated[
        Literal["none", "failed", "all"],
        Field(description="which episodes leave a trace in out=/traces"),
    ]
    episode_timeout: Annotated[
        float, Field(gt=0, description="[s] after which an episode is given up as an error")
    ]
    workers: Workers
    ray_address: RayAddress
    out: Folder

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True, slots=True)
class ReplayConfig:
    """Recorded trajectories, in the rebuilt floor plans."""

    data: Annotated[
        str,
        Field(
            min_length=1,
            description="ALFRED's trajectories: its folder json_2.1.0, a traj_data.json, or a "
            "folder with SPLIT.jsonl.gz and scenes_SPLIT.jsonl.gz",
        ),
    ]
    split: Annotated[str, Field(min_length=1, description="such as train or valid_seen")]
    scenes: Annotated[
        str, Field(description="file of scene lines, where it is not beside the task lines")
    ]
    episodes: Annotated[
        Annotated[int, Field(ge=1)] | Literal["all"],
        Field(description="how many, evenly spread over the data"),
    ]
    workers: Workers
    ray_address: RayAddress
    episode_timeout: Annotated[
        float, Field(gt=0, description="[s] after which a trajectory is given up as an error")
    ]
    out: Folder

    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True, slots=True)
class RandomiseConfig:
    """What differs from one rolled-out episode to the next."""

    colours: Annotated[
        float, Field(ge=0, le=1, description="share of episodes with other colours and textures")
    ]
    states: Annotated[
        float,
        Field(ge=0, le=1, description="explore: how much is open, dirty, filled, … at the start"),
    ]
    light: Annotated[
        float, Field(ge=0, le=1, description="how much its direction, colour and contrast differ")
    ]
    exposure: Annotated[
        tuple[float, float], Field(description="[stops] least and most of the light, 0 for usual")
    ]
    tone: Annotated[
        float, Field(ge=0, le=1, description="how much gamma, contrast and white balance differ")
    ]
    noise: Annotated[
        float, Field(ge=0, le=64, description="[of 255] most standard deviation of sensor noise")
    ]
    field_of_view: Annotated[
        tuple[float, float], Field(description="[deg] narrowest and widest, vertical")
    ]
    resolution: Annotated[
        tuple[float, float], Field(description="smallest and largest, times width= and height=")
    ]

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    def __post_init__(self) -> None:
        bounds = {"exposure": (-4, 4), "field_of_view": (20, 140), "resolution": (0.1, 4)}
        for name, (least, most) in bounds.items():
            low, high = getattr(self, name)
            if not least <= low <= high <= most:
                raise ValueError(
                    f"{name}: expected two rising numbers in [{least}, {most}], "
                    f"got [{low:g}, {high:g}]"
                )


@dataclass(frozen=True, slots=True)
class RolloutConfig:
    """Frames of many episodes, on Ray, to Parquet."""

    policy: Annotated[
        Literal["explore", "search", "expert"],
        Field(
            description="explore: wanders and handles things; search: looks into and onto what "
            "holds things; expert: does TEACh's tasks"
        ),
    ]
    houses: Houses
    episodes: Annotated[
        Annotated[int, Field(ge=1)] | None, Field(description="how many; null for as frames= says")
    ]
    frames: Annotated[
        Annotated[int, Field(ge=1)] | None,
        Field(description="how many; null for as episodes= says, or 1000"),
    ]
    steps: Annotated[int, Field(ge=1, description="frames of an explored episode")]
    worlds: Annotated[
        int, Field(ge=1, le=4096, description="explored side by side in one process; a shard each")
    ]
    width: Annotated[int, Field(ge=32, le=4096, description="[pixels] of a frame")]
    height: Annotated[int, Field(ge=32, le=4096, description="[pixels] of a frame")]
    randomise: RandomiseConfig
    planner: PlannerConfig
    seed: Seed
    device: Device
    episode_timeout: Annotated[
        float, Field(gt=0, description="[s] after which a shard is given up as an error")
    ]
    workers: Workers
    ray_address: RayAddress
    out: Folder

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
