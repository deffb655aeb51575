"""The log: lines to the terminal, or with GLOG_logtostderr=0 to files below GLOG_log_dir.

GLOG_v sets the least level that is shown: 0 debug, 1 info, 2 warning, 3 error, 4 critical.
"""

import logging
import os
from typing import Any

_LEVELS = {
    "0": logging.DEBUG,
    "1": logging.INFO,
    "2": logging.WARNING,
    "3": logging.ERROR,
    "4": logging.CRITICAL,
}
_FORMAT = (
    "[%(levelname)s] ME(%(process)d:%(thread)d,%(processName)s):%(asctime)s "
    "[%(pathname)s:%(lineno)d] %(message)s"
)

_logger: logging.Logger | None = None


def get_log_config() -> dict[str, str]:
    """Gives the settings of the log.

    Examples:
        >>> from mindspore import log
        >>> log.get_log_config()["GLOG_v"]
        '2'
    """
    config = {
        "GLOG_v": os.environ.get("GLOG_v", "2"),  # noqa: SIM112
        "GLOG_logtostderr": os.environ.get("GLOG_logtostderr", "1"),  # noqa: SIM112
        "logger_maxBytes": "52428800",
        "logger_backupCount": "30",
    }
    if config["GLOG_logtostderr"] == "0":
        config["GLOG_log_dir"] = os.environ.get("GLOG_log_dir", ".")  # noqa: SIM112
    return config


def get_level() -> str:
    """Gives the least level that is shown.

    Examples:
        >>> from mindspore import log
        >>> log.get_level()
        '2'
    """
    return get_log_config()["GLOG_v"]


def _get_logger() -> logging.Logger:
    global _logger
    if _logger is None:
        config = get_log_config()
        _logger = logging.getLogger("mindspore")
        _logger.propagate = False
        _logger.setLevel(_LEVELS.get(config["GLOG_v"], logging.WARNING))
        handler: logging.Handler
        if config["GLOG_logtostderr"] == "0":
            folder = os.path.join(config["GLOG_log_dir"], "rank_0", "logs")
            os.makedirs(folder, exist_ok=True)
            from logging.handlers import RotatingFileHandler  # brings sockets and queues

            handler = RotatingFileHandler(
                os.path.join(folder, "mindspore.log"),
                maxBytes=int(config["logger_maxBytes"]),
                backupCount=int(config["logger_backupCount"]),
            )
        else:
            handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter(_FORMAT))
        _logger.addHandler(handler)
    return _logger


def debug(msg: str, *args: Any, **kwargs: Any) -> None:
    """Logs at level 0.

    Examples:
        >>> from mindspore import log
        >>> log.debug("the %s of the message", "text")
    """
    _get_logger().debug(msg, *args, stacklevel=2, **kwargs)


def info(msg: str, *args: Any, **kwargs: Any) -> None:
    """Logs at level 1.

    Examples:
        >>> from mindspore import log
        >>> log.info("the %s of the message", "text")
    """
    _get_logger().info(msg, *args, stacklevel=2, **kwargs)


def warning(msg: str, *args: Any, **kwargs: Any) -> None:
    """Logs at level 2."""
    _get_logger().warning(msg, *args, stacklevel=2, **kwargs)


def error(msg: str, *args: Any, **kwargs: Any) -> None:
    """Logs at level 3."""
    _get_logger().error(msg, *args, stacklevel=2, **kwargs)


def critical(msg: str, *args: Any, **kwargs: Any) -> None:
    """Logs at level 4."""
    _get_logger().critical(msg, *args, stacklevel=2, **kwargs)
