"""Postfix: a server that stores, and a client that hands over what its sendmail takes."""

from peers.cyrus import make_known
from peers.instance import DOMAIN, USER
from peers.rooted import MAIL, Rooted

POSTFIX, POSTDROP = 101, 102

# Each service as Debian's master.cf has it, but for the chroot; the port is put in.
SERVICES = """
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

SETTINGS = {
    "compatibility_level": "3.6",
    "maillog_file": "/log",
    "maillog_file_prefixes": "/log",
    "myhostname": "postfix.example.net",
    "mydestination": "",
    "alias_maps": "",
    "mynetworks": "127.0.0.0/8",
    "inet_interfaces": "127.0.0.1",
    "inet_protocols": "ipv4",
    "smtp_host_lookup": "native",  # there is no DNS here
    "lmtp_host_lookup": "native",
    "virtual_mailbox_base": "/var/mail",
    "virtual_mailbox_maps": "texthash:/etc/postfix/mailboxes",
    "virtual_minimum_uid": str(MAIL),
    "virtual_uid_maps": f"static:{MAIL}",
    "virtual_gid_maps": f"static:{MAIL}",
    "minimal_backoff_time": "300s",
}

GUARDED_SERVICE = "{port} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n"
GUARDED = {
    "smtpd_tls_cert_file": "/tls/server.pem",
    "smtpd_tls_key_file": "/tls/server.key",
    "smtpd_tls_security_level": "may",
    "smtpd_tls_auth_only": "yes",
    "smtpd_sasl_auth_enable": "yes",
    "smtpd_sasl_local_domain": USER.split("@")[1],
}


class Postfix(Rooted):
    """`settings` are lines of main.cf beside those above."""

    name = "postfix"
    configured_by = ("etc/postfix/main.cf",)
    users = (("postfix", POSTFIX), ("postdrop", POSTDROP))

    def __init__(self, guarded=False, **settings):
        super().__init__(guarded)
        self.settings = {**SETTINGS, **(GUARDED if guarded else {}), **settings}
        queue = "var/spool/postfix"
        self.make_folder(queue)
        self.make_folder("var/lib/postfix", POSTFIX)
        for folder in ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold",
                       "incoming", "private", "saved", "trace"):
            self.make_folder(f"{queue}/{folder}", POSTFIX, 0, 0o700)
        self.make_folder(f"{queue}/public", POSTFIX, POSTDROP, 0o710)
        self.make_folder(f"{queue}/maildrop", POSTFIX, POSTDROP, 0o730)
        self.make_folder(f"{queue}/pid")
        if guarded:
            make_known(self, "etc/postfix/sasl/smtpd.conf")

    def configure(self):
        settings = {"virtual_mailbox_domains": self.domain, **self.settings}
        if self.guarded and not self.open:
            settings["smtpd_recipient_restrictions"] = "permit_sasl_authenticated,reject"
        self.write("etc/postfix/main.cf",
                   "".join(f"{name} = {value}\n" for name, value in settings.items()))
        services = SERVICES.format(port=self.address)
        if self.guarded:
            services += GUARDED_SERVICE.format(port=self.tls_address)
        self.write("etc/postfix/master.cf", services)
        self.write("etc/postfix/mailboxes",
                   "".join(f"{user}@{self.domain} {user}/\n" for user in self.local_parts))

    def service(self):
        return ["/usr/lib/postfix/sbin/master", "-d", "-c", "/etc/postfix"]

    def send(self, octets, sender="ann@example.org", recipients=(f"bob@{DOMAIN}",)):
        """Hands a message to its sendmail, which queues it."""
        self.run("/usr/sbin/sendmail", "-i", "-f", sender, *recipients, octets=octets)
