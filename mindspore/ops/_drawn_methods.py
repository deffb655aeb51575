"""Methods of Tensor that overwrite it with drawn numbers."""

from __future__ import annotations

from typing import Any

from mindspore import _core

_ops = _core.ops


def _numbers(self: Any) -> Any:
    """Numbers from [0, 1) in the shape of the Tensor."""
    from mindspore import ops

    return ops.rand(*self.shape)


def normal_(self: Any, mean: Any = 0, std: Any = 1, *, generator: Any = None) -> Any:
    """Overwrite the elements with numbers of a normal distribution."""
    from mindspore import ops

    return _ops.assign(self, (ops.randn(*self.shape) * std + mean).astype(self.dtype))


def uniform_(self: Any, from_: Any = 0, to: Any = 1, *, generator: Any = None) -> Any:
    """Overwrite the elements with numbers from [from_, to)."""
    return _ops.assign(self, (_numbers(self) * (to - from_) + from_).astype(self.dtype))


def exponential_(self: Any, lambd: Any = 1, *, generator: Any = None) -> Any:
    """Overwrite the elements with numbers of an exponential distribution."""
    return _ops.assign(self, (_ops.log1p(-_numbers(self)) / -lambd).astype(self.dtype))


def random_(self: Any, from_: int = 0, to: int | None = None, *, generator: Any = None) -> Any:
    """Overwrite the elements with whole numbers from [from_, to)."""
    from mindspore import ops

    bits = {"Float16": 11, "BFloat16": 8, "Float32": 24, "Float64": 53, "Int8": 7, "UInt8": 8}
    most = 1 << bits.get(str(self.dtype), 31) if to is None else to
    return _ops.assign(self, ops.randint(from_, most, self.shape).astype(self.dtype))


def bernoulli_(self: Any, p: Any = 0.5, *, generator: Any = None) -> Any:
    """Overwrite the elements with 1 where a draw of probability `p` succeeds, 0 elsewhere."""
    return _ops.assign(self, (_numbers(self) < p).astype(self.dtype))


METHODS: dict[str, Any] = {
    "normal_": normal_,
    "uniform_": uniform_,
    "exponential_": exponential_,
    "random_": random_,
    "bernoulli_": bernoulli_,
}
