# Checkpoints: the bytes that MindSpore 2.10 writes, both ways; damage; a full disk.
import errno
import os

import numpy as np
import pytest

import mindspore as ms
from mindspore import Parameter, Tensor, nn
from mindspore.train import _ckpt_format as ckpt
from mindspore.train import _files

# What MindSpore 2.10 wrote for a (1, 3) Tensor of 1, 0, 1 under the name p_<dtype>.
RECORDED = {
    "bool_": b"\n\x1a\n\x07p_bool_\x12\x0f\x08\x01\x08\x03\x12\x04Bool\x1a\x03\x01\x00\x01",
    "int8": b"\n\x19\n\x06p_int8\x12\x0f\x08\x01\x08\x03\x12\x04Int8\x1a\x03\x01\x00\x01",
    "uint16": b"\n \n\x08p_uint16\x12\x14\x08\x01\x08\x03\x12\x06UInt16\x1a\x06\x01\0\0\0\x01\0",
    "float16": b'\n"\n\tp_float16\x12\x15\x08\x01\x08\x03\x12\x07Float16\x1a\x06\x00<\x00\x00\x00<',
    "bfloat16": b"\n$\n\np_bfloat16\x12\x16\x08\x01\x08\x03\x12\x08BFloat16\x1a\x06"
    b"\x80?\x00\x00\x80?",
    "float32": b"\n(\n\tp_float32\x12\x1b\x08\x01\x08\x03\x12\x07Float32\x1a\x0c"
    b"\x00\x00\x80?\x00\x00\x00\x00\x00\x00\x80?",
    "complex64": b"\n8\n\x0bp_complex64\x12)\x08\x01\x08\x03\x12\tComplex64\x1a\x18"
    b"\x00\x00\x80?\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80?\x00\x00\x00\x00",
}
SCALAR = b"\n\x19\n\x06scalar\x12\x0f\x12\x07Float32\x1a\x04\x00\x00 @"
APPENDED = (
    b"\n\x1a\n\x05epoch\x12\x11\x12\x05Int64\x1a\x08\x03\x00\x00\x00\x00\x00\x00\x00"
    b"\n\x15\n\x02lr\x12\x0f\x12\x07Float32\x1a\x04\x00\x00\x00?"
    b"\n\x11\n\x04flag\x12\t\x12\x04Bool\x1a\x01\x01"
    b"\n\x1e\n\x01s\x12\x19\x08\x00\x12\x03str\x1a\x10t\0\0\0e\0\0\0x\0\0\0t\0\0\0"
)
CHECKED = (
    b"\n$\n\x07p_int32\x12\x19\x08\x01\x08\x03\x12\x05Int32\x1a\x0c\x01\0\0\0\0\0\0\0\x01\0\0\0"
    b"crc_num\x00\x00\x00\x00\x00\x00<#ts"
)


def entry(dtype, name=None):
    return {"name": name or f"p_{dtype}", "data": Tensor(np.array([[1, 0, 1]]), getattr(ms, dtype))}


@pytest.mark.parametrize("dtype", RECORDED)
def test_writes_and_reads_the_bytes_of_mindspore(tmp_path, dtype):
    path = tmp_path / "one.ckpt"
    ms.save_checkpoint([entry(dtype)], str(path))
    assert path.read_bytes() == RECORDED[dtype]
    loaded = ms.load_checkpoint(str(path))[f"p_{dtype}"]
    assert loaded.dtype == getattr(ms, dtype)
    assert loaded.asnumpy().astype(np.float32).tolist() == [[1, 0, 1]]


def test_scalars_and_appended_values_are_mindspores_bytes(tmp_path):
    path = tmp_path / "two.ckpt"
    extra = {"epoch": 3, "lr": 0.5, "flag": True, "s": "text"}
    ms.save_checkpoint([{"name": "scalar", "data": Tensor(2.5)}], str(path), append_dict=extra)
    assert path.read_bytes() == SCALAR + APPENDED
    loaded = ms.load_checkpoint(str(path))
    assert loaded["s"] == "text"
    assert int(loaded["epoch"].asnumpy()) == 3
    assert loaded["scalar"].shape == ()


def test_the_checksum_is_mindspores_and_is_checked(tmp_path):
    path = tmp_path / "crc.ckpt"
    ms.save_checkpoint([entry("int32")], str(path), crc_check=True)
    assert path.read_bytes() == CHECKED
    assert list(ms.load_checkpoint(str(path), crc_check=True)) == ["p_int32"]
    damaged = bytearray(CHECKED)
    damaged[26] ^= 1
    path.write_bytes(damaged)
    ms.load_checkpoint(str(path))
    with pytest.raises(ValueError, match="checksum"):
        ms.load_checkpoint(str(path), crc_check=True)


def test_long_values_follow_in_further_entries(monkeypatch):
    monkeypatch.setattr(ckpt, "SLICE", 8)
    value = np.arange(5, dtype=np.float32)
    entries = [ckpt.Entry("a", "Float32", value), ckpt.Entry("b", "Float32", value[:2])]
    data = bytearray()
    ckpt.write_entries(entries, data.extend, crc=False)
    assert data.count(b"\x01a") == 3
    found = ckpt.read_entries(bytes(data))
    assert [(e.name, e.value.tolist()) for e in found] == [
        ("a", [0, 1, 2, 3, 4]),
        ("b", [0, 1]),
    ]


@pytest.mark.parametrize("format", ["ckpt", "safetensors"])
def test_a_net_comes_back(tmp_path, format):
    net, other = nn.Dense(2, 3), nn.Dense(2, 3)
    path = str(tmp_path / f"net.{format}")
    ms.save_checkpoint(net, path, format=format)
    assert ms.load_param_into_net(other, ms.load_checkpoint(path, format=format)) == ([], [])
    assert np.array_equal(net.weight.asnumpy(), other.weight.asnumpy())


def test_the_suffix_is_added(tmp_path):
    ms.save_checkpoint(nn.Dense(1, 1), str(tmp_path / "net"))
    assert os.listdir(tmp_path) == ["net.ckpt"]


def test_prefixes_and_functions_choose(tmp_path):
    path = str(tmp_path / "net.ckpt")
    ms.save_checkpoint(nn.Dense(2, 3), path)
    assert list(ms.load_checkpoint(path, filter_prefix="wei")) == ["bias"]
    assert list(ms.load_checkpoint(path, specify_prefix=["wei"])) == ["weight"]
    assert list(ms.load_checkpoint(path, choice_func=lambda name: "b" in name)) == ["bias"]
    with pytest.raises(ValueError, match="specify_prefix"):
        ms.load_checkpoint(path, specify_prefix="zz")


@pytest.mark.parametrize("cut", [1, 5, 20, 60])
def test_a_truncated_file_is_refused_and_the_net_stays(tmp_path, cut):
    net = nn.Dense(2, 3)
    path = tmp_path / "net.ckpt"
    ms.save_checkpoint(net, str(path))
    path.write_bytes(path.read_bytes()[:-cut])
    before = net.weight.asnumpy().copy()
    with pytest.raises(ValueError, match="that is whole"):
        ms.load_checkpoint(str(path), net)
    assert np.array_equal(net.weight.asnumpy(), before)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("bad.ckpt", b"hello world", "that is whole"),
        ("empty.ckpt", b"", "is empty"),
        ("other.txt", b"hello", "suffix"),
        ("none.ckpt", None, "that exists"),
        ("bad.safetensors", b"hello world", "that is whole"),
    ],
)
def test_other_files_are_refused(tmp_path, name, content, message):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=message):
        ms.load_checkpoint(str(path))


def test_values_that_do_not_fit_change_nothing():
    net = nn.Dense(2, 3)
    before = net.weight.asnumpy().copy()
    good = Parameter(Tensor(np.zeros((3, 2), np.float32)))
    for bad in (np.zeros(4, np.float32), np.zeros(3, np.int32)):
        with pytest.raises(RuntimeError):
            ms.load_param_into_net(net, {"weight": good, "bias": Parameter(Tensor(bad))})
    assert np.array_equal(net.weight.asnumpy(), before)
    for bad in ([], {"weight": Tensor(1.0)}):
        with pytest.raises(TypeError):
            ms.load_param_into_net(net, bad)


def test_floats_convert_unless_strict():
    net = nn.Dense(2, 3)
    half = {"weight": Parameter(Tensor(np.ones((3, 2), np.float16)))}
    assert ms.load_param_into_net(net, half) == (["bias"], [])
    assert net.weight.dtype == ms.float32
    with pytest.raises(RuntimeError):
        ms.load_param_into_net(net, half, strict_load=True)


def test_names_that_are_missing_or_left_over_are_given():
    net = nn.Dense(2, 3)
    values = {"foo": Parameter(1.0), "bias": net.bias.clone()}
    assert ms.load_param_into_net(net, values) == (["weight"], ["foo"])


def test_a_net_inside_another_is_found_below_its_prefix():
    inner = nn.Dense(2, 3)
    outer = nn.SequentialCell(nn.Dense(2, 3))
    assert ms.load_param_into_net(outer, inner.parameters_dict()) == ([], ["weight", "bias"])
    assert np.array_equal(outer[0].weight.asnumpy(), inner.weight.asnumpy())


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "net.ckpt"
    ms.save_checkpoint(nn.Dense(2, 3), str(path))
    old = path.read_bytes()

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(_files.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        ms.save_checkpoint(nn.Dense(2, 3), str(path))
    assert path.read_bytes() == old
    assert os.listdir(tmp_path) == ["net.ckpt"]


def test_what_cannot_be_saved_is_refused(tmp_path):
    path = str(tmp_path / "x.ckpt")
    for bad in (5, [{"name": "a"}], {"a": object()}):
        with pytest.raises(TypeError):
            ms.save_checkpoint(bad, path)
    with pytest.raises(TypeError):
        ms.save_checkpoint(nn.Dense(1, 1), 5)
    with pytest.raises(ValueError, match="format"):
        ms.save_checkpoint(nn.Dense(1, 1), path, format="zip")
    with pytest.raises(ValueError, match="enc_key"):
        ms.save_checkpoint(nn.Dense(1, 1), path, enc_key=b"0123456789abcdef")
    with pytest.raises(FileNotFoundError):
        ms.save_checkpoint(nn.Dense(1, 1), str(tmp_path / "none" / "x.ckpt"))
    assert os.listdir(tmp_path) == []


def test_saving_in_the_background_keeps_the_values_of_the_moment(tmp_path):
    from mindspore.train import serialization

    net = nn.Dense(2, 3, weight_init="ones")
    path = str(tmp_path / "net.ckpt")
    ms.save_checkpoint(net, path, async_save=True)
    net.weight.set_data(7)
    for writer in serialization._writers:
        writer.join()
    assert ms.load_checkpoint(path)["weight"].asnumpy().max() == 1
    assert not ms.async_ckpt_thread_status()


def test_files_convert_both_ways(tmp_path):
    ms.save_checkpoint(nn.Dense(2, 3), str(tmp_path / "net.ckpt"))
    ms.ckpt_to_safetensors(str(tmp_path), name_map={"bias": "b"})
    os.remove(tmp_path / "net.ckpt")
    ms.safetensors_to_ckpt(str(tmp_path / "net.safetensors"))
    assert sorted(ms.load_checkpoint(str(tmp_path / "net.ckpt"))) == ["b", "weight"]
