"""Writes to what is outside, under run-time conditions: only if the branch is taken."""

import warnings

import pytest
from modes import compiled, same

from mindspore import Tensor

UP, DOWN = Tensor([1.0, 2.0]), Tensor([-1.0, -2.0])


def item_written(world, x):
    if x.sum() > 0:
        world["a"] = 7
    return x * world["a"]


def item_added(world, x):
    if x.sum() > 0:
        world["new"] = 1
    return x + len(world)


def list_changed(world, x):
    if x.sum() > 0:
        world["items"][0] = 9
    return x * world["items"][0]


def list_grown(world, x):
    if x.sum() > 0:
        world["items"].append(1)
    return x


def written_again(world, x):
    world["a"] = 5
    return x * world["a"]


def cleared(world, x):
    world.clear()
    world["x"] = 1
    return x * len(world)


def read_by_match(world, x):
    name = "up" if x.sum() > 0 else "down"
    match name:
        case "up":
            return x + 1
        case _:
            return x - 1


@pytest.mark.parametrize(
    "function",
    [item_written, item_added, list_changed, list_grown, written_again, cleared, read_by_match],
)
def test_branches_write_outside_if_taken(function):
    shared = {"a": 2, "items": [1, 2]}

    def f(world, x):
        return function(shared_of[0], x)

    shared_of = [shared]
    results = []
    for use in (f, compiled(f, one_graph=False)):
        shared_of[0] = {"a": 2, "items": [1, 2]}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = [use(None, x) for x in (UP, DOWN, DOWN, UP)]
        results.append((found, shared_of[0]))
    assert same(*results), results


def test_an_item_is_written_at_each_call():
    table = {"a": 5}
    graph = compiled(lambda x: written_again(table, x), one_graph=False)
    graph(UP)
    table["a"] = 3
    graph(UP)
    assert table["a"] == 5
