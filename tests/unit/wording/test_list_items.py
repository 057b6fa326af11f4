"""What stands in lists that people edit is called by names: every id that a column holds, and every code."""

from __future__ import annotations

import pytest
from towns import a_town

from portfolio.exchange.lists import LISTS, RULES, columns_of
from portfolio.wording.i18n import Language, wording
from portfolio.wording.list_items import choice_name, column_name, item_name, item_names

TOWN = a_town()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", dict.fromkeys([*LISTS, *RULES]))
def test_columns_and_what_can_be_chosen_in_them_have_names(name: str, language: Language) -> None:
    say = wording(language).of(TOWN)
    for column in columns_of(name, TOWN):
        assert column_name(name, column.path, say) != column.path
        assert all(choice_name(name, column.path, code, say) for code in column.choices)
        if column.of is not None:
            assert all(item_names(column.of, TOWN, say).values())


def test_what_is_not_there_any_more_is_called_by_its_id() -> None:
    say = wording(Language.EN).of(TOWN)
    assert item_name("areas", "north", TOWN, say) == "North"
    assert item_name("areas", "gone", TOWN, say) == "gone"
