"""The commands behind `scripts/dev`, one module each; the standard library is enough."""
