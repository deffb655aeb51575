"""Tokenizers: one text becomes a sequence of tokens, with offsets in bytes if asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np

from mindspore.dataset.core.checks import check_bool, check_callable, check_type
from mindspore.dataset.text.utils import TextTransform, as_text

Piece = tuple[str, int, int]


class Tokenizer(TextTransform):
    """What tokenizers share: `_pieces` gives tokens with the places where they begin and end."""

    def __init__(self, with_offsets: bool = False) -> None:
        self.with_offsets = check_bool("with_offsets", with_offsets)

    def _pieces(self, text: str) -> list[Piece]:
        raise AssertionError(f"{type(self).__name__} does not cut")

    def _apply(self, value: np.ndarray) -> Any:
        text = self._text(value)
        pieces = self._pieces(text)
        tokens = as_text([piece[0] for piece in pieces])
        if not self.with_offsets:
            return tokens
        places = [0]
        for letter in text:
            places.append(places[-1] + len(letter.encode("utf8")))
        starts = np.array([places[piece[1]] for piece in pieces] or [0], np.uint32)
        limits = np.array([places[piece[2]] for piece in pieces] or [0], np.uint32)
        return tokens, starts, limits


class WhitespaceTokenizer(Tokenizer):
    """Cuts at white space.

    >>> WhitespaceTokenizer()("Welcome to  Beijing").tolist()
    ['Welcome', 'to', 'Beijing']
    """

    def _pieces(self, text: str) -> list[Piece]:
        return [(found.group(), *found.span()) for found in re.finditer(r"\S+", text)]


class UnicodeCharTokenizer(Tokenizer):
    """Cuts into characters.

    >>> UnicodeCharTokenizer()("a b").tolist()
    ['a', ' ', 'b']
    """

    def _pieces(self, text: str) -> list[Piece]:
        return [(letter, place, place + 1) for place, letter in enumerate(text)]


class UnicodeScriptTokenizer(Tokenizer):
    """Cuts where the script changes: Latin, Han, digits, marks, white space.

    >>> UnicodeScriptTokenizer()("Deep learning!").tolist()
    ['Deep', 'learning', '!']
    """

    def __init__(self, keep_whitespace: bool = False, with_offsets: bool = False) -> None:
        super().__init__(with_offsets)
        self.keep_whitespace = check_bool("keep_whitespace", keep_whitespace)

    def _pieces(self, text: str) -> list[Piece]:
        pieces: list[Piece] = []
        start = 0
        for place in range(1, len(text) + 1):
            if place == len(text) or _script(text[place]) != _script(text[start]):
                if self.keep_whitespace or not text[start].isspace():
                    pieces.append((text[start:place], start, place))
                start = place
        return pieces


def _script(letter: str) -> str:
    if letter.isspace():
        return " "
    if not letter.isalpha():
        return "common"
    return unicodedata.name(letter, "?").split(" ")[0].split("-")[0]


class RegexTokenizer(Tokenizer):
    """Cuts at what `delim_pattern` finds; a delimiter that `keep_delim_pattern` matches whole is a
    token too.

    >>> RegexTokenizer("[, ]+")("a, b c").tolist()
    ['a', 'b', 'c']
    """

    def __init__(
        self, delim_pattern: str, keep_delim_pattern: str = "", with_offsets: bool = False
    ) -> None:
        super().__init__(with_offsets)
        check_type("delim_pattern", delim_pattern, str, "a regular expression")
        check_type("keep_delim_pattern", keep_delim_pattern, str, "a regular expression")
        self._cut = re.compile(delim_pattern)
        self._keep = re.compile(keep_delim_pattern) if keep_delim_pattern else None

    def _pieces(self, text: str) -> list[Piece]:
        pieces: list[Piece] = []
        start = 0
        for found in self._cut.finditer(text):
            begin, end = found.span()
            if begin == end:
                continue
            if begin > start:
                pieces.append((text[start:begin], start, begin))
            if self._keep is not None and self._keep.fullmatch(found.group()):
                pieces.append((found.group(), begin, end))
            start = end
        if start < len(text):
            pieces.append((text[start:], start, len(text)))
        return pieces


class PythonTokenizer(TextTransform):
    """Cuts by a Python function of one str that gives a list of them.

    >>> PythonTokenizer(lambda line: line.split("-"))("a-b").tolist()
    ['a', 'b']
    """

    def __init__(self, tokenizer: Callable) -> None:
        self.tokenizer = check_callable("tokenizer", tokenizer)

    def _apply(self, value: np.ndarray) -> np.ndarray:
        return np.array(self.tokenizer(self._text(value)))
