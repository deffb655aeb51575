"""Write the operators' manual, docs/ops/: one page for each family, from the records.

`scripts/dev pages` writes it, `scripts/dev pages --check` says whether what is there is up to date
(numbers in results may differ in the last digits: another processor, another order of sums).
Dtypes and examples are found by calling the operator with the samples of its record.
"""

import math
import re
import sys
from collections.abc import Iterator
from typing import Any

from devtools import project

FOLDER = project.ROOT / "docs/ops"
LISTS = re.compile(r"#define FOR_EACH_(\w+)_OP\(X\)((?:.*\\\n)*.*)")
NUMBER = re.compile(r"-?\d+\.\d*(?:e[-+]?\d+)?")
KINDS = {
    "Operand": "Tensor or number",
    "Tensor[]": "tuple or list of Tensors",
    "int[]": "int or tuple of ints",
    "any": "see above",
}
# Groups of dtypes that are written as one word.
GROUPS = {
    "int8 to int64": ("i8", "i16", "i32", "i64"),
    "uint8 to uint64": ("u8", "u16", "u32", "u64"),
    "float16 to float64": ("f16", "bf16", "f32", "f64"),
    "complex": ("c64", "c128"),
}
WELCOME = """\
# Operators

Written by `scripts/dev pages` from the records in `src/ops/families/`; a change of a record changes
its page. Names in lower case are functions of `mindspore.ops` (or methods of Tensor, where the page
says so); those in CamelCase are Primitive classes that other operators are made of. The dtypes are
those that the first tensor may have; bfloat16 is one of "float16 to float64".

| family | operators |
|---|---|
"""


def families() -> dict[str, list[dict[str, Any]]]:
    """Group the records by the lists of ops.h, which have the registry's order."""
    from mindspore import _core

    text = (project.ROOT / "src/ops/ops.h").read_text(encoding="utf-8")
    counts = {
        name.lower(): len(re.findall(r"X\(\w+\)", body)) for name, body in LISTS.findall(text)
    }
    order = re.findall(r"FOR_EACH_(\w+)_OP\(X\)", text.partition("#define FOR_EACH_OP(X)")[2])
    remaining = iter(_core.op_records())
    return {
        family: [next(remaining) for _ in range(counts[family])] for family in map(str.lower, order)
    }


def cases() -> Any:
    """Import what the operators' own tests know about samples."""
    sys.path.append(str(project.ROOT / "tests/ops"))
    import records

    return records


def accepted(record: dict[str, Any]) -> list[str]:
    """Find the dtypes that the first tensor may have, by trying each with the first sample."""
    tests = cases()
    case = tests.Case(record, record["samples"][0])
    found = []
    for short, dtype in tests.DTYPES.items():
        arguments = case.arguments()
        tensors = [a for a in arguments if isinstance(a, tests.TensorSample)]
        if not tensors:
            return []
        changed = [
            tests.TensorSample(tests.np.dtype(dtype), a.shape)
            if isinstance(a, tests.TensorSample) and a.dtype == tensors[0].dtype
            else a
            for a in arguments
        ]
        try:
            tests.call(record, tests.fill(changed, 0, tests.INDICES))
        except (TypeError, ValueError, IndexError, RuntimeError, OverflowError):
            continue
        found.append(short)
    return found


def dtype_words(found: list[str]) -> str:
    """Write a list of dtypes with few words."""
    names = {short: name for short, name in dtype_names().items() if short in found}
    if len(found) == len(dtype_names()):
        return "all"
    words = []
    for word, group in GROUPS.items():
        if all(short in names for short in group):
            words.append(word)
            for short in group:
                del names[short]
    return ", ".join([*names.values(), *words])


def dtype_names() -> dict[str, str]:
    """Map the samples' short names of dtypes to whole ones."""
    return {short: cases().np.dtype(dtype).name for short, dtype in cases().DTYPES.items()}


def literal(value: Any) -> str:
    """Write an argument of an example as a user would."""
    from mindspore import Tensor

    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, Tensor):
        dtype = str(value.dtype).lower().replace("bool", "bool_")
        implied = dtype in ("float32", "bool_", "int64")
        return f"ms.Tensor({value.asnumpy().tolist()}{'' if implied else f', ms.{dtype}'})"
    return f"ms.{value!r}".lower() if "dtype" in type(value).__name__.lower() else repr(value)


def example(record: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of an example: the first sample that is small, called and printed."""
    tests = cases()
    found = [tests.Case(record, sample) for sample in record["samples"]]
    small = [case for case in found if 0 < elements(case) <= 24]
    if not small or not record["oracle"]:
        return
    values = [rounded(value) for value in tests.prepare(small[0], small[0].arguments())]
    params = record["params"]
    while values and said_by_default(params[len(values) - 1], values[-1]):
        values.pop()
    words = [
        f"{param['name']}={literal(tests.to_tensor(value))}"
        if param["keyword_only"]
        else literal(tests.to_tensor(value))
        for param, value in zip(params, values, strict=False)
    ]
    results = tests.call(record, values)
    yield f">>> {call_name(record)}({', '.join(words)})"
    yield str(results[0] if len(results) == 1 else results)


def elements(case: Any) -> int:
    """Count the elements of a sample's tensors; 1 where it has none."""
    arguments = case.arguments()
    tensors = [a for item in arguments for a in (item if isinstance(item, list) else [item])]
    shapes = [a.shape for a in tensors if isinstance(a, cases().TensorSample)]
    return sum(math.prod(shape) for shape in shapes) if shapes else 1


def said_by_default(param: dict[str, Any], value: Any) -> bool:
    """Tell whether an argument need not be written."""
    return param["has_default"] and repr(param["default"]) == repr(value)


def rounded(value: Any) -> Any:
    """Round an example's elements to quarters, which are short to read and exact in every dtype."""
    import numpy as np

    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, np.ndarray) and value.dtype.kind in "fcV":
        wide = value.astype("complex128" if value.dtype.kind == "c" else "float64")
        return (np.round(wide * 4) / 4 + 0.0).astype(value.dtype)
    return value


def call_name(record: dict[str, Any]) -> str:
    """Name the function that the example calls."""
    return f"ops.{record['functions'][0]}" if record["functions"] else record["name"]


def entry(record: dict[str, Any]) -> Iterator[str]:
    """Yield the lines about one operator."""
    from mindspore.ops import _records

    own = (record["functions"] or record["methods"] or [record["name"]])[0]
    names = [f"ops.{name}" for name in record["functions"]]
    names += [f"Tensor.{name}" for name in record["methods"]] + [f"ops.{record['name']}"]
    yield f"## {own}\n"
    yield f"    {own}{_records.signature(record['name'])}\n"
    yield f"{record['doc']}\n"
    for param in record["params"]:
        kinds = [KINDS.get(one, one) for one in param["kind"].split(" | ")]
        kinds += ["None"] if param["optional"] else []
        yield f"- `{param['name']}`: {' or '.join(kinds)}"
    yield ""
    yield f"Names: {', '.join(f'`{name}`' for name in names)}."
    if record["samples"] and (found := accepted(record)):
        yield f"Dtypes: {dtype_words(found)}."
    yield f"Gradient: {'none' if record['constant'] else 'yes'}.\n"
    if shown := list(example(record)):
        yield "\n".join(["```pycon", *shown, "```\n"])


def page(family: str, records: list[dict[str, Any]]) -> str:
    """Write the page of a family."""
    head = f"# Operators: {family}\n\nWritten by `scripts/dev pages`.\n"
    return "\n".join([head, *(line for record in records for line in entry(record))])


def manual() -> dict[str, str]:
    """Write all pages: file name to text."""
    grouped = families()
    rows = []
    for family, records in grouped.items():
        own = [(r["functions"] or r["methods"] or [r["name"]])[0] for r in records]
        rows.append(f"| [{family}]({family}.md) | {', '.join(own)} |")
    pages = {f"{family}.md": page(family, records) for family, records in grouped.items()}
    return {"README.md": WELCOME + "\n".join(rows) + "\n", **pages}


def same(old: str, new: str) -> bool:
    """Tell whether two pages agree, up to the last digits of the numbers."""
    if NUMBER.sub("0", old).split() != NUMBER.sub("0", new).split():
        return False
    pairs = zip(NUMBER.findall(old), NUMBER.findall(new), strict=True)
    return all(math.isclose(float(a), float(b), rel_tol=1e-4, abs_tol=1e-5) for a, b in pairs)


def main(arguments: list[str]) -> int:
    """Write the pages, or check them."""
    import mindspore as ms

    ms.set_seed(1)
    pages = manual()
    present = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    stale = sorted(
        name
        for name in pages.keys() | present.keys()
        if not same(present.get(name, ""), pages.get(name, ""))
    )
    if "--check" in arguments:
        print(f"pages: {f'run `scripts/dev pages` for {stale}' if stale else 'up to date'}")
        return bool(stale)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).unlink(missing_ok=True)
        if name in pages:
            (FOLDER / name).write_text(pages[name], encoding="utf-8")
    print(f"pages: {len(stale)} written, {len(pages) - len(stale)} as they were")
    return 0
