# Model: loops, callbacks, what they print, checkpoints; stations as in MindSpore 2.10.
import os
import re

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, amp, nn, train
from mindspore import dataset as ds

X = np.random.RandomState(0).randn(32, 4).astype(np.float32)
Y = (X[:, 0] > 0).astype(np.int32)


def data(size=8):
    return ds.NumpySlicesDataset((X, Y), ["data", "label"], shuffle=False).batch(size)


def model(metrics=None, **kwargs):
    ms.set_seed(1)
    net = nn.Dense(4, 2)
    loss = nn.SoftmaxCrossEntropyWithLogits(sparse=True, reduction="mean")
    optimizer = nn.Momentum(net.trainable_params(), 0.5, 0.9)
    return train.Model(net, loss, optimizer, metrics=metrics, **kwargs)


class Stations(train.Callback):
    def __init__(self):
        self.seen = []

    def begin(self, run_context):
        self.seen.append("begin")

    def epoch_begin(self, run_context):
        self.seen.append("epoch")

    def step_end(self, run_context):
        state = run_context.original_args()
        self.seen.append((state.cur_epoch_num, state.cur_step_num))

    def epoch_end(self, run_context):
        self.seen.append("epoch end")

    def end(self, run_context):
        self.seen.append("end")


def test_training_learns():
    m = model({"acc", "loss"})
    before = m.eval(data())
    m.train(10, data())
    after = m.eval(data())
    assert after["acc"] > 0.9 > before["acc"]
    assert after["loss"] < before["loss"]
    assert m.predict(Tensor(X[:2])).shape == (2, 2)


def test_callbacks_are_called_at_their_stations():
    stations = Stations()
    model().train(2, data(16), callbacks=[stations])
    assert stations.seen == [
        *("begin", "epoch", (1, 1), (1, 2), "epoch end"),
        *("epoch", (2, 3), (2, 4), "epoch end", "end"),
    ]


def test_the_monitors_print_as_mindspore_prints(capsys):
    model().train(1, data(16), callbacks=[train.LossMonitor(), train.TimeMonitor()])
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"epoch: 1 step: 1, loss is \d\.\d+", lines[0])
    assert re.fullmatch(r"epoch: 1 step: 2, loss is \d\.\d+", lines[1])
    assert re.fullmatch(r"Train epoch time: [\d.]+ ms, per step time: [\d.]+ ms", lines[2])


def test_fit_evaluates_between_epochs(capsys):
    history = train.History()
    m = model({"acc"})
    m.fit(2, data(), data(), callbacks=[train.LossMonitor(100), history])
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"Eval result: epoch 1, metrics: \{'acc': [\d.]+\}", lines[0])
    assert history.epoch == {"epoch": [1, 2]}
    assert len(history.history["net_output"]) == 2


def test_a_loss_that_is_not_finite_ends_the_training():
    m = model()
    m.predict_network.weight.set_data(float("nan"))
    with pytest.raises(ValueError, match="finite"):
        m.train(1, data(), callbacks=[train.LossMonitor()])


def test_a_callback_can_end_the_training():
    class Stop(Stations):
        def step_end(self, run_context):
            super().step_end(run_context)
            run_context.request_stop()

    stop = Stop()
    model().train(3, data(), callbacks=[stop])
    assert [s for s in stop.seen if isinstance(s, tuple)] == [(1, 1)]


def test_checkpoints_are_written_and_old_ones_dropped(tmp_path):
    config = train.CheckpointConfig(save_checkpoint_steps=2, keep_checkpoint_max=3)
    saver = train.ModelCheckpoint("net", str(tmp_path), config)
    m = model()
    m.train(3, data(), callbacks=[saver])
    assert sorted(os.listdir(tmp_path)) == ["net-2_4.ckpt", "net-3_2.ckpt", "net-3_4.ckpt"]
    assert saver.latest_ckpt_file_name == str(tmp_path / "net-3_4.ckpt")
    values = ms.load_checkpoint(saver.latest_ckpt_file_name)
    assert {"weight", "bias", "learning_rate", "moments.weight", "global_step"} <= set(values)
    other = nn.Dense(4, 2)
    assert ms.load_param_into_net(other, values)[0] == []
    assert np.array_equal(other.weight.asnumpy(), m.predict_network.weight.asnumpy())
    m.train(1, data(), callbacks=[saver])
    assert "net_1-1_4.ckpt" in os.listdir(tmp_path)


def test_early_stopping_gives_back_the_best_weights():
    m = model({"loss"})
    stop = train.EarlyStopping("loss", mode="max", patience=2, restore_best_weights=True)
    stations = Stations()
    m.fit(20, data(), data(), callbacks=[stop, stations])
    assert stations.seen.count("epoch") < 20


def test_the_rate_falls_on_a_plateau(capsys):
    m = model({"acc"})
    lower = train.ReduceLROnPlateau("acc", factor=0.5, patience=1, min_delta=10, verbose=True)
    m.fit(4, data(), data(), callbacks=[lower])
    assert float(m._optimizer.learning_rate.asnumpy()) < 0.5
    assert "reducing learning rate" in capsys.readouterr().out


def test_a_function_sets_the_rate():
    m = model()
    m.train(1, data(16), callbacks=[train.LearningRateScheduler(lambda rate, step: rate * 0.5)])
    assert float(m._optimizer.learning_rate.asnumpy()) == 0.125


def test_functions_are_callbacks_too(capsys):
    call = train.LambdaCallback(on_train_epoch_end=lambda context: print("epoch over"))
    model().train(2, data(), callbacks=call)
    assert capsys.readouterr().out.splitlines() == ["epoch over"] * 2


def test_two_runs_agree_bit_for_bit():
    results = []
    for _ in range(2):
        m = model()
        m.train(3, data())
        results.append(m.predict_network.weight.asnumpy().copy())
    assert np.array_equal(*results)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda m: m.train(0, data()), ValueError),
        (lambda m: m.train(1.5, data()), TypeError),
        (lambda m: m.train(1, None), TypeError),
        (lambda m: m.train(1, data(), callbacks=[5]), TypeError),
        (lambda m: m.eval(data()), ValueError),
        (lambda m: train.Model(5), TypeError),
        (lambda m: train.Model(nn.ReLU(), metrics={"acc"}), ValueError),
        (lambda m: train.Model(nn.ReLU(), nn.MSELoss(), metrics="acc"), TypeError),
        (lambda m: train.LossMonitor(-1), ValueError),
        (lambda m: train.CheckpointConfig(0, 0, 0, 0), ValueError),
    ],
)
def test_wrong_arguments_are_refused(call, error):
    with pytest.raises(error):
        call(model())


@pytest.mark.parametrize("level", ["O0", "O1", "O2", "O3", "auto"])
def test_mixed_precision_gives_float32(level):
    net = nn.SequentialCell(nn.Dense(4, 8), nn.ReLU(), nn.LayerNorm((8,)), nn.Dense(8, 2))
    lowered = amp.auto_mixed_precision(net, level)
    assert lowered(Tensor(X)).dtype == ms.float32
    assert all(p.dtype == ms.float32 for p in net.get_parameters())


@pytest.mark.parametrize(
    ("level", "dense", "norm"),
    [
        ("O1", ms.float32, ms.float32),
        ("O2", ms.float16, ms.float16),
        ("O3", ms.float16, ms.float16),
        ("auto", ms.float32, ms.float32),
    ],
)
def test_listed_cells_give_what_the_net_around_them_computes_in(level, dense, norm):
    seen = []

    class Net(nn.Cell):
        def __init__(self):
            super().__init__()
            self.dense, self.norm = nn.Dense(4, 4), nn.LayerNorm((4,))
            self.scale = Tensor(0.5, ms.float32)

        def construct(self, x):
            x = self.dense(x)
            y = self.norm(x)
            seen.append((x.dtype, y.dtype))
            return (y * self.scale) @ x.T

    assert amp.auto_mixed_precision(Net(), level)(Tensor(X[:, :4])).dtype == ms.float32
    assert seen[-1] == (dense, norm)


def test_training_with_a_dynamic_loss_scale():
    m = model({"acc"}, amp_level="O2", loss_scale_manager=train.DynamicLossScaleManager(1024, 2, 4))
    m.train(10, data())
    assert m.eval(data())["acc"] > 0.85


def test_a_step_that_overflows_changes_nothing():
    net = nn.Dense(1, 1, "ones", has_bias=False)
    step = nn.TrainOneStepWithLossScaleCell(
        nn.WithLossCell(net, nn.MSELoss()),
        nn.SGD(net.trainable_params(), 0.1),
        nn.DynamicLossScaleUpdateCell(16, 2, 2),
    )
    _, overflow, _ = step(Tensor([[float("inf")]]), Tensor([[1.0]]))
    assert bool(overflow)
    assert net.weight.asnumpy().tolist() == [[1.0]]
    assert float(step.scale_sense.asnumpy()) == 8.0
    for _ in range(3):
        _, overflow, _ = step(Tensor([[2.0]]), Tensor([[1.0]]))
        assert not bool(overflow)
    assert net.weight.asnumpy()[0, 0] < 1.0
    assert float(step.scale_sense.asnumpy()) == 16.0


def test_loss_scalers_scale_and_adjust():
    scaler = amp.DynamicLossScaler(8, 2, 2)
    grads = scaler.scale((Tensor([1.0]), Tensor([2.0])))
    assert [float(g.asnumpy()[0]) for g in grads] == [8, 16]
    assert [float(g.asnumpy()[0]) for g in scaler.unscale(grads)] == [1, 2]
    assert bool(amp.all_finite(grads))
    assert not bool(amp.all_finite((Tensor([float("nan")]),)))
    for finite, expected in [(True, 8), (True, 16), (False, 8), (True, 8), (True, 16)]:
        scaler.adjust(Tensor(finite))
        assert float(scaler.scale_value.asnumpy()) == expected


def test_a_step_with_a_dynamic_loss_scaler_is_one_graph():
    net = nn.Dense(4, 2)
    optimizer, scaler = nn.SGD(net.trainable_params(), 0.1), amp.DynamicLossScaler(8, 2, 2)
    forward = ms.value_and_grad(
        lambda x: scaler.scale(net(x).square().mean()), None, optimizer.parameters
    )

    @ms.jit(fullgraph=True)
    def step(x):
        loss, grads = forward(x)
        finite = amp.all_finite(grads)
        if finite:
            optimizer(scaler.unscale(grads))
        scaler.adjust(finite)
        return scaler.unscale(loss), finite

    losses = [float(step(Tensor(X))[0]) for _ in range(4)]
    assert losses[3] < losses[0]
    assert float(scaler.scale_value) == 32
    before = net.weight.asnumpy()
    assert not bool(step(Tensor(X * np.inf))[1])
    assert float(scaler.scale_value) == 16
    assert net.weight.asnumpy().tolist() == before.tolist()


def test_context_knows_its_settings():
    assert ms.get_context("mode") == ms.PYNATIVE_MODE
    ms.set_context(mode=ms.GRAPH_MODE, jit_syntax_level=ms.LAX)
    assert ms.get_context("mode") == ms.GRAPH_MODE
    ms.set_context(mode=ms.PYNATIVE_MODE)
    for bad in (
        {"foo": 1},
        {"mode": 5},
        {"device_target": "XPU"},
        {"device_target": "GPU"},
        {"deterministic": "x"},
        {"max_call_depth": -1},
    ):
        with pytest.raises(ValueError, match=next(iter(bad))):
            ms.set_context(**bad)
    with pytest.raises(TypeError):
        ms.set_context(mode="x")
    with pytest.raises(ValueError, match="device_target"):
        ms.set_device("XPU")
    ms.set_device("CPU")
