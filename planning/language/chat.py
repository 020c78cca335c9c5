"""Chat completions of an OpenAI-compatible endpoint: one question, retried, bounded and paid for.

What goes wrong is a `Failure`, never raised.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from planning.language.answers import printable
from planning.language.bounded_http import (
    AnswerTooLargeError,
    DeadlineError,
    bounded_client,
    call_within,
)
from planning.language.budget import Budget, Prices, estimated_tokens
from planning.language.completion import (
    Reply,
    UnreadableError,
    error_detail,
    read_completion,
    reply_of,
    retry_after,
)
from planning.language.provider import Outcome, Usage

if TYPE_CHECKING:
    import openai

Value = TypeVar("Value")

_BACKOFF_S = 0.5  # [s] before the first retry, doubled for each further one
_BACKOFF_AT_MOST_S = 20.0
_KEY_LIKE = re.compile(r"\b(sk|hf|gsk|xai)[-_][\w*.-]{6,}")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a call may take.

    Attributes:
        connect_s: [s] to connect.
        read_s: [s] that the endpoint may be silent.
        deadline_s: [s] for everything, retries and waiting included.
        retries: after 429, 5xx and lost connections.
        max_bytes: of a body that is read.
    """

    connect_s: float = 5.0
    read_s: float = 30.0
    deadline_s: float = 60.0
    retries: int = 4
    max_bytes: int = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no reply.

    Attributes:
        outcome: typed reason.
        message: for people.
        status: of HTTP; 0 where there was none.
        parameter: of the request that the endpoint does not accept; "" where it does not say.
    """

    outcome: Outcome
    message: str
    status: int = 0
    parameter: str = ""


@dataclass(slots=True)
class Clock:
    """Time, waiting and chance of the retries; tests put their own in."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    rng: random.Random = field(default_factory=random.Random)


class Chat:
    """An open connection to an endpoint, for the calls of one question.

    Args:
        base_url: such as `http://localhost:8000/v1`.
        api_key: sent as a bearer token; never in a message.
        limits: what all calls together may take.
        budget: what they may cost.
        prices: of a token.
        clock: time and chance of the retries.
    """

    def __init__(
        self, base_url: str, api_key: str, limits: Limits, budget: Budget, prices: Prices,
        clock: Clock,
    ) -> None:  # fmt: skip
        import openai

        self._limits = limits
        self._budget = budget
        self._prices = prices
        self._clock = clock
        self._key = api_key
        self._end = clock.now() + limits.deadline_s
        self.usage = Usage()
        self._http = bounded_client(
            limits.max_bytes,
            time.monotonic() + limits.deadline_s,
            limits.connect_s,
            limits.read_s,
            proxies=not _is_local(base_url),
        )
        self._client = openai.OpenAI(
            api_key=api_key or "none",
            base_url=base_url,
            max_retries=0,
            timeout=self._http.timeout,
            http_client=self._http,
        )

    def close(self) -> None:
        """Closes the connection."""
        self._http.close()

    def ask(self, body: Mapping[str, Any]) -> Reply | Failure:
        """Asks for a chat completion, again where that may help, until the deadline.

        Args:
            body: of the request, as the endpoint takes it.
        """
        for attempt in range(self._limits.retries + 1):
            result, wait = self._attempt(body, attempt)
            if wait is None or isinstance(result, Reply):
                return result
            if attempt == self._limits.retries:
                return replace(result, message=f"{result.message} (tried {attempt + 1} times)")
            if self._clock.now() + wait >= self._end:
                return replace(
                    result,
                    message=f"{result.message} (the next try in {wait:.0f} s would be after the "
                    f"deadline of {self._limits.deadline_s:.0f} s)",
                )
            self._clock.sleep(wait)
        raise AssertionError("unreachable")

    def models(self) -> list[str] | Failure:
        """Names of the models that the endpoint lists."""
        try:
            response = self._within(self._client.models.with_raw_response.list)
            ids = [entry.get("id") for entry in response.http_response.json()["data"]]
            return [printable(name, 100) for name in ids if isinstance(name, str)]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return Failure(Outcome.MALFORMED, "the endpoint's list of models cannot be read")
        except Exception as error:
            return self._failure(error)[0]

    def _attempt(
        self, body: Mapping[str, Any], attempt: int
    ) -> tuple[Reply | Failure, float | None]:
        """One call, and after how many seconds it may be tried again; None for not at all."""
        expected = sum(estimated_tokens(str(part["content"])) for part in body["messages"])
        longest = int(body.get("max_completion_tokens") or body.get("max_tokens") or 0)
        reserved = (expected + longest, self._prices.cost(expected, longest))
        refused = self._budget.reserve(*reserved)
        if refused:
            return Failure(Outcome.OVER_BUDGET, refused), None
        tokens = (0, 0)
        try:
            response = self._within(
                lambda: self._client.chat.completions.with_raw_response.create(**body)
            )
            completion, tokens = read_completion(response.http_response.content, expected)
            return reply_of(completion), None
        except UnreadableError as error:
            tokens = (expected, 0)
            return Failure(Outcome.MALFORMED, self._clean(str(error))), None
        except Exception as error:
            failure, again = self._failure(error)
            if failure.status == 0 and not _unconnected(error):
                tokens = (expected, 0)  # it may have been worked on, and be billed
            return failure, self._wait(error, attempt) if again else None
        finally:
            spent = Usage(
                calls=1,
                prompt_tokens=tokens[0],
                completion_tokens=tokens[1],
                cost_usd=self._prices.cost(*tokens),
            )
            self._budget.settle(reserved, spent)
            self.usage += spent

    def _within(self, call: Callable[[], Value]) -> Value:
        return call_within(self._end - self._clock.now(), call, self._http.close)

    def _failure(self, error: Exception) -> tuple[Failure, bool]:
        """What an exception of the client stands for, and whether trying again may help."""
        import openai

        causes = (error, error.__cause__, error.__context__)
        if any(isinstance(cause, AnswerTooLargeError) for cause in causes):
            known = next(cause for cause in causes if isinstance(cause, AnswerTooLargeError))
            return Failure(Outcome.MALFORMED, self._clean(str(known))), False
        if any(isinstance(cause, DeadlineError) for cause in causes):
            return Failure(
                Outcome.TIMED_OUT,
                f"the endpoint did not answer within {self._limits.deadline_s:g} s",
            ), False
        if isinstance(error, openai.APITimeoutError):
            return self._timeout(error)
        if isinstance(error, openai.APIStatusError):
            return self._status(error)
        cause = error.__cause__ or error
        reason = self._clean(f"{type(cause).__name__}: {cause}")
        return Failure(Outcome.UNAVAILABLE, f"no answer from the endpoint: {reason}"), True

    def _timeout(self, error: Exception) -> tuple[Failure, bool]:
        if _unconnected(error):
            said = f"no connection to the endpoint within {self._limits.connect_s:g} s"
            return Failure(Outcome.UNAVAILABLE, said), True
        # A question that takes the model too long once takes it too long again, and is billed.
        said = f"the endpoint was silent for {self._limits.read_s:g} s"
        return Failure(Outcome.TIMED_OUT, said), False

    def _status(self, error: openai.APIStatusError) -> tuple[Failure, bool]:
        status = error.status_code
        detail = error_detail(error.body)
        said = self._clean(str(detail.message or "")) or "no reason given"
        code = str(detail.code or "")
        parameter = detail.param if isinstance(detail.param, str) else ""
        failure = Failure(Outcome.REFUSED, f"HTTP {status}: {said}", status, parameter[:60])
        if code == "insufficient_quota":
            return failure, False
        if status in (408, 409, 429) or (status >= 500 and status != 501):
            return replace(failure, outcome=Outcome.UNAVAILABLE), True
        if 300 <= status < 400:
            return replace(
                failure, message=f"HTTP {status}: the endpoint is elsewhere; mend base_url"
            ), False
        return failure, False

    def _wait(self, error: Exception, attempt: int) -> float:
        """[s] before the next try: what the endpoint asks for, else growing, with jitter."""
        response = getattr(error, "response", None)
        asked = retry_after(getattr(response, "headers", {}))
        if asked is not None:
            return asked + self._clock.rng.uniform(0.0, 0.1)
        longest = min(_BACKOFF_AT_MOST_S, _BACKOFF_S * 2.0**attempt)
        return longest * self._clock.rng.uniform(0.5, 1.0)

    def _clean(self, text: str) -> str:
        """Outside text for a message: without the key, on one line, bounded."""
        if self._key:
            text = text.replace(self._key, "***")
        return printable(_KEY_LIKE.sub("***", text))


def _unconnected(error: Exception) -> bool:
    """Whether a call failed before anything was sent."""
    import httpx2

    return isinstance(error.__cause__, (httpx2.ConnectError, httpx2.ConnectTimeout))


def _is_local(url: str) -> bool:
    """Whether a server runs on this machine, where no proxy reaches it."""
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")
