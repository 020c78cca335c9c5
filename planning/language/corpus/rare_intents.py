"""Wishes that are rare, and what a house affords for them."""

from __future__ import annotations

from planning.language.corpus.common_intents import COFFEE, TOAST
from planning.language.corpus.pairs import thing
from planning.language.goal_language import Thing

# What is said, with what it asks for.
RARE: tuple[tuple[str, tuple[Thing, ...]], ...] = (
    (
        (
            "(I (want|need|would like|'d like) (something to read*5|to read something*4"
            "|to read [for a while]*3|to read a (story|novel)*3)|I feel like reading*4"
            "|I'm bored, I want to read*3|read-time*1|I need a good (story|read)*3"
            "|I'd like to read [myself to sleep|before bed]*3|it's bedtime story time*2"
            "|I want to lose myself in a story*2|I need some reading material*2)"
        ),
        (thing("Book", "held"),),
    ),
    (
        (
            "(I (have|have got|got) a (cold*3|runny nose*5)|I'm (about|going) to (sneeze*4"
            "|cry*2)|my nose is (running*5|runny*3|stuffed*2|dripping)|I need to (blow"
            "|wipe) my nose*6|I keep sneezing*3|I can't stop (sneezing|crying)*3"
            "|I have (hay fever|allergies)[ and my nose is running]*3|achoo*2|(she"
            "|he) is crying, (he|she) needs (something for the tears|to wipe the tears)"
            "|my eyes are watering*3)"
        ),
        (thing("TissueBox", "held"),),
    ),
    (
        (
            "(what time is it on my wrist|I want to (know|see) the time on my wrist*2"
            "|I'm going out and want to wear my watch*3|my wrist feels (naked|bare|empty)*4"
            "|I need something to tell the time[ with]*3|I'm (dressing up"
            "|going out) tonight, where's my watch*3|I can't find my watch*4|I lost my watch*2"
            "|I left the house without my watch yesterday*2)"
        ),
        (thing("Watch", "held"),),
    ),
    (
        (
            "(my (neck|head|back) hurts (on this couch|lying like this|without support"
            "|lying down)*5|I need something (soft|) (under|for) my (head|neck|back)*6|I (want"
            "|would like) to lie down and need something soft [for my head]*3|this (couch|bed"
            "|chair) is (so|too|really) (hard|uncomfortable)*4|I want to take a nap and (rest"
            "|lay) my head on something*3|I need to rest my head on something*3"
            "|my back needs support*3|I want to be more comfortable [on the couch]*2)"
        ),
        (thing("Pillow", "held"),),
    ),
    (
        (
            "((I'm|I am) (wet*3|soaking wet*4|soaked*3|dripping wet*3)|I (need|want"
            "|have) to dry (off|myself|myself off|my hair)*5|I just (got out of|stepped out of"
            "|came out of) the (shower|bath|tub|pool)[ and I'm wet|]*4|I'm about to (shower"
            "|take a shower|take a bath)*4|I got caught in the rain*3"
            "|I'm dripping all over the floor*3|my hair is (wet|dripping)*3"
            "|I'm going for a swim*2|I want to dry off*2)"
        ),
        (thing("Towel", "held"),),
    ),
    (
        (
            "((I|somebody|someone|he|she|the kid|my son) (spilled|spilt|dropped) (something*2"
            "|juice*3|milk*4|coffee*3|water*3|wine|soup|tea)( on the (floor|table|counter"
            "|couch)|all over|)*7|there's a (spill|puddle|stain|wet spot"
            "|sticky spot) (on the (floor|counter|table|couch)|here|)*4|the (counter"
            "|table) is (sticky*3|wet*2)|I need to (wipe|mop) (this|that|something|it) up*5"
            "|I need something to wipe (the table|the counter|this|my hands) with*4)"
        ),
        (thing("Cloth", "held"),),
    ),
    (
        (
            "((I|we) have no clean (plates*5|dishes to eat from*2)|there (are"
            "|is) no clean plates left*3|we're out of clean plates*4|all (the"
            "|our) plates are dirty*5|I need something clean to eat (off|from)*3"
            "|nobody did the plates*3|we have guests and no clean plates*3"
            "|we can't serve dinner on (dirty|those dirty) plates*2)"
        ),
        (thing("Plate", "clean", count="all"),),
    ),
    (
        (
            "((the dishes|dishes) (won't wash themselves*3|are piling up*5|are stacked up*2"
            "|have been sitting there for days*2|need doing*3)|nobody (did|has done"
            "|washed) the dishes*5|do the dishes*5|the sink is (full of|overflowing with"
            "|piled up with) dirty (dishes|plates and bowls)*4|there's a (pile|mountain"
            "|stack) of dirty dishes*4|it's your turn to do the dishes*3|washing up time*2"
            "|we're out of clean dishes*3|somebody has to (do the washing up|wash up)*3"
            "|dishes duty*2|do the washing up*3|I hate doing the dishes*2)"
        ),
        (thing("Dishware", "clean", count="all"),),
    ),
    (
        (
            "((there (are|is) no|we have no|I have no|we're out of) clean (cups*3"
            "|mugs*6)[ left]|all (the|our) mugs are (dirty*4|used*2)|I can't find a clean mug*4"
            "|every mug in this house is dirty*3)"
        ),
        (thing("Mug", "clean", count="all"),),
    ),
    (
        (
            "((the|my) (toilet|bathroom) is (clogged*4|blocked*3|backed up*2)"
            "|the toilet (won't flush*4|is overflowing*2|doesn't flush*2)|the (drain|sink"
            "|toilet) is (clogged*3|blocked*2)[ again])"
        ),
        (thing("Plunger", "held"),),
    ),
    (
        (
            "((there's|there is) no (toilet paper*5|loo roll*3|tp*2) (left|on the holder"
            "|in the bathroom|)*6|we('re| are) out of toilet paper [in the bathroom"
            "|on the holder]*4|the toilet paper (is (empty|finished|gone|used up)|ran out)*4"
            "|the (toilet roll|toilet paper) holder is empty*4|somebody used up (all"
            "|) the toilet paper*3|the holder has no (paper|roll)*2)"
        ),
        (thing("ToiletPaperHanger", contents=(thing("ToiletPaper"),)),),
    ),
    (
        (
            "(I (want|would like|'d love|need) (to take|to have|) a (romantic|relaxing"
            "|candlelit|candlelight) bath*8|set the mood in the (bathroom|bath|tub)*4"
            "|I want to soak in candlelight*3|a bath by candlelight would be (nice|lovely"
            "|wonderful)*4|make the bath romantic*3|prepare a romantic (bath|bathtub)*3)"
        ),
        (thing("BathtubBasin", contents=(thing("Candle", "on", count="all"),), together=False),),
    ),
    (
        (
            "(set the mood(| for (tonight|dinner|a date))*3|I'd like a (romantic|cozy"
            "|cosy) (atmosphere|mood|evening)*5|let's have a candlelit dinner*3|make it (cozy"
            "|cosy|romantic) in here*4|it's date night*3|I want (candlelight"
            "|some candlelight)*4|dinner by candlelight*3|the power is out*2)"
        ),
        (thing("Candle", "on"),),
    ),
    (
        (
            "(I (have|need|want) to (work*4|study*4|do my homework*3|write a paper"
            "|do some work*2)( from home|at (a|the) (table|desk)|) (and need a place (to work"
            "|for it)|and need a workspace)*4|I need a (place|spot|space) to (work|study"
            "|do my homework)*5|(I'm|I am) working from home today*4|get (everything|things"
            "|the place) ready for (work|studying|homework|my study session)*4"
            "|I have a (deadline|paper to write|lot of homework)[ and nowhere to work]*3"
            "|it's time to (study|get to work|do homework)*3)"
        ),
        (
            thing(
                "Tables",
                contents=(
                    thing("WritingUtensils"),
                    thing("Laptop", "open", "on"),
                    thing("Book", "open"),
                ),
            ),
            thing("LightSwitch", "on"),
        ),
    ),
    (
        (
            "(I (need|want|have) to (check*4|answer*2|send*2|write*2|read*2) (my |an |some "
            "|)(email*3|emails*4|mail*2)|I (want|need|have) to (go online*3"
            "|look something up online*3|browse the web*2|join a (video call|meeting)*3"
            "|type something*2|surf the internet*2)|I have a (zoom call*3|video call*3"
            "|meeting online*2) (soon|in a minute|in five minutes|)*4|boot up my computer*2)"
        ),
        (thing("Laptop", "open", "on"),),
    ),
    (
        (
            "(something is burning [on the stove]*3|I smell gas*3|(somebody|someone|I) (left"
            "|forgot) the (stove|burner|hob|cooker) on*4|the stove is (still hot and on"
            "|still on|still burning|on and nobody is cooking)*4|it smells like (gas|burning)*4"
            "|the pan is burning*2|nobody is cooking but the (stove|hob|burner) is hot*2"
            "|is the stove still on*2|we're done cooking*3|the (house|kitchen) will burn down)"
        ),
        (thing("StoveKnob", "off", count="all"),),
    ),
    (
        (
            "(I want to (take a shower|shower)[ now]*3|get (the|my) shower (ready|running"
            "|going)*5|run (me a shower|the shower)*4|I'm ready for my shower*3"
            "|start my shower*3|I need to rinse off in the shower*2|I'd like a hot shower*3)"
        ),
        (thing("ShowerHead", "on"),),
    ),
    (
        (
            "((I'm|I am) in the mood for (a salad*4|something (green|healthy|fresh)*5|greens)"
            "|I (want|need) to eat (something healthy*4|healthier*2|vegetables*2"
            "|something light*2|greens)|I'm on a diet[ and hungry]*4|something (light|healthy"
            "|fresh) for lunch*4|I'm watching my weight, (something light"
            "|make me something light)*2)"
        ),
        (
            thing(
                "Plate",
                "clean",
                contents=(
                    thing("LettuceSliced"),
                    thing("TomatoSliced"),
                    thing("PotatoSliced", "cooked"),
                ),
            ),
        ),
    ),
    (
        (
            "((I want|I'd like|I could use|I feel like) (something cold*3|a cold drink*4"
            "|something (cool|refreshing) to drink*3|a chilled drink)"
            "|it's {hot} hot, I need something cold*3|I need to cool down with a (cold"
            "|cool) drink*3)"
        ).replace("{hot}", "(so|too|boiling|really)"),
        (thing("Cup", "chilled", "filled-with-water"),),
    ),
    (
        (
            "((I want|I'd like|I could use|I need) (some|a glass of|) wine [tonight]*4"
            "|I need something stronger than water*3|let's celebrate with a drink*3"
            "|open the wine[, we're celebrating]*2|I'd like to have a glass of red*3)"
        ),
        (thing("WineBottle", "held"),),
    ),
    (
        (
            "((this|the|my) (soup|food|egg|potato|dinner) (is|tastes) (bland*4|tasteless*2"
            "|too bland*2|needs (seasoning|salt)*3)|(this|it|the food) needs (salt*5"
            "|more salt*4|a pinch of salt*2)|I like my food (salty|saltier)*3"
            "|there's no salt (in|on) this*3|could use more salt*2)"
        ),
        (thing("SaltShaker", "held"),),
    ),
    (
        (
            "(the (kitchen|house|garbage|trash) (stinks*3|smells bad*2"
            "|smells*2) because of (the old|that|the rotten) (egg*3|eggs)|the egg (is"
            "|has gone) (rotten*4|bad*4|off*3)|the eggs (are|went) (bad|rotten|off)*2"
            "|this egg (stinks|smells)*3|that egg is way past its date*2)"
        ),
        (thing("GarbageCan", contents=(thing("Egg"),)),),
    ),
    (
        (
            "((the|this|that|my) apple (is|has gone|looks) (rotten*5|bad*3|moldy*3|mouldy*2"
            "|brown and mushy*2|off*2)|there's a worm in (the|this) apple*3"
            "|nobody will eat that (old|rotten|brown) apple*3)"
        ),
        (thing("GarbageCan", contents=(thing("Apple"),)),),
    ),
    (
        (
            "((the|this|that|my) (bread|loaf) (is|has gone|looks) (moldy*5|stale*5|mouldy*3"
            "|hard as a rock*2|green)|there's mold on the (bread|loaf)*4"
            "|nobody will eat that (old|moldy|stale) bread*3)"
        ),
        (thing("GarbageCan", contents=(thing("Bread"),)),),
    ),
    (
        (
            "((the|this|that|my) (tomato|tomatoes) (is|are|has gone) (rotten*5|mushy*4|moldy*3"
            "|bad*3)|nobody will eat that (old|mushy|rotten) tomato*3)"
        ),
        (thing("GarbageCan", contents=(thing("Tomato"),)),),
    ),
    (
        (
            "((heat|warm|reheat|microwave|warm up|heat up) my (coffee|tea|cocoa)[ up]*8"
            "|my (coffee|tea) could be (hotter|warmer)*2|make my (coffee|tea) hot again*3|(the"
            "|my|this) (coffee|tea|cocoa|hot chocolate|cup of coffee|cup of tea|drink) (is|got"
            "|has gone|went) (cold*6|lukewarm*3|stone cold*2)[ again]|I forgot about my (coffee"
            "|tea) and it's cold now*4|I hate cold (coffee|tea)*3|my (coffee"
            "|tea) needs (heating|warming|reheating)*3)"
        ),
        (thing("Mug", "heated"),),
    ),
    (
        (
            "((I|we) have nothing (clean|) to (cook|fry) (in|with)*3|I want to fry (something"
            "|eggs|bacon) but the pan is (dirty*4|greasy*3|filthy)|the pan still has (grease"
            "|food|egg) (on|in) it*4|I can't cook in (that|this) (dirty|greasy|filthy) pan*3)"
        ),
        (thing("Pan", "clean"),),
    ),
    (
        (
            "(the baby needs (its|her|his) (teddy|stuffed animal|bear)*3|(the kid|my daughter"
            "|my son|the baby|the little one) can't sleep without (her|his|the) (teddy"
            "|stuffed animal|bear|teddy bear|plushie)*6|(somebody|I) needs (a"
            "|something to) cuddle*2|I need (something|someone) (soft|) to (hug|cuddle)*4)"
        ),
        (thing("TeddyBear", "held"),),
    ),
    (
        (
            "(I want to (do|lift) (some weights*4|weights*4|a workout|my exercises)|I (want"
            "|need) to (work out|exercise|build muscle|get in shape) [with weights]*5|it's (arm"
            "|leg|gym) day*3|time for my workout*4)"
        ),
        (thing("Dumbbell", "held"),),
    ),
    (
        (
            "(I (want|would like|feel like|am off) to (play|playing) (some |)tennis*6"
            "|I have a tennis (match|lesson|game) (soon|today|in an hour)*5|tennis time*2"
            "|I'm meeting (a friend|Anna|Tom) on the tennis court*3)"
        ),
        (thing("TennisRacket", "held"),),
    ),
    (
        (
            "(I (want|would like|feel like) (to shoot|shooting|to play|playing) (some "
            "|)(hoops*4|basketball*5)|let's (shoot some hoops|play basketball)*5"
            "|I'm going to the basketball court*3)"
        ),
        (thing("BasketBall", "held"),),
    ),
    (
        (
            "(I want to know what's (going on|happening) in the (world|city|country)*4"
            "|I'd like to (read the (news|headlines|sports page|comics))*5|what's in the (paper"
            "|news) today*4|I want to do the crossword*4|what do the headlines say*3)"
        ),
        (thing("Newspaper", "held"),),
    ),
    (
        (
            "(my hands are (dirty*4|sticky*3|filthy*2|covered in (mud|grease"
            "|paint))[ and there's no soap here|]*4|I need to wash my hands*6"
            "|I want to wash my hands*4|there's no soap (at|by|near) the sink*3)"
        ),
        (thing("SoapBar", "held"),),
    ),
    (
        (
            "(I (need|have|want) to pay (online*3|for something*3|the bill*2|a bill online*2"
            "|for the pizza*2|the delivery guy*2)[ and need my card]*4|I'm (shopping"
            "|buying something) online and need my card*4|where did I put my (card|credit card"
            "|bank card)*4|I can't find my credit card*4)"
        ),
        (thing("CreditCard", "held"),),
    ),
    (
        (
            "(play some music from a disc|I (want|feel like) (to listen|listening) to (a cd"
            "|an album|some music on cd)*5|I want to put on (a|some) (cd|album)*3)"
        ),
        (thing("CD", "held"),),
    ),
    (
        (
            "((I'm|I am|we're) (cold*2|freezing*2) and want (something hot|a hot drink"
            "|a warm drink)*4|I'd like (something hot to drink|a hot drink)*6"
            "|a hot drink would be (nice|great|lovely)*4|I need something (hot|warm) to drink*4"
            "|warm me up with a hot drink*2)"
        ),
        (COFFEE,),
    ),
    (
        (
            "(breakfast*2|I (want|need|'d like|would like) [my|some] breakfast*5"
            "|make me breakfast*4|make breakfast*5|breakfast please*3|time for breakfast*4"
            "|what's for breakfast*3|prepare [some|my] breakfast*3|breakfast time*2)"
        ),
        (COFFEE, TOAST),
    ),
    (
        (
            "((I want|I'd like|I need) (something (filling|quick) for lunch|lunch|a quick lunch"
            "|something for lunch)*6|what's for lunch*3|make (me|) lunch*4|lunch time*2"
            "|I need a packed lunch*2|prepare my lunch*3)"
        ),
        (
            thing(
                "Plate",
                "clean",
                contents=(
                    thing("BreadSliced", "cooked", count=2),
                    thing("LettuceSliced"),
                    thing("TomatoSliced"),
                ),
            ),
        ),
    ),
    (
        (
            "((I want|I need|I have) to (do|start) (the |some |a load of |)(laundry*6"
            "|washing*2)[ now]|start the (laundry|wash cycle)*4|run a load of laundry*3"
            "|my clothes are dirty, run the (washer|washing machine)*3|laundry day*3)"
        ),
        (thing("WashingMachine", "on"),),
    ),
    (
        (
            "((my|the) (clothes|laundry) (is|are) (still wet*4|wet*3"
            "|done washing and needs drying*3)|dry (my|the) (clothes|laundry)*5"
            "|the laundry needs (drying|to dry)*4)"
        ),
        (thing("ClothesDryer", "on"),),
    ),
    (
        (
            "((the|my) (valuables|money|jewelry|documents) should be locked away|lock up (the"
            "|my) valuables|the safe is (wide open|unlocked|open for everyone to see)*4"
            "|anyone could (rob|steal from) the safe like this*3|(somebody"
            "|someone) left the safe open*3)"
        ),
        (thing("Safe", "closed"),),
    ),
    (
        (
            "((it|the bathroom|the toilet) (stinks|smells)[ in here], (the lid is up"
            "|somebody left the lid up)*4|(somebody|someone|he) (always leaves|left) the (seat"
            "|toilet seat|lid|toilet lid) up[ again]*6|the (toilet seat|lid"
            "|toilet lid) is up[ again]*4|why is the (seat|lid) always up*2)"
        ),
        (thing("Toilet", "closed"),),
    ),
    (
        (
            "(I (need|want|have) to (use the (toilet|loo|bathroom)|pee) and the lid is (down"
            "|closed)*4|the toilet lid is (down|closed)[ and I need to go])"
        ),
        (thing("Toilet", "open"),),
    ),
)
