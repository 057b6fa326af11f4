"""The bundled pipeline: what a plan names and prices none of, and the figures that it promises."""

from __future__ import annotations

from collections import Counter

import pytest

from portfolio.domain.estimates import Totals
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.promises import IndicatorKind
from portfolio.exchange.folder import load_portfolio
from portfolio.planning.answers.promises import needs_plan
from portfolio.planning.records.portfolios import bundled_names
from portfolio.wording.costs import totals_words
from portfolio.wording.i18n import Language, wording
from tests.conftest import SHIPPED

# 附件: the main indicators whose figures stand nowhere, by the number of their definition.
WITHOUT_FIGURES = {
    "infant-mortality": "二、",
    "physicians": "六、",
    "nurses": "七、",
    "beds": "八、",
    "childcare-places": "十一、",
    "sex-ratio": "十四、",
    "public-health-funds": "十七、",
    "out-of-pocket": "十八、",
}


@pytest.fixture(scope="module")
def hangzhou() -> Portfolio:
    return load_portfolio(SHIPPED / "hangzhou-2021-2025")


def test_four_portfolios_are_bundled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portfolio.settings.DATA_FOLDER", SHIPPED)
    assert bundled_names() == [
        "gongshu-2017-2021",
        "hangzhou-2021-2025",
        "jianggan-2019-2021",
        "longhu-2016-2020",
    ]


def test_sixteen_buildings_and_nine_other_items_are_named(hangzhou: Portfolio) -> None:
    found = Counter((project.tags, project.status.value) for project in hangzhou.projects)
    assert found == {
        (("building",), "proposed"): 5,
        (("building",), "planned"): 11,
        (("other-item",), "proposed"): 9,
    }


def test_what_the_document_does_not_say_is_not_there(hangzhou: Portfolio) -> None:
    for project in hangzhou.projects:
        said = (project.annex, project.row, project.street, project.target_year, project.cost)
        assert said == (None,) * 5
        assert hangzhou.told_target_year_of(project) is None
        assert (project.floor_area_min_m2, project.ownership) == (None, None)
    located = [project.place for project in hangzhou.projects if project.place is not None]
    assert len(located) == 7  # five blocks, and two in the west of the province


def test_totals_are_not_priced_and_nothing_is_called_a_plan(hangzhou: Portfolio) -> None:
    assert Totals.of(hangzhou.projects) == Totals(priced=None, estimated=None, without_price=25)
    assert totals_words(hangzhou.projects, wording(Language.EN)) == [
        "In CNY million: not priced; 25 without a price."
    ]
    assert totals_words(hangzhou.projects, wording(Language.ZH))[0].endswith("未定价；25个未定价。")
    assert (hangzhou.is_pipeline, needs_plan(hangzhou)) == (True, False)
    priced = hangzhou.projects[0].model_copy(update={"cost": 100})
    assert not hangzhou.changed(projects=(priced, *hangzhou.projects[1:])).is_pipeline


def test_indicators_are_counted_against_the_document(hangzhou: Portfolio) -> None:
    assert len(hangzhou.indicators) == 105
    assert {item.kind for item in hangzhou.indicators} == {IndicatorKind.UNKNOWN}
    without = {
        item.id: item.source.quote[: item.source.quote.index("、") + 1]
        for item in hangzhou.indicators
        if not item.milestones and item.baseline is None
    }
    assert without == WITHOUT_FIGURES
    (finding,) = [found for found in hangzhou.findings if found.id == "indicator-table-is-missing"]
    assert set(finding.targets) == without.keys()
    baselines = {item.id for item in hangzhou.indicators if item.baseline is not None and not item.milestones}
    assert baselines == {"maternal-mortality", "under-five-mortality", "satisfaction", "infectious"}


def test_several_dates_of_one_target_are_its_milestones(hangzhou: Portfolio) -> None:
    known = {item.id: item for item in hangzhou.indicators}
    assert [(m.year, m.quantity) for m in known["cdc-standard"].milestones] == [(2022, 95), (2025, 100)]
    wards = known["research-wards"].milestones
    assert [(m.year, m.quantity, m.upper) for m in wards] == [(2021, 2, 3), (2023, 3, 5), (2025, 10, None)]
    assert all(m.source is not None for m in known["cdc-standard"].milestones[1:])
    yearly = {item.id for item in hangzhou.indicators for m in item.milestones if m.is_yearly}
    assert yearly == {"phd", "master"}


def test_contradictions_are_findings_with_both_places(hangzhou: Portfolio) -> None:
    found = [finding for finding in hangzhou.findings if finding.kind == "contradiction"]
    assert {finding.id for finding in found} == {
        *("provincial-talent", "municipal-talent", "healthy-zhejiang-index", "digital-index"),
        *("health-literacy", "elderly-managed", "top-ten", "research-wards", "cdc-standard-whose"),
    }
    assert all(len({place.place for place in finding.places}) == 2 for finding in found)
