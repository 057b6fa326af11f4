"""Controls that change the view and never the plan: filters by street, type and ownership, and grouping."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import FacilityType, Ownership
from portfolio.ui import address
from portfolio.ui.frames import Grouping, Selection, street_name
from portfolio.ui.i18n import Wording

_NO_STREET = "none"
"""What the address says for projects whose source row names no street."""


def draw(places: Sequence[DeltaGenerator], portfolio: Portfolio, say: Wording) -> tuple[Selection, Grouping]:
    """Draw the filters and the grouping into four places, and return what the reader wants to see."""
    streets = list(dict.fromkeys(project.street or _NO_STREET for project in portfolio.projects))
    types = [kind for kind in FacilityType if any(p.facility_type is kind for p in portfolio.projects)]
    owners = {portfolio.assumptions.owner_of(project) for project in portfolio.projects}
    with places[0]:
        chosen_streets = _several(
            "street", streets, lambda street: street_name(None if street == _NO_STREET else street, say), say
        )
    with places[1]:
        chosen_types = _several("type", [str(t) for t in types], lambda kind: say(f"type.{kind}"), say)
    with places[2]:
        listed = [str(owner) for owner in Ownership if owner in owners]
        chosen_owners = _several("ownership", listed, lambda owner: say(f"ownership.{owner}"), say)
    with places[3]:
        _start_from_address("group", address.value("group"), [str(g) for g in Grouping], str(Grouping.TYPE))
        grouping = st.segmented_control(
            say("filter.group"),
            [str(grouping) for grouping in Grouping],
            format_func=lambda grouping: say(f"filter.group.{grouping}"),
            key="group",
            required=True,
            persist_state="session",
        )
    selection = Selection(
        streets=tuple("" if street == _NO_STREET else street for street in chosen_streets),
        types=tuple(FacilityType(kind) for kind in chosen_types),
        ownerships=tuple(Ownership(owner) for owner in chosen_owners),
    )
    return selection, Grouping(grouping or Grouping.TYPE)


def parameters() -> dict[str, str | list[str] | None]:
    """Return what the address should say about the filters."""
    group = st.session_state["group"]
    return {
        "street": st.session_state["street"],
        "type": st.session_state["type"],
        "ownership": st.session_state["ownership"],
        "group": None if group == Grouping.TYPE else group,
    }


def _several(name: str, options: list[str], label: Callable[[str], str], say: Wording) -> list[str]:
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
