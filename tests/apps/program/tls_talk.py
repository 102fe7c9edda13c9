"""An SMTP client for probes: TLS when it is told, logins octet for octet."""

import base64
import socket
import ssl

from judged import certificate
from peers import PASSWORD, USER
from program import Talk


def trusting(name=None):
    """Trusts the CA of the tests; `name` is a client certificate to show."""
    context = ssl.create_default_context(cafile=certificate("ca.pem"))
    if name:
        context.load_cert_chain(certificate(f"{name}.pem"), certificate(f"{name}.key"))
    return context


def base64_of(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def plain(user=USER, password=PASSWORD):
    """PLAIN's one message (RFC 4616, 2)."""
    return base64_of(f"\0{user}\0{password}")


class TlsTalk(Talk):
    def wrap(self, context=None):
        """The handshake, here and now."""
        self._file.close()
        self.socket = (context or trusting()).wrap_socket(self.socket, server_hostname="localhost")
        self._file = self.socket.makefile("rb")
        return self

    def secure(self, context=None):
        """EHLO, STARTTLS, the handshake, EHLO."""
        self.expect("250", "EHLO client.example.org")
        self.expect("220", "STARTTLS")
        self.wrap(context)
        return self.expect("250", "EHLO client.example.org")

    def login(self):
        self.secure()
        self.expect("235", f"AUTH PLAIN {plain()}")
        return self

    def ends(self):
        """Whether the server hangs up without another word, by FIN or RST."""
        try:
            return self.reply() == ""
        except (ConnectionError, ssl.SSLError, socket.timeout):
            return True

    @classmethod
    def at_once(cls, port, context=None):
        """TLS from the first octet."""
        talk = cls(f"127.0.0.1:{port}", greeted=False).wrap(context)
        talk.greeting = talk.reply()
        return talk
