"""Every public record on every dtype: the result is the oracle's, or the refusal is clean.

Each sample is tried with all its tensors, and with each alone, of every dtype. `DUET_LONG=1` tries
all samples; otherwise the first of each record. tests/ops/test_dtypes.py asks less, of more: that
nothing ends the process.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import records
from test_records import check, wide

import mindspore as ms
from mindspore.ops import _lookup

LONG = bool(os.environ.get("DUET_LONG"))
PUBLIC = set(_lookup.names())
# An error of the caller. Anything else is ours: InternalError above all.
REFUSALS = (TypeError, ValueError, IndexError, OverflowError, ZeroDivisionError)
# What the oracle does not say in this dtype, and why.
NOT_BY_ORACLE = {
    "Addbmm": "NumPy multiplies small integers by a float before they wrap",
    "Logit": "the oracle takes 1 - p of unsigned integers",
    "TruncateDiv": "NumPy has no quotient of bools by 0",
}


def cases() -> list[records.Case]:
    found: dict[str, list[records.Case]] = {}
    for case in records.cases():
        record = case.record
        if record["functions"] or record["methods"] or record["name"] in PUBLIC:
            found.setdefault(record["name"], []).append(case)
    return [case for group in found.values() for case in (group if LONG else group[:1])]


def places(arguments: list) -> list[tuple[int, int | None]]:
    """Where tensors stand, in lists too."""
    found: list[tuple[int, int | None]] = []
    for i, item in enumerate(arguments):
        if isinstance(item, records.TensorSample):
            found.append((i, None))
        if isinstance(item, list):
            found += [(i, j) for j, x in enumerate(item) if isinstance(x, records.TensorSample)]
    return found


def replaced(arguments: list, chosen: list, dtype: Any) -> list:
    result = [list(item) if isinstance(item, list) else item for item in arguments]
    for i, j in chosen:
        held = result[i] if j is None else result[i][j]
        sample = records.TensorSample(np.dtype(dtype), held.shape)
        if j is None:
            result[i] = sample
        else:
            result[i][j] = sample
    return result


def variants(case: records.Case, dtype: Any) -> Iterator[list]:
    arguments = case.arguments()
    found = places(arguments)
    seed = zlib.crc32(str(case).encode())
    for chosen in [found, *([[place] for place in found] if len(found) > 1 else [])]:
        for domain in (records.ANYWHERE, records.INDICES) if LONG else (records.INDICES,):
            yield records.fill(replaced(arguments, chosen, dtype), seed, domain)


def signed(item: Any) -> Any:
    """Halves as float32; small and unsigned integers as wide ones: the oracle must not wrap."""
    if isinstance(item, list):
        return [signed(i) for i in item]
    small = isinstance(item, np.ndarray) and (item.dtype.kind == "u" or item.dtype == np.int8)
    return item.astype(np.int64 if item.dtype.itemsize > 1 else np.int32) if small else item


def dtypes(arguments: list) -> list[str]:
    found = []
    for item in arguments:
        found += dtypes(item) if isinstance(item, list) else []
        found += [item.dtype.name] if isinstance(item, np.ndarray) else []
    return found


def compare(case: records.Case, arguments: list, got: tuple, name: str) -> None:
    if not case.record["oracle"] or case.record["name"] in NOT_BY_ORACLE:
        return
    try:
        wanted = records.expected(case.record, signed(wide(arguments)))
    except Exception:
        return  # NumPy has no such function of this dtype
    used = set(dtypes(arguments))
    narrow = "float16" if name in ("f16", "i8", "u8", "bool") or "float16" in used else "float32"
    loosest = "bfloat16" if "bfloat16" in used else narrow
    for result, value in zip(got, wanted, strict=False):
        kind = "f" if result.dtype == ms.bfloat16 else result.asnumpy().dtype.kind
        # Where NumPy leaves the integers, and at the poles of complex functions, they differ.
        unlike = kind in "iu" and np.asarray(value).dtype.kind in "fcb"
        if unlike or (kind == "c" and not np.isfinite(value).all()):
            continue
        check(result, value, loosest)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", records.DTYPES)
def test_results_are_the_oracles_or_refusals_are_clean(name):
    wrong = []
    for case in cases():
        for arguments in variants(case, records.DTYPES[name]):
            try:
                got = records.call(case.record, arguments)
            except REFUSALS:
                continue
            except Exception as error:
                wrong.append(f"{case}: {type(error).__name__}: {str(error).splitlines()[0]}")
                continue
            try:
                compare(case, arguments, got, name)
            except AssertionError as error:
                said = " ".join(str(error).split())[:200]
                wrong.append(f"{case} of {dtypes(arguments)}: {said}")
    assert not wrong, "\n".join(wrong[:20])


def fits(gradient: ms.Tensor, argument: ms.Tensor) -> bool:
    return gradient.shape == argument.shape and gradient.dtype == argument.dtype


@pytest.mark.skipif(not LONG, reason="minutes; DUET_LONG=1 asks for it")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", records.DTYPES)
def test_gradients_fit_their_arguments_or_refusals_are_clean(name):
    wrong = []
    for case in cases():
        if case.record["updates"]:
            continue
        for arguments in variants(case, records.DTYPES[name]):
            at = [i for i, item in enumerate(arguments) if isinstance(item, np.ndarray)]
            given = [records.to_tensor(arguments[i]) for i in at]

            def results(*tensors, case=case, arguments=arguments, at=at):
                full = list(arguments)
                for i, tensor in zip(at, tensors, strict=True):
                    full[i] = tensor
                found = records.call(case.record, full)
                return [item for item in found if isinstance(item, ms.Tensor)]

            try:
                found = ms.grad(results, tuple(range(len(given))))(*given) if given else ()
            except REFUSALS:
                continue
            except Exception as error:
                wrong.append(f"{case}: {type(error).__name__}: {str(error).splitlines()[0]}")
                continue
            found = found if isinstance(found, tuple) else (found,)
            if not all(map(fits, found, given)):
                wrong.append(f"{case} of {dtypes(arguments)}: a gradient does not fit")
    assert not wrong, "\n".join(wrong[:20])
