"""The table of annual ceilings: typed by a reader, checked beside the table, solved on request."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.ui.address import capped_of
from portfolio.wording import money
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name

_PAYER = "payer"
_TYPED = "ceilings typed"
_BEGUN = "table of ceilings as begun"

Ceilings = dict[str, dict[int, int | None]]
"""Source or group -> fiscal year -> most that may be spent, 10k CNY; None lifts a ceiling."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the table.

    Attributes:
        ceilings: Source or group -> fiscal year -> amount (10k CNY), where it differs from the scenario.
        faults: What cannot be used, in words.
    """

    ceilings: Ceilings
    faults: tuple[str, ...]


def _payers_width(shown: pd.DataFrame) -> int:
    """Return how many pixels the names of payers take; long ones are cut, as years have to be seen, too."""
    return 240 if shown[_PAYER].str.len().max() > 24 else 172


def editor(portfolio: Portfolio, base: Scenario, in_force: Scenario, say: Wording) -> Typed:
    """Draw the table with the ceilings in force and return what the reader has typed into it."""
    decimals = money.table_decimals(say)
    last = portfolio.calendar.last_year
    # A table that starts from other ceilings is another table: what was typed into the old one is gone.
    about = f"{base.name} {in_force.ceilings}"
    key = f"ceilings {say.language} {about}"
    shown = table_of(in_force, portfolio, say)
    edited = st.data_editor(
        _begun(key, about, shown, say),
        hide_index=True,
        key=key,
        disabled=[_PAYER],
        placeholder=say("ceilings.none"),
        row_height=34,
        alt=say("ceilings.title"),
        column_config={
            _PAYER: st.column_config.TextColumn(say("column.payer"), width=_payers_width(shown), pinned=True),
            **{
                str(year): st.column_config.NumberColumn(
                    say.year(year),
                    width=62 + 8 * max(0, len(say.year(year)) - 4),
                    step=10**-decimals if decimals else 1,
                    format="localized",
                    help=say("ceilings.cell" if year <= last else "ceilings.cell_past", year=year),
                )
                for year in portfolio.calendar.years
            },
        },
    )
    st.session_state[_TYPED] = (about, say.language, _typed_over(shown, edited))
    return read(edited, base, portfolio, say)


def forget() -> None:
    """Drop what was typed and not solved."""
    st.session_state.pop(_TYPED, None)


def _begun(key: str, about: str, shown: pd.DataFrame, say: Wording) -> pd.DataFrame:
    """Return the table to type into: as in force, with what was typed before the reader went to another page.

    While it stands on the page it stays as it began, because the grid counts what is typed from there.
    """
    if key in st.session_state and _BEGUN in st.session_state:
        begun: pd.DataFrame = st.session_state[_BEGUN]
        return begun
    begun = shown.copy()
    typed_about, language, cells = st.session_state.get(_TYPED, (about, say.language, {}))
    if typed_about == about:
        for (row, year), value in cells.items():
            begun.loc[row, year] = money.retyped(value, language, say)
    st.session_state[_BEGUN] = begun
    return begun


def _typed_over(shown: pd.DataFrame, edited: pd.DataFrame) -> dict[tuple[int, str], float | int | None]:
    """Return row and year -> what stands there instead of what is in force; None for blank."""
    years = [column for column in shown.columns if column != _PAYER]
    before, after = (
        table[years].astype("object").where(table[years].notna(), None) for table in (shown, edited)
    )
    return {
        (row, year): after.loc[row, year]
        for year in years
        for row in shown.index
        if before.loc[row, year] != after.loc[row, year]
    }


def changed(base: Scenario, in_force: Scenario) -> Ceilings:
    """Return the ceilings in which two scenarios differ, as they are in the second."""
    return {
        payer: by_year
        for payer in {**base.ceilings, **in_force.ceilings}
        if (
            by_year := {
                year: in_force.ceilings.get(payer, {}).get(year)
                for year in {**base.ceilings.get(payer, {}), **in_force.ceilings.get(payer, {})}
                if base.ceilings.get(payer, {}).get(year) != in_force.ceilings.get(payer, {}).get(year)
            }
        )
    }


def table_of(scenario: Scenario, portfolio: Portfolio, say: Wording) -> pd.DataFrame:
    """Return payer x fiscal year in the unit of tables; blank where there is no ceiling."""
    payers, years = capped_of(portfolio), list(portfolio.calendar.years)
    rows = [[_cell(scenario.ceilings.get(p, {}).get(y), say) for y in years] for p in payers]
    kind = "Float64" if money.table_decimals(say) else "Int64"
    table = pd.DataFrame(rows, columns=[str(year) for year in years], dtype=kind)
    table.insert(0, _PAYER, [payer_name(payer, portfolio, say) for payer in payers])
    return table


def read(table: pd.DataFrame, base: Scenario, portfolio: Portfolio, say: Wording) -> Typed:
    """Turn the table into the ceilings that differ from the scenario's own, and say what cannot be used."""
    ceilings: Ceilings = {}
    faults = []
    for payer, row in zip(capped_of(portfolio), table.to_dict("records"), strict=True):
        for year in portfolio.calendar.years:
            typed = row[str(year)]
            try:
                amount = None if pd.isna(typed) else money.from_table_unit(typed, say)
            except ValueError:
                name = payer_name(payer, portfolio, say)
                faults.append(
                    say("ceilings.fault", payer=name, year=year, value=f"{typed:g}", step=money.step(say))
                )
                continue
            if amount != base.ceilings.get(payer, {}).get(year):
                ceilings.setdefault(payer, {})[year] = amount
    return Typed(ceilings, tuple(faults))


def _cell(amount: int | None, say: Wording) -> int | float | None:
    return None if amount is None else money.table_number(amount, say)
