"""How files are opened; a program may put its own functions here."""

from __future__ import annotations

from collections.abc import Callable


class FileSystem:
    """The functions that open and create files, and the modes they are called with.

    Examples:
        >>> from mindspore.common.file_system import FileSystem
        >>> FileSystem().open_args
        ('rb',)
    """

    def __init__(self) -> None:
        self.backend = "basic"
        self.create: Callable = open
        self.create_args = ("ab",)
        self.open: Callable = open
        self.open_args = ("rb",)
