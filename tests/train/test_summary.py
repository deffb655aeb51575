"""Event files hold, in TensorBoard's format, what was recorded."""

import struct

import numpy as np
import pytest

import mindspore as ms
from mindspore import Model, SummaryCollector, SummaryRecord, nn
from mindspore.train.summary._events import masked_crc


def frames(folder):
    (path,) = folder.iterdir()
    data, at, found = path.read_bytes(), 0, []
    while at < len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        assert struct.unpack_from("<I", data, at + 8)[0] == masked_crc(data[at : at + 8])
        found.append(data[at + 12 : at + 12 + length])
        assert struct.unpack_from("<I", data, at + 12 + length)[0] == masked_crc(found[-1])
        at += 16 + length
    return found


def test_each_step_is_one_frame_after_the_version(tmp_path):
    with SummaryRecord(str(tmp_path)) as record:
        for step in range(3):
            record.add_value("scalar", "loss", ms.Tensor(0.5))
            record.add_value("histogram", "weight", np.arange(10.0))
            record.add_value("image", "input", np.zeros((1, 3, 4, 5), np.float32))
            assert record.record(step)
    version, *steps = frames(tmp_path)
    assert version.endswith(b"brain.Event:2")
    assert len(steps) == 3
    assert all(b"loss\x15" + struct.pack("<f", 0.5) in step for step in steps)
    assert all(b"weight" in step and b"\x89PNG" in step for step in steps)


def test_what_is_filtered_is_not_written_nor_kept(tmp_path):
    with SummaryRecord(str(tmp_path)) as record:
        record.add_value("scalar", "loss", 1)
        record.record(0, plugin_filter=lambda plugin: plugin != "scalar")
        record.record(1)
    assert len(frames(tmp_path)) == 1


def test_a_kind_that_does_not_exist_is_refused(tmp_path):
    with SummaryRecord(str(tmp_path)) as record, pytest.raises(ValueError, match="`plugin` needs"):
        record.add_value("sound", "x", 1)


def test_a_collector_records_loss_and_weights_of_a_model(tmp_path):
    net = nn.Dense(3, 1)
    model = Model(net, nn.MSELoss(), nn.SGD(net.trainable_params(), 0.1), metrics={"mae"})
    data = ms.dataset.NumpySlicesDataset(
        (np.ones((8, 3), np.float32), np.ones((8, 1), np.float32)), shuffle=False
    ).batch(2)
    chosen = {"histogram_regular": "weight"}
    model.train(2, data, callbacks=[SummaryCollector(str(tmp_path), 2, 1, chosen)])
    _, *steps = frames(tmp_path)
    assert len(steps) == 4
    assert all(b"loss" in step and b"weight" in step for step in steps)
