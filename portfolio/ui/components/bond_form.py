"""The fields of a change of a bond: whose it is, its rate, its term and its grace."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st
from pydantic import ValidationError

from portfolio.domain.bonds import BondChange
from portfolio.domain.changes import ChangeKind, Slot, Value
from portfolio.domain.follow_on import bonds_of
from portfolio.ui.components.frame import View
from portfolio.wording.payers import payer_name


def filled(view: View) -> tuple[Slot, Value, str | None]:
    """Draw the fields as the scenario in force has them; return the slot, its value, and what is wrong."""
    say, bonds = view.say, bonds_of(view.scenario.in_force(view.portfolio))
    source: str = st.selectbox(
        say("what_if.bond"),
        list(bonds),
        format_func=lambda source: payer_name(source, view.portfolio, say),
        key="change bond",
        persist_state="session",
    )
    known = bonds[source]
    rate = st.number_input(
        say("column.assumptions.bonds.rate_percent"),
        value=float(known.rate_percent),
        step=0.1,
        key=f"bond rate {source}",
        persist_state="session",
    )
    term, grace = (
        st.number_input(
            say(f"column.assumptions.bonds.{name}_years"),
            value=getattr(known, f"{name}_years"),
            step=1,
            key=f"bond {name} {source}",
            persist_state="session",
        )
        for name in ("term", "grace")
    )
    slot = Slot(ChangeKind.BOND, source)
    try:
        typed = BondChange(rate_percent=Decimal(str(rate)), term_years=term, grace_years=grace)
    except ValidationError:
        return slot, None, say("what_if.bond_fault")
    return slot, typed.as_text, None
