"""A household as a gymnasium environment, with an agent that acts by chance.

python examples/gymnasium_loop.py --steps 50
"""

from __future__ import annotations

import argparse

import gymnasium

from envs.gymnasium_env import ACTION_NAMES, register_envs


def main() -> None:
    """Play one episode with random actions, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--houses", default="generated:0-99")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=50)
    arguments = parser.parse_args()

    register_envs()
    env = gymnasium.make(
        "hestia/Household-v0",
        houses=arguments.houses,
        sensors="rgbd",
        width=128,
        height=128,
        max_steps=arguments.steps,
    )
    observation, _ = env.reset(seed=arguments.seed)
    env.action_space.seed(arguments.seed)
    print("instruction:", observation["instruction"])
    for key, value in observation.items():
        print(f"  {key}: {getattr(value, 'shape', type(value).__name__)}")

    total, worked, terminated, truncated = 0.0, 0, False, False
    tried: dict[str, int] = {}
    while not (terminated or truncated):
        action = env.action_space.sample()
        if str(ACTION_NAMES[action["name"]]) == "Stop":
            continue
        observation, reward, terminated, truncated, _ = env.step(action)
        name = str(ACTION_NAMES[action["name"]])
        tried[name] = tried.get(name, 0) + 1
        total += float(reward)
        worked += int(observation["success"] == 1)
    print(f"{sum(tried.values())} actions, {worked} of them worked, goal conditions: {total:+g}")
    env.close()


if __name__ == "__main__":
    main()
