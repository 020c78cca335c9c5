"""What the agent believes: where it is, what the house looks like, which things there are.

The belief is made from observations and the agent's own actions, nothing else. Its map frame is
the world frame where the observation carries the pose, and the start frame under dead reckoning.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from envs.interface import INTERACTIONS, Action, ActionName, InvalidInputError, Observation, Pose
from envs.ontology import BY_NAME, Affordance
from perception import effects
from perception.absence import legible, seen_absent
from perception.containment import (
    PART_OF,
    descendants,
    holds_things,
    over,
    parents_of,
)
from perception.coverage import Coverage
from perception.facts import Fact, facts
from perception.fusion import states_seen
from perception.instances import STRUCTURE, Instance, Point, Sighting, observed, sightings
from perception.links import guessed_links
from perception.pose import START, TRAVEL, advance
from perception.projection import focal_length, pixel_points, world_points
from perception.segmentation import (
    DepthModel,
    Detection,
    OracleDepth,
    OracleSegmentation,
    OracleStates,
    Segmentation,
    SegmentationModel,
    StateModel,
)
from perception.semantic_map import RANGE, TopDownMap
from perception.snapshot import snapshot
from perception.view import View

PoseSource = Literal["observation", "dead-reckoning"]

SMALLEST = 8 / 300**2  # share of the frame that a new instance fills, at least
LOOKS = 2  # looks at its empty place after which a thing is missing
NEAR = 2.0  # [m] what is seen from this near is inspected
FRAME = 300  # [pixels] larger frames are thinned out to about this height
SPILL = 0.1  # [m] that the middle of a thing may be seen outside of what it was put on
MOST_VOTES = 60.0
_SWITCHES = frozenset(
    {"StoveKnob", "StoveBurner", "Faucet", "ShowerHead", "Sink", "Bathtub", *PART_OF}
)


class Belief:
    """The belief.

    Attributes:
        step: number of the last observation, the first is 0; -1 before it.
        pose: of the agent, map frame.
        instances: every individual thing ever seen, by name; those sliced up have
            `present=False`, those not found where they were `missing=True`.
        held: name of the thing in the agent's hand.
        map: top-down map, with the voxel map in `map.voxels`.
        view: the current frame; None before the first observation.
    """

    def __init__(
        self,
        pose_source: PoseSource = "observation",
        segmentation: SegmentationModel | None = None,
        depth: DepthModel | None = None,
        states: StateModel | None = None,
    ) -> None:
        """Starts from nothing.

        Args:
            pose_source: `observation` reads the observation's pose; `dead-reckoning` sums up
                the agent's own actions from (0, 0), yaw 0, horizon 30.
            segmentation, depth, states: models; the oracle ones, that read the observation,
                by default.
        """
        if pose_source not in ("observation", "dead-reckoning"):
            raise InvalidInputError(
                "pose_source", f"must be observation or dead-reckoning, got {pose_source!r}"
            )
        self.step = -1
        self.pose: Pose = START
        self.instances: dict[str, Instance] = {}
        self.held: str | None = None
        self.map = TopDownMap()
        self.view: View | None = None
        self._pose_source = pose_source
        self._segmentation = segmentation or OracleSegmentation()
        self._depth = depth or OracleDepth()
        self._states = states or OracleStates()
        self._coverage = Coverage()
        self._names: dict[int, str] = {}
        self._counts: dict[str, int] = {}
        self._samples: dict[str, NDArray[np.float32]] = {}
        self._votes: dict[str, dict[str, float]] = {}
        self._absences: dict[str, int] = {}
        self._learned: dict[str, str] = {}
        self._turned: tuple[str, frozenset[str]] | None = None

    # --- what the agent asks ---

    def present(self, *object_classes: str) -> tuple[Instance, ...]:
        """Instances believed to be in the house, of these classes (all without any), by name."""
        return tuple(
            self.instances[name]
            for name in sorted(self.instances)
            if self.instances[name].present
            and (not object_classes or self.instances[name].object_class in object_classes)
        )

    def contents(self, name: str) -> tuple[str, ...]:
        """Names of everything in or on a receptacle, and in or on that."""
        return descendants(self.instances, name)

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Names of the receptacle that holds a thing, of the one that holds that, and so on."""
        found: list[str] = []
        parent = self.instances[name].parent
        while parent is not None and parent in self.instances and parent not in found:
            found.append(parent)
            parent = self.instances[parent].parent
        return tuple(found)

    def place_of(self, name: str) -> tuple[float, float] | None:
        """(x, z) metres, map frame, of a thing: with the agent if held; None if unknown."""
        if name == self.held or self.held in self.ancestors(name):
            return self.pose.x, self.pose.z
        instance = self.instances[name]
        if instance.missing or not instance.present:
            return None
        return instance.position[0], instance.position[2]

    def explored_share(self) -> float:
        """Share of the house that has been seen, 0 to 1, an estimate."""
        return self.map.explored_share(self.pose)

    def unseen(self, name: str) -> tuple[NDArray[np.float32], int]:
        """Points (K, 3) [m] of a receptacle that no view has shown, and how many it has in all."""
        return self._coverage.unseen(self.instances[name], self.map.voxels)

    def unseen_walls(self) -> NDArray[np.float32]:
        """Points (K, 3) [m], map frame, before known walls that no view has shown."""
        return self._coverage.unseen_walls(self.map.voxels, self.map.explored)

    def surface(self, name: str) -> NDArray[np.float32]:
        """Points (K, 3) [m], map frame, of a thing's surface as last seen; none if it moved."""
        if self.instances[name].stale:
            return np.zeros((0, 3), np.float32)
        return self._samples.get(name, np.zeros((0, 3), np.float32))

    def facts(self) -> tuple[Fact, ...]:
        """All that is believed true, as ground facts."""
        return facts(self.instances, self.held)

    def snapshot(self) -> dict[str, object]:
        """The belief as JSON-able data, compact; see `perception.snapshot`."""
        return snapshot(self.step, self.pose, self.held, self.instances, self.map)

    # --- what changes it ---

    def update(
        self, observation: Observation, action: Action | None = None, target: str | None = None
    ) -> None:
        """Takes in what the agent sees after an action.

        Args:
            observation: of this step.
            action: that led to it; None for the first observation.
            target: name of the instance that an interaction was meant for; without it, the
                instance at its image point.
        """
        self.step += 1
        if action is not None:
            self._act(action, target, observation.success)
        self.pose = self._located(observation, action)
        segmentation = self._segmentation.segment(observation, self.pose)
        states = self._states.states(observation, self.pose, segmentation)
        self.view = View(  # copies: a renderer may draw the next frame into the same arrays
            segmentation.instances.copy(),
            self._depth.depth(observation, self.pose).metres.copy(),
            self.pose,
            observation.field_of_view,
            identities={},
        )
        self._coverage.add(self.view.depth, self.pose, self.view.field_of_view)
        carried = self._carried()
        self._map(segmentation, carried)
        changed = self._see(segmentation, states, carried)
        for name in sorted(self.instances):
            if self.instances[name].visible:
                self.view.identities[name] = self.instances[name].identity
        self._look_for_absent(carried)
        self._contain(changed, carried)
        self._link()

    def note_interaction(
        self, action: ActionName, target: str, success: bool, aim: Point | None = None
    ) -> None:
        """Takes in what an interaction of the agent's own should have done.

        `update` calls it; call it only for what `update` is not told of.

        Args:
            action: an interaction.
            target: name of the instance acted on.
            success: whether it worked; nothing is believed of what failed.
            aim: [m] the point (x, y, z) acted on, map frame, if known.
        """
        if not success or target not in self.instances:
            return
        before = self.held
        changed, self.held = effects.interaction(self.instances, self.held, action, target, aim)
        self.instances.update(changed)
        self.instances.update(effects.running(self.instances))
        for name in changed:
            if changed[name].stale:
                self._votes.pop(name, None)
                self._absences.pop(name, None)
        if action in (ActionName.PICKUP, ActionName.SLICE):
            instance = self.instances[target]
            self.map.clear_box(instance.low, instance.high)
        if action in (ActionName.PICKUP, ActionName.PLACE) and self.held != before:
            self.map.forget_failed_moves()

    def learn_link(self, switch: str, thing: str) -> None:
        """Remembers what a switch was seen to work on."""
        self._learned = {
            knob: burner for knob, burner in self._learned.items() if burner != thing
        } | {switch: thing}
        self._relink()

    def forget(self, name: str) -> None:
        """Gives up the believed place of a thing: it has to be searched for again."""
        self.instances[name] = dataclasses.replace(
            self.instances[name], missing=True, parent=None, placed_on=None
        )

    def doubt(self, name: str, predicate: str) -> None:
        """Stops believing a state of a thing that is out of view."""
        instance = self.instances.get(name)
        if instance is not None and not instance.visible:
            gone = effects.with_synonyms(frozenset({predicate}))
            self.instances[name] = instance.with_states(frozenset(), gone)

    # --- steps of an update ---

    def _act(self, action: Action, target: str | None, success: bool | None) -> None:
        worked = success is not False
        self._turned = None
        if action.name in INTERACTIONS and action.point is not None and self.view is not None:
            name = target or self.view.name_at(action.point)
            aim = self.view.world_point(action.point)
            if name is None:
                return
            if action.name == ActionName.TOGGLE_ON and worked:
                lit = frozenset(
                    burner.name
                    for burner in self.present("StoveBurner")
                    if "isToggled" in burner.states
                )
                self._turned = (name, lit)
            known = aim if np.isfinite(aim).all() else None
            self.note_interaction(action.name, name, worked, known)
        elif action.name in TRAVEL and not worked:
            self.map.bump(self.pose, action.name)

    def _located(self, observation: Observation, action: Action | None) -> Pose:
        if self._pose_source == "dead-reckoning":
            return advance(self.pose, action, observation.success)
        if observation.pose is None:
            raise InvalidInputError(
                "observation.pose",
                "this observation carries no pose; use pose_source=dead-reckoning",
            )
        return observation.pose

    def _carried(self) -> NDArray[np.int32]:
        """Ids of what is in the agent's hand, and of what is in or on that."""
        if self.held is None:
            return np.zeros(0, np.int32)
        names = (self.held, *self.contents(self.held))
        return np.array([self.instances[name].identity for name in names], np.int32)

    def _map(self, segmentation: Segmentation, carried: NDArray[np.int32]) -> None:
        view = self._seen()
        ids, depth = view.instances, view.depth
        hand = np.isin(ids, carried) if len(carried) else None
        self.map.stand(self.pose)
        near = depth if hand is None else np.where(hand, np.float32(0.0), depth)
        self.map.carve(near, self.pose, view.field_of_view)
        classes = np.zeros(int(ids.max(initial=0)) + 1, np.uint8)
        for detection in segmentation.detections:
            kind = BY_NAME.get(detection.object_class)
            if kind is not None and detection.instance < len(classes):
                classes[detection.instance] = kind.index + 1
        stride = 2 * _stride(depth)
        points = world_points(depth, self.pose, view.field_of_view, stride).reshape(-1, 3)
        thin = slice(stride // 2, None, stride)
        near, ids = near[thin, thin].reshape(-1), ids[thin, thin].reshape(-1)
        kept = np.flatnonzero((near > 0.0) & (near < RANGE))
        self.map.integrate(points[kept], classes[ids[kept]], self.pose.y)

    def _see(
        self,
        segmentation: Segmentation,
        states: Mapping[int, Mapping[str, float]],
        carried: NDArray[np.int32],
    ) -> set[str]:
        """Updates the instances in the frame; returns the names of those whose box changed."""
        kinds = {d.instance: d for d in segmentation.detections if d.object_class not in STRUCTURE}
        in_hand = set(carried.tolist())
        changed: set[str] = set()
        in_frame: set[str] = set()
        smallest = SMALLEST * (self._seen().depth.size / _stride(self._seen().depth) ** 2)
        for sighting in self._sightings(kinds):
            name = self._names.get(sighting.identity)
            if name is None:
                if sighting.pixels < smallest:
                    continue
                name = self._named(kinds[sighting.identity].object_class, sighting)
                changed.add(name)
            before = self.instances[name]
            now = states_seen(before.states, states.get(sighting.identity, {}))
            sliver = sighting.pixels < smallest
            if sighting.identity in in_hand or sliver:
                after = dataclasses.replace(before, states=now, visible=True, last_seen=self.step)
            else:
                after, moved = observed(before, sighting, now, self.step)
                if moved and not before.stale:
                    self._votes.pop(name, None)
                if moved or after.low != before.low or after.high != before.high:
                    changed.add(name)
                self._samples[name] = sighting.samples
            self._absences.pop(name, None)
            self.instances[name] = self._inspected(after, sighting)
            in_frame.add(name)
        for name, instance in self.instances.items():
            if instance.visible and name not in in_frame:
                self.instances[name] = dataclasses.replace(instance, visible=False)
        return changed

    def _sightings(self, kinds: dict[int, Detection]) -> list[Sighting]:
        view = self._seen()
        stride = _stride(view.depth)
        ids = view.instances.reshape(-1)
        wanted = np.zeros(int(ids.max(initial=0)) + 1, bool)
        wanted[[identity for identity in kinds if 0 < identity < len(wanted)]] = True
        chosen = wanted[view.instances] & (view.depth < np.inf)
        if stride > 1:
            kept = np.zeros_like(chosen)
            thin = slice(stride // 2, None, stride)
            kept[thin, thin] = chosen[thin, thin]
            chosen = kept
        pixels = np.flatnonzero(chosen)
        points = pixel_points(view.depth, pixels, self.pose, view.field_of_view)
        return sightings(points, ids[pixels], (self.pose.x, self.pose.z))

    def _seen(self) -> View:
        if self.view is None:
            raise InvalidInputError("observation", "the belief has not been updated with any yet")
        return self.view

    def _named(self, object_class: str, sighting: Sighting) -> str:
        number = self._counts.get(object_class, 0) + 1
        self._counts[object_class] = number
        name = f"{object_class.lower()}_{number}"
        self._names[sighting.identity] = name
        self.instances[name] = Instance(
            name,
            object_class,
            sighting.identity,
            sighting.low,
            sighting.high,
            first_seen=self.step,
            last_seen=self.step,
        )
        return name

    def _inspected(self, instance: Instance, sighting: Sighting) -> Instance:
        if sighting.distance > NEAR or not instance.can(Affordance.RECEPTACLE):
            return instance
        inside = instance.looked_inside
        if instance.is_open and instance.can(Affordance.OPENABLE):
            inside = self.step
        return dataclasses.replace(instance, inspected=self.step, looked_inside=inside)

    def _look_for_absent(self, carried: NDArray[np.int32]) -> None:
        in_hand = set(carried.tolist())
        candidates = {
            name: self._samples[name]
            for name, instance in self.instances.items()
            if instance.present
            and not (instance.visible or instance.missing or instance.stale)
            and instance.can(Affordance.PICKUPABLE)
            and instance.identity not in in_hand
            and name in self._samples
        }
        view = self._seen()
        focal = focal_length(view.depth.shape[0], view.field_of_view)
        for name in seen_absent(candidates, view.depth, self.pose, view.field_of_view):
            if not legible(self.instances[name], self.pose, focal):
                continue
            self._absences[name] = self._absences.get(name, 0) + 1
            if self._absences[name] >= LOOKS:
                self.forget(name)

    def _contain(self, changed: set[str], carried: NDArray[np.int32]) -> None:
        """Decides again what holds the things in view of which something new was seen."""
        in_hand = set(carried.tolist())
        things = {
            instance.identity: instance
            for instance in self.instances.values()
            if instance.visible
            and instance.identity not in in_hand
            and (instance.can(Affordance.PICKUPABLE) or instance.object_class in PART_OF)
        }
        voted = self._vote(things, in_hand)
        unsure = []
        for one in things.values():
            if self._put_there(one):
                if one.parent != one.placed_on:
                    self.instances[one.name] = dataclasses.replace(one, parent=one.placed_on)
            elif one.name in changed or one.name in voted:
                unsure.append(one)
        if not unsure:
            return
        receptacles = [
            one
            for one in self.instances.values()
            if holds_things(one.object_class)
            and one.present
            and not one.missing
            and one.identity not in in_hand
        ]
        viewer = self.pose.x, self.pose.z
        for name, parent in parents_of(unsure, receptacles, self._votes, viewer).items():
            self.instances[name] = dataclasses.replace(self.instances[name], parent=parent)

    def _vote(self, things: dict[int, Instance], in_hand: set[int]) -> set[str]:
        """Counts contacts of things in view with receptacles; returns names with new ones."""
        view = self._seen()
        bottoms = {identity: thing.low[1] for identity, thing in things.items()}
        holders = {
            identity
            for name, identity in view.identities.items()
            if identity not in in_hand and holds_things(self.instances[name].object_class)
        }
        voted: set[str] = set()
        for (thing, holder), count in view.contacts(bottoms, holders).items():
            name, votes = self._names[holder], self._votes.setdefault(self._names[thing], {})
            if votes.get(name, 0.0) < MOST_VOTES:
                votes[name] = votes.get(name, 0.0) + count
                voted.add(self._names[thing])
        return voted

    def _put_there(self, thing: Instance) -> bool:
        """Whether the agent itself put a thing where it is now: nothing seen tells better."""
        holder = self.instances.get(thing.placed_on or "")
        if holder is None or not holder.present or holder.missing:
            return False
        return over(holder.low, holder.high, thing.position, SPILL)

    def _link(self) -> None:
        if self._turned is not None:
            knob, before = self._turned
            lit = [
                burner.name
                for burner in self.present("StoveBurner")
                if burner.visible and "isToggled" in burner.states and burner.name not in before
            ]
            is_knob = self.instances[knob].object_class == "StoveKnob"
            if is_knob and len(lit) == 1 and self._learned.get(knob) != lit[0]:
                self.learn_link(knob, lit[0])
                self.instances.update(effects.running(self.instances))
        if any(one.visible and one.object_class in _SWITCHES for one in self.instances.values()):
            self._relink()

    def _relink(self) -> None:
        switches = [
            one for one in self.instances.values() if one.present and one.object_class in _SWITCHES
        ]
        for name, names in guessed_links(switches, self._learned).items():
            if self.instances[name].links != names:
                self.instances[name] = dataclasses.replace(self.instances[name], links=names)


def _stride(depth: NDArray[np.float32]) -> int:
    return max(1, round(depth.shape[0] / FRAME))
