"""Edited lists are one line of history each; what somebody else made of the same list is not overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from towns import a_town

from portfolio.domain.errors import BadInput
from portfolio.domain.expectations import Expected
from portfolio.domain.history import Actor, Conflict
from portfolio.domain.scenario import Scenario
from portfolio.exchange.lists import Row, Value, rows_of
from portfolio.planning.records.lists import edit_list, looked_at
from portfolio.planning.records.projects import edit_project
from portfolio.planning.records.register import add_portfolio
from portfolio.planning.records.scenarios import save_scenario, saved_scenario
from portfolio.planning.records.undoing import undo
from portfolio.planning.records.workspace import Workspace
from portfolio.store.store import Store
from portfolio.wording.history import told
from portfolio.wording.i18n import Language, wording

LI, WANG = Actor("Li"), Actor("Wang")
ENGLISH, CHINESE = (wording(language) for language in (Language.EN, Language.ZH))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Workspace]:
    store = Store(f"sqlite:///{tmp_path / 'town.db'}")
    add_portfolio(store, a_town(), actor=LI, reason="", at=datetime(2026, 1, 1, tzinfo=UTC))
    yield Workspace("town", store=store)
    store.close()


def rows(town: Workspace, name: str, **cells: dict[str, Value]) -> list[Row]:
    """Return the rows of a list with other cells in those of these ids."""
    held = rows_of(name, town.portfolio().item)
    return [replace(row, cells=cells.get(str(row.cells["id"]), {})) for row in held]


def test_a_saved_list_is_one_version_and_one_line_with_what_was_and_is(town: Workspace) -> None:
    wanted = rows(town, "areas", n1={"id": "w1", "name": "Ward one"})
    looked = looked_at(town, "areas", wanted, 1)
    assert (town.portfolio().version, dict(looked.renames)) == (1, {"n1": "w1"})

    done = edit_list(town, "areas", wanted, actor=LI, reason="wards were counted anew", opened=1)
    assert (done.version, town.portfolio().version) == (2, 2)
    assert done.portfolio == looked.portfolio == town.portfolio().item
    assert town.portfolio().item.projects[0].areas[0].area == "w1"
    (line, *_) = town.history()
    assert (line.by, line.reason) == ("Li", "wards were counted anew")
    for say, what in ((ENGLISH, "List changed: Areas"), (CHINESE, "修改清单：片区")):
        shown = told(line, town.portfolio().item, say)
        assert shown.what == what
        assert "Ward one" in shown.after[0]
        assert "First ward" in shown.before[0]


def test_of_a_long_list_the_first_items_are_told_and_the_rest_counted(town: Workspace) -> None:
    wanted = [Row(n, None, {"id": f"t{n}", "name": f"Tag {n}"}) for n in range(1, 331)]
    edit_list(town, "tags", [*rows(town, "tags"), *wanted], actor=LI, reason="many", opened=1)
    shown = told(town.history()[0], town.portfolio().item, ENGLISH)
    assert len(shown.after) == 13
    assert shown.after[-1] == "318 more"


def test_nothing_is_written_where_nothing_differs(town: Workspace) -> None:
    assert not edit_list(town, "areas", rows(town, "areas"), actor=LI, reason="x", opened=1).changes
    assert town.portfolio().version == 1


def test_a_reason_is_needed(town: Workspace) -> None:
    with pytest.raises(BadInput) as refused:
        edit_list(town, "areas", rows(town, "areas"), actor=LI, reason=" ", opened=1)
    assert refused.value.faults[0].code is Expected.REASON


def test_somebody_elses_edit_of_the_same_list_is_a_conflict_and_of_others_is_kept(town: Workspace) -> None:
    mine = rows(town, "areas", north={"name": "Mine"})
    edit_project(town, "one", {"cost": "120"}, actor=WANG, reason="tender")
    edit_list(town, "tags", rows(town, "tags", green={"name": "Greener"}), actor=WANG, reason="x", opened=2)
    done = edit_list(town, "areas", mine, actor=LI, reason="x", opened=1)
    assert done.portfolio.project("one").cost == 120
    assert [tag.name for tag in done.portfolio.classes.tags] == ["Urgent", "Greener"]

    late = rows(town, "areas", north={"name": "Late"})
    edit_list(town, "areas", rows(town, "areas", n1={"name": "Theirs"}), actor=WANG, reason="x", opened=4)
    for act in (looked_at, edit_list):
        with pytest.raises(Conflict) as refused:
            act(town, "areas", late, opened=4, **({} if act is looked_at else {"actor": LI, "reason": "x"}))
        assert refused.value.theirs.by == "Wang"
    assert [area.name for area in town.portfolio().item.classes.areas] == ["Mine", "Theirs"]


def test_saved_scenarios_name_a_renamed_source_as_it_is_called_then(town: Workspace) -> None:
    content = {"ceilings": {"rates": {2025: 80}, "own": {2026: 70}}, "carry_over": {"rates": 0.5}}
    content |= {
        "locked": ["rates.2025", "floor"],
        "projects": {"one": {"allocations": {"rates": {2025: 10}}}},
    }
    content["objective"] = [{"terms": [{"term": "peak", "resource": "rates"}]}]
    save_scenario(town, Scenario.model_validate({"name": "lean", **content}), actor=WANG)
    wanted = rows(town, "funding_sources", rates={"id": "taxes"})
    looked = looked_at(town, "funding_sources", wanted, 1)
    assert [scenario.name for _, scenario in looked.scenarios] == ["lean"]
    edit_list(town, "funding_sources", wanted, actor=LI, reason="renamed by law", opened=1)
    saved = saved_scenario(town, "lean")
    assert saved is not None
    assert saved.version == 2
    assert "rates" not in saved.item.model_dump_json()
    assert saved.item.locked == ("taxes.2025", "floor")
    assert not saved.item.faults_against(town.portfolio().item, "x")


def test_a_group_that_a_saved_scenario_limits_is_not_left_without_sources(town: Workspace) -> None:
    lean = Scenario.model_validate({"name": "lean", "ceilings": {"own": {2025: 80}}})
    save_scenario(town, lean, actor=WANG)
    with pytest.raises(BadInput) as refused:
        looked_at(town, "funding_sources", rows(town, "funding_sources", rates={"group": None}), 1)
    (fault,) = refused.value.faults
    assert (fault.code, fault.value) == (Expected.NOT_IN_USE, "own")


def test_an_edited_list_is_taken_back_with_all_that_followed(town: Workspace) -> None:
    before = town.portfolio().item
    granted = rows_of("appropriations", before)
    more = Row(2, None, {"project": "two", "source": "rates", "year": 2026, "amount": 7})
    edit_list(town, "appropriations", [*granted, more], actor=LI, reason="x", opened=1)
    edit_list(town, "areas", rows(town, "areas", n1={"id": "w1"}), actor=LI, reason="x", opened=2)
    assert town.portfolio().item.project("two").cost == 57
    undo(town, actor=WANG)
    undo(town, actor=WANG)
    assert town.portfolio().item == before
