#!/usr/bin/env python3
"""An HTML page in a browser: page_test.mjs, or another SCRIPT like it, in headless Chromium.

Use: page_test.py WRITE_SAMPLES MODULES PICTURES [SCRIPT]. WRITE_SAMPLES is a program that writes
pages into the folder that it is given; without SCRIPT they are those of `heloport check`. MODULES
is the node_modules where `scripts/deps reports` puts playwright-core. Without it, or node, or
Chromium, the test counts as skipped. Pictures of the pages are left in the folder PICTURES, for
people to look at.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing(modules):
    if not shutil.which("node"):
        return "node"
    if not any(shutil.which(name) for name in BROWSERS):
        return "chromium"
    return None if (modules / "playwright-core").is_dir() else "playwright-core"


def main(write_samples, modules, pictures, script=None):
    modules, pictures = Path(modules), Path(pictures)
    if what := missing(modules):
        print(f"no {what} here: scripts/deps reports")
        return SKIPPED
    pictures.mkdir(parents=True, exist_ok=True)
    browser = next(filter(None, map(shutil.which, BROWSERS)))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([write_samples, folder], check=True, timeout=120)
        script = script or Path(__file__).with_suffix(".mjs")
        return subprocess.run(
            ["node", script, folder, modules / "playwright-core", browser, pictures],
            timeout=280, env={**os.environ, "NODE_NO_WARNINGS": "1"}).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
