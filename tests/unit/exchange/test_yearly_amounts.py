"""Tables of yearly amounts: what was spent and what is appropriated are read by the same rules."""

import pytest

from portfolio.domain.errors import BadInput
from portfolio.domain.money import Money
from portfolio.exchange.actuals import parse_actuals
from portfolio.exchange.appropriations import parse_appropriations

READERS = [parse_actuals, parse_appropriations]
NO_AMOUNTS = ["1e3", "1_000", "1,000", "１２", "NaN", "Infinity", "(5)", "", "2.005", "5 000"]
DOLLARS = Money(currency="USD", unit=1000, decimals=2)


@pytest.mark.parametrize("parse", READERS)
@pytest.mark.parametrize(
    "typed", ["1e3", "1_000", "1,000", "１２", "NaN", "Infinity", "(5)", "", "2.005", "5 000"]
)
def test_what_is_no_plain_amount_is_refused_with_its_place(parse, typed):
    with pytest.raises(BadInput) as caught:
        parse(f"project;source;year;amount\np;a;2020;{typed}\n", "table.csv", DOLLARS)
    (fault,) = caught.value.faults
    assert (fault.line, fault.column, fault.value) == (2, "amount", typed)


@pytest.mark.parametrize("parse", READERS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_cells_are_separated_as_spreadsheets_do(parse, separator):
    lines = ("project source year amount", "p a 2020 7.25")
    text = "".join(line.replace(" ", separator) + "\n" for line in lines)
    (row,), lines = parse(text, "table.csv", DOLLARS)
    assert (row.project, row.source, row.year, row.amount, lines) == ("p", "a", 2020, 725, (2,))


def test_only_what_was_spent_may_be_refunded():
    text = "project,source,year,amount\np,a,2020,-7\n"
    (spent,), _ = parse_actuals(text, "actuals.csv", Money())
    assert spent.amount == -7
    with pytest.raises(BadInput):
        parse_appropriations(text, "appropriations.csv", Money())
