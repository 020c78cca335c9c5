"""What people call the things of the ontology.

Names are separated by commas. `*3` is a weight; `~` marks a mass noun ("some bread"), `^` one that
is plural as it stands ("the keys"); `a/b` gives an irregular plural. Misspellings that are common
stand among the names.
"""

from __future__ import annotations

from envs.ontology import OBJECT_TYPES
from planning.language.corpus.carried_nouns import CARRIED
from planning.language.corpus.fixed_nouns import FIXED, RARELY_MEANT

_NAMES = {**CARRIED, **FIXED}
# In the ontology's order.
TYPES: dict[str, str] = {
    **{kind.name: _NAMES[kind.name] for kind in OBJECT_TYPES if kind.name in _NAMES},
    **RARELY_MEANT,
}
