"""Sources: Python objects, arrays, files. Expected values are what real MindSpore 2.10 gives."""

from pathlib import Path

import numpy as np
import pytest

import mindspore.dataset as ds

from .conftest import write_idx


def rows(data):
    return list(data.create_tuple_iterator(num_epochs=1, output_numpy=True))


def values(data):
    return [x.tolist() for (x,) in rows(data)]


class Squares:
    """A source with `__getitem__` and `__len__`."""

    def __getitem__(self, index):
        return np.array([index]), index * index

    def __len__(self):
        return 4


def test_function_that_yields():
    def source():
        for i in range(3):
            yield np.array([i]), np.array([i * 2.0], np.float32)

    data = ds.GeneratorDataset(source, ["a", "b"])
    assert [[x.tolist() for x in row] for row in rows(data)] == [
        [[0], [0.0]],
        [[1], [2.0]],
        [[2], [4.0]],
    ]
    assert data.get_dataset_size() == 3
    assert data.output_shapes() == [[1], [1]]
    assert data.output_types() == [np.int64, np.float32]
    assert [len(row) for row in rows(data.repeat(2))] == [2] * 6


def test_values_become_arrays_of_their_own_dtype():
    data = ds.GeneratorDataset(lambda: iter([(1, 2.0, "s", True, [1, 2], b"abc")]), list("abcdef"))
    (row,) = rows(data)
    assert [x.dtype.str for x in row] == ["<i8", "<f8", "<U1", "|b1", "<i8", "|S3"]
    assert [x.shape for x in row] == [(), (), (), (), (2,), ()]


def test_dicts_stay_dicts():
    (row,) = rows(ds.GeneratorDataset(lambda: iter([(1, {"q": [1], "z": {"y": 2}})]), ["a", "b"]))
    assert row[1]["q"].tolist() == [1]
    assert row[1]["z"]["y"].dtype == np.int64


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ([(1, 2), (3, 4)], [[1, 2], [3, 4]]),
        (((1, 2), (3, 4)), [[1, 2], [3, 4]]),
        ([[1, 2], [3, 4]], [[1, 2], [3, 4]]),
        ({0: (1, 2), 1: (3, 4)}, [[1, 2], [3, 4]]),
    ],
)
def test_sequences_are_sources(source, expected):
    data = ds.GeneratorDataset(source, ["a", "b"], shuffle=False)
    assert [[x.item() for x in row] for row in rows(data)] == expected


def test_arrays_give_their_rows():
    data = ds.GeneratorDataset(np.arange(6).reshape(3, 2), "a", shuffle=False)
    assert values(data) == [[0, 1], [2, 3], [4, 5]]


def test_iterators_begin_again():
    class Counter:
        def __iter__(self):
            self.i = 0
            return self

        def __next__(self):
            self.i += 1
            if self.i > 3:
                raise StopIteration
            return (self.i,)

    assert values(ds.GeneratorDataset(Counter(), "a").repeat(2)) == [1, 2, 3, 1, 2, 3]


def test_generators_are_kept_for_the_next_pass():
    data = ds.GeneratorDataset(((i,) for i in range(3)), "a")
    assert values(data.repeat(2)) == [0, 1, 2, 0, 1, 2]


def test_random_access_with_samplers_and_shards():
    def squares(**kwargs):
        return [row[1].item() for row in rows(ds.GeneratorDataset(Squares(), ["a", "b"], **kwargs))]

    assert squares(shuffle=False) == [0, 1, 4, 9]
    assert squares(sampler=ds.SequentialSampler(1, 2)) == [1, 4]
    assert squares(sampler=[3, 1]) == [9, 1]
    assert squares(num_samples=2, shuffle=False) == [0, 1]
    assert squares(num_shards=3, shard_id=2, shuffle=False) == [4, 1]
    ds.config.set_seed(1)
    alone = squares()
    assert squares(num_parallel_workers=3, python_multiprocessing=False) == alone
    assert squares(num_parallel_workers=3) == alone


def test_batch_sampler_and_collate():
    data = ds.GeneratorDataset(Squares(), ["a", "b"], batch_sampler=[[0, 1], [3]])
    assert [row[1].tolist() for row in rows(data)] == [[0, 1], [9]]
    data = ds.GeneratorDataset(
        Squares(),
        "sum",
        batch_sampler=[[0, 1], [3]],
        collate_fn=lambda items: sum(b for _, b in items),
    )
    assert values(data) == [1, 9]


def test_column_types_are_checked():
    source = [(1, np.float32(2))]
    types = [np.int64, np.float32]
    assert len(rows(ds.GeneratorDataset(source, ["a", "b"], types))) == 1
    with pytest.raises(RuntimeError, match="give float64 for column 'b'"):
        rows(ds.GeneratorDataset(source, ["a", "b"], [np.int64, np.float64]))


@pytest.mark.parametrize(
    ("data", "names", "expected"),
    [
        ([1, 2], ["column_0"], [[1], [2]]),
        (([1, 2], [3, 4]), ["column_0", "column_1"], [[1, 3], [2, 4]]),
        ({"a": [1, 2], "b": [3, 4]}, ["a", "b"], [[1, 3], [2, 4]]),
        ([[1], [1, 2]], ["column_0"], [[[1]], [[1, 2]]]),
        (["a", "bc"], ["column_0"], [["a"], ["bc"]]),
    ],
)
def test_slices(data, names, expected):
    made = ds.NumpySlicesDataset(data, shuffle=False)
    assert made.get_col_names() == names
    assert [[x.tolist() for x in row] for row in rows(made)] == expected


def test_slices_keep_the_dtype_of_each_value():
    assert [x.dtype for (x,) in rows(ds.NumpySlicesDataset([1.5, 2], shuffle=False))] == [
        np.float64,
        np.int64,
    ]


def test_rows_are_copies():
    array = np.zeros((3, 2))
    for (x,) in rows(ds.NumpySlicesDataset(array, "x")):
        x += 1
    assert array.sum() == 0


def double_in_place(x):
    x *= 2
    return x


@pytest.mark.parametrize("workers", [1, 2])
def test_a_source_keeps_its_values_whatever_is_done_to_rows(workers):
    kept = [np.ones(2), np.ones(2)]
    data = ds.GeneratorDataset(
        kept, "x", num_parallel_workers=workers, python_multiprocessing=False
    ).map(double_in_place)
    assert values(data.repeat(2)) == [[2.0, 2.0]] * 4
    assert kept[0].tolist() == [1, 1]
    table = np.ones((3, 2))
    looked_up = ds.NumpySlicesDataset([0, 1, 2], "i").map([lambda i: table[i]]).map(double_in_place)
    assert values(looked_up) == [[2.0, 2.0]] * 3
    assert table.sum() == 6


def test_mnist(mnist):
    data = ds.MnistDataset(mnist, shuffle=False)
    assert [int(label) for _, label in rows(data)] == [0, 1, 2, 3, 0, *[0, 1, 2, 3] * 3]
    assert data.output_shapes() == [[28, 28, 1], []]
    assert data.output_types() == [np.uint8, np.uint32]
    sizes = [len(ds.MnistDataset(mnist, usage)) for usage in ("train", "test", "all", None)]
    assert sizes == [12, 5, 17, 17]
    assert len(ds.MnistDataset(mnist, "train", num_samples=3)) == 3


def test_classes_in_equal_parts(mnist):
    data = ds.MnistDataset(mnist, "train", sampler=ds.PKSampler(2))
    assert values(data.project("label")) == [0, 0, 1, 1, 2, 2, 3, 3]
    data = ds.MnistDataset(mnist, "train", sampler=ds.PKSampler(5))
    assert values(data.project("label")) == [0] * 5 + [1] * 5 + [2] * 5 + [3] * 5


def test_cifar(cifar):
    data = ds.Cifar10Dataset("cifar10", "train", shuffle=False)
    assert len(data) == 15
    image, label = rows(data)[0]
    assert image.shape == (32, 32, 3)
    assert image[5, 7].tolist() == [1, 2, 3]
    assert label.dtype == np.uint32
    assert len(ds.Cifar10Dataset("cifar10")) == 18
    data = ds.Cifar100Dataset("cifar100", "all", shuffle=False)
    labels = [(int(coarse), int(fine)) for _, coarse, fine in rows(data)]
    assert labels == [(7, 7), (7, 8), (7, 9), (6, 6), (6, 7), (6, 8)]


def test_image_folder(images):
    data = ds.ImageFolderDataset(images, shuffle=False, decode=True)
    assert [(x.shape, int(label)) for x, label in rows(data)] == [
        ((4, 5, 3), 0),
        ((5, 5, 3), 0),
        ((6, 5, 3), 0),
        ((4, 5, 3), 1),
        ((5, 5, 3), 1),
    ]
    assert data.num_classes() == 2
    assert data.get_class_indexing() == {"cat": 0, "dog": 1}
    data = ds.ImageFolderDataset(images, shuffle=False, class_indexing={"dog": 5})
    assert values(data.project("label")) == [5, 5]
    (file, label), *_ = rows(data)
    assert bytes(file[1:4]) == b"PNG"
    assert label.dtype == np.int32
    assert len(ds.ImageFolderDataset(images, extensions=[".jpg", ".png"])) == 5
    parallel = ds.ImageFolderDataset(images, 0, 3, False, decode=True)
    assert len(rows(parallel)) == 5


WRONG_FILES = {
    "cut off": (
        lambda: Path("mnist/train-images-idx3-ubyte").write_bytes(
            Path("mnist/train-images-idx3-ubyte").read_bytes()[:5000]
        ),
        ["needs 9424 bytes", "the file has 5000 bytes", "download it again"],
    ),
    "no header": (
        lambda: Path("mnist/train-labels-idx1-ubyte").write_bytes(b"ab"),
        ["needs a header of 8 bytes", "has 2 bytes"],
    ),
    "not idx": (
        lambda: write_idx("mnist/train-images-idx3-ubyte", np.zeros((12, 28, 28), np.uint8), 1799),
        ["starting with the number 2051", "starts with 1799"],
    ),
    "compressed": (
        lambda: Path("mnist/train-images-idx3-ubyte").write_bytes(b"\x1f\x8b\x08\x00" + bytes(20)),
        ["compressed by gzip", "gunzip"],
    ),
    "too few labels": (
        lambda: write_idx("mnist/train-labels-idx1-ubyte", np.zeros(7, np.uint8)),
        ["as many labels as images", "has 12", "has 7"],
    ),
    "no labels": (
        lambda: Path("mnist/train-labels-idx1-ubyte").unlink(),
        ["needs the files train-images-idx3-ubyte, train-labels-idx1-ubyte", "holds t10k"],
    ),
}


@pytest.mark.parametrize("case", WRONG_FILES)
@pytest.mark.usefixtures("mnist")
def test_wrong_mnist_files(case):
    spoil, words = WRONG_FILES[case]
    spoil()
    with pytest.raises(RuntimeError) as caught:
        rows(ds.MnistDataset("mnist", "train"))
    for word in words:
        assert word in str(caught.value)


def test_wrong_folders(cifar, images):
    with pytest.raises(ValueError, match="needs a folder that exists"):
        ds.MnistDataset("nowhere")
    with pytest.raises(ValueError, match=r"needs one of \['train', 'test', 'all'\]"):
        ds.MnistDataset(images, "training")
    with pytest.raises(RuntimeError, match=r"needs the files data_batch\*\.bin"):
        rows(ds.Cifar10Dataset(images, "train"))
    Path("cifar10/test_batch.bin").write_bytes(bytes(5000))
    with pytest.raises(RuntimeError, match="whole records of 3073 bytes"):
        rows(ds.Cifar10Dataset("cifar10", "test"))
    Path("images/cat/0.png").write_bytes(b"no image")
    with pytest.raises(RuntimeError, match=r"0\.png needs to be an image"):
        rows(ds.ImageFolderDataset(images, decode=True))
    with pytest.raises(RuntimeError, match="a folder with images for each class"):
        rows(ds.ImageFolderDataset(images, class_indexing={"zebra": 0}))


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: ds.GeneratorDataset(None, "a"), TypeError, "`source` needs a function"),
        (lambda: ds.GeneratorDataset(5, "a"), TypeError, "found int 5"),
        (lambda: ds.GeneratorDataset(Squares()), ValueError, "needs `column_names`"),
        (lambda: ds.GeneratorDataset(Squares(), ["a", "a"]), ValueError, "names that all differ"),
        (
            lambda: ds.GeneratorDataset(Squares(), "a", shuffle=True, sampler=[1]),
            ValueError,
            "the only one to choose rows",
        ),
        (
            lambda: ds.GeneratorDataset(lambda: iter([]), "a", sampler=[1]),
            ValueError,
            "`sampler` needs a source with __getitem__",
        ),
        (lambda: ds.GeneratorDataset(Squares(), "a", num_shards=2), ValueError, "given together"),
        (
            lambda: ds.GeneratorDataset(Squares(), "a", num_shards=2, shard_id=2),
            ValueError,
            "less than `num_shards`",
        ),
        (lambda: ds.GeneratorDataset(Squares(), "a", num_parallel_workers=0), ValueError, "from 1"),
        (lambda: ds.GeneratorDataset(Squares(), "a", num_samples=-1), ValueError, "found -1"),
        (lambda: ds.NumpySlicesDataset([]), ValueError, "at least one row"),
        (lambda: ds.NumpySlicesDataset(3), TypeError, "`data` needs an array"),
        (lambda: ds.NumpySlicesDataset(np.array(3)), TypeError, "a first axis"),
        (lambda: ds.NumpySlicesDataset(([1], [1, 2])), ValueError, "the lengths are [1, 2]"),
        (lambda: ds.NumpySlicesDataset(([1], [1]), ["a"]), ValueError, "1 name(s) and 2 column(s)"),
        (lambda: ds.SubsetSampler([1.5]), TypeError, "indices[0] is float 1.5"),
        (lambda: ds.WeightedRandomSampler([0.5, -1]), ValueError, "at least 0"),
        (lambda: ds.RandomSampler(replacement=2), TypeError, "`replacement` needs a bool"),
        (lambda: ds.config.set_seed(-1), ValueError, "found -1"),
        (lambda: ds.config.set_seed(1.0), TypeError, "`seed` needs an int"),
        (lambda: ds.config.set_prefetch_size(0), ValueError, "from 1"),
    ],
)
def test_wrong_arguments(make, error, words):
    with pytest.raises(error) as caught:
        make()
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: ds.GeneratorDataset([(1, 2)], ["a"]), ["row 0 has 2 value(s)", "put a list"]),
        (lambda: ds.GeneratorDataset([(1, 2)], list("abc")), ["2 value(s)", "['a', 'b', 'c']"]),
        (lambda: ds.NumpySlicesDataset([1], sampler=[5]), ["row numbers from 0 to 0", "found 5"]),
        (
            lambda: ds.NumpySlicesDataset([1], sampler=ds.SequentialSampler(3)),
            ["start_index is 3, there are 1 rows"],
        ),
    ],
)
def test_what_only_running_finds_out(make, words):
    with pytest.raises(RuntimeError) as caught:
        rows(make())
    for word in words:
        assert word in str(caught.value)


def test_error_of_a_source_keeps_its_type_and_tells_the_row():
    def source():
        yield (1,)
        raise KeyError("boo")

    with pytest.raises(KeyError, match="boo") as caught:
        rows(ds.GeneratorDataset(source, "a"))
    assert caught.value.__notes__ == ["raised by the source of GeneratorDataset at row 1"]

    class Bad(Squares):
        def __getitem__(self, index):
            if index == 2:
                raise IndexError("mine")
            return super().__getitem__(index)

    with pytest.raises(IndexError, match="mine") as caught:
        rows(ds.GeneratorDataset(Bad(), ["a", "b"], shuffle=False))
    assert "at index 2" in caught.value.__notes__[0]
    assert caught.traceback[-1].name == "__getitem__"


def test_values_that_are_no_columns():
    with pytest.raises(TypeError, match="found None") as caught:
        rows(ds.GeneratorDataset([(None,)], "a"))
    assert "row 0" in caught.value.__notes__[0]
    with pytest.raises(TypeError, match="found object"):
        rows(ds.GeneratorDataset([(object(),)], "a"))
