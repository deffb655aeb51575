"""The mapping by which programs reach a Cell's registry (`cell._cells`, `cell._params`)."""

from collections.abc import Iterator, MutableMapping
from typing import Any


class Members(MutableMapping):
    """A registry of a Cell, kept equal to the attributes of the Cell."""

    def __init__(self, owner: Any, registry: dict[str, Any]) -> None:
        self._owner = owner
        self._registry = registry

    def __getitem__(self, name: str) -> Any:
        return self._registry[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._registry[name] = value
        self._owner.__dict__[name] = value

    def __delitem__(self, name: str) -> None:
        del self._registry[name]
        self._owner.__dict__.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._registry)

    def __len__(self) -> int:
        return len(self._registry)

    def __repr__(self) -> str:
        return repr(self._registry)
