"""Plots on logarithmic axes: ratios with their spreads, and growth. Colours are those of svg.py."""

import math

from .markup import Raw, element, joined
from .svg import HEIGHT, LEFT, TOP, WIDTH, label, short

ROW, NOTED_ROW = 26, 40
NAMES, VALUES = 150, 150  # room for words left and right of the marks
RIGHT, BOTTOM = 18, 34
SERIES_MAX = 4


class Scale:
    """Where a value stands on a logarithmic axis that holds all of `values`, whole decades."""

    def __init__(self, values, begin, end):
        positive = [value for value in values if value > 0] or [1.0]
        self.low = math.floor(math.log10(min(positive)) + 1e-9)
        self.high = max(math.ceil(math.log10(max(positive)) - 1e-9), self.low + 1)
        self.begin, self.end = begin, end

    def place(self, value):
        share = (math.log10(max(value, 10.0 ** self.low)) - self.low) / (self.high - self.low)
        return self.begin + (self.end - self.begin) * share

    @property
    def decades(self):
        return [10.0 ** power for power in range(self.low, self.high + 1)]


def spreads(title, rows, unit, goals=()):
    """A line a row from least to most with a dot at the median, and the same as words.

    `rows` is (name, {"median", "min", "max"}), or with a note, which stands below the words;
    `goals` is (name, value), drawn as lines across.
    """
    rows = [(*row, "")[:3] for row in rows]
    step = NOTED_ROW if any(note for _, _, note in rows) else ROW
    height = step * len(rows) + BOTTOM + 8
    values = [spread[key] for _, spread, _ in rows for key in ("min", "median", "max")]
    scale = Scale(values + [value for _, value in goals], NAMES, WIDTH - VALUES)
    drawn = [_across(scale.place(value), height - BOTTOM, "grid") for value in scale.decades]
    drawn += [label(scale.place(value), height - BOTTOM + 14, short(value), "middle")
              for value in scale.decades]
    for name, value in goals:
        drawn += [_across(scale.place(value), height - BOTTOM, "goal"),
                  label(scale.place(value), height - 4, name, "middle")]
    for place, (name, spread, note) in enumerate(rows):
        drawn.append(_spread(scale, step * place + 18, name, spread))
        drawn += [label(WIDTH - VALUES + 10, step * place + 36, note, "start")] if note else []
    picture = element("svg", element("title", f"{title}: {told(rows)}"), *drawn, role="img",
                      viewBox=f"0 0 {WIDTH} {height}")
    return element("figure", element("figcaption", element("b", title), f" {unit}"), picture)


def _spread(scale, y, name, spread):
    least, median, most = (scale.place(spread[key]) for key in ("min", "median", "max"))
    return joined((
        label(NAMES - 8, y + 4, name, "end"),
        Raw(f'<path class="line-0" d="M{least:.1f} {y}L{most:.1f} {y}"/>'
            f'<circle class="line-0" cx="{median:.1f}" cy="{y}" r="4"/>'),
        label(WIDTH - VALUES + 10, y + 4, words(spread), "start")))


def words(spread):
    """`0.672 (0.651-0.708)`: three digits that count, so that no median lies outside."""
    return f"{digits(spread['median'])} ({digits(spread['min'])}\u2013{digits(spread['max'])})"


def digits(value, count=3):
    """Without an exponent: `0.0123`, `1.23`, `123`, `123456`."""
    if value == 0:
        return "0"
    power = math.floor(math.log10(abs(value)))
    return f"{value:.{max(0, count - 1 - power)}f}"


def told(rows):
    """What the picture shows, for whoever does not see it."""
    return "; ".join(f"{name} {words(spread)}" + (f", {note}" if note else "")
                     for name, spread, note in rows)


def _across(x, bottom, kind):
    return Raw(f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" y1="4" y2="{bottom}"/>')


def growth(title, series, x_name, unit=""):
    """Lines on two logarithmic axes: `series` is (name, [(x, y)...]), of at most SERIES_MAX."""
    series = series[:SERIES_MAX]
    points = [point for _, row in series for point in row]
    x_axis = Scale([x for x, _ in points], LEFT, WIDTH - RIGHT)
    y_axis = Scale([y for _, y in points], HEIGHT - BOTTOM, TOP)
    drawn = [Raw(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" '
                 f'y1="{y_axis.place(value):.1f}" y2="{y_axis.place(value):.1f}"/>')
             for value in y_axis.decades]
    drawn += [label(LEFT - 6, y_axis.place(value) + 4, short(value), "end")
              for value in y_axis.decades]
    drawn += [label(x_axis.place(value), HEIGHT - BOTTOM + 16, short(value), "middle")
              for value in x_axis.decades]
    drawn.append(label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 3, x_name, "middle"))
    drawn += [_line(x_axis, y_axis, row, place) for place, (_, row) in enumerate(series) if row]
    spoken = "; ".join(f"{name} " + ", ".join(f"{short(x)}: {digits(y)}" for x, y in row)
                       for name, row in series)
    picture = element("svg", element("title", f"{title}: {spoken}"), *drawn, role="img",
                      viewBox=f"0 0 {WIDTH} {HEIGHT}")
    legend = [element("span", name, class_=f"key key-{place}")
              for place, (name, _) in enumerate(series)]
    return element("figure", element("figcaption", element("b", title), f" {unit}", *legend),
                   picture)


def _line(x_axis, y_axis, row, place):
    spots = [(x_axis.place(x), y_axis.place(y)) for x, y in row]
    path = "".join(f"{'L' if number else 'M'}{x:.1f} {y:.1f}" for number, (x, y)
                   in enumerate(spots))
    dots = "".join(f'<circle class="line-{place}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
                   for x, y in spots)
    return Raw(f'<path class="line-{place}" d="{path}"/>{dots}')
