"""Every column of every table, and every key of every sheet, is called something in both languages."""

from __future__ import annotations

import pytest

from portfolio.domain.assumptions import Assumptions
from portfolio.domain.classes import Classes
from portfolio.domain.differences import Difference
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Programme
from portfolio.exchange.folder import MODELS, TABLES
from portfolio.exchange.sheets.describing import described
from portfolio.exchange.table import COLUMNS
from portfolio.wording.columns import column_label
from portfolio.wording.i18n import Language, wording
from portfolio.wording.imports import difference_lines, field_of, subject_of


def of_lists(stem: str, path: str) -> tuple[str, str]:
    key, _, rest = path.partition("[0].")
    return (f"{stem}.{key}", rest) if rest and "." not in key else (stem, path)


@pytest.mark.parametrize("language", Language)
def test_every_column_and_key_has_a_label(language: Language) -> None:
    say = wording(language)
    paths = [
        of_lists(stem, said.path) for stem, model in {**MODELS, **TABLES}.items() for said in described(model)
    ]
    assert len(paths) > 200
    assert not [(stem, path) for stem, path in paths if column_label(stem, path, say) == path]


@pytest.mark.parametrize("language", Language)
def test_columns_of_projects_are_told_apart(language: Language) -> None:
    labels = [column_label("projects", column, wording(language)) for column in COLUMNS]
    assert len({*labels}) == len(labels)


def test_a_column_of_the_source_keeps_its_name() -> None:
    assert column_label("projects", "Ward №", wording(Language.ZH)) == "Ward №"


@pytest.mark.parametrize("language", Language)
def test_whatever_differs_is_called_something(language: Language) -> None:
    say = wording(language)
    parts = {"portfolio": Portfolio, "programme": Programme, "assumptions": Assumptions, "classes": Classes}
    apart = {"name", "projects", *parts} - {"portfolio"}
    changes = [
        Difference(subject, name, None, 1)
        for subject, model in parts.items()
        for name in model.model_fields
        if not (subject == "portfolio" and name in apart)
    ]
    changes += [Difference("project p1", column, None, 1) for column in (*COLUMNS, "extra")]
    changes.append(Difference("projects", "order", [], []))
    assert not [change for change in changes if field_of(change, say) == change.field]
    assert not [change for change in changes if subject_of(change, say) == change.subject]


def test_the_terminal_tells_what_to_type_beside_what_it_is_called() -> None:
    change = Difference("project p1", "target_year", None, 2030)
    (told,) = difference_lines([change], wording(Language.EN, as_typed=True))
    assert told == "  Project p1: Target year (target_year): — → 2030"
    (shown,) = difference_lines([change], wording(Language.ZH))
    assert shown == "  项目 p1：目标年份：— → 2030"
