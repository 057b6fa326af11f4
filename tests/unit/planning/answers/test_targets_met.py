"""The programme's own targets against plans: what is counted, where and when, and what no plan decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from every_plan import planned

from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Programme
from portfolio.domain.status import StatusReport
from portfolio.planning.answers.targets import Outcome, TargetOutcome, target_outcomes

Build = Callable[..., Any]
WORDS = {"name_zh": "目标", "name_en": "A target", "unit_zh": "个", "unit_en": "units"}
SOURCE = {"document": "doc", "place": "here", "quote": "so it stands"}


def promising(portfolio: Portfolio, **target: Any) -> Portfolio:
    """Return the portfolio with one target."""
    content = portfolio.programme.model_dump()
    content["targets"] = [{"id": "t", "comparison": "at_least", **WORDS, "source": SOURCE, **target}]
    return portfolio.changed(programme=Programme.model_validate(content))


def hospitals(portfolio: Portfolio, quantity: int, **target: Any) -> Portfolio:
    return promising(
        portfolio, kind="facilities", facility_type="general_hospital", quantity=quantity, **target
    )


def outcome(portfolio: Portfolio, plan: Plan | None = None, **changes: Any) -> TargetOutcome:
    (found,) = target_outcomes(portfolio, plan or planned(portfolio, **changes))
    return found


@pytest.fixture
def streets(build: Build) -> Portfolio:
    """Three hospitals of two streets and none, of one to three units; a clinic; one that stays as it is."""
    builder = build(years=2, overrun=1)
    for project in ("a", "b", "c", "clinic"):
        builder.project(project, cost=60, quarters=4)
    built = builder.project("old", cost=None, status="existing").portfolio()
    rows = {"a": ("North", 1), "b": ("South", 2), "c": (None, 3), "clinic": ("North", 9), "old": ("North", 7)}
    projects = tuple(
        project.model_copy(
            update={
                "street": rows[project.id][0],
                "units": rows[project.id][1],
                **({"facility_type": "clinic"} if project.id == "clinic" else {}),
            }
        )
        for project in built.projects
    )
    portfolio: Portfolio = built.changed(projects=projects)
    return portfolio


def starting(**starts: str) -> dict[str, Any]:
    return {project: {"pin": {"start": start}} for project, start in starts.items()}


def test_units_count_in_the_year_and_street_in_which_they_open(streets: Portfolio) -> None:
    found = outcome(hospitals(streets, 6), projects=starting(a="2020Q1", b="2020Q2", c="2021Q1"))
    assert (found.outcome, found.planned) == (Outcome.MET, 6)
    assert found.by_year == {2020: 1, 2021: 5}
    assert found.by_street == {"North": {2020: 1}, "South": {2021: 2}, None: {2021: 3}}


def test_what_opens_after_the_programme_does_not_count(streets: Portfolio) -> None:
    found = outcome(hospitals(streets, 6), projects=starting(a="2020Q1", b="2020Q1", c="2021Q2"))
    assert (found.outcome, found.planned) == (Outcome.MISSED, 3)
    assert None not in found.by_street


def test_the_last_quarter_of_the_programme_still_counts(streets: Portfolio) -> None:
    found = outcome(hospitals(streets, 6), projects=starting(a="2021Q1", b="2021Q1", c="2021Q1"))
    assert found.by_year == {2020: 0, 2021: 6}


def test_what_is_dropped_does_not_count(streets: Portfolio) -> None:
    found = outcome(hospitals(streets, 6), projects={"b": {"excluded": True}})
    assert (found.outcome, found.planned) == (Outcome.MISSED, 4)


def test_what_was_cancelled_opens_nothing_though_its_money_was_spent(streets: Portfolio) -> None:
    report = StatusReport(
        project="b", status="cancelled", effective=Period(2020, 3), actual_spending={2020: 9}
    )
    reported = streets.changed(status_reports=(report,))
    plan = planned(reported)
    assert plan.project("b").finish is not None
    assert outcome(hospitals(reported, 6), plan).planned == 4


def test_an_earlier_plan_still_opens_what_was_cancelled_since(streets: Portfolio) -> None:
    before = planned(streets)
    report = StatusReport(project="b", status="cancelled", effective=Period(2020, 3))
    reported = streets.changed(status_reports=(report,))
    found = [outcome(hospitals(reported, 6), plan) for plan in (before, planned(reported))]
    assert [(entry.outcome, entry.planned) for entry in found] == [(Outcome.MET, 6), (Outcome.MISSED, 4)]


def test_what_a_scenario_drops_opens_nothing_though_its_money_was_spent(streets: Portfolio) -> None:
    report = StatusReport(
        project="b", status="under_construction", effective=Period(2020, 3), actual_spending={2020: 9}
    )
    reported = streets.changed(status_reports=(report,))
    plan = planned(reported, projects={"b": {"excluded": True}})
    assert plan.project("b").finish is not None
    assert outcome(hospitals(reported, 6), plan).planned == 4


def test_what_the_portfolio_does_not_know_is_named_and_not_counted(streets: Portfolio) -> None:
    fewer = streets.changed(projects=tuple(p for p in streets.projects if p.id not in {"b", "old"}))
    found = outcome(hospitals(fewer, 4), planned(streets))
    assert (found.planned, found.unknown_projects) == (4, ("b",))
    assert outcome(hospitals(streets, 4), planned(streets)).unknown_projects == ()
    money = promising(fewer, kind="investment", quantity=240)
    assert outcome(money, planned(streets)).planned == 240, "money is money, whatever it builds"


def test_what_is_reported_finished_counts_when_it_was(streets: Portfolio) -> None:
    report = StatusReport(project="b", status="in_operation", effective=Period(2020, 3))
    reported = streets.changed(status_reports=(report,))
    assert outcome(hospitals(reported, 6), planned(reported)).by_street["South"] == {2020: 2}


@pytest.mark.parametrize(
    ("comparison", "quantity", "expected"),
    [
        ("at_least", 6, Outcome.MET),
        ("at_least", 7, Outcome.MISSED),
        ("exactly", 6, Outcome.MET),
        ("exactly", 5, Outcome.MET),
        ("exactly", 7, Outcome.MISSED),
        ("at_most", 6, Outcome.MET),
        ("at_most", 5, Outcome.MISSED),
    ],
)
def test_met_or_missed(streets: Portfolio, comparison: str, quantity: int, expected: Outcome) -> None:
    found = outcome(hospitals(streets, quantity, comparison=comparison))
    assert (found.planned, found.outcome) == (6, expected)


class TestInvestment:
    def test_of_everything_within_the_programme(self, streets: Portfolio) -> None:
        promised = promising(streets, kind="investment", quantity=240)
        assert outcome(promised).by_year.keys() == {2020, 2021}
        assert (outcome(promised).planned, outcome(promised).outcome) == (240, Outcome.MET)
        late = outcome(promised, projects=starting(a="2021Q3"))
        assert (late.planned, late.outcome) == (210, Outcome.MISSED)
        assert late.by_street == {}

    def test_of_the_projects_it_names(self, streets: Portfolio) -> None:
        promised = promising(streets, kind="investment", quantity=120, projects=("a", "clinic"))
        found = outcome(promised, projects=starting(a="2020Q3", clinic="2021Q1"))
        assert found.by_year == {2020: 30, 2021: 90}
        assert found.outcome is Outcome.MET

    @pytest.mark.parametrize(
        ("comparison", "quantity", "expected"),
        [
            ("exactly", 240, Outcome.MET),
            ("exactly", 239, Outcome.MISSED),
            ("exactly", 241, Outcome.MISSED),
            ("at_least", 239, Outcome.MET),
            ("at_most", 241, Outcome.MET),
        ],
    )
    def test_exactly_so_much_money_is_neither_less_nor_more(
        self, streets: Portfolio, comparison: str, quantity: int, expected: Outcome
    ) -> None:
        promised = promising(streets, kind="investment", quantity=quantity, comparison=comparison)
        assert outcome(promised).outcome is expected


@pytest.mark.parametrize("kind", ["people", "outcome", "service", "facilities"])
def test_what_no_plan_decides(streets: Portfolio, kind: str) -> None:
    found = outcome(promising(streets, kind=kind, quantity=5))
    assert (found.outcome, found.planned, found.by_year) == (Outcome.NOT_DECIDED, None, {})


def test_without_a_plan_nothing_is_decided(streets: Portfolio) -> None:
    found = outcome(hospitals(streets, 1), ceilings={"district": {2020: 0, 2021: 0, 2022: 0}})
    assert (found.outcome, found.planned) == (Outcome.NOT_DECIDED, None)


def test_targets_come_in_the_programmes_order(gongshu: Portfolio) -> None:
    found = target_outcomes(gongshu, planned(gongshu, objective=[{"terms": [{"term": "tardiness"}]}]))
    assert [entry.target for entry in found] == list(gongshu.programme.targets)
    for entry in found:
        by_street = [sum(years.values()) for years in entry.by_street.values()]
        assert not by_street or sum(by_street) == entry.planned == sum(entry.by_year.values())
