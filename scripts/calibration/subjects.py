"""Who is judged, and how each is reached; ours is in own.py.

A subject is started anew for each run and stopped after it. `arguments` is what `heloport check`
is told about it.
"""

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Callable

from peers import PASSWORD, USER
from peers.calibrated import DOMAIN, calibrated, version

RECIPIENTS = (f"bob@{DOMAIN}", f"carol@{DOMAIN}")
SENDER = "alice@example.net"
LMTP_SERVERS = {"dovecot"}
CLEAR_ONLY = {"opensmtpd"}  # its release can make no handshake, see peers/opensmtpd.py
WITHOUT_LOGINS = {"dovecot"}


def addresses(sender=SENDER):
    return ("--from", sender, *(word for address in RECIPIENTS for word in ("--rcpt", address)))


@dataclass(frozen=True)
class Started:
    """A subject that runs."""

    arguments: tuple  # of `heloport check`
    version: str
    configuration: str


@dataclass(frozen=True)
class Subject:
    """One server, reached in one way."""

    server: str  # whose note in readings.tsv counts
    way: str
    run: Callable = field(repr=False)  # a context with Started

    @property
    def name(self):
        return f"{self.server} ({self.way})"

    @property
    def file(self):
        """A name for a file of its own."""
        return "-".join(filter(None, "".join(
            letter if letter.isalnum() else " " for letter in self.name).split()))


def guarded_words(tls, folder, login=True):
    """What the suite is told of TLS and of its login."""
    words = ("--tls", tls)
    if not login:
        return words
    secret = os.path.join(folder, "secret")
    with open(secret, "w", encoding="utf-8") as file:
        file.write(PASSWORD + "\n")
    return (*words, "--auth", USER, "--password-file", secret)


def of_peer(name):
    """One of peers.calibrated in the ways that it has."""
    lmtp = ("--lmtp",) if name in LMTP_SERVERS else ()
    login = name not in WITHOUT_LOGINS

    def way(tls):
        @contextmanager
        def run():
            server = calibrated(name)
            try:
                server.start()
                address = server.tls_address if tls == "implicit" else server.address
                words = guarded_words(tls, server.folder, login) if tls else ()
                yield Started((address, *lmtp, *addresses(), *words), version(server),
                              server.configuration())
            finally:
                server.stop()
        return run

    kind = "LMTP, " if lmtp else ""
    subjects = [Subject(name, f"{kind}in clear", way(None))]
    if name not in CLEAR_ONLY:
        inside = "STARTTLS, logged in" if login else "STARTTLS"
        subjects.append(Subject(name, f"{kind}{inside}", way("starttls")))
    return subjects
