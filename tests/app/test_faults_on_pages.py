"""What cannot be used is said in the reader's language, wherever it stands: link, scenario, file."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from reader import opened, text

from portfolio import settings

ENGLISH = re.compile("[A-Za-z]+ [A-Za-z]+ [A-Za-z]+")
"""Three words in a row: names of columns, encodings and files are none."""


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A portfolio of its own, which the app opens."""
    folder = tmp_path / "broken"
    shutil.copytree(settings.DATA_FOLDER / settings.DEFAULT_PORTFOLIO, folder)
    monkeypatch.setenv("PORTFOLIO", str(folder))
    return folder


def edit(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"ceiling": "public-1999-x"}, ["链接", "public-1999-x", "2017至2023年", "万元"]),
        ({"duty": "a1-07_perhaps"}, ["链接", "a1-07_perhaps", "dropped、optional或forced"]),
        ({"scenario": "nowhere"}, ["链接", "nowhere", "default之一"]),
    ],
)
def test_a_bad_link_is_refused_in_chinese(query: dict[str, str], said: list[str]) -> None:
    shown = text(opened("what_if", lang="zh", **query))
    assert "链接中的情景无法使用" in shown
    assert [words for words in said if words not in shown] == []
    assert not ENGLISH.search(shown)


def test_a_link_to_no_project_is_ignored_in_chinese() -> None:
    shown = text(opened("projects", lang="zh", project="a9-99"))
    assert "本组合中某个项目的编号" in shown
    assert "the id of" not in shown


def test_a_bad_scenario_is_refused_in_chinese(folder: Path) -> None:
    scenarios = folder / "scenarios"
    scenarios.mkdir(exist_ok=True)
    wrong = (
        '{"name": "wrong", "ceilings": {"lottery": {"2018": 5}}, "projects": {"a1-07": {"cost": 1.5},'
        ' "a1-11": {"pin": {"start": "2031Q1"}}}, "wishes": 1, "carry_over": {"public": 2}}'
    )
    (scenarios / "wrong.json").write_text(wrong, encoding="utf-8")

    shown = text(opened("what_if", lang="zh", scenario="wrong"))

    for words in (
        "资金来源或来源组：district、municipal、private、public",
        "整数，不带小数部分",
        "2017Q1至2023Q4之间的季度",
        "格式中已有的项（此名称不在其中）",
        "不大于1的数",
    ):
        assert words in shown, words
    assert not ENGLISH.search(shown)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('"projects": {"a1-07": {"mandated": true, "excluded": true}}', "mandated或excluded，二者不可兼用"),
        ('"objective": [{"terms": [{"term": "speed"}]}]', "violation、tardiness、earliness"),
        ('"objective": [{"terms": [{"term": "usage", "resource": "x", "sense": "up"}]}]', "min、max之一"),
    ],
)
def test_a_value_that_no_scenario_can_have_is_told_in_chinese(folder: Path, content: str, said: str) -> None:
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "scenarios" / "wrong.json").write_text(f'{{"name": "wrong", {content}}}', encoding="utf-8")
    assert said in text(opened("what_if", lang="zh", scenario="wrong"))


def test_a_broken_scenario_file_is_told_in_chinese(folder: Path) -> None:
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "scenarios" / "wrong.json").write_text('{"name": "wrong"\n"x": 1}', encoding="utf-8")
    shown = text(opened("what_if", lang="zh", scenario="wrong"))
    assert "JSON格式（各值之间缺少逗号）" in shown
    assert "，第2行" in shown


def test_a_broken_portfolio_is_told_in_chinese(folder: Path) -> None:
    edit(folder / "projects.csv", ",180000,", ",a lot,")
    edit(folder / "projects.csv", ",15000,2021,", ",15000,2051,")
    edit(folder / "programme.toml", "minimum = 450000", "minimum = -1")
    edit(folder / "assumptions.toml", "municipal = 100", "municipal = 99")
    edit(folder / "assumptions.toml", 'earliest = "2017Q1"', 'earliest = "soon"')
    edit(folder / "findings.toml", 'kind = "unknown"', 'kind = "mystery"')

    shown = text(opened("overview", lang="zh"))

    for words in (
        "无法打开组合",
        "以万元计的整数，不小于0，或留空（未定价）",
        "不小于0的数",
        "各不小于0、合计100%的比例",
        "季度，例如2018Q3",
        "unpriced、",
    ):
        assert words in shown, words
    assert not ENGLISH.search(shown)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("programme.toml", "name_zh = \n", "TOML格式（值无效或缺失，第1行第11列）"),
        ("assumptions.toml", "[[delivery]\n", "TOML格式（缺少"),
        ("findings.toml", None, "可读取的文件（这是文件夹）"),
        ("assumptions.toml", None, "可读取的文件（这是文件夹）"),
        ("projects.csv", "Musée".encode("cp1252"), "请另存为“CSV UTF-8”"),
        ("projects.csv", "a,b\n".encode("utf-16"), "UTF-8编码的文字（现为UTF-16）"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_chinese(
    folder: Path, file: str, content: str | bytes | None, said: str
) -> None:
    path = folder / file
    path.unlink()
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    shown = text(opened("overview", lang="zh"))
    assert said in shown
    assert not ENGLISH.search(shown)
