"""Small blocks of text and figures: the answer of a page, headline cards, matrices, downloads."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from portfolio.exchange.formulas import harmless
from portfolio.ui.components.names import linked
from portfolio.wording.i18n import Wording
from portfolio.wording.tones import Card, Tone

_MARKS = {Tone.PLAIN: "", Tone.GOOD: "✓", Tone.WATCH: "!", Tone.BAD: "✕"}


def answer(sentence: str, tone: Tone) -> None:
    """Draw the sentence that answers the page's question."""
    st.html(f"<p class='answer {tone}' role='status'>{_mark(tone)}{linked(sentence)}</p>")


def cards(row: list[Card]) -> None:
    """Draw headline figures side by side, below each other where there is no room."""
    st.html("<div class='cards'>" + "".join(_card(card) for card in row) + "</div>")


def _card(card: Card) -> str:
    return (
        f"<section class='card {card.tone}'><h4>{escape(card.label)}</h4>"
        f"<p class='value'>{escape(card.value)}</p>"
        f"<p class='note'>{_mark(card.tone)}{linked(card.note)}</p></section>"
    )


def _mark(tone: Tone) -> str:
    return f"<span class='mark' aria-hidden='true'>{_MARKS[tone]}</span>" if _MARKS[tone] else ""


def heading(title: str, note: str | None = None) -> None:
    """Draw the title of a part, with its unit or a remark beside it."""
    beside = f" <small>{escape(note)}</small>" if note is not None else ""
    st.html(f"<h3 class='part'>{linked(title)}{beside}</h3>")


def listed(sentences: list[str]) -> None:
    """Draw sentences below each other, each with a mark."""
    st.html("<ul class='sentences'>" + "".join(f"<li>{escape(said)}</li>" for said in sentences) + "</ul>")


def matrix(frame: pd.DataFrame, corner: str, caption: str, nothing: str) -> None:
    """Draw a table whose cells are lists of words; empty cells say that nothing is there."""
    head = "".join(f"<th scope='col'>{escape(str(column))}</th>" for column in frame.columns)
    body = "".join(
        f"<tr><th scope='row'>{escape(str(name))}</th>"
        + "".join(_words(cell, nothing) for cell in row)
        + "</tr>"
        for name, row in zip(frame.index, frame.itertuples(index=False), strict=True)
    )
    st.html(
        f"<div class='scroll'><table class='matrix'><caption>{escape(caption)}</caption><thead><tr>"
        f"<th scope='col'>{escape(corner)}</th>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _words(cell: list[str], nothing: str) -> str:
    if not cell:
        unseen = f"<span class='unseen'>{escape(nothing)}</span>"
        return f"<td class='nothing'><span aria-hidden='true'>·</span>{unseen}</td>"
    return "<td>" + "".join(f"<span class='chip'>{escape(words)}</span>" for words in cell) + "</td>"


def figures(rows: Sequence[tuple[str, list[str], str]], head: list[str]) -> None:
    """Draw a small table of figures: the first cell names the row, the rest is right-aligned.

    Args:
        rows: Name, cells, and a class for the row ("", "total", "minor" or "bad").
        head: Heads of the columns, the first for the names.
    """
    top = "".join(f"<th scope='col'>{escape(text)}</th>" for text in head)
    body = "".join(
        f"<tr class='{style}'><th scope='row'>{linked(name)}</th>"
        + "".join(f"<td>{linked(cell)}</td>" for cell in cells)
        + "</tr>"
        for name, cells, style in rows
    )
    st.html(
        f"<div class='scroll'><table class='figures'><thead><tr>{top}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def words(rows: list[list[str]], head: list[str], flagged: list[bool] | None = None) -> None:
    """Draw a table of words; a flagged row has a mark beside its name, as colour alone says nothing."""
    top = "".join(f"<th scope='col'>{escape(text)}</th>" for text in head)
    body = ""
    for cells, is_flagged in zip(rows, flagged or [False] * len(rows), strict=True):
        mark = f"<span class='bad'>{_mark(Tone.BAD)}</span>" if is_flagged else ""
        first, *rest = (linked(cell) for cell in cells)
        body += f"<tr><th scope='row'>{mark}{first}</th>" + "".join(f"<td>{c}</td>" for c in rest) + "</tr>"
    st.html(
        f"<div class='scroll'><table class='plain'><thead><tr>{top}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def download_rows(rows: list[tuple[str, list[str], str]], head: list[str], file: str, say: Wording) -> None:
    """Offer the rows of `figures` as CSV, in the words in which they are shown."""
    download(pd.DataFrame([[name, *cells] for name, cells, _ in rows], columns=head), file, say)


def _in_text(frame: pd.DataFrame) -> str:
    """Return a frame as CSV, with nothing in it that a spreadsheet would take for a formula."""
    told = frame.rename(columns=lambda name: harmless(str(name)))
    return told.map(lambda cell: harmless(cell) if isinstance(cell, str) else cell).to_csv(index=False)


def download(frame: pd.DataFrame, file_name: str, say: Wording) -> None:
    """Offer a frame as CSV; the byte order mark lets spreadsheets read Chinese right."""
    st.download_button(
        say("download"),
        _in_text(frame).encode("utf-8-sig"),
        file_name=file_name,
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )
