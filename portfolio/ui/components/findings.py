"""What the sources leave open, with the places it was read at."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.findings import Finding
from portfolio.domain.portfolio import Portfolio
from portfolio.ui.components.blocks import heading
from portfolio.wording.i18n import Wording

_TO_DECIDE = ("unpriced", "contradiction", "consequence")
"""Kinds that somebody has to settle before the figures can be relied on, the most pressing first."""


def decisions(portfolio: Portfolio, say: Wording) -> None:
    """Draw the findings that need a decision, each opening to its detail."""
    found = [finding for kind in _TO_DECIDE for finding in portfolio.findings if finding.kind == kind]
    if not found:
        return
    heading(say("finding.decide"), say.counted("finding.count", len(found)))
    for finding in found:
        with st.expander(_title(finding, say)):
            _detail(finding, portfolio, say)


def all_findings(portfolio: Portfolio, say: Wording) -> None:
    """Draw the findings that only need to be known."""
    found = [finding for finding in portfolio.findings if finding.kind not in _TO_DECIDE]
    if not found:
        return
    is_rest = len(found) < len(portfolio.findings)
    with st.expander(say.counted("finding.others" if is_rest else "finding.count", len(found))):
        for finding in found:
            st.markdown(f"**{_title(finding, say)}**")
            _detail(finding, portfolio, say)


def every(portfolio: Portfolio, say: Wording) -> None:
    """Draw all findings, those that somebody has to settle first, each opening to its detail."""
    for finding in sorted(portfolio.findings, key=lambda finding: finding.kind not in _TO_DECIDE):
        with st.expander(_title(finding, say)):
            _detail(finding, portfolio, say)


def about(project_id: str, portfolio: Portfolio, say: Wording) -> None:
    """Draw the findings that concern one project, each opening to its detail."""
    for finding in portfolio.findings:
        if project_id in finding.projects:
            with st.expander(_title(finding, say)):
                _detail(finding, portfolio, say)


def _title(finding: Finding, say: Wording) -> str:
    return say("finding.title", kind=say(f"finding.kind.{finding.kind}"), title=say.either(finding, "title"))


def _detail(finding: Finding, portfolio: Portfolio, say: Wording) -> None:
    st.markdown(say.either(finding, "detail"))
    titles = {document.id: say.either(document, "title") for document in portfolio.programme.documents}
    for place in finding.places:
        st.caption(
            say("finding.place", document=titles[place.document], place=place.place, quote=place.quote)
        )
