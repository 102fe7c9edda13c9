"""Plots as inline SVG: colours come from the style of the page, so they follow light and dark."""

import math

from .markup import Raw, element, joined, number

WIDTH, HEIGHT = 560, 220
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 12, 34


def nice_step(span, ticks=4):
    """1, 2 or 5 times a power of ten."""
    if span <= 0:
        return 1.0
    rough = span / ticks
    power = 10 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough * 0.999)


class _Axes:
    """From values to places. Both axes begin at 0."""

    def __init__(self, x_max, y_max):
        self.x_max, self.y_max = x_max or 1.0, y_max or 1.0

    def x(self, value):
        return LEFT + (WIDTH - LEFT - RIGHT) * value / self.x_max

    def y(self, value):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.y_max


def _grid(axes, x_name, y_step):
    marks = []
    value = 0.0
    while value <= axes.y_max * 1.0001:
        place = axes.y(value)
        marks.append(Raw(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" '
                         f'y1="{place:.1f}" y2="{place:.1f}"/>'))
        marks.append(label(LEFT - 6, place + 4, short(value), "end"))
        value += y_step
    step = nice_step(axes.x_max, 5)
    value = 0.0
    while value <= axes.x_max * 1.0001:
        marks.append(label(axes.x(value), HEIGHT - BOTTOM + 16, short(value), "middle"))
        value += step
    marks.append(label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 3, x_name, "middle"))
    return joined(marks)


def label(x, y, words, anchor):
    return element("text", words, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor)


def short(value):
    """For an axis: `1.5M`, `20k`, `300`, `0.5`."""
    for factor, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= factor:
            return f"{value / factor:g}{unit}"
    return f"{value:.3g}"


def lines(title, series, x_name, steps=False):
    """`series` is (name, [(x, y)...]) of at most four; drawn as steps if values jump."""
    points = [point for _, row in series for point in row]
    y_max = max((y for _, y in points), default=0)
    y_step = nice_step(y_max)
    axes = _Axes(max((x for x, _ in points), default=0), math.ceil(y_max / y_step) * y_step)
    drawn = [_path(axes, row, number, steps) for number, (_, row) in enumerate(series) if row]
    return _figure(title, joined((_grid(axes, x_name, y_step), *drawn)),
                   [name for name, _ in series])


def _path(axes, row, place, steps):
    words, last = [], None
    for x, y in row:
        if last is not None and steps:
            words.append(f"L{axes.x(x):.1f} {axes.y(last):.1f}")
        words.append(f"{'M' if last is None else 'L'}{axes.x(x):.1f} {axes.y(y):.1f}")
        last = y
    dot = f'<circle class="line-{place}" cx="{axes.x(row[-1][0]):.1f}" ' \
          f'cy="{axes.y(row[-1][1]):.1f}" r="3"/>'
    return Raw(f'<path class="line-{place}" d="{"".join(words)}"/>{dot}')


def _figure(title, drawing, names):
    picture = element("svg", element("title", title), Raw(drawing), role="img",
                      viewBox=f"0 0 {WIDTH} {HEIGHT}")
    legend = [element("span", name, class_=f"key key-{place}") for place, name in enumerate(names)]
    return element("figure", element("figcaption", element("b", title), *legend), picture)


def bars(title, rows, unit, goals=()):
    """`rows` is (name, value); `goals` is (name, value), drawn as lines across."""
    height = 26 * len(rows) + 34
    most = max([value for _, value in rows] + [value for _, value in goals] + [1e-9])
    left, right = 150, 84
    scale = (WIDTH - left - right) / most
    drawn = []
    for place, (name, value) in enumerate(rows):
        y = 6 + 26 * place
        drawn += [label(left - 8, y + 14, name, "end"),
                  Raw(f'<rect class="bar" x="{left}" y="{y}" width="{value * scale:.1f}" '
                      'height="18" rx="2"/>'),
                  label(left + value * scale + 6, y + 14, number(value), "start")]
    for name, value in goals:
        x = left + value * scale
        drawn += [Raw(f'<line class="goal" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height - 26}"/>'),
                  label(x, height - 12, name, "middle")]
    picture = element("svg", element("title", title), *drawn, role="img",
                      viewBox=f"0 0 {WIDTH} {height}")
    return element("figure", element("figcaption", element("b", title), f" {unit}"), picture)


def share(part, whole):
    """A bar that is filled as far as `part` of `whole`; the words beside it say the same."""
    filled = 100 * part / whole if whole else 0
    return Raw(f'<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" '
               f'aria-hidden="true"><rect class="all" width="100" height="8"/>'
               f'<rect class="bar" width="{filled:.2f}" height="8"/></svg>')
