"""What figures of time depend on: the machine, who else is busy on it, and the versions of the solvers."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def load_of_machine() -> float | None:
    """How many processes wanted a processor, in the last minute; None where nobody counts them."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def memory_of(session: int) -> int:
    """What all processes of a session hold at this moment, in bytes; 0 where the system does not tell.

    Pages that several of them share are counted for each.
    """
    pages = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in parentheses may hold anything; session and resident pages come after it.
            fields = stat.read_text(encoding="latin-1").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if fields[3] == str(session):
            pages += int(fields[21])
    return pages * os.sysconf("SC_PAGE_SIZE") if pages else 0


def machine() -> str:
    """A line that belongs to every table of times."""
    parts = [f"{os.cpu_count()} processors", f"{platform.system()} {platform.machine()}"]
    load = load_of_machine()
    if load is not None:
        parts.append(f"load {load:.1f} at the beginning")
    parts.append(f"Python {platform.python_version()}")
    parts += [f"{name} {_version(name)}" for name in ("ortools", "highspy")]
    return ", ".join(parts)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
