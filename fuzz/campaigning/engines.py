"""The engines that there are, and how the targets are built for each."""

import os
import shutil
import subprocess

from .engine_afl import Afl
from .engine_libfuzzer import LibFuzzer
from .problem import Problem

BUILDS = {"libfuzzer": "build/fuzz", "afl": "build/afl"}
_PRESETS = {"libfuzzer": "fuzz", "afl": "afl"}
_NEEDED = {"libfuzzer": "clang++", "afl": "afl-clang-fast++"}
# The last one leaves the preset's flags as they are: else it adds -g and -funroll-loops.
_AFL_COMPILER = {"AFL_USE_ASAN": "1", "AFL_USE_UBSAN": "1", "AFL_QUIET": "1",
                 "AFL_DONT_OPTIMIZE": "1"}


def engine(name, processes, seed=0):
    """`seed`: of the first run of each target, the next one's is one more; 0: by chance."""
    if name == "afl":
        if seed:
            raise Problem("--seed is libFuzzer's")
        return Afl(processes)
    return LibFuzzer(processes, seed)


def build(name, root):
    """Builds all fuzz targets, and nothing else."""
    if not shutil.which(_NEEDED[name]):
        raise Problem(f"no {_NEEDED[name]} here: scripts/deps {_PRESETS[name]}")
    preset = _PRESETS[name]
    for words in (["cmake", "--preset", preset],
                  ["cmake", "--build", f"build/{preset}", "--target", "fuzzers"]):
        environment = {**os.environ, **_AFL_COMPILER} if name == "afl" else None
        done = subprocess.run(words, cwd=root, env=environment, stdin=subprocess.DEVNULL,
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              check=False)
        if done.returncode != 0:
            tail = "\n".join(done.stdout.splitlines()[-30:])
            raise Problem(f"the targets do not build: {' '.join(words)}\n{tail}")
