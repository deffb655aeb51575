"""Callback, what a training loop calls at its stations; and what it is given."""

from collections.abc import Iterable
from typing import Any


class Callback:
    """The base of callbacks: override the stations wanted.

    The names `on_train_*` and `on_eval_*` tell training from evaluation; the older `begin`,
    `epoch_begin`, `step_begin`, `step_end`, `epoch_end`, `end` are called by both.

    Examples:
        >>> from mindspore.train import Callback
        >>> class Hello(Callback):
        ...     def on_train_begin(self, run_context):
        ...         print("hello")
        >>> Hello().on_train_begin(None)
        hello
    """

    def __enter__(self) -> "Callback":
        return self

    def __exit__(self, *error: Any) -> None:
        return

    def begin(self, run_context: "RunContext") -> None:
        """Before all."""

    def epoch_begin(self, run_context: "RunContext") -> None:
        """Before each epoch."""

    def epoch_end(self, run_context: "RunContext") -> None:
        """After each epoch."""

    def step_begin(self, run_context: "RunContext") -> None:
        """Before each step."""

    def step_end(self, run_context: "RunContext") -> None:
        """After each step."""

    def end(self, run_context: "RunContext") -> None:
        """After all."""

    def on_train_begin(self, run_context: "RunContext") -> None:
        """Before training."""
        self.begin(run_context)

    def on_train_epoch_begin(self, run_context: "RunContext") -> None:
        """Before each epoch of training."""
        self.epoch_begin(run_context)

    def on_train_epoch_end(self, run_context: "RunContext") -> None:
        """After each epoch of training."""
        self.epoch_end(run_context)

    def on_train_step_begin(self, run_context: "RunContext") -> None:
        """Before each step of training."""
        self.step_begin(run_context)

    def on_train_step_end(self, run_context: "RunContext") -> None:
        """After each step of training."""
        self.step_end(run_context)

    def on_train_end(self, run_context: "RunContext") -> None:
        """After training."""
        self.end(run_context)

    def on_eval_begin(self, run_context: "RunContext") -> None:
        """Before evaluation."""
        self.begin(run_context)

    def on_eval_epoch_begin(self, run_context: "RunContext") -> None:
        """Before each pass of evaluation."""
        self.epoch_begin(run_context)

    def on_eval_epoch_end(self, run_context: "RunContext") -> None:
        """After each pass of evaluation."""
        self.epoch_end(run_context)

    def on_eval_step_begin(self, run_context: "RunContext") -> None:
        """Before each step of evaluation."""
        self.step_begin(run_context)

    def on_eval_step_end(self, run_context: "RunContext") -> None:
        """After each step of evaluation."""
        self.step_end(run_context)

    def on_eval_end(self, run_context: "RunContext") -> None:
        """After evaluation."""
        self.end(run_context)


class InternalCallbackParam(dict):
    """What the loop knows, as attributes or keys."""

    def __getattr__(self, name: str) -> Any:
        if name in self:
            return self[name]
        raise AttributeError(f"the loop gives no `{name}`; it gives {', '.join(sorted(self))}")

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


class RunContext:
    """What callbacks are given: the loop's state, and the means to stop it.

    Examples:
        >>> from mindspore.train import RunContext
        >>> context = RunContext({"cur_epoch_num": 3})
        >>> context.original_args()["cur_epoch_num"]
        3
    """

    def __init__(self, original_args: Any) -> None:
        if not isinstance(original_args, dict):
            raise TypeError(
                f"`original_args` needs to be a dict, but is {type(original_args).__name__}"
            )
        self._original_args = original_args
        self._stop_requested = False

    def original_args(self) -> Any:
        """The loop's state."""
        return self._original_args

    def request_stop(self) -> None:
        """Asks the loop to end after this step."""
        self._stop_requested = True

    def get_stop_requested(self) -> bool:
        """Whether the loop has been asked to end."""
        return self._stop_requested


_STATIONS = [
    f"on_{mode}_{station}"
    for mode in ("train", "eval")
    for station in ("begin", "epoch_begin", "epoch_end", "step_begin", "step_end", "end")
]


class CallbackManager(Callback):
    """Several callbacks as one, called in order."""

    def __init__(self, callbacks: Any) -> None:
        if callbacks is None:
            given: Iterable = ()
        elif isinstance(callbacks, Callback):
            given = (callbacks,)
        elif isinstance(callbacks, (list, tuple)):
            given = callbacks
        else:
            raise TypeError(
                f"`callbacks` needs to be a Callback or a list, but is {type(callbacks).__name__}"
            )
        self._callbacks = list(given)
        for callback in self._callbacks:
            if not isinstance(callback, Callback):
                raise TypeError(f"`callbacks` needs Callbacks, but holds {type(callback).__name__}")

    @property
    def callbacks(self) -> list[Callback]:
        """The callbacks."""
        return self._callbacks

    def __enter__(self) -> "CallbackManager":
        for callback in self._callbacks:
            callback.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        for callback in reversed(self._callbacks):
            callback.__exit__(*error)


def _forward(station: str) -> Any:
    def call(self: CallbackManager, run_context: RunContext) -> None:
        for callback in self._callbacks:
            getattr(callback, station)(run_context)

    call.__name__ = station
    return call


for _station in _STATIONS:
    setattr(CallbackManager, _station, _forward(_station))


def scalar_loss(outputs: Any) -> Any:
    """The loss among a step's outputs as a float, or None if there is none."""
    from mindspore.common.tensor import Tensor

    first = outputs[0] if isinstance(outputs, (tuple, list)) and outputs else outputs
    if isinstance(first, Tensor):
        return float(first.asnumpy().mean())
    return first if isinstance(first, float) else None
