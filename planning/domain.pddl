; How a household works: what the agent can do, when, and what comes of it.
;
; You may edit this file. The planner, the monitor and the explanations all read it.
; - Types, affordances and state predicates are the ontology's (envs/ontology.py), which are
;   AI2-THOR's and TEACh's.
; - A line "; skill: NAME ?argument" in an action says which skill of the agent carries the
;   operator out, and on which argument. Skills: go-to search pick-up place open close toggle-on
;   toggle-off slice pour. An action without that line cannot be planned with.
; - A spot is where the agent stands: all that is within reach of each other shares one. What
;   rests on the floor, hangs on a wall or stands there is (in thing spot).
; - What has not been seen yet is (in thing nowhere) until it is searched for.
(define (domain household)
  (:requirements :typing :negative-preconditions :conditional-effects :adl
    :action-costs)

  (:types
    place - object
    spot thing - place
    item fixture - thing
    AlarmClock AluminumFoil Apple AppleSliced BaseballBat BasketBall Book Boots Bottle Bowl Box
    Bread BreadSliced ButterKnife CD Candle CellPhone Cloth CreditCard Cup DishSponge Dumbbell
    Egg EggCracked Footstool Fork HandTowel Kettle KeyChain Knife Ladle Laptop Lettuce
    LettuceSliced Mug Newspaper Pan PaperTowelRoll Pen Pencil PepperShaker Pillow Plate Plunger
    Pot Potato PotatoSliced RemoteControl SaltShaker ScrubBrush SoapBar SoapBottle Spatula Spoon
    SprayBottle Statue TableTopDecor TeddyBear TennisRacket TissueBox ToiletPaper Tomato
    TomatoSliced Towel Vase Watch WateringCan WineBottle - item
    ArmChair Bathtub BathtubBasin Bed Blinds Cabinet Cart Ceiling Chair ClothesDryer
    CoffeeMachine CoffeeTable CounterTop Curtains Desk DeskLamp Desktop DiningTable DogBed
    Doorframe Doorway Drawer Dresser Faucet Floor FloorLamp Fridge GarbageBag GarbageCan
    HandTowelHolder HousePlant LaundryHamper LightSwitch Microwave Mirror Ottoman Painting
    Poster RoomDecor Safe Shelf ShelvingUnit ShowerCurtain ShowerDoor ShowerGlass ShowerHead
    SideTable Sink SinkBasin Sofa Stool StoveBurner StoveKnob TVStand Television Toaster Toilet
    ToiletPaperHanger TowelHolder VacuumCleaner Wall WashingMachine Window - fixture)

  (:constants nowhere - place)

  (:predicates
    ; where things are
    (at ?s - spot)                      ; where the agent stands
    (holding ?x - item)
    (hand-empty)
    (in ?x - thing ?p - place)          ; directly in or on
    (reach ?p - place ?s - spot)        ; what is directly in ?p can be touched from ?s
    (hidden-spot ?s - spot)             ; static: stands for wherever a search will end
    ; states, by AI2-THOR's and TEACh's names
    (isOpen ?x - thing)
    (isToggled ?x - thing)
    (isDirty ?x - thing)
    (isFilledWithLiquid ?x - thing)
    (simbotIsFilledWithWater ?x - thing)
    (simbotIsFilledWithCoffee ?x - thing)
    (isSliced ?x - thing)
    (isCooked ?x - thing)
    (simbotIsBoiled ?x - thing)
    (isBroken ?x - thing)
    (isUsedUp ?x - thing)
    ; what has happened to things
    (wasWashed ?x - thing)
    (wasHeated ?x - thing)
    (wasChilled ?x - thing)
    (wasLitByDeskLamp ?x - thing)
    (wasLitByFloorLamp ?x - thing)
    (running ?x - thing)                ; water runs into it, or it heats or brews
    (occupied ?x - place)               ; one of its two places is taken
    (full ?x - place)
    ; affordances, which never change
    (openable ?x - thing)
    (surface ?x - thing)                ; a receptacle that need not be opened
    (vessel ?x - item)                  ; a receptacle that can be carried
    (fixed ?x - thing)                  ; stays where it is
    (toggleable ?x - thing)
    (switch ?x - thing)                 ; can be turned on for its own sake
    (machine ?x - thing)                ; runs behind a closed door
    (sliceable ?x - item)
    (cookable ?x - item)
    (fillable ?x - thing)
    (receives ?x - thing)               ; liquids may be poured into it
    (cuts ?x - item)
    (basin ?x - fixture)                ; liquids may be poured away in it
    (chills ?x - thing)                 ; what is in it gets cold behind its closed door
    (desk-lamp ?x - thing)
    (floor-lamp ?x - thing)
    (takes ?r - thing ?x - item)        ; ?r is made to hold ?x
    (holds-one ?r - place)
    (holds-two ?r - place)
    (controls ?x - thing ?r - thing)    ; a faucet its basin, a stove knob its burner
    (part-of ?part - item ?whole - item))

  (:functions
    (total-cost) - number
    (travel ?from ?to - spot) - number  ; steps of 0.25 m
    (search-cost ?x - thing) - number   ; expected steps until it is found
    (effort ?x - thing) - number        ; steps to act on it, more where that failed before
    (stow-effort ?r - thing) - number)  ; steps to put something in or on it

  ; ------------------------------------------------------------------ getting about
  (:action go-to
    ; skill: go-to ?to
    :parameters (?from ?to - spot)
    :precondition (and (at ?from) (not (at ?to)))
    :effect (and (at ?to) (not (at ?from)) (increase (total-cost) (travel ?from ?to))))

  (:action search
    ; skill: search ?x
    :parameters (?x - thing ?from ?to - spot)
    :precondition (and (at ?from) (in ?x nowhere) (hidden-spot ?to))
    :effect (and (not (at ?from)) (at ?to) (not (in ?x nowhere)) (in ?x ?to)
      (when (surface ?x) (reach ?x ?to))
      (increase (total-cost) (search-cost ?x))))

  ; ------------------------------------------------------------------ moving things
  (:action pick-up
    ; skill: pick-up ?x
    :parameters (?x - item ?p - place ?s - spot)
    :precondition (and (hand-empty) (at ?s) (reach ?p ?s) (in ?x ?p))
    :effect (and (holding ?x) (not (hand-empty)) (not (in ?x ?p)) (not (reach ?x ?s))
      (when (not (full ?p)) (not (occupied ?p)))
      (not (full ?p))
      (increase (total-cost) (effort ?x))))

  (:action put
    ; skill: place ?r
    :parameters (?x - item ?r - thing ?s - spot)
    :precondition (and (holding ?x) (at ?s) (reach ?r ?s) (takes ?r ?x) (not (full ?r))
      (not (running ?r)))
    :effect (and (in ?x ?r) (not (holding ?x)) (hand-empty)
      (when (and (vessel ?x) (fixed ?r)) (reach ?x ?s))
      (when (holds-one ?r) (full ?r))
      (when (and (holds-two ?r) (occupied ?r)) (full ?r))
      (when (holds-two ?r) (occupied ?r))
      (increase (total-cost) (stow-effort ?r))))

  (:action put-under-water
    ; skill: place ?b
    :parameters (?x - item ?b - fixture ?s - spot)
    :precondition (and (holding ?x) (at ?s) (reach ?b ?s) (takes ?b ?x) (basin ?b) (running ?b)
      (not (simbotIsFilledWithCoffee ?x)))
    :effect (and (in ?x ?b) (not (holding ?x)) (hand-empty)
      (when (and (vessel ?x) (fixed ?b)) (reach ?x ?s))
      (not (isDirty ?x)) (wasWashed ?x)
      (when (and (fillable ?x) (not (isFilledWithLiquid ?x)))
        (and (isFilledWithLiquid ?x) (simbotIsFilledWithWater ?x)))
      (increase (total-cost) (stow-effort ?b))))

  ; ------------------------------------------------------------------ opening and closing
  (:action open
    ; skill: open ?x
    :parameters (?x - thing ?p - place ?s - spot)
    :precondition (and (openable ?x) (at ?s) (reach ?p ?s) (in ?x ?p) (not (isOpen ?x))
      (not (running ?x)))
    :effect (and (isOpen ?x) (reach ?x ?s)
      (forall (?c - item) (when (and (vessel ?c) (in ?c ?x)) (reach ?c ?s)))
      (increase (total-cost) (effort ?x))))

  (:action close
    ; skill: close ?x
    :parameters (?x - thing ?p - place ?s - spot)
    :precondition (and (openable ?x) (at ?s) (reach ?p ?s) (in ?x ?p) (isOpen ?x))
    :effect (and (not (isOpen ?x)) (not (reach ?x ?s))
      (forall (?c - item) (when (and (vessel ?c) (in ?c ?x)) (not (reach ?c ?s))))
      (forall (?y - item) (when (and (chills ?x) (in ?y ?x)) (wasChilled ?y)))
      (increase (total-cost) (effort ?x))))

  ; ------------------------------------------------------------------ switches and appliances
  (:action toggle-on
    ; skill: toggle-on ?x
    :parameters (?x - thing ?p - place ?s - spot)
    :precondition (and (switch ?x) (at ?s) (reach ?p ?s) (in ?x ?p) (not (isToggled ?x)))
    :effect (and (isToggled ?x)
      (forall (?y - item) (when (and (desk-lamp ?x) (holding ?y)) (wasLitByDeskLamp ?y)))
      (forall (?y - item) (when (and (floor-lamp ?x) (holding ?y)) (wasLitByFloorLamp ?y)))
      (increase (total-cost) (effort ?x))))

  (:action start
    ; skill: toggle-on ?x
    :parameters (?x - thing ?p - place ?s - spot)
    :precondition (and (machine ?x) (at ?s) (reach ?p ?s) (in ?x ?p) (not (isToggled ?x))
      (not (isOpen ?x)))
    :effect (and (isToggled ?x) (running ?x) (increase (total-cost) (effort ?x))))

  (:action toggle-off
    ; skill: toggle-off ?x
    :parameters (?x - thing ?p - place ?s - spot)
    :precondition (and (toggleable ?x) (at ?s) (reach ?p ?s) (in ?x ?p) (isToggled ?x))
    :effect (and (not (isToggled ?x)) (not (running ?x))
      (forall (?r - thing) (when (controls ?x ?r) (and (not (running ?r)) (not (isToggled ?r)))))
      (increase (total-cost) (effort ?x))))

  (:action run-water
    ; skill: toggle-on ?tap
    :parameters (?tap - fixture ?b - fixture ?p - place ?s - spot)
    :precondition (and (controls ?tap ?b) (basin ?b) (at ?s) (reach ?p ?s) (in ?tap ?p)
      (not (isToggled ?tap)))
    :effect (and (isToggled ?tap) (running ?b)
      (forall (?x - item) (when (in ?x ?b) (wasWashed ?x)))
      (forall (?x - item) (when (and (in ?x ?b) (not (simbotIsFilledWithCoffee ?x)))
        (not (isDirty ?x))))
      (forall (?x - item) (when (and (in ?x ?b) (fillable ?x) (not (isFilledWithLiquid ?x)))
        (and (isFilledWithLiquid ?x) (simbotIsFilledWithWater ?x))))
      (increase (total-cost) (effort ?tap))))

  (:action brew-coffee
    ; skill: toggle-on ?m
    :parameters (?m - CoffeeMachine ?p - place ?s - spot)
    :precondition (and (at ?s) (reach ?p ?s) (in ?m ?p) (not (isToggled ?m)))
    :effect (and (isToggled ?m) (running ?m)
      (forall (?x - Mug) (when (and (in ?x ?m) (not (isFilledWithLiquid ?x)))
        (and (isFilledWithLiquid ?x) (simbotIsFilledWithCoffee ?x))))
      (increase (total-cost) (effort ?m))))

  (:action toast-bread
    ; skill: toggle-on ?m
    :parameters (?m - Toaster ?p - place ?s - spot)
    :precondition (and (at ?s) (reach ?p ?s) (in ?m ?p) (not (isToggled ?m)))
    :effect (and (isToggled ?m) (running ?m)
      (forall (?x - BreadSliced) (when (in ?x ?m) (isCooked ?x)))
      (increase (total-cost) (effort ?m))))

  (:action heat-in-microwave
    ; skill: toggle-on ?m
    :parameters (?m - Microwave ?p - place ?s - spot)
    :precondition (and (at ?s) (reach ?p ?s) (in ?m ?p) (not (isToggled ?m)) (not (isOpen ?m)))
    :effect (and (isToggled ?m) (running ?m)
      (forall (?x - item) (when (in ?x ?m) (wasHeated ?x)))
      (forall (?x - item) (when (and (cookable ?x) (in ?x ?m)) (isCooked ?x)))
      (forall (?x ?c - item) (when (and (cookable ?x) (vessel ?c) (in ?x ?c) (in ?c ?m))
        (isCooked ?x)))
      (forall (?x ?c - item)
        (when (and (cookable ?x) (fillable ?c) (in ?x ?c) (in ?c ?m) (isFilledWithLiquid ?c))
          (simbotIsBoiled ?x)))
      (increase (total-cost) (effort ?m))))

  (:action light-burner
    ; skill: toggle-on ?knob
    :parameters (?knob - StoveKnob ?b - StoveBurner ?p - place ?s - spot)
    :precondition (and (controls ?knob ?b) (at ?s) (reach ?p ?s) (in ?knob ?p)
      (not (isToggled ?knob)))
    :effect (and (isToggled ?knob) (isToggled ?b) (running ?b)
      (forall (?x ?c - item) (when (and (cookable ?x) (vessel ?c) (in ?x ?c) (in ?c ?b))
        (isCooked ?x)))
      (forall (?x ?c - item)
        (when (and (cookable ?x) (fillable ?c) (in ?x ?c) (in ?c ?b) (isFilledWithLiquid ?c))
          (simbotIsBoiled ?x)))
      (increase (total-cost) (effort ?knob))))

  ; ------------------------------------------------------------------ using what is held
  (:action slice
    ; skill: slice ?x
    :parameters (?x - item ?k - item ?p - place ?s - spot)
    :precondition (and (sliceable ?x) (cuts ?k) (holding ?k) (at ?s) (reach ?p ?s) (in ?x ?p))
    :effect (and (isSliced ?x) (not (in ?x ?p))
      (forall (?y - item) (when (and (part-of ?y ?x) (in ?y ?x)) (and (in ?y ?p) (not (in ?y ?x)))))
      (forall (?y - item) (when (and (part-of ?y ?x) (isCooked ?x)) (isCooked ?y)))
      (forall (?y - item) (when (and (part-of ?y ?x) (simbotIsBoiled ?x)) (simbotIsBoiled ?y)))
      (increase (total-cost) (effort ?x))))

  (:action pour
    ; skill: pour ?y
    :parameters (?x - item ?y - thing ?p - place ?s - spot)
    :precondition (and (holding ?x) (isFilledWithLiquid ?x) (receives ?y)
      (not (isFilledWithLiquid ?y)) (at ?s) (reach ?p ?s) (in ?y ?p))
    :effect (and (not (isFilledWithLiquid ?x)) (isFilledWithLiquid ?y)
      (when (simbotIsFilledWithWater ?x) (simbotIsFilledWithWater ?y))
      (when (simbotIsFilledWithCoffee ?x) (simbotIsFilledWithCoffee ?y))
      (not (simbotIsFilledWithWater ?x)) (not (simbotIsFilledWithCoffee ?x))
      (increase (total-cost) (effort ?y))))

  (:action empty
    ; skill: pour ?b
    :parameters (?x - item ?b - fixture ?s - spot)
    :precondition (and (holding ?x) (isFilledWithLiquid ?x) (basin ?b) (at ?s) (reach ?b ?s))
    :effect (and (not (isFilledWithLiquid ?x)) (not (simbotIsFilledWithWater ?x))
      (not (simbotIsFilledWithCoffee ?x))
      (increase (total-cost) (effort ?b)))))
