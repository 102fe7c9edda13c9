"""aiosmtpd: a server that stores, by a handler of a few lines in a process of its own."""

import os
import sys

from peers.instance import PASSWORD, USER, Instance


class Aiosmtpd(Instance):
    """`options` are those of aiosmtpd_server.py."""

    name = "aiosmtpd"

    def __init__(self, *options, guarded=False):
        super().__init__(guarded)
        self.options = options
        self.selective = False  # mail is for those of its domain only
        if guarded:
            self.take_certificates("server.pem", "server.key")

    def command(self):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "aiosmtpd_server.py")
        options = list(self.options)
        if self.selective:
            options += ["--recipient", "postmaster"]
            for user in self.local_parts:
                options += ["--recipient", f"{user}@{self.domain}"]
        if self.guarded:
            options += ["--open"] if self.open else []
            options += ["--tls", self.path("tls/server"), "--tls-port", str(self.tls_port),
                        "--user", USER, "--password", PASSWORD]
        return [sys.executable, "-P", script, str(self.port), self.path("var/mail"), *options]

    def environment(self):
        packages = os.path.join(self.unpacked, "usr/lib/python3/dist-packages")
        return {**super().environment(), "PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1"}
