"""Data of a shape that no part of a page knows, shown as they are."""

from .markup import facts, number, table

# A page is read by people: of longer lists, the rest is in the file.
ROWS_MAX = 200


def generic(data, depth=0):
    """Any JSON as lists and tables."""
    if isinstance(data, dict):
        return facts((key, generic(value, depth + 1)) for key, value in data.items())
    if isinstance(data, list) and data and all(isinstance(row, dict) for row in data):
        keys = list(dict.fromkeys(key for row in data for key in row))
        return table(keys, [[generic(row.get(key, ""), depth + 1) for key in keys]
                            for row in data[:ROWS_MAX]], "words")
    if isinstance(data, list):
        return ", ".join(str(each) for each in data[:ROWS_MAX])
    if isinstance(data, bool) or data is None:
        return str(data).lower()
    return number(data) if isinstance(data, (int, float)) else str(data)
