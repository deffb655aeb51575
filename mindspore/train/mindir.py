"""Writing a network as MindIR, and reading it back.

A `.mindir` file is a NumPy archive: the graph's text (docs/mindir.md), and the Parameters it reads.
"""

from __future__ import annotations

import os
import zipfile
from typing import Any

import numpy as np

from mindspore import _core
from mindspore.common.tensor import Tensor
from mindspore.nn.graph_cell import MindIR


def export(net: Any, *inputs: Tensor, file_name: str, file_format: str = "MINDIR") -> None:
    """Writes a Cell or function as MindIR.

    Args:
        net: a Cell, or a function of Tensors.
        inputs: Tensors of the shapes and dtypes it will be called with.
        file_name: where to; `.mindir` is added.
        file_format: "MINDIR".

    Raises:
        ValueError: If the format is another one, or the graph needs Python.
        RuntimeError: If the function can not be one graph.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, nn
        >>> x = Tensor([-1.0, 2.0])
        >>> ms.export(nn.ReLU(), x, file_name="relu", file_format="MINDIR")
        >>> print(nn.GraphCell(ms.load("relu.mindir"))(x))
        [0. 2.]
    """
    if file_format != "MINDIR":
        raise ValueError(f"`file_format` needs to be 'MINDIR', but is {file_format!r}")
    text, outside, gives_tuple = _core.mindir_of(net, inputs)
    path = file_name if file_name.endswith(".mindir") else f"{file_name}.mindir"
    arrays = {f"value{k}": tensor.asnumpy() for k, (_, _, tensor) in enumerate(outside)}
    names = np.array([name for _, name, _ in outside], dtype=str)
    places = np.array([place for place, _, _ in outside], dtype=np.int64)
    temporary = f"{path}.part"
    with open(temporary, "wb") as file:
        np.savez(
            file,
            graph=np.array(text),
            names=names,
            places=places,
            gives_tuple=np.array(gives_tuple),
            **arrays,
        )
    os.replace(temporary, path)


def load(file_name: str, **options: Any) -> MindIR:
    """Reads what `export` has written.

    Args:
        file_name: the file.
        options: kept for programs that set them.

    Raises:
        ValueError: If the file is no MindIR.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, nn
        >>> ms.export(nn.Tanh(), Tensor([0.0]), file_name="tanh", file_format="MINDIR")
        >>> print(ms.load("tanh.mindir").text.count("Tanh"))
        1
    """
    try:
        with np.load(file_name) as archive:
            names, places = archive["names"], archive["places"]
            outside = [
                (int(place), str(name), archive[f"value{k}"])
                for k, (place, name) in enumerate(zip(places, names, strict=True))
            ]
            return MindIR(str(archive["graph"]), outside, bool(archive["gives_tuple"]))
    except (KeyError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise ValueError(f"{file_name} needs to be a file that `export` has written") from error
