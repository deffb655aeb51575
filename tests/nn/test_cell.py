# Cell: registration, names, printing, hooks, state; facts from MindSpore 2.10.
import copy
import pickle

import numpy as np
import pytest

import mindspore as ms
from mindspore import Parameter, ParameterTuple, Tensor, nn


class Inner(nn.Cell):
    def __init__(self):
        super().__init__()
        self.w = Parameter(Tensor(np.ones(3, np.float32)))
        self.d = nn.Dense(2, 3)
        self.act = nn.ReLU()


class Outer(nn.Cell):
    def __init__(self):
        super().__init__()
        self.a = Inner()
        self.seq = nn.SequentialCell(nn.Dense(1, 2, has_bias=False), nn.ReLU())
        self.lst = nn.CellList([nn.Dense(1, 1), Inner()])
        self.drop = nn.Dropout(p=0.3)
        self.dd = nn.CellDict({"x": nn.Dense(1, 2), "y": nn.Tanh()})
        self.pt = ParameterTuple((Parameter(1.0, name="q1"), Parameter(2.0)))


class Double(nn.Cell):
    def construct(self, x, scale=2.0):
        return x * scale


PRINTED = """\
Outer(
  (a): Inner(
    (d): Dense(input_channels=2, output_channels=3, has_bias=True)
    (act): ReLU()
  )
  (seq): SequentialCell(
    (0): Dense(input_channels=1, output_channels=2)
    (1): ReLU()
  )
  (lst): CellList(
    (0): Dense(input_channels=1, output_channels=1, has_bias=True)
    (1): Inner(
      (d): Dense(input_channels=2, output_channels=3, has_bias=True)
      (act): ReLU()
    )
  )
  (drop): Dropout(p=0.3)
  (dd): CellDict(
    (x): Dense(input_channels=1, output_channels=2, has_bias=True)
    (y): Tanh()
  )
)"""

NAMES = [
    *("q1", "Parameter$1", "a.w", "a.d.weight", "a.d.bias", "seq.0.weight"),
    *("lst.0.weight", "lst.0.bias", "lst.1.w", "lst.1.d.weight", "lst.1.d.bias"),
    *("dd.x.weight", "dd.x.bias"),
]


def test_prints_as_mindspore_prints():
    assert str(Outer()) == PRINTED


def test_a_layer_prints_its_activation_below_its_sizes():
    assert str(nn.Dense(2, 3, activation="relu")) == (
        "Dense(\n  input_channels=2, output_channels=3, has_bias=True, activation=ReLU()\n"
        "  (activation): ReLU()\n)"
    )


def test_parameters_have_dotted_names_own_ones_first():
    net = Outer()
    assert [name for name, _ in net.parameters_and_names()] == NAMES
    assert [p.name for p in net.trainable_params()] == NAMES
    assert list(net.parameters_dict()) == NAMES
    assert [p.name for p in net.get_parameters(expand=False)] == ["q1", "Parameter$1"]


def test_untrainable_parameters_are_apart():
    net = Outer()
    net.a.w.requires_grad = False
    assert [p.name for p in net.untrainable_params()] == ["a.w"]
    assert "a.w" not in [p.name for p in net.trainable_params()]


def test_cells_are_listed_outer_ones_first():
    names = [name for name, _ in Outer().cells_and_names()]
    assert names[:6] == ["", "a", "a.d", "a.act", "seq", "seq.0"]
    assert list(Outer().name_cells()) == ["a", "seq", "lst", "drop", "dd"]


def test_a_given_name_holds_at_the_root_and_the_attribute_below():
    class Named(nn.Cell):
        def __init__(self):
            super().__init__()
            self.w = Parameter(1.0, name="mine")

    assert Named().w.name == "mine"
    outer = nn.SequentialCell(Named())
    assert outer[0].w.name == "0.w"


def test_a_shared_cell_is_listed_once():
    net = Outer()
    net.again = net.a
    assert [n for n, _ in net.parameters_and_names()] == NAMES
    assert net.a.w.name == "again.w"


def test_assigning_to_a_parameter_writes_into_it():
    net = Inner()
    parameter = net.w
    net.w = 5
    net.w = Tensor([1.0, 2.0, 3.0])
    assert net.w is parameter
    assert net.w.asnumpy().tolist() == [1, 2, 3]
    with pytest.raises(TypeError):
        net.w = "text"


def test_a_number_assigned_to_a_parameter_fills_it():
    net = Inner()
    net.w = 5
    assert net.w.asnumpy().tolist() == [5, 5, 5]
    assert net.w.dtype == ms.float32


def test_none_takes_the_place_of_a_member():
    net = Inner()
    net.w = None
    net.act = None
    assert net.w is None
    assert net.act is None
    assert [n for n, _ in net.parameters_and_names()] == ["d.weight", "d.bias"]


def test_a_cell_refuses_what_is_none():
    net = Inner()
    with pytest.raises(TypeError):
        net.act = 5


def test_members_can_be_deleted_and_replaced():
    net = Inner()
    del net.w
    assert not hasattr(net, "w")
    net._cells["act"] = nn.Tanh()
    assert isinstance(net.act, nn.Tanh)


def test_init_needs_to_be_called_first():
    class Early(nn.Cell):
        def __init__(self):
            self.act = nn.ReLU()

    with pytest.raises(AttributeError, match=r"super\(\).__init__\(\)"):
        Early()


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("a.b", Parameter(1.0), KeyError),
        ("", Parameter(1.0), KeyError),
        (5, Parameter(1.0), TypeError),
        ("q", 5, TypeError),
        ("construct", Parameter(1.0), KeyError),
    ],
)
def test_insert_param_to_cell_checks_its_arguments(name, value, error):
    with pytest.raises(error):
        nn.Cell().insert_param_to_cell(name, value)


def test_insert_child_to_cell_checks_its_arguments():
    net = nn.Cell()
    net.insert_child_to_cell("act", nn.ReLU())
    assert isinstance(net.act, nn.ReLU)
    for name, value, error in [
        ("training", nn.ReLU(), KeyError),
        ("b", 5, TypeError),
        (5, nn.ReLU(), TypeError),
    ]:
        with pytest.raises(error):
            net.insert_child_to_cell(name, value)


def test_set_train_reaches_all_cells():
    net = Outer()
    assert not net.training
    net.set_train()
    assert all(cell.training for _, cell in net.cells_and_names())
    assert net.set_train(False).phase == "predict"


def test_flags_are_attributes():
    net = Outer().add_flags_recursive(fast=True)
    assert net.a.d.fast is True
    assert nn.Cell(flags={"k": 1}).k == 1


def test_apply_visits_inner_cells_first():
    seen = []
    nn.SequentialCell(nn.ReLU(), nn.Tanh()).apply(lambda cell: seen.append(cell.cls_name))
    assert seen == ["ReLU", "Tanh", "SequentialCell"]


def test_construct_takes_keywords():
    assert Double()(Tensor([1.0]), scale=3.0).asnumpy().tolist() == [3]


def test_a_cell_without_construct_says_so():
    with pytest.raises(AttributeError, match="construct"):
        nn.Cell()(Tensor(1.0))


def test_forward_hooks_change_arguments_and_output():
    net = Double()
    net.register_forward_pre_hook(lambda cell, args: (args[0] + 1,))
    handle = net.register_forward_hook(lambda cell, args, output: output * 10)
    assert net(Tensor([1.0])).asnumpy().tolist() == [40]
    handle.remove()
    handle.remove()
    assert net(Tensor([1.0])).asnumpy().tolist() == [4]


def test_hooks_may_take_keywords_and_run_in_order():
    net, seen = Double(), []
    net.register_forward_hook(lambda cell, args, output: seen.append(1))
    net.register_forward_hook(
        lambda cell, args, kwargs, output: seen.append(kwargs), with_kwargs=True, prepend=True
    )
    net(Tensor([1.0]), scale=3.0)
    assert seen == [{"scale": 3.0}, 1]


def test_always_called_hooks_run_after_an_error():
    class Broken(nn.Cell):
        def construct(self, x):
            raise KeyError("broken")

    net, seen = Broken(), []
    net.register_forward_hook(lambda cell, args, output: seen.append(output), always_call=True)
    with pytest.raises(KeyError):
        net(Tensor(1.0))
    assert seen == [None]


def test_to_float_casts_inputs_and_parameters():
    net = nn.Dense(2, 3).to_float(ms.float16)
    assert net(Tensor(np.ones((1, 2), np.float32))).dtype == ms.float16
    assert net.weight.dtype == ms.float32
    with pytest.raises(ValueError, match="dst_type"):
        net.to_float(ms.float64)


def test_what_construct_sets_under_to_float_stays():
    class Counting(nn.Cell):
        calls = 0

        def construct(self, x):
            self.calls = self.calls + 1
            return x

    net = Counting().to_float(ms.float16)
    net(Tensor([1.0]))
    net(Tensor([1.0]))
    assert net.calls == 2


def test_buffers_belong_to_the_state():
    net = nn.Cell()
    net.register_buffer("steps", Tensor([1.0, 2.0]))
    net.register_buffer("hidden", Tensor(1.0), persistent=False)
    assert list(net.state_dict()) == ["steps"]
    assert [n for n, _ in net.named_buffers()] == ["steps", "hidden"]
    net.steps = Tensor([5.0, 6.0])
    assert net.get_buffer("steps").asnumpy().tolist() == [5, 6]
    for name, value, error in [("a.b", Tensor(1.0), KeyError), ("n", 5, TypeError)]:
        with pytest.raises(error):
            net.register_buffer(name, value)


def test_state_dict_goes_from_one_net_to_another():
    first, second = Outer(), Outer()
    assert list(first.state_dict()) == NAMES
    assert repr(second.load_state_dict(first.state_dict())) == "<All keys matched successfully>"
    assert np.array_equal(second.a.d.weight.asnumpy(), first.a.d.weight.asnumpy())


def test_a_state_that_does_not_fit_changes_nothing():
    net = nn.Dense(2, 3)
    before = net.weight.asnumpy().copy()
    state = {"weight": Tensor(np.zeros((3, 2), np.float32)), "bias": Tensor(1.0)}
    with pytest.raises(RuntimeError, match="size mismatch for bias"):
        net.load_state_dict(state)
    with pytest.raises(RuntimeError, match=r'Missing key\(s\) in state_dict: "weight", "bias"'):
        net.load_state_dict({"other": Tensor(1.0)})
    assert np.array_equal(net.weight.asnumpy(), before)
    result = net.load_state_dict({"other": Tensor(1.0)}, strict=False)
    assert result.missing_keys == ["weight", "bias"]
    assert result.unexpected_keys == ["other"]


def test_state_hooks_run():
    net, seen = nn.Dense(2, 3), []
    net.register_state_dict_pre_hook(lambda cell, prefix, keep_vars: seen.append("pre"))
    net.register_state_dict_post_hook(lambda cell, state, prefix, data: state.pop("bias"))
    net.register_load_state_dict_pre_hook(lambda *args: seen.append("load"))
    net.register_load_state_dict_post_hook(lambda cell, keys: keys.missing_keys.clear())
    net.load_state_dict(net.state_dict())
    assert seen == ["pre", "load"]


def test_cells_can_be_copied_and_pickled():
    net = Outer()
    for twin in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert str(twin) == PRINTED
        assert [n for n, _ in twin.parameters_and_names()] == NAMES
        assert twin.a.w is next(p for p in twin.get_parameters() if p.name == "a.w")
        twin.a.w = 7
        assert net.a.w.asnumpy().tolist() == [1, 1, 1]


def test_a_dropped_net_is_freed_at_once():
    import weakref

    net = Outer()
    parameter = weakref.ref(net.a.w)
    del net
    assert parameter() is None


def test_a_user_gradient_takes_the_place_of_the_built_in_one():
    class Product(nn.Cell):
        def construct(self, x, y):
            return x * y

        def bprop(self, x, y, out, dout):
            return dout * 10, dout * 20

    gradients = ms.grad(Product(), (0, 1))(Tensor(3.0), Tensor(4.0))
    assert [float(g) for g in gradients] == [10, 20]


def test_backward_hooks_see_and_change_gradients():
    relu, seen = nn.ReLU(), []
    relu.register_backward_pre_hook(lambda cell, grads: (seen.append(float(grads[0])), None)[1])
    relu.register_backward_hook(lambda cell, grads, outs: (grads[0] * 5,))
    assert float(ms.grad(lambda x: relu(x * 2))(Tensor(3.0))) == 10
    assert seen == [1]


def test_gradients_reach_parameters_under_to_float():
    net = nn.Dense(2, 1, "ones", has_bias=False).to_float(ms.float16)
    gradient = ms.grad(lambda x: net(x), None, net.trainable_params())(Tensor([[1.0, 2.0]]))
    assert gradient[0].dtype == ms.float32
    assert gradient[0].asnumpy().tolist() == [[1, 2]]


def test_frozen_layers_and_tensors_take_part_in_to_float():
    class Scaled(nn.Cell):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(1, 2, 3)
            self.norm = nn.BatchNorm2d(2)
            self.dense = nn.Dense(8, 2)
            self.mix = Tensor(np.eye(2, dtype=np.float32))
            self.count = ms.Parameter(Tensor([0.0]), requires_grad=False)
            self.last = Tensor([0.0])

        def construct(self, x):
            self.count += 1
            self.last = self.last + 1
            x = self.norm(self.conv(x)).reshape(2, -1)
            return self.dense(x) @ self.mix

    net = Scaled()
    for parameter in net.get_parameters():
        parameter.requires_grad = False
    net.to_float(ms.float16).set_train()
    x = Tensor(np.arange(8, dtype=np.float32).reshape(2, 1, 2, 2))
    assert [net(x).dtype for _ in range(2)] == [ms.float16] * 2
    assert net.mix.dtype == ms.float32
    assert float(net.count[0]) == 2
    assert float(net.last[0]) == 2
    assert net.norm.moving_mean.dtype == ms.float32
    assert net.norm.moving_mean.asnumpy().any()


def test_the_phase_can_be_named_until_the_mode_is_set_again():
    net = nn.ReLU()
    net.phase = "export"
    assert net.phase == "export"
    net.set_train(False)
    assert net.phase == "predict"
    with pytest.raises(TypeError, match="phase"):
        net.phase = 1
