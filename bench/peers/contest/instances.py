"""Servers that are not among other people's peers of a test: ours, and Postfix's smtp-sink."""

import os
import re

from measuring import servers
from measuring.record import commit
from measuring.servers import BUILD, ROOT
from peers.instance import FOLDER, Absent, Instance
from peers.rooted import Rooted

PROGRAM = os.path.abspath(servers.PROGRAM)  # an instance runs in a folder of its own

SESSIONS_MAX = 20_000


class Heloport(Instance):
    """Ours, `heloport serve`, with a store and every other option at its default."""

    name = "heloport"

    def __init__(self, store):
        if not os.access(PROGRAM, os.X_OK):
            raise Absent(f"no program {os.path.basename(PROGRAM)}; HELOPORT_BUILD says where")
        super().__init__()
        self.store = store.replace("FOLDER", self.folder)
        self.make_folder("var/mail")

    def origin(self):
        return os.path.dirname(PROGRAM)

    def command(self):
        return [PROGRAM, "serve", "--listen", self.address, "--store", self.store,
                "--connections-max", str(SESSIONS_MAX)]


class SmtpSink(Rooted):
    """Reads what comes and answers; the cheapest server that others have."""

    name = "smtp-sink"

    def origin(self):
        return os.path.join(FOLDER, "postfix")

    def service(self):
        return ["/usr/sbin/smtp-sink", "-u", "nobody", "-m", str(SESSIONS_MAX), self.address,
                "1024"]


def commit_of_build():
    """Of the sources of the program that is measured; they need not be those of this script."""
    with open(os.path.join(BUILD, "CMakeCache.txt"), encoding="utf-8") as lines:
        source = next((line.split("=", 1)[1].strip() for line in lines
                       if line.startswith("CMAKE_HOME_DIRECTORY:")), ROOT)
    return commit(source)


def version(instance):
    """The package or the program that it comes from, and which one."""
    path = os.path.join(instance.unpacked, ".version")
    if not os.path.exists(path):
        return ""
    with open(path, encoding="ascii") as file:
        return re.sub(r"\s+", " ", file.read().strip())
