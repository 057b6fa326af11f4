"""What the page's address holds: language, scenario, changed ceilings, filters. A link reproduces the view.

Within a session the session's state decides, because moving to another page empties the address; the first
run of a session reads the address, and every run writes it again. Going back or forward in the browser is the
exception: then the address decides, as it does for a link.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from portfolio.domain.follow_on import follow_on_names
from portfolio.domain.portfolio import Portfolio


def values(name: str) -> list[str]:
    """Return what the address says under this name; repeated names give several values."""
    return st.query_params.get_all(name)


def value(name: str) -> str | None:
    """Return the one value under this name, or None."""
    found = values(name)
    return found[-1] if found else None


def was_gone_back_to() -> bool:
    """Tell whether the reader came here by the browser's Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def read_again(names: Iterable[str]) -> None:
    """Have the address decide about these names, whatever the session holds."""
    for name in names:
        if name in st.session_state:
            del st.session_state[name]


def write(parameters: dict[str, str | list[str] | None]) -> None:
    """Make the address say exactly this; None and empty lists are left out."""
    wanted = {name: value for name, value in parameters.items() if value}
    current = {name: st.query_params.get_all(name) for name in st.query_params}
    if current != {name: [v] if isinstance(v, str) else v for name, v in wanted.items()}:
        st.query_params.from_dict(wanted)


def payers_of(portfolio: Portfolio) -> list[str]:
    """Return every source and group that can have a ceiling: groups first, then sources."""
    return [*portfolio.groups, *portfolio.sources]


def capped_of(portfolio: Portfolio) -> list[str]:
    """Return all that can have a ceiling: payers, and what investment calls for later."""
    return [*payers_of(portfolio), *follow_on_names(portfolio)]
