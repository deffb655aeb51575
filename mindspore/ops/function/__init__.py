"""Functions that are written in terms of operators, by family."""
