"""Dovecot: an LMTP server that stores, and a reader of a Maildir."""

from peers.instance import DOMAIN, LOCAL_PARTS
from peers.rooted import MAIL, Rooted

CONFIGURATION = """
base_dir = /run/dovecot
log_path = /log
protocols = lmtp
{tls}
hostname = dovecot.example.net
mail_location = maildir:/var/mail/{folder}
first_valid_uid = {mail}
userdb {{
  driver = passwd-file
  args = username_format=%u /etc/dovecot/users
}}
passdb {{
  driver = static
  args = nopassword=y
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {port}
  }}
  unix_listener /lmtp.sock {{
    mode = 0666
  }}
}}
"""

# Whoever may reach its port may deliver: LMTP has no logins.
GUARDED = """
ssl = required
ssl_cert = </tls/server.pem
ssl_key = </tls/server.key
"""


class Dovecot(Rooted):
    """Takes mail by LMTP, on its port and on the Unix socket `unix`."""

    name = "dovecot"
    users = (("dovecot", 101), ("dovenull", 102))

    def __init__(self, folder="%n", users=tuple(f"{user}@{DOMAIN}" for user in LOCAL_PARTS),
                 guarded=False):
        """`folder` below var/mail is a user's Maildir, in Dovecot's variables."""
        super().__init__(guarded)
        self.mail_folder = folder
        self.mail_users = users
        self.unix = self.path("lmtp.sock")

    def configure(self):
        self.write("etc/dovecot/users", "".join(
            f"{user}::{MAIL}:{MAIL}::/var/mail/{user}\n" for user in self.mail_users))
        self.write("etc/dovecot/dovecot.conf", CONFIGURATION.format(
            mail=MAIL, port=self.port, folder=self.mail_folder,
            tls=GUARDED if self.guarded else "ssl = no"))

    def service(self):
        return ["/usr/sbin/dovecot", "-F", "-c", "/etc/dovecot/dovecot.conf"]

    def imap(self, user, *commands):
        """What its IMAP server answers to a user who is logged in already."""
        lines = "".join(f"{number} {command}\r\n"
                        for number, command in enumerate((*commands, "LOGOUT"), 1))
        return self.run("/usr/lib/dovecot/imap", "-u", user, octets=lines.encode())
