"""Long lists a page at a time: where there are more rows than one page holds, the reader turns pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from portfolio.wording.i18n import Wording

Row = TypeVar("Row")

_PIXELS_A_NUMBER, _MOST_NUMBERS = 44, 10


def page_of(rows: Sequence[Row], size: int, key: str, say: Wording) -> Sequence[Row]:
    """Return the rows of the page that is looked at, and draw the choice of it where there are several.

    Args:
        rows: All of them; after a filter there may be fewer, and the last page is looked at then.
        size: How many a page holds.
        key: Of the choice in the session.
        say: Words.
    """
    pages = -(-len(rows) // size)
    if pages <= 1:
        return rows
    if st.session_state.get(key, 1) > pages:
        st.session_state[key] = pages
    with st.container(horizontal=True, vertical_alignment="center"):
        # It hides the numbers it has no room for: made as wide as its content, it hid the second of two.
        width = _PIXELS_A_NUMBER * min(pages + 2, _MOST_NUMBERS)
        page = st.pagination(pages, key=key, width=width, persist_state="session")
        first = (page - 1) * size
        shown = rows[first : first + size]
        st.caption(say("paging.shown", first=first + 1, last=first + len(shown), of=f"{len(rows):,}"))
    return shown
