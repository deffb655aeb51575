"""The package reports the version of its core."""

import mindspore as ms


def test_version_is_three_numbers() -> None:
    """What `mindspore.__version__` says comes from the build."""
    assert ms.__version__.count(".") == 2
