"""How long something may take, as people write it, and as they read it."""

import re

from .problem import Problem

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_PART = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")


def seconds_of(text):
    """`90`, `90s`, `10m`, `1h30m`: seconds."""
    parts = list(_PART.finditer(text.strip()))
    if not parts or "".join(part[0] for part in parts) != text.strip():
        raise Problem(f"no time: {text!r}; write 90s, 10m or 1h30m")
    seconds = sum(float(part[1]) * _UNITS[part[2]] for part in parts)
    if seconds <= 0:
        raise Problem(f"no time: {text!r} is nothing")
    return seconds


def in_words(seconds):
    """`42 s`, `9 min 05 s`, `2 h 10 min`."""
    seconds = int(round(seconds))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60:02} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60:02} min"
