"""Lists, tuples, dicts, sets: methods, order, identity, aliasing."""

import collections

import pytest
from modes import every_mode, f32


@every_mode(f32(2))
def test_list_methods(x):
    items = [3, 1, 2]
    items.append(x)
    items.insert(1, "a")
    items.extend((7, 8))
    last = items.pop()
    first = items.pop(0)
    items.remove("a")
    items.reverse()
    return items, last, first, items.index(1), items.count(2), items.copy() is items


@every_mode(f32(2))
def test_list_operators(x):
    a, b = [1, x], [2]
    return a + b, b * 3, len(a + b), [1, 2] < [1, 3], [1] == [1], 2 in b, [] == ()


@every_mode(f32(2))
def test_sort_is_stable(x):
    pairs = [(1, "b"), (0, "a"), (1, "a"), (0, "b")]
    pairs.sort(key=lambda p: p[0])
    return x, pairs, sorted(pairs, reverse=True)


@every_mode(f32(2))
def test_tuple_operations(x):
    t = (1, x, "a")
    return t + (2,), t[1:], t * 2, len(t), t[-1], (1, 2) < (1, 3), t.index("a"), (1,), ()


@every_mode(f32(2))
def test_dict_methods(x):
    d = {"a": 1, "b": x}
    d["c"] = 3
    d.update({"a": 10}, e=5)
    d.setdefault("f", []).append(1)
    popped = d.pop("c")
    missing = d.pop("zz", "none")
    return d, popped, missing, d.get("q"), d.get("q", 0), "a" in d, len(d), d | {"z": 1}


@every_mode(f32(2))
def test_dict_keeps_insertion_order(x):
    d = {}
    for key in "cab":
        d[key] = x * len(d)
    del d["c"]
    d["c"] = 0
    return d, list(d), next(iter(d)), d.popitem()


@every_mode(f32(2))
def test_dict_views(x):
    d = {"a": 1, "b": 2}
    keys = d.keys()
    d["c"] = 3
    return x, sorted(keys), list(d.values()), list(d.items()), "c" in keys, len(keys)


@every_mode(f32(2))
def test_dict_of_dicts(x):
    d = {"net": {"lr": 0.1, "layers": [1, 2]}, "x": x}
    d["net"]["layers"].append(3)
    d["net"]["lr"] *= 2
    return d


@every_mode(f32(2))
def test_tuple_and_number_keys(x):
    d = {(0, 1): x, 2: "b", None: "c", 2.5: "d"}
    return d[(0, 1)], d[2.0], d[None], d[2.5]


@every_mode(f32(2))
def test_sets(x):
    a, b = {1, 2, 3}, {2, 3, 4}
    a.add(9)
    a.discard(100)
    return x, a & b, a | b, a - b, a ^ b, {2} <= b, 2 in a, len(a), frozenset(b), set("aab")


@every_mode(f32(2))
def test_nested_unpacking_of_dict_items(x):
    d = {"a": (1, x), "b": (2, x * 2)}
    return [(name, n, t) for name, (n, t) in d.items()]


@every_mode(f32(2))
def test_displays_with_stars(x):
    a, d = [1, 2], {"k": x}
    return [*a, 3, *a], (*a, x), {**d, "l": 1}, {*a, 5}


@every_mode(f32(2))
def test_slices_of_lists(x):
    items = [0, 1, 2, 3, 4, x]
    return items[1:3], items[:-1][::-1], items[::2], items[10:], items[-3:-1], items[slice(1, 3)]


@every_mode(f32(2))
def test_identity_survives(x):
    a = [x]
    b = (a, a)
    c = {"a": a}
    return b, c, b[0] is b[1], c["a"] is a, a is not b


@every_mode(f32(2))
def test_copies_are_shallow(x):
    inner = [1]
    a = [inner, x]
    b = a.copy()
    c = list(a)
    d = a[:]
    inner.append(2)
    return b, c, d, a is b


@every_mode(f32(2))
def test_namedtuple(x):
    Point = collections.namedtuple("Point", "x y")
    p = Point(x, y=2)
    q = p._replace(y=5)
    a, b = q
    return p.y, q.y, a, b, p[1], p._fields, q.x is x


@every_mode(f32(2))
def test_deque_and_counter(x):
    queue = collections.deque([1, 2, 3], maxlen=3)
    queue.append(4)
    queue.appendleft(0)
    counts = collections.Counter("hello")
    return x, list(queue), counts["l"], counts.most_common(1)


@every_mode(f32(2))
def test_defaultdict_and_ordereddict(x):
    groups = collections.defaultdict(list)
    for i in range(5):
        groups[i % 2].append(i)
    ordered = collections.OrderedDict(b=1, a=2)
    ordered.move_to_end("b")
    return x, dict(groups), list(ordered)


@every_mode(f32(2))
def test_list_of_tensors_as_stack(x):
    stack = [x]
    while len(stack) < 4:
        stack.append(stack[-1] * 2)
    stack[1:2] = []
    return stack


@every_mode([f32(2), [f32(2), (f32(2), 3)]], {"k": f32(2), "n": {"m": 1.5}})
def test_nested_arguments(items, table):
    return [items[0] + items[1][0], {"r": items[1][1][0] * table["n"]["m"]}], table["k"]


@every_mode([1, 2], f32(2))
def test_argument_is_returned_itself(items, x):
    items.append(3)
    return items, x


@every_mode(f32(2))
def test_in_and_is_with_none(x):
    return x is None, x is not None, None in [None, 1], [] == [], x is x


@every_mode(f32(2))
def test_zip_to_dict_and_back(x):
    d = dict(zip(["a", "b"], [x, 2]))
    keys, values = zip(*d.items())
    return d, keys, values


@every_mode(f32(2))
def test_list_in_tuple_changes(x):
    t = ([1], x)
    t[0].append(2)
    try:
        t[0] = 5
    except TypeError as error:
        return t, str(error)
    return t


@every_mode(f32(2))
def test_matrix_by_comprehension(x):
    matrix = [[i * 3 + j for j in range(3)] for i in range(3)]
    transposed = [list(row) for row in zip(*matrix)]
    return x, transposed, [row[i] for i, row in enumerate(matrix)]


@every_mode(f32(2))
def test_swap_dict_entries(x):
    d = {"a": x, "b": 1}
    d["a"], d["b"] = d["b"], d["a"]
    return d


@every_mode(f32(2), one_graph=False)
def test_key_error(x):
    d = {"a": x}
    return d["b"]


@every_mode(f32(2), one_graph=False)
def test_index_error(x):
    return [x][3]


@every_mode(f32(2), one_graph=False)
def test_remove_missing(x):
    [1, 2].remove(x.ndim + 7)
    return x


@every_mode(f32(2))
def test_range_objects(x):
    r = range(2, 10, 3)
    return x, r, r[1], r[-1], r.index(5), 8 in r, r == range(2, 11, 3), len(r), r[1:]


@pytest.mark.parametrize("key", ["a", 1, (1, 2), None, 2.5, True, frozenset({1})])
def test_keys_of_every_kind(key):
    from modes import check

    check(lambda x: {key: x}[key] + len({key}), (f32(2),))


@every_mode(f32(2), {"a": 0, "b": 3}, {"a": 1, "b": 2, "c": 3})
def test_keys_that_come_again_stand_last(x, first, second):
    first.pop("a")
    first.update({"a": 7, "c": 5, "b": 1})
    del second["b"]
    second["b"] = x
    return list(first), list(second)


@every_mode(f32(2), [1, 2], [3, 4])
def test_a_slice_takes_what_a_list_holds_now(x, items, others):
    items[0] = x
    items[1:] = items
    others[1] = items
    others[:0] = others
    return len(items), others[1] is items
