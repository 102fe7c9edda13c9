#!/usr/bin/env python3
"""bench/report: what it takes from JSON, what it says of broken JSON, the table of the README."""

import html
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from where import ROOT
import write_report_samples as samples
from pages import scales
from reporting import readme, sources


def report(*words):
    return subprocess.run([sys.executable, "-B", ROOT / "bench/report", *words], text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            samples.main(folder)
            cls.pages = {path.stem: path.read_text(encoding="utf-8").replace("\u202f", " ")
                         for path in Path(folder).glob("*.html")}

    def test_what_was_measured_is_there(self):
        page = self.pages["benchmarks"]
        for words in ("0.700 (0.630\u20130.770)", "0.0345 (0.0311\u20130.0380)",
                      "3.21 (2.89\u20133.53)", "1 KB, 100 sessions of one message",
                      "file and directory are synced", "1 of a directory, 1 of a file",
                      "exponent 0.021; at most 0.05 is asked for", "no exim here",
                      "not done in 60 s", "parse/ehlo", "81.2 ns", "4 321", "220 000",
                      "2 345 \u00b5s", "10 KB, 10 sessions, pipelining", "postfix 3.7.11",
                      "bench/peers/run --json out.json", "two others used the machine"):
            self.assertIn(words, page, words)

    def test_a_goal_is_reached_or_it_is_not(self):
        page = self.pages["benchmarks"]
        row = r"{}</th><td>[^<]*</td><td>[^<]*</td><td>\u2264 {}</td><td><{}"
        self.assertRegex(page, row.format("1k_kept", "0.8", "span class=.good.>reached"))
        self.assertRegex(page, row.format("1m_kept", "0.12", "i class=.mark bad.>.</i> not"))
        least = r"{}</th><td>[^<]*</td><td>[^<]*</td><td>\u2265 0.7</td><td><{}"
        self.assertRegex(page, least.format("lockstep, linked", "span class=.good.>reached"))
        self.assertRegex(page, least.format("pipelined, linked", "i class=.mark bad.>.</i> not"))

    def test_memory_of_a_session_is_judged_at_the_most_sessions(self):
        page = self.pages["benchmarks"]
        row = "{}</th><td>{}</td><td>{}</td><td>{}</td><td>"
        self.assertIn(row.format("idle", "1 028", "1 001", "\u2264 1 024")
                      + '<span class="good">reached', page)
        self.assertIn(row.format("idle in TLS", "25 678", "25 567", "\u2264 20 000")
                      + '<i class="mark bad">', page)
        self.assertIn(row.format("loaded", "2 345", "-", "") + "10000 sessions: a process", page)
        self.assertNotIn("growth of octets a session", page)

    def test_what_a_ratio_is_made_of_stands_beside_it(self):
        page = self.pages["benchmarks"]
        self.assertIn("<td>heloport 39.0 \u00b5s, smtp-sink 55.7 \u00b5s, "
                      "floor 33.4 \u00b5s</td>", page)
        self.assertIn("<td>decode 18.9 GB/s, memchr 13.0 GB/s</td>", page)
        self.assertRegex(page, "<text[^>]*>20.0 / 28.6 \u00b5s</text>")
        self.assertRegex(page, "<text[^>]*>40000 / 12461 a second</text>")
        self.assertIn("<td>50 / 12.5</td>", page)

    def test_parts_alone_are_told_in_instructions_and_time(self):
        page = self.pages["benchmarks"]
        row = r"{}</th><td>{}</td><td>{}</td><td>{}</td><td>\u2264 8</td><td><{}"
        self.assertRegex(page, row.format("MAIL", 29, "445.1", "15.3", "i class=.mark bad"))
        self.assertRegex(page, row.format("RCPT", 30, "225.0", "7.5", "span class=.good"))
        self.assertIn("server_lockstep</th><td>702 (632\u2013772)</td><td>0</td>", page)
        self.assertNotIn("instructions_per_octet", page)

    def test_a_deviation_is_no_time(self):
        self.assertNotIn("777", self.pages["benchmarks"])

    def test_a_part_without_data_is_left_out(self):
        self.assertNotIn("What grows", self.pages["bare"])
        self.assertIn("Ratios and goals", self.pages["bare"])

    def test_data_never_become_markup(self):
        page = self.pages["hostile"]
        self.assertNotIn("<script", page)
        self.assertNotIn("<img", page)
        self.assertGreaterEqual(page.count(html.escape(samples.MARKUP)), 6)


class Broken(unittest.TestCase):
    def told(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "odd.json")
            path.write_text(text, encoding="utf-8")
            done = report("-o", str(Path(folder, "page.html")), str(path))
            self.assertFalse(Path(folder, "page.html").exists())
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertRegex(done.stderr, r"\Abench/report: [^\n]*\n\Z")
        return done.stderr

    def test_what_is_no_json_or_none_of_ours_is_told_with_its_name(self):
        self.assertIn("odd.json is no JSON", self.told("{"))
        self.assertIn("odd.json is none of ours", self.told("[1]"))
        self.assertIn("odd.json is none of ours", self.told('{"a": 1}'))

    def test_what_lacks_a_part_is_told_with_the_part(self):
        document = samples.document([])
        del document["machine"]
        self.assertIn("no machine, or it is no dict", self.told(json.dumps(document)))
        self.assertIn("result 0 has no figure", self.told(json.dumps(samples.document([{}]))))
        self.assertIn("benchmark 0 has no name",
                      self.told('{"context": {}, "benchmarks": [{}]}'))
        self.assertIn("no latency_us", self.told(json.dumps({**samples.LOAD, "latency_us": 1})))

    def test_a_result_that_is_unlike_its_figure_is_told(self):
        rows = [{"figure": "side by side", "workload": "A", "peer": "x"}]
        self.assertIn("not the shape of its figure", self.told(json.dumps(samples.document(rows))))

    def test_a_file_that_is_not_there_is_told(self):
        done = report("-o", "page.html", "no/such.json")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no/such.json cannot be read", done.stderr)

    def test_nothing_to_write_is_a_wrong_argument(self):
        done = report()
        self.assertEqual(done.returncode, 2)
        self.assertIn("say where the page goes", done.stderr)


class Newest(unittest.TestCase):
    def test_of_each_subject_the_latest_counts(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, command, date in (("2026-01-31-peers", "bench/peers/run -q", "2026-02-01"),
                                        ("2026-01-30-peers", "bench/peers/run", "2026-01-30"),
                                        ("2026-01-30-cpu-1", "bench/server_cpu", "2026-01-30"),
                                        ("2026-01-30-cpu-2", "bench/server_cpu", "2026-01-30")):
                Path(folder, f"{name}.json").write_text(json.dumps(
                    samples.document([], command, date)), encoding="utf-8")
            self.assertEqual([source.name for source in sources.newest(folder)],
                             ["2026-01-30-cpu-1.json", "2026-01-30-cpu-2.json",
                              "2026-01-31-peers.json"])

    def test_those_in_the_repository_can_be_read(self):
        for path in (ROOT / "bench/results").glob("*.json"):
            self.assertTrue(sources.read(path).rows, path)


TABLE = """
| beside | accept and discard: our CPU over its | accept and keep: our rate over its \
| when it says 250 |
|---|---|---|---|
| smtp-sink | 0.700 (0.630\u20130.770): 20.0 / 28.6 \u00b5s | - | - |
| haraka | 0.0345 (0.0311\u20130.0380): 20.0 / 580 \u00b5s | - | - |
| postfix (hold queue) | - | 3.21 (2.89\u20133.53): 40000 / 12461 a second \
| the file is synced, no directory |

Median (least\u2013most) of 5 rounds: medians of ours / theirs; accept and discard: \
1 KB, 100 sessions
kept open; accept and keep: 1 KB, 32 sessions kept open. A CPU ratio below 1 and a rate ratio above
1 are in our favour. Ours: file and directory are synced. Messages a session, where they were fewer
than 50 and connecting counts: accept and discard: smtp-sink 12, haraka 12; accept and keep: postfix
(hold queue) 12. From `bench/results/peers.json`. The machine was busy.
"""


class Readme(unittest.TestCase):
    FOUND = [sources.Source("peers.json", "measured", "2026-01-31",
                            {"note": "The machine was busy."}, tuple(samples.PEERS))]

    def test_only_what_stands_between_the_lines_is_written(self):
        text = f"above\n{readme.BEGIN}\nold\n{readme.END}\nbelow\n"
        self.assertEqual(readme.rewritten(text, self.FOUND),
                         f"above\n{readme.BEGIN}{TABLE}{readme.END}\nbelow\n")

    def test_writing_it_twice_changes_nothing(self):
        once = readme.rewritten(f"{readme.BEGIN}\n{readme.END}", self.FOUND)
        self.assertEqual(readme.rewritten(once, self.FOUND), once)

    def test_a_readme_without_the_lines_is_a_problem(self):
        with self.assertRaisesRegex(sources.Problem, "two lines"):
            readme.rewritten(readme.END + readme.BEGIN, self.FOUND)

    def test_no_figures_are_a_problem_and_no_empty_table(self):
        with self.assertRaisesRegex(sources.Problem, "no result"):
            readme.rewritten(readme.BEGIN + readme.END, [])


class Scales(unittest.TestCase):
    def test_decades_hold_all_values(self):
        scale = scales.Scale([0.03, 2.0], 100, 400)
        self.assertEqual(scale.decades, [0.01, 0.1, 1.0, 10.0])
        self.assertAlmostEqual(scale.place(0.01), 100)
        self.assertAlmostEqual(scale.place(1.0), 300)
        self.assertAlmostEqual(scale.place(10 ** 0.5), 350)

    def test_one_value_has_an_axis_too(self):
        self.assertEqual(scales.Scale([1.0], 0, 1).decades, [1.0, 10.0])
        self.assertEqual(scales.Scale([], 0, 1).decades, [1.0, 10.0])

    def test_what_is_not_positive_stands_at_the_edge(self):
        self.assertEqual(scales.Scale([0.0, 5.0], 7, 9).place(0.0), 7)

    def test_digits_are_those_that_count(self):
        self.assertEqual([scales.digits(value) for value in (0.01234, 1.239, 99.96, 1234.5, 0)],
                         ["0.0123", "1.24", "100.0", "1234", "0"])


if __name__ == "__main__":
    unittest.main()
