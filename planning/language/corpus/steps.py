"""Goals that are told with the steps to them, as crowd workers write them."""

from __future__ import annotations

import random
from collections.abc import Callable

from envs.ontology import takes
from planning.language.corpus.naming import away_from, name, phrase, place, resting
from planning.language.corpus.pairs import Clause, goal, merged
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.registers import ask, finish
from planning.language.corpus.sources import deed
from planning.language.corpus.words import SOURCES
from planning.language.goal_language import Proposal, Subgoal
from planning.language.provider import Request

_TURN = (
    "(turn (left*4|right*4|around*4|to the (left*2|right*2)|to your (left|right)|back around"
    "|180 degrees)|go (forward|straight*2|left|right)|walk (forward|straight ahead*2|ahead"
    "|a few steps)|take (a|two|a few) step(|s) (forward|back|to the (left|right))"
    "|make a (left|right)|head (straight|across the room)|step back|hang a (left|right)"
    "|cross the room|look (up|down)|move forward|proceed forward)"
)
_GO = (
    "(go*4|walk*5|move*3|head*2|proceed|go over*2|walk over*2|head over|make your way|step"
    "|travel|go back)"
)
_SIDE = (
    "[ (on the (left|right)|in the corner|by the (wall|door|window)|across the room"
    "|in front of you|ahead|next to it|behind you)]"
)


def _walk(draw: random.Random, kind: str) -> str:
    there = phrase(draw, kind, plain=draw.random() < 0.5, definite=0.97).text
    return expand(
        draw,
        (
            f"([{_TURN}(, | and |, then | and then )]{_GO} (to*5|towards*2|over to*2|up to*2"
            f"|toward|back to) {{K}}{_SIDE}*8|[{_TURN} and ]face {{K}}*2|{_TURN} (to face"
            f"|towards|and find|until you see|and go to) {{K}}*2|bring it (over |)to {{K}}"
            f"|find {{K}}{_SIDE}|carry it to {{K}}|take it (over |)to {{K}}"
            f"|stand in front of {{K}}|locate {{K}}|{_TURN}, {_TURN}(, | and "
            f"|, then ){_GO} to {{K}}*2)"
        ),
        {"K": there},
    )


def _act(draw: random.Random, done: Subgoal, before: list[str]) -> str:
    again = done.kind in before
    said = phrase(draw, done.kind, plain=draw.random() < 0.7, definite=0.93 if again else 0.8)
    it = said.it if again and draw.random() < 0.3 else said.text
    slots = {"X": said.text, "it": it, "b": name(draw, done.kind).one}
    match str(done.action):
        case "pick-up":
            slots["S"] = " " + away_from(draw, done.place) if done.place else ""
            template = (
                "(pick up {X}{S}*6|grab {X}{S}*4|take {X}{S}*5|get {X}{S}*3|pick {X} up{S}*2"
                "|lift {X}{S}|retrieve {X}{S}|remove {X}{S}|collect {X}{S}"
                "|pick up {X}{S} (carefully|with your hand|in front of you)|take hold of {X}{S}"
                "|take {X} out{S})"
            )
            if done.place and draw.random() < 0.3:
                slots["S"] = (
                    f" {expand(draw, '(that is|which is|sitting|lying|that is sitting|)')} "
                    f"{resting(draw, done.place)}"
                )
        case "place":
            assert done.place is not None
            slots["W"] = place(draw, done.place)
            template = (
                "(put {it} {W}*7|place {it} {W}*6|set {it} {W}*3|set {it} down {W}*2"
                "|drop {it} {W}|leave {it} {W}*2|lay {it} {W}|put {it} down {W}"
                "|open the door, put {it} {W}, and close it again|put {it} carefully {W}"
                "|place {it} {W} (next to the others|in the middle|on the left side|at the back"
                "|in front))"
            )
            if done.place not in ("Fridge", "Cabinet", "Drawer", "Microwave", "Safe"):
                template = template.replace("|open the door, put {it} {W}, and close it again", "")
        case "wash":
            template = (
                "(wash {it} [in the sink]*5|rinse {it} [off|in the sink|under the tap]*4"
                "|clean {it} [in the sink]*4|put {it} in the sink, turn on the (water|tap"
                "|faucet), turn it off and (take|pick up) {it}*5|scrub {it} [with water]"
                "|turn on the (water|faucet|tap) and (wash|rinse|clean) {it}*3"
                "|place {it} in the sink, run the water(,| and) (rinse|wash) (it*4"
                "|them), then take it out*2|run water over {it}*2)"
            )
        case "heat":
            template = (
                "(heat {it} [up] in the microwave*5|microwave {it}*4"
                "|put {it} in the microwave, (heat it|turn it on|cook it"
                "|warm it up)[ for a few seconds], and take it (back |)out*5"
                "|warm {it} [up] in the microwave*3|open the microwave, put {it} in, close it, "
                "(turn it on|start it), then take {it} out*3|cook {it} in the microwave*3"
                "|heat {it}*2|warm {it} up)"
            )
        case "chill":
            template = (
                "(chill {it} in the (fridge|refrigerator)*4|cool {it} [down] in the (fridge"
                "|refrigerator)*4|put {it} in the (fridge|refrigerator), (close the door"
                "|wait a moment|let it cool|shut it), (and|then) take it (back |)out*5"
                "|open the fridge, put {it} in(side|), close it, (wait,|) then take it out*3"
                "|leave {it} in the (fridge|refrigerator) for a (moment|while"
                "|bit) and take it out*2|refrigerate {it}*2|chill {it}*2|cool {it})"
            )
        case "slice":
            template = (
                "(slice {X}*5|cut {X}*4|cut {X} (into slices|up|into pieces)*4|slice {X} (up"
                "|with the knife|using the knife)*3|use the knife to (cut|slice) {X}*3"
                "|chop {X} [up])"
            )
        case "toggle-on":
            template = (
                "(turn on {X}*6|turn {X} on*5|switch on {X}*3|switch {X} on*2"
                "|turn on the light of {X}|press the (button|switch) on {X}|start {X}"
                "|push the switch of {X} to turn it on)"
            )
            if done.kind == "Candle":
                template = "(light {X}*6|light up {X})"
        case "toggle-off":
            template = (
                "(turn off {X}*6|turn {X} off*5|switch off {X}*3|shut off {X}*2|switch {X} off)"
            )
            if done.kind == "Candle":
                template = "(blow out {X}*4|put out {X}*3)"
        case "open":
            template = "(open {X}*8|open {X} up*2|pull {X} open|open up {X})"
        case "close":
            template = "(close {X}*8|shut {X}*4|push {X} shut|close {X} again)"
        case _:
            template = (
                "(fill {it} with water*6|fill {it} (at the sink|from the tap|up with water)*4"
                "|hold {it} under the (tap|faucet) until it is full*3"
                "|put {it} in the sink and (run|turn on) the water (to fill it"
                "|until it is full)*3)"
            )
    return expand(draw, template, slots)


def told(draw: random.Random, make: Callable[[random.Random], Clause]) -> tuple[Request, Proposal]:
    """A goal with its steps, or the steps alone."""
    while True:
        clause = make(draw)
        things = merged(clause.things)
        if clause.deeds and things is not None:
            break
    deeds: list[Subgoal] = []
    for one in clause.deeds:
        handled = any(one.kind in (other.kind, other.place) for other in deeds)
        deeds.append(one if handled else _with_source(draw, one))
    steps: list[str] = []
    before: list[str] = []
    for done in deeds:
        target = done.place or _where(done)
        sentence = _act(draw, done, before)
        if target and draw.random() < 0.75:
            walk = _walk(draw, target)
            if draw.random() < 0.15:
                steps.append(f"{walk}{draw.choice((', ', ' and ', ', then '))}{sentence}")
            else:
                steps += [walk, sentence]
        else:
            steps.append(sentence)
        before = [done.kind]
    if draw.random() < 0.1 and len(steps) > 2:
        at = draw.randrange(len(steps) - 1)
        steps[at : at + 2] = [
            f"{steps[at]}{draw.choice((', then ', ', ', ' and '))}{steps[at + 1]}"
        ]
    told_at_all = (
        draw.random() > 0.08 or any(item.which for item in things) or "which=Ref" in repr(things)
    )
    spoken = "" if not told_at_all else finish(draw, ask(draw, clause))
    hints = clause.hints if spoken else ()
    return Request(spoken, tuple(finish(draw, step) for step in steps)), goal(
        [things], hints, deeds
    )


def _where(done: Subgoal) -> str | None:
    match str(done.action):
        case "wash" | "fill":
            return "SinkBasin"
        case "heat":
            return "Microwave"
        case "chill":
            return "Fridge"
        case "toggle-on" | "toggle-off" | "open" | "close":
            return done.kind
        case _:
            return None


def _with_source(draw: random.Random, done: Subgoal) -> Subgoal:
    """A pick-up with where from, most of the time."""
    if str(done.action) == "pick-up" and done.place is None and draw.random() < 0.6:
        for _ in range(10):
            place_kind = weighted(draw, SOURCES)
            if takes(place_kind, done.kind):
                return deed("pick-up", done.kind, place_kind)
    return done
