"""A table of Markdown."""


def table(head, rows):
    lines = [" | ".join(head), "|".join("---" for _ in head)]
    lines += [" | ".join(_escaped(str(word)) for word in row) for row in rows]
    return "\n".join(f"| {line} |" if "---|" not in line else f"|{line}|" for line in lines) + "\n"


def _escaped(text):
    return text.replace("|", "\\|").replace("\n", " ")
