"""AI2-THOR's 120 iTHOR floor plans, rebuilt from public facts."""

from envs.thor.ithor.movable_pose import MovablePose
from envs.thor.ithor.names import is_plan_name, plan_list, plan_name, plan_names, room_kind
from envs.thor.ithor.plans import floor_plan_house, floor_plan_scene

__all__ = [
    "MovablePose",
    "floor_plan_house",
    "floor_plan_scene",
    "is_plan_name",
    "plan_list",
    "plan_name",
    "plan_names",
    "room_kind",
]
