"""Readers of published formats: what tiny files of each come to, and what is said of bad ones."""

from pathlib import Path

import pytest

from optimizer import InputError, Instance, check, solve
from optimizer.bench.readers import FORMATS, format_of

# Two problems; of the first the best is items 2 and 3, of the second nothing is known.
MKNAP = """2
3 2 11
6 5 6
3 2 2
1 1.5 2
4 3.5
2 1 0
1 1
2 3
2
"""
MKNAP2 = """This text says what the file holds, in 2 ways.
+++++++
2 3  // constraints and variables
6 5 6
4 3.5
3 2 2
1 1.5 2
11
"""
# Of every class one item: 3 + 8 is too heavy, so 5 + 5 is best.
MMKP = """2 2 1
4
1
3 1
5 2
2
8 4
5 2
"""
SINGLE = """************************************************************************
jobs (incl. supersource/sink ):  4
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
------------------------------------------------------------------------
  1      1     0       0
  2      1     3       2
  3      1     2       2
  4      1     0       0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1
    3
************************************************************************
"""
# The quick mode of job 2 takes more of the budget than both quick modes may.
MULTI = """PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        2          1           2
   2        2          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  N 1
------------------------------------------------------------------------
  1      1     1       1    5
         2     3       1    1
  2      1     2       1    5
         2     4       1    1
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  N 1
    1    6
************************************************************************
"""
# Block 2 lies under the other two and is worth the digging; two blocks a period.
CPIT = """% a pit of three blocks
NAME: tiny
TYPE: CPIT
NBLOCKS: 3
NPERIODS: 2
NRESOURCE_SIDE_CONSTRAINTS: 1
DISCOUNT_RATE: 1.0
OBJECTIVE_FUNCTION:
0 -1
1 -1.5
2 10
RESOURCE_CONSTRAINT_COEFFICIENTS:
0 0 1.25
1 0 1.25
2 0 1.25
RESOURCE_CONSTRAINT_LIMITS:
0 0 L 2.5
0 1 I 0 2.5
EOF
"""
PREC = "0 0\n1 0\n2 2 0 1\n"


def _read(
    folder: Path, name: str, text: str, more: dict[str, str] | None = None
) -> list[tuple[Instance, float | None]]:
    for other, content in ({name: text} | (more or {})).items():
        (folder / other).write_text(content)
    kind = {"knap.txt": "mknap", "knap2.txt": "mknap2", "classes.txt": "mmkp"}.get(name)
    path = folder / name
    return [(problem.instance, problem.best) for problem in FORMATS[kind or format_of(path)](path)]


def _best(instance: Instance) -> float:
    result = solve(instance, workers=1)
    assert result.status == "optimal"
    assert check(instance, result) == []
    return float(result.tiers[0].value)


@pytest.mark.parametrize(("name", "text"), [("knap.txt", MKNAP), ("knap2.txt", MKNAP2)])
def test_knapsacks_are_read_with_their_published_optimum(tmp_path: Path, name: str, text: str) -> None:
    problems = _read(tmp_path, name, text)
    instance, best = problems[0]
    assert best == 11
    assert _best(instance) == 11
    # Halves are whole in units of a tenth.
    assert [limit.maximum for r in instance.resources for limit in r.limits] == [4, 35]
    if name == "knap.txt":
        other, unknown = problems[1]
        assert unknown is None
        assert (other.name, _best(other)) == ("knap 2", 1)


def test_of_every_class_of_a_multiple_choice_knapsack_one_item_is_taken(tmp_path: Path) -> None:
    ((instance, _),) = _read(tmp_path, "classes.txt", MMKP)
    assert _best(instance) == 10
    # The other way to write it: how many items a class has instead of its number.
    counted = MMKP.replace("2 2 1", "2 1").replace("\n1\n3 1", "\n2\n3 1")
    ((other, _),) = _read(tmp_path, "classes.txt", counted)
    assert other == instance


def test_activities_wait_for_each_other_and_for_crews(tmp_path: Path) -> None:
    ((instance, _),) = _read(tmp_path, "tiny.sm", SINGLE)
    assert _best(instance) == 5
    ((instance, _),) = _read(tmp_path, "tiny.mm", MULTI)
    # Quick and slow: 1 + 4 or 3 + 2; both quick ones would take 10 of 6.
    assert _best(instance) == 5


def test_blocks_are_dug_after_or_with_those_above_them(tmp_path: Path) -> None:
    ((instance, _),) = _read(tmp_path, "tiny.cpit", CPIT, {"tiny.prec": PREC})
    # The cheaper one in the first period, the two others in the second: -1 + (-1.5 + 10) / 2.
    assert _best(instance) == 3.25
    wider = CPIT.replace("0 0 L 2.5", "0 0 L 3.75")
    ((instance, _),) = _read(tmp_path, "tiny.cpit", wider, {"tiny.prec": PREC})
    assert _best(instance) == 7.5


def test_an_instance_of_this_package_is_read_as_it_is(tmp_path: Path) -> None:
    ((instance, best),) = _read(tmp_path, "own.json", '{"periods": 2}')
    assert (instance.name, instance.periods, best) == ("own", 2, None)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("knap.txt", "", "line 1: the file ends here, expected the number of problems"),
        (
            "knap.txt",
            MKNAP.replace("6 5 6", "6 x 6"),
            "line 3: 'x' is not a number up to 10^12, expected a profit",
        ),
        (
            "knap.txt",
            MKNAP.replace("3 2 11", "3.5 2 11"),
            "line 2: '3.5' is not expected here, but the number of v",
        ),
        ("knap.txt", MKNAP[:-8], "the file ends here, expected"),
        ("knap.txt", MKNAP + "7\n", "line 11: '7' follows the last problem, expected the end of the file"),
        ("knap.txt", MKNAP.replace("3 2 2", "3 -2 2"), "a coefficient of this problem is below 0"),
        ("knap.txt", MKNAP.replace("6 5 6", "6 1e99 6"), "line 3: '1e99' is not a number up to 10^12"),
        ("knap2.txt", "only words\n", "there are no lines of numbers, expected problems"),
        (
            "classes.txt",
            MMKP.replace("\n2\n8", "\n3\n8"),
            "line 6: '3' is not expected here, but 2, the number of",
        ),
        ("classes.txt", MMKP.replace("8 4", "8 -4"), "a weight is below 0"),
        ("tiny.sm", "nothing", "the file ends here, expected a section PRECEDENCE RELATIONS"),
        (
            "tiny.sm",
            SINGLE.replace("  3      1     2       2", "  3      1"),
            "line 16: 2 numbers, expected job",
        ),
        (
            "tiny.sm",
            SINGLE.replace("2   3\n", "2   9\n"),
            "line 6: job 9 has no mode, expected one under REQUESTS",
        ),
        ("tiny.sm", SINGLE.replace("           4\n   3", "           1\n   3"), "closes a cycle"),
        (
            "tiny.sm",
            SINGLE.replace("    3\n**", "    3  4\n**"),
            "line 21: not 1 numbers, expected what there is",
        ),
        ("tiny.mm", MULTI.replace("N 1", "D 1"), "a doubly constrained resource, expected R or N"),
        ("tiny.cpit", CPIT.replace("CPIT", "PCPSP"), "line 3: TYPE is 'PCPSP', expected CPIT"),
        ("tiny.cpit", CPIT.replace("NPERIODS: 2\n", ""), "expected NPERIODS"),
        (
            "tiny.cpit",
            CPIT.replace("1 -1.5\n", ""),
            "OBJECTIVE_FUNCTION: block 1 is missing, expected its profit",
        ),
        (
            "tiny.cpit",
            CPIT.replace("1 0 1.25", "1 7 1.25"),
            "line 14: '7' is not expected here, but a resource",
        ),
        (
            "tiny.cpit",
            CPIT.replace("0 0 L", "0 0 E"),
            "line 17: '0 0 E 2.5', expected resource, period, L or G",
        ),
        ("tiny.pkl", "no pickle", "not a pickle"),
    ],
)
def test_a_bad_file_is_one_line_with_place_value_and_expectation(
    tmp_path: Path, name: str, text: str, fault: str
) -> None:
    with pytest.raises(InputError) as refused:
        _read(tmp_path, name, text, {"tiny.prec": PREC})
    (problem,) = refused.value.problems
    assert str(tmp_path) in problem
    assert fault in problem


@pytest.mark.parametrize(
    ("prec", "fault"),
    [
        ("0 0\n2 2 0\n", "line 2: 3 words, expected 4"),
        ("9 0\n", "line 1: '9' is not expected here, but a block"),
    ],
)
def test_bad_precedence_of_blocks_is_told_of_its_own_file(tmp_path: Path, prec: str, fault: str) -> None:
    with pytest.raises(InputError, match=r"tiny\.prec") as refused:
        _read(tmp_path, "tiny.cpit", CPIT, {"tiny.prec": prec})
    assert fault in str(refused.value)


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.sm: cannot be read"):
        FORMATS["psplib"](tmp_path / "none.sm")
    (tmp_path / "tiny.cpit").write_text(CPIT)
    with pytest.raises(InputError, match=r"tiny\.prec: cannot be read"):
        FORMATS["cpit"](tmp_path / "tiny.cpit")
