"""Pieces of HTML. Everything that is not Raw is text and becomes so."""

import html


class Raw(str):
    """Markup that is already right."""


def text(value):
    """Markup of any value."""
    return value if isinstance(value, Raw) else Raw(html.escape(str(value), quote=True))


def element(name, *children, **attributes):
    """<name attribute="...">children</name>; `class_` is class, `_` in others is `-`."""
    written = "".join(f' {key.rstrip("_").replace("_", "-")}="{text(value)}"'
                      for key, value in attributes.items() if value is not None)
    return Raw(f"<{name}{written}>{joined(children)}</{name}>")


def joined(children):
    return Raw("".join(text(child) for child in children))


def number(value, digits=0):
    """1 234 567 with thin spaces, which a screen reader takes for one number."""
    if isinstance(value, float) and digits == 0 and 0 < abs(value) < 10:
        digits = 2
    return f"{value:,.{digits}f}".replace(",", "\u202f")


def percent(part, whole):
    """`99.5 %`; never 100 when something is missing."""
    if not whole:
        return "-"
    shown = 100 * part / whole
    if part < whole and shown > 99.94:
        shown = 99.9
    return f"{shown:.1f} %" if part != whole else "100 %"


def table(heading, rows, class_=None):
    """Columns of numbers are to the right: all cells but the first, unless they are Raw."""
    head = element("tr", *(element("th", cell, scope="col") for cell in heading))
    body = [element("tr", *(_cell(i, cell) for i, cell in enumerate(row))) for row in rows]
    return element("div", element("table", element("thead", head), element("tbody", *body),
                                  class_=class_), class_="wide")


def _cell(column, cell):
    if column == 0:
        return element("th", cell, scope="row")
    return element("td", cell)


def facts(pairs):
    """A short list of names and values."""
    return element("dl", *(joined((element("dt", name), element("dd", value)))
                           for name, value in pairs), class_="facts")


def paragraph(*children, class_=None):
    return element("p", *children, class_=class_)
