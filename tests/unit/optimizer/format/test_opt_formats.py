"""Bad input gets lines that name the JSON path, whatever it is, and never a traceback."""

import copy
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from opt_instances import Json, instances

from optimizer import InputError, Instance, InstanceError
from optimizer.format.reading import LARGEST_FILE, decode, read_claim, read_instance

GOOD: Json = {
    "periods": 4,
    "resources": [
        {"id": "money", "limits": [{"first": 0, "last": 3, "maximum": 10}], "carry_over": {"share": 0.5}}
    ],
    "projects": [
        {"id": "A", "modes": [{"id": "m", "duration": 1, "usage": {"money": [1]}, "benefit": [1.5]}]},
        {"id": "B", "modes": [{"id": "m", "duration": 1}], "pin": {"mode": "m"}},
    ],
    "precedence": [{"before": "A", "after": "B"}],
    "groups": [{"projects": ["A", "B"], "at_most": 1}],
    "allocations": [{"project": "A", "resource": "money", "first": 0, "last": 1, "amount": 1}],
    "baseline": {"A": {"mode": "m", "start": 0}},
    "objective": [{"terms": [{"term": "peak", "resource": "money"}]}],
}


def _with(path: str, value: Any) -> Json:
    """The good instance with one value replaced or added."""
    data = copy.deepcopy(GOOD)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    target: Any = data
    for step in steps:
        target = target[step]
    if isinstance(target, list) and last == len(target):
        target.append(value)
    else:
        target[last] = value
    return data


FAULTS: list[tuple[str, Any, str]] = [
    ("periods", 0, "periods: 0 is not >= 1"),
    ("periods", 10**9, "periods: 1000000000 is not <= 10000"),
    ("colour", 1, "colour: is not a known key"),
    ("projects/0/modes/0/duration", -1, "projects[0].modes[0].duration: -1 is not >= 0"),
    ("projects/0/modes/0/duration", 12.5, "projects[0].modes[0].duration: 12.5 is not a whole number"),
    ("projects/0/modes/0/duration", True, "projects[0].modes[0].duration: true is not a number"),
    ("projects/0/modes/0/duration", "3", "projects[0].modes[0].duration: '3' is not a number"),
    ("projects/0/modes/0/usage/money/0", -2, "projects[0].modes[0].usage.money[0]: -2 is not >= 0"),
    ("projects/0/modes/0/usage/money/0", math.nan, "usage.money[0]: nan is not a finite number"),
    ("projects/0/modes/0/usage/money/0", 10**13, "usage.money[0]: the magnitude exceeds 10^12"),
    ("projects/0/modes/0/usage/gold", [1], "usage.gold: no resource has the id 'gold'"),
    ("projects/0/modes/0/benefit/0", math.inf, "projects[0].modes[0].benefit[0]: inf is not a finite"),
    ("projects/0/mandatory", "yes", "projects[0].mandatory: 'yes' is not true or false"),
    ("projects/0/release", -1, "projects[0].release: -1 is not >= 0"),
    ("projects/0/flexibility", 1.5, "projects[0].flexibility: 1.5 is not <= 1"),
    ("projects/1/id", "A", "projects[1].id: duplicate id 'A'"),
    ("projects/1/pin/mode", "z", "projects[1].pin.mode: project 'B' has no mode 'z'"),
    ("projects/0/modes/1", {"id": "m", "duration": 0}, "projects[0].modes[1].id: duplicate id 'm'"),
    ("resources/1", {"id": "money"}, "resources[1].id: duplicate id 'money'"),
    ("resources/0/limits/0/last", 4, "resources[0].limits[0].last: 4 is not <= 3"),
    ("resources/0/limits/0/first", -1, "resources[0].limits[0].first: -1 is not >= 0"),
    ("resources/0/carry_over/share", 1.1, "resources[0].carry_over.share: 1.1 is not <= 1"),
    (
        "resources/0/limits",
        [{"first": 0, "last": 2, "maximum": 1}, {"first": 2, "last": 3, "maximum": 1}],
        "resources[0].limits[1]: overlaps limits[0]",
    ),
    ("precedence/0/before", "B", "precedence[0]: closes a cycle, B -> B"),
    ("precedence/1", {"before": "B", "after": "A"}, "closes a cycle"),
    ("precedence/0/after", "Z", "precedence[0].after: no project has the id 'Z'"),
    ("groups/0/projects/1", "A", "groups[0].projects[1]: duplicate id 'A'"),
    ("groups/0/projects/1", "Z", "groups[0].projects[1]: no project has the id 'Z'"),
    ("allocations/0/resource", "gold", "allocations[0].resource: no resource has the id 'gold'"),
    ("allocations/0/last", 9, "allocations[0].last: 9 is not <= 3"),
    ("allocations/0/first", 2, "allocations[0].first: 2 is not <= last, 1"),
    ("baseline/Z", {"mode": "m", "start": 0}, "baseline.Z: no project has the id 'Z'"),
    ("baseline/A/mode", "z", "baseline.A.mode: project 'A' has no mode 'z'"),
    ("objective/0/terms/0", {"term": "peak"}, "objective[0].terms[0].resource: is missing"),
    ("objective/0/terms/0", {"term": "joy"}, "objective[0].terms[0].term: 'joy' is not one of"),
    ("objective/0/terms/0/resource", "gold", "objective[0].terms[0].resource: no resource has"),
    ("objective/0/tolerance", -0.1, "objective[0].tolerance: -0.1 is not >= 0"),
    ("name", "\ud800", "is not valid Unicode"),
]


@pytest.mark.parametrize(("path", "value", "line"), FAULTS)
def test_a_fault_is_named_by_its_path(path: str, value: Any, line: str) -> None:
    with pytest.raises(InstanceError) as caught:
        Instance.parse(_with(path, value))
    assert any(line in problem for problem in caught.value.problems), caught.value.problems


def test_all_faults_are_told_at_once_up_to_a_sensible_number() -> None:
    data = _with("projects/0/modes/0/usage/money", [-1] * 200)
    with pytest.raises(InstanceError) as caught:
        Instance.parse(data)
    assert len(caught.value.problems) == 51
    assert caught.value.problems[-1] == "and 150 more"


def test_sums_that_outgrow_the_solver_are_refused() -> None:
    usage = {"money": [10**12] * 9001}
    data = _with("projects/0/modes/0/usage", usage)
    with pytest.raises(InstanceError, match="sums to more than 9 x 10"):
        Instance.parse(data)


def test_totals_of_several_resources_that_outgrow_the_solver_are_refused() -> None:
    halves = {"money": [10**12] * 4501, "loans": [10**12] * 4501}
    data = _with("projects/0/modes/0/usage", halves)
    data["resources"] += [{"id": "loans"}]
    Instance.parse(data)
    data["resources"] += [{"id": "both", "sum_of": ["money", "loans"]}]
    with pytest.raises(InstanceError, match="usage of 'both' now sums to more than 9 x 10"):
        Instance.parse(data)


def test_a_whole_number_with_a_point_is_accepted() -> None:
    data = _with("projects/0/modes/0/usage/money", [12.0])
    usage = Instance.parse(data).projects[0].modes[0].usage["money"]
    assert usage == [12]
    assert isinstance(usage[0], int)


def test_one_tenth_is_one_tenth() -> None:
    text = json.dumps(GOOD | {"discount_rate": 0.1}).encode()
    assert str(Instance.parse(decode(text)).discount_rate) == "0.1"
    assert str(Instance.parse(GOOD | {"discount_rate": 0.1}).discount_rate) == "0.1"


def test_the_hash_ignores_how_an_instance_was_written() -> None:
    one = Instance.parse(GOOD)
    other = Instance.parse(decode(json.dumps(GOOD | {"may_outlast_horizon": False, "name": ""}).encode()))
    assert one.digest() == other.digest()
    assert one.digest() != Instance.parse(GOOD | {"periods": 5}).digest()


def test_the_hash_ignores_labels_and_nothing_else() -> None:
    one = Instance.parse(GOOD)
    labelled = Instance.parse(_with("resources/0/unit", "crates") | {"name": "anything"})
    assert one.digest() == labelled.digest()
    assert one.labelled_digest() != labelled.labelled_digest()
    renamed = json.loads(json.dumps(GOOD).replace('"money"', '"cash"'))
    assert one.digest() != Instance.parse(renamed).digest()


TEXTS: list[tuple[bytes, str]] = [
    (b"", "not JSON"),
    (b"{", "not JSON"),
    (b"[" * 100_000, "nested too deeply"),
    (b'{"a":' * 100_000, "nested too deeply"),
    (b"[]," * 3_000_000, "more than 4 million values"),
    (b" " * (LARGEST_FILE + 1), "larger than 32 MB"),
    (b"\xff\xfe", "not UTF-8 at byte 0"),
    (b'{"periods": 1, "periods": 2}', "the whole document: duplicate key 'periods'"),
    (b'{"projects": [{"id": "A"}, {"id": "B", "id": "C"}]}', "projects[1]: duplicate key 'id'"),
    (b'{"periods": ' + b"9" * 100_000 + b"}", "periods: the magnitude exceeds 10^12"),
    (b'{"periods": 1e999999999}', "periods: the magnitude exceeds 10^12"),
    (b'{"periods": 1e99999999999999999999999}', ""),
    (b'{"periods": NaN}', "periods: nan is not a finite number"),
    (b"[1, 2]", "the whole document: a list is not an object"),
    (b"null", "the whole document: null is not an object"),
]


@pytest.mark.parametrize(("text", "line"), TEXTS, ids=range(len(TEXTS)))
def test_a_file_that_is_no_instance_is_refused_in_one_line(tmp_path: Path, text: bytes, line: str) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(text)
    with pytest.raises(InstanceError) as caught:
        read_instance(path)
    assert len(caught.value.problems) == 1
    assert line in caught.value.problems[0]
    assert "\n" not in caught.value.problems[0]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path, Path("a\0b")):
        with pytest.raises(InputError, match="cannot be read"):
            read_instance(path)
        with pytest.raises(InputError, match="cannot be read"):
            read_claim(path)


def _problems(read: Callable[[], object]) -> list[str]:
    """What a reader complains of; nothing if it accepts. Any other exception fails the test."""
    try:
        read()
    except InputError as error:
        return error.problems
    return []


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@examples(120)
@given(instances(), _JSON, st.data())
def test_any_value_anywhere_is_accepted_or_refused_in_lines(
    data: Json, junk: Any, chance: st.DataObject
) -> None:
    target: Any = data
    while True:
        keys = sorted(target) if isinstance(target, dict) else list(range(len(target)))
        if not keys:
            return
        key = chance.draw(st.sampled_from(keys))
        if not isinstance(target[key], dict | list) or chance.draw(st.booleans()):
            target[key] = junk
            break
        target = target[key]
    problems = _problems(lambda: Instance.parse(data))
    assert all("\n" not in problem and ": " in problem for problem in problems)


@examples(120)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    assert len(_problems(lambda: decode(data))) <= 1


@examples(60)
@given(instances())
def test_an_instance_written_and_read_again_is_the_same(data: Json) -> None:
    instance = Instance.parse(data)
    again = Instance.parse(decode(json.dumps(instance.model_dump(mode="json")).encode()))
    assert again == instance
    assert again.digest() == instance.digest()
