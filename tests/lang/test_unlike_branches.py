"""Branches and rounds that have nothing in common: None or a Tensor, lists of two lengths."""

from modes import every_mode, f32

from mindspore import Tensor, ops

UP, DOWN = Tensor([1.0, 2.0]), Tensor([-5.0, 1.0])
BOTH = {"also": ((DOWN,),)}


@every_mode(UP, **BOTH, grad=True)
def test_none_or_a_tensor(x):
    found = None
    if x.sum() > 0:
        found = x * 2
    if found is None:
        return x
    return found * x


@every_mode(UP, **BOTH)
def test_a_number_or_text(x):
    found = 3 if x.sum() > 0 else "ab"
    if isinstance(found, int):
        return x * found
    return x + len(found)


@every_mode(UP, **BOTH, grad=True)
def test_lists_of_two_lengths(x):
    items = [x]
    if x.sum() > 0:
        items.append(x * 2)
    total = x * 0
    for item in items:
        total = total + item
    return total * len(items)


@every_mode(UP, **BOTH)
def test_a_tuple_or_a_list(x):
    pair = (x, x) if x.sum() > 0 else [x, x * 3]
    return isinstance(pair, tuple), pair[0] + pair[1]


@every_mode(UP, **BOTH)
def test_a_dict_with_different_keys(x):
    named = {"a": x}
    if x.sum() > 0:
        named["b"] = x * 2
    return named.get("b", x * 7), "b" in named, len(named)


@every_mode(UP, **BOTH)
def test_a_set_grows_in_one_branch(x):
    seen = {1}
    if x.sum() > 0:
        seen.add(2)
    return x * len(seen), 2 in seen


@every_mode(UP, **BOTH)
def test_a_name_is_deleted_in_one_branch(x):
    y = x
    if x.sum() > 0:
        del y
    try:
        return y
    except NameError:
        return x * 5


@every_mode(UP, **BOTH, grad=True)
def test_one_function_or_another(x):
    act = ops.exp if x.sum() > 0 else (lambda v: v * v)
    return act(x) + 1


class _Scaled:
    def __init__(self, by):
        self.by = by

    def of(self, x):
        return x * self.by


class _Moved:
    def __init__(self, by):
        self.by = by

    def of(self, x):
        return x + self.by


@every_mode(UP, **BOTH)
def test_objects_of_two_classes(x):
    how = _Scaled(3) if x.sum() > 0 else _Moved(x)
    return how.of(x)


@every_mode(UP, **BOTH)
def test_an_attribute_of_one_branch(x):
    how = _Scaled(x)
    if x.sum() > 0:
        how.more = x * 2
    return how.more if hasattr(how, "more") else how.by


@every_mode(UP, **BOTH)
def test_texts_choose_a_key(x):
    which = "a" if x.sum() > 0 else "b"
    return {"a": x, "b": x * 2}[which], which == "a"


@every_mode(UP, **BOTH)
def test_match_tells_them_apart(x):
    found = (1, x) if x.sum() > 0 else "no"
    match found:
        case (1, y):
            return y * 2
        case _:
            return x


@every_mode(UP, **BOTH)
def test_two_forks_one_behind_the_other(x):
    a = None if x.sum() > 0 else x
    b = [x] if x[1] > 1.5 else []
    if a is None:
        return x * len(b)
    return a + len(b)


@every_mode(UP, **BOTH)
def test_tensors_of_two_ranks(x):
    y = x if x.sum() > 0 else ops.stack([x, x * 2])
    return y.sum(), y.ndim


@every_mode(UP, **BOTH)
def test_returns_nothing_or_a_tensor(x):
    if x.sum() > 0:
        return x * 2


@every_mode(UP, **BOTH)
def test_returns_the_argument_or_nothing(x):
    return x if x.sum() > 0 else None


@every_mode(UP, also=((DOWN,), (Tensor([50.0, 0.0]),)))
def test_returns_one_of_three_kinds(x):
    if x.sum() > 20:
        return "large", x - 1
    if x.sum() > 0:
        return [x * 2, None, 3]
    return {"small": x * x, "sum": float(x[0])}


@every_mode(UP, **BOTH)
def test_returns_lists_of_two_lengths(x):
    items = [x + 1]
    if x.sum() > 0:
        items.append(x * 2)
    return items


@every_mode(UP, **BOTH)
def test_returns_dicts_with_different_keys(x):
    named = {"a": x + 1, "n": 1}
    if x.sum() > 0:
        named["b"] = [x * 2, "b"]
    return named


@every_mode(UP, **BOTH)
def test_returns_numbers_of_two_types(x):
    return 1 if x.sum() > 0 else 2.5


@every_mode(UP, **BOTH)
def test_returns_tensors_of_two_dtypes(x):
    return x + 1 if x.sum() > 0 else (x * 2).bool()


@every_mode(UP, **BOTH, grad=True)
def test_best_so_far_begins_with_nothing(x):
    best = None
    while x.sum() < 40 and x.sum() > 0:
        if best is None or x.sum() > best:
            best = x.sum()
        x = x * 2
    if best is None:
        return x
    return best * x


@every_mode(UP, **BOTH)
def test_a_name_that_only_the_loop_binds(x):
    entered = False
    while x.sum() < 40 and x.sum() > 0:
        last = x * 2
        x = x + last
        entered = True
    return last if entered else x


@every_mode(UP, **BOTH, one_graph=False)
def test_a_name_that_may_be_unbound(x):
    while x.sum() < 40 and x.sum() > 0:
        last = x * 2
        x = x + last
    return last


@every_mode(UP, **BOTH, one_graph=False)
def test_a_name_of_one_branch_may_be_unbound(x):
    if x.sum() > 0:
        y = x * 2
    return y


THREE, NONE = Tensor([3.0, 1.0]), Tensor([0.0, 1.0])
COUNTS = {"also": ((NONE,), (Tensor([-2.0, 1.0]),))}


@every_mode(THREE, **COUNTS, grad=True)
def test_a_range_of_unknown_length(x):
    total = x * 0
    for i in range(int(x[0])):
        total = total + x * i
    return total


@every_mode(THREE, **COUNTS)
def test_a_range_from_there_and_back(x):
    total = x
    for i in range(int(x[0]) + 2, 0, -2):
        total = total * i + 1
    for i in range(-1, int(x[0])):
        total = total - i
    else:
        total = total * 2
    return total


@every_mode(THREE, **COUNTS)
def test_a_range_is_left_early(x):
    total = x
    for i in range(int(x[0]) * 3):
        if i == 1:
            continue
        total = total + i
        if total.sum() > 8:
            break
    else:
        total = -total
    return total


@every_mode(THREE, **COUNTS)
def test_ranges_in_each_other(x):
    total = x
    n = int(x[0])
    for i in range(n):
        for j in range(i):
            total = total + i * j
    return total


@every_mode(f32(7), also=((Tensor([-1.0, -2.0]),),))
def test_rows_of_unknown_number(x):
    total = x.sum() * 0
    for row in x[x > 0]:
        total = total * 2 + row
    return total


@every_mode(f32(4, 3), also=((-f32(4, 3),),))
def test_rows_that_a_mask_chooses(x):
    total = x[0]
    for row in x[x[:, 0] > 0]:
        total = total * row
    return total
