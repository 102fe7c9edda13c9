"""kill -9 under load: what was acknowledged is there, whole, once for each recipient.

HELOPORT_SEED replays a run, HELOPORT_ROUNDS makes it long, with progress. Rounds and clients are
few here: the exhaustive proof is in tests/mailbox and fuzz/storage; this one has the real program,
the real kernel and real signals.
"""

import os
import random
import re
import shutil
import signal
import sys
import tempfile
import threading
import unittest

from program import Server, Talk, content_of, run

ROUNDS = int(os.environ.get("HELOPORT_ROUNDS", "10"))
PROGRESS = "HELOPORT_ROUNDS" in os.environ
AUDITED_ROUNDS = 10  # then all mail is checked, and the next ones begin with an empty mailbox
CLIENTS = 8
SEED = int(os.environ.get("HELOPORT_SEED", "1"))
RECIPIENTS = ("bob@example.com", "carol@example.com")


def message(key, chance):
    size = chance.choice((0, 10, 3000, 40_000))
    body = b"".join(b"%d line of %s\r\n" % (n, key) for n in range(size // 40))
    return b"Subject: %s\r\n\r\n%send of %s\r\n" % (key, body, key)


class Client(threading.Thread):
    """Delivers until the server dies; knows what it was promised."""

    def __init__(self, address, key, seed):
        super().__init__(daemon=True)
        self.address, self.key = address, key
        self.chance = random.Random(seed)
        self.sent = {}
        self.acknowledged = set()

    def run(self):
        try:
            with Talk(self.address) as talk:
                talk.say("EHLO client.example.org")
                for number in range(100_000):
                    if not self.deliver(talk, b"%s-%d" % (self.key, number)):
                        return
        except OSError:
            return

    def deliver(self, talk, key):
        content = message(key, self.chance)
        recipients = self.chance.choice((RECIPIENTS[:1], RECIPIENTS))
        lines = ["MAIL FROM:<ann@example.org>", *(f"RCPT TO:<{r}>" for r in recipients), "DATA"]
        talk.send("".join(line + "\r\n" for line in lines).encode())
        for _ in lines:
            if not talk.reply()[:1] in ("2", "3"):
                return False
        self.sent[key] = (content, recipients)
        talk.send(content + b".\r\n")
        if not talk.reply().startswith("250"):
            return False
        self.acknowledged.add(key)
        return True


class Crash(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="heloport-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def one_round(self, number, chance):
        with Server(folder=self.folder) as server:
            clients = [Client(server.address, b"r%dc%d" % (number, n), chance.random())
                       for n in range(CLIENTS)]
            for client in clients:
                client.start()
            # The moment is the point of it: anywhere between the first octet and a busy second.
            threading.Event().wait(chance.uniform(0.02, 0.4))
            server.signal(signal.SIGKILL)
            server.ended()
            for client in clients:
                client.join(60)
                self.assertFalse(client.is_alive())
        return clients

    def check(self, clients):
        """Every mail that is there is one that was sent, whole; every promise is kept, once."""
        with Server(folder=self.folder) as server:
            found = {user: self.by_key(server.mails(user)) for user in RECIPIENTS}
        for client in clients:
            for key, (content, recipients) in client.sent.items():
                for user in RECIPIENTS:
                    copies = found[user].get(key, [])
                    if user not in recipients:
                        self.assertEqual(copies, [], f"{key} for {user}")
                        continue
                    self.assertLessEqual(len(copies), 1, f"{key} twice for {user}")
                    self.assertTrue(copies or key not in client.acknowledged,
                                    f"{key} for {user} was promised and is not there")
                    self.assertTrue(all(copy == content for copy in copies), f"{key} is broken")

    def by_key(self, mails):
        found = {}
        for mail in mails.values():
            content = content_of(mail)
            key = re.match(rb"Subject: (\S+)\r\n", content)
            self.assertTrue(key, content[:100])
            found.setdefault(key.group(1), []).append(content)
        return found

    def test_what_was_acknowledged_survives_a_kill(self):
        chance = random.Random(SEED)
        promised = sent = 0
        for begin in range(0, ROUNDS, AUDITED_ROUNDS):
            clients = []
            for number in range(begin, min(begin + AUDITED_ROUNDS, ROUNDS)):
                clients += self.one_round(number, chance)
            self.check(clients)
            shutil.rmtree(os.path.join(self.folder, "mailbox"))
            promised += sum(len(client.acknowledged) for client in clients)
            sent += sum(len(client.sent) for client in clients)
            if PROGRESS:
                print(f"{begin + AUDITED_ROUNDS} of {ROUNDS} kills: {promised} promised of {sent} "
                      "sent, nothing lost", file=sys.stderr, flush=True)
        print(f"seed {SEED}: {promised} promised of {sent} sent in {ROUNDS} rounds")
        self.assertGreater(promised, ROUNDS)
        self.assertGreater(sent, promised, "no kill ever hit a delivery: it proves nothing")


class Concurrent(unittest.TestCase):
    def test_many_writers_and_readers_of_one_mailbox(self):
        with Server("--dialect", "simple") as server:
            done = []
            errors = []

            def write(n):
                for k in range(10):
                    done.append(run("send", "ann@example.org", "bob@example.com", f"text {n} {k}",
                                    "same", "--server", server.address).returncode)

            def look():
                for _ in range(10):
                    listed = run("list", "bob@example.com", "--server", server.address)
                    for name in listed.stdout.splitlines()[2:]:
                        read = run("read", "bob@example.com", name, "--server", server.address)
                        if not re.search(r"\ntext \d \d\n$", read.stdout):
                            errors.append(read)

            threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
            threads += [threading.Thread(target=look) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(120)
            self.assertEqual(errors, [])
            self.assertEqual(done, [0] * 40)
            texts = sorted(mail.rsplit(b"\r\n", 2)[1]
                           for mail in server.mails("bob@example.com").values())
            self.assertEqual(texts, sorted(b"text %d %d" % (n, k)
                                           for n in range(4) for k in range(10)))


if __name__ == "__main__":
    unittest.main()
