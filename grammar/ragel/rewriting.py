"""What the steps that rewrite a parser have in common: runs.py, and fuzz/dfa/count.py.

A parser is what `ragel -G2` wrote, with a label for each state; the machine is what `ragel -x` says
of the same source.
"""

import re
import sys
from typing import Callable

import ragel_xml

LABEL = re.compile(r"^case (\d+):$")


def labelled(line: str) -> int | None:
    """The state whose label the line is."""
    label = LABEL.match(line.rstrip("\n"))
    return int(label.group(1)) if label else None


def demand_all(machine: ragel_xml.Machine, left) -> None:
    """Stops the build when the labels of some states were not found."""
    if left:
        sys.exit(f"the parser of {machine.name} has no label for states {sorted(left)}")


def rewrite(change: Callable[[str, ragel_xml.Machine], str], arguments: list[str]) -> None:
    """Command line of a step: MACHINE.xml PARSER.cpp OUTPUT.cpp."""
    description, source, output = arguments
    with open(source, encoding="utf-8") as file:
        parser = file.read()
    with open(output, "w", encoding="utf-8") as file:
        file.write(change(parser, ragel_xml.read(description)))
