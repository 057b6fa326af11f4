"""Bad input on a page: every fault with its place, what was found and what was expected, in its language."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from portfolio.domain.errors import Fault
from portfolio.wording.faults import expectation, place_of
from portfolio.wording.i18n import Wording


def show(faults: Iterable[Fault], heading: str, say: Wording) -> None:
    """Draw all faults as one table under a sentence that says what cannot be used."""
    st.error(heading, icon=":material/error:")
    head = "".join(
        f"<th scope='col'>{escape(say(f'fault.{part}'))}</th>" for part in ("place", "found", "expected")
    )
    body = "".join(_row(fault, say) for fault in faults)
    st.html(
        f"<div class='scroll'><table class='plain'><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(fault: Fault, say: Wording) -> str:
    place = place_of(fault.file, say)
    if fault.line is not None:
        place += say("fault.line", line=fault.line)
    if fault.column is not None:
        place += f" · {fault.column}"
    found = say("fault.missing") if fault.value is None else fault.value
    expected = expectation(fault, say)
    return f"<tr><td>{escape(place)}</td><td>{escape(found)}</td><td>{escape(expected)}</td></tr>"
