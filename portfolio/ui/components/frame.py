"""The frame around every page: its question, the scenario in force, and what is said without a plan."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

import streamlit as st

from portfolio import settings
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plans import UncheckedPlan
from portfolio.planning.portfolios import folder_of, open_portfolio
from portfolio.planning.scenarios import DEFAULT, open_scenario, scenario_names
from portfolio.ui import address, money
from portfolio.ui.address import Ceilings
from portfolio.ui.components import explanation, faults, language
from portfolio.ui.frames import pool_name
from portfolio.ui.i18n import Wording
from portfolio.ui.solving import plan_of
from portfolio.ui.theme import Palette, palette

_STYLE = Path(__file__).resolve().parent.parent / "style.css"
CEILINGS = "ceilings"
"""Key of the changed ceilings in the session's state."""
_SCENARIO = "scenario"


@dataclass(frozen=True, slots=True)
class View:
    """What a page draws from.

    Attributes:
        base: The scenario as it stands, without the reader's changes.
        scenario: The scenario in force: the base with the changed ceilings.
        ceilings: The reader's changes, solved.
    """

    portfolio: Portfolio
    base: Scenario
    scenario: Scenario
    ceilings: Ceilings
    say: Wording
    palette: Palette

    @property
    def is_changed(self) -> bool:
        """Whether the reader has changed anything that changes the plan."""
        return bool(self.ceilings)

    def remember(self, **parameters: str | list[str] | None) -> None:
        """Write the address of this view, with a page's own parameters."""
        address.write(
            {
                language.KEY: str(self.say.language),
                "scenario": None if self.base.name == DEFAULT else st.session_state[_SCENARIO],
                "ceiling": address.ceilings_out(self.ceilings),
                **parameters,
            }
        )


def open_view(page: str) -> View:
    """Draw the page's title and its question, and return what it draws from; faults end the page here."""
    say = language.chosen()
    st.html(_STYLE)
    title, question = escape(say(f"{page}.title")), escape(say(f"{page}.question"))
    st.html(f"<header class='page'><h1>{title}</h1><p>{question}</p></header>")
    try:
        portfolio = open_portfolio(settings.app_portfolio())
    except BadInput as error:
        faults.show(error.faults, say("fault.portfolio", name=settings.app_portfolio()), say)
        st.stop()
    try:
        base = _opened(_scenario_name(), portfolio)
        ceilings = _ceilings(portfolio)
        scenario = with_ceilings(base, ceilings)
    except BadInput as error:
        faults.show(error.faults, say("fault.link"), say)
        if st.button(say("reset"), type="primary"):
            reset()
        st.stop()
    return View(portfolio, base, scenario, ceilings, say, palette(st.context.theme.type))


def _scenario_name() -> str:
    name: str = st.session_state.setdefault(_SCENARIO, address.value("scenario") or DEFAULT)
    return name


def _opened(name: str, portfolio: Portfolio) -> Scenario:
    """Open a scenario that lies with the portfolio; a link never opens any other file of this machine.

    Raises:
        BadInput: There is none of this name, or it does not fit the portfolio.
    """
    folder = folder_of(settings.app_portfolio())
    names = [DEFAULT, *scenario_names(folder)]
    if name not in names:
        raise BadInput([Fault("link", f"one of {', '.join(names)}", column="scenario", value=name)])
    return open_scenario(name, portfolio, folder)


def _ceilings(portfolio: Portfolio) -> Ceilings:
    if CEILINGS not in st.session_state:
        st.session_state[CEILINGS] = address.ceilings_in(address.values("ceiling"), portfolio)
    ceilings: Ceilings = st.session_state[CEILINGS]
    return ceilings


def replace_ceilings(ceilings: Ceilings) -> None:
    """Make these the changed ceilings and run the page again, so that they are solved."""
    st.session_state[CEILINGS] = ceilings
    st.rerun()


def raise_ceilings(view: View, amounts: Ceilings) -> None:
    """Change some ceilings beside those that are changed already, and run the page again."""
    merged = {payer: dict(by_year) for payer, by_year in view.ceilings.items()}
    for payer, by_year in amounts.items():
        merged.setdefault(payer, {}).update(by_year)
    replace_ceilings(merged)


def reset() -> None:
    """Go back to the default scenario without changes."""
    st.session_state.pop(CEILINGS, None)
    st.session_state[_SCENARIO] = DEFAULT
    st.query_params.clear()
    st.rerun()


def with_ceilings(base: Scenario, ceilings: Ceilings) -> Scenario:
    """Return the scenario with other ceilings, and a name that tells it from the one that was opened."""
    if not ceilings:
        return base
    changed = {payer: dict(by_year) for payer, by_year in base.ceilings.items()}
    for payer, by_year in ceilings.items():
        changed[payer] = {**changed.get(payer, {}), **by_year}
    return base.model_copy(update={"name": f"{base.name} (ceilings changed)", "ceilings": changed})


def plan_in_force(view: View) -> Plan:
    """Return the plan of the scenario in force; where there is none, explain why and end the page here."""
    plan = solved(view, view.scenario)
    in_force(view, plan)
    if not plan.status.has_plan:
        explanation.show(plan, view.portfolio, view.say)
        view.remember()
        st.stop()
    return plan


def solved(view: View, scenario: Scenario) -> Plan:
    """Return the checked plan of a scenario; what keeps it from being shown ends the page here."""
    try:
        return plan_of(view.portfolio, scenario, view.say)
    except BadInput as error:
        faults.show(error.faults, view.say("fault.link"), view.say)
    except UncheckedPlan:
        st.error(view.say("plan.unchecked"), icon=":material/error:")
    if st.button(view.say("reset"), type="primary"):
        reset()
    return st.stop()


def in_force(view: View, plan: Plan) -> None:
    """Draw the line that says which scenario is in force, and how good its plan is known to be."""
    say = view.say
    with st.container(key="in-force", horizontal=True, vertical_alignment="center", gap="small"):
        parts = [
            escape(say.either(view.portfolio.programme, "name")),
            f"<b>{escape(say('scenario'))}</b> {escape(scenario_text(view))}",
        ]
        if view.is_changed:
            parts.append(f"<b>{escape(say('compared_with'))}</b> {escape(_scenario_title(view.base, say))}")
        parts.append(f"<b>{escape(say('plan'))}</b> {escape(status_text(plan, say))}")
        st.html("<p class='in-force'>" + "<span class='dot'>·</span>".join(parts) + "</p>")
        if view.is_changed and st.button(say("reset"), type="tertiary", icon=":material/undo:", key="reset"):
            reset()


def _scenario_title(scenario: Scenario, say: Wording) -> str:
    return say("scenario.default") if scenario.name == DEFAULT else scenario.name


def scenario_text(view: View) -> str:
    """Return the scenario in force in words, with the ceilings that were changed."""
    say = view.say
    if not view.is_changed:
        return _scenario_title(view.base, say)
    changes = [
        say(
            "scenario.ceiling",
            payer=pool_name(payer, view.portfolio, say),
            year=year,
            amount=say("line.no_ceiling") if amount is None else money.amount(amount, say.language),
        )
        for payer, by_year in view.ceilings.items()
        for year, amount in sorted(by_year.items())
    ]
    shown = say.listed(changes[:2])
    return shown if len(changes) <= 2 else say("scenario.more", shown=shown, n=len(changes) - 2)


def status_text(plan: Plan, say: Wording) -> str:
    """Return what is known of the plan: proven best, or how far from it at most."""
    if plan.status is not PlanStatus.FEASIBLE:
        return say(f"plan.{plan.status}")
    open_tier = next((o for o in plan.provenance.objective if o.gap is None or o.gap > 0), None)
    if open_tier is None or open_tier.gap is None:
        return say("plan.feasible")
    return say("plan.feasible_gap", percent=f"{open_tier.gap:.1%}")
