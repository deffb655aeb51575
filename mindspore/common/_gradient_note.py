"""The note that a gradient ends where a Tensor is made of an array, once for each line."""

from __future__ import annotations

import os
import sys
import warnings
from types import FrameType

from mindspore.common._errors import PACKAGE, Site, draw, standing_sites

# These make the Tensor that the user's line asks for.
_MAKERS = {os.path.join(PACKAGE, "common", name) for name in ("tensor.py", "_host.py")}
_said: set[tuple[str, int]] = set()


def note(standing: list[tuple[FrameType | None, list]]) -> None:
    """Warn of the line of the user's that has come to this, unless that has been done.

    `standing` is what runs without frames of Python's, as `draw` has it.

    Examples:
        >>> note([])
        >>> note([])
    """
    frame = sys._getframe(1)
    if not standing or standing[0][0] is not frame:
        path = frame.f_code.co_filename
        if path.startswith(PACKAGE) and path not in _MAKERS:
            return  # our own constants
    site = next(standing_sites(standing), None)
    if site is None or _line(site) in _said:
        return
    _said.add(_line(site))
    warnings.warn(
        draw(
            "the gradient ends here: a Tensor made of an array counts as a constant",
            "gradient-ends",
            [],
            ["a value with a gradient has gone to NumPy before; zero is taken for this way back"],
            "write `ops.stop_gradient(x).asnumpy()` where this is meant, else operators",
            -1,
            [],
            standing,
        ),
        stacklevel=2,
    )


def _line(site: Site) -> tuple[str, int]:
    return site.path, site.line
