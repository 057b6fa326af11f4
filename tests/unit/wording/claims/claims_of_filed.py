"""What the tables that are filed say of projects."""

from __future__ import annotations

from collections.abc import Callable

from claim import Cases, Claim, Telling, changed, project, without

from portfolio.domain.calendar import Period
from portfolio.domain.closing import Unreported
from portfolio.domain.investment_table import annual_plan
from portfolio.domain.outcomes import CeilingUse
from portfolio.domain.plan import Plan, SpentBefore
from portfolio.domain.requirement import MoreToCome
from portfolio.planning.answers.adjusting import adjustment
from portfolio.wording import closing, summaries
from portfolio.wording.adjustment_tables import adjustment_table
from portfolio.wording.i18n import Wording
from portfolio.wording.investment_tables import annual_table

WORKS, UNPRICED = "a1-11", "a1-04"
BEFORE = SpentBefore(amount=5, by_source={"district": {2016: 5}}, assumed=True)
MORE = MoreToCome(budget=5, spent=5, to_come=5)


def _only(change: Callable[[Plan], Plan], name: str = WORKS, year: int = 2019) -> Telling:
    """File the plan of one project, changed before."""

    def telling(cases: Cases, say: Wording) -> object:
        made = change(cases.plan)
        plan = changed(made, projects=(made.project(name),))
        return annual_table(annual_plan(cases.portfolio, plan, year), plan, cases.portfolio, say)

    return telling


def _during(start: str, finish: str) -> Telling:
    dates = {"start": Period.parse(start), "finish": Period.parse(finish)}
    return _only(lambda plan: project(plan, WORKS, **dates))


def _as_is(plan: Plan) -> Plan:
    return plan


def _left_out(plan: Plan) -> Plan:
    return without(plan, [WORKS])


def _due_later(beyond: dict[str, int]) -> Telling:
    return lambda cases, say: summaries.two_series(
        changed(cases.plan, payments_beyond_by_source=beyond), say.of(cases.portfolio)
    )


def _room_left(*years: int) -> Telling:
    """Tell the adjustment of a plan with room below its ceilings of these years."""

    def telling(cases: Cases, say: Wording) -> object:
        uses = [
            CeilingUse(payer="district", year=year, maximum=9, carried_in=0, used=5, slack=4)
            for year in years
        ]
        plan = changed(cases.plan, ceilings=tuple(uses))
        found = adjustment(cases.portfolio, cases.plan, plan, 2019)
        return adjustment_table(found, cases.portfolio, say.of(cases.portfolio), is_closing=True)

    return telling


def _year_end(lacking: Callable[[str], tuple[int, ...] | None], *, works: int = 2) -> Telling:
    """Tell who has reported to the end of a year: of each project which years it lacks, None if nothing."""

    def telling(cases: Cases, say: Wording) -> object:
        every, year = cases.portfolio.projects[:works], 2018
        lacks = [(one.id, lacking(one.id)) for one in every]
        missing = [Unreported(name, years) for name, years in lacks if years is not None]
        say = say.of(cases.portfolio)
        return closing.standing(every, missing, year, say), closing.reported_rows(every, missing, year, say)

    return telling


_reported = _year_end(lambda _: None)
_unreported = _year_end(lambda _: (2018,))
_not_looked_back = _year_end(lambda _: ())

CLAIMS: dict[str, Claim] = {
    "closing.no_works": Claim(_year_end(lambda _: None, works=0), _reported),
    "closing.all_reported": Claim(_reported, _unreported),
    "closing.some_missing": Claim(_unreported, _reported),
    "closing.is_reported": Claim(_reported, _unreported),
    "closing.spending_missing": Claim(_unreported, _not_looked_back),
    "closing.report_missing": Claim(_not_looked_back, _unreported),
    "adjust.carried": Claim(_room_left(2019, 2020), _room_left(2019)),
    "adjust.not_carried": Claim(_room_left(2019), _room_left(2019, 2020)),
    "budget.paid_later": Claim(_due_later({"district": 5}), _due_later({})),
    "filed.start": Claim(_during("2019Q2", "2021Q4"), _during("2018Q2", "2021Q4")),
    "filed.finish": Claim(_during("2018Q2", "2019Q4"), _during("2018Q2", "2021Q4")),
    "filed.start_and_finish": Claim(_during("2019Q2", "2019Q2"), _during("2019Q2", "2019Q3")),
    "filed.under_way": Claim(_during("2018Q2", "2021Q4"), _during("2019Q1", "2019Q2")),
    "filed.undated": Claim(_only(_left_out), _only(_as_is)),
    "filed.no_room": Claim(_only(_left_out), _only(_as_is)),
    "filed.dates_only": Claim(_only(_as_is, UNPRICED), _only(_as_is)),
    "filed.but_unpriced": Claim(_only(_as_is, UNPRICED), _only(_as_is)),
    "filed.before_assumed": Claim(
        _only(lambda plan: project(plan, WORKS, before=BEFORE)),
        _only(lambda plan: project(plan, WORKS, before=BEFORE.model_copy(update={"assumed": False}))),
    ),
    "filed.history_assumed": Claim(
        _only(lambda plan: project(plan, WORKS, assumed={2017: 5})),
        _only(lambda plan: project(plan, WORKS, assumed={})),
    ),
    "filed.more_to_come": Claim(_only(lambda plan: project(plan, WORKS, more_to_come=MORE)), _only(_as_is)),
}
