"""Portfolios of one language: a name, a title and a reason each, and readers of any language see them."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import refusals
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.errors import BadInput
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.folder import load_portfolio
from portfolio.wording.i18n import Language, wording

FILES = ("programme.toml", "assumptions.toml", "findings.toml")
TEXTS = st.none() | st.sampled_from(["Brücke", "bridge", "桥"])


def in_one_language(folder: Path) -> Portfolio:
    """Rewrite a folder so that everything has one text, in no language that the product knows."""
    for name in FILES:
        path = folder / name
        text = re.sub(
            r"\b(name|title|reason|detail|unit|district)_zh *= *(\"[^\"]*\"),?", "", path.read_text("utf-8")
        )
        text = re.sub(r"\bdistrict_en\b", "place", text)
        path.write_text(re.sub(r"\b(name|title|reason|detail|unit)_en\b", r"\1", text), "utf-8")
    with (folder / "projects.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "projects.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "name", "facility_type", "cost_10k_cny", "status"])
        writer.writeheader()
        for row in rows:
            kept = {key: row[key] for key in ("id", "facility_type", "cost_10k_cny", "status")}
            writer.writerow({**kept, "name": row["name_en"]})
    return load_portfolio(folder)


def test_one_language_is_enough_everywhere(copied_folder: Path, gongshu: Portfolio) -> None:
    portfolio = in_one_language(copied_folder)
    assert portfolio.programme.place == gongshu.programme.district_en
    for language in Language:
        say = wording(language)
        assert [say.full_name(p) for p in portfolio.projects] == [p.name_en for p in gongshu.projects]
        assert say.either(portfolio.programme, "name") == gongshu.programme.name_en
        reasons = [say.either(rule, "reason") for rule in portfolio.assumptions.starts]
        assert reasons == [rule.reason_en for rule in gongshu.assumptions.starts]
        titles = [say.either(finding, "title") for finding in portfolio.findings]
        assert titles == [finding.title_en for finding in gongshu.findings]


@pytest.mark.parametrize(
    ("file", "key", "place"),
    [
        ("programme.toml", "name", "name"),
        ("programme.toml", "title", "documents[0].title"),
        ("assumptions.toml", "reason", "default_target.reason"),
        ("findings.toml", "detail", "findings[0].detail"),
    ],
)
def test_none_at_all_is_a_fault_with_its_place(copied_folder: Path, file: str, key: str, place: str) -> None:
    path = copied_folder / file
    text = path.read_text("utf-8")
    for language in ("zh", "en"):
        text = re.sub(rf'\b{key}_{language} *= *"[^"]*",?', "", text, count=1)
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput) as caught:
        load_portfolio(copied_folder)
    (fault,) = [fault for fault in caught.value.faults if fault.column == place]
    assert refusals.expected(fault) == f"a text in at least one language: {key}, {key}_zh or {key}_en"


def test_a_project_without_a_name_is_a_fault_of_its_line(copied_folder: Path) -> None:
    path = copied_folder / "projects.csv"
    path.write_text(path.read_text("utf-8").replace("杭钢医院,Hanggang Hospital", ",", 1), "utf-8")
    with pytest.raises(BadInput) as caught:
        load_portfolio(copied_folder)
    assert [(fault.line, fault.column) for fault in caught.value.faults] == [(2, "name")]


def test_a_table_without_any_column_of_names_is_one_fault(copied_folder: Path) -> None:
    path = copied_folder / "projects.csv"
    path.write_text(path.read_text("utf-8").replace("name_zh,name_en", "title_zh,title_en", 1), "utf-8")
    with pytest.raises(BadInput) as caught:
        load_portfolio(copied_folder)
    assert [(fault.line, fault.column) for fault in caught.value.faults] == [(1, "name")]


@given(own=TEXTS, zh=TEXTS, en=TEXTS, language=st.sampled_from(Language))
def test_a_reader_sees_their_language_else_the_programmes_own_else_the_other(
    own: str | None, zh: str | None, en: str | None, language: Language
) -> None:
    thing = SimpleNamespace(name=own, name_zh=zh, name_en=en)
    mine, other = (zh, en) if language is Language.ZH else (en, zh)
    assert wording(language).either(thing, "name") == (mine or own or other or "")


def test_the_place_may_be_called_so_in_every_language(copied_folder: Path, gongshu: Portfolio) -> None:
    path = copied_folder / "programme.toml"
    text = (
        path.read_text("utf-8").replace("district_zh =", "place_zh =").replace("district_en =", "place_en =")
    )
    path.write_text(text, "utf-8")
    assert load_portfolio(copied_folder).data_hash == gongshu.data_hash


def test_nothing_has_to_be_cited_but_what_is_promised(copied_folder: Path) -> None:
    path = copied_folder / "programme.toml"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"(last_year = \d+\n)source = .*\n", r"\1", text, count=1), "utf-8")
    assert load_portfolio(copied_folder).programme.horizon.source is None
