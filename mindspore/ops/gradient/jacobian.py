"""Jacobians: column by column forwards (`jacfwd`), row by row backwards (`jacrev`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mindspore import _core
from mindspore.common.tensor import Tensor
from mindspore.ops.gradient.function import check_function, check_positions
from mindspore.ops.gradient.product import jvp, vjp
from mindspore.ops.gradient.recording import map_tensors, tensors_in, zeros_like


def _basis(tensor: Tensor) -> Iterator[Tensor]:
    """The unit vectors of the space of `tensor`."""
    size = tensor.size
    units = _core.ops.eye(size, size, tensor.dtype)
    for i in range(size):
        yield units[i].reshape(tensor.shape)


def _chosen(args: tuple, grad_position: Any) -> tuple[list[int], bool]:
    single = not isinstance(grad_position, tuple)
    positions = [grad_position] if single else list(grad_position)
    for position in positions:
        if position >= len(args):
            raise ValueError(
                f"`grad_position` needs to name a positional argument, from 0 to {len(args) - 1}, "
                f"found {position}"
            )
    return positions, single


def _finish(jacobians: list, single: bool, has_aux: bool, aux: Any) -> Any:
    found = jacobians[0] if single else tuple(jacobians)
    return (found, aux) if has_aux else found


def jacfwd(
    fn: Callable, grad_position: int | tuple[int, ...] = 0, has_aux: bool = False
) -> Callable:
    """A function that returns the Jacobian of `fn`, computed forwards: one pass per element of the
    input.

    Args:
        fn: A function or Cell of Tensors.
        grad_position: Which arguments to differentiate: an int gives one Jacobian, a tuple a tuple
            of them.
        has_aux: Whether only the first result is differentiated; the others are returned beside
            the Jacobian.

    Returns:
        A function of the same arguments. The Jacobian has the shape of the result followed by that
        of the argument.

    Raises:
        TypeError: If `fn` cannot be called, or `grad_position` is no int or tuple of ints.
        ValueError: If a position lies past the arguments.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore as ms
        >>> print(ms.jacfwd(lambda x: x * x)(ms.Tensor([1.0, 2.0])))
        [[2. 0.]
         [0. 4.]]
    """
    check_function(fn, "jacfwd")
    check_positions(grad_position, "jacfwd")

    def jacobian(*args: Any) -> Any:
        positions, single = _chosen(args, grad_position)
        jacobians, aux = [], None
        for position in positions:
            columns = []
            for direction in _basis(args[position]):
                vector = tuple(
                    direction if i == position else map_tensors(a, zeros_like)
                    for i, a in enumerate(args)
                )
                _, column, *rest = jvp(fn, args, vector, has_aux=has_aux)
                aux = rest[0] if rest else None
                columns.append(column)
            shape = args[position].shape
            count = iter(zip(*(tensors_in(column) for column in columns), strict=True))
            jacobians.append(
                map_tensors(
                    columns[0],
                    lambda out, count=count, shape=shape: _core.ops.stack(  # type: ignore[misc]
                        list(next(count)), -1
                    ).reshape(out.shape + shape),
                )
            )
        return _finish(jacobians, single, has_aux, aux)

    return jacobian


def jacrev(
    fn: Callable, grad_position: int | tuple[int, ...] = 0, has_aux: bool = False
) -> Callable:
    """A function that returns the Jacobian of `fn`, computed backwards: one pass per element of
    the result.

    Args:
        fn: A function or Cell of Tensors.
        grad_position: Which arguments to differentiate: an int gives one Jacobian, a tuple a tuple
            of them.
        has_aux: Whether only the first result is differentiated; the others are returned beside
            the Jacobian.

    Returns:
        A function of the same arguments. The Jacobian has the shape of the result followed by that
        of the argument.

    Raises:
        TypeError: If `fn` cannot be called, or `grad_position` is no int or tuple of ints.
        ValueError: If a position lies past the arguments.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore as ms
        >>> print(ms.jacrev(lambda x: x * x)(ms.Tensor([1.0, 2.0])))
        [[2. 0.]
         [0. 4.]]
    """
    check_function(fn, "jacrev")
    check_positions(grad_position, "jacrev")

    def jacobian(*args: Any) -> Any:
        positions, single = _chosen(args, grad_position)
        value, product, *rest = vjp(fn, *args, has_aux=has_aux)
        outputs = tensors_in(value)
        rows: list[list[list[Tensor]]] = []  # by output, by element, by argument
        for k, output in enumerate(outputs):
            others = [zeros_like(o) for o in outputs]
            rows.append([product(*others[:k], unit, *others[k + 1 :]) for unit in _basis(output)])
        jacobians = []
        for position in positions:
            shape = args[position].shape
            by_output = iter(
                _core.ops.stack([row[position] for row in rows[k]], 0).reshape(output.shape + shape)
                for k, output in enumerate(outputs)
            )
            jacobians.append(map_tensors(value, lambda _, found=by_output: next(found)))  # type: ignore[misc]
        return _finish(jacobians, single, has_aux, rest[0] if rest else None)

    return jacobian
