"""What programs set on Cells for graphs and for several devices; kept, and given back."""

from typing import Any

from mindspore import _core
from mindspore.common.tensor import Tensor
from mindspore.nn._call import CallMixin


class SettingsMixin:
    """The part of Cell that keeps settings."""

    def set_inputs(self, *inputs: Any, **kwargs: Any) -> None:
        """Says what the inputs of a graph look like: one graph serves all that fit.

        Args:
            inputs: for each argument a Tensor of its dtype and shape, or None; an extent of None
                may be any: `Tensor(shape=[None, 3], dtype=ms.float32)`. Also in lists and tuples.
            kwargs: the same, by the names of the arguments.

        Raises:
            TypeError: for anything that is none of these. A call in graph mode whose arguments do
                not fit raises a TypeError (dtype, kind) or a ValueError (shape, number).

        Examples:
            >>> import mindspore as ms
            >>> from mindspore import Tensor, nn
            >>> net = nn.ReLU()
            >>> net.set_inputs(Tensor(shape=[None], dtype=ms.float32))
            >>> print(net(Tensor([-1.0, 2.0])))
            [0. 2.]
        """
        for value in (*inputs, *kwargs.values()):
            if value is not None and not isinstance(value, (Tensor, tuple, list, dict, int, float)):
                raise TypeError(f"`inputs` needs Tensors, but holds {type(value).__name__}")
        self.__dict__["_set_inputs"] = inputs or kwargs

    def get_inputs(self) -> Any:
        """What `set_inputs` was given, or None."""
        return self.__dict__.get("_set_inputs")

    def set_jit_config(self, jit_config: Any) -> None:
        """Keeps the settings of compilation for this Cell and all below it."""
        for _, cell in self.cells_and_names():  # type: ignore[attr-defined]
            cell.__dict__["_jit_config"] = jit_config.jit_config_dict

    @property
    def jit_config_dict(self) -> dict[str, Any]:
        """The settings of compilation."""
        return self.__dict__.get("_jit_config", {})

    def compile(self, *args: Any, **kwargs: Any) -> None:
        """Compiles for these arguments what graph mode will run, and runs nothing.

        Examples:
            >>> from mindspore import Tensor, nn
            >>> nn.ReLU().compile(Tensor([1.0]))
        """
        _core.jit_prepare(CallMixin.__call__, (self, *args), kwargs)

    def compile_and_run(self, *args: Any, **kwargs: Any) -> Any:
        """Calls the Cell."""
        return self(*args, **kwargs)  # type: ignore[operator]

    def recompute(self, **kwargs: Any) -> None:
        """Marks this Cell and all below it as ones whose forward values need not be kept.

        Args:
            kwargs: `mp_comm_recompute`, `parallel_optimizer_comm_recompute`, `use_reentrant`,
                `output_recompute`, `early_stop`, `context_fn`.
        """
        known = {
            *("mp_comm_recompute", "parallel_optimizer_comm_recompute", "use_reentrant"),
            *("output_recompute", "early_stop", "context_fn"),
        }
        unknown = set(kwargs) - known
        if unknown:
            raise ValueError(f"recompute has no argument `{unknown.pop()}`")
        for _, cell in self.cells_and_names():  # type: ignore[attr-defined]
            cell._flags["recompute"] = True
            cell.__dict__["recompute_flag"] = True

    @property
    def bprop_debug(self) -> bool:
        """Whether the Cell's own `bprop` is to be looked at."""
        return self.__dict__.get("_bprop_debug", False)

    @bprop_debug.setter
    def bprop_debug(self, value: bool) -> None:
        if not isinstance(value, bool):
            raise TypeError(f"`bprop_debug` needs to be a bool, but is {type(value).__name__}")
        self.__dict__["_bprop_debug"] = value

    @property
    def pipeline_stage(self) -> int:
        """The stage of a pipeline over several devices."""
        return self.__dict__.get("_pipeline_stage", 0)

    @pipeline_stage.setter
    def pipeline_stage(self, value: int) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"`pipeline_stage` needs to be an int, but is {type(value).__name__}")
        if value < 0:
            raise ValueError(f"`pipeline_stage` needs to be at least 0, but is {value}")
        self.__dict__["_pipeline_stage"] = value

    def shard(self, in_strategy: Any, out_strategy: Any = None, parameter_plan: Any = None) -> Any:
        """Gives the Cell: there is one device."""
        return self

    def get_scope(self) -> str | None:
        """The name of the Cell's place in a graph, or None outside one."""
        return self.__dict__.get("_scope")

    def generate_scope(self) -> None:
        """Names the place of each Cell below."""
        for name, cell in self.cells_and_names():  # type: ignore[attr-defined]
            place = "/".join(["Default", *filter(None, name.split("."))])
            cell.__dict__["_scope"] = f"{place}-{type(cell).__name__}"

    def set_comm_fusion(self, fusion_type: int, recurse: bool = True) -> Any:
        """Keeps how the gradients of Parameters travel together."""
        for parameter in self.get_parameters(expand=recurse):  # type: ignore[attr-defined]
            parameter.comm_fusion = fusion_type
        return self

    def set_broadcast_flag(self, mode: bool = True) -> Any:
        """Gives the Cell: there is one device."""
        return self

    def set_boost(self, boost_type: str) -> Any:
        """Gives the Cell."""
        return self
