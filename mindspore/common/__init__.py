"""What every other part builds on: dtypes, Tensor, errors."""

from typing import Any


def __getattr__(name: str) -> Any:
    """Give what `mindspore` calls `name`: programs import Tensor, set_seed and others from here."""
    import mindspore

    if name.startswith("_") or name not in vars(mindspore):
        raise AttributeError(f"module 'mindspore.common' has no attribute '{name}'")
    return vars(mindspore)[name]
