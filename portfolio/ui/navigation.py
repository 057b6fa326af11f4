"""The pages, in the order of the menu, found beside this file whatever folder the app is started from."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from portfolio.ui.i18n import Wording

PAGES = ("overview", "schedule", "budget", "what_if", "projects", "data")
_FOLDER = Path(__file__).resolve().parent / "pages"
WHAT_IF = _FOLDER / "what_if.py"


def pages(say: Wording) -> list[StreamlitPage]:
    """Return the pages, titled in the reader's language; the first is the one the app opens on."""
    return [
        st.Page(
            _FOLDER / f"{name}.py",
            title=say(f"{name}.title"),
            url_path=name,
            default=name == PAGES[0],
        )
        for name in PAGES
    ]
