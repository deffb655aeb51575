"""Callbacks that steer the training by a metric or by the step."""

from typing import Any

import numpy as np

from mindspore.common.tensor import Tensor
from mindspore.train.callback._callback import Callback, RunContext, scalar_loss


class _Watcher(Callback):
    """Watches one value, and knows what is better."""

    def __init__(self, monitor: str, mode: str, min_delta: float) -> None:
        if mode not in ("auto", "min", "max"):
            raise ValueError(f"`mode` needs to be 'auto', 'min' or 'max', but is {mode!r}")
        if not isinstance(monitor, str):
            raise TypeError(f"`monitor` needs to be a str, but is {type(monitor).__name__}")
        self.monitor, self.mode = monitor, mode
        rising = mode == "max" or (
            mode == "auto" and any(w in monitor for w in ("acc", "precision", "recall", "f1"))
        )
        self._sign = 1.0 if rising else -1.0
        self.min_delta = abs(min_delta)

    def better(self, value: float, best: float) -> bool:
        """Whether `value` is better than `best` by more than `min_delta`."""
        return self._sign * (value - best) > self.min_delta

    @property
    def worst(self) -> float:
        """What every value is better than."""
        return -self._sign * float("inf")

    def value(self, run_context: RunContext) -> float | None:
        """The value watched, or None if there is none yet."""
        state = run_context.original_args()
        if self.monitor == "loss":
            return scalar_loss(state.get("net_outputs"))
        results = state.get("eval_results") or {}
        name = self.monitor
        if name not in results and name == "eval_loss":
            name = "loss"
        value = results.get(name)
        return None if value is None else float(np.mean(value))


class EarlyStopping(_Watcher):
    """Ends the training when a metric no longer gets better.

    Args:
        monitor: "loss", or the name of a metric of `Model.fit`.
        min_delta: what counts as better.
        patience: the number of epochs to wait.
        verbose: print it.
        mode: "min", "max", or "auto".
        baseline: a value to be better than.
        restore_best_weights: set the net back to its best epoch.

    Examples:
        >>> from mindspore.train import EarlyStopping
        >>> callback = EarlyStopping("acc", patience=3)
    """

    def __init__(
        self,
        monitor: str = "eval_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: bool = False,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        if patience < 0:
            raise ValueError(f"`patience` needs to be at least 0, but is {patience}")
        self.patience, self.verbose, self.baseline = patience, verbose, baseline
        self.restore_best_weights = restore_best_weights
        self.wait = self.stopped_epoch = 0
        self.best = self.worst
        self._weights: dict[str, np.ndarray] | None = None

    def on_train_begin(self, run_context: RunContext) -> None:
        """Starts anew."""
        self.wait = self.stopped_epoch = 0
        self.best = self.worst
        self._weights = None

    def on_train_epoch_end(self, run_context: RunContext) -> None:
        """Compares, and asks for the end after `patience` epochs."""
        state = run_context.original_args()
        value = self.value(run_context)
        if value is None:
            return
        net = state["train_network"]
        if self.restore_best_weights and self._weights is None:
            self._keep(net)
        self.wait += 1
        if self.better(value, self.best):
            self.best = value
            if self.restore_best_weights:
                self._keep(net)
            if self.baseline is None or self.better(value, self.baseline):
                self.wait = 0
        if self.wait >= self.patience:
            self.stopped_epoch = state["cur_epoch_num"]
            run_context.request_stop()
            self._restore(net)

    def on_train_end(self, run_context: RunContext) -> None:
        """Says at which epoch it ended."""
        if self.verbose and self.stopped_epoch:
            print(f"Epoch {self.stopped_epoch:05d}: early stopping", flush=True)

    def _keep(self, net: Any) -> None:
        self._weights = {p.name: p.asnumpy().copy() for p in net.get_parameters()}

    def _restore(self, net: Any) -> None:
        weights = self._weights or {}
        for p in net.get_parameters() if weights else ():
            if p.name in weights:
                p.set_data(Tensor(weights[p.name], p.dtype))


class ReduceLROnPlateau(_Watcher):
    """Lowers the learning rate when a metric no longer gets better.

    Args:
        monitor: "loss", or the name of a metric of `Model.fit`.
        factor: what the learning rate is multiplied by.
        patience: the number of epochs to wait.
        verbose: print it.
        mode: "min", "max", or "auto".
        min_delta: what counts as better.
        cooldown: the number of epochs to wait after a change.
        min_lr: the least learning rate.

    Examples:
        >>> from mindspore.train import ReduceLROnPlateau
        >>> callback = ReduceLROnPlateau("acc", patience=3)
    """

    def __init__(
        self,
        monitor: str = "eval_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: bool = False,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0,
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        if not 0 <= factor < 1:
            raise ValueError(f"`factor` needs to be in the range [0, 1), but is {factor}")
        self.factor, self.patience, self.verbose = factor, patience, verbose
        self.cooldown, self.min_lr = cooldown, min_lr
        self.cooldown_counter = self.wait = 0
        self.best = self.worst

    def on_train_begin(self, run_context: RunContext) -> None:
        """Starts anew."""
        self.cooldown_counter = self.wait = 0
        self.best = self.worst

    def on_train_epoch_end(self, run_context: RunContext) -> None:
        """Compares, and lowers the learning rate after `patience` epochs."""
        state = run_context.original_args()
        value = self.value(run_context)
        if value is None:
            return
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.wait = 0
        if self.better(value, self.best):
            self.best, self.wait = value, 0
        elif self.cooldown_counter <= 0:
            self.wait += 1
            if self.wait >= self.patience:
                self._lower(state["optimizer"], state["cur_epoch_num"])

    def _lower(self, optimizer: Any, epoch: int) -> None:
        rate = optimizer.learning_rate
        old = float(rate.asnumpy())
        if old <= self.min_lr:
            return
        new = max(old * self.factor, self.min_lr)
        rate.set_data(Tensor(new, rate.dtype))
        if self.verbose:
            print(f"Epoch {epoch:05d}: ReduceLROnPlateau reducing learning rate to {new}.",
                  flush=True)  # fmt: skip
        self.cooldown_counter, self.wait = self.cooldown, 0


class LearningRateScheduler(Callback):
    """Sets the learning rate by a function of itself and the step.

    Args:
        learning_rate_function: takes the learning rate and the number of the step.

    Examples:
        >>> from mindspore.train import LearningRateScheduler
        >>> callback = LearningRateScheduler(lambda lr, step: lr * 0.9)
    """

    def __init__(self, learning_rate_function: Any) -> None:
        if not callable(learning_rate_function):
            raise TypeError("`learning_rate_function` needs to be a function")
        self.learning_rate_function = learning_rate_function

    def step_end(self, run_context: RunContext) -> None:
        """Sets the learning rate."""
        state = run_context.original_args()
        rate = state["optimizer"].learning_rate
        new = self.learning_rate_function(float(rate.asnumpy()), state["cur_step_num"])
        if not isinstance(new, (float, np.floating)):
            raise TypeError(
                f"`learning_rate_function` needs to give a float, but gave {type(new).__name__}"
            )
        rate.set_data(Tensor(float(new), rate.dtype))
