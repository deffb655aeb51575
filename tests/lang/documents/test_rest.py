"""The documents on modes, mixing them, switches and notes: the sections that are no syntax."""

import os
import subprocess
import sys
import warnings

import numpy as np
import pytest

import mindspore as ms
import mindspore.numpy as mnp
from mindspore import Tensor, jit, nn, ops
from tests.lang.modes import documented, states


class Product(nn.Cell):
    def __init__(self):
        super().__init__()
        self.matmul = ops.MatMul()
        self.z = ms.Parameter(Tensor(np.array([2.0], np.float32)), name="z")

    def construct(self, x, y):
        return self.matmul(x * self.z, y)


class OfGradient(nn.Cell):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def construct(self, x, y):
        return ms.grad(self.net)(x, y)


@states("000 Graph Mode")
@states("000 PyNative Mode")
@pytest.mark.parametrize("mode", [ms.PYNATIVE_MODE, ms.GRAPH_MODE])
def test_the_gradient_of_a_network_is_the_same_in_both_modes(mode):
    x = Tensor([[0.8, 0.6, 0.2], [1.8, 1.3, 1.1]], dtype=ms.float32)
    y = Tensor([[0.11, 3.3, 1.1], [1.1, 0.2, 1.4], [1.1, 2.2, 0.3]], dtype=ms.float32)
    ms.set_context(mode=mode, device_target="CPU")
    try:
        found = OfGradient(Product())(x, y)
    finally:
        ms.set_context(mode=ms.PYNATIVE_MODE)
    row = [9.02, 5.4, 7.2000003]
    np.testing.assert_allclose(found.asnumpy(), [row, row], rtol=1e-6)


@states("000 PyNative Mode")
def test_gradients_follow_the_control_flow_that_was_taken():
    def function(x, n):
        for _ in range(n):
            x = x * 2 if x.sum() < 10 else x + 1
        return x

    assert [str(ms.grad(function)(Tensor([1.0]), n)) for n in (0, 1, 5)] == [
        "[1.]",
        "[2.]",
        "[16.]",
    ]


@states("000 PyNative Mode")
def test_effects_of_python_happen_at_every_call():
    seen = []

    class Net(nn.Cell):
        def construct(self, x):
            seen.append(float(x[0]))
            return x

    net = Net()
    net(Tensor([1.0]))
    net(Tensor([2.0]))
    assert seen == [1.0, 2.0]


@states("000 Combination of Static and Dynamic")
@pytest.mark.parametrize("mode", [ms.PYNATIVE_MODE, ms.GRAPH_MODE])
def test_a_compiled_cell_inside_of_another(mode):
    class Inner(nn.Cell):
        def __init__(self):
            super().__init__()
            self.param = ms.Parameter(Tensor(0.5, ms.float32))

        @jit
        def construct(self, x):
            x = (x + x) * self.param
            return x * x

    class Outer(nn.Cell):
        def __init__(self):
            super().__init__()
            sizes = {"kernel_size": 2, "stride": 1, "padding": 0, "pad_mode": "valid"}
            self.conv = nn.Conv2d(1, 2, weight_init="ones", **sizes)
            self.norm = nn.BatchNorm2d(2, momentum=0.99, eps=0.00001, gamma_init="ones")
            self.inner = Inner()

        def construct(self, x):
            return nn.ReLU()(self.inner(self.norm(self.conv(x))))

    ms.set_context(mode=mode)
    try:
        assert str(Outer()(Tensor(np.ones([1, 1, 2, 2]).astype(np.float32)))).count("15.99984") == 2
    finally:
        ms.set_context(mode=ms.PYNATIVE_MODE)


@states("000 Combination of Static and Dynamic")
def test_compiled_functions_call_each_other_and_have_gradients():
    @jit
    def square(x):
        return x * x

    @jit
    def total(x):
        return square(x).sum() + plain(x)

    def plain(x):
        return square(x + 1).sum()

    x = Tensor([1.0, 2.0])
    assert str(total(x)) == "18.0"
    assert str(ms.grad(total)(x)) == "[ 6. 10.]"
    assert str(jit(ms.grad(total))(x)) == "[ 6. 10.]"


@states("002 Overview")
@pytest.mark.parametrize(("value", "allowed"), [("0", False), ("1", True)])
def test_the_switch_of_the_environment(value, allowed, tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "from mindspore import jit, Tensor\n"
        "@jit\ndef f(x):\n    return Tensor(x.asnumpy() + 1)\n"
        "print(f(Tensor([1])))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", str(program)],
        env={**os.environ, "MS_DEV_ENABLE_FALLBACK": value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode == 0) == allowed, ran.stderr


@documented("002 Instructions for Use", shows="(3.0, 7, [4 6], 2.5)", one_graph=False)
def test_results_of_numpy_on_constants():
    text = f"({np.add(1.0, 2.0)}, {np.multiply(7, 1)}, {np.add([1, 2], 3) + [0, 1]}, "
    return text + f"{np.mean([2, 3])})"


@states("002 Instructions for Use")
def test_numpy_of_the_framework_is_operators():
    @jit
    def function(x):
        return mnp.average(mnp.array([[1.0, 2.0], [3.0, 4.0]])), mnp.mean(x), mnp.ones((2,)) + x

    assert [str(each) for each in function(Tensor([2.0, 4.0]))] == ["2.5", "3.0", "[3. 5.]"]


@documented(
    "003 Base Type", Tensor([1.0]), shows="{'a': 2, 'b': None}", levels=("COMPATIBLE", "LAX")
)
def test_dictionaries_and_none(x):
    table = {"a": 1}
    table["a"] += 1
    table["b"] = None
    return table


@states("003 Instructions for Use")
def test_visits_are_not_exported(tmp_path):
    class Net(nn.Cell):
        def construct(self, x):
            return ms.tensor(np.sqrt(x.asnumpy()), ms.float32) + 1

    with warnings.catch_warnings(), pytest.raises((RuntimeError, ValueError)):
        warnings.simplefilter("ignore")
        ms.export(Net(), Tensor([1.0]), file_name=str(tmp_path / "net"), file_format="MINDIR")


@states("004 Notes")
def test_a_local_of_the_name_of_a_global_changes_nothing():
    @ms.ms_function
    def function(x, y):
        out = x + y
        VALUE = 1  # noqa: F841, N806
        return out

    assert str(function(Tensor([1.0]), Tensor([2.0]))) == "[3.]"
    assert VALUE == 5


VALUE = 5


@states("001 Network Constraints")
def test_an_undefined_name():
    @jit
    def function(x):
        return x + undefined_name  # noqa: F821

    with pytest.raises(NameError, match="undefined_name"):
        function(Tensor([1]))


@documented("001 Index Value", Tensor([[1, 2, 3], [4, 5, 6]]), shows="5")
def test_index_values_of_tensors(x):
    return x[1][1]


@documented(
    "001 Index Value",
    Tensor([[1, 2, 3], [4, 5, 6]]),
    shows="((3,), (2, 2), (2, 1, 3), (2,), (1, 2))",
)
def test_shapes_of_index_values(x):
    return x[0].shape, x[:, 1:].shape, x[:, None].shape, x[..., 0].shape, x[-1:, [0, 2]].shape


@documented("001 Index Value", Tensor([1, 2, 3]), Tensor([2, 0]), shows="[3 1]")
def test_a_tensor_of_places(x, i):
    return x[i]


@documented("001 Index Value", Tensor([1, 2, 3]), shows="[2 3]", one_graph=False)
def test_a_mask_of_places(x):
    return x[x > 1]


@documented("001 Index Value", Tensor([1, 2, 3]), shows="[9 2 7]")
def test_places_are_assigned(x):
    x = x * 1
    x[0] = 9
    x[-1:] = Tensor([7])
    return x


@documented("001 Index Value", Tensor([1, 2, 3]))
def test_a_place_out_of_range(x):
    return x[3]


@documented("001 Index Value", Tensor([1, 2, 3]))
def test_too_many_index_values(x):
    return x[0, 0]


@documented("001 Calls", Tensor([1.0, 2.0]), shows="[3. 5.]")
def test_what_is_called(x):
    add = ops.Add()
    return (lambda f, *a, **k: f(*a, **k))(add, x, nn.ReLU()(x)) + [len, ops.ones_like][1](x)


@documented("001 Calls", Tensor([1.0]))
def test_a_number_is_not_called(x):
    return 3(x)


@documented("001 Calls", Tensor([1.0]))
def test_too_many_arguments(x):
    def inner(a):
        return a

    return inner(x, x)


@documented("001 Tensor", shows="1")
def test_a_tensor_is_made():
    return Tensor(1, dtype=ms.int32)


@documented(
    "001 Tensor",
    Tensor([[1.0, 2.0], [3.0, 4.0]]),
    shows="((2, 2), Float32, 2, 4, 10.0, 2.5, 4.0)",
    one_graph=False,
)
def test_attributes_and_methods_of_tensors(x):
    parts = x.shape, x.dtype, x.ndim, x.size, x.sum(), x.mean(), x.max()
    return "(" + ", ".join(str(part) for part in parts) + ")"


@documented("001 Tensor", Tensor([1.5]))
def test_a_method_that_tensors_have_not(x):
    return x.no_such_method()
