"""How a plan was made: data, solver, aims and what each came to."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.plan import ObjectiveOutcome, Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.ui.components.blocks import figures
from portfolio.wording import aims
from portfolio.wording.i18n import Wording


def show(plan: Plan, portfolio: Portfolio, say: Wording) -> None:
    """Draw the plan's stamp, folded away."""
    made = plan.provenance
    with st.expander(say("provenance.title")):
        rows = [
            _aim(number, outcome, portfolio, say) for number, outcome in enumerate(made.objective, start=1)
        ]
        if rows:
            figures(rows, [say(f"provenance.{head}") for head in ("aim", "value", "bound", "gap")])
        st.caption(stamp(plan, say))
        st.caption(say("provenance.assumptions"))


def stamp(plan: Plan, say: Wording) -> str:
    """Return who solved it from what, and that it was checked where there is a plan."""
    made = plan.provenance
    told = [
        say(
            "provenance.stamp",
            solver=made.solver,
            seconds=f"{made.wall_seconds:.1f}",
            seed=made.seed,
            data=made.data_hash.removeprefix("sha256:")[:12],
        )
    ]
    return say.together([*told, say("provenance.checked")] if plan.status.has_plan else told)


def _aim(
    number: int, outcome: ObjectiveOutcome, portfolio: Portfolio, say: Wording
) -> tuple[str, list[str], str]:
    gap = say("unknown") if outcome.gap is None else f"{outcome.gap:.1%}"
    values = [aims.shown(value, outcome.terms, say) for value in (outcome.value, outcome.bound)]
    return f"{number}. {aims.name(outcome.terms, portfolio, say)}", [*values, gap], ""
