"""aiosmtpd: a server that stores, by a handler of a few lines in a process of its own."""

import os
import sys

from peers.instance import Instance


class Aiosmtpd(Instance):
    """`options` are those of aiosmtpd_server.py."""

    name = "aiosmtpd"

    def __init__(self, *options):
        super().__init__()
        self.options = options

    def command(self):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "aiosmtpd_server.py")
        return [sys.executable, "-P", script, str(self.port), self.path("var/mail"), *self.options]

    def environment(self):
        packages = os.path.join(self.unpacked, "usr/lib/python3/dist-packages")
        return {**super().environment(), "PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1"}
