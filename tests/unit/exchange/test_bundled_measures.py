"""The bundled portfolios that count and measure: what stands in their documents, and what follows from it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.progress import Standing
from portfolio.domain.promises import Reading
from portfolio.exchange.folder import load_portfolio
from portfolio.planning.answers.promises import Group, due_of, needs_plan, promises
from portfolio.wording.i18n import Language, wording
from portfolio.wording.promises import standing_words
from tests.conftest import SHIPPED

# 序号 | 指标名称（单位） | “十二五”实现值 | “十三五”目标 | 指标要求, as printed; what is merged is left out.
MAIN_INDICATORS = """
1|76.3|≥77|预期性
2|0.9|＜3|指导性
3|1.26|＜10|
4|＞95|＞95|约束性
5|68.93|达国家要求|
6|73.21||
7|92.38||
8|93.06||
9|90||
10|74.18||
11|2.07|3.15|指导性
12|0.3|1.05|预期性
13|1.58|≥2.1|约束性
14|1.41|≥2.52|
15|0.89|1：1.2|指导性
16|0.09|＞0.2|约束性
17|0.32|≥0.8|指导性
18|32.23|＞40|约束性
19|74.5|100|指导性
20|16.36|≥30|预期性
21|82.62|100|指导性
22||100|
23|58.41|≥70|
24||≥95|
25||100|
26|0|20|
27|24.8|70|
28|40|≥80|约束性
29|27.94|＜25|
30|45.22|≥30|指导性
"""
SIGNS = {"more_than": "＞", None: ""}
KINDS = {"binding": "约束性", "guiding": "指导性", "expected": "预期性"}


@pytest.fixture(scope="module")
def longhu() -> Portfolio:
    return load_portfolio(SHIPPED / "longhu-2016-2020")


@pytest.fixture(scope="module")
def jianggan() -> Portfolio:
    return load_portfolio(SHIPPED / "jianggan-2019-2021")


# --- Longhu ------------------------------------------------------------------------------------------------


def test_the_thirty_indicators_are_as_printed(longhu: Portfolio) -> None:
    rows = []
    for item in longhu.indicators:
        (goal,) = item.milestones
        baseline = "" if item.baseline is None else f"{SIGNS[item.baseline_comparison]}{item.baseline:f}"
        target = "" if "target" in item.filled_down else goal.printed
        rows.append(f"{item.row}|{baseline}|{target}|{'' if item.kind_filled_down else KINDS[item.kind]}")
        assert goal.year == 2020
        assert goal.quantity is None or f"{goal.quantity:f}" in str(goal.printed)
    assert rows == MAIN_INDICATORS.split()


def test_kinds_are_counted_with_those_that_are_filled_down(longhu: Portfolio) -> None:
    assert Counter(item.kind for item in longhu.indicators) == {"binding": 13, "guiding": 14, "expected": 3}
    assert sum(item.kind_filled_down for item in longhu.indicators) == 15
    assert [item.row for item in longhu.indicators if "target" in item.filled_down] == [6, 7, 8, 9, 10]


def test_comparisons_are_those_of_the_print(longhu: Portfolio) -> None:
    found = Counter(item.milestones[0].comparison for item in longhu.indicators)
    assert found == {"at_least": 9, "exactly": 8, "in_words": 6, "less_than": 3, "more_than": 3, "ratio": 1}


def test_what_has_no_way_to_go_has_no_share(longhu: Portfolio) -> None:
    standing: dict[Standing, list[int | None]] = {}
    for promise, item in zip(promises(longhu, None), longhu.indicators, strict=True):
        standing.setdefault(promise.progress.standing, []).append(item.row)
        assert promise.progress.share is None
    assert standing.pop(Standing.NO_REPORT)
    assert standing == {
        Standing.MET_AT_BASELINE: [2, 3, 30],
        Standing.BASELINE_IS_BOUND: [4],
        Standing.IN_WORDS: [5, 6, 7, 8, 9, 10],
        Standing.NO_BASELINE: [22, 24, 25],
    }


@pytest.mark.parametrize(
    ("language", "words"), [(Language.EN, "21.6 % of the way"), (Language.ZH, "完成21.6 %")]
)
def test_an_actual_of_eighty_in_row_nineteen_is_a_fifth_of_the_way(
    longhu: Portfolio, language: Language, words: str
) -> None:
    item = longhu.indicators[18]
    told = longhu.changed(readings=(Reading(target=item.id, value=Decimal(80), as_of="2018", by="区卫计局"),))
    (found,) = [promise for promise in promises(told, None) if promise.item == item]
    assert standing_words(found.progress, wording(language)).endswith(words)


def test_baselines_that_disagree_with_the_text_are_findings(longhu: Portfolio) -> None:
    rows = {item.id: item.row for item in longhu.indicators}
    found = {
        finding.id: [rows[name] for name in finding.targets]
        for finding in longhu.findings
        if finding.id.startswith(("baseline-", "beds-"))
    }
    assert found.pop("beds-count-another-quantity") == [11, 12]
    assert sorted(row for of in found.values() for row in of) == [*range(2, 9), *range(13, 18), 20, 23]


# --- Jianggan ----------------------------------------------------------------------------------------------


def test_three_phases_follow_each_other_without_a_gap(jianggan: Portfolio) -> None:
    assert [phase.months for phase in jianggan.phases] == [9, 4, 24]
    dates = [(phase.first, phase.last) for phase in jianggan.phases]
    assert dates == [("2018-12", "2019-08"), ("2019-09", "2019-12"), ("2020-01", "2021-12")]


def test_what_is_to_be_delivered(jianggan: Portfolio) -> None:
    assert [int(item.quantity) for item in jianggan.deliverables] == [100, 20, 20, 5, *[1] * 8]
    assert (len(jianggan.indicators), len(jianggan.bodies)) == (6, 7)
    assert {due_of(jianggan, item) for item in jianggan.deliverables} == {"2019-12", "2021-12"}
    groups = Counter(promise.group for promise in promises(jianggan, None))
    assert groups == {Group.DELIVERABLES: 12, Group.INDICATORS: 6}


def test_two_readings_give_two_due_dates(jianggan: Portfolio) -> None:
    (finding,) = [finding for finding in jianggan.findings if finding.id == "due-date-of-three-years"]
    both = {(item.due, item.due_latest) for item in jianggan.deliverables if item.id in finding.targets}
    assert both == {("2021-12", "2022-09")}
    assert len(finding.places) == 3


# --- Both --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["jianggan-2019-2021", "longhu-2016-2020"])
def test_there_is_nothing_to_build_so_no_plan_is_asked_for(name: str) -> None:
    held = load_portfolio(SHIPPED / name)
    assert held.projects == ()
    assert not held.has_works
    assert not needs_plan(held)
    assert held.programme.envelope.minimum is None
    assert all(item.name_zh and item.name_en for item in (*held.indicators, *held.deliverables, *held.bodies))
