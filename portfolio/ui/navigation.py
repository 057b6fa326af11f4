"""The pages, in the order of the menu, found beside this file whatever folder the app is started from."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from portfolio.ui import draft, session
from portfolio.ui.components import language
from portfolio.wording.i18n import Wording

PAGES = ("overview", "schedule", "budget", "what_if", "projects", "targets", "data")
_FOLDER = Path(__file__).resolve().parent / "pages"
WHAT_IF = _FOLDER / "what_if.py"
PROJECTS = _FOLDER / "projects.py"
TARGETS = _FOLDER / "targets.py"
OVERVIEW = _FOLDER / "overview.py"
DATA = _FOLDER / "data.py"
ICON = str(_FOLDER.parent / "icon.svg")
"""Our own: Streamlit's named icons are fetched from elsewhere."""

ON_EVERY_PAGE = (language.KEY, session.KEY, *draft.IN_SESSION)
"""What of the session stands in the address of every page."""
_FILTERS = ("street", "type", "ownership", "agency", "priority", "tag", "project")
OF_PAGES = {
    "schedule": (*_FILTERS, "group", "unknown_project"),
    "projects": (*_FILTERS, "status", "seen"),
    "data": ("tab",),
}
"""Page -> what of the session stands in its address only."""


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
