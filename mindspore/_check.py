"""`mindspore.run_check`: does this installation compute, eagerly and compiled?"""

from __future__ import annotations

import numpy as np

from mindspore._core import __version__
from mindspore.common.api import jit
from mindspore.common.tensor import Tensor


def run_check() -> None:
    """Multiplies two tensors in both modes and says whether the products are right.

    Raises:
        RuntimeError: a product is wrong.

    Examples:
        >>> import mindspore as ms
        >>> ms.run_check()  # doctest: +ELLIPSIS
        MindSpore version:  ...
        The result of multiplication calculation is correct, MindSpore has been installed on \
platform [CPU] successfully!
    """
    print("MindSpore version: ", __version__)
    x, y = np.arange(6, dtype=np.float32).reshape(2, 3), np.ones((3, 2), np.float32)

    def product(a: Tensor, b: Tensor) -> Tensor:
        return a @ b

    for name, form in (("PyNative", product), ("Graph", jit(product))):
        got = form(Tensor(x), Tensor(y)).asnumpy()
        if not np.array_equal(got, x @ y):
            raise RuntimeError(f"a product in {name} mode needs to be {x @ y}, but is {got}")
    print(
        "The result of multiplication calculation is correct, MindSpore has been installed on "
        "platform [CPU] successfully!"
    )
