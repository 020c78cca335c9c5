import numpy as np
import pytest
import torch

from agent.train_perception import Plan, train_perception
from envs.interface import InvalidInputError
from perception.learned import training
from perception.learned.lessons import Reader, Variety, crop, lesson_of
from perception.learned.losses import HEADS, accuracy_of, losses_of
from perception.learned.model import load, save
from perception.learned.network import Network
from perception.learned.optimizing import Muon, Optimizer
from perception.learned.together import together
from perception.learned.training import Recipe, train

from .small import SMALL, VARIETY


def accuracy(network, frames):
    rng = np.random.default_rng(1)
    shown = [
        lesson_of(crop(truth, 160, rng), Variety(points=256, colour=0.0), rng)
        for truth in Reader([frames], rng).once(16)
    ]
    return accuracy_of(network, shown, 4)


def test_a_network_learns_classes_and_depth_that_it_did_not_know(frames, trained):
    torch.manual_seed(0)
    before, after = accuracy(Network(SMALL).eval(), frames), accuracy(trained, frames)
    assert before["class_accuracy"] < 0.3
    assert after["class_accuracy"] > 0.75
    assert after["depth_error"] < 0.5 * before["depth_error"]


@pytest.mark.parametrize("task", ["depth", "geometry", "states", "crops", "classes"])
def test_a_head_is_trained_and_the_rest_stays_as_it_is(frames, trained, task):
    before = {name: value.clone() for name, value in trained.state_dict().items()}
    after = train([frames], Recipe(task, 3, 2, variety=VARIETY), 0, start=trained).state_dict()
    changed = {name.split(".")[0] for name in before if not torch.equal(before[name], after[name])}
    assert changed == set(HEADS[task])


def test_an_interrupted_training_goes_on(frames, tmp_path, monkeypatch):
    monkeypatch.setattr(training, "CHECKPOINT_EVERY", 0.0)
    recipe = Recipe(steps=6, batch=2, variety=VARIETY)
    path = tmp_path / "checkpoint.pt"

    class Stop(Exception):
        pass

    def stop(now):
        if now.step == 4:
            raise Stop

    with pytest.raises(Stop):
        train([frames], recipe, 0, path, stop, start=Network(SMALL))
    steps = []
    train([frames], recipe, 0, path, lambda now: steps.append(now.step), start=Network(SMALL))
    assert steps == [4, 5, 6]
    assert not path.exists()


def test_weights_between_those_before_and_after(frames, trained, tmp_path):
    before, left = tmp_path / "before.safetensors", {}
    save(trained, before)
    recipe = Recipe("depth", 3, 2, variety=VARIETY)
    for keep in (0.0, 0.25):
        out = tmp_path / str(keep)
        plan = Plan(str(frames), "", str(out), 0, recipe, weights=str(before), keep=keep)
        assert train_perception(plan, lambda _: None)["kept"] == keep
        left[keep] = load(out / "eyes.safetensors").state_dict()
    changed = 0
    for name, value in load(before).state_dict().items():
        if value.is_floating_point():
            between = torch.lerp(left[0.0][name], value, 0.25)
            torch.testing.assert_close(left[0.25][name], between, rtol=2e-3, atol=1e-6)
            changed += not torch.equal(between, value)
    assert changed > 0


def test_nothing_is_kept_of_random_weights(frames, tmp_path):
    recipe = Recipe(steps=1, batch=2, variety=VARIETY)
    with pytest.raises(InvalidInputError, match="weights=FILE"):
        train_perception(Plan(str(frames), "", str(tmp_path), 0, recipe, keep=0.5), lambda _: None)


def test_processes_that_share_batches_train_as_one(frames):
    torch.manual_seed(0)
    recipe = Recipe(steps=3, batch=4, rate=1e-3, warmup=1, averaging=0.0, variety=VARIETY)
    start = Network(SMALL)
    steps = []
    together = train(
        [frames], recipe, 0, watch=lambda now: steps.append(now.step), start=start, processes=2
    )
    alone = train([frames], recipe, 0, start=start)
    assert steps == [1, 2, 3]
    moved = [
        (after - before).abs().mean()
        for before, after in zip(start.parameters(), together.parameters(), strict=True)
    ]
    apart = [
        (one - other).abs().mean()
        for one, other in zip(alone.parameters(), together.parameters(), strict=True)
    ]
    assert sum(moved) > 0
    assert sum(apart) < 2 * sum(moved)


def three_and_six(group):
    group.average([torch.tensor([3.0, 6.0])])


def test_gradients_are_averaged_over_the_processes():
    with together(2, three_and_six, ()) as group:
        own = torch.tensor([1.0, 2.0])
        group.average([own, None])
    torch.testing.assert_close(own, torch.tensor([2.0, 4.0]))


def test_a_batch_that_cannot_be_shared_out_is_refused(frames):
    with pytest.raises(InvalidInputError, match="evenly among 3"):
        train([frames], Recipe(batch=8), 0, processes=3)


def test_weights_come_back_as_they_were_kept(trained, tmp_path):
    path = tmp_path / "eyes.safetensors"
    save(trained, path)
    again = load(path)
    x = torch.randn(1, 8, 64, 64)
    with torch.inference_mode():
        torch.testing.assert_close(again(x).fine, trained(x).fine, atol=2e-2, rtol=2e-2)


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", None])
def test_other_files_are_refused_with_how_to_mend_it(content, tmp_path):
    path = tmp_path / "eyes.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidInputError, match="hestia train segmentation"):
        load(path)


def test_half_the_precision_gives_nearly_the_same_losses(frames, trained):
    rng = np.random.default_rng(2)
    truths = Reader([frames], rng).once(4)
    batch = [lesson_of(crop(truth, 128, rng), VARIETY, rng) for truth in truths]
    whole = losses_of(trained, batch, "cpu", HEADS["segmentation"])
    half = losses_of(trained, batch, "cpu", HEADS["segmentation"], half=True)
    assert {name: float(value.detach()) for name, value in half.items()} == pytest.approx(
        {name: float(value.detach()) for name, value in whole.items()}, abs=0.05
    )
    assert any(not torch.equal(half[name], whole[name]) for name in whole)


def test_steps_of_kernels_are_orthogonal_and_as_long_as_adams():
    torch.manual_seed(0)
    network = Network(SMALL).to(memory_format=torch.channels_last)
    kernels = [one for one in network.parameters() if one.ndim == 4]
    before = [one.detach().clone() for one in kernels]
    optimizer = Optimizer(network.parameters(), decay=0.0)
    for one in network.parameters():
        one.grad = torch.randn_like(one)
    optimizer.step(0.01)
    assert all(one.grad is None or not one.grad.any() for one in network.parameters())
    for kernel, old in zip(kernels[1:], before[1:], strict=True):
        change = (kernel.detach() - old).permute(0, 2, 3, 1).flatten(1)
        lengths = torch.linalg.svdvals(change)
        assert lengths.max() < 2.0 * lengths.min()  # in every direction alike
        assert 0.1 < change.square().mean().sqrt() / 0.01 < 0.3
    assert not torch.equal(kernels[0], before[0])


@pytest.mark.parametrize("shape", [(24, 90), (64, 40)])
def test_matrices_step_as_pytorchs_muon_steps_them(shape: tuple[int, int]):
    torch.manual_seed(3)
    start = torch.randn(shape)
    ours, theirs = torch.nn.Parameter(start.clone()), torch.nn.Parameter(start.clone())
    optimizers = (
        Muon([ours], 0.1),
        torch.optim.Muon([theirs], weight_decay=0.1, adjust_lr_fn="match_rms_adamw"),
    )
    for _ in range(3):
        ours.grad = torch.randn(shape)
        theirs.grad = ours.grad.clone()
        for one in optimizers:
            one.step()
    step = theirs.detach() - start
    apart = (ours.detach() - theirs.detach()).square().mean().sqrt()
    assert apart < 0.05 * step.square().mean().sqrt()  # theirs is in half precision


def test_kernels_that_share_no_memory_with_their_rows_are_refused():
    kernel = torch.nn.Parameter(torch.zeros(4, 3, 3, 3))  # channels first
    with pytest.raises(RuntimeError, match="view"):
        Optimizer([kernel], decay=0.0)
