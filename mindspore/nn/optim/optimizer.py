"""Optimizer, the base: which Parameters, at which learning rate, with which weight decay.

A subclass's `construct(gradients)` prepares the gradients (`prepared`), asks for the learning
rates (`rates`), and applies one in-place operator per Parameter.
"""

import functools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.parameter import Parameter, ParameterTuple
from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell
from mindspore.nn.learning_rate_schedule import LearningRateSchedule
from mindspore.nn.optim._names import NamesOfSubclasses

_GROUP_KEYS = ("params", "lr", "weight_decay", "order_params", "grad_centralization")


def opt_init_args_register(function: Callable) -> Callable:
    """Keeps the arguments that an optimiser is made with, in `init_args`."""

    @functools.wraps(function)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        self.__dict__.setdefault("_init_args", (args, kwargs))
        function(self, *args, **kwargs)

    return init


class _IteratorLearningRate(LearningRateSchedule):
    """The rate of each step from a table; the last one stays."""

    def __init__(self, rates: Any, name: str) -> None:
        super().__init__()
        self._last = len(rates) - 1
        self.learning_rate = Parameter(Tensor(np.asarray(rates, np.float32)), name=name)

    def construct(self, global_step: Tensor) -> Tensor:
        """Gives the rate of a step."""
        return ops.gather(self.learning_rate, ops.minimum(global_step, self._last), 0)


def _number(value: Any, name: str, above: bool = False) -> float:
    """A float of at least 0, or above it."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"`{name}` needs to be a float, but is {type(value).__name__}")
    if value < 0 or (above and value == 0):
        bound = "greater than 0" if above else "at least 0"
        raise ValueError(f"`{name}` needs to be {bound}, but is {value}")
    return float(value)


class _Group:
    """Parameters that share their settings."""

    def __init__(self, params: list[Parameter], lr: Any, decay: Any, centralize: bool) -> None:
        self.params, self.lr, self.decay, self.centralize = params, lr, decay, centralize


class Optimizer(NamesOfSubclasses):
    """The base of optimisers.

    Args:
        learning_rate: a float, a 0-d Tensor, a list of rates by step, or a LearningRateSchedule.
        parameters: Parameters, or dicts of groups: "params" with "lr", "weight_decay" and
            "grad_centralization" of their own, and one with "order_params".
        weight_decay: the share of a Parameter that is added to its gradient; without groups not to
            those with "beta" or "gamma" in their names. A float, or a Cell of the step.
        loss_scale: what the gradients are divided by.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> _ = nn.SGD([p], 0.5)((Tensor([1.0]),))
        >>> print(p.asnumpy())
        [0.5]
    """

    def __init__(
        self,
        learning_rate: Any,
        parameters: Any,
        weight_decay: Any = 0.0,
        loss_scale: float = 1.0,
    ) -> None:
        super().__init__(auto_prefix=False)
        given = self._checked_parameters(parameters)
        self.loss_scale = _number(loss_scale, "loss_scale", above=True)
        self.global_step = Parameter(Tensor(np.zeros(1, np.int32)), name="global_step")
        self.is_group = isinstance(given[0], dict)
        self._default_lr = self._checked_rate(learning_rate)
        self._default_decay = self._checked_decay(weight_decay)
        groups, ordered = self._groups(given)
        self.is_group_lr = any(group.lr is not None for group in groups)
        self.is_group_params_ordered = ordered is not None
        by_id = {id(p): group for group in groups for p in group.params}
        chosen = ordered or [p for group in groups for p in group.params]
        self._set_rates([by_id[id(p)] for p in chosen], chosen)
        self.parameters = ParameterTuple(chosen)
        self.param_length = len(self.parameters)
        self._centralize = [by_id[id(p)].centralize for p in chosen]
        self._unscale = 1.0 / self.loss_scale
        self._set_decays([by_id[id(p)] for p in chosen])
        self._target = "CPU"
        self._unique = True

    # Settings

    @staticmethod
    def _checked_parameters(parameters: Any) -> list:
        if parameters is None or isinstance(parameters, (str, Tensor, dict)):
            raise ValueError(
                "`params` needs to be a list of Parameters or of dicts, "
                f"but is {type(parameters).__name__}"
            )
        given = list(parameters)
        if not given:
            raise ValueError("`params` needs at least one Parameter")
        if not all(isinstance(p, Parameter) for p in given) and not all(
            isinstance(p, dict) for p in given
        ):
            raise TypeError("`params` needs either Parameters or dicts throughout")
        return given

    def _checked_rate(self, rate: Any) -> Any:
        if isinstance(rate, LearningRateSchedule):
            return rate
        if isinstance(rate, Cell):
            raise TypeError("`learning_rate` needs a Cell that is a LearningRateSchedule")
        if isinstance(rate, Tensor):
            if rate.ndim > 1:
                raise ValueError(f"`learning_rate` needs 0 or 1 dimensions, but has {rate.ndim}")
            return rate.asnumpy().astype(np.float32).tolist()
        if isinstance(rate, Iterable) and not isinstance(rate, str):
            rates = [_number(item, "learning_rate") for item in rate]
            if not rates:
                raise ValueError("`learning_rate` needs at least one number")
            return rates
        return _number(rate, "learning_rate")

    @staticmethod
    def _checked_decay(decay: Any) -> Any:
        return decay if isinstance(decay, Cell) else _number(decay, "weight_decay")

    def _groups(self, given: list) -> tuple[list[_Group], list[Parameter] | None]:
        if not self.is_group:
            return [_Group(given, None, None, False)], None
        groups, ordered, seen = [], None, set()
        for item in given:
            unknown = [key for key in item if key not in _GROUP_KEYS]
            if unknown:
                raise KeyError(f"a group has the keys {', '.join(_GROUP_KEYS)}, not {unknown[0]}")
            if "order_params" in item:
                ordered = list(item["order_params"])
                continue
            params = self._checked_parameters(item["params"])
            for p in params:
                if id(p) in seen:
                    raise RuntimeError(f"the Parameter {p.name} is in two groups")
                seen.add(id(p))
            lr = self._checked_rate(item["lr"]) if "lr" in item else None
            decay = self._checked_decay(item["weight_decay"]) if "weight_decay" in item else None
            groups.append(_Group(params, lr, decay, item.get("grad_centralization", False)))
        if ordered is not None and {id(p) for p in ordered} != seen:
            raise ValueError("`order_params` needs the Parameters of all groups, each once")
        return groups, ordered

    # Learning rates

    def _set_rates(self, groups: list[_Group], parameters: list[Parameter]) -> None:
        """Makes one source of rates per group: a Parameter, or a Cell of the step."""
        made: dict[int, Any] = {}
        sources: list[Any] = []
        for group in groups:
            key = id(group) if group.lr is not None else 0
            if key not in made:
                name = "learning_rate"
                if key:
                    name += f"_group_{sum(k != 0 for k in made)}"
                rate = group.lr if key else self._default_lr
                made[key] = self._rate_source(rate, name)
            sources.append(made[key])
        self._sources = sources
        self.dynamic_lr = any(isinstance(source, Cell) for source in made.values())
        if self.is_group_lr:
            distinct = list({id(s): s for s in sources}.values())
            for source in distinct:
                self._register_source(source)
            object.__setattr__(self, "learning_rate", tuple(sources))
        else:
            self.learning_rate = sources[0]

    def _register_source(self, source: Any) -> None:
        if isinstance(source, Parameter):
            self.insert_param_to_cell(source.name, source)
        else:
            self.insert_child_to_cell(f"schedule_{len(self._own_cells)}", source)

    @staticmethod
    def _rate_source(rate: Any, name: str) -> Any:
        if isinstance(rate, Cell):
            return rate
        if isinstance(rate, list):
            return _IteratorLearningRate(rate, name)
        return Parameter(Tensor(rate, mstype.float32), name=name)

    def rates(self) -> list[Any]:
        """The learning rate of each Parameter, for this step; counts the step."""
        rates = self._current_rates()
        ops.assign_add(self.global_step, 1)
        return rates

    def _current_rates(self) -> list[Any]:
        if not self.dynamic_lr:
            return self._sources
        now: dict[int, Any] = {}
        for source in self._sources:
            if id(source) not in now:
                now[id(source)] = self._rate_now(source)
        return [now[id(source)] for source in self._sources]

    def _rate_now(self, source: Any) -> Any:
        if not isinstance(source, Cell):
            return source
        return source(self.global_step).reshape(())

    def get_lr(self) -> Any:
        """The learning rate of this step, or a tuple of them if groups have their own.

        Examples:
            >>> from mindspore import Parameter, nn
            >>> print(nn.SGD([Parameter(1.0)], 0.5).get_lr().asnumpy())
            0.5
        """
        rates = self._current_rates()
        return tuple(rates) if self.is_group_lr else rates[0]

    def get_lr_parameter(self, param: Parameter | list[Parameter]) -> Any:
        """What the learning rate of a Parameter, or of each of a list, is kept in."""
        if isinstance(param, (list, tuple)):
            return [self.get_lr_parameter(item) for item in param]
        for known, source in zip(self.parameters, self._sources, strict=True):
            if known is param:
                return source
        raise ValueError(f"the Parameter {param.name} needs to be one of this optimiser's")

    # Gradients

    def _set_decays(self, groups: list[_Group]) -> None:
        decays = []
        for p, group in zip(self.parameters, groups, strict=True):
            decay = self._default_decay if group.decay is None else group.decay
            decays.append(decay if self.is_group or self._decays(p) else 0.0)
        self._decay_of = decays
        named = tuple(self._decays(p) for p in self.parameters)
        grouped = tuple(isinstance(decay, Cell) or decay != 0 for decay in decays)
        self._set_flags(decays, grouped if self.is_group else named, self._unscale)
        self.weight_decay = (
            tuple(self._scaled_decay(decay) for decay in decays)
            if self.is_group
            else self._scaled_decay(self._default_decay)
        )

    def _scaled_decay(self, decay: Any) -> Any:
        """A weight decay as programs read it: of gradients that the loss scale is still in."""
        return decay if isinstance(decay, Cell) else Tensor(decay * self.loss_scale, mstype.float32)

    @staticmethod
    def _decays(parameter: Parameter) -> bool:
        return "beta" not in parameter.name and "gamma" not in parameter.name

    def get_weight_decay(self) -> Any:
        """The weight decay of this step, or a tuple of them with groups; times the loss scale."""
        if not self.is_group:
            return self._read_decay(self.weight_decay)
        return tuple(self._read_decay(decay) for decay in self.weight_decay)

    def _read_decay(self, decay: Any) -> Any:
        return decay(self.global_step) * self.loss_scale if isinstance(decay, Cell) else decay

    def _current_decays(self) -> list[Any]:
        return [d(self.global_step) if isinstance(d, Cell) else d for d in self._decay_of]

    def prepared(self, gradients: Any) -> tuple[Tensor, ...]:
        """The gradients with weight decay, centred, and divided by the loss scale."""
        grads = tuple(gradients) if isinstance(gradients, (tuple, list)) else (gradients,)
        if len(grads) != self.param_length:
            raise ValueError(
                f"`gradients` needs one for each of the {self.param_length} Parameters, "
                f"but has {len(grads)}"
            )
        if self.exec_weight_decay:
            grads = self.decay_weight(grads)
        if any(self._centralize):
            grads = self.gradients_centralization(grads)
        return self.scale_grad(grads)

    def decay_weight(self, gradients: Any) -> tuple[Tensor, ...]:
        """Adds the share of each Parameter to its gradient, in which the loss scale still is."""
        return tuple(
            grad + p * (decay * self.loss_scale)
            if isinstance(decay, Tensor) or decay != 0
            else grad
            for grad, p, decay in zip(
                gradients, self.parameters, self._current_decays(), strict=True
            )
        )

    def gradients_centralization(self, gradients: Any) -> tuple[Tensor, ...]:
        """Takes the mean over all axes but the first from the gradients of the groups that ask."""
        return tuple(
            grad - grad.mean(tuple(range(1, grad.ndim)), keep_dims=True)
            if centralize and grad.ndim > 1
            else grad
            for grad, centralize in zip(gradients, self._centralize, strict=True)
        )

    def scale_grad(self, gradients: Any) -> tuple[Tensor, ...]:
        """Divides the gradients by the loss scale."""
        if self._unscale == 1.0:
            return tuple(gradients)
        return tuple(grad * self._unscale for grad in gradients)

    # Names that programs use

    @property
    def target(self) -> str:
        """Where the update runs: "CPU"."""
        return self._target

    @target.setter
    def target(self, value: str) -> None:
        if value not in ("CPU", "Ascend", "GPU"):
            raise ValueError(f"`target` needs to be 'CPU', 'Ascend' or 'GPU', but is {value!r}")
        self._target = value

    @property
    def unique(self) -> bool:
        """Kept for programs that set it."""
        return self._unique

    @unique.setter
    def unique(self, value: bool) -> None:
        if not isinstance(value, bool):
            raise TypeError(f"`unique` needs to be a bool, but is {type(value).__name__}")
        self._unique = value

    def broadcast_params(self, optim_result: Any) -> Any:
        """Nothing: there is one process."""
        return optim_result

    def flatten_gradients(self, gradients: Any) -> Any:
        """Gives the gradients."""
        return gradients

    def construct(self, *hyper_params: Any) -> Any:
        """A subclass's update."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `construct(gradients)`")

    def _state(self, prefix: str, init: Any = "zeros") -> ParameterTuple:
        """One Parameter beside each, under its name with `prefix`."""
        return self.parameters.clone(prefix=prefix, init=init)
