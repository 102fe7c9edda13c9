"""A server that runs in a root of its own.

scripts/peers has unpacked it into a folder that is complete enough to chroot into. An instance is a
copy of that folder by hard links, so the paths that are compiled into the server are private to it:
its configuration, its users, its queue, its sockets and its mail.
"""

import os
import subprocess

from peers.instance import SECONDS_MAX, Absent, Instance

MAIL = 8  # Debian's user and group `mail`, who owns what is delivered
USERS = """root:x:0:0::/:/bin/sh
mail:x:8:8::/var/mail:/bin/sh
nobody:x:65534:65534::/nonexistent:/bin/false
"""
GROUPS = """root:x:0:
mail:x:8:
nogroup:x:65534:
"""


class Rooted(Instance):
    users = ()  # what its package would add, with their ids

    def __init__(self, guarded=False):
        super().__init__(guarded)
        if os.geteuid() != 0:
            raise Absent(f"{self.name} needs root for its chroot")
        subprocess.run(["cp", "-al", self.unpacked + "/.", self.folder], check=True)
        os.chmod(self.folder, 0o755)
        try:
            self._furnish()
            if guarded:
                self.take_certificates("server.pem", "server.key")
        except Absent:
            self.stop()
            raise

    def service(self):
        """What runs it in the foreground, inside the root."""
        raise NotImplementedError

    def command(self):
        return ["chroot", self.folder, *self.service()]

    def started(self):
        """Whoever has this root: nobody else can."""
        found = []
        for process in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.readlink(f"/proc/{process}/root").startswith(self.folder):
                    found.append(int(process))
            except OSError:  # it has ended meanwhile
                pass
        return found

    def run(self, *arguments, octets=b""):
        """A command of the server, in its root; its output, octet for octet."""
        done = subprocess.run(["chroot", self.folder, *arguments], input=octets,
                              timeout=SECONDS_MAX, capture_output=True, check=False,
                              env=self.environment())
        assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def _furnish(self):
        """What every program expects of the system it runs on, and no more."""
        users, groups = USERS, GROUPS
        for name, number in self.users:
            users += f"{name}:x:{number}:{number}::/nonexistent:/bin/false\n"
            groups += f"{name}:x:{number}:\n"
        self.write("etc/passwd", users)
        self.write("etc/group", groups)
        self.write("etc/hosts", "127.0.0.1 localhost\n::1 localhost\n")
        self.write("etc/nsswitch.conf", "hosts: files\n")
        self.write("etc/services", "smtp 25/tcp\nsmtps 465/tcp\nsubmission 587/tcp\n"
                                   "lmtp 24/tcp\ndomain 53/tcp\ndomain 53/udp\n")
        for folder in "tmp", "run", "dev", "var/mail":
            self.make_folder(folder)
        os.chmod(self.path("tmp"), 0o1777)
        self.make_folder("var/mail", MAIL, MAIL)
        os.symlink("/run", self.path("var/run"))
        for name, minor in ("null", 3), ("urandom", 9), ("random", 8):
            os.mknod(self.path("dev", name), 0o20666, os.makedev(1, minor))
            os.chmod(self.path("dev", name), 0o666)
        try:
            with open(self.path("dev/null"), "wb"):
                pass
        except OSError as error:
            raise Absent(f"{self.name} needs a file system with devices: {error}") from error

