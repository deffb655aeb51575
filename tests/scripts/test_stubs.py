"""`scripts/dev stubs`: what it writes for an operator and for a user's program."""

import subprocess
import sys
from pathlib import Path

from devtools import stubs

RECORD = {
    "params": [
        {"name": "input", "kind": "Tensor", "optional": False, "has_default": False},
        {"name": "axis", "kind": "int[]", "optional": True, "has_default": True},
        {"name": "dtype", "kind": "dtype", "optional": False, "has_default": True},
    ]
}
for param, keyword in zip(RECORD["params"], (False, False, True), strict=True):
    param["keyword_only"] = keyword

PROGRAM = """\
import mindspore
from mindspore import Tensor, ops

x = Tensor([1.0, 2.0])
y: Tensor = ops.add(x * 2, x.mul(3))
ops.add(x, other="three")
"""


def test_an_operator_has_the_types_of_its_record():
    axis = "axis: builtins.int | Sequence[builtins.int] | None = ..."
    text = stubs.operator("mean", RECORD, "Tensor")
    assert text == f"def mean(input: Tensor, {axis}, *, dtype: Any = ...) -> Tensor: ..."
    method = stubs.operator("mean", RECORD, "Tensor", method=True)
    assert method == f"def mean(self, {axis}, *, dtype: Any = ...) -> Tensor: ..."


def test_a_type_checker_sees_a_wrong_argument(tmp_path):
    root = Path(__file__).parents[2]
    subprocess.run([root / "scripts/dev", "stubs"], check=True, capture_output=True)
    (tmp_path / "program.py").write_text(PROGRAM)
    command = [sys.executable, "-m", "mypy", "--follow-imports=silent", "program.py"]
    found = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert 'program.py:6: error: Argument "other" to "add"' in found.stdout
    assert "Found 1 error" in found.stdout
