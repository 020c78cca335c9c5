"""Eyes of our own: one network finds things, depth and states in a frame."""

from perception.learned.eyes import Eyes

__all__ = ["Eyes"]
