"""Choices that text transforms offer."""

import unicodedata
from enum import IntEnum


class NormalizeForm(IntEnum):
    """The Unicode forms of `NormalizeUTF8`.

    >>> NormalizeForm.NFKC.name
    'NFKC'
    """

    NONE = 0
    NFC = 1
    NFKC = 2
    NFD = 3
    NFKD = 4


class JiebaMode(IntEnum):
    """How a tokenizer of Chinese cuts: all of it, by dictionary, or by a hidden Markov model.

    >>> JiebaMode.MIX.value
    0
    """

    MIX = 0
    MP = 1
    HMM = 2


def normal(form: NormalizeForm, text: str) -> str:
    """Bring text into a form.

    >>> normal(NormalizeForm.NFKC, "ﬁ")
    'fi'
    """
    if form == NormalizeForm.NONE:
        return text
    return unicodedata.normalize(form.name, text)  # type: ignore[arg-type]
