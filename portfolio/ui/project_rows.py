"""Projects as a list to look through: where each stands, when it is built, what it costs."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.ui import frames
from portfolio.wording import money
from portfolio.wording.classes import place_head, places_text, type_name
from portfolio.wording.i18n import Wording
from portfolio.wording.plans import place_text, span_text, target_text, timing_text
from portfolio.wording.reports import last_reported


def cost_head(say: Wording) -> str:
    """Return the head of the column of costs, with its unit."""
    return say("field.in_unit", label=say("column.cost"), unit=money.short_unit(say))


def table(plan: Plan, portfolio: Portfolio, projects: Iterable[Project], say: Wording) -> pd.DataFrame:
    """Return one row a project; what is not priced or not reported is blank or says so, never 0."""
    chosen = list(projects)
    rows = [_row(project, plan, portfolio, say) for project in chosen]
    return pd.DataFrame(frames.with_own_columns(rows, chosen, portfolio, say))


def _row(project: Project, plan: Plan, portfolio: Portfolio, say: Wording) -> dict[str, object]:
    planned = plan.project(project.id)
    cost = planned.paid_in_all if planned.priced and planned.scheduled else None
    return {
        say("column.name"): say.name(project),
        say("column.status"): say(f"status.{portfolio.status_of(project)}"),
        say("projects.reported_as"): last_reported(portfolio.reports_of(project.id), say),
        say("column.works"): span_text(planned, say),
        say("column.target"): target_text(project, planned, say),
        say("column.timing"): timing_text(project, planned, say),
        cost_head(say): None if cost is None else frames.shown_amount(cost, say),
        say("column.type"): type_name(project.facility_type, portfolio, say),
        place_head(portfolio, say): places_text(project, portfolio, say),
        say("column.place"): place_text(project, say),
    }
