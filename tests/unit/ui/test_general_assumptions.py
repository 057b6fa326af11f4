"""What is assumed of a programme as a whole is changed with its reason, and a rate may be new."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from portfolio.domain.portfolio import Portfolio
from portfolio.ui.assumption_edits import Path, differs, edited
from portfolio.wording.assumption_rules import changed
from portfolio.wording.i18n import Language, wording


@pytest.mark.parametrize("before", [None, {"percent_per_year": "3", "reason_zh": "旧"}])
def test_a_rate_of_discount_is_new_or_another_one(gongshu: Portfolio, before: dict[str, str] | None) -> None:
    assumptions = gongshu.assumptions.model_copy(update={"discount": None})
    if before is not None:
        assumptions = edited(assumptions, {("discount",): before}, "旧")
    typed = {("discount",): {"percent_per_year": "2.5"}}
    assert differs(assumptions, typed)
    after = edited(assumptions, typed, "a lower rate")
    assert after.discount is not None
    assert (after.discount.percent_per_year, after.discount.reason_zh) == (Decimal("2.5"), "a lower rate")


def test_appropriations_may_move(gongshu: Portfolio) -> None:
    after = edited(gongshu.assumptions, {("appropriations", "fixed"): False}, "the council agrees")
    assert (after.appropriations.fixed, after.appropriations.reason_en) == (False, "the council agrees")


def test_what_dates_mean_is_switched_on_and_off(gongshu: Portfolio) -> None:
    typed: dict[Path, Any] = {("printed_years",): {"are_dates": True}, ("history",): {"last_year": 2017}}
    on = edited(gongshu.assumptions, typed, "the council reads it so")
    assert on.printed_years is not None
    assert on.history is not None
    assert (on.printed_years.are_dates, on.history.last_year) == (True, 2017)
    assert on.history.reason_en == "the council reads it so"
    off = edited(on, {("history",): None}, "it was reported after all")
    assert off.history is None


@pytest.mark.parametrize("language", Language)
def test_what_dates_mean_is_told_in_history(gongshu: Portfolio, language: Language) -> None:
    say = wording(language).of(gongshu)
    old, new = changed({"history": {"last_year": 2017}}, {"history": None}, gongshu, say)
    assert say("assume.history.none") in new[0]
    assert "2017" in old[0]
    old, new = changed({"printed_years": None}, {"printed_years": {"are_dates": True}}, gongshu, say)
    assert say("assume.printed_years.yes") in new[0]
    assert say("assume.printed_years.no") in old[0]
