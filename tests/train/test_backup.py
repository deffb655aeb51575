"""A training that was broken off goes on where it was saved."""

import os

import numpy as np

from mindspore import Tensor, nn
from mindspore.dataset import NumpySlicesDataset
from mindspore.train import BackupAndRestore, Model, OcclusionSensitivity


def test_a_training_begins_with_what_was_saved():
    x = np.ones((4, 2), np.float32)
    data = NumpySlicesDataset((x, x[:, :1]), shuffle=False).batch(2)

    def model():
        net = nn.Dense(2, 1, weight_init="zeros")
        return net, Model(net, nn.MSELoss(), nn.SGD(net.trainable_params(), 0.01))

    first, training = model()
    training.train(2, data, callbacks=BackupAndRestore("kept", delete_checkpoint=False))
    assert os.path.exists("kept/backup.ckpt")
    second, training = model()
    training.train(0 + 1, data, callbacks=BackupAndRestore("kept"))
    assert not os.path.exists("kept")
    assert (second.weight.asnumpy() > first.weight.asnumpy()).all()


def test_what_covers_nothing_changes_nothing():
    net = nn.Dense(3, 2)
    metric = OcclusionSensitivity(pad_val=0.5, margin=0)
    metric.update(net, Tensor(np.full((1, 3), 0.5, np.float32)), Tensor(1))
    assert (metric.eval() == 0).all()
