"""What a visit costs: an empty Python function called from inside a graph, beside a plain call.

Each time is a difference: a program with `MANY` calls less one with `FEW`, by their number, so
that entering the program does not count. Pairs are measured in turns; the least of each counts.

    PYTHONPATH=. python benchmarks/visits.py             # Duet, and Python's own call
    /opt/peers/jx/bin/python benchmarks/visits.py jax    # jax.pure_callback
    /opt/peers/pt/bin/python benchmarks/visits.py torch  # a graph break of torch.compile
"""

from __future__ import annotations

import runpy
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

FEW, MANY, ROUNDS = 4, 24, 400


def nothing() -> None:
    """Is what is called."""


def written(body: str, count: int, names: dict[str, object]) -> Callable[..., object]:
    """A function whose body stands `count` times in a file of its own."""
    file = Path(tempfile.mkdtemp()) / "program.py"
    file.write_text("def program(x):\n" + f"    {body}\n" * count + "    return x\n")
    found = runpy.run_path(str(file), names)
    return found["program"]  # type: ignore[no-any-return]


def least(programs: list[Callable[[], object]], calls: int) -> list[float]:
    """Seconds of one call of each, in turns."""
    best = [float("inf")] * len(programs)
    for _ in range(ROUNDS):
        for i, program in enumerate(programs):
            start = time.perf_counter()
            for _ in range(calls):
                program()
            best[i] = min(best[i], (time.perf_counter() - start) / calls)
    return best


def of_one(few: float, many: float) -> float:
    """Nanoseconds of one of the calls in between."""
    return (many - few) / (MANY - FEW) * 1e9


def duet() -> None:
    """The visit is of a function without source: what the compiler can not enter."""
    import mindspore as ms

    scope: dict[str, object] = {}
    exec("def nothing(): pass", scope)
    x = ms.Tensor([1.0, 2.0, 3.0, 4.0])
    plain = [written("nothing()", n, scope) for n in (FEW, MANY)]
    graphs = [ms.jit(written("nothing()", n, scope)) for n in (FEW, MANY)]
    for each in graphs:
        each(x)
    times = least([lambda f=f: f(x) for f in plain + graphs], 50)
    call, visit = of_one(*times[:2]), of_one(*times[2:])
    print(f"plain call {call:.1f} ns, visit {visit:.1f} ns: {visit / call:.2f} times")


def jax() -> None:
    """`pure_callback` of a function that gives back what it is given."""
    import jax

    global ROUNDS
    ROUNDS = 20

    def again(n: int) -> Callable[[], object]:
        def program(x: object) -> object:
            for _ in range(n):
                x = jax.pure_callback(lambda y: y, jax.ShapeDtypeStruct((4,), "float32"), x)
            return x

        compiled, x = jax.jit(program), jax.numpy.ones(4)
        return lambda: compiled(x).block_until_ready()

    programs = [again(FEW), again(MANY)]
    for program in programs:
        program()
    print(f"jax.pure_callback {of_one(*least(programs, 5)):.0f} ns")


def torch() -> None:
    """A call that the compiler is told not to enter."""
    import torch

    global ROUNDS
    ROUNDS = 20
    broken = torch.compiler.disable(nothing)
    programs = []
    x = torch.ones(4)
    for n in (FEW, MANY):
        body = "nothing(); x = x + 1"
        compiled = torch.compile(written(body, n, {"nothing": broken}), backend="eager")
        compiled(x)
        programs.append(lambda f=compiled: f(x))
    print(f"torch.compile graph break {of_one(*least(programs, 5)):.0f} ns")


if __name__ == "__main__":
    {"jax": jax, "torch": torch}.get(sys.argv[1] if len(sys.argv) > 1 else "", duet)()
