"""The process around the framework: memory over many steps, its end, its threads, its forks."""

import os
import subprocess
import sys
import threading

import numpy as np
import pytest

import mindspore as ms
from mindspore import nn, ops

NETWORK = """
import numpy as np
import mindspore as ms
from mindspore import nn, ops

ms.set_seed(1)
net = nn.SequentialCell(nn.Dense(4, 8), nn.ReLU(), nn.Dense(8, 2))
optimizer = nn.Adam(net.trainable_params(), 0.01)
loss = nn.CrossEntropyLoss()
step = ms.value_and_grad(lambda x, y: loss(net(x), y), None, optimizer.parameters)
x = ms.Tensor(np.random.rand(5, 4).astype("float32"))
y = ms.Tensor([0, 1, 1, 0, 1], ms.int32)

def train(steps):
    for _ in range(steps):
        value, gradients = step(x, y)
        optimizer(gradients)
    return float(value)
"""

MEMORY = """
import os

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")

train(500)
before = resident()
train(10_000)
print(resident() - before)
"""

LEFT_BEHIND = """
train(2)
image = ms.Tensor(np.ones((1, 1, 8, 8), "float32"))
convolved = nn.SequentialCell(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3))(image)
twice = ms.grad(ms.grad(lambda x: (x**3).sum()))(x)
row, array, given = x[0], x.asnumpy(), ms.from_numpy(np.ones(3))
large = ops.ones((500, 500))
circle = {"large": large}
circle["itself"] = circle
ops.rand(3)
"""

HOOK = """
import mindspore as ms
x = ms.Tensor([1.0])
x.register_hook(lambda gradient: gradient * 2)
"""


def run(program: str, **environment: str) -> str:
    """What a program prints; anything else but success and a silent end is a failure."""
    made = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | environment,
    )
    assert made.returncode == 0, made.stderr
    return made.stdout + made.stderr


def test_memory_is_flat_over_ten_thousand_steps():
    assert int(run(NETWORK + MEMORY)) < 2 << 20


def test_nothing_is_left_at_the_end_but_the_random_state():
    # nanobind reports what is left of its own at the end, too.
    found = run(NETWORK + LEFT_BEHIND, DUET_REPORT_LEAKS="1")
    assert found == "duet: 64 bytes of tensors are in use at the end\n"


def test_a_hook_outside_of_a_gradient_is_gone_before_the_interpreter():
    run(HOOK)


def test_an_error_while_recording_leaves_nothing():
    program = "f = ms.grad(lambda x: ops.matmul(x * 2, x))\ntry:\n    f(x)\nexcept ValueError:\n"
    program += "    print('refused')\nf = None\n"
    assert run(NETWORK + program, DUET_REPORT_LEAKS="1").startswith("refused\nduet: 64 bytes")


def test_importing_loads_nothing_that_only_some_programs_need():
    program = """
import sys
import mindspore
rare = "PIL asyncio multiprocessing numpy.random rich scipy socket ssl tempfile tqdm".split()
print([name for name in rare if name in sys.modules])
"""
    assert run(program) == "[]\n"


def results_of_one_thread() -> list[np.ndarray]:
    """Values and gradients of kernels of several kinds."""
    rng = np.random.default_rng(1)
    weight = ms.Parameter(ms.Tensor(rng.normal(size=(3, 2, 3, 3)).astype(np.float32)), name="w")
    convolution = nn.Conv2d(2, 3, 3, weight_init=weight)
    found = []
    for turn in range(8):
        x = ms.Tensor(rng.normal(size=(2, 2, 5 + turn, 9)).astype(np.float32))

        def loss(x):
            y = ops.relu(convolution(x)).reshape((2, -1))
            return (ops.softmax(y @ y.T) * ops.layer_norm(y, y.shape[1:])[:, :2]).sum()

        value, gradient = ms.value_and_grad(loss)(x)
        found += [value.asnumpy(), gradient.asnumpy(), ops.sort(x)[0].asnumpy()]
    return found


def test_four_threads_at_once_give_what_one_gives():
    results: list[list[np.ndarray]] = [[] for _ in range(4)]

    def work(place: int) -> None:
        results[place] = results_of_one_thread()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alone = results_of_one_thread()
    for found in results:
        for a, b in zip(found, alone, strict=True):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("options", ["", ", python_multiprocessing=True"])
def test_operators_in_a_pipeline_that_forks_do_not_hang(options):
    # The parent has computed, so its threads exist; the workers compute too.
    program = f"""
import mindspore.dataset as ds

large = ops.ones((600, 600))
train(2)
print(float((large @ large).sum()))
data = ds.NumpySlicesDataset(np.ones((12, 200, 200), "float32"), "x", shuffle=False)
data = data.map(lambda x: (ops.exp(ms.Tensor(x)) @ ms.Tensor(x)).asnumpy(),
                num_parallel_workers=2{options})
sums = [x.sum() for (x,) in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
train(2)
print(len(sums), len(set(sums)), float((large @ large).sum()))
"""
    assert run(NETWORK + program) == "216000000.0\n12 1 216000000.0\n"
