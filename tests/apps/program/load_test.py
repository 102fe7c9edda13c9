"""heloport load before our server in every mode, and before servers that are fast and wrong."""

import html.parser
import json
import os
import pty
import re
import shlex
import socket
import subprocess
import sys
import unittest

from judged import certificate
from load_case import OK, OS_ERROR, PROTOCOL, TEMPORARY, UNAVAILABLE, LoadTest
from program import BINARY, SECONDS_MAX, run


class Modes(LoadTest):
    """Each mode against our server, whose mailbox or log says what arrived."""

    def check_mails(self, options, messages, recipients=1, server=(), size=None):
        there = self.server(*server)
        figures = self.load(there.address, "-m", str(messages), "-r", str(recipients), *options)
        self.assertEqual(figures["messages"], messages)
        names = [f"load{i + 1}@example.com" for i in range(recipients)]
        for name in names if recipients > 1 else ["load@example.com"]:
            mails = there.mails(name)
            self.assertEqual(len(mails), messages, name)
            for mail in mails.values():
                content = mail[mail.index(b"From: load@example.org"):]
                self.assertEqual(len(content), size or 1024)
        return figures

    def test_one_session_one_command_at_a_time(self):
        figures = self.check_mails([], 5)
        self.assertEqual(figures["connections"], 1)
        self.assertEqual(figures["workload"]["pipelining"], False)

    def test_sessions_of_a_message_each(self):
        figures = self.check_mails(["-s", "3", "--per-session", "1"], 12)
        self.assertEqual(figures["connections"], 12)

    def test_sessions_of_several_messages(self):
        figures = self.check_mails(["-s", "2", "--per-session", "3"], 12)
        self.assertEqual(figures["connections"], 4)

    def test_pipelining_with_several_recipients(self):
        self.check_mails(["-s", "2", "--pipelining"], 10, recipients=3)

    def test_pipelining_the_envelope_alone(self):
        self.check_mails(["--pipelining", "--ahead", "0"], 4)

    def test_chunks(self):
        self.check_mails(["--bdat"], 4)

    def test_chunks_of_many_messages_in_one_write(self):
        self.check_mails(["--bdat", "--pipelining", "--ahead", "7"], 40)

    def test_large_messages(self):
        self.check_mails(["-s", "2", "-l", "3M", "--pipelining"], 4, size=3 << 20)
        self.check_mails(["-l", "3M", "--bdat", "--pipelining"], 3, size=3 << 20)

    def test_lmtp_has_a_reply_a_recipient(self):
        self.check_mails(["--lmtp", "--pipelining"], 4, recipients=3, server=["--lmtp"])
        self.check_mails(["--lmtp", "--bdat"], 4, recipients=2, server=["--lmtp"])

    def tls_server(self, *more):
        files = ("--tls-cert", certificate("server.pem"), "--tls-key", certificate("server.key"))
        return self.server(*files, "--store", "discard:", *more)

    def test_starttls(self):
        there = self.tls_server("--require", "tls")
        for options in ([], ["--pipelining", "-s", "5"], ["--bdat", "-l", "200k"],
                        ["--per-session", "1", "-s", "3"]):
            with self.subTest(options):
                figures = self.load(there.address, "--tls", "starttls", "-m", "20", *options)
                self.assertEqual(figures["messages"], 20)

    def test_implicit_tls(self):
        there = self.tls_server("--tls-listen", "127.0.0.1:0")
        address = [line.split()[-1] for line in there.talk if "listening on" in line][-1]
        figures = self.load(address, "--tls", "implicit", "-m", "20", "-s", "4", "-l", "100k")
        self.assertEqual(figures["messages"], 20)

    def test_implicit_tls_over_a_unix_socket(self):
        path = os.path.join(self.folder, "smtps.sock")
        self.tls_server("--tls-listen", f"unix:{path}")
        figures = self.load(f"unix:{path}", "--tls", "implicit", "-m", "5", "-s", "2")
        self.assertEqual(figures["messages"], 5)

    def test_a_unix_socket(self):
        path = os.path.join(self.folder, "smtp.sock")
        self.server("--store", "discard:", listen=f"unix:{path}")
        figures = self.load(f"unix:{path}", "-m", "50", "-s", "5", "--per-session", "1")
        self.assertEqual(figures["connections"], 50)

    def test_commands_are_started_and_their_cost_is_told(self):
        command = f"{BINARY} serve --stdio --store discard:"
        figures = self.load("--exec", command, "-m", "30", "-s", "3", "--per-session", "5")
        self.assertEqual((figures["messages"], figures["connections"]), (30, 6))
        self.assertGreater(figures["cpu_us_per_message"]["server"], 0)

    def test_every_session_stands_before_the_first_message(self):
        there = self.server("--store", "discard:")
        figures = self.load(there.address, "-s", "300", "-m", "400")
        self.assertEqual((figures["messages"], figures["connections"]), (400, 300))


class Figures(LoadTest):
    def setUp(self):
        super().setUp()
        self.there = self.server("--store", "discard:")

    def test_add_up(self):
        figures = self.load(self.there.address, "-m", "500", "-s", "4",
                            "--pid", str(self.there.process.pid))
        self.assertEqual(sum(count for _, _, count in figures["histogram_us"]), 500)
        self.assertEqual(sum(span["messages"] for span in figures["spans"]), 500)
        self.assertAlmostEqual(figures["messages_per_second"] * figures["seconds"], 500, 3)
        self.assertAlmostEqual(figures["content_octets_per_second"],
                               figures["messages_per_second"] * 1024, 3)
        latency = figures["latency_us"]
        order = [latency[key] for key in ("min", "p50", "p90", "p99", "p99.9", "max")]
        self.assertEqual(order, sorted(order))
        self.assertGreater(latency["min"], 0)
        self.assertGreater(figures["cpu_us_per_message"]["generator"], 0)
        self.assertGreater(figures["generator_busy"], 0)
        self.assertLess(figures["generator_busy"], 1)

    def test_the_server_has_cost_what_its_process_says(self):
        def ticks():
            with open(f"/proc/{self.there.process.pid}/stat", encoding="ascii") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            return sum(int(field) for field in fields[11:15])
        before = ticks()
        figures = self.load(self.there.address, "-m", "20000", "-s", "10", "--pipelining",
                            "--pid", str(self.there.process.pid))
        cost = (ticks() - before) / os.sysconf("SC_CLK_TCK")
        self.assertGreater(cost, 0)
        # Ticks: what was read a moment earlier and later may be two of them apart.
        self.assertAlmostEqual(figures["cpu_us_per_message"]["server"] * 20000 / 1e6, cost,
                               delta=0.021)

    def test_a_rate_is_kept_and_a_duration_too(self):
        figures = self.load(self.there.address, "-s", "5", "--rate", "200", "--duration", "1")
        self.assertEqual(figures["messages"] + figures["overdue"], 200)
        self.assertGreater(figures["messages"], 150)
        self.assertLess(figures["messages_per_second"], 250)

    def test_a_duration_without_a_rate(self):
        figures = self.load(self.there.address, "-s", "5", "--duration", "0.5")
        self.assertGreater(figures["messages"], 10)
        self.assertGreater(figures["seconds"], 0.4)

    def test_the_terminal_has_them_too(self):
        done = run("load", self.there.address, "-m", "1500", "--rcpt", "bob@example.com")
        self.assertEqual((done.returncode, done.stderr), (OK, ""))
        self.assertRegex(done.stdout, r"1,500 in [\d.]+ s   1 connection\n")
        self.assertRegex(done.stdout, r"p50 .*p99 .*p99\.9 .*max .*")
        self.assertRegex(done.stdout, r"generator [\d.]+ us a message")

    def test_progress_is_for_terminals(self):
        screen, terminal = pty.openpty()
        done = subprocess.run(
            [BINARY, "load", self.there.address, "--rate", "100", "--duration", "0.5"],
            stdout=subprocess.PIPE, stderr=terminal, timeout=SECONDS_MAX, check=True,
            env={**os.environ, "TERM": "xterm"})
        os.close(terminal)
        shown = os.read(screen, 65536).decode()
        os.close(screen)
        self.assertRegex(shown, r"\d+ messages, [\d.]+/s, p99 ")
        self.assertIn(b"p99.9", done.stdout)

    def test_json_on_standard_output_stands_alone(self):
        done = run("load", self.there.address, "-m", "5", "--export-json", "-")
        self.assertEqual(json.loads(done.stdout)["messages"], 5)

    def test_the_command_in_the_report_is_the_same_load_again(self):
        figures = self.load(self.there.address, "-m", "7", "-s", "2", "--pipelining", "-l", "2k",
                            "-r", "2", "--bdat", "--ahead", "3", "--from", "<>", "--timeout", "9")
        words = shlex.split(figures["command"])
        self.assertEqual(words[-4:], ["--from", "<>", "--timeout", "9"])
        self.assertEqual(words[:2], ["heloport", "load"])
        again = self.load(*words[2:])
        self.assertEqual((again["workload"], again["messages"]),
                         (figures["workload"], figures["messages"]))


class Page(LoadTest):
    class Reader(html.parser.HTMLParser):
        """What stands in the page, and whether every element is closed in order."""

        def __init__(self):
            super().__init__()
            self.open, self.seen, self.text = [], [], ""

        def handle_starttag(self, tag, attrs):
            self.seen.append(tag)
            if tag != "meta":
                self.open.append(tag)

        def handle_startendtag(self, tag, attrs):
            self.seen.append(tag)

        def handle_endtag(self, tag):
            assert self.open and self.open[-1] == tag, f"{tag} closes {self.open}"
            self.open.pop()

        def handle_data(self, data):
            self.text += data

    def test_is_one_whole_document_with_plots_and_without_scripts(self):
        there = self.server("--store", "discard:")
        path = os.path.join(self.folder, "load.html")
        self.load(there.address, "-m", "2000", "-s", "10", "--export-html", path)
        with open(path, encoding="utf-8") as file:
            page = file.read()
        reader = self.Reader()
        reader.feed(page)
        reader.close()
        self.assertEqual(reader.open, [])
        self.assertEqual(reader.seen.count("svg"), 3)
        self.assertGreater(reader.seen.count("rect"), 3)
        self.assertEqual(reader.seen.count("polyline"), 4)
        self.assertNotIn("script", reader.seen)
        self.assertNotRegex(page, r"(?:src|href)=")
        self.assertNotIn("nan", page)
        for part in "Messages a second", "99.9 %", "heloport load", "2,000 in":
            self.assertIn(part, reader.text)

    def test_of_a_single_message_is_sound(self):
        there = self.server("--store", "discard:")
        path = os.path.join(self.folder, "load.html")
        self.load(there.address, "-m", "1", "--export-html", path)
        with open(path, encoding="utf-8") as file:
            page = file.read()
        self.assertEqual(page.count("<svg"), 3)
        self.assertNotRegex(page, r"\b(?:nan|inf)\b")

    # Nobody listens there: what is told is told before the first connection.
    UNWRITABLE = (
        ("--export-html /no-such-folder/load.html", "cannot write /no-such-folder/load.html: No "),
        ("--export-json file/load.json", "cannot write file/load.json: Not a directory"),
        ("--export-json folder", "cannot write folder: Is a directory"),
        ("--export-json new/", "cannot write new/: "),
        ("--export-json /proc/load.json", "cannot write /proc/load.json: "),
        ("--export-json load --export-html load", "cannot write two reports to load"),
        ("--export-json load --export-html folder/../load", "two reports to folder/../load"),
        ("--export-json file --export-html link", "cannot write two reports to link"),
        ("--export-json - --export-html -", "cannot write two reports to -"),
    )

    def test_a_report_that_cannot_be_written_is_told_before_the_first_connection(self):
        os.mkdir(os.path.join(self.folder, "folder"))
        with open(os.path.join(self.folder, "file"), "w", encoding="ascii") as file:
            file.write("of before")
        os.symlink("file", os.path.join(self.folder, "link"))
        for typed, says in self.UNWRITABLE:
            with self.subTest(typed):
                done = run("load", "127.0.0.1:1", *typed.split(), cwd=self.folder)
                self.assertEqual(done.returncode, OS_ERROR, done.stderr)
                self.assertIn(says, done.stderr)
                self.assertEqual(sorted(os.listdir(self.folder)), ["file", "folder", "link"])

    def test_the_look_at_a_file_leaves_it_as_it_is(self):
        old, new = (os.path.join(self.folder, name) for name in ("old", "new"))
        with open(old, "w", encoding="ascii") as file:
            file.write("of before")
        done = run("load", "127.0.0.1:1", "--export-json", old, "--export-html", new)
        self.assertEqual(done.returncode, TEMPORARY, done.stderr)
        with open(old, encoding="ascii") as file:
            self.assertEqual(file.read(), "of before")
        self.assertFalse(os.path.exists(new))

    def test_a_pipe_and_a_link_to_nowhere_are_written(self):
        there = self.server("--store", "discard:")
        pipe, link = (os.path.join(self.folder, name) for name in ("pipe", "link"))
        os.mkfifo(pipe)
        os.symlink("made", link)
        with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
            done = run("load", there.address, "-m", "1", "--export-json", pipe, "--export-html",
                       link)
            self.assertEqual((done.returncode, done.stderr), (OK, ""))
            self.assertEqual(json.load(reader.stdout)["messages"], 1)
        self.assertTrue(os.path.getsize(os.path.join(self.folder, "made")))


class Liars(LoadTest):
    """A fast wrong server is an error that shows the command and the reply."""

    TABLE = (
        ("greeting", b"421 busy\r\n", TEMPORARY, "the connection was refused: 421 busy"),
        ("MAIL", b"354 Go\r\n", PROTOCOL,
         "MAIL FROM:<load@example.org> was answered, where only 2yz is right: 354 Go"),
        ("RCPT", b"550 5.1.1 No such user\r\n", UNAVAILABLE,
         "RCPT TO:<load@example.com> was refused: 550 5.1.1 No such user"),
        ("DATA", b"250 Ok\r\n", PROTOCOL, "DATA was answered, where only 3yz is right: 250 Ok"),
        (".\r\n", b"452 4.3.1 Full\r\n", TEMPORARY,
         "the dot that ends the data was refused: 452 4.3.1 Full"),
        (".\r\n", b"250 Ok\r\n250 Ok\r\n", PROTOCOL,
         "a reply came that nothing had asked for: 250 Ok"),
        ("MAIL", b"250 Ok\n", PROTOCOL, "was answered with what is no reply: 250 Ok"),
        ("MAIL", None, TEMPORARY,
         "the server closed the connection; MAIL FROM:<load@example.org> was not answered"),
        ("QUIT", None, TEMPORARY, "the server closed the connection; QUIT was not answered"),
    )

    def test_each_line_of_the_table(self):
        for verb, reply, exit_code, says in self.TABLE:
            with self.subTest(verb, reply=reply):
                address = self.liar(**{verb: reply})
                said = self.load(address, "-m", "3", exit_code=exit_code)
                self.assertIn(says, said)

    def test_a_sound_one_is_none(self):
        self.assertEqual(self.load(self.liar(), "-m", "20", "-s", "3")["messages"], 20)

    def test_what_is_not_offered_is_not_used(self):
        bare = self.liar(EHLO=b"250 mx.example.org\r\n")
        for options, keyword in ((["--pipelining"], "PIPELINING"), (["--bdat"], "CHUNKING"),
                                 (["--tls", "starttls"], "STARTTLS")):
            said = self.load(bare, *options, exit_code=UNAVAILABLE)
            self.assertIn(f"the server does not offer {keyword}", said)

    def test_it_says_how_many_went_well_before(self):
        there = self.server("--store", "discard:", "--connections-max", "2")
        said = self.load(there.address, "-s", "3", "-m", "100", exit_code=TEMPORARY)
        self.assertRegex(said, r"after [\d,]+ messages: the connection was refused: 421 ")

    def test_a_handshake_that_fails(self):
        said = self.load(self.liar(greeting=b"220 mx\r\n"), "--tls", "implicit",
                         exit_code=UNAVAILABLE)
        self.assertIn("TLS failed: ", said)

    def test_silence_has_an_end(self):
        said = self.load(self.liar(MAIL=b""), "--timeout", "1", exit_code=TEMPORARY)
        self.assertRegex(said, r"MAIL FROM:<load@example.org> was not answered for [12] s")

    def test_nobody_listens(self):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        said = self.load(f"127.0.0.1:{port}", exit_code=TEMPORARY)
        self.assertIn("Connection refused; is the server running?", said)
        said = self.load("unix:no-such-socket", exit_code=TEMPORARY)
        self.assertIn("No such file", said)

    def test_a_command_that_is_not_there(self):
        said = self.load("--exec", "no-such-command", exit_code=TEMPORARY)
        self.assertIn("it was not found; it said: ", said)

    def test_a_server_that_stalls_cannot_hide_it_from_an_open_loop(self):
        script = os.path.join(os.path.dirname(__file__), "stalling_server.py")
        with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE,
                              text=True) as process:
            try:
                address = process.stdout.readline().strip()
                figures = self.load(address, "--rate", "100", "--duration", "2")
            finally:
                process.kill()
        # It stood still for half a second: some 50 messages were due then and waited, the first
        # for all of it. A closed loop would have seen one.
        late = sum(count for low, _, count in figures["histogram_us"] if low > 100_000)
        self.assertGreater(late, 30)
        self.assertGreater(figures["latency_us"]["max"], 450_000)
        self.assertGreater(figures["latency_us"]["p90"], 100_000)


if __name__ == "__main__":
    unittest.main()
