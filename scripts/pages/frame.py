"""What every page has: its head, a lead, links to its parts, and the parts."""

from pathlib import Path

from .markup import Raw, element, joined

# Nothing runs and nothing is loaded, whatever the data hold.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def framed(title, lead, parts):
    """The whole page as text. `parts` are (name in the address, title, markup)."""
    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    head = joined((
        Raw('<meta charset="utf-8">'),
        Raw('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Raw(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'),
        element("title", title),
        element("style", Raw(style))))
    links = element("nav", *(element("a", part, href=f"#{name}") for name, part, _ in parts))
    sections = [element("section", element("h2", part), body, id=name)
                for name, part, body in parts]
    body = element("body", element("header", *lead, links), element("main", *sections))
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>{body}</html>\n'
