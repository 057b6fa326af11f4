"""Whatever the bundled portfolios quote stands in the documents they name, word for word.

White space is compared as a single space: the documents' text files break lines between the cells of a table
and within them, where the print has a border or nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.folder import load_portfolio
from tests.conftest import SHIPPED

DOCUMENTS = Path(__file__).parents[3] / ".." / "shared" / "seeds"
HANZI = "一-鿿"
# What reasons in English call a place by, and words of ours; everything else in Chinese there is a quotation.
PLACES = re.compile(r"[一二三四五六七八九十]+（[一二三四五六七八九十]+）\d*|[一二三四]、行动目标")


# How far into a text its title stands: above it are at most a website's own lines.
TITLE_WITHIN = 600


def one_space(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def no_space(text: str) -> str:
    return re.sub(r"\s+", "", text)


def of_every_folder() -> list[Any]:
    """Return every file of keys of every bundled portfolio."""
    files = sorted(SHIPPED.glob("*/*.toml"))
    return [pytest.param(file, id=f"{file.parent.name}/{file.name}") for file in files]


def documents_of(folder: Path) -> dict[str, str]:
    """Return document id -> its text, found by its title; skipped where the documents are absent."""
    if not DOCUMENTS.is_dir():
        pytest.skip("the source documents are no part of the project and do not lie in ../shared/seeds")
    texts = [path.read_text(encoding="utf-8-sig").strip() for path in DOCUMENTS.glob("*.txt")]
    programme = tomllib.loads((folder / "programme.toml").read_text(encoding="utf-8"))
    found = {}
    for document in programme["documents"]:
        title = no_space(document["title_zh"])
        (found[document["id"]],) = [
            one_space(text) for text in texts if title in no_space(text[:TITLE_WITHIN])
        ]
    return found


@pytest.fixture(scope="module")
def documents(shipped_folder: Path) -> dict[str, str]:
    """Document id -> its text, of the first portfolio."""
    return documents_of(shipped_folder)


def citations(tree: Any, place: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield place, document and quote of every citation in a file, however deep."""
    if isinstance(tree, dict):
        if "quote" in tree:
            yield place, tree["document"], tree["quote"]
        tree = tree.items()
    elif isinstance(tree, list):
        tree = enumerate(tree)
    else:
        return
    for key, value in tree:
        yield from citations(value, f"{place}.{key}")


def texts(tree: Any, ending: str) -> Iterator[str]:
    """Yield every text whose key ends so."""
    if isinstance(tree, dict):
        yield from (v for k, v in tree.items() if isinstance(v, str) and k.endswith(ending))
    if isinstance(tree, dict | list):
        for value in tree.values() if isinstance(tree, dict) else tree:
            yield from texts(value, ending)


@pytest.mark.parametrize("file", of_every_folder())
def test_every_citation(file: Path) -> None:
    documents = documents_of(file.parent)
    cited = list(citations(tomllib.loads(file.read_text(encoding="utf-8"))))
    assert bool(cited) == (file.name not in {"assumptions.toml", "classes.toml", "unit_costs.toml"})
    invented = [(at, quote) for at, name, quote in cited if one_space(quote) not in documents[name]]
    assert not invented
    assert all(quote.strip() for _, _, quote in cited)


@pytest.mark.parametrize("file", of_every_folder())
def test_everything_between_quotation_marks_in_chinese_texts(file: Path) -> None:
    everything = " ".join(documents_of(file.parent).values())
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    quoted = [words for text in texts(content, "_zh") for words in re.findall("“(.+?)”", text)]
    assert [words for words in quoted if one_space(words) not in everything] == []


@pytest.mark.parametrize("file", of_every_folder())
def test_every_chinese_word_in_english_texts(file: Path) -> None:
    everything = " ".join(documents_of(file.parent).values())
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    words = [
        word
        for text in texts(content, "_en")
        for word in re.findall(f"[{HANZI}]{{2,}}", PLACES.sub(" ", text))
    ]
    assert [word for word in words if word not in everything] == []


@pytest.mark.parametrize("file", of_every_folder())
def test_what_is_printed_of_a_target_stands_there(file: Path) -> None:
    everything = no_space(" ".join(documents_of(file.parent).values()))
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    assert [words for words in texts(content, "printed") if no_space(words) not in everything] == []


def test_every_cell_that_is_the_source_s(shipped: Portfolio, documents: dict[str, str]) -> None:
    for project in shipped.projects:
        # Within a cell the file breaks lines where the print has no space.
        printed = documents[project.document].replace(" ", "")
        for cell in (project.name_zh, project.facility_type_zh, project.street or "", project.remark):
            assert cell.replace(" ", "") in printed


def test_every_project_of_a_plan_that_names_them_in_its_text() -> None:
    folder = SHIPPED / "hangzhou-2021-2025"
    documents = documents_of(folder)
    projects = load_portfolio(folder).projects
    assert projects
    for project in projects:
        assert one_space(project.extra["source_quote"]) in documents[str(project.document)]
        assert project.extra["source_place"]
        assert project.remark in documents[str(project.document)]
