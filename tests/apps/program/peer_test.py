"""Other people's clients deliver to the real server: peer_test.py PEER.

A peer that is not installed is skipped by name; scripts/deps peers installs them.
"""

import os
import quopri
import shutil
import smtplib
import subprocess
import sys
import tempfile

from program import Server, content_of

SKIPPED = 77  # what the build's test driver takes for it
SENDER = "ann@example.org"
RECIPIENTS = ("bob@example.com", "carol@example.com")
# What is easily broken on the way: dots, an empty line, a long line, blanks.
BODY = [".", "..", ".a", "", "x" * 900, "From here", "  blanks before"]
MESSAGE = "\n".join([f"From: {SENDER}", f"To: {', '.join(RECIPIENTS)}", "Subject: A peer",
                     "Date: Tue, 15 Jan 2008 16:02:43 -0500", "Message-ID: <1@example.org>",
                     "", *BODY, ""])

NODE_SCRIPT = """
const nodemailer = require('nodemailer');
const [port, from, to, body] = process.argv.slice(1);
nodemailer.createTransport({host: '127.0.0.1', port: Number(port), ignoreTLS: true})
  .sendMail({from, to, subject: 'A peer', raw: body})
  .catch((error) => { console.error(error); process.exit(1); });
"""


class Absent(Exception):
    """The peer is not installed."""


def command(name, *arguments, text="", cwd=None, env=None):
    if not shutil.which(name):
        raise Absent(name)
    around = {**os.environ, "HOME": cwd or "/nonexistent", **(env or {})}
    done = subprocess.run([name, *arguments], input=text, cwd=cwd, capture_output=True, text=True,
                          timeout=60, env=around, check=False)
    assert done.returncode == 0, f"{name}: {done.returncode}\n{done.stdout}{done.stderr}"


def message_file(folder, text):
    path = os.path.join(folder, "message")
    with open(path, "w", newline="", encoding="utf-8") as file:
        file.write(text)
    return path


def curl(port, folder):
    path = message_file(folder, MESSAGE.replace("\n", "\r\n"))
    recipients = [word for user in RECIPIENTS for word in ("--mail-rcpt", user)]
    command("curl", "--silent", "--show-error", f"smtp://127.0.0.1:{port}/client.example.org",
            "--mail-from", SENDER, *recipients, "--upload-file", path)


def swaks(port, folder):
    command("swaks", "--server", "127.0.0.1", "--port", str(port), "--from", SENDER, "--to",
            ",".join(RECIPIENTS), "--pipeline", "--data", "@" + message_file(folder, MESSAGE))


def msmtp(port, folder):
    command("msmtp", "--host=127.0.0.1", f"--port={port}", f"--from={SENDER}", "--auth=off",
            "--tls=off", *RECIPIENTS, text=MESSAGE, cwd=folder)


def s_nail(port, folder):
    settings = (f"mta=smtp://127.0.0.1:{port}", "smtp-auth=none", "sendwait", "DEAD=/dev/null",
                "hostname=client.example.org")
    command("s-nail", "-:/", *(word for each in settings for word in ("-S", each)), "-r", SENDER,
            "-s", "A peer", *RECIPIENTS, text="\n".join(BODY) + "\n", cwd=folder)


def python_smtplib(port, _):
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
        client.sendmail(SENDER, RECIPIENTS, MESSAGE, mail_options=["BODY=8BITMIME"])
        code, _ = client.vrfy(RECIPIENTS[0])
        assert code == 250, code


def nodemailer(port, folder):
    paths = os.pathsep.join(filter(None, [os.environ.get("NODE_PATH"), "/usr/share/nodejs"]))
    env = {"NODE_PATH": paths}
    try:
        command("node", "-e", "require('nodemailer')", cwd=folder, env=env)
    except AssertionError as missing:
        raise Absent("nodemailer") from missing
    command("node", "-e", NODE_SCRIPT, str(port), SENDER, ",".join(RECIPIENTS), MESSAGE,
            cwd=folder, env=env)


def git_send_email(port, folder):
    try:
        command("git", "send-email", "--dump-aliases", cwd=folder)
        command("perl", "-MMail::Address", "-MNet::SMTP", "-e1")
    except AssertionError as missing:
        raise Absent("git send-email") from missing
    path = message_file(folder, MESSAGE)
    command("git", "-c", "sendemail.confirm=never", "send-email", "--quiet",
            "--smtp-server=127.0.0.1", f"--smtp-server-port={port}", f"--from={SENDER}",
            *(f"--to={user}" for user in RECIPIENTS), "--suppress-cc=all", "--no-validate",
            "--smtp-domain=client.example.org", path, cwd=folder)


PEERS = {"curl": curl, "swaks": swaks, "msmtp": msmtp, "s-nail": s_nail,
         "smtplib": python_smtplib, "nodemailer": nodemailer, "git-send-email": git_send_email}


def check(mail):
    content = content_of(mail)
    header, _, body = content.partition(b"\r\n\r\n")
    assert b"Subject: A peer" in header, header
    expected = "\r\n".join(BODY).encode() + b"\r\n"
    if b"quoted-printable" in header.lower():  # a peer may fold what it finds too long
        body = quopri.decodestring(body)
    assert body.rstrip() == expected.rstrip(), (body, expected)


def main(name):
    folder = tempfile.mkdtemp(prefix="heloport-")
    try:
        with Server("--hostname", "mx.example.com") as server:
            PEERS[name](server.port, folder)
            mails = [mail for user in RECIPIENTS for mail in server.mails(user).values()]
            assert len(mails) == len(RECIPIENTS), server.files()
            for mail in mails:
                check(mail)
    except Absent as absent:
        print(f"skipped: {absent} is not installed here")
        return SKIPPED
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
