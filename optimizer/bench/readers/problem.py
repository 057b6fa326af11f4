"""What a published file holds: an instance, and the best value that anybody has found of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from optimizer.format.errors import InstanceError
from optimizer.format.instance import Instance


@dataclass(frozen=True, slots=True)
class Problem:
    """An instance, and the value of the best plan known where the file says it."""

    instance: Instance
    best: float | None = None


def instance_of(path: Path, data: object) -> Instance:
    """What was read as an instance.

    Raises:
        InstanceError: it contradicts itself, as where something runs in circles; each line names the file.
    """
    try:
        return Instance.parse(data)
    except InstanceError as error:
        raise InstanceError([f"{path}: {problem}" for problem in error.problems]) from error
