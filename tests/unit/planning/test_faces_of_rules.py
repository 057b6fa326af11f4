"""Every hard rule under its one name: posted, verified, explained, and kept on its smallest case."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

import pytest
from assumed import assuming, investing
from shared import sharing

from optimizer.format.instance import Mode
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
    PrerequisiteInTheWay,
    SharesInTheWay,
    SitesExceeded,
    SourceYearsInTheWay,
)
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.rule_names import RuleName, StatementName
from portfolio.domain.scenario import Scenario
from portfolio.exchange.plan_file import plan_json
from portfolio.planning.check.rules import RULES, violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.compiled import ModeOf
from portfolio.planning.plan.compiling import POSTED_BY
from portfolio.planning.plan.making import UncheckedPlan, make_plan
from tests.cases import approved
from tests.conftest import PortfolioBuilder

WHY = {"reason_en": "a test", "reason_zh": "测试"}
Changes = dict[str, Any]
Posting = Callable[..., Any]


@dataclass(frozen=True)
class Faces:
    """A rule on its smallest case.

    Attributes:
        refused: Changes of a scenario with which the rule leaves no plan.
        accepted: Changes with which it just leaves one.
        told: What is said of it when it is in the way; or why nothing ever is.
        taken_out: Turns the function that posts the rule into one that does not. None where what the rule
            forbids cannot even be said in an instance.
        beside: What else is said then, as giving way there would do as well.
        breaks: The rule that the check finds broken then, where the plan itself counts this one again.
    """

    portfolio: Portfolio
    refused: Changes
    accepted: Changes
    told: type[Explanation] | str
    taken_out: Callable[[Posting], Posting] | None
    baseline: Changes | None = None
    beside: tuple[type[Explanation], ...] = ()
    breaks: RuleName | None = None


def nothing(_post: Posting) -> Posting:
    return lambda *_: []


def none(_post: Posting) -> Posting:
    return lambda *_: None


def nothing_by_name(_post: Posting) -> Posting:
    return lambda *_: {}


def without_limits(post: Posting) -> Posting:
    return lambda *given: (post(*given)[0].model_copy(update={"limits": []}), {})


def without_their_limits(post: Posting) -> Posting:
    return lambda *given: [(r.model_copy(update={"limits": []}), {}) for r, _ in post(*given)]


def with_fields(**fields: Any) -> Callable[[Posting], Posting]:
    def taken_out(post: Posting) -> Posting:
        return lambda *given: (post(*given)[0].model_copy(update=fields), post(*given)[1])

    return taken_out


def as_stated(_post: Posting) -> Posting:
    return lambda _assumptions, rule, _project: rule


def with_another_mode(post: Posting) -> Posting:
    return lambda *given: [*post(*given), (Mode(id="unheard of", duration=1), ModeOf("unheard of"))]


def at_half_the_price(post: Posting) -> Posting:
    return lambda *given: {name: [n // 2 for n in amounts] for name, amounts in post(*given).items()}


def _of(**change: Any) -> Changes:
    return {"projects": {"p": change}}


def _ceiling(amount: int) -> Changes:
    return {"ceilings": {"district": {2020: amount}}}


def _floor(amount: int) -> Changes:
    return {"envelope": {"minimum": amount, "soft": False}}


def _allocated(amount: int, start: str, flexibility: float) -> Changes:
    fixed = {"district": {2020: amount}}
    return _of(pin={"start": start}, allocations=fixed, flexibility=flexibility)


def _of_follow_on(name: str, amount: int) -> Changes:
    return {"ceilings": {name: {2021: amount, 2022: amount}}, **_of(pin={"start": "2020Q1"})}


ONE = PortfolioBuilder(years=1).project("p").portfolio()
AT_MOST_100 = investing(ONE, maximum=100)
ONE_IN_TWO_YEARS = PortfolioBuilder().project("p").portfolio()
TWO = PortfolioBuilder(years=1).project("p").project("q").portfolio()
NEEDED = assuming(TWO, prerequisites=[{"before": "p", "after": "q", **WHY}])
CHOICE = assuming(TWO, alternatives=[{"projects": ["p", "q"], **WHY}])
ONE_SITE = assuming(
    TWO, capacities=[{"id": "sites", "name_zh": "队", "name_en": "Sites", "maximum": 1, **WHY}]
)
HALF_AHEAD = assuming(ONE_IN_TWO_YEARS, payment_terms=[{"advance": 50, "progress": 50, **WHY}])
APPROVED_LATER = assuming(
    ONE_IN_TWO_YEARS, gates=[{"kind": "no_start_before", "stage": "feasibility", **WHY}]
).changed(stages=({"project": "p", "stage": "feasibility", "expected": "2021Q1"},))
HALVES = PortfolioBuilder(years=1).project("p", percent={"district": 50, "municipal": 50}).portfolio()
BETWEEN = sharing(HALVES, at_least={"district": 30})
MATCHING = sharing(HALVES, matches=[{"source": "municipal", "against": "district", "ratio": 1}])
UNTIL_2020 = assuming(
    ONE_IN_TWO_YEARS, funding_sources=[{"id": "district", "name_zh": "区", "name_en": "D", "last_year": 2020}]
)
EITHER = assuming(
    ONE,
    funding_sources=[
        {"id": "district", "name_zh": "区", "name_en": "D"},
        {"id": "city", "name_zh": "市", "name_en": "C"},
        {"id": "private", "name_zh": "社", "name_en": "P", "not_for": {"projects": ["p"]}},
    ],
    funding=[{"percent": {"district": 100}, "or_else": [{"city": 100}, {"private": 100}], **WHY}],
)
THREE_YEARS = PortfolioBuilder(years=3).project("p").portfolio()
OWED = assuming(THREE_YEARS, bonds=[{"source": "district", "rate_percent": 15, "term_years": 5, **WHY}])
RUN = assuming(THREE_YEARS, running_costs=[{"per_year": 30, **WHY}])
LONGER = {"overrun_years": 1}
TOO_LATE = _of(delay_quarters=1)
BOTH = {"projects": {name: {"mandated": True} for name in "pq"}}

FACES: dict[RuleName, Faces] = {
    RuleName.MANDATORY: Faces(
        ONE, TOO_LATE, _of(mandated=False, delay_quarters=1), NoStart, with_fields(mandatory=False)
    ),
    RuleName.DROPPED: Faces(
        ONE, _of(excluded=True) | _floor(1), _floor(1), "what is dropped asks for nothing", None
    ),
    RuleName.MODE: Faces(ONE, TOO_LATE, TOO_LATE | LONGER, NoStart, with_another_mode),
    RuleName.START: Faces(
        ONE_IN_TWO_YEARS,
        _of(pin={"start": "2021Q2"}),
        _of(pin={"start": "2021Q1"}),
        NoStart,
        with_fields(pin=None),
    ),
    RuleName.GATE: Faces(
        APPROVED_LATER,
        {"ceilings": {"district": {2021: 99}}},
        {"ceilings": {"district": {2021: 100}}},
        GateInTheWay,
        none,
        beside=(CeilingExceeded,),
    ),
    RuleName.PREREQUISITE: Faces(NEEDED, {}, LONGER, PrerequisiteInTheWay, nothing),
    RuleName.ALTERNATIVES: Faces(CHOICE, BOTH, {}, AlternativesInTheWay, nothing),
    RuleName.CAPACITY: Faces(ONE_SITE, {}, LONGER, SitesExceeded, without_limits),
    RuleName.MOVES: Faces(
        ONE_IN_TWO_YEARS,
        _of(delay_quarters=1) | {"most_moves": 0},
        _of(delay_quarters=1) | {"most_moves": 1},
        MovesExceeded,
        without_their_limits,
        baseline=_of(pin={"start": "2020Q1"}),
    ),
    RuleName.CASH_FLOW: Faces(
        ONE,
        _ceiling(99),
        _ceiling(100),
        "it follows from mode and start, which may be chosen",
        at_half_the_price,
    ),
    RuleName.ROUNDING: Faces(
        ONE,
        _ceiling(99),
        _ceiling(100),
        "it follows from mode and start, which may be chosen",
        at_half_the_price,
    ),
    RuleName.PAYMENT: Faces(
        HALF_AHEAD,
        _of(pin={"start": "2020Q3"}) | _ceiling(74),
        _of(pin={"start": "2020Q3"}) | _ceiling(75),
        "it follows from what is completed and the terms",
        nothing_by_name,
    ),
    RuleName.DEBT: Faces(
        OWED,
        _of_follow_on("debt_service", 29),
        _of_follow_on("debt_service", 30),
        "it follows from what bonds pay and their terms",
        nothing,
        breaks=RuleName.CEILING,
    ),
    RuleName.RUNNING: Faces(
        RUN,
        _of_follow_on("running_costs", 29),
        _of_follow_on("running_costs", 30),
        "it follows from what opens when and the data",
        nothing_by_name,
        breaks=RuleName.CEILING,
    ),
    # Only to meet what is allocated may spending move; so that is what is named.
    RuleName.FLEXIBILITY: Faces(
        ONE_IN_TWO_YEARS,
        _allocated(75, "2020Q3", 0.5),
        _allocated(74, "2020Q3", 0.5),
        AllocationInTheWay,
        with_fields(flexibility=1),
    ),
    RuleName.BAND: Faces(
        ONE_IN_TWO_YEARS,
        _of(band={"late": 1, "maximum": 49}),
        _of(band={"late": 1, "maximum": 50}),
        BandsInTheWay,
        nothing,
    ),
    RuleName.SHARE: Faces(
        BETWEEN, _ceiling(29), _ceiling(30), SharesInTheWay, nothing_by_name, beside=(CeilingExceeded,)
    ),
    RuleName.MATCH: Faces(
        MATCHING, _ceiling(49), _ceiling(50), MatchesInTheWay, nothing, beside=(CeilingExceeded,)
    ),
    RuleName.ALLOCATION: Faces(
        ONE_IN_TWO_YEARS,
        _allocated(99, "2020Q1", 0),
        _allocated(100, "2020Q1", 0),
        AllocationInTheWay,
        nothing,
    ),
    RuleName.CEILING: Faces(ONE, _ceiling(99), _ceiling(100), CeilingExceeded, nothing),
    RuleName.SOURCE_YEARS: Faces(
        UNTIL_2020,
        _of(pin={"start": "2021Q1"}),
        _of(pin={"start": "2020Q1"}),
        SourceYearsInTheWay,
        nothing,
    ),
    RuleName.ELIGIBLE: Faces(
        EITHER,
        _of(funding="open") | {"ceilings": {"district": {2020: 99}, "city": {2020: 99}}},
        _of(funding="open") | {"ceilings": {"district": {2020: 99}, "city": {2020: 100}}},
        "a choice that may not be made is none, and nobody else is ever asked to pay",
        as_stated,
    ),
    RuleName.FLOOR: Faces(ONE, _floor(101), _floor(100), FloorMissed, nothing),
    RuleName.MAXIMUM: Faces(AT_MOST_100, _of(cost=101), _of(cost=100), MaximumExceeded, nothing),
}
ALL = pytest.mark.parametrize("rule", FACES)


def planned(faces: Faces, changes: Changes) -> Plan:
    def scenario(changes: Changes) -> Scenario:
        return Scenario.model_validate({"name": "test", **changes})

    kept = None if faces.baseline is None else make_plan(Case(faces.portfolio, scenario(faces.baseline)))
    return make_plan(Case(faces.portfolio, scenario(changes), approved(kept)))


def test_no_rule_lacks_a_face() -> None:
    assert list(FACES) == list(RULES) == list(POSTED_BY) == list(RuleName)
    told = {type_ for faces in FACES.values() if isinstance(type_ := faces.told, type)}
    kinds = get_args(get_args(Explanation)[0])
    of_rules = {kind for kind in kinds if isinstance(kind.model_fields["kind"].default, RuleName)}
    assert told == {*of_rules, NoStart}
    for kind in of_rules:
        assert FACES[kind.model_fields["kind"].default].told is kind
    assert not {*RuleName} & {*StatementName}


@ALL
def test_a_rule_is_kept_just_so_and_explained_where_it_is_not(rule: RuleName) -> None:
    faces = FACES[rule]
    accepted = planned(faces, faces.accepted)
    assert accepted.status is PlanStatus.OPTIMAL
    assert violations(faces.portfolio, accepted) == ()
    refused = planned(faces, faces.refused)
    assert refused.status is PlanStatus.INFEASIBLE
    if isinstance(faces.told, type):
        assert {type(part) for part in refused.explanation} == {faces.told, *faces.beside}


@pytest.mark.parametrize("rule", [rule for rule, faces in FACES.items() if faces.taken_out])
def test_a_rule_that_is_not_posted_is_told_by_the_check(
    rule: RuleName, monkeypatch: pytest.MonkeyPatch
) -> None:
    faces, post = FACES[rule], POSTED_BY[rule]
    assert faces.taken_out is not None
    module = sys.modules[post.__module__]
    assert getattr(module, post.__name__) is post
    monkeypatch.setattr(module, post.__name__, faces.taken_out(post))
    with pytest.raises(UncheckedPlan, match=rf"(^|; ){faces.breaks or rule} at "):
        planned(faces, faces.refused)


def test_what_is_dropped_has_no_dates() -> None:
    plan = planned(FACES[RuleName.DROPPED], _of(excluded=True))
    content = json.loads(plan_json(plan))
    content["projects"][0]["scheduled"] = True
    assert RuleName.DROPPED in {each.rule for each in violations(ONE, Plan.model_validate(content))}
