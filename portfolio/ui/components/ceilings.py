"""The table of annual ceilings: typed by a reader, checked beside the table, solved on request."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.ui import money
from portfolio.ui.address import Ceilings, ceilings_out, payers_of
from portfolio.ui.frames import pool_name
from portfolio.ui.i18n import Language, Wording


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the table.

    Attributes:
        ceilings: Source or group -> fiscal year -> amount (10k CNY), where it differs from the scenario.
        faults: What cannot be used, in words.
    """

    ceilings: Ceilings
    faults: tuple[str, ...]


def editor(
    portfolio: Portfolio, base: Scenario, in_force: Scenario, changed: Ceilings, say: Wording
) -> Typed:
    """Draw the table with the ceilings in force and return what the reader has typed into it."""
    payers = payers_of(portfolio)
    years = list(portfolio.calendar.years)
    is_whole = say.language is Language.ZH
    table = pd.DataFrame(
        [
            [_cell(in_force.ceilings.get(payer, {}).get(year), say.language) for year in years]
            for payer in payers
        ],
        columns=[str(year) for year in years],
        dtype="Int64" if is_whole else "Float64",
    )
    table.insert(0, "payer", [pool_name(payer, portfolio, say) for payer in payers])
    edited = st.data_editor(
        table,
        hide_index=True,
        # A table that starts from other ceilings is another table: what was typed into the old one is not kept.
        key=f"ceilings {say.language} {' '.join(ceilings_out(changed))}",
        disabled=["payer"],
        placeholder=say("ceilings.none"),
        row_height=34,
        alt=say("ceilings.title"),
        column_config={
            "payer": st.column_config.TextColumn(say("column.payer"), width=172, pinned=True),
            **{
                str(year): st.column_config.NumberColumn(
                    str(year),
                    width=62,
                    step=1 if is_whole else 0.01,
                    format="localized",
                    help=say("ceilings.cell", year=year) if year <= portfolio.calendar.last_year else
                    say("ceilings.cell_past", year=year),
                )
                for year in years
            },
        },
    )  # fmt: skip
    return read(edited, base, payers, years, portfolio, say)


def read(
    table: pd.DataFrame,
    base: Scenario,
    payers: list[str],
    years: list[int],
    portfolio: Portfolio,
    say: Wording,
) -> Typed:
    """Turn the table into the ceilings that differ from the scenario's own, and say what cannot be used."""
    ceilings: Ceilings = {}
    faults = []
    for payer, row in zip(payers, table.to_dict("records"), strict=True):
        for year in years:
            typed = row[str(year)]
            try:
                amount = None if pd.isna(typed) else money.from_table_unit(typed, say.language)
            except ValueError:
                name = pool_name(payer, portfolio, say)
                faults.append(say("ceilings.fault", payer=name, year=year, value=f"{typed:g}"))
                continue
            if amount != base.ceilings.get(payer, {}).get(year):
                ceilings.setdefault(payer, {})[year] = amount
    return Typed(ceilings, tuple(faults))


def _cell(amount: int | None, language: Language) -> int | float | None:
    if amount is None:
        return None
    return amount if language is Language.ZH else float(money.in_table_unit(amount, language))
