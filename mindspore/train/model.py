"""Model: a net, its loss, an optimiser and metrics, with the loops that train and evaluate."""

from typing import Any

from mindspore import nn
from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell
from mindspore.train import amp
from mindspore.train.callback import Callback, CallbackManager, ProgressBar, RunContext
from mindspore.train.callback._callback import InternalCallbackParam
from mindspore.train.dataset_helper import DatasetHelper
from mindspore.train.metrics import Loss, get_metrics


def _epochs(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"`{name}` needs to be an int, but is {type(value).__name__}")
    if value <= 0:
        raise ValueError(f"`{name}` needs to be greater than 0, but is {value}")
    return value


def _as_tuple(value: Any) -> tuple:
    return value if isinstance(value, tuple) else (value,)


def _plain_callbacks(callbacks: Any) -> list[Callback]:
    return CallbackManager(callbacks).callbacks


class Model:
    """Trains, evaluates and applies a net.

    Args:
        network: the net.
        loss_fn: the loss of its output and the label; without it the net gives its loss itself.
        optimizer: the optimiser; without it the net takes its training step itself.
        metrics: names of metrics, or metrics by name.
        eval_network: a net that gives what the metrics take.
        eval_indexes: which of its outputs are the loss, the prediction and the label.
        amp_level: "O0" to "O3" or "auto"; see `amp.auto_mixed_precision`.
        boost_level: kept for programs that set it.
        kwargs: `loss_scale_manager`, `keep_batchnorm_fp32`.

    Examples:
        >>> import numpy as np
        >>> from mindspore import dataset, nn, train
        >>> net = nn.Dense(1, 1)
        >>> model = train.Model(net, nn.MSELoss(), nn.SGD(net.trainable_params(), 0.1))
        >>> x = np.ones((4, 1), np.float32)
        >>> data = dataset.NumpySlicesDataset((x, 2 * x), ["x", "y"])
        >>> model.train(1, data.batch(2), dataset_sink_mode=False)
    """

    def __init__(
        self,
        network: Cell,
        loss_fn: Any = None,
        optimizer: Any = None,
        metrics: Any = None,
        eval_network: Cell | None = None,
        eval_indexes: list[int] | None = None,
        amp_level: str = "O0",
        boost_level: str = "O0",
        **kwargs: Any,
    ) -> None:
        if not isinstance(network, Cell):
            raise TypeError(f"`network` needs to be a Cell, but is {type(network).__name__}")
        unknown = set(kwargs) - {"loss_scale_manager", "keep_batchnorm_fp32"}
        if unknown:
            raise ValueError(f"Model has no argument `{unknown.pop()}`")
        self._network, self._loss_fn, self._optimizer = network, loss_fn, optimizer
        self._amp_level, self._boost_level = amp_level, boost_level
        self._settings = kwargs
        self._metric_fns = get_metrics(metrics)
        self._eval_indexes = self._checked_indexes(eval_indexes, eval_network)
        self._train_network = self._build_train_network()
        self._eval_network = self._build_eval_network(eval_network)

    @staticmethod
    def _checked_indexes(indexes: Any, eval_network: Any) -> list[int] | None:
        if indexes is None or eval_network is None:
            return None
        if not isinstance(indexes, list) or len(indexes) not in (1, 2, 3):
            raise ValueError(f"`eval_indexes` needs to be a list of 1 to 3 ints: {indexes!r}")
        return indexes

    def _build_train_network(self) -> Cell:
        if self._optimizer is not None:
            return amp.build_train_network(
                self._network,
                self._optimizer,
                self._loss_fn,
                level=self._amp_level,
                **self._settings,
            )
        if self._loss_fn is not None:
            return nn.WithLossCell(self._network, self._loss_fn)
        return self._network

    def _build_eval_network(self, given: Cell | None) -> Cell | None:
        if not self._metric_fns:
            return None
        if given is not None:
            return given
        if self._loss_fn is None:
            raise ValueError("`metrics` needs a `loss_fn` or an `eval_network` to measure with")
        self._eval_indexes = [0, 1, 2]
        add_cast = self._amp_level in ("O2", "O3", "auto")
        return nn.WithEvalCell(self._network, self._loss_fn, add_cast)

    @property
    def train_network(self) -> Cell:
        """The Cell that takes a training step."""
        return self._train_network

    @property
    def predict_network(self) -> Cell:
        """The net."""
        return self._network

    @property
    def eval_network(self) -> Cell | None:
        """The Cell that gives what the metrics take."""
        return self._eval_network

    # Training

    def train(
        self,
        epoch: int,
        train_dataset: Any,
        callbacks: Any = None,
        dataset_sink_mode: bool = False,
        sink_size: int = -1,
        initial_epoch: int = 0,
        progress: bool = False,
    ) -> None:
        """Trains over a data set.

        Args:
            epoch: the number of epochs.
            train_dataset: the data set.
            callbacks: a Callback, or a list of them.
            dataset_sink_mode: kept for programs that set it.
            sink_size: the steps of an epoch; -1 for the data set's.
            initial_epoch: the number of epochs done before.
            progress: show a bar for each epoch.
        """
        state = self._train_state(epoch, train_dataset, callbacks, dataset_sink_mode, initial_epoch)
        self._train(state, _Plan(sink_size, initial_epoch, progress))

    def fit(
        self,
        epoch: int,
        train_dataset: Any,
        valid_dataset: Any = None,
        valid_frequency: Any = 1,
        callbacks: Any = None,
        dataset_sink_mode: bool = False,
        valid_dataset_sink_mode: bool = False,
        sink_size: int = -1,
        initial_epoch: int = 0,
        progress: bool = False,
    ) -> None:
        """Trains over a data set, and evaluates over another between epochs.

        Args:
            epoch: the number of epochs.
            train_dataset: the data set to train over.
            valid_dataset: the data set to evaluate over.
            valid_frequency: the number of epochs between evaluations, or a list of epochs.
            callbacks: a Callback, or a list of them.
            dataset_sink_mode: kept for programs that set it.
            valid_dataset_sink_mode: kept for programs that set it.
            sink_size: the steps of an epoch; -1 for the data set's.
            initial_epoch: the number of epochs done before.
            progress: show a bar for each epoch.
        """
        state = self._train_state(epoch, train_dataset, callbacks, dataset_sink_mode, initial_epoch)
        if valid_dataset is not None and not self._metric_fns:
            raise ValueError("`fit` needs a Model with `metrics` to evaluate")
        plan = _Plan(sink_size, initial_epoch, progress)
        plan.valid_dataset, plan.valid_frequency = valid_dataset, valid_frequency
        self._train(state, plan)

    def _train_state(
        self, epoch: int, dataset: Any, callbacks: Any, sink_mode: bool, initial: int
    ) -> InternalCallbackParam:
        _epochs(epoch, "epoch")
        if not hasattr(dataset, "create_tuple_iterator"):
            raise TypeError(f"the data set needs to be a Dataset, but is {type(dataset).__name__}")
        if not isinstance(initial, int) or not 0 <= initial < epoch:
            raise ValueError(f"`initial_epoch` needs to be in the range [0, {epoch}): {initial}")
        return InternalCallbackParam(
            train_network=self._train_network,
            epoch_num=epoch,
            batch_num=dataset.get_dataset_size(),
            mode="train",
            loss_fn=self._loss_fn,
            optimizer=self._optimizer,
            parallel_mode="stand_alone",
            device_number=1,
            train_dataset=dataset,
            list_callback=_plain_callbacks(callbacks),
            dataset_sink_mode=sink_mode,
            network=self._network,
            initial_step=0,
            loss_scale_mananger=self._settings.get("loss_scale_manager"),
            last_save_ckpt_step=None,
            latest_ckpt_file=None,
            cur_step_num=0,
            train_dataset_element=None,
        )

    def _train(self, state: InternalCallbackParam, plan: "_Plan") -> None:
        helper = DatasetHelper(
            state.train_dataset,
            sink_size=plan.sink_size,
            epoch_num=state.epoch_num - plan.initial_epoch,
        )
        state.batch_num = helper.sink_size()
        state.cur_step_num = plan.initial_epoch * state.batch_num
        callbacks = [*state.list_callback, *([ProgressBar()] if plan.progress else [])]
        context = RunContext(state)
        with CallbackManager(callbacks) as manager:
            manager.on_train_begin(context)
            for number in range(plan.initial_epoch + 1, state.epoch_num + 1):
                state.cur_epoch_num = number
                # An evaluation between epochs has switched it off.
                self._train_network.set_train()
                self._train_epoch(helper, state, context, manager)
                if plan.evaluates(number):
                    self._evaluate_within(plan, state)
                manager.on_train_epoch_end(context)
                if context.get_stop_requested():
                    break
            manager.on_train_end(context)

    def _train_epoch(
        self, helper: DatasetHelper, state: Any, context: RunContext, manager: CallbackManager
    ) -> None:
        manager.on_train_epoch_begin(context)
        for batch in helper:
            state.cur_step_num += 1
            state.train_dataset_element = list(batch)
            manager.on_train_step_begin(context)
            self._check_batch(batch)
            state.net_outputs = self._train_network(*batch)
            self._update_loss_scale(state.net_outputs)
            manager.on_train_step_end(context)
            if context.get_stop_requested():
                break

    def _check_batch(self, batch: tuple) -> None:
        if self._loss_fn is not None and len(batch) != 2:
            raise ValueError(
                "a Model with a `loss_fn` needs a data set of two columns, data and label, "
                f"but the data set has {len(batch)}"
            )

    def _update_loss_scale(self, outputs: Any) -> None:
        """Tells a loss scale manager of the program's own whether the step overflowed."""
        manager = self._settings.get("loss_scale_manager")
        if manager is not None and isinstance(outputs, tuple) and len(outputs) > 1:
            manager.update_loss_scale(bool(outputs[1]))

    def _evaluate_within(self, plan: "_Plan", state: InternalCallbackParam) -> None:
        results = self.eval(plan.valid_dataset, _between(state.list_callback))
        state.eval_results = results

    # Evaluation

    def eval(
        self,
        valid_dataset: Any,
        callbacks: Any = None,
        dataset_sink_mode: bool = False,
    ) -> dict[str, Any]:
        """Gives the metrics over a data set.

        Args:
            valid_dataset: the data set.
            callbacks: a Callback, or a list of them.
            dataset_sink_mode: kept for programs that set it.
        """
        if not self._metric_fns or self._eval_network is None:
            raise ValueError("`eval` needs a Model with `metrics`")
        for metric in self._metric_fns.values():
            metric.clear()
        state = InternalCallbackParam(
            eval_network=self._eval_network,
            valid_dataset=valid_dataset,
            batch_num=valid_dataset.get_dataset_size(),
            mode="eval",
            cur_step_num=0,
            list_callback=_plain_callbacks(callbacks),
            network=self._network,
            dataset_sink_mode=dataset_sink_mode,
        )
        context = RunContext(state)
        self._eval_network.set_train(False)
        with CallbackManager(state.list_callback) as manager:
            manager.on_eval_begin(context)
            manager.on_eval_epoch_begin(context)
            self._eval_epoch(state, context, manager)
            manager.on_eval_epoch_end(context)
            state.metrics = self._measured()
            manager.on_eval_end(context)
        return state.metrics

    def _eval_epoch(self, state: Any, context: RunContext, manager: CallbackManager) -> None:
        for batch in DatasetHelper(state.valid_dataset):
            state.cur_step_num += 1
            state.eval_dataset_element = list(batch)
            manager.on_eval_step_begin(context)
            state.net_outputs = self._eval_network(*batch)  # type: ignore[misc]
            self._update_metrics(_as_tuple(state.net_outputs))
            manager.on_eval_step_end(context)
            if context.get_stop_requested():
                break

    def _update_metrics(self, outputs: tuple) -> None:
        for metric in self._metric_fns.values():
            if metric.indexes is not None or self._eval_indexes is None:
                metric.update(*outputs)
            elif isinstance(metric, Loss):
                metric.update(outputs[self._eval_indexes[0]])
            else:
                metric.update(*(outputs[i] for i in self._eval_indexes[1:]))

    def _measured(self) -> dict[str, Any]:
        return {name: metric.eval() for name, metric in self._metric_fns.items()}

    # Use

    def predict(self, *predict_data: Any, backend: str | None = None, **kwargs: Any) -> Any:
        """Gives the net's output.

        Args:
            predict_data: the inputs.
            backend: kept for programs that set it.
            kwargs: kept for programs that set `config`.
        """
        for value in predict_data:
            if not isinstance(value, (Tensor, tuple, list, dict, int, float, bool, type(None))):
                raise TypeError(f"`predict` needs Tensors, but was given {type(value).__name__}")
        self._network.set_train(False)
        return self._network(*predict_data)

    def build(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: what needs compiling is compiled on first use."""

    def infer_predict_layout(self, *predict_data: Any) -> None:
        """Nothing: there is one device."""

    def infer_train_layout(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: there is one device."""


class _Plan:
    """How a training goes on: its epochs, and what comes between them."""

    def __init__(self, sink_size: int, initial_epoch: int, progress: bool) -> None:
        self.sink_size, self.initial_epoch, self.progress = sink_size, initial_epoch, progress
        self.valid_dataset: Any = None
        self.valid_frequency: Any = 1

    def evaluates(self, epoch: int) -> bool:
        """Whether an evaluation follows this epoch."""
        if self.valid_dataset is None:
            return False
        if isinstance(self.valid_frequency, int):
            return epoch % self.valid_frequency == 0
        return epoch in self.valid_frequency


def _between(callbacks: list[Callback]) -> list[Callback]:
    """The callbacks that an evaluation between epochs calls too: those that ask for it."""
    evaluating = ("on_eval_begin", "on_eval_step_end", "on_eval_epoch_end", "on_eval_end")
    return [
        callback
        for callback in callbacks
        if any(getattr(type(callback), name) is not getattr(Callback, name) for name in evaluating)
    ]
