"""From `key=value` on the command line to typed configuration: Hydra composes, pydantic checks."""

from __future__ import annotations

import difflib
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from agent.tool_config import CONFIGS
from envs.interface import InvalidInputError


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that a command can be told.

    Attributes:
        name: dotted, such as `sensors.width`.
        kind: its type without annotations; a dataclass for a group.
        description: one line for the help.
    """

    name: str
    kind: Any
    description: str

    @property
    def is_group(self) -> bool:
        """Whether it is chosen by the name of a file in `configs/<name>/`."""
        return is_dataclass(self.kind)

    @property
    def is_text(self) -> bool:
        """Whether its value is taken letter by letter, without any grammar."""
        return self.kind is str or get_origin(self.kind) is Literal


def config_folder() -> Path:
    """The folder of YAML values."""
    import configs

    return Path(next(iter(configs.__path__)))


def keys(config_class: type, prefix: str = "") -> dict[str, Key]:
    """Every key of a configuration, groups before what is in them, by dotted name."""
    hints = get_type_hints(config_class, include_extras=True)
    found: dict[str, Key] = {}
    for item in fields(config_class):
        name = prefix + item.name
        kind, description = _plain(hints[item.name])
        if is_dataclass(kind):
            found[name] = Key(name, kind, (kind.__doc__ or "").strip())
            found.update(keys(kind, f"{name}."))  # pyright: ignore[reportArgumentType]
        else:
            found[name] = Key(name, kind, description)
    return found


def choices(group: str) -> tuple[str, ...]:
    """Names that a group can be set to; files that begin with `_` hold what others share."""
    paths = (config_folder() / group).glob("*.yaml")
    return tuple(sorted(path.stem for path in paths if not path.name.startswith("_")))


def nearest(word: str, candidates: Sequence[str]) -> str:
    """The candidate that `word` was probably meant to be."""
    close = difflib.get_close_matches(word, candidates, n=1, cutoff=0.0)
    tails = [name for name in candidates if name.rpartition(".")[2] == word]
    return tails[0] if tails else close[0]


def load_config(command: str, overrides: Sequence[str] = ()) -> Any:
    """Compose and check the configuration of a command.

    Args:
        command: a key of `agent.tool_config.CONFIGS`.
        overrides: `key=value` texts.

    Returns:
        An instance of `CONFIGS[command]`.

    Raises:
        InvalidInputError: an unknown key (naming the nearest), or a value that its key cannot
            take (naming the valid ones).
    """
    config_class = CONFIGS[command]
    known = keys(config_class)
    for_hydra: list[str] = []
    texts: dict[str, str] = {}
    for key, value in _split(command, overrides, known).items():
        if known[key].is_text:
            texts[key] = value
        else:
            for_hydra.append(_checked(known[key], value))
    values = _compose(command, for_hydra)
    for key, value in texts.items():
        *path, last = key.split(".")
        section: dict[str, Any] = values
        for part in path:
            section = section[part]
        section[last] = value
    return _validate(config_class, values, known)


def defaults(command: str) -> dict[str, str]:
    """What each key of a command is when it is not given, as one would write it; for the help."""
    values: dict[str, str] = {}

    def visit(section: Mapping[str, Any], prefix: str) -> None:
        for name, value in section.items():
            if isinstance(value, dict):
                values[prefix + name] = _chosen(command, prefix + name)
                visit(value, f"{prefix}{name}.")  # pyright: ignore[reportUnknownArgumentType]
            else:
                values[prefix + name] = _written(value) if value != "" else "''"

    visit(_compose(command, []), "")
    return values


def as_overrides(command: str, config: Any) -> list[str]:
    """The overrides that make `config` out of a command's defaults."""
    usual = load_config(command)
    found: list[str] = []

    def visit(section: Any, default: Any, prefix: str) -> None:
        for item in fields(section):
            value, was = getattr(section, item.name), getattr(default, item.name)
            if is_dataclass(value):
                visit(value, was, f"{prefix}{item.name}.")
            elif value != was:
                found.append(f"{prefix}{item.name}={_written(value)}")

    visit(config, usual, "")
    return found


def _written(value: Any) -> str:
    """A value as one writes it in an override."""
    if isinstance(value, tuple):
        return f"[{','.join(str(one) for one in value)}]"  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)


def _chosen(command: str, group: str) -> str:
    """The choice that a command's own file makes for a group."""
    from omegaconf import OmegaConf

    loaded: Any = OmegaConf.load(config_folder() / f"{command}.yaml")
    return next(str(item[group]) for item in loaded.defaults if group in item)


def _plain(annotation: Any) -> tuple[Any, str]:
    """A type without its annotations, and the description among them."""
    description = ""
    while get_origin(annotation) is Annotated:
        annotation, *extras = get_args(annotation)
        for extra in extras:
            if isinstance(extra, FieldInfo) and extra.description and not description:
                description = extra.description
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = Union[tuple(_plain(one)[0] for one in get_args(annotation))]  # noqa: UP007
    return annotation, description


def _split(command: str, overrides: Sequence[str], known: Mapping[str, Key]) -> dict[str, str]:
    """Key and value of each override, all of them known; the last of a key counts."""
    found: dict[str, str] = {}
    for text in overrides:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise InvalidInputError(
                text or "''", f"expected key=value; see `hestia {command} --help`"
            )
        if key not in known:
            raise InvalidInputError(
                key,
                f"`hestia {command}` has no such key; did you mean "
                f"`{nearest(key, tuple(known))}`? Valid keys: {', '.join(known)}",
            )
        found[key] = value
    return found


def _checked(key: Key, value: str) -> str:
    """An override that Hydra will take, or an error that names the key."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    if key.is_group:
        valid = choices(key.name)
        if value not in valid:
            raise InvalidInputError(
                key.name,
                f"no such choice {value!r}; did you mean `{nearest(value, valid)}`? "
                f"Valid: {', '.join(valid)}; or set its keys, such as "
                f"`{next(iter(keys(key.kind, key.name + '.')))}=…`",
            )
    text = f"{key.name}={value}"
    try:
        parsed = OverridesParser.create().parse_override(text)
    except HydraException as error:
        raise InvalidInputError(key.name, f"cannot read {value!r}: {error}") from error
    if parsed.is_sweep_override():
        raise InvalidInputError(key.name, f"one value expected, got several: {value!r}")
    return text


def _compose(command: str, overrides: list[str]) -> dict[str, Any]:
    """The plain values that Hydra composes for a command."""
    from hydra import compose, initialize_config_dir
    from hydra.core.global_hydra import GlobalHydra
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    GlobalHydra.instance().clear()
    try:
        with initialize_config_dir(str(config_folder().resolve()), version_base="1.3"):
            composed = compose(command, overrides=overrides)
            plain = OmegaConf.to_container(composed, resolve=False)
    except (HydraException, OmegaConfBaseException) as error:
        raise InvalidInputError(" ".join(overrides) or command, str(error)) from error
    assert isinstance(plain, dict)
    return {str(key): value for key, value in plain.items()}


def _validate(config_class: type, values: Mapping[str, Any], known: Mapping[str, Key]) -> Any:
    try:
        return TypeAdapter(config_class).validate_python(values)
    except ValidationError as error:
        problems: dict[str, list[str]] = {}
        given: dict[str, Any] = {}
        for item in error.errors(include_url=False):
            key = ""
            for part in item["loc"]:
                dotted = f"{key}.{part}" if key else str(part)
                if dotted not in known:
                    break
                key = dotted
            problems.setdefault(key, []).append(item["msg"][:1].lower() + item["msg"][1:])
            given[key] = item["input"]
        key = next(iter(problems))
        message = " or ".join(dict.fromkeys(problems[key]))
        raise InvalidInputError(key, f"{message}; got {given[key]!r}") from error
