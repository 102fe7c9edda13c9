"""Peers as the conformance suite is calibrated with: whole, open, and in no way slowed down.

A suite errs on purpose, often and fast. Most servers answer that by waiting, or by going away for
some time; here they do not, and nothing else is changed. Each offers what it has: TLS, logins
inside TLS, every extension of its package.
"""

import os

from peers.aiosmtpd import Aiosmtpd
from peers.dovecot import Dovecot
from peers.exim import Exim
from peers.opensmtpd import OpenSmtpd
from peers.postfix import Postfix
from peers.sendmail import Sendmail
from peers.smtp_server import SmtpServer

DOMAIN = "example.org"
LOCAL_PARTS = ("bob", "carol", "postmaster")
OCTETS_MAX = 1_000_000  # of a message: the suite exceeds it more than once


def postfix():
    return Postfix(
        guarded=True,
        myorigin=DOMAIN,
        message_size_limit=str(OCTETS_MAX),
        smtpd_relay_restrictions="reject_unauth_destination",
        smtpd_error_sleep_time="0",
        smtpd_soft_error_limit="1000",
        smtpd_hard_error_limit="1000",
        smtpd_junk_command_limit="1000",
        smtpd_client_connection_count_limit="0",
    )


def exim():
    return Exim(
        guarded=True,
        main=f"qualify_domain = {DOMAIN}\n"
             f"message_size_limit = {OCTETS_MAX}\n"
             "dsn_advertise_hosts = *\n"
             "queue_only\n"  # thousands of messages: they are stored by nobody, later
             "smtp_accept_max = 200\n"
             "smtp_accept_max_nonmail = 1000\n"
             "smtp_max_unknown_commands = 1000\n"
             "smtp_max_synprot_errors = 1000\n"
             "acl_smtp_vrfy = known\n",
        acl="  deny !verify = recipient\n",
        acls="known:\n  accept\n",
    )


def opensmtpd():
    # A postmaster without a domain is one of the server's own name.
    return OpenSmtpd(
        settings=f'smtp max-message-size "{OCTETS_MAX}"\n'
                 'match from any for domain "opensmtpd.example.net" action stored\n')


# Sendmail relays for whoever comes from its own machine, which all do here.
NO_RELAY = """LOCAL_RULESETS
SLocal_check_rcpt
R$*\t$: $>CanonAddr $1
R$* < @ $=w . > $*\t$@ OK
R$* < @ $* > $*\t$#error $@ 5.7.1 $: "550 Relaying denied"
"""


def sendmail():
    return Sendmail(
        guarded=True,
        settings=f"define(`confMAX_MESSAGE_SIZE', `{OCTETS_MAX}')dnl\n"
                 "define(`confQUEUE_LA', `1000')dnl\n"
                 "define(`confREFUSE_LA', `1000')dnl\n"
                 "define(`confDELAY_LA', `0')dnl\n",
        rulesets=NO_RELAY,
    )


def aiosmtpd():
    server = Aiosmtpd("--max-size", str(OCTETS_MAX), guarded=True)
    server.selective = True
    return server


def smtp_server():
    return SmtpServer(guarded=True, hideDSN=False, hideENHANCEDSTATUSCODES=False,
                      hideREQUIRETLS=False, size=OCTETS_MAX)


def dovecot():
    addresses = [f"{user}@{DOMAIN}" for user in LOCAL_PARTS]
    return Dovecot(guarded=True, users=[*addresses, "postmaster"])


MAKERS = {Postfix.name: postfix, Exim.name: exim, OpenSmtpd.name: opensmtpd,
          Sendmail.name: sendmail, Aiosmtpd.name: aiosmtpd, SmtpServer.name: smtp_server,
          Dovecot.name: dovecot}


def calibrated(name):
    """The server of that name, still to start."""
    server = MAKERS[name]()
    server.open = True
    server.domain, server.local_parts = DOMAIN, LOCAL_PARTS
    return server


def version(server):
    """The package that it comes from and its version."""
    with open(os.path.join(server.unpacked, ".version"), encoding="ascii") as file:
        return file.read().strip()
