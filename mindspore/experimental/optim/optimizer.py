"""Optimizer, the base of optimisers whose groups are dicts that a program may read and change."""

from collections.abc import Iterable
from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.parameter import Parameter, ParameterTuple
from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell


class Optimizer(Cell):
    """The base: `param_groups` is a list of dicts, each with its Parameters and settings.

    Args:
        params: Parameters, or dicts of them with settings of their own.
        defaults: the settings of groups that have none of their own.

    Examples:
        >>> from mindspore import Parameter
        >>> from mindspore.experimental import optim
        >>> optimizer = optim.SGD([Parameter(1.0, name="p")], lr=0.5)
        >>> float(optimizer.param_groups[0]["lr"].asnumpy())
        0.5
    """

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        super().__init__(auto_prefix=False)
        if isinstance(params, (Tensor, str)) or not isinstance(params, Iterable):
            raise TypeError(f"`params` needs to be a list: {type(params).__name__}")
        given = list(params)
        if not given:
            raise ValueError("`params` needs at least one Parameter")
        if not isinstance(given[0], dict):
            given = [{"params": given}]
        defaults.setdefault("grad_centralization", False)
        object.__setattr__(self, "defaults", defaults)
        object.__setattr__(self, "param_groups", [])
        for group in given:
            self._add(group)
        self.parameters = ParameterTuple(p for g in self.param_groups for p in g["params"])

    def _add(self, group: dict[str, Any]) -> None:
        if not isinstance(group, dict):
            raise TypeError(f"a group needs to be a dict, but is {type(group).__name__}")
        params = group["params"]
        params = [params] if isinstance(params, Parameter) else list(params)
        known = {id(p) for g in self.param_groups for p in g["params"]}
        for p in params:
            if not isinstance(p, Parameter):
                raise TypeError(f"a group needs Parameters, but holds {type(p).__name__}")
            if id(p) in known:
                raise RuntimeError(f"the Parameter {p.name} is in two groups")
            known.add(id(p))
        made = {**self.defaults, **group, "params": params}
        name = f"learning_rate_group_{len(self.param_groups)}"
        lr = made["lr"]
        if not isinstance(lr, Parameter):
            made["lr"] = Parameter(Tensor(float(lr), mstype.float32), name=name)
        self.param_groups.append({"params": params, "lr": made.pop("lr"), **made})

    def add_param_group(self, group: dict[str, Any]) -> None:
        """Adds a group."""
        self._add(group)
        self.parameters = ParameterTuple(p for g in self.param_groups for p in g["params"])
        self._make_state(self.param_groups[-1]["params"])

    def _make_state(self, parameters: list[Parameter]) -> None:
        """What a subclass keeps beside new Parameters."""

    def _slot(self, prefix: str, init: Any = "zeros") -> ParameterTuple:
        return self.parameters.clone(prefix=prefix, init=init)

    def _settings(self) -> list[dict[str, Any]]:
        """The group of each Parameter."""
        return [group for group in self.param_groups for _ in group["params"]]

    def _grads(self, gradients: Any) -> list[Tensor]:
        """The gradients with their signs turned and the weight decay added, as the groups say."""
        given = list(gradients)
        if len(given) != len(self.parameters):
            raise ValueError(
                f"`gradients` needs one for each of the {len(self.parameters)} Parameters, "
                f"but has {len(given)}"
            )
        return [
            self._prepared(grad, p, group)
            for grad, p, group in zip(given, self.parameters, self._settings(), strict=True)
        ]

    @staticmethod
    def _prepared(grad: Tensor, p: Parameter, group: dict[str, Any]) -> Tensor:
        if group.get("grad_centralization") and grad.ndim > 1:
            grad = grad - grad.mean(tuple(range(1, grad.ndim)), keep_dims=True)
        if group.get("maximize"):
            grad = -grad
        decay = group.get("weight_decay", 0.0)
        return grad + decay * p if decay else grad

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for i, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {i}")
            for key in sorted(group):
                if key != "params":
                    value = group[key]
                    shown = value.asnumpy() if isinstance(value, Parameter) else value
                    lines.append(f"    {key}: {shown}")
        return "\n".join([*lines, ")"])

    def construct(self, *hyper_params: Any) -> Any:
        """A subclass's update."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `construct(gradients)`")


def checked(name: str, value: Any, good: bool) -> None:
    """Raises ValueError unless a setting is good."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Tensor)):
        raise TypeError(f"`{name}` needs to be a number, but is {type(value).__name__}")
    if not good:
        raise ValueError(f"`{name}` is out of its range: {value}")


def check_common(lr: Any, eps: float, weight_decay: float, betas: Any = None) -> None:
    """Checks the settings that most optimisers have."""
    checked("lr", lr, isinstance(lr, Tensor) or lr >= 0)
    checked("eps", eps, eps >= 0)
    checked("weight_decay", weight_decay, weight_decay >= 0)
    for i, beta in enumerate(betas or ()):
        checked(f"betas[{i}]", beta, 0 <= beta < 1)


def counter(name: str = "state_step") -> Parameter:
    """A Parameter that counts steps."""
    return Parameter(Tensor(0.0, mstype.float32), name=name)


def next_step(step: Parameter) -> Tensor:
    """Counts a step; gives its number."""
    ops.assign_add(step, 1.0)
    return step
