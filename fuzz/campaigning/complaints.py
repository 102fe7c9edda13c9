"""What a finding is about, read from what its program said: the same words, the same bug."""

import re
from dataclasses import dataclass

# What libFuzzer calls the files of its findings.
KINDS = ("crash", "leak", "timeout", "oom", "slow-unit")

_SUMMARY = re.compile(r"^SUMMARY: \w+Sanitizer: (?P<what>.+)$", re.MULTILINE)
_RUNTIME = re.compile(r"^\S+?(?P<file>[\w.]+:\d+):\d+: runtime error: (?P<what>.+)$", re.MULTILINE)
_ASSERTION = re.compile(r"^\S+: (?P<file>\S+?):\d+: .*Assertion [`'](?P<what>.+)['`] failed",
                        re.MULTILINE)
_FRAME = re.compile(r"^ +#\d+ 0x\w+ in (?P<function>.+?) (?:/|\()", re.MULTILINE)
# Frames of those who notice, not of those who are at fault.
_NOTICER = re.compile(
    r"^(?:__(?:sanitizer|asan|ubsan|interceptor|libc|assert|GI_|cxxabi)\w*|fuzzer::|std::|abort\b"
    r"|raise\b|gsignal|main\b|_start\b|pthread_kill|operator (?:new|delete)"
    r"|(?:__)?mem(?:cpy|move|cmp|set)|LLVMFuzzerTestOneInput"
    r"|__clang_call_terminate|malloc\b|free\b)")
_NOISE = re.compile(
    r"^(?:INFO|WARNING|Running:|Seed|#\d|==\d+==|Dictionary|Executed|\S*: Running \d|Base64|MS:"
    r"|artifact_|Test unit|ALARM:|0x|NOTE:|stat::|DEDUP|CRASH_MIN|\*\*\*|SUMMARY|=+$"
    r"|\w+Sanitizer:DEADLYSIGNAL|MERGE| |\t|$|\[)")


@dataclass(frozen=True)
class Complaint:
    """`text` is for people; `key` is equal for the same bug, whatever the numbers in it."""

    kind: str
    text: str

    @property
    def key(self):
        return f"{self.kind}: " + re.sub(r"\d+", "N", re.sub(r'"[^"]*"|\([^)]*\)', "", self.text))

    @property
    def slug(self):
        """A name for a file."""
        words = re.findall(r"[a-z0-9]+", self.key.split(": ", 1)[1].lower())
        words = [word for word in words if word != "n"] or ["unknown"]
        name = "-".join(words)
        return f"{self.kind}-{name[:60].rstrip('-')}"


def complaint_of(kind, said):
    """From the kind of the file and all that the program said on stderr."""
    if kind in ("timeout", "oom", "slow-unit"):
        return Complaint(kind, f"{_top_frame(said) or 'somewhere'}")
    return Complaint(kind, _words(said))


def _words(said):
    for pattern in (_ASSERTION, _RUNTIME):
        if match := pattern.search(said):
            return f"{match['file']}: {match['what']}"
    if match := _SUMMARY.search(said):
        if "deadly signal" not in match["what"] and "ABRT" not in match["what"]:
            return _without_folders(match["what"])
    return _first_sentence(said) or _top_frame(said) or "an end without a word"


def _first_sentence(said):
    """What the target itself said before it gave up: the complaint of an oracle."""
    before = re.split(r"^==\d+==", said, maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line.strip() for line in before.splitlines() if not _NOISE.match(line)]
    return lines[-1] if lines else None


def _top_frame(said):
    for match in _FRAME.finditer(said):
        if not _NOTICER.match(match["function"]):
            return re.sub(r"\(.*", "", match["function"])
    return None


def _without_folders(text):
    return re.sub(r"\S*/", "", text)
