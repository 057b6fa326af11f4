"""Amounts as people read them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.wording import money
from portfolio.wording.i18n import Language, wording

ZH, EN = Language.ZH, Language.EN


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (0, "0万元", "CNY 0 million"),
        (250, "250万元", "CNY 2.5 million"),
        (9_999, "9,999万元", "CNY 99.99 million"),
        (10_000, "1亿元", "CNY 100 million"),
        (52_010, "5.20亿元", "CNY 520.1 million"),
        (450_000, "45亿元", "CNY 4.5 billion"),
        (449_999, "45.00亿元", "CNY 4.50 billion"),
        (-1_500, "-1,500万元", "CNY -15 million"),
        (12_345_678, "1,234.57亿元", "CNY 123.46 billion"),
    ],
)
def test_amounts_have_a_unit_and_tell_exact_from_rounded(value: int, zh: str, en: str) -> None:
    assert money.amount(value, wording(ZH)) == zh
    assert money.amount(value, wording(EN)) == en


def test_differences_have_a_sign() -> None:
    assert money.difference(30_000, wording(ZH)) == "+3亿元"
    assert money.difference(-2_000, wording(EN)) == "−CNY 20 million"
    assert money.difference(0, wording(ZH)) == "0万元"


def test_commands_say_amounts_as_files_hold_them() -> None:
    typed = wording(EN, as_typed=True)
    assert money.amount(449_999, typed) == "449,999 10k CNY"
    assert money.difference(-1_530, typed) == "−1,530 10k CNY"
    assert (money.table_unit(typed), money.table_amount(1_530, typed)) == ("10k CNY", "1,530")


@given(value=st.integers(min_value=0, max_value=10**10), language=st.sampled_from(Language))
def test_what_a_table_shows_is_read_back_exactly(value: int, language: Language) -> None:
    assert money.from_table_unit(money.in_table_unit(value, wording(language)), wording(language)) == value


@pytest.mark.parametrize("typed", [-1, 0.001, "much", float("nan"), float("inf"), None])
def test_what_is_no_amount_is_refused(typed: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the value; the page words it
        money.from_table_unit(typed, wording(EN))


def test_axis_units() -> None:
    assert money.in_axis_unit(52_010, wording(ZH)) == Decimal("5.201")
    assert money.in_axis_unit(52_010, wording(EN)) == Decimal("520.1")
