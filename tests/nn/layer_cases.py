# Cases of layers and losses; under MindSpore 2.10 they give the facts of layer_facts.json:
#   python layer_cases.py > layer_facts.json
import json
import sys

import numpy as np

import mindspore as ms
from mindspore import Tensor, nn


def values(*shape, seed=0, low=-1.0, high=1.0):
    count = int(np.prod(shape))
    waves = np.sin(np.arange(count) * 1.7 + seed) * 0.5 + 0.5
    return (low + (high - low) * waves).reshape(shape).astype(np.float32)


def f(*shape, **kwargs):
    return Tensor(values(*shape, **kwargs))


def i(*numbers):
    return Tensor(np.array(numbers, np.int32))


IMAGE = (2, 4, 6, 5)

LAYERS = {
    "Dense": lambda: (nn.Dense(4, 3), f(2, 4)),
    "Dense activation": lambda: (nn.Dense(4, 3, activation="tanh"), f(2, 5, 4)),
    "Dense no bias": lambda: (nn.Dense(4, 3, has_bias=False), f(2, 4)),
    "BiDense": lambda: (nn.BiDense(4, 3, 2), f(5, 4), f(5, 3, seed=1)),
    "Conv2d same": lambda: (nn.Conv2d(4, 2, 3, has_bias=True), f(*IMAGE)),
    "Conv2d stride": lambda: (nn.Conv2d(4, 2, (3, 2), 2, "same"), f(*IMAGE)),
    "Conv2d valid": lambda: (nn.Conv2d(4, 2, 3, pad_mode="valid"), f(*IMAGE)),
    "Conv2d pad": lambda: (nn.Conv2d(4, 2, 3, 1, "pad", (1, 0, 2, 1), 2), f(*IMAGE)),
    "Conv2d group": lambda: (nn.Conv2d(4, 6, 3, group=2, has_bias=True), f(*IMAGE)),
    "Conv1d": lambda: (nn.Conv1d(4, 2, 3, 2, "pad", 1, has_bias=True), f(2, 4, 7)),
    "Conv3d": lambda: (nn.Conv3d(2, 3, 2, pad_mode="valid"), f(1, 2, 3, 4, 3)),
    "Conv2dTranspose same": lambda: (nn.Conv2dTranspose(4, 2, 3, 2, "same"), f(*IMAGE)),
    "Conv2dTranspose valid": lambda: (nn.Conv2dTranspose(4, 2, 3, 2, "valid"), f(*IMAGE)),
    "Conv2dTranspose small": lambda: (nn.Conv2dTranspose(4, 2, 2, 3, "same"), f(*IMAGE)),
    "Conv2dTranspose pad": lambda: (
        nn.Conv2dTranspose(4, 2, 4, 2, "pad", 1, has_bias=True),
        f(*IMAGE),
    ),
    "Conv1dTranspose": lambda: (nn.Conv1dTranspose(4, 2, 3, 2, "valid"), f(2, 4, 5)),
    "Conv3dTranspose": lambda: (nn.Conv3dTranspose(2, 3, 2, pad_mode="valid"), f(1, 2, 2, 3, 2)),
    "MaxPool2d": lambda: (nn.MaxPool2d(2, 2), f(*IMAGE)),
    "MaxPool2d same": lambda: (nn.MaxPool2d(3, 2, "same"), f(*IMAGE)),
    "MaxPool2d pad": lambda: (nn.MaxPool2d(3, 2, "pad", 1), f(*IMAGE)),
    "MaxPool1d": lambda: (nn.MaxPool1d(3, 2), f(2, 4, 7)),
    "AvgPool2d": lambda: (nn.AvgPool2d((2, 3), 2), f(*IMAGE)),
    "AvgPool2d same": lambda: (nn.AvgPool2d(3, 2, "same"), f(*IMAGE)),
    "AvgPool2d pad": lambda: (
        nn.AvgPool2d(3, 2, "pad", 1, count_include_pad=False),
        f(*IMAGE),
    ),
    "AvgPool1d": lambda: (nn.AvgPool1d(3, 2), f(2, 4, 7)),
    "AdaptiveAvgPool1d": lambda: (nn.AdaptiveAvgPool1d(2), f(2, 4, 6)),
    "AdaptiveAvgPool2d": lambda: (nn.AdaptiveAvgPool2d((3, 2)), f(*IMAGE)),
    "AdaptiveMaxPool2d": lambda: (nn.AdaptiveMaxPool2d((3, 2)), f(*IMAGE)),
    "LPPool1d": lambda: (nn.LPPool1d(2, 3, 2), f(2, 4, 7)),
    "BatchNorm1d": lambda: (nn.BatchNorm1d(4), f(3, 4)),
    "BatchNorm1d train": lambda: (nn.BatchNorm1d(4).set_train(), f(3, 4)),
    "BatchNorm2d": lambda: (nn.BatchNorm2d(4), f(*IMAGE)),
    "BatchNorm2d train": lambda: (nn.BatchNorm2d(4).set_train(), f(*IMAGE)),
    "BatchNorm2d no batch": lambda: (
        nn.BatchNorm2d(4, use_batch_statistics=False).set_train(),
        f(*IMAGE),
    ),
    "BatchNorm3d": lambda: (nn.BatchNorm3d(2), f(2, 2, 3, 2, 2)),
    "LayerNorm": lambda: (nn.LayerNorm((5,)), f(2, 5)),
    "LayerNorm two": lambda: (nn.LayerNorm((4, 5), 1, 1), f(2, 4, 5)),
    "LayerNorm outer": lambda: (nn.LayerNorm((5,), 1, -1), f(2, 4, 5)),
    "GroupNorm": lambda: (nn.GroupNorm(2, 4), f(*IMAGE)),
    "Embedding": lambda: (nn.Embedding(5, 3), i(0, 4, 2)),
    "Embedding one hot": lambda: (nn.Embedding(5, 3, True), i(0, 4, 2)),
    "Embedding padding": lambda: (nn.Embedding(5, 3, padding_idx=2), i(0, 4)),
    "OneHot": lambda: (nn.OneHot(depth=4), i(0, 3)),
    "OneHot axis": lambda: (nn.OneHot(0, 4, 2.0, -1.0), i(0, 3)),
    "Pad": lambda: (nn.Pad(((1, 0), (2, 1))), f(2, 3)),
    "Pad reflect": lambda: (nn.Pad(((1, 0), (2, 1)), "REFLECT"), f(2, 3)),
    "Pad symmetric": lambda: (nn.Pad(((1, 0), (2, 1)), "SYMMETRIC"), f(2, 3)),
    "ConstantPad1d": lambda: (nn.ConstantPad1d((1, 2), 9.0), f(2, 3)),
    "ReflectionPad2d": lambda: (nn.ReflectionPad2d((1, 2, 0, 1)), f(1, 3, 4)),
    "ReplicationPad2d": lambda: (nn.ReplicationPad2d(1), f(1, 2, 3, 3)),
    "ZeroPad2d": lambda: (nn.ZeroPad2d((1, 0, 2, 1)), f(1, 2, 3)),
    "Upsample": lambda: (nn.Upsample((4, 6)), f(1, 1, 2, 3)),
    "Upsample bilinear": lambda: (
        nn.Upsample((4, 6), mode="bilinear", align_corners=True),
        f(1, 1, 2, 3),
    ),
    "PixelShuffle": lambda: (nn.PixelShuffle(2), f(1, 4, 2, 3)),
    "PixelUnshuffle": lambda: (nn.PixelUnshuffle(2), f(1, 1, 4, 6)),
    "ChannelShuffle": lambda: (nn.ChannelShuffle(2), f(1, 4, 2, 2)),
    "Unfold": lambda: (nn.Unfold([1, 2, 2, 1], [1, 2, 1, 1], [1, 1, 1, 1]), f(1, 2, 4, 3)),
    "Flatten": lambda: (nn.Flatten(), f(2, 3, 4)),
    "Flatten some": lambda: (nn.Flatten(0, 1), f(2, 3, 4)),
    "Unflatten": lambda: (nn.Unflatten(1, (2, 3)), f(2, 6)),
    "Tril": lambda: (nn.Tril(), f(3, 3)),
    "Norm": lambda: (nn.Norm(1, True), f(2, 3)),
    "ClipByNorm": lambda: (nn.ClipByNorm(), f(2, 3), Tensor(0.5)),
    "ReduceLogSumExp": lambda: (nn.ReduceLogSumExp(1), f(2, 3)),
    "Moments": lambda: (nn.Moments(1, True), f(2, 3)),
    "MatMul": lambda: (nn.MatMul(False, True), f(2, 3), f(4, 3)),
    "MatrixDiag": lambda: (nn.MatrixDiag(), f(2, 3)),
    "SSIM": lambda: (
        nn.SSIM(filter_size=3),
        f(1, 2, 6, 6, low=0.0),
        f(1, 2, 6, 6, seed=1, low=0.0),
    ),
    "PSNR": lambda: (nn.PSNR(), f(1, 2, 6, 6, low=0.0), f(1, 2, 6, 6, seed=1, low=0.0)),
    "ImageGradients": lambda: (nn.ImageGradients(), f(1, 1, 3, 4)),
    "LRN": lambda: (nn.LRN(2), f(*IMAGE)),
    "RNNCell": lambda: (nn.RNNCell(4, 3), f(2, 4), f(2, 3)),
    "RNNCell relu": lambda: (nn.RNNCell(4, 3, nonlinearity="relu"), f(2, 4), f(2, 3)),
    "GRUCell": lambda: (nn.GRUCell(4, 3), f(2, 4), f(2, 3)),
    "LSTMCell": lambda: (nn.LSTMCell(4, 3), f(2, 4), (f(2, 3), f(2, 3, seed=1))),
    "RNN": lambda: (nn.RNN(4, 3), f(5, 2, 4), f(1, 2, 3)),
    "GRU two": lambda: (nn.GRU(4, 3, 2, batch_first=True), f(2, 5, 4), f(2, 2, 3)),
    "LSTM": lambda: (nn.LSTM(4, 3, batch_first=True), f(2, 5, 4), (f(1, 2, 3), f(1, 2, 3))),
    "LSTM both": lambda: (
        nn.LSTM(4, 3, 2, bidirectional=True, has_bias=False),
        f(5, 2, 4),
        (f(4, 2, 3), f(4, 2, 3)),
    ),
    "MultiheadAttention": lambda: (nn.MultiheadAttention(4, 2), f(3, 2, 4), f(5, 2, 4), f(5, 2, 4)),
    "MultiheadAttention kdim": lambda: (
        nn.MultiheadAttention(4, 2, kdim=3, vdim=5, batch_first=True),
        f(2, 3, 4),
        f(2, 5, 3),
        f(2, 5, 5),
    ),
    "TransformerEncoderLayer": lambda: (nn.TransformerEncoderLayer(4, 2, 8, 0.0), f(3, 2, 4)),
    "TransformerDecoderLayer": lambda: (
        nn.TransformerDecoderLayer(4, 2, 8, 0.0, norm_first=True),
        f(3, 2, 4),
        f(5, 2, 4),
    ),
    **{
        name: (lambda make=make: (make(), f(2, 4, low=-4.0, high=4.0)))
        for name, make in {
            "ReLU": nn.ReLU,
            "ReLU6": nn.ReLU6,
            "Sigmoid": nn.Sigmoid,
            "Tanh": nn.Tanh,
            "GELU": nn.GELU,
            "GELU exact": lambda: nn.GELU(False),
            "FastGelu": nn.FastGelu,
            "SiLU": nn.SiLU,
            "Mish": nn.Mish,
            "HSwish": nn.HSwish,
            "HSigmoid": nn.HSigmoid,
            "SeLU": nn.SeLU,
            "Softsign": nn.Softsign,
            "LogSigmoid": nn.LogSigmoid,
            "Tanhshrink": nn.Tanhshrink,
            "ELU": nn.ELU,
            "CELU": lambda: nn.CELU(2.0),
            "LeakyReLU": nn.LeakyReLU,
            "PReLU": lambda: nn.PReLU(4),
            "Softmax": nn.Softmax,
            "LogSoftmax": nn.LogSoftmax,
            "Softmin": nn.Softmin,
            "Hardtanh": nn.Hardtanh,
            "HShrink": nn.HShrink,
            "SoftShrink": nn.SoftShrink,
            "Threshold": lambda: nn.Threshold(0.5, 9.0),
            "GLU": nn.GLU,
        }.items()
    },
}

_P = {"low": 0.05, "high": 0.95}

LOSSES = {
    "L1Loss": lambda: (nn.L1Loss(), f(2, 3), f(2, 3, seed=1)),
    "MAELoss": lambda: (nn.MAELoss("none"), f(2, 3), f(2, 3, seed=1)),
    "MSELoss": lambda: (nn.MSELoss("sum"), f(2, 3), f(2, 3, seed=1)),
    "RMSELoss": lambda: (nn.RMSELoss(), f(2, 3), f(2, 3, seed=1)),
    "SmoothL1Loss": lambda: (nn.SmoothL1Loss(0.5), f(2, 3), f(2, 3, seed=2)),
    "HuberLoss": lambda: (nn.HuberLoss(delta=0.5), f(2, 3), f(2, 3, seed=2)),
    "SoftMarginLoss": lambda: (nn.SoftMarginLoss(), f(2, 3), Tensor(np.sign(values(2, 3, seed=2)))),
    "SoftmaxCE": lambda: (nn.SoftmaxCrossEntropyWithLogits(), f(2, 3), f(2, 3, seed=1, **_P)),
    "SoftmaxCE sparse": lambda: (
        nn.SoftmaxCrossEntropyWithLogits(True, "mean"),
        f(2, 3),
        i(2, 0),
    ),
    "CrossEntropyLoss": lambda: (nn.CrossEntropyLoss(), f(2, 3), i(2, 0)),
    "CrossEntropyLoss weight": lambda: (
        nn.CrossEntropyLoss(f(3, **_P), 1, "mean", 0.1),
        f(3, 3),
        i(2, 1, 0),
    ),
    "CrossEntropyLoss soft": lambda: (nn.CrossEntropyLoss(), f(2, 3), f(2, 3, seed=1, **_P)),
    "NLLLoss": lambda: (nn.NLLLoss(), f(2, 3), i(2, 0)),
    "BCELoss": lambda: (nn.BCELoss(), f(2, 3, **_P), f(2, 3, seed=1, **_P)),
    "BCEWithLogitsLoss": lambda: (
        nn.BCEWithLogitsLoss("none", pos_weight=f(3, **_P)),
        f(2, 3),
        f(2, 3, seed=1, **_P),
    ),
    "KLDivLoss": lambda: (nn.KLDivLoss("batchmean"), f(2, 3), f(2, 3, seed=1, **_P)),
    "CosineEmbeddingLoss": lambda: (
        nn.CosineEmbeddingLoss(0.1),
        f(2, 3),
        f(2, 3, seed=1),
        i(1, -1),
    ),
    "MarginRankingLoss": lambda: (
        nn.MarginRankingLoss(0.1),
        f(3),
        f(3, seed=1),
        Tensor(np.array([1, -1, 1], np.float32)),
    ),
    "HingeEmbeddingLoss": lambda: (
        nn.HingeEmbeddingLoss(),
        f(2, 3),
        Tensor(np.sign(values(2, 3, seed=2))),
    ),
    "PoissonNLLLoss": lambda: (nn.PoissonNLLLoss(full=True), f(2, 3), f(2, 3, low=0.5, high=3.0)),
    "GaussianNLLLoss": lambda: (
        nn.GaussianNLLLoss(full=True),
        f(2, 3),
        f(2, 3, seed=1),
        f(2, 1, **_P),
    ),
    "MultiLabelSoftMarginLoss": lambda: (
        nn.MultiLabelSoftMarginLoss(),
        f(2, 3),
        f(2, 3, seed=1, **_P),
    ),
    "MultilabelMarginLoss": lambda: (
        nn.MultilabelMarginLoss(),
        f(2, 3),
        Tensor(np.array([[2, 0, -1], [1, -1, 0]], np.int32)),
    ),
    "MultiMarginLoss": lambda: (
        nn.MultiMarginLoss(),
        f(2, 3),
        Tensor(np.array([2, 0], np.int64)),
    ),
    "TripletMarginLoss": lambda: (
        nn.TripletMarginLoss(),
        f(2, 3),
        f(2, 3, seed=1),
        f(2, 3, seed=2),
    ),
    "TripletDistance": lambda: (
        nn.TripletMarginWithDistanceLoss(swap=True),
        f(2, 3),
        f(2, 3, seed=1),
        f(2, 3, seed=2),
    ),
    "DiceLoss": lambda: (nn.DiceLoss(), f(2, 3, **_P), f(2, 3, seed=1, **_P)),
    "MultiClassDiceLoss": lambda: (nn.MultiClassDiceLoss(), f(2, 3), f(2, 3, seed=1, **_P)),
    "FocalLoss": lambda: (nn.FocalLoss(), f(3, 2), Tensor(np.array([[1], [0], [1]], np.int32))),
    "FocalLoss weight": lambda: (
        nn.FocalLoss(Tensor([1.0, 2.0]), 2.0, "none"),
        f(3, 2),
        Tensor(np.array([[1], [0], [1]], np.int32)),
    ),
}


def flat(output):
    if isinstance(output, (tuple, list)):
        return [number for part in output for number in flat(part)]
    return output.asnumpy().astype(np.float64).ravel().tolist()


def run(make, gradient=True):
    """The output; the gradient of the first input; what the step changed in the Parameters."""
    net, *inputs = make()
    for k, p in enumerate(net.get_parameters()):
        p.set_data(f(*p.shape, seed=k + 0.5, low=0.1 if "var" in p.name else -1.0))
    found = {"output": flat(net(*inputs))}
    still = [p for p in net.get_parameters() if not p.requires_grad]
    if still:
        found["state"] = [number for p in still for number in flat(p)]
    if gradient and inputs[0].dtype == ms.float32:
        found["gradient"] = flat(ms.grad(lambda x: net(x, *inputs[1:]))(inputs[0]))
    return found


def facts(cases):
    found = {}
    for name, make in cases.items():
        try:
            found[name] = run(make)
        except Exception as error:
            print("FAIL", name, str(error)[:120].replace("\n", " "), file=sys.stderr)
    return found


def short(numbers):
    """The first numbers, and the sum of all."""
    return [*numbers[:12], sum(numbers)]


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [float(f"{number:.6g}") for number in short(value)]


if __name__ == "__main__":
    print(json.dumps(rounded({"layers": facts(LAYERS), "losses": facts(LOSSES)})))
