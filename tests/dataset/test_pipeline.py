"""What can be done with rows. Expected values are what real MindSpore 2.10 gives."""

import numpy as np
import pytest

import mindspore.dataset as ds
from mindspore.dataset import transforms


def numbers(count=10, name="x"):
    return ds.NumpySlicesDataset(np.arange(count), name, shuffle=False)


def pairs(count=3):
    columns = {"x": np.arange(count), "y": np.arange(count) * 1.5}
    return ds.NumpySlicesDataset(columns, shuffle=False)


def letters(names="abc"):
    columns = {name: np.array([i * 10]) for i, name in enumerate(names)}
    return ds.NumpySlicesDataset(columns, shuffle=False)


def rows(data):
    return list(data.create_tuple_iterator(num_epochs=1, output_numpy=True))


def values(data):
    return [x.tolist() for (x,) in rows(data)]


def dicts(data):
    made = data.create_dict_iterator(num_epochs=1, output_numpy=True)
    return [{name: x.tolist() for name, x in row.items()} for row in made]


# map


def test_map_functions_one_behind_the_other():
    assert values(numbers(4).map([lambda x: x + 1, lambda x: x * 2])) == [2, 4, 6, 8]


def test_map_takes_the_first_column_by_default():
    assert dicts(pairs(2).map(lambda x: x + 5)) == [{"x": 5, "y": 0.0}, {"x": 6, "y": 1.5}]


def test_map_to_more_columns_puts_them_in_front():
    data = pairs(2).map(lambda x: (x, x + 1), ["x"], ["p", "q"])
    assert data.get_col_names() == ["p", "q", "y"]
    assert dicts(data)[1] == {"p": 1, "q": 2, "y": 1.5}


def test_map_to_fewer_columns():
    data = letters("abcd").map(lambda d, b: d + b, ["d", "b"], ["p"])
    assert list(dicts(data)[0].items()) == [("p", 40), ("a", 0), ("c", 20)]


def test_map_renames_in_place():
    assert list(dicts(letters().map(lambda b: b, ["b"], ["p"]))[0]) == ["a", "p", "c"]
    swapped = letters().map(lambda b, c: (b, c), ["b", "c"], ["c", "b"])
    assert list(dicts(swapped)[0].items()) == [("a", 0), ("c", 10), ("b", 20)]


def test_map_hands_over_values_between_functions_as_they_are():
    kinds = []
    numbers(1).map([lambda x: 3, lambda x: kinds.append(type(x)) or x]).output_types()
    assert kinds == [int]


def test_map_turns_results_into_arrays():
    data = numbers(1).map(lambda x: [1, 2])
    assert values(data) == [[1, 2]]
    assert rows(numbers(1).map(lambda x: 1.5))[0][0].dtype == np.float64
    assert rows(numbers(1).map(lambda x: {"a": x}))[0][0]["a"].tolist() == 0


@pytest.mark.parametrize(
    "kwargs",
    [
        {},
        {"num_parallel_workers": 3},
        {"num_parallel_workers": 3, "python_multiprocessing": True},
    ],
)
def test_map_keeps_order_with_workers(kwargs):
    assert values(numbers(100).map(lambda x: x * 2, **kwargs)) == list(range(0, 200, 2))


def test_map_of_transforms_on_blocks_is_what_it_is_on_rows():
    steps = [transforms.TypeCast(np.float32), transforms.Fill(2.5), transforms.TypeCast(np.int32)]
    blocks = numbers(150).map(steps)
    single = numbers(150).map([*steps, lambda x: x])
    assert blocks._blocky()
    assert not single._blocky()
    assert rows(blocks) == rows(single)
    assert [x.dtype for (x,) in rows(blocks.take(3))] == [np.int32] * 3


# batch


def test_batch():
    assert values(numbers().batch(4)) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert values(numbers().batch(4, True)) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert values(numbers(3).batch(4, drop_remainder=True)) == []
    sizes = [numbers().batch(4).get_dataset_size(), numbers().batch(4, True).get_dataset_size()]
    assert sizes == [3, 2]
    assert numbers().batch(4).batch(2).get_batch_size() == 2


def test_batch_of_rows_is_what_it_is_of_blocks():
    single = numbers().filter(lambda x: True)
    assert values(single.batch(4)) == values(numbers().batch(4))
    assert values(numbers().skip(3).take(6).repeat(2).batch(4)) == [
        [3, 4, 5, 6],
        [7, 8, 3, 4],
        [5, 6, 7, 8],
    ]


def test_batch_size_from_a_function():
    data = numbers().batch(lambda info: info.get_batch_num() + 1)
    assert values(data) == [[0], [1, 2], [3, 4, 5], [6, 7, 8, 9]]
    assert (data.get_dataset_size(), data.get_batch_size()) == (4, -1)


def test_per_batch_map():
    def tens(values, info):
        return ([x * 10 + info.get_batch_num() for x in values],)

    data = numbers().batch(4, per_batch_map=tens, input_columns=["x"])
    assert values(data) == [[0, 10, 20, 30], [41, 51, 61, 71], [82, 92]]
    data = numbers().batch(4, per_batch_map=lambda c, info: np.stack(c) * 2)
    assert values(data)[0] == [0, 2, 4, 6]
    data = letters().batch(
        1, per_batch_map=lambda b, info: (b, b), input_columns=["b"], output_columns=["p", "q"]
    )
    assert data.get_col_names() == ["p", "q", "a", "c"]
    assert dicts(data)[0] == {"p": [10], "q": [10], "a": [0], "c": [20]}


@pytest.mark.parametrize("processes", [False, True])
def test_per_batch_map_by_workers(processes):
    data = numbers(40).batch(
        4,
        num_parallel_workers=3,
        per_batch_map=lambda c, info: ([x + 1 for x in c],),
        python_multiprocessing=processes,
    )
    assert [x for batch in values(data) for x in batch] == list(range(1, 41))


def test_batch_info_counts_batches_of_a_pass_and_epochs():
    seen = []

    def note(column, info):
        seen.append((info.get_batch_num(), info.get_epoch_num()))
        return (column,)

    data = numbers(4).batch(2, per_batch_map=note).repeat(2)
    iterator = data.create_tuple_iterator(num_epochs=2)
    for _ in range(2):
        for _ in iterator._rows or iterator._start_epoch():
            pass
        iterator._end_epoch()
    assert seen == [(0, 0), (1, 0), (0, 0), (1, 0), (0, 1), (1, 1), (0, 1), (1, 1)]


def test_batch_of_texts_and_of_dicts():
    texts = ds.NumpySlicesDataset(["a", "bc"], "s", shuffle=False)
    assert values(texts.batch(2)) == [["a", "bc"]]
    data = ds.GeneratorDataset(lambda: iter([({"a": 1},), ({"a": 2},)]), "d").batch(2)
    assert rows(data)[0][0]["a"].tolist() == [1, 2]


def ragged():
    return ds.GeneratorDataset([(np.ones(1),), (np.ones(2),)], "a", shuffle=False)


def test_padded_batch():
    assert values(ragged().padded_batch(2, pad_info={})) == [[[1, 0], [1, 1]]]
    wide = [[[1, 7, 7, 7], [1, 1, 7, 7]]]
    assert values(ragged().padded_batch(2, pad_info={"a": ([4], 7)})) == wide
    assert values(ragged().padded_batch(2, pad_info={"a": ([1], 7)})) == [[[1], [1]]]
    tall = ds.GeneratorDataset([(np.ones((1, 2)),), (np.ones((2, 1)),)], "a", shuffle=False)
    assert values(tall.padded_batch(2, pad_info={"a": (None, 7)})) == [
        [[[1, 1], [7, 7]], [[1, 7], [1, 7]]]
    ]
    assert values(numbers(4).padded_batch(2, True)) == [[0, 1], [2, 3]]


def uneven():
    lengths = (1, 5, 2, 7, 3, 4, 6, 1)
    return ds.GeneratorDataset([(np.arange(n),) for n in lengths], "a", shuffle=False)


def test_bucket_batch():
    batches = values(uneven().bucket_batch_by_length("a", [3, 6], [2, 2, 1]))
    assert [np.shape(batch) for batch in batches] == [
        (2, 2),
        (1, 7),
        (2, 5),
        (1, 6),
        (1, 1),
        (1, 4),
    ]
    wide = uneven().bucket_batch_by_length(
        ["a"], [3, 6], [2, 2, 1], len, {"a": ([8], -1)}, drop_remainder=True
    )
    assert [np.shape(batch) for batch in values(wide)] == [(2, 8), (1, 8), (2, 8), (1, 8)]
    short = uneven().filter(lambda a: len(a) < 6)
    bounded = short.bucket_batch_by_length(
        "a", [3, 6], [2, 2, 1], None, {"a": ([None], 0)}, pad_to_bucket_boundary=True
    )
    assert [np.shape(batch) for batch in values(bounded)] == [(2, 2), (2, 5), (1, 2), (1, 5)]


def test_callbacks_of_map():
    calls = []

    class Note(ds.DSCallback):
        def ds_begin(self, at):
            calls.append(("begin", at.cur_epoch_num))

        def ds_epoch_begin(self, at):
            calls.append(("epoch", at.cur_epoch_num, at.cur_step_num))

        def ds_step_end(self, at):
            calls.append(("step", at.cur_step_num, at.cur_step_num_in_epoch))

        def ds_epoch_end(self, at):
            calls.append(("epoch end", at.cur_epoch_num, at.cur_step_num))

    data = numbers(3).map(lambda x: x, callbacks=[Note(step_size=2)])
    iterator = data.create_tuple_iterator(num_epochs=2, output_numpy=True)
    assert [len(list(iterator)) for _ in range(2)] == [3, 3]
    assert calls == [
        ("begin", 0),
        ("epoch", 1, 0),
        ("step", 1, 1),
        ("step", 3, 3),
        ("epoch end", 1, 3),
        ("epoch", 2, 3),
        ("step", 4, 1),
        ("step", 6, 3),
        ("epoch end", 2, 6),
    ]


# sequence


def test_repeat_take_and_skip():
    assert values(numbers(2).repeat(3)) == [0, 1] * 3
    assert values(numbers().take(3)) == [0, 1, 2]
    assert values(numbers(2).take()) == [0, 1]
    assert values(numbers().skip(8)) == [8, 9]
    assert values(numbers().skip(20)) == []
    endless = numbers(2).repeat().create_tuple_iterator(num_epochs=1, output_numpy=True)
    assert [int(next(endless)[0]) for _ in range(5)] == [0, 1, 0, 1, 0]


def test_sizes_and_counts():
    data = numbers(2)
    assert data.repeat(3).get_dataset_size() == 6
    assert data.repeat().get_dataset_size() == 2
    assert data.skip(5).get_dataset_size() == 0
    assert data.take(5).get_dataset_size() == 2
    assert data.repeat(3).repeat(2).get_repeat_count() == 2
    assert data.repeat(3).batch(2).get_repeat_count() == 3
    assert data.repeat().get_repeat_count() == -1
    assert data.filter(lambda x: x > 0).get_dataset_size() == 1
    assert len(data + data) == 4


def test_concat_and_zip():
    assert values(numbers(2) + numbers(3)) == [0, 1, 0, 1, 2]
    assert values(numbers(2).concat([numbers(1), numbers(1)])) == [0, 1, 0, 0]
    data = ds.zip((numbers(2), numbers(3, "y")))
    assert dicts(data) == [{"x": 0, "y": 0}, {"x": 1, "y": 1}]
    assert numbers(2).zip(numbers(3, "y")).get_dataset_size() == 2


def test_filter():
    assert values(numbers().filter(lambda x: x % 3 == 0, ["x"])) == [0, 3, 6, 9]
    assert dicts(pairs().filter(lambda x, y: y > 2)) == [{"x": 2, "y": 3.0}]


def test_project_and_rename():
    assert dicts(letters().project(["c", "a"])) == [{"c": 20, "a": 0}]
    assert dicts(letters().rename(["a", "c"], ["u", "v"])) == [{"u": 0, "b": 10, "v": 20}]


def test_split():
    parts = numbers().split([7, 3], randomize=False)
    assert [values(part) for part in parts] == [[0, 1, 2, 3, 4, 5, 6], [7, 8, 9]]
    parts = numbers().split([0.33, 0.33, 0.34], randomize=False)
    assert [len(part) for part in parts] == [4, 3, 3]
    parts = numbers().map(lambda x: x * 2).split([6, 4])
    assert sorted(values(parts[0]) + values(parts[1])) == list(range(0, 20, 2))


def test_flat_map_and_apply():
    data = numbers(4).flat_map(lambda x: numbers(int(x) + 1))
    assert values(data) == [0, 0, 1, 0, 1, 2, 0, 1, 2, 3]
    assert values(numbers(3).apply(lambda data: data.batch(2))) == [[0, 1], [2]]


def test_shapes_and_types():
    assert pairs().batch(2).output_shapes() == [[2], [2]]
    assert pairs().output_types() == [np.int64, np.float64]
    assert ds.NumpySlicesDataset(["a"], "s").output_types() == [np.dtype("U")]
    ragged_rows = ds.NumpySlicesDataset([[1], [1, 2]], "x", shuffle=False)
    assert ragged_rows.output_shapes() == [[1]]
    assert ragged_rows.output_shapes(estimate=True) == [[None]]


# iterators


def test_epochs_of_one_iterator_end():
    iterator = numbers(2).create_tuple_iterator(num_epochs=2, output_numpy=True)
    assert [[int(x) for (x,) in iterator] for _ in range(2)] == [[0, 1], [0, 1]]
    with pytest.raises(RuntimeError, match=r"made for 2 epoch\(s\)"):
        next(iterator)


def test_iterators_without_end():
    iterator = numbers(2).create_tuple_iterator(output_numpy=True)
    assert [[int(x) for (x,) in iterator] for _ in range(3)] == [[0, 1]] * 3


def test_columns_of_an_iterator():
    rows = pairs(2).create_tuple_iterator(columns=["y"], num_epochs=1, output_numpy=True)
    assert [x.tolist() for (x,) in rows] == [0.0, 1.5]


def test_a_stopped_iterator_says_so():
    iterator = numbers(2).create_tuple_iterator()
    iterator.stop()
    with pytest.raises(RuntimeError, match="it was stopped"):
        next(iterator)


def test_arrays_can_be_written_to():
    for kwargs in ({}, {"do_copy": True}):
        row = next(numbers(2).batch(2).create_tuple_iterator(output_numpy=True, **kwargs))
        row[0] += 1


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: numbers().batch(0), ValueError, "`batch_size` needs a value from 1"),
        (lambda: numbers().batch(2.5), TypeError, "an int or a function"),
        (lambda: numbers().batch(2, 3), TypeError, "`drop_remainder` needs a bool"),
        (lambda: numbers().batch(2, pad_info={}), TypeError, "pad_info"),
        (lambda: numbers().repeat(0), ValueError, "`count`"),
        (lambda: numbers().take(0), ValueError, "`count`"),
        (lambda: numbers().take(-2), ValueError, "`count`"),
        (lambda: numbers().skip(-1), ValueError, "`count`"),
        (lambda: numbers().shuffle(1), ValueError, "`buffer_size` needs a value from 2"),
        (lambda: numbers().map(3), ValueError, "pass the function itself"),
        (lambda: numbers().map([]), ValueError, "at least one operation"),
        (lambda: numbers().map(abs, 3), TypeError, "`input_columns`"),
        (lambda: numbers().map(abs, ["x"], ["p", "p"]), ValueError, "names that all differ"),
        (lambda: numbers().map(abs, column_order=["x"]), TypeError, "column_order"),
        (lambda: numbers().filter(3), TypeError, "`predicate` needs something callable"),
        (lambda: numbers().project(["x", "x"]), ValueError, "names that all differ"),
        (lambda: numbers().rename(["x"], ["y", "z"]), ValueError, "a new name for each column"),
        (lambda: numbers().split([7, 4]), RuntimeError, "they sum to 11, the dataset has 10"),
        (lambda: numbers().split([0.7, 0.4]), ValueError, "sum to 1"),
        (lambda: numbers().split([0.7, 4]), ValueError, "all ints or all floats"),
        (lambda: numbers().split([10, 0]), ValueError, "above 0"),
        (lambda: ds.zip(numbers()), TypeError, "a tuple of datasets"),
        (lambda: ds.zip((1, 2)), TypeError, "found int 1"),
        (lambda: numbers().apply(lambda data: 4), TypeError, "return a dataset"),
        (lambda: numbers().create_tuple_iterator(num_epochs=0), RuntimeError, "`num_epochs`"),
        (lambda: numbers().create_tuple_iterator(num_epochs="1"), TypeError, "`num_epochs`"),
        (lambda: numbers().create_tuple_iterator(output_numpy=1), TypeError, "`output_numpy`"),
        (
            lambda: ragged().padded_batch(2, pad_info={"a": ([-1], 7)}),
            ValueError,
            "from 1",
        ),
    ],
)
def test_wrong_arguments(make, error, words):
    with pytest.raises(error) as caught:
        make()
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: numbers().map(abs, ["nope"]), "asked for ['nope']; the dataset has the columns"),
        (lambda: numbers().project(["nope"]), "`project` needs columns that exist"),
        (lambda: numbers().rename("nope", "y"), "`rename` needs columns that exist"),
        (lambda: numbers().filter(bool, "nope"), "`filter` needs columns that exist"),
        (lambda: numbers().zip(numbers()), "['x'] come more than once"),
        (lambda: numbers() + numbers(1, "y"), "found ['x'] and ['y']"),
        (
            lambda: numbers(1) + ds.NumpySlicesDataset([0.5], "x"),
            "column 'x' has int64 and float64",
        ),
        (lambda: pairs().map(lambda x: (x, x)), "returned 2 value(s)"),
        (lambda: pairs().map(lambda x: x, "x", ["p", "q"]), "the output columns are ['p', 'q']"),
        (lambda: pairs().map(lambda x: (x, x), "x", ["p", "y"]), "would be ['p', 'y', 'y']"),
        (lambda: ragged().batch(2), "shapes (1,) (row 0 of the batch) and (2,) (row 1)"),
        (
            lambda: ds.NumpySlicesDataset([1.5, 2], "x", shuffle=False).batch(2),
            "dtypes float64 (row 0 of the batch) and int64 (row 1)",
        ),
        (
            lambda: numbers().batch(4, per_batch_map=lambda c, i: ([1],)),
            "1 values for batch 0 of 4",
        ),
        (
            lambda: numbers().batch(4, per_batch_map=lambda c, i: (c, c)),
            "it returned 2 for batch 0",
        ),
        (lambda: numbers().batch(lambda info: 0), "returned int 0 for batch 0"),
        (lambda: ragged().padded_batch(2, pad_info={"z": ([2], 7)}), "`pad_info` needs columns"),
        (lambda: ragged().padded_batch(2, pad_info={"a": ([3, 3], 7)}), "rows with [1] axes"),
    ],
)
def test_what_only_running_finds_out(make, words):
    with pytest.raises(RuntimeError) as caught:
        rows(make())
    assert words in str(caught.value)


def half(x):
    return 10 // (int(x) - 5)


WHERE = {
    "map": lambda: numbers().map(half, "x"),
    "threads": lambda: numbers().map(half, "x", num_parallel_workers=2),
    "processes": lambda: numbers().map(
        half, "x", num_parallel_workers=2, python_multiprocessing=True
    ),
    "filter": lambda: numbers().filter(half, "x"),
    "behind": lambda: numbers().map(half, "x").map(lambda x: x).batch(2),
}


@pytest.mark.parametrize("where", WHERE)
def test_error_of_a_function_keeps_its_type_and_tells_where(where):
    with pytest.raises(ZeroDivisionError) as caught:
        rows(WHERE[where]())
    notes = "\n".join(caught.value.__notes__)
    assert "`half` at row 5" in notes
    assert "the columns it got are x: int64 ()" in notes
    assert notes.count("raised by") == 1
    if where == "processes":
        assert "return 10 // (int(x) - 5)" in notes
    else:
        assert caught.traceback[-1].name == "half"


def test_error_of_a_transform_on_a_block_tells_the_row():
    data = numbers(100).map(transforms.OneHot(70)).batch(7)
    assert data._children[0]._blocky()
    with pytest.raises(RuntimeError, match="class numbers from 0 to 69") as caught:
        rows(data)
    assert "`OneHot` at row 70" in caught.value.__notes__[0]


def test_stop_iteration_of_a_function_does_not_end_the_data():
    with pytest.raises(RuntimeError, match="StopIteration was raised and not caught"):
        rows(numbers(3).map(lambda x: next(iter([]))))


@pytest.mark.parametrize(("mode", "expected"), [(1, [0, 0, 2]), (2, [0, 2])])
def test_samples_that_fail_can_be_replaced_or_left_out(mode, expected):
    ds.config.set_error_samples_mode(ds.config.ErrorSamplesMode(mode))
    try:
        assert values(numbers(3).map(lambda x: x if x != 1 else 1 // 0)) == expected
    finally:
        ds.config.set_error_samples_mode(ds.config.ErrorSamplesMode.RETURN)
