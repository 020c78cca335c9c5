"""How people ask: orders, questions, wishes, statements, notes, chatter, and slips of keys."""

from __future__ import annotations

import random
import re

from planning.language.corpus.pairs import Clause
from planning.language.corpus.phrases import expand

_VERB = re.compile(r"\*([a-z'-]+)")
_KEYS = {
    "a": "sqz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo",
    "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et",
    "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
_DOUBLED = frozenset("put set get cut drop pop chop grab plop zap stop run chuck".split()) - {
    "chuck"
}
_BEFORE = (
    "(please *12|could you *10|can you *12|would you *5|could you please *8"
    "|can you please *7|please could you *2|pls *2|plz *1|will you *3"
    "|I need you to *8|I want you to *5|I'd like you to *5|I would like you to *3"
    "|you need to *3|you have to |you should *2|you must |go and *3|go *3"
    "|go ahead and *2|do me a favor and *2|do me a favour and |be a dear and "
    "|be so kind as to |kindly *2|let's *2|let us |we need to *3|we have to |we should "
    "|your task is to *3|the task is to *2|your job is to *2|the goal is to *2"
    "|your goal is to |today's task is to |task: *2|todo: "
    "|it would be great if you could *2|it'd be nice if you could *2"
    "|I'd appreciate it if you could *2|I would appreciate it if you could "
    "|maybe you could *2|perhaps you could |any chance you could *2"
    "|is it possible for you to |is there any way you could |would it be possible to "
    "|help me *2|help me to |make sure to *2|make sure you *2|be sure to *2"
    "|don't forget to *3|remember to *3|try to |just *3|now *3|next, *2|time to *2"
    "|it's time to |I was hoping you could |I was wondering if you could *2"
    "|do you think you could *2|would you be able to |are you able to |if you could, "
    "|if it's not too much trouble, |when you have a minute, *2|when you get a chance, *2"
    "|when you're done there, |once you have time, |quickly |I wonder if you could"
    "|feel free to |you can *2|why don't you *2|how about you |would you please *3"
    "|would you kindly |may I ask you to |can I ask you to *2|could I get you to *2"
    "|can I get you to |I have to ask you to |today you will |first thing: |to "
    "|let me have you |you could |I'll need you to *2|mind if I ask you to )"
)
_GERUND = (
    "(would you mind *6|do you mind *4|mind |how about *3|would you consider "
    "|I'd appreciate you |what about |I suggest |start by |can I trouble you with "
    "|please start |we're going to be |you'll be |I need help *3|I could use some help )"
)
_WANT = (
    "(I want *8|I need *8|I'd like *7|I would like *5|I'd love *3|I would love *2"
    "|can I have *5|could I have *4|can I get *4|could I get *3|may I have *3"
    "|I could use *3|I could do with *2|I'd really like *2|I wouldn't mind *2|we need *4"
    "|we want *2"
    "|I wish I had |I'm after |I feel like *2|I fancy |I'm in the mood for |get me *3"
    "|let me have |let me get |how about *2|I'd be happy with |what I need is *2"
    "|what I want is *2|I'm craving |I would really appreciate |I'd kill for "
    "|any chance of |is there any chance of getting |gimme *2|I really need *2"
    "|I really want |I will have |I'll have *2|I'll take |need *2|want |my (wife|husband"
    "|mom|son|daughter|friend|guest) (wants|would like|needs) *3|the kids (want|need"
    "|would like) *2|she wants |everybody wants |(grandma|dad) would like |give me *2"
    "|bring me *2)"
)
_WANT_STATE = (
    "(I want *10|I need *10|I'd like *8|I would like *6|we need *3|I'd like to have *3"
    "|I want to have *2|I need to have |I'd prefer |I like |I would love to see "
    "|I'd love to see |I'd love |let's have *2|let's get |can we have *2|could we get "
    "|please have *2|I expect |the goal is to have |in the end there should be "
    "|I want to see *2|I would prefer |my (wife|husband|mom|roommate) wants *2|we'd all like "
    "|she wants )"
)
_AFTER = (
    "(please*10| for me*8|, please*8|, thanks*4|, thank you*3| thanks*2"
    "| when you get a chance*3| when you can*2| right now*2| now*4| asap|, will you"
    "|, would you|, ok|, okay| right away| immediately| if you can*2| if possible*2"
    "| if you don't mind*2"
    "|, thx| pls|, cheers|, will ya| real quick*2| quickly| before dinner*2"
    "| before I get home*2| before (I|we) (go to bed|leave|eat|go out)*3"
    "| before (the guests|they|my parents) (arrive|get here|come)*2| so (I|we) can (eat"
    "|read|work|relax|find it later|get some sleep|leave|cook|use it)*5| so that (I"
    "|we) can (eat|read|work|relax|see)*3| so it (doesn't get lost|is ready"
    "|is out of the way|doesn't bother me)*3| for (dinner|lunch|later|tonight|the kids"
    "|my guests|breakfast)*5| while I (cook|take a shower|am out|make dinner|get dressed)*3"
    "| in case I need it later| like I asked| like you did yesterday| the way I like it"
    "| once more| on your way (out|back)| when you leave the room| when you pass by"
    "| after that| if it's no trouble*2| again*2| first thing| before anything else"
    "| if it isn't already*2| as always| this evening| this morning| today*2"
    "| as soon as possible|, buddy|, my friend|, dear|, love|. Thanks in advance"
    "|. Thank you!*2|. That's all|. I appreciate it|. Much obliged|, if you would"
    "| would you*2|, that would be great*2|. It would help me a lot| at once| carefully*2"
    "| somewhere in the next few minutes)"
)
_GREETING = (
    "(hey*6|hi*5|hello*4|hey there*2|hi there|hey Hestia*4|Hestia*6|ok*4|okay*3|so*3"
    "|alright*3|um*2|uh|well*2|hey robot*3|robot*3|hello robot|good morning|good evening"
    "|excuse me*2|yo|listen|hm|right|look|oh*2|ah|hello there|sweetie|buddy*2|hi Hestia*2"
    "|oh hey|ok Hestia|dear robot|hey you|say|ok so*2|attention|ok then|well then|sorry"
    "|morning|ok google|hey buddy|assistant|hey bot|helper)(,*8|!|.| -|...|*3) "
)
_REASON = (
    "(I'm having (guests|friends|people|my parents) over (tonight|later|tomorrow)*2"
    "|my hands are full*2|I'm (in a hurry|running late|too tired|busy|cooking|on the phone"
    "|sick|in bed|stuck on a call)*4|I can't get up*2|my back hurts*2|my mother is coming"
    "|my wife asked me|my husband asked me|my roommate keeps forgetting"
    "|the kids are coming home"
    "|I have been at work all day|I just woke up|I just got home*2|it's been a long day*2"
    "|I want to tidy up*2|I'm trying to get this place in order|it bothers me"
    "|we have visitors|I promised (her|him)|it's almost (noon|midnight|dinner time)"
    "|I've got a headache|I'm about to leave|I don't have time|I broke my leg"
    "|I keep forgetting|this place is a mess|I have no energy left|my mom is on her way"
    "|I have an exam tomorrow|I'm expecting company|I was going to do it myself"
    "|I need some space|dinner is almost ready*2|I want to relax|we are about to eat*2"
    "|I need to leave soon*2|my friends are coming*2|I just finished eating"
    "|it gets on my nerves|I can't reach it|I don't want it there"
    "|I don't need it right now*2|I'm done with it*2|the landlord is coming"
    "|the weekend is over|I can never do it right|my sister is visiting)"
)
_CHATTER = (
    "(It's a nice day|How are you today|I hope you're well|You did a great job yesterday"
    "|I love this house|The weather is awful|Sorry to bother you|You are such a help"
    "|I know I asked before|I always forget|Nice to see you|I hope it's not too hard"
    "|I had a rough day|We're almost done|I really like your work)"
)


def bare(do: str) -> str:
    """The imperative."""
    return do.replace("*", "")


def gerund(do: str) -> str:
    """The same with its verbs in -ing."""
    return _VERB.sub(lambda found: _ing(found[1]), do)


def _ing(verb: str) -> str:
    if verb in _DOUBLED:
        return verb + verb[-1] + "ing"
    if verb.endswith("e") and not verb.endswith("ee") and verb != "be":
        return verb[:-1] + "ing"
    return verb + "ing"


def plain_text(draw: random.Random, clause: Clause) -> tuple[str, bool]:
    """A clause in one of its forms, and whether that is an imperative."""
    pick = draw.random()
    if clause.say and pick < 0.11:
        return clause.say, False
    if clause.want and pick < 0.27:
        return f"{expand(draw, _want_of(clause))} {bare(clause.want)}", False
    if clause.want and pick < 0.30:
        return expand(
            draw, "({W}, please*4|{W} please*4|{W}*2|{W}, now)", {"W": bare(clause.want)}
        ), False
    if clause.terse and pick < 0.33:
        return clause.terse, False
    return clause.do, True


def _want_of(clause: Clause) -> str:
    first = clause.want.split(" ", 1)[0]
    indefinite = first in ("a", "an", "some", "one", "two", "three", "toast", "coffee", "1", "2")
    return _WANT if indefinite else _WANT_STATE


def ask(draw: random.Random, clause: Clause) -> str:
    """A clause as somebody says it, without slips."""
    text, imperative = plain_text(draw, clause)
    if imperative:
        text = order(draw, text)
    return dress(draw, text)


def order(draw: random.Random, do: str) -> str:
    """An imperative as an order, a request or a question."""
    pick = draw.random()
    if pick < 0.46:
        return bare(do)
    if pick < 0.52:
        return expand(draw, _GERUND) + " " + gerund(do)
    return expand(draw, _BEFORE) + " " + bare(do)


def dress(draw: random.Random, text: str) -> str:
    """What stands around a request: greetings, reasons, thanks, chatter."""
    if draw.random() < 0.13:
        after = expand(draw, _AFTER)
        text += after if after[0] in ".," else " " + after
    pick = draw.random()
    if pick < 0.045:
        text = f"{expand(draw, _REASON)}{draw.choice((', so ', '. ', ' so ', ' and ', ', '))}{text}"
    elif pick < 0.08:
        link = draw.choice((", ", " because ", ". ", " since ", " - ", " cause "))
        text = f"{text}{link}{expand(draw, _REASON)}"
    elif pick < 0.1:
        text = f"{expand(draw, _CHATTER)}. {text}"
    if draw.random() < 0.12:
        text = f"{expand(draw, _GREETING)} {text}"
    return text


def finish(draw: random.Random, text: str) -> str:
    """Capitals, punctuation and slips of the keys, as people leave them."""
    text = re.sub(r"\s+([,.;!?])", r"\1", " ".join(text.split()))
    text = re.sub(r",+([.,;!?]|$)", r"\1", text)
    if draw.random() < 0.6:
        text = text[:1].upper() + text[1:]
    pick = draw.random()
    if text[-1:] not in ".!?":
        question = re.match(
            r"(?i)(can|could|would|will|do|may|is|are|any|how|what|why|where|mind)\b", text
        )
        text += ("?" if question else ".") if pick < 0.5 else ("!" if pick < 0.54 else "")
    if draw.random() < 0.08:
        text = text.lower()
    if draw.random() < 0.01:
        text = text.upper()
    if draw.random() < 0.05:
        text = text.replace("'", "")
    if draw.random() < 0.035:
        text = re.sub(r"(?i)\b(the|a|an|my) ", "", text)
    if draw.random() < 0.06:
        text = slip(draw, text)
    return text


def slip(draw: random.Random, text: str) -> str:
    """A slip or two: a letter left out, doubled, exchanged or hit beside; a lost space."""
    for _ in range(draw.choice((1, 1, 1, 2, 2, 3))):
        if len(text) < 6:
            return text
        at = draw.randrange(1, len(text) - 1)
        letter, pick = text[at], draw.random()
        if letter == " ":
            if pick < 0.5:
                text = text[:at] + text[at + 1 :]
        elif not letter.isalpha():
            continue
        elif pick < 0.3:
            text = text[:at] + text[at + 1 :]
        elif pick < 0.45:
            text = text[:at] + letter + text[at:]
        elif pick < 0.7 and text[at + 1].isalpha():
            text = text[:at] + text[at + 1] + letter + text[at + 2 :]
        elif letter.lower() in _KEYS:
            text = text[:at] + draw.choice(_KEYS[letter.lower()]) + text[at + 1 :]
    return text
