"""One project: what the source says of it, what is assumed and why, what the plan makes of it."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.plan import Plan, PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.rules import Rule
from portfolio.domain.spending import summed
from portfolio.domain.undecided import undecided_payer
from portfolio.ui.components import findings
from portfolio.ui.components.blocks import figures, heading
from portfolio.wording import follow_on, gates, money, shares
from portfolio.wording.classes import ownership_text, place_head, places_text, sorted_by, type_text
from portfolio.wording.costs import estimate_rows, unpriced_text
from portfolio.wording.funds import not_available_words
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import choice_name, undecided_text
from portfolio.wording.plans import money_text, place_text, span_text, target_text, timing_text


def title(project: Project, portfolio: Portfolio, say: Wording) -> None:
    """Draw the project's name and where it stands."""
    heading(say.full_name(project), say(f"status.{portfolio.status_of(project)}"))


def detail(
    project: Project, plan: Plan, portfolio: Portfolio, say: Wording, *, is_narrow: bool = False
) -> None:
    """Draw the project: plan, source and assumptions beside each other, the last below where it is narrow."""
    planned = plan.project(project.id)
    in_plan, in_source, *last = st.columns(2 if is_narrow else 3, gap="medium" if is_narrow else "large")
    assumed = last[0] if last else st.container()
    with in_plan:
        rows = [
            (say("column.works"), [span_text(planned, say) if planned.scheduled else "—"], ""),
            (say("column.target"), [target_text(project, planned, say) or "—"], ""),
            (say("column.timing"), [timing_text(project, planned, say)], ""),
            *_before(planned, plan, say),
            *[
                (say.year(year), [_in_year(planned, year, amount, say)], "minor")
                for year, amount in sorted(planned.expenditure.items())
            ],
            *(
                [(say("column.beyond"), [money.amount(planned.beyond, say)], "minor")]
                if planned.beyond
                else []
            ),
            (say("total"), [_total(project, plan, say)], "total"),
            *_along_the_curve(planned, say),
            *_payments(planned, say),
            *_payer(planned, portfolio, say),
            *shares.share_rows(planned, portfolio, say),
            *_more_to_come(planned, say),
            *follow_on.of_project(planned, project, portfolio, say),
        ]
        figures(rows, [say("project.in_plan"), ""])
    with in_source:
        titles = {document.id: say.either(document, "title") for document in portfolio.programme.documents}
        rows = [
            (place_head(portfolio, say), [places_text(project, portfolio, say)], ""),
            (say("column.type"), [type_text(project, portfolio, say)], ""),
            (say("column.ownership"), [ownership_text(project, portfolio, say)], ""),
            *[(head, [words], "") for head, words in sorted_by(project, portfolio, say)],
            (say("project.land"), [_area(project.land_area_m2, project.land_area_m2, say)], ""),
            (say("project.floor"), [_area(project.floor_area_min_m2, project.floor_area_max_m2, say)], ""),
            (say("project.units"), [str(project.units)], ""),
            (say("project.remark"), [project.remark or "—"], ""),
            *estimate_rows(project, say),
            *[(name, [cell or "—"], "minor") for name, cell in project.extra.items()],
        ]
        figures(rows, [say("project.in_source"), place_text(project, say)])
        if project.document is not None:
            st.caption(titles[project.document])
    with assumed:
        heading(say("project.assumed"))
        st.markdown("\n".join(f"- {text}" for text in assumptions(project, portfolio, say, planned.funding)))
    _stages(project, plan, portfolio, say)
    findings.about(project.id, portfolio, say)


def _along_the_curve(planned: PlannedProject, say: Wording) -> list[tuple[str, list[str], str]]:
    """Return what the curve has in each year where money moved from it, and how much did; none elsewhere."""
    if planned.band is None or not planned.band.moved:
        return []
    along = summed(planned.band.curve, planned.band.curve)
    rows = [
        (say("project.by_curve", year=say.year(year)), [money.amount(amount, say)], "minor")
        for year, amount in sorted(along.items())
    ]
    return [*rows, (say("project.moved"), [money.amount(planned.band.moved, say)], "minor")]


def _payments(planned: PlannedProject, say: Wording) -> list[tuple[str, list[str], str]]:
    """Return a row for each year on what is paid in it; none where what is completed is paid."""
    paid = (planned.payments_by_source, planned.payments_beyond_by_source)
    if paid == (planned.by_source, planned.beyond_by_source):
        return []
    rows = [
        (say("project.paid_in", year=say.year(year)), [money.amount(amount, say)], "minor")
        for year, amount in sorted(planned.payments.items())
    ]
    later = sum(planned.payments_beyond_by_source.values())
    return [*rows, (say("project.paid_later"), [money.amount(later, say)], "minor")] if later else rows


def _in_year(planned: PlannedProject, year: int, amount: int, say: Wording) -> str:
    """Return what is completed in a year, and whether nobody has reported it."""
    told = money.amount(amount, say)
    return say("assumed.not_reported", value=told) if planned.assumed.get(year) else told


def _stages(project: Project, plan: Plan, portfolio: Portfolio, say: Wording) -> None:
    """Draw the stages that are on record, against what the project costs, and what its gates ask."""
    planned = plan.project(project.id)
    cost = planned.paid_in_all if planned.scheduled and planned.priced else project.cost
    rows = gates.stage_rows(project, portfolio, cost, say)
    asked = gates.gate_lines(project, portfolio, say)
    if rows:
        figures(rows, gates.stage_heads(say))
    elif asked:
        heading(say("stage.title"))
    if asked:
        st.markdown("\n".join(f"- {text}" for text in asked))


def _before(planned: PlannedProject, plan: Plan, say: Wording) -> list[tuple[str, list[str], str]]:
    """Return a row on what was paid before the plan's first year; none where nothing was."""
    if planned.before is None:
        return []
    paid = money.amount(planned.before.amount, say)
    value = say("assumed", value=paid) if planned.before.assumed else paid
    return [(say("project.before", year=say.year(plan.years[0])), [value], "minor")]


def _payer(planned: PlannedProject, portfolio: Portfolio, say: Wording) -> list[tuple[str, list[str], str]]:
    """Return a row on who pays where that is undecided; none where it is decided."""
    if planned.funding is None:
        return []
    name = say("project.not_decided", name=choice_name(planned.funding, portfolio, say))
    return [(say("column.assumptions.funding"), [name], "minor")]


def _more_to_come(planned: PlannedProject, say: Wording) -> list[tuple[str, list[str], str]]:
    """Return a row on what works still take that have used up their money; none where it lasts."""
    more = planned.more_to_come
    return [] if more is None else [(say("project.more_to_come"), [money.amount(more.to_come, say)], "bad")]


def _total(project: Project, plan: Plan, say: Wording) -> str:
    if not project.status.has_works:
        return say("cost.none_asked")
    planned = plan.project(project.id)
    return money_text(planned, say) if planned.priced else unpriced_text(project, say)


def _area(low: int | None, high: int | None, say: Wording) -> str:
    if low is None or high is None:
        return say("project.not_stated")
    return f"{low:,} m²" if low == high else f"{low:,}–{high:,} m²"


def assumptions(project: Project, portfolio: Portfolio, say: Wording, payer: str | None = None) -> list[str]:
    """Return what is assumed of a project, and why; `payer`: whom the plan takes where that is undecided."""
    if not project.status.has_works:
        return [say("project.no_assumptions")]
    assumptions = portfolio.assumptions
    rules: dict[str, Rule | None] = {
        "start": assumptions.start_of(project),
        "delivery": portfolio.delivery_of(project),
        "funding": portfolio.funding_of(project),
        "priority": assumptions.priority_of(project),
        "running": assumptions.running_cost_rule_of(project),
    }
    reasons = {name: say.either(rule, "reason") for name, rule in rules.items() if rule is not None}
    has_begun = portfolio.fixed_start_of(project) is not None
    printed, history = assumptions.printed_years, assumptions.history
    if printed is not None and project.target_year is not None:
        reasons["printed"] = say.either(printed, "reason")
    if history is not None and has_begun:
        reasons["history"] = say.either(history, "reason")
    undecided = undecided_payer(portfolio, project)
    if undecided is not None:
        reasons["funding"] = f"{undecided_text(undecided, portfolio, say, payer)} {reasons['funding']}"
    rule = portfolio.funding_of(project)
    if rule is not None and rule.sharing is not None:
        reasons["funding"] = f"{shares.bounds_text(rule, portfolio, say)} {reasons['funding']}"
    if barred := not_available_words(project, portfolio, say):
        reasons["funding"] = say.together([reasons["funding"], *barred])
    if project.target_year is None:
        reasons["target"] = say.either(assumptions.default_target, "reason")
    return [f"**{say(f'project.rule.{name}')}** {reason}" for name, reason in reasons.items()]
