"""A scenario's file that raises or lifts the most that may be invested, and what a terminal says of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from terminal import BAD_INPUT, INFEASIBLE, Terminal


@pytest.fixture
def limited(terminal: Terminal) -> Terminal:
    """A terminal on the small portfolio, of which the programme may invest less than works under way take."""
    file = terminal.folder / "programme.toml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("minimum = 1601, source", "minimum = 0, maximum = 900, source")
    file.write_text(text, encoding="utf-8")
    return terminal


def _scenario(terminal: Terminal, **content: Any) -> str:
    file = terminal.folder.parent / "asked.json"
    file.write_text(json.dumps({"name": "asked", **content}), encoding="utf-8")
    return str(file)


def test_a_file_raises_or_lifts_it_and_the_terminal_offers_to(limited: Terminal) -> None:
    assert "The programme may invest 900 10k CNY in all" in limited("plan", ends=INFEASIBLE)
    offered = limited.json("why", ends=INFEASIBLE)
    (way,) = [way for way in offered["ways_out"] if way["kind"] == "maximum"]
    needed = way["scenario"]["envelope"]["maximum"]
    assert way["price"] == needed - 900
    for maximum in (needed, None):
        plan = limited.json("plan", "--scenario", _scenario(limited, envelope={"maximum": maximum}))
        assert (plan["envelope"]["maximum"], plan["violations"]) == (maximum, [])
    locked = _scenario(limited, locked=["maximum"])
    kept = limited.json("why", "--scenario", locked, ends=INFEASIBLE)
    assert "maximum" not in {way["kind"] for way in kept["ways_out"]}


def test_no_amount_is_bad_input(limited: Terminal) -> None:
    for maximum in (-1, "much"):
        refused = limited(
            "plan", "--scenario", _scenario(limited, envelope={"maximum": maximum}), ends=BAD_INPUT
        )
        assert "envelope.maximum" in refused
