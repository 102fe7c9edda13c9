#!/usr/bin/env python3
"""Style as a test: tidy.py ROOT [CHECK...] prints each finding and exits 1 if there is one."""

import sys

import include_checks
import repository
import structure_checks
import text_checks

CHECKS = {
    check.__name__: check
    for check in (
        structure_checks.arrows,
        structure_checks.silent_transports,
        structure_checks.pure_headers,
        structure_checks.third_party,
        include_checks.named_headers,
        structure_checks.function_length,
        structure_checks.using_in_headers,
        structure_checks.documented_classes,
        structure_checks.named_things,
        text_checks.line_length,
        text_checks.file_length,
        text_checks.left_overs,
        text_checks.machine_paths,
        text_checks.skipped_tests,
        text_checks.sleeping_tests,
        text_checks.citations,
        text_checks.first_lines,
        text_checks.transcript_claims,
    )
}


def main(arguments):
    if not arguments or any(name not in CHECKS for name in arguments[1:]):
        sys.exit(f"usage: tidy.py ROOT [{'|'.join(CHECKS)}]...")
    files = repository.files_of(arguments[0])
    if not files:
        sys.exit(f"tidy.py: no files below {arguments[0]}")
    count = 0
    for name in arguments[1:] or CHECKS:
        for finding in CHECKS[name](files):
            print(f"{finding.path}:{finding.line}: {name}: {finding.message}")
            count += 1
    print(f"{len(files)} files, {count} findings")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
