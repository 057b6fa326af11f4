"""Every page of a programme whose years begin in July: years and quarters are called what it calls them."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from reader import PAGES, opened, text

from portfolio import settings
from portfolio.exchange.folder import load_portfolio

BY_KEY = re.compile(r"(?<![\d/])20\d\dQ[1-4]|(?: in|\)) 20\d\d(?!/)|年度?年|20\d\d年(?=[上多少余已支末])")
"""Quarters and years as files write them where the app's own words stand, and Chinese that says 年 twice."""

NAMED = {
    ("overview", "en"): ["Planned investment 2016/17–2020/21", "2021/22 Q1 (Jul–Sep 2021)", "in 2017/18"],
    ("overview", "zh"): ["2016/17–2020/21年度计划投资", "2021/22 Q1（2021年7月至9月）", "（2017/18年度）"],
    ("schedule", "en"): ["All works end in 2021/22 Q1 (Jul–Sep 2021)"],
    ("schedule", "zh"): ["全部工程到2021/22 Q1（2021年7月至9月）结束"],
    ("budget", "en"): ["Total  2016/17  2017/18", "2016/17–2017/18 pay", "2018/19 has"],
    ("budget", "zh"): ["合计  2016/17  2017/18", "2016/17–2017/18年度多支出", "2018/19年度余"],
    ("what_if", "en"): ["Public (district + municipal) 2018/19: at most CNY 300 million"],
    ("what_if", "zh"): ["2018/19年度上限3亿元"],
}


@pytest.fixture(autouse=True)
def _in_july(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "july"
    shutil.copytree(settings.DATA_FOLDER / settings.DEFAULT_PORTFOLIO, folder)
    path = folder / "programme.toml"
    says = 'fiscal_year = { first_month = 7, label = "{begins}/{ends2}" }\n'
    path.write_text(says + path.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setenv("PORTFOLIO", str(folder))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_calls_years_and_quarters_what_the_programme_calls_them(name: str, language: str) -> None:
    app = opened(name, lang=language, ceiling="public-2019-30000")

    assert not app.exception
    assert not app.error
    said = text(app).replace("\u2009", "")
    for words in NAMED.get((name, language), []):
        assert words in said
    source = load_portfolio(Path(os.environ["PORTFOLIO"]))
    details = [words for finding in source.findings for words in (finding.detail_en, finding.detail_zh)]
    titles = [finding.title_en for finding in source.findings]
    for written in (*details, *titles, *(document.title_en for document in source.programme.documents)):
        said = said.replace(written, "")
    assert BY_KEY.findall(said) == []


def test_what_is_chosen_from_is_called_so_and_links_keep_four_digits() -> None:
    app = opened("what_if", lang="en", ceiling="public-2019-30000")
    year = next(choice for choice in app.selectbox if choice.label == "Year")
    assert year.options == ["2016/17", "2017/18", "2018/19", "2019/20", "2020/21", "2021/22", "2022/23"]
    assert app.query_params["ceiling"] == "public-2019-30000"


def test_the_list_of_projects_tells_labels_and_true_months() -> None:
    (listed, *_) = [table.value for table in opened("projects", lang="en").dataframe]
    dated = [works.replace("\u2009", "") for works in listed["Works"] if "Q" in works]
    assert len(dated) == 31
    assert "2016/17 Q1–2019/20 Q4 (Jul 2016–Jun 2020)" in dated
    assert all(re.fullmatch(r"[-/Q\d –]+ \((\w{3} 20\d\d|\w{3})–\w{3} 20\d\d\)", works) for works in dated)
    assert set(listed["Target year"].str.removesuffix(" (assumed)")) <= {
        f"20{y}/{y + 1}" for y in range(16, 21)
    }


def test_forms_ask_for_years_and_quarters_by_what_they_are_called() -> None:
    app = opened("projects", lang="en", project="a2-01")
    first, *_ = next(choice for choice in app.selectbox if choice.label == "Takes effect in").options
    assert first.replace("\u2009", "") == "2016/17 Q1 (Jul–Sep 2016)"
    assumed = opened("data", lang="en", tab="assumptions")
    starts = [choice for choice in assumed.selectbox if "2018/19 Q1 (Jul" in " ".join(choice.options)]
    assert "2018Q1" in [choice.value for choice in starts]
    assert "2020/21" in text(assumed)
