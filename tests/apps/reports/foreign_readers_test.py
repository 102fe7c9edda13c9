#!/usr/bin/env python3
"""What `heloport check` and `load` write, read by readers that nobody here wrote.

Use: foreign_readers_test.py WRITE_SAMPLES, the program that writes the reports of invented runs.
"""

import json
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree
from html.parser import HTMLParser
from pathlib import Path

HOSTILE = "<script>alert(1)</script> ]]> &amp; \"quoted' <!-- --> </pre>"
PAGE_OCTETS_MAX = 4_000_000  # 400 cases, six servers


def setUpModule():
    global FOLDER, TEMPORARY
    TEMPORARY = tempfile.TemporaryDirectory()
    FOLDER = Path(TEMPORARY.name)
    subprocess.run([WRITE_SAMPLES, FOLDER], check=True, timeout=120)


def tearDownModule():
    TEMPORARY.cleanup()


def text_of(name):
    # Not read_text(): it would make LF of every CR.
    return (FOLDER / name).read_bytes().decode("utf-8")


class Junit(unittest.TestCase):
    def test_counts_what_it_holds(self):
        for name, suites in (("small.xml", 3), ("hostile.xml", 1)):
            root = xml.etree.ElementTree.fromstring(text_of(name))
            self.assertEqual(root.tag, "testsuites")
            self.assertEqual(len(root.findall("testsuite")), suites)
            for element in [root, *root.findall("testsuite")]:
                for attribute, inner in (("tests", "testcase"), ("failures", "failure"),
                                         ("skipped", "skipped")):
                    self.assertEqual(int(element.get(attribute)),
                                     len(list(element.iter(inner))), (name, attribute))

    def test_gives_hostile_text_back_as_text(self):
        root = xml.etree.ElementTree.fromstring(text_of("hostile.xml"))
        failure = next(root.iter("failure"))
        self.assertIn(HOSTILE, failure.get("message"))
        self.assertIn(HOSTILE, failure.text)
        self.assertEqual({e.tag for e in root.iter()},
                         {"testsuites", "testsuite", "properties", "property", "testcase",
                          "failure", "skipped", "system-out"})


class Json(unittest.TestCase):
    def test_is_read_with_what_was_said(self):
        run = json.loads(text_of("small.json"))
        self.assertEqual((run["format"], run["version"]), ("heloport-check", 1))
        self.assertEqual(run["counts"], {"satisfied": 1, "violated": 1, "latitude": 1,
                                         "inconclusive": 1, "not_applicable": 1})
        self.assertEqual(len(run["results"]), 5)

    def test_gives_hostile_text_back_as_text(self):
        run = json.loads(text_of("hostile.json"))
        self.assertIn(HOSTILE, run["results"][0]["reason"])
        self.assertIn(HOSTILE, run["target"]["greeting"])


class LoadJson(unittest.TestCase):
    def test_is_read_and_adds_up(self):
        load = json.loads(text_of("load.json"))
        self.assertEqual((load["format"], load["version"]), ("heloport-load", 1))
        self.assertEqual(load["messages"], 24_000)
        self.assertEqual(sum(count for _, _, count in load["histogram_us"]), 24_000)
        self.assertEqual(sum(span["messages"] for span in load["spans"]), 24_000)
        self.assertAlmostEqual(load["messages_per_second"] * load["seconds"], 24_000, 3)
        self.assertAlmostEqual(load["cpu_us_per_message"]["server"], 310_000 / 24_000)

    def test_gives_hostile_text_back_as_text(self):
        load = json.loads(text_of("load-hostile.json"))
        self.assertIn("</style><script>alert(1)</script>", load["server"])


def points_of(tap):
    """A reader of TAP 14, strict: every line must be one that the specification names."""
    lines = tap.split("\n")
    if lines[0] != "TAP version 14" or lines[-1] != "":
        raise ValueError("no version, or the last line has no end")
    plan = re.fullmatch(r"1\.\.(\d+)", lines[1])
    points, block = [], None
    for line in lines[2:-1]:
        if block is not None:
            if line == "  ...":
                block = None
            elif line.startswith("  "):
                block.append(line[2:])
            else:
                raise ValueError(f"outside its block: {line}")
            continue
        point = re.fullmatch(r"(not )?ok (\d+) - ((?:[^#\\]|\\.)*?)(?: # (SKIP) (.*))?", line)
        if line == "  ---":
            block = points[-1][3]
        elif point:
            if int(point[2]) != len(points) + 1:
                raise ValueError(f"number: {line}")
            points.append((point[1] is None, point[4] is not None,
                           re.sub(r"\\(.)", r"\1", point[3]), []))
        elif not line.startswith("# "):
            raise ValueError(f"no line of TAP: {line}")
    if block is not None or len(points) != int(plan[1]):
        raise ValueError("an open block, or another number of points than planned")
    return points


class Tap(unittest.TestCase):
    def test_is_points_as_planned(self):
        for name in ("small.tap", "hostile.tap"):
            points = points_of(text_of(name))
            self.assertEqual([good for good, *_ in points].count(False), 1)
            self.assertEqual([skipped for _, skipped, *_ in points].count(True), 2)

    def test_gives_hostile_text_back_as_text(self):
        (point, *_) = points_of(text_of("hostile.tap"))
        self.assertIn(HOSTILE, point[2])
        # The scalars are in double quotes with escapes that JSON has, too.
        message = next(line for line in point[3] if line.startswith("message: "))
        self.assertIn(HOSTILE, json.loads(message.removeprefix("message: ")))


class Elements(HTMLParser):
    """Reads a page and holds its elements to each other."""

    VOID = {"meta", "rect", "line", "polyline"}  # but for meta of SVG, closed where they begin

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.names, self.targets, self.wrong = [], set(), set(), set(), []

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        attributes = dict(attributes)
        if "id" in attributes and attributes["id"] in self.names:
            self.wrong.append(f"twice: {attributes['id']}")
        self.names.add(attributes.get("id"))
        if tag == "a":
            self.targets.add(attributes["href"])
        if tag not in self.VOID:
            self.open.append(tag)
        self.wrong += [f"{tag} {name}" for name in attributes if name.startswith("on")
                       or name in ("src", "style", "srcdoc", "action")]

    def handle_startendtag(self, tag, attributes):
        if tag not in self.VOID:
            self.wrong.append(f"closed where it begins: {tag}")
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"closed out of order: {tag}")

    def handle_comment(self, data):
        self.wrong.append(f"a comment: {data[:40]}")


class Page(unittest.TestCase):
    def test_holds_no_elements_but_its_own(self):
        for name in ("small.html", "hostile.html", "matrix.html", "load.html",
                     "load-hostile.html"):
            reader = Elements()
            reader.feed(text_of(name))
            reader.close()
            self.assertEqual((reader.wrong, reader.open), ([], []), name)
            self.assertLessEqual(reader.seen, set(
                "html head meta title style body header main nav section article div p h1 h2 h3 "
                "ul li dl dt dd table thead tbody tr th td a b i span small code pre details "
                "summary svg rect line polyline text".split()), name)
            self.assertEqual({target for target in reader.targets
                              if target.removeprefix("#") not in reader.names}, set(), name)

    def test_of_six_servers_is_small(self):
        self.assertLess((FOLDER / "matrix.html").stat().st_size, PAGE_OCTETS_MAX)

    def test_holds_no_control_character(self):
        for name in ("hostile.html", "hostile.xml", "hostile.tap", "hostile.json",
                     "load-hostile.html", "load-hostile.json"):
            self.assertIsNone(re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]",
                                        text_of(name)), name)


if __name__ == "__main__":
    WRITE_SAMPLES = sys.argv.pop(1)
    unittest.main(verbosity=2)
