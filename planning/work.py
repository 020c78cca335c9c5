"""About how much work it is to bring things about, in operators' costs."""

from envs.ontology import LAMPS, Affordance

MOVE_WORK = 12  # of bringing a thing to a receptacle
SLICE_WORK = 16
OPEN_WORK = 4
UNSEEN_WORK = 80  # extra for what was never seen: what is known is preferred, even far away
WORK = {  # rough cost of bringing a state about, in operators' costs
    ("isDirty", False): 16, ("isFilledWithLiquid", True): 16, ("simbotIsFilledWithWater", True): 16,
    ("simbotIsFilledWithCoffee", True): 20, ("isCooked", True): 24, ("simbotIsBoiled", True): 40,
    ("isToggled", True): 4, ("isToggled", False): 4, ("isOpen", True): 4, ("isOpen", False): 4,
    ("isFilledWithLiquid", False): 12, ("simbotIsFilledWithWater", False): 12,
    ("simbotIsFilledWithCoffee", False): 12, ("isSliced", True): 16,
    ("wasWashed", True): 16, ("wasHeated", True): 24, ("wasChilled", True): 24,
    **{(predicate, True): 16 for predicate in LAMPS.values()},
}  # fmt: skip
NEEDS = {  # without which a state cannot be brought about
    "isOpen": Affordance.OPENABLE, "isToggled": Affordance.TOGGLEABLE,
    "isFilledWithLiquid": Affordance.FILLABLE, "simbotIsFilledWithWater": Affordance.FILLABLE,
    "simbotIsFilledWithCoffee": Affordance.FILLABLE, "isCooked": Affordance.COOKABLE,
    "simbotIsBoiled": Affordance.COOKABLE, "isSliced": Affordance.SLICEABLE,
}  # fmt: skip
