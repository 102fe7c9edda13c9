"""Who takes part in which workload, and how each is set up for it.

A is accept and discard, B accept and keep. Each server comes closest to that as its own words
allow, at its defaults but for what would refuse or slow down whoever sends much; `what` says what
that comes to.
"""

import functools
import os
import shutil
import tempfile
from dataclasses import dataclass
from typing import Callable

from peers import Aiosmtpd, Exim, Haraka, OpenSmtpd, Postfix, SmtpServer
from peers.instance import FOLDER, Absent

from . import instances, keeper

RECIPIENT = "bob@example.com"
SERVER_SECONDS_MAX = 3600

EXIM_OPEN = ("smtp_accept_max = 1100\n"
             "smtp_connect_backlog = 1100\n"
             "smtp_accept_max_per_connection = 1000000\n"
             "smtp_accept_queue_per_connection = 0\n")


@dataclass(frozen=True)
class Contender:
    """One server in one workload. `keeps` is the folder where each message becomes one file."""

    server: str
    what: str
    make: Callable
    keeps: str = ""
    way: str = ""  # of several of the same server
    started: Callable = lambda instance: None  # is called when it greets

    @property
    def name(self):
        return f"{self.server} ({self.way})" if self.way else self.server


class Running:
    """A contender that runs, as a context: its port, its processor time, what it keeps."""

    def __init__(self, contender, wrapped=True):
        self.contender = contender
        self.instance = contender.make()
        self.instance.seconds_max = SERVER_SECONDS_MAX
        self.account = keeper.Account(self.instance) if wrapped else None

    def __enter__(self):
        try:
            self.instance.start()
            self.contender.started(self.instance)
        except BaseException:
            self.instance.stop()
            raise
        return self

    def __exit__(self, *_):
        self.instance.stop()

    @property
    def port(self):
        return self.instance.port

    def kept(self):
        """How many messages it keeps."""
        try:
            with os.scandir(self.instance.path(self.contender.keeps)) as entries:
                return sum(not entry.name.startswith(".") for entry in entries)
        except FileNotFoundError:
            return 0

    def forget(self):
        """Takes what it keeps out of its sight, and nothing else of it."""
        folder = self.instance.path(self.contender.keeps)
        if self.contender.keeps and os.path.isdir(folder):
            room = tempfile.mkdtemp(dir=attic().name)
            for entry in os.scandir(folder):
                os.rename(entry.path, os.path.join(room, entry.name))
            os.truncate(self.instance.path("log"), 0)


@functools.cache
def attic():
    """Where mail of earlier runs lies until this program ends, longer than any server. ext4 without
    a journal passes over inodes that were freed lately, one by one, when it looks for a free one:
    whoever is measured behind a removal pays for it."""
    return tempfile.TemporaryDirectory(prefix=".attic-", dir=FOLDER)


def _postfix(**settings):
    """Without the pause that it makes when more comes than it delivers."""
    return lambda: Postfix(in_flow_delay="0", **settings)


A = (
    Contender("heloport", "accepts and discards: --store discard:",
              lambda: instances.Heloport("discard:")),
    Contender("smtp-sink", "accepts and discards; looks at no command closely",
              instances.SmtpSink),
    Contender("postfix", "accepts, hands over to cleanup, which discards: access map DISCARD",
              _postfix(smtpd_recipient_restrictions="check_recipient_access static:DISCARD")),
    Contender("exim", "accepts and discards: ACL verb discard",
              lambda: Exim(main="tls_advertise_hosts =\n" + EXIM_OPEN, acl="  discard\n")),
    Contender("opensmtpd", "cannot discard: accepts into its queue, deliveries are paused",
              lambda: OpenSmtpd("smtp limit max-mails 1000000\n"),
              started=lambda instance: instance.control("pause", "mda")),
    Contender("aiosmtpd", "accepts and discards, in a handler",
              lambda: Aiosmtpd("--discard")),
    Contender("smtp-server", "accepts and discards, in onData",
              lambda: SmtpServer(discard=True)),
    Contender("haraka", "accepts and discards: plugin queue/discard",
              lambda: Haraka(discard=True)),
)

B = (
    Contender("heloport", "into a Maildir before it says 250: --store maildir:PATH",
              lambda: instances.Heloport("maildir:FOLDER/var/mail"),
              f"var/mail/{RECIPIENT}/new"),
    Contender("postfix", "into its hold queue; it delivers nothing",
              _postfix(smtpd_recipient_restrictions="check_recipient_access static:HOLD"),
              "var/spool/postfix/hold", "hold queue"),
    Contender("postfix", "into its queue, and by virtual(8) into a Maildir after it said 250",
              _postfix(), "var/mail/bob/new", "Maildir"),
    Contender("exim", "into its spool, and into a Maildir at once after it said 250",
              lambda: Exim(main="tls_advertise_hosts =\n" + EXIM_OPEN), "var/mail/bob/new"),
    Contender("opensmtpd", "into its queue, and into a Maildir after it said 250",
              lambda: OpenSmtpd("smtp limit max-mails 1000000\n"), "var/mail/bob/new"),
    Contender("aiosmtpd", "into a Maildir before it says 250, by a handler of ours that syncs "
                          "nothing", Aiosmtpd, "var/mail/bob/new"),
    Contender("smtp-server", "into a Maildir before it says 250, in an onData of ours that syncs "
                             "nothing", SmtpServer, "var/mail/bob/new"),
    Contender("haraka", "into its queue for what it sends on; it sends nothing on", Haraka,
              "queue"),
)

WORKLOADS = {"A": A, "B": B}
OURS = "heloport"
PEERS = tuple(dict.fromkeys(each.server for all_of in WORKLOADS.values() for each in all_of
                            if each.server != OURS))


def ours(workload):
    return next(each for each in WORKLOADS[workload] if each.server == OURS)


def peers(workload, servers):
    """The contenders beside ours, those of these servers."""
    return [each for each in WORKLOADS[workload] if each.server in servers]


def why_absent(contender):
    """Why it cannot be started here, or nothing."""
    try:
        instance = contender.make()
    except Absent as why:
        return str(why)
    shutil.rmtree(instance.folder, ignore_errors=True)
    return ""
