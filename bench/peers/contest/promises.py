"""What a server had told the disk when it said 250: every sync of a few messages, seen by strace.

The messages are sent one by one, each when the server has no more to do with the one before, so
whatever is synced belongs to the message that it stands at.
"""

import os
import re
import smtplib
import time
from collections import Counter

from peers.instance import SECONDS_MAX, until

from .contenders import RECIPIENT

MESSAGES = 5  # and one before them, for which folders may be made
PAUSE_SECONDS = 0.4  # what a server does about a message after its 250 begins within
SYNCS = ("fsync", "fdatasync", "sync_file_range", "syncfs", "sync", "msync")
WRITES = ("write", "writev", "sendto", "sendmsg")
MESSAGE = ("From: <ann@example.org>\r\nTo: <bob@example.com>\r\nSubject: A promise\r\n"
           "Date: Thu, 1 Jan 2026 00:00:00 +0000\r\nMessage-ID: <{}@client.example.org>\r\n\r\n"
           + 12 * "What is said here is kept, or is it?\r\n")

# `5<socket:[7]>, "354 "...` and whatever stands between for writev and sendmsg
_REPLY = re.compile(r"^\d+ +(?:" + "|".join(WRITES) + r")\(\d+<socket:.*?\"(354|250)")
_SYNC = re.compile(r"^(\d+) +(" + "|".join(SYNCS) + r")\((?:\d+<(.*?)>)?[^<>]*?"
                   r"( <unfinished \.\.\.>|= 0)")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. (" + "|".join(SYNCS) + r") resumed>.*= 0")


def seen(contender, running):
    """Syncs for each message before its 250 and after it, by kind: {"before": ..., "after": ...}.

    `running` makes a context of a contender.
    """
    run = running(contender, wrapped=False)
    trace = run.instance.path("trace")
    run.instance.wrapper = ("strace", "-f", "-qq", "-y", "-s", "4", "-e", "signal=none",
                            "-e", "trace=" + ",".join(SYNCS + WRITES), "-o", trace,
                            "setpriv", "--pdeathsig", "KILL")  # who is traced outlives strace
    with run:
        _send(run)
        with open(trace, encoding="utf-8", errors="replace") as lines:
            return counted(lines, os.path.isdir)


def _send(run):
    for number in range(1, MESSAGES + 2):
        with smtplib.SMTP("127.0.0.1", run.port, "client.example.org", SECONDS_MAX) as client:
            client.sendmail("ann@example.org", RECIPIENT, MESSAGE.format(number))
        if run.contender.keeps:
            until(lambda number=number: run.kept() >= number, run.instance.log)
        time.sleep(PAUSE_SECONDS)


def counted(lines, is_folder):
    """The same from the lines of strace, without the first message.

    `is_folder` tells files and directories apart.
    """
    counts = {"before": Counter(), "after": Counter()}
    when, messages, begun = None, 0, {}
    for line in lines:
        if reply := _REPLY.match(line):
            # The first 250 behind a 354 is that of the data; those of commands change nothing.
            messages += reply[1] == "354"
            when = "before" if reply[1] == "354" else "after"
        elif ended := _synced(line, begun):
            if messages > 1:
                counts[when][_kind(*ended, is_folder)] += 1
    assert messages > 1, f"strace has seen {messages} messages"
    return {"messages": messages - 1,
            **{when: {kind: count / (messages - 1) for kind, count in sorted(kinds.items())}
               for when, kinds in counts.items()}}


def _synced(line, begun):
    """Call and path of a sync that has ended well; one that is interrupted waits in `begun`."""
    if resumed := _RESUMED.match(line):
        return begun.pop(resumed[1], None)
    sync = _SYNC.match(line)
    if sync and sync[4] != "= 0":
        begun[sync[1]] = sync[2], sync[3]
        return None
    return (sync[2], sync[3]) if sync else None


def _kind(call, path, is_folder):
    if call in ("fsync", "fdatasync", "sync_file_range"):
        return "directory" if is_folder(path or "") else "file"
    return "file system" if call in ("sync", "syncfs") else "memory"


def in_words(promise):
    """What a crash right after the 250 leaves, as far as the server has cared."""
    before = promise.get("before", {})
    file, folder = before.get("file", 0), before.get("directory", 0)
    if before.get("file system", 0) >= 1 or file >= 1 and folder >= 1:
        return "file and directory are synced"
    if file >= 1:
        return "the file is synced, no directory"
    return "nothing is synced"
