"""Cells as lists hold them, in the form that the project table has: amounts, years, dates, statuses, ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portfolio.domain.calendar import FiscalYear, NamedAfter, PeriodKind
from portfolio.domain.classes import HEALTH_FACILITIES, OWNERS, Class, Classes
from portfolio.domain.money import Money
from portfolio.domain.project import CLASS_FIELDS, Status, Trust
from portfolio.exchange.sheets.cells import Cell, text_of
from portfolio.exchange.sheets.finding import FiscalYearNamed, year_named
from portfolio.exchange.sheets.headings import plain
from portfolio.exchange.sheets.units import Unit, decimal_sign, number_in
from portfolio.exchange.table import AMOUNTS, WHOLE_NUMBERS

_NOTHING = {"", "-", "–", "—", "--", "/", "n/a", "na", "nil", "none", "无", "不适用"}
_UNKNOWN = {
    "tbd",
    "tbc",
    "tba",
    "unknown",
    "to be confirmed",
    "to be determined",
    "not known",
    "待定",
    "未定",
    "未知",
}
_STATUSES = {
    Status.EXISTING: "existing, retained, retained as it is, 现状保留, 保留",
    Status.PROPOSED: "proposed, proposal, 提议, 谋划, 储备",
    Status.PLANNED: "planned, 规划, 计划, 拟建",
    Status.APPROVED: "approved, 已批复, 已立项",
    Status.TENDERING: "tendering, out to tender, in tender, bidding, procurement, 招标中, 招标",
    Status.UNDER_CONSTRUCTION: "under construction, in construction, construction, 在建, 续建, 施工中",
    Status.COMPLETED: "completed, complete, 已完工, 完工, 竣工, 已竣工, 已建成, 已完成",
    Status.IN_OPERATION: "in operation, operational, open, in use, 已投用, 已运营",
    Status.SUSPENDED: "suspended, on hold, paused, 暂停, 停工, 停建",
    Status.CANCELLED: "cancelled, canceled, withdrawn, 取消, 撤销, 已取消",
}
_BY_WORD = {plain(word): status for status, words in _STATUSES.items() for word in words.split(", ")}
_LONGEST_ID = 40
_ZEROS = re.compile(r"(?<=\d)\.0$")
"""What a spreadsheet adds to an id that it takes for a number."""
_METRES = re.compile(r"\s*(?:m2|m²|㎡|sqm|sq\.? ?m|平方米)\s*$", re.IGNORECASE)
_QUARTER_SAID = re.compile(
    r"(?:Q(?P<n1>[1-4])[\s/-]*(?P<y1>\d{4}))|(?:(?P<y2>\d{4})[\s/-]*Q(?P<n2>[1-4]))", re.IGNORECASE
)
_DAY_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(rf"(?:(\d{{1,2}})[\s-]+)?({'|'.join(_MONTHS)})[a-z]*[.,]?[\s-]+(\d{{4}})", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?")


_TRUST = {
    Trust.POOR: "poor, low, 低",
    Trust.FAIR: "fair, medium, 中",
    Trust.GOOD: "good, high, 高",
}
_HEALTH = {plain(name): one.id for one in HEALTH_FACILITIES for name in (one.name_zh, one.name_en) if name}
_OWNERS = {plain(name): one.id for one in OWNERS for name in (one.name_zh, one.name_en) if name}
CHOICES: dict[str, dict[str, str]] = {
    "status": {word: str(status) for word, status in _BY_WORD.items()},
    "estimate_trust": {plain(w): str(trust) for trust, words in _TRUST.items() for w in words.split(", ")},
    "facility_type": _HEALTH,
    "ownership": _OWNERS,
}
"""Column -> what its choices are called, plainly -> the choice."""


def choice_meant(column: str, cell: Cell) -> Cell:
    """Return the choice that a cell of such a column means; what is none as it stands."""
    return CHOICES[column].get(plain(cell), cell) if isinstance(cell, str) else cell


@dataclass(frozen=True, slots=True)
class Years:
    """How a programme's fiscal years are read; what is not known of them follows from the headings.

    Attributes:
        fiscal_year: When they begin and what they are named after.
        period: What the programme is planned in.
    """

    fiscal_year: FiscalYear
    period: PeriodKind = PeriodKind.QUARTER

    def key(self, named: FiscalYearNamed) -> int:
        """Return the key of a fiscal year that a heading names."""
        is_ending = named.is_two and self.fiscal_year.named is NamedAfter.ENDS
        return named.first + 1 if is_ending and not self.fiscal_year.is_calendar_year else named.first

    def of_day(self, day: date) -> int:
        """Return the fiscal year in which a day lies."""
        begins = day.year - (day.month < self.fiscal_year.first_month)
        later = not self.fiscal_year.is_calendar_year and self.fiscal_year.named is NamedAfter.ENDS
        return begins + later

    def period_of(self, day: date) -> str:
        """Return the fiscal quarter or the month in which a day lies, as files have it."""
        if self.period is PeriodKind.MONTH:
            return f"{day:%Y-%m}"
        months = (day.month - self.fiscal_year.first_month) % 12
        return f"{self.of_day(day)}Q{months // 3 + 1}"


class Cleaner:
    """Turns cells of a list into texts of the project table; what it cannot read it leaves as it stands."""

    def __init__(
        self,
        money: Money,
        years: Years,
        classes: Classes,
        values: dict[str, dict[str, str]],
        *,
        sign: str | None,
    ) -> None:
        self._money = money
        self._years = years
        self._values = {
            field: {plain(word): ours for word, ours in words.items()} for field, words in values.items()
        }
        self._signs: dict[int, str | None] = {}
        self._usual_sign = sign
        self._classes: dict[str, dict[str, str]] = {
            field: {plain(name): one.id for one in getattr(classes, kind) for name in _names(one)}
            for field, kind in (*CLASS_FIELDS.items(), ("areas", "areas"))
        }

    def learn(self, at: int, cells: Iterable[Cell]) -> None:
        """Find out what the cells of a column write decimals with."""
        texts = [cell for cell in cells if isinstance(cell, str)]
        self._signs[at] = decimal_sign(texts) or self._usual_sign

    def cell(self, field: str, cell: Cell, at: int, unit: Unit | None) -> str:
        """Return a cell as the project table has it.

        Args:
            field: The column of the project table.
            cell: What the list holds.
            at: In which of its columns.
            unit: Which money its amounts are in, where that is said.
        """
        text = text_of(cell).strip(" \t\xa0\u3000\u202f")
        said = self._values.get(field, {}).get(plain(text))
        if said is not None:
            return said
        if field in AMOUNTS:
            amount = self.amount(cell, at, unit)
            return text if amount.startswith("-") else amount
        if field in {"target_year", "estimate_price_year"}:
            return self._year(cell, text)
        if field == "began":
            return self._period(cell, text)
        if field in WHOLE_NUMBERS:
            return self._whole(cell, text, at)
        if field in {"status", "estimate_trust"}:
            return CHOICES[field].get(plain(text), text)
        if field in self._classes:
            return self._classes[field].get(plain(text), text)
        return text

    def amount(self, cell: Cell, at: int, unit: Unit | None) -> str:
        """Return an amount in the programme's unit; what is none, or in other money, as it stands."""
        text = text_of(cell).strip()
        if isinstance(cell, str):
            if is_nothing(text):
                return ""
            read = number_in(text, self._signs.get(at, self._usual_sign))
            if read is None:
                return text
            number, beside = read
            if beside is not None and beside.scale == 1 and unit is not None:
                beside = Unit(unit.scale, beside.currency, beside.sign)  # "$5" below "$000"
            unit = beside or unit
        elif isinstance(cell, int | Decimal) and not isinstance(cell, bool):
            number = Decimal(f"{cell:.15g}") if isinstance(cell, Decimal) else Decimal(cell)
        else:
            return text
        if unit is None:
            return f"{number:f}"
        return f"{in_unit(number, unit, self._money):f}" if unit.fits(self._money) else text

    def _year(self, cell: Cell, text: str) -> str:
        named = None if isinstance(cell, date) else year_named(text)  # "2011/12" is no December
        if named is not None:
            return str(self._years.key(named))
        day = _day_in(cell, text)
        if day is not None:
            return str(self._years.of_day(day))
        last, quarter = _DAY_LAST.fullmatch(text), _QUARTER_SAID.fullmatch(text)
        if last is not None and self._years.fiscal_year.is_calendar_year:
            return str(last[4])  # whichever is the month, the year is the same
        return text if quarter is None else str(quarter["y1"] or quarter["y2"])

    def _period(self, cell: Cell, text: str) -> str:
        day = _day_in(cell, text)
        if day is not None:
            return self._years.period_of(day)
        said = _QUARTER_SAID.fullmatch(text)
        return text if said is None else f"{said['y1'] or said['y2']}Q{said['n1'] or said['n2']}"

    def _whole(self, cell: Cell, text: str, at: int) -> str:
        if not isinstance(cell, str):
            return text
        if is_nothing(text):
            return ""
        read = number_in(_METRES.sub("", text), self._signs.get(at, self._usual_sign))
        return text if read is None or read[1] is not None else f"{read[0]:f}"


def in_unit(number: Decimal, unit: Unit, money: Money) -> Decimal:
    """Return an amount of one unit in that of a programme's money, exactly."""
    amount = number * unit.scale / money.unit
    whole = amount.to_integral_value()
    return whole if amount == whole else amount.normalize()


def is_nothing(text: str) -> bool:
    """Tell whether a cell says nothing, as a dash does, or that an amount is not known."""
    return text.casefold() in _NOTHING or is_unknown(text)


def is_unknown(text: str) -> bool:
    """Tell whether a cell says that something is not known yet."""
    return text.casefold().rstrip(".") in _UNKNOWN


def id_of(text: str) -> str:
    """Return the id of a project that a list gives another form: small letters, digits and hyphens."""
    text = _ZEROS.sub("", text)
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:_LONGEST_ID].strip("-")


def _day_in(cell: Cell, text: str) -> date | None:
    """Return the day that a cell is; the first of a month that it names; None where it may be two days."""
    if isinstance(cell, date):
        return cell
    year, month, day = 0, 0, 1
    found = _DAY.fullmatch(text)
    last = _DAY_LAST.fullmatch(text)
    named = _MONTH.fullmatch(text)
    if found is not None:
        year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    elif last is not None:
        first, second, year = int(last[1]), int(last[3]), int(last[4])
        is_day_first = last[2] == "." or first > 12
        if not is_day_first and second <= 12 and first != second:
            return None
        month, day = (second, first) if is_day_first else (first, second)
    elif named is not None:
        month, year, day = _MONTHS.index(named[2].casefold()) + 1, int(named[3]), int(named[1] or 1)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _names(one: Class) -> list[str]:
    return [name for name in (one.id, one.name, one.name_zh, one.name_en) if name]
