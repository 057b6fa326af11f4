"""Controls that change the view and never the plan: filters, and what rows are gathered by."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from portfolio.domain.portfolio import Portfolio
from portfolio.ui import address
from portfolio.ui.frames import Grouping, Selection
from portfolio.wording.classes import class_name, place_name
from portfolio.wording.i18n import Wording

_NO_STREET = "none"
"""What the address says for projects of which no area and no street is known."""
_CLASSES = {"agency": "agencies", "priority": "priorities", "tag": "tags"}
"""Filter -> the kind of classes that it offers, where the portfolio has them."""
_FIND = "find"
NAMES = (_FIND, "street", "type", "ownership", *_CLASSES)


def selection(places: Sequence[DeltaGenerator], portfolio: Portfolio, say: Wording) -> Selection:
    """Draw the filters into three places, and return what the reader wants to see."""
    classes = portfolio.classes
    owners = {portfolio.assumptions.owner_of(project) for project in portfolio.projects}
    types = {project.facility_type for project in portfolio.projects}
    words = _words(say)
    with places[0]:
        head = say("filter.area") if classes.areas else say("filter.street")
        areas = dict(classes.in_use("areas", (part.area for p in portfolio.projects for part in p.areas)))
        chosen_streets = several(
            "street",
            [*areas, *_streets(portfolio)],
            lambda code: _below(areas.get(code, 0)) + _street(code, portfolio, say),
            say,
            head,
        )
    with places[1]:
        chosen_types = several(
            "type",
            [kind for kind in classes.ids("facility_types") if kind in types],
            lambda kind: class_name("facility_types", kind, portfolio, say),
            say,
        )
    with places[2]:
        chosen_owners = several(
            "ownership",
            [owner for owner in classes.ids("owners") if owner in owners],
            lambda owner: class_name("owners", owner, portfolio, say),
            say,
        )
    there = [(name, kind) for name, kind in _CLASSES.items() if classes.ids(kind)]
    more = {
        kind: _of_classes(name, kind, place, portfolio, say)
        for (name, kind), place in zip(there, places, strict=False)
    }
    return Selection(
        words=words,
        streets=tuple("" if street == _NO_STREET else street for street in chosen_streets),
        types=tuple(chosen_types),
        ownerships=tuple(chosen_owners),
        **more,
    )


def _of_classes(
    name: str, kind: str, place: DeltaGenerator, portfolio: Portfolio, say: Wording
) -> tuple[str, ...]:
    used = (found for p in portfolio.projects for _, of, found in p.classes if of == kind)
    ids = dict(portfolio.classes.in_use(kind, used))
    with place:
        return tuple(
            several(
                name, [*ids], lambda code: _below(ids[code]) + class_name(kind, code, portfolio, say), say
            )
        )


def _below(depth: int) -> str:
    """Return what moves a name in below what it is a part of; choosing that one chooses its parts as well."""
    return "\u2003" * depth


def _words(say: Wording) -> str:
    """Draw the field to search in, and return the words looked for."""
    if _FIND not in st.session_state:
        st.session_state[_FIND] = address.value(_FIND) or ""
    found: str = st.text_input(
        say("filter.find"),
        key=_FIND,
        max_chars=200,
        placeholder=say("filter.find_where"),
        label_visibility="collapsed",
        icon=":material/search:",
        persist_state="session",
    )
    return found.strip()


def _streets(portfolio: Portfolio) -> list[str]:
    """Return the streets that can be chosen where no area is given, in the order of the source."""
    areas = portfolio.classes.ids("areas")
    streets = dict.fromkeys(p.street or _NO_STREET for p in portfolio.projects if not p.areas)
    return [street for street in streets if street not in areas]


def _street(code: str, portfolio: Portfolio, say: Wording) -> str:
    return place_name(None if code == _NO_STREET else code, portfolio, say)


def grouping(place: DeltaGenerator, portfolio: Portfolio, say: Wording) -> Grouping:
    """Draw the choice of what the rows are gathered by."""
    classes = portfolio.classes
    absent = {
        *([] if classes.agencies else [Grouping.AGENCY]),
        *([] if classes.priorities else [Grouping.PRIORITY]),
        *([] if classes.tags else [Grouping.TAG]),
    }
    offered = [str(grouping) for grouping in Grouping if grouping not in absent]
    _start_from_address("group", address.value("group"), offered, str(Grouping.TYPE))

    def label(grouping: str) -> str:
        is_area = grouping == Grouping.STREET and classes.areas
        return say("filter.group.area") if is_area else say(f"filter.group.{grouping}")

    with place:
        chosen: str = st.selectbox(
            say("filter.group"), offered, format_func=label, key="group", persist_state="session"
        )
    return Grouping(chosen)


def selected() -> dict[str, str | list[str] | None]:
    """Return what the address should say about the filters."""
    return {name: st.session_state[name] for name in NAMES if name in st.session_state}


def grouped() -> dict[str, str | list[str] | None]:
    """Return what the address should say about the grouping."""
    group = st.session_state["group"]
    return {"group": None if group == Grouping.TYPE else group}


def several(
    name: str, options: list[str], label: Callable[[str], str], say: Wording, head: str | None = None
) -> list[str]:
    """Draw one filter; nothing chosen means everything."""
    if name not in st.session_state:
        st.session_state[name] = [value for value in address.values(name) if value in options]
    chosen: list[str] = st.multiselect(
        head or say(f"filter.{name}"),
        options,
        format_func=label,
        key=name,
        placeholder=say("filter.all"),
        persist_state="session",
    )
    return chosen


def _start_from_address(name: str, asked: str | None, options: list[str], otherwise: str) -> None:
    if name not in st.session_state:
        st.session_state[name] = asked if asked in options else otherwise
