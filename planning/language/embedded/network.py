"""The embedded model's network: an encoder of words and a decoder of proposal tokens.

Shapes: N requests, W words a request, S kinds known of the scene, T tokens, D channels.
Pre-norm transformer (Vaswani et al., 2017; Xiong et al., 2020), no biases in its projections,
output tokens tied to input ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from planning.language.embedded.text import BUCKETS, SEGMENTS, WORDS_AT_MOST
from planning.language.embedded.tokens import TOKENS

TOKENS_AT_MOST = 160  # of one proposal
TURNS_AT_MOST = 48  # sentences of a request that are told apart


@dataclass(frozen=True, slots=True)
class Size:
    """Size of the network.

    Attributes:
        words: entries of the lexicon.
        channels: D.
        heads: of attention.
        encoder_layers, decoder_layers: number of each.
        hidden: channels inside of a feed-forward layer.
        dropout: share of each layer's output that training drops.
    """

    words: int
    channels: int = 192
    heads: int = 4
    encoder_layers: int = 3
    decoder_layers: int = 2
    hidden: int = 512
    dropout: float = 0.15


@dataclass(frozen=True, slots=True)
class Inputs:
    """A batch of requests.

    Attributes:
        gram_ids: (G,) int64 hashes of the letter n-grams of the batch's distinct words, in a row.
        gram_offsets: (U,) int64 where each distinct word's begin.
        word_ids: (U,) int64 lexicon index of each distinct word.
        words: (N, W) int64 index into the distinct words.
        segments: (N, W) int64 part of the request.
        turns: (N, W) int64 sentence of the request.
        word_mask: (N, W) bool, True where there is a word.
        scene: (N, S) int64 tokens of the kinds known of the scene.
        scene_mask: (N, S) bool, True where there is one.
    """

    gram_ids: Tensor
    gram_offsets: Tensor
    word_ids: Tensor
    words: Tensor
    segments: Tensor
    turns: Tensor
    word_mask: Tensor
    scene: Tensor
    scene_mask: Tensor


class _Dropout(nn.Module):
    """Dropout of whole channels of a sequence (Gal and Ghahramani, 2016): few random numbers."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.share:
            return x
        kept = x.new_empty((len(x), 1, x.shape[-1])).bernoulli_(1 - self.share)
        return x * (kept / (1 - self.share))


class _Attention(nn.Module):
    def __init__(self, size: Size) -> None:
        super().__init__()
        self.heads = size.heads
        self.query = nn.Linear(size.channels, size.channels, bias=False)
        self.key_value = nn.Linear(size.channels, 2 * size.channels, bias=False)
        self.out = nn.Linear(size.channels, size.channels, bias=False)

    def project(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values (N, H, X, D / H) of (N, X, D)."""
        key, value = self.key_value(source).chunk(2, dim=-1)
        return self._split(key), self._split(value)

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(
        self, x: Tensor, keys: tuple[Tensor, Tensor], mask: Tensor | None, causal: bool = False
    ) -> Tensor:
        """Attention of x (N, T, D) to keys and values; mask (N, 1, 1, X) is True where allowed."""
        mixed = F.scaled_dot_product_attention(
            self._split(self.query(x)),
            *keys,
            attn_mask=mask,
            is_causal=causal,
        )
        return self.out(mixed.transpose(1, 2).flatten(-2))


class _FeedForward(nn.Module):
    def __init__(self, size: Size) -> None:
        super().__init__()
        self.inner = nn.Linear(size.channels, size.hidden, bias=False)
        self.outer = nn.Linear(size.hidden, size.channels, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.outer(F.gelu(self.inner(x)))


class _EncoderLayer(nn.Module):
    def __init__(self, size: Size) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(size.channels)
        self.attention = _Attention(size)
        self.norm_feed = nn.LayerNorm(size.channels)
        self.feed = _FeedForward(size)
        self.dropout = _Dropout(size.dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        normed = self.norm(x)
        x = x + self.dropout(self.attention(normed, self.attention.project(normed), mask))
        return x + self.dropout(self.feed(self.norm_feed(x)))


class _DecoderLayer(nn.Module):
    def __init__(self, size: Size) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(size.channels)
        self.attention = _Attention(size)
        self.norm_cross = nn.LayerNorm(size.channels)
        self.cross = _Attention(size)
        self.norm_feed = nn.LayerNorm(size.channels)
        self.feed = _FeedForward(size)
        self.dropout = _Dropout(size.dropout)

    def forward(
        self,
        x: Tensor,
        memory: tuple[Tensor, Tensor],
        mask: Tensor,
        past: tuple[Tensor, Tensor] | None,
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """One layer over new tokens; `past` holds keys and values of the tokens before."""
        normed = self.norm(x)
        keys = self.attention.project(normed)
        if past is not None:
            keys = (torch.cat([past[0], keys[0]], 2), torch.cat([past[1], keys[1]], 2))
        x = x + self.dropout(self.attention(normed, keys, None, causal=past is None))
        x = x + self.dropout(self.cross(self.norm_cross(x), memory, mask))
        return x + self.dropout(self.feed(self.norm_feed(x))), keys


@dataclass(frozen=True, slots=True)
class Memory:
    """What the encoder made of a batch of requests.

    Attributes:
        keys: of each decoder layer: keys and values (N, H, W + 1, D / H).
        mask: (N, 1, 1, W + 1) bool, True where there is something.
    """

    keys: tuple[tuple[Tensor, Tensor], ...]
    mask: Tensor


class Network(nn.Module):
    """Words in, scores of the next proposal token out."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        d = size.channels
        self.grams = nn.EmbeddingBag(BUCKETS, d, mode="mean")
        self.lexicon = nn.Embedding(size.words, d)
        self.segment = nn.Embedding(SEGMENTS, d)
        self.turn = nn.Embedding(TURNS_AT_MOST, d)
        self.place = nn.Embedding(WORDS_AT_MOST, d)
        self.encoder = nn.ModuleList(_EncoderLayer(size) for _ in range(size.encoder_layers))
        self.norm_memory = nn.LayerNorm(d)
        self.token = nn.Embedding(len(TOKENS), d)
        self.token_place = nn.Embedding(TOKENS_AT_MOST, d)
        self.scene = nn.Embedding(len(TOKENS), d)
        self.decoder = nn.ModuleList(_DecoderLayer(size) for _ in range(size.decoder_layers))
        self.norm_out = nn.LayerNorm(d)
        self.bias = nn.Parameter(torch.zeros(len(TOKENS)))
        self.dropout = _Dropout(size.dropout)
        for module in self.modules():
            if isinstance(module, nn.Embedding | nn.EmbeddingBag):
                nn.init.normal_(module.weight, std=d**-0.5)

    def encode(self, inputs: Inputs) -> Memory:
        """What the decoder attends to."""
        distinct = self.grams(inputs.gram_ids, inputs.gram_offsets) + self.lexicon(inputs.word_ids)
        place = torch.arange(inputs.words.shape[1], device=inputs.words.device)
        x = (
            F.embedding(inputs.words, distinct)
            + self.segment(inputs.segments)
            + self.turn(inputs.turns.clamp(max=TURNS_AT_MOST - 1))
            + self.place(place)
        )
        x = self.dropout(x)
        mask = inputs.word_mask[:, None, None, :]
        for layer in self.encoder:
            x = layer(x, mask)
        memory = torch.cat([self.norm_memory(x), self._bag(inputs)], 1)
        whole = F.pad(inputs.word_mask, (0, 1), value=True)[:, None, None, :]
        keys = tuple(layer.cross.project(memory) for layer in self.decoder)  # type: ignore[union-attr,operator]
        return Memory(keys, whole)

    def _bag(self, inputs: Inputs) -> Tensor:
        """(N, 1, D) the scene as one more word: the kinds in it together."""
        present = inputs.scene.new_zeros((len(inputs.scene), len(TOKENS)), dtype=torch.float32)
        present.scatter_(1, inputs.scene, inputs.scene_mask.float())
        bag = F.layer_norm(present @ self.scene.weight, (self.size.channels,))
        return bag[:, None, :]

    def decode(
        self,
        tokens: Tensor,
        memory: Memory,
        past: list[tuple[Tensor, Tensor]] | None = None,
    ) -> tuple[Tensor, list[tuple[Tensor, Tensor]]]:
        """Scores of what follows each token.

        Args:
            tokens: (N, T) int64; with `past`, T is 1.
            memory: of the requests.
            past: of the tokens before, as this returned it.

        Returns:
            (N, T, len(TOKENS)) scores before the softmax, and what to hand in as `past` next.
        """
        start = 0 if past is None else past[0][0].shape[2]
        place = torch.arange(start, start + tokens.shape[1], device=tokens.device)
        x = self.dropout(self.token(tokens) + self.token_place(place))
        kept: list[tuple[Tensor, Tensor]] = []
        for number, layer in enumerate(self.decoder):
            x, keys = layer(
                x, memory.keys[number], memory.mask, None if past is None else past[number]
            )
            kept.append(keys)
        return F.linear(self.norm_out(x), self.token.weight, self.bias), kept

    def forward(self, inputs: Inputs, tokens: Tensor) -> Tensor:
        """Scores (N, T, len(TOKENS)) of what follows each of tokens (N, T)."""
        return self.decode(tokens, self.encode(inputs))[0]
