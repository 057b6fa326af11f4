"""Who else may pay for a project of which that is undecided: each a click away from being the scenario."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.changes import ChangeKind, Slot, changes_of
from portfolio.domain.plan import Plan
from portfolio.domain.project import Project
from portfolio.domain.undecided import undecided_payer
from portfolio.ui import draft
from portfolio.ui.components.frame import View
from portfolio.ui.navigation import WHAT_IF
from portfolio.wording.payers import choice_name, undecided_text


def offer(view: View, project: Project, plan: Plan) -> None:
    """Say that it is undecided who pays and whom the plan takes, and draw what takes another instead."""
    rule, say = undecided_payer(view.portfolio, project), view.say
    if rule is None or rule.assumed is None:
        return
    taken = plan.project(project.id).funding or rule.assumed
    st.info(undecided_text(rule, view.portfolio, say, taken), icon=":material/help:")
    slot = Slot(ChangeKind.FUNDING, project.id)
    with st.container(horizontal=True):
        for choice in rule.choices:
            if choice == taken:
                continue
            name = choice_name(choice, view.portfolio, say)
            if st.button(
                say("project.other_payer", name=name),
                key=f"paid by {choice}",
                icon=":material/open_in_new:",
            ):
                is_usual = choice == rule.assumed and slot not in changes_of(view.base)
                draft.put(view.draft, slot, None if is_usual else choice)
                st.switch_page(WHAT_IF)
