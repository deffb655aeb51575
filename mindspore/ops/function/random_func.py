"""Functions written in terms of operators."""

__all__: list[str] = []
