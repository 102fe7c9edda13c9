"""Servers that heloport check is tried with, and what every test of it has in common."""

from listening import Listening
from program import ProgramTest, run

OK, VIOLATED, USAGE, DATA, NO_INPUT, UNAVAILABLE, OS_ERROR = 0, 1, 64, 65, 66, 69, 71
PART = "rfc5321/4.1.1.5"  # a few cases that every server must satisfy
SOUND = r"cases? in .* s: (\d+) satisfied(?!.*(violated|inconclusive))"


class BrokenServer(Listening):
    """Answers commands, one fault included: RSET is not known."""

    def talk(self, connection):
        with connection, connection.makefile("rwb") as stream:
            def say(text):
                stream.write(text.encode() + b"\r\n")
                stream.flush()
            say("220 broken.example <script>alert(1)</script>")
            for line in stream:
                verb = line.split()[0].upper() if line.split() else b""
                if verb == b"QUIT":
                    return say("221 Bye")
                say("500 What?" if verb in (b"RSET", b"") else "354 Go on"
                    if verb == b"DATA" else "250 Ok")


class LooseServer(BrokenServer):
    """Takes any line end for the end of a line, the one before the dot included."""

    def talk(self, connection):
        with connection, connection.makefile("rwb") as stream:
            def say(text):
                stream.write(text.encode() + b"\r\n")
                stream.flush()
            say("220 loose.example")
            in_data = False
            for line in stream:
                words = line.split() or [b""]
                if in_data and line.rstrip(b"\r\n") != b".":
                    continue
                in_data = words[0].upper() == b"DATA"
                if words[0].upper() == b"QUIT":
                    return say("221 Bye")
                say("354 Go on" if in_data else "250 Ok")


class Check(ProgramTest):
    def server(self, *options, **keywords):
        return super().server("--store", "discard:", "--domain", "example.org", *options,
                              **keywords)

    def broken(self):
        return self.server_of(BrokenServer)

    def server_of(self, kind):
        server = kind()
        self.addCleanup(server.close)
        return server

    def sound(self, *arguments):
        done = run("check", *arguments, cwd=self.folder)
        self.assertEqual(done.returncode, OK, done.stdout + done.stderr)
        self.assertRegex(done.stdout, SOUND)
        return done


class RefusesRecipients(BrokenServer):
    """Takes any sender and no recipient."""

    def talk(self, connection):
        with connection, connection.makefile("rwb") as stream:
            def say(text):
                stream.write(text.encode() + b"\r\n")
                stream.flush()
            say("220 closed.example")
            for line in stream:
                verb = line.split()[0].upper() if line.split() else b""
                if verb == b"QUIT":
                    return say("221 Bye")
                say("550 No" if verb == b"RCPT" else "503 No" if verb == b"DATA" else "250 Ok")
