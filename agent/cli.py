"""The command line: `hestia COMMAND key=value…`.

Exit codes: 0 done, 1 done but something that was asked for failed to run, 2 bad input.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args, get_origin

from envs.interface import HestiaError, InvalidInputError

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        summary: what it does, one line.
        leaves: what is in `out=` afterwards, or on stdout.
        examples: command lines with what each one does.
        positional: keys that are given by place instead of by name.
        simulates: whether it needs the simulator.
        aliases: other names of keys: (as typed, as the configuration has it).
    """

    summary: str
    leaves: str
    examples: tuple[tuple[str, str], ...]
    positional: tuple[str, ...] = ()
    simulates: bool = True
    aliases: tuple[tuple[str, str], ...] = ()


COMMANDS: dict[str, Command] = {
    "run": Command(
        "one episode: an agent, a task, a house; prints what it does and why",
        "episode.json, video.mp4, report.html in out=",
        (
            ("hestia run task=coffee", "make coffee in a generated house"),
            ("hestia run task=breakfast scene=generated:10042 seed=3", "another task and house"),
            ("hestia run scene=houses.jsonl.gz#7 sensors.width=500", "a house of your own"),
            ("hestia run sensors=rgb", "from a camera alone, without masks, depth or pose"),
            ("hestia run instruction='Put a clean mug in the fridge.'", "your own words"),
            ("hestia run instruction='Tidy up.' language=openai", "with OPENAI_API_KEY's model"),
            ("hestia run dialogue=said.json task=toast commander=simulated", "it may ask back"),
        ),
    ),
    "eval": Command(
        "many episodes on Ray, resumable with the same out=",
        "summary.json, episodes.parquet, report.html, manifest.json in out=",
        (
            ("hestia eval episodes=200 seed=1 out=out/teach", "TEACh's tasks, all CPU cores"),
            ("hestia eval 'suite.tasks=[101,103]' workers=2", "two tasks, two processes"),
            ("hestia eval sensors=rgbd episodes=200", "from colour and depth alone"),
            ("hestia eval sensors.segmentation=learned", "our masks, all else given: an ablation"),
            ("hestia eval houses=houses.jsonl.gz ray_address=auto", "your houses, your cluster"),
            ("hestia eval suite=alfred data=json_2.1.0 language=embedded", "from people's words"),
            ("hestia eval suite.words=dialogue language=embedded", "from dialogues"),
        ),
    ),
    "rollout": Command(
        "batched rollouts to Parquet shards: what is seen, what is true of it, what was done",
        "shard-*.parquet, summary.json, manifest.json in out=",
        (
            ("hestia rollout frames=10000 out=out/frames", "a wanderer in training houses"),
            (
                "hestia rollout policy=expert episodes=40 randomise=none",
                "TEACh's tasks as they look",
            ),
            ("hestia rollout frames=50000 device=cuda worlds=64", "64 worlds at a time on a GPU"),
        ),
    ),
    "replay": Command(
        "replays what experts did in AI2-THOR, in the rebuilt floor plans",
        "summary.json, replays.jsonl in out=",
        (
            ("hestia replay data=json_2.1.0 split=valid_seen", "ALFRED's trajectories of a split"),
            ("hestia replay data=alfred split=train episodes=100", "100, evenly spread"),
            ("hestia replay data=trial/traj_data.json out=out/one", "one of them"),
        ),
    ),
    "plan": Command(
        "plans any PDDL",
        "the plan on stdout, one operator a line",
        (
            ("hestia plan domain.pddl problem.pddl", "with Fast Downward"),
            ("hestia plan domain.pddl problem.pddl planner.time_limit=60", "with more patience"),
        ),
        ("domain", "problem"),
        simulates=False,
    ),
    "houses": Command(
        "generates, draws or checks houses, or counts what is where in them",
        "house JSON and a top-down PNG of each house in out=, or homes.json with the counts",
        (
            ("hestia houses generate houses=generated:0-9 rooms=3", "ten houses of three rooms"),
            ("hestia houses show houses=generated:10042", "house JSON and its picture"),
            ("hestia houses validate houses=mine.jsonl.gz", "says what is wrong with which"),
            ("hestia houses count houses=generated:0-299", "what searches take as usual"),
        ),
        ("action",),
    ),
    "bench": Command(
        "measures speed, and that of an installed peer in the same run",
        "bench.json in out=",
        (
            ("hestia bench render", "frames a second, beside MuJoCo's"),
            ("hestia bench plan peers=false out=out/plan", "planning time, without the peers"),
            (
                "hestia bench language provider=embedded data=valid_seen.jsonl.gz",
                "how well ALFRED's sentences are understood",
            ),
            ("hestia bench grounding frames=100", "how well words and a picture become a goal"),
        ),
        ("name",),
        aliases=(("provider", "language"),),
    ),
    "train": Command(
        "trains a model that Hestia ships, from one command, resumable with the same out=",
        "weights, metrics.json, MODEL_CARD.md in out=",
        (
            ("hestia train language data=ALFRED out=out/language", "words to goals"),
            ("hestia train language data=ALFRED epochs=2 pairs=0", "a quick look"),
            ("hestia train segmentation data=out/frames out=out/eyes", "frames to what is in them"),
            ("hestia train states data=out/frames weights=out/eyes/eyes.safetensors", "one head"),
        ),
        ("name",),
        simulates=False,
    ),
    "thor": Command(
        "stands in for AI2-THOR's Unity build, launched by the `ai2thor` client",
        "the path for Controller(local_executable_path=PATH) on stdout",
        (
            ("hestia thor", "the path of the executable, and how to use it"),
            ("hestia thor device=cuda", "of one that simulates on the GPU"),
        ),
        simulates=False,
    ),
    "doctor": Command(
        "says what this machine can do, and how to mend what is missing",
        "a table on stdout",
        (
            ("hestia doctor", "the table"),
            ("hestia doctor json=true", "the same for a program"),
            (
                "hestia doctor language.base_url=http://localhost:8000/v1 language.model=NAME",
                "whether a language model answers there",
            ),
        ),
    ),
    "ground": Command(
        "from one picture and an instruction to a PDDL goal over what is in view",
        "goal.pddl, grounded.png, grounding.json in out=",
        (
            (
                "hestia ground instruction='Open the left drawer.' scene=generated:10042 seed=17",
                "one view",
            ),
            ("hestia ground instruction='Clean that.' sensors=rgbd", "through our own eyes"),
            (
                "hestia ground instruction='Bring me the mug.' image=kitchen.png sensors=rgb",
                "in a picture of your own",
            ),
        ),
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line.

    Args:
        arguments: without the program's name; None for those of this process.

    Returns:
        The exit code.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _dispatch(words)
    except InvalidInputError as error:
        print(f"hestia: {error}", file=sys.stderr)
        return BAD_INPUT
    except HestiaError as error:
        print(f"hestia: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("hestia: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _dispatch(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        print(overview())
        return DONE
    if words[0] == "--version":
        from importlib.metadata import version

        print(f"hestia {version('hestia')}")
        return DONE
    name, *rest = words
    if name not in COMMANDS:
        raise InvalidInputError(
            name, f"no such command; valid commands: {', '.join(COMMANDS)}. See `hestia --help`"
        )
    if "-h" in rest or "--help" in rest:
        print(command_help(name))
        return DONE
    from agent.overrides import load_config

    config = load_config(name, with_names(name, rest))
    if COMMANDS[name].simulates:
        _quiet_warp()
    module = importlib.import_module(f"agent.commands.{name}")
    return int(module.execute(config))


def _quiet_warp() -> None:
    """Start Warp without what it says of itself, and of the GPU that it did not find.

    The latter comes from native code, so the file descriptor is what has to be turned away.
    """
    import warp as wp

    wp.config.log_level = wp.LOG_ERROR
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        wp.init()
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def with_names(name: str, words: list[str]) -> list[str]:
    """The same words, with those given by place turned into `key=value`."""
    positional, aliases = COMMANDS[name].positional, dict(COMMANDS[name].aliases)
    named: list[str] = []
    for index, word in enumerate(words):
        key, equals, value = word.partition("=")
        if equals and key in aliases:
            named.append(f"{aliases[key]}={value}")
            continue
        if index < len(positional) and not word.startswith(f"{positional[index]}="):
            named.append(f"{positional[index]}={word}")
        else:
            named.append(word)
    if len(words) < len(positional):
        missing = positional[len(words)]
        raise InvalidInputError(missing, f"missing; usage: {usage(name)}. {_first_example(name)}")
    return named


def usage(name: str) -> str:
    """How a command is called, one line."""
    places = "".join(f" {key.upper()}" for key in COMMANDS[name].positional)
    return f"hestia {name}{places} [key=value…]"


def _options(kind: object) -> str:
    """The values that a key can take, where they can be counted."""
    values = get_args(kind) if get_origin(kind) is Literal else ()
    return f": {', '.join(map(str, values))}" if values else ""


def _first_example(name: str) -> str:
    return f"For example: {COMMANDS[name].examples[0][0]}"


def overview() -> str:
    """The text of `hestia --help`."""
    lines = [
        "Hestia: a household agent that sees, remembers, plans and says why.",
        "",
        "usage: hestia COMMAND [key=value…]",
        "",
        "commands:",
        *(f"  {name:8} {command.summary}" for name, command in COMMANDS.items()),
        "",
        "examples:",
        *(f"  {command.examples[0][0]}" for command in COMMANDS.values()),
        "",
        "`hestia COMMAND --help` lists a command's keys.",
        "Exit codes: 0 done, 1 something that was asked for failed to run, 2 bad input.",
    ]
    return "\n".join(lines)


def command_help(name: str) -> str:
    """The text of `hestia NAME --help`: what it does, its keys with their values, examples."""
    from agent.overrides import choices, defaults, keys
    from agent.tool_config import CONFIGS

    command = COMMANDS[name]
    values = defaults(name)
    known = keys(CONFIGS[name])
    rows: list[tuple[str, str, str]] = []
    for key in known.values():
        if key.is_group:
            rows.append(
                (f"{key.name}=", values[key.name], f"one of {', '.join(choices(key.name))}")
            )
        elif key.name not in command.positional:
            rows.append((f"{key.name}=", values[key.name], key.description))
    first = max(len(row[0]) for row in rows) if rows else 0
    second = min(max(len(row[1]) for row in rows), 24) if rows else 0
    lines = [
        f"hestia {name}: {command.summary}",
        f"leaves {command.leaves}",
        "",
        f"usage: {usage(name)}",
        *(
            f"  {key.upper()}: {known[key].description}{_options(known[key].kind)}"
            for key in command.positional
        ),
        "",
        "keys, with their values when not given:",
        *(f"  {key:{first}} {value:{second}}  {text}" for key, value, text in rows),
        "",
        "examples:",
        *(f"  {line}\n      {what}" for line, what in command.examples),
    ]
    return "\n".join(lines)
