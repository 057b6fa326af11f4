"""Published sets as their files come: one reader a format, so that anybody can run what they downloaded.

No such file is kept here. Every reader's docstring says what the format is and where that is written down.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from optimizer.bench.readers.knapsacks import read_mknap, read_mknap2, read_mmkp
from optimizer.bench.readers.minelib import read_cpit
from optimizer.bench.readers.ppssp import read_ppssp
from optimizer.bench.readers.problem import Problem
from optimizer.bench.readers.psplib import read_psplib
from optimizer.format.reading import read_instance

Reader = Callable[[Path], list[Problem]]


def _own(path: Path) -> list[Problem]:
    """An instance in this package's format, which the file names if it has no name of its own."""
    instance = read_instance(path)
    return [Problem(instance if instance.name else instance.model_copy(update={"name": path.stem}))]


FORMATS: Final[dict[str, Reader]] = {
    "instance": _own,
    "mknap": read_mknap,
    "mknap2": read_mknap2,
    "mmkp": read_mmkp,
    "psplib": read_psplib,
    "cpit": read_cpit,
    "ppssp": read_ppssp,
}
_BY_ENDING: Final = {".sm": "psplib", ".mm": "psplib", ".cpit": "cpit", ".pkl": "ppssp"}


def format_of(path: Path) -> str:
    """The format that a file's name tells of; this package's where it tells of none."""
    return _BY_ENDING.get(path.suffix.lower(), "instance")
