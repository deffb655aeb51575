"""What an optimiser that a program writes finds in `self`, beside what `Optimizer` is made of.

Such a subclass maps one update over its Parameters: with `hyper_map` or `map_`, the flags of each
Parameter beside it. All of these may be set anew by a subclass.
"""

from typing import Any

import numpy as np

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell


class NamesOfSubclasses(Cell):
    """The operators and flags that updates are written with."""

    assignadd = ops.AssignAdd()
    hyper_map = ops.HyperMap()
    map_ = ops.Map()
    hyper_map_reverse = ops.HyperMap(reverse=True)
    map_reverse = ops.Map(reverse=True)
    use_parallel = False

    def _set_flags(self, decay_of: list[Any], decayed: tuple[bool, ...], unscale: float) -> None:
        """Says which Parameters have weight decay, and how gradients are scaled.

        Args:
            decay_of: the weight decay of each Parameter: a float, or a Cell of the step.
            decayed: which have it by their names or groups.
            unscale: what gradients are multiplied by.
        """
        self.decay_flags = decayed
        self.dynamic_decay_flags = tuple(isinstance(decay, Cell) for decay in decay_of)
        self.dynamic_weight_decay = any(self.dynamic_decay_flags)
        self.exec_weight_decay = any(isinstance(d, Cell) or d != 0 for d in decay_of)
        self.optim_filter = (True,) * len(decay_of)
        self.need_scale = unscale != 1.0
        self.reciprocal_scale = Tensor(unscale, mstype.float32)
        self.global_step_increase_tensor = Tensor(np.ones(1, np.int32))
