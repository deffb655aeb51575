"""NumPy's functions on Tensors: `import mindspore.numpy as mnp`.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.sum(mnp.ones((2, 3)), axis=0))
    [2. 2. 2.]

Defaults are MindSpore's: floats are float32.
"""
# ruff: noqa: F401, F403

from mindspore.common.dtype import (
    bool_,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
)
from mindspore.numpy.counting import *
from mindspore.numpy.creation import *
from mindspore.numpy.elements import *
from mindspore.numpy.places import *
from mindspore.numpy.polynomials import *
from mindspore.numpy.reductions import *
from mindspore.numpy.shapes import *

int_ = int32
float_ = float32

pi = 3.141592653589793
e = 2.718281828459045
euler_gamma = 0.5772156649015329
inf = float("inf")
nan = float("nan")
newaxis = None
