"""What is reported of targets is kept with who said so and when, and taken back like everything else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from records import MANAGER, OFFICER
from refusals import refused

from portfolio.domain.history import Conflict
from portfolio.domain.promises import Indicator, Milestone, Reading, ReadingKind
from portfolio.planning.records.readings import report_reading
from portfolio.planning.records.register import update_portfolio
from portfolio.planning.records.undoing import undo
from portfolio.planning.records.workspace import Workspace
from portfolio.wording.history import told
from portfolio.wording.i18n import Language, wording

HERE = {"document": "doc", "place": "3", "quote": "达到80%"}
RATE = Indicator(
    id="rate",
    name_zh="达标率",
    name_en="Up to standard",
    unit="%",
    baseline=Decimal("74.5"),
    milestones=(Milestone(year=2021, quantity=Decimal(100)),),
    source=HERE,
)
EIGHTY = Reading(target="rate", value=Decimal(80), as_of="2020", **HERE)


@pytest.fixture
def measured(workspace: Workspace) -> Workspace:
    there = workspace.portfolio().item
    update_portfolio(
        workspace, there.changed(indicators=(RATE,)), actor=OFFICER, reason="indicators", file="i.toml"
    )
    return workspace


def test_a_reading_is_kept_with_its_source_and_who_recorded_it(measured: Workspace) -> None:
    done = report_reading(measured, EIGHTY, actor=MANAGER, reason="yearbook", seen=0)
    there = measured.portfolio()
    assert (there.version, there.item.readings) == (done.version, (EIGHTY,))
    assert there.item.indicators == (RATE,)
    line = measured.history("target rate")[0]
    assert (line.by, line.reason, line.before) == (MANAGER.name, "yearbook", None)
    words = told(line, there.item, wording(Language.EN))
    assert words.what == "Report on a target: Up to standard"
    assert {"Value: 80", "As of: 2020", "Words there: 达到80%"} <= set(words.after)


def test_whoever_reports_without_a_document_has_said_so(measured: Workspace) -> None:
    plain = Reading(target="rate", value=Decimal(90), as_of="2021-06", kind=ReadingKind.PLANNED)
    assert report_reading(measured, plain, actor=MANAGER).item.by == MANAGER.name
    named = plain.model_copy(update={"by": "统计科"})
    assert report_reading(measured, named, actor=MANAGER).item.by == "统计科"


def test_a_reading_of_nothing_and_of_an_unknown_document_is_refused(measured: Workspace) -> None:
    before = measured.portfolio()
    with refused("report on a target: target: found 'else'"):
        report_reading(measured, EIGHTY.model_copy(update={"target": "else"}), actor=MANAGER)
    with refused("one of doc"):
        report_reading(measured, EIGHTY.model_copy(update={"document": "else"}), actor=MANAGER)
    assert measured.portfolio() == before


def test_who_reported_in_between_is_a_conflict(measured: Workspace) -> None:
    report_reading(measured, EIGHTY, actor=MANAGER, seen=0)
    with pytest.raises(Conflict):
        report_reading(measured, EIGHTY, actor=OFFICER, seen=0)
    assert len(measured.portfolio().item.readings) == 1


def test_what_was_reported_of_is_not_taken_away(measured: Workspace) -> None:
    number = measured.history()[0].number
    report_reading(measured, EIGHTY, actor=MANAGER)
    with refused("the id of a target, a deliverable or an indicator"):
        undo(measured, number, actor=OFFICER, reason="no indicators")


def test_a_reading_is_taken_back_although_others_reported_since(measured: Workspace) -> None:
    report_reading(measured, EIGHTY, actor=MANAGER)
    number = measured.history("target rate")[0].number
    later = EIGHTY.model_copy(update={"value": Decimal(85), "as_of": "2021"})
    report_reading(measured, later, actor=OFFICER)
    undo(measured, number, actor=MANAGER, reason="another district's")
    assert measured.portfolio().item.readings == (later,)
    undo(measured, number, actor=MANAGER, redo=True)
    assert {reading.value for reading in measured.portfolio().item.readings} == {80, 85}
