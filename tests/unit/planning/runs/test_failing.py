"""Why a run failed: its record keeps codes, which pages word in any language; old records still show."""

from __future__ import annotations

import pytest

from portfolio.domain.calendar import Period
from portfolio.domain.errors import Aside, BadInput, Expectation, Fault, Titled
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.notes import Note
from portfolio.domain.run import RunState
from portfolio.planning.runs.failing import faults_in, kept
from portfolio.ui.components import answers_job
from portfolio.wording import runs
from portfolio.wording.faults import line
from portfolio.wording.i18n import Language, wording

ZH, EN = wording(Language.ZH), wording(Language.EN)
FAULTS = [
    Fault(Titled(Form.SCENARIO, "紧缩"), Expected.MODE, None, "mode", "z", {"names": ("a", "b")}),
    Fault(Form.REPLAN, Expected.MOVES_AT_LEAST, None, "moves", "1", {"least": 2}),
    Fault("a.toml", Expected.TOML, 3, values={"reason": Aside(Note.AT_END, {"what": Aside(Note.UNCLOSED)})}),
    Fault(Form.PLAN, Expected.RULE_KEPT, values={"expected": Expectation(Expected.PAYER, {"names": ("x",)})}),
    Fault(Form.DATA_DATE, Expected.QUARTER_BETWEEN, values={"first": Period(2020, 1), "last": "2021Q4"}),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_what_a_record_keeps_reads_as_it_did(fault: Fault) -> None:
    (back,) = faults_in(kept(BadInput([fault])))
    assert [line(back, say) for say in (ZH, EN)] == [line(fault, say) for say in (ZH, EN)]


def test_a_record_keeps_no_sentence() -> None:
    message = kept(BadInput(FAULTS))
    assert message.startswith("BadInput: ")
    assert "at least" not in message
    assert len(faults_in(message)) == len(FAULTS)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "SolverDied: the solver's process ended with code -9",
        "BadInput: replan: moves: found '1': expected at least 2: what has changed forces so many",
        'BadInput: [{"place": "x", "code": "of_a_later_version"}]',
        'BadInput: {"place": 1}',
        "BadInput: [1]",
    ],
)
def test_a_message_without_codes_that_are_known_has_no_faults(message: str) -> None:
    assert faults_in(message) == []


def test_a_page_says_in_its_language_what_a_question_could_not_use() -> None:
    message = kept(BadInput(FAULTS[:2]))
    for failure in (runs.failure, answers_job.failure):
        shown = failure(RunState.FAILED, message, ZH)
        assert "情景“紧缩”：mode：现值为'z'：应为实施方式之一：a、b" in shown
        assert "应为至少2个" in shown
        assert "expected" not in shown


def test_old_records_still_show() -> None:
    old = "BadInput: why: status: found 'infeasible': expected a scenario that has a plan"
    assert answers_job.failure(RunState.FAILED, old, ZH) == ZH("answer.no_plan")
    assert runs.failure(RunState.FAILED, old, ZH) == ZH("run.failed")
