"""The files of texts are laid out as the modules that word them, so that a new sentence finds its place."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

import pytest

import portfolio.wording
from portfolio.wording.i18n import Language

ROOM = Path(portfolio.wording.__file__).parent
NAMED = re.compile(r"\b(\w+\.py)\b")


def lines(language: Language) -> list[str]:
    return (ROOM / "locales" / f"{language}.toml").read_text(encoding="utf-8").splitlines()


def subjects(language: Language) -> list[str]:
    """What each text is about: the first part of its key."""
    return [line[1:].partition('"')[0].partition(".")[0] for line in lines(language) if line.startswith('"')]


@pytest.mark.parametrize("language", Language)
def test_texts_about_one_thing_stand_together(language: Language) -> None:
    parts = [subject for subject, _ in groupby(subjects(language))]
    assert len(parts) == len(set(parts)), [part for part in parts if parts.count(part) > 1]


def test_both_languages_are_laid_out_alike() -> None:
    english, chinese = (
        [line for line in lines(language)[1:] if not line.startswith('"')]
        for language in (Language.EN, Language.ZH)
    )
    assert english == chinese
    assert subjects(Language.EN) == subjects(Language.ZH)


def test_the_modules_named_above_the_parts_are_there() -> None:
    named = {name for line in lines(Language.EN)[1:] if line.startswith("#") for name in NAMED.findall(line)}
    assert len(named) >= 15
    assert named <= {path.name for path in ROOM.glob("*.py")}


def test_chinese_leaves_it_to_the_year_to_say_that_it_is_one() -> None:
    """A year is said as the programme calls it: 2024年, 2023/24年度."""
    assert [line for line in lines(Language.ZH) if re.search(r"\{(?:\w+_)?year\}年", line)] == []
