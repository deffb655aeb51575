"""`grad` and `value_and_grad`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mindspore.common.tensor import Tensor
from mindspore.ops.gradient.recording import Recording, tensors_in

Positions = int | tuple[int, ...] | None


def check_function(fn: Any, name: str) -> None:
    """Refuses what cannot be called."""
    if not callable(fn):
        raise TypeError(f"{name} needs a function or Cell as `fn`, found {type(fn).__name__}")


def check_positions(grad_position: Any, name: str) -> None:
    """Refuses positions that are no int, tuple of ints or None."""
    positions = grad_position if isinstance(grad_position, tuple) else (grad_position,)
    for position in positions:
        if position is not None and (not isinstance(position, int) or isinstance(position, bool)):
            raise TypeError(
                f"{name} needs an int or a tuple of ints as `grad_position`, "
                f"found {grad_position!r}"
            )
        if position is not None and position < 0:
            raise ValueError(f"{name} needs positions that are not negative, found {position}")


def differentiable(value: Any) -> bool:
    """Whether an argument gets a gradient: a Tensor, or what `mutable` has made of a structure
    that holds one."""
    if isinstance(value, Tensor):
        return True
    return getattr(value, "__ms_mutable__", False) and bool(tensors_in(value))


def value_and_grad(
    fn: Callable,
    grad_position: Positions = 0,
    weights: Tensor | Sequence[Tensor] | None = None,
    has_aux: bool = False,
    return_ids: bool = False,
    sens_param: bool = False,
) -> Callable:
    """A function that returns the value of `fn` together with its gradient.

    Args:
        fn: A function or Cell. If it returns several Tensors, the gradient is that of the sum of
            all their elements.
        grad_position: Which positional arguments to differentiate: an int gives one gradient, a
            tuple gives a tuple,
            None gives none. Arguments that are no Tensors (nor structures of them made by
            `mutable`) have no gradient and are left out; where one gradient remains it is
            returned bare.
        weights: Parameters to differentiate, which the function reads: one Parameter, or a
            sequence of them.
        has_aux: Whether only the first result is differentiated and the others are passed on.
        return_ids: Whether each gradient comes with the position of its argument or the name of
            its Parameter.
        sens_param: Whether the last argument of the function is the cotangent of its result; 1
            otherwise.

    Returns:
        A function of the same arguments that returns `(value, gradients)`. With both
        `grad_position` and `weights`
        the gradients are `(of arguments, of weights)`.

    Raises:
        TypeError: If `fn` cannot be called, or `grad_position` is no int, tuple of ints or None.
        ValueError: If there is nothing to differentiate, or a position lies past the arguments.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore as ms
        >>> value, slope = ms.value_and_grad(lambda x: (x * x).sum())(ms.Tensor([1.0, 2.0]))
        >>> print(value, slope)
        5.0 [2. 4.]
    """
    check_function(fn, "value_and_grad")
    check_positions(grad_position, "value_and_grad")
    if grad_position is None and weights is None:
        raise ValueError("value_and_grad needs `grad_position` or `weights`, found None for both")
    parameters = [weights] if isinstance(weights, Tensor) else list(weights or ())

    def value_and_gradient(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        cotangents = None
        if sens_param:
            args, cotangents = args[:-1], tensors_in(args[-1])
        positions = _positions(grad_position, args)
        with Recording() as recording:
            inputs = list(args)
            for position in positions:
                inputs[position] = recording.leaves(inputs[position])
            recording.watch(parameters)
            value = fn(*inputs, **kwargs)
            outputs = tensors_in(value[0] if has_aux and isinstance(value, tuple) else value)
            wanted = [inputs[position] for position in positions]
            leaves = tensors_in(wanted) + parameters
            found = iter(recording.gradients(outputs, cotangents, leaves))
            gradients = [_structure(value, found) for value in wanted]
            of_weights = tuple(found)
        return value, _arranged(
            gradients, positions, of_weights, parameters, grad_position, weights, return_ids
        )

    return value_and_gradient


def grad(
    fn: Callable,
    grad_position: Positions = 0,
    weights: Tensor | Sequence[Tensor] | None = None,
    has_aux: bool = False,
    return_ids: bool = False,
    sens_param: bool = False,
) -> Callable:
    """A function that returns the gradient of `fn`.

    Args:
        fn: A function or Cell. If it returns several Tensors, the gradient is that of the sum of
            all their elements.
        grad_position: Which positional arguments to differentiate, as in :func:`value_and_grad`.
        weights: Parameters to differentiate, as in :func:`value_and_grad`.
        has_aux: Whether only the first result is differentiated; the others are returned beside
            the gradient.
        return_ids: Whether each gradient comes with the position of its argument or the name of
            its Parameter.
        sens_param: Whether the last argument is the cotangent of the result.

    Returns:
        A function of the same arguments that returns the gradients; with `has_aux` it returns
        `(gradients, other results)`.

    Raises:
        TypeError: If `fn` cannot be called, or `grad_position` is no int, tuple of ints or None.
        ValueError: If there is nothing to differentiate, or a position lies past the arguments.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore as ms
        >>> print(ms.grad(lambda x: x * x * x)(ms.Tensor([1.0, 2.0])))
        [ 3. 12.]
    """
    check_function(fn, "grad")
    check_positions(grad_position, "grad")
    both = value_and_grad(fn, grad_position, weights, has_aux, return_ids, sens_param)

    def gradient(*args: Any, **kwargs: Any) -> Any:
        value, gradients = both(*args, **kwargs)
        if not has_aux:
            return gradients
        rest = value[1:]
        return gradients, rest[0] if len(rest) == 1 else rest

    return gradient


def _positions(grad_position: Positions, args: tuple) -> list[int]:
    """The positions of arguments that have a gradient."""
    if grad_position is None:
        return []
    named = grad_position if isinstance(grad_position, tuple) else (grad_position,)
    for position in named:
        if position >= len(args):
            raise ValueError(
                f"`grad_position` needs to name a positional argument, from 0 to {len(args) - 1}, "
                f"found {position}"
            )
    return [position for position in named if differentiable(args[position])]


def _structure(value: Any, gradients: Any) -> Any:
    """The gradients in the structure of their argument."""
    if isinstance(value, Tensor):
        return next(gradients)
    if isinstance(value, dict):
        return tuple(_structure(item, gradients) for item in value.values() if tensors_in(item))
    return tuple(_structure(item, gradients) for item in value if tensors_in(item))


def _arranged(
    gradients: list,
    positions: list[int],
    of_weights: tuple,
    parameters: list[Tensor],
    grad_position: Positions,
    weights: Any,
    return_ids: bool,
) -> Any:
    """The gradients as the caller asked for them."""
    if return_ids:
        gradients = list(zip(positions, gradients, strict=True))
        of_weights = tuple(
            (getattr(p, "name", None), g) for p, g in zip(parameters, of_weights, strict=True)
        )
    of_inputs = gradients[0] if len(gradients) == 1 else tuple(gradients)
    if weights is None:
        return of_inputs
    found = of_weights[0] if isinstance(weights, Tensor) else of_weights
    return found if grad_position is None else (of_inputs, found)
