"""A seeded generator of houses with everything that household tasks need."""

from envs.thor.generate.house_json import generate_house

__all__ = ["generate_house"]
