"""What people call the things that can be carried, in the notation of `nouns`."""

from __future__ import annotations

CARRIED: dict[str, str] = {
    "AlarmClock": (
        "alarm clock*6, clock*4, alarm*2, bedside clock, digital clock, little clock, radio "
        "alarm, clock radio, alarmclock"
    ),
    "AluminumFoil": (
        "~aluminum foil*3, ~tin foil*3, ~foil*3, ~aluminium foil, roll of foil/rolls of foil, "
        "~kitchen foil, ~tinfoil, ~silver foil, roll of tin foil/rolls of tin foil"
    ),
    "Apple": "apple*12, red apple, green apple, granny smith, aple, appel",
    "AppleSliced": (
        "slice of apple/slices of apple*4, apple slice*4, piece of apple/pieces of apple*3, bit "
        "of apple/bits of apple, wedge of apple/wedges of apple, apple wedge, apple piece"
    ),
    "BaseballBat": "baseball bat*6, bat*4, base ball bat, slugger, wooden bat",
    "BasketBall": "basketball*6, basket ball*2, ball*3, bball, orange ball",
    "Book": (
        "book*10, novel*2, paperback, hardback, textbook*2, magazine, notebook, cookbook, "
        "storybook, hardcover, diary/diaries, journal, book I'm reading/books I'm reading"
    ),
    "Boots": (
        "^boots*6, pair of boots/pairs of boots*2, ^shoes*3, ^hiking boots, ^wellies, ^rain "
        "boots, ^footwear, pair of shoes/pairs of shoes"
    ),
    "Bottle": (
        "bottle*8, glass bottle*3, water bottle*2, jar, jug, carafe, flask, pitcher, decanter, "
        "empty bottle, bottel, drinking bottle"
    ),
    "Bowl": (
        "bowl*12, dish/bowls, cereal bowl*2, soup bowl*2, salad bowl, mixing bowl, fruit bowl, "
        "serving bowl, breakfast bowl, bowel, small bowl"
    ),
    "Box": (
        "box/boxes*8, cardboard box/cardboard boxes*3, carton*2, crate, storage box/storage "
        "boxes, bin with the lid/bins with lids, packing box/packing boxes, moving box/moving "
        "boxes, shoebox/shoeboxes"
    ),
    "Bread": (
        "~bread*6, loaf of bread/loaves of bread*4, loaf/loaves*3, bread loaf/bread loaves*2, "
        "~baguette, ~sourdough, whole loaf/whole loaves, bred"
    ),
    "BreadSliced": (
        "slice of bread/slices of bread*6, bread slice*2, piece of bread/pieces of bread*3, slice "
        "of the loaf/slices of the loaf, bit of bread/bits of bread, slice of brown bread/slices "
        "of brown bread"
    ),
    "ButterKnife": (
        "butter knife/butter knives*6, table knife/table knives*2, dinner knife/dinner knives*2, "
        "blunt knife/blunt knives, dull knife/dull knives, butterknife/butterknives, spreader, "
        "spreading knife/spreading knives"
    ),
    "Candle": (
        "candle*10, candlestick, tea light, tealight, scented candle*2, wax candle, votive, candel"
    ),
    "CD": "cd*8, disc*3, compact disc*2, disk*2, music cd, dvd*2, cd disc, album",
    "CellPhone": (
        "phone*8, cell phone*6, mobile*4, cellphone*3, mobile phone*3, smartphone*3, smart phone, "
        "cell*2, handset, telephone, fone, iphone-like phone"
    ),
    "Cloth": (
        "cloth*6, rag*5, washcloth*3, wash cloth*2, dishcloth*2, cleaning cloth*2, wash rag, "
        "flannel, dish rag, wiping cloth, cleaning rag, face cloth, dust cloth, duster"
    ),
    "CreditCard": (
        "credit card*6, card*3, bank card*3, debit card*3, payment card, plastic card, cc, "
        "creditcard, charge card, visa card"
    ),
    "Cup": (
        "cup*6, glass/glasses*5, drinking glass/drinking glasses*2, tumbler*2, water glass/water "
        "glasses*2, wine glass/wine glasses*2, beaker, goblet, juice glass/juice glasses, plastic "
        "cup, drinking cup"
    ),
    "DishSponge": (
        "sponge*8, dish sponge*4, kitchen sponge*3, scrubber*2, scrub sponge, scouring pad*2, "
        "washing up sponge*2, cleaning sponge, scouring sponge, spunge, scrubbing sponge, "
        "dishwashing sponge"
    ),
    "Dumbbell": (
        "dumbbell*4, dumb bell*2, weight*2, hand weight*2, free weight, dumbell*2, gym weight, "
        "barbell"
    ),
    "Egg": "egg*12, raw egg, whole egg, hen's egg, brown egg, eggs",
    "EggCracked": (
        "cracked egg*4, broken egg*2, opened egg, egg out of its shell/eggs out of their shells, "
        "fried egg"
    ),
    "Footstool": (
        "footstool*4, foot stool*3, step stool*2, foot rest, low stool, small stool, stepping stool"
    ),
    "Fork": "fork*10, dinner fork*2, table fork, salad fork, eating fork, metal fork, desert fork",
    "HandTowel": (
        "hand towel*6, small towel*2, handtowel*2, face towel*2, guest towel, towel for "
        "hands/towels for hands, little towel, tea towel*2, dish towel*2, kitchen towel*2"
    ),
    "Kettle": (
        "kettle*8, tea kettle*4, teapot*2, tea pot*2, teakettle, water kettle, water boiler, "
        "kettel, tea-kettle"
    ),
    "KeyChain": (
        "^keys*8, set of keys/sets of keys*4, key chain*3, keychain*3, ^house keys*3, ^car "
        "keys*4, bunch of keys/bunches of keys*2, keyring*2, key ring*2, key*2, key fob, ^door "
        "keys"
    ),
    "Knife": (
        "knife/knives*10, kitchen knife/kitchen knives*3, chef's knife/chef's knives*2, sharp "
        "knife/sharp knives*3, carving knife/carving knives, bread knife/bread knives*2, paring "
        "knife/paring knives, steak knife/steak knives*2, cutting knife/cutting knives, "
        "knife/knifes, chopping knife/chopping knives, big knife/big knives, knive"
    ),
    "Ladle": (
        "ladle*8, soup ladle*3, soup spoon*2, scoop*2, big serving spoon, dipper, serving ladle, "
        "ladel, laddle, ice cream scoop, large spoon"
    ),
    "Laptop": (
        "laptop*8, computer*5, laptop computer*3, notebook computer*2, macbook, notebook pc, lap "
        "top*2, portable computer, work laptop*2, chromebook, school laptop"
    ),
    "Lettuce": (
        "~lettuce*8, head of lettuce/heads of lettuce*4, lettuce head, cabbage*2, iceberg, "
        "~romaine*2, lettuce, salad head, ~letuce, ~iceberg lettuce, leafy green/leafy greens, "
        "~lettice"
    ),
    "LettuceSliced": (
        "slice of lettuce/slices of lettuce*4, lettuce slice*3, piece of lettuce/pieces of "
        "lettuce*3, lettuce leaf/lettuce leaves*2, leaf of lettuce/leaves of lettuce*2, bit of "
        "lettuce/bits of lettuce, ~cut lettuce, ~chopped lettuce, ~shredded lettuce"
    ),
    "Mug": (
        "mug*10, coffee mug*4, coffee cup*3, tea cup*2, teacup*2, tea mug*2, mugg, cup with a "
        "handle/cups with handles, cocoa mug, favourite mug, favorite mug, breakfast mug, hot "
        "chocolate mug"
    ),
    "Newspaper": (
        "newspaper*8, paper*4, news paper*2, morning paper*2, daily paper*2, daily, newpaper, "
        "sunday paper, tabloid, broadsheet, local paper"
    ),
    "Pan": (
        "pan*8, frying pan*5, skillet*4, fry pan*2, frypan, sauce pan, frying-pan, sauté pan, "
        "nonstick pan, cast iron pan, fryingpan, cooking pan"
    ),
    "PaperTowelRoll": (
        "paper towel roll*3, roll of paper towels/rolls of paper towels*3, ^paper towels*4, "
        "~kitchen roll*3, paper towel*2, ~paper towel, ~kitchen paper*2, roll of kitchen "
        "paper/rolls of kitchen paper, kitchen towel roll"
    ),
    "Pen": (
        "pen*10, ballpoint pen*2, ballpoint*2, biro*2, ink pen, blue pen, marker, writing pen, "
        "fountain pen, ball pen, felt tip"
    ),
    "Pencil": (
        "pencil*10, lead pencil, drawing pencil, sketching pencil, pencel, penicl, colored "
        "pencil, coloured pencil"
    ),
    "PepperShaker": (
        "pepper shaker*5, ~pepper*4, pepper pot*2, pepper mill*2, pepper grinder*3, black pepper "
        "shaker, ~black pepper, peppershaker, bottle of pepper/bottles of pepper, pepper "
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
    "Plunger": (
        "plunger*8, toilet plunger*3, drain plunger, plumber's helper, sink plunger, plunge"
    ),
    "Pot": (
        "pot*8, cooking pot*4, saucepan*4, soup pot*2, stock pot*2, stew pot, stockpot, pasta "
        "pot, big pot, casserole, cook pot, boiling pot"
    ),
    "Potato": (
        "potato/potatoes*10, spud*2, potatoe/potatoes, tater, baking potato/baking potatoes, raw "
        "potato/raw potatoes, tatie, russet potato/russet potatoes"
    ),
    "PotatoSliced": (
        "slice of potato/slices of potato*4, potato slice*4, piece of potato/pieces of potato*3, "
        "potato piece, bit of potato/bits of potato, potato wedge, chunk of potato/chunks of "
        "potato"
    ),
    "RemoteControl": (
        "remote*8, remote control*6, tv remote*4, clicker*3, controller*2, television remote*2, "
        "remote controller, channel changer, zapper, tv remote control, remot, telly remote, tv "
        "controller, flipper"
    ),
    "SaltShaker": (
        "salt shaker*5, ~salt*4, salt cellar*2, saltshaker*2, salt pot, salt grinder, salt mill, "
        "table salt shaker, bottle of salt/bottles of salt, salt dispenser"
    ),
    "ScrubBrush": (
        "scrub brush/scrub brushes*5, scrubbing brush/scrubbing brushes*4, cleaning "
        "brush/cleaning brushes*3, toilet brush/toilet brushes*5, brush/brushes*2, scouring "
        "brush/scouring brushes, toilet bowl brush/toilet bowl brushes"
    ),
    "SoapBar": (
        "bar of soap/bars of soap*6, soap bar*4, ~soap*6, hand soap bar, soap/soaps, bath soap "
        "bar, block of soap/blocks of soap, cake of soap/cakes of soap, piece of soap/pieces of "
        "soap*2"
    ),
    "SoapBottle": (
        "soap bottle*4, bottle of soap/bottles of soap*4, soap dispenser*5, ~dish soap*3, ~liquid "
        "soap*3, ~hand soap*3, bottle of hand soap/bottles of hand soap*2, ~dishwashing liquid, "
        "~washing up liquid*2, bottle of dish soap/bottles of dish soap, bottle of lotion/bottles "
        "of lotion, lotion bottle, soap pump, hand wash bottle, ~shampoo, ~detergent, shampoo "
        "bottle"
    ),
    "Spatula": (
        "spatula*8, turner*2, flipper*2, pancake turner*2, fish slice, kitchen turner, spatular, "
        "egg flipper, spatulla, cooking spatula, slotted turner"
    ),
    "Spoon": (
        "spoon*10, tablespoon*2, teaspoon*3, tea spoon, table spoon, dessert spoon, metal spoon, "
        "eating spoon, soup spoon, silver spoon"
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
    "TableTopDecor": (
        "table decoration*4, ~table decor*3, centerpiece*3, decoration*3, centrepiece*2, tabletop "
        "decoration*2, knickknack*3, trinket*2, table ornament*2, knick knack, table top "
        "decoration, desk decoration"
    ),
    "TeddyBear": (
        "teddy bear*6, teddy/teddies*4, stuffed bear*3, stuffed animal*4, plush bear*2, "
        "plushie*2, soft toy*3, stuffy/stuffies, cuddly toy*2, bear*2, toy bear*2, stuffed toy*2, "
        "teddybear, plush toy"
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
    "ToiletPaper": (
        "~toilet paper*6, roll of toilet paper/rolls of toilet paper*5, toilet paper roll*4, "
        "toilet roll*4, ~toilet tissue, ~bathroom tissue, ~loo roll*3, ~tp*2, loo roll*2, ~bog "
        "roll, toilet tissue roll, ~tolet paper, roll of tp/rolls of tp"
    ),
    "Tomato": (
        "tomato/tomatoes*12, tomatoe/tomatoes, tomato/tomatos, ripe tomato/ripe tomatoes, red "
        "tomato/red tomatoes, vine tomato/vine tomatoes, beef tomato/beef tomatoes, tomatto"
    ),
    "TomatoSliced": (
        "slice of tomato/slices of tomato*4, tomato slice*4, piece of tomato/pieces of tomato*3, "
        "tomato piece, bit of tomato/bits of tomato, wedge of tomato/wedges of tomato, tomato "
        "wedge"
    ),
    "Towel": (
        "towel*8, bath towel*5, big towel*2, beach towel*2, bathroom towel*2, large towel, shower "
        "towel, towl, bath sheet"
    ),
    "Vase": (
        "vase*8, flower vase*3, glass vase*2, flower pot, vaze, urn*2, decorative vase, ceramic "
        "jar, tall vase, vace, vessel for flowers/vessels for flowers"
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
