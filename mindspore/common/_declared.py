"""What a program declares of the arguments of a graph, beside the arguments of a call.

`input_signature` of `jit` says which extents to compile for as unknown; arguments that are no such
Tensors are compiled as they are. `set_inputs` of a Cell is a promise: other arguments are errors.
Called by the core when it compiles (src/python/jit/declared.cpp).
"""

import inspect
from collections.abc import Iterator
from typing import Any

from mindspore.common.tensor import Tensor

ANY = -1
ANY_RANK = -2


def of_signature(declared: Any, args: tuple, kwargs: dict) -> dict[int, tuple[int, ...]]:
    """The extents of each Tensor that is as `declared`, by its id; -1: any."""
    specs = tuple(declared) if isinstance(declared, (tuple, list)) else (declared,)
    # Of a method nothing is declared of its object.
    values = args[-len(specs) :] if len(args) == len(specs) + 1 else args
    extents: dict[int, tuple[int, ...]] = {}
    for spec, value in zip(specs, (*values, *kwargs.values()), strict=False):
        for one, tensor, _ in _pairs(spec, value, ""):
            if not _difference(one, tensor):
                _note(extents, one, tensor)
    return extents


def of_inputs(declared: Any, args: tuple, kwargs: dict) -> dict[int, tuple[int, ...]]:
    """The same of a Cell's call.

    Raises:
        ValueError: for another number of arguments, other shapes.
        TypeError: for another dtype or kind.
    """
    cell, *values = args
    bound = inspect.signature(cell.construct).bind(*values, **kwargs).arguments
    if not isinstance(declared, dict):
        if len(bound) != len(declared):
            raise ValueError(
                f"`set_inputs` of {type(cell).__name__} declares {len(declared)} inputs, but it is "
                f"called with {len(bound)}; call it as declared, or `set_inputs` anew"
            )
        declared = dict(zip(bound, declared, strict=True))
    extents: dict[int, tuple[int, ...]] = {}
    for name, spec in declared.items():
        for one, tensor, where in _pairs(spec, bound.get(name), name):
            if problem := _difference(one, tensor):
                kind, text = problem
                raise kind(f"`{where}` of {type(cell).__name__} {text}")
            _note(extents, one, tensor)
    return extents


def _pairs(spec: Any, value: Any, where: str) -> Iterator[tuple[Tensor, Any, str]]:
    """Each declared Tensor with what stands in its place."""
    if isinstance(spec, Tensor):
        yield spec, value, where
    elif isinstance(spec, (tuple, list)) and isinstance(value, (tuple, list)):
        for at, (one, item) in enumerate(zip(spec, value, strict=False)):
            yield from _pairs(one, item, f"{where}[{at}]")
    elif isinstance(spec, dict) and isinstance(value, dict):
        for key, one in spec.items():
            yield from _pairs(one, value.get(key), f"{where}[{key!r}]")


def _difference(spec: Tensor, value: Any) -> tuple[type[Exception], str] | None:
    """What makes `value` another Tensor than declared; None where nothing does."""
    if not isinstance(value, Tensor):
        return TypeError, f"is declared as a Tensor, but is {type(value).__name__}"
    if spec.dtype != value.dtype:
        return TypeError, f"is declared with dtype {spec.dtype}, but has {value.dtype}"
    if spec.shape == (ANY_RANK,):
        return None
    same = len(spec.shape) == len(value.shape) and all(
        want in (ANY, have) for want, have in zip(spec.shape, value.shape, strict=True)
    )
    if same:
        return None
    shape = ", ".join("any" if extent == ANY else str(extent) for extent in spec.shape)
    return ValueError, f"is declared with shape ({shape}), but has {value.shape}"


def _note(extents: dict[int, tuple[int, ...]], spec: Tensor, value: Tensor) -> None:
    """One Tensor that is given twice is unknown where either place says so."""
    if spec.shape == (ANY_RANK,):
        extents[id(value)] = (ANY,) * len(value.shape)
        return
    before = extents.get(id(value), spec.shape)
    extents[id(value)] = tuple(min(a, b) for a, b in zip(before, spec.shape, strict=True))
