"""Programs written for older versions find what they import."""

import pytest

import mindspore as ms
from mindspore import Tensor, nn, ops


def test_paths_of_optimisers_metrics_and_operators():
    from mindspore.nn.metrics import Accuracy
    from mindspore.nn.optim.momentum import Momentum
    from mindspore.ops.auto_generate import MatMul

    from mindspore.train.serialization import export, load_checkpoint

    assert Momentum is nn.Momentum
    assert MatMul is ops.MatMul
    assert Accuracy is nn.Accuracy
    assert export is ms.export
    assert load_checkpoint is ms.load_checkpoint


def test_common_shows_what_the_package_shows():
    from mindspore.common import Parameter, ParameterTuple, Tensor, set_seed

    assert (Parameter, ParameterTuple) == (ms.Parameter, ms.ParameterTuple)
    assert (Tensor, set_seed) == (ms.Tensor, ms.set_seed)
    with pytest.raises(ImportError):
        from mindspore.common import nothing_of_this_name  # noqa: F401


def test_a_program_alone_is_its_own_group():
    from mindspore.nn.wrap.grad_reducer import DistributedGradReducer
    from mindspore.parallel._utils import _get_device_num, _get_gradients_mean, _get_parallel_mode

    ms.reset_auto_parallel_context()
    assert (_get_device_num(), _get_parallel_mode()) == (1, "stand_alone")
    reducer = DistributedGradReducer([], _get_gradients_mean(), 2)
    gradients = (Tensor([2.0]),)
    assert reducer(gradients)[0] is gradients[0]
    assert DistributedGradReducer([], True, 2)(gradients)[0].item() == 1.0


def test_checks_of_arguments():
    from mindspore import _checkparam as validator
    from mindspore._checkparam import Rel, Validator

    assert validator.check_positive_int(3, "n", "Net") == 3
    assert Validator.check_float_range(0.5, 0, 1, Rel.INC_BOTH, "p") == 0.5
    with pytest.raises(ValueError, match=r"Net needs `n` to be an int greater than 0, but it is 0"):
        validator.check_positive_int(0, "n", "Net")
    with pytest.raises(TypeError, match="`n` needs to be an int, but it is bool"):
        validator.check_is_int(True, "n")
    with pytest.raises(ValueError, match=r"`p` needs to be in \[0, 1\), but it is 1"):
        validator.check_int_range(1, 0, 1, validator.INC_LEFT, "p")
    with pytest.raises(TypeError, match="`x` needs to be int or str, but it is float"):
        validator.check_value_type("x", 1.0, [int, str])
    assert validator.check_string("a", ["a", "b"]) == "a"


def test_primitives_of_equal_arguments_are_one():
    from mindspore.ops._primitive_cache import _get_cache_prim

    assert _get_cache_prim(ops.Softmax)(0) is _get_cache_prim(ops.Softmax)(0)
    assert _get_cache_prim(ops.Softmax)(0) is not _get_cache_prim(ops.Softmax)(1)


def test_functions_are_found_by_family_too():
    from mindspore.ops.composite.multitype_ops.zeros_like_impl import zeros_like

    import mindspore as ms
    from mindspore.ops.function import broadcast_to, nn_func
    from mindspore.ops.function.array_func import gather

    assert (broadcast_to, gather, zeros_like) == (ops.broadcast_to, ops.gather, ops.zeros_like)
    assert nn_func.softmax is ops.softmax
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        _ = nn_func.nothing_of_that_name
    assert ms.Profiler is ms.profiler.Profiler


def test_what_training_scripts_import_from_inside():
    from mindspore.dataset.engine.datasets import Dataset, GeneratorDataset

    from mindspore.nn.wrap.loss_scale import _grad_scale
    from mindspore.parallel import get_algo_parameters, reset_algo_parameters, set_algo_parameters
    from mindspore.train.callback import RunContext, _InternalCallbackParam

    assert issubclass(GeneratorDataset, Dataset)
    state = _InternalCallbackParam()
    state.cur_step_num = 3
    assert RunContext(state).original_args().cur_step_num == 3
    grads = ops.HyperMap()(ops.partial(_grad_scale, Tensor(4.0)), (Tensor([8.0]),))
    assert grads[0].asnumpy().tolist() == [2.0]
    set_algo_parameters(fully_use_devices=True)
    assert get_algo_parameters("fully_use_devices")
    reset_algo_parameters()
    assert not get_algo_parameters("fully_use_devices")
    with pytest.raises(ValueError, match="fully_use_devices"):
        set_algo_parameters(speed=1)
