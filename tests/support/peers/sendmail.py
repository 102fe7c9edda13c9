"""Sendmail: a server that stores, by its own mail.local."""

from peers.cyrus import MECHANISMS, make_known
from peers.rooted import Rooted

SMMTA, SMMSP = 101, 102

# For m4, which makes the file that the server reads. Debian's own begins with the same three lines;
# the delays and limits of rates that it adds are left out.
CONFIGURATION = """define(`_USE_ETC_MAIL_')dnl
include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
OSTYPE(`debian')dnl
FEATURE(`no_default_msa')dnl
DAEMON_OPTIONS(`Family=inet, Name=MTA, Addr=127.0.0.1, Port={port}')dnl
define(`confDOMAIN_NAME', `sendmail.example.net')dnl
LOCAL_DOMAIN(`{domain}')dnl
dnl There is no DNS here.
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`nocanonify')dnl
define(`confSERVICE_SWITCH_FILE', `/etc/mail/service.switch')dnl
define(`confTO_IDENT', `0')dnl
define(`confPID_FILE', `/run/sendmail.pid')dnl
{settings}FEATURE(`local_lmtp', `/usr/libexec/sendmail/mail.local')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
{rulesets}"""

GUARDED = """DAEMON_OPTIONS(`Family=inet, Name=TLS, Addr=127.0.0.1, Port={tls_port}, M=s')dnl
define(`confCACERT', `/tls/ca.pem')dnl
define(`confCACERT_PATH', `/tls')dnl
define(`confSERVER_CERT', `/tls/server.pem')dnl
define(`confSERVER_KEY', `/tls/server.key')dnl
define(`confAUTH_MECHANISMS', `{mechanisms}')dnl
TRUST_AUTH_MECH(`{mechanisms}')dnl
define(`confAUTH_OPTIONS', `p')dnl
"""


class Sendmail(Rooted):
    """`settings` and `rulesets` are lines of its .mc beside those above."""

    name = "sendmail"
    configured_by = ("etc/mail/sendmail.mc",)
    users = (("smmta", SMMTA), ("smmsp", SMMSP), ("bob", 1001), ("carol", 1002))

    def __init__(self, guarded=False, settings="", rulesets=""):
        super().__init__(guarded)
        self.settings, self.rulesets = settings, rulesets
        self.make_folder("var/spool/mqueue", mode=0o700)
        self.make_folder("var/spool/mqueue-client", SMMSP, SMMSP, 0o770)
        self.make_folder("var/lib/sendmail/host_status")
        if guarded:
            self.take_certificates("ca.pem")
            make_known(self, "etc/mail/sasl/Sendmail.conf")

    def configure(self):
        self.write("etc/mail/service.switch", "hosts files\naliases files\n")
        self.write("etc/mail/local-host-names", "")
        self.write("etc/mail/sendmail.mc", CONFIGURATION.format(
            port=self.port, domain=self.domain, rulesets=self.rulesets,
            settings=self.settings + self._guard()))
        self.write("etc/mail/aliases", "postmaster: bob\n")
        self.write("etc/mail/sendmail.cf",
                   self.run("/usr/bin/m4", "/etc/mail/sendmail.mc").decode())
        self.run("/usr/libexec/sendmail/sendmail", "-bi")

    def _guard(self):
        if not self.guarded:
            return ""
        return GUARDED.format(tls_port=self.tls_port, mechanisms=MECHANISMS)

    def service(self):
        return ["/usr/libexec/sendmail/sendmail", "-bD", "-X", "/dev/null"]
