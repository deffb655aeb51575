"""Random orders: expected values are what real MindSpore 2.10 gives for the same seeds."""

import sys

import numpy as np
import pytest

import mindspore.dataset as ds


def numbers(count, **kwargs):
    return ds.NumpySlicesDataset(np.arange(count), "x", **kwargs)


def values(data):
    return [x.tolist() for (x,) in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]


def test_shuffling_source_goes_on_shuffling_from_epoch_to_epoch():
    ds.config.set_seed(1)
    first = [9, 10, 2, 5, 11, 4, 6, 3, 1, 8, 0, 7]
    second = [4, 9, 5, 10, 1, 7, 6, 2, 3, 8, 0, 11]
    assert values(numbers(12).repeat(2)) == first + second


def test_each_epoch_of_one_iterator_has_its_order():
    ds.config.set_seed(5)
    rows = numbers(8).create_tuple_iterator(output_numpy=True)
    epochs = [[int(x) for (x,) in rows] for _ in range(3)]
    assert epochs == [
        [3, 0, 5, 2, 4, 6, 7, 1],
        [3, 7, 5, 1, 0, 2, 4, 6],
        [5, 6, 4, 0, 7, 2, 1, 3],
    ]


def test_new_iterators_of_one_seed_agree():
    ds.config.set_seed(5)
    assert values(numbers(100)) == values(numbers(100))


def test_replacement_draws_some_rows_twice():
    ds.config.set_seed(1)
    sampler = ds.RandomSampler(replacement=True)
    expected = [4, 9, 7, 9, 0, 1, 3, 9, 1, 2, 4, 1, 0, 9, 5, 9, 4, 4, 4, 3]
    assert values(numbers(10, sampler=sampler).repeat(2)) == expected


def test_num_samples_without_sampler_draws_with_replacement():
    ds.config.set_seed(1)
    assert values(numbers(10, num_samples=5)) == [4, 9, 7, 9, 0]
    assert values(numbers(10, num_samples=5, shuffle=False)) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("shard", "expected"),
    [(0, [5, 1, 6, 9, 1, 4, 9, 8]), (1, [0, 8, 2, 5, 0, 3, 2, 1]), (2, [3, 4, 7, 0, 7, 6, 5, 0])],
)
def test_shards_share_one_order_and_are_equally_long(shard, expected):
    ds.config.set_seed(1)
    assert values(numbers(10, num_shards=3, shard_id=shard).repeat(2)) == expected


def test_shards_in_order_begin_again_at_the_start():
    shards = [values(numbers(10, num_shards=4, shard_id=i, shuffle=False)) for i in range(4)]
    assert shards == [[0, 4, 8], [1, 5, 9], [2, 6, 0], [3, 7, 1]]


def test_shards_with_offset():
    samplers = [ds.DistributedSampler(3, i, shuffle=False, offset=1) for i in range(3)]
    shards = [values(numbers(10, sampler=sampler)) for sampler in samplers]
    assert shards == [[2, 5, 8], [0, 3, 6, 9], [1, 4, 7]]


def test_subset_in_given_and_in_random_order():
    assert values(numbers(10, sampler=ds.SubsetSampler([1, 5, 5, 2], 3))) == [1, 5, 5]
    ds.config.set_seed(7)
    sampler = ds.SubsetRandomSampler([0, 2, 4, 6, 8])
    assert values(numbers(10, sampler=sampler).repeat(2)) == [6, 0, 2, 4, 8, 4, 6, 0, 2, 8]


def test_weights_choose_with_and_without_replacement():
    weights = [1.0 + i % 3 for i in range(10)]
    ds.config.set_seed(1)
    again = ds.WeightedRandomSampler(weights)
    assert values(numbers(10, sampler=again)) == [9, 8, 1, 9, 2, 4, 4, 6, 8, 8]
    once = ds.WeightedRandomSampler(weights, 5, replacement=False)
    assert values(numbers(10, sampler=once)) == [2, 4, 5, 6, 7]


def test_child_sampler_chooses_first():
    ds.config.set_seed(1)
    sampler = ds.SequentialSampler(2)
    sampler.add_child(ds.RandomSampler(num_samples=5))
    assert values(numbers(10, sampler=sampler)) == [2, 5, 7]


def test_custom_samplers():
    class Thirds(ds.Sampler):
        def __iter__(self):
            return iter(range(0, self.dataset_size, 3))

    assert values(numbers(10, sampler=Thirds())) == [0, 3, 6, 9]
    assert values(numbers(10, sampler=[3, 2, 1])) == [3, 2, 1]
    assert values(numbers(10, sampler=range(2))) == [0, 1]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (2, [0, 1, 2, 3, 4, 6, 5, 8, 7, 9, 0, 2, 3, 4, 1, 6, 7, 5, 9, 8]),
        (4, [0, 2, 4, 5, 3, 1, 7, 9, 6, 8, 0, 4, 1, 6, 3, 5, 8, 7, 9, 2]),
        (100, [8, 6, 2, 5, 0, 4, 9, 3, 7, 1, 6, 5, 8, 3, 2, 9, 1, 0, 4, 7]),
    ],
)
def test_shuffle_buffer(size, expected):
    ds.config.set_seed(1)
    assert values(numbers(10, shuffle=False).shuffle(size).repeat(2)) == expected


def test_shuffles_one_behind_the_other():
    ds.config.set_seed(1)
    data = numbers(10).map(lambda x: x).shuffle(4).repeat(2)
    expected = [9, 2, 7, 4, 5, 0, 3, 8, 6, 1, 4, 1, 9, 6, 0, 7, 3, 2, 8, 5]
    assert values(data) == expected


def test_split_of_a_source():
    ds.config.set_seed(1)
    parts = numbers(10, shuffle=False).split([7, 3])
    assert [values(part) for part in parts] == [[9, 0, 2, 5, 7, 4, 6], [3, 1, 8]]
    assert values(parts[1].repeat(2)) == [3, 1, 8, 3, 1, 8]


def test_split_of_a_shuffled_source():
    ds.config.set_seed(1)
    parts = numbers(10).split([7, 3])
    assert [values(part) for part in parts] == [[8, 9, 2, 4, 3, 7, 6], [5, 0, 1]]


def test_split_of_a_pipeline():
    ds.config.set_seed(1)
    parts = numbers(10, shuffle=False).map(lambda x: x).split([7, 3])
    assert [values(part) for part in parts] == [[8, 6, 2, 5, 0, 4, 9], [3, 7, 1]]


def test_without_a_seed_orders_differ(monkeypatch):
    monkeypatch.setitem(ds.config._settings, "seed", None)
    assert values(numbers(100)) != values(numbers(100))


def test_order_of_mnist_size():
    ds.config.set_seed(1)
    order = values(numbers(60000))
    assert order[:5] == [36963, 14292, 40960, 43496, 51509]
    assert sorted(order) == list(range(60000))


def test_the_global_seed_is_followed_until_a_seed_is_set(monkeypatch):
    class Seed:
        value = 1

        @classmethod
        def get_seed(cls):
            return cls.value

    monkeypatch.setitem(ds.config._settings, "seed", None)
    monkeypatch.setitem(ds.config._settings, "global_seed", None)
    monkeypatch.setitem(sys.modules, "mindspore.common.seed", Seed)
    assert values(numbers(12))[:3] == [9, 10, 2]
    assert ds.config.get_seed() == 1
    ds.config.set_seed(7)
    assert ds.config.get_seed() == 7
    Seed.value = 5
    assert ds.config.get_seed() == 5
