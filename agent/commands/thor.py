"""`hestia thor`: AI2-THOR's Unity build without Unity."""

from __future__ import annotations

import os
import sys

from agent.tool_config import ThorConfig
from envs.thor.launch import executable, how_to_use
from envs.thor.wire.program import is_launched, serve


def execute(config: ThorConfig) -> int:
    """Stand in for Unity where a client started this process; otherwise say how one does.

    Returns:
        0.
    """
    if is_launched(os.environ):
        problem = serve(["--device", config.device], os.environ)
        if problem is not None:
            raise problem
        return 0
    path = executable(config.device)
    print(how_to_use(), file=sys.stderr)
    print(path)
    return 0
