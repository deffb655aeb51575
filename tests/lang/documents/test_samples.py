"""Samples of the documents that say more than one thing at once, with the text that they print."""

import bdb
import importlib.util
import sys
import warnings

import numpy as np
import pytest

import mindspore as ms
from mindspore import Parameter, Tensor, context, jit, nn, ops
from tests.lang.modes import states


@pytest.fixture
def graph_mode():
    ms.set_context(mode=ms.GRAPH_MODE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    ms.set_context(mode=ms.PYNATIVE_MODE, jit_syntax_level=ms.LAX)


@states("000 Graph Mode")
def test_a_network_of_one_product(graph_mode):
    class Net(nn.Cell):
        def __init__(self):
            super().__init__()
            self.mul = ops.Mul()

        def construct(self, x, y):
            return self.mul(x, y)

    assert str(Net()(Tensor([1.0, 2.0, 3.0]), Tensor([4.0, 5.0, 6.0]))) == "[ 4. 10. 18.]"
    assert "Mul" in ms.jit(ops.Mul()).explain(Tensor([1.0]), Tensor([4.0]))


@states("000 PyNative Mode")
def test_operators_run_at_once():
    ms.set_context(mode=ms.PYNATIVE_MODE, device_target="CPU")
    ones = Tensor(np.ones([1, 3, 3, 4]).astype(np.float32))
    assert (ops.add(ones, ones).asnumpy() == np.full([1, 3, 3, 4], 2.0, np.float32)).all()


@states("000 Interconversion of Dynamic and Static Graphs")
def test_the_mode_is_switched_by_one_line():
    class Net(nn.Cell):
        def construct(self, x):
            return ops.sin(x) * 2

    found = []
    for mode in (ms.GRAPH_MODE, ms.PYNATIVE_MODE, ms.GRAPH_MODE, ms.PYNATIVE_MODE):
        ms.set_context(mode=mode)
        assert ms.get_context("mode") == mode
        found.append(str(Net()(Tensor([1.0, 2.0]))))
    assert len(set(found)) == 1


@states("000 JIT Fallback")
def test_the_level_is_lax_unless_it_is_set():
    assert ms.get_context("jit_syntax_level") == ms.LAX == 2
    assert (ms.STRICT, ms.COMPATIBLE) == (0, 1)
    with pytest.raises((ValueError, TypeError)):
        ms.set_context(jit_syntax_level=7)
    with pytest.raises((ValueError, TypeError)):
        ms.JitConfig(jit_syntax_level="LOOSE")


@states("000 Annotation")
def test_four_ways_of_making_a_tensor(graph_mode):
    class Net(nn.Cell):
        def __init__(self):
            super().__init__()
            self.abs = ops.Abs()

        @ms.jit
        def construct(self, x, y):
            y1 = ms.tensor(x.asnumpy() + y.asnumpy(), dtype=ms.float32)
            y2 = ms.Tensor(
                x.asnumpy() + y.asnumpy(), dtype=ms.float32
            )  # @jit.typing: () -> tensor_type[float32]
            y3 = Tensor(x.asnumpy() + y.asnumpy())
            y4 = Tensor(x.asnumpy() + y.asnumpy(), dtype=ms.float32)
            return self.abs(y1), self.abs(y2), self.abs(y3), self.abs(y4)

    found = Net()(Tensor(-1, dtype=ms.int32), Tensor(-1, dtype=ms.float32))
    assert [str(each) for each in found] == ["2.0"] * 4
    assert [str(each.dtype) for each in found] == ["Float32", "Float32", "Float64", "Float64"]


@states("000 Using Native Print Printing of Python")
def test_what_numpy_knows_is_printed_first(graph_mode, capsys):
    class Net(nn.Cell):
        def construct(self):
            x, y = Tensor(np.array([1, 2, 3])), Tensor(np.array([1, 2, 3]))
            tensor_sum = x + y
            print("tensor_sum: ", tensor_sum)
            np_sum = np.array([1, 2, 3]) + np.array([1, 2, 3])
            print("np_sum: ", np_sum)
            return tensor_sum, Tensor(np_sum)

    Net()()
    first, second = capsys.readouterr().out.splitlines()
    assert first.split() == ["np_sum:", "[2", "4", "6]"]
    assert second.startswith("tensor_sum:")


@states("000 Calling Python Built-in Functions")
def test_type_makes_a_class():
    def function(x):
        made = type("Made", (), {"value": 3})
        return x * made.value + len(made.__name__)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert str(jit(function)(Tensor([1]))) == str(function(Tensor([1]))) == "[7]"


@states("001 Attribute References and Attribute Modification")
def test_attributes_that_init_has_not_made(graph_mode):
    class Net(nn.Cell):
        def __init__(self):
            super().__init__()
            self.weight = Parameter(Tensor([1]), name="w")
            self.m = 2

        def construct(self, x, y):
            self.weight = x
            self.m = 3
            self.a = 2
            return x

    net = Net()
    net(1, 2)
    shown = "Parameter (name=w, shape=(1,), dtype=Int64, requires_grad=True)"
    assert (str(net.weight), net.m, net.a) == (shown, 3, 2)


@states("002 Instructions for Use")
def test_an_average_of_the_frameworks_numpy_becomes_a_tensor():
    import mindspore.numpy as mnp

    @jit
    def function():
        return ms.Tensor(mnp.average(mnp.array([[1.0, 2.0], [3.0, 4.0]])))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert str(function()) == "2.5"


@states("003 Supporting the Usage of None")
def test_none_is_the_bound_of_a_slice():
    def function(x, n):
        items, pair = [1, 2, 3], (4, 5, 6)
        return items[None:2], pair[1:None:None], {None: n}[None], x[None].shape

    found = ([1, 2], (5, 6), None, (1, 2))
    assert jit(function)(Tensor([1, 2]), None) == function(Tensor([1, 2]), None) == found


class Plain:
    pass


@states("003 Supporting Property Setting and Modification")
def test_attributes_of_other_libraries_and_cells_are_set():
    array, other = np.zeros((2, 3)), nn.ReLU()

    @jit
    def function(x):
        made = Plain()
        made.kept = x + 1
        array.shape = (3, 2)
        other.note = "set"
        return made.kept

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert str(function(Tensor([1]))) == "[2]"
    assert (array.shape, other.note) == ((3, 2), "set")


@states("003 Instructions for Use")
def test_globals_of_one_name_in_two_files(tmp_path):
    modules = []
    for name, value in (("first", 2), ("second", 5)):
        path = tmp_path / f"{name}.py"
        path.write_text(f"SCALE = {value}\n\ndef scaled(x):\n    return x * SCALE\n")
        spec = importlib.util.spec_from_file_location(name, path)
        modules.append(importlib.util.module_from_spec(spec))
        spec.loader.exec_module(modules[-1])
    first, second = modules

    @jit
    def function(x):
        return first.scaled(x), second.scaled(x), x * SCALE

    assert [str(each) for each in function(Tensor([1]))] == ["[2]", "[5]", "[7]"]
    second.SCALE = 6
    assert str(function(Tensor([1]))[1]) == "[6]"


SCALE = 7


@states("004 Overview")
def test_a_known_array_becomes_a_tensor(graph_mode):
    context.set_context(mode=context.GRAPH_MODE)

    class Net(nn.Cell):
        def construct(self):
            x = np.array([1, 2, 3])
            y = Tensor(x)
            return y

    assert str(Net()()) == "[1 2 3]"


@states("004 Notes")
@pytest.mark.parametrize("decorator", [jit, ms.ms_function])
def test_hooks_and_own_gradients_in_a_compiled_function(decorator):
    class Tripled(nn.Cell):
        def construct(self, x):
            return x * 2

        def bprop(self, x, out, dout):
            return (dout * 3,)

    cell, seen = Tripled(), []
    hook = ops.HookBackward(lambda grad: seen.append(grad[0]) or grad[0] * 10)

    @decorator
    def function(x):
        return hook(cell(x))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert str(ms.grad(function)(Tensor([1.0]))) == "[30.]"
    assert [str(each) for each in seen] == ["[1.]"]


@states("004 Notes")
def test_breakpoints_outside_of_what_is_compiled():
    stops = []

    class Debugger(bdb.Bdb):
        def user_line(self, frame):
            stops.append(frame.f_code.co_name)
            self.set_step()

    @jit
    def compiled(x):
        return x + 1

    def plain(x):
        y = compiled(x)
        return y * 2

    assert str(Debugger().runcall(plain, Tensor([1]))) == "[4]"
    assert "plain" in stops
    assert sys.gettrace() is None
