"""What can be asked of the embedded simulator, and what it answers when it refuses."""

from __future__ import annotations

import enum


class Command(enum.IntEnum):
    """One step of one world. `value` and `aim` mean what each line says.

    Interactions take a target slot; `aim`, where given, is the world point that was pointed at.
    """

    NOOP = 0  # only the rules of the world run
    MOVE_AHEAD = 1  # value: [m]
    MOVE_BACK = 2
    MOVE_LEFT = 3
    MOVE_RIGHT = 4
    ROTATE_LEFT = 5  # value: [deg]
    ROTATE_RIGHT = 6
    LOOK_UP = 7
    LOOK_DOWN = 8
    TELEPORT = 9  # aim: (x, horizon, z), value: yaw; NaN keeps what is
    CROUCH = 10
    STAND = 11
    PICKUP = 12
    PUT = 13  # target: the receptacle; aim: where on it
    DROP = 14  # no target
    OPEN = 15  # value: openness in (0, 1]; 0 is all the way
    CLOSE = 16
    TOGGLE_ON = 17
    TOGGLE_OFF = 18
    SLICE = 19  # needs a knife in hand, as in TEACh
    CUT = 20  # AI2-THOR's SliceObject: no knife needed
    POUR = 21  # target: what the held liquid goes into
    FILL = 22  # value: 0 water, 1 coffee, 2 wine
    EMPTY = 23
    CLEAN = 24
    DIRTY = 25
    COOK = 26
    BREAK = 27
    USE_UP = 28
    TOUCH = 29  # nothing but whether a hand can get at the target


class Error(enum.IntEnum):
    """Why a step did nothing."""

    NONE = 0
    UNKNOWN_COMMAND = 1
    INVALID_VALUE = 2
    BLOCKED = 3
    OFF_FLOOR = 4
    LOOK_LIMIT = 5
    POSTURE = 6
    NO_TARGET = 7
    NOT_VISIBLE = 8
    INSIDE_CLOSED = 9
    HAND_FULL = 10
    HAND_EMPTY = 11
    NOT_PICKUPABLE = 12
    NOT_RECEPTACLE = 13
    NOT_TAKEN = 14
    RECEPTACLE_CLOSED = 15
    RECEPTACLE_FULL = 16
    NO_SPACE = 17
    NOT_OPENABLE = 18
    ALREADY_OPEN = 19
    ALREADY_CLOSED = 20
    IS_ON = 21
    NOT_TOGGLEABLE = 22
    ALREADY_ON = 23
    ALREADY_OFF = 24
    MUST_BE_CLOSED = 25
    NOT_SLICEABLE = 26
    NO_KNIFE = 27
    NOT_FILLABLE = 28
    ALREADY_FILLED = 29
    NOT_FILLED = 30
    NOT_DIRTYABLE = 31
    ALREADY_CLEAN = 32
    ALREADY_DIRTY = 33
    NOT_COOKABLE = 34
    ALREADY_COOKED = 35
    NOT_BREAKABLE = 36
    BROKEN = 37
    NOT_USABLE_UP = 38
    ALREADY_USED_UP = 39
    CYCLE = 40
    AGENT_IN_WAY = 41
    HELD_BY_OTHER = 42


# `{target}`, `{held}`: names of the objects; `{value}`: of the command; `{blocker}`: unused slots
# of a template are simply absent.
MESSAGES: dict[Error, str] = {
    Error.NONE: "",
    Error.UNKNOWN_COMMAND: "there is no such command",
    Error.INVALID_VALUE: "value {value} is out of the command's range",
    Error.BLOCKED: "{blocker} is blocking the agent from moving by {value}",
    Error.OFF_FLOOR: "no floor under the position that was asked for",
    Error.LOOK_LIMIT: "the camera can only look between 30 degrees up and 60 degrees down",
    Error.POSTURE: "the agent already has that posture",
    Error.NO_TARGET: "there is no such object in the scene",
    Error.NOT_VISIBLE: "{target} is not visible within reach",
    Error.INSIDE_CLOSED: "{target} is inside something closed",
    Error.HAND_FULL: "the agent's hand already holds {held}",
    Error.HAND_EMPTY: "the agent's hand is empty",
    Error.NOT_PICKUPABLE: "{target} cannot be picked up",
    Error.NOT_RECEPTACLE: "{target} is not a receptacle",
    Error.NOT_TAKEN: "{held} cannot be placed in {target}",
    Error.RECEPTACLE_CLOSED: "{target} is closed: open it before placing anything in it",
    Error.RECEPTACLE_FULL: "{target} already holds all that it can",
    Error.NO_SPACE: "no free spot was found to place {held} in {target}",
    Error.NOT_OPENABLE: "{target} cannot be opened or closed",
    Error.ALREADY_OPEN: "{target} is already open that far",
    Error.ALREADY_CLOSED: "{target} is already closed",
    Error.IS_ON: "{target} must be off to open",
    Error.NOT_TOGGLEABLE: "{target} cannot be switched on or off by itself",
    Error.ALREADY_ON: "{target} is already on",
    Error.ALREADY_OFF: "{target} is already off",
    Error.MUST_BE_CLOSED: "{target} must be closed to be switched on",
    Error.NOT_SLICEABLE: "{target} cannot be sliced",
    Error.NO_KNIFE: "slicing {target} needs a knife in hand",
    Error.NOT_FILLABLE: "{target} cannot be filled with liquid",
    Error.ALREADY_FILLED: "{target} is already filled",
    Error.NOT_FILLED: "{target} holds no liquid",
    Error.NOT_DIRTYABLE: "{target} cannot be clean or dirty",
    Error.ALREADY_CLEAN: "{target} is already clean",
    Error.ALREADY_DIRTY: "{target} is already dirty",
    Error.NOT_COOKABLE: "{target} cannot be cooked",
    Error.ALREADY_COOKED: "{target} is already cooked",
    Error.NOT_BREAKABLE: "{target} cannot be broken",
    Error.BROKEN: "{target} is broken",
    Error.NOT_USABLE_UP: "{target} cannot be used up",
    Error.ALREADY_USED_UP: "{target} is already used up",
    Error.CYCLE: "nothing can be placed in itself",
    Error.AGENT_IN_WAY: "another agent is in the way",
    Error.HELD_BY_OTHER: "{target} is held by another agent",
}


def message(
    error: int, target: str = "", held: str = "", value: float = 0.0, blocker: str = "an object"
) -> str:
    """Sentence for a person about an `Error`; "" for success."""
    template = MESSAGES[Error(int(error))]
    return template.format(
        target=target or "the target", held=held or "nothing", value=value, blocker=blocker
    )
