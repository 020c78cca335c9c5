"""A dictionary of metadata that builds its costly entries when they are first read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ai2thor.server import MetadataWrapper

Json = dict[str, Any]


class LazyMetadata(MetadataWrapper):
    """A metadata dictionary whose costly entries are built when they are first read.

    Reading it as a whole (iterating, copying, encoding as JSON) builds all of them.

    Args:
        ready: entries that cost nothing.
        makers: how to build each of the others.
        source: what the makers work on.
    """

    def __init__(
        self, ready: Json, makers: dict[str, Callable[[], Any]], source: object = None
    ) -> None:
        super().__init__(ready)
        self._makers = dict(makers)
        self.source = source

    def leaving_out(self, *names: str) -> Json:
        """All entries but some, which are not built for it."""
        keys = dict.fromkeys([*super().keys(), *self._makers])
        return {key: self[key] for key in keys if key not in names}

    def __missing__(self, key: str) -> Any:
        maker = self._makers.get(key)
        if maker is None:
            raise KeyError(key)
        value = maker()
        super().__setitem__(key, value)
        return value

    def _complete(self) -> None:
        for key in self._makers:
            if not super().__contains__(key):
                self.__missing__(key)

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key in self._makers

    def get(self, key: str, default: Any = None) -> Any:
        if key not in self:
            return default
        return self[key]

    def __iter__(self) -> Iterator[str]:
        self._complete()
        return super().__iter__()

    def __len__(self) -> int:
        self._complete()
        return super().__len__()

    def __eq__(self, other: object) -> bool:
        self._complete()
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __repr__(self) -> str:
        self._complete()
        return super().__repr__()

    def __reduce__(self) -> tuple[type, tuple[Json]]:
        return MetadataWrapper, (dict(self.items()),)

    def copy(self) -> Json:
        return dict(self.items())

    def keys(self) -> Any:
        self._complete()
        return super().keys()

    def values(self) -> Any:
        self._complete()
        return super().values()

    def items(self) -> Any:
        self._complete()
        return super().items()
