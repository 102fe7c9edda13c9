"""Other people's clients log in behind TLS and deliver to ours: secure_client_test.py CLIENT.

Our own is one of them. Each checks our certificate against the CA of the tests. `There` is where
they deliver.
"""

import base64
import os
import shutil
import smtplib
import ssl
import subprocess
import threading
from collections import namedtuple

from judged import RECIPIENTS, SENDER, JudgedTest, certificate, main
from peers import PASSWORD, SECONDS_MAX, USER, Absent
from program import content_of, run

TEXT = "Subject: A peer\n\n.\n..\n  behind TLS\n"

There = namedtuple("There", "port tls_port folder")


def command(name, *arguments, text="", folder=None, **environment):
    if not shutil.which(name):
        raise Absent(f"no {name} here")
    done = subprocess.run([name, *arguments], input=text, cwd=folder, capture_output=True,
                          text=True, timeout=SECONDS_MAX, check=False,
                          env={**os.environ, "HOME": folder or "/nonexistent", **environment})
    assert done.returncode == 0, f"{name}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def file_of(there, name, text):
    path = os.path.join(there.folder, name)
    with open(path, "w", newline="", encoding="utf-8") as file:
        file.write(text)
    return path


def curl(there, at_once, mechanism):
    url = f"smtps://127.0.0.1:{there.tls_port}" if at_once else f"smtp://127.0.0.1:{there.port}"
    command("curl", "--silent", "--show-error", "--ssl-reqd", "--cacert", certificate("ca.pem"),
            "--user", f"{USER}:{PASSWORD}", "--login-options", f"AUTH={mechanism}",
            f"{url}/client.example.org", "--mail-from", SENDER, "--mail-rcpt", RECIPIENTS[0],
            "--upload-file", file_of(there, "text", TEXT.replace("\n", "\r\n")))


def swaks(there, at_once, mechanism):
    where = ["--tlsc", "--port", str(there.tls_port)] if at_once \
        else ["--tls", "--port", str(there.port)]
    command("swaks", "--server", "127.0.0.1", *where, "--tls-verify", "--tls-ca-path",
            certificate("ca.pem"), "--auth", mechanism, "--auth-user", USER, "--auth-password",
            PASSWORD, "--from", SENDER, "--to", RECIPIENTS[0], "--data",
            "@" + file_of(there, "text", TEXT))


def msmtp(there, at_once, mechanism):
    settings = {"host": "127.0.0.1", "port": there.tls_port if at_once else there.port,
                "tls": "on", "tls_starttls": "off" if at_once else "on",
                "tls_trust_file": certificate("ca.pem"), "auth": mechanism.lower(), "user": USER,
                "password": f'"{PASSWORD}"', "from": SENDER}
    path = file_of(there, "msmtprc", "account default\n" + "".join(
        f"{name} {value}\n" for name, value in settings.items()))
    os.chmod(path, 0o600)
    command("msmtp", "-C", path, RECIPIENTS[0], text=TEXT, folder=there.folder)


def python_smtplib(there, at_once, mechanism):
    context = ssl.create_default_context(cafile=certificate("ca.pem"))
    if at_once:
        client = smtplib.SMTP_SSL("127.0.0.1", there.tls_port, context=context,
                                  timeout=SECONDS_MAX)
    else:
        client = smtplib.SMTP("127.0.0.1", there.port, timeout=SECONDS_MAX)
        client.starttls(context=context)
    with client:
        client.ehlo()
        client.user, client.password = USER, PASSWORD
        method = {"PLAIN": client.auth_plain, "LOGIN": client.auth_login}[mechanism]
        code, text = client.auth(mechanism, method)
        assert code == 235, text
        client.sendmail(SENDER, RECIPIENTS[0], TEXT)


NODE_SCRIPT = """
const nodemailer = require('nodemailer');
const [port, secure, ca, user, pass, authMethod, from, to, raw] = process.argv.slice(1);
nodemailer.createTransport({host: 'localhost', port: Number(port), secure: secure === 'yes',
    requireTLS: true, tls: {ca: require('fs').readFileSync(ca)}, auth: {user, pass}, authMethod})
  .sendMail({envelope: {from, to}, raw})
  .catch((error) => { console.error(error); process.exit(1); });
"""


def nodemailer(there, at_once, mechanism):
    paths = os.pathsep.join(filter(None, [os.environ.get("NODE_PATH"), "/usr/share/nodejs"]))
    try:
        command("node", "-e", "require('nodemailer')", NODE_PATH=paths)
    except AssertionError as missing:
        raise Absent("no nodemailer here") from missing
    command("node", "-e", NODE_SCRIPT, str(there.tls_port if at_once else there.port),
            "yes" if at_once else "no", certificate("ca.pem"), USER, PASSWORD, mechanism, SENDER,
            RECIPIENTS[0], TEXT, NODE_PATH=paths)


def openssl(there, at_once, _mechanism):
    """s_client sends what is typed; each line is typed once the one before is answered."""
    if not shutil.which("openssl"):
        raise Absent("no openssl here")
    where = ["-connect", f"127.0.0.1:{there.tls_port}"] if at_once \
        else ["-starttls", "smtp", "-connect", f"127.0.0.1:{there.port}"]
    secret = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
    with subprocess.Popen(
            ["openssl", "s_client", *where, "-quiet", "-crlf", "-verify_return_error",
             "-verify_hostname", "localhost", "-CAfile", certificate("ca.pem")], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as client:
        def answered(code):
            while line := client.stdout.readline():
                if line[3:4] != "-":
                    assert line.startswith(code), line
                    return
            raise AssertionError(f"the connection ended, not {code}")

        patience = threading.Timer(SECONDS_MAX, client.kill)
        patience.start()
        if at_once:  # otherwise it has read the greeting itself
            answered("220")
        for line, code in (("EHLO client.example.org", "250"), (f"AUTH PLAIN {secret}", "235"),
                           (f"MAIL FROM:<{SENDER}>", "250"), (f"RCPT TO:<{RECIPIENTS[0]}>", "250"),
                           ("DATA", "354"), (TEXT.replace("\n.", "\n..") + ".", "250"),
                           ("QUIT", "221")):
            client.stdin.write(line + "\n")
            client.stdin.flush()
            answered(code)
        client.stdin.close()
        patience.cancel()


def ours(there, at_once, mechanism):
    """Our own, which takes the strongest that is offered."""
    where = ["--tls", "implicit", "--server", f"127.0.0.1:{there.tls_port}"] if at_once \
        else ["--tls", "starttls", "--server", f"127.0.0.1:{there.port}"]
    done = run("send", SENDER, RECIPIENTS[0], "--data", file_of(there, "text", TEXT), *where,
               "--tls-ca", certificate("ca.pem"), "--user", USER, "--password-file",
               file_of(there, "secret", PASSWORD + "\n"), "-v")
    assert done.returncode == 0, done.stderr
    assert f"C: AUTH {mechanism} (hidden)\n" in done.stderr, done.stderr


class SecureClient(JudgedTest):
    """`client` delivers one mail, by STARTTLS and with TLS at once, with each mechanism."""

    client = None
    mechanisms = ("PLAIN", "LOGIN")

    def test_it_logs_in_behind_tls_and_delivers(self):
        ours = self.guarded_server()
        there = There(ours.port, ours.tls_port, self.folder)
        sent = 0
        for at_once in False, True:
            for mechanism in self.mechanisms:
                with self.subTest(mechanism, at_once=at_once):
                    type(self).client(there, at_once, mechanism)
                    sent += 1
                    mails = list(ours.mails(RECIPIENTS[0]).values())
                    self.assertEqual(len(mails), sent, ours.talk)
        for mail in mails:
            self.assertIn(b" with ESMTPSA id ", mail)
            content = content_of(mail).replace(b"\r\n", b"\n").rstrip()
            self.assertTrue(content.endswith(TEXT.partition("\n\n")[2].rstrip().encode()), mail)
        self.assert_logins(ours, sent)


def tested(function, *mechanisms):
    members = {"client": staticmethod(function)}
    if mechanisms:
        members["mechanisms"] = mechanisms
    return type(f"Secure_{function.__name__}", (SecureClient,), members)


if __name__ == "__main__":
    main({"curl": tested(curl), "swaks": tested(swaks), "smtplib": tested(python_smtplib),
          "msmtp": tested(msmtp, "PLAIN", "LOGIN", "SCRAM-SHA-256"),
          "nodemailer": tested(nodemailer), "heloport": tested(ours, "SCRAM-SHA-256-PLUS"),
          "openssl": tested(openssl, "PLAIN")})
