"""A network and a training that take seconds."""

from perception.learned.lessons import Variety
from perception.learned.network import Size
from perception.learned.training import Recipe

SMALL = Size(
    stem=12,
    quarter=16,
    eighth=16,
    sixteenth=16,
    deep=16,
    top=24,
    blocks=(1, 1, 1, 1),
    hidden=16,
)
VARIETY = Variety(points=256, sides=(128,), colour=0.0)
QUICK = Recipe(steps=60, batch=4, rate=4e-3, warmup=5, averaging=0.9, variety=VARIETY)
