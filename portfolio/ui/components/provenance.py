"""How a plan was made: data, solver, aims and what each came to."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.plan import ObjectiveOutcome, Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import TermName
from portfolio.ui import money
from portfolio.ui.components.blocks import figures
from portfolio.ui.frames import pool_name
from portfolio.ui.i18n import Wording

_MONEY = {TermName.VIOLATION, TermName.PEAK, TermName.USAGE}


def show(plan: Plan, portfolio: Portfolio, say: Wording) -> None:
    """Draw the plan's stamp, folded away."""
    made = plan.provenance
    with st.expander(say("provenance.title")):
        rows = [
            _aim(number, outcome, portfolio, say) for number, outcome in enumerate(made.objective, start=1)
        ]
        if rows:
            figures(rows, [say(f"provenance.{head}") for head in ("aim", "value", "bound", "gap")])
        st.caption(
            say(
                "provenance.stamp",
                solver=made.solver,
                seconds=f"{made.wall_seconds:.1f}",
                seed=made.seed,
                data=made.data_hash.removeprefix("sha256:")[:12],
            )
        )
        st.caption(say("provenance.assumptions"))


def _aim(
    number: int, outcome: ObjectiveOutcome, portfolio: Portfolio, say: Wording
) -> tuple[str, list[str], str]:
    names = [
        say(f"aim.{term.term}")
        + ("" if term.resource in {None, TOTAL} else f" ({pool_name(str(term.resource), portfolio, say)})")
        for term in outcome.terms
    ]
    in_money = all(term.term in _MONEY and term.weight == 1 for term in outcome.terms)

    def shown(value: float | None) -> str:
        if value is None:
            return say("unknown")
        return money.amount(round(value), say.language) if in_money else f"{value:,.0f}"

    gap = say("unknown") if outcome.gap is None else f"{outcome.gap:.1%}"
    return f"{number}. {' + '.join(names)}", [shown(outcome.value), shown(outcome.bound), gap], ""
