"""NumPy's view of dtypes that it has not got itself.

>>> import numpy as np
>>> from mindspore.common.np_dtype import bfloat16
>>> np.zeros(1, bfloat16).dtype.name
'bfloat16'
"""

from ml_dtypes import bfloat16

__all__ = ["bfloat16"]
