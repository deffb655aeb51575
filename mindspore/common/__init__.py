"""What every other part builds on: dtypes, Tensor, errors."""
