"""Wording in Chinese and English: every text a reader sees, by key, from one file a language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from portfolio.domain.calendar import QUARTERS, FiscalYear, Period, Periods
from portfolio.domain.project import Project

if TYPE_CHECKING:
    from portfolio.domain.portfolio import Portfolio
    from portfolio.domain.programme import Programme

_CALENDAR_YEAR = FiscalYear()
_LOCALES = Path(__file__).resolve().parent / "locales"
_MOST_TYPED = 5
"""How many parts of a list a terminal tells at least: what is cut short there stands in full in JSON."""


class Language(StrEnum):
    """Languages of the app."""

    ZH = "zh"
    EN = "en"

    @classmethod
    def of_locale(cls, locale: str | None) -> Language:
        """Return the language for a browser's locale; Chinese, the sources' own, where there is none."""
        return cls.ZH if locale is None or locale.lower().startswith("zh") else cls.EN


class Named(str):
    """The name of a project, which knows whose it is: several may have the same."""

    __slots__ = ("project",)

    def __new__(cls, name: str, project: str) -> Named:
        """Name a project."""
        named = super().__new__(cls, name)
        named.project = project
        return named

    project: str


@dataclass(frozen=True)
class Wording:
    """The texts of one language.

    Attributes:
        as_typed: Whether things are called what commands and files call them, so that what is read can be
            typed: projects and payers by their ids, amounts in 10k CNY, and lists longer than on pages.
        programme: Whose years, quarters and money are worded; None where nothing is known of a programme yet.
    """

    language: Language
    texts: Mapping[str, str]
    as_typed: bool = False
    programme: Programme | None = None

    def of(self, portfolio: Portfolio) -> Self:
        """Return the wording bound to a portfolio's programme."""
        return replace(self, programme=portfolio.programme)

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text with its values filled in.

        Quarters, and whole numbers in places called `year` or `…_year`, are said as the programme calls them.

        Raises:
            KeyError: No such text, or a value is missing.
        """
        text = self.texts[key]
        dates = [value for value in values.values() if isinstance(value, Period)]
        if any(periods.are_months for periods in (self.periods, *(date.periods for date in dates))):
            text = texts_of_months(self.language).get(key, text)
        return text.format(**{place: self._worded(place, value) for place, value in values.items()})

    def _worded(self, place: str, value: object) -> object:
        if isinstance(value, Period):
            return self.quarter(value)
        if isinstance(value, int) and (place == "year" or place.endswith("_year")):
            return self.in_year(value)
        return value

    @property
    def periods(self) -> Periods:
        """The periods that the programme is planned in; quarters while nothing is known of a programme."""
        return QUARTERS if self.programme is None else self.programme.periods

    @property
    def fiscal_year(self) -> FiscalYear:
        """The programme's fiscal year; the calendar year while nothing is known of a programme."""
        return _CALENDAR_YEAR if self.programme is None else self.programme.fiscal_year

    def year(self, year: int) -> str:
        """Return what the programme calls a fiscal year, as it heads a column: 2024, FY2024, 2023/24."""
        label = self.fiscal_year.label_of(year)
        # What commands take are the four digits, which "2023/2024" does not make clear.
        return label if not self.as_typed or _is_plain(label, year) else f"{year} ({label})"

    def in_year(self, year: int) -> str:
        """Return a fiscal year as it stands in a sentence: Chinese says after it what it is."""
        label = self.year(year)
        return self("year.plain" if label.isdecimal() else "year.labelled", label=label)

    def quarter(self, quarter: Period) -> str:
        """Return what the programme calls a period; a quarter with its months, if not the calendar's."""
        return self.span(quarter, quarter)

    def span(self, first: Period, last: Period) -> str:
        """Return what the programme calls the time from one quarter to another, with its months likewise."""
        named = self._quarter(first) if first == last else f"{self._quarter(first)}–{self._quarter(last)}"
        if self.as_typed or (self.fiscal_year.is_calendar_year and not first.periods.are_months):
            return named
        begins, ends = self.fiscal_year.first_day(first), self.fiscal_year.day_after(last) - timedelta(days=1)
        months = _months(begins, ends, self.language)
        if first.periods.are_months:
            return months
        return self("quarter.with_months", named=named, months=months)

    def _quarter(self, quarter: Period) -> str:
        if self.as_typed:
            return str(quarter)
        label = self.year(quarter.year)
        return f"{label}{'' if _is_plain(label, quarter.year) else ' '}Q{quarter.number}"

    def counted(self, key: str, number: int, **values: object) -> str:
        """Return the text for this number of things; Chinese has one form, English two."""
        return self(f"{key}.{'one' if number == 1 else 'other'}", n=number, **values)

    def either(self, thing: Any, field: str) -> str:
        """Return a text of something: in this language, else in the programme's own, else in the other."""
        languages = (f"_{self.language}", "", *(f"_{language}" for language in Language))
        texts = (getattr(thing, f"{field}{language}") for language in languages)
        return next(filter(None, texts), "")

    def name(self, project: Project) -> Named:
        """Return the project's name in this language."""
        return self._named(self.either(project, "name"), project)

    def full_name(self, project: Project) -> Named:
        """Return the project's name, with the source's own name after it where that is another."""
        name, own = self.either(project, "name"), project.own_name
        return self._named(name if name == own else f"{name} ({own})", project)

    def _named(self, name: str, project: Project) -> Named:
        return Named(f"{project.id} {name}" if self.as_typed else name, project.id)

    def listed(self, parts: Sequence[str]) -> str:
        """Join the parts of an enumeration that is short; `few` is for what a programme may have many of."""
        return self("list.separator").join(parts)

    def few(self, parts: Sequence[str], most: int = 3) -> str:
        """Join the first parts of an enumeration and count the rest."""
        told = parts[: self.at_most(most)]
        shown = self.listed(told)
        rest = len(parts) - len(told)
        return self("scenario.more", shown=shown, n=rest) if rest else shown

    def at_most(self, number: int) -> int:
        """Return how many parts of a list are told before the rest is counted."""
        return max(number, _MOST_TYPED) if self.as_typed else number

    def together(self, sentences: Iterable[str]) -> str:
        """Return sentences as a paragraph; Chinese needs no space between them."""
        return self("sentence.separator").join(sentences)


def _is_plain(label: str, year: int) -> bool:
    """Whether a label ends with the four digits of the year, and no other figure stands in it."""
    return label.endswith(str(year)) and sum(character.isdigit() for character in label) == len(str(year))


@cache
def _months(first: date, last: date, language: Language) -> str:
    # Loaded where months are said: it takes a part of a second, and most programmes have calendar years.
    from babel.dates import format_interval  # noqa: PLC0415 - see above

    return format_interval(first, last, "yMMM", locale=str(language))


@cache
def wording(language: Language, *, as_typed: bool = False) -> Wording:
    """Return the texts of a language, for pages or as commands call things."""
    return Wording(language, texts_of(language), as_typed)


def texts_of(language: Language) -> dict[str, str]:
    """Read a locale file."""
    return _read(f"{language}.toml")


@cache
def texts_of_months(language: Language) -> dict[str, str]:
    """Read what is said of months in place of the texts that speak of quarters."""
    return _read(f"{language}-months.toml")


def _read(name: str) -> dict[str, str]:
    texts: dict[str, str] = tomllib.loads((_LOCALES / name).read_text(encoding="utf-8"))
    return texts
