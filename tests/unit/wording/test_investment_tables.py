"""The tables that are filed: heads and groups in both languages, unknown said, workbooks that add up."""

from __future__ import annotations

import io

import openpyxl
import pytest

from portfolio.domain.investment_table import annual_plan, rolling_plan
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.sheets.filing import filed_workbook
from portfolio.wording.i18n import Language, wording
from portfolio.wording.investment_tables import annual_table, as_content, own_language, rolling_table


def test_the_annual_plan_in_the_words_of_the_offices(gongshu: Portfolio, plan: Plan) -> None:
    say = wording(Language.ZH).of(gongshu)
    filed = annual_table(annual_plan(gongshu, plan, 2019), plan, gongshu, say)
    assert filed.notes[0] == "单位：万元"
    heads = [
        "序号",
        "项目代码",
        "项目名称",
        "建设性质",
        "建设地点",
        "建设规模及主要内容",
        "建设起止年限",
        "总投资",
    ]
    assert list(filed.heads[: len(heads)]) == heads
    for head in (
        "至上年底累计完成投资",
        "至上年底累计拨付",
        "2019年计划完成投资",
        "以后年度投资",
        "责任单位",
        "审批依据",
        "备注",
    ):
        assert head in filed.heads
    assert [section.title.partition("（")[0] for section in filed.sections] == [
        "续建",
        "新开工",
        "预备",
        "前期",
    ]
    rows = {row[2]: row for section in filed.sections for row in section.rows}
    unpriced = rows["拱墅区第二人民医院"]
    assert unpriced[heads.index("总投资")] == "未定价"
    assert unpriced[heads.index("建设性质")] == "未提供"
    assert 0 not in [cell for cell in unpriced if not isinstance(cell, str)]
    assert "不含1项未定价" in str(filed.total[2])


def test_progress_names_the_quarters_of_start_and_completion(gongshu: Portfolio, plan: Plan) -> None:
    say = wording(Language.ZH).of(gongshu)
    for year in range(2017, 2022):
        filed = annual_table(annual_plan(gongshu, plan, year), plan, gongshu, say)
        at = next(n for n, head in enumerate(filed.heads) if head.endswith("Q1形象进度"))
        for section in filed.sections:
            for row in section.rows:
                named = next(p for p in gongshu.projects if say.full_name(p) == row[2])
                planned, stages = plan.project(named.id), list(row[at : at + 4])
                assert planned.start is not None
                assert planned.finish is not None
                if planned.start.year == year and planned.start != planned.finish:
                    assert stages[planned.start.number - 1] == "开工"
                    assert stages[: planned.start.number - 1] == [None] * (planned.start.number - 1)
                if planned.finish.year == year and planned.start != planned.finish:
                    assert stages[planned.finish.number - 1] == "竣工"
                    assert stages[planned.finish.number :] == [None] * (4 - planned.finish.number)


def test_a_column_of_the_source_with_the_same_head_is_filed(gongshu: Portfolio, plan: Plan) -> None:
    projects = tuple(
        project.model_copy(update={"extra": {"建设性质": "新建", "Construction body": "District works"}})
        if project.id == "a1-11"
        else project
        for project in gongshu.projects
    )
    known = gongshu.model_copy(update={"projects": projects})
    for language in Language:
        say = wording(language).of(known)
        filed = annual_table(annual_plan(known, plan, 2019), plan, known, say)
        row = next(r for s in filed.sections for r in s.rows if r[2] == say.full_name(projects[10]))
        assert row[filed.heads.index(say("filed.nature"))] == "新建"
        assert row[filed.heads.index(say("filed.builder"))] == "District works"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", ["annual", "rolling"])
def test_a_workbook_adds_up_by_its_own_formulas(
    gongshu: Portfolio, plan: Plan, language: Language, kind: str
) -> None:
    say = wording(language).of(gongshu)
    if kind == "annual":
        table = annual_plan(gongshu, plan, 2019)
        filed = annual_table(table, plan, gongshu, say)
    else:
        table = rolling_plan(gongshu, plan, 2017)
        filed = rolling_table(table, plan, gongshu, say)
    raw = filed_workbook(*as_content(filed))
    values = openpyxl.load_workbook(io.BytesIO(raw), data_only=True).active
    formulas = openpyxl.load_workbook(io.BytesIO(raw)).active
    assert values is not None
    assert formulas is not None
    found = 0
    for row in formulas.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("=SUM("):
                parts = [values[part] for part in cell.value[5:-1].split(",")]
                cells = [c for part in parts for c in (sum(part, ()) if isinstance(part, tuple) else (part,))]
                summed = sum(c.value for c in cells if isinstance(c.value, int | float))
                assert summed == values[cell.coordinate].value
                found += 1
    assert found > 20
    total = values.cell(values.max_row, filed.heads.index(say("filed.total")) + 1).value
    assert total == table.total.total


def test_words_are_never_taken_for_formulas() -> None:
    raw = filed_workbook("=A1", ["+1"], ["=head"], [("@group", [["=HYPERLINK(1)"]], [None])], [None])
    sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_a_programme_files_in_its_own_language(gongshu: Portfolio) -> None:
    assert own_language(gongshu) is Language.ZH
    named = {"name_zh": None, "name": "Capital programme"}
    english = gongshu.model_copy(update={"programme": gongshu.programme.model_copy(update=named)})
    assert own_language(english) is Language.EN
