"""Functions on gradients, under MindSpore's longer path."""
