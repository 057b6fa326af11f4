from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import refusals
from refusals import refused

from portfolio.domain.calendar import Period
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Pin
from portfolio.exchange.scenario_file import load_scenario

FaultsOf = Callable[[str], list[Fault]]


@pytest.fixture
def faults_of(tmp_path: Path, gongshu: Portfolio) -> FaultsOf:
    """A function that returns the faults of a scenario file with this text."""

    def found(text: str) -> list[Fault]:
        path = tmp_path / "s.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BadInput) as caught:
            load_scenario(path, gongshu)
        assert {fault.file for fault in caught.value.faults} == {"s.json"}
        assert len(refusals.lines(caught.value).splitlines()) == len(caught.value.faults), "one line a fault"
        return caught.value.faults

    return found


def test_a_scenario_is_read_with_its_decimals_exact(tmp_path: Path, gongshu: Portfolio) -> None:
    path = tmp_path / "s.json"
    path.write_text(
        """{"name": "紧缩", "ceilings": {"public": {"2018": 40000, "2019": null}},
            "carry_over": {"public": 0.1}, "envelope": {"minimum": 400000, "soft": false},
            "projects": {"a1-07": {"cost": 170000, "delay_quarters": 2, "pin": {"start": "2018Q3"}}}}""",
        encoding="utf-8",
    )
    made = load_scenario(path, gongshu)
    assert made.name == "紧缩"
    assert made.ceilings == {"public": {2018: 40000, 2019: None}}
    assert str(made.carry_over["public"]) == "0.1"
    assert (made.envelope.minimum, made.envelope.soft) == (400_000, False)
    assert made.projects["a1-07"].pin == Pin(start=Period(2018, 3))


def test_everything_wrong_is_named_at_once(faults_of: FaultsOf) -> None:
    faults = faults_of(
        json.dumps(
            {
                "name": "x",
                "wishes": 1,
                "ceilings": {"lottery": {"2018": 5}, "public": {"2018": True, "2030": 5, "2019": "7"}},
                "carry_over": {"public": 2},
                "projects": {
                    "a9-99": {},
                    "a1-01": {"cost": 5},
                    "a1-07": {"cost": -1, "mood": 3},
                    "a1-11": {"pin": {"mode": "fast", "start": "2031Q1"}},
                },
                "objective": [{"terms": [{"term": "peak", "resource": "lottery"}]}],
            }
        )
    )
    assert {(fault.column, fault.value) for fault in faults} == {
        ("wishes", "1"),
        ("ceilings.public.2018", "true"),
        ("ceilings.public.2019", "7"),
        ("carry_over.public", "2"),
        ("projects.a1-07.cost", "-1"),
        ("projects.a1-07.mood", "3"),
        ("ceilings", "lottery"),
        ("ceilings.public", "2030"),
        ("projects", "a9-99"),
        ("projects", "a1-01"),
        ("projects.a1-11.pin.mode", "fast"),
        ("projects.a1-11.pin.start", "2031Q1"),
        ("objective[0].terms[0].resource", "lottery"),
    }


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [
        ('{"name": "x", "envelope": {"minimum": true}}', "envelope.minimum", "true"),
        ('{"name": "x", "projects": {"a1-07": {"cost": 10.5}}}', "projects.a1-07.cost", "10.5"),
        ('{"name": "x", "projects": {"a1-07": {"cost": 1e999999}}}', "projects.a1-07.cost", "1E+999999"),
        ('{"name": "x", "projects": {"a1-07": {"pin": {"mode": 1}}}}', "projects.a1-07.pin.mode", "1"),
        ('{"name": "x", "projects": {"a1-07": {"excluded": "no way"}}}', "projects.a1-07.excluded", "no way"),
        (
            '{"name": "x", "projects": {"a1-07": {"allocations": {"private": {"2018": 5, "02018": 7}}}}}',
            "projects.a1-07.allocations.private.02018.[key]",
            "02018",
        ),
        (
            '{"name": "x", "projects": {"a1-07": {"allocations": {"private": {"2_018": 5}}}}}',
            "projects.a1-07.allocations.private.2_018.[key]",
            "2_018",
        ),
        ('{"ceilings": {}}', "name", None),
        ('{"name": "x", "ceilings": []}', "ceilings", None),
        ('{"name": "x", "ceilings": {"public": 5}}', "ceilings.public", "5"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(
    faults_of: FaultsOf, text: str, column: str, value: str | None
) -> None:
    assert [(fault.column, fault.value) for fault in faults_of(text)] == [(column, value)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("[]", "dictionary"),
        ("null", "dictionary"),
        ('{"name": "x"} {}', "JSON"),
        ('{"name": "x", "name": "y"}', "'name' stands twice"),
        ('{"name": "x", "ceilings": {"public": {"2018": 1, "2018": 2}}}', "'2018' stands twice"),
        ('{"name": "x", "carry_over": {"public": NaN}}', "NaN"),
        ('{"name": "x", "envelope": {"minimum": Infinity}}', "Infinity"),
        ('{"name": "x", "envelope": {"minimum": 1e99999999999999999999}}', "out of range"),
        ('{"name": "x", "envelope": {"minimum": ' + "9" * 5000 + "}}", "JSON"),
        ("[" * 100_000, "JSON"),
        ('{"name": "x", "deep": ' + "[" * 500 + "]" * 500 + "}", "no key of this name"),
        ('{"name": "\\ud800"}', "unicode"),
    ],
)
def test_what_is_no_scenario_at_all(faults_of: FaultsOf, text: str, named: str) -> None:
    (fault,) = faults_of(text)
    assert named in refusals.line(fault)


def test_broken_json_names_its_line(faults_of: FaultsOf) -> None:
    assert [fault.line for fault in faults_of('{"name": "x",\n"ceilings": }')] == [2]


@pytest.mark.parametrize("year", ["2018.0", " 2018", "+2018", "2_018", "02018", "２０１８"])
def test_a_year_is_four_digits_so_that_none_can_stand_twice_unnoticed(faults_of: FaultsOf, year: str) -> None:
    faults = faults_of(json.dumps({"name": "x", "ceilings": {"public": {"2018": 1, year: 2}}}))
    assert len(faults) == 1
    assert year in refusals.line(faults[0])


def test_a_file_that_is_missing_or_a_folder(tmp_path: Path, gongshu: Portfolio) -> None:
    for path in (tmp_path / "nowhere.json", tmp_path):
        with refused("a readable file"):
            load_scenario(path, gongshu)
