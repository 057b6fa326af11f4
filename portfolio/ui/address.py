"""What the page's address holds: language, scenario, changed ceilings, filters. A link reproduces the view.

Within a session the session's state decides, because moving to another page empties the address; the first
run of a session reads the address, and every run writes it again.
"""

from __future__ import annotations

import streamlit as st

from portfolio.domain.portfolio import Portfolio


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


def payers_of(portfolio: Portfolio) -> list[str]:
    """Return every source and group that can have a ceiling: groups first, then sources."""
    return [*portfolio.groups, *portfolio.sources]
