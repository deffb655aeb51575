"""Which kind of number a dtype is."""

from typing import Any

from mindspore.common import dtype as mstype


def is_float(dtype: Any) -> bool:
    """Whether it is a float.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore.common.kinds import is_float
        >>> is_float(ms.bfloat16), is_float(ms.int32)
        (True, False)
    """
    return dtype in mstype.float_type


def is_complex(dtype: Any) -> bool:
    """Whether it is a complex number.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore.common.kinds import is_complex
        >>> is_complex(ms.complex64)
        True
    """
    return dtype in mstype.complex_type
