"""Every way between the goal language and what else says goals, in one place.

| from | to |
|---|---|
| proposal | the planner's goals: `goals_of`; PDDL: `to_pddl`; words: `describe` |
| the planner's goals | proposal: `proposal_of` |
| PDDL | proposal: `from_pddl` |
| ALFRED's goal parameters | proposal: `proposal_from_alfred`, and back: `alfred_of` |
| a resolved TEACh task | proposal: `proposal_from_teach`, and back: `to_teach` |
"""

from planning.language.goal_pddl import from_pddl, to_pddl
from planning.language.task_goals import (
    alfred_of,
    proposal_from_alfred,
    proposal_from_teach,
    to_teach,
)
from planning.language.thing_goals import goals_of, proposal_of
from planning.language.wording import describe, plural, spoken

__all__ = [
    "alfred_of",
    "describe",
    "from_pddl",
    "goals_of",
    "plural",
    "proposal_from_alfred",
    "proposal_from_teach",
    "proposal_of",
    "spoken",
    "to_pddl",
    "to_teach",
]
