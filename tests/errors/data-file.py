"""A data file that was cut off."""

import struct
from pathlib import Path

import mindspore.dataset as ds

Path("train-images-idx3-ubyte").write_bytes(struct.pack(">4I", 2051, 10, 28, 28) + bytes(100))
Path("train-labels-idx1-ubyte").write_bytes(struct.pack(">2I", 2049, 10) + bytes(10))
for _row in ds.MnistDataset(".", usage="train", shuffle=False):
    pass
# prints:
# RuntimeError: ./train-images-idx3-ubyte needs 7856 bytes, as its header says ([10, 28, 28])  [data-file]
#   --> data-file.py:10:1
#    |
# 10 | for _row in ds.MnistDataset(".", usage="train", shuffle=False):
#    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the file has 116 bytes
#    = help: it was cut off or changed: download it again
