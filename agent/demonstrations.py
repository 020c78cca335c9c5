"""ALFRED's annotated trajectories as demonstrations for the embedded language model.

What its trainer and its benchmark read: words, goal, the expert's high-level plan, and the object
classes of the scene. Lines of `SPLIT.jsonl.gz`, and ALFRED's own `traj_data.json` files.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from envs.alfred.annotations import Annotation, HighAction, annotations_of, high_plan_of
from envs.alfred.names import current_type
from envs.alfred.sources import json_documents
from envs.interface import InvalidInputError
from envs.ontology import BY_NAME, SLICE_COUNT, Affordance, can, sliced_type
from planning.language.conversion import proposal_from_alfred
from planning.language.embedded.lessons import Demonstration, told
from planning.language.goal_language import Proposal, Subgoal, SubgoalAction

FLOOR_PLANS = "floorplans.json.gz"  # beside the trajectories: types of each floor plan
# The expert's high-level actions, by what they do to their first argument.
_DEEDS = {
    "CleanObject": SubgoalAction.WASH,
    "HeatObject": SubgoalAction.HEAT,
    "CoolObject": SubgoalAction.CHILL,
    "ToggleObject": SubgoalAction.TOGGLE_ON,
    "SliceObject": SubgoalAction.SLICE,
}
_TYPES = {name.lower(): name for name in BY_NAME} | {"glassbottle": "Bottle"}


@dataclass(frozen=True, slots=True)
class ToldTask:
    """One trajectory, as far as language goes.

    Attributes:
        task_id: names the trajectory.
        task_type: one of ALFRED's seven.
        params: ALFRED's `pddl_params`, types in the ontology's names.
        annotations: what people said of it.
        steps: what each high-level action does: a subgoal, the kind that was walked to, or None
            where it cannot be told.
        scene: kinds in the scene; empty where they are not known.
    """

    task_id: str
    task_type: str
    params: Mapping[str, Any]
    annotations: tuple[Annotation, ...]
    steps: tuple[Subgoal | str | None, ...]
    scene: tuple[str, ...]

    @property
    def subgoals(self) -> tuple[Subgoal, ...]:
        """The expert's plan, walking left out."""
        return tuple(step for step in self.steps if isinstance(step, Subgoal))


def told_tasks(data: str, split: str = "") -> list[ToldTask]:
    """The trajectories of a data set.

    Args:
        data: a `.jsonl` or `.jsonl.gz` file, a folder with `SPLIT.jsonl.gz`, a folder of ALFRED's,
            or one `traj_data.json`.
        split: names the file or folder in `data`; not needed where `data` is a file.

    Raises:
        InvalidInputError: nothing is there, or a line cannot be read, with its place.
    """
    found = [_task(document, where) for where, document in json_documents(data, split)]
    if not any(task.annotations for task in found):
        raise InvalidInputError("data", f"{data} holds no annotators' sentences")
    return found


def demonstration_of(task: ToldTask) -> Demonstration:
    """What the embedded model learns from a trajectory."""
    goal = proposal_from_alfred(task.task_type, task.params)
    proposal = Proposal(verdict="goal", stages=goal.stages, subgoals=task.subgoals)
    words = tuple(told(one.goal, one.steps) for one in task.annotations)
    return Demonstration(proposal, task.steps, task.scene, words)


def _task(document: Mapping[str, Any], where: str) -> ToldTask:
    params = document.get("pddl_params")
    task_type = document.get("task_type")
    if not isinstance(params, Mapping) or not isinstance(task_type, str):
        raise InvalidInputError(where, "expected an ALFRED trajectory with task_type, pddl_params")
    kinds = {key: value for key, value in params.items() if key.endswith("_target")}
    named = {
        key: current_type(value) if isinstance(value, str) and value else ""
        for key, value in kinds.items()
    }
    return ToldTask(
        task_id=str(document.get("task_id", "")),
        task_type=task_type,
        params={**named, "object_sliced": bool(params.get("object_sliced"))},
        annotations=annotations_of(document, where),
        steps=_steps(high_plan_of(document, where)),
        scene=_scene(document, Path(where.split(":")[0]).parent),
    )


def _steps(plan: Sequence[HighAction]) -> tuple[Subgoal | str | None, ...]:
    cut: set[str] = set()
    at = ""
    found: list[Subgoal | str | None] = []
    for one in plan:
        if one.action == "NoOp":
            continue
        kinds = [_TYPES.get(name.lower(), "") for name in one.arguments]
        if not kinds or "" in kinds:
            found.append(None)
            continue
        whole = kinds[0]
        kind = sliced_type(whole) if whole in cut else whole
        if one.action == "GotoLocation":
            at = whole
            found.append(whole)
        elif one.action == "PickupObject":
            source = at if can(at, Affordance.RECEPTACLE) and at != kind else None
            found.append(Subgoal(action=SubgoalAction.PICK_UP, kind=kind, place=source))
        elif one.action == "PutObject" and len(kinds) == 2:
            found.append(Subgoal(action=SubgoalAction.PLACE, kind=kind, place=kinds[1]))
        elif one.action == "SliceObject" and whole in SLICE_COUNT:
            cut.add(whole)
            found.append(Subgoal(action=SubgoalAction.SLICE, kind=whole))
        elif one.action in _DEEDS and one.action != "SliceObject":
            found.append(Subgoal(action=_DEEDS[one.action], kind=kind))
        else:
            found.append(None)
    return tuple(found)


def _scene(document: Mapping[str, Any], folder: Path) -> tuple[str, ...]:
    own = document.get("scene")
    setup: Mapping[str, Any] = own if isinstance(own, Mapping) else document
    poses = setup.get("object_poses")
    movable = document.get("movable_objects")
    names: list[str] = list(movable) if isinstance(movable, Mapping) else []
    if isinstance(poses, list):
        names += [str(one.get("objectName", "")).split("_")[0] for one in poses]
    fixed = _floor_plans(folder).get(str(setup.get("floor_plan", "")), ())
    if not fixed:
        return ()
    return tuple(sorted({current_type(name) for name in (*names, *fixed)} - {""}))


@cache
def _floor_plans(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Object types of every floor plan; empty where the file is not there."""
    path = folder / FLOOR_PLANS
    if not path.is_file():
        return {}
    try:
        with gzip.open(path) as file:
            plans = json.load(file)
        return {name: tuple(plan["object_types"]) for name, plan in plans.items()}
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise InvalidInputError(str(path), f"cannot be read: {error}") from None


def annotated(tasks: Sequence[ToldTask]) -> Iterator[tuple[ToldTask, Annotation]]:
    """Every annotation with its trajectory."""
    for task in tasks:
        for one in task.annotations:
            yield task, one
