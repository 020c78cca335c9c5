"""Where a search may look next: what may be there, and what it costs to find out."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from agent.skills.doors import left_shut, was_opened
from agent.skills.lattice import Cell, Reach
from agent.skills.navigate import BLIND, SQUEEZE, known_floor, reachable
from agent.skills.skill import Context
from agent.skills.survey import FEWEST, is_hidden, unseen, unseen_walls
from envs.ontology import BASINS, WATER_SOURCES, Affordance, can, takes
from perception.frontier import Frontier, frontier_cells, frontiers
from perception.instances import Instance
from perception.suspects import Suspect
from perception.voxel_map import RESOLUTION
from planning.priors import expected, usual_number

NEXT_TO = 2.0  # [m] places this near to each other are looked at in one go
HOP = 2.0  # [actions] from one of them to the next
SETTLE = 3.0  # [actions] that a look costs, however near it is
OPENING_COST = 4.0  # [actions] of opening a container and looking in
DOUBTFUL_COST = 11.0  # the same where what is seen is not certain: from more sides, door by door
FRONTIER_COST = 5.0  # [actions] from a frontier to what lies behind it
UNSEEN_LEAST = 0.15  # things behind all frontiers, where all that a home usually has was seen
SURVEY_WEIGHT = 0.01  # things in an unlikely place, all of which is unseen
SURVEY_COST = 3.0
LONG = 1.0  # [m] of frontier, at least, that all that is unseen may lie behind
CREDIBLE = 0.95  # the most that what was said is believed
LIKELY = 0.04  # chance of finding it in a place that is looked over before all else fails
AGAIN = 0.1  # share of a container that has to be unseen for a second look into it
WALL_CHANCE = 0.01  # chance of finding what hangs on walls at an unseen point of one
GLIMPSE = 0.08  # share of a place that a look has to show before all else fails
BESIDE = 0.6  # [m] frontiers this near to walkable cells are worth going to
OTHERS = 2  # of a row that are opened because they were taken for one that was looked into
SELDOM = 0.002  # things in a container where they are seldom kept
BEEN = 0.3  # weight of the chance of what was believed to be one already, and looked otherwise
SUSPECTED = 0.5  # weight of a thing's chance to be it: from afar more looks likely than is so
# Chance, after a look from near, from which on a thing is taken for what it may be.
TAKEN_FOR = 0.15
TAKEN_AT_LAST = 0.06  # the same once everything was searched in vain
TAKEN_AMONG_ALL = 0.3  # where every one is wanted, until all else was looked at
MATE_CHANCE = 0.2  # of finding a thing beside one of what it is never far from
MATES: dict[str, frozenset[str]] = {
    "StoveKnob": frozenset({"StoveBurner"}),
    "StoveBurner": frozenset({"StoveKnob"}),
    **dict.fromkeys(WATER_SOURCES, BASINS),
    **dict.fromkeys(BASINS, WATER_SOURCES | BASINS),
}
ON_WALLS = frozenset(
    {"Blinds", "Curtains", "HandTowelHolder", "LightSwitch", "Mirror", "Painting", "Poster",
     "Television", "ToiletPaperHanger", "TowelHolder", "Window"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere worth looking: how likely it is there, what it costs to look.

    Attributes:
        key: what is remembered once it was looked at.
        kind: `frontier`, `container`, `survey` (of what is not seen of an open receptacle),
            `mate` (of what it is never far from), or `suspect` (of a thing that may be it).
        name: of the thing to look into or at; "" for a frontier.
        cell: where to go for a frontier.
        point: (x, z) [m], map frame, where it is.
        chance: of finding it there.
        way: [actions] of going there.
        look: [actions] of looking, once there.
        glimpse: share of the place that each look at it has to show.
        suspect: the thing that may be it.
    """

    key: str
    kind: str
    name: str
    cell: Cell | None
    point: tuple[float, float]
    chance: float
    way: float
    look: float
    glimpse: float = 0.0
    suspect: Suspect | None = None


def best_place(options: Sequence[Place]) -> Place | None:
    """The place to look at next: most chance for the actions, with those that lie next to it.

    A place may be worth the way for what else is there, so each is judged with as many of its
    neighbours as make it better.
    """
    if not options:
        return None
    points = np.array([place.point for place in options])
    near = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) < NEXT_TO
    return max(
        zip(options, near, strict=True),
        key=lambda pair: (_worth(pair[0], options, pair[1]), pair[0].key),
    )[0]


def _worth(place: Place, options: Sequence[Place], near: NDArray[np.bool_]) -> float:
    """Chance an action of looking at a place and then at some of those near it."""
    chance, cost = place.chance, place.way + place.look + SETTLE
    others = [options[index] for index in np.flatnonzero(near).tolist()]
    others = [one for one in others if one is not place and one.kind != "frontier"]
    others.sort(key=lambda one: (-one.chance / (one.look + HOP), one.key))
    for other in others:
        if other.chance / (other.look + HOP) <= chance / cost:
            break
        chance += other.chance
        cost += other.look + HOP
    return chance / cost


def places(
    ctx: Context, classes: Iterable[str], thorough: bool = True, taken: float = TAKEN_FOR
) -> list[Place]:
    """Everywhere that one of some object types may still be.

    Args:
        ctx: the agent's.
        classes: the object types.
        thorough: in the end also where it is unlikely or hard to get to, and the corners of
            containers that were looked into before. Eyes that are certain look at once in
            containers where it is unlikely.
        taken: chance from which on a thing that was seen from near is taken for one.
    """
    kinds = tuple(classes)
    ways = reachable(ctx)
    found = _open_places(ctx, ways, kinds, thorough, taken) or _beyond(ctx, kinds)
    if not found and thorough:
        ways = reachable(ctx, tight=SQUEEZE)
        found = _open_places(ctx, ways, kinds, thorough, taken)
        found += _surveys(ctx, ways, kinds, 0.0)
        again = _containers(ctx, ways, kinds, again=True)
        found += [place for place in again if place.key not in ctx.memory.searched]
    return found


def _open_places(
    ctx: Context, ways: Reach, classes: tuple[str, ...], thorough: bool, taken: float
) -> list[Place]:
    """Frontiers, closed containers and likely places that were not looked at yet."""
    unlikely = thorough or not ctx.belief.may_err
    found = [
        *_frontiers(ctx, ways, classes),
        *_containers(ctx, ways, classes, unlikely=unlikely),
        *_surveys(ctx, ways, classes, LIKELY),
        *_walls(ctx, ways, classes),
        *_mates(ctx, ways, classes),
        *_suspects(ctx, ways, classes, taken),
    ]
    return [place for place in found if place.key not in ctx.memory.searched]


def _beyond(ctx: Context, classes: tuple[str, ...]) -> list[Place]:
    """Frontiers that no known way leads to: across floor that has not been seen, each once."""
    ways = reachable(ctx, unknown=True, tight=SQUEEZE)
    found = [
        dataclasses.replace(one, key=f"beyond {one.key}") for one in _frontiers(ctx, ways, classes)
    ]
    return [place for place in found if place.key not in ctx.memory.searched]


def _frontiers(ctx: Context, ways: Reach, classes: tuple[str, ...]) -> Iterable[Place]:
    """Borders of the unseen, behind which lie the receptacles that a home has beside the known
    ones, in proportion to the borders' lengths."""
    edges = near_frontiers(ctx, ways)
    hidden = _behind_frontiers(ctx, classes) / max(sum(edge.size for edge in edges), LONG)
    for frontier in edges:
        cell = _cell_near(ctx, ways, frontier.centre)
        if cell is None:
            continue
        key = f"frontier {cell}"
        chance = _at_least_one(hidden * frontier.size)
        way = ways.cost[cell]
        yield Place(key, "frontier", "", cell, frontier.centre, chance, way, FRONTIER_COST)


def _behind_frontiers(ctx: Context, classes: tuple[str, ...]) -> float:
    """Things of some classes that are where nothing was seen yet, in the mean."""
    usual = _expected(ctx, classes)
    known = _known(ctx)
    hidden = sum(
        number * max(0.0, 1.0 - known[place] / usual_number(place))
        for place, number in usual.items()
    )
    return max(hidden, UNSEEN_LEAST if usual else 1.0)


def _known(ctx: Context) -> Counter[str]:
    """Receptacles that are known, by type."""
    found = [one for one in ctx.belief.instances.values() if _stands(one)]
    return Counter(one.object_class for one in found)


def _at_least_one(number: float) -> float:
    """Chance that there is any, of so many things in the mean that lie about independently."""
    return -math.expm1(-number)


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


def _containers(
    ctx: Context,
    ways: Reach,
    classes: tuple[str, ...],
    again: bool = False,
    unlikely: bool = True,
) -> Iterable[Place]:
    """Containers that were not looked into, or of which only another was that was taken for them,
    or, `again`, those not all of which was seen; without `unlikely`, of kinds where such things are
    kept."""
    usual = _expected(ctx, classes)
    options: list[tuple[Instance, float, str]] = []  # with the share that is left, and which part
    for _, instance in sorted(ctx.belief.instances.items()):
        if not instance.can(Affordance.OPENABLE) or not _may_hold(instance, classes):
            continue
        if instance.name == ctx.belief.held or ctx.memory.excluded(instance.name):
            continue
        if usual and not unlikely and instance.object_class not in usual:
            continue
        looked = _was_looked_into(ctx, instance)
        if not looked and was_opened(ctx, instance):
            continue
        if not looked:
            options.append((instance, 1.0, " again" if again else ""))
        elif part := _another_part(ctx, instance):
            options.append((instance, 1.0, part))
        elif again:
            gap = unseen(ctx, instance.name)
            if gap.share > AGAIN:
                options.append((instance, gap.share, " again"))
    known = _known(ctx)
    for instance, share, part in options:
        kind = instance.object_class
        number = max(usual.get(kind, 0.0) / _number(kind, known), SELDOM)
        chance = _at_least_one(share * number)
        chance *= instance.confidence  # what may not be there is not worth the way
        point = instance.position[0], instance.position[2]
        way = _cost_to(ctx, ways, point)
        key = f"inside {instance.name}{part}"
        look = DOUBTFUL_COST if ctx.belief.may_err else OPENING_COST
        yield Place(key, "container", instance.name, None, point, chance, way, look)


def _another_part(ctx: Context, container: Instance) -> str:
    """What to remember another of a row of doors by, than was looked into; "" for none, or for
    enough of them."""
    place = f"inside {container.name} near "
    tried = sum(key.startswith(place) for key in ctx.memory.searched)
    shut = left_shut(ctx, container)
    if tried >= OTHERS or not len(shut):
        return ""
    x, _, z = (2.0 * shut.mean(axis=0)).round() / 2.0
    return f" near {x:.1f}, {z:.1f}"


def _was_looked_into(ctx: Context, container: Instance) -> bool:
    """Whether a container was opened to look into it, or is open and shows its inside."""
    if container.name in ctx.memory.looked:
        return True
    if container.looked_inside is None:
        return False
    return not (ctx.belief.may_err and is_hidden(ctx, container.name))


def _surveys(ctx: Context, ways: Reach, classes: tuple[str, ...], least: float) -> list[Place]:
    """Receptacles of which something has not been seen.

    Args:
        ctx: the agent's.
        ways: from where it stands.
        classes: what may lie there.
        least: chance of finding it below which a place is left out.
    """
    usual, known = _expected(ctx, classes), _known(ctx)
    found = []
    glimpse = GLIMPSE if least > 0.0 else 0.0
    # what is fixed somewhere lies nowhere, but shows to who looks at what stands about
    fixed = least == 0.0 and not any(can(name, Affordance.PICKUPABLE) for name in classes)
    for _, instance in sorted(ctx.belief.instances.items()):
        key = f"survey {instance.name}"
        holds = _may_hold(instance, classes) or (fixed and _stands(instance))
        if not holds or key in ctx.memory.searched:
            continue
        if instance.can(Affordance.OPENABLE) or instance.can(Affordance.PICKUPABLE):
            continue
        gap, kind = unseen(ctx, instance.name), instance.object_class
        number = SURVEY_WEIGHT + usual.get(kind, 0.0) / _number(kind, known)
        chance = _at_least_one(gap.share * number)
        if len(gap.points) < FEWEST or chance < least:
            continue
        point = instance.position[0], instance.position[2]
        way = _cost_to(ctx, ways, point)
        place = Place(key, "survey", instance.name, None, point, chance, way, SURVEY_COST, glimpse)
        found.append(place)
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
        chance = WALL_CHANCE * min(len(gap.points), 5)
        way = _cost_to(ctx, ways, (x, z))
        yield Place(key, "survey", name, None, (x, z), chance, way, SURVEY_COST)


def _mates(ctx: Context, ways: Reach, classes: tuple[str, ...]) -> Iterable[Place]:
    """What such things are never far from, to be looked at from near."""
    kinds = {mate for kind in classes for mate in MATES.get(kind, ())}
    beside = [one for one in ctx.belief.present(*sorted(kinds)) if not one.missing] if kinds else []
    for one in beside if ctx.belief.may_err else ():
        point = one.position[0], one.position[2]
        way = _cost_to(ctx, ways, point)
        chance = MATE_CHANCE * one.confidence
        yield Place(f"beside {one.name}", "mate", one.name, None, point, chance, way, SURVEY_COST)


def _suspects(ctx: Context, ways: Reach, classes: tuple[str, ...], taken: float) -> Iterable[Place]:
    """Things that may be it and were not seen from near yet, or that are as likely it as `taken`:
    picked up, they show what they are."""
    for one in ctx.belief.suspects(classes):
        chance = weighed(one)
        if one.looked_at and chance < taken:
            continue
        x, z = one.position  # an identity may be given to another thing, elsewhere
        key = f"suspect {one.identity} near {x:.0f}, {z:.0f} as a {one.kind}"
        if one.looked_at:
            key += " to be taken"
        way = _cost_to(ctx, ways, one.position)
        yield Place(key, "suspect", "", None, one.position, chance, way, 0.0, suspect=one)


def weighed(suspect: Suspect) -> float:
    """Chance that a thing is what it may be, less where it was only seen from afar, or was taken
    for it before."""
    known = suspect.chance * (BEEN if suspect.been else 1.0)
    return known * (1.0 if suspect.looked_at else SUSPECTED)


def _expected(ctx: Context, classes: tuple[str, ...]) -> dict[str, float]:
    """Things of some classes that are in or on all receptacles of each type, in the mean.

    What was said of them counts beside what is usual.
    """
    usual: dict[str, float] = {}
    for name in classes:
        for receptacle, number in expected(name).items():
            usual[receptacle] = usual.get(receptacle, 0.0) + number
        for receptacle, confidence in ctx.memory.hints.get(name, {}).items():
            told = -math.log1p(-min(confidence, CREDIBLE))
            usual[receptacle] = max(usual.get(receptacle, 0.0), told)
    return usual


def _number(kind: str, known: Counter[str]) -> float:
    """Receptacles of a type that there may be."""
    return max(usual_number(kind), known[kind], 1.0)


def _stands(instance: Instance) -> bool:
    return instance.present and not instance.missing and instance.can(Affordance.RECEPTACLE)


def _may_hold(instance: Instance, classes: tuple[str, ...]) -> bool:
    return _stands(instance) and any(takes(instance.object_class, name) for name in classes)


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


def _cost_to(ctx: Context, ways: Reach, point: tuple[float, float]) -> float:
    """[actions] to come near a point (x, z) [m], an estimate where no way is known."""
    cell = _cell_near(ctx, ways, point)
    if cell is not None:
        return ways.cost[cell]
    pose = ctx.belief.pose
    return 20.0 + 4.0 * math.hypot(point[0] - pose.x, point[1] - pose.z)
