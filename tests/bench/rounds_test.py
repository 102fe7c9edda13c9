#!/usr/bin/env python3
"""Servers side by side: counts of messages, alternation, ratios. Nobody's server is run here."""

import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import where  # noqa: F401  pylint: disable=unused-import
from contest import cells, loads, promises, rounds

KEPT_OPEN = cells.Cell(cells.KB, 10, True)


class FakeServer:
    """Takes `rate` messages a second, each for so many microseconds of processor time."""

    def __init__(self, name, rates, cpu_us=(100,), keeps="", keeps_of_each=1.0):
        self.contender = SimpleNamespace(name=name, keeps=keeps)
        self.port = self
        self.rates, self.costs, self.keeps_of_each = list(rates), list(cpu_us), keeps_of_each
        self.used, self.count, self.runs = 0.0, 0, []
        self.account = SimpleNamespace(settled=lambda: self.used)

    def load(self, messages):
        rate = self.rates.pop(0) if len(self.rates) > 1 else self.rates[0]
        cost = self.costs.pop(0) if len(self.costs) > 1 else self.costs[0]
        self.used += messages * cost / 1e6
        self.count += int(messages * self.keeps_of_each)
        self.runs.append(messages)
        return messages / rate

    def kept(self):
        return self.count

    def forget(self):
        self.count = 0


def fake_load(port, _cell, messages):
    return port.load(messages)


loads.LOADS["fake"] = fake_load


class Runs(unittest.TestCase):
    def test_cost_and_rate_are_those_of_one_message(self):
        run = rounds.run_once(FakeServer("a", [500], [40]), "fake", KEPT_OPEN, 1000)
        self.assertAlmostEqual(run["messages_per_second"], 500)
        self.assertAlmostEqual(run["cpu_us"], 40)

    def test_a_message_that_is_not_kept_is_a_failure(self):
        with mock.patch.object(rounds, "KEPT_SECONDS_MAX", 0), \
                self.assertRaisesRegex(loads.Failed, "500 of 1000 messages are kept"):
            rounds.run_once(FakeServer("a", [500], keeps="new", keeps_of_each=0.5), "fake",
                            KEPT_OPEN, 1000)

    def test_a_message_that_is_kept_twice_is_one_too(self):
        with self.assertRaisesRegex(loads.Failed, "2000 messages are kept of 1000"):
            rounds.run_once(FakeServer("a", [500], keeps="new", keeps_of_each=2), "fake",
                            KEPT_OPEN, 1000)

    def test_what_was_kept_is_taken_away_after_each_run(self):
        server = FakeServer("a", [500], keeps="new")
        rounds.run_once(server, "fake", KEPT_OPEN, 10)
        self.assertEqual(server.kept(), 0)


class Counts(unittest.TestCase):
    def test_they_make_a_run_as_long_as_was_asked(self):
        server = FakeServer("a", [2000])
        self.assertEqual(rounds.messages_for(server, "fake", KEPT_OPEN, 1.5), 3000)
        self.assertEqual(server.runs, [50, 900])

    def test_the_second_try_counts_because_the_first_was_slow(self):
        server = FakeServer("a", [1000, 4000])
        self.assertEqual(rounds.messages_for(server, "fake", KEPT_OPEN, 1), 4000)

    def test_a_session_that_is_kept_open_has_many_messages_however_slow_the_server(self):
        self.assertEqual(rounds.messages_for(FakeServer("a", [3]), "fake", KEPT_OPEN, 1), 50)
        each = cells.Cell(cells.KB, 30, False)
        self.assertEqual(rounds.messages_for(FakeServer("a", [3]), "fake", each, 1), 30)

    def test_they_have_an_end_where_files_are_made(self):
        fast = FakeServer("a", [1e6], keeps="new")
        self.assertEqual(rounds.messages_for(fast, "fake", KEPT_OPEN, 1),
                         rounds.KEPT_MESSAGES_MAX)


class Comparisons(unittest.TestCase):
    def setUp(self):
        # Two tries each, then four rounds; each round has its own ratio.
        self.ours = FakeServer("heloport", [1000, 1000, 1000, 2000, 1000, 4000],
                               [10, 10, 10, 20, 30, 10])
        self.theirs = FakeServer("peer", [500, 500, 500, 1000, 1000, 500],
                                 [40, 40, 40, 40, 40, 50])
        self.row = rounds.compare(self.ours, self.theirs, "fake", KEPT_OPEN,
                                  rounds.Effort(4, 1.0))

    def test_a_ratio_is_ours_over_theirs_of_one_round(self):
        self.assertAlmostEqual(self.row["cpu_ratio"]["min"], 0.2)
        self.assertAlmostEqual(self.row["cpu_ratio"]["median"], (0.25 + 0.5) / 2)
        self.assertAlmostEqual(self.row["cpu_ratio"]["max"], 0.75)
        self.assertEqual([round(self.row["rate_ratio"][key], 9) for key in
                          ("min", "median", "max")], [1, 2, 8])

    def test_the_row_says_what_it_holds_for(self):
        self.assertEqual([self.row[key] for key in ("octets", "sessions", "mode", "load",
                                                    "rounds")],
                         [1024, 10, "many", "fake", 4])
        self.assertAlmostEqual(self.row["ours"]["cpu_us"]["median"], 15)
        self.assertAlmostEqual(self.row["theirs"]["messages_per_second"]["max"], 1000)


class Alternation(unittest.TestCase):
    def test_each_round_begins_with_the_other_side(self):
        order = []

        def noted(server, _cell, messages):
            order.append(server.contender.name)
            return server.load(messages)
        with mock.patch.dict(loads.LOADS, {"noted": noted}):
            rounds.compare(FakeServer("a", [100]), FakeServer("b", [100]), "noted", KEPT_OPEN,
                           rounds.Effort(4, 0.1))
        self.assertEqual("".join(order)[-8:], "abbaabba")


class Cells(unittest.TestCase):
    def test_all_of_them_are_the_product_that_was_asked_for(self):
        self.assertEqual(len(set(cells.WHOLE["A"])), 3 * 4 * 2)
        self.assertEqual({cell.sessions for cell in cells.WHOLE["A"]}, {1, 10, 100, 1000})
        for workload in "AB":
            self.assertLess(set(cells.QUICK[workload]), set(cells.WHOLE[workload]))

    def test_they_have_names(self):
        self.assertEqual(cells.Cell(cells.MB, 1, False).name, "1 MB, 1 session, one a session")
        self.assertEqual(KEPT_OPEN.name, "1 KB, 10 sessions, many a session")


class Loads(unittest.TestCase):
    def sent(self, name, script):
        """What sending by a program of this name comes to."""
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder, name)
            program.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
            program.chmod(0o755)
            with mock.patch.object(loads, "LOADER", str(program)), \
                    mock.patch.object(loads, "postfix_program", lambda _: str(program)):
                send = loads.smtp_source if name == "smtp-source" else loads.heloport_load
                return send(25, KEPT_OPEN, 7)

    def test_one_that_fails_is_no_result(self):
        with self.assertRaisesRegex(loads.Failed, "heloport: exit 76: 250 came, not 354"):
            self.sent("heloport", "echo '250 came, not 354' >&2; exit 76")

    def test_a_server_that_does_not_offer_what_is_asked_for_has_not_failed(self):
        with self.assertRaisesRegex(loads.NotOffered, "does not offer PIPELINING"):
            self.sent("heloport", "echo 'the server does not offer PIPELINING' >&2; exit 69")

    def test_one_that_complains_is_none_either(self):
        with self.assertRaisesRegex(loads.Failed, "smtp-source: exit 0: lost connection"):
            self.sent("smtp-source", "echo 'lost connection' >&2")
        self.assertGreater(self.sent("heloport", "echo 'progress' >&2"), 0)

    def test_one_that_takes_too_long_is_ended(self):
        with mock.patch.object(loads, "SECONDS_MAX", 0.2), \
                self.assertRaisesRegex(loads.Failed, "not done in 0.2 s"):
            self.sent("heloport", "exec tail -f /dev/null")

    def test_they_are_told_what_the_cell_says(self):
        told = "-s 10 -m 7 -l 1024 .* --per-session 0"
        self.assertGreater(self.sent("heloport", f"echo \"$*\" | grep -q -- '{told}'"), 0)
        self.assertGreater(self.sent("smtp-source", "echo \"$*\" | grep -q -- '-d 127'"), 0)

    def test_pipelining_means_nothing_where_a_session_is_one_message(self):
        each = cells.Cell(cells.KB, 10, False)
        self.assertEqual([[load for load in loads.LOADS if load != "fake"
                           and loads.fits(load, cell)] for cell in (KEPT_OPEN, each)],
                         [["smtp-source", "heloport-load", "heloport-load-pipelined"],
                          ["smtp-source", "heloport-load"]])

    def test_a_program_without_a_load_is_told(self):
        with mock.patch.object(loads, "LOADER", "true"):
            self.assertEqual(loads.why_absent("heloport-load"), "this heloport has no load")
        with mock.patch.object(loads, "LOADER", "/no/such"):
            self.assertIn("No such file", loads.why_absent("heloport-load"))


TRACE = """\
7 write(5<socket:[1]>, "354 "..., 9) = 9
7 fsync(8</m/first>) = 0
7 fsync(9</m/new>) = 0
7 fsync(10</m/made>) = 0
7 write(5<socket:[1]>, "250 "..., 9) = 9
7 sendto(5<socket:[1]>, "250 "..., 9, 0, NULL, 0) = 9
7 sendmsg(5<socket:[1]>, {msg_name=NULL, msg_iov=[{iov_base="354 "..., iov_len=9}]}, 0) = 9
8 fsync(8</m/second> <unfinished ...>
7 fdatasync(9</m/new>) = 0
8 <... fsync resumed>)             = 0
7 fsync(8</m/failed>) = -1 EIO (Input/output error)
7 write(6</m/log>, "250 "..., 9) = 9
7 syncfs(8</m/third>) = 0
7 writev(5<socket:[1]>, [{iov_base="250 "..., iov_len=9}], 1) = 9
8 fsync(8</m/delivered>) = 0
"""


class Promises(unittest.TestCase):
    def test_syncs_belong_to_the_message_that_they_stand_at(self):
        found = promises.counted(TRACE.splitlines(), lambda path: path == "/m/new")
        self.assertEqual(found, {"messages": 1,
                                 "before": {"directory": 1, "file": 1, "file system": 1},
                                 "after": {"file": 1}})

    def test_a_trace_without_messages_is_no_promise(self):
        with self.assertRaisesRegex(AssertionError, "0 messages"):
            promises.counted(["7 fsync(8</m/x>) = 0"], bool)

    def test_the_words_say_what_a_crash_leaves(self):
        self.assertEqual(promises.in_words({"before": {"file": 1, "directory": 1}}),
                         "file and directory are synced")
        self.assertEqual(promises.in_words({"before": {"file": 2.0}}),
                         "the file is synced, no directory")
        self.assertEqual(promises.in_words({"before": {"file": 0.2}}), "nothing is synced")
        self.assertEqual(promises.in_words({"before": {}, "after": {"file": 1}}),
                         "nothing is synced")


if __name__ == "__main__":
    unittest.main()
