"""A template in the reader's words is understood as it is filled in, and so is each label."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from portfolio.domain.project import Status
from portfolio.exchange.portfolio_file import read_portfolio
from portfolio.exchange.sheets.headings import heading_of, yearly_column
from portfolio.exchange.sheets.writing import template_of
from portfolio.exchange.table import COLUMNS
from portfolio.exchange.yearly_amounts import COLUMNS as YEARLY
from portfolio.wording.columns import column_label, template_label
from portfolio.wording.i18n import Language, wording

FILLED = {
    "id": "a1",
    "name": "Bridge",
    "cost": 12,
    "land_area_m2": 300,
    "target_year": 2028,
    "estimate_trust": None,
}


@pytest.mark.parametrize("language", Language)
def test_every_label_is_understood(language: Language) -> None:
    say = wording(language)
    meant = {column: heading_of(column_label("projects", column, say)) for column in COLUMNS}
    assert {column: heading and heading.column for column, heading in meant.items()} == {
        c: c for c in COLUMNS
    }
    for table in ("actuals", "appropriations"):
        assert [yearly_column(column_label(table, column, say)) for column in YEARLY] == list(YEARLY)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("has_programme", [False, True])
def test_a_template_in_the_readers_words_is_read_as_it_is_filled_in(
    tmp_path: Path, language: Language, has_programme: bool
) -> None:
    say = wording(language)
    label = partial(template_label, say)
    book = openpyxl.load_workbook(io.BytesIO(template_of(lambda said: said.code, "t.xlsx", label)))
    page = book["projects"]
    header = [cell.value for cell in page[1]]
    assert header == [column_label("projects", column, say) for column in COLUMNS]
    words = {"status": say("status.under_construction"), "facility_type": label("facility_type", "clinic")}
    for column, value in {**FILLED, **words}.items():
        page.cell(2, 1 + header.index(label("projects", column))).value = value
    if has_programme:
        known = {"name": "Town", "horizon.first_year": 2026, "horizon.last_year": 2030}
        for key, value, *_ in book["programme"].iter_rows():
            value.value = known.get(str(key.value), value.value)
    book.save(tmp_path / "t.xlsx")
    (bridge,) = read_portfolio(tmp_path / "t.xlsx", "town", None, 2026).projects
    assert (bridge.id, bridge.name, bridge.cost, bridge.land_area_m2) == ("a1", "Bridge", 12, 300)
    assert (bridge.status, bridge.facility_type) == (Status.UNDER_CONSTRUCTION, "clinic")
    assert not bridge.extra


def test_its_lists_offer_the_readers_words() -> None:
    label = partial(template_label, wording(Language.ZH))
    book = openpyxl.load_workbook(io.BytesIO(template_of(lambda said: said.code, "t.xlsx", label)))
    offered = {column[0].value: [cell.value for cell in column[1:]] for column in book["lists"].iter_cols()}
    assert "在建" in offered["状态"]
    assert "门诊部" in offered["类型"]
