"""Saving and loading Parameters: `.ckpt` files as MindSpore writes them, and safetensors.

Files are replaced as a whole or not at all; a net is changed by all Parameters that are loaded or
by none.
"""

import copy
import glob
import os
import re
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.kinds import is_float
from mindspore.common.parameter import Parameter
from mindspore.common.refusals import refusal
from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell
from mindspore.train import _ckpt_format as ckpt
from mindspore.train._files import write_atomically
from mindspore.train.mindir import export, load  # noqa: F401 programs look for them here

PARAMETER_SPLIT_SIZE = ckpt.SLICE
TOTAL_SAVE = 1024 * 1024 * 1024

_FORMATS = ("ckpt", "safetensors")
_writers: list[threading.Thread] = []


# What to save


def _plain(value: Any, name: str) -> ckpt.Entry:
    """An entry for a Tensor, number, text or array."""
    if isinstance(value, str):
        return ckpt.Entry(name, "str", value)
    if isinstance(value, bool):
        value = Tensor(value, mstype.bool_)
    elif isinstance(value, int):
        value = Tensor(value, mstype.int64)
    elif isinstance(value, float):
        value = Tensor(value, mstype.float32)
    elif isinstance(value, np.ndarray):
        value = Tensor(value)
    if not isinstance(value, Tensor):
        raise refusal(
            TypeError,
            f"`{name}` needs to be a Tensor, number or str to be saved",
            "checkpoint-value",
            (0, "save_obj", type(value).__name__),
        )
    return ckpt.Entry(name, str(value.dtype), value.asnumpy())


def _pairs(save_obj: Any) -> list[tuple[str, Any]]:
    if isinstance(save_obj, Cell):
        save_obj.init_parameters_data()
        return [(p.name, p) for _, p in save_obj.parameters_and_names()]
    if isinstance(save_obj, dict):
        return list(save_obj.items())
    if isinstance(save_obj, list):
        for item in save_obj:
            if not isinstance(item, dict) or not {"name", "data"} <= set(item):
                raise refusal(
                    TypeError,
                    "`save_obj` needs dicts with the keys 'name' and 'data' in its list",
                    "checkpoint-value",
                    (0, "save_obj", repr(item)),
                )
        return [(item["name"], item["data"]) for item in save_obj]
    raise refusal(
        TypeError,
        "`save_obj` needs to be a Cell, list or dict",
        "checkpoint-value",
        (0, "save_obj", type(save_obj).__name__),
    )


def _entries(save_obj: Any, append_dict: dict | None, choice: Callable | None) -> list[ckpt.Entry]:
    pairs = [(name, value) for name, value in _pairs(save_obj) if choice is None or choice(name)]
    entries = [_plain(value, name) for name, value in pairs]
    for name, value in (append_dict or {}).items():
        if not isinstance(name, str):
            raise TypeError(f"`append_dict` needs str keys, but has {name!r}")
        if isinstance(value, Cell):
            entries.extend(_entries(value, None, None))
        else:
            entries.append(_plain(value, name))
    return entries


def _checked_format(format: str) -> str:
    if format not in _FORMATS:
        raise ValueError(f"`format` needs to be 'ckpt' or 'safetensors', but is {format!r}")
    return format


def _with_suffix(name: Any, format: str) -> str:
    if not isinstance(name, (str, os.PathLike)):
        raise TypeError(f"`ckpt_file_name` needs to be a str, but is {type(name).__name__}")
    path = os.path.realpath(os.fspath(name))
    return path if path.endswith("." + format) else f"{path}.{format}"


def save_checkpoint(
    save_obj: Any,
    ckpt_file_name: str,
    integrated_save: bool = True,
    async_save: bool | str = False,
    append_dict: dict | None = None,
    enc_key: bytes | None = None,
    enc_mode: str = "AES-GCM",
    choice_func: Callable[[str], bool] | None = None,
    crc_check: bool = False,
    format: str = "ckpt",
    **kwargs: Any,
) -> None:
    """Saves Parameters to a file that MindSpore reads too.

    Args:
        save_obj: a Cell, a dict of Tensors by name, or a list of {"name": ..., "data": ...}.
        ckpt_file_name: the file; its suffix is added if it has none.
        integrated_save: kept for programs that set it.
        async_save: write in the background, after the values have been copied.
        append_dict: further numbers, texts and Tensors by name.
        enc_key: encryption is not offered; anything but None is refused.
        enc_mode: see `enc_key`.
        choice_func: takes a name, says whether to save it.
        crc_check: add a checksum.
        format: "ckpt" or "safetensors".
        kwargs: kept for programs that set them.

    Examples:
        >>> import mindspore as ms, tempfile, os
        >>> from mindspore import nn
        >>> path = os.path.join(tempfile.mkdtemp(), "net.ckpt")
        >>> ms.save_checkpoint(nn.Dense(2, 3), path)
        >>> list(ms.load_checkpoint(path))
        ['weight', 'bias']
    """
    _checked_format(format)
    _refuse_key(enc_key, "enc_key")
    path = _with_suffix(ckpt_file_name, format)
    entries = _entries(save_obj, append_dict, choice_func)
    write = _writer(entries, path, format, crc_check)
    if not async_save:
        write()
        return
    # The values may change before the thread has written them.
    entries[:] = [entry._replace(value=copy.copy(entry.value)) for entry in entries]
    thread = threading.Thread(target=write, name="asyn_save_ckpt")
    _writers[:] = [writer for writer in _writers if writer.is_alive()] + [thread]
    thread.start()


def _refuse_key(key: Any, name: str) -> None:
    if key is not None:
        raise ValueError(
            f"`{name}` needs to be None: checkpoints are not encrypted here; "
            "encrypt the file with a tool made for it"
        )


def _writer(entries: list[ckpt.Entry], path: str, format: str, crc: bool) -> Callable[[], None]:
    if format == "ckpt":
        return lambda: write_atomically(
            path, lambda file: ckpt.write_entries(entries, file.write, crc)
        )
    return lambda: _write_safetensors(entries, path)


def _write_safetensors(entries: list[ckpt.Entry], path: str) -> None:
    from safetensors.numpy import save

    arrays = {e.name: np.ascontiguousarray(e.value) for e in entries if e.dtype != "str"}
    texts = {e.name: e.value for e in entries if e.dtype == "str"}
    data = save(arrays, metadata={"format": "ms", **texts})
    write_atomically(path, lambda file: file.write(data))


def async_ckpt_thread_status() -> bool:
    """Says whether a checkpoint is being written in the background.

    Examples:
        >>> import mindspore as ms
        >>> ms.async_ckpt_thread_status()
        False
    """
    return any(writer.is_alive() for writer in _writers)


# Loading


def _damaged(path: str, found: str) -> ValueError:
    return refusal(
        ValueError,
        "a checkpoint needs a file that is whole",
        "checkpoint-damaged",
        (0, "ckpt_file_name", f"{path}: {found}"),
    )


def _read_file(path: str, format: str, crc: bool) -> list[ckpt.Entry]:
    if not os.path.isfile(path):
        raise refusal(
            ValueError,
            "a checkpoint needs a file that exists",
            "checkpoint-missing",
            (0, "ckpt_file_name", f"no file {path}"),
        )
    if os.path.getsize(path) == 0:
        raise _damaged(path, "it is empty")
    if format == "safetensors":
        return _read_safetensors(path)
    with open(path, "rb") as file:
        data = file.read()
    try:
        return ckpt.read_entries(data, crc)
    except ckpt.CorruptFile as error:
        raise _damaged(path, str(error)) from None


def _read_safetensors(path: str) -> list[ckpt.Entry]:
    import safetensors
    from safetensors.numpy import load as read_tensors

    with open(path, "rb") as file:
        data = file.read()
    try:
        arrays = read_tensors(data)
    except (safetensors.SafetensorError, ValueError, KeyError) as error:
        raise _damaged(path, str(error)) from None
    return [ckpt.Entry(name, str(Tensor(a).dtype), a) for name, a in arrays.items()]


def _loading_format(path: Any, format: str) -> str:
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(f"`ckpt_file_name` needs to be a str, but is {type(path).__name__}")
    _checked_format(format)
    suffix = os.path.splitext(os.fspath(path))[1].lstrip(".")
    if suffix in _FORMATS:
        return suffix
    raise refusal(
        ValueError,
        f"`ckpt_file_name` needs the suffix '.{format}'",
        "checkpoint-suffix",
        (0, "ckpt_file_name", repr(os.fspath(path))),
    )


def _wanted(prefix: Any, name: str) -> tuple[str, ...] | None:
    if prefix is None:
        return None
    prefixes = (prefix,) if isinstance(prefix, str) else prefix
    if not isinstance(prefixes, (list, tuple)) or not all(isinstance(p, str) for p in prefixes):
        raise TypeError(f"`{name}` needs to be a str or a list of them, but is {prefix!r}")
    if not prefixes:
        raise ValueError(f"`{name}` needs at least one prefix")
    return tuple(prefixes)


def load_checkpoint(
    ckpt_file_name: str,
    net: Cell | None = None,
    strict_load: bool = False,
    filter_prefix: Any = None,
    dec_key: bytes | None = None,
    dec_mode: str = "AES-GCM",
    specify_prefix: Any = None,
    choice_func: Callable[[str], bool] | None = None,
    crc_check: bool = False,
    remove_redundancy: bool = False,
    format: str = "ckpt",
) -> dict[str, Any]:
    """Loads Parameters from a file that this package or MindSpore has written.

    Args:
        ckpt_file_name: the file.
        net: a Cell to load them into.
        strict_load: see `load_param_into_net`.
        filter_prefix: leave out names that start with it, or with one of a list.
        dec_key: encryption is not offered; anything but None is refused.
        dec_mode: see `dec_key`.
        specify_prefix: take only names that start with it, or with one of a list.
        choice_func: takes a name, says whether to load it.
        crc_check: compare the checksum, if there is one.
        remove_redundancy: kept for programs that set it.
        format: "ckpt" or "safetensors"; the file's suffix decides.

    Examples:
        >>> import mindspore as ms, tempfile, os
        >>> from mindspore import Tensor
        >>> path = os.path.join(tempfile.mkdtemp(), "one.ckpt")
        >>> ms.save_checkpoint([{"name": "w", "data": Tensor([1.0])}], path)
        >>> ms.load_checkpoint(path)
        {'w': Parameter (name=w, shape=(1,), dtype=Float32, requires_grad=True)}
    """
    kind = _loading_format(ckpt_file_name, format)
    _refuse_key(dec_key, "dec_key")
    out, only = _wanted(filter_prefix, "filter_prefix"), _wanted(specify_prefix, "specify_prefix")
    if net is not None and not isinstance(net, Cell):
        raise TypeError(f"`net` needs to be a Cell, but is {type(net).__name__}")
    path = os.fspath(ckpt_file_name)
    found: dict[str, Any] = {}
    for entry in _read_file(path, kind, crc_check):
        if (out is not None and entry.name.startswith(out)) or (
            only is not None and not entry.name.startswith(only)
        ):
            continue
        if choice_func is None or choice_func(entry.name):
            found[entry.name] = _loaded(entry)
    if not found:
        raise ValueError(
            "the file has no Parameter that `filter_prefix`, `specify_prefix` and `choice_func` "
            "leave"
        )
    if net is not None:
        load_param_into_net(net, found, strict_load)
    return found


def _loaded(entry: ckpt.Entry) -> Any:
    if entry.dtype == "str":
        return entry.value
    return Parameter(Tensor(entry.value, ckpt.dtype_of(entry.dtype)), name=entry.name)


def load_checkpoint_async(*args: Any, **kwargs: Any) -> Any:
    """Loads as `load_checkpoint` does, in the background; `result()` waits for it."""
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(max_workers=1)
    future = pool.submit(load_checkpoint, *args, **kwargs)
    pool.shutdown(wait=False)
    return future


def _unfit(name: str, what: str, target: Parameter, value: Parameter) -> RuntimeError:
    def shown(parameter: Parameter) -> str:
        return f"{str(parameter.dtype).lower()} {tuple(parameter.shape)}"

    return refusal(
        RuntimeError,
        f"a loaded value needs the {what} of the net's Parameter `{name}`",
        f"checkpoint-{what}",
        (-1, "", f"the net: {shown(target)}"),
        (-1, "", f"the loaded value: {shown(value)}"),
    )


def _check_fit(name: str, target: Parameter, value: Parameter, strict: bool) -> None:
    """Raises RuntimeError if a loaded value does not go into a Parameter."""
    if tuple(target.shape) != tuple(value.shape) and not (
        {tuple(target.shape), tuple(value.shape)} == {(), (1,)}
    ):
        raise _unfit(name, "shape", target, value)
    if target.dtype == value.dtype:
        return
    floats = is_float(target.dtype) and is_float(value.dtype)
    if strict or not floats:
        raise _unfit(name, "dtype", target, value)


def load_param_into_net(
    net: Cell,
    parameter_dict: dict[str, Parameter],
    strict_load: bool = False,
    remove_redundancy: bool = False,
) -> tuple[list[str], list[str]]:
    """Copies loaded values into a net's Parameters of the same names; all of them or none.

    Args:
        net: the Cell.
        parameter_dict: what `load_checkpoint` gave.
        strict_load: refuse another float type instead of converting it.
        remove_redundancy: kept for programs that set it.

    Returns:
        The names of the net that were not loaded, and those of the dict that the net has not.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import nn
        >>> a, b = nn.Dense(2, 3), nn.Dense(2, 3)
        >>> ms.load_param_into_net(a, b.parameters_dict())
        ([], [])
    """
    if not isinstance(net, Cell):
        raise TypeError(f"`net` needs to be a Cell, but is {type(net).__name__}")
    if not isinstance(parameter_dict, dict):
        raise TypeError(
            f"`parameter_dict` needs to be a dict, but is {type(parameter_dict).__name__}"
        )
    for key, value in parameter_dict.items():
        if not isinstance(key, str) or not isinstance(value, (Parameter, str)):
            raise TypeError(
                "`parameter_dict` needs Parameters by str, "
                f"but holds {type(value).__name__} by {type(key).__name__}"
            )
    params = {p.name: p for _, p in net.parameters_and_names()}
    names = {name: name for name in params if isinstance(parameter_dict.get(name), Parameter)}
    names.update(_names_below_prefix(params, parameter_dict, [n for n in params if n not in names]))
    for name, source in names.items():
        _check_fit(name, params[name], parameter_dict[source], strict_load)
    for name, source in names.items():
        target = params[name]
        value = parameter_dict[source].astype(target.dtype)
        target.set_data(ops.reshape(value, target.shape))
    missing = [name for name in params if name not in names]
    return missing, [name for name in parameter_dict if name not in params]


def _names_below_prefix(
    params: dict[str, Parameter], found: dict[str, Any], missing: list[str]
) -> dict[str, str]:
    """A net inside another has one prefix before all names: the names without it, if that fits."""
    if not missing:
        return {}
    longest = max(missing, key=len)
    ends = [name for name in found if longest.endswith("." + name)]
    if not ends:
        return {}
    prefix = longest[: -len(max(ends, key=len))]
    if not all(name.startswith(prefix) for name in missing):
        return {}
    fitting = {}
    for name in missing:
        value = found.get(name[len(prefix) :])
        if isinstance(value, Parameter) and value.shape == params[name].shape:
            fitting[name] = name[len(prefix) :]
    return fitting


# From one format to the other


def _convert(
    file_path: str,
    save_path: str | None,
    name_map: dict | None,
    file_name_regex: str | None,
    kinds: tuple[str, str],
) -> None:
    source, target = kinds
    if os.path.isdir(file_path):
        files = sorted(glob.glob(os.path.join(file_path, "**", f"*.{source}"), recursive=True))
    elif os.path.isfile(file_path):
        files = [file_path]
    else:
        raise ValueError(f"`file_path` needs to be a file or folder that exists: {file_path!r}")
    if file_name_regex is not None:
        files = [f for f in files if re.search(file_name_regex, os.path.basename(f))]
    if not files:
        raise ValueError(f"`file_path` needs a file with the suffix .{source}: {file_path!r}")
    for file in files:
        if not file.endswith("." + source):
            raise ValueError(f"`file_path` needs the suffix .{source}, but is {file!r}")
        entries = [
            entry._replace(name=(name_map or {}).get(entry.name, entry.name))
            for entry in _read_file(file, source, False)
        ]
        folder = save_path if save_path is not None else os.path.dirname(file)
        if save_path is not None:
            os.makedirs(save_path, exist_ok=True)
        stem = os.path.splitext(os.path.basename(file))[0]
        _writer(entries, os.path.join(folder, f"{stem}.{target}"), target, False)()


def ckpt_to_safetensors(
    file_path: str,
    save_path: str | None = None,
    name_map: dict[str, str] | None = None,
    file_name_regex: str | None = None,
    processes_num: int = 1,
) -> None:
    """Writes the safetensors file of a `.ckpt` file, or of each in a folder.

    Args:
        file_path: the file or folder.
        save_path: the folder to write to; by default that of the file.
        name_map: new names by old ones.
        file_name_regex: which files of the folder.
        processes_num: kept for programs that set it.

    Examples:
        >>> import mindspore as ms, tempfile, os
        >>> from mindspore import nn
        >>> folder = tempfile.mkdtemp()
        >>> ms.save_checkpoint(nn.Dense(2, 3), os.path.join(folder, "net.ckpt"))
        >>> ms.ckpt_to_safetensors(folder)
        >>> sorted(os.listdir(folder))
        ['net.ckpt', 'net.safetensors']
    """
    _convert(file_path, save_path, name_map, file_name_regex, ("ckpt", "safetensors"))


def safetensors_to_ckpt(
    file_path: str,
    save_path: str | None = None,
    name_map: dict[str, str] | None = None,
    file_name_regex: str | None = None,
    processes_num: int = 1,
) -> None:
    """Writes the `.ckpt` file of a safetensors file, or of each in a folder.

    Args:
        file_path: the file or folder.
        save_path: the folder to write to; by default that of the file.
        name_map: new names by old ones.
        file_name_regex: which files of the folder.
        processes_num: kept for programs that set it.

    Examples:
        >>> import mindspore as ms, tempfile, os
        >>> from mindspore import nn
        >>> folder = tempfile.mkdtemp()
        >>> ms.save_checkpoint(nn.Dense(2, 3), os.path.join(folder, "net"), format="safetensors")
        >>> ms.safetensors_to_ckpt(folder)
        >>> sorted(os.listdir(folder))
        ['net.ckpt', 'net.safetensors']
    """
    _convert(file_path, save_path, name_map, file_name_regex, ("safetensors", "ckpt"))
