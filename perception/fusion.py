"""Joining what several views say of one thing."""

from __future__ import annotations

from collections.abc import Mapping

from perception.effects import with_synonyms

SYNONYMS = {"isCooked": "simbotIsCooked"}  # judged by the same look


def states_seen(before: frozenset[str], judged: Mapping[str, float]) -> frozenset[str]:
    """Predicates believed true after a look.

    Args:
        before: believed true until now.
        judged: probability of each predicate that the look tells of.
    """
    gone = judged.keys() | {SYNONYMS[name] for name in judged.keys() & SYNONYMS.keys()}
    seen = {name for name, probability in judged.items() if probability >= 0.5}
    return with_synonyms((before - gone) | seen)
