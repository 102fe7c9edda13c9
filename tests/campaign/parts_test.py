#!/usr/bin/env python3
"""The parts of fuzz/campaign: what a fuzzer's lines mean, who gets how much time, what is alike."""

import concurrent.futures
import os
import tempfile
import unittest
import unittest.mock
from pathlib import Path

from where import ROOT
from campaigning import engine_afl, rounds, state
from campaigning.complaints import complaint_of
from campaigning.libfuzzer import run_command, status_of
from campaigning.problem import Problem
from campaigning.process import Processes
from campaigning.screen import row_of, short
from campaigning.targets import Target, options_of, targets_in
from campaigning.times import in_words, seconds_of


class Times(unittest.TestCase):
    def test_they_are_read_as_people_write_them(self):
        for text, seconds in (("90", 90), ("90s", 90), ("10m", 600), ("1h30m", 5400),
                              ("1.5h", 5400), ("1d", 86400)):
            self.assertEqual(seconds_of(text), seconds)

    def test_anything_else_is_refused(self):
        for text in ("", "m", "10x", "-5s", "1h 30m", "0"):
            with self.assertRaises(Problem, msg=text):
                seconds_of(text)

    def test_they_are_written_for_people(self):
        self.assertEqual([in_words(seconds) for seconds in (0.4, 42, 545, 7800)],
                         ["0 s", "42 s", "9 min 05 s", "2 h 10 min"])


class Lines(unittest.TestCase):
    def test_a_status_says_how_far_the_fuzzer_is(self):
        status = status_of("#1234\tNEW    cov: 56 ft: 78 corp: 9/12Kb lim: 4 exec/s: 3 rss: 30Mb")
        self.assertEqual((status.event, status.executions, status.coverage, status.features,
                          status.inputs, status.octets), ("NEW", 1234, 56, 78, 9, 12288))

    def test_a_line_without_coverage_is_one_too(self):
        self.assertEqual(status_of("#16\tpulse  exec/s: 8 rss: 30Mb").executions, 16)

    def test_other_lines_are_none(self):
        for line in ("INFO: Seed: 1", "    #3 0x55 in main", "stat::new_units_added: 3", ""):
            self.assertIsNone(status_of(line), line)


class Complaints(unittest.TestCase):
    def test_the_sentence_of_an_oracle_is_what_a_crash_is_about(self):
        said = ("INFO: Running with entropic power schedule\n#5\tINITED cov: 1\n"
                "server session: 3 allocations\n==1== ERROR: libFuzzer: deadly signal\n")
        complaint = complaint_of("crash", said)
        self.assertEqual(complaint.text, "server session: 3 allocations")
        self.assertEqual(complaint.slug, "crash-server-session-allocations")
        other = complaint_of("crash", said.replace("3 alloc", "17 alloc"))
        self.assertEqual(complaint.key, other.key)

    def test_what_a_sanitizer_draws_around_a_sentence_is_none(self):
        said = ("tiny: no login was asked for\nAddressSanitizer:DEADLYSIGNAL\n=======\n"
                "==1==ERROR: AddressSanitizer: ABRT on unknown address 0x1\n"
                "SUMMARY: AddressSanitizer: ABRT pthread_kill.c:44:76 in __pthread_kill\n")
        self.assertEqual(complaint_of("crash", said).text, "tiny: no login was asked for")

    def test_a_sanitizer_is_believed(self):
        said = ("==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x1\n"
                "SUMMARY: AddressSanitizer: heap-buffer-overflow /s/engine/a.cpp:7:3 in read\n")
        self.assertEqual(complaint_of("crash", said).text,
                         "heap-buffer-overflow a.cpp:7:3 in read")
        said = "/source/engine/a.cpp:7:3: runtime error: signed integer overflow: 1 + 2\n" \
               "SUMMARY: UndefinedBehaviorSanitizer: undefined-behavior a.cpp:7:3 in\n"
        self.assertEqual(complaint_of("crash", said).text,
                         "a.cpp:7: signed integer overflow: 1 + 2")

    def test_an_assertion_is_its_own_words(self):
        said = "fuzz_x: /source/engine/a.cpp:9: void f(): Assertion `phase_ == ready' failed.\n" \
               "==1== ERROR: libFuzzer: deadly signal\n"
        self.assertIn("phase_ == ready", complaint_of("crash", said).text)

    def test_a_hang_is_named_by_where_it_is(self):
        said = ("==1== ERROR: libFuzzer: timeout after 10 seconds\n"
                "    #0 0x1 in __sanitizer_print_stack_trace (/b+0x1)\n"
                "    #7 0x2 in heloport::engine::scan(char) /source/scan.cpp:3:1\n")
        self.assertEqual(complaint_of("timeout", said).text, "heloport::engine::scan")

    def test_an_end_without_a_word_has_a_name_too(self):
        self.assertEqual(complaint_of("crash", "").slug, "crash-an-end-without-a-word")


class Rounds(unittest.TestCase):
    @staticmethod
    def states(**found):
        return {name: state.TargetState(name, rounds=[{"seconds": 10, "discoveries": count}])
                for name, count in found.items()}

    def test_who_finds_gets_more_and_nobody_gets_nothing(self):
        shares = rounds.shares(self.states(rich=400, poor=4, quiet=0))
        self.assertGreater(shares["rich"], 3 * shares["poor"])
        self.assertGreater(shares["quiet"], 0.1)
        self.assertAlmostEqual(sum(shares.values()), 1)

    def test_in_the_first_round_all_are_alike(self):
        fresh = {name: state.TargetState(name) for name in "abcd"}
        self.assertEqual(set(rounds.shares(fresh).values()), {0.25})

    def test_a_round_uses_its_cores_and_no_more(self):
        for count, jobs in ((14, 2), (3, 8), (1, 1), (2, 2)):
            states = {str(i): state.TargetState(str(i)) for i in range(count)}
            plan = rounds.plan(states, 60, jobs)
            self.assertAlmostEqual(sum(length for length, _ in plan), 60 * jobs, delta=1)
            self.assertLessEqual(max(length for length, _ in plan), 60.001)
            self.assertEqual({name for _, name in plan}, set(states))

    def test_a_run_is_never_too_short_to_do_anything(self):
        states = {str(i): state.TargetState(str(i)) for i in range(3)}
        for seconds in (2.0, 2.1, 3.9, 7.0):
            for jobs in (1, 2, 8):
                for length, _ in rounds.plan(states, seconds, jobs):
                    self.assertGreaterEqual(length, rounds.SLICE_SECONDS_MIN)

    def test_a_round_is_long_enough_for_all(self):
        self.assertGreaterEqual(rounds.round_seconds(300, 14, 2), 14)
        self.assertLessEqual(rounds.round_seconds(86400, 14, 2), 300)
        self.assertLessEqual(rounds.round_seconds(5, 14, 2), 5)

    def test_an_engine_that_begins_slowly_has_longer_runs(self):
        states = {name: state.TargetState(name) for name in "abcd"}
        seconds = rounds.round_seconds(180, len(states), 2, 20)
        self.assertEqual(seconds, 40)
        self.assertEqual({length for length, _ in rounds.plan(states, seconds, 2, 20)}, {20.0})


class State(unittest.TestCase):
    def test_what_is_saved_is_loaded(self):
        campaign = state.Campaign(seconds=60, jobs=2)
        campaign.target("one").add_sample((1.0, 2, 3, 4, 5))
        with tempfile.TemporaryDirectory() as folder:
            state.save(folder, campaign)
            self.assertEqual(state.load(folder), campaign)

    def test_samples_stay_few_and_keep_both_ends(self):
        target = state.TargetState("one")
        for second in range(5000):
            target.add_sample((second, second, 0, 0, 0))
        self.assertLessEqual(len(target.samples), state.SAMPLES_MAX)
        self.assertEqual((target.samples[0][0], target.samples[-1][0]), (0, 4999))

    def test_what_is_no_campaign_is_refused_in_words(self):
        for text in ("", "[]", "{}", '{"version": 99}', '{"version": 1, "targets": {"a": 3}}'):
            with tempfile.TemporaryDirectory() as folder:
                (Path(folder) / state.FILE).write_text(text, encoding="utf-8")
                with self.assertRaises(Problem, msg=text):
                    state.load(folder)


class Targets(unittest.TestCase):
    def test_they_are_found_with_what_belongs_to_them(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, mode in (("fuzz_server_session", 0o755), ("fuzz_x.log", 0o755),
                               ("fuzz_plain", 0o644)):
                (Path(folder) / name).write_text("", encoding="utf-8")
                (Path(folder) / name).chmod(mode)
            target, = targets_in(folder, ROOT / "fuzz")
        self.assertEqual(target.name, "server_session")
        self.assertEqual([path.parent.name for path in target.seeds], ["corpus", "regressions"])
        self.assertIn(f"-dict={ROOT}/fuzz/smtp.dict", run_command(target, "c", "f", 5))

    def test_options_of_one_target_are_read_as_clusterfuzz_reads_them(self):
        self.assertEqual(options_of("# words\n[libfuzzer]\nmax_len = 8192 # why\n[afl]\na = 1\n"),
                         {"max_len": "8192"})


class Afl(unittest.TestCase):
    def test_a_run_counts_from_where_the_last_one_ended(self):
        run = engine_afl.Run()
        engine_afl.take(run, {"execs_done": "100", "corpus_found": "3"},
                        {"execs_done": "1100", "corpus_found": "7", "edges_found": "50",
                         "corpus_count": "20"})
        self.assertEqual((run.executions, run.discoveries, run.coverage, run.inputs),
                         (1000, 4, 50, 20))

    def test_its_last_complaint_is_told_without_colours(self):
        said = ("\x1b[1;94m[*] \x1b[0mScanning '/in'...\n"
                "\x1b[1;91m\n[-] PROGRAM ABORT : \x1b[0mThe job output directory is in use\n"
                "\x1b[1;91m         Location : \x1b[0mmaybe_delete_out_dir()\n")
        self.assertEqual(engine_afl.complaint_in(said),
                         "The job output directory is in use Location : maybe_delete_out_dir()")
        self.assertEqual(engine_afl.complaint_in(""), "no word")


# An afl-fuzz that refuses a folder that is in use, as the real one does, and does its work in a
# program, with a session of its own, that it ends without waiting for it.
FAKE_AFL = """#!/usr/bin/env python3
import os, pathlib, subprocess, sys, time
out = pathlib.Path(sys.argv[sys.argv.index("-o") + 1], "default")
try:
    (out / "queue").mkdir(parents=True)
except FileExistsError:
    print("[-] PROGRAM ABORT : in use")
    sys.exit(1)
worker = subprocess.Popen([sys.executable, "-c", "while True: pass"],
                          start_new_session=True)
time.sleep(2)
(out / "queue/id").write_bytes(out.parent.name.encode())
(out / "queue/id:000001,orig:bad").write_bytes(b"bad")
print("[!] Test case 'id:000001,orig:bad' results in a crash, skipping")
(out / "fuzzer_stats").write_text("execs_done : 7\\nedges_found : 3\\ncorpus_count : 1\\n")
os.kill(worker.pid, 9)
os._exit(0)
"""


class AflRuns(unittest.TestCase):
    def setUp(self):
        room = tempfile.TemporaryDirectory()
        self.addCleanup(room.cleanup)
        self.room = Path(room.name)
        program = self.room / "bin/afl-fuzz"
        program.parent.mkdir()
        program.write_text(FAKE_AFL, encoding="utf-8")
        program.chmod(0o755)
        path = unittest.mock.patch.dict("os.environ",
                                        PATH=f"{program.parent}:{os.environ['PATH']}")
        path.start()
        self.addCleanup(path.stop)
        self.corpus, self.raw = self.room / "corpus/one", self.room / "raw"
        self.corpus.mkdir(parents=True)
        self.raw.mkdir()
        self.target = Target("one", self.room / "fuzz_one", (), None)

    def run_with(self, engine):
        return engine.run(self.target, self.corpus, self.raw, 1, lambda run: None)

    def test_two_side_by_side_have_a_folder_each(self):
        engine = engine_afl.Afl(Processes())
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            runs = list(pool.map(self.run_with, [engine, engine]))
        self.assertEqual([(run.error, run.executions) for run in runs], [("", 7), ("", 7)])
        self.assertEqual(len(list(self.corpus.iterdir())), 3)

    def test_the_time_of_a_target_that_nobody_waits_for_counts(self):
        self.assertGreater(self.run_with(engine_afl.Afl(Processes())).cpu_seconds, 0.2)

    def test_an_input_that_crashes_from_the_start_is_a_finding(self):
        self.run_with(engine_afl.Afl(Processes()))
        self.assertEqual([path.read_bytes() for path in self.raw.glob("crash-*")], [b"bad"])

    def test_why_it_did_not_begin_is_told(self):
        (self.room / "corpus/one.afl1/default/queue").mkdir(parents=True)
        run = self.run_with(engine_afl.Afl(Processes()))
        self.assertEqual(run.error, "afl-fuzz ended with 1: in use")


class Screen(unittest.TestCase):
    def test_numbers_fit_their_columns(self):
        self.assertEqual([short(number) for number in (0, 950, 12_345, 4_560_000, 1.2e10)],
                         ["0", "950", "12.3k", "4.56M", "12G"])
        target = state.TargetState("a" * 20, executions=10**12, seconds=1e6, inputs=10**6,
                                   features=10**7, findings=12)
        self.assertLess(len(row_of(target)), 90)


if __name__ == "__main__":
    unittest.main()
