"""Every page in both languages, as a reader meets it: what it says, and what when things are wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from reader import PAGES, opened, settled, text

from portfolio import settings

HEADLINES = {
    ("overview", "zh"): [
        "全部31个有工程的项目都按期完工",
        "45亿元",
        "没有余量",
        "拱墅区第二人民医院尚未定价",
        "原文未列街道",
        "差1",
    ],
    ("overview", "en"): [
        "All 31 projects with works finish on time",
        "CNY 4.5 billion",
        "no slack",
        "is not priced",
        "1 missing",
    ],
    ("schedule", "zh"): ["31个项目", "全部在目标年份之内完工", "现状保留：7个设施，无工程"],
    ("schedule", "en"): [
        "31 projects are built",
        "all within their target years",
        "7 facilities without works",
    ],
    ("what_if", "zh"): ["尚无变更", "进度和资金完全相同", "添加并求解", "保存情景"],
    ("what_if", "en"): ["Nothing is changed yet", "Dates and money are exactly the same", "Add and solve"],
    ("projects", "zh"): ["31个有工程的项目均按原文状态", "显示31个", "现状保留：7个设施，无工程"],
    ("projects", "en"): ["No status has been reported yet", "31 projects shown", "Select a row"],
    ("data", "zh"): ["1份文件，38行数据", "按原文；金额以万元计", "未注明"],
    ("data", "en"): ["38 rows of 1 document", "30 of the rows priced", "not dated"],
    ("budget", "zh"): ["没有设年度上限", "120,250", "450,000", "恰好等于下限45亿元"],
    ("budget", "en"): [
        "No annual ceilings are set",
        "1,202.50",
        "4,500.00",
        "The floor of CNY 4.5 billion",
    ],
}


@pytest.mark.parametrize(("name", "language"), HEADLINES)
def test_a_page_answers_its_question(name: str, language: str) -> None:
    app = opened(name, lang=language)

    assert not app.exception
    assert not app.error
    for words in HEADLINES[name, language]:
        assert words in text(app)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_internal_name_is_on_a_page(name: str, language: str) -> None:
    said = text(opened(name, lang=language))

    for internal in ("None", "nan", "NaT", "<NA>", "under_construction", "health_station", "a1-04", "sha256"):
        assert internal not in said


def test_the_optimum_stands_beside_the_earliest_starts() -> None:
    said = text(opened("overview", lang="en"))

    assert "Starting everything as early as possible would take CNY 1.78 billion in 2019" in said
    assert "is what optimising is worth" in said


def test_the_language_switch_changes_the_page_and_the_link() -> None:
    app = opened("overview", lang="zh")

    settled(app.get("button_group")[0].set_value("en").run())

    assert "What opens where and when" in text(app)
    assert app.query_params["lang"] == "en"


def test_filters_leave_what_they_name_and_stand_in_the_link() -> None:
    app = opened("schedule", lang="en")

    settled(app.multiselect(key="type").set_value(["health_station"]).run())
    assert "15 of 38 rows of the source shown, 15 of them with dates" in text(app)
    settled(app.multiselect(key="street").set_value(["上塘街道"]).run())
    assert "3 of 38 rows of the source shown" in text(app)
    assert app.query_params["type"] == "health_station"
    assert app.query_params["street"] == "上塘街道"


def test_filters_that_leave_nothing_say_so() -> None:
    app = opened("schedule", lang="en")

    app.multiselect(key="type").set_value(["general_hospital"])
    settled(app.multiselect(key="street").set_value(["上塘街道"]).run())

    assert not app.exception
    assert "Nothing that is shown has works with dates." in text(app)


def test_a_link_reproduces_filters_and_scenario() -> None:
    app = opened("schedule", lang="en", ownership="private", ceiling="public-2019-40000")

    assert app.multiselect(key="ownership").value == ["private"]
    assert "Public (district + municipal) 2019: at most CNY 400 million" in text(app)


def test_a_project_shows_its_source_and_what_is_assumed() -> None:
    app = opened("schedule", lang="en")

    settled(app.selectbox(key="project").set_value("a1-04").run())

    said = text(app)
    assert "规划扩建" in said
    assert "Annex 1, row 4" in said
    assert "Not priced" in said
    assert "**Duration:**" in said


def test_a_link_to_an_unknown_project_says_so_and_still_shows_the_plan() -> None:
    app = opened("schedule", lang="en", project="a9-99")

    assert "This link names a project that does not exist" in text(app)
    assert "31 projects are built" in text(app)


@pytest.mark.parametrize(
    "query",
    [
        {"scenario": "no-such"},
        {"scenario": "/etc/hostname"},
        {"ceiling": "public-2019-many"},
        {"ceiling": "state-2019-1"},
    ],
)
def test_a_link_that_cannot_be_used_names_what_was_expected(query: dict[str, str]) -> None:
    app = opened("overview", lang="en", **query)

    said = text(app)
    assert not app.exception
    assert "The scenario in this link cannot be used." in said
    assert next(iter(query.values())) in said

    settled(app.button[0].click().run())
    assert "All 31 projects with works finish on time" in text(app)


def test_a_switch_that_says_nothing_leaves_the_language_of_the_link() -> None:
    app = opened("overview", lang="en")
    app.session_state["lang"] = None
    assert "All 31 projects with works finish on time" in text(settled(app.run()))


def test_a_ceiling_below_need_gives_a_later_plan_with_its_price() -> None:
    app = opened("budget", lang="en", ceiling=["public-2019-30000", "public-2020-30000", "public-2021-20000"])

    said = text(app)
    assert "4 of 31 projects that are carried out finish after their target years" in said
    assert "Investment is CNY 450.67 million short of the floor" in said
    assert "2022–2023 pay CNY 450.67 million more" in said
    assert "Who moved" in said
    assert "quarters late" in said


def test_an_impossible_ceiling_is_explained_and_has_a_way_out() -> None:
    app = opened("budget", lang="en", ceiling="public-2019-1000")

    said = text(app)
    assert "No plan is possible under these conditions. This is proven" in said
    assert "even the plan that exceeds the ceilings least takes CNY 182.93 million" in said
    assert "CNY 10 million is allowed" in said

    settled(next(b for b in app.button if b.label.startswith("Raise these ceilings")).click().run())
    said = text(app)
    assert "No plan is possible" not in said
    assert "The ceiling holds" in said


@pytest.mark.parametrize("name", ["overview", "schedule"])
def test_other_pages_explain_the_impossible_too(name: str) -> None:
    app = opened(name, lang="zh", ceiling="public-2019-1000")

    assert not app.exception
    assert "这些条件下不存在可行的计划" in text(app)


def test_a_broken_portfolio_lists_every_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(settings.DATA_FOLDER / settings.DEFAULT_PORTFOLIO, folder)
    table = folder / "projects.csv"
    content = (
        table.read_text(encoding="utf-8")
        .replace(",180000,", ",a lot,")
        .replace(",15000,2021,", ",15000,2051,")
    )
    table.write_text(content, encoding="utf-8")
    monkeypatch.setenv("PORTFOLIO", str(folder))

    app = opened("overview", lang="en")

    said = text(app)
    assert not app.exception
    assert "cannot be opened" in said
    assert "a lot" in said
    assert "cost_10k_cny" in said


def test_a_portfolio_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTFOLIO", "atlantis")

    app = opened("overview", lang="zh")

    assert not app.exception
    assert "无法打开组合“atlantis”" in text(app)
