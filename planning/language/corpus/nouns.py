"""What people call the things of the ontology.

Names are separated by commas. `*3` is a weight; `~` marks a mass noun ("some bread"), `^` one that
is plural as it stands ("the keys"); `a/b` gives an irregular plural. Misspellings that are common
stand among the names.
"""

from __future__ import annotations

# fmt: off
TYPES: dict[str, str] = {
    "AlarmClock": "alarm clock*6, clock*4, alarm*2, bedside clock, digital clock, little clock, "
                  "radio alarm, clock radio, alarmclock",
    "AluminumFoil": "~aluminum foil*3, ~tin foil*3, ~foil*3, ~aluminium foil, roll of "
        "foil/rolls of foil, "
                    "~kitchen foil, ~tinfoil, ~silver foil, roll of tin foil/rolls of tin foil",
    "Apple": "apple*12, red apple, green apple, granny smith, aple, appel",
    "AppleSliced": "slice of apple/slices of apple*4, apple slice*4, piece of apple/pieces of "
        "apple*3, "
                   "bit of apple/bits of apple, wedge of apple/wedges of apple, apple "
                       "wedge, apple piece",
    "ArmChair": "armchair*6, arm chair*3, easy chair*2, recliner*2, lounge chair, comfy chair*2, "
                "big chair, reading chair, padded chair, wing chair, lazy chair, arm-chair",
    "BaseballBat": "baseball bat*6, bat*4, base ball bat, slugger, wooden bat",
    "BasketBall": "basketball*6, basket ball*2, ball*3, bball, orange ball",
    "BathtubBasin": "bathtub*5, bath*3, tub*4, bath tub*3, bathtub basin, tub basin, soaking tub",
    "Bed": "bed*12, mattress, king bed, twin bed, bunk, double bed, single bed, big bed",
    "Blinds": (
        "^blinds*6, ^window blinds*2, ^shades*2, window shade, ^shutters, ^venetian blinds, "
        "blind*2"
    ),
    "Book": "book*10, novel*2, paperback, hardback, textbook*2, magazine, notebook, cookbook, "
            "storybook, hardcover, diary/diaries, journal, book I'm reading/books I'm reading",
    "Boots": "^boots*6, pair of boots/pairs of boots*2, ^shoes*3, ^hiking boots, ^wellies, "
             "^rain boots, ^footwear, pair of shoes/pairs of shoes",
    "Bottle": "bottle*8, glass bottle*3, water bottle*2, jar, jug, carafe, flask, pitcher, "
              "decanter, empty bottle, bottel, drinking bottle",
    "Bowl": "bowl*12, dish/bowls, cereal bowl*2, soup bowl*2, salad bowl, mixing bowl, fruit bowl, "
            "serving bowl, breakfast bowl, bowel, small bowl",
    "Box": "box/boxes*8, cardboard box/cardboard boxes*3, carton*2, crate, storage box/storage "
        "boxes, "
           "bin with the lid/bins with lids, packing box/packing boxes, moving box/moving "
               "boxes, shoebox/shoeboxes",
    "Bread": "~bread*6, loaf of bread/loaves of bread*4, loaf/loaves*3, bread loaf/bread loaves*2, "
             "~baguette, ~sourdough, whole loaf/whole loaves, bred",
    "BreadSliced": "slice of bread/slices of bread*6, bread slice*2, piece of bread/pieces of "
        "bread*3, "
                   "slice of the loaf/slices of the loaf, bit of bread/bits of bread, slice "
                       "of brown bread/slices of brown bread",
    "ButterKnife": "butter knife/butter knives*6, table knife/table knives*2, dinner knife/dinner "
        "knives*2, "
                   "blunt knife/blunt knives, dull knife/dull knives, "
                       "butterknife/butterknives, spreader, "
                   "spreading knife/spreading knives",
    "Cabinet": "cabinet*8, cupboard*6, kitchen cabinet*2, kitchen cupboard*2, pantry/pantries, "
        "press, "
               "cabnet, cuboard, wall cabinet, storage cabinet, pantry cupboard, bathroom "
                   "cabinet, medicine cabinet",
    "Candle": (
        "candle*10, candlestick, tea light, tealight, scented candle*2, wax candle, votive, "
        "candel"
    ),
    "Cart": (
        "cart*4, trolley*3, rolling cart, metal rack, utility cart, serving trolley, kitchen "
        "trolley"
    ),
    "CD": "cd*8, disc*3, compact disc*2, disk*2, music cd, dvd*2, cd disc, album",
    "CellPhone": "phone*8, cell phone*6, mobile*4, cellphone*3, mobile phone*3, smartphone*3, "
        "smart "
        "phone, "
                 "cell*2, handset, telephone, fone, iphone-like phone",
    "Chair": "chair*8, dining chair*3, kitchen chair*2, wooden chair, desk chair*2, office chair, "
        "seat, "
             "swivel chair, straight chair, chiar",
    "Cloth": "cloth*6, rag*5, washcloth*3, wash cloth*2, dishcloth*2, cleaning cloth*2, wash rag, "
        "flannel, "
             "dish rag, wiping cloth, cleaning rag, face cloth, dust cloth, duster",
    "ClothesDryer": (
        "dryer*4, clothes dryer*3, tumble dryer*3, drier, tumble drier, laundry dryer, dryer "
        "machine"
    ),
    "CoffeeMachine": "coffee machine*6, coffee maker*6, coffeemaker*2, espresso machine*2, "
        "coffee pot, "
                     "brewer, coffee brewer, percolator, coffeemachine, cofee machine, "
                         "coffee maker machine",
    "CoffeeTable": "coffee table*8, center table*2, low table*2, centre table, living room "
        "table*2, "
        "cocktail table, "
                   "lounge table, coffeetable, table in front of the couch/tables in front "
                       "of the couch",
    "CounterTop": "counter*8, countertop*4, counter top*3, kitchen counter*4, worktop*3, work "
        "surface*2, "
                  "bench top, kitchen island*2, island*2, worksurface, kitchen bench, "
                      "kitchen side, "
                  "counter space, bathroom counter, vanity/vanities, breakfast bar, conter",
    "CreditCard": "credit card*6, card*3, bank card*3, debit card*3, payment card, plastic "
        "card, cc, "
        "creditcard, "
                  "charge card, visa card",
    "Cup": "cup*6, glass/glasses*5, drinking glass/drinking glasses*2, tumbler*2, water "
        "glass/water glasses*2, "
           "wine glass/wine glasses*2, beaker, goblet, juice glass/juice glasses, plastic "
               "cup, drinking cup",
    "Curtains": "^curtains*5, ^drapes*3, curtain*2, ^window curtains, ^net curtains, ^draperies",
    "Desk": "desk*10, writing desk*2, study desk, work desk*2, computer desk*2, study table*2, "
        "computer table, "
            "work table, workstation, office desk, homework desk, bureau, computer stand",
    "DeskLamp": "desk lamp*6, table lamp*5, bedside lamp*3, reading lamp*3, small lamp*2, desk "
        "light*2, "
        ""
        ""
                "reading light*2, night lamp*2, bedside light*2, desklamp, study lamp, "
                    "night light, little lamp, lamp on the desk/lamps on the desk",
    "Desktop": "desktop computer*4, desktop*4, desktop pc*2, pc*3, computer monitor, monitor, "
        "tower "
        "pc, home computer, "
               "workstation computer, computer screen",
    "DiningTable": "table*9, dining table*6, kitchen table*6, dinner table*4, breakfast table*2, "
        "diningtable, "
                   "dining room table*3, supper table, big table*2, eating table, tabel, "
                       "large table",
    "DishSponge": "sponge*8, dish sponge*4, kitchen sponge*3, scrubber*2, scrub sponge, "
        "scouring pad*2, "
                  "washing up sponge*2, cleaning sponge, scouring sponge, spunge, scrubbing "
                      "sponge, dishwashing sponge",
    "DogBed": (
        "dog bed*6, pet bed*4, dog's bed*2, dog basket, dog cushion, doggy bed*2, puppy bed, "
        "cat bed, pet cushion"
    ),
    "Drawer": "drawer*10, kitchen drawer*2, drawers, top drawer*2, bottom drawer*2, cutlery "
        "drawer, "
        "pull-out drawer, "
              "silverware drawer, draw, utensil drawer, middle drawer",
    "Dresser": "dresser*6, chest of drawers/chests of drawers*4, bureau, commode, sideboard*2, "
        "tallboy, "
               "drawer chest, bedroom dresser, credenza, wardrobe, dressor",
    "Dumbbell": (
        "dumbbell*4, dumb bell*2, weight*2, hand weight*2, free weight, dumbell*2, gym weight, "
        "barbell"
    ),
    "Egg": "egg*12, raw egg, whole egg, hen's egg, brown egg, eggs",
    "EggCracked": (
        "cracked egg*4, broken egg*2, opened egg, egg out of its shell/eggs out of their "
        "shells, fried egg"
    ),
    "Faucet": "faucet*6, tap*6, water tap*2, sink faucet*2, kitchen tap, water faucet, spigot, "
        "kitchen faucet*2, "
              "bathroom faucet, ~running water, ~water, bathroom tap, sink tap, fawcet, "
                  "~sink water",
    "FloorLamp": "floor lamp*6, standing lamp*4, tall lamp*4, floor light, standing light*2, "
        "corner "
        "lamp*2, big lamp, "
                 "torchiere, standard lamp*2, floorlamp, upright lamp, lamp on the "
                     "floor/lamps on the floor",
    "Footstool": (
        "footstool*4, foot stool*3, step stool*2, foot rest, low stool, small stool, stepping "
        "stool"
    ),
    "Fork": "fork*10, dinner fork*2, table fork, salad fork, eating fork, metal fork, desert fork",
    "Fridge": "fridge*10, refrigerator*7, icebox/iceboxes*2, frig, fridge freezer*2, ice box/ice "
        "boxes, freezer, "
              "refridgerator, cooler, refrigirator, refrigerater, kitchen fridge, frige",
    "GarbageBag": (
        "garbage bag*4, trash bag*4, bin bag*3, rubbish bag*2, bin liner*2, trash liner, refuse "
        "sack, garbage sack"
    ),
    "GarbageCan": "trash can*6, garbage can*5, trash*5, bin*6, garbage*4, rubbish bin*4, waste "
        "bin*2, "
        "trash bin*3, "
                  "waste basket*2, wastebasket*2, dustbin*3, recycling bin*2, wastepaper "
                      "basket, trashcan*2, ~rubbish*2, "
                  "garbage bin*2, refuse bin, recycle bin, ~recycling, kitchen bin",
    "HandTowel": "hand towel*6, small towel*2, handtowel*2, face towel*2, guest towel, towel for "
        "hands/towels for hands, "
                 "little towel, tea towel*2, dish towel*2, kitchen towel*2",
    "HandTowelHolder": "hand towel holder*4, hand towel rack*3, hand towel ring*2, hand towel "
        "hook*2, small "
        "towel rack, "
                       "hand towel bar*2, towel ring*2",
    "HousePlant": "plant*8, house plant*4, houseplant*4, potted plant*4, flower*2, ^flowers*2, pot "
        "plant*2, fern, ficus, "
                  "cactus/cactuses, indoor plant, green plant, succulent, pot of "
                      "flowers/pots of flowers",
    "Kettle": (
        "kettle*8, tea kettle*4, teapot*2, tea pot*2, teakettle, water kettle, water boiler, "
        "kettel, tea-kettle"
    ),
    "KeyChain": "^keys*8, set of keys/sets of keys*4, key chain*3, keychain*3, ^house keys*3, ^car "
        "keys*4, bunch of keys/bunches of keys*2, "
                "keyring*2, key ring*2, key*2, key fob, ^door keys",
    "Knife": "knife/knives*10, kitchen knife/kitchen knives*3, chef's knife/chef's knives*2, sharp "
        "knife/sharp knives*3, "
             "carving knife/carving knives, bread knife/bread knives*2, paring knife/paring "
                 "knives, steak knife/steak knives*2, "
             "cutting knife/cutting knives, knife/knifes, chopping knife/chopping knives, "
                 "big knife/big knives, knive",
    "Ladle": "ladle*8, soup ladle*3, soup spoon*2, scoop*2, big serving spoon, dipper, serving "
        "ladle, ladel, laddle, "
             "ice cream scoop, large spoon",
    "Laptop": "laptop*8, computer*5, laptop computer*3, notebook computer*2, macbook, notebook pc, "
        "lap top*2, portable computer, "
              "work laptop*2, chromebook, school laptop",
    "LaundryHamper": "laundry hamper*4, hamper*4, laundry basket*5, clothes hamper*2, washing "
        "basket*2, "
        "clothes basket*2, "
                     "dirty clothes basket, dirty laundry basket, linen basket",
    "Lettuce": "~lettuce*8, head of lettuce/heads of lettuce*4, lettuce head, cabbage*2, iceberg, "
        "~romaine*2, lettuce, salad head, "
               "~letuce, ~iceberg lettuce, leafy green/leafy greens, ~lettice",
    "LettuceSliced": "slice of lettuce/slices of lettuce*4, lettuce slice*3, piece of "
        "lettuce/pieces of "
        "lettuce*3, "
                     "lettuce leaf/lettuce leaves*2, leaf of lettuce/leaves of lettuce*2, "
                         "bit of lettuce/bits of lettuce, ~cut lettuce, ~chopped lettuce, "
                         "~shredded lettuce",
    "LightSwitch": "light switch/light switches*8, switch for the light/switches for the lights, "
        "lightswitch/lightswitches*2, "
                   "wall switch/wall switches*3, switch/switches*2, switch on the "
                       "wall/switches on the wall*2, main light*2, ceiling light*2, overhead "
                       "light*2, room light",
    "Microwave": (
        "microwave*10, microwave oven*3, micro wave*2, micro, microwav, mircowave, nuker, "
        "microwave machine"
    ),
    "Mirror": (
        "mirror*8, looking glass/looking glasses, bathroom mirror*3, wall mirror, hand mirror, "
        "miror"
    ),
    "Mug": "mug*10, coffee mug*4, coffee cup*3, tea cup*2, teacup*2, tea mug*2, mugg, cup with a "
        "handle/cups with handles, "
           "cocoa mug, favourite mug, favorite mug, breakfast mug, hot chocolate mug",
    "Newspaper": (
        "newspaper*8, paper*4, news paper*2, morning paper*2, daily paper*2, daily, newpaper, "
        "sunday paper, tabloid, broadsheet, local paper"
    ),
    "Ottoman": (
        "ottoman*8, pouf*2, pouffe*2, footrest*2, hassock, leg rest, cushioned stool, otoman, "
        "foot ottoman, tuffet"
    ),
    "Painting": (
        "painting*5, picture*4, wall painting, framed picture, canvas/canvases, artwork, "
        "portrait, picture frame"
    ),
    "Pan": (
        "pan*8, frying pan*5, skillet*4, fry pan*2, frypan, sauce pan, frying-pan, sauté pan, "
        "nonstick pan, cast iron pan, fryingpan, cooking pan"
    ),
    "PaperTowelRoll": "paper towel roll*3, roll of paper towels/rolls of paper towels*3, ^paper "
        "towels*4, "
        "~kitchen roll*3, paper towel*2, "
                      "~paper towel, ~kitchen paper*2, roll of kitchen paper/rolls of "
                          "kitchen paper, kitchen towel roll",
    "Pen": (
        "pen*10, ballpoint pen*2, ballpoint*2, biro*2, ink pen, blue pen, marker, writing pen, "
        "fountain pen, ball pen, felt tip"
    ),
    "Pencil": (
        "pencil*10, lead pencil, drawing pencil, sketching pencil, pencel, penicl, colored "
        "pencil, coloured pencil"
    ),
    "PepperShaker": (
        "pepper shaker*5, ~pepper*4, pepper pot*2, pepper mill*2, pepper grinder*3, black "
        "pepper shaker, ~black pepper, peppershaker, bottle of pepper/bottles of pepper, pepper "
        "dispenser"
    ),
    "Pillow": (
        "pillow*8, cushion*5, throw pillow*2, couch pillow, bed pillow, sofa cushion*2, scatter "
        "cushion, head pillow, pilow, couch cushion, decorative pillow"
    ),
    "Plate": (
        "plate*10, dinner plate*3, side plate, dish/plates*3, dessert plate, saucer, serving "
        "plate, plait, platter*2, flat dish/flat dishes, lunch plate"
    ),
    "Plunger": "plunger*8, toilet plunger*3, drain plunger, plumber's helper, sink plunger, plunge",
    "Poster": "poster*6, wall poster*2, movie poster, band poster, film poster",
    "Pot": (
        "pot*8, cooking pot*4, saucepan*4, soup pot*2, stock pot*2, stew pot, stockpot, pasta "
        "pot, big pot, casserole, cook pot, boiling pot"
    ),
    "Potato": (
        "potato/potatoes*10, spud*2, potatoe/potatoes, tater, baking potato/baking potatoes, "
        "raw potato/raw potatoes, tatie, russet potato/russet potatoes"
    ),
    "PotatoSliced": (
        "slice of potato/slices of potato*4, potato slice*4, piece of potato/pieces of "
        "potato*3, potato piece, bit of potato/bits of potato, potato wedge, chunk of "
        "potato/chunks of potato"
    ),
    "RemoteControl": "remote*8, remote control*6, tv remote*4, clicker*3, controller*2, "
        "television remote*2, "
        ""
        "remote controller, channel changer, "
                     "zapper, tv remote control, remot, telly remote, tv controller, flipper",
    "RoomDecor": (
        "room decoration*3, big decoration*2, ~room decor*2, floor decoration, standing "
        "decoration, wall ornament"
    ),
    "Safe": (
        "safe*8, strongbox/strongboxes*2, vault*2, lock box/lock boxes*2, lockbox/lockboxes, "
        "strong box/strong boxes, wall safe, safety box/safety boxes, money safe"
    ),
    "SaltShaker": (
        "salt shaker*5, ~salt*4, salt cellar*2, saltshaker*2, salt pot, salt grinder, salt "
        "mill, table salt shaker, bottle of salt/bottles of salt, salt dispenser"
    ),
    "ScrubBrush": (
        "scrub brush/scrub brushes*5, scrubbing brush/scrubbing brushes*4, cleaning "
        "brush/cleaning brushes*3, toilet brush/toilet brushes*5, brush/brushes*2, scouring "
        "brush/scouring brushes, toilet bowl brush/toilet bowl brushes"
    ),
    "Shelf": "shelf/shelves*8, wall shelf/wall shelves, bookshelf/bookshelves*4, book shelf/book "
        "shelves*2, ledge, wooden shelf/wooden shelves*2, rack*2, "
             "top shelf/top shelves, shelf on the wall/shelves on the wall*2, bottom "
                 "shelf/bottom shelves, mantel, self, bookcase*2",
    "ShelvingUnit": (
        "shelving unit*6, shelf unit*3, storage shelves/storage shelves, shelving*2, rack of "
        "shelves/racks of shelves, storage rack*2, set of shelves/sets of shelves, display "
        "unit, bookcase unit, wall unit"
    ),
    "ShowerCurtain": (
        "shower curtain*6, bath curtain, bathtub curtain, curtain of the shower/curtains of the "
        "showers, shower drape"
    ),
    "ShowerDoor": (
        "shower door*6, door of the shower/doors of the showers*2, shower cabin door, shower "
        "stall door, door to the shower/doors to the showers"
    ),
    "ShowerGlass": (
        "shower glass/shower glass*4, shower screen*2, shower panel, glass wall of the "
        "shower/glass walls of the showers, shower stall"
    ),
    "ShowerHead": "shower head*5, shower*6, showerhead*3, shower nozzle, overhead shower",
    "SideTable": "side table*6, nightstand*5, night stand*4, end table*5, bedside table*6, night "
        "table*2, small table*4, bed table, "
                 "sidetable*2, lamp table, black table, hall table, accent table, bedside "
                     "stand, bedside cabinet, bed stand, little table*2, console table, corner "
                     "table",
    "SinkBasin": (
        "sink*12, basin*2, kitchen sink*4, sink basin*2, bathroom sink*3, washbasin*2, wash "
        "basin*2, washing up bowl, hand basin, basin of the sink/basins of the sinks, "
        "handbasin, sinc"
    ),
    "SoapBar": (
        "bar of soap/bars of soap*6, soap bar*4, ~soap*6, hand soap bar, soap/soaps, bath soap "
        "bar, block of soap/blocks of soap, cake of soap/cakes of soap, piece of soap/pieces of "
        "soap*2"
    ),
    "SoapBottle": "soap bottle*4, bottle of soap/bottles of soap*4, soap dispenser*5, ~dish "
        "soap*3, "
        "~liquid soap*3, ~hand soap*3, bottle of hand soap/bottles of hand soap*2, ~dishwashing "
        "liquid, "
                  "~washing up liquid*2, bottle of dish soap/bottles of dish soap, bottle "
                      "of lotion/bottles of lotion, lotion bottle, soap pump, hand wash bottle, "
                      "~shampoo, ~detergent, shampoo bottle",
    "Sofa": (
        "couch/couches*9, sofa*9, settee*3, loveseat*2, love seat, divan, chesterfield, living "
        "room couch/living room couches, sectional, lounge, couch/couchs, futon, davenport"
    ),
    "Spatula": (
        "spatula*8, turner*2, flipper*2, pancake turner*2, fish slice, kitchen turner, "
        "spatular, egg flipper, spatulla, cooking spatula, slotted turner"
    ),
    "Spoon": (
        "spoon*10, tablespoon*2, teaspoon*3, tea spoon, table spoon, dessert spoon, metal "
        "spoon, eating spoon, soup spoon, silver spoon"
    ),
    "SprayBottle": (
        "spray bottle*6, cleaning spray*3, bottle of cleaner/bottles of cleaner*2, window "
        "cleaner*2, spray*3, ~glass cleaner, spritzer, ~cleaning fluid, spray cleaner*2, "
        "atomizer, bottle of spray/bottles of spray, bathroom cleaner, squirt bottle, surface "
        "cleaner, spraybottle"
    ),
    "Statue": (
        "statue*6, figurine*4, sculpture*3, statuette*2, bust, trophy/trophies, figure*2, stone "
        "figure, ornament, carving, bronze figure, satue"
    ),
    "Stool": (
        "stool*6, bar stool*4, kitchen stool*2, barstool*2, counter stool, high stool, wooden "
        "stool"
    ),
    "StoveBurner": (
        "stove*8, burner*5, stove burner*3, stovetop*3, stove top*3, hob*4, cooker*4, "
        "cooktop*2, hot plate*2, range*2, gas ring, hotplate, front burner, back burner, gas "
        "stove, stove eye, electric stove"
    ),
    "StoveKnob": (
        "stove knob*5, burner knob*3, stove dial*2, knob of the stove/knobs of the stove*2, "
        "cooker knob*2, knob on the stove/knobs on the stove*2, hob knob, stove control, oven "
        "knob"
    ),
    "TVStand": (
        "tv stand*6, television stand*3, tv cabinet*2, tv table*3, tv unit*3, media console*2, "
        "entertainment center*3, telly stand, tv console, media unit, entertainment unit, stand "
        "under the tv/stands under the tvs, tv bench/tv benches"
    ),
    "TableTopDecor": (
        "table decoration*4, ~table decor*3, centerpiece*3, decoration*3, centrepiece*2, "
        "tabletop decoration*2, knickknack*3, trinket*2, table ornament*2, knick knack, table "
        "top decoration, desk decoration"
    ),
    "TeddyBear": (
        "teddy bear*6, teddy/teddies*4, stuffed bear*3, stuffed animal*4, plush bear*2, "
        "plushie*2, soft toy*3, stuffy/stuffies, cuddly toy*2, bear*2, toy bear*2, stuffed "
        "toy*2, teddybear, plush toy"
    ),
    "Television": (
        "tv*10, television*6, telly/tellies*4, tv set*3, television set*2, tele*2, flat "
        "screen*2, big screen*2, flatscreen, tube, tv screen, flat screen tv"
    ),
    "TennisRacket": (
        "tennis racket*6, tennis racquet*3, racket*4, racquet*2, tennis raquet, tennisracket, "
        "racket for tennis/rackets for tennis, tennis bat, squash racket"
    ),
    "TissueBox": (
        "tissue box/tissue boxes*4, box of tissues/boxes of tissues*5, ^tissues*4, pack of "
        "tissues/packs of tissues, box of kleenex/boxes of kleenex*2, ~kleenex, box of "
        "tissue/boxes of tissue, tissue dispenser, ^paper tissues, ^facial tissues"
    ),
    "Toaster": "toaster*10, bread toaster*2, toster, toast maker, two slice toaster",
    "Toilet": (
        "toilet*10, toilet seat*2, loo*3, lavatory, commode, john, potty, toilet bowl*2, toilet "
        "tank, wc, back of the toilet/backs of the toilets, toilet lid*2, cistern, toliet"
    ),
    "ToiletPaper": "~toilet paper*6, roll of toilet paper/rolls of toilet paper*5, toilet paper "
        "roll*4, "
        "toilet roll*4, ~toilet tissue, ~bathroom tissue, ~loo roll*3, ~tp*2, "
                   "loo roll*2, ~bog roll, toilet tissue roll, ~tolet paper, roll of "
                       "tp/rolls of tp",
    "ToiletPaperHanger": (
        "toilet paper holder*6, toilet roll holder*4, toilet paper hanger*3, toilet paper "
        "dispenser*2, loo roll holder*2, tp holder*2, toilet paper stand, roll holder, toilet "
        "tissue holder, toilet paper spindle, toilet paper rack"
    ),
    "Tomato": (
        "tomato/tomatoes*12, tomatoe/tomatoes, tomato/tomatos, ripe tomato/ripe tomatoes, red "
        "tomato/red tomatoes, vine tomato/vine tomatoes, beef tomato/beef tomatoes, tomatto"
    ),
    "TomatoSliced": (
        "slice of tomato/slices of tomato*4, tomato slice*4, piece of tomato/pieces of "
        "tomato*3, tomato piece, bit of tomato/bits of tomato, wedge of tomato/wedges of "
        "tomato, tomato wedge"
    ),
    "Towel": (
        "towel*8, bath towel*5, big towel*2, beach towel*2, bathroom towel*2, large towel, "
        "shower towel, towl, bath sheet"
    ),
    "TowelHolder": (
        "towel rack*5, towel holder*4, towel bar*3, towel rail*4, towel hook*2, towel hanger*2, "
        "towel rod*2, bath towel rack, bath towel holder, towel rail on the wall/towel rails on "
        "the wall"
    ),
    "VacuumCleaner": "vacuum cleaner*4, vacuum*4, hoover*3, vac, carpet cleaner, shop vac, dyson",
    "Vase": (
        "vase*8, flower vase*3, glass vase*2, flower pot, vaze, urn*2, decorative vase, ceramic "
        "jar, tall vase, vace, vessel for flowers/vessels for flowers"
    ),
    "WashingMachine": (
        "washing machine*6, washer*4, clothes washer*2, laundry machine*2, washing-machine, "
        "laundry washer"
    ),
    "Watch": (
        "watch/watches*8, wristwatch/wristwatches*4, wrist watch/wrist watches*3, time piece, "
        "timepiece, smartwatch/smartwatches*2, gold watch/gold watches, smart watch/smart "
        "watches, whatch"
    ),
    "WateringCan": (
        "watering can*8, watering pot*2, watering jug*2, water can*2, plant waterer, can for "
        "watering/cans for watering, sprinkling can, wateringcan, flower watering can"
    ),
    "WineBottle": (
        "wine bottle*5, bottle of wine/bottles of wine*6, ~wine*4, ~red wine*2, ~white wine, "
        "bottle of red/bottles of red, winebottle, ~vino, champagne bottle, bottle of white "
        "wine/bottles of white wine"
    ),
}
# The rest of a sink and a bath, that people hardly ever mean.
TYPES["Sink"] = "whole sink*2, sink stand*2, sink unit*3, pedestal sink*2, sink cabinet top"
TYPES["Bathtub"] = (
    "bathtub rim*2, edge of the bathtub/edges of the bathtubs*3, rim of the tub/rims of the "
    "tubs*2, bathtub edge*2"
)

# fmt: on
