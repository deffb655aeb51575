"""Cells that hold Cells: SequentialCell, CellList, CellDict."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any

from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell


def _checked(cell: Any, owner: str) -> Cell:
    if not isinstance(cell, Cell):
        raise TypeError(f"{owner} needs Cells, but was given {type(cell).__name__}")
    return cell


class _Sequence(Cell):
    """Cells in order, under the names '0', '1', ..."""

    def _place(self, cells: Iterable[Cell]) -> None:
        """Makes `cells` the content, and names it."""
        placed = [_checked(cell, type(self).__name__) for cell in cells]
        for name in list(self._own_cells):
            self.__dict__.pop(name, None)
        self._own_cells.clear()
        for i, cell in enumerate(placed):
            self._register_cell(str(i), cell)

    def _index(self, index: Any) -> int:
        if isinstance(index, bool) or not isinstance(index, int):
            raise TypeError(f"the index needs to be an int or slice, but is {index!r}")
        size = len(self)
        if not -size <= index < size:
            raise IndexError(
                f"the index needs to be in the range {-size} to {size - 1}, but is {index}"
            )
        return index % size

    def __len__(self) -> int:
        return len(self._own_cells)

    def __bool__(self) -> bool:
        return len(self) != 0

    def __iter__(self) -> Iterator[Cell]:
        return iter(list(self._own_cells.values()))

    def __setitem__(self, index: int, cell: Cell) -> None:
        name = list(self._own_cells)[self._index(index)]
        self._register_cell(name, _checked(cell, type(self).__name__))

    def __delitem__(self, index: int | slice) -> None:
        cells = list(self)
        if not isinstance(index, slice):
            index = self._index(index)
        del cells[index]
        self._place(cells)

    def append(self, cell: Cell) -> "_Sequence":
        """Adds a Cell at the end."""
        self._register_cell(str(len(self)), _checked(cell, type(self).__name__))
        return self

    def extend(self, cells: Iterable[Cell]) -> "_Sequence":
        """Adds Cells at the end."""
        if not isinstance(cells, (list, tuple, _Sequence)):
            raise TypeError(f"`cells` needs to be a list of Cells, but is {type(cells).__name__}")
        for cell in [_checked(cell, type(self).__name__) for cell in cells]:
            self.append(cell)
        return self

    def insert(self, index: int, cell: Cell) -> None:
        """Puts a Cell before the one at `index`."""
        size = len(self)
        if not -size <= index <= size:
            raise IndexError(
                f"the index needs to be in the range {-size} to {size}, but is {index}"
            )
        cells = list(self)
        cells.insert(index, _checked(cell, type(self).__name__))
        self._place(cells)


class SequentialCell(_Sequence):
    """Calls its Cells one after the other.

    Args:
        args: Cells, a list of them, or an OrderedDict of them by name.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> nn.SequentialCell(nn.ReLU(), nn.Flatten())
        SequentialCell(
          (0): ReLU()
          (1): Flatten()
        )
    """

    def __init__(self, *args: Any) -> None:
        super().__init__()
        if len(args) == 1 and isinstance(args[0], (list, tuple)):
            self._place(args[0])
        elif len(args) == 1 and isinstance(args[0], dict):
            for name, cell in args[0].items():
                self.insert_child_to_cell(name, _checked(cell, "SequentialCell"))
        else:
            self._place(args)

    def __getitem__(self, index: int | slice | str) -> Cell:
        if isinstance(index, str):
            return self._own_cells[index]
        if isinstance(index, slice):
            return type(self)(OrderedDict(list(self._own_cells.items())[index]))
        return list(self._own_cells.values())[self._index(index)]

    def construct(self, input_data: Any) -> Any:
        """Gives the last Cell's output."""
        for cell in self._own_cells.values():
            input_data = cell(input_data)
        return input_data


class CellList(_Sequence):
    """A list of Cells, whose Parameters are found.

    Args:
        args: one list of Cells.
        auto_prefix: put the index before the names of the Cells' Parameters.

    Examples:
        >>> from mindspore import nn
        >>> layers = nn.CellList([nn.ReLU(), nn.Tanh()])
        >>> [layer.cls_name for layer in layers]
        ['ReLU', 'Tanh']
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(auto_prefix=kwargs.get("auto_prefix", True))
        if len(args) == 1 and isinstance(args[0], (list, tuple, _Sequence)):
            args = tuple(args[0])
        self._place(args)

    def __getitem__(self, index: int | slice) -> Any:
        cells = list(self._own_cells.values())
        if isinstance(index, slice):
            return type(self)(cells[index])
        return cells[self._index(index)]

    def __contains__(self, cell: object) -> bool:
        return any(item is cell for item in self)

    def construct(self, *inputs: Any) -> Any:
        """A list is not called."""
        raise NotImplementedError("a CellList is not called: call the Cells in it")


class CellDict(Cell):
    """A dict of Cells, whose Parameters are found.

    Args:
        args: one dict, CellDict or iterable of pairs.
        auto_prefix: put the key before the names of the Cells' Parameters.

    Examples:
        >>> from mindspore import nn
        >>> cells = nn.CellDict({"act": nn.ReLU()})
        >>> "act" in cells, len(cells)
        (True, 1)
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(auto_prefix=kwargs.get("auto_prefix", True))
        if len(args) > 1:
            raise TypeError(f"CellDict needs at most one argument, but was given {len(args)}")
        if args:
            self.update(args[0])

    def __getitem__(self, key: str) -> Cell:
        return self._own_cells[key]

    def __setitem__(self, key: str, cell: Cell) -> None:
        if not isinstance(key, str):
            raise TypeError(f"the key needs to be a str, but is {type(key).__name__}")
        if not key or "." in key:
            raise KeyError(f"the key needs to be a name without dots, but is {key!r}")
        if hasattr(self, key) and key not in self._own_cells:
            raise KeyError(f"{key!r} is an attribute of CellDict")
        self._register_cell(key, _checked(cell, "CellDict"))

    def __delitem__(self, key: str) -> None:
        del self._cells[key]

    def __len__(self) -> int:
        return len(self._own_cells)

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._own_cells))

    def __contains__(self, key: object) -> bool:
        return key in self._own_cells

    def clear(self) -> None:
        """Removes all Cells."""
        self._cells.clear()

    def pop(self, key: str) -> Cell:
        """Removes a Cell and gives it."""
        return self._cells.pop(key)

    def keys(self) -> Iterable[str]:
        """The keys."""
        return self._own_cells.keys()

    def values(self) -> Iterable[Cell]:
        """The Cells."""
        return self._own_cells.values()

    def items(self) -> Iterable[tuple[str, Cell]]:
        """The pairs of key and Cell."""
        return self._own_cells.items()

    def update(self, cells: Any) -> None:
        """Adds Cells; one under a key that exists replaces the older."""
        if isinstance(cells, (str, Tensor)) or not isinstance(cells, (CellDict, Iterable)):
            raise TypeError(f"`cells` needs to be a dict of Cells, but is {type(cells).__name__}")
        pairs = cells.items() if isinstance(cells, (CellDict, dict)) else cells
        for key, cell in list(pairs):
            self[key] = cell

    def construct(self, *inputs: Any) -> Any:
        """A dict is not called."""
        raise NotImplementedError("a CellDict is not called: call the Cells in it")
