"""How a sentence or a figure reads: well, badly, or as something to look at; and what a row of words is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How a block reads; each has a mark of its own beside its colour."""

    PLAIN = "plain"
    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"


Row = tuple[str, list[str], str]
"""Name, cells, and a class for the row: a line of a small table."""


@dataclass(frozen=True, slots=True)
class Card:
    """A headline figure: what it is, its value with unit, and what it means."""

    label: str
    value: str
    note: str
    tone: Tone = Tone.PLAIN
