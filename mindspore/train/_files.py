"""Writing files so that a crash or a full disk leaves the old content."""

import contextlib
import os
from collections.abc import Callable
from typing import Any, BinaryIO

from mindspore.common.refusals import refusal, shown_path


def write_atomically(path: str, write: Callable[[BinaryIO], Any]) -> None:
    """Calls `write` with a new file, and puts that in the place of `path` when all is on disk."""
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        raise refusal(
            FileNotFoundError,
            "a file needs a folder that exists",
            "folder-missing",
            (-1, "", f"no folder {shown_path(folder)}"),
        )
    import tempfile  # of what it loads, importing the package needs nothing

    handle, temporary = tempfile.mkstemp(
        dir=folder, prefix=os.path.basename(path) + ".", suffix="~"
    )
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException as error:
        with contextlib.suppress(FileNotFoundError):
            os.remove(temporary)
        if isinstance(error, OSError):
            raise _not_written(error, path) from error
        raise
    _sync_folder(folder)


def _not_written(error: OSError, path: str) -> OSError:
    """The same error with the user's line; its `errno` stays."""
    said = refusal(
        Exception,
        "saving needs a disk that takes the whole file",
        "disk-write",
        (-1, "", f"{shown_path(path)}: {error.strerror}; what stood there before still does"),
    )
    return OSError(error.errno, str(said))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: str) -> None:
    """Makes the new name last over a crash, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
