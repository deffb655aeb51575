"""Names and how they come by their values."""

from modes import every_mode, f32


@every_mode(f32(3))
def test_chained(x):
    a = b = x + 1
    return a, b, a is b


@every_mode(f32(3))
def test_chained_targets_from_left_to_right(x):
    order = [0, 0]
    i = order[i := 1] = 7
    return order, i, x


@every_mode(f32(2, 3))
def test_unpacking_a_tensor(x):
    first, second = x
    return second - first


@every_mode(f32(3))
def test_unpacking_nested(x):
    (a, (b, c)), d = (x, (x + 1, x + 2)), x + 3
    return a, b, c, d


@every_mode(f32(3))
def test_star_in_the_middle(x):
    first, *middle, last = [x, x + 1, x + 2, x + 3]
    return first, middle, last


@every_mode(f32(3))
def test_star_takes_nothing(x):
    first, *rest = (x,)
    return first, rest


@every_mode(f32(3))
def test_star_of_text(x):
    head, *tail = "abc"
    return x, head, tail


@every_mode(f32(3))
def test_exchange(x):
    a, b = x, x * 2
    a, b = b, a
    return a, b


@every_mode(f32(3))
def test_exchange_of_items(x):
    items = [x, x + 1, 5]
    items[0], items[2] = items[2], items[0]
    return items


@every_mode(f32(3))
def test_augmented_on_everything(x):
    a = 7
    a += 3
    a -= 1
    a *= 2
    a //= 4
    a **= 3
    a %= 50
    a <<= 2
    a >>= 1
    a |= 9
    a &= 12
    a ^= 5
    b = a / 3
    b /= 2
    return x * a, b


@every_mode(f32(3))
def test_augmented_list_keeps_its_identity(x):
    items = [x]
    other = items
    other += [x + 1]
    return len(items), items is other


@every_mode(f32(3))
def test_augmented_tuple_does_not(x):
    items = (x,)
    other = items
    other += (x + 1,)
    return len(items), len(other)


@every_mode(f32(3))
def test_augmented_target_is_evaluated_once(x):
    calls = []

    def place():
        calls.append(1)
        return 0

    items = [x, x]
    items[place()] += 1
    return items, calls


@every_mode(f32(3))
def test_annotated(x):
    y: int = 3
    z: float
    z = 2.5
    return x * y + z


@every_mode(f32(3))
def test_walrus(x):
    if (y := x + 1).shape[0] == 3:
        return y, [z := 4, z + 1], z
    return x


@every_mode(f32(3))
def test_walrus_in_comprehension_leaks(x):
    values = [last := i * 2 for i in range(4)]
    return x, values, last


@every_mode(f32(3))
def test_del_and_rebind(x):
    a = x
    del a
    a = x + 1
    return a


@every_mode(f32(3))
def test_del_of_items(x):
    items = [x, 1, 2, 3, 4]
    del items[1], items[-1]
    del items[1:2]
    table = {"a": x, "b": 2}
    del table["b"]
    return items, table


@every_mode(f32(3))
def test_unbound_local(x):
    if x.shape[0] > 5:
        y = x
    return y


@every_mode(f32(3), one_graph=False)
def test_deleted_name(x):
    y = x
    del y
    return y  # noqa: F821


@every_mode(f32(3), one_graph=False)
def test_too_many_to_unpack(x):
    a, b = x
    return a + b


@every_mode(f32(3))
def test_slices_assigned(x):
    items = list(range(6))
    items[1:3] = [x, x + 1, 9]
    items[::2] = "abcd"
    return items


@every_mode(f32(3))
def test_aliases(x):
    inner = [x]
    outer = [inner, inner]
    outer[0].append(1)
    return outer, outer[0] is outer[1]


@every_mode(f32(3))
def test_multiplied_list_shares(x):
    rows = [[x]] * 3
    rows[0].append(2)
    return [len(row) for row in rows]


@every_mode([1, 2, 3], f32(2))
def test_argument_list_changed(items, x):
    items.append(4)
    items[0] = x.shape[0]
    return x * items[1]


@every_mode({"a": 1}, f32(2))
def test_argument_dict_changed(table, x):
    table["b"] = table.pop("a") + 1
    return x * table["b"]


@every_mode(f32(2))
def test_same_argument_twice(x):
    def f(a, b):
        a.append(1)
        return len(b)

    items = []
    return f(items, items), x


@every_mode(f32(2))
def test_swap_through_tuple_of_three(x):
    a, b, c = 1, 2, x
    a, b, c = c, a, b
    return a, b, c


@every_mode(f32(2))
def test_names_like_builtins(x):
    list = [x]
    len = 5
    return list[0] * len


@every_mode(f32(2))
def test_global_constant_folding(x):
    return x * (2**-1) + 7 // -2 + -7 % 3 + 10**20 / 10**20


@every_mode(f32(2))
def test_conditional_expression_nested(x):
    n = x.ndim
    return x if n > 5 else x + 1 if n > 3 else x + 2
