"""Every function on every dtype: it computes, or says what it needs; nothing ends the process."""

import numpy as np
import pytest
import records

PUBLIC = [
    record
    for record in {case.record["name"]: case.record for case in records.cases()}.values()
    if record["functions"] or record["methods"]
]


def with_dtype(record, dtype, everywhere):
    """The first sample, its first tensor (or every tensor) of another dtype."""
    arguments = records.Case(record, record["samples"][0]).arguments()
    tensors = [a for a in arguments if isinstance(a, records.TensorSample)]
    changed = [
        records.TensorSample(np.dtype(dtype), a.shape)
        if isinstance(a, records.TensorSample) and (everywhere or a is tensors[0])
        else a
        for a in arguments
    ]
    return records.fill(changed, 0, records.INDICES)


@pytest.mark.parametrize("name", records.DTYPES)
def test_every_function_computes_or_refuses(name):
    computed = 0
    for record in PUBLIC:
        for everywhere in (True, False):
            try:
                records.call(record, with_dtype(record, records.DTYPES[name], everywhere))
                computed += 1
            except (TypeError, ValueError, IndexError):
                continue
    assert computed > len(PUBLIC) // 3
