"""Whatever the bundled portfolio quotes stands in the document it names, word for word.

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

DOCUMENTS = Path(__file__).parents[3] / ".." / "shared" / "seeds"
HANZI = "一-鿿"
# What reasons in English call a place by, and words of ours; everything else in Chinese there is a quotation.
PLACES = re.compile(r"[一二三四五六七八九十]+（[一二三四五六七八九十]+）\d*|[一二三四]、行动目标")


def one_space(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.fixture(scope="module")
def documents(shipped: Portfolio) -> dict[str, str]:
    """Document id -> its text, found by its first line; skipped where the documents are absent."""
    if not DOCUMENTS.is_dir():
        pytest.skip("the source documents are no part of the project and do not lie in ../shared/seeds")
    texts = {}
    for path in DOCUMENTS.glob("*.txt"):
        text = path.read_text(encoding="utf-8-sig").strip()
        texts[text.splitlines()[0].strip()] = one_space(text)
    return {document.id: texts[document.title_zh] for document in shipped.programme.documents}


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


@pytest.mark.parametrize("file", ["programme.toml", "assumptions.toml", "findings.toml"])
def test_every_citation(shipped_folder: Path, documents: dict[str, str], file: str) -> None:
    cited = list(citations(tomllib.loads((shipped_folder / file).read_text(encoding="utf-8"))))
    assert bool(cited) == (file != "assumptions.toml")
    invented = [(at, quote) for at, name, quote in cited if one_space(quote) not in documents[name]]
    assert not invented
    assert all(quote.strip() for _, _, quote in cited)


@pytest.mark.parametrize("file", ["programme.toml", "assumptions.toml", "findings.toml"])
def test_everything_between_quotation_marks_in_chinese_texts(
    shipped_folder: Path, documents: dict[str, str], file: str
) -> None:
    content = tomllib.loads((shipped_folder / file).read_text(encoding="utf-8"))
    quoted = [words for text in texts(content, "_zh") for words in re.findall("“(.+?)”", text)]
    everything = " ".join(documents.values())
    assert [words for words in quoted if one_space(words) not in everything] == []


@pytest.mark.parametrize("file", ["assumptions.toml", "findings.toml"])
def test_every_chinese_word_in_english_texts(
    shipped_folder: Path, documents: dict[str, str], file: str
) -> None:
    content = tomllib.loads((shipped_folder / file).read_text(encoding="utf-8"))
    words = [
        word
        for text in texts(content, "_en")
        for word in re.findall(f"[{HANZI}]{{2,}}", PLACES.sub(" ", text))
    ]
    everything = " ".join(documents.values())
    assert words
    assert [word for word in words if word not in everything] == []


def test_every_cell_that_is_the_source_s(shipped: Portfolio, documents: dict[str, str]) -> None:
    for project in shipped.projects:
        # Within a cell the file breaks lines where the print has no space.
        printed = documents[project.document].replace(" ", "")
        for cell in (project.name_zh, project.facility_type_zh, project.street or "", project.remark):
            assert cell.replace(" ", "") in printed
