"""Where the tests of this folder find the repository and the modules that they test."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("bench/peers", "bench", "scripts",
                                                  "tests/support")]
os.environ.setdefault("HELOPORT_PEERS", str(ROOT / "build/peers"))
