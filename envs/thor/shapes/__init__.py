"""How every object type looks, where things rest on it, and what the agent bumps into."""

from envs.thor.shapes.library import body_shape, library, shapes_for

__all__ = ["body_shape", "library", "shapes_for"]
