"""What the page's address holds: language, scenario, changed ceilings, filters. A link reproduces the view.

Within a session the session's state decides, because moving to another page empties the address; the first
run of a session reads the address, and every run writes it again.
"""

from __future__ import annotations

import re

import streamlit as st

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.portfolio import Portfolio

_CEILING = re.compile(r"([a-z][a-z0-9_]*)-(\d{4})-(\d{1,10}|none)", re.ASCII)

Ceilings = dict[str, dict[int, int | None]]
"""Source or group -> fiscal year -> most that may be spent, 10k CNY; None lifts a ceiling."""


def values(name: str) -> list[str]:
    """Return what the address says under this name; repeated names give several values."""
    return st.query_params.get_all(name)


def value(name: str) -> str | None:
    """Return the one value under this name, or None."""
    found = values(name)
    return found[-1] if found else None


def write(parameters: dict[str, str | list[str] | None]) -> None:
    """Make the address say exactly this; None and empty lists are left out."""
    wanted = {name: value for name, value in parameters.items() if value}
    current = {name: st.query_params.get_all(name) for name in st.query_params}
    if current != {name: [v] if isinstance(v, str) else v for name, v in wanted.items()}:
        st.query_params.from_dict(wanted)


def ceilings_in(texts: list[str], portfolio: Portfolio) -> Ceilings:
    """Read changed ceilings, each as "public-2019-40000" ("none" lifts a ceiling).

    Raises:
        BadInput: A text has another form, or names a source, group or year that the portfolio does not have.
    """
    payers = payers_of(portfolio)
    years = portfolio.calendar.years
    ceilings: Ceilings = {}
    faults: list[Fault] = []
    for text in texts:
        match = _CEILING.fullmatch(text)
        if match is None or match[1] not in payers or int(match[2]) not in years:
            words = (
                f"payer-year-amount with one of {', '.join(payers)} and a year from {years[0]} to {years[-1]}"
            )
            faults.append(Fault("link", words, column="ceiling", value=text))
        else:
            ceilings.setdefault(match[1], {})[int(match[2])] = None if match[3] == "none" else int(match[3])
    if faults:
        raise BadInput(faults)
    return ceilings


def ceilings_out(ceilings: Ceilings) -> list[str]:
    """Write changed ceilings; `ceilings_in` reads them back."""
    return [
        f"{payer}-{year}-{'none' if amount is None else amount}"
        for payer, by_year in ceilings.items()
        for year, amount in by_year.items()
    ]


def payers_of(portfolio: Portfolio) -> list[str]:
    """Return every source and group that can have a ceiling: groups first, then sources."""
    return [*portfolio.groups, *portfolio.sources]
