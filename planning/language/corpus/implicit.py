"""Wishes that do not say what is to be done, with what a house affords."""

from __future__ import annotations

import random

from planning.language.corpus.pairs import thing
from planning.language.corpus.phrases import expand
from planning.language.corpus.placing import EVERYTHING
from planning.language.goal_language import Thing

_WATER = thing("Cup", "filled-with-water")
_COFFEE = thing("Mug", "clean", "filled-with-coffee")
_TOAST = thing("Plate", "clean", contents=(thing("BreadSliced", "cooked"),))
_LIGHT = thing("Lights", "on")
_DARK = thing("Lights", "off", count="all")

_EMPH = "(so|really|very|pretty|a bit|a little|awfully|kind of|rather|quite|getting|super|terribly|too|)"
_SO = "(so|really|very|pretty|a bit|a little|awfully|kind of|super|terribly|)"
# What is said, with what it asks for.
INTENTS: tuple[tuple[str, tuple[Thing, ...]], ...] = (
    (
        f"((I'm|I am|we're) {_SO} (thirsty*6|parched*3|dehydrated*2)|my (throat|mouth) is {_SO} (dry*4|parched)|I (need|want|could use|would love|could do with|fancy|would like) something to drink*5|I'm dying of thirst*2|I haven't had (anything to drink|a drop) (all day|since this morning)*2"
        "|(I could use|I need|I'd like|get me|bring me|may I have|can I have|fetch me) (a drink*2|a glass of water*4|some water*4|a drink of water*2|a cup of water*3|a sip of water|a cold glass of water|water)*6|is there anything to drink[ around here]*2|I just (came back from a run|worked out|finished my workout), I need (water|a drink)*2"
        "|it's hot and I need (a drink|something to drink)|I feel dehydrated*2|I have to take (my pills|a pill|my medicine)( and need something to drink|, I need water)*2|my throat is killing me, water please|water, please*2|I could drink a whole lake|what do you have to drink)",
        (_WATER,),
    ),
    (
        f"(I (could use|need|want) (some|a bit of|a shot of|my) caffeine*5|I'm {_SO} (tired|sleepy|drowsy|groggy)( and|, but) I (have to work|can't sleep yet|need to stay awake|have to stay up|have a long night ahead)*4|I need (something|a drink) to (wake me up|keep me awake|perk me up|get me going)*5|I can't (wake up|get going|function|start my day) without (my morning brew|caffeine|my coffee|coffee)*4"
        "|I need a pick-me-up*3|I (can barely|can hardly) keep my eyes open*4|I slept (badly|terribly|only three hours)[ and need to (function|stay awake)]*3|I need to (wake up|stay awake)*3|I'm falling asleep at my desk*3|long night ahead, I need to stay up|a hot pick-me-up would be (great|nice)|I need my morning (fix|boost|brew)*3|could use a jolt|caffeine (please|me|now)*2|I'd love something hot and caffeinated*2|I need fuel to get through the morning*2|time for my coffee break*2|my eyes are closing[ on their own]|I didn't sleep a wink|coffee time*2|I smell no coffee yet|it's too early for me)",
        (_COFFEE,),
    ),
    (
        f"((it's|it is|it gets) {_EMPH} dark (in here*5|in this room*3|*3|here*2|inside|outside already)|I can't see (a thing*4|anything*4|what I'm doing*3|my hand in front of my face|where I'm going*2|in here)|(it's|it is) {_EMPH} (dim|gloomy|dingy|murky) (in here*3|in this room|)*4|I need (more|some|better) light*4|I want to read but I can't see*2|it's too dark to (read*3|see*3|work*2|cook|find anything)"
        "|could we have (some|more|a little more) light*3|let there be light*2|there's not enough light (in here|to read|)*3|I keep bumping into things in the dark*2|the sun (went|has gone) down[ and I can't see]*2|I can barely see*3|I'm scared of the dark*2|night is falling|it would be nice to have some light*2|the room is pitch black*2|it's pitch dark*2|why is it so dark in here*2|brighten (up this room|the room|this place)*2|I'm sitting in the dark*3|it's like a cave in here|I can hardly see the page*2|it got dark)",
        (_LIGHT,),
    ),
    (
        f"(I can't (sleep|fall asleep|doze off) with (that|the|this) light[ on]*6|(it's|it is) {_EMPH} bright (in here*4|in this room*2|)*5|the (light|lights) (hurts|hurt|is hurting|are hurting) my eyes*4|I (want|need|would like|am trying|'d like) to sleep( now|, it's too bright)*3|time (for|to go to) (bed|sleep)*3|I'm going to (bed|sleep)*3|lights out*4|I want to watch a movie in the dark*2|we're wasting electricity*3"
        f"|it's too bright to (sleep|nap|rest)*3|my head hurts and it's {_SO} bright*2|the electricity bill is too high*2|I'd like it dark in here*3|make it dark*3|I need darkness*2|I have a migraine, it's too bright*2|nobody is using these lights*2|everyone is going to bed*2|we're leaving, nobody needs light*2|I need it dark to sleep*2|I want to sleep*2|good night*2)",
        (_DARK,),
    ),
    (
        f"((the|my|that|this) (plant|plants|flowers|flower|houseplant|fern) (looks|look) (sad*4|thirsty*2|dry*3|droopy*3|wilted*2|unhappy*2|like it is dying*2|half dead*2|a bit brown|terrible)*6|(the|my) (plant|plants|flowers|ficus) (is|are) (dying*3|wilting*3|drooping*2|drying out*2|going brown)*5|I forgot (about|to look after) (the|my) (plant|plants|flowers)*3|nobody took care of the (plant|plants|flowers) while (I was|we were) (away|gone|on vacation)*3|the leaves (of the plant|on that plant|) are (drooping|turning brown|falling off|hanging)*4|the soil in the (flower pot|pot|plant pot) is (dry*3|bone dry*2|dusty)*3|keep (the|my) (plant|plants) alive*2|the poor plant needs (help|love|attention|care)*3|(the|my) (plant|fern|plants) could use a drink*3|I don't want (the|my) (plant|plants|flowers) to die*3|save the (plant|flowers)*2)",
        (thing("HousePlant", "filled"),),
    ),
    (
        f"((I'm|I am) {_SO} (hungry*7|starving*4|peckish*3|famished*3|starved)|I (want|need|could use|would like|fancy|would love|'d like) (something to eat*5|a snack*5|a bite*3|a bite to eat*2|a little snack*2|something small to eat|some food)|my (stomach|tummy|belly) is (growling*3|rumbling*3|empty*2)|I (haven't|have not) (eaten|had anything to eat|had breakfast) (all day|yet|since (morning|yesterday)|today)*4|is there (anything|something) to eat*2|I could eat a horse*2|I skipped (lunch|breakfast)[ today]*3|feed me*2|I'm ready for a snack*2|I feel like (a snack|eating something)*3|got anything to eat*2|I missed breakfast*2|I need to eat something*3|a little something to eat would be nice*2|I have the munchies*2|the kids are hungry*2)",
        (_TOAST,),
    ),
    (
        "(what a mess on (this|that|the) (table*4|dining table*2|kitchen table*2)|(the|this) (table|dining table|kitchen table) is (such a mess*3|a disaster*2|covered in stuff*2|chaos|too cluttered*2|buried)|we need (room|space) on the (table|dining table|kitchen table)*3|(dinner|lunch) is ready[ but] (there's|there is) no (room|space) on the table*3|guests are coming and the (table|dining table) is full of (stuff|junk|things)*3|there's no room to eat [at the table]*2|I can't find a free spot on the table*2|we can't eat at (this|that) table[ like this]*2|the table is buried under junk*2)",
        (thing("DiningTable", contents=[thing(kind, count=0) for kind in EVERYTHING]),),
    ),
    (
        "(there's no (room|place) (to sit*3|for me to sit*2|) on the (couch|sofa)*3|I can't sit (on the couch|on the sofa|down on the couch|down on the sofa)[ with all that stuff]*4|(the|this) (couch|sofa) is (covered in|full of|buried under) (stuff|junk|things|crap)*4|I (want|would like) to lie down on the (couch|sofa) but it's full*3|someone dumped (everything|all their stuff|their junk) on the (couch|sofa)*3|what a mess on the (couch|sofa)*2|the couch is a disaster|I need space on the (couch|sofa)*2)",
        (thing("Sofa", contents=[thing(kind, count=0) for kind in EVERYTHING]),),
    ),
    (
        "(I (want|need|would like) to (watch|see) (a movie*3|the news*3|the game*3|a show*2|something*2|my show*2|the match|a film|cartoons|football)*7|(the|my) (game|show|news|match|movie|series|program) (is about to start|starts in a minute|is on|is starting|is on now|starts soon)*6|I'm bored, (I want to watch something|put something on)*3|let's watch (a movie|something|the game|the news|the match)*4|it's movie (night|time)*3|I feel like watching (a movie|something|a show)*3|entertain me with a show|is there anything good on tonight*2|I don't want to miss (the game|my show|the news)*3|the kids want to watch cartoons*2|the finale is tonight)",
        (thing("Television", "on"),),
    ),
    (
        "((nobody|no one|noone) is watching (that|it|that show|this show|the screen)*2|I can't (concentrate|hear myself think|focus|study|sleep) with (that|the) (tv|telly|television|tv noise) (on|blaring|running|)*5|(the|that) (tv|telly|television) is (too loud*3|so loud*2|annoying*2|distracting me*2|giving me a headache|keeping me awake*2|running for nobody)*5|I'm (done|finished) watching (tv|television|the movie|the game|the news|my show)*4|the movie is over*3|enough (tv|television|screen time) for (today|tonight)*3|no more (tv|television|cartoons)*3|nobody is watching (tv|the tv|television|the telly)*4|the kids have had enough (tv|screen time)*2)",
        (thing("Television", "off", count=1),),
    ),
    (
        "(I hear (water|the tap|the faucet) (running*3|dripping*2)|(somebody|someone) left the water running*4|we're wasting water*3|the (tap|faucet|sink) is (dripping*2|running*3|still running*2)|the water is (running|still running) (for nothing|for no reason|)*3|the sink is about to overflow*3|the sink is going to flood*2|water is being wasted*2|the sink is overflowing*2|why is the water running*2|I can hear the water running*2)",
        (thing("Faucet", "off", count="all"),),
    ),
    (
        "((the|my|all the) (food|milk|groceries) will (spoil|go bad|go off) (with the (fridge|refrigerator) open|if the (fridge|refrigerator) stays open)*4|cold air is (coming out|escaping) (of|from) the (fridge|refrigerator)*3|the (fridge|refrigerator) (is beeping|has been open|is wide open|is getting warm|is open again)*4|(somebody|someone|I) (left|forgot) the (fridge|refrigerator) open*3|the (fridge|refrigerator) door is (ajar|open)*3|you let all the cold out*2|were you born in a barn, the fridge is open)",
        (thing("Fridge", "closed"),),
    ),
    (
        "((I|we) (need|want|would like|could use) (some|more) (sun|sunlight|sunshine|daylight|natural light)*5|let (some|the) (sun|sunlight|daylight|light|sunshine|morning light) in*4|(it's|it is) such a (nice|sunny|beautiful) day (outside|out)(, let the sun in| and it's shut out here|)*2|I want to (look|see) outside*3|I (want|would like) to see the (view|garden|street|sky)*3|I can't see out (of the window|the window)*3|I want to wake up with the sun*2|let the sunshine into the room*2|I'd love to see the sun*2)",
        (thing("Blinds", "open"),),
    ),
    (
        "(the sun is (blinding me*3|in my eyes*3|shining in my face*2|too strong*2|hitting my screen*2|right in my face)|I need (some|more) privacy*4|the neighbors can (see|look) in*4|the neighbours can (see|look) in*3|people can see us from (outside|the street)*3|there's (a glare|glare) (on my screen|from the window|on the tv)*4|too much (sun|sunlight|sunshine) (in here|is coming in|)*4|keep the sun out*3|the sunlight wakes me up*3|block (out|) the sun*2|everyone outside can see me*2)",
        (thing("Blinds", "closed"),),
    ),
    (
        "(I (want|need|have) to (write*3|jot*2|note*2) (something|this|a note|a letter|a list|this number|a shopping list)( down|)*6|I need (something|a thing) to write with*5|I have to sign (this|something|a form|a check)*4|I need to take notes*4|I want to take (a note|notes)*3|I have to write down a (number|phone number|recipe|message)*3|I need to fill in (a form|this form)*3|do you have something to write with*2)",
        (thing("Pen", "held"),),
    ),
    (
        "(I (want|need|have) to (call*4|phone*2|ring*2|text*3|message) (my mom|my mother|my dad|someone|somebody|a friend|my wife|my husband|my sister|the office|home|my boss)( but I can't find my phone| and need my phone|, where is my phone)*6|I hear my phone ringing [somewhere]*4|my phone is (ringing|buzzing|vibrating) (somewhere|in the other room|)*4|I'm expecting a call*2|somebody is calling me*2|where did I leave my (phone|cell|mobile)*3|I can't find my (phone|cell phone|mobile)*4|I lost my (phone|mobile|cell)*3)",
        (thing("CellPhone", "held"),),
    ),
    (
        "(I can't find my (keys|car keys|house keys)*5|I'm (leaving|about to leave|going out) (and|but) (need my keys|I can't find my keys|where are my keys)*4|I have to drive (to work|to the store|my son|) and (need|can't find) my (keys|car keys)*4|where did I (put|leave) my (keys|car keys)*4|I need to lock the door*3|how am I supposed to start the car without (keys|my keys)*2|I lost my keys[ again]*3|I'm locked out without my keys*2)",
        (thing("KeyChain", "held"),),
    ),
    (
        "(I want to (change|switch) the channel*5|this (show|channel|movie|program) is boring[, I want to switch]*4|I want to (turn up|turn down|change) the volume*4|I can't find the (remote|clicker)*4|what else is on*2|(I'd like|I want) to (flip through|surf|zap through) the channels*3|let me see what else is on*2|the (tv|telly) is too (loud|quiet), I want to change the volume*2|someone hid the remote*2|this channel is (terrible|awful)*2)",
        (thing("RemoteControl", "held"),),
    ),
    (
        "(I (want|need|would like|'d like) (something to read*5|to read something*4|to read [for a while]*3|to read a (story|novel)*3)|I feel like reading*4|I'm bored, I want to read*3|read-time*1|I need a good (story|read)*3|I'd like to read [myself to sleep|before bed]*3|it's bedtime story time*2|I want to lose myself in a story*2|I need some reading material*2)",
        (thing("Book", "held"),),
    ),
    (
        "(I (have|have got|got) a (cold*3|runny nose*5)|I'm (about|going) to (sneeze*4|cry*2)|my nose is (running*5|runny*3|stuffed*2|dripping)|I need to (blow|wipe) my nose*6|I keep sneezing*3|I can't stop (sneezing|crying)*3|I have (hay fever|allergies)[ and my nose is running]*3|achoo*2|(she|he) is crying, (he|she) needs (something for the tears|to wipe the tears)|my eyes are watering*3)",
        (thing("TissueBox", "held"),),
    ),
    (
        "(what time is it on my wrist|I want to (know|see) the time on my wrist*2|I'm going out and want to wear my watch*3|my wrist feels (naked|bare|empty)*4|I need something to tell the time[ with]*3|I'm (dressing up|going out) tonight, where's my watch*3|I can't find my watch*4|I lost my watch*2|I left the house without my watch yesterday*2)",
        (thing("Watch", "held"),),
    ),
    (
        "(my (neck|head|back) hurts (on this couch|lying like this|without support|lying down)*5|I need something (soft|) (under|for) my (head|neck|back)*6|I (want|would like) to lie down and need something soft [for my head]*3|this (couch|bed|chair) is (so|too|really) (hard|uncomfortable)*4|I want to take a nap and (rest|lay) my head on something*3|I need to rest my head on something*3|my back needs support*3|I want to be more comfortable [on the couch]*2)",
        (thing("Pillow", "held"),),
    ),
    (
        "((I'm|I am) (wet*3|soaking wet*4|soaked*3|dripping wet*3)|I (need|want|have) to dry (off|myself|myself off|my hair)*5|I just (got out of|stepped out of|came out of) the (shower|bath|tub|pool)[ and I'm wet|]*4|I'm about to (shower|take a shower|take a bath)*4|I got caught in the rain*3|I'm dripping all over the floor*3|my hair is (wet|dripping)*3|I'm going for a swim*2|I want to dry off*2)",
        (thing("Towel", "held"),),
    ),
    (
        "((I|somebody|someone|he|she|the kid|my son) (spilled|spilt|dropped) (something*2|juice*3|milk*4|coffee*3|water*3|wine|soup|tea)( on the (floor|table|counter|couch)|all over|)*7|there's a (spill|puddle|stain|wet spot|sticky spot) (on the (floor|counter|table|couch)|here|)*4|the (counter|table) is (sticky*3|wet*2)|I need to (wipe|mop) (this|that|something|it) up*5|I need something to wipe (the table|the counter|this|my hands) with*4)",
        (thing("Cloth", "held"),),
    ),
    (
        "((I|we) have no clean (plates*5|dishes to eat from*2)|there (are|is) no clean plates left*3|we're out of clean plates*4|all (the|our) plates are dirty*5|I need something clean to eat (off|from)*3|nobody did the plates*3|we have guests and no clean plates*3|we can't serve dinner on (dirty|those dirty) plates*2)",
        (thing("Plate", "clean", count="all"),),
    ),
    (
        "((the dishes|dishes) (won't wash themselves*3|are piling up*5|are stacked up*2|have been sitting there for days*2|need doing*3)|nobody (did|has done|washed) the dishes*5|do the dishes*5|the sink is (full of|overflowing with|piled up with) dirty (dishes|plates and bowls)*4|there's a (pile|mountain|stack) of dirty dishes*4|it's your turn to do the dishes*3|washing up time*2|we're out of clean dishes*3|somebody has to (do the washing up|wash up)*3|dishes duty*2|do the washing up*3|I hate doing the dishes*2)",
        (thing("Dishware", "clean", count="all"),),
    ),
    (
        "((there (are|is) no|we have no|I have no|we're out of) clean (cups*3|mugs*6)[ left]|all (the|our) mugs are (dirty*4|used*2)|I can't find a clean mug*4|every mug in this house is dirty*3)",
        (thing("Mug", "clean", count="all"),),
    ),
    (
        "((the|my) (toilet|bathroom) is (clogged*4|blocked*3|backed up*2)|the toilet (won't flush*4|is overflowing*2|doesn't flush*2)|the (drain|sink|toilet) is (clogged*3|blocked*2)[ again])",
        (thing("Plunger", "held"),),
    ),
    (
        "((there's|there is) no (toilet paper*5|loo roll*3|tp*2) (left|on the holder|in the bathroom|)*6|we('re| are) out of toilet paper [in the bathroom|on the holder]*4|the toilet paper (is (empty|finished|gone|used up)|ran out)*4|the (toilet roll|toilet paper) holder is empty*4|somebody used up (all|) the toilet paper*3|the holder has no (paper|roll)*2)",
        (thing("ToiletPaperHanger", contents=(thing("ToiletPaper"),)),),
    ),
    (
        "(I (want|would like|'d love|need) (to take|to have|) a (romantic|relaxing|candlelit|candlelight) bath*8|set the mood in the (bathroom|bath|tub)*4|I want to soak in candlelight*3|a bath by candlelight would be (nice|lovely|wonderful)*4|make the bath romantic*3|prepare a romantic (bath|bathtub)*3)",
        (thing("BathtubBasin", contents=(thing("Candle", "on", count="all"),), together=False),),
    ),
    (
        "(set the mood(| for (tonight|dinner|a date))*3|I'd like a (romantic|cozy|cosy) (atmosphere|mood|evening)*5|let's have a candlelit dinner*3|make it (cozy|cosy|romantic) in here*4|it's date night*3|I want (candlelight|some candlelight)*4|dinner by candlelight*3|the power is out*2)",
        (thing("Candle", "on"),),
    ),
    (
        "(I (have|need|want) to (work*4|study*4|do my homework*3|write a paper|do some work*2)( from home|at (a|the) (table|desk)|) (and need a place (to work|for it)|and need a workspace)*4|I need a (place|spot|space) to (work|study|do my homework)*5|(I'm|I am) working from home today*4|get (everything|things|the place) ready for (work|studying|homework|my study session)*4|I have a (deadline|paper to write|lot of homework)[ and nowhere to work]*3|it's time to (study|get to work|do homework)*3)",
        (thing("Tables", contents=(thing("WritingUtensils"), thing("Laptop", "open", "on"), thing("Book", "open"))), thing("LightSwitch", "on")),
    ),
    (
        "(I (need|want|have) to (check*4|answer*2|send*2|write*2|read*2) (my |an |some |)(email*3|emails*4|mail*2)|I (want|need|have) to (go online*3|look something up online*3|browse the web*2|join a (video call|meeting)*3|type something*2|surf the internet*2)|I have a (zoom call*3|video call*3|meeting online*2) (soon|in a minute|in five minutes|)*4|boot up my computer*2)",
        (thing("Laptop", "open", "on"),),
    ),
    (
        "(something is burning [on the stove]*3|I smell gas*3|(somebody|someone|I) (left|forgot) the (stove|burner|hob|cooker) on*4|the stove is (still hot and on|still on|still burning|on and nobody is cooking)*4|it smells like (gas|burning)*4|the pan is burning*2|nobody is cooking but the (stove|hob|burner) is hot*2|is the stove still on*2|we're done cooking*3|the (house|kitchen) will burn down)",
        (thing("StoveKnob", "off", count="all"),),
    ),
    (
        "(I want to (take a shower|shower)[ now]*3|get (the|my) shower (ready|running|going)*5|run (me a shower|the shower)*4|I'm ready for my shower*3|start my shower*3|I need to rinse off in the shower*2|I'd like a hot shower*3)",
        (thing("ShowerHead", "on"),),
    ),
    (
        "((I'm|I am) in the mood for (a salad*4|something (green|healthy|fresh)*5|greens)|I (want|need) to eat (something healthy*4|healthier*2|vegetables*2|something light*2|greens)|I'm on a diet[ and hungry]*4|something (light|healthy|fresh) for lunch*4|I'm watching my weight, (something light|make me something light)*2)",
        (thing("Plate", "clean", contents=(thing("LettuceSliced"), thing("TomatoSliced"), thing("PotatoSliced", "cooked"))),),
    ),
    (
        "((I want|I'd like|I could use|I feel like) (something cold*3|a cold drink*4|something (cool|refreshing) to drink*3|a chilled drink)|it's {hot} hot, I need something cold*3|I need to cool down with a (cold|cool) drink*3)".replace("{hot}", "(so|too|boiling|really)"),
        (thing("Cup", "chilled", "filled-with-water"),),
    ),
    (
        "((I want|I'd like|I could use|I need) (some|a glass of|) wine [tonight]*4|I need something stronger than water*3|let's celebrate with a drink*3|open the wine[, we're celebrating]*2|I'd like to have a glass of red*3)",
        (thing("WineBottle", "held"),),
    ),
    (
        "((this|the|my) (soup|food|egg|potato|dinner) (is|tastes) (bland*4|tasteless*2|too bland*2|needs (seasoning|salt)*3)|(this|it|the food) needs (salt*5|more salt*4|a pinch of salt*2)|I like my food (salty|saltier)*3|there's no salt (in|on) this*3|could use more salt*2)",
        (thing("SaltShaker", "held"),),
    ),
    (
        "(the (kitchen|house|garbage|trash) (stinks*3|smells bad*2|smells*2) because of (the old|that|the rotten) (egg*3|eggs)|the egg (is|has gone) (rotten*4|bad*4|off*3)|the eggs (are|went) (bad|rotten|off)*2|this egg (stinks|smells)*3|that egg is way past its date*2)",
        (thing("GarbageCan", contents=(thing("Egg"),)),),
    ),
    (
        "((the|this|that|my) apple (is|has gone|looks) (rotten*5|bad*3|moldy*3|mouldy*2|brown and mushy*2|off*2)|there's a worm in (the|this) apple*3|nobody will eat that (old|rotten|brown) apple*3)",
        (thing("GarbageCan", contents=(thing("Apple"),)),),
    ),
    (
        "((the|this|that|my) (bread|loaf) (is|has gone|looks) (moldy*5|stale*5|mouldy*3|hard as a rock*2|green)|there's mold on the (bread|loaf)*4|nobody will eat that (old|moldy|stale) bread*3)",
        (thing("GarbageCan", contents=(thing("Bread"),)),),
    ),
    (
        "((the|this|that|my) (tomato|tomatoes) (is|are|has gone) (rotten*5|mushy*4|moldy*3|bad*3)|nobody will eat that (old|mushy|rotten) tomato*3)",
        (thing("GarbageCan", contents=(thing("Tomato"),)),),
    ),
    (
        "((the|my|this) (coffee|tea|cocoa|hot chocolate|cup of coffee|cup of tea|drink) (is|got|has gone|went) (cold*6|lukewarm*3|stone cold*2)[ again]|I forgot about my (coffee|tea) and it's cold now*4|I hate cold (coffee|tea)*3|my (coffee|tea) needs (heating|warming|reheating)*3)",
        (thing("Mug", "heated"),),
    ),
    (
        "(I can't see myself [in the mirror]*4|the mirror is (dirty|foggy|smudged|full of (stains|spots|toothpaste))*6|there are (fingerprints|spots|smudges|streaks|toothpaste stains) (on|all over) the mirror*5)",
        (thing("Mirror", "clean"),),
    ),
    (
        "((I|we) have nothing (clean|) to (cook|fry) (in|with)*3|I want to fry (something|eggs|bacon) but the pan is (dirty*4|greasy*3|filthy)|the pan still has (grease|food|egg) (on|in) it*4|I can't cook in (that|this) (dirty|greasy|filthy) pan*3)",
        (thing("Pan", "clean"),),
    ),
    (
        "(the baby needs (its|her|his) (teddy|stuffed animal|bear)*3|(the kid|my daughter|my son|the baby|the little one) can't sleep without (her|his|the) (teddy|stuffed animal|bear|teddy bear|plushie)*6|(somebody|I) needs (a|something to) cuddle*2|I need (something|someone) (soft|) to (hug|cuddle)*4)",
        (thing("TeddyBear", "held"),),
    ),
    (
        "(I want to (do|lift) (some weights*4|weights*4|a workout|my exercises)|I (want|need) to (work out|exercise|build muscle|get in shape) [with weights]*5|it's (arm|leg|gym) day*3|time for my workout*4)",
        (thing("Dumbbell", "held"),),
    ),
    (
        "(I (want|would like|feel like|am off) to (play|playing) (some |)tennis*6|I have a tennis (match|lesson|game) (soon|today|in an hour)*5|tennis time*2|I'm meeting (a friend|Anna|Tom) on the tennis court*3)",
        (thing("TennisRacket", "held"),),
    ),
    (
        "(I (want|would like|feel like) (to shoot|shooting|to play|playing) (some |)(hoops*4|basketball*5)|let's (shoot some hoops|play basketball)*5|I'm going to the basketball court*3)",
        (thing("BasketBall", "held"),),
    ),
    (
        "(I want to know what's (going on|happening) in the (world|city|country)*4|I'd like to (read the (news|headlines|sports page|comics))*5|what's in the (paper|news) today*4|I want to do the crossword*4|what do the headlines say*3)",
        (thing("Newspaper", "held"),),
    ),
    (
        "(my hands are (dirty*4|sticky*3|filthy*2|covered in (mud|grease|paint))[ and there's no soap here|]*4|I need to wash my hands*6|I want to wash my hands*4|there's no soap (at|by|near) the sink*3)",
        (thing("SoapBar", "held"),),
    ),
    (
        "(I (need|have|want) to pay (online*3|for something*3|the bill*2|a bill online*2|for the pizza*2|the delivery guy*2)[ and need my card]*4|I'm (shopping|buying something) online and need my card*4|where did I put my (card|credit card|bank card)*4|I can't find my credit card*4)",
        (thing("CreditCard", "held"),),
    ),
    (
        "(play some music from a disc|I (want|feel like) (to listen|listening) to (a cd|an album|some music on cd)*5|I want to put on (a|some) (cd|album)*3)",
        (thing("CD", "held"),),
    ),
    (
        "((I'm|I am|we're) (cold*2|freezing*2) and want (something hot|a hot drink|a warm drink)*4|I'd like (something hot to drink|a hot drink)*6|a hot drink would be (nice|great|lovely)*4|I need something (hot|warm) to drink*4|warm me up with a hot drink*2)",
        (_COFFEE,),
    ),
    (
        "(breakfast*2|I (want|need|'d like|would like) [my|some] breakfast*5|make me breakfast*4|make breakfast*5|breakfast please*3|time for breakfast*4|what's for breakfast*3|prepare [some|my] breakfast*3|breakfast time*2)",
        (_COFFEE, _TOAST),
    ),
    (
        "((I want|I'd like|I need) (something (filling|quick) for lunch|lunch|a quick lunch|something for lunch)*6|what's for lunch*3|make (me|) lunch*4|lunch time*2|I need a packed lunch*2|prepare my lunch*3)",
        (thing("Plate", "clean", contents=(thing("BreadSliced", "cooked", count=2), thing("LettuceSliced"), thing("TomatoSliced"))),),
    ),
    (
        "((I want|I need|I have) to (do|start) (the |some |a load of |)(laundry*6|washing*2)[ now]|start the (laundry|wash cycle)*4|run a load of laundry*3|my clothes are dirty, run the (washer|washing machine)*3|laundry day*3)",
        (thing("WashingMachine", "on"),),
    ),
    (
        "((my|the) (clothes|laundry) (is|are) (still wet*4|wet*3|done washing and needs drying*3)|dry (my|the) (clothes|laundry)*5|the laundry needs (drying|to dry)*4)",
        (thing("ClothesDryer", "on"),),
    ),
    (
        "((the|my) (valuables|money|jewelry|documents) should be locked away|lock up (the|my) valuables|the safe is (wide open|unlocked|open for everyone to see)*4|anyone could (rob|steal from) the safe like this*3|(somebody|someone) left the safe open*3)",
        (thing("Safe", "closed"),),
    ),
    (
        "((it|the bathroom|the toilet) (stinks|smells)[ in here], (the lid is up|somebody left the lid up)*4|(somebody|someone|he) (always leaves|left) the (seat|toilet seat|lid|toilet lid) up[ again]*6|the (toilet seat|lid|toilet lid) is up[ again]*4|why is the (seat|lid) always up*2)",
        (thing("Toilet", "closed"),),
    ),
    (
        "(I (need|want|have) to (use the (toilet|loo|bathroom)|pee) and the lid is (down|closed)*4|the toilet lid is (down|closed)*2[ and I need to go|])",
        (thing("Toilet", "open"),),
    ),
)  # fmt: skip


def implicit(draw: random.Random) -> tuple[str, tuple[Thing, ...]]:
    """A wish and the things that it comes to."""
    template, things = draw.choices(INTENTS, _WEIGHTS)[0]
    return expand(draw, template), things


# The first ones are what people say most.
_WEIGHTS = [4.0] * 8 + [1.6] * 14 + [1.0] * (len(INTENTS) - 22)
