"""Record files and files of lines: what is written is read; errors name the field."""

import os

import numpy as np
import pytest

import mindspore.dataset as ds
from mindspore.dataset import text, vision
from mindspore.mindrecord import FileReader, FileWriter, MRMOpenError, MRMValidateDataError

SCHEMA = {
    "name": {"type": "string"},
    "label": {"type": "int32"},
    "data": {"type": "bytes"},
    "line": {"type": "float32", "shape": [-1]},
    "box": {"type": "int64", "shape": [2, 2]},
}


def row(i):
    box = np.full((2, 2), i)
    return {
        "name": f"é{i}",
        "label": i,
        "data": bytes(i),
        "line": np.arange(i, dtype=np.float32),
        "box": box,
    }


def write(path, rows, shards=1):
    writer = FileWriter(str(path), shards)
    writer.add_schema(SCHEMA)
    writer.add_index(["name", "label"])
    writer.write_raw_data(rows)
    writer.commit()
    return str(path)


@pytest.mark.parametrize("shards", [1, 3, 12])
def test_rows_come_back_as_they_were_written(tmp_path, shards):
    path = write(tmp_path / "x", [row(i) for i in range(20)], shards)
    found = sorted(FileReader(path).get_next(), key=lambda r: r["label"])
    assert [r["name"] for r in found] == [f"é{i}" for i in range(20)]
    assert found[3]["data"] == bytes(3)
    np.testing.assert_array_equal(found[4]["line"], np.arange(4, dtype=np.float32))
    assert found[5]["box"].tolist() == [[5, 5], [5, 5]]


def test_rows_are_appended_to_a_finished_file(tmp_path):
    path = write(tmp_path / "x", [row(0)])
    writer = FileWriter.open_for_append(path)
    writer.write_raw_data([row(1), row(2)])
    writer.commit()
    assert [int(r["label"]) for r in FileReader(path).get_next()] == [0, 1, 2]


def test_a_file_is_not_replaced_unasked(tmp_path):
    path = write(tmp_path / "x", [row(0)])
    with pytest.raises(MRMOpenError, match="overwrite=True"):
        FileWriter(path)


@pytest.mark.parametrize(
    ("field", "value"),
    [("label", "a"), ("name", 1), ("data", 1), ("box", np.zeros(3, np.int64)), ("line", [1, 2])],
)
def test_a_row_that_is_not_as_the_schema_says_is_refused(tmp_path, field, value):
    writer = FileWriter(str(tmp_path / "x"))
    writer.add_schema(SCHEMA)
    with pytest.raises(MRMValidateDataError, match=field):
        writer.write_raw_data([{**row(0), field: value}])


def test_a_file_of_something_else_is_refused(tmp_path):
    (tmp_path / "x").write_text("no")
    with pytest.raises(RuntimeError, match="record file"):
        ds.MindDataset(str(tmp_path / "x"))


def test_dataset_of_records_is_shuffled_sharded_padded_and_batched(tmp_path):
    path = write(tmp_path / "x", [row(i) for i in range(5)])

    def labels(data):
        return [x.tolist() for (x,) in data.create_tuple_iterator(None, 1, True)]

    assert labels(ds.MindDataset(path, ["label"], shuffle=False).batch(2)) == [[0, 1], [2, 3], [4]]
    shard = ds.MindDataset(path, ["label"], num_shards=2, shard_id=1, shuffle=False)
    assert labels(shard)[:2] == [1, 3]
    assert sorted(labels(ds.MindDataset(path, ["label"]))) == [0, 1, 2, 3, 4]
    padded = ds.MindDataset(path, ["label"], shuffle=False, padded_sample=row(9), num_padded=2)
    assert labels(padded)[-2:] == [9, 9]


def test_images_in_records_are_decoded(tmp_path):
    import io

    file = io.BytesIO()
    vision.ToPIL()(np.full((4, 5, 3), 7, np.uint8)).save(file, "png")
    path = write(tmp_path / "x", [{**row(0), "data": file.getvalue()}])
    data = ds.MindDataset(path, ["data"]).map(vision.Decode(), "data")
    (image,) = next(data.create_tuple_iterator(None, 1, True))
    assert image.shape == (4, 5, 3)
    assert image[0, 0, 0] == 7


def test_vocabulary_of_a_file_counts_words_and_orders_equals_by_alphabet(tmp_path):
    path = os.path.join(tmp_path, "t.txt")
    with open(path, "w") as file:
        file.write("b a c\nb c d\n\n")
    lines = ds.TextFileDataset(path, shuffle=False).map(text.WhitespaceTokenizer(), "text")
    vocab = text.Vocab.from_dataset(lines, "text", (2, None), special_tokens=["<unk>"])
    assert vocab.vocab() == {"<unk>": 0, "b": 1, "c": 2}
    numbers = lines.map(text.Lookup(vocab, "<unk>"), "text")
    assert [x.tolist() for (x,) in numbers.create_tuple_iterator(None, 1, True)] == [
        [1, 0, 2],
        [1, 2, 0],
    ]


def test_a_word_that_is_not_in_the_vocabulary_is_named():
    with pytest.raises(RuntimeError, match="nobody"):
        text.Lookup(text.Vocab.from_list(["a"]))("nobody")


def test_tokens_have_offsets_in_bytes():
    tokens, starts, limits = text.WhitespaceTokenizer(with_offsets=True)("né b")
    assert (tokens.tolist(), starts.tolist(), limits.tolist()) == (["né", "b"], [0, 4], [3, 5])


def test_words_are_cut_into_the_longest_known_pieces():
    vocab = text.Vocab.from_list(["un", "##aff", "##able", "我", "[UNK]", "!"])
    cut = text.BertTokenizer(vocab, lower_case=True)
    assert cut("Unaffable我!zz").tolist() == ["un", "##aff", "##able", "我", "!", "[UNK]"]
