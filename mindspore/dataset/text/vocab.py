"""Vocab: numbers of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from mindspore.dataset.core.checks import check_bool, check_type, told


class Vocab:
    """A numbering of words, made by one of the `from_` methods.

    >>> vocab = Vocab.from_list(["deep", "learning"], special_tokens=["<pad>"])
    >>> vocab.vocab(), vocab.tokens_to_ids(["learning", "nobody"])
    ({'<pad>': 0, 'deep': 1, 'learning': 2}, [2, -1])
    """

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._words: dict[int, str] = {}

    @classmethod
    def _of(cls, numbered: dict[str, int]) -> Vocab:
        made = cls()
        made._ids = dict(numbered)
        made._words = {number: word for word, number in numbered.items()}
        return made

    @classmethod
    def from_list(
        cls,
        word_list: list[str],
        special_tokens: list[str] | None = None,
        special_first: bool = True,
    ) -> Vocab:
        """Number the words of a list in its order, with `special_tokens` before or behind them.

        >>> Vocab.from_list(["a"], ["<s>"], special_first=False).vocab()
        {'a': 0, '<s>': 1}
        """
        check_type("word_list", word_list, (list, tuple), "a list of str")
        check_bool("special_first", special_first)
        special = list(special_tokens or [])
        words = list(word_list)
        repeated = [word for word, times in Counter([*special, *words]).items() if times > 1]
        if repeated:
            raise ValueError(told("a vocabulary needs words that all differ", f"{repeated} repeat"))
        ordered = special + words if special_first else words + special
        return cls._of({word: number for number, word in enumerate(ordered)})

    @classmethod
    def from_dict(cls, word_dict: dict[str, int]) -> Vocab:
        """Take the numbers of a dict.

        >>> Vocab.from_dict({"home": 3, "word": 2}).ids_to_tokens([2, 3])
        ['word', 'home']
        """
        check_type("word_dict", word_dict, dict, "a dict of str to int")
        for word, number in word_dict.items():
            check_type("word_dict", word, str, "a dict of str to int")
            check_type("word_dict", number, int, "a dict of str to int")
            if number < 0:
                raise ValueError(told("`word_dict` needs numbers from 0", f"found {number}"))
        return cls._of(word_dict)

    @classmethod
    def from_file(
        cls,
        file_path: str,
        delimiter: str = "",
        vocab_size: int | None = None,
        special_tokens: list[str] | None = None,
        special_first: bool = True,
    ) -> Vocab:
        """Number the words at the beginnings of the lines of a file; with a `delimiter`, a word
        ends in front of it. At most `vocab_size` words are read."""
        with open(file_path, encoding="utf8") as file:
            lines = [line.rstrip("\r\n") for line in file]
        words = [line.split(delimiter)[0] if delimiter else line for line in lines]
        return cls.from_list([*words[:vocab_size]], special_tokens, special_first)

    @classmethod
    def from_dataset(
        cls,
        dataset: Any,
        columns: str | list[str] | None = None,
        freq_range: tuple | None = None,
        top_k: int | None = None,
        special_tokens: list[str] | None = None,
        special_first: bool = True,
    ) -> Vocab:
        """Number the words of columns of a dataset, the most frequent first, equals by the
        alphabet.

        Args:
            dataset: What to read, once.
            columns: Names of columns of text; all of them if not given.
            freq_range: Least and most times that a word is to occur; None leaves a side open.
            top_k: How many of the most frequent words to take.
            special_tokens: Words that are not counted.
            special_first: Whether they come first.
        """
        names = [columns] if isinstance(columns, str) else columns or dataset.get_col_names()
        counts: Counter = Counter()
        for row in dataset.create_dict_iterator(num_epochs=1, output_numpy=True):
            for name in names:
                counts.update(_words(row[name]))
        least, most = freq_range or (None, None)
        chosen = [
            word
            for word, times in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            if (least is None or times >= least) and (most is None or times <= most)
        ]
        return cls.from_list(chosen[:top_k], special_tokens, special_first)

    def vocab(self) -> dict[str, int]:
        """The numbers by word."""
        return dict(self._ids)

    def tokens_to_ids(self, tokens: str | Iterable[str]) -> int | list[int]:
        """Give the number of a word, or of each of several; -1 for one that is not known."""
        if isinstance(tokens, str):
            return self._ids.get(tokens, -1)
        if not isinstance(tokens, (list, np.ndarray)):
            raise TypeError(told("`tokens` needs a str or a list of str", f"found {tokens!r}"))
        return [self._ids.get(str(token), -1) for token in tokens]

    def ids_to_tokens(self, ids: int | Iterable[int]) -> str | list[str]:
        """Give the word with a number, or of each of several; '' for one that is not known."""
        if isinstance(ids, (int, np.integer)):
            if ids < 0:
                raise ValueError(told("`ids` needs numbers from 0", f"found {ids}"))
            return self._words.get(int(ids), "")
        if not isinstance(ids, (list, np.ndarray)):
            raise TypeError(told("`ids` needs an int or a list of int", f"found {ids!r}"))
        return [self._words.get(int(number), "") for number in ids]


def _words(value: np.ndarray) -> list[str]:
    texts = value.reshape(-1).tolist()
    return [text.decode("utf8") if isinstance(text, bytes) else str(text) for text in texts]
