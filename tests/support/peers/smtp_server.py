"""smtp-server of npm, by nodemailer's author: a server that stores, by a script of ours."""

import json
import os
import shutil

from peers.instance import PASSWORD, USER, Absent, Instance


class SmtpServer(Instance):
    """`options` are those of its constructor. What comes is stored unless it is told to discard."""

    name = "smtp-server"

    def __init__(self, guarded=False, discard=False, **options):
        super().__init__(guarded)
        self.discard = discard
        if not shutil.which("node"):
            self.stop()
            raise Absent("no node here, which runs smtp-server")
        self.options = options
        if guarded:
            self.take_certificates("server.pem", "server.key")

    def command(self):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "smtp_server.js")
        settings = {
            "port": self.port,
            "tls_port": self.tls_port if self.guarded else 0,
            "tls": self.path("tls/server") if self.guarded else "",
            "folder": self.path("var/mail"),
            "discard": self.discard,
            "recipients": [f"{user}@{self.domain}" for user in self.local_parts] + ["postmaster"],
            "user": USER, "password": PASSWORD,
            "options": {"name": "smtp-server.example.net", "disableReverseLookup": True,
                        "authOptional": self.open or not self.guarded,
                        "hideSTARTTLS": not self.guarded, **self.options},
        }
        return ["node", script, json.dumps(settings)]

    def environment(self):
        return {**super().environment(),
                "NODE_PATH": os.path.join(self.unpacked, "node_modules")}
