"""Schedulers: they change the learning rates of an optimiser's groups, epoch by epoch."""

import math
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.experimental.optim.optimizer import Optimizer


def _number(value: Any) -> float:
    return float(value.asnumpy()) if isinstance(value, Tensor) else float(value)


def _set_rate(group: dict[str, Any], rate: float) -> None:
    group["lr"].set_data(Tensor(rate, mstype.float32))


class LRScheduler:
    """The base: a subclass gives the rates of an epoch (`rate`), or overrides `get_lr`.

    Args:
        optimizer: the optimiser.
        last_epoch: the epoch done last; -1 to begin.

    Examples:
        >>> from mindspore import Parameter
        >>> from mindspore.experimental import optim
        >>> optimizer = optim.SGD([Parameter(1.0, name="p")], lr=1.0)
        >>> scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.5)
        >>> scheduler.step()
        >>> float(optimizer.param_groups[0]["lr"].asnumpy())
        0.5
    """

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        if isinstance(last_epoch, bool) or not isinstance(last_epoch, int):
            raise TypeError(f"`last_epoch` needs to be an int: {type(last_epoch).__name__}")
        if last_epoch < -1:
            raise ValueError(f"`last_epoch` needs to be at least -1, but is {last_epoch}")
        self.optimizer = optimizer
        groups = optimizer.param_groups
        if last_epoch == -1:
            for group in groups:
                group.setdefault("initial_lr", _number(group["lr"]))
        self.base_lrs = [_number(group.get("initial_lr", group["lr"])) for group in groups]
        self.groups_num = len(groups)
        self.last_epoch = last_epoch
        self.step()

    def rate(self, base: float, epoch: int, index: int) -> float:
        """The rate of the group `index`, whose first rate is `base`, in an epoch."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `rate` or `get_lr`")

    def get_lr(self) -> list[float]:
        """The rates of this epoch."""
        return [self.rate(base, self.last_epoch, i) for i, base in enumerate(self.base_lrs)]

    def get_last_lr(self) -> list[Any]:
        """The rates that the optimiser has."""
        return [group["lr"].value() for group in self.optimizer.param_groups]

    def current(self) -> list[float]:
        """The rates that the optimiser has, as numbers."""
        return [_number(group["lr"]) for group in self.optimizer.param_groups]

    def step(self, epoch: int | None = None) -> None:
        """Goes to the next epoch, or to a given one."""
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        for group, rate in zip(self.optimizer.param_groups, self.get_lr(), strict=True):
            _set_rate(group, rate)


class StepLR(LRScheduler):
    """Multiplies the rates by `gamma` every `step_size` epochs."""

    def __init__(
        self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        if isinstance(step_size, bool) or not isinstance(step_size, int):
            raise TypeError(f"`step_size` needs to be an int: {type(step_size).__name__}")
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int, index: int) -> float:
        """The rate of an epoch."""
        return base * self.gamma ** (epoch // self.step_size)


class MultiStepLR(LRScheduler):
    """Multiplies the rates by `gamma` at each milestone."""

    def __init__(
        self,
        optimizer: Optimizer,
        milestones: list[int],
        gamma: float = 0.1,
        last_epoch: int = -1,
    ) -> None:
        if not isinstance(milestones, (list, tuple)):
            raise TypeError(f"`milestones` needs to be a list: {type(milestones).__name__}")
        self.milestones, self.gamma = sorted(milestones), gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int, index: int) -> float:
        """The rate of an epoch."""
        return base * self.gamma ** bisect_right(self.milestones, epoch)


class ExponentialLR(LRScheduler):
    """Multiplies the rates by `gamma` every epoch."""

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int, index: int) -> float:
        """The rate of an epoch."""
        return base * self.gamma**epoch


class ConstantLR(LRScheduler):
    """Multiplies the rates by `factor` for the first epochs."""

    def __init__(
        self,
        optimizer: Optimizer,
        factor: float = 1.0 / 3,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        if not 0 <= factor <= 1:
            raise ValueError(f"`factor` needs to be in the range [0, 1], but is {factor}")
        self.factor, self.total_iters = factor, total_iters
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int, index: int) -> float:
        """The rate of an epoch."""
        return base * (self.factor if epoch < self.total_iters else 1.0)


class LinearLR(LRScheduler):
    """Multiplies the rates by a factor that moves in a line over the first epochs."""

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1.0 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        if not 0 < start_factor <= 1 or not 0 <= end_factor <= 1:
            raise ValueError(
                "`start_factor` and `end_factor` need to be in the range (0, 1], "
                f"but are {start_factor} and {end_factor}"
            )
        self.start_factor, self.end_factor = start_factor, end_factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int, index: int) -> float:
        """The rate of an epoch."""
        share = min(self.total_iters, epoch) / self.total_iters
        return base * (self.start_factor + (self.end_factor - self.start_factor) * share)


class PolynomialLR(LRScheduler):
    """Multiplies the rates by a power of the share of epochs left."""

    def __init__(
        self,
        optimizer: Optimizer,
        total_iters: int = 5,
        power: float = 1.0,
        last_epoch: int = -1,
    ) -> None:
        if power < 0:
            raise ValueError(f"`power` needs to be at least 0, but is {power}")
        self.total_iters, self.power = total_iters, power
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int, index: int) -> float:
        """The rate of an epoch."""
        return base * (1 - min(self.total_iters, epoch) / self.total_iters) ** self.power


class LambdaLR(LRScheduler):
    """Multiplies the first rates by a function of the epoch."""

    def __init__(self, optimizer: Optimizer, lr_lambda: Any, last_epoch: int = -1) -> None:
        self.lr_lambdas = _functions(optimizer, lr_lambda)
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int, index: int) -> float:
        """The rate of an epoch."""
        return base * self.lr_lambdas[index](epoch)


class MultiplicativeLR(LRScheduler):
    """Multiplies the rates by a function of the epoch, every epoch."""

    def __init__(self, optimizer: Optimizer, lr_lambda: Any, last_epoch: int = -1) -> None:
        self.lr_lambdas = _functions(optimizer, lr_lambda)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The rates of this epoch."""
        if self.last_epoch <= 0:
            return self.current()
        rates = zip(self.current(), self.lr_lambdas, strict=True)
        return [rate * function(self.last_epoch) for rate, function in rates]


def _functions(optimizer: Any, given: Any) -> list[Callable[[int], float]]:
    """One function for each group."""
    count = len(getattr(optimizer, "param_groups", ()))
    functions = list(given) if isinstance(given, (list, tuple)) else [given] * count
    if len(functions) != count:
        raise ValueError(f"`lr_lambda` needs {count} functions, but has {len(functions)}")
    if not all(callable(function) for function in functions):
        raise TypeError("`lr_lambda` needs to be a function or a list of them")
    return functions


class CosineAnnealingLR(LRScheduler):
    """Half a cosine down to `eta_min` over `T_max` epochs, and up again."""

    def __init__(
        self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1
    ) -> None:
        if T_max <= 0:
            raise ValueError(f"`T_max` needs to be greater than 0, but is {T_max}")
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int, index: int) -> float:
        """The rate of an epoch."""
        wave = (1 + math.cos(math.pi * epoch / self.T_max)) / 2
        return self.eta_min + (base - self.eta_min) * wave


class CosineAnnealingWarmRestarts(LRScheduler):
    """Half a cosine down to `eta_min`, and from the start again after ever longer periods."""

    def __init__(
        self,
        optimizer: Optimizer,
        T_0: int,
        T_mult: int = 1,
        eta_min: float = 0,
        last_epoch: int = -1,
    ) -> None:
        if T_0 <= 0 or not isinstance(T_0, int):
            raise ValueError(f"`T_0` needs to be an int greater than 0, but is {T_0}")
        if T_mult < 1 or not isinstance(T_mult, int):
            raise ValueError(f"`T_mult` needs to be an int of at least 1, but is {T_mult}")
        self.T_0, self.T_mult, self.eta_min = T_0, T_mult, eta_min
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int, index: int) -> float:
        """The rate of an epoch."""
        period = self.T_0
        while epoch >= period:
            epoch -= period
            period *= self.T_mult
        wave = (1 + math.cos(math.pi * epoch / period)) / 2
        return self.eta_min + (base - self.eta_min) * wave


class CyclicLR(LRScheduler):
    """Moves the rates in a line between two bounds, up and down."""

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: Any,
        max_lr: Any,
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        last_epoch: int = -1,
    ) -> None:
        if mode not in ("triangular", "triangular2", "exp_range") and scale_fn is None:
            raise ValueError(f"`mode` is not known, and `scale_fn` is None: {mode!r}")
        up = float(step_size_up)
        self.total_size = up + float(step_size_up if step_size_down is None else step_size_down)
        self.step_ratio = up / self.total_size
        self.mode, self.gamma = mode, gamma
        self._scale, self._by_cycle = self._scaling(scale_fn, scale_mode)
        groups = getattr(optimizer, "param_groups", ())
        low, high = _per_group(base_lr, len(groups)), _per_group(max_lr, len(groups))
        for group, rate in zip(groups, low, strict=True):
            group["initial_lr"] = rate
        self.max_lrs = high
        super().__init__(optimizer, last_epoch)

    def _scaling(self, scale_fn: Any, scale_mode: str) -> tuple[Callable[[float], float], bool]:
        if scale_fn is not None:
            return scale_fn, scale_mode == "cycle"
        if self.mode == "triangular":
            return (lambda x: 1.0), True
        if self.mode == "triangular2":
            return (lambda x: 1 / 2.0 ** (x - 1)), True
        return (lambda x: self.gamma**x), False

    def rate(self, base: float, epoch: int, index: int) -> float:
        """The rate of an epoch."""
        cycle = math.floor(1 + epoch / self.total_size)
        x = 1 + epoch / self.total_size - cycle
        share = x / self.step_ratio if x <= self.step_ratio else (x - 1) / (self.step_ratio - 1)
        height = (self.max_lrs[index] - base) * share
        return base + height * self._scale(cycle if self._by_cycle else epoch)


def _per_group(value: Any, count: int) -> list[float]:
    values = list(value) if isinstance(value, (list, tuple)) else [value] * count
    if len(values) != count:
        raise ValueError(f"one rate for each of the {count} groups is needed, not {len(values)}")
    return [float(item) for item in values]


class SequentialLR:
    """Lets several schedulers follow each other.

    Args:
        optimizer: the optimiser.
        schedulers: the schedulers.
        milestones: the epochs at which the next one begins.
        last_epoch: the epoch done last; -1 to begin.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: list[LRScheduler],
        milestones: list[int],
        last_epoch: int = -1,
    ) -> None:
        if len(milestones) != len(schedulers) - 1:
            raise ValueError(
                f"`milestones` needs one less than the {len(schedulers)} schedulers, "
                f"but has {len(milestones)}"
            )
        if any(scheduler.optimizer is not optimizer for scheduler in schedulers):
            raise ValueError("`schedulers` needs schedulers of this optimiser")
        self.optimizer, self._schedulers, self._milestones = optimizer, schedulers, milestones
        self.last_epoch = last_epoch + 1
        for group, rate in zip(optimizer.param_groups, schedulers[0].base_lrs, strict=True):
            _set_rate(group, rate)
        for scheduler in schedulers:
            scheduler.last_epoch -= 1
        schedulers[0].step()

    def step(self) -> None:
        """Goes to the next epoch."""
        self.last_epoch += 1
        index = bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[index]
        if index > 0 and self._milestones[index - 1] == self.last_epoch:
            scheduler.step(0)
        else:
            scheduler.step()

    def get_last_lr(self) -> list[Any]:
        """The rates that the optimiser has."""
        return [group["lr"].value() for group in self.optimizer.param_groups]


class ReduceLROnPlateau:
    """Multiplies the rates by `factor` when a metric no longer gets better.

    Args:
        optimizer: the optimiser.
        mode: "min" or "max".
        factor: what the rates are multiplied by.
        patience: the number of epochs to wait.
        threshold: what counts as better.
        threshold_mode: "rel" or "abs".
        cooldown: the number of epochs to wait after a change.
        min_lr: the least rate, or one for each group.
        eps: a smaller change is not made.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: Any = 0,
        eps: float = 1e-8,
    ) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        if factor >= 1.0:
            raise ValueError(f"`factor` needs to be below 1, but is {factor}")
        if mode not in ("min", "max"):
            raise ValueError(f"`mode` needs to be 'min' or 'max', but is {mode!r}")
        if threshold_mode not in ("rel", "abs"):
            raise ValueError(f"`threshold_mode` needs to be 'rel' or 'abs': {threshold_mode!r}")
        self.optimizer, self.factor, self.patience = optimizer, factor, patience
        self.mode, self.threshold, self.threshold_mode = mode, threshold, threshold_mode
        self.cooldown, self.eps = cooldown, eps
        self.min_lrs = _per_group(min_lr, len(optimizer.param_groups))
        self.best = math.inf if mode == "min" else -math.inf
        self.num_bad_epochs = self.cooldown_counter = self.last_epoch = 0

    @property
    def in_cooldown(self) -> bool:
        """Whether it waits after a change."""
        return self.cooldown_counter > 0

    def _better(self, value: float) -> bool:
        if math.isinf(self.best):
            return True
        sign = 1 if self.mode == "max" else -1
        relative = self.threshold_mode == "rel"
        margin = self.best * sign * self.threshold if relative else sign * self.threshold
        return value < self.best + margin if sign < 0 else value > self.best + margin

    def step(self, metrics: Any) -> None:
        """Takes the metric of an epoch."""
        value = _number(metrics)
        self.last_epoch += 1
        if self._better(value):
            self.best, self.num_bad_epochs = value, 0
        else:
            self.num_bad_epochs += 1
        if self.in_cooldown:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self._reduce()
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0

    def _reduce(self) -> None:
        for group, least in zip(self.optimizer.param_groups, self.min_lrs, strict=True):
            old = _number(group["lr"])
            new = max(old * self.factor, least)
            if old - new > self.eps:
                _set_rate(group, new)

    def get_last_lr(self) -> list[Any]:
        """The rates that the optimiser has."""
        return [group["lr"].value() for group in self.optimizer.param_groups]
