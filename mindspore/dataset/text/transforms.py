"""Transforms of texts and of sequences of tokens."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from mindspore.common import dtype as mstype
from mindspore.dataset.core.checks import check_bool, check_int, check_type, pipeline_error, told
from mindspore.dataset.text.enums import NormalizeForm, normal
from mindspore.dataset.text.utils import TextTransform, as_text
from mindspore.dataset.text.vectors import Vectors
from mindspore.dataset.text.vocab import Vocab
from mindspore.dataset.transforms.base import Transform


class Lookup(TextTransform):
    """Turns words into their numbers in `vocab`; one that it does not hold counts as
    `unknown_token`, and is an error if none is given.

    >>> Lookup(Vocab.from_list(["a", "b"]), "a")(["b", "c"])
    array([1, 0], dtype=int32)
    """

    def __init__(
        self, vocab: Vocab, unknown_token: str | None = None, data_type: Any = mstype.int32
    ) -> None:
        check_type("vocab", vocab, Vocab, "a Vocab")
        if unknown_token is not None and unknown_token not in vocab._ids:
            raise ValueError(told("`unknown_token` needs a word of `vocab`", f"{unknown_token!r}"))
        self.vocab, self.unknown = vocab, unknown_token
        self._dtype = np.dtype(mstype.dtype_to_nptype(data_type))

    def _number(self, word: Any) -> int:
        word = word.decode("utf8") if isinstance(word, bytes) else word
        ids = self.vocab._ids
        found = ids.get(word)
        if found is None:
            if self.unknown is None:
                raise pipeline_error(
                    "Lookup needs words of its vocabulary",
                    f"found {word!r}",
                    "give `unknown_token`",
                )
            found = ids[self.unknown]
        return found

    def _apply(self, value: np.ndarray) -> np.ndarray:
        if value.dtype.kind not in "US":
            raise pipeline_error("Lookup needs text", f"the dtype is {value.dtype}")
        numbers = [self._number(word) for word in value.reshape(-1).tolist()]
        return np.array(numbers, self._dtype).reshape(value.shape)


class ToVectors(TextTransform):
    """Turns words into their vectors; an unknown one into `unk_init`, zeros if not given.

    >>> ToVectors(Vectors({"a": np.array([1.0, 2.0], np.float32)}))(["a", "b"]).tolist()
    [[1.0, 2.0], [0.0, 0.0]]
    """

    def __init__(
        self, vectors: Vectors, unk_init: Any = None, lower_case_backup: bool = False
    ) -> None:
        check_type("vectors", vectors, Vectors, "Vectors")
        self.vectors = vectors
        self.unknown = np.asarray(unk_init or [0.0] * vectors.dim, np.float32)
        if self.unknown.shape != (vectors.dim,):
            raise ValueError(told(f"`unk_init` needs {vectors.dim} numbers", f"found {unk_init}"))
        self.lower = check_bool("lower_case_backup", lower_case_backup)

    def _apply(self, value: np.ndarray) -> np.ndarray:
        rows = [self.vectors.find(word, self.lower) for word in self._tokens(value)]
        found = np.stack([self.unknown if row is None else row for row in rows])
        return found[0] if value.ndim == 0 else found


class CaseFold(TextTransform):
    """Makes letters small, without marks of case.

    >>> CaseFold()("Welcome").item()
    'welcome'
    """

    def _apply(self, value: np.ndarray) -> np.ndarray:
        return self._each(value, str.casefold)


class NormalizeUTF8(TextTransform):
    """Brings text into a Unicode normal form.

    >>> NormalizeUTF8()("ﬁ").item()
    'fi'
    """

    def __init__(self, normalize_form: NormalizeForm = NormalizeForm.NFKC) -> None:
        check_type("normalize_form", normalize_form, NormalizeForm, "a NormalizeForm")
        self.form = normalize_form

    def _apply(self, value: np.ndarray) -> np.ndarray:
        if self.form == NormalizeForm.NONE:
            return value
        return self._each(value, lambda text: normal(self.form, text))


class RegexReplace(TextTransform):
    """Replaces what a regular expression finds, everywhere or at its first place.

    >>> RegexReplace(r"\\d", "#")("a1b2").item()
    'a#b#'
    """

    def __init__(self, pattern: str, replace: str, replace_all: bool = True) -> None:
        check_type("pattern", pattern, str, "a regular expression")
        check_type("replace", replace, str, "a str")
        self.pattern, self.replacement = re.compile(pattern), replace
        self.count = 0 if check_bool("replace_all", replace_all) else 1

    def _apply(self, value: np.ndarray) -> np.ndarray:
        return self._each(value, lambda text: self.pattern.sub(self.replacement, text, self.count))


class Ngram(TextTransform):
    """Joins every `n` neighbours; `left_pad` and `right_pad` are (token, width) of what is added
    at the ends.

    >>> Ngram(2)(["a", "b", "c"]).tolist()
    ['a b', 'b c']
    """

    def __init__(
        self,
        n: int | list[int],
        left_pad: tuple = ("", 0),
        right_pad: tuple = ("", 0),
        separator: str = " ",
    ) -> None:
        self.sizes = [check_int("n", size, 1) for size in (n if isinstance(n, list) else [n])]
        self.left, self.right, self.separator = left_pad, right_pad, separator

    def _apply(self, value: np.ndarray) -> np.ndarray:
        tokens = self._tokens(value)
        found: list[str] = []
        for size in self.sizes:
            left = [self.left[0]] * min(self.left[1], size - 1)
            right = [self.right[0]] * min(self.right[1], size - 1)
            row = left + tokens + right
            last = len(row) - size + 1
            joined = [self.separator.join(row[i : i + size]) for i in range(max(last, 0))]
            found += joined or [""]
        return as_text(found)


class SlidingWindow(Transform):
    """Gives all windows of `width` neighbours along `axis`.

    >>> SlidingWindow(2)([1, 2, 3]).tolist()
    [[1, 2], [2, 3]]
    """

    def __init__(self, width: int, axis: int = 0) -> None:
        self.width, self.axis = check_int("width", width, 1), check_int("axis", axis, -16, 16)

    def _apply(self, value: np.ndarray) -> np.ndarray:
        if value.ndim != 1 or self.axis not in (0, -1):
            raise pipeline_error(
                "SlidingWindow needs values of rank 1", f"the rank is {value.ndim}"
            )
        if len(value) < self.width:
            return np.zeros((0, self.width), value.dtype)
        return np.lib.stride_tricks.sliding_window_view(value, self.width).copy()


class ToNumber(TextTransform):
    """Reads numbers from texts.

    >>> from mindspore.common import dtype as mstype
    >>> ToNumber(mstype.int8)(["1", "23"])
    array([ 1, 23], dtype=int8)
    """

    def __init__(self, data_type: Any) -> None:
        self._dtype = np.dtype(mstype.dtype_to_nptype(data_type))

    def _apply(self, value: np.ndarray) -> np.ndarray:
        kind = int if self._dtype.kind in "iu" else float
        try:
            numbers = [kind(text) for text in self._tokens(value)]
        except ValueError as error:
            raise pipeline_error("ToNumber needs texts of numbers", str(error)) from None
        return np.array(numbers).astype(self._dtype).reshape(value.shape)


class Truncate(Transform):
    """Keeps at most the first `max_seq_len` values.

    >>> Truncate(2)([1, 2, 3]).tolist()
    [1, 2]
    """

    def __init__(self, max_seq_len: int) -> None:
        self.most = check_int("max_seq_len", max_seq_len, 0)

    def _apply(self, value: np.ndarray) -> np.ndarray:
        if value.ndim not in (1, 2):
            raise pipeline_error(
                "Truncate needs values of rank 1 or 2", f"the rank is {value.ndim}"
            )
        return value[..., : self.most]


class TruncateSequencePair(Transform):
    """Shortens the longer of two sequences, at its end, until both together fit `max_length`.

    >>> [part.tolist() for part in TruncateSequencePair(3)([1, 2, 3], [4, 5])]
    [[1, 2], [4]]
    """

    def __init__(self, max_length: int) -> None:
        self.most = check_int("max_length", max_length, 0)

    def _apply(self, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        one, two = len(first), len(second)
        while one + two > self.most:
            if one > two:
                one -= 1
            else:
                two -= 1
        return first[:one], second[:two]


class AddToken(TextTransform):
    """Puts a token at the beginning or the end of a sequence, or of each row of several.

    >>> AddToken("TOKEN", begin=True)(["a", "b"]).tolist()
    ['TOKEN', 'a', 'b']
    """

    def __init__(self, token: str, begin: bool = True) -> None:
        check_type("token", token, str, "a str")
        self.token, self.begin = token, check_bool("begin", begin)

    def _apply(self, value: np.ndarray) -> np.ndarray:
        if value.ndim not in (1, 2) or value.dtype.kind not in "US":
            raise pipeline_error("AddToken needs sequences of texts", f"the rank is {value.ndim}")
        added = np.full((*value.shape[:-1], 1), self.token)
        return np.concatenate([added, value] if self.begin else [value, added], axis=-1)
