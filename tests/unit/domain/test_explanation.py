"""Reasons why there is no plan: each kind with what concerns it, read from files of today and of before."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from portfolio.domain.calendar import Period
from portfolio.domain.explanation import (
    AllocationInTheWay,
    AlternativesInTheWay,
    BandsInTheWay,
    CeilingExceeded,
    Explanation,
    FloorMissed,
    GateInTheWay,
    MatchesInTheWay,
    MaximumExceeded,
    MovesExceeded,
    NoStart,
    NoStartCause,
    Open,
    PrerequisiteInTheWay,
    SharesInTheWay,
    SitesExceeded,
    SourceYearsInTheWay,
    Together,
    Undecided,
)
from portfolio.domain.gates import GateKind, Hold, Reached
from portfolio.domain.rule_names import RuleName
from portfolio.domain.sharing import BoundSide
from portfolio.domain.stages import StageKind

REASONS = TypeAdapter[Explanation](Explanation)

NOTHING: dict[str, Any] = {
    **dict.fromkeys(("payer", "year", "quarter", "project", "needed", "allowed", "unavoidable", "detail")),
    "projects": [],
    "proven": True,
}
"""What plan files once said of every reason, where it did not concern it."""

HOLD = Hold(kind=GateKind.NO_START_BEFORE, stage=StageKind.ESTIMATE, reached=Reached.UNKNOWN)
WRITTEN: list[tuple[dict[str, Any], Explanation]] = [
    (
        {"kind": "ceiling", "payer": "public", "year": 2020, "needed": 9, "allowed": 5, "unavoidable": 2},
        CeilingExceeded(payer="public", year=2020, needed=9, allowed=5, unavoidable=2),
    ),
    (
        {"kind": "ceiling", "payer": "public", "year": 2020, "needed": 9, "allowed": 5, "proven": False},
        CeilingExceeded(payer="public", year=2020, needed=9, allowed=5, proven=False),
    ),
    ({"kind": "floor", "needed": 9, "allowed": 0}, FloorMissed(needed=9, allowed=0)),
    ({"kind": "maximum", "needed": 9, "allowed": 5}, MaximumExceeded(needed=9, allowed=5)),
    (
        {"kind": "capacity", "detail": "sites", "quarter": "2020Q3", "needed": 2, "allowed": 0},
        SitesExceeded(detail="sites", quarter=Period(2020, 3), needed=2, allowed=0),
    ),
    ({"kind": "moves", "needed": 1, "allowed": 0}, MovesExceeded(needed=1, allowed=0)),
    ({"kind": "prerequisite", "projects": ["a", "b"]}, PrerequisiteInTheWay(projects=("a", "b"))),
    (
        {"kind": "alternatives", "projects": ["a", "b", "c"], "needed": 0, "allowed": 1},
        AlternativesInTheWay(projects=("a", "b", "c"), needed=0, allowed=1),
    ),
    (
        {"kind": "allocation", "project": "a", "payer": "district", "year": 2020, "needed": 0},
        AllocationInTheWay(project="a", payer="district", year=2020, needed=0),
    ),
    ({"kind": "band", "projects": ["a"]}, BandsInTheWay(projects=("a",))),
    (
        {"kind": "share", "payer": "district", "detail": "at_most", "projects": ["a"]},
        SharesInTheWay(payer="district", detail=BoundSide.MOST, projects=("a",)),
    ),
    (
        {"kind": "match", "payer": "district", "against": "municipal", "projects": ["a"]},
        MatchesInTheWay(payer="district", against="municipal", projects=("a",)),
    ),
    (
        {"kind": "gate", "project": "a", "hold": HOLD.model_dump(mode="json")},
        GateInTheWay(project="a", hold=HOLD),
    ),
    (
        {"kind": "source_years", "payer": "district", "first": None, "last": 2020},
        SourceYearsInTheWay(payer="district", first=None, last=2020),
    ),
    (
        {"kind": "no_start", "project": "a", "detail": "pin"},
        NoStart(project="a", detail=NoStartCause.PIN),
    ),
    ({"kind": "together"}, Together()),
    ({"kind": "together", "detail": "all"}, Together(detail="all")),
    ({"kind": "undecided"}, Undecided()),
    ({"kind": "undecided", "detail": "rest"}, Undecided(detail=Open.REST)),
    ({"kind": "undecided", "detail": "floor"}, Undecided(detail=RuleName.FLOOR)),
]


@pytest.mark.parametrize(("written", "reason"), WRITTEN, ids=lambda case: str(getattr(case, "kind", "")))
def test_a_reason_is_read_as_it_is_written_now_and_as_it_was_before(
    written: dict[str, Any], reason: Explanation
) -> None:
    assert REASONS.validate_python(written) == reason
    assert REASONS.validate_python({**NOTHING, **written}) == reason
    told = REASONS.dump_python(reason, mode="json")
    assert written.items() <= told.items()
    assert REASONS.validate_python(told) == reason


def test_a_reason_has_only_what_concerns_it() -> None:
    for written, reason in WRITTEN:
        told = REASONS.dump_python(reason, mode="json").keys()
        for key, value in {"payer": "public", "year": 2020, "projects": ["a"], "proven": False}.items():
            if key not in told:
                with pytest.raises(ValidationError, match=key):
                    REASONS.validate_python({**written, key: value})


def test_what_is_always_there_is_asked_for() -> None:
    for written, reason in WRITTEN:
        for key in written.keys() - {"unavoidable", "proven"}:
            if key != "detail" or not isinstance(reason, (Together, Undecided)):
                with pytest.raises(ValidationError):
                    REASONS.validate_python({each: value for each, value in written.items() if each != key})


def test_every_kind_is_read() -> None:
    kinds: tuple[type[BaseModel], ...] = get_args(get_args(Explanation)[0])
    assert set(kinds) == {type(reason) for _, reason in WRITTEN}
    with pytest.raises(ValidationError, match="kind"):
        REASONS.validate_python({"kind": "weather"})
