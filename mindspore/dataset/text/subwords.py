"""Tokenizers of BERT: words and marks, then pieces of words that a vocabulary holds."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import numpy as np

from mindspore.dataset.core.checks import check_bool, check_int, check_type
from mindspore.dataset.text.enums import NormalizeForm, normal
from mindspore.dataset.text.tokenizers import Piece, Tokenizer
from mindspore.dataset.text.utils import TextTransform, as_text
from mindspore.dataset.text.vocab import Vocab

_RESERVED = re.compile(r"\[(?:CLS|SEP|UNK|PAD|MASK|unused\d+)\]")
_HAN = re.compile("[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0002fa1f]")


class WordpieceTokenizer(TextTransform):
    """Cuts tokens into the longest pieces that `vocab` holds; a piece that goes on begins with
    `suffix_indicator`, and a word that cannot be cut becomes `unknown_token`.

    >>> vocab = Vocab.from_list(["play", "##ing", "[UNK]"])
    >>> WordpieceTokenizer(vocab)(["playing", "chess"]).tolist()
    ['play', '##ing', '[UNK]']
    """

    def __init__(
        self,
        vocab: Vocab,
        suffix_indicator: str = "##",
        max_bytes_per_token: int = 100,
        unknown_token: str = "[UNK]",
        with_offsets: bool = False,
    ) -> None:
        check_type("vocab", vocab, Vocab, "a Vocab")
        check_type("suffix_indicator", suffix_indicator, str, "a str")
        check_type("unknown_token", unknown_token, str, "a str")
        self.vocab, self.suffix, self.unknown = vocab, suffix_indicator, unknown_token
        self.longest = check_int("max_bytes_per_token", max_bytes_per_token, 0)
        self.with_offsets = check_bool("with_offsets", with_offsets)

    def _cut(self, word: str) -> list[Piece]:
        whole = [(self.unknown or word, 0, len(word))]
        if len(word.encode("utf8")) > self.longest:
            return whole
        pieces: list[Piece] = []
        start = 0
        while start < len(word):
            prefix = self.suffix if start else ""
            end = len(word)
            while end > start and prefix + word[start:end] not in self.vocab._ids:
                end -= 1
            if end == start:
                return whole
            pieces.append((prefix + word[start:end], start, end))
            start = end
        return pieces

    def _apply(self, value: np.ndarray, *offsets: np.ndarray) -> Any:
        words = self._tokens(value)
        begins = offsets[0].tolist() if offsets else [0] * len(words)
        pieces: list[Piece] = []
        for word, begin in zip(words, begins, strict=True):
            for token, start, end in self._cut(word):
                first, last = (len(word[:place].encode("utf8")) for place in (start, end))
                pieces.append((token, begin + first, begin + last))
        tokens = as_text([piece[0] for piece in pieces])
        if not self.with_offsets:
            return tokens
        return (tokens, *(np.array([piece[i] for piece in pieces], np.uint32) for i in (1, 2)))


class BasicTokenizer(Tokenizer):
    """Cuts at white space, around marks, and between Chinese characters.

    >>> BasicTokenizer(lower_case=True)("Hello, World").tolist()
    ['hello', ',', 'world']
    """

    def __init__(
        self,
        lower_case: bool = False,
        keep_whitespace: bool = False,
        normalization_form: NormalizeForm = NormalizeForm.NONE,
        preserve_unused_token: bool = True,
        with_offsets: bool = False,
    ) -> None:
        super().__init__(with_offsets)
        self.lower_case = check_bool("lower_case", lower_case)
        self.keep_whitespace = check_bool("keep_whitespace", keep_whitespace)
        self.preserve_unused_token = check_bool("preserve_unused_token", preserve_unused_token)
        self.form = normalization_form

    def _normal(self, word: str) -> str:
        if _RESERVED.fullmatch(word) and self.preserve_unused_token:
            return word
        if self.lower_case:
            parts = unicodedata.normalize("NFD", word.lower())
            return "".join(part for part in parts if unicodedata.category(part) != "Mn")
        if self.form != NormalizeForm.NONE:
            return normal(self.form, word)
        return word

    def _pieces(self, text: str) -> list[Piece]:
        pieces: list[Piece] = []
        place = 0
        while place < len(text):
            found = _RESERVED.match(text, place) if self.preserve_unused_token else None
            end = found.end() if found else place + 1
            if not found and not _alone(text[place]):
                space = text[place].isspace()
                while end < len(text) and not _alone(text[end]) and text[end].isspace() == space:
                    end += 1
            word = text[place:end]
            if self.keep_whitespace or not word.isspace():
                normal = self._normal(word)
                if normal:
                    pieces.append((normal, place, end))
            place = end
        return pieces


def _alone(letter: str) -> bool:
    """Tell whether a character is a token by itself."""
    kind = unicodedata.category(letter)
    mark = kind.startswith("P") or (letter.isascii() and kind.startswith("S"))
    return mark or bool(_HAN.match(letter))


class BertTokenizer(Tokenizer):
    """BasicTokenizer, then WordpieceTokenizer.

    >>> vocab = Vocab.from_list(["hello", ",", "wor", "##ld", "[UNK]"])
    >>> BertTokenizer(vocab, lower_case=True)("Hello, world!").tolist()
    ['hello', ',', 'wor', '##ld', '[UNK]']
    """

    def __init__(
        self,
        vocab: Vocab,
        suffix_indicator: str = "##",
        max_bytes_per_token: int = 100,
        unknown_token: str = "[UNK]",
        lower_case: bool = False,
        keep_whitespace: bool = False,
        normalization_form: NormalizeForm = NormalizeForm.NONE,
        preserve_unused_token: bool = True,
        with_offsets: bool = False,
    ) -> None:
        super().__init__(with_offsets)
        self._words = BasicTokenizer(
            lower_case, keep_whitespace, normalization_form, preserve_unused_token
        )
        self._parts = WordpieceTokenizer(
            vocab, suffix_indicator, max_bytes_per_token, unknown_token
        )

    def _pieces(self, text: str) -> list[Piece]:
        return [
            (token, begin + start, min(begin + end, limit))
            for word, begin, limit in self._words._pieces(text)
            for token, start, end in self._parts._cut(word)
        ]
