"""What people call furniture, fixtures and appliances, in the notation of `nouns`."""

from __future__ import annotations

FIXED: dict[str, str] = {
    "ArmChair": (
        "armchair*6, arm chair*3, easy chair*2, recliner*2, lounge chair, comfy chair*2, big "
        "chair, reading chair, padded chair, wing chair, lazy chair, arm-chair"
    ),
    "BathtubBasin": "bathtub*5, bath*3, tub*4, bath tub*3, bathtub basin, tub basin, soaking tub",
    "Bed": "bed*12, mattress, king bed, twin bed, bunk, double bed, single bed, big bed",
    "Blinds": (
        "^blinds*6, ^window blinds*2, ^shades*2, window shade, ^shutters, ^venetian blinds, blind*2"
    ),
    "Cabinet": (
        "cabinet*8, cupboard*6, kitchen cabinet*2, kitchen cupboard*2, pantry/pantries, press, "
        "cabnet, cuboard, wall cabinet, storage cabinet, pantry cupboard, bathroom cabinet, "
        "medicine cabinet"
    ),
    "Cart": (
        "cart*4, trolley*3, rolling cart, metal rack, utility cart, serving trolley, kitchen "
        "trolley"
    ),
    "Chair": (
        "chair*8, dining chair*3, kitchen chair*2, wooden chair, desk chair*2, office chair, "
        "seat, swivel chair, straight chair, chiar"
    ),
    "ClothesDryer": (
        "dryer*4, clothes dryer*3, tumble dryer*3, drier, tumble drier, laundry dryer, dryer "
        "machine"
    ),
    "CoffeeMachine": (
        "coffee machine*6, coffee maker*6, coffeemaker*2, espresso machine*2, coffee pot, brewer, "
        "coffee brewer, percolator, coffeemachine, cofee machine, coffee maker machine"
    ),
    "CoffeeTable": (
        "coffee table*8, center table*2, low table*2, centre table, living room table*2, cocktail "
        "table, lounge table, coffeetable, table in front of the couch/tables in front of the "
        "couch"
    ),
    "CounterTop": (
        "counter*8, countertop*4, counter top*3, kitchen counter*4, worktop*3, work surface*2, "
        "bench top, kitchen island*2, island*2, worksurface, kitchen bench, kitchen side, counter "
        "space, bathroom counter, vanity/vanities, breakfast bar, conter"
    ),
    "Curtains": "^curtains*5, ^drapes*3, curtain*2, ^window curtains, ^net curtains, ^draperies",
    "Desk": (
        "desk*10, writing desk*2, study desk, work desk*2, computer desk*2, study table*2, "
        "computer table, work table, workstation, office desk, homework desk, bureau, computer "
        "stand"
    ),
    "DeskLamp": (
        "desk lamp*6, table lamp*5, bedside lamp*3, reading lamp*3, small lamp*2, desk light*2, "
        "reading light*2, night lamp*2, bedside light*2, desklamp, study lamp, night light, "
        "little lamp, lamp on the desk/lamps on the desk"
    ),
    "Desktop": (
        "desktop computer*4, desktop*4, desktop pc*2, pc*3, computer monitor, monitor, tower pc, "
        "home computer, workstation computer, computer screen"
    ),
    "DiningTable": (
        "table*9, dining table*6, kitchen table*6, dinner table*4, breakfast table*2, "
        "diningtable, dining room table*3, supper table, big table*2, eating table, tabel, large "
        "table"
    ),
    "DogBed": (
        "dog bed*6, pet bed*4, dog's bed*2, dog basket, dog cushion, doggy bed*2, puppy bed, cat "
        "bed, pet cushion"
    ),
    "Drawer": (
        "drawer*10, kitchen drawer*2, drawers, top drawer*2, bottom drawer*2, cutlery drawer, "
        "pull-out drawer, silverware drawer, draw, utensil drawer, middle drawer"
    ),
    "Dresser": (
        "dresser*6, chest of drawers/chests of drawers*4, bureau, commode, sideboard*2, tallboy, "
        "drawer chest, bedroom dresser, credenza, wardrobe, dressor"
    ),
    "Faucet": (
        "faucet*6, tap*6, water tap*2, sink faucet*2, kitchen tap, water faucet, spigot, kitchen "
        "faucet*2, bathroom faucet, ~running water, ~water, bathroom tap, sink tap, fawcet, ~sink "
        "water"
    ),
    "FloorLamp": (
        "floor lamp*6, standing lamp*4, tall lamp*4, floor light, standing light*2, corner "
        "lamp*2, big lamp, torchiere, standard lamp*2, floorlamp, upright lamp, lamp on the "
        "floor/lamps on the floor"
    ),
    "Fridge": (
        "fridge*10, refrigerator*7, icebox/iceboxes*2, frig, fridge freezer*2, ice box/ice boxes, "
        "freezer, refridgerator, cooler, refrigirator, refrigerater, kitchen fridge, frige"
    ),
    "GarbageBag": (
        "garbage bag*4, trash bag*4, bin bag*3, rubbish bag*2, bin liner*2, trash liner, refuse "
        "sack, garbage sack"
    ),
    "GarbageCan": (
        "trash can*6, garbage can*5, trash*5, bin*6, garbage*4, rubbish bin*4, waste bin*2, trash "
        "bin*3, waste basket*2, wastebasket*2, dustbin*3, recycling bin*2, wastepaper basket, "
        "trashcan*2, ~rubbish*2, garbage bin*2, refuse bin, recycle bin, ~recycling, kitchen bin"
    ),
    "HandTowelHolder": (
        "hand towel holder*4, hand towel rack*3, hand towel ring*2, hand towel hook*2, small "
        "towel rack, hand towel bar*2, towel ring*2"
    ),
    "HousePlant": (
        "plant*8, house plant*4, houseplant*4, potted plant*4, flower*2, ^flowers*2, pot plant*2, "
        "fern, ficus, cactus/cactuses, indoor plant, green plant, succulent, pot of flowers/pots "
        "of flowers"
    ),
    "LaundryHamper": (
        "laundry hamper*4, hamper*4, laundry basket*5, clothes hamper*2, washing basket*2, "
        "clothes basket*2, dirty clothes basket, dirty laundry basket, linen basket"
    ),
    "LightSwitch": (
        "light switch/light switches*8, switch for the light/switches for the lights, "
        "lightswitch/lightswitches*2, wall switch/wall switches*3, switch/switches*2, switch on "
        "the wall/switches on the wall*2, main light*2, ceiling light*2, overhead light*2, room "
        "light"
    ),
    "Microwave": (
        "microwave*10, microwave oven*3, micro wave*2, micro, microwav, mircowave, nuker, "
        "microwave machine"
    ),
    "Mirror": (
        "mirror*8, looking glass/looking glasses, bathroom mirror*3, wall mirror, hand mirror, "
        "miror"
    ),
    "Ottoman": (
        "ottoman*8, pouf*2, pouffe*2, footrest*2, hassock, leg rest, cushioned stool, otoman, "
        "foot ottoman, tuffet"
    ),
    "Painting": (
        "painting*5, picture*4, wall painting, framed picture, canvas/canvases, artwork, "
        "portrait, picture frame"
    ),
    "Poster": "poster*6, wall poster*2, movie poster, band poster, film poster",
    "RoomDecor": (
        "room decoration*3, big decoration*2, ~room decor*2, floor decoration, standing "
        "decoration, wall ornament"
    ),
    "Safe": (
        "safe*8, strongbox/strongboxes*2, vault*2, lock box/lock boxes*2, lockbox/lockboxes, "
        "strong box/strong boxes, wall safe, safety box/safety boxes, money safe"
    ),
    "Shelf": (
        "shelf/shelves*8, wall shelf/wall shelves, bookshelf/bookshelves*4, book shelf/book "
        "shelves*2, ledge, wooden shelf/wooden shelves*2, rack*2, top shelf/top shelves, shelf on "
        "the wall/shelves on the wall*2, bottom shelf/bottom shelves, mantel, self, bookcase*2"
    ),
    "ShelvingUnit": (
        "shelving unit*6, shelf unit*3, storage shelves/storage shelves, shelving*2, rack of "
        "shelves/racks of shelves, storage rack*2, set of shelves/sets of shelves, display unit, "
        "bookcase unit, wall unit"
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
    "SideTable": (
        "side table*6, nightstand*5, night stand*4, end table*5, bedside table*6, night table*2, "
        "small table*4, bed table, sidetable*2, lamp table, black table, hall table, accent "
        "table, bedside stand, bedside cabinet, bed stand, little table*2, console table, corner "
        "table"
    ),
    "SinkBasin": (
        "sink*12, basin*2, kitchen sink*4, sink basin*2, bathroom sink*3, washbasin*2, wash "
        "basin*2, washing up bowl, hand basin, basin of the sink/basins of the sinks, handbasin, "
        "sinc"
    ),
    "Sofa": (
        "couch/couches*9, sofa*9, settee*3, loveseat*2, love seat, divan, chesterfield, living "
        "room couch/living room couches, sectional, lounge, couch/couchs, futon, davenport"
    ),
    "Stool": (
        "stool*6, bar stool*4, kitchen stool*2, barstool*2, counter stool, high stool, wooden stool"
    ),
    "StoveBurner": (
        "stove*8, burner*5, stove burner*3, stovetop*3, stove top*3, hob*4, cooker*4, cooktop*2, "
        "hot plate*2, range*2, gas ring, hotplate, front burner, back burner, gas stove, stove "
        "eye, electric stove"
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
    "Television": (
        "tv*10, television*6, telly/tellies*4, tv set*3, television set*2, tele*2, flat screen*2, "
        "big screen*2, flatscreen, tube, tv screen, flat screen tv"
    ),
    "Toaster": "toaster*10, bread toaster*2, toster, toast maker, two slice toaster",
    "Toilet": (
        "toilet*10, toilet seat*2, loo*3, lavatory, commode, john, potty, toilet bowl*2, toilet "
        "tank, wc, back of the toilet/backs of the toilets, toilet lid*2, cistern, toliet"
    ),
    "ToiletPaperHanger": (
        "toilet paper holder*6, toilet roll holder*4, toilet paper hanger*3, toilet paper "
        "dispenser*2, loo roll holder*2, tp holder*2, toilet paper stand, roll holder, toilet "
        "tissue holder, toilet paper spindle, toilet paper rack"
    ),
    "TowelHolder": (
        "towel rack*5, towel holder*4, towel bar*3, towel rail*4, towel hook*2, towel hanger*2, "
        "towel rod*2, bath towel rack, bath towel holder, towel rail on the wall/towel rails on "
        "the wall"
    ),
    "VacuumCleaner": "vacuum cleaner*4, vacuum*4, hoover*3, vac, carpet cleaner, shop vac, dyson",
    "WashingMachine": (
        "washing machine*6, washer*4, clothes washer*2, laundry machine*2, washing-machine, "
        "laundry washer"
    ),
}
# The rest of a sink and a bath, that people hardly ever mean.
RARELY_MEANT: dict[str, str] = {
    "Sink": "whole sink*2, sink stand*2, sink unit*3, pedestal sink*2, sink cabinet top",
    "Bathtub": (
        "bathtub rim*2, edge of the bathtub/edges of the bathtubs*3, rim of the tub/rims of the "
        "tubs*2, bathtub edge*2"
    ),
}
