"""Dovecot: an LMTP server that stores, and a reader of a Maildir."""

from peers.rooted import MAIL, Rooted

CONFIGURATION = """
base_dir = /run/dovecot
log_path = /log
protocols = lmtp
{tls}
hostname = dovecot.example.net
{settings}mail_location = maildir:/var/mail/{folder}
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
ssl = {ssl}
ssl_cert = </tls/server.pem
ssl_key = </tls/server.key
"""


class Dovecot(Rooted):
    """Takes mail by LMTP, on its port and on the Unix socket `unix`."""

    name = "dovecot"
    configured_by = ("etc/dovecot/dovecot.conf",)
    users = (("dovecot", 101), ("dovenull", 102))

    def __init__(self, folder="%n", users=None, guarded=False, settings=""):
        """`folder` below var/mail is a user's Maildir, in Dovecot's variables.

        `users` are whole addresses; without them those of its domain. `settings` are lines.
        """
        super().__init__(guarded)
        self.mail_folder = folder
        self.mail_users = users
        self.settings = settings
        self.unix = self.path("lmtp.sock")

    def configure(self):
        users = self.mail_users or [f"{user}@{self.domain}" for user in self.local_parts]
        self.write("etc/dovecot/users", "".join(
            f"{user}::{MAIL}:{MAIL}::/var/mail/{user}\n" for user in users))
        self.write("etc/dovecot/dovecot.conf", CONFIGURATION.format(
            mail=MAIL, port=self.port, folder=self.mail_folder,
            tls=self._tls(), settings=self.settings))

    def _tls(self):
        if not self.guarded:
            return "ssl = no"
        return GUARDED.format(ssl="yes" if self.open else "required")

    def service(self):
        return ["/usr/sbin/dovecot", "-F", "-c", "/etc/dovecot/dovecot.conf"]

    def imap(self, user, *commands):
        """What its IMAP server answers to a user who is logged in already."""
        lines = "".join(f"{number} {command}\r\n"
                        for number, command in enumerate((*commands, "LOGOUT"), 1))
        return self.run("/usr/lib/dovecot/imap", "-u", user, octets=lines.encode())
