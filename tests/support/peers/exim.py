"""Exim: a server that stores, and a client that hands over what its sendmail takes."""

from peers.instance import DOMAIN, PASSWORD, USER
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
notifier_socket =
keep_environment =
acl_smtp_rcpt = anyone
{main}
begin acl
anyone:
{acl}  accept
{acls}
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

GUARDED = {"main": """
tls_advertise_hosts = *
tls_certificate = /tls/server.pem
tls_privatekey = /tls/server.key
tls_on_connect_ports = {tls_port}
auth_advertise_hosts = ${{if def:tls_in_cipher {{*}}{{}}}}
""", "authenticators": """
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and {{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${{if and {{{{eq{{$auth1}}{{{user}}}}}{{eq{{$auth2}}{{{password}}}}}}}}}
  server_set_id = $auth1
"""}


class Exim(Rooted):
    """The parts of its configuration that a test adds are named as Exim's own sections."""

    name = "exim"
    configured_by = ("etc/exim4/exim4.conf",)
    logs = ("log", "var/log/exim-main", "var/log/exim-panic")
    key_mode = 0o644  # it reads its key as its user
    users = (("Debian-exim", EXIM),)

    def __init__(self, guarded=False, **parts):
        super().__init__(guarded)
        self.parts = {"main": "" if guarded else "tls_advertise_hosts =\n", "acl": "",
                      "acls": "", "routers": "", "transports": "", "authenticators": "", **parts}
        self.make_folder("var/log", EXIM, EXIM)
        self.make_folder("var/spool/exim4", EXIM, EXIM, 0o750)

    def configure(self):
        parts = dict(self.parts)
        for name, text in GUARDED.items() if self.guarded else ():
            parts[name] += text.format(tls_port=self.tls_port, user=USER, password=PASSWORD)
        if self.guarded and not self.open:
            parts["acl"] += "  require authenticated = *\n"
        self.write("etc/exim4/exim4.conf", CONFIGURATION.format(
            domain=self.domain, users=" : ".join(self.local_parts), mail=MAIL, **parts))

    def service(self):
        ports = (self.port, self.tls_port) if self.guarded else (self.port,)
        return ["/usr/sbin/exim4", "-bdf",
                "-oX", ":".join(f"127.0.0.1.{port}" for port in ports), "-oP", "/run/exim.pid"]

    def send(self, octets, sender="ann@example.org", recipients=(f"bob@{DOMAIN}",)):
        """Hands a message to it, which delivers at once in the background."""
        self.run("/usr/sbin/exim4", "-i", "-f", sender, *recipients, octets=octets)
