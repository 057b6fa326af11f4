"""Targets: what is promised, what is planned, what was reported, and by whom?"""

from __future__ import annotations

from portfolio.planning.answers.promises import needs_plan
from portfolio.ui.components import promises
from portfolio.ui.components.blocks import heading
from portfolio.ui.components.frame import open_view, plan_in_force
from portfolio.ui.components.reading_form import draw
from portfolio.wording.programme import title_words


def _page() -> None:
    view = open_view("targets")
    heading(title_words(view.portfolio, view.say))
    plan = plan_in_force(view) if needs_plan(view.portfolio) else None
    promises.show(view.portfolio, plan, view.say)
    draw(view)
    view.remember()


_page()
