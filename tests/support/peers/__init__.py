"""Other people's mail servers as peers of a test: private instances that start and stop with it."""

from peers.instance import CERTIFICATES, PASSWORD, SECONDS_MAX, USER, Absent, until
from peers.aiosmtpd import Aiosmtpd
from peers.dovecot import Dovecot
from peers.exim import Exim
from peers.haraka import Haraka
from peers.opensmtpd import OpenSmtpd
from peers.postfix import Postfix
from peers.rooted import MAIL
from peers.sendmail import Sendmail
from peers.smtp_server import SmtpServer

SERVERS = {peer.name: peer for peer in (Postfix, Exim, OpenSmtpd, Sendmail, Aiosmtpd, SmtpServer,
                                        Dovecot)}
