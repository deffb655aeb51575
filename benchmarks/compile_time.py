"""Compile time of three large functions, beside JAX: the first call less a steady one.

    python benchmarks/compile_time.py                  the rows for RESULTS.md
    python benchmarks/compile_time.py --jax PYTHON     where JAX's interpreter is

A function of 400 unrolled steps, 100 equal layers, and forward and backward of a transformer of 12
layers. The same NumPy-like source is run by both; each (framework, case) in a process of its own,
with no kernel in any cache. Processor time, as others may use the machine: `process_time` of all
threads.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

CASES = ("steps", "cells", "transformer")
WIDTH, HEADS, LAYERS, LENGTH = 64, 4, 12, 32


def steps(np, x):
    """400 different steps in a loop over known values."""
    for i in range(400):
        x = np.tanh(x) * (1.0 + i) - x if i % 3 else np.exp(-x * x) + 0.5
    return x


def block(np, x, w):
    """One layer of a transformer on (length, width); `w` holds its seven weights."""
    q, k, v = (split(x @ w[i], np) for i in range(3))
    scores = np.exp(q @ swap(k, np) / 4.0)
    mixed = (scores / scores.sum(-1, keepdims=True)) @ v
    x = x + np.transpose(mixed, (1, 0, 2)).reshape((LENGTH, WIDTH)) @ w[3]
    hidden = norm(x) @ w[4]
    return x + (hidden * (1.0 + np.tanh(hidden))) @ w[5] * w[6]


def norm(x):
    """Zero mean, unit square."""
    x = x - x.mean(-1, keepdims=True)
    return x / ((x * x).mean(-1, keepdims=True) + 1e-5) ** 0.5


def split(x, np):
    """(length, width) as (heads, length, width / heads)."""
    return np.transpose(x.reshape((LENGTH, HEADS, WIDTH // HEADS)), (1, 0, 2))


def swap(x, np):
    """The last two axes."""
    return np.transpose(x, (0, 2, 1))


def transformer(np, x, *weights):
    """A number to differentiate; the weights come flat, seven of each layer."""
    for layer in range(LAYERS):
        x = block(np, norm(x), weights[7 * layer : 7 * layer + 7])
    return (x * x).mean()


def weights_of(rng):
    """Seven for each layer."""
    shapes = [(WIDTH, WIDTH)] * 4 + [(WIDTH, 4 * WIDTH), (4 * WIDTH, WIDTH), (WIDTH,)]
    return [
        (rng.standard_normal(shape) * 0.05).astype("float32")
        for _ in range(LAYERS)
        for shape in shapes
    ]


def cells(np, x, *weights):
    """100 equal layers, each with its own weights."""
    for w in weights:
        x = np.tanh(x @ w) + norm(x)
    return x


def made(case):
    """The arguments as ndarrays."""
    import numpy

    rng = numpy.random.default_rng(0)
    x = rng.standard_normal((LENGTH, WIDTH)).astype("float32")
    if case == "cells":
        w = [(rng.standard_normal((WIDTH, WIDTH)) * 0.1).astype("float32") for _ in range(100)]
        return [x, *w]
    return [x, *weights_of(rng)] if case == "transformer" else [x]


def with_jax(case):
    """The compiled call and its arguments."""
    import jax
    import jax.numpy as jnp

    args = [jnp.asarray(a) for a in made(case)]
    places = tuple(range(1, len(args)))
    body = globals()[case]
    function = jax.jit(lambda *a: body(jnp, *a))
    if case == "transformer":
        function = jax.jit(jax.value_and_grad(lambda *a: body(jnp, *a), places))
    return lambda: jax.block_until_ready(function(*args))


class Names:
    """The few names of NumPy that the cases use."""

    def __init__(self):
        from mindspore import ops

        self.tanh, self.exp, self.transpose = ops.tanh, ops.exp, ops.transpose


def with_duet(case):
    """The same."""
    import mindspore as ms

    args = [ms.Tensor(a) for a in made(case)]
    places = tuple(range(1, len(args)))
    body, names = globals()[case], Names()

    @ms.jit(fullgraph=True)
    def forward(*a):
        return body(names, *a)

    @ms.jit(fullgraph=True)
    def both(*a):
        return ms.value_and_grad(lambda *b: body(names, *b), places)(*a)

    function = both if case == "transformer" else forward

    def call():
        out = function(*args)
        (out[0] if case == "transformer" else out).asnumpy()

    return call


def child(framework, case):
    """One process: the first call less the least of three."""
    call = (with_jax if framework == "jax" else with_duet)(case)

    def timed():
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        return time.perf_counter() - wall, time.process_time() - cpu

    first, later = timed(), [timed() for _ in range(3)]
    wall, cpu = (first[i] - min(t[i] for t in later) for i in range(2))
    print(json.dumps({"wall": wall, "cpu": cpu}))


def run(python, framework, case):
    """Seconds of processor time, in a process with an empty cache."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "DUET_CACHE_DIR": folder, "OMP_NUM_THREADS": "2"}
        command = [python, "-W", "ignore", __file__, "--child", framework, case]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def main():
    """The table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jax", default="/opt/peers/jx/bin/python", help="an interpreter")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        return child(*given.child)
    for case in CASES:
        duet, jax = run(sys.executable, "duet", case), run(given.jax, "jax", case)
        cpu = [f"{1000 * found['cpu']:.0f}" for found in (duet, jax)]
        ratio = duet["cpu"] / jax["cpu"]
        print(f"| {case} | {cpu[0]} ms | {cpu[1]} ms | {ratio:.2f} | 0.3 |", flush=True)
    return None


if __name__ == "__main__":
    main()
