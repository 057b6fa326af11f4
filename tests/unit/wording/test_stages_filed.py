"""Stages in the tables that are filed and beside a project: approvals with their dates, costs above them."""

from __future__ import annotations

from portfolio.domain.investment_table import annual_plan, rolling_plan
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.wording.gates import approved_by, gate_lines, prepared, stage_rows
from portfolio.wording.i18n import Language, wording
from portfolio.wording.investment_tables import annual_table, rolling_table
from tests.conftest import WHY

WORKS = "a1-11"
STAGES = [
    {
        "project": WORKS,
        "stage": "feasibility",
        "date": "2018-03",
        "amount": 200_000,
        "note": "发改〔2018〕3号",
    },
    {"project": WORKS, "stage": "estimate", "expected": "2019Q2"},
    {"project": WORKS, "stage": "final_account"},
]


def staged(portfolio: Portfolio) -> Portfolio:
    gates = [{"kind": "no_start_before", "stage": "estimate", **WHY}]
    content = portfolio.assumptions.model_dump(by_alias=True) | {"gates": gates}
    return portfolio.changed(stages=STAGES, assumptions=content)


def test_the_basis_is_the_last_approval_and_preparation_says_what_comes_next(
    gongshu: Portfolio, plan: Plan
) -> None:
    portfolio, say = staged(gongshu), wording(Language.ZH).of(gongshu)
    annual = annual_table(annual_plan(portfolio, plan, 2019), plan, portfolio, say)
    rolling = rolling_table(rolling_plan(portfolio, plan, 2019), plan, portfolio, say)
    for filed, head, told in (
        (annual, "审批依据", "可研已批 2018-03（发改〔2018〕3号）"),
        (rolling, "前期进度", "可研已批 2018-03"),
    ):
        at = next(n for n, each in enumerate(filed.heads) if each.startswith(head[:2]) and head[2:] in each)
        cells = {str(row[at]) for section in filed.sections for row in section.rows}
        assert any(cell.startswith(told) for cell in cells)
        assert "未提供" in cells
    project = portfolio.project(WORKS)
    assert prepared(project, portfolio, say) == "可研已批 2018-03；初步设计及概算批复预计2019Q2"
    assert approved_by(gongshu.project(WORKS), gongshu, say) is None


def test_a_project_shows_its_stages_against_its_cost(gongshu: Portfolio) -> None:
    portfolio, say = staged(gongshu), wording(Language.EN).of(gongshu)
    project = portfolio.project(WORKS)
    rows = stage_rows(project, portfolio, 210_000, say)
    assert [cells[0] for _, cells, _ in rows] == [
        "2018-03",
        "approval of the preliminary design and estimate expected 2019Q2",
        "not passed, no date known",
    ]
    assert "100" in rows[0][1][2].replace("\u202f", "")
    assert stage_rows(project, portfolio, 200_000, say)[0][1][2] == "—"
    assert len(gate_lines(project, portfolio, say)) == 1
