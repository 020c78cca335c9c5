"""What may be known of the scene beside a request: the kinds of a room, with those of the goal."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from envs.ontology import sliced_type, types_of_class
from planning.language.goal_language import Proposal, Thing
from planning.language.provider import SceneObject

_ROOMS = {
    "kitchen": (
        "Apple Bowl Bread ButterKnife Cabinet Chair CoffeeMachine CounterTop Cup DiningTable "
        "DishSponge Drawer Egg Faucet Fork Fridge GarbageCan Kettle Knife Ladle Lettuce "
        "LightSwitch "
        "Microwave Mug Pan PaperTowelRoll PepperShaker Plate Pot Potato SaltShaker Shelf SideTable "
        "Sink SinkBasin SoapBottle Spatula Spoon Stool StoveBurner StoveKnob Toaster Tomato Vase "
        "WineBottle Bottle Book HousePlant Statue CellPhone CreditCard AluminumFoil SprayBottle"
    ),
    "living": (
        "ArmChair Book Bowl Box Cabinet Candle CellPhone Chair CoffeeTable CreditCard DeskLamp "
        "DiningTable Drawer Dresser FloorLamp GarbageCan HousePlant KeyChain Laptop LightSwitch "
        "Newspaper Ottoman Painting Pillow Plate RemoteControl Shelf SideTable Sofa Statue TVStand "
        "Television TissueBox Vase Watch WateringCan Curtains Blinds Pen Pencil Desk DogBed Safe"
    ),
    "bedroom": (
        "AlarmClock ArmChair BaseballBat BasketBall Bed Blinds Book Boots Bowl Box CD "
        "CellPhone Chair "
        "Cloth CreditCard Curtains Desk DeskLamp Desktop Drawer Dresser Dumbbell FloorLamp "
        "GarbageCan "
        "HousePlant KeyChain Laptop LaundryHamper LightSwitch Mirror Mug Painting Pen "
        "Pencil Pillow "
        "Poster Safe Shelf SideTable TeddyBear Television TennisRacket TissueBox Watch"
    ),
    "bathroom": (
        "Bathtub BathtubBasin Cabinet Candle Cart Cloth CounterTop DishSponge Drawer Faucet "
        "GarbageCan "
        "HandTowel HandTowelHolder LightSwitch Mirror Plunger ScrubBrush Shelf "
        "ShowerCurtain ShowerDoor "
        "ShowerGlass ShowerHead SideTable Sink SinkBasin SoapBar SoapBottle SprayBottle TissueBox "
        "Toilet ToiletPaper ToiletPaperHanger Towel TowelHolder"
    ),
}
# What has to be there for things to come about, beyond the kinds that are named.
_WHOLES = {sliced_type(whole): whole for whole in "Apple Bread Egg Lettuce Potato Tomato".split()}


def scene_for(draw: random.Random, proposal: Proposal) -> tuple[SceneObject, ...]:
    """A scene in which a proposal makes sense; any scene where it has no goal."""
    needed = set(_needed(draw, proposal))
    rooms = sorted(_ROOMS, key=lambda room: -len(needed & set(_ROOMS[room].split())))
    chosen = [rooms[0] if needed else draw.choice(rooms)]
    if draw.random() < 0.3:
        chosen.append(draw.choice(rooms))
    share = draw.uniform(0.5, 1.0)
    kinds = {kind for room in chosen for kind in _ROOMS[room].split() if draw.random() < share}
    return tuple(SceneObject(f"{kind.lower()}_1", kind) for kind in sorted(kinds | needed))


def _needed(draw: random.Random, proposal: Proposal) -> Iterator[str]:
    for name in _named(proposal):
        members = sorted(types_of_class(name))
        if name in members:
            members = [name]
        for kind in draw.sample(members, min(len(members), draw.randint(1, 3))):
            yield _WHOLES.get(kind, kind)


def _named(proposal: Proposal) -> Iterator[str]:
    for stage in proposal.stages:
        yield from _of(stage.things)
    for hint in proposal.hints:
        yield from (hint.kind, hint.place)
    for subgoal in proposal.subgoals:
        yield from (kind for kind in (subgoal.kind, subgoal.place) if kind)


def _of(things: Iterable[Thing]) -> Iterator[str]:
    for item in things:
        if item.count != 0:
            yield item.kind
        if item.which is not None:
            yield from (kind for kind in (item.which.near, item.which.inside) if kind)
        yield from _of(item.contents)
