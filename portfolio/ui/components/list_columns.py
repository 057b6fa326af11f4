"""Which columns of somebody's own list are which of ours: what is known is shown, the reader says it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from portfolio.domain.project import COST_AS_BEFORE, Status, Trust
from portfolio.exchange.sheets.cells import Book, cell_at, text_of
from portfolio.exchange.sheets.cleaning import choice_meant
from portfolio.exchange.sheets.finding import Column, Found, found_in
from portfolio.exchange.sheets.headings import YEARLY, near
from portfolio.exchange.sheets.mapping import Mapping
from portfolio.exchange.sheets.reading import is_workbook
from portfolio.exchange.table import COLUMNS
from portfolio.exchange.validating import validated
from portfolio.wording.columns import column_label, template_label
from portfolio.wording.i18n import Wording

_SIDE_BY_SIDE = 3
_MOST_WORDS = 20
_WORDED = {"status": [*map(str, Status)], "estimate_trust": [*map(str, Trust)]}
"""Columns that hold one of a few words of ours."""
_ENCODINGS = ("utf-8", "gb18030", "big5", "cp1252", "utf-16")
_ENCODING = "import encoding"
_MONEY = "appropriations"
"""The table whose columns money by source and year is called as."""


def encoding(file: str, remembered: Mapping | None, say: Wording) -> str | None:
    """Draw the choice of what a text is in, and return it; None: that is found, or it is no text."""
    if is_workbook(Path(file)):
        return None
    said = None if remembered is None else remembered.encoding
    options = list(dict.fromkeys([*_ENCODINGS, *([said] if said else [])]))
    with st.expander(say("exchange.encoding"), expanded=said is not None):
        return st.selectbox(
            say("exchange.encoding_of", file=file),
            options,
            index=None if said is None else options.index(said),
            placeholder=say("exchange.encoding_found"),
            key=_ENCODING,
            persist_state="session",
        )


def chosen(book: Book, remembered: Mapping | None, said_in: str | None, say: Wording) -> Mapping:
    """Draw the choices, which stay for the session, and return what they say.

    Args:
        book: The file.
        remembered: What was said of a list of this shape before.
        said_in: What the reader says a text is in.
        say: Words.

    Raises:
        BadInput: Two columns are said to be the same one of ours.
    """
    begun = (remembered or Mapping()).model_copy(update={"encoding": said_in})
    found = found_in(book, begun)
    with st.expander(say("exchange.columns"), expanded=True):
        st.caption(say("exchange.columns_note"))
        sheet, row = begun.sheet, begun.header_row
        if len(book.sheets) > 1:
            names = [one.name for one in book.sheets]
            at = names.index(found.sheet.name)
            chosen_sheet = st.selectbox(
                say("exchange.sheet"), names, index=at, key=f"import sheet {book.file}"
            )
            if chosen_sheet != found.sheet.name:
                sheet, row = chosen_sheet, None
                found = found_in(book, Mapping(sheet=sheet))
        head = st.number_input(
            say("exchange.header_row"),
            min_value=1,
            max_value=max(1, len(found.sheet.rows)),
            value=found.head,
            key=f"import header row {book.file} {found.sheet.name}",
        )
        if head != found.head:
            row = head
            found = found_in(book, Mapping(sheet=sheet, header_row=row))
        columns = {**begun.columns, **_columns(found, begun, say)}
        said = begun.model_copy(update={"sheet": sheet, "header_row": row, "columns": columns})
        mapping = validated(Mapping, said.model_dump(), book.file)
        values = _values(found_in(book, mapping), begun, say)
        mapping = mapping.model_copy(update={"values": {**begun.values, **values}})
        if mapping != Mapping():
            st.download_button(
                say("exchange.mapping"),
                mapping.model_dump_json(indent=2, exclude_defaults=True),
                file_name="mapping.json",
                mime="application/json",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )
    return mapping


def _columns(found: Found, begun: Mapping, say: Wording) -> dict[str, str | None]:
    """Draw a choice for each column that is not called as ours; return those that differ from what is so."""
    ours = {*COLUMNS, COST_AS_BEFORE}
    shown = [column for column in found.columns if column.year is None and column.text not in ours]
    columns: dict[str, str | None] = {}
    places = st.columns(_SIDE_BY_SIDE) if shown else []
    for number, column in enumerate({one.text: one for one in shown}.values()):
        known = _known(column)
        slip = None if known is not None else near(column.text)
        options = ["", *COLUMNS, *YEARLY]
        with places[number % _SIDE_BY_SIDE]:
            field = st.selectbox(
                column.text,
                options,
                index=None if known is None else options.index(known),
                format_func=lambda name: _called(name, say),
                placeholder=say("exchange.perhaps", column=_called(slip[1], say))
                if slip
                else say("exchange.as_it_is"),
                key=f"import column {column.text}",
                persist_state="session",
            )
        if field is not None and (field != known or column.text in begun.columns):
            columns[column.text] = field or None
    return columns


def _values(found: Found, begun: Mapping, say: Wording) -> dict[str, dict[str, str]]:
    """Draw a choice for each word of the list that stands for one of a few of ours and is none of these."""
    values: dict[str, dict[str, str]] = {}
    for column in found.columns:
        field = _known(column)
        if field not in _WORDED:
            continue
        cells = dict.fromkeys(
            text_of(cell_at(row, column.at)).strip() for row in found.sheet.rows[found.head :]
        )
        unknown = [word for word in cells if word and choice_meant(field, word) not in _WORDED[field]]
        before = begun.values.get(field, {})
        chosen: dict[str, str] = dict(before)
        for word in unknown[:_MOST_WORDS]:
            ours = st.selectbox(
                say("exchange.word", column=column.text, word=word),
                _WORDED[field],
                index=_WORDED[field].index(before[word]) if word in before else None,
                format_func=partial(template_label, say, field),
                key=f"import word {field} {word}",
                persist_state="session",
            )
            if ours is not None:
                chosen[word] = ours
        if chosen:
            values[field] = chosen
    return values


def _known(column: Column) -> str | None:
    return None if column.heading is None else column.heading.column


def _called(name: str, say: Wording) -> str:
    if not name:
        return say("exchange.as_it_is")
    return column_label("projects" if name in COLUMNS else _MONEY, name, say)
