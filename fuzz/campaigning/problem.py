"""What a person who called a tool should read instead of a traceback."""


class Problem(Exception):
    """One sentence: what is wrong, and what would be right."""
