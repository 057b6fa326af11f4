"""Which columns of somebody's own list are which of ours: near names are proposed, the reader says it."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import streamlit as st

from portfolio.domain.project import COST_AS_BEFORE
from portfolio.exchange.folder import PROJECTS
from portfolio.exchange.sheets.cells import Book, text_of
from portfolio.exchange.sheets.mapping import Mapping
from portfolio.exchange.table import COLUMNS
from portfolio.exchange.validating import validated
from portfolio.wording.i18n import Wording

_OURS = Path(PROJECTS).stem
_SIDE_BY_SIDE = 3
_HEADER_ROW = "import header row"


def chosen(book: Book, say: Wording) -> Mapping:
    """Draw the choices, which stay for the session, and return what they say.

    Raises:
        BadInput: Two columns are said to be the same one of ours.
    """
    sheets = {sheet.name: sheet for sheet in book.sheets}
    with st.expander(say("exchange.columns"), expanded=True):
        st.caption(say("exchange.columns_note"))
        name = None
        if len(sheets) > 1:
            names = list(sheets)
            name = st.selectbox(
                say("exchange.sheet"),
                names,
                index=names.index(_OURS) if _OURS in sheets else 0,
                key=f"import sheet {book.file}",
            )
        sheet = book.sheets[0] if name is None else sheets[name]
        most = max(1, len(sheet.rows))
        # What was said of the last list may be more than this one has.
        st.session_state[_HEADER_ROW] = min(st.session_state.get(_HEADER_ROW, 1), most)
        at = st.number_input(
            say("exchange.header_row"),
            min_value=1,
            max_value=most,
            key=_HEADER_ROW,
            persist_state="session",
        )
        header = [text_of(cell).strip() for cell in sheet.rows[at - 1]] if sheet.rows else []
        columns = _columns(list(dict.fromkeys(text for text in header if text)), say)
        said = {"sheet": name, "header_row": at, "columns": columns}
        mapping = validated(Mapping, said, book.file)
        if mapping != Mapping():
            content = mapping.model_dump_json(indent=2)
            st.download_button(
                say("exchange.mapping"),
                content,
                file_name="mapping.json",
                mime="application/json",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )
    return mapping


def _columns(header: list[str], say: Wording) -> dict[str, str]:
    """Draw a choice for each column that is none of ours."""
    ours = {*COLUMNS, COST_AS_BEFORE}
    free = [column for column in COLUMNS if column not in header]
    unknown = [text for text in header if text not in ours]
    columns: dict[str, str] = {}
    places = st.columns(_SIDE_BY_SIDE) if unknown else []
    for number, text in enumerate(unknown):
        near = get_close_matches(text.lower().replace(" ", "_"), free, n=1)
        with places[number % _SIDE_BY_SIDE]:
            field = st.selectbox(
                text,
                COLUMNS,
                index=None,
                placeholder=say("exchange.perhaps", column=near[0]) if near else say("exchange.as_it_is"),
                key=f"import column {text}",
                persist_state="session",
            )
        if field is not None:
            columns[text] = field
    return columns
