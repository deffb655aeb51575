"""Mixed precision: which Cells compute in float16, and training with a scaled loss.

Levels: O0 leaves the net as it is; O1 puts Cells of a white list in the lower precision; O2 all
but those of a black list; O3 all; "auto" is O1 with the rest in float32.
"""

from collections.abc import Iterator
from typing import Any

from mindspore import nn, ops
from mindspore.common import dtype as mstype
from mindspore.common.kinds import is_float
from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell

AMP_WHITE_LIST = [
    nn.Conv1d,
    nn.Conv2d,
    nn.Conv3d,
    nn.Conv1dTranspose,
    nn.Conv2dTranspose,
    nn.Conv3dTranspose,
    nn.Dense,
    nn.LSTMCell,
    nn.RNNCell,
    nn.GRUCell,
    nn.MatMul,
]

AMP_BLACK_LIST = [
    nn.BatchNorm1d,
    nn.BatchNorm2d,
    nn.BatchNorm3d,
    nn.LayerNorm,
]

_LEVELS = ("O0", "O1", "O2", "O3", "auto")


def get_white_list() -> list:
    """Gives a copy of the Cells that O1 puts in the lower precision.

    Examples:
        >>> from mindspore import amp, nn
        >>> nn.Dense in amp.get_white_list()
        True
    """
    return list(AMP_WHITE_LIST)


def get_black_list() -> list:
    """Gives a copy of the Cells that O2 leaves in float32.

    Examples:
        >>> from mindspore import amp, nn
        >>> nn.LayerNorm in amp.get_black_list()
        True
    """
    return list(AMP_BLACK_LIST)


class _OutputTo32(Cell):
    """A net whose float outputs are cast to float32."""

    def __init__(self, backbone: Cell) -> None:
        super().__init__(auto_prefix=False)
        self._backbone = backbone

    def construct(self, *inputs: Any, **kwargs: Any) -> Any:
        return _to_32(self._backbone(*inputs, **kwargs))


def _to_32(value: Any) -> Any:
    if isinstance(value, Tensor):
        return ops.cast(value, mstype.float32) if is_float(value.dtype) else value
    if isinstance(value, (tuple, list)):
        return type(value)(_to_32(item) for item in value)
    return value


def _lower_listed(cell: Cell, wanted: tuple, dtype: Any) -> None:
    """Puts the Cells of the given types in the lower precision, within a net of full precision."""
    for inner in _outermost(cell, wanted):
        _island(inner, dtype, mstype.float32)


def _lower_all_but(cell: Cell, kept: tuple, dtype: Any) -> None:
    cell.to_float(dtype)
    for inner in _outermost(cell, kept):
        _island(inner, mstype.float32, dtype)


def _outermost(cell: Cell, types: tuple) -> Iterator[Cell]:
    """The Cells of the given types, but for those inside of others."""
    inside: set[int] = set()
    for _, inner in cell.cells_and_names():
        if isinstance(inner, types) and id(inner) not in inside:
            inside.update(id(below) for _, below in inner.cells_and_names())
            yield inner


def _island(cell: Cell, dtype: Any, around: Any) -> None:
    """Makes a Cell compute in `dtype`, and give what the net around it computes in."""
    cell.to_float(dtype)
    cell._call_extras().output_dtype = around


def _types(cells: Any, name: str) -> tuple:
    if not isinstance(cells, list):
        raise TypeError(f"`{name}` needs to be a list, but is {type(cells).__name__}")
    for item in cells:
        if not isinstance(item, type) or not issubclass(item, (Cell, ops.Primitive)):
            raise TypeError(f"`{name}` needs subclasses of Cell or Primitive, but holds {item!r}")
    return tuple(item for item in cells if issubclass(item, Cell))


def _checked(network: Any, dtype: Any) -> None:
    if not isinstance(network, Cell):
        raise TypeError(f"`network` needs to be a Cell, but is {type(network).__name__}")
    if dtype not in (mstype.float16, mstype.bfloat16):
        raise ValueError(f"`dtype` needs to be float16 or bfloat16, but is {dtype}")


def auto_mixed_precision(network: Cell, amp_level: str = "O0", dtype: Any = mstype.float16) -> Cell:
    """Gives a net that computes in mixed precision; its outputs are float32.

    Args:
        network: the net, which is changed.
        amp_level: "O0", "O1", "O2", "O3" or "auto".
        dtype: the lower precision: float16 or bfloat16.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import amp, nn, ops
        >>> net = amp.auto_mixed_precision(nn.Dense(2, 3), "O2")
        >>> net(ops.ones((1, 2))).dtype
        mindspore.float32
    """
    _checked(network, dtype)
    if amp_level not in _LEVELS:
        raise ValueError(f"`amp_level` needs to be one of {', '.join(_LEVELS)}: {amp_level!r}")
    if amp_level == "O0":
        return network
    if amp_level in ("O1", "auto"):
        _lower_listed(network, tuple(AMP_WHITE_LIST), dtype)
    elif amp_level == "O2":
        _lower_all_but(network, tuple(AMP_BLACK_LIST), dtype)
    else:
        network.to_float(dtype)
    return _OutputTo32(network)


def custom_mixed_precision(
    network: Cell,
    *,
    white_list: list | None = None,
    black_list: list | None = None,
    dtype: Any = mstype.float16,
) -> Cell:
    """Gives a net in which the Cells of one's own list compute in the lower precision.

    Args:
        network: the net, which is changed.
        white_list: the Cells that are.
        black_list: or the Cells that are not.
        dtype: the lower precision: float16 or bfloat16.

    Examples:
        >>> from mindspore import amp, nn, ops
        >>> net = amp.custom_mixed_precision(nn.Dense(2, 3), white_list=[nn.Dense])
        >>> net(ops.ones((1, 2))).dtype
        mindspore.float32
    """
    _checked(network, dtype)
    if (white_list is None) == (black_list is None):
        raise ValueError("one of `white_list` and `black_list` needs to be given")
    if white_list is not None:
        _lower_listed(network, _types(white_list, "white_list"), dtype)
    else:
        _lower_all_but(network, _types(black_list, "black_list"), dtype)
    return _OutputTo32(network)


def build_train_network(
    network: Cell,
    optimizer: Any,
    loss_fn: Any = None,
    level: str = "O0",
    boost_level: str = "O0",
    **kwargs: Any,
) -> Cell:
    """Gives the Cell that takes a training step.

    Args:
        network: the net.
        optimizer: the optimiser.
        loss_fn: the loss; without it the net gives its loss itself.
        level: see `auto_mixed_precision`.
        boost_level: kept for programs that set it.
        kwargs: `cast_model_type`, `keep_batchnorm_fp32`, `loss_scale_manager`.

    Examples:
        >>> from mindspore import amp, nn
        >>> net = nn.Dense(2, 3)
        >>> step = amp.build_train_network(net, nn.SGD(net.trainable_params()), nn.MSELoss())
        >>> step.cls_name
        'TrainOneStepCell'
    """
    unknown = set(kwargs) - {"cast_model_type", "keep_batchnorm_fp32", "loss_scale_manager"}
    if unknown:
        raise ValueError(f"build_train_network has no argument `{unknown.pop()}`")
    keep = kwargs.get("keep_batchnorm_fp32")
    if level in ("O2", "O3") and keep is not None:
        level = "O2" if keep else "O3"
    lowered = auto_mixed_precision(network, level)
    if loss_fn is not None:
        lowered = nn.WithLossCell(lowered, loss_fn)
    manager = kwargs.get("loss_scale_manager")
    if manager is None:
        return nn.TrainOneStepCell(lowered, optimizer).set_train()
    update = manager.get_update_cell()
    if update is not None:
        return nn.TrainOneStepWithLossScaleCell(lowered, optimizer, update).set_train()
    scale = manager.get_loss_scale()
    return nn.TrainOneStepCell(lowered, optimizer, scale).set_train()
