"""Lists and dicts of the caller's that a loop goes through and changes."""

from modes import every_mode

from mindspore import Tensor

X = Tensor(1.0)


@every_mode(X, {"a": 3, "b": 2}, one_graph=False)
def test_a_dict_that_grows_in_its_own_loop(x, table):
    for name in table:
        table["d"] = name
    return x


@every_mode(X, {"a": 3, "b": 2}, one_graph=False)
def test_a_dict_whose_items_are_counted_and_replaced(x, table):
    for number, (name, value) in enumerate(table.items()):
        table[name] = value + number
    return x * table["b"]


@every_mode(X, [1], one_graph=False)
def test_a_list_that_grows_in_its_own_loop(x, items):
    for item in items:
        items.append(item)
        if len(items) > 5:
            break
    return x + len(items)


@every_mode(X, [3, 2])
def test_a_list_that_is_assigned_to_a_part_of_itself(x, items):
    items.append(5)
    items[1:] = items
    items += items
    return x
