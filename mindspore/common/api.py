"""`jit` and its kin: what to compile, and how.

A compiled function is a `_core.JitFunction`; the way of one call is in src/python/jit/call.cpp.
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any

from mindspore import _core
from mindspore.context import COMPATIBLE, EXACT, LAX, STRICT

_LEVELS = ("O0", "O1", "O2")
_CAPTURES = ("ast", "bytecode", "trace")


class JitConfig:
    """Settings of compilation.

    Examples:
        >>> import mindspore as ms
        >>> ms.JitConfig(jit_level="O1").jit_config_dict["jit_level"]
        'O1'
    """

    def __init__(
        self,
        jit_level: str = "",
        exc_mode: str = "auto",
        jit_syntax_level: Any = "",
        debug_level: str = "RELEASE",
        infer_boost: str = "off",
        **kwargs: Any,
    ) -> None:
        if jit_level not in ("", *_LEVELS):
            raise ValueError(f"`jit_level` needs to be one of {_LEVELS}, but is {jit_level!r}")
        if exc_mode not in ("auto", "sink", "no_sink"):
            raise ValueError(
                f"`exc_mode` needs to be 'auto', 'sink' or 'no_sink', but is {exc_mode!r}"
            )
        levels = ("", "STRICT", "COMPATIBLE", "LAX", "EXACT", STRICT, COMPATIBLE, LAX, EXACT)
        if jit_syntax_level not in levels:
            raise ValueError(f"`jit_syntax_level` is not known: {jit_syntax_level!r}")
        if debug_level not in ("RELEASE", "DEBUG"):
            raise ValueError(f"`debug_level` needs to be 'RELEASE' or 'DEBUG': {debug_level!r}")
        if infer_boost not in ("on", "off"):
            raise ValueError(f"`infer_boost` needs to be 'on' or 'off', but is {infer_boost!r}")
        self.jit_config_dict = {
            **kwargs,
            "jit_level": jit_level,
            "exc_mode": exc_mode,
            "jit_syntax_level": jit_syntax_level,
            "debug_level": debug_level,
            "infer_boost": infer_boost,
        }


def jit(
    function: Callable | None = None,
    *,
    capture_mode: str = "ast",
    jit_level: str = "O0",
    dynamic: int = 0,
    fullgraph: bool = False,
    backend: str = "",
    **options: Any,
) -> Callable:
    """Compiles a function to one graph.

    Args:
        function: the function; without it, `jit` gives a decorator.
        capture_mode: "ast", "bytecode" or "trace".
        jit_level: "O0", "O1" or "O2".
        dynamic: 1 to compile once for all shapes.
        fullgraph: raise an error instead of running in the interpreter.
        backend: kept for programs that set it.
        options: `check=True` has Python do each call again and compares the two: where results,
            Parameters or what becomes of the arguments differ in a bit, a RuntimeError names the
            first line whose value does. What else the function does (printing, files, objects
            outside) is done twice: for finding mistakes. `input_signature`: Tensors like the
            arguments, whose extents of None (`Tensor(shape=[None, 3], dtype=ms.float32)`) are
            compiled as unknown, so that one graph serves all. `jit_config`. Others are kept for
            programs that set them.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor
        >>> @ms.jit
        ... def double(x):
        ...     return x * 2
        >>> print(double(Tensor(2.0)))
        4.0
    """
    if capture_mode not in _CAPTURES:
        raise ValueError(f"`capture_mode` needs to be one of {_CAPTURES}, but is {capture_mode!r}")
    if jit_level not in _LEVELS:
        raise ValueError(f"`jit_level` needs to be one of {_LEVELS}, but is {jit_level!r}")
    if dynamic not in (0, 1):
        raise ValueError(f"`dynamic` needs to be 0 or 1, but is {dynamic!r}")
    if not isinstance(fullgraph, bool):
        raise TypeError(f"`fullgraph` needs to be a bool, but is {fullgraph!r}")
    config = options.get("jit_config")
    level = None if config is None else config.jit_config_dict["jit_syntax_level"]
    settings = {
        "fullgraph": fullgraph,
        "level": _level(level),
        "dynamic": dynamic == 1,
        "input_signature": options.get("input_signature"),
        "check": bool(options.get("check", False)),
    }
    function = options.get("fn") if function is None else function
    return _decorator(settings) if function is None else _compiled(function, settings)


def _level(level: Any) -> int:
    """The number of a level; -1: as the context says."""
    names = {"STRICT": STRICT, "COMPATIBLE": COMPATIBLE, "LAX": LAX, "EXACT": EXACT}
    return names.get(level, level if isinstance(level, int) else -1)


def _decorator(settings: dict[str, Any]) -> Callable:
    return lambda function: _compiled(function, settings)


def _compiled(function: Any, settings: dict[str, Any]) -> Any:
    if not callable(function):
        raise TypeError(f"`function` needs to be callable, but is {type(function).__name__}")
    if isinstance(function, type):
        return function
    if isinstance(function, _core.JitFunction):
        function = function.__func__
    compiled = _core.JitFunction(function, **settings)
    # What a Cell or another object has in its dict is its own.
    copied = functools.WRAPPER_UPDATES if inspect.isfunction(function) else ()
    return functools.update_wrapper(compiled, function, updated=copied)


def ms_function(
    fn: Callable | None = None,
    input_signature: Any = None,
    hash_args: Any = None,
    jit_config: JitConfig | None = None,
) -> Callable:
    """The older name of `jit`; a Cell's attributes keep the values of the first call.

    Args:
        fn: the function; without it, `ms_function` gives a decorator.
        input_signature: as of `jit`.
        hash_args: kept for programs that set it.
        jit_config: settings of compilation.

    Examples:
        >>> from mindspore import Tensor, ms_function
        >>> print(ms_function(lambda x: x + 1)(Tensor(2.0)))
        3.0
    """
    level = None if jit_config is None else jit_config.jit_config_dict["jit_syntax_level"]
    settings = {
        "first_values": True,
        "level": _level(level),
        "input_signature": input_signature,
    }
    return _decorator(settings) if fn is None else _compiled(fn, settings)


def jit_class(cls: type) -> type:
    """Marks a class whose instances compiled functions may use.

    Examples:
        >>> import mindspore as ms
        >>> @ms.jit_class
        ... class Two:
        ...     value = 2
        >>> Two().value
        2
    """
    if not inspect.isclass(cls):
        raise TypeError(f"jit_class decorates classes, but was given {type(cls).__name__}")
    cls.__ms_class__ = True  # type: ignore[attr-defined]
    return cls


def no_inline(fn: Callable | None = None) -> Callable | None:
    """Marks a function that a graph calls instead of taking in.

    Examples:
        >>> import mindspore as ms
        >>> ms.no_inline(lambda x: x + 1)(1)
        2
    """
    if fn is None:
        return None
    fn.no_inline = True  # type: ignore[attr-defined]
    return fn


def lazy_inline(fn: Any = None, attrs: Any = None, policy: Any = None) -> Any:
    """Marks a Cell that a graph takes in late.

    Examples:
        >>> import mindspore as ms
        >>> inlined = ms.lazy_inline(lambda self: None)
    """
    return fn if fn is not None else (lambda function: function)


def jit_forbidden_register(fn: Callable) -> Callable:
    """Marks a function that a graph must not hold."""
    fn.__jit_forbidden__ = True  # type: ignore[attr-defined]
    return fn


def ms_memory_recycle() -> None:
    """Frees what cycles of Python objects hold.

    Examples:
        >>> import mindspore as ms
        >>> ms.ms_memory_recycle()
    """
    import gc

    gc.collect()


def flops_collection(phase: str = "train") -> tuple[int, int, int, int, bool]:
    """Gives the counted operations, which need a compiled graph: none."""
    return 0, 0, 0, 0, False


def set_recursion_limit(recursion_limit: int = 1000) -> None:
    """Sets how deep functions of a graph may call each other."""
    from mindspore import context

    context.set_recursion_limit(recursion_limit)


class _CompileCache(dict):
    """The compiled graphs by key."""


ms_compile_cache: dict = _CompileCache()


def recompute(block: Callable, *args: Any, **kwargs: Any) -> Any:
    """Calls a Cell whose forward values need not be kept.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, nn
        >>> print(ms.recompute(nn.ReLU(), Tensor([-1.0, 2.0])))
        [0. 2.]
    """
    for name in ("use_reentrant", "output_recompute", "early_stop", "context_fn"):
        kwargs.pop(name, None)
    return block(*args, **kwargs)


def get_grad(gradients: Any, identifier: Any) -> Any:
    """Finds a gradient among those that `grad(..., return_ids=True)` gave.

    Args:
        gradients: the gradients.
        identifier: the position of an argument, or a Parameter or its name.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor
        >>> both = ms.grad(lambda x, y: x * y, (0, 1), return_ids=True)
        >>> print(ms.get_grad(both(Tensor(2.0), Tensor(3.0)), 1))
        2.0
    """
    wanted = getattr(identifier, "name", identifier)
    pending = [gradients]
    while pending:
        item = pending.pop()
        if not isinstance(item, tuple):
            continue
        if len(item) == 2 and isinstance(item[0], (int, str)):
            if item[0] == wanted:
                return item[1]
        else:
            pending.extend(item)
    raise RuntimeError(f"there is no gradient of {wanted!r} among those given")
