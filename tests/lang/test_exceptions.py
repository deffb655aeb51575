"""try, raise, with, match: on what is known."""

import contextlib

from modes import every_mode, f32

from mindspore import ops


@every_mode(f32(2))
def test_first_matching_handler(x):
    try:
        {}["a"]
    except (TypeError, ValueError):
        return x
    except KeyError as error:
        return x + 1, error.args
    except Exception:
        return x + 2


@every_mode(f32(2))
def test_else_and_finally_order(x):
    order = []
    for fails in (False, True):
        try:
            order.append("try")
            if fails:
                raise ValueError("no")
        except ValueError:
            order.append("except")
        else:
            order.append("else")
        finally:
            order.append("finally")
    return x, order


@every_mode(f32(2))
def test_finally_overrides_return(x):
    def f():
        try:
            return 1
        finally:
            return 2

    def g():
        for _ in range(3):
            try:
                continue
            finally:
                break
        return "left"

    return x, f(), g()


@every_mode(f32(2))
def test_finally_sees_the_return_value_unchanged(x):
    def f():
        n = 1
        try:
            return n
        finally:
            n = 5

    return x, f()


@every_mode(f32(2))
def test_exception_name_is_unbound_after(x):
    error = "outer"
    try:
        raise ValueError("a")
    except ValueError as error:  # noqa: F841
        pass
    try:
        return x, error
    except UnboundLocalError:
        return x, "unbound"


@every_mode(f32(2))
def test_raise_from_and_context(x):
    try:
        try:
            raise KeyError("a")
        except KeyError as inner:
            raise ValueError("b") from inner
    except ValueError as outer:
        return x, type(outer.__cause__).__name__, outer.__suppress_context__


@every_mode(f32(2))
def test_implicit_context(x):
    try:
        try:
            raise KeyError("a")
        except KeyError:
            raise ValueError("b")
    except ValueError as outer:
        return x, repr(outer.__context__)


@every_mode(f32(2))
def test_reraise(x):
    seen = []
    try:
        try:
            raise ValueError("v")
        except ValueError:
            seen.append("first")
            raise
    except ValueError as error:
        seen.append(str(error))
    return x, seen


@every_mode(f32(2))
def test_user_exception_with_fields(x):
    class Refused(Exception):
        def __init__(self, code):
            super().__init__(f"code {code}")
            self.code = code

    try:
        raise Refused(7)
    except Refused as error:
        return x * error.code, str(error)


@every_mode(f32(2))
def test_exception_passes_through_frames(x):
    log = []

    def inner():
        try:
            raise IndexError("deep")
        finally:
            log.append("inner")

    def middle():
        try:
            inner()
        finally:
            log.append("middle")

    try:
        middle()
    except LookupError as error:
        log.append(str(error))
    return x, log


@every_mode(f32(2))
def test_with_order(x):
    log = []

    class Scope:
        def __init__(self, name):
            self.name = name

        def __enter__(self):
            log.append("enter " + self.name)
            return self.name

        def __exit__(self, kind, value, trace):
            log.append("exit " + self.name)
            return kind is KeyError

    with Scope("a") as a, Scope("b") as b:
        log.append(a + b)
        raise KeyError
    return x, log


@every_mode(f32(2))
def test_with_does_not_swallow(x):
    class Scope:
        def __enter__(self):
            return self

        def __exit__(self, *details):
            return None

    try:
        with Scope():
            raise ValueError("through")
    except ValueError as error:
        return x, str(error)


@every_mode(f32(2))
def test_contextmanager(x):
    log = []

    @contextlib.contextmanager
    def scope(n):
        log.append(n)
        try:
            yield n * 2
        finally:
            log.append(-n)

    with scope(3) as doubled:
        x = x * doubled
    return x, log


@every_mode(f32(2))
def test_suppress(x):
    with contextlib.suppress(KeyError):
        {}["a"]
        x = x + 100
    return x


@every_mode(f32(2))
def test_return_inside_with(x):
    log = []

    class Scope:
        def __enter__(self):
            return 5

        def __exit__(self, *details):
            log.append(details[0])

    def f():
        with Scope() as n:
            return n

    return x * f(), log


@every_mode(f32(2))
def test_try_in_a_loop(x):
    good, bad = [], []
    for text in ["1", "a", "3"]:
        try:
            good.append(int(text))
        except ValueError:
            bad.append(text)
            continue
    return x, good, bad


@every_mode(f32(2))
def test_stop_iteration_from_next(x):
    source = iter([1])
    next(source)
    try:
        next(source)
    except StopIteration:
        return x, next(source, "default")


@every_mode(f32(2))
def test_attribute_error(x):
    try:
        return (3).nothing
    except AttributeError as error:
        return x, str(error)


@every_mode(f32(2))
def test_type_errors(x):
    messages = []
    for attempt in (lambda: 1 + "a", lambda: len(3), lambda: "a"(), lambda: [] < 3):
        try:
            attempt()
        except TypeError as error:
            messages.append(str(error))
    return x, messages


@every_mode(f32(2))
def test_shape_error_is_caught(x):
    try:
        return x + ops.ones((3,))
    except ValueError:
        return x


@every_mode(f32(2), one_graph=False)
def test_known_raise_leaves(x):
    if x.ndim == 1:
        raise ValueError(f"rank {x.ndim} is refused")
    return x


@every_mode(f32(2), one_graph=False)
def test_known_assert_leaves(x):
    assert x.shape[0] == 3, "three"
    return x


@every_mode(f32(2))
def test_assert_holds(x):
    assert x.shape == (2,), "never"
    assert True
    return x


@every_mode(f32(2))
def test_exception_group(x):
    caught = []
    try:
        raise ExceptionGroup("many", [ValueError(1), TypeError(2), KeyError(3)])
    except* ValueError as group:
        caught.append(("value", len(group.exceptions)))
    except* (TypeError, KeyError) as group:
        caught.append(("other", len(group.exceptions)))
    return x, caught


@every_mode(f32(2))
def test_match_literals_and_or(x):
    def kind(value):
        match value:
            case 0 | 1:
                return "bit"
            case "a":
                return "letter"
            case None:
                return "none"
            case True:
                return "never"
            case _:
                return "other"

    return x, [kind(v) for v in (0, 1, "a", None, 5, 2.0)]


@every_mode(f32(2))
def test_match_sequences(x):
    def kind(value):
        match value:
            case []:
                return "empty"
            case [one]:
                return ("one", one)
            case [first, *rest] if len(rest) > 2:
                return ("many", first, rest)
            case (a, b):
                return ("two", a, b)
            case _:
                return "other"

    return [kind(v) for v in ([], [1], (1, x), [1, 2, 3, 4], "ab")]


@every_mode(f32(2))
def test_match_mappings_and_classes(x):
    class Point:
        __match_args__ = ("x", "y")

        def __init__(self, x, y):
            self.x, self.y = x, y

    def kind(value):
        match value:
            case {"op": "add", "args": [a, b]}:
                return a + b
            case {"op": name, **rest}:
                return name, sorted(rest)
            case Point(0, y):
                return "axis", y
            case Point(x=a, y=b) if a == b:
                return "diagonal"
            case int(n) | float(n):
                return n * 2
            case str() as text:
                return text.upper()

    return [
        kind(v)
        for v in (
            {"op": "add", "args": [x, 1]},
            {"op": "z", "k": 1},
            Point(0, 4),
            Point(3, 3),
            7,
            2.5,
            "a",
            [],
        )
    ]
