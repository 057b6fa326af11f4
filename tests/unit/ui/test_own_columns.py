"""Columns that only a portfolio's own list has: shown, searched and exported as they are."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.ui import frames, project_rows
from portfolio.ui.frames import Selection
from portfolio.wording.i18n import Language, wording

EN = wording(Language.EN)


@pytest.fixture(scope="module")
def listed(gongshu: Portfolio) -> Portfolio:
    content = [project.model_dump() for project in gongshu.projects]
    content[9]["extra"] = {"Council district": "07", "2030": "=1+1", "Total": "x", "Status": "B"}
    content[10]["extra"] = {"Council district": "12"}
    return gongshu.changed(projects=content)


def test_they_stand_in_tables_and_downloads_untouched(listed: Portfolio, plan: Plan) -> None:
    table = frames.for_file(
        frames.project_table(plan, listed, listed.projects, list(plan.years), EN), EN.of(listed)
    )
    assert table.columns.is_unique
    assert [*table.columns[-4:]] == [
        "Council district",
        EN("source.extra", name="2030"),
        "Total",
        EN("source.extra", name="Status"),
    ]
    assert list(table.iloc[9])[-4:] == ["07", "=1+1", "x", "B"]
    assert list(table.iloc[0])[-4:] == ["", "", "", ""]  # blank, and never a word for a missing price
    rows = project_rows.table(plan, listed, listed.projects, EN)
    assert list(rows["Council district"][9:12]) == ["07", "12", ""]
    assert rows.columns.is_unique


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("07", {9}),
        ("council", set()),  # cells are searched, and not what their columns are called
        ("=1+1 B", {9}),
    ],
)
def test_their_cells_are_found(words: str, found: set[int], listed: Portfolio) -> None:
    numbers = {project.id: number for number, project in enumerate(listed.projects)}
    chosen = {numbers[project.id] for project in Selection(words=words).of(listed)}
    assert chosen & {9, 10} == found


def test_names_ids_and_classes_are_found_in_any_language_and_case(gongshu: Portfolio) -> None:
    hospital = gongshu.project("a1-01")
    for words in ("hanggang", "杭钢", "A1-01", "general HOSPITAL hang"):
        assert hospital in Selection(words=words).of(gongshu), words
    assert Selection(words="no such thing").of(gongshu) == ()


def test_a_list_without_any_has_no_more_columns(gongshu: Portfolio, plan: Plan) -> None:
    table: pd.DataFrame = frames.project_table(plan, gongshu, gongshu.projects, list(plan.years), EN)
    assert [column for column in table.columns if not column.isdigit()][-1] == frames.TOTAL
