"""Looking for what has not been seen: unexplored floor, closed containers, hidden corners."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from agent.skills.interact import interact
from agent.skills.lattice import Cell, Reach
from agent.skills.navigate import (
    BLIND,
    SQUEEZE,
    go,
    known_floor,
    look_around,
    reachable,
    turn,
)
from agent.skills.peer import peer_inside
from agent.skills.skill import DONE, Context, Outcome, Result, Skill
from agent.skills.survey import FEWEST, look_over, unseen, unseen_walls, viewpoint
from agent.trace import DecisionKind
from envs.interface import ActionName
from envs.ontology import Affordance, takes
from perception.frontier import Frontier, frontier_cells, frontiers
from perception.instances import Instance
from perception.voxel_map import RESOLUTION
from planning.priors import likely_places

OPENING_COST = 4.0  # [actions] of opening a container and looking in
FRONTIER_WEIGHT = 0.35  # chance of finding a thing behind a metre of frontier
SURVEY_WEIGHT = 0.02  # chance of finding it in an unlikely place, all of which is unseen
SURVEY_COST = 3.0
LIKELY = 0.04  # chance of finding it in a place that is looked over before all else fails
AGAIN = 0.1  # share of a container that has to be unseen for a second look into it
WALL_CHANCE = 0.01  # chance of finding what hangs on walls at an unseen point of one
VIEWPOINTS = 3  # of a place in a row
GLIMPSE = 0.08  # share of a place that a look has to show before all else fails
TRIES = 2  # failed attempts at a container before a search goes without it
NEARBY = 2.5  # [m] frontiers this near are turned to
BESIDE = 0.6  # [m] frontiers this near to walkable cells are worth going to
CHANCE = 0.01  # chance of finding it in a container where it is seldom kept
KEEP_BACK = 40  # [actions] of the episode that a search leaves for what comes after
KEEP_BACK_FOUND = 350  # and that a search for still more of a kind leaves
# What hangs on walls, or stands before them on nothing.
ON_WALLS = frozenset(
    {"Blinds", "Curtains", "HandTowelHolder", "LightSwitch", "Mirror", "Painting", "Poster",
     "Television", "ToiletPaperHanger", "TowelHolder", "Window"}
)  # fmt: skip

Wanted = Callable[[Instance], bool]


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere worth looking: how likely it is there, what it costs to look.

    Attributes:
        key: what is remembered once it was looked at.
        kind: `frontier`, `container` or `survey` (of what is not seen of an open receptacle).
        name: of the thing to look into or at; "" for a frontier.
        cell: where to go for a frontier.
        chance: of finding it there.
        cost: [actions] of looking.
        glimpse: share of the place that each look at it has to show.
    """

    key: str
    kind: str
    name: str
    cell: Cell | None
    chance: float
    cost: float
    glimpse: float = 0.0

    @property
    def worth(self) -> float:
        return self.chance / (self.cost + 3.0)


def search(
    ctx: Context, classes: Iterable[str], wanted: Wanted, what: str, enough: Wanted | None = None
) -> Skill:
    """Looks for something until it is in the belief.

    Args:
        ctx: the agent's.
        classes: object types that would do, for the priors.
        wanted: whether an instance would do.
        what: what is looked for, in words.
        enough: stop as soon as an instance satisfies this; by default, `wanted`. A function that
            is never true makes the search go through the whole house.
    """
    kinds = sorted(set(classes))
    stop = wanted if enough is None else enough
    for round_number in range(400):
        if _found(ctx, stop):
            return DONE
        found = _found(ctx, wanted)
        if ctx.steps_left <= (KEEP_BACK_FOUND if found else KEEP_BACK):
            return Result(Outcome.BUDGET, f"too few steps are left to look for {what}")
        if round_number == 0 and "start" not in ctx.memory.searched:
            ctx.memory.searched.add("start")
            ctx.decide(DecisionKind.SEARCH, f"look around for {what}")
            yield from look_around(ctx, f"look around for {what}")
            continue
        again = ctx.memory.recoveries["nothing found"] > 0
        options = places(ctx, kinds, thorough=again and not found)
        best = max(options, key=lambda place: (place.worth, place.key), default=None)
        if best is None:
            return Result(Outcome.NOT_FOUND, f"nowhere left to look for {what}")
        yield from _look_at(ctx, best, what, stop)
    return Result(Outcome.NOT_FOUND, f"looked everywhere for {what}")


def _found(ctx: Context, wanted: Wanted) -> bool:
    return any(
        wanted(instance)
        for instance in ctx.belief.instances.values()
        if instance.present and not instance.missing and not ctx.memory.excluded(instance.name)
    )


def places(ctx: Context, classes: Iterable[str], thorough: bool = True) -> list[Place]:
    """Everywhere that one of some object types may still be.

    Args:
        ctx: the agent's.
        classes: the object types.
        thorough: in the end also where it is unlikely or hard to get to, and the corners of
            containers that were looked into before.
    """
    kinds = tuple(classes)
    ways = reachable(ctx)
    found = _open_places(ctx, ways, kinds)
    if not found and thorough:
        ways = reachable(ctx, tight=SQUEEZE)
        found = _open_places(ctx, ways, kinds)
        found += _surveys(ctx, ways, kinds, 0.0)
        again = _containers(ctx, ways, kinds, again=True)
        found += [place for place in again if place.key not in ctx.memory.searched]
    return found


def _frontiers(ctx: Context, ways: Reach) -> Iterable[Place]:
    for frontier in near_frontiers(ctx, ways):
        cell = _cell_near(ctx, ways, frontier.centre)
        if cell is None:
            continue
        key = f"frontier {cell}"
        chance = FRONTIER_WEIGHT * min(frontier.size, 3.0)
        yield Place(key, "frontier", "", cell, chance, ways.cost[cell])


def _open_places(ctx: Context, ways: Reach, classes: tuple[str, ...]) -> list[Place]:
    """Frontiers, closed containers and likely places that were not looked at yet."""
    found = [
        *_frontiers(ctx, ways),
        *_containers(ctx, ways, classes),
        *_surveys(ctx, ways, classes, LIKELY),
        *_walls(ctx, ways, classes),
    ]
    return [place for place in found if place.key not in ctx.memory.searched]


def near_frontiers(ctx: Context, ways: Reach) -> tuple[Frontier, ...]:
    """Borders between seen and unseen floor that lie beside places the agent can walk to."""
    top_down = ctx.belief.map
    walked = np.zeros(top_down.shape, bool)
    for cell in ways.cost:
        i, k = top_down.cell(*ctx.lattice.position(cell))
        if top_down.contains(i, k):
            walked[i, k] = True
    if not walked.any():
        return ()
    beside = ndimage.distance_transform_edt(~walked) * RESOLUTION < BESIDE
    floor = known_floor(ctx)
    explored = top_down.explored | floor | walked_near(top_down.stood)
    cells = frontier_cells(floor, explored) & beside
    return frontiers(cells, top_down.corner, RESOLUTION)


def walked_near(stood: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells below the agent's field of view where it stood: there is nothing to discover."""
    if not stood.any():
        return stood
    return ndimage.distance_transform_edt(~stood) * RESOLUTION < BLIND


def _cell_near(ctx: Context, ways: Reach, point: tuple[float, float]) -> Cell | None:
    """The reachable cell from which a point is seen soonest."""
    centre = ctx.lattice.cell(*point)
    best: tuple[float, Cell] | None = None
    for i in range(centre[0] - 3, centre[0] + 4):
        for j in range(centre[1] - 3, centre[1] + 4):
            if (i, j) not in ways.cost:
                continue
            x, z = ctx.lattice.position((i, j))
            away = math.hypot(x - point[0], z - point[1])
            score = ways.cost[(i, j)] + 12.0 * max(0.0, away - 0.3)
            if best is None or (score, (i, j)) < best:
                best = (score, (i, j))
    return None if best is None else best[1]


def _containers(
    ctx: Context, ways: Reach, classes: tuple[str, ...], again: bool = False
) -> Iterable[Place]:
    """Containers that were not looked into, or, `again`, those not all of which was seen."""
    options: list[tuple[Instance, float]] = []  # and the share of it that is left to look at
    for _, instance in sorted(ctx.belief.instances.items()):
        if not instance.can(Affordance.OPENABLE) or not _may_hold(instance, classes):
            continue
        if instance.name == ctx.belief.held or ctx.memory.excluded(instance.name):
            continue
        looked = instance.looked_inside is not None or instance.name in ctx.memory.looked
        if looked and again:
            gap = unseen(ctx, instance.name)
            if gap.share > AGAIN:
                options.append((instance, gap.share))
        elif not looked:
            options.append((instance, 1.0))
    number = Counter(instance.object_class for instance, _ in options)
    chances = _prior(classes)
    for instance, share in options:
        kind = instance.object_class
        chance = max(share * chances.get(kind, 0.0) / number[kind], CHANCE * share)
        cost = _cost_near(ctx, ways, instance) + OPENING_COST
        key = f"inside {instance.name}" + (" again" if again else "")
        yield Place(key, "container", instance.name, None, chance, cost)


def _surveys(ctx: Context, ways: Reach, classes: tuple[str, ...], least: float) -> list[Place]:
    """Receptacles of which something has not been seen.

    Args:
        ctx: the agent's.
        ways: from where it stands.
        classes: what may lie there.
        least: chance of finding it below which a place is left out.
    """
    prior = _prior(classes)
    found = []
    glimpse = GLIMPSE if least > 0.0 else 0.0
    for _, instance in sorted(ctx.belief.instances.items()):
        key = f"survey {instance.name}"
        if not _may_hold(instance, classes) or key in ctx.memory.searched:
            continue
        if instance.can(Affordance.OPENABLE) or instance.can(Affordance.PICKUPABLE):
            continue
        gap = unseen(ctx, instance.name)
        chance = gap.share * (SURVEY_WEIGHT + prior.get(instance.object_class, 0.0))
        if len(gap.points) < FEWEST or chance < least:
            continue
        cost = _cost_near(ctx, ways, instance) + SURVEY_COST
        found.append(Place(key, "survey", instance.name, None, chance, cost, glimpse))
    return found


def _walls(ctx: Context, ways: Reach, classes: tuple[str, ...]) -> Iterable[Place]:
    """Stretches of wall that were not looked at, for what hangs there."""
    if not ON_WALLS.intersection(classes):
        return
    for name, gap in unseen_walls(ctx).items():
        key = f"survey {name}"
        if len(gap.points) < FEWEST or key in ctx.memory.searched:
            continue
        x, _, z = gap.points.mean(axis=0).tolist()
        cost = _cost_to(ctx, ways, (x, z)) + SURVEY_COST
        yield Place(key, "survey", name, None, WALL_CHANCE * min(len(gap.points), 5), cost)


def _prior(classes: tuple[str, ...]) -> dict[str, float]:
    """How likely one of some object types is in or on each type of receptacle."""
    prior: dict[str, float] = {}
    for name in classes:
        for receptacle, weight in likely_places(name):
            prior[receptacle] = max(prior.get(receptacle, 0.0), weight)
    return prior


def _may_hold(instance: Instance, classes: tuple[str, ...]) -> bool:
    return (
        instance.present
        and not instance.missing
        and instance.can(Affordance.RECEPTACLE)
        and any(takes(instance.object_class, name) for name in classes)
    )


def _cost_near(ctx: Context, ways: Reach, instance: Instance) -> float:
    return _cost_to(ctx, ways, (instance.position[0], instance.position[2]))


def _cost_to(ctx: Context, ways: Reach, point: tuple[float, float]) -> float:
    """[actions] to come near a point (x, z) [m], an estimate where no way is known."""
    cell = _cell_near(ctx, ways, point)
    if cell is not None:
        return ways.cost[cell]
    pose = ctx.belief.pose
    return 20.0 + 4.0 * math.hypot(point[0] - pose.x, point[1] - pose.z)


def _look_at(ctx: Context, place: Place, what: str, stop: Wanted) -> Skill:
    ctx.memory.searched.add(place.key)
    if place.kind == "frontier":
        assert place.cell is not None
        ctx.decide(DecisionKind.SEARCH, f"explore for {what}: unseen floor lies ahead")
        why = f"explore for {what}"
        result = yield from go(ctx, place.cell, why, look=True)
        if result.done:
            yield from _face_unseen(ctx, why)
        return result
    if place.kind == "survey":
        return (yield from _survey(ctx, place, what, stop))
    ctx.decide(DecisionKind.SEARCH, f"look for {what} in {place.name}")
    why = f"look for {what} in {place.name}"
    instance = ctx.instance(place.name)
    if instance is not None and "isToggled" in instance.states:
        yield from interact(ctx, ActionName.TOGGLE_OFF, place.name, why)
    result = yield from interact(ctx, ActionName.OPEN, place.name, why)
    if result.done:
        ctx.memory.looked[place.name] = len(ctx.trace.steps)
        yield from peer_inside(ctx, place.name, why, lambda: _holds_wanted(ctx, place.name, stop))
        if not _holds_wanted(ctx, place.name, stop):
            yield from interact(ctx, ActionName.CLOSE, place.name, f"close {place.name} again")
        return result
    ctx.decide(DecisionKind.FAILURE, f"could not look into {place.name}: {result.text}")
    if ctx.memory.note_failure("look into", place.name) < TRIES:
        ctx.memory.searched.discard(place.key)
        ctx.memory.stand_tries.pop(place.name, None)
    return result


def _survey(ctx: Context, place: Place, what: str, stop: Wanted) -> Skill:
    """Looks a receptacle over, unless no more of it can be seen from anywhere."""
    if viewpoint(ctx, place.name, reachable(ctx), place.glimpse) is None:
        return DONE
    ctx.decide(DecisionKind.SEARCH, f"look over {place.name} for {what}")
    why = f"look for {what} at {place.name}"
    result = yield from look_over(
        ctx, place.name, why, VIEWPOINTS, lambda: _found(ctx, stop), place.glimpse
    )
    if not place.glimpse and viewpoint(ctx, place.name, reachable(ctx)) is not None:
        ctx.memory.searched.discard(place.key)
    return result


def _holds_wanted(ctx: Context, container: str, wanted: Wanted) -> bool:
    """Whether what was looked for is in a container, which is to stay open for it."""
    instance = ctx.instance(container)
    if instance is None:
        return False
    return any(wanted(ctx.belief.instances[name]) for name in ctx.belief.contents(container))


def _face_unseen(ctx: Context, why: str) -> Skill:
    """Turns towards where most of the unseen floor nearby is."""
    edges = near_frontiers(ctx, reachable(ctx))
    pose = ctx.belief.pose
    seen_from_here: set[int] = set()
    for _ in range(3):
        length = [0] * 4
        for edge in edges:
            dx, dz = edge.cells[:, 0] - pose.x, edge.cells[:, 1] - pose.z
            near = np.hypot(dx, dz) < NEARBY
            for yaw in np.degrees(np.arctan2(dx[near], dz[near])):
                length[ctx.lattice.heading(float(yaw))] += 1
        seen_from_here.add(ctx.heading)
        options = [one for one in range(4) if length[one] >= 5 and one not in seen_from_here]
        if not options:
            return DONE
        yield from turn(ctx, max(options, key=lambda one: (length[one], -one)), why)
        edges = near_frontiers(ctx, reachable(ctx))
    return DONE
