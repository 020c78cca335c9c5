"""One episode, from the first observation to what it leaves behind."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from agent.config import EvalConfig, PlannerConfig, RunConfig
from agent.confusion import Confusion
from agent.eyes import new_belief
from agent.loop import DeliberativeAgent
from agent.sensors import SensorsConfig
from agent.skills.skill import FAILURES_MOST
from agent.words import Listener
from envs.interface import InvalidInputError, Observation, SensorSuite
from envs.teach.checker import GoalCondition, GoalReport, WorldFacts
from envs.teach.client_env import ClientBatch, SimulatorDied
from envs.teach.definitions import TaskLibrary
from envs.teach.env import HouseholdEnv, Limits
from envs.teach.episodes import Episode
from envs.teach.resolution import ResolvedTask
from envs.teach.rules import Rules
from envs.teach.understood import judge, task_of
from envs.thor.scene import Scene
from envs.thor.sources import load_scene
from planning.goals import Goal
from planning.language.conversion import to_teach
from planning.planner import Planner
from planning.teach_goals import goal_from_teach

TRIES = 3  # of an episode whose simulator dies
Watch = Callable[[DeliberativeAgent, Observation], None]


@dataclass(frozen=True, slots=True)
class EpisodeResult:
    """How an episode went.

    Attributes:
        agent: with its trace and its last belief.
        report: goal conditions at the end, on what is really in the world.
        start: the same at the start.
        steps, failed_actions: as the environment counts them.
        stopped: whether the agent ended it; otherwise a limit did.
        judged_by: `task` where a task says what success is, `understood` where the goal does that
            the agent took the words to mean.
    """

    agent: DeliberativeAgent
    report: GoalReport
    start: GoalReport
    steps: int
    failed_actions: int
    stopped: bool
    judged_by: str = "task"
    confusion: Confusion | None = None


def new_agent(
    task: ResolvedTask, planner: Planner, sensors: SensorsConfig, max_steps: int
) -> DeliberativeAgent:
    """The deliberative agent, told the goal of a TEACh task by the language oracle."""
    return agent_with_goal(goal_from_teach(task.to_goal_mapping()), planner, sensors, max_steps)


def agent_with_goal(
    goal: Goal | Listener,
    planner: Planner,
    sensors: SensorsConfig,
    max_steps: int,
    max_failed_actions: int = FAILURES_MOST,
) -> DeliberativeAgent:
    """The deliberative agent, told a goal, or words that it makes one of."""
    return DeliberativeAgent(
        goal, planner, lambda: new_belief(sensors), max_steps, max_failed_actions
    )


@cache
def new_planner(engine: str, time_limit: float) -> Planner:
    """A planner; one a process, for its cache."""
    return Planner(engine=engine, time_limit=time_limit)


def play(
    env: HouseholdEnv,
    agent: DeliberativeAgent,
    episode: Episode,
    watch: Watch | None = None,
    confusion: Confusion | None = None,
) -> EpisodeResult:
    """Lets an agent act in an episode until it stops or a limit is reached.

    Args:
        env: the world.
        agent: fresh.
        episode: to begin.
        watch: called after every decision of the agent, before it is carried out.
        confusion: takes down what the agent takes things for.
    """
    event = env.reset(episode)
    by_task = bool(episode.task)
    history = [] if by_task else [env.facts()]
    while True:
        observation = event.observation
        action = agent.act(observation)
        if watch is not None:
            watch(agent, observation)
        if confusion is not None and confusion.due():
            _compare(env, agent, confusion)
        event = env.step(action)
        if not by_task:
            history.append(env.facts())
        if event.terminated or event.truncated:
            agent.observe(event.observation)
            break
    return EpisodeResult(
        agent=agent,
        report=env.report() if by_task else _judged(agent, history),
        start=env.start_report() if by_task else _judged(agent, history[:1]),
        steps=env.steps,
        failed_actions=env.failed_actions,
        stopped=event.terminated,
        judged_by="task" if by_task else "understood",
        confusion=confusion,
    )


def _compare(env: HouseholdEnv, agent: DeliberativeAgent, confusion: Confusion) -> None:
    """Lays the agent's masks over the true ones; nothing of that comes back to the agent."""
    truth = env.truth()
    if truth is not None and agent.belief is not None:
        confusion.add(agent.belief, *truth)


def _judged(agent: DeliberativeAgent, history: Sequence[WorldFacts]) -> GoalReport:
    """How far the goal was reached that the agent understood, on what is really so."""
    meaning = agent.listener.meaning if agent.listener is not None else None
    if meaning is None or meaning.proposal is None or not meaning.goals:
        return GoalReport(False, 0, 0)
    try:
        stages = [task_of(stage) for stage in to_teach(meaning.proposal)]
    except InvalidInputError as error:
        line = GoalCondition(f"cannot be judged: {error.problem}", 0, 1)
        return GoalReport(False, 0, 1, (line,))
    return judge(stages, history)


def play_surviving(
    env: HouseholdEnv,
    new: Callable[[], DeliberativeAgent],
    episode: Episode,
    watch: Watch | None = None,
    tries: int = TRIES,
    compare: bool = False,
) -> EpisodeResult:
    """Lets an agent act as `play` does, from the start again where the simulator dies.

    Args:
        env: the world.
        new: makes the agent.
        episode: to begin.
        watch: called after every decision of the agent.
        tries: in all.
        compare: take down what the agent takes things for.

    Raises:
        SimulatorDied: it did so every time.
    """
    for left in reversed(range(tries)):
        try:
            return play(env, new(), episode, watch, Confusion() if compare else None)
        except SimulatorDied:
            if not left:
                raise
    raise AssertionError("at least one try")


def limits(config: RunConfig | EvalConfig) -> Limits:
    """When the environment cuts an episode off."""
    return Limits(config.max_steps, config.max_failed_actions)


def household(
    config: RunConfig | EvalConfig,
    library: TaskLibrary | None,
    load: Callable[[str], Scene] = load_scene,
    rules: Rules | None = None,
) -> HouseholdEnv:
    """The environment that a configuration asks for, which is to be closed; see
    `HouseholdBatch`.

    Raises:
        InvalidInputError: AI2-THOR is asked for, with rules other than TEACh's.
    """
    if config.env == "thor":
        if rules is not None:
            raise InvalidInputError("env", "ALFRED's suite needs env=embedded: its scenes are ours")
        return HouseholdEnv(batch=_client_batch(config, library))
    return HouseholdEnv(
        sensors=SensorSuite(config.sensors.suite),
        width=config.sensors.width,
        height=config.sensors.height,
        device=config.device,
        limits=limits(config),
        library=library,
        load=load,
        rules=rules,
    )


def _client_batch(config: RunConfig | EvalConfig, library: TaskLibrary | None) -> ClientBatch:
    from envs.thor.unity import UnityBuild, open_controller

    build = UnityBuild(**dataclasses.asdict(config.thor))
    return ClientBatch(
        lambda **start: open_controller(build, **start),
        sensors=SensorSuite(config.sensors.suite),
        width=config.sensors.width,
        height=config.sensors.height,
        limits=limits(config),
        library=library,
    )


def planner_of(config: PlannerConfig) -> Planner:
    """The planner that a configuration asks for; one a process."""
    return new_planner(config.engine, config.time_limit)
