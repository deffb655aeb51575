"""The documents on Cells, Primitives, Parameters, attributes, arguments, and gradients of networks."""

import warnings

import numpy as np
import pytest

import mindspore as ms
from mindspore import Parameter, Tensor, jit, jit_class, mutable, nn, ops
from tests.lang.modes import states


def both(make, *args):
    """A network in PyNative and in graph mode, twice: the same text each time."""
    found = []
    for mode in (ms.PYNATIVE_MODE, ms.GRAPH_MODE):
        ms.set_context(mode=mode)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                net = make()
                results = [str(net(*args)), str(net(*args)), str(vars_of(net))]
        finally:
            ms.set_context(mode=ms.PYNATIVE_MODE)
        found.append(results)
    assert found[0] == found[1]
    return found[0][0]


def vars_of(net):
    names = ("m", "text", "items", "table", "count", "weight", "kept", "flag")
    shown = {n: getattr(net, n) for n in names if hasattr(net, n)}
    return shown, [p.asnumpy() for p in net.get_parameters()]


class SetsAttributes(nn.Cell):
    def __init__(self):
        super().__init__()
        self.weight = Parameter(Tensor([1]), name="w")
        self.m = 2
        self.text = "old"
        self.items = [1]
        self.table = {"a": 1}
        self.count = 0
        self.kept = None

    def construct(self, x, y):
        self.weight = x
        self.m = 3
        self.text = "new"
        self.items.append(y)
        self.table["b"] = (y,)
        self.count += 1
        self.kept = x
        return x + self.m * y


@states("001 Attribute References and Attribute Modification")
def test_attributes_of_the_cell_are_set():
    assert both(SetsAttributes, Tensor([7]), 2) == "[13]"
    assert both(SetsAttributes, Tensor([7]), 5) == "[22]"


@states("001 Attribute References and Attribute Modification")
def test_a_number_is_broadcast_into_a_parameter():
    assert both(SetsAttributes, 1, 2) == "7"


class Branches(nn.Cell):
    def __init__(self):
        super().__init__()
        self.count = 0
        self.weight = Parameter(Tensor([1.0]), name="w")

    def construct(self, x):
        if x.sum() > 0:
            self.weight = x * 2
            self.count = 1
        else:
            self.count = 2
        return self.weight + x


@states("001 Attribute References and Attribute Modification")
def test_attributes_are_set_in_branches():
    assert both(Branches, Tensor([3.0])) == "[9.]"
    assert both(Branches, Tensor([-3.0])) == "[-2.]"


class Target:
    def __init__(self):
        self.x, self.items, self.inner = 1, [1], None


TARGET = Target()


@states("001 Attribute References and Attribute Modification")
def test_attributes_of_global_objects_are_set():
    @jit
    def function(v):
        TARGET.x = 10
        TARGET.items.extend([v, 2])
        TARGET.inner = Target()
        TARGET.inner.x = (v, "a")
        TARGET.added = v + 1

    function(5)
    assert (TARGET.x, TARGET.items, TARGET.inner.x, TARGET.added) == (10, [1, 5, 2], (5, "a"), 6)


@states("001 Attribute References and Attribute Modification")
def test_tensors_are_set_on_global_objects():
    @jit
    def function(v):
        TARGET.x = v * 2
        return TARGET.x + 1

    assert str(function(Tensor([1.0]))) == "[3.]"
    assert str(TARGET.x) == "[2.]"


@jit_class
class Scaler:
    def __init__(self, factor):
        self.factor = factor
        self.calls = 0

    def __call__(self, x):
        return x * self.factor

    def change(self, by):
        self.factor = self.factor * by
        return self.factor


SCALER = Scaler(3)


@states("003 Supporting Property Setting and Modification")
def test_jit_classes():
    @jit
    def function(x):
        inner = Scaler(2)
        inner.factor = 5
        return inner(x) + SCALER(x), inner.change(2), SCALER.factor

    assert str(function(Tensor([1]))) == "(Tensor(shape=[1], dtype=Int64, value= [8]), 10, 3)"


class Scale(nn.Cell):
    def __init__(self, factor=1):
        super().__init__()
        self.factor = factor
        self.relu = nn.ReLU()

    def construct(self, x, plus=0):
        return self.relu(x * self.factor + plus)

    def twice(self, x):
        return self.construct(self.construct(x))

    @staticmethod
    def fixed(x):
        return x + 100

    @classmethod
    def named(cls, x):
        return x, cls.__name__

    @property
    def double(self):
        return self.factor * 2


SCALE = Scale(4)


class UsesCells(nn.Cell):
    def __init__(self):
        super().__init__()
        self.scale = Scale(3)
        self.cells = nn.CellList([Scale(2), Scale(5)])
        self.row = nn.SequentialCell(Scale(2), nn.ReLU())
        self.known = {"a": Scale(7)}

    def construct(self, x):
        made = Scale(factor=6)
        total = made(x) + self.scale(x, plus=1) + self.row(x) + self.known["a"](x) + SCALE(x)
        for cell in self.cells:
            total = total + cell(x)
        total = total + self.cells[1](x) + self.scale.twice(x) + len(self.cells)
        return total + Scale.fixed(x) + self.scale.double + SCALE.factor + Scale.named(x)[0]


@states("001 Cell")
def test_cells_in_every_place():
    assert both(UsesCells, Tensor([1.0, 2.0])) == "[158. 203.]"


@states("001 Primitive")
def test_primitives_take_no_keywords():
    class Net(nn.Cell):
        def construct(self, x):
            return ops.ReduceSum(True)(x, axis=1)

    text = "Only supported positional parameter type for python primitive, but got keyword"
    ms.set_context(mode=ms.GRAPH_MODE)
    try:
        with pytest.raises(TypeError, match=text):
            Net()(Tensor([[1.0, 2.0]]))
    finally:
        ms.set_context(mode=ms.PYNATIVE_MODE)
    for primitive in (ops.Add(), ops.Softmax(), ops.Concat()):
        with pytest.raises(TypeError, match=text):
            jit(lambda x, p=primitive: p(x=x))(Tensor([1.0]))


class UsesPrimitives(nn.Cell):
    def __init__(self):
        super().__init__()
        self.matmul = ops.MatMul()
        self.cast = ops.Cast()

    def construct(self, x):
        reduce_sum = ops.ReduceSum(keep_dims=True)
        y = self.matmul(x, ops.Transpose()(x, (1, 0)))
        return self.cast(reduce_sum(y, 1), ms.float16), ops.Concat(axis=0)((x, x)).shape


@states("001 Primitive")
def test_primitives_in_every_place():
    assert "(4, 2)" in both(UsesPrimitives, Tensor([[1.0, 2.0], [3.0, 4.0]]))


@states("001 Network Input parameters")
@pytest.mark.parametrize(
    "value",
    [True, 3, 2.5, None, ms.float32, [1, 2.0], (1, (2, None)), {"a": 1}, [Tensor([1])], "text"],
    ids=str,
)
def test_arguments_of_every_type(value):
    def function(x, y):
        return x + 1, y

    graph = jit(function)(Tensor([1]), value)
    assert str(graph) == str(function(Tensor([1]), value))


@states("001 Network Input parameters")
def test_list_and_dict_arguments_are_constants_and_copied():
    given, table = [1, [2]], {"a": [1]}

    @jit
    def function(items, table):
        items.append(3)
        items[1].append(4)
        table["b"] = 2
        return items, table

    found = function(given, table)
    assert found == ([1, [2, 4], 3], {"a": [1], "b": 2})
    assert (given, table) == ([1, [2]], {"a": [1]})
    given.append(5)
    assert function(given, table)[0] == [1, [2, 4], 5, 3]


@states("001 Network Input parameters")
def test_lists_marked_by_mutable_are_the_callers():
    given = mutable([1, 2])

    @jit
    def function(items):
        items.append(3)
        return len(items)

    assert function(given) == 3


class Forward(nn.Cell):
    def __init__(self, flag="ok"):
        super().__init__()
        self.flag = flag

    def construct(self, x, y, z):
        if self.flag == "ok":
            return x + y + z if not isinstance(y, (type(None), str, list)) else x * 2 + z
        return x - z


class Grad(nn.Cell):
    def __init__(self, net, positions=(0, 1, 2)):
        super().__init__()
        self.net = net
        self.positions = positions

    def construct(self, x, y, z):
        return ms.grad(self.net, grad_position=self.positions)(x, y, z)


@states("001 Network Input parameters")
@pytest.mark.parametrize("other", [2, 2.5, True, None, "a", [1], mutable(2)], ids=str)
def test_only_tensors_have_gradients(other):
    x, z = Tensor(np.ones((2,), np.float32)), Tensor(np.ones((2,), np.float32))
    found = both(lambda: Grad(Forward()), x, other, z)
    assert found.count("Tensor(") == 2


@states("001 Network Input parameters")
def test_one_gradient_is_returned_bare():
    x, z = Tensor([1.0, 2.0]), Tensor([1.0, 2.0])
    assert both(lambda: Grad(Forward(), (0, 1)), x, 3, z) == "[1. 1.]"
    assert both(lambda: Grad(Forward("no"), 2), x, 3, z) == "[-1. -1.]"


@states("001 Network Constraints")
def test_undefined_members():
    class Net(nn.Cell):
        def construct(self, x):
            return x + self.y

    for mode in (ms.PYNATIVE_MODE, ms.GRAPH_MODE):
        ms.set_context(mode=mode)
        try:
            with pytest.raises(AttributeError, match="y"):
                Net()(1)
        finally:
            ms.set_context(mode=ms.PYNATIVE_MODE)
    ms.set_context(mode=ms.GRAPH_MODE)
    try:
        with pytest.raises(AttributeError, match="External object has no attribute y"):
            Net()(1)
    finally:
        ms.set_context(mode=ms.PYNATIVE_MODE)


@states("004 Notes")
def test_a_changed_member_is_honoured_by_jit_and_not_by_ms_function():
    class Plain(nn.Cell):
        def __init__(self):
            super().__init__()
            self.value = 5

        @jit
        def construct(self, x):
            return self.value + x

    class Old(Plain):
        @ms.ms_function
        def construct(self, x):
            return self.value + x

    for kind, second in ((Plain, "[2.]"), (Old, "[6.]")):
        net = kind()
        assert str(net(Tensor([1.0]))) == "[6.]"
        net.value = 1
        assert str(net(Tensor([1.0]))) == second


@states("000 Combination of Static and Dynamic")
def test_modes_are_mixed():
    class Inner(nn.Cell):
        def __init__(self):
            super().__init__()
            self.param = Parameter(Tensor(0.5, ms.float32))

        @jit
        def construct(self, x):
            x = x + x
            x = x * self.param
            return x * x

    class Outer(nn.Cell):
        def __init__(self):
            super().__init__()
            self.inner = Inner()

        def construct(self, x):
            return nn.ReLU()(self.inner(x * 2))

    assert both(Outer, Tensor([1.0, 3.0])) == "[ 4. 36.]"


@states("000 PyNative Mode")
def test_the_registered_gradient_counts():
    from mindspore.ops._grad.grad_base import bprop_getters

    class Net(nn.Cell):
        def construct(self, x, y):
            return ops.Mul()(x, y)

    x, y = Tensor([2.0]), Tensor([3.0])
    assert [str(g) for g in ms.grad(Net(), (0, 1))(x, y)] == ["[3.]", "[2.]"]
    assert bprop_getters is not None


class Steps(nn.Cell):
    def __init__(self):
        super().__init__()
        self.w = Parameter(Tensor([1.0, 2.0]), name="w")
        self.total = Parameter(Tensor(0.0), name="total", requires_grad=False)

    def construct(self, x):
        ops.assign_add(self.total, x.sum())
        loss = (self.w * x).sum()
        self.w -= x * 0.5
        return loss, self.w, self.total


@states("001 Parameter")
def test_parameters_are_updated():
    both(Steps, Tensor([1.0, 1.0]))


@states("001 Cell")
def test_classmethods_and_properties_of_cells():
    class Net(nn.Cell):
        kind = 3

        @classmethod
        def scale(cls, x):
            return x * cls.kind

        def construct(self, x):
            return self.scale(x) + Net.scale(x)

    assert both(Net, Tensor([1, 2])) == "[ 6 12]"


@states("001 Network Constraints")
def test_wrong_arguments():
    @jit
    def function(x, y):
        return x + y

    for args, words in (((), "argument"), ((1,), "argument"), ((1, 2, 3), "argument")):
        with pytest.raises(TypeError, match=words):
            function(*args)
    with pytest.raises(TypeError, match="z"):
        function(1, 2, z=3)
    assert function(y=1, x=2) == 3
