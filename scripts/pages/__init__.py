"""Pages for people: one HTML file that needs nothing else, no script among it.

Used by fuzz/report and bench/report. markup.py makes elements, svg.py plots, frame.py the page.
"""
