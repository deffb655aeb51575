"""The machine on real objects is a Python interpreter: CPython's own tests agree.

Each test function of the modules below, and each example of their doctests, runs twice: as Python
runs it, and carried out by our machine. The outcomes must be the same.
"""

import ast
import contextlib
import doctest
import functools
import gc
import importlib
import io
import linecache
import symtable
import types
import unittest
from collections.abc import Callable, Iterator

import pytest

from mindspore import _core

pytest.importorskip(
    "test.test_grammar", reason="Python's own tests are not installed (requirements/apt.txt)"
)

MODULES = """
    grammar scope unpack unpack_ex augassign listcomps call binop compare bool dictcomps setcomps
    named_expressions funcattrs keywordonlyarg string_literals fstring
    generators with patma class raise decorators super property genexps except_star
    exception_group generator_stop
""".split()

FRAMES = "looks at Python's frame of the call: the machine's frames are its own"
TRACE = "sys.settrace sees Python's bytecode, which the machine does not run"
GENERATOR = "asks for CPython's own generator type, or for the frame behind it"
# Out of reach, by test function: why.
OUT_OF_REACH = {
    "test_call.TestPEP590.test_vectorcall_override": "wants the very tuple of *args: ours is equal",
    "test_generators.SignalAndYieldFromTest.test_raise_and_yield_from": GENERATOR,
    "test_generators.GeneratorTest.test_gi_frame_f_back": GENERATOR,
    "test_generators.GeneratorStackTraceTest.test_send_with_yield_from": FRAMES,
    "test_generators.GeneratorStackTraceTest.test_throw_with_yield_from": FRAMES,
    "test_generators.YieldFromTests.test_generator_gi_yieldfrom": GENERATOR,
    "test_raise.TestTracebackType.test_attrs": FRAMES,
    "test_patma.TestTracing.test_default_capture": TRACE,
    "test_patma.TestTracing.test_default_wildcard": TRACE,
    "test_patma.TestTracing.test_no_default": TRACE,
    "test_patma.TestTracing.test_only_default_capture": TRACE,
    "test_patma.TestTracing.test_only_default_wildcard": TRACE,
    "test_patma.TestTracing.test_unreachable_code": TRACE,
}


def outcome(case: unittest.TestCase, call: Callable) -> str | None:
    """None: it passed. Else how it ended."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            case.setUp()
            try:
                call()
            finally:
                case.tearDown()
                case.doCleanups()
    except unittest.SkipTest:
        return "skipped"
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return None


def cases(module: types.ModuleType) -> Iterator[tuple[str, Callable[[], unittest.TestCase], str]]:
    """Each test function of the module: its full name, what makes its case, its own name."""
    for name, cls in list(vars(module).items()):
        if not isinstance(cls, type) or not issubclass(cls, unittest.TestCase):
            continue
        if cls.__module__ == module.__name__:
            for test in unittest.defaultTestLoader.getTestCaseNames(cls):
                full = f"{module.__name__.removeprefix('test.')}.{name}.{test}"
                yield full, lambda cls=cls, test=test: cls(test), test


def differing(module: types.ModuleType) -> list[str]:
    """The test functions that pass in Python and do not pass in the machine."""
    found = []
    for full, make, name in cases(module):
        if full in OUT_OF_REACH:
            continue
        case = make()
        type(case).setUpClass()
        try:
            native = outcome(case, getattr(case, name))
            if native is None:
                case = make()
                ours = outcome(case, functools.partial(_core.interpret, getattr(case, name)))
                if ours is not None:
                    found.append(f"{full}: {ours}")
        finally:
            type(case).tearDownClass()
            type(case).doClassCleanups()
    return found


@pytest.mark.parametrize("name", MODULES)
def test_functions_agree(name):
    try:
        module = importlib.import_module(f"test.test_{name}")
    except (ImportError, unittest.SkipTest) as missing:
        pytest.skip(str(missing))
    assert differing(module) == []
    gc.collect()


def test_a_finally_block_leaves_the_outermost_call():
    def returns():
        try:
            return 1
        finally:
            len("")

    assert _core.interpret(returns) == 1


def test_nesting_without_end_is_refused():
    def calls():
        return calls()

    def waits():
        yield from waits()

    for function in (calls, lambda: list(waits())):
        with pytest.raises(RecursionError):
            _core.interpret(function)


# --- doctests


def bound_names(source: str) -> list[str]:
    """The names that the statements bind in their module."""
    symbols = symtable.symtable(source, "example", "exec").get_symbols()
    return sorted(s.get_name() for s in symbols if s.is_assigned() or s.is_imported())


def as_function(code: types.CodeType, names: dict) -> types.FunctionType:
    """An example as a function that does the same to the module's names, and shows its values."""
    source = "".join(linecache.getlines(code.co_filename))
    tree = ast.parse(source)
    for statement in ast.walk(tree):
        if isinstance(statement, ast.Expr) and statement in tree.body:
            show = ast.parse("__import__('sys').displayhook", mode="eval").body
            statement.value = ast.Call(show, [statement.value], [])
    bound = bound_names(source)
    body = ([ast.Global(bound)] if bound else []) + tree.body
    lines = ["def example():\n"]
    text = ast.unparse(ast.fix_missing_locations(ast.Module(body, []))) or "pass"
    lines += [f"    {line}\n" for line in text.splitlines()]
    file = f"<machine {code.co_filename}>"
    linecache.cache[file] = (len(lines), None, lines, file)
    made: dict = {}
    exec(compile("".join(lines), file, "exec"), made)
    return types.FunctionType(made["example"].__code__, names, "example")


def failed_examples(module: types.ModuleType, run: Callable | None) -> list[str]:
    """Doctest's own runner; `run` takes the place of exec."""
    found = []
    for test in doctest.DocTestFinder().find(module):
        runner = doctest.DocTestRunner(verbose=False)
        report = io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            if run:
                patch.setattr(doctest, "exec", run, raising=False)
            runner.run(test, out=report.write, clear_globs=False)
        if runner.summarize(verbose=False).failed:
            found.append(f"{test.name}: {report.getvalue()}")
    return found


@pytest.mark.parametrize("name", ["unpack_ex", "listcomps", "setcomps"])
def test_doctests_agree(name, capsys):
    module = importlib.import_module(f"test.test_{name}")

    def run(code, names):
        _core.interpret(as_function(code, names))

    assert failed_examples(module, None) == []
    assert failed_examples(module, run) == []
