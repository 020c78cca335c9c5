"""Requests that leave too much open, with what has to be asked."""

from __future__ import annotations

import random
from typing import Literal

from planning.language.corpus.naming import phrase, place
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.registers import order
from planning.language.corpus.words import CLASS_THINGS, GET, MOVE, PLACES, PUT, THINGS

About = Literal["object", "place", "other"]
_IT = (
    "(it*10|that*4|this*4|them*3|that thing*3|the thing*3|this thing*2|those*2|these*2"
    "|that one*2|the stuff*2|that stuff|those things|something|the thing over there"
    "|that object|one of those|what I said|whatchamacallit|the thingy)"
)
QUESTIONS = {
    "object": "Which thing do you mean?",
    "place": "Where should I put it?",
    "other": "What exactly should I do?",
}


def unclear(draw: random.Random) -> tuple[str, About, str]:
    """Words, what they leave open, and the question."""
    pick = draw.random()
    if pick < 0.5:
        about: About = "object"
        text = _no_object(draw)
    elif pick < 0.84:
        about = "place"
        text = _no_place(draw)
    else:
        about = "other"
        text = _nothing(draw)
    return text, about, QUESTIONS[about]


def _no_object(draw: random.Random) -> str:
    where = place(draw, weighted(draw, PLACES))
    do = expand(
        draw,
        f"(*{PUT} {{it}} {{W}}*6|*{PUT} {{it}} away*4|*{MOVE} {{it}} {{W}}*3|*(clean|wash"
        f"|rinse|scrub) {{it}}*5|*(heat|warm|microwave|chill|cool) {{it}} (up|down|)*3"
        f"|*(slice|cut|chop) {{it}} (up|)*3|*(cook|boil|fry|toast) {{it}}*3"
        f"|*turn {{it}} (on|off)*4|*switch {{it}} (on|off)*3|*(open|close|shut) {{it}}*4"
        f"|*bring me {{it}}*4|*(give|hand|pass) me {{it}}*4|*(grab|get"
        f"|fetch) {{it}} [for me]*3|*pick {{it}} up*3|*throw {{it}} (away|out)*3"
        f"|*fill {{it}} [with water]*2"
        f"|*{GET} {{it}} and *{PUT} it {{W}}*3|*{PUT} the (one|other one|second one"
        f"|small one|big one|red one|blue one) {{W}}*3|*(bring|get|hand|give) me the (one"
        f"|other one|red one|blue one|big one|small one) [over there|from before]*3|*(wash"
        f"|clean|heat) (the one|the other one|another one)*2"
        f"|*{MOVE} the (stuff|things|items|objects) {{W}}*3|*get my (thing|things|stuff)*2"
        f"|*{PUT} (a thing|an object|an item|the item|the object"
        f"|an item of your choice) {{W}}*2|*take care of {{it}}*1|*empty {{it}}"
        f"|*look at {{it}} (under|with) the (lamp|light))",
        {"it": expand(draw, _IT), "W": where},
    )
    if draw.random() < 0.06:
        return expand(
            draw,
            (
                "({it} belongs {W}|{it} should be {W}|I want {it} {W}|I need {it}|where is {it}"
                "|can I have {it}|I want {it})"
            ),
            {"it": expand(draw, _IT), "W": where},
        )
    return order(draw, do)


def _no_place(draw: random.Random) -> str:
    kind = weighted(draw, THINGS if draw.random() < 0.85 else CLASS_THINGS)
    count = "all" if kind in CLASS_THINGS or draw.random() < 0.12 else 1
    said = phrase(draw, kind, count, plain=True)
    somewhere = (
        "(over there*4|there*5|down*4|somewhere*3|somewhere else*4|elsewhere*2|in (it|that"
        "|there)*3|on (it|that|there)*2|in the (right|proper|usual|other) (place|spot)*3"
        "|in its spot|to the other (place|spot|side|room)|where I told you|in the thing"
        "|on the thing|next to it|to that place|inside|to the room|out of the way|aside"
        "|someplace safe|under the (bed|couch|sofa|dresser|rug)|behind the (couch|door|curtains"
        "|tv)|outside|in the (kitchen|bedroom|bathroom|living room|hallway|garage|other room)*5"
        "|upstairs|to the (kitchen|bedroom|bathroom|living room|other room)*4"
        "|into the next room|where I can find it|on something|in something)"
    )
    do = expand(
        draw,
        (
            f"(*{PUT} {{X}}*5|*{PUT} {{X}} {somewhere}*7|*{MOVE} {{X}} {somewhere}*4|*(move"
            f"|relocate|transfer|shift) {{X}}*4|*{GET} {{X}} and *{PUT} {{it}} {somewhere}*4"
            f"|*(wash|clean|heat|chill) {{X}} and *(put|place|set) {{it}} {somewhere}*2|*find (a"
            f"|another|a better|a good|a new) (place|spot|home) for {{X}}*3"
            f"|*{PUT} {{X}} where (I said|we agreed|I showed you|you think is best)*2"
            f"|*set {{X}} down|*put {{X}} in or on|*hide {{X}}*2)"
        ),
        {"X": said.text, "it": said.it},
    )
    if draw.random() < 0.06:
        return expand(
            draw,
            (
                "({X} (doesn't|does not) belong (here|there)|{X} should not be there"
                "|{X} should be somewhere else|I want {X} (somewhere else|moved|over there)"
                "|{X} (has|have) to go somewhere else)"
            ),
            {"X": said.text},
        )
    return order(draw, do)


def _nothing(draw: random.Random) -> str:
    if draw.random() < 0.35:
        kind = weighted(draw, THINGS)
        said = phrase(draw, kind, plain=True)
        return expand(
            draw,
            (
                "({X}*3|do something (with|about) {X}*5|{X}, please*2|deal with {X}*3"
                "|handle {X}*3|take care of {X}*4|about {X}*1|use {X}*2|the thing with {X}"
                "|you know what to do with {X}*2|what about {X}*2|sort {X} out*2|now {X}"
                "|work on {X}|see to {X}|do {X} again)"
            ),
            {"X": said.text},
        )
    return expand(
        draw,
        "(do it*4|do it again*4|help*4|help me*6|help me out*3|I need (help|your help"
        "|a hand|some help)*6|can you (help|help me|give me a hand|do it|do something)*6"
        "|do (something|anything)*5|do what I told you*3|do the thing*4"
        "|do that thing [again|we talked about]*3|same as (yesterday|before|always"
        "|last time)*5|do the usual*4|the usual[, please]*3"
        "|get (started|to work|going|on with it)*5|continue*3|go on*3|carry on*2"
        "|do your job*4|do your work|start*2|make yourself useful*4|finish (it|the job"
        "|what you started)*3|fix it*3|fix this*3|make it (better|nice|right|work)*4"
        "|do (the|some|your|my) chores*5|take care of (it|things|everything|this)*5"
        "|handle (it|this)*3|sort (it|this) out*3|do it like last time*3|I have a (task|job"
        "|chore) for you*5|I need you to do something*5|can you do something for me*5"
        "|there is something you could do*3"
        "|you know what to do*4|do as I say*2|next one*2|one more time*2|again*3"
        "|the other way around*2|not like that*2|do it differently*2|do better*2"
        "|prepare (everything|things)*3|get (everything|it all|things) ready*4|set (it"
        "|everything) up*2|tidy up*3|clean up*3|clean the (room|house|kitchen|place"
        "|apartment|flat)*5|tidy (the|my) (room|house|kitchen|place|apartment|bedroom)*4"
        "|straighten up the (place|room|house)*2|make the (place|room|house"
        "|kitchen) (look nice|presentable|tidy|clean)*4|this place is a mess*3"
        "|could you lend me a hand*3|would you do me a favor*5|do me a favor*4"
        "|I want you to do it*3|please*2|you*1|I have a request*4"
        "|could I ask you something*2|it's not right like this*2|change it*2|try again*2"
        "|do both*2)",
    )
