"""A folder without the files of the data set."""

from pathlib import Path

import mindspore.dataset as ds

Path("mnist").mkdir()
for _row in ds.MnistDataset("mnist", usage="train"):
    pass
# prints:
# RuntimeError: MnistDataset needs the files train-images-idx3-ubyte, train-labels-idx1-ubyte in its folder  [data-folder]
#   --> data-folder.py:8:1
#   |
# 8 | for _row in ds.MnistDataset("mnist", usage="train"):
#   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mnist holds nothing
#   = help: download the data set there, unpacked
