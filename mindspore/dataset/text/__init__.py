"""Transforms for text: vocabularies, tokenizers, and what prepares sequences of tokens.

>>> from mindspore.dataset import text
>>> vocab = text.Vocab.from_list(["red", "green"], special_tokens=["<unk>"])
>>> text.Lookup(vocab, "<unk>")(text.WhitespaceTokenizer()("green red blue")).tolist()
[2, 1, 0]
"""

from mindspore.dataset.text.enums import JiebaMode, NormalizeForm
from mindspore.dataset.text.subwords import BasicTokenizer, BertTokenizer, WordpieceTokenizer
from mindspore.dataset.text.tokenizers import (
    PythonTokenizer,
    RegexTokenizer,
    UnicodeCharTokenizer,
    UnicodeScriptTokenizer,
    WhitespaceTokenizer,
)
from mindspore.dataset.text.transforms import (
    AddToken,
    CaseFold,
    Lookup,
    Ngram,
    NormalizeUTF8,
    RegexReplace,
    SlidingWindow,
    ToNumber,
    ToVectors,
    Truncate,
    TruncateSequencePair,
)
from mindspore.dataset.text.utils import to_bytes, to_str
from mindspore.dataset.text.vectors import CharNGram, FastText, GloVe, Vectors
from mindspore.dataset.text.vocab import Vocab

__all__ = [
    "AddToken",
    "BasicTokenizer",
    "BertTokenizer",
    "CaseFold",
    "CharNGram",
    "FastText",
    "GloVe",
    "JiebaMode",
    "Lookup",
    "Ngram",
    "NormalizeForm",
    "NormalizeUTF8",
    "PythonTokenizer",
    "RegexReplace",
    "RegexTokenizer",
    "SlidingWindow",
    "ToNumber",
    "ToVectors",
    "Truncate",
    "TruncateSequencePair",
    "UnicodeCharTokenizer",
    "UnicodeScriptTokenizer",
    "Vectors",
    "Vocab",
    "WhitespaceTokenizer",
    "WordpieceTokenizer",
    "to_bytes",
    "to_str",
]
