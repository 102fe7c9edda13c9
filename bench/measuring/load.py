"""What is sent to a server that is measured."""

import os
import subprocess
import time

from measuring.servers import PROGRAM, bounded, postfix_environment, postfix_program


def smtp_source(port, sessions, messages, octets, kept_open, recipients=1, to="bob@example.com"):
    """Postfix's generator; the seconds that it took."""
    command = [postfix_program("smtp-source"), "-s", str(sessions), "-m", str(messages),
               "-l", str(octets), "-r", str(recipients), "-f", "ann@example.org", "-t", to,
               *(["-d"] if kept_open else []), f"127.0.0.1:{port}"]
    return run(command, postfix_environment())


def heloport_load(port, sessions, messages, octets, *options):
    """Ours, over sessions that stay open. It looks at every reply."""
    return run(load_command(port, sessions, "-m", str(messages), "-l", str(octets), *options),
               dict(os.environ))


def load_command(port, sessions, *options):
    """`heloport load`, with messages of 1 KB unless an option says otherwise."""
    return [PROGRAM, "load", f"127.0.0.1:{port}", "-s", str(sessions), "--from", "ann@example.org",
            "--rcpt", "bob@example.com", *options]


def run(command, environment):
    began = time.monotonic()
    done = subprocess.run(bounded(command), stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, env=environment, check=False)
    if done.returncode != 0 or done.stderr.strip():
        raise SystemExit(f"{command[0]}: {done.returncode}\n{done.stdout}{done.stderr}")
    return time.monotonic() - began
