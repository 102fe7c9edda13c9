#!/usr/bin/env python3
"""Servers side by side: counts of messages, alternation, ratios. Nobody's server is run here."""

import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import where  # noqa: F401  pylint: disable=unused-import
from contest import cells, limits, loads, promises, rounds, shares

KEPT_OPEN = cells.Cell(cells.KB, 10, True)
LATE_SECONDS = 5


class FakeServer:
    """Takes `rate` messages a second, each for so many microseconds of processor time, when it
    has been connected to for so many seconds."""

    def __init__(self, name, rates, cpu_us=(100,), keeps="", keeps_of_each=1.0, connecting=0):
        self.contender = SimpleNamespace(name=name, keeps=keeps)
        self.port = self
        self.rates, self.costs, self.keeps_of_each = list(rates), list(cpu_us), keeps_of_each
        self.used, self.count, self.runs, self.connecting = 0.0, 0, [], connecting
        self.account = SimpleNamespace(settled=lambda: self.used)

    def load(self, messages):
        rate = self.rates.pop(0) if len(self.rates) > 1 else self.rates[0]
        cost = self.costs.pop(0) if len(self.costs) > 1 else self.costs[0]
        self.used += messages * cost / 1e6
        self.count += int(messages * self.keeps_of_each)
        self.runs.append(messages)
        return self.connecting + messages / rate

    def kept(self):
        return self.count

    def forget(self):
        self.count = 0


def fake_load(port, _cell, messages, _seconds_max):
    return port.load(messages)


loads.LOADS["fake"] = fake_load


def once(server, messages):
    return rounds.run_once(server, "fake", KEPT_OPEN, messages, LATE_SECONDS)


def messages_for(server, cell, seconds):
    return rounds.messages_for(server, "fake", cell, rounds.Effort(3, seconds))


class Runs(unittest.TestCase):
    def test_cost_and_rate_are_those_of_one_message(self):
        run = once(FakeServer("a", [500], [40]), 1000)
        self.assertAlmostEqual(run["messages_per_second"], 500)
        self.assertAlmostEqual(run["cpu_us"], 40)

    def test_a_message_that_is_not_kept_is_a_failure(self):
        server = FakeServer("a", [500], keeps="new", keeps_of_each=0.5)
        with self.assertRaisesRegex(loads.Late, "of a: 500 of 1000 messages are kept 0.1 s after"):
            rounds.run_once(server, "fake", KEPT_OPEN, 1000, 0.1)

    def test_a_message_that_is_kept_twice_is_one_too(self):
        with self.assertRaisesRegex(loads.Failed, "2000 messages are kept of 1000"):
            once(FakeServer("a", [500], keeps="new", keeps_of_each=2), 1000)

    def test_what_was_kept_is_taken_away_after_each_run(self):
        server = FakeServer("a", [500], keeps="new")
        once(server, 10)
        self.assertEqual(server.kept(), 0)

    def test_and_after_one_that_failed(self):
        server = FakeServer("a", [500], keeps="new", keeps_of_each=0.5)
        with self.assertRaises(loads.Late):
            rounds.run_once(server, "fake", KEPT_OPEN, 1000, 0.1)
        server.keeps_of_each = 1
        self.assertEqual(once(server, 50)["messages"], 50)

    def test_a_run_is_given_up_in_proportion_to_what_it_should_take(self):
        self.assertEqual([rounds.Effort(3, seconds).late_seconds for seconds in (0.5, 1.5)],
                         [12, 20])
        given = []

        def noted(server, _cell, messages, seconds_max):
            given.append(seconds_max)
            return server.load(messages)
        with mock.patch.dict(loads.LOADS, {"noted": noted}):
            rounds.compare(FakeServer("a", [9]), FakeServer("b", [9]), "noted", KEPT_OPEN,
                           rounds.Effort(1, 0.5))
        self.assertEqual(set(given), {12})


class Counts(unittest.TestCase):
    def test_they_make_a_run_as_long_as_was_asked(self):
        server = FakeServer("a", [2000])
        self.assertEqual(messages_for(server, KEPT_OPEN, 1.5), 3000)
        self.assertEqual(server.runs, [50, 900])

    def test_the_second_try_counts_because_the_first_was_slow(self):
        server = FakeServer("a", [1000, 4000])
        self.assertEqual(messages_for(server, KEPT_OPEN, 1), 4000)

    def test_a_session_that_is_kept_open_has_many_messages_however_slow_the_server(self):
        self.assertEqual(messages_for(FakeServer("a", [3]), KEPT_OPEN, 1), 50)
        each = cells.Cell(cells.KB, 30, False)
        self.assertEqual(messages_for(FakeServer("a", [3]), each, 1), 30)
        big = cells.Cell(cells.MB, 30, True)
        self.assertEqual(messages_for(FakeServer("a", [3]), big, 1), 60)

    def test_it_has_so_many_that_connecting_is_little_where_there_is_time_for_that(self):
        wanted = 10 * cells.MANY[cells.KB]
        self.assertEqual(messages_for(FakeServer("a", [400]), KEPT_OPEN, 1), wanted)
        self.assertEqual(messages_for(FakeServer("a", [100]), KEPT_OPEN, 1), rounds.STRETCH * 100)
        self.assertEqual(messages_for(FakeServer("a", [900]), KEPT_OPEN, 1), 900)
        each = cells.Cell(cells.KB, 30, False)
        self.assertEqual(messages_for(FakeServer("a", [100]), each, 1), 100)

    def test_connecting_is_little_of_a_session_with_all_that_are_wanted(self):
        # Exim's: of 1 KB and of a connection, bench/results/2026-11-27-peers-discard.json.
        message_us, connection_us = 366, 1176
        self.assertLess(connection_us, 0.07 * (cells.MANY[cells.KB] * message_us + connection_us))

    def test_they_have_an_end_where_files_are_made(self):
        fast = FakeServer("a", [1e6], keeps="new")
        self.assertEqual(messages_for(fast, KEPT_OPEN, 1), rounds.KEPT_MESSAGES_MAX)


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
        self.assertEqual([self.row[side]["messages_per_session"] for side in ("ours", "theirs")],
                         [100.0, 50.0])
        self.assertAlmostEqual(self.row["ours"]["cpu_us"]["median"], 15)
        self.assertAlmostEqual(self.row["theirs"]["messages_per_second"]["max"], 1000)


class Alternation(unittest.TestCase):
    def test_each_round_begins_with_the_other_side(self):
        order = []

        def noted(server, _cell, messages, _seconds_max):
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


    def test_harder_is_more_of_the_same(self):
        def harder(*setting):
            return cells.Cell(*setting).harder_than(cells.Cell(cells.KB, 100, True))
        self.assertTrue(harder(cells.KB, 1000, True) and harder(cells.MB, 100, True))
        self.assertFalse(harder(cells.KB, 100, True) or harder(cells.KB, 1000, False)
                         or harder(cells.MB, 10, True))


class TooMuch(unittest.TestCase):
    LESS, MORE = cells.Cell(cells.KB, 100, True), cells.Cell(cells.KB, 1000, True)

    def learnt(self, why):
        found = limits.Limits()
        found.learn("smtp-source", self.LESS, why)
        return found

    def test_who_was_late_is_not_asked_for_more_under_the_same_load(self):
        late = self.learnt(loads.Late("x"))
        self.assertEqual(late.why_not("smtp-source", self.MORE),
                         "100 sessions were too many already")
        self.assertEqual(late.why_not("smtp-source", cells.Cell(cells.MB, 1000, True)),
                         "100 sessions of 1 KB were too many already")
        self.assertEqual(late.why_not("heloport-load", self.MORE), "")
        self.assertEqual(late.why_not("smtp-source", cells.Cell(cells.KB, 10, True)), "")

    def test_who_failed_otherwise_is_asked(self):
        for why in (loads.Failed("x"), loads.NotOffered("x"), None):
            self.assertEqual(self.learnt(why).why_not("smtp-source", self.MORE), "")

    def test_what_is_not_offered_is_asked_for_once(self):
        self.assertFalse(self.learnt(loads.NotOffered("x")).offered("smtp-source"))
        self.assertTrue(self.learnt(loads.Late("x")).offered("smtp-source"))


class Clock:
    """Time that passes when it is told to."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


class Sharing(unittest.TestCase):
    def setUp(self):
        self.clock = Clock()

    def test_time_is_shared_out_evenly(self):
        share = shares.Shares(100, 4, self.clock)
        for end in (25, 50, 75, 100):
            self.assertAlmostEqual(share.until(), end)
            self.clock.seconds = end
        self.assertTrue(share.over)

    def test_what_one_did_not_need_those_behind_it_get(self):
        share = shares.Shares(100, 4, self.clock)
        share.until()
        self.assertAlmostEqual(share.until(), 100 / 3)

    def test_who_takes_too_much_does_not_take_it_from_another_peer(self):
        whole = shares.Shares(100, 10, self.clock)
        first = shares.Shares(whole.until(5), 5, self.clock)
        first.until()
        self.clock.seconds = 49
        self.assertLess(first.until() - 49, 1)
        self.clock.seconds = 50
        self.assertTrue(first.over)
        self.assertAlmostEqual(whole.until(5), 100)

    def test_runs_are_made_as_long_as_fits_and_no_longer_than_was_asked(self):
        asked = rounds.Effort(3, 1.5)
        for seconds in (4, 6, 9):
            effort = shares.fitted(asked, seconds)
            self.assertAlmostEqual(rounds.seconds_of(effort), seconds)
        self.assertEqual(shares.fitted(asked, 1000), asked)
        self.assertEqual(shares.fitted(asked, 0), rounds.Effort(3, shares.SECONDS_LEAST))
        self.assertEqual(shares.fitted(rounds.Effort(1, 0.05), 0), rounds.Effort(1, 0.05))

    def test_the_whole_grid_fits_into_its_time(self):
        pieces = sum(7 * sum(loads.fits(load, cell) for load in loads.LOADS if load != "fake"
                             for cell in cells.WHOLE[workload]) for workload in "AB")
        least = rounds.seconds_of(rounds.Effort(3, shares.SECONDS_LEAST))
        self.assertEqual(pieces, 539)
        self.assertLess(pieces * least, 0.75 * 50 * 60)


class Loads(unittest.TestCase):
    SAID = "echo '{\"seconds\": 1.25}'"

    def sent(self, name, script, seconds_max=LATE_SECONDS):
        """What sending by a program of this name comes to."""
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder, name)
            program.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
            program.chmod(0o755)
            with mock.patch.object(loads, "LOADER", str(program)), \
                    mock.patch.object(loads, "postfix_program", lambda _: str(program)):
                send = loads.smtp_source if name == "smtp-source" else loads.heloport_load
                return send(25, KEPT_OPEN, 7, seconds_max)

    def test_one_that_fails_is_no_result(self):
        with self.assertRaisesRegex(loads.Failed, "heloport: exit 76: 250 came, not 354"):
            self.sent("heloport", "echo '250 came, not 354' >&2; exit 76")

    def test_a_server_that_does_not_offer_what_is_asked_for_has_not_failed(self):
        with self.assertRaisesRegex(loads.NotOffered, "does not offer PIPELINING"):
            self.sent("heloport", "echo 'the server does not offer PIPELINING' >&2; exit 69")

    def test_one_that_complains_is_none_either(self):
        with self.assertRaisesRegex(loads.Failed, "smtp-source: exit 0: lost connection"):
            self.sent("smtp-source", "echo 'lost connection' >&2")
        self.assertGreater(self.sent("heloport", f"echo 'progress' >&2; {self.SAID}"), 0)

    def test_one_that_takes_too_long_is_ended(self):
        with self.assertRaisesRegex(loads.Late, "not done in 0.2 s"):
            self.sent("heloport", "exec tail -f /dev/null", 0.2)

    def test_ours_says_how_long_its_messages_took_and_connecting_is_not_in_it(self):
        self.assertEqual(self.sent("heloport", self.SAID), 1.25)
        with self.assertRaisesRegex(loads.Failed, "did not say how long it took: 'nothing"):
            self.sent("heloport", "echo nothing of that kind")

    def test_they_are_told_what_the_cell_says(self):
        told = "-s 10 -m 7 -l 1024 .* --per-session 0 --export-json -"
        self.assertGreater(self.sent("heloport", f"echo \"$*\" | grep -q -- '{told}' && "
                                                 f"{self.SAID}"), 0)
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
