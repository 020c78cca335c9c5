"""The simulator's step, as Warp functions: one thread a world, the same on CPU and CUDA."""
