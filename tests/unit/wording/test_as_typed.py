"""Commands call things what one types: ids, amounts as files hold them, and more of a list than pages do."""

from __future__ import annotations

import pytest

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Term
from portfolio.wording import aims
from portfolio.wording.changes import mode_word, scenario_title
from portfolio.wording.i18n import Language, wording
from portfolio.wording.payers import payer_name

PAGES, COMMANDS = wording(Language.EN), wording(Language.EN, as_typed=True)


def test_projects_payers_paces_and_scenarios_are_called_what_one_types(gongshu: Portfolio) -> None:
    hospital = gongshu.project("a1-01")
    assert COMMANDS.name(hospital) == "a1-01 Hanggang Hospital"
    assert COMMANDS.full_name(hospital) == "a1-01 Hanggang Hospital (杭钢医院)"
    assert COMMANDS.name(hospital).project == "a1-01"
    assert [payer_name(payer, gongshu, COMMANDS) for payer in gongshu.payers] == list(gongshu.payers)
    assert (mode_word("slow", COMMANDS), mode_word("slow", PAGES)) == ("slow", "slower pace")
    assert (scenario_title("default", COMMANDS), scenario_title("default", PAGES)[:7]) == (
        "default",
        "Default",
    )


def test_a_terminal_has_room_for_more_of_a_list_than_a_page_and_not_for_51_names() -> None:
    names = ["a", "b", "c", "d", "e"]
    assert COMMANDS.few(names) == "a, b, c, d, e"
    assert COMMANDS.few(names * 10) == "a, b, c, d, e and 45 more"
    assert PAGES.few(names) == "a, b, c and 2 more"


@pytest.mark.parametrize(("value", "shown"), [(5, "5"), (1234.0, "1,234"), (2.5, "2.50"), (None, "Unknown")])
def test_a_part_of_a_quarter_is_not_rounded_away(value: float | None, shown: str) -> None:
    assert aims.shown(value, [Term.model_validate({"term": "tardiness"})], PAGES) == shown
