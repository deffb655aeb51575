"""What every dataset is made of: rows and blocks, checks, random order, workers, iterators."""
