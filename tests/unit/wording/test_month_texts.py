"""What programmes by the month read in place of quarters."""

from __future__ import annotations

import re
import string

import pytest

from portfolio.domain.calendar import FiscalYear, Period, PeriodKind
from portfolio.domain.programme import Programme
from portfolio.wording.i18n import Language, texts_of, texts_of_months, wording

QUARTER = {Language.EN: re.compile(r"\bquarters?\b", re.IGNORECASE), Language.ZH: re.compile("季")}
OF_QUARTERS = {
    # Codes of quarters alone, or of both.
    *("fault.expected.quarter", "fault.expected.cell_began", "fault.expected.quarter_or_clear"),
    # The filed table has its columns by quarter whatever the programme is planned in.
    "filed.quarter",
    # One of two to choose from.
    "portfolios.period.quarter",
}


def said(text: str) -> str:
    """Return a text without the places for its values."""
    return "".join(literal for literal, *_ in string.Formatter().parse(text))


@pytest.mark.parametrize("language", list(Language))
def test_every_text_of_quarters_has_one_of_months_with_the_same_values(language: Language) -> None:
    texts, months = texts_of(language), texts_of_months(language)
    assert months.keys() == texts_of_months(Language.EN).keys() <= texts.keys()
    speaking = {key for key, text in texts.items() if QUARTER[language].search(said(text))}
    assert speaking - months.keys() <= OF_QUARTERS
    for key, text in months.items():
        assert not QUARTER[language].search(said(text)), key
        fields = [[f for _, f, *_ in string.Formatter().parse(t) if f] for t in (text, texts[key])]
        assert sorted(fields[0]) == sorted(fields[1]), key


def programme(**years: object) -> Programme:
    return Programme.model_validate(
        {
            "name": "Roads",
            "horizon": {"first_year": 2024, "last_year": 2027},
            "period": "month",
            "fiscal_year": years,
        }
    )


@pytest.mark.parametrize(
    ("language", "month", "span", "late"),
    [
        (Language.EN, "Jul 2023", "Jul 2023–Jun 2024", "12 months late"),
        (Language.ZH, "2023年7月", "2023年7月至2024年6月", "晚12个月"),
    ],
)
def test_months_are_said_as_the_calendar_has_them(
    language: Language, month: str, span: str, late: str
) -> None:
    roads = programme(first_month=7)
    say = wording(language)
    say = type(say)(language, say.texts, programme=roads)
    first, last = roads.periods.first(2024), roads.periods.last(2024)
    words = (say.quarter(first), say.span(first, last), say.counted("timing.late", 12))
    assert tuple(word.replace("\u2009", "") for word in words) == (month, span, late)


def test_a_terminal_says_months_as_files_do() -> None:
    say = wording(Language.EN, as_typed=True)
    month = Period(2024, 1, FiscalYear(first_month=7).periods(PeriodKind.MONTH))
    told = say("fault.expected.quarter_between", first=month, last=month.plus(11))
    assert told == "a month from 2023-07 to 2024-06"
