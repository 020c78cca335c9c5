"""A few painted frames, and a small network that learnt from them."""

import pytest
import torch

from perception.learned import lessons
from perception.learned.network import Network
from perception.learned.training import train

from .painted import rollout
from .small import QUICK, SMALL


@pytest.fixture(scope="module")
def few_frames_wait():
    """A training begins once its buffer is full, which takes longer than these trainings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lessons, "BUFFER", 32)
        yield


@pytest.fixture(scope="module")
def frames(tmp_path_factory, few_frames_wait):
    """Folder of a rollout."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    return str(rollout(tmp_path_factory.mktemp("frames"), 64))


@pytest.fixture(scope="module")
def trained(frames):
    torch.manual_seed(0)
    return train([frames], QUICK, 0, start=Network(SMALL))
