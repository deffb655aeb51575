"""How a program is spread over devices: this one runs on one."""

from typing import Any

__all__ = ["get_algo_parameters", "reset_algo_parameters", "set_algo_parameters"]

_DEFAULTS: dict[str, Any] = {
    "fully_use_devices": False,
    "elementwise_op_strategy_follow": False,
    "enable_algo_approxi": False,
    "algo_approxi_epsilon": 0.1,
}
_KEPT = dict(_DEFAULTS)


def _known(name: str) -> str:
    if name not in _DEFAULTS:
        raise ValueError(f"a setting needs to be one of {sorted(_DEFAULTS)}, but is {name!r}")
    return name


def set_algo_parameters(**settings: Any) -> None:
    """Keep settings of the search for a way to spread a program; one device needs none.

    >>> from mindspore.parallel import get_algo_parameters, set_algo_parameters
    >>> set_algo_parameters(elementwise_op_strategy_follow=True)
    >>> get_algo_parameters("elementwise_op_strategy_follow")
    True
    """
    _KEPT.update({_known(name): value for name, value in settings.items()})


def get_algo_parameters(attr_key: str) -> Any:
    """Give a setting."""
    return _KEPT[_known(attr_key)]


def reset_algo_parameters() -> None:
    """Let all settings be as at the start."""
    _KEPT.update(_DEFAULTS)
