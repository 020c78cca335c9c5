"""Looking for what has not been seen: unexplored floor, closed containers, hidden corners."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from agent.skills.confirm import confirm
from agent.skills.doors import ROWS, doors_away, note_opened, opened_part
from agent.skills.interact import UNEASY, interact
from agent.skills.navigate import (
    go,
    look_around,
    reachable,
    turn,
)
from agent.skills.peer import peer_inside
from agent.skills.places import (
    TAKEN_AMONG_ALL,
    TAKEN_AT_LAST,
    TAKEN_FOR,
    Place,
    best_place,
    near_frontiers,
    places,
    weighed,
)
from agent.skills.skill import DONE, Context, Intent, Outcome, Result, Skill, act
from agent.skills.survey import (
    another_view,
    closer_view,
    is_hidden,
    look_from,
    look_over,
    viewpoint,
)
from agent.trace import DecisionKind
from envs.interface import VISIBILITY_DISTANCE, ActionName
from perception.instances import Instance, Point
from perception.suspects import Suspect

TRIES = 2  # failed attempts at a container before a search goes without it
NEARBY = 2.5  # [m] frontiers this near are turned to
KEEP_BACK = 40  # [actions] of the episode that a search leaves for what comes after
KEEP_BACK_FOUND = 350  # and that a search for still more of a kind leaves
MAPS_ANEW = 2  # times that a map from guessed depth is made anew, where nowhere is left to go
FLUSH = 0.12  # [m] that doors in a row may stand out from each other
DOORS = 4  # of a row, at most, beside the first
INSIDE = 0.05  # [m] by which what is in a container may be seen outside of its box
NEARLY = 0.25  # the same where that is only worth a look: a box may end before its back is seen
LEAST_DOOR = 60 / 300**2  # share of the frame that a door beside fills at least
NO_MORE = 0.05  # things left to find, in the mean, at which a search for every one of a kind ends
HOPEFUL = 0.05  # chance from which on what is in a container is looked at from aside as well
VIEWPOINTS = 3  # of a place in a row

Wanted = Callable[[Instance], bool]


@dataclass(frozen=True, slots=True)
class _Quest:
    """What is looked for.

    Attributes:
        kinds: object types that would do.
        what: it, in words.
        stop: whether an instance ends the search.
        taken: chance from which on a thing seen from near is taken for one.
    """

    kinds: Sequence[str]
    what: str
    stop: Wanted
    taken: float


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
            is never true makes the search go on until next to none can be left.
    """
    kinds = sorted(set(classes))
    stop = wanted if enough is None else enough
    picky = enough is not None
    for round_number in range(400):
        again = ctx.memory.recoveries["nothing found"] > 0
        if enough is not None:
            taken = TAKEN_AMONG_ALL if picky else TAKEN_FOR
        else:
            taken = TAKEN_AT_LAST if again else TAKEN_FOR
        take_likely(ctx, kinds, max(taken, TAKEN_FOR))
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
        options = places(ctx, kinds, again and not found, taken)
        no_more = enough is not None and sum(one.chance for one in options) < NO_MORE
        best = None if no_more else best_place(options)
        if best is None:
            if picky:  # of every one that is wanted, one too many does less harm than one too few
                picky = False
            elif not (yield from _map_anew(ctx)):
                return Result(Outcome.NOT_FOUND, f"nowhere left to look for {what}")
            continue
        if best.suspect is not None:
            ctx.memory.searched.add(best.key)
            yield from _look_closer(ctx, best.suspect, kinds, taken)
        else:
            yield from _look_at(ctx, best, _Quest(kinds, what, stop, max(taken, TAKEN_FOR)))
    return Result(Outcome.NOT_FOUND, f"looked everywhere for {what}")


def _map_anew(ctx: Context) -> Generator[Intent, bool, bool]:
    """Forgets what stands in the way where depth is guessed, and looks around; False where that
    was done often enough."""
    if not ctx.belief.map.guessed or ctx.memory.recoveries["map anew"] >= MAPS_ANEW:
        return False
    ctx.memory.recoveries["map anew"] += 1
    ctx.memory.explore_anew()
    ctx.belief.map.forget_obstacles()
    ctx.decide(DecisionKind.RECOVERY, "what seemed to stand in the way may not be there: map anew")
    yield from look_around(ctx, "map the surroundings anew")
    return True


def _found(ctx: Context, wanted: Wanted) -> bool:
    return any(
        wanted(instance)
        for instance in ctx.belief.instances.values()
        if instance.present and not instance.missing and not ctx.memory.excluded(instance.name)
    )


def take_likely(
    ctx: Context, kinds: Sequence[str], enough: float, container: str | None = None
) -> None:
    """Takes things that nothing is believed of yet, and that were seen well or are in an open
    container, for one of some classes where they may well be: what is in a container is not in
    view for long.

    Args:
        ctx: the agent's.
        kinds: the classes.
        enough: chance from which on they are taken for one.
        container: name of what is being looked into.
    """
    holder = ctx.instance(container) if container is not None else None
    for one in ctx.belief.suspects(kinds) if ctx.belief.may_err else ():
        if one.named:
            continue
        inside = holder is not None and _is_inside(one, *opened_part(ctx, holder))
        if (one.looked_at or inside) and weighed(one) >= enough:
            _take(ctx, one)


def _is_inside(thing: Suspect, low: Point, high: Point, margin: float = INSIDE) -> bool:
    """Whether most of what is seen of a thing is in a box (corners, metres), or nearly."""
    first, last = np.array(low) - margin, np.array(high) + margin
    within = ((thing.points >= first) & (thing.points <= last)).all(axis=1)
    return bool(within.mean() > 0.5)


def _take(ctx: Context, suspect: Suspect) -> None:
    name = ctx.belief.take_for(suspect)
    ctx.memory.taken.add(name)
    ctx.decide(DecisionKind.SEARCH, f"takes {name} for a {suspect.kind} ({suspect.chance:.2f})")


def _look_at(ctx: Context, place: Place, quest: _Quest) -> Skill:
    what = quest.what
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
        return (yield from _survey(ctx, place, quest))
    if place.kind == "mate":
        view = closer_view(ctx, ctx.belief.surface(place.name), reachable(ctx))
        if view is not None:
            ctx.decide(DecisionKind.SEARCH, f"look beside {place.name} for {what}")
            yield from look_from(ctx, view, f"look for {what} beside {place.name}")
        return DONE
    return (yield from _look_into(ctx, place, quest))


def _look_into(ctx: Context, place: Place, quest: _Quest) -> Skill:
    """Opens a container, and looks behind each of its doors."""
    name, why = place.name, f"look for {quest.what} in {place.name}"
    ctx.decide(DecisionKind.SEARCH, why)
    instance = ctx.instance(name)
    if instance is not None:
        sure = yield from confirm(ctx, name, instance.object_class, why)
        if not sure.done:
            ctx.decide(DecisionKind.FAILURE, f"could not look into {name}: {sure.text}")
            return sure
        instance = ctx.instance(name)
    if instance is not None and "isToggled" in instance.states:
        yield from interact(ctx, ActionName.TOGGLE_OFF, name, why)
    before = len(ctx.trace.steps)
    result = yield from interact(ctx, ActionName.OPEN, name, why)
    if result.done:
        # what only looks open cannot be closed again
        opened = not ctx.belief.may_err or ctx.trace.did(ActionName.OPEN, before)
        ctx.memory.looked[name] = len(ctx.trace.steps)

        def seen() -> bool:
            take_likely(ctx, quest.kinds, quest.taken, name)
            return _found(ctx, lambda one: one.object_class in quest.kinds and quest.stop(one))

        for _ in range(1 + DOORS):
            yield from peer_inside(ctx, name, why, seen)
            if not _found(ctx, quest.stop):
                yield from _look_twice(ctx, name, quest, why)
                seen()
            if not opened or _found(ctx, quest.stop):
                break  # whatever is taken to hold what was found: doors in a row look like one
            yield from interact(ctx, ActionName.CLOSE, name, f"close {name} again")
            if not (yield from _open_beside(ctx, name, why)):
                break
        if opened or seen() or not is_hidden(ctx, name):
            return result
        del ctx.memory.looked[name]
        ctx.memory.shut.add(name)
        result = Result(Outcome.NOT_SEEN, "it only looked open")
    ctx.decide(DecisionKind.FAILURE, f"could not look into {name}: {result.text}")
    if ctx.memory.note_failure("look into", name) < TRIES:
        ctx.memory.searched.discard(place.key)
        ctx.memory.stand_tries.pop(name, None)
    return result


def _look_twice(ctx: Context, name: str, quest: _Quest, why: str) -> Skill:
    """Looks from elsewhere at what is in an open container and may be what is looked for, and takes
    it for that from some chance on: small things are misnamed from one place and not from the
    next."""
    holder = ctx.instance(name)
    if holder is None or not ctx.belief.may_err:
        return DONE
    inside = opened_part(ctx, holder)
    options = [one for one in ctx.belief.suspects(quest.kinds) if one.chance >= HOPEFUL]
    options = [one for one in options if _is_inside(one, *inside, NEARLY)]
    likeliest = max(options, key=lambda one: one.chance, default=None)
    view = likeliest and another_view(ctx, likeliest.points, reachable(ctx))
    if likeliest is None or view is None:
        return DONE
    text = f"what may be a {likeliest.kind} ({likeliest.chance:.2f}) is in {name}: look once more"
    ctx.decide(DecisionKind.SEARCH, text)
    yield from look_from(ctx, view, why)
    for one in ctx.belief.suspects(quest.kinds):
        if one.identity == likeliest.identity and weighed(one) >= quest.taken:
            _take(ctx, one)
    return DONE


def _open_beside(ctx: Context, name: str, why: str) -> Generator[Intent, bool, bool]:
    """Opens the next of doors in a row that were taken for one thing; True if it did."""
    instance = ctx.instance(name)
    apart = ROWS.get(instance.object_class) if instance is not None else None
    if name not in ctx.memory.opened or apart is None or not ctx.belief.may_err:
        return False
    point, before = _door_beside(ctx, name, apart), ctx.belief.view
    if point is None or ctx.failures_left <= UNEASY:
        return False
    worked = yield act(ActionName.OPEN, f"{why} (a door beside it)", name, point)
    if worked:
        note_opened(ctx, name, before, point)
    return worked


def _door_beside(ctx: Context, name: str, apart: tuple[float, float]) -> tuple[float, float] | None:
    """Image point (y, x) in reach on what is taken for a thing, so far [m] from where anything was
    opened before that it must be of another; the nearest such part."""
    view = ctx.belief.view
    if view is None:
        return None
    rows, columns = np.nonzero(view.mask(name))
    points = view.points[rows, columns]
    share = doors_away(points, ctx.memory.doors, apart)
    flush = np.abs(points - np.array(ctx.memory.opened[name].handle))[:, [0, 2]].min(axis=1) < FLUSH
    camera = ctx.belief.pose.camera_position()
    reached = np.linalg.norm((points - camera)[:, [0, 2]], axis=1) < VISIBILITY_DISTANCE
    fit = np.flatnonzero((share > 1.0) & flush & reached)
    if len(fit) < LEAST_DOOR * view.depth.size:
        return None
    near = fit[share[fit] < share[fit].min() + 0.5]
    middle = points[near].mean(axis=0)
    best = near[int(np.linalg.norm(points[near] - middle, axis=1).argmin())]
    height, width = view.depth.shape
    return (float(rows[best]) + 0.5) / height, (float(columns[best]) + 0.5) / width


def _look_closer(ctx: Context, suspect: Suspect, kinds: Sequence[str], enough: float) -> Skill:
    """Looks from near at a thing that may be of some classes, and takes it for one from some
    chance on."""
    view = closer_view(ctx, suspect.points, reachable(ctx))
    if view is not None:
        text = f"a closer look at what may be a {suspect.kind} ({suspect.chance:.2f})"
        ctx.decide(DecisionKind.SEARCH, text)
        yield from look_from(ctx, view, text)
    for one in ctx.belief.suspects(kinds):
        if one.identity == suspect.identity and one.looked_at and weighed(one) >= enough:
            _take(ctx, one)
    return DONE


def _survey(ctx: Context, place: Place, quest: _Quest) -> Skill:
    """Looks a receptacle over, unless no more of it can be seen from anywhere."""
    if viewpoint(ctx, place.name, reachable(ctx), place.glimpse) is None:
        return DONE
    ctx.decide(DecisionKind.SEARCH, f"look over {place.name} for {quest.what}")
    why = f"look for {quest.what} at {place.name}"

    def seen() -> bool:
        take_likely(ctx, quest.kinds, quest.taken)
        return _found(ctx, quest.stop)

    result = yield from look_over(ctx, place.name, why, VIEWPOINTS, seen, place.glimpse)
    if not place.glimpse and viewpoint(ctx, place.name, reachable(ctx)) is not None:
        ctx.memory.searched.discard(place.key)
    return result


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
