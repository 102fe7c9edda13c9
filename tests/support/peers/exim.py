"""Exim: a server that stores, and a client that hands over what its sendmail takes."""

from peers.instance import DOMAIN, LOCAL_PARTS
from peers.rooted import MAIL, Rooted

EXIM = 101

CONFIGURATION = """
primary_hostname = exim.example.net
exim_user = Debian-exim
exim_group = Debian-exim
never_users =
spool_directory = /var/spool/exim4
log_file_path = /var/log/exim-%s
host_lookup =
rfc1413_hosts =
keep_environment =
acl_smtp_rcpt = anyone
{main}
begin acl
anyone:
  accept

begin routers
{routers}
stored:
  driver = accept
  domains = {domain}
  local_parts = {users}
  transport = maildir

begin transports
{transports}
maildir:
  driver = appendfile
  directory = /var/mail/$local_part_data
  maildir_format
  create_directory
  delivery_date_add
  user = {mail}
  group = {mail}

begin retry
* * F,1h,10m

begin authenticators
{authenticators}
"""


class Exim(Rooted):
    """The parts of its configuration that a test adds are named as Exim's own sections."""

    name = "exim"
    logs = ("log", "var/log/exim-main", "var/log/exim-panic")
    users = (("Debian-exim", EXIM),)

    def __init__(self, main="", routers="", transports="", authenticators=""):
        super().__init__()
        self.parts = {"main": main, "routers": routers, "transports": transports,
                      "authenticators": authenticators}
        self.make_folder("var/log", EXIM, EXIM)
        self.make_folder("var/spool/exim4", EXIM, EXIM, 0o750)

    def configure(self):
        self.write("etc/exim4/exim4.conf", CONFIGURATION.format(
            domain=DOMAIN, users=" : ".join(LOCAL_PARTS), mail=MAIL, **self.parts))

    def service(self):
        return ["/usr/sbin/exim4", "-bdf",
                "-oX", f"127.0.0.1.{self.port}", "-oP", "/run/exim.pid"]

    def send(self, octets, sender="ann@example.org", recipients=(f"bob@{DOMAIN}",)):
        """Hands a message to it, which delivers at once in the background."""
        self.run("/usr/sbin/exim4", "-i", "-f", sender, *recipients, octets=octets)
