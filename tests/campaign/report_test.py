#!/usr/bin/env python3
"""The page of a campaign: every part, what is absent, what is hostile, what has another shape."""

import html
import subprocess
import sys
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path

from where import ROOT
import write_report_samples as samples
from pages import svg
from pages.markup import element, number, percent
from reporting import parts_campaign
from reporting.measured import measure, measured

VOID = {"meta"}


class Tree(HTMLParser):
    """Says whether every element that begins ends, in order."""

    def __init__(self):
        super().__init__()
        self.open, self.names, self.wrong = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.names.add(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            samples.main(folder)
            cls.pages = {path.stem: path.read_text(encoding="utf-8")
                         for path in Path(folder).glob("*.html")}

    def test_they_are_well_formed_and_hold_nothing_foreign(self):
        for name, page in self.pages.items():
            tree = Tree()
            tree.feed(page)
            self.assertEqual((tree.wrong, tree.open), ([], []), name)
            self.assertEqual(tree.names & {"script", "img", "link", "iframe", "object"}, set())
            self.assertNotIn("http://", page)

    def test_what_was_measured_is_there(self):
        page = self.pages["full"]
        for words in ("3998", "99.9 %", "75.0 %", "engine/server_session.cpp", "99.0 %",
                      "4 of 5 pairs", "&#x27;a&#x27;..&#x27;z&#x27;", "11 of 12 seeded bugs",
                      "6 of them within one minute",
                      "it lives", "10 000 000", "two messages, not one", "1 of them without",
                      "RFC 5321, 2.3.8", "fuzz/campaign --time 10m"):
            self.assertIn(words, page.replace("\u202f", " ").replace("3 998", "3998"), words)

    def test_a_finding_shows_its_transcript_or_its_octets(self):
        page = self.pages["full"]
        self.assertIn("<pre># A reply that is too long.\nC: EHLO a\n</pre>", page)
        self.assertIn("<pre>EHLO a\\r\\n\n\\x00\\\\</pre>", page)
        self.assertIn("did not repeat", page)

    def test_a_part_that_nobody_measured_says_by_which_command_it_is(self):
        page = self.pages["bare"]
        self.assertEqual(page.count("Not measured."), 7)
        for command in ("fuzz/coverage --json build/fuzz/coverage.json", "fuzz/kill"):
            self.assertIn(f"<code>{command}</code> measures it.", page)
        self.assertIn("Nothing was found.", page)

    def test_octets_of_an_input_never_become_markup(self):
        page = self.pages["hostile"]
        self.assertNotIn("<script", page)
        self.assertNotIn("<img", page)
        self.assertGreaterEqual(page.count(html.escape(samples.MARKUP)), 4)

    def test_json_of_another_shape_is_shown_as_it_is(self):
        page = self.pages["odd"]
        self.assertIn("<dt>machines</dt><dd>7</dd>", page)
        self.assertIn("1, 2", page)
        self.assertIn("garden.json cannot be read", page)


class Measuring(unittest.TestCase):
    def test_tools_that_are_there_write_into_the_folder_and_the_others_are_left_out(self):
        with tempfile.TemporaryDirectory() as root:
            tool = Path(root, "build/release/fuzz/simulation")
            tool.parent.mkdir(parents=True)
            tool.write_text('#!/bin/sh\necho "{\\"sessions\\": 7}" > "$2"\nexit 3\n',
                            encoding="utf-8")
            tool.chmod(0o755)
            kept = Path(root, "kept")
            kept.mkdir()
            (_, status), = measure(kept, root)
            self.assertEqual(status, 3)
            self.assertEqual(measured("simulation", kept, root).data, {"sessions": 7})
            self.assertIsNone(measured("dfa", kept, root).data)


class Numbers(unittest.TestCase):
    def test_nothing_is_rounded_up_to_all(self):
        self.assertEqual(percent(9999, 10_000), "99.9 %")
        self.assertEqual(percent(3, 3), "100 %")
        self.assertEqual(percent(0, 0), "-")

    def test_they_can_be_read(self):
        self.assertEqual(number(1234567), "1\u202f234\u202f567")
        self.assertEqual(svg.short(1_500_000), "1.5M")

    def test_the_chance_of_something_new_is_a_bound_when_nothing_was_found(self):
        self.assertEqual(parts_campaign.chance(0, 3000), "under 1 in 1\u202f000")
        self.assertEqual(parts_campaign.chance(20, 3000), "1 in 150")
        self.assertEqual(parts_campaign.chance(0, 0), "-")

    def test_steps_of_an_axis_are_round(self):
        self.assertEqual([svg.nice_step(span) for span in (0, 1, 7, 390, 4000)],
                         [1.0, 0.5, 2.0, 100, 1000])


class Plots(unittest.TestCase):
    def test_a_line_stays_within_its_picture(self):
        plot = svg.lines("title", (("a", [(0, 0), (5, 123), (10, 999)]),), "seconds")
        self.assertIn('viewBox="0 0 560 220"', plot)
        self.assertIn('M58.0 186.0', plot)
        self.assertIn("<title>title</title>", plot)

    def test_nothing_is_a_plot_too(self):
        self.assertIn("<svg", svg.lines("title", (("a", []),), "seconds"))
        self.assertIn("<svg", svg.bars("title", [], "unit"))

    def test_names_are_text(self):
        self.assertIn("&lt;b&gt;", element("p", "<b>"))
        self.assertIn("&lt;b&gt;", svg.bars("t", [("<b>", 3)], "unit"))


class TheCommand(unittest.TestCase):
    def test_a_folder_without_a_campaign_is_a_sentence(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, ROOT / "fuzz/report", folder], text=True,
                                  capture_output=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"^fuzz/report: no campaign in .*there is no campaign.json")


if __name__ == "__main__":
    unittest.main()
