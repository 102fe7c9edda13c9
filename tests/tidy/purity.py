#!/usr/bin/env python3
"""What a library asks the world for: purity.py LIST LIBRARY...

Prints each undefined symbol that the libraries do not define themselves and that LIST does not
allow, and exits 1 if there is one. So the engine holds no socket, file, clock, log, thread or
allocation: not by reading its sources, but by what the linker would have to bring.
"""

import re
import subprocess
import sys
from pathlib import Path


def allowed(path):
    """The list: `object  symbol  reason` a line, two spaces between; `#` begins a comment."""
    entries = []
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = re.split(r" {2,}", line.strip(), maxsplit=2)
        if len(columns) < 3:
            sys.exit(f"{path}:{number}: an allowed symbol needs an object, a pattern and a reason")
        entries.append((columns[0], re.compile(columns[1])))
    return entries


def symbols(library, which):
    """(object file, demangled symbol) of one archive; `which` is an option of nm."""
    listed = subprocess.run(["nm", "-A", "-C", which, library], capture_output=True, check=True,
                            text=True)
    found = []
    for line in listed.stdout.splitlines():
        # libx.a:reader.cpp.o:                 U memchr
        match = re.match(r"(?:.*:)?([^:]+\.o):\s*(?:[0-9a-f]{8,})?\s+[A-Za-z] (.+)$", line)
        if match:
            found.append((match.group(1), match.group(2)))
    return found


def impurities(libraries, entries):
    """(object file, symbol) of everything that is neither defined nor allowed, in order."""
    defined = {name for library in libraries for _, name in symbols(library, "--defined-only")}
    found = []
    for library in libraries:
        for where, name in sorted(set(symbols(library, "--undefined-only"))):
            fits = any(place in ("*", where) and pattern.fullmatch(name)
                       for place, pattern in entries)
            if name not in defined and not fits:
                found.append((where, name))
    return found


def main(arguments):
    if len(arguments) < 2:
        sys.exit("usage: purity.py LIST LIBRARY...")
    libraries = arguments[1:]
    if not all(symbols(library, "--defined-only") for library in libraries):
        sys.exit("purity.py: a library defines nothing: nothing was shown")
    found = impurities(libraries, allowed(arguments[0]))
    for where, name in found:
        print(f"{where}: not in {Path(arguments[0]).name}: {name}")
    print(f"{len(libraries)} libraries, {len(found)} impurities")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
