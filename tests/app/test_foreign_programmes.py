"""Every page of programmes in the shape of foreign ones: their money, years and names, and no others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from reader import PAGES, opened, text
from streamlit.testing.v1 import AppTest
from synthetic import write_dollars, write_euros, write_months

OTHER_MONEY = re.compile(r"CNY|yuan|人民币|万元|亿元|(?<![美欧单])元")
OTHER_YEARS = re.compile(r"(?<![\dFY/])20[23]\dQ[1-4]|(?: in|\)) 20\d\d(?!/)")
"""Quarters and years as files write them, where pages have labels."""
NOTHING = re.compile(r"\bNone\b|\bnan\b|<NA>")
QUARTERS = re.compile(r"\bquarters?\b|季", re.IGNORECASE)
SAID = {
    "dollars": {"en": ("$", "FY2026"), "zh": ("美元", "FY2026")},
    "euros": {"en": ("€", "2025/26"), "zh": ("欧元", "2025/26")},
    "months": {"en": ("£", "2025/26"), "zh": ("英镑", "2025/26")},
}
"""Programme -> language -> its currency and one of its years, as pages say them."""
MOST_NAMES = 10
"""More names than a sentence can list."""


def seen(app: AppTest) -> str:
    """Return what a reader can read, the words of figures included."""
    figures = [chart.proto.spec for chart in app.get("plotly_chart")]
    words = [word for figure in figures for word in re.findall(r'"(?:text|name|title)":"([^"]*)"', figure)]
    heads = [str(head) for table in app.dataframe for head in table.value.columns]
    return "\n".join([text(app), *words, *heads]).replace("\u2009", "")


def sentences(app: AppTest) -> list[str]:
    """Return the sentences of a page, outside its tables."""
    told: list[str] = []
    for element in app.get("html"):
        body: Any = element.proto.body
        if "<table" not in body and not body.startswith(("<style>", "<script>")):
            told += re.split(r"[.。]\s*", re.sub(r"<[^>]+>", " ", body))
    return told


@pytest.fixture(scope="module", params=["dollars", "euros", "months"])
def programme(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("foreign") / request.param
    if request.param == "dollars":
        write_dollars(folder, 40)
    elif request.param == "euros":
        write_euros(folder, 12)
    else:
        write_months(folder, 6)
    return folder


@pytest.mark.parametrize("language", ["en", "zh"])
def test_pages_speak_of_a_foreign_programme_as_it_does(
    programme: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTFOLIO", str(programme))
    pays, label = SAID[programme.name][language]
    for name in PAGES:
        app = opened(name, lang=language)
        assert not app.exception, name
        assert not app.error, name
        said = seen(app)
        assert OTHER_MONEY.findall(said) == [], name
        assert OTHER_YEARS.findall(said) == [], name
        assert NOTHING.findall(said) == [], name
        assert programme.name != "months" or QUARTERS.findall(said) == [], name
        named = [len(re.findall(r"(?:phase|Straße) \d+", sentence)) for sentence in sentences(app)]
        assert max(named, default=0) <= MOST_NAMES, name
        if name == "data":
            rows = len(app.dataframe[0].value)
            assert (f"{rows} rows, " if language == "en" else f"{rows}行数据，其中") in said
            assert "0 documents" not in said
            assert "Documents" not in said
            assert "0份文件" not in said
        if name in {"overview", "budget"}:
            assert pays in said, name
            assert label in said, name
