"""Other people's readers open the Maildir that our server wrote: maildir_reader_test.py READER."""

import os
import pty
import shutil
import subprocess
import threading

from judged import HEADER, RECIPIENTS, JudgedTest, main, message
from peers import MAIL, SECONDS_MAX, Absent, Dovecot
from program import Talk, run

USER = RECIPIENTS[0]


class Reader(JudgedTest):
    def written_by_us(self, folder):
        """Two mails in a Maildir of ours; the octets of the first and its path."""
        ours = self.server("--store", f"maildir:{folder}")
        with Talk(ours.address) as talk:
            for content in message("\r\n"), b"Subject: Second\r\n\r\n.\r\n":
                stuffed = b"\r\n".join(b"." + line if line.startswith(b".") else line
                                       for line in content.split(b"\r\n"))
                self.assertIn("250 2.0.0", talk.deliver(stuffed))
        self.assertEqual(ours.stop(), 0)
        new = os.path.join(folder, USER, "new")
        first = os.path.join(new, sorted(os.listdir(new))[0])
        with open(first, "rb") as file:
            return file.read(), first


class ByDovecot(Reader):
    def test_imap_sees_every_octet_and_its_flags_are_no_harm(self):
        theirs = self.peer(Dovecot, folder="%u")
        folder = theirs.path("var/mail")
        stored, path = self.written_by_us(folder)
        for above, names, files in os.walk(folder):  # ours ran as root, and Dovecot will not
            for name in names + files:
                os.chown(os.path.join(above, name), MAIL, MAIL)
        said = theirs.imap(USER, "SELECT INBOX", "FETCH 1 BODY.PEEK[]",
                           "FETCH 2 (BODY.PEEK[TEXT] ENVELOPE)", "STORE 1 +FLAGS (\\Seen)")
        self.assertIn(b"* 2 EXISTS", said)
        self.assertIn(b"BODY[] {%d}\r\n" % len(stored) + stored, said)
        self.assertIn(b'(BODY[TEXT] {3}\r\n.\r\n ENVELOPE (NIL "Second" ', said)
        # Dovecot has moved it to cur/ and written its flag behind the name that we gave.
        self.assertEqual(os.listdir(os.path.join(folder, USER, "new")), [])
        name = os.path.basename(path)
        self.assertTrue(os.path.exists(os.path.join(folder, USER, "cur", f"{name}:2,S")))
        again = self.server("--store", f"maildir:{folder}")
        self.assertIn(name, run("list", USER, "--server", again.address).stdout.splitlines())
        read = run("read", USER, name, "--server", again.address)
        self.assertEqual((read.returncode, read.stderr), (0, ""))
        self.assertTrue(read.stdout.endswith(message("\n").decode()), read.stdout[:1000])


class ByMutt(Reader):
    def test_it_pipes_what_was_sent(self):
        if not shutil.which("mutt"):
            raise Absent("no mutt here")
        stored, _ = self.written_by_us(self.folder)
        self.under_a_terminal(
            "mutt", "-n", "-F", "/dev/null", "-R", "-f", os.path.join(self.folder, USER),
            "-e", "set folder=. wait_key=no sort=date-sent",
            "-e", "push '<first-entry><pipe-message>cat >piped<enter><exit>'")
        with open(os.path.join(self.folder, "piped"), "rb") as file:
            piped = file.read().replace(b"\r\n", b"\n")  # its own lines end in LF
        self.assertEqual(piped, stored.replace(b"\r\n", b"\n"))
        self.assertTrue(piped.endswith(message("\n")), piped)

    def under_a_terminal(self, *command):
        screen, terminal = pty.openpty()
        environment = {**os.environ, "TERM": "vt100", "HOME": self.folder, "LC_ALL": "C.UTF-8"}
        with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal,
                              cwd=self.folder, env=environment, start_new_session=True) as reader:
            os.close(terminal)
            patience = threading.Timer(SECONDS_MAX, reader.kill)
            patience.start()
            shown = b""
            try:
                while octets := os.read(screen, 65536):
                    shown += octets
            except OSError:  # the terminal has no one left
                pass
            patience.cancel()
        os.close(screen)
        self.assertEqual(reader.returncode, 0, shown)
        return shown


if __name__ == "__main__":
    main({"dovecot": ByDovecot, "mutt": ByMutt})
