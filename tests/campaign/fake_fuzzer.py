#!/usr/bin/env python3
"""Behaves as a libFuzzer target that finds `boom` after a moment: for tests of the campaign.

Use: fake_fuzzer.py MOOD [-option=value]... [FOLDER_OR_FILE]...
MOOD is sound, crashing, or broken (it does not start).
"""

import hashlib
import sys
import time
from pathlib import Path

SENTENCE = "server session: the reply has 17 octets too many"


def options_of(words):
    pairs = [word[1:].split("=", 1) for word in words if word.startswith("-")]
    return dict(pairs), [Path(word) for word in words if not word.startswith("-")]


def say(text):
    print(text, file=sys.stderr, flush=True)


def crash(octets, path):
    say(f"INFO: Seed: 1\n{SENTENCE.replace('17', str(len(octets)))}")
    say("==7== ERROR: libFuzzer: deadly signal\n    #0 0x1 in __sanitizer_print_stack_trace /a/b\n"
        "    #9 0x2 in heloport::fuzz::check(int) /source/fuzz/check.cpp:3:1\n"
        "SUMMARY: libFuzzer: deadly signal")
    if path:
        path.write_bytes(octets)
    sys.exit(77)


def fuzz(mood, options, folders):
    prefix = options["artifact_prefix"]
    with Path(prefix, "../../../seeds").open("a", encoding="utf-8") as seeds:
        seeds.write(options.get("seed", "chance") + "\n")
    say("#2\tINITED cov: 10 ft: 12 corp: 1/3b exec/s: 0 rss: 30Mb")
    end = time.monotonic() + float(options["max_total_time"])
    executions = 2
    try:
        while time.monotonic() < end:
            time.sleep(0.05)
            executions += 1000
            octets = b"new %d" % executions
            (folders[0] / hashlib.sha1(octets).hexdigest()).write_bytes(octets)
            say(f"#{executions}\tNEW    cov: {executions // 100} ft: 40 corp: 3/2Kb lim: 4")
            if mood == "crashing" and executions > 3000:
                octets = b"a long boom"
                crash(octets, Path(prefix + "crash-" + hashlib.sha1(octets).hexdigest()))
    except KeyboardInterrupt:
        say("==1== libFuzzer: run interrupted; exiting")
        sys.exit(72)
    say(f"#{executions}\tDONE   cov: 11 ft: 40 corp: 3/2Kb lim: 4 exec/s: 100 rss: 31Mb")


def main(mood, *words):
    if mood == "broken":
        sys.exit("cannot open shared library")
    options, paths = options_of(words)
    if "merge" in options:
        (paths[0] / "small").write_bytes(b"small")
    elif "minimize_crash" in options:
        Path(options["exact_artifact_path"]).write_bytes(b"boom")
    elif paths and paths[0].is_file():
        if b"boom" in paths[0].read_bytes():
            crash(paths[0].read_bytes(), None)
    else:
        fuzz(mood, options, paths)


if __name__ == "__main__":
    main(*sys.argv[1:])
