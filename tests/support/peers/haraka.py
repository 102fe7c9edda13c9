"""Haraka of npm: a server that is made of plugins, and stores nowhere unless one of them does."""

import os
import shutil

from peers.instance import Absent, Instance

SMTP = """[main]
listen=127.0.0.1:{port}
nodes=0
"""

# Whoever may send: to everybody, or to nobody at all, from its own queue, for which it says so.
ACCEPTING = """exports.hook_rcpt = function (next, connection) {{
  connection.relaying = {queued};
  next(OK);
}};
exports.hook_send_email = function (next) {{
  next(DELAY, 3600);
}};
"""


class Haraka(Instance):
    """It takes mail for everybody, into its queue for what it sends on, or to discard it.

    What is in its queue stays there: it tries an hour later.
    """

    name = "haraka"
    configured_by = ("config/smtp.ini", "config/plugins", "plugins/accepting.js")

    def __init__(self, discard=False):
        super().__init__()
        self.discard = discard
        if not shutil.which("node"):
            self.stop()
            raise Absent("no node here, which runs Haraka")
        self.queue = self.path("queue")

    def configure(self):
        self.make_folder("queue")
        self.make_folder("config")
        for name in "connection.ini", "log.ini":  # as `haraka --install` puts them there
            shutil.copy(self._module("config", name), self.path("config", name))
        self.write("config/smtp.ini", SMTP.format(port=self.port))
        self.write("config/me", "haraka.example.net\n")
        self.write("config/plugins", "accepting\nqueue/discard\n" if self.discard
                   else "accepting\n")
        self.write("plugins/accepting.js",
                   ACCEPTING.format(queued="false" if self.discard else "true"))

    def command(self):
        return ["node", self._module("bin/haraka"), "-c", self.folder]

    def _module(self, *words):
        return os.path.join(self.unpacked, "node_modules/Haraka", *words)

    def environment(self):
        discard = {"YES_REALLY_DO_DISCARD": "1"} if self.discard else {}
        return {**super().environment(), **discard}
