"""What people call the object classes; always in the plural, or as a mass."""

from __future__ import annotations

# Classes of things; always said in the plural, or as a mass.
CLASSES: dict[str, str] = {
    "Anything": "^things*4, ~stuff*4, ^items*2, ^objects, ~clutter*2, ~junk*2",
    "Appliances": (
        "^appliances*4, ^kitchen appliances*3, ^machines, ^kitchen machines, ^household appliances"
    ),
    "Chairs": (
        "^chairs and couches*2, ^seats*3, ^things to sit on*2, ^seating furniture, ^chairs of "
        "any kind, ~seating*2, ^sofas and chairs*2"
    ),
    "CleaningProducts": (
        "^cleaning products*4, ^cleaning supplies*5, ~cleaning stuff*3, ^cleaning things*2, "
        "^cleaning materials, ^cleaners, ^cleaning items"
    ),
    "Computers": "^computers*6, ^computing devices, ^laptops and desktops*2, ^pcs and laptops*2",
    "Condiments": (
        "^condiments*5, ~salt and pepper*5, ^seasonings*3, ^spices*3, ^salt and pepper "
        "shakers*3, ^shakers*2, ^the salt and the pepper"
    ),
    "Cookware": (
        "~cookware*5, ^pots and pans*6, ^cooking utensils*2, ~cooking gear*2, ~cooking "
        "equipment*2, ^cooking things, ^pans and pots, ^cooking tools*2"
    ),
    "Dishware": (
        "^dishes*6, ~dishware*3, ~crockery*4, ^bowls and plates*4, ^plates and bowls*4, ~china"
    ),
    "Drinkware": (
        "~drinkware*3, ^glasses and mugs*3, ^cups and mugs*4, ^drinking vessels*2, "
        "~glassware*3, ^drink containers, ^mugs and cups*3, ^things to drink from"
    ),
    "Electronics": (
        "^electronics*5, ^electronic devices*4, ^gadgets*4, ^devices*3, ^electronic things, "
        "~electronic stuff*2, ^electronic items"
    ),
    "Food": (
        "~food*8, ^food items*3, ~grub, ^edibles, ^groceries*3, ~produce*2, ^food things, ~food "
        "stuff, ^eatables"
    ),
    "Fruit": "~fruit*6, ^fruits*4, ^pieces of fruit*3, ^bits of fruit",
    "Furniture": "~furniture*5, ^pieces of furniture*3, ^furniture items",
    "HygieneProducts": (
        "^hygiene products*4, ^toiletries*5, ^bathroom things*2, ^personal care items*2, "
        "^hygiene items*2, ^bath products*2, ~bathroom stuff*2, ^wash things"
    ),
    "KitchenUtensils": (
        "^utensils*5, ^kitchen utensils*5, ^kitchen tools*3, ^eating and cooking utensils, "
        "^cooking and eating tools"
    ),
    "Knives": (
        "^knives of any kind*2, ^knives of all sorts*2, ^sharp and blunt knives*2, ^kitchen and "
        "butter knives*2, ^knives large and small"
    ),
    "Lamps": "lamp*10, ^lamps*6, lamp there/lamps there",
    "Lights": (
        "light*10, ^lights*8, bedroom light, kitchen light, bathroom light, living room light, "
        "hall light, ^kitchen lights, ^lights and lamps*2, ^lamps and lights, ^light sources"
    ),
    "MediaEntertainment": (
        "^media*2, ~entertainment stuff*2, ^media items*2, ^things for entertainment*2, ^media "
        "and entertainment things, ^books and gadgets"
    ),
    "RoomDecor": (
        "^decorations*3, ~decor*3, ^decorative things*2, ^ornaments*3, ^decorative items*3, "
        "^knick-knacks"
    ),
    "Silverware": (
        "~silverware*6, ~cutlery*6, ~flatware*2, ^eating utensils*3, ^forks, spoons and knives, "
        "^knives and forks*2, ^forks and spoons*2, ~silver ware"
    ),
    "SmallHandheldObjects": (
        "^small things*3, ^little things*2, ~small stuff*3, ^handheld objects*3, ^small "
        "items*4, ^odds and ends*2, ^small objects*3"
    ),
    "Soap": "~soap of any kind*2, ~bar and liquid soap*2, ^soaps*4, ^soap products*2",
    "SportsEquipment": (
        "~sports equipment*5, ~sports gear*4, ~sporting equipment*2, ~sports stuff*3, ^sports "
        "things*2, ~gym stuff*2, ^sporting goods*2, ~athletic gear"
    ),
    "Tables": "^tables*6, ^tables and desks, ^tabletops*2, ^table surfaces",
    "Tableware": (
        "~tableware*6, ^table settings*2, ^things for the table*2, ~dinnerware*3, ^dishes and "
        "glasses*2"
    ),
    "Vegetables": "^vegetables*6, ^veggies*5, ^veg*3, ^greens*2, ^veges",
    "WallDecor": "~wall decor*3, ^wall decorations*3, ^wall hangings*2, ~wall art*2",
    "WaterSources": (
        "^water sources*3, ^taps and showers*3, ^faucets and showers*2, ^things that run water*2"
    ),
    "WritingUtensils": (
        "^pens and pencils*6, ^writing utensils*4, ^writing tools*2, ^writing implements*2, "
        "^pencils and pens*3, ^things to write with*2, ~writing stuff*2"
    ),
}
