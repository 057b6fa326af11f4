"""Payment follows investment completed by terms: all of it, none twice, and never ahead of the terms."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from portfolio.domain.calendar import Period
from portfolio.domain.payments import AS_COMPLETED, PaymentTerms, payments

AMOUNTS = st.dictionaries(st.integers(2020, 2025), st.integers(0, 10**9), min_size=1)


@st.composite
def any_terms(draw: st.DrawFn) -> PaymentTerms:
    advance = draw(st.integers(0, 10_000))
    retention = draw(st.integers(0, 10_000 - advance))
    shares = {"advance": advance, "retention": retention, "progress": 10_000 - advance - retention}
    return PaymentTerms(
        **{name: Decimal(share) / 100 for name, share in shares.items()},
        settled_after=draw(st.integers(0, 9)),
    )


@given(any_terms(), AMOUNTS, st.integers(1, 4), st.integers(1, 4))
def test_all_that_is_completed_is_paid_and_no_more(
    terms: PaymentTerms, completed: dict[int, int], first: int, last: int
) -> None:
    start, finish = Period(min(completed), first), Period(max(completed) + 1, last)
    paid = payments(terms, completed, start, finish)
    assert sum(paid.values()) == sum(completed.values())
    assert all(amount > 0 for amount in paid.values())  # nothing is asked back
    total, settled = sum(completed.values()), finish.plus(terms.settled_after).year
    for year in range(start.year, settled + 1):
        built = sum(amount for y, amount in completed.items() if y <= year)
        due = terms.advance * total + terms.progress * built + terms.retention * total * (year >= settled)
        so_far = sum(amount for y, amount in paid.items() if y <= year)
        assert abs(so_far - Fraction(due) / 100) <= Fraction(1, 2)


@given(AMOUNTS)
def test_without_terms_payment_is_what_is_completed(completed: dict[int, int]) -> None:
    start, finish = Period(min(completed), 1), Period(max(completed), 4)
    paid = payments(AS_COMPLETED, completed, start, finish)
    assert paid == {year: amount for year, amount in completed.items() if amount}


def test_an_advance_the_works_and_the_rest_a_year_after() -> None:
    terms = PaymentTerms(advance=Decimal(10), progress=Decimal(75), retention=Decimal(15), settled_after=4)
    paid = payments(terms, {2020: 400, 2021: 600}, Period(2020, 2), Period(2021, 4))
    assert paid == {2020: 100 + 300, 2021: 450, 2022: 150}


@pytest.mark.parametrize(
    "shares",
    [
        {"advance": Decimal(10)},
        {"advance": Decimal(60), "progress": Decimal(60)},
        {"progress": Decimal("99.999")},
        {"advance": Decimal(-1)},
    ],
)
def test_shares_that_do_not_add_up_are_refused(shares: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PaymentTerms(**shares)
