"""Whatever a file holds, reading it gives a model or bad input, one line a fault, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import string
from collections.abc import Callable
from typing import Any

import refusals
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio.domain.assumptions import Assumptions
from portfolio.domain.errors import BadInput
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Programme
from portfolio.domain.scenario import Scenario
from portfolio.exchange.scenario_file import parse_scenario
from portfolio.exchange.table import COLUMNS, ProjectTable, parse_projects
from portfolio.exchange.text import decode, read_json, read_toml
from portfolio.exchange.validating import validated

TEXT = st.one_of(
    st.text(),
    st.text(alphabet=string.ascii_letters + string.digits + "\"'[]{},.:=+-_ \n\t\\#拱墅"),
    st.binary().map(lambda raw: raw.decode("latin-1")),
)


def only_bad_input(read: Callable[[], object]) -> object | None:
    """Return what was read, or None where it is bad input that is reported well."""
    faults = []
    try:
        return read()
    except BadInput as error:
        faults = error.faults
    assert faults
    assert all(refusals.expected(fault) and len(refusals.line(fault).splitlines()) == 1 for fault in faults)
    return None


@given(st.binary())
def test_bytes(raw: bytes) -> None:
    text = only_bad_input(lambda: decode(raw, "f"))
    assert text is None or "\0" not in str(text)


@given(TEXT)
@example("a = 1e99999999999999999999")
@example("a = 2017-13-45")
def test_toml(text: str) -> None:
    only_bad_input(lambda: validated(Programme, read_toml(text, "f"), "f"))
    only_bad_input(lambda: validated(Assumptions, read_toml(text, "f"), "f"))


@given(TEXT)
def test_json(text: str) -> None:
    only_bad_input(lambda: validated(Plan, read_json(text, "f"), "f"))


@given(TEXT)
def test_a_table(text: str) -> None:
    only_bad_input(lambda: parse_projects(text, "f"))
    only_bad_input(lambda: parse_projects(",".join(COLUMNS) + "\n" + text, "f"))


CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "1",
            "-1",
            "0",
            "1_0",
            "1.0",
            "9" * 5000,
            "nan",
            "planned",
            "existing",
            "public",
            "2019",
            "²",
            "٣",
        ]
    ),
    st.text(max_size=8),
)


@given(st.lists(st.lists(CELLS, min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=3))
def test_a_table_of_any_cells(gongshu: Portfolio, rows: list[list[str]]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([COLUMNS, *rows])
    table = only_bad_input(lambda: parse_projects(buffer.getvalue(), "f", gongshu.programme))
    if isinstance(table, ProjectTable):
        assert len(table.projects) == sum(any(cell.strip() for cell in row) for row in rows)


NUMBERS = st.one_of(st.integers(), st.floats(), st.sampled_from([10**400, 2018, 0.1, -1, 1e300]))
KEYS = st.one_of(
    st.sampled_from(
        [
            *(
                "name",
                "ceilings",
                "carry_over",
                "envelope",
                "projects",
                "objective",
                "minimum",
                "soft",
                "cost",
            ),
            *("delay_quarters", "mandated", "excluded", "pin", "start", "mode", "terms", "term", "resource"),
            *(
                "weight",
                "sense",
                "tolerance",
                "public",
                "total",
                "2018",
                "2024",
                "2018.0",
                "a1-07",
                "standard",
            ),
        ]
    ),
    st.text(max_size=5),
)
VALUES = st.one_of(
    st.none(), st.booleans(), NUMBERS, KEYS, st.sampled_from(["2018Q3", "peak", "tardiness", "usage", "max"])
)
TREES = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=25,
)


def scenario_like(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Trees that have a scenario's keys where it has them."""
    years = st.dictionaries(st.sampled_from(["2017", "2018", "2024", "x"]), inner, max_size=3)
    payers = st.sampled_from(["public", "district", "lottery"])
    change = st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("cost", "delay_quarters", "mandated", "excluded", "pin", "mood"), inner)
    )
    term = st.fixed_dictionaries({"term": inner}, optional={"resource": inner, "weight": inner})
    return st.fixed_dictionaries(
        {"name": st.just("x")},
        optional={
            "ceilings": st.dictionaries(payers, years | inner, max_size=3),
            "carry_over": st.dictionaries(payers, inner, max_size=3),
            "envelope": st.fixed_dictionaries({}, optional={"minimum": inner, "soft": inner}),
            "projects": st.dictionaries(
                st.sampled_from(["a1-07", "a1-01", "zz"]), change | inner, max_size=3
            ),
            "objective": st.lists(st.fixed_dictionaries({"terms": st.lists(term, max_size=2)}), max_size=2),
        },
    )


@examples(200)
@given(TREES | scenario_like(TREES))
def test_a_scenario(gongshu: Portfolio, tree: Any) -> None:
    text = json.dumps(tree)
    made = only_bad_input(lambda: parse_scenario(read_json(text, "f"), gongshu, "f"))
    if isinstance(made, Scenario):
        # What was accepted means the same after a plan has carried it around.
        assert Scenario.model_validate(read_json(made.model_dump_json(), "f")) == made


@given(st.text(min_size=1, max_size=6), st.sampled_from(["csv", "json"]))
@example("\n", "csv")
@example("\u2028", "json")
def test_a_fault_stays_on_its_line_whatever_the_column_is_called(
    gongshu: Portfolio, name: str, kind: str
) -> None:
    if kind == "csv":
        header = io.StringIO(newline="")
        csv.writer(header).writerow([*COLUMNS, name])
        assert only_bad_input(lambda: parse_projects(header.getvalue(), "f")) is None
    else:
        content = {"name": "x", "not " + name: 1}
        assert only_bad_input(lambda: parse_scenario(content, gongshu, "f")) is None
