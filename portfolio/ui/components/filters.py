"""Controls that change the view and never the plan: filters, and what rows are gathered by."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import FacilityType, Ownership
from portfolio.ui import address
from portfolio.ui.frames import Grouping, Selection
from portfolio.wording.i18n import Wording
from portfolio.wording.plans import street_name

_NO_STREET = "none"
"""What the address says for projects whose source row names no street."""


def selection(places: Sequence[DeltaGenerator], portfolio: Portfolio, say: Wording) -> Selection:
    """Draw the filters into three places, and return what the reader wants to see."""
    streets = list(dict.fromkeys(project.street or _NO_STREET for project in portfolio.projects))
    types = [kind for kind in FacilityType if any(p.facility_type is kind for p in portfolio.projects)]
    owners = {portfolio.assumptions.owner_of(project) for project in portfolio.projects}
    with places[0]:
        chosen_streets = several(
            "street", streets, lambda street: street_name(None if street == _NO_STREET else street, say), say
        )
    with places[1]:
        chosen_types = several("type", [str(t) for t in types], lambda kind: say(f"type.{kind}"), say)
    with places[2]:
        listed = [str(owner) for owner in Ownership if owner in owners]
        chosen_owners = several("ownership", listed, lambda owner: say(f"ownership.{owner}"), say)
    return Selection(
        streets=tuple("" if street == _NO_STREET else street for street in chosen_streets),
        types=tuple(FacilityType(kind) for kind in chosen_types),
        ownerships=tuple(Ownership(owner) for owner in chosen_owners),
    )


def grouping(place: DeltaGenerator, say: Wording) -> Grouping:
    """Draw the choice of what the rows are gathered by."""
    _start_from_address("group", address.value("group"), [str(g) for g in Grouping], str(Grouping.TYPE))
    with place:
        chosen = st.segmented_control(
            say("filter.group"),
            [str(grouping) for grouping in Grouping],
            format_func=lambda grouping: say(f"filter.group.{grouping}"),
            key="group",
            required=True,
            persist_state="session",
        )
    return Grouping(chosen or Grouping.TYPE)


def selected() -> dict[str, str | list[str] | None]:
    """Return what the address should say about the filters."""
    return {name: st.session_state[name] for name in ("street", "type", "ownership")}


def grouped() -> dict[str, str | list[str] | None]:
    """Return what the address should say about the grouping."""
    group = st.session_state["group"]
    return {"group": None if group == Grouping.TYPE else group}


def several(name: str, options: list[str], label: Callable[[str], str], say: Wording) -> list[str]:
    """Draw one filter; nothing chosen means everything."""
    if name not in st.session_state:
        st.session_state[name] = [value for value in address.values(name) if value in options]
    chosen: list[str] = st.multiselect(
        say(f"filter.{name}"),
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
