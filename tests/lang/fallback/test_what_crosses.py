"""What visits and the graph hand to each other: memory, objects, the interpreter lock."""

import gc
import random
import threading
import time
import warnings
import weakref

import numpy as np
from visited import hidden

import mindspore as ms
from mindspore import Tensor, jit

MANY = 1 << 16  # elements: memory is taken over instead of copied


def both(function, *args):
    """What the function gives in either mode."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = jit(function)
        graph(*args)
        return function(*args), graph(*args)


def same(one, other):
    for x, y in zip(one, other, strict=True):
        assert type(x) is type(y)
        np.testing.assert_array_equal(np.asarray(x), np.asarray(y))


def long_range():
    return Tensor(np.arange(MANY, dtype=np.float32))


def test_an_array_that_python_keeps_is_copied():
    kept = []
    keep = hidden("lambda array: (kept.append(array + 1), kept[-1])[1]", kept=kept)
    change = hidden("lambda: kept[-1].fill(7)", kept=kept)

    def program(x):
        z = Tensor(keep((x * 2).asnumpy()))
        change()
        return z, z + 1

    same(*both(program, long_range()))


def test_an_array_that_is_used_again_is_copied():
    add = hidden("lambda array: array + 1")
    fill = hidden("lambda array: array.fill(7)")

    def program(x):
        array = add((x * 2).asnumpy())
        z = Tensor(array)
        fill(array)
        return z, array

    same(*both(program, long_range()))


def test_an_array_that_is_viewed_is_copied():
    views = []
    add = hidden(
        "def add(array):\n    array = array + 1\n    views.append(array[:3])\n    return array",
        views=views,
    )
    change = hidden("lambda: views[-1].fill(7)", views=views)

    def program(x):
        z = Tensor(add((x * 2).asnumpy()))
        change()
        return (z,)

    same(*both(program, long_range()))


def test_an_array_that_is_watched_is_copied():
    seen = []
    add = hidden(
        "def add(array):\n    array = array + 1\n    seen.append(ref(array))\n    return array",
        seen=seen,
        ref=weakref.ref,
    )
    change = hidden("lambda: seen[-1]() is not None and seen[-1]().fill(7)", seen=seen)

    def program(x):
        z = Tensor(add((x * 2).asnumpy()))
        change()
        return (z,)

    _, (z,) = both(program, long_range())
    assert z.asnumpy()[1] == 3


def test_memory_taken_over_is_written_like_any_other():
    add = hidden("lambda array: array + 1")

    def program(x):
        z = Tensor(add((x * 2).asnumpy()))
        y = z + 0
        z[0] = 5
        return z, y

    one, other = both(program, long_range())
    same(one, other)
    other[0][1] = 9
    assert other[1].asnumpy()[1] == 3


def test_what_python_writes_into_a_tensor_leaves_others_alone():
    fill = hidden("def fill(tensor):\n    tensor.asnumpy().fill(7)\n    tensor[0] = 8")

    def program(x):
        constant = Tensor([1.0, 2.0])
        y = x * 2
        z = y + 1
        fill(y)
        fill(constant)
        return (z,)

    x = Tensor([1.0, 2.0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = jit(program)
        for _ in range(3):
            np.testing.assert_array_equal(graph(x)[0].asnumpy(), [3, 5])
    np.testing.assert_array_equal(x.asnumpy(), [1, 2])


def test_a_parameter_given_to_python_is_updated_in_peace():
    seen = []
    look = hidden("lambda value: seen.append(value)", seen=seen)
    w = ms.Parameter(Tensor(np.ones(MANY, np.float32)), name="w")

    def program(x):
        look(w * 1)
        ms.ops.assign(w, w + x)
        look(w * 1)
        return w.sum()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = jit(program)
        for _ in range(3):
            graph(Tensor(1.0))
    assert [float(each[0]) for each in seen] == [1, 2, 2, 3, 3, 4]


def test_a_loop_lets_go_of_what_its_rounds_have_made():
    alive, most = set(), []
    make = hidden(
        "class Thing:\n"
        "    def __init__(self):\n"
        "        alive.add(id(self))\n"
        "        most.append(len(alive))\n"
        "    def __del__(self):\n"
        "        alive.discard(id(self))\n",
        alive=alive,
        most=most,
    )

    def program(n):
        last = make()
        while n > 0:
            last = make()
            n = n - 1
        return last

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        last = jit(program)(Tensor(5000))
    assert type(last).__name__ == "Thing"
    assert max(most) < 1000
    del last
    gc.collect()
    assert not alive


def test_a_loop_keeps_what_it_carries():
    ring = hidden("lambda value, before: [value, before]")

    def program(n):
        first = ring(n, None)
        last = first
        while n > 0:
            last = ring(0, first)
            n = n - 1
        return last

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        last = jit(program)(Tensor(3000))
    assert last[0] == 0
    assert int(last[1][0]) == 3000


def test_neighbours_see_what_the_one_before_has_changed():
    names = {}
    exec(
        "def helper():\n    return 1\n"
        "def other():\n    return 2\n"
        "def change():\n    global helper\n    helper = other\n"
        "def back(found):\n    global helper\n    helper = found\n",
        names,
    )

    class Library:
        pass

    library = Library()
    library.helper = names["helper"]
    change = hidden("lambda: setattr(library, 'helper', other)", library=library, **names)

    def program():
        a = library.helper()
        change()
        return a, library.helper()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = jit(program)
        for _ in range(3):
            library.helper = names["helper"]
            assert graph() == (1, 2)


def test_other_threads_run_during_a_loop_of_visits():
    ticks, running = [], True
    look = random.random  # C code, which never looks for other threads

    def count():
        while running:
            ticks.append(1)
            time.sleep(0.0001)

    def program(n):
        while n > 0:
            look()
            n = n - 1
        return n

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = jit(program)
        graph(Tensor(2))
        thread = threading.Thread(target=count)
        thread.start()
        before = len(ticks)
        graph(Tensor(3000000))
        after = len(ticks)
        running = False
        thread.join()
    assert after > before + 2


def test_a_function_that_raises_leaves_the_lock_in_order():
    fail = hidden("lambda: 1 // 0")

    def program(x):
        y = x * 2
        fail()
        return y

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = jit(program)
        for _ in range(3):
            try:
                graph(long_range())
            except ZeroDivisionError:
                continue
            raise AssertionError("nothing was raised")


def test_python_writes_a_tensor_that_the_graph_has_made():
    fill = hidden("lambda x, value: x.__setitem__(0, value)")

    def whole(x):
        y = x * 2
        part = y[:1]
        fill(y, 5.0)
        return y, part, y + 1

    def in_a_loop(x):
        rounds, x = Tensor(0), x * 2
        while x.sum() < 40:
            rounds = rounds + 1
            fill(x, 7.0)
            x = x + 5
        return x, rounds

    def in_a_try(x):
        y = Tensor([0.5, 0.5, 0.5])
        try:
            y[int(x[0]) ** 2] = 1.0
        finally:
            x = x + y
        return x, y

    def an_argument_that_is_written_already(x):
        y = x * 1
        y[0] = 5.0
        try:
            y[0] = float(x[0]) / float(x[0])
        finally:
            x = x + y
        return x, y

    def the_callers(x):
        kept = x * 1
        x[0] = 5.0
        fill(x, 7.0)
        result = x * 1, x + 1
        x[0] = kept[0]
        return result

    for program in (whole, in_a_loop, in_a_try, an_argument_that_is_written_already, the_callers):
        same(*both(program, Tensor([1.0, 2.0, 3.0])))
