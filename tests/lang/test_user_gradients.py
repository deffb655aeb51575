"""Gradients that programs write themselves are parts of the program: what they print and change
happens at each call, what they decide by a Tensor is decided in the graph."""

import pytest
from modes import compiled, every_mode, f32

import mindspore as ms
from mindspore import Tensor, nn, ops


class Told(nn.Cell):
    """Prints and counts in its gradient."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        self.seen = []

    def construct(self, x):
        return x * x

    def bprop(self, x, out, dout):
        self.calls += 1
        self.seen.append(x.shape)
        print("bprop", self.calls, dout)
        return (dout * 3 + out,)


class Decides(nn.Cell):
    """Chooses its gradient by a Tensor."""

    def construct(self, x):
        return x * 2

    def bprop(self, x, out, dout):
        if x.sum() > 0:
            return (dout * 5,)
        while dout.sum() < 20:
            dout = dout * 2
        return (dout,)


@pytest.mark.parametrize("mode", ["eager", "graph"])
def test_a_bprop_prints_and_changes_its_cell_at_each_call(mode, capsys):
    cell = Told()

    def step(x):
        return ms.grad(cell)(x)

    if mode == "graph":
        step = compiled(step)
    for call in (1, 2, 3):
        assert step(Tensor([2.0])).asnumpy().tolist() == [7.0]
        assert cell.calls == call
        assert cell.seen == [(1,)] * call
        assert capsys.readouterr().out == f"bprop {call} [1.]\n"


@every_mode(f32(3), also=((Tensor([-1.0, -2.0]),), (Tensor([4.0]),)))
def test_a_bprop_decides_by_a_tensor(x):
    return ms.grad(Decides())(x)


@every_mode(f32(3), also=((Tensor([-1.0, -2.0]),),), grad=True)
def test_a_bprop_that_decides_is_differentiated_around(x):
    return Decides()(x * x).sum()


@every_mode(f32(3))
def test_a_hook_sees_the_gradient_and_replaces_it(x):
    seen = []

    def hook(gradient):
        seen.append(gradient + 1)
        return gradient * 2

    def inner(x):
        y = x * 3
        y.register_hook(hook)
        return (y * y).sum()

    return ms.grad(inner)(x), seen


@every_mode(f32(3))
def test_a_hook_is_taken_away_again(x):
    def inner(x):
        y = x * 3
        handle = y.register_hook(lambda gradient: gradient * 2)
        handle.remove()
        return (y * y).sum()

    return ms.grad(inner)(x)


@every_mode(f32(3))
def test_gradients_pass_through_functions_and_are_shown(x):
    double = ops.InsertGradientOf(lambda gradient: gradient * 2)
    show = ops.HookBackward(lambda gradients: print("gradient", gradients[0]))
    return ms.grad(lambda x: (show(double(x)) * 3).sum())(x)


@every_mode(f32(2))
def test_tensors_carry_attributes(x):
    y = x * 2
    y.label = ["half"]
    y.label.append("twice")
    before = hasattr(y, "other"), getattr(y, "label", None)
    del y.label
    return before, hasattr(y, "label"), y + 1
