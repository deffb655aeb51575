"""Cells around a net: with its loss, with one training step, for evaluation."""

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.kinds import is_float
from mindspore.common.parameter import Parameter, ParameterTuple
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean
from mindspore.nn.cell import Cell
from mindspore.nn.layer.basic import Identity


class WithLossCell(Cell):
    """Gives the loss of a net.

    Args:
        backbone: the net.
        loss_fn: a loss of its output and the label.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> net = nn.WithLossCell(nn.Identity(), nn.MSELoss())
        >>> print(net(Tensor([1.0]), Tensor([3.0])))
        4.0
    """

    def __init__(self, backbone: Cell, loss_fn: Any) -> None:
        super().__init__(auto_prefix=False)
        self._backbone = backbone
        self._loss_fn = loss_fn

    def construct(self, data: Tensor, label: Tensor) -> Tensor:
        """Gives the loss."""
        return self._loss_fn(self._backbone(data), label)

    @property
    def backbone_network(self) -> Cell:
        """The net."""
        return self._backbone


class WithGradCell(Cell):
    """Gives the gradients of a net's loss with respect to its trainable Parameters.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> net = nn.Dense(1, 1, weight_init="ones", has_bias=False)
        >>> grads = nn.WithGradCell(net, nn.MSELoss())(Tensor([[1.0]]), Tensor([[3.0]]))
        >>> print(grads[0])
        [[-4.]]
    """

    def __init__(self, network: Cell, loss_fn: Any = None, sens: Any = None) -> None:
        super().__init__(auto_prefix=False)
        self.network = network
        self.loss_fn = loss_fn
        self.weights = ParameterTuple(network.trainable_params())
        self.sens = sens
        self.grad = ops.GradOperation(get_by_list=True, sens_param=sens is not None)
        self.network_with_loss = network if loss_fn is None else WithLossCell(network, loss_fn)
        self.network.set_train()

    def construct(self, *inputs: Any) -> Any:
        """Gives the gradients."""
        more = () if self.sens is None else (self.sens,)
        return self.grad(self.network_with_loss, self.weights)(*inputs, *more)


class ForwardValueAndGrad(Cell):
    """Gives a net's output and its gradients.

    Args:
        network: the net.
        weights: the Parameters, for `get_by_list`.
        get_all: gradients with respect to all inputs.
        get_by_list: gradients with respect to `weights`.
        sens_param: the last input is the gradient of the output.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> loss, grads = nn.ForwardValueAndGrad(nn.ReLU(), get_all=True)(Tensor([3.0]))
        >>> print(loss, grads[0])
        [3.] [1.]
    """

    def __init__(
        self,
        network: Any,
        weights: Any = None,
        get_all: bool = False,
        get_by_list: bool = False,
        sens_param: bool = False,
    ) -> None:
        super().__init__(auto_prefix=False)
        if not callable(network):
            raise TypeError(f"`network` needs to be callable, but is {type(network).__name__}")
        if get_by_list and not isinstance(weights, (ParameterTuple, tuple, list)):
            raise TypeError(f"`weights` needs to be Parameters, but is {type(weights).__name__}")
        self.network = network
        if isinstance(network, Cell):
            self.network.set_grad()
        self.weights = weights
        self.get_all = boolean(get_all, "get_all")
        self.get_by_list = boolean(get_by_list, "get_by_list")
        self.sens_param = boolean(sens_param, "sens_param")
        self.grad = ops.GradOperation(get_all, get_by_list, sens_param)

    def construct(self, *inputs: Any) -> Any:
        """Gives the output and the gradients."""
        given = inputs[:-1] if self.sens_param else inputs
        output = self.network(*given)
        if self.get_by_list:
            return output, self.grad(self.network, self.weights)(*inputs)
        return output, self.grad(self.network)(*inputs)


class TrainOneStepCell(Cell):
    """Takes one training step: loss, gradients, update; gives the loss.

    Args:
        network: a net that gives its loss.
        optimizer: the optimiser.
        sens: the gradient of the loss: a number.
        return_grad: give the gradients too.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> net = nn.WithLossCell(nn.Dense(2, 1), nn.MSELoss())
        >>> step = nn.TrainOneStepCell(net, nn.SGD(net.trainable_params(), 0.1))
        >>> step(Tensor([[1.0, 2.0]]), Tensor([[1.0]])).shape
        ()
    """

    def __init__(
        self, network: Cell, optimizer: Any, sens: float | None = None, return_grad: bool = False
    ) -> None:
        super().__init__(auto_prefix=False)
        self.network = network
        self.network.set_grad()
        self.optimizer = optimizer
        self.weights = self.optimizer.parameters
        self.grad_reducer, self.reducer_flag = Identity(), False
        # Subclasses that write their own step differentiate by these.
        self.grad = ops.GradOperation(get_by_list=True, sens_param=True)
        self.grad_no_sens = ops.GradOperation(get_by_list=True)
        self.sense_flag = sens is not None
        self.sens = 1.0 if sens is None else sens
        self.return_grad = boolean(return_grad, "return_grad")
        if return_grad:
            self.weights_name = [p.name for p in self.weights]
        self._step = ops.value_and_grad(self._loss, None, self.weights, has_aux=True)

    def _loss(self, *inputs: Any) -> tuple:
        """The loss times `sens`, and the outputs as they are."""
        outputs = self.network(*inputs)
        first = outputs[0] if isinstance(outputs, tuple) else outputs
        if self.sense_flag:
            first = first * self.sens
        return first, outputs

    def construct(self, *inputs: Any) -> Any:
        """Takes the step."""
        (_, outputs), grads = self._step(*inputs)
        grads = self.grad_reducer(grads)
        self.optimizer(grads)
        if self.return_grad:
            return outputs, dict(zip(self.weights_name, grads, strict=True))
        return outputs


class WithEvalCell(Cell):
    """Gives loss, output and label.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> net = nn.WithEvalCell(nn.Identity(), nn.MSELoss())
        >>> loss, output, label = net(Tensor([1.0]), Tensor([3.0]))
        >>> print(loss, output, label)
        4.0 [1.] [3.]
    """

    def __init__(self, network: Cell, loss_fn: Any, add_cast_fp32: bool = False) -> None:
        super().__init__(auto_prefix=False)
        self._network = network
        self._loss_fn = loss_fn
        self.add_cast_fp32 = boolean(add_cast_fp32, "add_cast_fp32")

    def construct(self, data: Tensor, label: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Gives loss, output and label."""
        output = self._network(data)
        if self.add_cast_fp32:
            label = ops.cast(label, mstype.float32) if is_float(label.dtype) else label
            output = ops.cast(output, mstype.float32)
        return self._loss_fn(output, label), output, label


class ParameterUpdate(Cell):
    """Overwrites a Parameter.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> print(nn.ParameterUpdate(p)(Tensor([3.0])).asnumpy())
        [3.]
    """

    def __init__(self, param: Parameter) -> None:
        super().__init__(auto_prefix=False)
        if not isinstance(param, Parameter):
            raise TypeError(f"`param` needs to be a Parameter, but is {type(param).__name__}")
        self._param = param

    def construct(self, x: Tensor) -> Parameter:
        """Overwrites the Parameter and gives it."""
        ops.assign(self._param, x)
        return self._param


class TimeDistributed(Cell):
    """Applies a layer to each slice along the time axis.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.TimeDistributed(nn.Dense(2, 3), time_axis=1)(ops.ones((4, 5, 2))).shape
        (4, 5, 3)
    """

    def __init__(self, layer: Any, time_axis: int, reshape_with_axis: int | None = None) -> None:
        super().__init__()
        self.layer, self.time_axis, self.reshape_with_axis = layer, time_axis, reshape_with_axis

    def construct(self, inputs: Tensor) -> Tensor:
        """Gives the outputs, stacked along the time axis."""
        axis = self.time_axis % inputs.ndim
        return ops.stack([self.layer(part) for part in ops.unstack(inputs, axis)], axis)
