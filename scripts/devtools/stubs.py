"""Write the typed stubs of what the core makes at run time: `_core.pyi` and `ops/__init__.pyi`.

An operator's signature comes from its record; how many results it has is seen by running its first
sample. The files are ignored by git: the wheel's build and lint write them anew.
"""

import ast
import inspect
import re
import sys
import types
from collections.abc import Iterator
from typing import Any

from devtools import project

CORE = project.ROOT / "mindspore/_core.pyi"
OPS = project.ROOT / "mindspore/ops/__init__.pyi"

HEADER = '''"""{title} Written by `scripts/dev stubs`."""

import builtins
from collections.abc import Sequence
from types import ModuleType
from typing import Any
'''
# With the module's name: Tensor and ops have functions called `bool`, `int`, `float`, `complex`.
NUMBER = "builtins.bool | builtins.int | builtins.float | builtins.complex"
KINDS = {
    "Tensor": "Tensor",
    "Operand": f"Tensor | {NUMBER}",
    "Tensor[]": "Sequence[Tensor]",
    "int": "builtins.int",
    "int[]": "builtins.int | Sequence[builtins.int]",
    "float": "builtins.float",
    "bool": "builtins.bool",
    "str": "builtins.str",
    "scalar": NUMBER,
}
PRIMITIVE = """class {name}(Primitive):
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ..."""
COMPARISONS = {f"__{name}__" for name in ("eq", "ne", "lt", "le", "gt", "ge")}
BINARY = COMPARISONS | {
    f"__{prefix}{name}__"
    for prefix in ("", "r")
    for name in (
        *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"),
        *("and", "or", "xor", "lshift", "rshift"),
    )
}
UNARY = {f"__{name}__" for name in ("neg", "pos", "abs", "invert")}
# Inherited from object with the right signature already.
INHERITED = set(dir(object)) - COMPARISONS - {"__init__"}
SAMPLE_TENSOR = re.compile(r"(\w+)\[([\d,]*)\]")


def parameter(param: dict[str, Any]) -> str:
    """Write one parameter of an operator."""
    kind = " | ".join(KINDS.get(one, "Any") for one in param["kind"].split(" | "))
    kind = "Any" if "Any" in kind.split(" | ") else kind
    if param["optional"] and kind != "Any":
        kind += " | None"
    return f"{param['name']}: {kind}" + (" = ..." if param["has_default"] else "")


def operator(name: str, record: dict[str, Any], result: str, method: bool = False) -> str:
    """Write the function or the method of an operator."""
    params = [param for param in record["params"] if not param["keyword_only"]]
    named = [param for param in record["params"] if param["keyword_only"]]
    words = ["self"] if method else []
    own = params[method:]
    if method and not named and [param["kind"] for param in own] == ["int[]"]:
        # x.reshape(2, 3) as well as x.reshape((2, 3)).
        words.append(f"*{own[0]['name']}: {KINDS['int[]']} | None")
        words += ["**named: Any"] if own[0]["has_default"] else []
    else:
        words += map(parameter, own)
    words += ["*", *map(parameter, named)] if named else []
    return f"def {name}({', '.join(words)}) -> {result}: ..."


def sample_arguments(sample: str) -> list[Any]:
    """Make the arguments of one sample: `f32[2,3]` a Tensor of ones, the rest Python literals."""
    import numpy as np

    import mindspore

    kinds = {"f": "float", "i": "int", "u": "uint", "c": "complex"}
    made: list[Any] = []
    for word in sample.split():
        if found := SAMPLE_TENSOR.fullmatch(word):
            letter, bits = found[1][0], found[1][1:]
            dtype = f"{kinds[letter]}{bits}" if bits.isdigit() else "bool"
            shape = tuple(int(extent) for extent in found[2].split(",") if extent)
            made.append(mindspore.Tensor(np.ones(shape, dtype)))
        else:
            made.append(ast.literal_eval(word))
    return made


def result_type(record: dict[str, Any], function: Any) -> str:
    """Tell what an operator returns, by running its first sample; Any if that cannot be done."""
    from mindspore import Tensor

    try:
        values = sample_arguments(record["samples"][0])
        given = list(zip(record["params"], values, strict=False))
        named = {param["name"]: value for param, value in given if param["keyword_only"]}
        result = function(*[v for param, v in given if not param["keyword_only"]], **named)
    except Exception:  # a sample that needs more than ones says nothing about the type
        return "Any"
    if isinstance(result, tuple):
        return f"builtins.tuple[{', '.join(['Tensor'] * len(result))}]"
    return "Tensor" if isinstance(result, Tensor) else "Any"


def any_signature(name: str, value: Any) -> str:
    """Write a function with its parameters' names, and Any for its types."""
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return f"def {name}(self, *args: Any, **kwargs: Any) -> Any: ..."
    parameters = [
        p.replace(
            annotation=inspect.Parameter.empty,
            default=p.empty if p.default is p.empty else ...,
        )
        for p in signature.parameters.values()
    ]
    text = str(inspect.Signature(parameters)).replace("Ellipsis", "...")
    return f"def {name}{text} -> Any: ..."


def member(name: str, value: Any) -> str:
    """Write a member of Tensor that is no operator's method."""
    if name in BINARY:
        return f"def {name}(self, other: Any) -> Tensor: ..."
    if name in UNARY:
        return f"def {name}(self) -> Tensor: ..."
    if isinstance(value, staticmethod):
        return f"@staticmethod\n    def {name}(*args: Any, **kwargs: Any) -> Any: ..."
    if isinstance(value, types.FunctionType):
        return any_signature(name, value)
    if callable(value):
        return f"def {name}(self, *args: Any, **kwargs: Any) -> Any: ..."
    return f"@property\n    def {name}(self) -> Any: ..."


def tensor_class(records: dict[str, dict[str, Any]], results: dict[str, str]) -> Iterator[str]:
    """Yield the lines of class Tensor."""
    from mindspore import Tensor

    yield "class Tensor:"
    yield "    def __init__(self, *args: Any, **kwargs: Any) -> None: ..."
    for name in sorted(vars(Tensor)):
        if name in INHERITED or name in ("__init__", "__module__", "__dict__", "__weakref__"):
            continue
        record = records.get(name)
        if record and name in record["methods"]:
            text = operator(name, record, results[record["name"]], method=True)
        else:
            text = member(name, inspect.getattr_static(Tensor, name))
        yield f"    {text}"


def core_stub(records: dict[str, dict[str, Any]], results: dict[str, str]) -> Iterator[str]:
    """Yield the lines of _core.pyi."""
    from mindspore import _core

    yield HEADER.format(title="The core of Duet.")
    yield from tensor_class(records, results)
    yield ""
    for name, value in sorted(vars(_core).items()):
        if name == "Tensor" or (name.startswith("__") and name != "__version__"):
            continue
        if isinstance(value, types.ModuleType):
            yield f"{name}: ModuleType"
        elif isinstance(value, type):
            yield f"class {name}{'(Exception)' if issubclass(value, Exception) else ''}:"
            yield "    def __init__(self, *args: Any, **kwargs: Any) -> None: ..."
            if "__call__" in vars(value):
                yield "    def __call__(self, *args: Any, **kwargs: Any) -> Any: ..."
            yield "    def __getattr__(self, name: str) -> Any: ..."
        elif callable(value):
            yield f"def {name}(*args: Any, **kwargs: Any) -> Any: ..."
        else:
            yield f"{name}: {type(value).__name__ if type(value) in (str, int, bool) else 'Any'}"


def ops_stub(records: dict[str, dict[str, Any]], results: dict[str, str]) -> Iterator[str]:
    """Yield the lines of ops/__init__.pyi."""
    from mindspore import ops

    yield HEADER.format(title="Operators, as functions and as Primitive classes.")
    yield "from mindspore.common.tensor import Tensor\n"
    missing = []
    for name in sorted(dir(ops)):
        if name.startswith("_") or name in ("Any", "Tensor", "annotations"):
            continue
        if hasattr(ops, name):
            yield ops_member(name, getattr(ops, name), records.get(name), results)
        else:
            missing.append(name)
    if missing:
        print("stubs: dir(mindspore.ops) lists what is not there:", *missing)


def ops_member(name: str, value: Any, record: dict[str, Any] | None, results: dict) -> str:
    """Write one name of mindspore.ops."""
    from mindspore import _core
    from mindspore.ops.primitive import Primitive

    if record and value is getattr(_core.ops, name, None):
        return operator(name, record, results[record["name"]])
    if isinstance(value, types.ModuleType):
        return f"import {value.__name__} as {name}"
    module, own = getattr(value, "__module__", ""), getattr(value, "__name__", "")
    if module.startswith("mindspore.ops.") and own in vars(sys.modules.get(module, types)):
        return f"from {module} import {own} as {name}"
    if isinstance(value, type) and issubclass(value, Primitive):
        return PRIMITIVE.format(name=name)
    return f"{name}: Any"


def main(arguments: list[str]) -> int:
    """Write both stubs from the package of this tree."""
    from mindspore import _core

    all_records = _core.op_records()
    names = {name: r for r in all_records for name in (*r["methods"], *r["functions"])}
    results = {
        r["name"]: result_type(r, getattr(_core.ops, r["functions"][0]))
        if r["functions"]
        else "Any"
        for r in all_records
    }
    for path, lines in ((CORE, core_stub(names, results)), (OPS, ops_stub(names, results))):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"stubs: {len(all_records)} operators")
    return 0
