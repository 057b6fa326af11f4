"""What is assumed of a programme as a whole is changed with its reason, and a rate may be new."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portfolio.domain.portfolio import Portfolio
from portfolio.ui.assumption_edits import differs, edited


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
