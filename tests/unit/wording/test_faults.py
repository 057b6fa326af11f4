"""Bad input in words: every code is used, is worded in both languages, and gets the values its words need."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
import refusals

import portfolio
from portfolio.domain.changes import ChangeKind
from portfolio.domain.errors import Aside, Expectation, Fault, Titled
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.notes import Note
from portfolio.domain.plan import Violation
from portfolio.exchange import syntax, validating
from portfolio.wording.faults import broken_in_words, expectation, line
from portfolio.wording.i18n import Language, texts_of, wording

FOLDER = Path(portfolio.__file__).parent
KINDS: dict[str, type[StrEnum]] = {"expected": Expected, "form": Form, "note": Note}
ZH, EN = (wording(language) for language in (Language.ZH, Language.EN))
HANZI = re.compile("[\u4e00-\u9fff]")
OF_LINKS = {Expected(f"link_{kind}") for kind in ChangeKind}
"""Chosen by the kind of change, all with the same values."""
SAYING = {"Fault", "Expectation", "Aside", "Unfit", "Unreadable"}
"""What takes a code and its values."""

Scope = ast.Module | ast.FunctionDef
Code = Expected | Note


def placeholders(code: Code) -> set[str]:
    kind = "expected" if isinstance(code, Expected) else "note"
    parsed = string.Formatter().parse(texts_of(Language.EN)[f"fault.{kind}.{code}"])
    return {name for _, name, _, _ in parsed if name is not None}


def codes_in(node: ast.expr) -> set[Code]:
    """Return the codes that an expression names."""
    kinds: dict[str, type[Code]] = {"Expected": Expected, "Note": Note}
    return {
        kinds[part.value.id][part.attr]
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in kinds
    }


def keys(node: ast.expr) -> set[str] | None:
    """Return the keys of a dictionary that is written out, or None."""
    if not isinstance(node, ast.Dict) or not all(isinstance(key, ast.Constant) for key in node.keys):
        return None
    return {str(key.value) for key in node.keys if isinstance(key, ast.Constant)}


def assigned(scope: Scope) -> dict[str, ast.expr]:
    """Return what a scope gives names to."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            pairs = [(target, value)]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = list(zip(target.elts, value.elts, strict=True))
            found |= {name.id: content for name, content in pairs if isinstance(name, ast.Name)}
    return found


def uses() -> Iterator[tuple[str, set[Code], set[str] | None]]:
    """Yield place, codes and the names of the values given, of every use in the source."""
    for path in FOLDER.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        within = {id(node) for function in functions for node in ast.walk(function)}
        for scope in [*functions, tree]:
            named = assigned(scope)
            for call in ast.walk(scope):
                is_here = scope is not tree or id(call) not in within
                if isinstance(call, ast.Call) and ast.unparse(call.func) in SAYING and is_here:
                    codes, names = used_by(call, named)
                    if codes:
                        yield f"{path.relative_to(FOLDER)}:{call.lineno}", codes, names


def used_by(call: ast.Call, named: dict[str, ast.expr]) -> tuple[set[Code], set[str] | None]:
    """Return the codes of one call, and the names of the values given; None: not written out."""
    arguments = [named.get(arg.id, arg) if isinstance(arg, ast.Name) else arg for arg in call.args]
    at = 1 if ast.unparse(call.func) == "Fault" else 0
    codes = codes_in(arguments[at])
    given = next((word.value for word in call.keywords if word.arg == "values"), None)
    if given is None:
        given = arguments[1] if at == 0 and len(arguments) > 1 else ast.Dict([], [])
    return codes, keys(named.get(given.id, given) if isinstance(given, ast.Name) else given)


def test_every_use_gives_the_values_that_the_words_have_places_for() -> None:
    found = [use for use in uses() if not use[1] & OF_LINKS]
    assert len({code for _, codes, _ in found for code in codes}) > 120
    differing = {
        place: (code, names, placeholders(code))
        for place, codes, names in found
        for code in codes
        if names != placeholders(code)
    }
    assert not differing


def test_what_parsers_and_pydantic_say_gives_its_values_too() -> None:
    assert {code for code in validating._CODES.values() if placeholders(code)} == set()
    assert {code for code, _ in validating._LIMITS.values() if placeholders(code) != {"limit"}} == set()
    for pattern, note in syntax._REASONS:
        assert set(re.compile(pattern).groupindex) == placeholders(note), pattern
    assert {note for note in syntax._REFUSALS.values() if placeholders(note)} == set()
    assert all(placeholders(code) <= {"payers", "first", "last", "unit"} for code in OF_LINKS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_is_used_and_worded_and_no_other(kind: str) -> None:
    sources = [path for path in FOLDER.rglob("*.py") if path.name not in {"expectations.py", "notes.py"}]
    used = {
        name
        for path in sources
        for name in re.findall(rf"\b{KINDS[kind].__name__}\.([A-Z0-9_]+)", path.read_text(encoding="utf-8"))
    }
    used |= {code.name for code in OF_LINKS} if kind == "expected" else set()
    assert used == set(KINDS[kind].__members__)
    beside = {"titled"} if kind == "form" else set()
    for language in Language:
        worded = {key.split(".", 2)[2] for key in texts_of(language) if key.startswith(f"fault.{kind}.")}
        assert worded == set(KINDS[kind]) | beside


def test_chinese_words_are_chinese() -> None:
    """What only quotes has the words of whoever is quoted."""
    quoting = {"expected.rule_kept", "form.titled", "note.and_reading", "note.part_of_unit", "note.read_as"}
    texts = {
        key.removeprefix("fault."): text for key, text in texts_of(Language.ZH).items() if "fault." in key
    }
    ours = {key: text for key, text in texts.items() if key.startswith(tuple(f"{kind}." for kind in KINDS))}
    assert len(ours) > 150
    assert {key for key, text in ours.items() if not HANZI.search(text)} == quoting


def test_a_line_says_place_value_and_expectation_in_the_readers_language() -> None:
    fault = Fault("projects.csv", Expected.OWN_ID_IN_TABLE, 7, "id", "a1", values={"first": 3})
    assert line(fault, EN) == "projects.csv:7: id: found 'a1': expected an id of its own (line 3 has it too)"
    assert line(fault, ZH) == "projects.csv第7行：id：现值为'a1'：应为不重复的编号（第3行已使用）"


def test_a_form_is_called_by_its_name_in_the_readers_language() -> None:
    fault = Fault(Titled(Form.SCENARIO, "Tight"), Expected.MODE, value="z", values={"names": ("a", "b")})
    assert line(fault, EN) == "scenario Tight: found 'z': expected a mode: a, b"
    assert line(fault, ZH) == "情景“Tight”：现值为'z'：应为实施方式之一：a、b"


def test_what_is_said_within_an_expectation_is_in_the_same_language() -> None:
    reason = Aside(Note.AT, {"what": Aside(Note.INVALID_VALUE), "line": 3, "column": 5})
    fault = Fault("programme.toml", Expected.TOML, 3, values={"reason": reason})
    assert expectation(fault, EN) == "TOML (Invalid or missing value (at line 3, column 5))"
    assert expectation(fault, ZH) == "TOML格式（值无效或缺失，第3行第5列）"


def test_long_and_unprintable_texts_stay_on_one_short_line() -> None:
    told = refusals.line(Fault("a.json", Expected.GIVEN, None, "x\ny", "z" * 5000))
    assert told.startswith("a.json: 'x\\ny': found 'zzz")
    assert len(told) < 200


def test_what_a_rule_expects_is_worded_within_a_fault() -> None:
    kept = Expectation(Expected.YEAR_BETWEEN, {"first": 2020, "last": 2021})
    assert (
        expectation(Fault(Form.PLAN, Expected.RULE_KEPT, values={"expected": kept}), ZH)
        == "2020至2021之间的年份"
    )


def test_a_broken_rule_is_worded_and_keeps_its_four_keys() -> None:
    words = Expectation(Expected.MODE, {"names": ("a", "b")})
    broken = Violation(rule="scenario", path="scenario.mode", found="z", expected="mode", wording=words)
    assert broken_in_words(broken, EN).model_dump() == {
        "rule": "scenario",
        "path": "scenario.mode",
        "found": "z",
        "expected": "a mode: a, b",
    }
    assert broken_in_words(broken, ZH).expected == "实施方式之一：a、b"
