"""What is known of one thing that is tracked through frames, beside what the belief says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from envs.ontology import BY_NAME, OBJECT_TYPES
from perception.effects import with_synonyms
from perception.fusion import (
    FLOOR,
    LEGIBLE,
    LOOKS_KEPT,
    OTHER,
    RENAMED,
    SETTLED,
    TEMPERED,
    Look,
    expected_states,
    fused_classes,
    fused_states,
    legibility,
    likeliest,
    logit,
    novelty,
    refused_state,
    sigmoid,
)
from perception.instances import Instance, Point

BELIEVED = 1.0  # log odds of being there from which on a track is believed
NAMED = 0.4  # probability of its class from which on a track is believed
TOLD = 24.0  # [pixels of 300x300] that it has to have filled once: less could be anything
UNCLEAR = 0.5  # confidence in a speck, at most
TAKEN = 0.6  # probability of a class that it is taken for until it shows otherwise
REFUTED = 0.1  # what a look counts that says again what was refuted
SAME_LOOK = 0.05  # novelty of a look that is not worth remembering


@dataclass(slots=True)
class Track:
    """What is known of one thing beside its place.

    Attributes:
        identity: id of its pixels.
        classes: (C,) float32, log probability of each ontology type, by index.
        evidence: log odds of there being such a thing.
        low, high: [m] corners of its box, map frame.
        spread: [m] standard deviation of where its surface is.
        samples: (K, 3) float32 points of its surface, metres, map frame.
        name: of the instance; None while it is tentative.
        looks: at it, the last ones, whether it was seen or missed.
        judged: looks at its states since they last changed by the agent's own doing.
        odds: log odds of its states.
        largest: [pixels of 300x300] that it filled at most.
        last_seen: step number.
        refuted: object types that it was taken for until it showed, in the hand or by what it
            would not do, that it is something else.
        been: object types that it was believed to be of before.
        done: what the agent's own doing made of its states last, and how often in a row.
    """

    identity: int
    classes: NDArray[np.float32]
    low: Point
    high: Point
    samples: NDArray[np.float32]
    spread: float = 0.0
    evidence: float = 0.0
    name: str | None = None
    object_class: str = ""
    looks: list[Look] = field(default_factory=list[Look])
    judged: list[Look] = field(default_factory=list[Look])
    odds: dict[str, float] = field(default_factory=dict[str, float])
    largest: float = 0.0
    last_seen: int = 0
    refuted: set[str] = field(default_factory=set[str])
    been: set[str] = field(default_factory=set[str])
    done: dict[str, tuple[bool, int]] = field(default_factory=dict[str, tuple[bool, int]])

    @property
    def class_probability(self) -> float:
        return float(np.exp(self.classes[BY_NAME[self.object_class].index]))

    @property
    def confidence(self) -> float:
        """In there being such a thing, of that class; a thing that was never seen large may be
        another, whatever the network says."""
        clear = UNCLEAR + (1.0 - UNCLEAR) * min(1.0, self.largest / LEGIBLE)
        return min(self.class_probability * sigmoid(self.evidence), clear)

    def look(self, look: Look) -> float:
        """Remembers a look at it, and says how much it can tell, 0 to 1."""
        return _looked(self.looks, look)

    def judge(self, look: Look) -> float:
        """Remembers a look at its states, and says how much it can tell, 0 to 1."""
        return _looked(self.judged, look)

    @property
    def believed(self) -> bool:
        """Whether enough speaks for it, and for its class."""
        sure = self.evidence >= BELIEVED and self.class_probability >= NAMED
        return sure and self.largest >= TOLD

    def fuse_states(
        self, before: frozenset[str], judged: Mapping[str, float], look: Look, share: float
    ) -> frozenset[str]:
        """States believed after a look, see `perception.fusion.fused_states`. What was done again
        and again, and never looks so, is rather misjudged: each time looks count less.

        Args:
            before: believed true until now.
            judged: probability of each predicate that the look tells of.
            look: from where.
            share: of the frame that it fills.
        """
        if not judged:
            return before
        judged = {
            name: sigmoid(logit(chance) / self.done[name][1]) if name in self.done else chance
            for name, chance in judged.items()
        }
        weight = self.judge(look) * legibility(share * 300**2)
        return fused_states(self.odds, before, judged, weight)

    def refuse(self, instance: Instance, sets: tuple[str, bool] | None) -> Instance:
        """Takes in that an action on it was refused: it may not be what it is taken for.

        Args:
            instance: as believed.
            sets: the state that the action would have changed, and to what; None for none.

        Returns:
            The instance, in that state where it is now believed to be so already.
        """
        self.evidence -= OTHER
        self.temper(TEMPERED)
        if sets is None:
            return instance
        name, value = sets
        refused_state(self.odds, name, value)
        if (self.odds[name] if value else -self.odds[name]) <= SETTLED:
            return instance
        alike, none = with_synonyms(frozenset({name})), frozenset[str]()
        return instance.with_states(alike, none) if value else instance.with_states(none, alike)

    def temper(self, share: float) -> None:
        """Keeps a share of the log probabilities of its classes."""
        self.classes = np.float32(share) * self.classes
        self.classes -= np.float32(np.log(np.exp(self.classes).sum()))

    def expect(self, before: frozenset[str], after: frozenset[str], sure: float) -> None:
        """Takes in what the agent's own doing should have changed of its states.

        Args:
            before, after: states believed before it and after it.
            sure: log odds of its having done so.
        """
        expected_states(self.odds, before, after, sure)
        for name in before ^ after:
            value, times = self.done.get(name, (name in after, 0))
            self.done[name] = (name in after, times + 1 if value == (name in after) else 1)
        self.judged.clear()

    def take_for(self, kind: str) -> None:
        """Takes it for one of a class, though looks alone do not say so."""
        chances = np.exp(self.classes)
        index = BY_NAME[kind].index
        chances *= np.float32((1.0 - TAKEN) / max(1.0 - float(chances[index]), 1e-6))
        chances[index] = TAKEN
        self.classes = np.maximum(np.log(chances), np.float32(FLOOR))
        self.evidence = max(self.evidence, BELIEVED)
        self.object_class = kind

    def likely(self) -> dict[str, float]:
        """Probability of the states that were judged."""
        return {name: sigmoid(odds) for name, odds in self.odds.items()}

    def see(self, classes: NDArray[np.float32], weight: float) -> None:
        """Takes in the class (C,) that a look gives it: what was refuted once looks so again."""
        known = [BY_NAME[kind].index for kind in self.refuted]
        if known:
            classes = classes.copy()
            classes[known] *= np.float32(REFUTED)
            classes /= classes.sum()
        self.classes = fused_classes(self.classes, classes, weight)
        self.name_class()

    def turn_out(self, taken: str) -> None:
        """Remembers, of what it was taken for, whether it is that after all."""
        if self.object_class != taken:
            self.refuted.add(taken)
        self.refuted.discard(self.object_class)

    def name_class(self) -> None:
        """Settles on the likeliest class; the one it has is kept while it is nearly as likely."""
        best = int(likeliest(self.classes))
        own = BY_NAME[self.object_class].index if self.object_class else -1
        if own < 0 or self.classes[best] > self.classes[own] + RENAMED:
            if self.name is not None:
                self.been.add(self.object_class)
            self.object_class = OBJECT_TYPES[best].name


def _looked(looks: list[Look], look: Look) -> float:
    new = novelty(look, looks)
    if new > SAME_LOOK:
        looks.append(look)
        del looks[:-LOOKS_KEPT]
    return new
