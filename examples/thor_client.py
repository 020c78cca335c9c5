"""A program written for AI2-THOR: the real `ai2thor` client, with no Unity behind it.

python examples/thor_client.py --scene generated:10042

With a client of your own, give `Controller(local_executable_path=…)` what `hestia thor` prints.
"""

from __future__ import annotations

import argparse
import random

from envs.thor.launch import controller


def main() -> None:
    """Walk at random, and say what comes into sight."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scene", default="generated:10042", help="or FloorPlan10, FILE#INDEX")
    parser.add_argument("--steps", type=int, default=20)
    arguments = parser.parse_args()

    choices = random.Random(0)
    known: set[str] = set()
    with controller(arguments.scene, width=300, height=300, renderDepthImage=True) as thor:
        for _ in range(arguments.steps):
            action = choices.choice(("MoveAhead", "MoveAhead", "RotateRight", "RotateLeft"))
            event = thor.step(action)
            seen = {o["objectType"] for o in event.metadata["objects"] if o["visible"]}
            nearest = float(event.depth_frame.min())
            worked = "" if event.metadata["lastActionSuccess"] else " (refused)"
            print(f"{action}{worked}: nearest {nearest:.2f} m, new: {sorted(seen - known)}")
            known |= seen


if __name__ == "__main__":
    main()
