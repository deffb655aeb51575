"""Where rows come from: Python objects, NumPy arrays, and the files of well-known datasets."""
