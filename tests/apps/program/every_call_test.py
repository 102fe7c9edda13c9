"""Each system call of a delivery, in the real program: it fails, or the process is killed at it.

strace is attached to the thread that commits, so that the number of a call is the same in every
delivery. A failure is answered 4yz and leaves nothing, or the 250 is true; the server serves on and
holds nothing open. A kill leaves mail whole or absent, and what was acknowledged before.

    every_call_test.py Faults|Kills [all]    all: each call with each errno, with progress
"""

import os
import sys
import threading
import unittest

from attached import Attached, may_attach, worker_of
from program import ProgramTest, Server, Talk, content_of

SKIPPED = 77  # what the build's test driver takes for it
ERRORS = ("EIO", "ENOSPC", "EDQUOT", "EROFS", "EMFILE", "ENFILE", "ENOMEM", "EACCES", "EINTR",
          "ESTALE")
ALL = os.environ.get("HELOPORT_ALL") == "1"
LARGE = b"".join(b"line %d of a long message\r\n" % n for n in range(3000))


def serve(layout, folder=None):
    return Server("--store", f"{layout}:mailbox", "--workers", "1", folder=folder)


def found(server, user):
    """The contents of a user's mail, whatever the layout."""
    contents = []
    for folder, _, names in os.walk(server.mailbox(user)):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                contents.append(content_of(file.read()))
    return contents


class Trial:
    """One server and the thread of it that commits."""

    def __init__(self, layout, folder=None):
        self.server = serve(layout, folder)
        self.number = 0
        self.leaked = 0
        self.baseline = min(self.descriptors() for _ in range(20) if not pause())
        self.thread = worker_of(self.server, lambda: self.deliver(self.message(), ("first",)))

    def message(self, body=b"text\r\n"):
        self.number += 1
        return b"Subject: number %d\r\n\r\n%s" % (self.number, body)

    def deliver(self, content, users):
        """The reply; nothing when the connection ended before it."""
        try:
            with Talk(self.server.address) as talk:
                recipients = [f"{user}@example.com" for user in users]
                return talk.deliver(content, recipients=recipients) or None
        except (OSError, EOFError, AssertionError):
            return None

    def fresh_users(self):
        return (f"bob{self.number}", f"carol{self.number}")

    def calls(self):
        """Name and number of each call of a first delivery that is about the mailbox."""
        with Attached(self.thread, []) as strace:
            self.deliver(self.message(), self.fresh_users())
        mailbox = os.path.join(self.server.folder, "mailbox")
        calls = [(name, number) for name, number, line in strace.calls()
                 if mailbox in line or name in ("linkat", "close")]
        strace.forget()
        return calls

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.server.process.pid}/fd"))


    def settled_descriptors(self):
        """Connections close behind our back: their descriptors go a moment later."""
        for _ in range(500):
            if self.descriptors() <= self.baseline + self.leaked:
                break
            pause()
        return self.descriptors()


def pause():
    threading.Event().wait(0.01)


class EveryCall(ProgramTest):
    def say(self, *words):
        if ALL:
            print(*words, file=sys.stderr, flush=True)


class Faults(EveryCall):
    def test_directory(self):
        self.fail_every_call("directory")

    def test_maildir(self):
        self.fail_every_call("maildir")

    def fail_every_call(self, layout):
        trial = Trial(layout)
        self.addCleanup(trial.server.remove)
        calls = trial.calls()
        self.assertGreater(len(calls), 10, calls)
        injected = 0
        for index, (name, number) in enumerate(calls):
            errors = ERRORS if ALL else ERRORS[index % len(ERRORS):][:1]
            for error in errors:
                with self.subTest(call=f"{name} {number}", error=error):
                    injected += self.one_failure(trial, name, number, error)
            self.say(f"{layout}: {index + 1} of {len(calls)} calls, {injected} failures")
        self.assertGreater(injected, len(calls) // 2)
        self.assertEqual(trial.server.stop(), 0)

    def one_failure(self, trial, name, number, error):
        content = trial.message()
        users = trial.fresh_users()
        files = len(trial.server.files())
        with Attached(trial.thread, ["-e", f"inject={name}:error={error}:when={number}"]) as strace:
            reply = trial.deliver(content, users)
        injected = strace.injected()
        strace.forget()
        self.assertIsNotNone(reply, "the session ended")
        copies = [found(trial.server, f"{user}@example.com") for user in users]
        if reply.startswith("250"):
            self.assertEqual(copies, [[content], [content]])
        else:
            self.assertRegex(reply, r"^45[12] 4\.3\.[01] ")
            self.assertTrue(injected, reply)
            # Only a close or an unlink that failed may leave a file, and none is left here.
            self.assertEqual(copies, [[], []])
            self.assertEqual(len(trial.server.files()), files)
        self.assertTrue(trial.deliver(trial.message(), users).startswith("250"))
        # A close that strace answers has not closed: the kernel never saw it.
        trial.leaked += name == "close" and injected
        self.assertLessEqual(trial.settled_descriptors(), trial.baseline + trial.leaked)
        return injected


class Kills(EveryCall):
    def test_directory(self):
        self.kill_at_every_call("directory", b"text\r\n")

    def test_maildir(self):
        self.kill_at_every_call("maildir", b"text\r\n")

    def test_large(self):
        self.kill_at_every_call("directory", LARGE)

    def kill_at_every_call(self, layout, body):
        trial = Trial(layout, self.folder)
        calls = trial.calls()
        if not ALL:
            calls = calls[::3]
        acknowledged = []
        killed = 0
        for index, (name, number) in enumerate(calls):
            with self.subTest(call=f"{name} {number}"):
                content = trial.message(body)
                users = trial.fresh_users()
                inject = f"inject={name}:signal=KILL:when={number}"
                with Attached(trial.thread, ["-e", inject]) as strace:
                    reply = trial.deliver(content, users)
                strace.forget()
                died = trial.server.process.poll() is not None or reply is None
                trial.server.signal(9)
                trial.server.ended()
                killed += died
                promised = reply is not None and reply.startswith("250")
                if promised:
                    acknowledged.append((users, content))
                number_before = trial.number
                trial = Trial(layout, self.folder)
                trial.number += number_before
                self.audit(trial, users, content, promised, acknowledged)
            self.say(f"{layout}: {index + 1} of {len(calls)} calls, {killed} kills")
        trial.server.remove()
        self.assertGreater(killed, len(calls) // 2)

    def audit(self, trial, users, content, promised, acknowledged):
        for user in users:
            copies = found(trial.server, f"{user}@example.com")
            self.assertIn(copies, ([content],) if promised else ([], [content]))
        for names, text in acknowledged:
            for user in names:
                self.assertEqual(found(trial.server, f"{user}@example.com"), [text])


if __name__ == "__main__":
    if sys.argv[2:] == ["all"]:
        ALL = True
        del sys.argv[2:]
    if not may_attach():
        print("skipped: strace is missing or may not attach here")
        sys.exit(SKIPPED)
    unittest.main()
