"""What pydantic finds, as codes and values: nothing of its English is left where a code says as much."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

import pytest
import refusals
from pydantic import BaseModel, ConfigDict, Field

from portfolio.domain.calendar import Period
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.scenario_file import parse_scenario
from portfolio.exchange.validating import validated


class Sense(StrEnum):
    LEAST = "least"
    MOST = "most"


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class Everything(BaseModel):
    model_config = ConfigDict(extra="forbid")

    whole: int = 1
    number: float = 1
    exact: Annotated[Decimal, Field(max_digits=3)] = Decimal(1)
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    percent: Annotated[int, Field(ge=0, le=100)] = 1
    short: Annotated[str, Field(min_length=2, max_length=3)] = "ab"
    code: Annotated[str, Field(pattern="^[a-z]+[0-9]$")] = "a1"
    choice: Annotated[str, Field(pattern="^(min|max)$")] = "min"
    sense: Sense = Sense.LEAST
    word: Literal["one"] = "one"
    flag: bool = True
    items: Annotated[tuple[int, ...], Field(min_length=1, max_length=2)] = (1,)
    table: dict[str, int] = {}
    part: Cat | None = None
    animal: Annotated[Cat | Dog, Field(discriminator="kind")] | None = None
    at: datetime | None = None
    quarter: Period | None = None
    other: frozenset[int] = frozenset()


def fault(**content: object) -> Fault:
    with pytest.raises(BadInput) as caught:
        validated(Everything, content, "f")
    (found,) = caught.value.faults
    assert refusals.line(found).startswith(f"f: {found.column}: ")
    return found


@pytest.mark.parametrize(
    ("field", "value", "code", "values"),
    [
        ("whole", None, Expected.INTEGER, {}),
        ("whole", 1.5, Expected.INTEGER_NOT_A_FRACTION, {}),
        ("whole", "x", Expected.INTEGER_NOT_A_TEXT, {}),
        ("number", "x", Expected.NUMBER_NOT_A_TEXT, {}),
        ("number", [], Expected.NUMBER, {}),
        ("exact", "x", Expected.DECIMAL, {}),
        ("exact", "1234", Expected.DIGITS_AT_MOST, {"limit": 3}),
        ("exact", "nan", Expected.FINITE, {}),
        ("share", 0, Expected.GREATER_THAN, {"limit": 0}),
        ("share", 1, Expected.LESS_THAN, {"limit": 1}),
        ("percent", -1, Expected.AT_LEAST, {"limit": 0}),
        ("percent", 101, Expected.AT_MOST, {"limit": 100}),
        ("short", "a", Expected.CHARACTERS_AT_LEAST, {"limit": 2}),
        ("short", "abcd", Expected.CHARACTERS_AT_MOST, {"limit": 3}),
        ("short", 1, Expected.TEXT, {}),
        ("short", "\ud800", Expected.UNICODE, {}),
        ("code", "1", Expected.MATCHING, {"limit": "^[a-z]+[0-9]$"}),
        ("choice", "mid", Expected.ONE_OF, {"names": ("min", "max")}),
        ("sense", "x", Expected.ONE_OF, {"names": ("least", "most")}),
        ("word", "two", Expected.ONE_OF, {"names": ("one",)}),
        ("flag", "perhaps", Expected.BOOLEAN, {}),
        ("items", [], Expected.ITEMS_AT_LEAST, {"limit": 1}),
        ("items", [1, 2, 3], Expected.ITEMS_AT_MOST, {"limit": 2}),
        ("items", 1, Expected.LIST, {}),
        ("table", 1, Expected.DICTIONARY, {}),
        ("part", 1, Expected.DICTIONARY, {}),
        ("animal", {"kind": "cow"}, Expected.TAGGED, {"key": "'kind'", "names": ("cat", "dog")}),
        ("at", "soon", Expected.DATE, {}),
        ("quarter", "2018Q5", Expected.QUARTER, {}),
        ("unknown", 1, Expected.NO_SUCH_KEY, {}),
        ("other", 1, Expected.ANOTHER_VALUE, {"message": "a valid frozenset"}),
    ],
)
def test_each_kind_of_error_has_its_code(
    field: str, value: object, code: Expected, values: dict[str, object]
) -> None:
    found = fault(**{field: value})
    assert (found.column, found.code, found.values) == (field, code, values)


def test_what_is_missing_has_no_value() -> None:
    found = fault(part={})
    assert (found.column, found.code, found.value) == ("part.kind", Expected.GIVEN, None)


def test_a_list_is_not_called_too_short_for_a_wrong_item() -> None:
    found = fault(items=["x"])
    assert (found.column, found.code) == ("items[0]", Expected.INTEGER_NOT_A_TEXT)


def test_a_wrong_aim_hides_nothing_else_in_a_scenario(gongshu: Portfolio) -> None:
    aims = [{"terms": [{"term": "usage", "resource": "public", "sense": "up"}]}]
    content = {"name": "x", "objective": aims, "ceilings": {"lottery": {}}}
    with pytest.raises(BadInput) as caught:
        parse_scenario(content, gongshu, "s.json")
    assert [(found.column, found.value) for found in caught.value.faults] == [
        ("objective[0].terms[0].sense", "up"),
        ("ceilings", "lottery"),
    ]
