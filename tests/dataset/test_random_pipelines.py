"""Random pipelines give on blocks, on rows and by workers what the same steps on a list give."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import mindspore.dataset as ds
from mindspore.dataset import transforms

STEPS = st.one_of(
    st.tuples(st.just("skip"), st.integers(0, 9)),
    st.tuples(st.just("take"), st.integers(1, 20)),
    st.tuples(st.just("repeat"), st.integers(1, 3)),
    st.tuples(st.just("map"), st.integers(1, 5)),
    st.tuples(st.just("cast"), st.just(0)),
    st.tuples(st.just("keep"), st.integers(2, 4)),
    st.tuples(st.just("twice"), st.just(0)),
)


def on_list(rows, step, number):
    return {
        "skip": lambda: rows[number:],
        "take": lambda: rows[:number],
        "repeat": lambda: rows * number,
        "map": lambda: [x + number for x in rows],
        "cast": lambda: rows,
        "keep": lambda: [x for x in rows if x % number],
        "twice": lambda: rows + rows,
    }[step]()


def on_dataset(data, step, number, workers):
    return {
        "skip": lambda: data.skip(number),
        "take": lambda: data.take(number),
        "repeat": lambda: data.repeat(number),
        "map": lambda: data.map(lambda x: x + number, num_parallel_workers=workers),
        "cast": lambda: data.map(transforms.TypeCast(np.int64)),
        "keep": lambda: data.filter(lambda x: x % number),
        "twice": lambda: data + data,
    }[step]()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 150), st.lists(STEPS, max_size=6), st.integers(1, 40), st.booleans())
def test_pipelines_do_what_lists_do(count, steps, batch, drop):
    expected = list(range(count))
    array, source = np.arange(count), [(i,) for i in range(count)]
    made = [
        (ds.NumpySlicesDataset(array, "x", shuffle=False), None),
        (ds.GeneratorDataset(source, "x", shuffle=False), None),
        (ds.NumpySlicesDataset(array, "x", shuffle=False), 2),
    ]
    for step, number in steps:
        expected = on_list(expected, step, number)
        made = [(on_dataset(data, step, number, w), w) for data, w in made]
    batches = [expected[i : i + batch] for i in range(0, len(expected), batch)]
    if drop and batches and len(batches[-1]) < batch:
        batches.pop()
    for data, _ in made:
        assert data.get_dataset_size() == len(expected)
        data = data.batch(batch, drop)
        rows = data.create_tuple_iterator(num_epochs=2, output_numpy=True)
        for _ in range(2):
            assert [x.tolist() for (x,) in rows] == batches


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(2, 70), st.integers(0, 2**32 - 1))
def test_shuffles_lose_nothing_and_follow_the_seed(count, size, seed):
    ds.config.set_seed(seed)
    data = ds.NumpySlicesDataset(np.arange(count), "x").shuffle(size)
    first, second = (
        [int(x) for (x,) in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
        for _ in range(2)
    )
    assert first == second
    assert sorted(first) == list(range(count))
