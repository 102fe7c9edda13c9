"""C++ source as the checks want to see it: without comments and literals, and by function."""

import re
from dataclasses import dataclass

_LITERAL = re.compile(
    r"""
      //[^\n]*                                   # line comment
    | /\*.*?\*/                                  # block comment
    | R"(?P<delimiter>[^()\s\\]{0,16})\(.*?\)(?P=delimiter)"   # raw string
    | "(?:\\.|[^"\\\n])*"                        # string
    | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'        # character; 10'000 is a number
    """,
    re.VERBOSE | re.DOTALL,
)
_RAGEL_BLOCK = re.compile(r"%%\{.*?\}%%|^[ \t]*%%[^\n]*$", re.DOTALL | re.MULTILINE)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", re.MULTILINE)


def _blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


def without_literals(text):
    """The same text, each comment and literal replaced by blanks: every line stays where it is."""
    return _LITERAL.sub(_blank, text)


def without_comments(text):
    """The same text, each comment replaced by blanks; literals stay."""
    return _LITERAL.sub(lambda match: _blank(match) if match.group(0)[0] == "/"
                        else match.group(0), text)


def code_only(text):
    """without_literals(), and without preprocessor directives and Ragel sections."""
    return _DIRECTIVE.sub(_blank, _RAGEL_BLOCK.sub(_blank, without_literals(text)))


@dataclass
class Function:
    name: str
    line: int  # of the first word of its head, from 1
    lines: int


_SCOPE = re.compile(
    r"^\s*(?:inline\s+)?namespace\b|^\s*extern\s*$|\b(?:class|struct|union|enum)\b[^()=]*$")
_ACCESS = re.compile(r"(?:\s*\b(?:public|protected|private):(?!:))*\s*")
_MEMBER_INITIALISER = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:).*[\w>]\s*$", re.DOTALL)
_NAME = re.compile(r"operator\s*[^\s(]+|TEST\w*\([^()]*\)|[~\w:]+(?=\s*\()")


def _closing(text, opening):
    """The index of the brace that closes the one at `opening`."""
    depth = 0
    for index in range(opening, len(text)):
        if text[index] == "{":
            depth += 1
        elif text[index] == "}":
            depth -= 1
            if depth == 0:
                return index
    return len(text) - 1


def functions(text):
    """Every function that is defined at the level of a namespace or a class, in order.

    Knows no types: a brace opens a body when what stands before it, back to the last statement,
    has parentheses and is no initialiser. Good enough for code that clang-format laid out, and
    tests/tidy/fixtures shows on which forms.
    """
    code = code_only(text)
    found = []
    head_start = 0
    parentheses = 0
    index = 0
    while index < len(code):
        character = code[index]
        if character == "(":
            parentheses += 1
        elif character == ")":
            parentheses -= 1
        elif character == ";" and parentheses == 0:
            head_start = index + 1
        elif character == "}":
            head_start = index + 1
        elif character == "{":
            head = code[head_start:index]
            if _SCOPE.search(head):
                head_start = index + 1
            else:
                end = _closing(code, index)
                if _is_body(head, parentheses):
                    found.append(_function(code, head_start, index, end))
                    head_start = end + 1
                index = end
        index += 1
    return found


def _is_body(head, parentheses):
    if "(" not in head or _MEMBER_INITIALISER.search(head):
        return False
    if parentheses > 0:
        return False  # a lambda or a list among arguments: part of whatever holds it
    return "=" not in re.sub(r"\([^()]*\)|operator\s*[=!<>]+|[=!<>]=", "", head) or "](" in head


def _function(code, head_start, opening, end):
    head = code[head_start:opening]
    start = head_start + _ACCESS.match(head).end()
    name = _NAME.search(head)
    first_line = code.count("\n", 0, start) + 1
    last_line = code.count("\n", 0, end) + 1
    return Function(name.group(0) if name else "?", first_line,
                    last_line - first_line + 1)
