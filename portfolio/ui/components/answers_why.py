"""Why a project starts when it does and no earlier, or why it is not funded."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from portfolio.domain.plan import Plan
from portfolio.domain.project import Project
from portfolio.domain.run import Topic
from portfolio.planning.answers.comparing import Comparison
from portfolio.planning.answers.why import why
from portfolio.planning.runs.run import Question
from portfolio.ui.components import answers_job, comparison
from portfolio.ui.components.blocks import heading
from portfolio.ui.components.frame import View
from portfolio.ui.components.names import bullets
from portfolio.wording import answers


def show(view: View, plan: Plan, project: Project) -> None:
    """Draw the button that asks, and the answer in words with what would move."""
    say, case = view.say, view.case
    answer = answers_job.answered(
        view,
        Question(Topic.WHY, case, project.id),
        lambda solve, keep: why(case, plan, project.id, solve=solve, keep=keep),
        say("why.ask" if plan.project(project.id).scheduled else "why.ask_not_funded"),
    )
    if answer is None:
        return
    found = answer.found
    heading(say("why.title"))
    told = answers.why_words(found, found.plan, view.portfolio, say)
    bullets(told)
    forced = found.forced
    if forced is None or forced.plan is None or forced.comparison is None:
        return
    others = _without(forced.comparison, project.id)
    moving = answers.others_words(others, say)
    if not others.moved:
        st.caption(moving)
        return
    with st.expander(moving, expanded=len(others.moved) <= 6):
        comparison.moved(view, found.plan, forced.plan, others)


def _without(found: Comparison, project: str) -> Comparison:
    """Return the comparison without one project: what else would move."""
    kept = tuple(entry for entry in found.moved if entry.project != project)
    return replace(found, moved=kept)
