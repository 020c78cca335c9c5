"""Decoding that cannot leave the schema: llguidance says which tokens may come next.

Every string and every list of the grammar is bounded, so all that can be generated ends. Where the
tokens run out before it does, it is closed: from there on the grammar alone decides, and takes what
ends soonest.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from envs.interface import HestiaError, InvalidInputError

if TYPE_CHECKING:
    import llguidance
    import torch

_ENDING = b'"]}n0,:'  # first bytes of what ends an answer soonest, the best first
_CLOSE_AT_MOST = 4000  # tokens to close an answer; the grammar needs far fewer


class DecodingError(HestiaError):
    """The grammar's engine has failed, or a model's output cannot be used."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What was generated.

    Attributes:
        text: in the schema, unless `late`.
        tokens: how many, those of the closing included.
        closed: the tokens ran out, and the end is the grammar's.
        late: the deadline passed; the text is not whole.
    """

    text: str
    tokens: int
    closed: bool = False
    late: bool = False


class Grammar:
    """A JSON Schema over the vocabulary of a tokenizer.

    Args:
        tokenizer: a fast one of Hugging Face.
        schema: without recursion, every string and every list bounded.
        vocabulary: tokens of the model's output, which may be more than the tokenizer has.
        end: token that ends a text.

    Raises:
        InvalidInputError: the tokenizer or the schema cannot be used.
    """

    def __init__(
        self, tokenizer: Any, schema: dict[str, Any], vocabulary: int, end: int | None
    ) -> None:
        import llguidance
        import llguidance.hf

        try:
            self._tokens = llguidance.hf.from_tokenizer(
                tokenizer, n_vocab=vocabulary, eos_token=0 if end is None else end
            )
        except ValueError as error:
            raise InvalidInputError(
                "tokenizer", f"expected a fast tokenizer of the model's own; {str(error)[:300]}"
            ) from None
        self._grammar = llguidance.LLMatcher.grammar_from_json_schema(
            json.dumps(schema), overrides={"whitespace_flexible": False}
        )
        fault = llguidance.LLMatcher.validate_grammar(self._grammar, self._tokens)
        if fault:
            raise InvalidInputError("schema", fault[:300])
        spelled = [self._tokens.decode_bytes([token]) for token in range(vocabulary)]
        self._order = sorted(range(vocabulary), key=lambda token: _ends_soon(spelled[token]))

    def decode(
        self,
        logits: Callable[[Sequence[int]], torch.Tensor],
        pick: Callable[[torch.Tensor], int],
        max_tokens: int,
        deadline: float,
    ) -> Decoded:
        """Generates a text in the schema.

        Args:
            logits: of the next token, (vocabulary,) float, after these further tokens.
            pick: one token by the logits; those that may not come are -inf.
            max_tokens: that the model generates; the closing goes beyond.
            deadline: [s] of `time.monotonic`.

        Raises:
            DecodingError: see there.
        """
        matcher = self._matcher()
        written: list[int] = []
        pending: list[int] = []  # what the model has not seen yet
        while not _ended(matcher) and len(written) < max_tokens:
            if time.monotonic() > deadline:
                return Decoded(self._tokens.decode_str(written), len(written), late=True)
            chosen = matcher.compute_ff_tokens()
            if not chosen:
                chosen = [pick(self._masked(matcher, logits(pending)))]
                pending = []
            _consume(matcher, chosen)
            written += chosen
            pending += chosen
        closed = not _ended(matcher)
        written += self._close(matcher)
        return Decoded(self._tokens.decode_str(written), len(written), closed)

    def _matcher(self) -> llguidance.LLMatcher:
        import llguidance

        return llguidance.LLMatcher(self._tokens, self._grammar, log_level=0)

    def _masked(self, matcher: llguidance.LLMatcher, logits: torch.Tensor) -> torch.Tensor:
        """Logits (vocabulary,) float, with -inf for the tokens that may not come next."""
        import torch

        allowed = torch.frombuffer(bytearray(matcher.compute_logit_bias()), dtype=torch.uint8)
        allowed = allowed[: logits.shape[-1]].to(logits.device) > 0
        # A model that computes nonsense (NaN) still gets to choose among what is allowed.
        finite = torch.nan_to_num(logits.float(), nan=0.0, posinf=1e9, neginf=-1e9)
        return finite[: allowed.shape[0]].masked_fill(~allowed, -torch.inf)

    def _close(self, matcher: llguidance.LLMatcher) -> list[int]:
        """The tokens that end a text soonest."""
        written: list[int] = []
        while not _ended(matcher):
            if len(written) >= _CLOSE_AT_MOST:
                raise DecodingError("the grammar does not end; its lists have to be bounded")
            allowed = matcher.compute_logit_bias()
            token = next((token for token in self._order if allowed[token]), None)
            if token is None:
                raise DecodingError(f"no token may come next: {matcher.get_error()[:300]}")
            _consume(matcher, [token])
            written.append(token)
        return written


def _ended(matcher: llguidance.LLMatcher) -> bool:
    if matcher.is_error():
        raise DecodingError(f"the grammar's engine failed: {matcher.get_error()[:300]}")
    return matcher.is_accepting()


def _consume(matcher: llguidance.LLMatcher, tokens: list[int]) -> None:
    if not matcher.consume_tokens(tokens):
        raise DecodingError(f"the grammar does not take a token: {matcher.get_error()[:300]}")


def _ends_soon(spelled: bytes) -> tuple[int, int]:
    """Sorts tokens: those that end what is open first, then the short ones."""
    rank = _ENDING.find(spelled[:1]) if spelled else -1
    return (rank if rank >= 0 else len(_ENDING), len(spelled))
