"""The frame around every page: question, scenario and baseline in force, what is said without a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import NoReturn

import streamlit as st

from portfolio.domain.changes import Changes
from portfolio.domain.errors import BadInput
from portfolio.domain.history import Recorded
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.records.people import local_user
from portfolio.planning.runs.office import Office
from portfolio.ui import address, draft, session
from portfolio.ui.components import explanation, faults, language, names, running, saying
from portfolio.ui.draft import Draft
from portfolio.ui.navigation import OVERVIEW, TARGETS, WHAT_IF
from portfolio.ui.session import chosen_name, office
from portfolio.ui.theme import Palette, palette
from portfolio.wording import loosening
from portfolio.wording.baselines import baseline_words
from portfolio.wording.changes import scenario_title, scenario_words
from portfolio.wording.i18n import Wording
from portfolio.wording.proofs import plan_status

_STYLE = Path(__file__).resolve().parent.parent / "style.css"


@dataclass(frozen=True, slots=True)
class View:
    """What a page draws from.

    Attributes:
        portfolio: In force, with everything reported and every assumption changed in the app.
        version: Which version of it that is.
        draft: The scenario that was opened, and the reader's changes on it.
        baseline: The plan that variances are measured against; None when none could be made.
    """

    office: Office
    portfolio: Portfolio
    version: int
    draft: Draft
    baseline: Recorded[Plan] | None
    say: Wording
    palette: Palette

    @property
    def base(self) -> Scenario:
        """The scenario as it was opened, without the reader's changes."""
        return self.draft.base

    @property
    def scenario(self) -> Scenario:
        """The scenario in force: the one opened, with the reader's changes."""
        return self.draft.scenario

    @property
    def case(self) -> Case:
        """What is planned here: the scenario in force, kept close to the baseline."""
        return Case(self.portfolio, self.scenario, self.baseline, self.office.workspace.address)

    @property
    def builds_nothing(self) -> bool:
        """Whether this is a programme of deliverables or indicators alone, that nothing can be planned of."""
        held = self.portfolio
        return not held.has_works and bool(held.deliverables or held.indicators)

    @property
    def is_changed(self) -> bool:
        """Whether the reader has changed anything that changes the plan."""
        return self.draft.is_changed

    def remember(self, **parameters: str | list[str] | None) -> None:
        """Write the address of this view, with a page's own parameters."""
        address.write(
            {**_on_every_page(self.say), **self.draft.parameters(), **parameters},
        )

    def keep(self) -> None:
        """Write the scenario into the address and leave there what the page has not read yet."""
        ours = {**_on_every_page(self.say), **self.draft.parameters()}
        others = {name: address.values(name) for name in st.query_params if name not in draft.NAMES}
        address.write({**others, **ours})


def _on_every_page(say: Wording) -> dict[str, str | list[str] | None]:
    """Return what the address of every page says: language and portfolio."""
    return {language.KEY: str(say.language), **session.parameters()}


def open_view(page: str) -> View:
    """Draw the page's title and its question, and return what it draws from; faults end the page here."""
    names.follow_click()
    saying.begin()
    say = language.chosen()
    st.html(_STYLE)
    title, question = escape(say(f"{page}.title")), escape(say(f"{page}.question"))
    st.html(f"<header class='page'><h1>{title}</h1><p>{question}</p></header>")
    try:
        shared = office()
        in_store = shared.workspace.portfolio()
    except BadInput as error:
        faults.show(error.faults, say("fault.portfolio", name=chosen_name()), say)
        st.stop()
    say = say.of(in_store.item)
    try:
        work = draft.opened(shared.workspace, in_store.item)
    except BadInput as error:
        faults.show(error.faults, say("fault.link"), say)
        st.button(say("reset"), type="primary", on_click=draft.reset)
        st.stop()
    running.wait_for_baseline(shared, say)
    view = View(
        office=shared,
        portfolio=in_store.item,
        version=in_store.version,
        draft=work,
        baseline=shared.baseline(),
        say=say,
        palette=palette(st.context.theme.type),
    )
    names.know(view.portfolio, {**_on_every_page(say), **work.parameters()}, say)
    # Before anything takes time: what the reader just did is in the address, whatever happens next.
    view.keep()
    return view


def only_of_works(view: View, reason: str) -> None:
    """End the page where nothing can be planned: nothing is built, as `reason` says, or nothing is priced."""
    is_pipeline = view.portfolio.is_pipeline
    if view.builds_nothing or is_pipeline:
        st.info(view.say("pipeline.no_plan" if is_pipeline else reason))
        page, title = (OVERVIEW, "overview.title") if is_pipeline else (TARGETS, "targets.title")
        st.page_link(page, label=view.say(title), icon=":material/arrow_forward:")
        view.remember()
        st.stop()


def plan_in_force(view: View) -> Plan:
    """Return the plan of the scenario in force; where there is none, explain why and end the page here."""
    plan = solved(view, view.scenario)
    in_force(view, plan)
    if not plan.status.has_plan:
        end_without(view, plan)
    return plan


def end_without(view: View, plan: Plan) -> NoReturn:
    """Explain why the scenario in force has no plan, say where all ways out are, and end the page here."""
    no_plan(view, plan)
    if plan.status is PlanStatus.INFEASIBLE:
        st.page_link(WHAT_IF, label=view.say("way.elsewhere"), icon=":material/alt_route:")
    st.stop()


def solved(view: View, scenario: Scenario, portfolio: Portfolio | None = None) -> Plan:
    """Return the checked plan of a scenario, kept close to the baseline where that costs nothing.

    While it is being made, the page shows how far it is and ends here; what keeps it from being shown does so
    too.

    Args:
        view: The page.
        scenario: What to solve.
        portfolio: Another one than that in force, as with a status report that is not saved yet.
    """
    case = replace(view.case, portfolio=portfolio or view.portfolio, scenario=scenario)
    run = view.office.runs.ask_plan(case, actor=local_user())
    plan = running.plan_of(run, view.office, view.say)
    running.continue_button(run, view.office, view.say)
    return plan


def no_plan(view: View, plan: Plan) -> None:
    """Explain why there is no plan, and offer the ways out that one click can take."""
    explanation.show(plan, view.portfolio, view.say)
    quick_ways_out(view, plan, is_first=True)


def quick_ways_out(view: View, plan: Plan, *, is_first: bool) -> None:
    """Offer what the explanation alone tells, without solving again; `is_first`: nothing stands before it."""
    for number, (label, edits) in enumerate(loosening.loosenings(plan, view.scenario, view.say)):
        st.button(
            label,
            type="primary" if is_first and number == 0 else "secondary",
            icon=":material/arrow_forward:",
            key=f"way out {number}",
            on_click=draft.put_all,
            args=(view.draft, edits),
        )


def in_force(view: View, plan: Plan | None) -> None:
    """Draw the line that says which scenario and baseline are in force, and how good the plan is if shown."""
    say = view.say
    with st.container(key="in-force", horizontal=True, vertical_alignment="center", gap="small"):
        parts = [
            escape(say.either(view.portfolio.programme, "name")),
            f"<b>{escape(say('scenario'))}</b> {names.linked(_scenario_words(view))}",
            f"<b>{escape(say('baseline'))}</b> {escape(baseline_words(view.baseline, say))}",
        ]
        if plan is not None:
            parts.append(f"<b>{escape(say('plan'))}</b> {escape(plan_status(plan, view.portfolio, say))}")
        st.html("<p class='in-force'>" + "<span class='dot'>·</span>".join(parts) + "</p>")
        if view.is_changed or view.draft.is_saved:
            st.button(
                say("reset"), type="tertiary", icon=":material/undo:", key="reset", on_click=draft.reset
            )


def _scenario_words(view: View) -> str:
    work = view.draft
    if not work.is_changed:
        return scenario_title(work.base.name, view.say)
    new: Changes = {slot: value for slot, value in work.edits.items() if value is not None}
    return scenario_words(work.base, work.scenario, new, view.portfolio, view.say, is_saved=work.is_saved)
