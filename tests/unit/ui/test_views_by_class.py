"""What pages show of a portfolio that sorts its projects in its own way."""

from __future__ import annotations

from typing import Any

import pytest

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.rules import Selector
from portfolio.ui import frames, source_rows, theme
from portfolio.ui.charts.base import pen
from portfolio.ui.charts.gantt import gantt
from portfolio.ui.frames import Grouping, Selection
from portfolio.ui.openings import openings
from portfolio.wording import assumption_rules
from portfolio.wording.classes import places_text
from portfolio.wording.i18n import Language, wording

EN = wording(Language.EN)
DECLARED = {
    "facility_types": [{"id": "bridge", "name": "Bridge"}, {"id": "school", "name": "School"}],
    "areas": [
        {"id": "town", "name": "The town"},
        {"id": "north", "name": "North", "parent": "town"},
        {"id": "south", "name": "South", "parent": "town"},
    ],
    "agencies": [{"id": "works", "name": "Works"}, {"id": "roads", "name": "Roads", "parent": "works"}],
    "priorities": [{"id": "1", "name": "First"}],
    "tags": [{"id": "urgent", "name": "Urgent"}],
}


@pytest.fixture(scope="module")
def town(gongshu: Portfolio) -> Portfolio:
    """The bundled projects, sorted as a town would that builds bridges and schools."""
    content = gongshu.model_dump()
    cells: list[dict[str, Any]] = [
        {"facility_type": "bridge", "areas": "north", "agency": "roads", "tags": "urgent"},
        {"facility_type": "school", "areas": "north: 1/3; south: 2/3", "agency": "works", "priority": "1"},
        {"facility_type": None, "street": "Mill Lane"},
    ]
    for number, project in enumerate(content["projects"]):
        project |= {"facility_type_zh": None, "street": None, "units": 1, **cells[number % len(cells)]}
    content["programme"]["targets"] = []
    content["assumptions"] |= {name: _for_all(content, name) for name in ("starts", "delivery", "funding")}
    return Portfolio.model_validate({**content, "classes": DECLARED})


def _for_all(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [{**content["assumptions"][name][0], "applies_to": {}}]


@pytest.mark.parametrize(
    ("selection", "remainders"),
    [
        (Selection(streets=("town",)), {0, 1}),
        (Selection(streets=("south",)), {1}),
        (Selection(streets=("Mill Lane", "south")), {1, 2}),
        (Selection(agencies=("works",)), {0, 1}),
        (Selection(agencies=("roads",)), {0}),
        (Selection(priorities=("1",)), {1}),
        (Selection(tags=("urgent",), types=("bridge", "school")), {0}),
    ],
)
def test_a_reader_chooses_by_any_class(town: Portfolio, selection: Selection, remainders: set[int]) -> None:
    chosen = {project.id for project in selection.of(town)}
    assert chosen == {p.id for number, p in enumerate(town.projects) if number % 3 in remainders}


@pytest.mark.parametrize(
    ("grouping", "groups"),
    [
        (Grouping.TYPE, ["Bridge", "School", "not stated"]),
        (Grouping.STREET, ["North", "South", "Mill Lane"]),
        (Grouping.AGENCY, ["Works", "Roads", "not stated"]),
        (Grouping.PRIORITY, ["First", "not stated"]),
        (Grouping.OWNERSHIP, ["Public", "Private", "Public/private"]),
        (Grouping.TAG, ["Urgent", "No tag"]),
    ],
)
def test_rows_are_gathered_in_the_order_declared_and_the_rest_is_last(
    town: Portfolio, plan: Plan, grouping: Grouping, groups: list[str]
) -> None:
    works = frames.works(plan, town, town.projects, grouping, EN)
    assert [group.lower() for group in works["group"].unique()] == [group.lower() for group in groups]


def test_a_project_with_two_tags_has_a_row_under_each_with_all_its_marks(town: Portfolio, plan: Plan) -> None:
    content = town.model_dump(by_alias=True)
    content["classes"]["tags"] = [*DECLARED["tags"], {"id": "dear", "name": "Dear"}]
    first = next(planned.id for planned in plan.projects if planned.scheduled)
    next(p for p in content["projects"] if p["id"] == first)["tags"] = ["urgent", "dear"]
    tagged = Portfolio.model_validate(content)
    works = frames.works(plan, tagged, tagged.projects, Grouping.TAG, EN)
    assert list(works[works["id"] == first]["group"]) == ["Urgent", "Dear"]
    ink = pen(tagged, theme.LIGHT, EN, plan)
    figure = gantt(works, works, frames.money_by_year(plan, list(plan.years)), 2021, ink)
    bars = [trace for trace in figure.data if trace.type == "bar" and trace.orientation == "h"]
    drawn = [
        (trace.name, y)
        for trace in bars
        for y, told in zip(trace.y, trace.customdata, strict=True)
        if told[0] == first
    ]
    assert len(drawn) == len(set(drawn)) == 4  # its works and those of the baseline, twice


def test_what_opens_is_told_by_area_in_the_names_declared(town: Portfolio, plan: Plan) -> None:
    table = openings(plan, town, list(plan.years), EN)
    assert list(table.index) == ["North", "South", "Mill Lane"]
    assert table.index.name == "Area"
    said = {word.split(" × ")[1] for word in table.loc["North"].explode().dropna()}
    assert said == {"Bridge"}


def test_shares_of_several_areas_are_told(town: Portfolio) -> None:
    assert places_text(town.projects[1], town, EN) == "North 1/3, South 2/3"
    table = source_rows.table(town, EN)
    assert list(table["Agency"][:2]) == ["Roads", "Works"]
    assert table["Tags"][0] == "Urgent"


def test_a_rule_tells_the_classes_it_is_for_and_no_long_list(town: Portfolio) -> None:
    selector = Selector(areas=("north",), agencies=("works",), tags=("urgent",))
    assert assumption_rules.applies_to(selector, town, EN) == "North · Works · Urgent"
    wards = [{"id": f"w{n}", "name": f"Ward {n}"} for n in range(51)]
    many = town.changed(classes={**DECLARED, "areas": [*DECLARED["areas"], *wards]})
    told = assumption_rules.applies_to(Selector(areas=tuple(f"w{n}" for n in range(51))), many, EN)
    assert told.count("Ward") == 5


def test_of_many_areas_the_rest_is_told_together(town: Portfolio, plan: Plan) -> None:
    wards = [{"id": f"w{n}", "name": f"Ward {n}"} for n in range(330)]
    projects = [
        {**project.model_dump(), "areas": f"w{n % 330}", "units": 1 + n % 3}
        for n, project in enumerate(town.projects)
    ]
    many = town.changed(classes={**DECLARED, "areas": wards}, projects=projects)
    table = openings(plan, many, list(plan.years), EN)
    assert len(table) == 30
    assert table.index[-1] == f"The other {len(projects) - 29}"
    said = [word for row in table.itertuples(index=False) for cell in row for word in cell]
    told = sum(int(word.split(" × ")[0]) for word in said)
    opens = {p.id for p in plan.projects if p.opens and p.finish is not None}
    assert told == sum(project.units for project in many.projects if project.id in opens)
