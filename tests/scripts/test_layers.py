"""`scripts/dev layers`: what it refuses and what it lets through."""

import pytest
from devtools import layers


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("tensor/tensor.cpp", "ops/op.h"),
        ("runtime/tape/tape.cpp", "dnnl.hpp"),
        ("codegen/group.cpp", "llvm/IR/Module.h"),
        ("frontend/syntax/tree.h", "Python.h"),
        ("frontend/syntax/tree.h", "frontend/evaluate/value.h"),
    ],
)
def test_an_include_upwards_or_past_a_door_is_refused(place, name):
    assert layers.wrong_include(place, name)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("ops/op.h", "tensor/tensor.h"),
        ("ops/op.h", "ops/call.h"),
        ("kernels/matmul.cpp", "dnnl.hpp"),
        ("codegen/llvm/emit.cpp", "llvm/IR/Module.h"),
        ("frontend/evaluate/traced/pure.cpp", "Python.h"),
        ("base/error.cpp", "string"),
    ],
)
def test_an_include_downwards_or_at_its_door_is_fine(place, name):
    assert layers.wrong_include(place, name) is None


@pytest.fixture
def package(tmp_path):
    """A folder `mindspore` with the parts that the tests write to."""
    for part in ("common", "nn", "dataset"):
        (tmp_path / "mindspore" / part).mkdir(parents=True)
    return tmp_path / "mindspore"


def problems(package, name, source):
    (package / name).write_text(source)
    return list(layers.check_python((package / name).relative_to(package.parent)))


@pytest.mark.parametrize(
    "source",
    [
        "import mindspore.nn.cell\n",
        "from mindspore.nn import Cell\n",
        "from mindspore import nn\n",
        "from ..nn import Cell\n",
        "def f():\n    from mindspore import nn\n    return nn\n",
    ],
)
def test_an_import_upwards_is_refused(package, source):
    assert len(problems(package, "common/x.py", source)) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("nn/x.py", "from mindspore.common import dtype\n"),
        ("common/x.py", "from . import dtype\nimport numpy.random\n"),
        ("common/x.py", "if TYPE_CHECKING:\n    from mindspore.nn import Cell\n"),
        ("dataset/x.py", "from mindspore.common import dtype\n"),
    ],
)
def test_an_import_downwards_is_fine(package, name, source):
    assert not problems(package, name, source)


def test_dataset_may_not_import_nn(package):
    assert problems(package, "dataset/x.py", "from mindspore import nn\n")
