"""What the agent believes: where it is, what the house looks like, which things there are.

It is made from observations and the agent's own actions. Its map frame is the world frame where
the observation carries the pose, and the start frame under dead reckoning.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from envs.interface import INTERACTIONS, Action, ActionName, InvalidInputError, Observation, Pose
from envs.ontology import Affordance
from perception import effects
from perception.absence import plainly_absent
from perception.containment import ancestors, descendants
from perception.coverage import Coverage
from perception.facts import Fact, facts
from perception.framing import Frame, add_frame, seen_instances, stride_of
from perception.fusion import look_at, states_seen
from perception.hand import held_apart
from perception.holding import Holding
from perception.instances import (
    STRUCTURE,
    Instance,
    Point,
    Sighting,
    inspected,
    is_other_box,
    observed,
)
from perception.links import Links
from perception.pose import START, TRAVEL, advance
from perception.revision import forgotten, joined, strike
from perception.segmentation import (
    DepthModel,
    OracleDepth,
    OracleSegmentation,
    OracleStates,
    Segmentation,
    SegmentationModel,
    StateModel,
    SuccessModel,
)
from perception.semantic_map import TopDownMap
from perception.snapshot import snapshot
from perception.success import Witness
from perception.suspects import Suspect, suspects
from perception.track import Track
from perception.tracking import Tracked, Tracker
from perception.view import View

PoseSource = Literal["observation", "dead-reckoning"]

SMALLEST = 8 / 300**2  # share of the frame that a new instance fills, at least
LOOKS = 2  # looks at its empty place after which a thing is missing


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
        may_err: whether things and their states are judged by models that make mistakes.
        worked: whether the last action did, as told or as seen; None before the first.
        acted_on: names of things that the agent's own doing changed, or was done to.
    """

    def __init__(
        self,
        pose_source: PoseSource = "observation",
        segmentation: SegmentationModel | None = None,
        depth: DepthModel | None = None,
        states: StateModel | None = None,
        success: SuccessModel | None = None,
    ) -> None:
        """Starts from nothing.

        Args:
            pose_source: `observation` reads the observation's pose; `dead-reckoning` sums up
                the agent's own actions from (0, 0), yaw 0, horizon 30.
            segmentation, depth, states: models; the oracle ones, that read the observation,
                by default.
            success: tells whether the last action worked; what the observation says by default.
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
        self.worked: bool | None = None
        self.acted_on: set[str] = set()
        self._pose_source = pose_source
        self._segmentation = segmentation or OracleSegmentation()
        self._depth = depth or OracleDepth()
        self._states = states or OracleStates()
        models = type(self._segmentation), type(self._states)
        self.may_err = models != (OracleSegmentation, OracleStates)
        reckoned = pose_source == "dead-reckoning"
        self._witness = Witness(success, self._depth if reckoned else None)
        self._coverage = Coverage()
        self._names: dict[int, str] = {}
        self._counts: dict[str, int] = {}
        self._samples: dict[str, NDArray[np.float32]] = {}
        self._tracker = Tracker()
        self._holding = Holding()
        self._links = Links()
        self._acted: tuple[int, tuple[int, int]] | None = None
        self._absences: dict[str, int] = {}

    # --- what the agent asks ---

    def present(self, *object_classes: str) -> tuple[Instance, ...]:
        """Instances believed to be in the house, of these classes (all without any), by name."""
        there = (one for _, one in sorted(self.instances.items()) if one.present)
        return tuple(
            one for one in there if not object_classes or one.object_class in object_classes
        )

    def contents(self, name: str) -> tuple[str, ...]:
        """Names of everything in or on a receptacle, and in or on that."""
        return descendants(self.instances, name)

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Names of the receptacle that holds a thing, of the one that holds that, and so on."""
        return ancestors(self.instances, name)

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

    def remembered(self) -> int:
        """How many things are kept in mind: believed, doubted and given up."""
        return len(self.instances) + sum(1 for _ in self._tracker.tentative())

    def suspects(self, kinds: Collection[str]) -> tuple[Suspect, ...]:
        """Things that may be of some classes, and are taken for something else or for nothing."""
        carried = self._carried().tolist()
        return suspects(self._tracker.tracks.values(), self.instances, carried, kinds)

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
        observation = self._witness.told(observation, action, self.pose, self.map.voxels)
        self.worked = observation.success
        if action is not None:
            self._act(action, target, observation.success)
        self.pose = self._located(observation, action)
        segmentation = self._segmentation.segment(observation, self.pose)
        depth = self._depth.depth(observation, self.pose)
        carried, tracked, lens = self._carried(), None, observation.field_of_view
        if self.held is not None and not segmentation.persistent:
            kind = self.instances[self.held].object_class
            segmentation = held_apart(segmentation, depth, lens, kind)
        states = self._states.states(observation, self.pose, segmentation)
        if not segmentation.persistent:
            frame = Frame(segmentation, depth, self.pose, lens, self.step, self.view)
            tracked = self._track(frame, carried)
            segmentation, states = tracked.segmentation, tracked.by_identity(states)
        # copies: a renderer may draw the next frame into the same arrays
        ids = segmentation.instances.copy() if tracked is None else segmentation.instances
        self.view = View(ids, depth.metres.copy(), self.pose, lens, identities={})
        self._coverage.add(self.view.depth, self.pose, self.view.field_of_view)
        add_frame(self.map, self.view, segmentation, depth.spread, carried)
        if tracked is None:
            changed = self._see(segmentation, states, carried)
            self._look_for_absent(carried)
        else:
            changed = self._see_tracked(tracked, states, carried)
            self._doubt_unseen(tracked, carried)
        self._holding.decide(self.instances, self.view, changed, set(carried.tolist()))
        if self._links.watch(self.instances):
            self.instances.update(effects.running(self.instances))

    def note_interaction(
        self, action: ActionName, target: str, success: bool, aim: Point | None = None
    ) -> None:
        """Takes in what an interaction of the agent's own should have done.

        `update` calls it; call it only for what `update` is not told of.

        Args:
            action: an interaction.
            target: name of the instance acted on.
            success: whether it worked; where things may be taken for what they are not, it
                tells what they are.
            aim: [m] the point (x, y, z) acted on, map frame, if known.
        """
        if target not in self.instances:
            return
        held = self.instances.get(self.held or "")
        told = self._tracker.outcome(action, success, self.instances[target], held)
        self.instances.update({one.name: one for one in told})
        if not success:
            return
        before = self.held
        states = {name: instance.states for name, instance in self.instances.items()}
        changed, self.held = effects.interaction(self.instances, self.held, action, target, aim)
        self.instances.update(changed)
        self.instances.update(effects.running(self.instances))
        for name, instance in list(self.instances.items()):
            if instance.states != states[name] or name == target:
                self.acted_on.add(name)
                for same in self._tracker.expect(instance, states[name], direct=name == target):
                    self._remove(same, name)
        for name in (one for one in changed if changed[one].stale):
            self._holding.forget(name)
            self._absences.pop(name, None)
        if action in (ActionName.PICKUP, ActionName.SLICE):
            self.map.clear_box(self.instances[target].low, self.instances[target].high)
        if action in (ActionName.PICKUP, ActionName.PLACE) and self.held != before:
            self.map.forget_failed_moves()

    def doubt_switch(self, thing: str) -> None:
        """Takes a thing for off, and its switch, if that is on, for another thing's."""
        self._links.refute(self.instances, thing)
        self.suppose(thing, "isToggled", False)

    def forget(self, name: str) -> None:
        """Gives up the believed place of a thing: it has to be searched for again."""
        self.instances[name] = self.instances[name].but(missing=True, parent=None, placed_on=None)

    def doubt(self, name: str, predicate: str) -> None:
        """Stops believing a state of a thing that is out of view."""
        instance = self.instances.get(name)
        if instance is not None and not instance.visible:
            gone = effects.with_synonyms(frozenset({predicate}))
            self._tracker.doubt(instance.identity, gone)
            self.instances[name] = instance.with_states(frozenset(), gone)

    def suppose(self, name: str, predicate: str, value: bool) -> None:
        """Takes a state of a thing for so though it cannot be told, until it is seen clearly."""
        self.instances[name] = self._tracker.suppose(self.instances[name], predicate, value)

    def take_for(self, suspect: Suspect) -> str:
        """Takes a suspect for what it may be, until it shows otherwise; returns its name."""
        track = self._tracker.tracks[suspect.identity]
        track.take_for(suspect.kind)
        if track.name is None:
            track.name = self._named(suspect.kind, track)
        self.instances[track.name] = self.instances[track.name].but(
            object_class=track.object_class, confidence=track.confidence
        )
        return track.name

    # --- steps of an update ---

    def _act(self, action: Action, target: str | None, success: bool | None) -> None:
        worked = success is not False
        self._links.turned, self._acted = None, None
        if action.name in INTERACTIONS and action.point is not None and self.view is not None:
            name = target or self.view.name_at(action.point)
            aim = self.view.world_point(action.point)
            if name is None:
                return
            if name in self.instances:
                identity = self.instances[name].identity
                self._acted = (identity, self.view.pixel(action.point))
            if action.name == ActionName.TOGGLE_ON and worked:
                self._links.turn(self.instances, name)
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

    def _see(
        self,
        segmentation: Segmentation,
        states: Mapping[int, Mapping[str, float]],
        carried: NDArray[np.int32],
    ) -> set[str]:
        """Updates the instances in the frame; returns the names of those whose box changed."""
        kinds = {d.instance: d for d in segmentation.detections if d.object_class not in STRUCTURE}
        in_hand = set(carried.tolist())
        changed, in_frame = set[str](), set[str]()
        smallest = SMALLEST * (self._seen().depth.size / stride_of(self._seen().depth) ** 2)
        for sighting in seen_instances(self._seen(), kinds):
            name = self._names.get(sighting.identity)
            if name is None:
                if sighting.pixels < smallest:
                    continue
                name = self._named(kinds[sighting.identity].object_class, sighting)
                changed.add(name)
            now = states_seen(self.instances[name].states, states.get(sighting.identity, {}))
            sliver = sighting.pixels < smallest
            if self._take_in(name, sighting, now, sighting.identity in in_hand or sliver):
                changed.add(name)
            in_frame.add(name)
        self._in_view(in_frame)
        return changed

    def _see_tracked(
        self,
        tracked: Tracked,
        states: Mapping[int, Mapping[str, float]],
        carried: NDArray[np.int32],
    ) -> set[str]:
        """As `_see`, of detections that may err; things are believed once enough speaks for it."""
        in_hand, changed, in_frame = set(carried.tolist()), set[str](), set[str]()
        for sighting in tracked.sightings:
            track = self._tracker.tracks[sighting.identity]
            filled = sighting.pixels / self._seen().depth.size
            if track.name is None:
                if not track.believed or filled < SMALLEST:
                    continue
                track.name = self._named(track.object_class, sighting)
                changed.add(track.name)
            name = track.name
            if sighting.identity in tracked.several:  # only what is seen now is this thing
                self.instances[name] = self.instances[name].but(stale=True)
            before = self.instances[name]
            judged = states.get(sighting.identity, {})
            look = look_at(self.pose, before.position)
            now = track.fuse_states(before.states, judged, look, filled)
            alone = sighting.identity in in_hand or filled < SMALLEST
            if self._take_in(name, sighting, now, alone):
                changed.add(name)
            self.instances[name] = self.instances[name].but(
                object_class=track.object_class,
                confidence=track.confidence,
                likely=track.likely(),
            )
            in_frame.add(name)
        self._in_view(in_frame)
        return changed

    def _take_in(
        self, name: str, sighting: Sighting, states: frozenset[str], states_alone: bool
    ) -> bool:
        """Updates one instance in the frame; True if its box changed."""
        before, changed = self.instances[name], False
        if states_alone:
            after = before.but(states=states, visible=True, last_seen=self.step)
        else:
            after, moved = observed(before, sighting, states, self.step)
            if moved and not before.stale:
                self._holding.forget(name)
            changed = moved or is_other_box(before, after)
            self._samples[name] = sighting.samples
        self._absences.pop(name, None)
        self.instances[name] = inspected(after, sighting, self.step)
        return changed

    def _in_view(self, in_frame: set[str]) -> None:
        """Says, of all instances, which are in the frame."""
        for name, instance in self.instances.items():
            if instance.visible and name not in in_frame:
                self.instances[name] = instance.but(visible=False)
        identities = {name: self.instances[name].identity for name in sorted(in_frame)}
        self._seen().identities.update(identities)

    def _track(self, frame: Frame, carried: NDArray[np.int32]) -> Tracked:
        tracked = self._tracker.track(frame, self.instances, carried.tolist(), self._acted)
        for kept, gone in tracked.merged:
            self._merge(kept, gone)
        return tracked

    def _merge(self, kept: int, gone: int) -> None:
        """Two instances turned out to be one."""
        names = self._names.get(kept), self._names.get(gone)
        if names[0] is None or names[1] is None:
            return
        one, other = (self.instances[name] for name in names if name is not None)
        self.instances[one.name] = joined(one, other)
        self._remove(other.name, one.name)

    def _remove(self, name: str, instead: str | None = None) -> None:
        """There never was such a thing; what it held is held by another, or by nothing known."""
        self._tracker.forget(self.instances[name].identity)
        self._names.pop(self.instances[name].identity, None)
        strike(self.instances, name, instead)
        self._holding.rename(name, instead)
        self._samples.pop(name, None)
        for gone in forgotten(self.instances):
            del self.instances[gone]

    def _doubt_unseen(self, tracked: Tracked, carried: NDArray[np.int32]) -> None:
        """Gives up what should have been in view and was not, once that happened enough."""
        view = self._seen()
        for track, empty in self._tracker.doubt_unseen(
            tracked, view, self.instances, set(carried.tolist())
        ):
            if track.name is None:
                self._tracker.forget(track.identity)
            elif empty and self.instances[track.name].can(Affordance.PICKUPABLE):
                self.forget(track.name)
            else:
                self._remove(track.name)

    def _seen(self) -> View:
        if self.view is None:
            raise InvalidInputError("observation", "the belief has not been updated with any yet")
        return self.view

    def _named(self, object_class: str, sighting: Sighting | Track) -> str:
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
            spread=sighting.spread,
        )
        return name

    def _look_for_absent(self, carried: NDArray[np.int32]) -> None:
        in_hand = set(carried.tolist())
        candidates = {
            name: (instance, self._samples[name])
            for name, instance in self.instances.items()
            if instance.present
            and not (instance.visible or instance.missing or instance.stale)
            and instance.can(Affordance.PICKUPABLE)
            and instance.identity not in in_hand
            and name in self._samples
        }
        for name in plainly_absent(candidates, self._seen()):
            self._absences[name] = self._absences.get(name, 0) + 1
            if self._absences[name] >= LOOKS:
                self.forget(name)
