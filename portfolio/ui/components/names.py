"""Names of projects as links: wherever one stands, it leads to that project on the page of projects.

A link holds what the address of the view holds, so that scenario and language stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from portfolio.domain.portfolio import Portfolio
from portfolio.ui.navigation import PROJECTS
from portfolio.wording.i18n import Named, Wording

_KNOWN = "names of projects"
_GO = "go to project"


@dataclass(frozen=True, slots=True)
class _Names:
    """What the names on a page mean.

    Attributes:
        address: Of the page of projects, without a project.
        projects: Name, long or short -> project; a name that several projects have is left out.
        beginnings: The first two characters of each name: most places in a text are passed over by them.
        lengths: Of the names, the longest first.
    """

    address: str
    projects: dict[str, str]
    beginnings: frozenset[str]
    lengths: tuple[int, ...]

    def at(self, text: str, place: int) -> str | None:
        """Return the longest name that stands at this place, as a whole word."""
        if text[place : place + 2] not in self.beginnings or _joined(text, place):
            return None
        for length in self.lengths:
            name = text[place : place + length]
            if name in self.projects and not _joined(text, place + length):
                return name
        return None


def _joined(text: str, place: int) -> bool:
    """Tell whether a word goes on over this place; Chinese has no gaps between words."""
    sides = text[place - 1 : place + 1]
    return place > 0 and len(sides) == 2 and sides.isascii() and sides.isalnum()


def know(portfolio: Portfolio, parameters: dict[str, str | list[str] | None], say: Wording) -> None:
    """Have the names of these projects be links, on this page, with these parameters in the address."""
    projects: dict[str, str] = {}
    ambiguous: set[str] = set()
    for project in portfolio.projects:
        for name in {say.name(project), say.full_name(project)}:
            if projects.setdefault(name, project.id) != project.id:
                ambiguous.add(name)
    projects = {name: project for name, project in projects.items() if name not in ambiguous}
    st.session_state[_KNOWN] = _Names(
        address="projects?" + urlencode({k: v for k, v in parameters.items() if v}, doseq=True),
        projects=projects,
        beginnings=frozenset(name[:2] for name in projects),
        lengths=tuple(sorted({len(name) for name in projects}, reverse=True)),
    )


def linked(text: str) -> str:
    """Return a text as HTML, in which the names of projects are links."""
    known: _Names | None = st.session_state.get(_KNOWN)
    if known is None:
        return escape(text)
    if isinstance(text, Named):
        return _link(text, text.project, known)
    parts, begun, place = [], 0, 0
    while place < len(text):
        name = known.at(text, place)
        if name is None:
            place += 1
            continue
        parts += [escape(text[begun:place]), _link(name, known.projects[name], known)]
        begun = place = place + len(name)
    return "".join([*parts, escape(text[begun:])])


def _link(name: str, project: str, known: _Names) -> str:
    address = f"{known.address}&{urlencode({'project': project})}"
    return f"<a class='project' href='{escape(address)}'>{escape(name)}</a>"


def bullets(sentences: Sequence[str]) -> None:
    """Draw sentences as a list."""
    st.html("<ul class='told'>" + "".join(f"<li>{linked(words)}</li>" for words in sentences) + "</ul>")


def table(frame: pd.DataFrame, projects: Sequence[str], key: str, **options: object) -> None:
    """Draw a table with a row a project; a click on a cell leads to the project.

    Args:
        frame: The rows.
        projects: Ids of the projects, in the order of the rows.
        key: Of the table in the session.
        options: As `st.dataframe` takes them.
    """

    def go() -> None:
        cells = st.session_state[key].selection.cells
        if cells:
            st.session_state["project"] = projects[cells[0][0]]
            st.session_state[_GO] = True

    st.dataframe(frame, hide_index=True, key=key, on_select=go, selection_mode="single-cell", **options)  # type: ignore[call-overload]  # the options are its own


def follow_click() -> None:
    """Go to the project that was clicked on in a table, if one was."""
    if st.session_state.pop(_GO, False):
        st.switch_page(PROJECTS)
