"""What is filed of a plan: the annual investment plan and the rolling one, to read and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from portfolio.domain.investment_table import annual_plan, rolling_plan
from portfolio.domain.plan import Plan
from portfolio.exchange.sheets.filing import filed_workbook
from portfolio.ui.components.blocks import heading
from portfolio.ui.components.frame import View
from portfolio.wording.i18n import Wording
from portfolio.wording.investment_tables import (
    Cell,
    FiledTable,
    annual_table,
    as_content,
    rolling_table,
)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS = ("annual", "rolling")
_HEIGHT = 520  # pixels; the rest of the rows scroll


def show(view: View, plan: Plan) -> None:
    """Draw a choice of table and year, the table, and its download."""
    say, portfolio = view.say, view.portfolio
    heading(say("filed.title"), say("filed.title_note"))
    kind_at, year_at = st.columns(2)
    with kind_at:
        kind = st.selectbox(
            say("filed.table"), _KINDS, key="filed table", format_func=lambda name: say(f"filed.table_{name}")
        )
    horizon = portfolio.programme.horizon
    years = list(range(horizon.first_year, horizon.last_year + 1))
    with year_at:
        year = st.selectbox(
            say("filed.year" if kind == "annual" else "filed.first_year"),
            years,
            key="filed year",
            format_func=say.year,
        )
    if kind == "annual":
        filed = annual_table(annual_plan(portfolio, plan, year), plan, portfolio, say)
    else:
        filed = rolling_table(rolling_plan(portfolio, plan, year), plan, portfolio, say)
    draw(filed, f"{kind}-plan-{year}.xlsx", "filed download", say)


def draw(filed: FiledTable, file_name: str, key: str, say: Wording, *, height: int | None = _HEIGHT) -> None:
    """Draw a table that is filed, what holds of all of it, and its download as a workbook.

    Args:
        filed: The table.
        file_name: Of the workbook.
        key: Of the button in the session.
        say: The reader's language.
        height: In pixels, where the rest of the rows scroll; None for as high as it is.
    """
    frame = pd.DataFrame(_lines(filed), columns=list(filed.heads))
    st.caption(say("clause.separator").join([filed.title, *filed.notes]))
    st.dataframe(
        frame,
        hide_index=True,
        height="content" if height is None else height,
        column_config={
            filed.heads[filed.core[0]]: st.column_config.TextColumn(pinned=True, width=220),
            **{filed.heads[n]: st.column_config.TextColumn(alignment="right") for n in filed.amounts},
        },
        placeholder="",
    )
    st.download_button(
        say("filed.download"),
        lambda: filed_workbook(*as_content(filed)),  # made when somebody wants it
        file_name=file_name,
        mime=_XLSX,
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )


def _lines(filed: FiledTable) -> Iterator[list[str | None]]:
    """Yield the rows of all groups as text, each group behind its title and before its sums."""
    for section in filed.sections:
        title: list[str | None] = [None] * len(filed.heads)
        title[filed.core[0]] = section.title
        yield title
        yield from (_texts(row) for row in section.rows)
        yield _texts(section.subtotal)
    yield _texts(filed.total)


def _texts(cells: tuple[Cell, ...]) -> list[str | None]:
    return [cell if cell is None or isinstance(cell, str) else f"{cell:,}" for cell in cells]
