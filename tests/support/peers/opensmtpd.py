"""OpenSMTPD: a server that stores.

In clear only: linked with OpenSSL 3, as Debian bookworm has it, this release can make no TLS
handshake with any certificate ("missing private key"), and so it offers no AUTH either.
"""

import subprocess

from peers.instance import SECONDS_MAX
from peers.rooted import MAIL, Rooted

QUEUE_GROUP = 102

CONFIGURATION = """
table users {{ {users} }}
listen on 127.0.0.1 port {port} hostname opensmtpd.example.net
action stored maildir "/var/mail/%{{user.username}}" userbase <users>
match from any for domain "{domain}" action stored
{settings}"""


class OpenSmtpd(Rooted):
    """`settings` are lines of smtpd.conf beside those above."""

    name = "opensmtpd"
    configured_by = ("etc/smtpd.conf",)
    users = (("opensmtpd", 101), ("opensmtpq", QUEUE_GROUP))

    def __init__(self, settings=""):
        super().__init__()
        self.settings = settings
        self.make_folder("var/lib/opensmtpd/empty")
        self.make_folder("var/spool/smtpd", mode=0o711)

    def configure(self):
        users = ", ".join(f'{user} = "{MAIL}:{MAIL}:/var/mail"' for user in self.local_parts)
        self.write("etc/smtpd.conf", CONFIGURATION.format(
            users=users, domain=self.domain, port=self.port, settings=self.settings))

    def service(self):
        return ["/usr/sbin/smtpd", "-d", "-f", "/etc/smtpd.conf"]

    def control(self, *words):
        """Says something to it by smtpctl, which an installation would make setgid."""
        subprocess.run(["chroot", f"--userspec=0:{QUEUE_GROUP}", self.folder,
                        "/usr/sbin/smtpctl", *words], env=self.environment(), check=True,
                       stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS_MAX)
