"""How well words become goals: ALFRED's crowd-written sentences, against FILM's language module.

Exact match of task type, object, receptacle (where the task has one), movable receptacle and
sliced, from the goal sentence alone, with the steps, and with the scene's object classes as well;
and exact sequence of the expert's high-level actions, walking left out.
"""

from __future__ import annotations
