"""Errors that Python code of the package raises, in the form of the core's: what is needed, the
user's own line, what was found, what to write."""

from __future__ import annotations

import os
from typing import TypeVar

E = TypeVar("E", bound=Exception)


def refusal(
    kind: type[E], needed: str, slug: str, *found: tuple[int, str, str], help: str = ""
) -> E:
    """Make an error to raise.

    `slug` names a section of docs/errors.md. Each of `found` is the position of an argument in the
    user's call (-1: it is none), its name, and what was found there.

    >>> from mindspore.common.refusals import refusal
    >>> str(refusal(ValueError, "a suffix is needed", "checkpoint-suffix")).splitlines()[0]
    'a suffix is needed  [checkpoint-suffix]'
    """
    # Drawing reads source code; nobody needs that before the first error.
    from mindspore.common._errors import draw

    labels = [(at, name or None, text, None) for at, name, text in found]
    return kind(draw(needed, slug, labels, [], help, -1, []))


def shown_path(path: str) -> str:
    """Write a path as the user would: from the current folder on, where it lies below that.

    >>> from mindspore.common.refusals import shown_path
    >>> shown_path("/no/such/file")
    '/no/such/file'
    """
    here = os.getcwd() + os.sep
    return path[len(here) :] if path.startswith(here) else path
