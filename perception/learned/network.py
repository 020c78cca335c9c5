"""The network behind the eyes: one trunk, and heads for classes, instances, depth and states.

Shapes: N frames, H by W pixels, K points a frame, C classes, S states. A convolutional trunk with
a top-down path (Lin et al., 2017). Every pixel says its class, where the middle of its thing is
and how big that is (after Neven et al., 2019, and Cheng et al., 2020), and its depth with a scale
of the error (Laplace; Kendall and Gal, 2017). A thing's class and states are told once more from
the features of all its pixels. Heads are trained at chosen points only (Kirillov et al., 2020).
Blocks that end in a sum begin as the identity (Goyal et al., 2017).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from envs.ontology import VISIBLE_STATES
from perception.learned.inputs import CHANNELS
from perception.learned.vocabulary import CLASSES

STRIDE = 16  # sides of the input are multiples of it, pixels
GEOMETRY = 5  # to the middle (down, right), logs of size, height and width
BORDERS = 2  # scores that the next cell down, and right, is of another thing
DEPTH = 2  # log depth, log of its error's scale
BELIEVED = 0.5  # what votes for a class count before training
LEAST = 1e-3  # probability that votes give any class
VOTES = 0.1  # what brings their logarithms to the scale of features
FORGOTTEN = 0.1  # share of a thing's features left out in training of what names it (dropout)
LISTENERS = 4  # heads of attention
CELL = 2  # [pixels] a side of what the heads tell of
OFFSET_UNIT = 32.0  # [pixels] of what the network says about distances in the frame
PICTURE, FIGURES = 6, 13  # channels of what is cut out around a thing, and figures of it


@dataclass(frozen=True, slots=True)
class Size:
    """Channels of the trunk at each stride, and of the heads.

    Attributes:
        stem: at stride 2.
        quarter, eighth, sixteenth, deep: at strides 4, 8, 16 and 32.
        top: of the top-down path at stride 4.
        blocks: residual ones at strides 4, 8, 16 and 32.
        refining: residual blocks of the top-down path at stride 8.
        hidden: inside of the heads; `wide` inside of those for classes.
        crop: of what is cut out around things, at strides 1, 2, 4 and 8.
        judging: inside of the head that names these.
    """

    stem: int = 24
    quarter: int = 40
    eighth: int = 80
    sixteenth: int = 160
    deep: int = 192
    top: int = 64
    blocks: tuple[int, int, int, int] = (1, 3, 6, 6)
    refining: int = 2
    hidden: int = 48
    wide: int = 128
    crop: tuple[int, int, int, int] = (32, 40, 80, 128)
    judging: int = 192


@dataclass(frozen=True, slots=True)
class Features:
    """What the trunk makes of frames: (N, ., H / 2, W / 2), (N, ., H / 4, W / 4) and
    (N, ., H / 8, W / 8)."""

    fine: Tensor
    middle: Tensor
    coarse: Tensor


class _Conv(nn.Sequential):
    def __init__(self, inner: int, outer: int, side: int = 3, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inner, outer, side, stride, side // 2, bias=False),
            nn.BatchNorm2d(outer),
            nn.ReLU(inplace=True),
        )


class _Residual(nn.Module):
    """Two convolutions beside the identity (He et al., 2016)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = _Conv(width, width)
        self.second = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(width)
        nn.init.zeros_(self.norm.weight)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.norm(self.second(self.first(x))), inplace=True)


def _residuals(width: int, count: int) -> list[_Residual]:
    return [_Residual(width) for _ in range(count)]


class _Context(nn.Module):
    """What the whole frame is of, told to each of its parts (Hu et al., 2018)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner = nn.Linear(width, width)
        self.out = nn.Linear(width, width)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x: Tensor) -> Tensor:
        whole = self.out(F.relu(self.inner(x.mean((2, 3)))))
        return x + whole[:, :, None, None]


class Trunk(nn.Module):
    """Frames in, features at three scales out."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.stem = _Conv(CHANNELS, size.stem, stride=2)
        widths = (size.stem, size.quarter, size.eighth, size.sixteenth, size.deep)
        self.quarter, self.eighth, self.sixteenth, deep = (
            nn.Sequential(_Conv(inner, outer, stride=2), *_residuals(outer, count))
            for (inner, outer), count in zip(itertools.pairwise(widths), size.blocks, strict=True)
        )
        self.deep = nn.Sequential(*deep, _Context(size.deep))
        self.from_deep = _Conv(size.deep, size.sixteenth, 1)
        self.from_sixteenth = _Conv(size.sixteenth, size.eighth, 1)
        self.to_eighth = nn.Sequential(
            _Conv(size.eighth, size.eighth), *_residuals(size.eighth, size.refining)
        )
        self.from_eighth = _Conv(size.eighth, size.top, 1)
        self.skip_quarter = _Conv(size.quarter, size.top, 1)
        self.to_quarter = _Conv(size.top, size.top)
        self.from_quarter = _Conv(size.top, size.stem, 1)
        self.to_half = _Conv(size.stem, size.stem)

    def forward(self, x: Tensor) -> Features:
        half = self.stem(x)
        quarter = self.quarter(half)
        eighth = self.eighth(quarter)
        sixteenth = self.sixteenth(eighth)
        top = sixteenth + up(self.from_deep(self.deep(sixteenth)), sixteenth)
        coarse = self.to_eighth(eighth + up(self.from_sixteenth(top), eighth))
        middle = self.to_quarter(self.skip_quarter(quarter) + up(self.from_eighth(coarse), quarter))
        fine = self.to_half(half + up(self.from_quarter(middle), half))
        return Features(fine, middle, coarse)


class _SkipMLP(nn.Module):
    """A linear layer, and beside it a perceptron of one hidden layer."""

    def __init__(self, inner: int, between: int, outer: int) -> None:
        super().__init__()
        self.straight = nn.Linear(inner, outer, bias=False)
        self.first = nn.Linear(inner, between)
        self.second = nn.Linear(between, outer, bias=False)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor) -> Tensor:
        return self.straight(x).add_(self.second(F.relu(self.first(x), inplace=True)))


class ClassHead(nn.Module):
    """A sum over fine and middle features, so that the coarser part is worked out coarsely."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.fine = nn.Linear(size.stem, len(CLASSES))
        self.middle = _SkipMLP(size.top, size.wide, len(CLASSES))

    def dense(self, features: Features) -> Tensor:
        """Scores (N, H / 2, W / 2, C)."""
        return _both(self.fine, self.middle, features)

    def points(self, fine: Tensor, middle: Tensor) -> Tensor:
        """Scores (N, K, C) of features (N, K, .); between the features' centres, where `dense`
        would mix scores, this scores the mixture."""
        return self.fine(fine) + self.middle(middle)


class Head(nn.Module):
    """A layer of its own over fine and middle features, then what is wanted."""

    def __init__(self, size: Size, outer: int) -> None:
        super().__init__()
        self.fine = nn.Linear(size.stem, size.hidden)
        self.middle = nn.Linear(size.top, size.hidden, bias=False)
        self.out = nn.Linear(size.hidden, outer)

    def dense(self, features: Features) -> Tensor:
        """(N, H / 2, W / 2, outer)."""
        return self.out(F.relu(_both(self.fine, self.middle, features), inplace=True))

    def points(self, fine: Tensor, middle: Tensor) -> Tensor:
        """(N, K, outer) of features (N, K, .)."""
        return self.out(F.relu(self.fine(fine) + self.middle(middle)))


def _both(fine: nn.Linear, middle: nn.Module, features: Features) -> Tensor:
    """Layers over fine and middle features, added at the finer resolution: (N, h, w, .).

    Sums are written where their larger part is: of 131 classes, each copy has 12 MB.
    """
    coarse = middle(features.middle.permute(0, 2, 3, 1)) + fine.bias
    found = up(coarse.permute(0, 3, 1, 2), features.fine).permute(0, 2, 3, 1)
    inner = features.fine.permute(0, 2, 3, 1)
    rows = found.reshape(-1, found.shape[-1])
    return rows.addmm_(inner.reshape(-1, inner.shape[-1]), fine.weight.t()).view(found.shape)


class KindHead(nn.Module):
    """Which class a thing is of, from the features of its pixels and what these voted for, and
    from what else is in the frame: what stands beside a bed is no kitchen counter.

    What a frame was cut into is not always one thing: a piece of a table's top that was taken for
    a plate is one of the table, and that is what this head is there to say. The things of a frame
    attend to each other (Vaswani et al., 2017; of detections, Hu et al., 2018).
    """

    def __init__(self, size: Size) -> None:
        super().__init__()
        kinds = len(CLASSES)
        self.point = nn.Linear(size.stem + size.top + size.eighth, size.wide)
        self.inner = nn.Linear(2 * size.wide + 1 + kinds, size.wide)
        self.ask = nn.Linear(size.wide, 3 * size.wide)  # query, key and value
        self.tell = nn.Linear(kinds, size.wide)
        self.heard = nn.Linear(size.wide, size.wide)
        self.out = nn.Linear(size.wide, kinds)
        self.votes = nn.Linear(kinds, kinds, bias=False)
        self.forgotten = nn.Dropout(FORGOTTEN)
        nn.init.zeros_(self.heard.weight)
        nn.init.zeros_(self.heard.bias)
        with torch.no_grad():
            self.votes.weight.copy_(BELIEVED * torch.eye(kinds))

    def forward(self, features: Tensor, owners: Tensor, voted: Tensor, frames: Tensor) -> Tensor:
        """Scores of classes, structure among them.

        Args:
            features: (P, .) of pixels.
            owners: (P,) int64, the thing each belongs to; every thing has one.
            voted: (M, C), mean probability of each class over a thing's pixels.
            frames: (M,) int64 in increasing order, the frame each thing is in.

        Returns:
            (M, C) before the softmax.
        """
        whole = _pooled(F.relu(self.point(features)), owners, len(voted))
        votes = voted.clamp(min=LEAST).log()
        x = F.relu(self.inner(torch.cat([whole, votes * VOTES], 1)))
        query, key, value = self.ask(x).chunk(3, 1)
        x = x + self.heard(_attended(query, key, value + self.tell(voted), frames))
        return self.votes(votes) + self.out(self.forgotten(x))


class CropHead(nn.Module):
    """Which class a small thing is of, from what was cut out around it; and what to make of that
    beside what `KindHead` says."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        kinds, (full, half, quarter, eighth), judging = len(CLASSES), size.crop, size.judging
        self.fine = nn.Sequential(
            _Conv(PICTURE, full),
            _Conv(full, half, stride=2),
            _Residual(half),
            _Conv(half, quarter, stride=2),
            _Residual(quarter),
        )
        self.deep = nn.Sequential(_Conv(quarter, eighth, stride=2), _Residual(eighth))
        self.inner = nn.Linear(quarter + eighth + FIGURES, judging)
        self.out = nn.Linear(judging, kinds)
        self.both = nn.Linear(judging + kinds, judging)
        self.mend = nn.Linear(judging, kinds, bias=False)
        self.share = nn.Parameter(torch.tensor([1.0, 0.0]))  # of what either head says
        self.forgotten = nn.Dropout(FORGOTTEN)
        nn.init.zeros_(self.mend.weight)

    def alone(self, pictures: Tensor, figures: Tensor) -> Tensor:
        """Scores (Q, C) of classes, from what was cut out alone.

        Args:
            pictures: (Q, PICTURE, S, S) of `perception.learned.crops`.
            figures: (Q, FIGURES) of them.
        """
        return self.out(self.forgotten(self._seen(pictures, figures)))

    def forward(self, pictures: Tensor, figures: Tensor, said: Tensor) -> Tensor:
        """Scores (Q, C) of classes, given those that `KindHead` said (Q, C)."""
        seen = self._seen(pictures, figures)
        known, looked = torch.log_softmax(said, 1), torch.log_softmax(self.out(seen), 1)
        inner = F.relu(self.both(torch.cat([seen, known * VOTES], 1)))
        return self.share[0] * known + self.share[1] * looked + self.mend(self.forgotten(inner))

    def _seen(self, pictures: Tensor, figures: Tensor) -> Tensor:
        fine = self.fine(pictures.to(memory_format=torch.channels_last))
        on_it = F.adaptive_avg_pool2d(pictures[:, -1:], fine.shape[-1])
        own = (fine * on_it).sum((2, 3)) / on_it.sum((2, 3)).clamp(min=0.5)
        around = self.deep(fine).mean((2, 3))
        return F.relu(self.inner(torch.cat([own, around, figures], 1)))


class Sureness(nn.Module):
    """How sure scores of things' classes are: a temperature, and a bias for each class."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(()))
        self.bias = nn.Parameter(torch.zeros(len(CLASSES)))

    def forward(self, scores: Tensor) -> Tensor:
        """Scores (M, C) whose softmax is as sure as it is right."""
        return self.scale * scores + self.bias


class StateHead(nn.Module):
    """Which states a thing is in, from the features of its pixels and its class."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        width = 2 * size.hidden
        self.point = nn.Linear(size.stem + size.top + size.eighth, width)
        self.kind = nn.Embedding(len(CLASSES), size.hidden)
        self.inner = nn.Linear(2 * width + size.hidden + 1, width)
        self.out = nn.Linear(width, len(VISIBLE_STATES))

    def forward(self, features: Tensor, owners: Tensor, kinds: Tensor) -> Tensor:
        """Scores of states.

        Args:
            features: (P, .) of pixels.
            owners: (P,) int64, the thing each belongs to; every thing has one.
            kinds: (M,) int64, classes of the things.

        Returns:
            (M, S) before the sigmoid.
        """
        whole = _pooled(F.relu(self.point(features)), owners, len(kinds))
        mean_most, size = whole[:, :-1], whole[:, -1:]
        return self.out(F.relu(self.inner(torch.cat([mean_most, self.kind(kinds), size], 1))))


def _pooled(x: Tensor, owners: Tensor, count: int) -> Tensor:
    """Mean and maximum of the features (P, F) of each thing's pixels, and how many there are.

    Returns:
        (`count`, 2 F + 1).
    """
    ones = torch.ones(len(owners), 1, device=x.device)
    number = torch.zeros(count, 1, device=x.device).index_add_(0, owners, ones)
    mean = x.new_zeros(count, x.shape[1]).index_add_(0, owners, x) / number
    index = owners[:, None].expand_as(x)
    most = x.new_zeros(count, x.shape[1]).scatter_reduce(0, index, x, "amax")
    return torch.cat([mean, most, number.log() * 0.2], 1)


def _attended(query: Tensor, key: Tensor, value: Tensor, frames: Tensor) -> Tensor:
    """What the things of each frame tell each of them: (M, F) of queries, keys and values (M, F).

    Args:
        query, key, value: of the things.
        frames: (M,) int64 in increasing order, the frame each is in.
    """
    counts = torch.bincount(frames)
    place = torch.arange(len(frames), device=frames.device) - (counts.cumsum(0) - counts)[frames]
    shape = (len(counts), int(counts.max()) if len(frames) else 0)

    def by_frame(x: Tensor) -> Tensor:
        padded = x.new_zeros(*shape, x.shape[1]).index_put((frames, place), x)
        return padded.view(*shape, LISTENERS, -1).transpose(1, 2)

    there = torch.arange(shape[1], device=frames.device) < counts[:, None]
    found = F.scaled_dot_product_attention(
        by_frame(query), by_frame(key), by_frame(value), attn_mask=there[:, None, None, :]
    )
    return found.transpose(1, 2).flatten(2)[frames, place]


class Network(nn.Module):
    """Trunk and heads."""

    def __init__(self, size: Size | None = None) -> None:
        super().__init__()
        self.size = size or Size()
        self.trunk = Trunk(self.size)
        self.classes = ClassHead(self.size)
        self.geometry = Head(self.size, GEOMETRY + BORDERS)
        self.depth = Head(self.size, DEPTH)
        self.kinds = KindHead(self.size)
        self.crops = CropHead(self.size)
        self.sureness = Sureness()
        self.states = StateHead(self.size)

    def forward(self, x: Tensor) -> Features:
        """Features of frames (N, CHANNELS, H, W); H and W are multiples of `STRIDE`."""
        return self.trunk(x)


def at_points(features: Tensor, places: Tensor) -> Tensor:
    """Features at points, between the pixels' centres.

    Args:
        features: (N, F, h, w).
        places: (N, K, 2) float32, (x, y) in [-1, 1] over the frame.

    Returns:
        (N, K, F).
    """
    found = F.grid_sample(features, places[:, None], padding_mode="border", align_corners=False)
    return found[:, :, 0].transpose(1, 2)


def up(x: Tensor, like: Tensor) -> Tensor:
    """Coarse features (N, F, h, w) at the resolution of finer ones."""
    return F.interpolate(x, size=like.shape[-2:], mode="bilinear", align_corners=False)
