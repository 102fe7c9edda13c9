"""Ours as a subject, in every way it serves."""

import os
import shlex
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass

from peers import CERTIFICATES, PASSWORD, USER
from peers.calibrated import DOMAIN, OCTETS_MAX

from .subjects import Started, Subject, addresses, guarded_words

NAME = "heloport"
# It reports success into a mailbox of its own only, and refuses the wish of another sender.
SENDER = f"carol@{DOMAIN}"


@dataclass(frozen=True)
class Way:
    """How it serves and how the suite reaches it."""

    name: str
    listen: str = "127.0.0.1:0"  # FOLDER is put in; empty: by stdio, for --exec
    tls: str = ""  # what --tls of the suite says; then it logs in as well
    lmtp: bool = False


WAYS = (
    Way("TCP"),
    Way("Unix socket", listen="unix:FOLDER/smtp.sock"),
    Way("stdio", listen=""),
    Way("STARTTLS, logged in", tls="starttls"),
    Way("TLS at once, logged in", tls="implicit"),
    Way("LMTP", lmtp=True),
    Way("LMTP, Unix socket", listen="unix:FOLDER/lmtp.sock", lmtp=True),
)


def of_heloport(binary):
    """All of WAYS."""
    return [Subject(NAME, way.name, _runner(binary, way)) for way in WAYS]


def _runner(binary, way):
    @contextmanager
    def run():
        with tempfile.TemporaryDirectory(prefix="heloport-") as folder:
            options = _options(binary, way, folder)
            with _served(binary, way, options, folder) as target:
                lmtp = ("--lmtp",) if way.lmtp else ()
                words = guarded_words(way.tls, folder) if way.tls else ()
                yield Started((*target, *lmtp, *addresses(SENDER), *words), _version(binary),
                              _configuration(way, options, folder))
    return run


def _options(binary, way, folder):
    """What follows `heloport serve`, except where it listens."""
    users, secret = os.path.join(folder, "users"), os.path.join(folder, "secret")
    with open(secret, "w", encoding="utf-8") as file:
        file.write(PASSWORD + "\n")
    subprocess.run([binary, "user", "add", USER, "--users", users, "--password-file", secret],
                   check=True, stdin=subprocess.DEVNULL, capture_output=True)
    return ("--hostname", "mx.example.net", "--domain", DOMAIN,
            "--tls-cert", os.path.join(CERTIFICATES, "server.pem"),
            "--tls-key", os.path.join(CERTIFICATES, "server.key"), "--users", users,
            "--max-size", str(OCTETS_MAX),
            *(("--lmtp",) if way.lmtp else ()))


@contextmanager
def _served(binary, way, options, folder):
    """Where the suite finds it, as words of its own command line."""
    if not way.listen:
        mailbox = f"directory:{folder}/mailbox"
        yield ("--exec", shlex.join((binary, "serve", "--stdio", *options, "--store", mailbox)))
        return
    from program import Server  # it wants to know the binary when it is imported
    listen = way.listen.replace("FOLDER", folder)
    at_once = ("--tls-listen", "127.0.0.1:0") if way.tls == "implicit" else ()
    with Server(*options, *at_once, listen=listen, folder=folder) as server:
        listening = [line.split()[-1] for line in server.talk if "listening on" in line]
        address = listening[-1] if at_once else server.address
        if address.startswith("unix:"):
            yield ("--unix", address[len("unix:"):])
        else:
            yield (address,)


def _configuration(way, options, folder):
    listen = ("--listen", way.listen) if way.listen else ("--stdio",)
    at_once = ("--tls-listen", "127.0.0.1:0") if way.tls == "implicit" else ()
    text = shlex.join(("heloport", "serve", *listen, *at_once, *options))
    return text.replace(folder, "FOLDER").replace(CERTIFICATES, "CERTIFICATES") + "\n"


def _version(binary):
    done = subprocess.run([binary, "--version"], check=True, capture_output=True, text=True)
    return done.stdout.strip()
