"""The commands of `scripts/dev` are importable as `devtools`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
