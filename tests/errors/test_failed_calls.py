"""A call that fails, while compiling or running, leaves all as PyNative mode leaves it."""

import linecache

import pytest

import mindspore as ms
from mindspore import Tensor
from tests.generate.observe import Describer

EXACT = ms.JitConfig(jit_syntax_level="EXACT")

TEXT = """
import numpy as np
import mindspore as ms
from mindspore import Parameter, Tensor, nn, ops

SEEN = []
LEVEL = 0


class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.w = Parameter(Tensor([1.0, 2.0]), name="w")
        self.count = 0
        self.items = []
        self.table = {}

    def construct(self, x, i, n, path):
        global LEVEL
        net = self
        EFFECT
        for k in range(3):
            EFFECT
            if k == 1:
                FAILURE
        return x


def write(path):
    with open(path, "a") as file:
        file.write("line\\n")


class Refused(Exception):
    pass
"""

EFFECTS = {
    "a parameter assigned": "ops.assign(net.w, net.w + x[0])",
    "a parameter in place": "net.w += 1",
    "a parameter set": "net.w.set_data(net.w * 2)",
    "an element of a parameter": "net.w[0] = n",
    "an argument written": "x += 1",
    "an element of an argument": "x[1] = 7",
    "an attribute": "net.count = net.count + 1",
    "an attribute of a Tensor": "net.last = x * 2",
    "a list": "net.items.append(x + 1)",
    "a list of the module": "SEEN.append(n)",
    "a dict": "net.table[net.count + n] = x",
    "a global": "LEVEL = LEVEL + n",
    "a file": "write(path)",
    "a print": "print('here', n)",
    "random numbers": "net.items.append(ops.rand(2))",
}

FAILURES = {
    "a shape": "x.reshape(7, 7)",
    "an index": "x[i]",
    "a division": "1 // (n - 2)",
    "a raise": "raise Refused('no', n)",
    "a raise by a value": "if x.sum() > 0:\n                    raise ValueError('no')",
    "an attribute": "x.no_such_attribute",
    "a type": "x + 'text'",
    "a key": "{}[n]",
    "a call": "write(path, path)",
}


def seen(text, path, wrap, capfd, tmp_path):
    """Outcomes of two calls, and all that they leave."""
    path.write_text(text)
    linecache.checkcache(str(path))
    names = {"__name__": "program", "__file__": str(path)}
    exec(compile(text, str(path), "exec"), names)
    ms.set_seed(3)
    net, written = names["Net"](), tmp_path / "written"
    written.write_text("")
    call = wrap(type(net).construct)
    found = []
    for _ in range(2):
        x, i = Tensor([1.0, 2.0]), Tensor([5])
        try:
            call(net, x, i, ms.mutable(2), str(written))
            found.append("returned")
        except Exception as error:
            found.append((type(error).__name__, error.args))
        describer = Describer()
        found += [describer.of(each) for each in (net.w, net.items, net.table, net.count)]
        found.append(describer.of(vars(net).get("last")))
        found += [describer.of(each) for each in (names["SEEN"], names["LEVEL"], x, i)]
        found += [written.read_text(), capfd.readouterr().out]
    return found


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("effect", EFFECTS)
def test_what_a_failed_call_leaves(effect, failure, tmp_path, capfd):
    text = TEXT.replace("EFFECT", EFFECTS[effect]).replace("FAILURE", FAILURES[failure])
    path = tmp_path / "program.py"
    eager = seen(text, path, lambda f: f, capfd, tmp_path)
    graph = seen(text, path, lambda f: ms.jit(f, jit_config=EXACT), capfd, tmp_path)
    assert graph == eager
