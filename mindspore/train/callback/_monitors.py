"""Callbacks that show what goes on: loss, time, history, a progress bar."""

import math
import time
from typing import Any

from mindspore.train.callback._callback import Callback, RunContext, scalar_loss


class LossMonitor(Callback):
    """Prints the loss, and stops the training if it is not a number.

    Args:
        per_print_times: how many steps lie between two lines; 0 for epochs' ends only.

    Examples:
        >>> from mindspore.train import LossMonitor
        >>> monitor = LossMonitor(100)
    """

    def __init__(self, per_print_times: int = 1) -> None:
        if isinstance(per_print_times, bool) or not isinstance(per_print_times, int):
            raise TypeError(f"`per_print_times` needs to be an int, but is {per_print_times!r}")
        if per_print_times < 0:
            raise ValueError(f"`per_print_times` needs to be at least 0: {per_print_times}")
        self._per_print_times = per_print_times
        self._last_print_time = 0

    def step_end(self, run_context: RunContext) -> None:
        """Prints the loss."""
        state = run_context.original_args()
        loss = scalar_loss(state.get("net_outputs"))
        epoch = state["cur_epoch_num"]
        step = (state["cur_step_num"] - 1) % state["batch_num"] + 1
        if loss is not None and not math.isfinite(loss):
            raise ValueError(
                f"the loss needs to be a finite number, but is {loss} "
                f"in epoch {epoch}, step {step}: the training ends"
            )
        if state["cur_step_num"] <= self._last_print_time:
            # A new training has begun.
            while state["cur_step_num"] <= self._last_print_time:
                self._last_print_time -= max(self._per_print_times, state["batch_num"])
        passed = state["cur_step_num"] - self._last_print_time
        if self._per_print_times and passed >= self._per_print_times and loss is not None:
            self._last_print_time = state["cur_step_num"]
            print(f"epoch: {epoch} step: {step}, loss is {loss}", flush=True)

    def on_train_epoch_end(self, run_context: RunContext) -> None:
        """Prints the metrics of an evaluation that `Model.fit` has made."""
        state = run_context.original_args()
        if "eval_results" in state:
            if state["eval_results"]:
                print(f"Eval result: epoch {state['cur_epoch_num']}, "
                      f"metrics: {state['eval_results']}", flush=True)  # fmt: skip
            state["eval_results"] = {}

    def on_eval_step_end(self, run_context: RunContext) -> None:
        """Nothing: an evaluation's loss is in its metrics."""


class TimeMonitor(Callback):
    """Prints the time of each epoch and of a step in it.

    Args:
        data_size: the number of steps, if the data set's is not right.
        data_time: print how long the data took.

    Examples:
        >>> from mindspore.train import TimeMonitor
        >>> monitor = TimeMonitor()
    """

    def __init__(self, data_size: int | None = None, data_time: bool = False) -> None:
        self.data_size = data_size
        self.data_time = data_time
        self._began = time.perf_counter()
        self._step_began = 0.0
        self._computing = 0.0

    def epoch_begin(self, run_context: RunContext) -> None:
        """Starts the clock."""
        self._began = time.perf_counter()
        self._computing = 0.0

    def step_begin(self, run_context: RunContext) -> None:
        """Starts the step's clock."""
        self._step_began = time.perf_counter()

    def step_end(self, run_context: RunContext) -> None:
        """Counts the step's time."""
        self._computing += time.perf_counter() - self._step_began

    def epoch_end(self, run_context: RunContext) -> None:
        """Prints the times."""
        passed = (time.perf_counter() - self._began) * 1000
        state = run_context.original_args()
        steps = self.data_size or state.get("batch_num") or 1
        mode = "Train" if state.get("mode", "train") == "train" else "Eval"
        text = f"{mode} epoch time: {passed:5.3f} ms, per step time: {passed / steps:5.3f} ms"
        if self.data_time:
            waiting = passed - self._computing * 1000
            text += f" (data time: {waiting / steps:5.3f} ms per step)"
        print(text, flush=True)


class History(Callback):
    """Keeps the output of each epoch's last step and the metrics.

    Examples:
        >>> from mindspore.train import History
        >>> History().history
        {}
    """

    def __init__(self) -> None:
        self.history: dict[str, list] = {}
        self.epoch: dict[str, list[int]] = {}

    def begin(self, run_context: RunContext) -> None:
        """Starts anew."""
        self.epoch = {"epoch": []}

    def epoch_end(self, run_context: RunContext) -> None:
        """Keeps the epoch's."""
        state = run_context.original_args()
        self.epoch.setdefault("epoch", []).append(state.get("cur_epoch_num", 1))
        output = state.get("net_outputs")
        loss = scalar_loss(output)
        if state.get("mode") == "train":
            self.history.setdefault("net_output", []).append(loss if loss is not None else output)
        for name, value in (state.get("eval_results") or {}).items():
            self.history.setdefault(name, []).append(value)


class LambdaCallback(Callback):
    """Calls functions at the stations.

    Examples:
        >>> from mindspore.train import LambdaCallback
        >>> callback = LambdaCallback(on_train_end=lambda run_context: print("done"))
        >>> callback.on_train_end(None)
        done
    """

    def __init__(
        self,
        on_train_epoch_begin: Any = None,
        on_train_epoch_end: Any = None,
        on_train_step_begin: Any = None,
        on_train_step_end: Any = None,
        on_train_begin: Any = None,
        on_train_end: Any = None,
        on_eval_epoch_begin: Any = None,
        on_eval_epoch_end: Any = None,
        on_eval_step_begin: Any = None,
        on_eval_step_end: Any = None,
        on_eval_begin: Any = None,
        on_eval_end: Any = None,
    ) -> None:
        for name, function in list(locals().items()):
            if name.startswith("on_"):
                setattr(self, name, function or (lambda run_context: None))


class ProgressBar(Callback):
    """Shows a bar for each epoch, with the loss; nothing where there is no terminal.

    Examples:
        >>> from mindspore.train.callback import ProgressBar
        >>> bar = ProgressBar()
    """

    def __init__(self) -> None:
        self._bar: Any = None

    def on_train_epoch_begin(self, run_context: RunContext) -> None:
        """Opens the bar."""
        from tqdm import tqdm

        state = run_context.original_args()
        name = f"epoch {state['cur_epoch_num']}/{state['epoch_num']}"
        self._bar = tqdm(total=state["batch_num"], desc=name, unit="step", disable=None)

    def on_train_step_end(self, run_context: RunContext) -> None:
        """Moves the bar."""
        if self._bar.disable:
            return
        loss = scalar_loss(run_context.original_args().get("net_outputs"))
        if loss is not None:
            self._bar.set_postfix(loss=f"{loss:.4f}", refresh=False)
        self._bar.update(1)

    def on_train_epoch_end(self, run_context: RunContext) -> None:
        """Closes the bar."""
        self._bar.close()
