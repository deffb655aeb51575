# Layers and losses against what MindSpore 2.10 computed (layer_facts.json): outputs, gradients of
# the first input, and what a training step changes. The gradients of Tanh, SeLU and LeakyReLU are
# left out there: MindSpore's are approximate, or wrong below zero, or wrong at zero.
import json
import pathlib

import layer_cases as cases
import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, nn, ops

FACTS = json.loads((pathlib.Path(__file__).parent / "layer_facts.json").read_text())


def compare(make, facts):
    found = cases.run(make)
    for kind, expected in facts.items():
        np.testing.assert_allclose(cases.short(found[kind]), expected, rtol=3e-4, atol=1e-4)


@pytest.mark.parametrize("name", FACTS["layers"])
def test_layer(name):
    compare(cases.LAYERS[name], FACTS["layers"][name])


@pytest.mark.parametrize("name", FACTS["losses"])
def test_loss(name):
    compare(cases.LOSSES[name], FACTS["losses"][name])


def test_unfold_gives_windows_as_channels():
    x = Tensor(np.arange(9, dtype=np.float32).reshape(1, 1, 3, 3))
    windows = nn.Unfold([1, 2, 2, 1], [1, 1, 1, 1], [1, 1, 1, 1])(x).asnumpy()
    assert windows.shape == (1, 4, 2, 2)
    assert windows[0, :, 0, 0].tolist() == [0, 1, 3, 4]
    assert windows[0, :, 1, 1].tolist() == [4, 5, 7, 8]


def test_matrix_diagonals():
    x = Tensor([[1.0, 2.0]])
    assert nn.MatrixDiag()(x).asnumpy().tolist() == [[[1, 0], [0, 2]]]
    assert nn.MatrixDiagPart()(nn.MatrixDiag()(x)).asnumpy().tolist() == [[1, 2]]


def test_images_are_like_themselves():
    x = cases.f(2, 1, 8, 8, low=0.0)
    np.testing.assert_allclose(nn.SSIM(filter_size=3)(x, x).asnumpy(), 1, rtol=1e-5)
    noise = nn.PSNR()(x, x + 0.1).asnumpy()
    np.testing.assert_allclose(noise, 20, rtol=1e-3)


def test_dropout_drops_in_training_alone():
    ms.set_seed(1)
    x = ops.ones((1000,))
    net = nn.Dropout(p=0.25)
    assert net(x).asnumpy().min() == 1
    values = net.set_train()(x).asnumpy()
    assert 200 < (values == 0).sum() < 300
    np.testing.assert_allclose(values[values != 0], 1 / 0.75, rtol=1e-6)


def test_the_same_seed_drops_the_same_elements():
    net, x = nn.Dropout(p=0.5).set_train(), ops.ones((100,))
    ms.set_seed(3)
    first = net(x).asnumpy()
    second = net(x).asnumpy()
    ms.set_seed(3)
    assert np.array_equal(net(x).asnumpy(), first)
    assert not np.array_equal(first, second)


def test_channel_dropout_drops_whole_channels():
    ms.set_seed(1)
    values = nn.Dropout2d(0.5).set_train()(ops.ones((4, 8, 3, 3))).asnumpy()
    sums = values.reshape(32, 9).sum(1)
    assert set(np.round(sums).tolist()) == {0.0, 18.0}


def test_sequences_of_several_lengths_end_where_they_end():
    net = nn.LSTM(4, 3, batch_first=True)
    x = cases.f(2, 5, 4)
    output, (h, c) = net(x, None, Tensor([2, 5], ms.int32))
    short, (h_short, c_short) = net(x[:1, :2])
    np.testing.assert_allclose(output.asnumpy()[0, :2], short.asnumpy()[0], rtol=1e-6)
    assert not output.asnumpy()[0, 2:].any()
    np.testing.assert_allclose(h.asnumpy()[:, :1], h_short.asnumpy(), rtol=1e-6)
    np.testing.assert_allclose(c.asnumpy()[:, :1], c_short.asnumpy(), rtol=1e-6)


def test_attention_ignores_what_is_masked():
    net = nn.MultiheadAttention(4, 2)
    x, mask = cases.f(3, 1, 4), Tensor([[False, False, True]])
    _, weights = net(x, x, x, key_padding_mask=mask)
    assert not weights.asnumpy()[..., 2].any()
    np.testing.assert_allclose(weights.asnumpy().sum(-1), 1, rtol=1e-6)


def test_a_transformer_stacks_layers_of_its_own():
    net = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, 0.0), 2)
    names = [p.name for p in net.get_parameters()]
    assert len(names) == len(set(names)) == 24
    assert names[0] == "layers.0.self_attn.in_proj_weight"


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: nn.Dense(0, 1), ValueError),
        (lambda: nn.Dense(1.5, 1), TypeError),
        (lambda: nn.Dense(2, 3, weight_init=Tensor([1.0])), ValueError),
        (lambda: nn.Dense(2, 3, activation="nothing"), KeyError),
        (lambda: nn.Conv2d(1, 1, 3, pad_mode="other"), ValueError),
        (lambda: nn.Conv2d(1, 1, 3, padding=1), ValueError),
        (lambda: nn.Conv2d(1, 1, (3, 3, 3)), ValueError),
        (lambda: nn.Conv2d(3, 2, 3, group=2), ValueError),
        (lambda: nn.BatchNorm2d(0), ValueError),
        (lambda: nn.BatchNorm2d(1, momentum=2), ValueError),
        (lambda: nn.LayerNorm(3), TypeError),
        (lambda: nn.GroupNorm(2, 3), ValueError),
        (lambda: nn.MaxPool2d(0), ValueError),
        (lambda: nn.MaxPool2d(2, padding=1), ValueError),
        (lambda: nn.Dropout(p=1.5), ValueError),
        (lambda: nn.Embedding(3, 2, padding_idx=3), ValueError),
        (lambda: nn.MultiheadAttention(5, 2), ValueError),
        (lambda: nn.MSELoss("other"), ValueError),
        (lambda: nn.MSELoss()(1.0, 2.0), TypeError),
        (lambda: nn.SequentialCell(5), TypeError),
        (lambda: nn.CellList([nn.ReLU(), 5]), TypeError),
    ],
)
def test_wrong_arguments_are_refused(make, error):
    with pytest.raises(error):
        make()


def test_lists_of_cells_behave_as_lists():
    cells = nn.CellList([nn.ReLU(), nn.Tanh()])
    cells.append(nn.Dense(1, 1))
    cells.insert(0, nn.Dense(1, 2))
    assert [p.name for p in cells.get_parameters()] == ["0.weight", "0.bias", "3.weight", "3.bias"]
    del cells[1]
    assert [cell.cls_name for cell in cells] == ["Dense", "Tanh", "Dense"]
    assert [p.name for p in cells[-1].get_parameters()] == ["2.weight", "2.bias"]
    assert len(cells[:2]) == 2
    with pytest.raises(IndexError):
        cells[7]


def test_sequences_run_their_cells_in_order():
    net = nn.SequentialCell([nn.Dense(1, 1, "ones", "ones"), nn.ReLU()])
    net.append(nn.Dense(1, 1, "ones", "ones"))
    assert net(Tensor([[-5.0]])).asnumpy().tolist() == [[1.0]]
    assert net[1].cls_name == "ReLU"


def test_unpooling_puts_elements_back():
    x = cases.f(1, 2, 4, 4)
    values, places = nn.MaxPool2d(2, 2, "pad", return_indices=True)(x)
    found = nn.MaxUnpool2d(2, 2)(values, places).asnumpy()
    assert np.array_equal(found[found != 0], x.asnumpy()[found != 0])
    assert (found != 0).sum() == 8


def test_several_labels_end_at_the_first_negative_one():
    x = Tensor([[0.1, 0.2, 0.4, 0.8], [0.2, 0.3, 0.5, 0.7]])
    target = Tensor([[1, 2, 0, 3], [2, 3, -1, 1]], ms.int32)
    np.testing.assert_allclose(nn.MultilabelMarginLoss()(x, target).asnumpy(), 0.325, rtol=1e-6)


def test_inverse_and_determinant_have_gradients():
    a = Tensor([[2.0, 1.0], [0.0, 4.0]])
    np.testing.assert_allclose(ops.matmul(nn.MatInverse()(a), a).asnumpy(), np.eye(2), atol=1e-6)
    gradient = ms.grad(nn.MatDet())(a).asnumpy()
    np.testing.assert_allclose(gradient, [[4, 0], [-1, 2]], atol=1e-5)


def test_alignments_of_label_sequences():
    # The numbers are MindSpore 2.10's. Its gradient is that of the logits before a log softmax;
    # ours is that of the argument, and the same one after the log softmax.
    probabilities = np.random.RandomState(0).dirichlet(np.ones(4), (6, 3))
    log_probs = Tensor(np.log(probabilities).astype(np.float32))
    targets = Tensor([[1, 2, 2], [3, 1, 0], [2, 0, 0]], ms.int32)
    inputs, outputs = Tensor([6, 5, 6], ms.int32), Tensor([3, 2, 1], ms.int32)

    def loss(reduction):
        return nn.CTCLoss(reduction=reduction)(log_probs, targets, inputs, outputs).asnumpy()

    np.testing.assert_allclose(loss("none"), [4.6752253, 2.553988, 3.8724637], rtol=1e-5)
    np.testing.assert_allclose(loss("mean"), 2.2359555, rtol=1e-5)

    def of_logits(x):
        return nn.CTCLoss()(ops.log_softmax(x, -1), targets, inputs, outputs)

    gradient = ms.grad(of_logits)(log_probs).asnumpy().ravel()
    expected = [-0.02199893, -0.02851562, 0.02726584, 0.02324866, -0.00402057, 0.0394295]
    np.testing.assert_allclose(gradient[:6], expected, rtol=1e-4)


def test_a_label_sequence_too_long_has_no_alignment():
    log_probs = ops.log_softmax(ops.ones((2, 1, 3)), -1)
    arguments = (Tensor([[1, 1, 2]], ms.int32), Tensor([2], ms.int32), Tensor([3], ms.int32))
    assert np.isinf(nn.CTCLoss()(log_probs, *arguments).asnumpy())
    assert nn.CTCLoss(zero_infinity=True)(log_probs, *arguments).asnumpy() == 0


def test_losses_have_the_operators_that_subclasses_are_written_with():
    class Weighted(nn.LossBase):
        def construct(self, logits, labels):
            loss = self.reduce_sum(self.mul(logits - labels, logits - labels), -1)
            return self.get_loss(self.cast(loss, ms.float32), 2.0)

    x, y = Tensor(np.ones((2, 3), np.float32)), Tensor(np.zeros((2, 3), np.float32))
    assert [Weighted(r)(x, y).asnumpy().tolist() for r in ("mean", "sum")] == [6, 12]
    loss = Weighted("none")
    assert (loss.average, loss.reduce) == (True, False)
    assert loss(x, y).asnumpy().tolist() == [6, 6]
    loss.reduce = True
    assert float(loss(x, y)) == 6


class OwnConv(nn.Conv2d):
    def construct(self, x):
        weight = self.weight - self.weight.mean((1, 2, 3), keep_dims=True)
        return self.bias_add(self.conv2d(x, weight), self.bias)


class OwnNorm(nn.LayerNorm):
    def construct(self, x):
        return self.layer_norm(x.transpose(0, 2, 3, 1), self.gamma, self.beta)[0]


class OwnDense(nn.Dense):
    def construct(self, x):
        return self.bias_add(self.matmul(x, ops.tanh(self.weight)), self.bias)


@pytest.mark.parametrize("graph", [False, True])
def test_subclasses_find_the_operators_of_their_layers(graph):
    x = Tensor(np.random.RandomState(0).randn(2, 4, 5, 5).astype(np.float32))
    conv, norm, dense = OwnConv(4, 4, 3, has_bias=True), OwnNorm([4]), OwnDense(4, 3)
    plain = nn.Conv2d(4, 4, 3, has_bias=True, bias_init=conv.bias)
    plain.weight.set_data(conv.weight - conv.weight.mean((1, 2, 3), keep_dims=True))
    run = (
        ms.jit(lambda x: dense(norm(conv(x))[0, 0]))
        if graph
        else lambda x: dense(norm(conv(x))[0, 0])
    )
    rows = nn.LayerNorm([4])(plain(x).transpose(0, 2, 3, 1))[0, 0]
    expected = ops.matmul(rows, ops.tanh(dense.weight).T) + dense.bias
    np.testing.assert_allclose(run(x).asnumpy(), expected.asnumpy(), rtol=1e-4, atol=1e-5)
