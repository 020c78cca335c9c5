"""Wishes that are common, and what a house affords for them."""

from __future__ import annotations

from planning.language.corpus.clearing import EVERYTHING
from planning.language.corpus.pairs import thing
from planning.language.goal_language import Thing

WATER = thing("Cup", "filled-with-water")
COFFEE = thing("Mug", "clean", "filled-with-coffee")
TOAST = thing("Plate", "clean", contents=(thing("BreadSliced", "cooked"),))
LIGHT = thing("Lights", "on")
DARK = thing("Lights", "off", count="all")

EMPH = (
    "(so|really|very|pretty|a bit|a little|awfully|kind of|rather|quite|getting|super"
    "|terribly|too|)"
)
SO = "(so|really|very|pretty|a bit|a little|awfully|kind of|super|terribly|)"

# What is said, with what it asks for.
COMMON: tuple[tuple[str, tuple[Thing, ...]], ...] = (
    (
        f"((I'm|I am|we're) {SO} (thirsty*6|parched*3|dehydrated*2)|my (throat"
        f"|mouth) is {SO} (dry*4|parched)|I (need|want|could use|would love|could do with"
        f"|fancy|would like) something to drink*5|I'm dying of thirst*2"
        f"|I haven't had (anything to drink|a drop) (all day|since this morning)*2"
        "|(I could use|I need|I'd like|get me|bring me|may I have|can I have"
        "|fetch me) (a drink*2|a glass of water*4|some water*4|a drink of water*2"
        "|a cup of water*3|a sip of water|a cold glass of water|water)*6"
        "|is there anything to drink[ around here]*2|(bring|get|give"
        "|fetch) me something to drink*4|(a drink|something to drink), please*2"
        "|I just (came back from a run|worked out|finished my workout), I need (water"
        "|a drink)*2"
        "|it's hot and I need (a drink|something to drink)|I feel dehydrated*2"
        "|I have to take (my pills|a pill|my medicine)( and need something to drink"
        "|, I need water)*2|my throat is killing me, water please|water, please*2"
        "|I could drink a whole lake|what do you have to drink)",
        (WATER,),
    ),
    (
        f"(I (could use|need|want) (some|a bit of|a shot of|my) caffeine*5|I'm {SO} (tired"
        f"|sleepy|drowsy|groggy)( and|, but) I (have to work|can't sleep yet"
        f"|need to stay awake|have to stay up|have a long night ahead)*4|I need (something"
        f"|a drink) to (wake me up|keep me awake|perk me up|get me going)*5|I can't (wake up"
        f"|get going|function|start my day) without (my morning brew|caffeine|my coffee"
        f"|coffee)*4"
        "|I need a pick-me-up*3|I (can barely|can hardly) keep my eyes open*4"
        "|I slept (badly|terribly|only three hours)[ and need to (function|stay awake)]*3"
        "|I need to (wake up|stay awake)*3|I'm falling asleep at my desk*3"
        "|long night ahead, I need to stay up|a hot pick-me-up would be (great|nice)"
        "|I need my morning (fix|boost|brew)*3|could use a jolt|caffeine (please|me|now)*2"
        "|I'd love something hot and caffeinated*2|I need fuel to get through the morning*2"
        "|time for my coffee break*2|my eyes are closing[ on their own]"
        "|I didn't sleep a wink|coffee time*2|I smell no coffee yet|it's too early for me)",
        (COFFEE,),
    ),
    (
        f"((it's|it is|it gets) {EMPH} dark (in here*5|in this room*3|*3|here*2|inside"
        f"|outside already)|I can't see (a thing*4|anything*4|what I'm doing*3"
        f"|my hand in front of my face|where I'm going*2|in here)|(it's|it is) {EMPH} (dim"
        f"|gloomy|dingy|murky) (in here*3|in this room|)*4|I need (more|some|better) light*4"
        f"|I want to read but I can't see*2|it's too dark to (read*3|see*3|work*2|cook"
        f"|find anything)"
        "|could we have (some|more|a little more) light*3|let there be light*2"
        "|there's not enough light (in here|to read|)*3"
        "|I keep bumping into things in the dark*2|the sun (went"
        "|has gone) down[ and I can't see]*2|I can barely see*3|I'm scared of the dark*2"
        "|night is falling|it would be nice to have some light*2|the room is pitch black*2"
        "|it's pitch dark*2|why is it so dark in here*2|brighten (up this room|the room"
        "|this place)*2|I'm sitting in the dark*3|it's like a cave in here"
        "|I can hardly see the page*2|it got dark)",
        (LIGHT,),
    ),
    (
        f"(I can't (sleep|fall asleep|doze off) with (that|the|this) light[ on]*6|(it's"
        f"|it is) {EMPH} bright (in here*4|in this room*2|)*5|the (light|lights) (hurts"
        f"|hurt|is hurting|are hurting) my eyes*4|I (want|need|would like|am trying"
        f"|'d like) to sleep( now|, it's too bright)*3|time (for|to go to) (bed|sleep)*3"
        f"|I'm going to (bed|sleep)*3|lights out*4|I want to watch a movie in the dark*2"
        f"|we're wasting electricity*3"
        f"|it's too bright to (sleep|nap|rest)*3|my head hurts and it's {SO} bright*2"
        f"|the electricity bill is too high*2|I'd like it dark in here*3|make it dark*3"
        f"|I need darkness*2|I have a migraine, it's too bright*2"
        f"|nobody is using these lights*2|everyone is going to bed*2"
        f"|we're leaving, nobody needs light*2|I need it dark to sleep*2|I want to sleep*2"
        f"|good night*2)",
        (DARK,),
    ),
    (
        (
            "((the|my|that|this) (plant|plants|flowers|flower|houseplant|fern) (looks"
            "|look) (sad*4|thirsty*2|dry*3|droopy*3|wilted*2|unhappy*2|like it is dying*2"
            "|half dead*2|a bit brown|terrible)*6|(the|my) (plant|plants|flowers|ficus) (is"
            "|are) (dying*3|wilting*3|drooping*2|drying out*2|going brown)*5|I forgot (about"
            "|to look after) (the|my) (plant|plants|flowers)*3|nobody took care of the (plant"
            "|plants|flowers) while (I was|we were) (away|gone|on vacation)*3"
            "|the leaves (of the plant|on that plant|) are (drooping|turning brown|falling off"
            "|hanging)*4|the soil in the (flower pot|pot|plant pot) is (dry*3|bone dry*2"
            "|dusty)*3|keep (the|my) (plant|plants) alive*2|the poor plant needs (help|love"
            "|attention|care)*3|(the|my) (plant|fern|plants) could use a drink*3"
            "|I don't want (the|my) (plant|plants|flowers) to die*3|save the (plant|flowers)*2)"
        ),
        (thing("HousePlant", "filled"),),
    ),
    (
        (
            f"((I'm|I am) {SO} (hungry*7|starving*4|peckish*3|famished*3|starved)|I (want|need"
            f"|could use|would like|fancy|would love|'d like) (something to eat*5|a snack*5"
            f"|a bite*3|a bite to eat*2|a little snack*2|something small to eat|some food)"
            f"|my (stomach|tummy|belly) is (growling*3|rumbling*3|empty*2)|I (haven't"
            f"|have not) (eaten|had anything to eat|had breakfast) (all day|yet|since (morning"
            f"|yesterday)|today)*4|is there (anything|something) to eat*2|I could eat a horse*2"
            f"|I skipped (lunch|breakfast)[ today]*3|feed me*2|I'm ready for a snack*2"
            f"|I feel like (a snack|eating something)*3|got anything to eat*2"
            f"|I missed breakfast*2|I need to eat something*3"
            f"|a little something to eat would be nice*2|I have the munchies*2"
            f"|the kids are hungry*2)"
        ),
        (TOAST,),
    ),
    (
        (
            "(what a mess on (this|that|the) (table*4|dining table*2|kitchen table*2)|(the"
            "|this) (table|dining table|kitchen table) is (such a mess*3|a disaster*2"
            "|covered in stuff*2|chaos|too cluttered*2|buried)|we need (room"
            "|space) on the (table|dining table|kitchen table)*3|(dinner"
            "|lunch) is ready[ but] (there's|there is) no (room|space) on the table*3"
            "|guests are coming and the (table|dining table) is full of (stuff|junk|things)*3"
            "|there's no room to eat [at the table]*2|I can't find a free spot on the table*2"
            "|we can't eat at (this|that) table[ like this]*2|the table is buried under junk*2)"
        ),
        (thing("DiningTable", contents=[thing(kind, count=0) for kind in EVERYTHING]),),
    ),
    (
        (
            "(there's no (room|place) (to sit*3|for me to sit*2|) on the (couch|sofa)*3"
            "|I can't sit (on the couch|on the sofa|down on the couch"
            "|down on the sofa)[ with all that stuff]*4|(the|this) (couch|sofa) is (covered in"
            "|full of|buried under) (stuff|junk|things|crap)*4|I (want"
            "|would like) to lie down on the (couch|sofa) but it's full*3"
            "|someone dumped (everything|all their stuff|their junk) on the (couch|sofa)*3"
            "|what a mess on the (couch|sofa)*2|the couch is a disaster"
            "|I need space on the (couch|sofa)*2)"
        ),
        (thing("Sofa", contents=[thing(kind, count=0) for kind in EVERYTHING]),),
    ),
    (
        (
            "(I (want|need|would like) to (watch|see) (a movie*3|the news*3|the game*3|a show*2"
            "|something*2|my show*2|the match|a film|cartoons|football)*7|(the|my) (game|show"
            "|news|match|movie|series|program) (is about to start|starts in a minute|is on"
            "|is starting|is on now|starts soon)*6|I'm bored, (I want to watch something"
            "|put something on)*3|put on (a movie*3|the news*3|the game*2|a film|cartoons"
            "|some tv)*4|put (the news|the game|the match|a movie) on*4|let's watch (a movie"
            "|something|the game|the news|the match)*4|it's movie (night|time)*3"
            "|I feel like watching (a movie|something|a show)*3|entertain me with a show"
            "|is there anything good on tonight*2|I don't want to miss (the game|my show"
            "|the news)*3|the kids want to watch cartoons*2|the finale is tonight)"
        ),
        (thing("Television", "on"),),
    ),
    (
        (
            "(put the kettle on*6|put on the kettle*3|boil (some|a kettle of|) water*5"
            "|boil the kettle*3|get (some|) water boiling*3|I need (boiling|boiled|hot) water*4"
            "|I could use some (hot|boiling) water*2|start boiling water*2|heat (some"
            "|) water in the kettle*2|set the kettle to boil*2)"
        ),
        (
            thing("StoveBurner", contents=(thing("Kettle", "filled-with-water"),)),
            thing("StoveKnob", "on"),
        ),
    ),
    (
        (
            "((set|lay) the (table*5|dinner table*2|dining table*2|kitchen table)[ for (dinner"
            "|lunch|breakfast|one|one person)]*9|the table (needs to be|has to be|should be"
            "|is not yet) (set|laid)*4|get the table ready for (dinner|lunch)*3"
            "|prepare the table for (dinner|lunch)*3|I want the table set*2"
            "|it's time to set the table*3|nobody has set the table*2)"
        ),
        (
            thing(
                "DiningTable",
                contents=(thing("Plate"), thing("Fork"), thing("Knife"), thing("Cup")),
            ),
        ),
    ),
    (
        (
            "((set|lay) the (table*5|dinner table*2|dining table*2|kitchen table) for (two*5"
            "|2*2|two people*3|the two of us*2|a couple)*9|(it's"
            "|we're) two for dinner, set the table*2|dinner for two, please set the table*3"
            "|we need two place settings on the table*2|prepare the table for two*3)"
        ),
        (
            thing(
                "DiningTable",
                contents=(
                    thing("Plate", count=2),
                    thing("Fork", count=2),
                    thing("Knife", count=2),
                    thing("Cup", count=2),
                ),
            ),
        ),
    ),
    (
        (
            "((set|lay) the (table*5|dinner table*2|dining table*2|kitchen table) for (four*5"
            "|4*2|four people*3|the four of us*2)*9|(it's"
            "|we're) four for dinner, set the table*2|dinner for four, please set the table*3"
            "|prepare the table for four*3)"
        ),
        (
            thing(
                "DiningTable",
                contents=(
                    thing("Plate", count=4),
                    thing("Fork", count=4),
                    thing("Knife", count=4),
                    thing("Cup", count=4),
                ),
            ),
        ),
    ),
    (
        (
            "((nobody|no one|noone) is watching (that|it|that show|this show|the screen)*2"
            "|I can't (concentrate|hear myself think|focus|study|sleep) with (that|the) (tv"
            "|telly|television|tv noise) (on|blaring|running|)*5|(the|that) (tv|telly"
            "|television) is (too loud*3|so loud*2|annoying*2|distracting me*2"
            "|giving me a headache|keeping me awake*2|running for nobody)*5|I'm (done"
            "|finished) watching (tv|television|the movie|the game|the news|my show)*4"
            "|the movie is over*3|enough (tv|television|screen time) for (today|tonight)*3"
            "|no more (tv|television|cartoons)*3|nobody is watching (tv|the tv|television"
            "|the telly)*4|the kids have had enough (tv|screen time)*2)"
        ),
        (thing("Television", "off", count=1),),
    ),
    (
        (
            "(I hear (water|the tap|the faucet) (running*3|dripping*2)|(somebody"
            "|someone) left the water running*4|we're wasting water*3|the (tap|faucet"
            "|sink) is (dripping*2|running*3|still running*2)|the water is (running"
            "|still running) (for nothing|for no reason|)*3|the sink is about to overflow*3"
            "|the sink is going to flood*2|water is being wasted*2|the sink is overflowing*2"
            "|why is the water running*2|I can hear the water running*2)"
        ),
        (thing("Faucet", "off", count="all"),),
    ),
    (
        (
            "((the|my|all the) (food|milk|groceries) will (spoil|go bad"
            "|go off) (with the (fridge|refrigerator) open|if the (fridge"
            "|refrigerator) stays open)*4|cold air is (coming out|escaping) (of"
            "|from) the (fridge|refrigerator)*3|the (fridge|refrigerator) (is beeping"
            "|has been open|is wide open|is getting warm|is open again)*4|(somebody|someone"
            "|I) (left|forgot) the (fridge|refrigerator) open*3|the (fridge"
            "|refrigerator) door is (ajar|open)*3|you let all the cold out*2"
            "|were you born in a barn, the fridge is open)"
        ),
        (thing("Fridge", "closed"),),
    ),
    (
        (
            "((I|we) (need|want|would like|could use) (some|more) (sun|sunlight|sunshine"
            "|daylight|natural light)*5|let (some|the) (sun|sunlight|daylight|light|sunshine"
            "|morning light) in*4|(it's|it is) such a (nice|sunny|beautiful) day (outside"
            "|out)(, let the sun in| and it's shut out here|)*2|I want to (look|see) outside*3"
            "|I (want|would like) to see the (view|garden|street|sky)*3"
            "|I can't see out (of the window|the window)*3|I want to wake up with the sun*2"
            "|let the sunshine into the room*2|I'd love to see the sun*2)"
        ),
        (thing("Blinds", "open"),),
    ),
    (
        (
            "(the sun is (blinding me*3|in my eyes*3|shining in my face*2|too strong*2"
            "|hitting my screen*2|right in my face)|I need (some|more) privacy*4"
            "|the neighbors can (see|look) in*4|the neighbours can (see|look) in*3"
            "|people can see us from (outside|the street)*3|there's (a glare"
            "|glare) (on my screen|from the window|on the tv)*4|too much (sun|sunlight"
            "|sunshine) (in here|is coming in|)*4|keep the sun out*3|the sunlight wakes me up*3"
            "|block (out|) the sun*2|everyone outside can see me*2)"
        ),
        (thing("Blinds", "closed"),),
    ),
    (
        (
            "(I (want|need|have) to (write*3|jot*2|note*2) (something|this|a note|a letter"
            "|a list|this number|a shopping list)( down|)*6|I need (something"
            "|a thing) to write with*5|I have to sign (this|something|a form|a check)*4"
            "|I need to take notes*4|I want to take (a note|notes)*3"
            "|I have to write down a (number|phone number|recipe|message)*3"
            "|I need to fill in (a form|this form)*3|do you have something to write with*2)"
        ),
        (thing("WritingUtensils", "held"),),
    ),
    (
        (
            "(I (want|need|have) to (call*4|phone*2|ring*2|text*3|message) (my mom|my mother"
            "|my dad|someone|somebody|a friend|my wife|my husband|my sister|the office|home"
            "|my boss)( but I can't find my phone| and need my phone|, where is my phone)*6"
            "|I hear my phone ringing [somewhere]*4|my phone is (ringing|buzzing"
            "|vibrating) (somewhere|in the other room|)*4|I'm expecting a call*2"
            "|somebody is calling me*2|where did I leave my (phone|cell|mobile)*3"
            "|I can't find my (phone|cell phone|mobile)*4|I lost my (phone|mobile|cell)*3)"
        ),
        (thing("CellPhone", "held"),),
    ),
    (
        (
            "(I can't find my (keys|car keys|house keys)*5|I'm (leaving|about to leave"
            "|going out) (and|but) (need my keys|I can't find my keys|where are my keys)*4"
            "|I have to drive (to work|to the store|my son|) and (need|can't find) my (keys"
            "|car keys)*4|where did I (put|leave) my (keys|car keys)*4"
            "|I need to lock the door*3|how am I supposed to start the car without (keys"
            "|my keys)*2|I lost my keys[ again]*3|I'm locked out without my keys*2)"
        ),
        (thing("KeyChain", "held"),),
    ),
    (
        (
            "(I want to (change|switch) the channel*5|this (show|channel|movie"
            "|program) is boring[, I want to switch]*4|I want to (turn up|turn down"
            "|change) the volume*4|I can't find the (remote|clicker)*4|what else is on*2"
            "|(I'd like|I want) to (flip through|surf|zap through) the channels*3"
            "|let me see what else is on*2|the (tv|telly) is too (loud"
            "|quiet), I want to change the volume*2|someone hid the remote*2"
            "|this channel is (terrible|awful)*2)"
        ),
        (thing("RemoteControl", "held"),),
    ),
)
