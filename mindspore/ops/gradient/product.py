"""`vjp` and `jvp`: products of the Jacobian with vectors, from the left and from the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mindspore import _core
from mindspore.common.tensor import Tensor
from mindspore.ops.gradient.function import check_function
from mindspore.ops.gradient.recording import Recording, map_tensors, tensors_in, zeros_like


def vjp(fn: Callable, *inputs: Tensor, weights: Any = None, has_aux: bool = False) -> tuple:
    """The value of `fn`, and the function that takes a cotangent back to the inputs.

    Args:
        fn: A function or Cell of Tensors.
        inputs: Where to evaluate it.
        weights: Parameters to differentiate too; the product then is `(of inputs, of weights)`.
        has_aux: Whether only the first result is differentiated; the others are returned as a
            third part.

    Returns:
        `(value, product)`, or `(value, product, other results)`. `product` takes one cotangent per
        result and gives one
        gradient per input; it may be called any number of times and does not evaluate `fn` again.

    Raises:
        TypeError: If `fn` cannot be called.
        ValueError: If the number of cotangents is not that of the results.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore as ms
        >>> value, product = ms.vjp(lambda x, y: x * y, ms.Tensor([2.0]), ms.Tensor([3.0]))
        >>> print(value, [float(g) for g in product(ms.Tensor([1.0]))])
        [6.] [3.0, 2.0]
    """
    check_function(fn, "vjp")
    parameters = [weights] if isinstance(weights, Tensor) else list(weights or ())
    with Recording() as recording:
        _core.tape_keep_all(True)
        try:
            leaves = [recording.leaves(value) for value in inputs]
            recording.watch(parameters)
            value = fn(*leaves)
            result = value[0] if has_aux else value
            outputs, targets = tensors_in(result), tensors_in(leaves) + parameters
            section = _core.tape_section(recording.position, outputs, targets)
        finally:
            _core.tape_keep_all(False)
    shapes = [output.shape for output in outputs]

    def product(*cotangents: Any) -> Any:
        given = tensors_in(cotangents)
        if [tensor.shape for tensor in given] != shapes:
            raise ValueError(
                f"the product needs one cotangent per result, of shapes {shapes}, "
                f"found {[tensor.shape for tensor in given]}"
            )
        found = _core.tape_section_gradients(section, given)
        gradients = [zeros_like(t) if g is None else g for g, t in zip(found, targets, strict=True)]
        of_inputs = tuple(gradients[: len(gradients) - len(parameters)])
        # One input: its gradient alone where there are no others, as a tuple.
        return (of_inputs, tuple(gradients[len(of_inputs) :])) if parameters else of_inputs

    if has_aux:
        rest = value[1:]
        return result, product, rest[0] if len(rest) == 1 else rest
    return result, product


def jvp(fn: Callable, inputs: Any, v: Any, has_aux: bool = False) -> tuple:
    """The value of `fn` and its derivative along `v`.

    Args:
        fn: A function or Cell of Tensors.
        inputs: A Tensor, or a tuple of them: where to evaluate it.
        v: The direction: as many Tensors of the same shapes.
        has_aux: Whether only the first result is differentiated; the others are returned as a
            third part.

    Returns:
        `(value, derivative)`, or `(value, derivative, other results)`.

    Raises:
        TypeError: If `fn` cannot be called.
        ValueError: If `v` and `inputs` differ in number or shapes.

    Supported modes: PyNative, graph.

    The derivative along `v` is the gradient of the backward product, which is linear in its
    cotangent (J. Townsend, "A new
    trick for calculating Jacobian vector products", 2017).

    Examples:
        >>> import mindspore as ms
        >>> value, slope = ms.jvp(lambda x: x * x, ms.Tensor([3.0]), ms.Tensor([1.0]))
        >>> print(value, slope)
        [9.] [6.]
    """
    check_function(fn, "jvp")
    points = inputs if isinstance(inputs, (tuple, list)) else (inputs,)
    directions = tensors_in(v)
    if [t.shape for t in directions] != [t.shape for t in tensors_in(points)]:
        raise ValueError(
            f"jvp needs `v` of the shapes of `inputs`, {[t.shape for t in tensors_in(points)]}, "
            f"found {[t.shape for t in directions]}"
        )
    with Recording() as outer, Recording() as inner:
        leaves = [inner.leaves(value) for value in points]
        value = fn(*leaves)
        result = value[0] if has_aux else value
        outputs = tensors_in(result)
        cotangents = [outer.leaves(zeros_like(output)) for output in outputs]
        back = inner.gradients(outputs, cotangents, tensors_in(leaves))
        forward = outer.gradients(back, directions, cotangents)
    found = iter(forward)
    derivative = map_tensors(result, lambda _: next(found))
    if has_aux:
        rest = value[1:]
        return result, derivative, rest[0] if len(rest) == 1 else rest
    return result, derivative
