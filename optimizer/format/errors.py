"""Bad input, told in lines a person can act on: the JSON path, what stands there, what was expected."""

import re
from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from optimizer.format.numbers import shown

MOST_PROBLEMS = 50
_PLAIN_KEY = re.compile(r"\w+(?:-\w+)*")


class InputError(ValueError):
    """What was handed in is not what the format asks for.

    Attributes:
        problems: one line each, none of them empty; at most `MOST_PROBLEMS` and a line that counts the rest.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        kept = [_one_line(problem) for problem in problems[:MOST_PROBLEMS]]
        if len(problems) > MOST_PROBLEMS:
            kept.append(f"and {len(problems) - MOST_PROBLEMS} more")
        self.problems = kept
        super().__init__("\n".join(kept))


class InstanceError(InputError):
    """The instance is malformed or contradicts itself."""


class ResultError(InputError):
    """The result to be checked is malformed."""


def _one_line(text: str) -> str:
    """Escape line breaks and control characters that ids from a file may carry, and lone surrogates."""
    readable = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return readable.encode("utf-8", "backslashreplace").decode()


def path_of(location: Sequence[int | str]) -> str:
    """Write a location the way a reader would index the JSON: `projects[3].modes[0].usage.public[2]`."""
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step) and len(step) <= 60:
            path += f".{step}" if path else step
        else:
            path += f"[{shown(step)}]"
    return path or "the whole document"


_PHRASES = {
    "missing": "is missing",
    "extra_forbidden": "is not a known key",
    "greater_than_equal": "{input} is not >= {ge}",
    "less_than_equal": "{input} is not <= {le}",
    "greater_than": "{input} is not > {gt}",
    "model_type": "{input} is not an object",
    "dict_type": "{input} is not an object",
    "list_type": "{input} is not a list",
    "string_type": "{input} is not a string",
    "string_unicode": "{input} is not valid Unicode",
    "bool_type": "{input} is not true or false",
    "literal_error": "{input} is not one of {expected}",
}


def _phrase(error: ErrorDetails) -> str:
    """One pydantic error in this package's words."""
    pattern = _PHRASES.get(error["type"])
    if pattern is None:
        return error["msg"]
    return pattern.format(input=shown(error["input"]), **error.get("ctx", {}))


def problems_of(error: ValidationError) -> list[str]:
    """Every fault of a failed validation, one line each."""
    lines: list[str] = []
    for detail in error.errors(include_url=False):
        if detail["type"] == "faults":
            lines.extend(detail["ctx"]["faults"])
        else:
            # "[key]" is pydantic's mark for a fault in a key itself; the key is already in the path.
            location = [step for step in detail["loc"] if step != "[key]"]
            lines.append(f"{path_of(location)}: {_phrase(detail)}")
    return lines
