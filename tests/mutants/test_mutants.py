#!/usr/bin/env python3
"""The check of the seeded bugs finds each fault that one can have; what complains is named; a
program that hangs, survives or complains is seen to do so; results are kept and told."""

import pathlib
import sys
import tempfile
import types
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "fuzz"))

from killing import check, mutant, oracles, report, results, trial  # noqa: E402

GOOD = """\
id: one
class: E
history: somebody's server,
  for years
target: session
oracle: whole

file: engine/a.cpp
--- old
  return 1;
--- new
  return 2;
--- end
"""


class Sandbox(unittest.TestCase):
    """A repository of one source, one target, one oracle and one mutant."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("engine/a.cpp", "int one() {\n  return 1;\n}\n")
        self.write("fuzz/CMakeLists.txt", "heloport_fuzz_target(session library)\n")
        self.write("fuzz/mutants/oracles.tsv", "whole\tO2\tsession: it is not whole\n")
        self.write("fuzz/mutants/one.mutant", GOOD)
        wanted, check.MUTANTS_MIN = check.MUTANTS_MIN, 1
        self.addCleanup(setattr, check, "MUTANTS_MIN", wanted)

    def write(self, path, text):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def program(self, script):
        path = self.write("program", "#!/bin/sh\n" + script)
        path.chmod(0o755)
        return path


class TheCheck(Sandbox):
    def finding(self, old, new):
        self.assertIn(old, GOOD)
        self.write("fuzz/mutants/one.mutant", GOOD.replace(old, new))
        found = list(check.check(self.root))
        self.assertEqual(1, len(found), found)
        return found[0]

    def test_has_nothing_to_say_of_what_fits(self):
        self.assertEqual([], list(check.check(self.root)))

    def test_sees_a_source_that_has_changed(self):
        self.write("engine/a.cpp", "int one() {\n  return 3;\n}\n")
        self.assertIn("0 times, not once", next(check.check(self.root)))

    def test_sees_a_text_that_stands_twice(self):
        self.write("engine/a.cpp", "  return 1;\n" * 2)
        self.assertIn("2 times, not once", next(check.check(self.root)))

    def test_sees_a_source_that_is_gone(self):
        self.assertIn("engine/b.cpp", self.finding("engine/a.cpp", "engine/b.cpp"))

    def test_sees_each_field_that_is_missing(self):
        for field in ("class: E\n", "target: session\n", "oracle: whole\n"):
            self.assertIn("lacks " + field.split(":")[0], self.finding(field, ""))
        history = "history: somebody's server,\n  for years\n"
        self.assertIn("lacks history", self.finding(history, ""))

    def test_sees_heads_that_are_none(self):
        self.assertIn("no line of a head", self.finding("class: E\n", "class: E\ncolour: red\n"))
        self.assertIn("no line of a head", self.finding("class: E\n", "class: E\nclass: E\n"))
        self.assertIn("its class Z", self.finding("class: E", "class: Z"))
        self.assertIn("its id is two", self.finding("id: one", "id: two"))

    def test_sees_replacements_that_are_none(self):
        self.assertIn("no whole replacement", self.finding("--- end\n", ""))
        self.assertIn("changes nothing", self.finding("return 2", "return 1"))
        self.assertIn("replaces nothing", self.finding(GOOD[GOOD.index("file:"):], ""))

    def test_knows_targets_and_oracles(self):
        self.assertIn("no target is named duet", self.finding("target: session", "target: duet"))
        self.assertIn("no oracle is named half", self.finding("oracle: whole", "oracle: half"))

    def test_lets_a_target_wait_only_by_name_and_only_so_long(self):
        waiting = GOOD.replace("target: session", "target: duet\ntarget-pending: T11")
        self.write("fuzz/mutants/one.mutant", waiting)
        self.assertEqual([], list(check.check(self.root)))
        self.write("fuzz/CMakeLists.txt", "heloport_fuzz_target(duet library)\n")
        self.assertIn("take target-pending away", next(check.check(self.root)))

    def test_sees_the_same_fault_twice_and_too_few(self):
        self.write("fuzz/mutants/two.mutant", GOOD.replace("id: one", "id: two"))
        self.assertIn("the same fault as one", next(check.check(self.root)))
        check.MUTANTS_MIN = 3
        self.assertIn("at least 3", list(check.check(self.root))[-1])


class ARun(Sandbox):
    def run_it(self, script, seconds_max=5):
        table = oracles.Oracles(self.root / "fuzz/mutants/oracles.tsv")
        return trial.fuzz(self.program(script), self.root, "none.dict", 1, seconds_max, table)

    def test_names_the_oracle_and_counts(self):
        outcome = self.run_it("echo 'session: it is not whole' >&2\n"
                              "echo 'stat::number_of_executed_units: 77' >&2\nexit 77\n")
        self.assertEqual(("killed", "whole", 77),
                         (outcome.status, outcome.oracle, outcome.executions))

    def test_of_a_program_that_ends_well_is_survived(self):
        self.assertEqual("survived", self.run_it("exit 0\n").status)

    def test_of_a_program_that_cannot_run_is_no_kill(self):
        outcome = self.run_it("echo 'no such dictionary' >&2\nexit 1\n")
        self.assertEqual(("failed", "no such dictionary"), (outcome.status, outcome.complaint))

    def test_ends_when_its_time_is_over(self):
        outcome = self.run_it("trap 'echo stopped; exit 0' INT\nwhile :; do :; done\n", 0.3)
        self.assertEqual("survived", outcome.status)
        self.assertLess(outcome.cpu_seconds, 3)

    def test_of_a_corpus_needs_one(self):
        table = oracles.Oracles(self.root / "fuzz/mutants/oracles.tsv")
        outcome = trial.replay(self.program("exit 0\n"), self.root, [self.root / "none"], 5, table)
        self.assertEqual("failed", outcome.status)


def outcome_of(killed, seconds):
    return trial.Outcome(killed, "", "whole" if killed else "", seconds, seconds, 10,
                         "killed" if killed else "survived")


class Kept(Sandbox):
    def setUp(self):
        super().setUp()
        self.one = mutant.read(self.root / "fuzz/mutants/one.mutant")
        self.path = self.root / "killed.json"
        self.kept = results.Results(self.path, False)

    def test_results_outlive_the_run(self):
        self.kept.add(self.one, "stamp", 1, 60, outcome_of(True, 2.0))
        again = results.Results(self.path, False)
        self.assertTrue(again.holds(self.one, "stamp", 1, 600))
        self.assertFalse(again.holds(self.one, "another stamp", 1, 600))
        self.assertFalse(again.holds(self.one, "stamp", 2, 600))

    def test_survivors_are_tried_again_with_more_time(self):
        self.kept.add(self.one, "stamp", 1, 60, outcome_of(False, 60.0))
        self.assertTrue(self.kept.holds(self.one, "stamp", 1, 60))
        self.assertFalse(self.kept.holds(self.one, "stamp", 1, 600))

    def test_the_median_is_in_the_middle_and_survivors_are_last(self):
        for seed, outcome in enumerate([outcome_of(False, 1), outcome_of(True, 9),
                                        outcome_of(True, 3)], 1):
            self.kept.add(self.one, "stamp", seed, 60, outcome)
        self.assertEqual(9, self.kept.median(self.one)["cpu_seconds"])
        self.kept.add(self.one, "stamp", 2, 60, outcome_of(False, 60))
        self.assertIsNone(self.kept.median(self.one))

    def test_tables_and_pages_tell_them(self):
        table = oracles.Oracles(self.root / "fuzz/mutants/oracles.tsv")
        self.kept.begin(self.root, ["--seeds", "3"], types.SimpleNamespace(max_time=60))
        self.kept.add(self.one, "stamp", 1, 60, outcome_of(True, 2.0))
        self.assertIn("1 of 1 mutants killed", report.summary([self.one], self.kept))
        page = report.page([self.one], self.kept, table)
        self.assertIn("| one | somebody's server, for years | session | whole | 2.0 | 10 |", page)
        self.assertIn("fuzz/kill --seeds 3", page)


if __name__ == "__main__":
    unittest.main()
