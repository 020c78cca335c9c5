"""What is asked of a language model, and what comes back: one small protocol for every provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from envs.interface import TextEnum
from planning.language.goal_language import Proposal


@dataclass(frozen=True, slots=True)
class Utterance:
    """One turn of a dialogue.

    Attributes:
        speaker: `commander`, who wants something, or `follower`, the agent.
        text: as it was said; outside input.
    """

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class SceneObject:
    """A thing that is known to be in the scene.

    Attributes:
        name: the belief's own, such as `mug_3`.
        kind: its ontology type.
        states: words of `goal_language.STATE_WORDS` that are believed of it.
        place: name of what it is in or on, where that is known.
    """

    name: str
    kind: str
    states: tuple[str, ...] = ()
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be understood. All texts are outside input.

    Attributes:
        instruction: what is wanted, in a sentence or more; "" where the dialogue says it.
        steps: how to do it, sentence by sentence, where that was said.
        dialogue: turns so far, oldest first; answers to the agent's questions are appended.
        scene: what is known of the scene; None where nothing is.
        scene_complete: the scene names every kind that there is, so others can be ruled out.
        failures: why earlier proposals of this episode were not believed or did not work, oldest
            first, as the checker or the planner said it.
    """

    instruction: str
    steps: tuple[str, ...] = ()
    dialogue: tuple[Utterance, ...] = ()
    scene: tuple[SceneObject, ...] | None = None
    scene_complete: bool = False
    failures: tuple[str, ...] = ()


class Outcome(TextEnum):
    """How a call ended."""

    PROPOSED = "proposed"
    TIMED_OUT = "timed out"
    UNAVAILABLE = "unavailable"  # no connection, 5xx or 429 after the last retry
    REFUSED = "refused"  # the endpoint does not let us: 401, 403, 404, a content filter
    MALFORMED = "malformed"  # an answer that is not in the schema, or far too long
    OVER_BUDGET = "over budget"


@dataclass(frozen=True, slots=True)
class Usage:
    """What calls cost.

    Attributes:
        calls: to the model; those that the cache answered are not counted.
        cached: answers out of the cache.
        prompt_tokens, completion_tokens: as the endpoint counts them, else estimated.
        cost_usd: [US dollars] by the configured prices.
        latency_s: [s] waited.
    """

    calls: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float = 0.0
    latency_s: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.cached + other.cached,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cost_usd + other.cost_usd,
            self.latency_s + other.latency_s,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider returns; it never raises for what a model or a network does.

    Attributes:
        outcome: how the call ended.
        proposal: of `PROPOSED`; None otherwise.
        message: for people: what went wrong, and how to mend it.
        usage: of this call.
        alternatives: further proposals, likeliest first, where the provider ranks.
    """

    outcome: Outcome
    proposal: Proposal | None = None
    message: str = ""
    usage: Usage = Usage()
    alternatives: tuple[Proposal, ...] = ()


class Provider(Protocol):
    """Turns words into a proposal.

    Attributes:
        name: for traces and reports, such as `embedded` or `openai:gpt-5-mini`.
    """

    name: str

    def propose(self, request: Request) -> Answer:
        """Proposes a goal. What a model or a network does wrong is an outcome, never raised."""
        ...
