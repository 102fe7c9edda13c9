# A thin face over the presets of CMakePresets.json: release, debug, asan, fuzz.
# `make demo` and `make test` do everything on a fresh Debian bookworm, packages included.

PREFIX ?= /usr/local
# How long `make fuzz` works, on all targets together: 90s, 10m, 1h30m.
TIME ?= 10m

.PHONY: help demo test asan clang run fuzz bench conformance tidy format update install \
        program release deps clean

help:
	@echo 'make demo         build, start a server, send, list and read a mail, stop'
	@echo 'make test         build and run every test'
	@echo 'make asan         the tests again under AddressSanitizer and UBSan'
	@echo 'make clang        the same with clang, which the fuzzers need anyway'
	@echo 'make run          serve on 127.0.0.1:2525, mail in mailbox.d/'
	@echo 'make fuzz         every fuzz target across the cores, TIME=$(TIME) in all, and a report'
	@echo 'make bench        the benchmarks, beside memchr and memcpy in the same run'
	@echo 'make conformance  every transcript, the tables, and the suite against every broken server'
	@echo 'make tidy         clang-format and clang-tidy check (make format applies the former)'
	@echo 'make update       rewrite the S: and E: lines of tests/transcripts and the table; read the diff'
	@echo 'make install      program, libraries and headers below PREFIX=$(PREFIX)'

demo: program
	scripts/demo build/release/apps/heloport

run: program
	build/release/apps/heloport serve --listen 127.0.0.1:2525 --store directory:mailbox.d

test: release
	ctest --preset release

asan: deps
	cmake --preset asan
	cmake --build --preset asan
	ctest --preset asan

clang:
	scripts/deps build fuzz
	cmake --preset fuzz
	cmake --build --preset fuzz
	ctest --preset fuzz

fuzz:
	scripts/deps build fuzz
	fuzz/campaign --time $(TIME)

bench: release
	scripts/deps bench
	scripts/bench build/release
	scripts/bench-instructions build/release

conformance: release
	ctest --preset release -R 'DocumentedTranscript|TranscriptFile|^conformance\.|^ProofTest|^broken\.'

tidy:
	scripts/deps build tidy
	scripts/tidy

format:
	scripts/deps tidy
	scripts/tidy --format

update: release
	HELOPORT_UPDATE=1 ctest --preset release -R 'TranscriptFile|SessionDiagram'
	scripts/conformance-table

install: program
	cmake --install build/release --prefix $(PREFIX)

program: deps
	cmake --preset release
	cmake --build --preset release --target heloport

release: deps
	cmake --preset release
	cmake --build --preset release

deps:
	@scripts/deps

clean:
	rm -rf build
