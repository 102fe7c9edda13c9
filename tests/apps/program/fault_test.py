"""A mailbox that cannot take mail: 4yz, nothing left behind, and the server serves on."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from program import ProgramTest, Talk

SKIPPED = 77  # what the build's test driver takes for it
MS_RDONLY, MS_REMOUNT, MNT_DETACH = 1, 32, 2  # <sys/mount.h>


class Faults(ProgramTest):
    def deliver(self, server):
        with Talk(server.address) as talk:
            return talk.deliver(b"x\r\n")

    def test_a_missing_store_comes_back(self):
        above = os.path.join(self.folder, "above")
        os.mkdir(above)
        server = self.server("--store", f"directory:{above}/mailbox")
        self.assertTrue(self.deliver(server).startswith("250"))
        shutil.rmtree(above)
        self.assertTrue(self.deliver(server).startswith("451 4.3.0"))
        server.wait_for(server.talk, r"warning .* not stored: ")
        os.mkdir(above)
        self.assertTrue(self.deliver(server).startswith("250"))
        self.assertEqual(server.stop(), 0)

    def test_a_store_that_was_never_there(self):
        server = self.server("--store", f"directory:{self.folder}/no/such/mailbox")
        self.assertTrue(self.deliver(server).startswith("451 4.3.0"))
        os.makedirs(f"{self.folder}/no/such")
        self.assertTrue(self.deliver(server).startswith("250"))

    def test_a_mailbox_that_is_a_file(self):
        server = self.server()
        os.makedirs(os.path.join(server.folder, "mailbox"), exist_ok=True)
        with open(server.mailbox("bob@example.com"), "wb"):
            pass
        self.assertTrue(self.deliver(server).startswith("451 4.3.0"))
        os.unlink(server.mailbox("bob@example.com"))
        self.assertTrue(self.deliver(server).startswith("250"))

    def test_one_bad_recipient_keeps_the_mail_from_all(self):
        server = self.server()
        os.makedirs(os.path.join(server.folder, "mailbox"), exist_ok=True)
        with open(server.mailbox("bad@example.com"), "wb"):
            pass
        with Talk(server.address) as talk:
            reply = talk.deliver(b"x\r\n", recipients=("bob@example.com", "bad@example.com"))
        self.assertTrue(reply.startswith("451"), reply)
        self.assertEqual(server.mails("bob@example.com"), {})


class Mounted(ProgramTest):
    """On a file system of its own: too small, or read-only."""

    def setUp(self):
        super().setUp()
        self.there = self.server(folder=self.folder)
        self.store = os.path.join(self.folder, "mailbox")
        os.makedirs(self.store, exist_ok=True)
        self.there.stop()
        mount(self.store, "size=256k")
        self.addCleanup(unmount, self.store)
        self.there = self.server(folder=self.folder)

    def deliver(self, octets):
        with Talk(self.there.address) as talk:
            return talk.deliver((b"x" * 70 + b"\r\n") * (octets // 72) + b"\r\n")

    def test_a_full_disk(self):
        replies = [self.deliver(60_000) for _ in range(6)]
        full = [reply for reply in replies if not reply.startswith("250")]
        self.assertTrue(full, replies)
        self.assertTrue(all(reply.startswith("452 4.3.1") for reply in full), full)
        mails = self.there.mails("bob@example.com")
        self.assertEqual(len(mails), len(replies) - len(full))
        for mail in mails.values():
            self.assertTrue(mail.endswith(b"x\r\n\r\n"))
        self.assertEqual(len(self.there.files()), len(mails), self.there.files())
        os.unlink(os.path.join(self.there.mailbox("bob@example.com"), sorted(mails)[0]))
        self.assertTrue(self.deliver(30_000).startswith("250"))
        self.assertEqual(self.there.stop(), 0)

    def test_a_disk_that_turns_read_only(self):
        self.assertTrue(self.deliver(100).startswith("250"))
        mount(self.store, "remount,ro")
        self.assertTrue(self.deliver(100).startswith("451 4.3.0"))
        with Talk(self.there.address) as talk:
            talk.expect("250", "EHLO client.example.org")
            self.assertTrue(talk.say("XLIST <bob@example.com>").startswith("250-"))
        mount(self.store, "remount,rw")
        self.assertTrue(self.deliver(100).startswith("250"))
        self.assertEqual(self.there.stop(), 0)


def libc():
    return ctypes.CDLL(None, use_errno=True)


def mount(folder, options):
    remount = MS_REMOUNT if options.startswith("remount") else 0
    read_only = MS_RDONLY if options.endswith(",ro") else 0
    data = b"" if remount else options.encode()
    if libc().mount(b"tmpfs", folder.encode(), b"tmpfs", remount | read_only, data) != 0:
        raise OSError(ctypes.get_errno(), "mount", folder)


def unmount(folder):
    libc().umount2(folder.encode(), MNT_DETACH)


def may_mount():
    with tempfile.TemporaryDirectory() as folder:
        try:
            mount(folder, "size=64k")
        except PermissionError:
            return False
        unmount(folder)
        return True


def may_unshare():
    if not shutil.which("unshare"):
        return False
    return subprocess.run(["unshare", "-rm", "true"], capture_output=True,
                          check=False).returncode == 0


if __name__ == "__main__":
    if sys.argv[1:] == ["Mounted"] and not may_mount():
        if os.environ.get("HELOPORT_UNSHARED") or not may_unshare():
            print("skipped: this system does not let us mount a small file system")
            sys.exit(SKIPPED)
        os.environ["HELOPORT_UNSHARED"] = "1"
        os.execvp("unshare", ["unshare", "-rm", sys.executable, *sys.argv])
    unittest.main()
