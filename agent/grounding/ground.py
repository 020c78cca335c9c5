"""Goal grounding: one egocentric picture and an instruction become a PDDL goal.

The task is that of Symbolic Goal Learning: the words alone may leave open which goal is meant ("put
it in there", "it's dark in here"), and what is in view decides.

A belief takes in the one frame. A language provider proposes goals; each is held against the words
and filled with things in view, by what tells them apart in the words, by what can be done with
them and by how they are now. The likeliest goal is taken where it is likely enough; otherwise the
result is a question, or the reason why there is no goal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.eyes import Models
from agent.grounding.assigning import Filled, fillings, missing
from agent.grounding.problem import problem_text
from agent.grounding.readings import Heard, hear
from agent.grounding.result import Choice, Chosen, Grounded, Verdict
from agent.grounding.seen import Seen, Watching, by_name, seen_things
from agent.grounding.telling import goal_text, question_of
from agent.scene import scene_objects
from envs.interface import Observation, Pose
from perception.belief import Belief
from perception.pose import START
from perception.segmentation import OracleDepth, OracleSegmentation, OracleStates
from planning.language.mentions import Words, read_words
from planning.language.provider import Outcome, Provider
from planning.problem import Literal

ASK_BELOW = 0.6  # confidence below which a question is asked instead
GIVEN_UP = 0.25  # share of what is not in view that a goal over what is has to reach
TEXT_AT_MOST = 2000  # characters of an instruction
OTHERS = 5  # goals that are told beside the likeliest


@dataclass(frozen=True, slots=True)
class Sight:
    """One frame, taken in.

    Attributes:
        belief: of this frame alone.
        things: in it.
    """

    belief: Belief
    things: tuple[Seen, ...]


def look(
    observation: Observation,
    pose: Pose | None = None,
    models: Models | None = None,
    held: int | None = None,
) -> Sight:
    """Takes in one frame.

    Args:
        observation: the frame.
        pose: of the agent; by default the observation's own, or else its usual one with the
            camera tilted 30 degrees down, as only the tilt matters.
        models: by default the oracle ones.
        held: id, in the segmentation, of what is in the agent's hand; None for nothing.
    """
    models = models or Models(OracleSegmentation(), OracleDepth(), OracleStates(), None)
    watching = Watching(models.segmentation, models.states)
    belief = Belief("dead-reckoning", watching, models.depth, watching)
    belief.pose = pose or observation.pose or START
    belief.update(observation)
    if held and belief.view is not None:
        names = (n for n, identity in belief.view.identities.items() if identity == held)
        belief.held = next(names, None)
    return Sight(belief, seen_things(belief, watching))


def ground(
    observation: Observation,
    instruction: str,
    provider: Provider,
    pose: Pose | None = None,
    models: Models | None = None,
    held: int | None = None,
    ask_below: float = ASK_BELOW,
) -> Grounded:
    """What an instruction means in a picture.

    Args:
        observation: what is seen; its arrays as the models need them.
        instruction: what is wanted; outside input.
        provider: of language.
        pose: of the agent; see `look`.
        models: what finds instances, depth and states; by default the oracle ones.
        held: id, in the segmentation, of what is in the agent's hand; None for nothing.
        ask_below: confidence below which the result is a question.
    """
    return ground_in(look(observation, pose, models, held), instruction, provider, ask_below)


def ground_in(
    sight: Sight, instruction: str, provider: Provider, ask_below: float = ASK_BELOW
) -> Grounded:
    """What an instruction means in a frame that was taken in; see `ground`."""
    words = read_words(" ".join(instruction[:TEXT_AT_MOST].split()))
    heard = hear(provider, words, sight.things, scene_objects(sight.belief))
    if heard.answer.outcome is not Outcome.PROPOSED:
        return Grounded(Verdict.FAILED, text=heard.answer.message or str(heard.answer.outcome))
    found = [one for reading in heard.readings for one in fillings(reading, words, sight.things)]
    ranked = _ranked(found)
    gone = _not_in_view(heard, words, sight.things)
    lost = max((weight for weight, _ in gone), default=0.0)
    if any(words.mentions[number].vague for number in words.meant):
        lost, refused = 0.0, 0.0  # a provider cannot know what is pointed at
    else:
        refused = heard.refused
    top = max((one.reading.weight for one, _ in ranked), default=0.0)
    if not ranked or top < max(GIVEN_UP * lost, GIVEN_UP * refused):
        return _nothing(heard, words, gone if lost >= refused else [])
    total = sum(score for _, score in ranked)
    doubt = max(lost, refused) / (max(lost, refused) + top)
    shares = [(one, score / total * (1.0 - doubt)) for one, score in ranked]
    return _result(sight, words, shares, ask_below)


def _ranked(found: Sequence[Filled]) -> list[tuple[Filled, float]]:
    """Goals with their scores, likeliest first; those that come to the same are one."""
    groups: dict[tuple[str, ...], dict[int, Filled]] = {}
    for one in found:
        own = groups.setdefault(one.key, {})
        known = own.get(id(one.reading))
        if known is None or one.score > known.score:
            own[id(one.reading)] = one
    ranked = [
        (max(own.values(), key=lambda one: one.score), sum(one.score for one in own.values()))
        for own in groups.values()
    ]
    return sorted(ranked, key=lambda pair: (-pair[1], pair[0].key))


def _not_in_view(
    heard: Heard, words: Words, things: Sequence[Seen]
) -> list[tuple[float, list[str]]]:
    """Readings that speak of what is not in view: their weight, and what that is."""
    found = [(one.weight, missing(one, words, things)) for one in heard.readings]
    return sorted(((w, names) for w, names in found if names), key=lambda pair: -pair[0])


def _nothing(heard: Heard, words: Words, gone: Sequence[tuple[float, list[str]]]) -> Grounded:
    """Why there is no goal."""
    proposal = heard.answer.proposal
    pointing = [words.mentions[n].noun for n in words.meant if words.mentions[n].vague]
    if pointing:
        text = f"nothing in view can be meant by {pointing[0]!r}"
        return Grounded(Verdict.NOT_IN_VIEW, text=text, proposal=proposal)
    if gone:
        text = f"no {' and no '.join(dict.fromkeys(gone[0][1]))} is to be seen"
        return Grounded(Verdict.NOT_IN_VIEW, text=text, proposal=proposal)
    if proposal is not None and proposal.verdict == "ask":
        question = proposal.question
        text = question.text if question is not None else ""
        return Grounded(Verdict.ASK, question=question, text=text, proposal=proposal)
    text = proposal.reason if proposal is not None else ""
    return Grounded(Verdict.REFUSE, text=text or "no goal in these words", proposal=proposal)


def _result(
    sight: Sight, words: Words, shares: Sequence[tuple[Filled, float]], ask_below: float
) -> Grounded:
    (best, confidence), *others = shares
    names = by_name(sight.things)
    choices = tuple(
        Choice(one.literals, round(share, 4), goal_text(one.literals, names))
        for one, share in others[:OTHERS]
        if share >= 0.01
    )
    text = goal_text(best.literals, names)
    sure = confidence >= ask_below
    return Grounded(
        Verdict.GOAL if sure else Verdict.ASK,
        best.literals,
        problem_text(sight.belief, best, words.text, confidence),
        _chosen(sight, words, best),
        round(confidence, 4),
        choices,
        None if sure else question_of([(best.literals, confidence), *_told(choices)], names),
        text,
        best.reading.proposal,
    )


def _told(choices: Sequence[Choice]) -> list[tuple[tuple[Literal, ...], float]]:
    return [(one.literals, one.confidence) for one in choices]


def _chosen(sight: Sight, words: Words, best: Filled) -> tuple[Chosen, ...]:
    """The things of a goal with their pictures."""
    view, names = sight.belief.view, by_name(sight.things)
    assert view is not None
    found: list[Chosen] = []
    for slot, own, fit in zip(best.reading.slots, best.names, best.fit, strict=True):
        said = words.mentions[slot.mention].noun if slot.mention is not None else ""
        for name in own:
            thing = names[name]
            role = "receptacle" if slot.thing.contents else "object"
            mask = view.mask(name)
            found.append(Chosen(name, thing.kind, said, role, thing.box, mask, round(fit, 4)))
    return tuple(found)
