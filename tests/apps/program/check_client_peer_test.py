"""Other people's clients before the client suite: check_client_peer_test.py CLIENT.

Each is started as docs/check-client.md tells. What the page says of it must be what is found, for
the version that the page names; of another version only that the recipe works.
"""

import json
import os
import re
import shutil
import subprocess
import unittest
from collections import namedtuple

import relays
from judged import JudgedTest, main
from peers import SECONDS_MAX, Absent
from peers.instance import free_port
from program import run

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), *[os.pardir] * 3)
PAGE = os.path.join(ROOT, "docs", "check-client.md")
SECONDS_OF_A_RUN = 240

Page = namedtuple("Page", "recipe version violated")


def page_of(name):
    """The recipe of the page, the version that it speaks of, and the ids that it names."""
    with open(PAGE, encoding="utf-8") as file:
        text = file.read()
    recipe = re.search(rf"^### {name}\n.*?```sh\n(.*?)```", text, re.S | re.M)
    row = re.search(rf"^\| {name} ([^|]*)\|(.*)$", text, re.M)
    return Page(recipe.group(1), row.group(1).strip(),
                set(re.findall(r"`(rfc[\w./-]+)`", row.group(2))))


def words_of(recipe):
    """What the shell makes of the page's command, behind `heloport check --client`."""
    done = subprocess.run(["bash", "-c", 'heloport() { printf "%s\\0" "$@"; }\n' + recipe],
                          capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.split("\0")[2:-1]


def package_version(package):
    done = subprocess.run(["dpkg-query", "-W", "-f=${Version}", package], capture_output=True,
                          text=True, check=False)
    return done.stdout.strip()


class CheckedClient(JudgedTest):
    """`name` is the heading of the page; `needs` what must be on the path."""

    name = ""
    needs = ()
    version = staticmethod(lambda: "")

    def options(self):
        """Beside those of the page."""
        return ()

    def environment(self):
        paths = [os.environ.get("NODE_PATH"), "/usr/share/nodejs"]
        return {**os.environ, "NODE_PATH": os.pathsep.join(filter(None, paths))}

    def test_the_page_tells_what_is_found(self):
        for program in self.needs:
            if not shutil.which(program):
                raise Absent(f"no {program} here")
        page = page_of(self.name)
        options = self.options()
        os.environ.update(self.environment())
        os.chdir(ROOT)  # the page names files of the repository
        done = run("check", "--client", *words_of(page.recipe), *options, "--timeout", "8",
                   "--json", "-", seconds=SECONDS_OF_A_RUN)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        results = {result["id"].partition("/")[2]: result
                   for result in json.loads(done.stdout)["results"]}
        asked = [result for result in results.values() if result["judgement"] != "not_applicable"]
        doubtful = [result["id"] for result in asked if result["judgement"] == "inconclusive"]
        self.assertLess(len(doubtful), len(asked) / 4, doubtful)
        if self.version() != page.version:
            return
        found = {case for case, result in results.items() if result["judgement"] == "violated"}
        self.assertEqual(sorted(found - page.violated), [], "not on the page")
        # A machine that is slow makes doubtful what is violated elsewhere, never satisfied.
        gone = {case for case in page.violated - found
                if results[case]["judgement"] != "inconclusive"}
        self.assertEqual(sorted(gone), [], "on the page, and not found")


def of_package(heading, package, *programs):
    return type(heading, (CheckedClient,), {
        "name": heading, "needs": programs,
        "version": staticmethod(lambda: package_version(package))})


class Nodemailer(CheckedClient):
    name = "nodemailer"
    needs = ("node",)
    version = staticmethod(lambda: package_version("node-nodemailer"))

    def options(self):
        done = subprocess.run(["node", "-e", "require('nodemailer')"], check=False,
                              env=self.environment(), capture_output=True, timeout=SECONDS_MAX)
        if done.returncode:
            raise Absent("no nodemailer here")
        return ()


class Smtplib(CheckedClient):
    name = "smtplib"
    needs = ("python3",)

    @staticmethod
    def version():
        done = subprocess.run(["python3", "--version"], capture_output=True, text=True, check=True)
        return done.stdout.split()[1]


class Postfix(CheckedClient):
    """Its queue waits for nobody, and what it bounces stays at home."""

    name = "Postfix"
    relay = None

    def options(self):
        port = free_port()
        self.relay = relays.postfix(
            self, f"127.0.0.1:{port}", virtual_mailbox_domains="example.org",
            virtual_mailbox_maps="static:sink/", myhostname="client.example.org",
            default_destination_concurrency_failed_cohort_limit="0",
            smtp_connection_cache_on_demand="no", smtp_tls_security_level="none",
            **{f"smtp_{step}_timeout": "8s" for step in (
                "helo", "mail", "rcpt", "data_init", "data_xfer", "data_done", "quit", "rset")})
        return ("--listen", f"127.0.0.1:{port}")

    def environment(self):
        return {**os.environ, "POSTFIX_ROOT": self.relay.folder,
                "POSTFIX_LOG": self.relay.path("log")}

    def version(self):
        """As it says itself: what is unpacked is no package of this system."""
        said = self.relay.run("/usr/sbin/postconf", "-d", "-h", "mail_version").decode().strip()
        page = page_of(self.name).version
        return page if page.startswith(said + "-") else said


if __name__ == "__main__":
    main({"curl": of_package("curl", "curl", "curl"),
          "swaks": of_package("swaks", "swaks", "swaks"),
          "msmtp": of_package("msmtp", "msmtp", "msmtp"), "smtplib": Smtplib,
          "nodemailer": Nodemailer, "postfix": Postfix})
