"""Loops and comprehensions over what is known."""

import itertools

from modes import every_mode, f32


@every_mode(f32(3))
def test_for_else(x):
    for i in range(3):
        if i == 5:
            break
    else:
        x = x + 10
    return x, i


@every_mode(f32(3))
def test_for_break_skips_else(x):
    for i in range(3):
        if i == 1:
            break
    else:
        x = x + 10
    return x, i


@every_mode(f32(3))
def test_while_else(x):
    n = 0
    while n < 4:
        n += 1
        if n == 2:
            continue
        x = x * 1.5
    else:
        n = -n
    return x, n


@every_mode(f32(3))
def test_nested_loops_with_breaks(x):
    found = []
    for i in range(4):
        for j in range(4):
            if j > i:
                break
            if (i + j) % 2:
                continue
            found.append((i, j))
        else:
            found.append("end")
    return x * len(found), found


@every_mode(f32(3))
def test_loop_variable_stays(x):
    for i in []:
        pass
    for i in "abc":
        pass
    return x, i


@every_mode(f32(3))
def test_sequence_changed_while_it_is_read(x):
    items = [1, 2, 3]
    for item in items:
        if len(items) < 6:
            items.append(item * 10)
    return x, items


@every_mode(f32(4))
def test_for_over_tensor(x):
    total = 0
    for element in x:
        total = total + element
    return total


@every_mode(f32(3, 2))
def test_enumerate_zip_reversed(x):
    result = []
    for i, (row, letter) in enumerate(zip(x, "abc"), start=1):
        result.append((i, row * i, letter))
    for item in reversed(result[:2]):
        result.append(item[0])
    return result


@every_mode(f32(3))
def test_dict_iteration(x):
    table = {"a": 1, "b": 2, "c": 3}
    total = 0
    for key in table:
        total += table[key]
    for key, value in table.items():
        total += value * len(key)
    return x * total, list(table), sorted(table.values(), reverse=True)


@every_mode(f32(3))
def test_range_forms(x):
    return (
        x,
        list(range(5)),
        list(range(2, 9, 3)),
        list(range(5, 0, -2)),
        len(range(7)),
        3 in range(9),
    )


@every_mode(f32(3))
def test_list_comprehension_with_conditions(x):
    return [x * i for i in range(6) if i % 2 if i > 1]


@every_mode(f32(3))
def test_nested_comprehension(x):
    return [[x * i + j for j in range(i)] for i in range(3)], [
        (i, j) for i in range(3) for j in range(i)
    ]


@every_mode(f32(3))
def test_comprehension_scope(x):
    i = 10
    values = [i for i in range(3)]
    return x * i, values


@every_mode(f32(3))
def test_dict_and_set_comprehensions(x):
    table = {k: x * v for k, v in zip("abc", range(3))}
    return table, {i % 3 for i in range(9)}, {v: k for k, v in {"a": 1}.items()}


@every_mode(f32(3))
def test_generator_expression(x):
    return sum(x * i for i in range(4)), max(i * i - 5 for i in range(4)), tuple(i for i in "ab")


@every_mode(f32(3))
def test_generator_is_lazy(x):
    seen = []

    def note(i):
        seen.append(i)
        return i

    lazy = (note(i) for i in range(5))
    first = next(lazy)
    second = next(lazy)
    return x * first + second, seen


@every_mode(f32(3))
def test_generator_function_with_state(x):
    def steps(y, n):
        for k in range(n):
            y = y * 0.5 + k
            yield y
        return "end"

    return list(steps(x, 3))


@every_mode(f32(3))
def test_send_and_return(x):
    def running():
        total = 0
        while True:
            given = yield total
            if given is None:
                return total
            total = total + given

    generator = running()
    next(generator)
    generator.send(x)
    last = generator.send(x * 2)
    try:
        generator.send(None)
    except StopIteration as end:
        return last, end.value


@every_mode(f32(3))
def test_yield_from(x):
    def inner(y):
        yield y
        yield y + 1
        return 7

    def outer(y):
        result = yield from inner(y)
        yield result

    return list(outer(x))


@every_mode(f32(3))
def test_infinite_generator_left_by_break(x):
    def count(n=0):
        while True:
            yield n
            n += 1

    for n in count():
        if n == 3:
            break
        x = x + n
    return x


@every_mode(f32(3))
def test_itertools(x):
    pairs = list(itertools.product("ab", range(2)))
    chained = list(itertools.chain([1], (2, 3)))
    return (
        x,
        pairs,
        chained,
        list(itertools.accumulate([1, 2, 3])),
        list(itertools.islice(itertools.count(5), 3)),
    )


@every_mode(f32(3))
def test_map_filter(x):
    return (
        list(map(lambda i: x * i, range(3))),
        list(filter(None, [0, 1, "", "a"])),
        list(filter(lambda i: i > 1, [1, 2, 3])),
    )


@every_mode(f32(3))
def test_any_all(x):
    seen = []

    def note(value):
        seen.append(value)
        return value

    found = any(note(i) for i in [0, 2, 3])
    every = all(note(i) for i in [1, 0, 5])
    return x, found, every, seen


@every_mode(f32(3))
def test_iterator_shared_by_two_loops(x):
    source = iter(range(6))
    first = []
    for i in source:
        first.append(i)
        if i == 2:
            break
    return x, first, list(source)


@every_mode(f32(3))
def test_iter_with_sentinel(x):
    values = [3, 2, 1, 0, 9]
    position = 0

    def take():
        nonlocal position
        position += 1
        return values[position - 1]

    return x, list(iter(take, 0)), position


@every_mode(f32(3))
def test_class_with_getitem_iterates(x):
    class Three:
        def __getitem__(self, i):
            if i >= 3:
                raise IndexError(i)
            return x * i

    return [item for item in Three()]


@every_mode(f32(3))
def test_class_with_iter_and_next(x):
    class Down:
        def __init__(self, n):
            self.n = n

        def __iter__(self):
            return self

        def __next__(self):
            if self.n == 0:
                raise StopIteration
            self.n -= 1
            return self.n

    return [x * i for i in Down(3)]


@every_mode(f32(3))
def test_zip_strict(x):
    try:
        return list(zip([1, 2], [3], strict=True)), x
    except ValueError as error:
        return str(error), x


@every_mode(f32(3))
def test_sort_with_key(x):
    names = ["bb", "a", "ccc"]
    names.sort(key=len, reverse=True)
    return x, names, sorted([3, -1, 2], key=lambda i: -i), min(names, key=len)


@every_mode(f32(3))
def test_deep_unrolling(x):
    for i in range(200):
        x = x * 0.99 + i % 3
    return x


@every_mode(f32(3))
def test_list_grows_in_a_known_loop(x):
    states = []
    for i in range(4):
        states.append(x * i)
        if len(states) > 2:
            states.pop(0)
    return states
