"""OpenSMTPD: a server that stores.

In clear only: linked with OpenSSL 3, as Debian bookworm has it, this release can make no TLS
handshake with any certificate ("missing private key"), and so it offers no AUTH either.
"""

from peers.rooted import MAIL, Rooted

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
    users = (("opensmtpd", 101), ("opensmtpq", 102))

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
