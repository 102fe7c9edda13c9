"""The servers of the garden, each private to this run: tests/support/peers starts them.

Each stores what it takes in a Maildir for each mailbox. None waits, limits errors or looks anything
up: a difference is to be one of reading, not of policy. Nothing else of them is changed.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

from peers import Aiosmtpd, Exim, OpenSmtpd, Postfix

DOMAIN = "example.org"
OURS = "heloport"
START_SECONDS_MAX = 30
OCTETS_MAX = 26_214_400  # of a message: what ours takes without being told


def mailboxes_of(number):
    """The local parts of the mailboxes that input `number` writes to."""
    return tuple(f"g{number}{letter}" for letter in "abcd")


def postfix():
    return Postfix(
        smtpd_relay_restrictions="reject_unauth_destination", smtpd_error_sleep_time="0",
        smtpd_soft_error_limit="1000", smtpd_hard_error_limit="1000",
        smtpd_junk_command_limit="1000", message_size_limit=str(OCTETS_MAX),
        smtpd_client_connection_count_limit="0",
        # It would add header fields to mail from its own machine.
        local_header_rewrite_clients="")


def exim():
    return Exim(
        main="tls_advertise_hosts =\nsmtp_accept_max = 200\nsmtp_accept_max_nonmail = 1000\n"
             "smtp_max_unknown_commands = 1000\nsmtp_max_synprot_errors = 1000\n"
             "smtp_accept_queue_per_connection = 0\n",
        acl="  deny !verify = recipient\n")


MAKERS = {"postfix": postfix, "exim": exim, "opensmtpd": OpenSmtpd, "aiosmtpd": Aiosmtpd}


class Peer:
    """Somebody else's."""

    def __init__(self, name, local_parts):
        self.name = name
        self._peer = MAKERS[name]()
        self._peer.domain, self._peer.local_parts = DOMAIN, local_parts
        if name == "aiosmtpd":
            self._peer.selective = True

    def start(self):
        self._peer.start()
        return self

    @property
    def port(self):
        return self._peer.port

    def mails(self, local_part):
        return self._peer.mails(local_part)

    def stop(self):
        self._peer.stop()


class Ours:
    """The program of this repository, with its defaults."""

    name = OURS

    def __init__(self, binary):
        self._binary, self._process, self.port = binary, None, 0
        self._folder = tempfile.mkdtemp(prefix="heloport-garden-")

    def start(self):
        self._process = subprocess.Popen(
            [self._binary, "serve", "--listen", "127.0.0.1:0", "--domain", DOMAIN,
             "--hostname", "mx.example.org", "--store", f"maildir:{self._folder}/mail"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        watch = threading.Timer(START_SECONDS_MAX, self._process.kill)
        watch.start()
        for line in self._process.stdout:
            if "listening on" in line:
                self.port = int(line.split()[-1].rsplit(":", 1)[1])
            if "250 means" in line:
                break
        watch.cancel()
        assert self.port and self._process.poll() is None, "heloport did not start"
        threading.Thread(target=self._process.stdout.read, daemon=True).start()
        return self

    def mails(self, local_part):
        folder = Path(self._folder, "mail", f"{local_part}@{DOMAIN}", "new")
        return [path.read_bytes() for path in sorted(folder.glob("*"))] if folder.is_dir() else []

    def stop(self):
        if self._process:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(START_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self._process.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


def servers(names, binary, count):
    """All that are asked for, not started yet; peers.Absent when one is not here."""
    local_parts = tuple(part for number in range(count) for part in mailboxes_of(number))
    made = [Ours(os.path.realpath(binary))]
    try:
        for name in names:
            made.append(Peer(name, local_parts))
    except BaseException:
        for server in made:
            server.stop()
        raise
    return made
