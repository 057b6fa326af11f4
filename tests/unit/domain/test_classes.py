"""Classes: trees of areas and agencies, what lies in several areas, and what rules select by."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from portfolio.domain.brief import brief_of
from portfolio.domain.classes import Classes
from portfolio.domain.errors import UnfitParts
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.rules import Selector
from portfolio.domain.scenario import Scenario

CLASSES = Classes.model_validate(
    {
        "facility_types": [{"id": "bridge", "name": "Bridge"}, {"id": "school", "name": "School"}],
        "areas": [
            {"id": "town", "name": "The town"},
            {"id": "north", "name": "North", "parent": "town"},
            {"id": "hill", "name": "Hill", "parent": "north"},
            {"id": "south", "name": "South", "parent": "town"},
        ],
        "agencies": [{"id": "works", "name": "Works"}, {"id": "roads", "name": "Roads", "parent": "works"}],
        "priorities": [{"id": "1", "name": "First"}, {"id": "2", "name": "Second"}],
        "tags": [{"id": "urgent", "name": "Urgent"}, {"id": "green", "name": "Green"}],
    }
)
FORESTS = st.integers(1, 12).flatmap(
    lambda n: st.tuples(*[st.none() if k == 0 else st.none() | st.integers(0, k - 1) for k in range(n)])
)


def project(project_id: str = "p", **fields: Any) -> Project:
    return Project.model_validate({"id": project_id, "name": project_id, **fields})


def sorted_portfolio(gongshu: Portfolio, *projects: Project, **rules: Any) -> Portfolio:
    """The rules of the bundled portfolio for other projects of other classes."""
    content = gongshu.assumptions.model_dump()
    for name in ("starts", "delivery", "funding", "priorities"):
        content[name] = [{**content[name][-1], "applies_to": {}}]
    content |= {"ownership": [], "capacities": [], "prerequisites": [], "alternatives": [], **rules}
    programme = gongshu.programme.model_dump() | {"targets": []}
    return Portfolio.model_validate(
        {
            "name": "town",
            "projects": projects,
            "programme": programme,
            "assumptions": content,
            "classes": CLASSES,
        }
    )


@given(forest=FORESTS, data=st.data())
def test_an_area_stands_for_all_that_are_parts_of_it(
    forest: tuple[int | None, ...], data: st.DataObject
) -> None:
    branches = [
        {"id": f"a{k}", "name": "x", "parent": None if above is None else f"a{above}"}
        for k, above in enumerate(forest)
    ]
    chosen = data.draw(st.integers(0, len(forest) - 1))

    def is_within(k: int | None) -> bool:
        return k is not None and (k == chosen or is_within(forest[k]))

    expected = {f"a{k}" for k in range(len(forest)) if is_within(k)}
    assert Classes.model_validate({"areas": branches}).within("areas", [f"a{chosen}"]) == expected


@pytest.mark.parametrize(
    ("areas", "places"),
    [
        ([("a", None), ("a", None)], {"areas[1].id"}),
        ([("a", "b")], {"areas[0].parent"}),
        ([("a", "a")], {"areas[0].parent"}),
        ([("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")], {f"areas[{n}].parent" for n in range(3)}),
    ],
)
def test_a_tree_has_no_loose_ends_and_no_circles(
    areas: list[tuple[str, str | None]], places: set[str]
) -> None:
    content = [{"id": name, "name": name, "parent": parent} for name, parent in areas]
    with pytest.raises(ValidationError) as caught:
        Classes.model_validate({"areas": content})
    (detail,) = caught.value.errors()
    error = detail["ctx"]["error"]
    assert isinstance(error, UnfitParts)
    assert {place for place, _, _ in error.parts} == places


def test_a_project_lies_in_one_area_or_in_several_with_exact_shares() -> None:
    shares = {part.area: part.share for part in project(areas="north: 1/3; south: 2/3").areas}
    assert shares == {"north": Fraction(1, 3), "south": Fraction(2, 3)}
    assert [part.share for part in project(areas="north: 25%; south: 0.75").areas] == [
        Fraction(1, 4),
        Fraction(3, 4),
    ]
    assert [(part.area, part.share) for part in project(areas="Ward 7").areas] == [("Ward 7", 1)]
    assert project(areas="north: 1/3; south: 2/3", street="x").place == "south"
    assert project(street="x").place == "x"


@given(st.lists(st.integers(1, 20), min_size=1, max_size=6))
def test_areas_survive_being_recorded(parts: list[int]) -> None:
    text = "; ".join(f"a{n}: {part}/{sum(parts)}" for n, part in enumerate(parts))
    one = project(areas=text, tags="b; c")
    assert Project.model_validate(one.model_dump(mode="json")) == one
    assert sum(part.share for part in one.areas) == 1


@pytest.mark.parametrize(
    "cell", ["north; south", "north: 1/2; south: 1/3", "a: 1/2; a: 1/2", "a: 2; b: -1", "a: x"]
)
def test_areas_whose_shares_do_not_make_a_whole_are_refused(cell: str) -> None:
    with pytest.raises(ValidationError):
        project(areas=cell)


@pytest.mark.parametrize(
    ("conditions", "selected"),
    [
        ({"areas": ["town"]}, {"hill", "both", "street"}),
        ({"areas": ["north"]}, {"hill", "both"}),
        ({"areas": ["south"]}, {"both", "street"}),
        ({"agencies": ["works"]}, {"hill", "both"}),
        ({"agencies": ["roads"]}, {"hill"}),
        ({"priorities": ["1"]}, {"both"}),
        ({"tags": ["urgent", "green"]}, {"hill", "street"}),
        ({"tags": ["green"], "areas": ["north"]}, set()),
        ({"facility_types": ["bridge"]}, {"hill"}),
    ],
)
def test_rules_select_by_every_kind_of_class(conditions: dict[str, Any], selected: set[str]) -> None:
    projects = [
        project("hill", areas="hill", agency="roads", tags="urgent", facility_type="bridge"),
        project("both", areas="north: 1/2; south: 1/2", agency="works", priority="1"),
        project("street", street="south", tags="green; urgent"),
        project("nowhere"),
    ]
    selector = Selector.model_validate(conditions)
    assert {p.id for p in projects if selector.selects(p, None, CLASSES)} == selected


def test_the_rules_of_a_portfolio_know_its_trees(gongshu: Portfolio) -> None:
    why = {"reason": "a test"}
    rules = [{"applies_to": {"areas": ["town"]}, "weight": 7, **why}, {"weight": 1, **why}]
    portfolio = sorted_portfolio(gongshu, project("a", areas="hill"), project("b"), priorities=rules)
    found = [portfolio.assumptions.priority_of(one) for one in portfolio.projects]
    assert [rule and rule.weight for rule in found] == [7, 1]
    alone = CLASSES.areas[2].model_copy(update={"parent": None})
    flat = portfolio.changed(classes=CLASSES.model_dump() | {"areas": [alone]})
    found = [flat.assumptions.priority_of(one) for one in flat.projects]
    assert [rule and rule.weight for rule in found] == [1, 1]


def test_a_capacity_counts_every_area_for_itself(
    gongshu: Portfolio, scenario: Callable[..., Scenario]
) -> None:
    sites = {"id": "sites", "name": "Sites", "maximum": 1, "each_area": True, "reason": "a test"}
    portfolio = sorted_portfolio(
        gongshu,
        project("a", areas="north", cost_10k_cny=1),
        project("b", areas="north: 1/2; south: 1/2", cost_10k_cny=1),
        project("c", street="Mill Lane", cost_10k_cny=1),
        project("d", cost_10k_cny=1),
        capacities=[sites],
    )
    counted = {
        name: capacity.projects for name, capacity in brief_of(portfolio, scenario()).capacities.items()
    }
    assert counted == {"sites north": ("a", "b"), "sites south": ("b",), "sites Mill Lane": ("c",)}


def test_nothing_is_in_a_portfolio_that_is_of_no_class_of_it(gongshu: Portfolio) -> None:
    with pytest.raises(ValidationError) as caught:
        sorted_portfolio(gongshu, project("a", facility_type="clinic"), project("b", tags="blue"))
    (detail,) = caught.value.errors()
    assert [place for place, _, _ in detail["ctx"]["error"].parts] == [
        "projects[0].facility_type",
        "projects[1].tags",
    ]


def test_only_classes_of_its_own_make_other_data(gongshu: Portfolio) -> None:
    assert gongshu.changed(classes=Classes()).data_hash == gongshu.data_hash
    tagged = gongshu.changed(classes={"tags": [{"id": "urgent", "name": "Urgent"}]})
    assert tagged.data_hash != gongshu.data_hash


def test_what_is_used_stands_below_what_it_is_a_part_of_and_the_rest_is_left_out() -> None:
    areas = [
        {"id": "mill", "name": "Mill", "parent": "north"},
        {"id": "south", "name": "South", "parent": "town"},
        {"id": "town", "name": "Town"},
        {"id": "north", "name": "North", "parent": "town"},
        {"id": "east", "name": "East", "parent": "town"},
    ]
    classes = Classes.model_validate({"areas": areas})
    assert classes.in_use("areas", ["south", "mill"]) == [
        ("town", 0),
        ("south", 1),
        ("north", 1),
        ("mill", 2),
    ]
    assert classes.in_use("areas", []) == []
    assert classes.in_use("owners", ["private", "nobody"]) == [("private", 0)]
