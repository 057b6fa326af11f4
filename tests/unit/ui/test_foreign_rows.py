"""Rows of a foreign list, which has no annexes and documents but columns of its own."""

from __future__ import annotations

from portfolio.domain.portfolio import Portfolio
from portfolio.ui import source_rows
from portfolio.wording.i18n import Language, wording


def test_columns_of_its_own_stand_beside_what_the_product_knows(gongshu: Portfolio) -> None:
    bare = {"annex": None, "row": None, "document": None, "facility_type_zh": None}
    first = gongshu.projects[0].model_copy(update={**bare, "extra": {"Ward": "7", "Status": "green"}})
    second = gongshu.projects[1].model_copy(update={"annex": None})
    table = source_rows.table(gongshu.changed(projects=(first, second)), wording(Language.EN))
    assert list(table["Source row"]) == ["—", "Row 2"]
    assert list(table["Type"]) == ["General hospital", "综合医院"]
    assert (table["Ward"][0], table["Status (the source's own column)"][0]) == ("7", "green")
    assert table["Status"][0] == "Retained as it is"
