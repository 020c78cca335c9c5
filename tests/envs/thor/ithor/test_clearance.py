import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.interface import AGENT_RADIUS
from envs.thor.ithor.clearance import gaps, is_clear, largest_part, paths, trim

cells = st.sets(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=1, max_size=12)
edge = st.floats(-2.0, 2.0).map(lambda v: round(v, 2))


@settings(max_examples=60, deadline=None)
@given(cells, edge, edge, st.floats(0.3, 2.0), st.floats(0.3, 2.0))
def test_what_is_trimmed_only_shrinks_and_clears_one_path(points, x, z, wide, deep):
    ways = paths([(0.25 * i, 0.25 * j) for i, j in sorted(points)])[:1]
    box = (x, z, x + wide, z + deep)
    cut = trim(box, ways)
    assert is_clear(cut, ways)
    if is_clear(box, ways):
        assert cut == box


def test_paths_join_neighbours_alone():
    ways = paths([(0.0, 0.0), (0.25, 0.0), (1.0, 0.0)])
    assert len(ways) == 4
    assert np.allclose(gaps((0.1, 0.3, 0.2, 0.4), ways).min(), 0.3)
    assert not is_clear((0.1, AGENT_RADIUS - 0.05, 0.2, 0.5), ways)
    assert largest_part([(0.0, 0.0), (0.25, 0.0), (1.0, 0.0)]) == [(0.0, 0.0), (0.25, 0.0)]
