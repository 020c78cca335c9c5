"""The language side of the agent's mind: from what was said to a goal, and again when it fails.

A `Listener` asks a language provider what was meant, has the answer checked, weighs what else it
may have been by what is there, asks the commander where too much is open, and keeps count. What
it makes of the words is a `Meaning`: goals to reach, or a reason to do nothing.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

from agent.hints import note_hints
from agent.intent import Candidate, kinds_of, missing_of, rank, rivals, same_but_for_places
from agent.meaning import HEARINGS, Commander, Counting, Hearing, Meaning, Patience
from agent.scene import known_types, scene_objects
from agent.skills.navigate import look_around
from agent.skills.skill import Context, Intent
from agent.symbols import symbolic_state
from agent.trace import DecisionKind
from envs.interface import InvalidInputError
from planning.goals import Goal
from planning.language.check import problems
from planning.language.conversion import describe, goals_of
from planning.language.goal_language import TEXT_AT_MOST, Proposal, Question, Subgoal
from planning.language.provider import Outcome, Provider, Request, Utterance
from planning.language.understand import Understanding, understand
from planning.planner import Planner
from planning.result import PlanResult, PlanStatus

QUESTIONS_AT_MOST = 3  # asked of the commander in one episode
SURE = 0.8  # confidence from which on nothing else is weighed
BETTER = 1.5  # times as good as the goal that is pursued another one has to be to take its place
WORDS_AT_MOST = 4000  # [characters] of one text that goes to a provider
TURNS_AT_MOST = 200  # of a dialogue that goes to a provider; the last ones count
SAID_AT_MOST = 160  # [characters] of what was said, in a trace entry


class Listener:
    """Turns words into goals for one episode.

    Args:
        provider: a language model.
        request: what was said.
        planner: says what can be reached.
        patience: how much is asked for.
        commander: who answers questions; None for nobody.

    Attributes:
        meaning: what the words are taken to mean now; None before they were heard.
        counting: calls so far.
        steps: how to do it, as it was said.
        dialogue: what was said, the agent's questions and their answers included.
        record: one entry for every time that the provider was asked, JSON types only.
    """

    def __init__(
        self,
        provider: Provider,
        request: Request,
        planner: Planner,
        patience: Patience | None = None,
        commander: Commander | None = None,
    ) -> None:
        self.counting = Counting(provider)
        self.meaning: Meaning | None = None
        self.dialogue = tuple(_bounded(turn) for turn in request.dialogue[-TURNS_AT_MOST:])
        self.record: list[dict[str, object]] = []
        self._instruction = request.instruction[:WORDS_AT_MOST]
        self.steps = tuple(step[:WORDS_AT_MOST] for step in request.steps[:TURNS_AT_MOST])
        self._planner = planner
        self._patience = patience or Patience()
        self._commander = commander
        self._asks_left = self._patience.asks
        self._questions_left = QUESTIONS_AT_MOST if commander is not None else 0
        self._failures: list[str] = []
        self._tried: list[Proposal] = []
        self._rivals: list[Candidate] = []

    # --- what the agent calls ---

    def hear(self, ctx: Context) -> Generator[Intent, bool, Meaning]:
        """What the words mean, by what is seen at the start; may look around for it."""
        while True:
            understanding = self._ask_provider(ctx, complete=False)
            meaning = self._taken(understanding)
            if meaning is None:
                proposal = understanding.proposal
                assert proposal is not None
                candidates = self._candidates(proposal, understanding.goals)
                if len(candidates) > 1 and proposal.confidence < SURE:
                    if "start" not in ctx.memory.searched:
                        ctx.memory.searched.add("start")
                        yield from look_around(ctx, "look around to see what may be meant")
                    candidates = self._ranked(ctx, candidates)
                meaning = self._chosen(ctx, candidates)
            if meaning.hearing is not Hearing.ASKED or not self._answered(ctx, meaning):
                return self._settled(ctx, meaning)

    def better(self, ctx: Context) -> Meaning | None:
        """Another goal that is by now likelier to be meant than the one that is pursued.

        Such is one whose things are all known, while something of the other was not seen.
        """
        meaning = self.meaning
        if not self._rivals or meaning is None or meaning.proposal is None:
            return None
        known = known_types(ctx.belief)
        if not missing_of(meaning.proposal.stages, known):
            return None
        rest = [one for one in self._rivals if not missing_of(one.proposal.stages, known)]
        if not rest:
            return None
        current = Candidate(meaning.proposal, meaning.goals)
        best, *others = self._ranked(ctx, [current, *rest], quiet=True)
        score = next((one.score for one in others if one.proposal == current.proposal), 0.0)
        if best.proposal == current.proposal or best.score < BETTER * score:
            return None
        text = f"{_kinds(current, known)} not seen, while everything else that may be meant is"
        ctx.decide(DecisionKind.LANGUAGE, f"{text}: {describe(best.proposal)}", (best.why,))
        return self._settled(ctx, self._turned_to(best))

    def again(self, ctx: Context, failure: str, complete: bool) -> Meaning | None:
        """Another goal after the one that is pursued came to nothing.

        Args:
            ctx: the agent's.
            failure: why it did.
            complete: everything was searched, so what was not seen is not there.

        Returns:
            What to do instead; None where nobody says anything new.
        """
        if self._asks_left <= 0:
            return None
        self._asks_left -= 1
        self._failures.append(failure[:TEXT_AT_MOST])
        understanding = self._ask_provider(ctx, complete)
        proposal = understanding.proposal
        candidates = list(self._rivals)
        if proposal is not None:
            if proposal.verdict == "ask" and self._questions_left:
                meaning = Meaning(Hearing.ASKED, proposal, question=proposal.question)
                return self.again(ctx, failure, complete) if self._answered(ctx, meaning) else None
            if proposal.verdict == "goal" and understanding.goals:
                candidates = [*self._candidates(proposal, understanding.goals), *candidates]
        fresh = [one for one in candidates if not self._was_tried(one.proposal)]
        if not fresh:
            ctx.decide(DecisionKind.LANGUAGE, "nothing else was meant, as far as can be told")
            return None
        best = self._ranked(ctx, fresh, complete)[0]
        ctx.decide(DecisionKind.LANGUAGE, f"another try: {describe(best.proposal)}", (best.why,))
        return self._settled(ctx, self._turned_to(best))

    # --- asking the provider ---

    def _ask_provider(self, ctx: Context, complete: bool) -> Understanding:
        scene = scene_objects(ctx.belief)
        request = Request(
            instruction=self._instruction,
            steps=self.steps,
            dialogue=self.dialogue,
            scene=scene,
            scene_complete=complete,
            failures=tuple(self._failures),
        )

        def check(proposal: Proposal) -> list[str]:
            return self._out_of_reach(ctx, proposal) if proposal.verdict == "goal" else []

        understanding = understand(self.counting, request, check, self._patience.attempts)
        self._note(ctx, understanding)
        return understanding

    def _out_of_reach(self, ctx: Context, proposal: Proposal) -> list[str]:
        """What of a goal the planner finds no way to, in words that a model can mend from."""
        try:
            first = goals_of(proposal)[0]
        except InvalidInputError as error:
            return [str(error)]
        result = self._plan(ctx, first)
        if result.status is PlanStatus.UNSOLVABLE:
            return [f"the planner finds no way to this: {first.description} ({result.message})"]
        return []

    def _plan(self, ctx: Context, goal: Goal) -> PlanResult:
        result = self._planner.plan(symbolic_state(ctx.belief, ctx.memory), goal)
        ctx.trace.planner_ms.append(result.wall_ms)
        return result

    def _note(self, ctx: Context, understanding: Understanding) -> None:
        """Leaves what was said, proposed and checked in the trace."""
        proposal = understanding.proposal
        said = self.dialogue[-1].text if self.dialogue else self._instruction
        lines = [f"said: {said[:SAID_AT_MOST]}"]
        if proposal is not None and proposal.verdict == "goal":
            lines += [f"goal: {describe(proposal)}", f"confidence: {proposal.confidence:.2f}"]
            lines += [_subgoal(one) for one in proposal.subgoals]
            lines += [f"hint: {one.kind} in or on {one.place}" for one in proposal.hints]
        lines += [f"check: {note}" for note in understanding.notes]
        verdict = proposal.verdict if proposal is not None else "nothing"
        text = f"{self.counting.name} proposes {verdict}"
        if proposal is None:
            text = f"{self.counting.name}: {understanding.outcome}"
        ctx.decide(DecisionKind.LANGUAGE, text, tuple(lines))
        self.record.append(
            {
                "step": len(ctx.trace.steps),
                "outcome": str(understanding.outcome),
                "attempts": understanding.attempts,
                "proposal": None if proposal is None else proposal.model_dump(mode="json"),
                "notes": list(understanding.notes),
                "failures": list(self._failures),
            }
        )

    # --- choosing ---

    def _taken(self, understanding: Understanding) -> Meaning | None:
        """What an understanding without a goal means; None where there is one."""
        proposal = understanding.proposal
        if proposal is None:
            answer = self.counting.answer
            said = answer is not None and answer.outcome is Outcome.PROPOSED
            hearing = Hearing.NOT_UNDERSTOOD if said else HEARINGS[understanding.outcome]
            return Meaning(hearing, text="; ".join(understanding.notes))
        if proposal.verdict == "refuse":
            return Meaning(Hearing.REFUSED, proposal, text=proposal.reason or "no reason was given")
        if proposal.verdict == "ask":
            return Meaning(Hearing.ASKED, proposal, question=proposal.question)
        return None

    def _candidates(self, proposal: Proposal, goals: tuple[Goal, ...]) -> list[Candidate]:
        """The goal that was proposed, and others that pass the checks."""
        answer = self.counting.answer
        found = [Candidate(proposal, goals)]
        for other in rivals(proposal, answer.alternatives if answer is not None else ()):
            if problems(other, None):
                continue
            try:
                found.append(Candidate(other, goals_of(other)))
            except InvalidInputError:
                continue
        return found

    def _ranked(
        self,
        ctx: Context,
        candidates: Sequence[Candidate],
        complete: bool = False,
        quiet: bool = False,
    ) -> list[Candidate]:
        known = known_types(ctx.belief)
        kinds = {kind for one in candidates for kind in missing_of(one.proposal.stages, known)}
        searched = frozenset(kinds) if complete else frozenset[str]()
        explored = ctx.belief.explored_share()
        ranked = rank(candidates, known, explored, lambda goal: self._plan(ctx, goal), searched)
        if len(ranked) > 1 and not quiet:
            lines = tuple(f"{one.score:.2f} {describe(one.proposal)}: {one.why}" for one in ranked)
            ctx.decide(DecisionKind.LANGUAGE, "weigh what may be meant by what is there", lines)
        return ranked

    def _chosen(self, ctx: Context, candidates: Sequence[Candidate]) -> Meaning:
        """The best candidate, or a question where none is sure enough."""
        best = candidates[0]
        alike = [one for one in candidates if same_but_for_places(best.proposal, one.proposal)]
        sure = min(1.0, sum(one.proposal.confidence for one in alike))
        self._rivals = list(candidates[1:])
        patience = self._patience
        if sure < patience.act_below or (sure < patience.ask_below and self._questions_left):
            ctx.decide(DecisionKind.LANGUAGE, f"not sure enough: confidence {sure:.2f}")
            return Meaning(Hearing.ASKED, best.proposal, question=_question(candidates))
        return self._turned_to(best)

    def _turned_to(self, candidate: Candidate) -> Meaning:
        self._rivals = [one for one in self._rivals if one.proposal != candidate.proposal]
        return Meaning(Hearing.UNDERSTOOD, candidate.proposal, candidate.goals)

    def _was_tried(self, proposal: Proposal) -> bool:
        return any(proposal.stages == other.stages for other in self._tried)

    def _settled(self, ctx: Context, meaning: Meaning) -> Meaning:
        """Takes words to mean something: what was said of places becomes what a search tries."""
        self.meaning = meaning
        if meaning.hearing is Hearing.UNDERSTOOD and meaning.proposal is not None:
            self._tried.append(meaning.proposal)
            note_hints(ctx.memory, meaning.proposal)
        return meaning

    # --- asking the commander ---

    def _answered(self, ctx: Context, meaning: Meaning) -> bool:
        """Asks the commander; whether there was an answer, which is in the dialogue then."""
        if meaning.question is None or self._commander is None or self._questions_left <= 0:
            return False
        self._questions_left -= 1
        ctx.decide(DecisionKind.ASK, f"asks: {meaning.question.text}")
        answer = self._commander.answer(meaning.question)
        if not answer:
            return False
        ctx.decide(DecisionKind.ASK, f"is told: {answer}")
        said = (Utterance("follower", meaning.question.text), Utterance("commander", answer))
        if not self.dialogue and self._instruction:
            self.dialogue = (Utterance("commander", self._instruction),)
        self.dialogue = (*self.dialogue, *map(_bounded, said))[-TURNS_AT_MOST:]
        return True


def _bounded(turn: Utterance) -> Utterance:
    return Utterance(turn.speaker, turn.text[:WORDS_AT_MOST])


def _subgoal(step: Subgoal) -> str:
    place = f" ({step.place})" if step.place is not None else ""
    return f"subgoal: {step.action} {step.kind}{place}"


def _kinds(candidate: Candidate, known: frozenset[str]) -> str:
    return " and ".join(missing_of(candidate.proposal.stages, known))


def _question(candidates: Sequence[Candidate]) -> Question:
    """What to ask where it is not sure which of several goals is meant."""
    likeliest = [one.proposal for one in candidates[:2]]
    texts = [describe(proposal).rstrip(".") for proposal in likeliest]
    text = f"Do you mean: {', or: '.join(texts)}?"
    kinds = [kinds_of(proposal.stages) for proposal in likeliest]
    options = [kind for own in kinds for kind in own if any(kind not in other for other in kinds)]
    return Question(
        about="object" if options else "other",
        text=text[:TEXT_AT_MOST],
        options=tuple(dict.fromkeys(options))[:8],
    )
