"""`GradOperation`: the gradient with its options as flags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mindspore.common.tensor import Tensor
from mindspore.ops.gradient.function import check_function, differentiable
from mindspore.ops.gradient.recording import Recording, tensors_in


class GradOperation:
    """Makes gradient functions: `GradOperation(get_all=True)(net)(x, y)`.

    Args:
        get_all: Whether all Tensor arguments are differentiated (a tuple results), or the first
            alone.
        get_by_list: Whether Parameters are differentiated: those given when the function is made,
            else all trainable
            ones of the Cell. With `get_all` the result is `(of arguments, of Parameters)`.
        sens_param: Whether the last argument of the gradient function is the cotangent of the
            result, in place of ones.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> both = ops.GradOperation(get_all=True)(lambda x, y: x * y)
        >>> print(both(ms.Tensor([2.0]), ms.Tensor([3.0])))
        (Tensor(shape=[1], dtype=Float32, value= [ 3.00000000e+00]), \
Tensor(shape=[1], dtype=Float32, value= [ 2.00000000e+00]))
    """

    def __init__(
        self, get_all: bool = False, get_by_list: bool = False, sens_param: bool = False
    ) -> None:
        for name, flag in (
            ("get_all", get_all),
            ("get_by_list", get_by_list),
            ("sens_param", sens_param),
        ):
            if not isinstance(flag, bool):
                raise TypeError(
                    f"GradOperation needs a bool as `{name}`, found {type(flag).__name__}"
                )
        self.get_all = get_all
        self.get_by_list = get_by_list
        self.sens_param = sens_param

    def __call__(self, fn: Callable, weights: Sequence[Tensor] | Tensor | None = None) -> Callable:
        """The gradient function of `fn`."""
        check_function(fn, "GradOperation")
        parameters = self._parameters(fn, weights)

        def gradient(*args: Any, **kwargs: Any) -> Any:
            cotangents = None
            given = args
            if self.sens_param:
                given, cotangents = args[:-1], tensors_in(args[-1])
            with Recording() as recording:
                inputs = [recording.leaves(value) for value in given]
                recording.watch(parameters)
                outputs = tensors_in(fn(*inputs, **kwargs))
                wanted = [value for value in inputs if differentiable(value)]
                if not self.get_all:
                    wanted = [] if self.get_by_list else wanted[:1]
                found = recording.gradients(outputs, cotangents, tensors_in(wanted) + parameters)
            of_inputs = tuple(found[: len(found) - len(parameters)])
            of_weights = tuple(found[len(of_inputs) :])
            return self._arranged(of_inputs, of_weights)

        return gradient

    def _parameters(self, fn: Any, weights: Any) -> list[Tensor]:
        if not self.get_by_list:
            return []
        if weights is None:
            if not hasattr(fn, "trainable_params"):
                raise TypeError(
                    "GradOperation needs `weights` where `fn` is a function and no Cell"
                )
            return list(fn.trainable_params())
        return [weights] if isinstance(weights, Tensor) else list(weights)

    def _arranged(self, of_inputs: tuple, of_weights: tuple) -> Any:
        if self.get_by_list:
            return (of_inputs, of_weights) if self.get_all else of_weights
        if self.get_all:
            return of_inputs
        return of_inputs[0] if of_inputs else ()
