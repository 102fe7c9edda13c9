"""OpenSMTPD: a server that stores.

In clear only: linked with OpenSSL 3, as Debian bookworm has it, this release can make no TLS
handshake with any certificate ("missing private key"), and so it offers no AUTH either.
"""

from peers.instance import DOMAIN, LOCAL_PARTS
from peers.rooted import MAIL, Rooted

CONFIGURATION = """
table boxes {{ {boxes} }}
table users {{ mail = "{mail}:{mail}:/var/mail" }}
listen on 127.0.0.1 port {port} hostname opensmtpd.example.net
action stored maildir "/var/mail/%{{rcpt.user}}" virtual <boxes> userbase <users>
match from any for domain "{domain}" action stored
"""


class OpenSmtpd(Rooted):
    name = "opensmtpd"
    users = (("opensmtpd", 101), ("opensmtpq", 102))

    def __init__(self):
        super().__init__()
        self.make_folder("var/lib/opensmtpd/empty")
        self.make_folder("var/spool/smtpd", mode=0o711)

    def configure(self):
        boxes = ", ".join(f'"{user}@{DOMAIN}" = mail' for user in LOCAL_PARTS)
        self.write("etc/smtpd.conf", CONFIGURATION.format(
            boxes=boxes, domain=DOMAIN, mail=MAIL, port=self.port))

    def service(self):
        return ["/usr/sbin/smtpd", "-d", "-f", "/etc/smtpd.conf"]
