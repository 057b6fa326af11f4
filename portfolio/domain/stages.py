"""Stages of a project: the approvals and events that it passes, with their dates and approved amounts."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from portfolio.domain.calendar import QUARTERS, FiscalYear, Period, PeriodKind
from portfolio.domain.errors import Unfit
from portfolio.domain.expectations import Expected
from portfolio.domain.names import Text
from portfolio.domain.numbers import Amount

_QUARTER = re.compile("[0-9]{4}Q[1-4]")
_MONTH = re.compile("[0-9]{4}-(0[1-9]|1[0-2])")


class StageKind(StrEnum):
    """What a project passes, in the order in which it does.

    项建, 可研, 初设概算, 开工, 竣工 and 决算: its proposal, its feasibility study, and its preliminary design
    with the budget estimate are approved; works start and are completed; the final account is approved.
    """

    PROPOSAL = "proposal"
    FEASIBILITY = "feasibility"
    ESTIMATE = "estimate"
    START = "start"
    COMPLETION = "completion"
    FINAL_ACCOUNT = "final_account"


def is_date(text: str) -> bool:
    """Tell whether a text is a day or a month of the calendar, or a fiscal quarter."""
    if _QUARTER.fullmatch(text) or _MONTH.fullmatch(text):
        return True
    try:
        return bool(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and date.fromisoformat(text))
    except ValueError:
        return False  # the calendar has no such day


def _dated(text: str) -> str:
    if not is_date(text):
        raise Unfit(Expected.STAGE_DATE)
    return text


StageDate = Annotated[Text, AfterValidator(_dated)]
"""A day ("2018-03-15"), a month of the calendar ("2018-03") or a fiscal quarter ("2018Q1"), as is known."""


class Stage(BaseModel):
    """A stage of a project.

    Attributes:
        date: When it was passed; None: it is not, or not on record.
        expected: When it is expected, where it has not been passed.
        amount: The investment that was approved with it, in the smallest kept unit of money.
        note: The number of the document, or a remark.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    project: str
    stage: StageKind
    date: StageDate | None = None
    expected: StageDate | None = None
    amount: Amount | None = None
    note: Text | None = None


def period_of_date(text: str, years: FiscalYear, kind: PeriodKind) -> Period:
    """Return the period of the schedule in which a day, month or quarter ends.

    Args:
        text: As a `StageDate` holds it.
        years: What fiscal years are.
        kind: What the programme is planned in.
    """
    periods = years.periods(kind)
    if _QUARTER.fullmatch(text):
        quarter = QUARTERS.parse(text)
        return Period(quarter.year, quarter.number * periods.per_year // QUARTERS.per_year, periods)
    month = years.periods(PeriodKind.MONTH).parse(text[:7])
    return Period(month.year, -(-month.number // periods.months), periods)
