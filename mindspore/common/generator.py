"""The state of random functions: reading it, setting it, and generators that keep one of their own.

`get_rng_state` and `set_rng_state` are how a program remembers where in the stream of random
numbers it stood, and comes back to it: checkpoints of training, repeated dropout masks.
"""

from __future__ import annotations

import os

from mindspore import _core
from mindspore.common.tensor import Tensor, tensor


class Generator:
    """A stream of random numbers: a seed, and how far it has been drawn.

    Examples:
        >>> import mindspore as ms
        >>> generator = ms.Generator().manual_seed(5)
        >>> generator.initial_seed()
        5
        >>> kept = generator.get_state()
        >>> generator.set_state(kept)
    """

    def __init__(self) -> None:
        self._seed = 0
        self._state: Tensor = _core.new_random_state(0)

    def manual_seed(self, seed: int) -> Generator:
        """Puts the stream at the beginning of `seed`, and gives the generator."""
        self._seed = _checked(seed)
        self._state[:] = _core.new_random_state(seed)
        return self

    def seed(self) -> int:
        """Puts the stream at the beginning of a seed that the system draws, and gives the seed."""
        self.manual_seed(int.from_bytes(os.urandom(4), "little"))
        return self._seed

    def initial_seed(self) -> int:
        """Gives the seed at which the stream began."""
        return self._seed

    def get_state(self) -> Tensor:
        """Gives a copy of the state; what is drawn later does not change it."""
        return tensor(self._state.asnumpy().copy())

    def set_state(self, state: Tensor) -> None:
        """Puts the stream where `get_state` found it."""
        if state.shape != self._state.shape or state.dtype != self._state.dtype:
            raise ValueError(
                f"`state` needs to come from `get_state`, but is {state.dtype} {state.shape}"
            )
        self._state[:] = state


class _Default(Generator):
    """The generator from which all random functions draw that are given none."""

    def __init__(self) -> None:
        self._seed = 0
        self._state = _core.random_state()


def manual_seed(seed: int) -> Generator:
    """Puts the stream of all random functions at the beginning of `seed`.

    NumPy's generator and initialisers are left as they are: `mindspore.set_seed` sets those too.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> _ = ms.manual_seed(3)
        >>> first = ops.rand(4)
        >>> _ = ms.manual_seed(3)
        >>> bool((first == ops.rand(4)).all())
        True
    """
    return default_generator.manual_seed(seed)


def seed() -> int:
    """Seeds all random functions with a number that the system draws, and gives that number.

    Examples:
        >>> import mindspore as ms
        >>> ms.seed() == ms.initial_seed()
        True
    """
    return default_generator.seed()


def initial_seed() -> int:
    """Gives the seed last given to `manual_seed` or drawn by `seed`; 0 before that.

    Examples:
        >>> import mindspore as ms
        >>> _ = ms.manual_seed(11)
        >>> ms.initial_seed()
        11
    """
    return default_generator.initial_seed()


def get_rng_state() -> Tensor:
    """Gives the state of the stream from which all random functions draw.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> state = ms.get_rng_state()
        >>> first = ops.randn(3)
        >>> ms.set_rng_state(state)
        >>> bool((first == ops.randn(3)).all())
        True
    """
    return default_generator.get_state()


def set_rng_state(state: Tensor) -> None:
    """Puts the stream of all random functions where `get_rng_state` found it.

    Examples:
        >>> import mindspore as ms
        >>> ms.set_rng_state(ms.get_rng_state())
    """
    default_generator.set_state(state)


def _checked(seed: int) -> int:
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise TypeError(f"`seed` needs to be an int, but is {type(seed).__name__}")
    return seed


default_generator: Generator = _Default()
