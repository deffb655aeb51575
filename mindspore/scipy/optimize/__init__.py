"""Minima of functions, steps along a line, and assignments."""

from mindspore.scipy.optimize.assignment import linear_sum_assignment
from mindspore.scipy.optimize.line import line_search
from mindspore.scipy.optimize.minimum import OptimizeResults, minimize

__all__ = ["OptimizeResults", "line_search", "linear_sum_assignment", "minimize"]
