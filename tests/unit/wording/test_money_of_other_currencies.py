"""Amounts of programmes in other currencies and units, as people read them in both languages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.money import Money
from portfolio.domain.portfolio import Portfolio
from portfolio.wording import money
from portfolio.wording.i18n import Language, Wording, wording

THOUSAND_USD = {"currency": "USD", "unit": 1_000}


def said(portfolio: Portfolio, language: Language, of_money: Money, *, as_typed: bool = False) -> Wording:
    programme = portfolio.programme.model_copy(update={"money": of_money})
    return wording(language, as_typed=as_typed).of(portfolio.changed(programme=programme))


@pytest.mark.parametrize(
    ("of_money", "value", "words"),
    [
        (THOUSAND_USD, 29_400_000, ("294亿美元", "$29.4 billion", "29,400,000 thousand USD")),
        (THOUSAND_USD, 4_500, ("450万美元", "$4.5 million", "4,500 thousand USD")),
        (THOUSAND_USD, 7, ("7,000美元", "$7 thousand", "7 thousand USD")),
        ({**THOUSAND_USD, "decimals": 2}, 725, ("7,250美元", "$7.25 thousand", "7.25 thousand USD")),
        ({"currency": "EUR", "unit": 1_000_000}, 250, ("2.5亿欧元", "€250 million", "250 million EUR")),
        ({"currency": "CHF", "unit": 1, "decimals": 2}, 50, ("0.5瑞士法郎", "CHF 0.5", "0.50 CHF")),
        ({"unit": 1}, 20_000, ("2万元", "CNY 0.02 million", "20,000 CNY")),
        ({"decimals": 1}, 2_505, ("250.5万元", "CNY 2.51 million", "250.5 10k CNY")),
    ],
)
def test_amounts_are_said_in_their_currency(
    gongshu: Portfolio, of_money: dict[str, Any], value: int, words: tuple[str, str, str]
) -> None:
    kind = Money(**of_money)
    wordings = [
        said(gongshu, Language.ZH, kind),
        said(gongshu, Language.EN, kind),
        said(gongshu, Language.EN, kind, as_typed=True),
    ]
    assert tuple(money.amount(value, say) for say in wordings) == words


def test_units_of_tables_axes_and_files(gongshu: Portfolio) -> None:
    zh, en = (said(gongshu, language, Money(**THOUSAND_USD, decimals=1)) for language in Language)
    assert (money.table_unit(zh), money.table_unit(en)) == ("单位：千美元", "thousand USD")
    assert (money.axis_unit(zh), money.axis_unit(en)) == ("亿美元", "USD million")
    assert (money.file_head("2024", zh), money.file_head("2024", en)) == (
        "2024（千美元）",
        "2024 (thousand USD)",
    )
    assert (money.step(zh), money.step(en)) == ("0.1千美元", "0.1 thousand USD")
    assert money.table_amount(12_345, en) == "1,234.5"
    assert money.in_axis_unit(12_345, en) == Decimal("1.2345")


MONEY = st.builds(
    Money,
    currency=st.sampled_from(["CNY", "USD", "EUR"]),
    unit=st.sampled_from([1, 1_000, 10_000, 1_000_000, 100_000_000, 1_000_000_000]),
    decimals=st.integers(0, 4),
)


@given(value=st.integers(0, 10**11), language=st.sampled_from(Language), of_money=MONEY)
def test_what_is_shown_to_be_edited_is_read_back_exactly(
    gongshu: Portfolio, value: int, language: Language, of_money: Money
) -> None:
    say = said(gongshu, language, of_money)
    shown = money.table_number(value, say)
    assert money.from_table_unit(shown, say) == value
    assert Decimal(money.table_amount(value, say).replace(",", "")) == Decimal(str(shown))
    assert of_money.kept(Decimal(repr(of_money.printed(value)))) == value
    other = Language.EN if language is Language.ZH else Language.ZH
    there = said(gongshu, other, of_money)
    assert money.from_table_unit(money.retyped(shown, language, there), there) == value
