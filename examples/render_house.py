"""Look around in a house: RGB, depth and instance ids of four directions in one call.

python examples/render_house.py --scene generated:10042 --out out/look_around.png
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from envs.interface import CAMERA_HEIGHT
from envs.thor.render import Renderer
from envs.thor.simulator import Simulator
from envs.thor.sources import load_scene

FAR = 8.0  # [m] that is drawn as black in the depth pictures


def main() -> None:
    """Draw four views from where the house says that the agent starts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scene", default="generated:10042")
    parser.add_argument("--size", type=int, default=300, help="pixels a side")
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--out", type=Path, default=Path("out/look_around.png"))
    arguments = parser.parse_args()

    scene = load_scene(arguments.scene)
    simulator = Simulator([scene], device=arguments.device)
    renderer = Renderer(
        simulator.objects,
        simulator.geometry,
        simulator.nworld,
        simulator.nobject,
        arguments.device,
    )
    eye = (scene.agent.x, scene.agent.y + CAMERA_HEIGHT, scene.agent.z)
    frames = renderer.render(
        world=[0, 0, 0, 0],
        position=[eye] * 4,
        yaw=[0.0, 90.0, 180.0, 270.0],
        horizon=20.0,
        width=arguments.size,
        height=arguments.size,
    )
    assert frames.rgb is not None and frames.depth is not None and frames.ids is not None

    near = 255 * (1 - np.clip(frames.depth, 0, FAR) / FAR)
    depth = np.repeat(near[..., None].astype(np.uint8), 3, axis=3)
    picture = np.concatenate([np.concatenate(row, axis=1) for row in (frames.rgb, depth)])
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(arguments.out)

    seen = sorted({simulator.name(0, int(label) - 1) for label in np.unique(frames.ids) if label})
    print(f"{arguments.out}: {len(seen)} types in sight: {', '.join(seen)}")


if __name__ == "__main__":
    main()
