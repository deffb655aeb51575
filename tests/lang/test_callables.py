"""Functions: parameters, closures, decorators, recursion, methods."""

import functools
import operator

from modes import every_mode, f32


@every_mode(f32(3))
def test_defaults_are_made_once(x):
    def f(item, items=[]):
        items.append(item)
        return len(items)

    return f(1), f(2), f(3, []), x


@every_mode(f32(3))
def test_default_is_bound_at_definition(x):
    n = 1

    def f(y, k=n):
        return y * k

    n = 5
    return f(x), n


@every_mode(f32(3))
def test_keyword_only(x):
    def f(a, *, b, c=4):
        return a * b + c

    return f(x, b=2), f(x, c=1, b=3)


@every_mode(f32(3), one_graph=False)
def test_missing_argument(x):
    def f(a, b):
        return a + b

    return f(x)


@every_mode(f32(3), one_graph=False)
def test_unexpected_keyword(x):
    def f(a):
        return a

    return f(x, b=1)


@every_mode(f32(3), one_graph=False)
def test_argument_twice(x):
    def f(a):
        return a

    return f(x, a=1)


@every_mode(f32(3))
def test_star_arguments_everywhere(x):
    def f(*args, **kwargs):
        return args, sorted(kwargs)

    return f(x, *[1, 2], 3, *(4,), a=1, **{"b": 2}, **{"c": 3})


@every_mode(f32(3))
def test_positional_only(x):
    def f(a, b=2, /, **kwargs):
        return a * b, kwargs

    return f(x, a=5)


@every_mode(f32(3))
def test_order_of_evaluation(x):
    seen = []

    def note(value):
        seen.append(value)
        return value

    def f(*args, **kwargs):
        return len(args) + len(kwargs)

    n = f(note(1), *[note(2)], a=note(3), **{"b": note(4)})
    return x * n, seen


@every_mode(f32(3))
def test_lambda_forms(x):
    add = lambda a, b=1, *c, d=2, **e: a + b + len(c) + d + len(e)  # noqa: E731
    return add(x), add(x, 2, 3, d=4, f=5)


@every_mode(f32(3))
def test_closure_over_loop_variable(x):
    makers = []
    for i in range(3):

        def scaled(y):
            return y * i

        makers.append(scaled)
    return [f(x) for f in makers]


@every_mode(f32(3))
def test_closure_shares_a_cell(x):
    def counter():
        n = 0

        def up():
            nonlocal n
            n += 1
            return n

        def get():
            return n

        return up, get

    up, get = counter()
    up()
    up()
    other, _ = counter()
    return x * get(), other()


@every_mode(f32(3))
def test_nonlocal_through_two_levels(x):
    value = 1

    def outer():
        def inner():
            nonlocal value
            value = value * 10

        inner()
        inner()

    outer()
    return x * value


@every_mode(f32(3))
def test_decorators_apply_bottom_up(x):
    order = []

    def mark(name):
        def decorate(function):
            order.append(name)

            @functools.wraps(function)
            def wrapped(*args):
                return function(*args) + len(name)

            return wrapped

        return decorate

    @mark("aa")
    @mark("b")
    def f(y):
        return y * 2

    return f(x), order, f.__name__


@every_mode(f32(3))
def test_partial(x):
    def f(a, b, c=0):
        return a * b + c

    half = functools.partial(f, b=0.5)
    return half(x), half(x, c=3), functools.partial(half, x)(c=1)


@every_mode(f32(3))
def test_reduce_and_operator(x):
    return functools.reduce(operator.add, [x, x, x]), functools.reduce(
        lambda a, b: a * b, [1, 2, 3, 4]
    )


@every_mode(f32(3))
def test_mutual_recursion(x):
    def even(n):
        return True if n == 0 else odd(n - 1)

    def odd(n):
        return False if n == 0 else even(n - 1)

    return x, even(10), odd(7), even(3)


@every_mode(f32(3))
def test_fibonacci_with_memory(x):
    memory = {}

    def fib(n):
        if n not in memory:
            memory[n] = n if n < 2 else fib(n - 1) + fib(n - 2)
        return memory[n]

    return x * fib(20), len(memory)


@every_mode(f32(3))
def test_function_attributes(x):
    def f(y):
        f.calls += 1
        return y + f.calls

    f.calls = 0
    return f(f(x)), f.calls


@every_mode(f32(3))
def test_functions_in_containers(x):
    table = {"double": lambda y: y * 2, "negate": lambda y: -y}
    return [table[name](x) for name in ("double", "negate", "double")]


@every_mode(f32(3))
def test_returning_functions_of_functions(x):
    def compose(*functions):
        def composed(y):
            for function in functions:
                y = function(y)
            return y

        return composed

    return compose(lambda y: y + 1, lambda y: y * 2, abs)(x)


@every_mode(f32(3))
def test_bound_method_as_value(x):
    class Scale:
        def __init__(self, k):
            self.k = k

        def apply(self, y):
            return y * self.k

    method = Scale(3).apply
    return method(x), list(map(method, [1, 2]))


@every_mode(f32(3))
def test_static_and_class_methods(x):
    class Tools:
        factor = 2

        @staticmethod
        def twice(y):
            return y + y

        @classmethod
        def scaled(cls, y):
            return y * cls.factor

    class More(Tools):
        factor = 5

    return Tools.twice(x), Tools.scaled(x), More().scaled(x), More.twice(1)


@every_mode(f32(3))
def test_callable_object(x):
    class Add:
        def __init__(self, n):
            self.n = n

        def __call__(self, y, *, times=1):
            return y + self.n * times

    return Add(2)(x), Add(3)(x, times=2), callable(Add(1))


@every_mode(f32(3))
def test_tensor_methods_as_values(x):
    add = x.add
    total = x.sum
    return add(1), total()


@every_mode(f32(3))
def test_unpacking_results(x):
    def three():
        return x, 2, [3]

    a, *b = three()
    return a, b


@every_mode(f32(3))
def test_early_return_on_known(x):
    def kind(n):
        for i in range(10):
            if i * i >= n:
                return i
        return -1

    return x * kind(17), kind(1000)


@every_mode(f32(3))
def test_return_without_value(x):
    def nothing(y):
        y = y + 1

    def early(y):
        if y is not None:
            return
        return 5

    return x, nothing(x), early(x)


@every_mode(f32(3))
def test_variable_annotations_are_not_evaluated_for_locals(x):
    def f(y):
        z: undefined_name = y  # noqa: F821
        return z

    return f(x)


@every_mode(f32(3))
def test_argument_evaluated_before_call(x):
    def f(a, b):
        a.append(3)
        return b

    items = [1]
    return f(items, len(items)), items, x


@every_mode(f32(3))
def test_kwargs_is_a_new_dict(x):
    given = {"a": 1}

    def f(**kwargs):
        kwargs["b"] = 2
        return kwargs

    return f(**given), given, x


@every_mode(f32(3))
def test_lru_cache_like_decorator(x):
    def cached(function):
        known = {}

        def wrapped(n):
            if n not in known:
                known[n] = function(n)
            return known[n]

        wrapped.known = known
        return wrapped

    @cached
    def square(n):
        return n * n

    return x * square(3) + square(3), square.known
