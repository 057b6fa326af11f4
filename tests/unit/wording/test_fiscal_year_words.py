"""Fiscal years and quarters as people read them: as the programme calls them, with their true months."""

from __future__ import annotations

import pytest

from portfolio.domain.calendar import FiscalYear, Period
from portfolio.domain.changes import ChangeKind, Slot
from portfolio.domain.plan import Peak
from portfolio.domain.portfolio import Portfolio
from portfolio.wording import assumption_rules
from portfolio.wording.changes import in_words
from portfolio.wording.i18n import Language, Wording, wording

FIRST, FOURTH = Period(2024, 1), Period(2024, 4)
JULY = FiscalYear(first_month=7)
APRIL = FiscalYear(first_month=4, label="{begins}/{ends2}")
DECEMBER = FiscalYear(first_month=12, named="begins")


def of(portfolio: Portfolio, fiscal_year: FiscalYear, language: str, *, as_typed: bool = False) -> Wording:
    programme = portfolio.programme.model_copy(update={"fiscal_year": fiscal_year})
    say = wording(Language(language), as_typed=as_typed)
    return say.of(portfolio.model_copy(update={"programme": programme}))


def plain(text: str) -> str:
    """Return a text without the thin spaces around a dash."""
    return text.replace("\u2009", "")


@pytest.mark.parametrize(
    ("fiscal_year", "language", "called"),
    [
        (FiscalYear(), "en", ("2024", "2024", "2024Q1")),
        (FiscalYear(), "zh", ("2024", "2024年", "2024Q1")),
        (JULY, "en", ("FY2024", "FY2024", "FY2024Q1 (Jul–Sep 2023)")),
        (JULY, "zh", ("FY2024", "FY2024年度", "FY2024Q1（2023年7月至9月）")),
        (APRIL, "en", ("2023/24", "2023/24", "2023/24 Q1 (Apr–Jun 2023)")),
        (APRIL, "zh", ("2023/24", "2023/24年度", "2023/24 Q1（2023年4月至6月）")),
        (DECEMBER, "en", ("FY2024", "FY2024", "FY2024Q1 (Dec 2024–Feb 2025)")),
    ],
)
def test_years_and_quarters_are_called_what_the_programme_calls_them(
    gongshu: Portfolio, fiscal_year: FiscalYear, language: str, called: tuple[str, str, str]
) -> None:
    say = of(gongshu, fiscal_year, language)
    assert (say.year(2024), say.in_year(2024), plain(say.quarter(FIRST))) == called


def test_a_time_is_told_with_its_months_once(gongshu: Portfolio) -> None:
    told = of(gongshu, APRIL, "en").span(FIRST, FOURTH)
    assert plain(told) == "2023/24 Q1–2023/24 Q4 (Apr 2023–Mar 2024)"


def test_commands_say_what_one_types_and_what_it_is_called(gongshu: Portfolio) -> None:
    july, april = (of(gongshu, fiscal, "en", as_typed=True) for fiscal in (JULY, APRIL))
    assert (july.year(2024), april.year(2024)) == ("FY2024", "2024 (2023/24)")
    both = of(gongshu, FiscalYear(first_month=7, label="{begins}/{ends}"), "en", as_typed=True)
    assert both.year(2024) == "2024 (2023/2024)"
    assert july.quarter(FIRST) == april.quarter(FIRST) == "2024Q1"


def test_nothing_is_known_of_a_programme_until_there_is_one() -> None:
    say = wording(Language.EN)
    assert say.year(2024) == "2024"
    assert say.quarter(FIRST) == "2024Q1"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "CNY 1 million in 2023/24"), ("zh", "100万元（2023/24年度）")],
)
def test_a_year_in_any_sentence_is_called_so(gongshu: Portfolio, language: str, words: str) -> None:
    say, peak = of(gongshu, APRIL, language), Peak(year=2024, amount=100)
    amount = {"en": "CNY 1 million", "zh": "100万元"}[language]
    assert say("peak.label", amount=amount, year=peak.year) == words


def test_a_pinned_start_is_called_what_the_programme_calls_it(gongshu: Portfolio) -> None:
    slot = Slot(ChangeKind.START, "a1-01")
    assert "FY2018Q3 (Jan" in in_words(slot, "2018Q3", gongshu, of(gongshu, JULY, "en"))
    assert "2018Q3" in in_words(slot, "2018Q3", gongshu, of(gongshu, JULY, "en", as_typed=True))
    assert in_words(slot, "2018Q3", gongshu, wording(Language.EN)).endswith("2018Q3")


def test_history_tells_quarters_and_years_of_assumptions_so(gongshu: Portfolio) -> None:
    before = {
        "starts": [{"applies_to": {}, "earliest": "2018Q1", "fixed": False}],
        "default_target": {"year": 2021},
    }
    after = {
        "starts": [{"applies_to": {}, "earliest": "2018Q3", "fixed": False}],
        "default_target": {"year": 2020},
    }
    told = assumption_rules.changed(before, after, gongshu, of(gongshu, APRIL, "en"))
    old, new = (plain(" ".join(side)) for side in told)
    assert "2017/18 Q1 (Apr–Jun 2017)" in old
    assert "2020/21" in old
    assert "2017/18 Q3 (Oct–Dec 2017)" in new
    assert "2019/20" in new
