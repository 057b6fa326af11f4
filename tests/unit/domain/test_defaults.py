"""What the product assumes of projects that come without a programme."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from portfolio.domain.classes import Classes
from portfolio.domain.consistency import assumption_faults
from portfolio.domain.defaults import classes_named_by, default_assumptions, default_programme
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project, Status


@pytest.mark.parametrize(
    ("targets", "years"),
    [
        ((), (2026, 2030)),
        ((2028,), (2026, 2028)),
        ((2030, 2027), (2026, 2030)),
        ((2019, 2021), (2019, 2021)),
        ((2019, 2031), (2019, 2031)),
        ((2026,), (2026, 2026)),
    ],
)
def test_the_programme_reaches_to_the_years_in_which_projects_are_to_be_finished(
    targets: tuple[int, ...], years: tuple[int, int]
) -> None:
    horizon = default_programme("Town", 2026, targets).horizon
    assert (horizon.first_year, horizon.last_year) == years


def test_target_years_that_no_programme_spans_are_refused() -> None:
    with pytest.raises(ValidationError):
        default_programme("Town", 2026, (1950, 2026))


def test_every_project_has_a_rule_of_each_kind_and_every_rule_says_that_it_is_ours() -> None:
    programme = default_programme("Town", 2026)
    assumptions = default_assumptions(programme)
    projects = tuple(
        Project(
            id=status.replace("_", "-"),
            name_zh="项目",
            name_en="Project",
            facility_type="clinic",
            status=status,
        )
        for status in Status
    )
    portfolio = Portfolio(name="town", projects=projects, programme=programme, assumptions=assumptions)
    assert list(assumption_faults(portfolio, "table.csv")) == []
    rules = [*assumptions.starts, *assumptions.delivery, *assumptions.funding, *assumptions.priorities]
    said = [*rules, assumptions.default_target, assumptions.schedule_overrun, *assumptions.profiles.values()]
    assert {("default" in one.reason_en, "默认" in one.reason_zh) for one in said} == {(True, True)}


def test_a_table_that_comes_alone_brings_its_classes() -> None:
    town = [
        Project(id="a", name="A", facility_type="bridge", areas="north: 1/2; south: 1/2", ownership="public"),
        Project(id="b", name="B", facility_type="clinic", agency="Parks, roads", areas="north"),
    ]
    classes = classes_named_by(town)
    assert [(one.id, one.name or one.name_en) for one in classes.facility_types] == [
        ("bridge", "bridge"),
        ("clinic", "Clinic"),
    ]
    assert (classes.ids("areas"), classes.ids("agencies")) == (("north", "south"), ("Parks, roads",))
    assert classes.owners == Classes().owners
    assert classes_named_by([]) == Classes()
