"""The compiled function as an object: what it looks like, which calls are one specialisation."""

import copy
import gc
import inspect
import pickle
import threading
import time
import types
import weakref

import numpy as np
import pytest

import mindspore as ms
from mindspore import Parameter, Tensor, nn

from double import (  # isort: skip
    CALL, CELL, DELETE_ITEM, DICT, DICT_ITEM, DICT_KEYS, DICT_MISSING, FUNCTION, INSTANCE, LEAF,
    LEAF_VALUE, LIST, LIST_ITEMS, MADE_FUNCTION, NUMBER, OBJECT, SEQUENCE, SET_ATTRIBUTE,
    SET_ITEM, TENSOR, TENSOR_RESULT, TUPLE, TYPE, TYPE_VERSION, WRITE_CELL, compiled,
    evaluating_with, guard, make,
)  # fmt: skip


@ms.jit
def add(x, y=1):
    """Adds."""
    return x + y


def first_argument(function, args, kwargs, leaves):
    return compiled(lambda x: (x,), inputs=[0])


def counted(of=first_argument):
    return evaluating_with(of)


def misses(function, *calls):
    """How many of these calls compile."""
    with counted(lambda *_: compiled(lambda: (), makes=[make(OBJECT, object=None)])) as evaluator:
        for args in calls:
            function(*args)
        return len(evaluator.calls)


def fresh():
    return ms.jit(lambda *args, **kwargs: None)


def test_it_looks_like_the_function():
    assert add.__name__ == "add"
    assert add.__doc__ == "Adds."
    assert add.__module__ == __name__
    assert str(inspect.signature(add)) == "(x, y=1)"
    assert add.__wrapped__(1, 2) == 3


def test_it_is_pickled_by_name_and_copied_as_itself():
    assert pickle.loads(pickle.dumps(add)) is add
    assert copy.deepcopy(add) is add


def test_it_binds_as_a_method():
    class Holder:
        @ms.jit
        def me(self, x):
            return self, x

    holder = Holder()
    assert holder.me(3) == (holder, 3)
    assert Holder.me(holder, 3) == (holder, 3)


def test_all_spellings_compile():
    def f(x):
        return x

    for made in (ms.jit(f), ms.jit()(f), ms.jit(function=f), ms.jit(fn=f), ms.ms_function(f),
                 ms.ms_function()(f), ms.jit(fullgraph=True)(f), ms.jit(ms.jit(f))):  # fmt: skip
        assert made.__func__ is f
    assert ms.jit(int) is int
    with pytest.raises(TypeError, match="needs to be callable"):
        ms.jit(3)


def test_a_tensor_counts_by_dtype_and_shape():
    a, b = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    assert misses(fresh(), (a,), (b,)) == 1
    assert misses(fresh(), (a,), (Tensor([1, 2]),)) == 2
    assert misses(fresh(), (a,), (Tensor([1.0]),)) == 2
    assert misses(fresh(), (a,), (Tensor([[1.0, 2.0]]),)) == 2
    assert misses(fresh(), (a,), (Parameter(a),)) == 2


def test_shared_storage_is_another_signature():
    a, b = Tensor([1.0, 2.0]), Tensor([1.0, 2.0])
    assert misses(fresh(), (a, b), (b, a)) == 1
    assert misses(fresh(), (a, b), (a, a)) == 2
    assert misses(fresh(), (a, b), (a, a.reshape((2,)))) == 2
    assert misses(fresh(), (a, a), (a, a.reshape((2,)))) == 2
    many = [Tensor([float(i)]) for i in range(20)]
    assert misses(fresh(), (*many, many[3]), (*many, many[4])) == 2
    assert misses(fresh(), tuple(many), tuple(reversed(many))) == 1


def test_numbers_count_by_type_and_constants_by_value():
    assert misses(fresh(), (1,), (2,), (-(2**62),)) == 1
    assert misses(fresh(), (1,), (1.0,), (True,), (None,), ("1",), (b"1",)) == 6
    assert misses(fresh(), ("a",), ("b",), ("a",)) == 2
    assert misses(fresh(), ("\ud800",), ("\ud801",)) == 2


def test_containers_count_by_what_is_in_them():
    assert misses(fresh(), ((1, 2),), ((3, 4),), ([3, 4],), ((3, 4, 5),), ((3, (4,)),)) == 4
    assert misses(fresh(), ({"a": 1},), ({"a": 2},), ({"b": 2},), ({"a": 2, "b": 1},)) == 3
    assert misses(fresh(), ({"a": 1, "b": 2},), ({"b": 2, "a": 1},)) == 2
    one, other = [1], [1]
    assert misses(fresh(), (one, other), (one, one)) == 2
    deep = []
    deep.append(deep)
    assert misses(fresh(), (deep,)) == 0


def test_other_objects_count_by_identity():
    class Thing:
        pass

    a, b = Thing(), Thing()
    assert misses(fresh(), (a,), (a,), (b,)) == 2
    assert misses(fresh(), (ms.float32,), (ms.float32,), (ms.float16,)) == 2


def test_an_object_at_the_address_of_one_that_died_is_another():
    class Thing:
        pass

    f = fresh()
    with counted(lambda *_: compiled(lambda: (), makes=[make(OBJECT)])) as evaluator:
        for _ in range(5):
            f(Thing())
        assert len(evaluator.calls) == 5
        evaluator.calls.clear()
    assert f.cache_info().currsize == 0


def test_keyword_arguments_count_by_name_and_order():
    f = fresh()
    with counted(lambda *_: compiled(lambda: (), makes=[make(OBJECT)])) as evaluator:
        f(a=1, b=2.0)
        f(a=3, b=4.0)
        f(b=2.0, a=1)
        f(1, b=2.0)
    assert len(evaluator.calls) == 3
    assert evaluator.calls[0][2:] == ({"a": 1, "b": 2.0}, (1, 2.0))
    assert evaluator.calls[1][2:] == ({"b": 2.0, "a": 1}, (1, 2.0))


def test_mutable_marks_count():
    assert misses(fresh(), ((1, 2),), (ms.mutable((1, 2)),), (ms.mutable((3, 4)),)) == 2
    assert misses(fresh(), (1,), (ms.mutable(1),), (ms.mutable(2),)) == 2


def test_a_number_that_fits_no_graph_runs_in_python():
    f = ms.jit(lambda n: n + 1)
    with counted(lambda *_: compiled(lambda n: (n * 10,), [0], makes=[make(NUMBER, 0)])):
        assert f(4) == 40
        assert f(2**70) == 2**70 + 1


def run_guarded(guards, change, undo=None):
    """Count evaluations: before and after a change, and after it is undone."""
    f = fresh()
    with counted(lambda *_: compiled(lambda: (), guards=guards(), makes=[make(OBJECT)])) as seen:
        f()
        f()
        assert len(seen.calls) == 1
        change()
        f()
        f()
        after = len(seen.calls)
        if undo:
            undo()
            f()
        return after - 1, len(seen.calls) - after


def test_a_guard_on_an_item_compares_type_and_bits():
    world = {"n": 1}

    def guards():
        return [guard(DICT_ITEM, world, "n", world["n"])]

    assert run_guarded(guards, lambda: world.update(m=5)) == (0, 0)
    assert run_guarded(guards, lambda: world.update(n=2), lambda: world.update(n=1)) == (1, 0)
    world["n"] = 0.0
    assert run_guarded(guards, lambda: world.update(n=-0.0)) == (1, 0)
    world["n"] = float("nan")
    assert run_guarded(guards, lambda: world.update(n=float("nan"))) == (0, 0)
    world["n"] = 1
    assert run_guarded(guards, lambda: world.update(n=True)) == (1, 0)


def test_a_guard_runs_no_code_of_the_user():
    class Loud:
        def __eq__(self, other):
            raise AssertionError("compared")

        def __hash__(self):
            return 1

    key, value = Loud(), Loud()
    world = {key: value}

    def guards():
        return [guard(DICT_ITEM, world, key, world[key]), guard(DICT_KEYS, world, None, (key,))]

    assert run_guarded(guards, lambda: world.update({key: 3})) == (1, 0)


def test_guards_on_keys_and_on_what_is_missing():
    world = {"a": 1}
    keys = [guard(DICT_KEYS, world, None, ("a",))]
    assert run_guarded(lambda: [*keys], lambda: world.update(a=2)) == (0, 0)
    assert run_guarded(lambda: [guard(DICT_KEYS, world, None, tuple(world))],
                       lambda: world.update(b=1)) == (1, 0)  # fmt: skip
    assert run_guarded(lambda: [guard(DICT_ITEM if "c" in world else DICT_MISSING, world, "c",
                                      world.get("c"))],
                       lambda: world.update(c=1)) == (1, 0)  # fmt: skip


def test_guards_on_sequences_types_cells_and_functions():
    items = [1, "a"]
    assert run_guarded(lambda: [guard(SEQUENCE, items, None, tuple(items))],
                       lambda: items.append(3), lambda: items.pop()) == (1, 0)  # fmt: skip

    class One:
        pass

    class Two:
        pass

    thing = One()
    assert run_guarded(lambda: [guard(TYPE, thing, None, type(thing))],
                       lambda: setattr(thing, "__class__", Two)) == (1, 0)  # fmt: skip

    captured = 1

    def reader():
        return captured

    def write(value):
        nonlocal captured
        captured = value

    cell = reader.__closure__[0]
    assert run_guarded(lambda: [guard(CELL, cell, None, cell.cell_contents)],
                       lambda: write(2), lambda: write(1)) == (1, 0)  # fmt: skip
    other = (lambda: captured + 1).__code__
    assert run_guarded(lambda: [guard(FUNCTION, reader, None, reader.__code__)],
                       lambda: setattr(reader, "__code__", other)) == (1, 0)  # fmt: skip


def test_a_guard_on_a_class_sees_each_change_of_it():
    class Thing:
        size = 1

    def guards():
        Thing().size  # noqa: B018  (gives the class a version)
        return [guard(TYPE_VERSION, Thing)]

    assert run_guarded(guards, lambda: setattr(Thing, "size", 2)) == (1, 0)


def test_a_guard_on_an_outside_tensor_sees_its_shape():
    weight = Parameter(Tensor(np.ones((2, 3), np.float32)))
    text = "float32 (2, 3)"
    assert run_guarded(lambda: [guard(TENSOR, weight, None, text)],
                       lambda: weight.set_data(weight * 2)) == (0, 0)  # fmt: skip
    f = fresh()
    with counted(lambda *_: compiled(lambda: (), guards=[guard(TENSOR, weight, None, text)],
                                     makes=[make(OBJECT)])) as seen:  # fmt: skip
        f()
        weight.set_data(Tensor(np.ones((3, 3), np.float32)), slice_shape=True)
        f()
    assert len(seen.calls) == 2


def test_a_guard_on_an_argument_demands_its_value():
    f = fresh()

    def of(function, args, kwargs, leaves):
        return compiled(lambda: (), guards=[guard(LEAF_VALUE, expected=leaves[0], leaf=0)],
                        makes=[make(LEAF, 0)])  # fmt: skip

    with counted(of) as seen:
        assert [f(n) for n in (1, 2, 1, 2, 1)] == [1, 2, 1, 2, 1]
    assert len(seen.calls) == 2


def test_results_are_made_once_per_item():
    class Thing:
        pass

    makes = [
        make(TENSOR_RESULT, 0), make(NUMBER, 1), make(LEAF, 0), make(OBJECT, object="text"),
        make(LIST, parts=[0, 1]), make(DICT, parts=[3, 4]), make(INSTANCE, object=Thing, parts=[5]),
        make(OBJECT, object=slice), make(CALL, parts=[7, 1, 1]),
        make(TUPLE, parts=[0, 2, 4, 4, 6, 8]),
    ]  # fmt: skip
    f = fresh()
    with counted(lambda *_: compiled(lambda x: (x, 7), inputs=[0], makes=makes)):
        given = Tensor([1.0])
        tensor, leaf, one, two, thing, cut = f(given)
        again = f(given)
    assert leaf is given
    assert one is two
    assert one[0] is tensor
    assert isinstance(thing, Thing)
    assert thing.text is one
    assert cut == slice(7, 7)
    assert again[2] is not one


def test_a_function_is_made_with_its_cells():
    def outer(captured):
        def inner(x, y=2):
            return x + y + captured

        return inner

    template = outer(0)
    makes = [
        make(NUMBER, 0), make(OBJECT, object=types.CellType(30)), make(TUPLE, parts=[1]),
        make(OBJECT, object=globals()), make(OBJECT, object="inner"), make(OBJECT, object=(2,)),
        make(OBJECT, object=None), make(OBJECT, object="outer.inner"),
        make(MADE_FUNCTION, object=template.__code__, parts=[3, 4, 7, 5, 6, 2]),
    ]  # fmt: skip
    f = fresh()
    with counted(lambda *_: compiled(lambda x: (x * 10,), inputs=[0], makes=makes)):
        made = f(3)
    assert made(1) == 33
    assert made.__name__ == "inner"
    assert made.__qualname__ == "outer.inner"


def test_writes_are_done_in_order_after_all_is_made():
    class Quiet:
        def __setattr__(self, name, value):
            raise AssertionError("called")

    thing, items, names = Quiet(), [1], {"a": 1}
    cell = (lambda: thing).__closure__[0]
    makes = [make(NUMBER, 0), make(LIST, parts=[0, 0])]
    writes = [
        (SET_ATTRIBUTE, thing, "size", 0), (LIST_ITEMS, items, None, 1), (SET_ITEM, names, "b", 0),
        (DELETE_ITEM, names, "a", -1), (WRITE_CELL, cell, None, 0),
    ]  # fmt: skip
    f = fresh()
    quiet = thing
    with counted(
        lambda *_: compiled(lambda x: (x,), inputs=[0], makes=makes, writes=writes, result=0)
    ):
        f(5)
    assert vars(quiet) == {"size": 5}
    assert items == [5, 5]
    assert names == {"b": 5}
    assert thing == 5


def test_nothing_is_written_when_making_fails():
    names = {}
    makes = [make(NUMBER, 0), make(OBJECT, object=int), make(OBJECT, object="x"),
             make(CALL, parts=[1, 2])]  # fmt: skip
    f = fresh()
    with (
        counted(lambda *_: compiled(lambda x: (x,), [0], makes=makes,
                                    writes=[(SET_ITEM, names, "a", 0)])),
        pytest.raises(ValueError, match="invalid literal"),
    ):  # fmt: skip
        f(5)
    assert names == {}


def test_a_failed_evaluation_leaves_nothing_behind():
    def of(function, args, kwargs, leaves):
        if not tries:
            tries.append(1)
            raise KeyError("once")
        return first_argument(function, args, kwargs, leaves)

    tries = []
    f = fresh()
    with counted(of):
        with pytest.raises(KeyError, match="once"):
            f(Tensor([1.0]))
        assert f(Tensor([2.0])).asnumpy() == [2.0]
    assert f.cache_info() == (0, 1, 1)


def unsupported(*_):
    raise RuntimeError("`while` on a run-time value", "not-yet", __file__, "loop", 3)


def test_what_does_not_compile_runs_in_python_and_says_so_once():
    f = ms.jit(lambda x: x + 1)
    with counted(unsupported) as seen:
        with pytest.warns(UserWarning, match="(?s)runs in the Python interpreter.*run-time value"):
            assert f(1) == 2
        assert f(2) == 3
        assert f(1.5) == 2.5
    assert len(seen.calls) == 2
    assert [reason for reason, _ in f.fallbacks] == ["`while` on a run-time value"] * 2
    assert "test_callable.py:3" in f.fallbacks[0][1]


def test_what_must_be_a_graph_raises():
    f = ms.jit(lambda x: x + 1, fullgraph=True)
    with counted(unsupported):
        for _ in range(2):
            with pytest.raises(RuntimeError, match=r"one graph  \[not-yet\]"):
                f(1)
        ms.set_context(jit_syntax_level=ms.STRICT)
        try:
            with pytest.raises(RuntimeError, match="one graph"):
                ms.jit(lambda x: x)(1)
        finally:
            ms.set_context(jit_syntax_level=ms.LAX)


def test_ever_new_signatures_end_in_python():
    f = ms.jit(lambda *args: len(args))
    with counted(lambda *_: compiled(lambda: (), makes=[make(OBJECT, object=-1)])) as seen:
        with pytest.warns(UserWarning, match="ever new shapes"):
            results = [f(*range(n)) for n in range(200)]
        assert f(*range(63)) == -1
    assert len(seen.calls) == 64
    assert results == [-1] * 64 + list(range(64, 200))


def test_memory_stays_flat_over_many_specialisations():
    f = ms.jit(lambda *args: 0)
    with counted(lambda *_: compiled(lambda: (), makes=[make(OBJECT)])):
        for n in range(300):
            for _ in range(20):
                f(*range(n % 150))
        assert f.cache_info().currsize <= 64


def test_threads_compile_a_signature_once():
    def slow(function, args, kwargs, leaves):
        time.sleep(0.1)
        return first_argument(function, args, kwargs, leaves)

    f = ms.jit(lambda x: x)
    results = []
    with counted(slow) as seen:
        threads = [
            threading.Thread(target=lambda i=i: results.append(float(f(Tensor(float(i))))))
            for i in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(results) == [0.0, 1.0, 2.0, 3.0]
    assert len(seen.calls) == 1


def test_compiled_functions_called_while_evaluating_are_just_called():
    inner = ms.jit(lambda x: x * 2)

    def of(function, args, kwargs, leaves):
        value = inner(3)
        return compiled(lambda: (), makes=[make(OBJECT, object=value)])

    with counted(of) as seen:
        assert fresh()() == 6
    assert len(seen.calls) == 1


def test_a_call_may_call_itself_while_running():
    f = ms.jit(lambda n: n)

    def of(function, args, kwargs, leaves):
        return compiled(lambda n: (n + f(n - 1) if n > 0 else 0,), [0], makes=[make(NUMBER, 0)])

    with counted(of) as seen:
        assert f(4) == 10
    assert len(seen.calls) == 1


class Double(nn.Cell):
    def construct(self, x):
        return x * 2


@pytest.fixture
def graph_mode():
    ms.set_context(mode=ms.GRAPH_MODE)
    yield
    ms.set_context(mode=ms.PYNATIVE_MODE)


def test_cells_are_compiled_in_graph_mode_each_for_itself(graph_mode):
    one, other = Double(), Double()
    with counted() as seen:
        x = Tensor([3.0])
        seen.of = lambda *_: compiled(lambda x: (x * 100,), inputs=[0])
        assert one(x).asnumpy() == [300.0]
        assert one(x).asnumpy() == [300.0]
        assert other(x).asnumpy() == [300.0]
        assert len(seen.calls) == 2
        ms.set_context(mode=ms.PYNATIVE_MODE)
        assert one(x).asnumpy() == [6.0]


def test_what_was_compiled_for_a_cell_goes_with_it(graph_mode):
    cell = Double()
    weight = Parameter(Tensor([1.0]))
    inputs = [0, weight]
    watch = weakref.ref(weight)
    with counted() as seen:
        guards = [guard(DICT_ITEM, cell.__dict__, "training", False)]
        seen.of = lambda *_: compiled(lambda x, w: (x * w,), inputs, guards)
        cell(Tensor([3.0]))
    seen.of = guards = inputs = None
    del weight, cell
    seen.calls.clear()
    gc.collect()
    assert watch() is None


def test_copies_of_a_cell_have_compiled_nothing(graph_mode):
    cell = Double()
    with counted() as seen:
        cell(Tensor([3.0]))
        twin = pickle.loads(pickle.dumps(copy.deepcopy(cell)))
        twin(Tensor([3.0]))
    assert len(seen.calls) == 2


def test_a_method_of_a_cell_is_compiled_for_each_cell():
    class Net(nn.Cell):
        @ms.jit
        def construct(self, x):
            return x

    with counted() as seen:
        for net in [Net() for _ in range(3)]:
            net(Tensor([1.0]))
            net(Tensor([2.0]))
        assert Net.construct.cache_info(net) == (1, 1, 1)
    assert len(seen.calls) == 3


def test_compile_runs_nothing(graph_mode):
    cell, ran = Double(), []
    with counted(lambda *_: compiled(lambda x: ran.append(1) or (x,), inputs=[0])) as seen:
        cell.compile(Tensor([1.0]))
        assert not ran
        cell(Tensor([1.0]))
        assert ran == [1]
    assert len(seen.calls) == 1


def test_explain_lists_what_was_compiled():
    f = ms.jit(lambda n: n)
    with counted(lambda *_: compiled(lambda: (), makes=[make(OBJECT)],
                                     guards=[guard(LEAF_VALUE, expected=5, leaf=0)])):  # fmt: skip
        assert "guarded: argument 0 is 5" in f.explain(5)
    assert "1 compiled" in f.explain()


def test_explain_draws_the_source_with_a_margin():
    rates = {"r": 0.5}

    def f(x):
        k = rates["r"]
        y = x * k
        return [y, {"a": 1}.keys()]

    text = ms.jit(f).explain(Tensor([1.0]))
    signs = [line[9] for line in text.splitlines() if "|" in line]
    assert signs == [" ", "?", "+", "!"], text
    for words in ("Mul", "r is 0.5", "are tuples"):
        assert words in text


def test_explain_page_stands_alone(tmp_path):
    explanation = ms.jit(lambda x: x * 2 + 1).explain(Tensor([1.0]))
    explanation.save(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert "http" not in page, "it fetches nothing"
    for stage in ("recorded", "program"):
        assert f"<summary>{stage}</summary>" in page
    assert page.count("data-line=") > 2


def test_explain_of_what_runs_in_python():
    def f(x):
        import random

        return x * random.random()

    function = ms.jit(f)
    text = function.explain(Tensor([1.0]))
    assert "runs in" in text


def test_an_int_with_ever_new_values_compiles_a_few_times_only():
    f = ms.jit(lambda x, n: (x * n + n // 2, n % 7), fullgraph=True)
    for n in range(-20, 20):
        value, rest = f(Tensor([3.0]), n)
        assert (float(value), rest) == (3.0 * n + n // 2, n % 7)
        assert type(rest) is int
    assert f.cache_info().currsize <= 4


def test_an_int_that_is_a_size_is_known_each_time():
    f = ms.jit(lambda x, n: ms.ops.ones(n) * x, fullgraph=True)
    for n in range(1, 8):
        assert f(Tensor(2.0), n).shape == (n,)


def test_changing_attributes_and_globals_are_numbers_of_the_run():
    class State:
        step, rate = 0, 1.0

    state = State()
    state.step, state.rate = 0, 1.0

    def f(x):
        state.step += 1
        state.rate = state.rate * 0.5
        return x * state.rate + state.step

    graph = ms.jit(f, fullgraph=True)
    expected = []
    for _ in range(20):
        expected.append(float(f(Tensor([3.0]))))
    state.step, state.rate = 0, 1.0
    assert [float(graph(Tensor([3.0]))) for _ in range(20)] == expected
    assert (state.step, state.rate) == (20, 0.5**20)
    assert type(state.step) is int
    assert graph.cache_info().currsize <= 4
    state.step = 2.5
    graph(Tensor([3.0]))
    assert state.step == 3.5


def test_branches_on_a_changing_int():
    def f(x, n):
        if n % 2 == 0:
            return x * n, "even"
        return x + n, "odd"

    graph = ms.jit(f)
    for n in range(12):
        value, name = graph(Tensor([1.0]), n)
        assert (float(value), name) == (float(f(Tensor([1.0]), n)[0]), ("even", "odd")[n % 2])
    assert not graph.fallbacks
