"""Both languages say the same things, and every text that is asked for exists."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

import portfolio
from portfolio import settings
from portfolio.domain.allowance import AllowanceKind
from portfolio.domain.calendar import NamedAfter, PeriodKind
from portfolio.domain.changes import Aims, ChangeKind, Duty, FloorRule
from portfolio.domain.classes import Classes
from portfolio.domain.findings import FINDING_KINDS
from portfolio.domain.gates import GateKind, Reached
from portfolio.domain.investment_table import AnnualGroup, RollingGroup
from portfolio.domain.plan import PlanStatus
from portfolio.domain.programme import TargetComparison, TargetKind
from portfolio.domain.progress import Standing as MeasuredStanding
from portfolio.domain.project import Status
from portfolio.domain.promises import Filled, IndicatorKind, ReadingKind
from portfolio.domain.run import RunState, Topic
from portfolio.domain.scenario import TermName
from portfolio.domain.sharing import BoundSide
from portfolio.domain.stages import StageKind
from portfolio.exchange.lists import LISTS, RULES
from portfolio.planning.answers.freedoms import Apart, FreedomKind
from portfolio.planning.answers.moves import MoveKind
from portfolio.planning.answers.promises import Group
from portfolio.planning.answers.reasons import Cause
from portfolio.planning.answers.ways_out import WayKind
from portfolio.planning.answers.why import Standing, Verdict
from portfolio.ui.components.assumption_forms import SECTIONS
from portfolio.ui.components.programme_form import SECTIONS as SECTIONS_OF_PROGRAMME
from portfolio.ui.components.project_fields import PARTS
from portfolio.ui.components.status_form import FIELDS
from portfolio.ui.frames import Grouping
from portfolio.ui.navigation import PAGES
from portfolio.wording.i18n import Language, texts_of, wording

FOLDER = Path(portfolio.__file__).parent
TEXTS = {language: texts_of(language) for language in Language}

CODES: dict[str, list[str]] = {
    "status": list(Status),
    "opens": [f"{kind}.{number}" for kind in Classes().ids("facility_types") for number in ("one", "other")],
    "promise": list(TargetComparison),
    "promise.group": list(Group),
    "standing": list(MeasuredStanding),
    "indicator.kind": list(IndicatorKind),
    "indicator.filled": list(Filled),
    "reading.kind": list(ReadingKind),
    "plan": list(PlanStatus),
    "aim": list(TermName),
    "allowed": list(AllowanceKind),
    "freedom": list(FreedomKind),
    "freedom.apart": list(Apart),
    "topic": list(Topic),
    "single.kind": list(MoveKind),
    "room": ["over", "tight", "open"],
    "run.state": list(RunState),
    "run.column": ["number", "asked", "by", "at", "state", "seconds"],
    "filter.group": list(Grouping),
    "filed": ["code", "nature", "builder", "basis", "preparation", "table_annual", "table_rolling"],
    "filed.kind": [*AnnualGroup, *RollingGroup],
    "none": [
        "ceiling",
        "floor",
        "capacity",
        "moves",
        "prerequisite",
        "alternatives",
        "alternatives_exactly",
        "allocation",
        "together",
        "together_all",
        "undecided",
        "undecided_rest",
        *(f"undecided_{kind}" for kind in ("ceiling", "capacity", "floor", "moves")),
        *(f"undecided_{kind}" for kind in ("prerequisite", "alternatives", "allocation", "band", "fewest")),
        "gate",
        "undecided_gate",
        "no_start.gate",
        "no_start.pin",
        "no_start.prerequisite",
        "no_start.schedule_end",
    ],
    "stage": list(StageKind),
    "gate": [
        *GateKind,
        "amount_at_most.approved",
        *(
            f"{kind}.{reached}"
            for kind in set(GateKind) - {GateKind.AMOUNT_AT_MOST}
            for reached in set(Reached) - {Reached.APPROVED}
        ),
    ],
    "shares": list(BoundSide),
    "shares.plan": list(BoundSide),
    "what_if.kind": list(ChangeKind),
    "what_if.duty": list(Duty),
    "change.duty": list(Duty),
    "what_if.floor_rule": list(FloorRule),
    "change.floor_rule": list(FloorRule),
    "report.fault": list(FIELDS),
    "assume": list(SECTIONS),
    "change.aims": [*Aims, "within"],
    "way.kind": list(WayKind),
    "way.step": [
        *(set(WayKind) - {WayKind.SLIP, WayKind.SHARES}),
        *("slip.one", "slip.other", *(f"shares.{side}" for side in BoundSide)),
    ],
    "way.price": [
        *("ceilings", "floor", "maximum", "drop", "carry_over"),
        *(
            f"{kind}.{number}"
            for kind in ("slip", "schedule", "undo", "waive", "shares")
            for number in ("one", "other")
        ),
    ],
    "reason": [*(set(Cause) - {Cause.DURATION}), "duration.one", "duration.other"],
    "why.standing": [standing for standing in Standing if standing is not Standing.FUNDED],
    "why.verdict": [verdict for verdict in Verdict if verdict is not Verdict.NO_EARLIER],
    "frontier.column": ["peak", "tardiness", "late", "shortfall"],
    "finding.kind": list(FINDING_KINDS),
    "target.kind": list(TargetKind),
    "target.comparison": list(TargetComparison),
    "lists.note": list(LISTS),
    "project.part": list(PARTS),
    "portfolios.how": ["empty", "template"],
    "portfolios.period": list(PeriodKind),
    "portfolios.note": ["empty", "template"],
    "rules.note": list(RULES),
    "programme": [section + end for section in SECTIONS_OF_PROGRAMME for end in ("", "_note")],
    "programme.named": list(NamedAfter),
    "rules": ["up", "down"],
}


def asked_for() -> set[tuple[str, bool]]:
    """Return every literal key in the source, and whether it is asked for by number."""
    found = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            key, function = node.args[0], node.func
            counted = isinstance(function, ast.Attribute) and function.attr == "counted"
            says = (
                isinstance(function, ast.Name | ast.Attribute)
                and ast.unparse(function).split(".")[-1] == "say"
            )
            if (says or counted) and isinstance(key, ast.Constant) and isinstance(key.value, str):
                found.add((key.value, counted))
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_texts() -> None:
    assert TEXTS[Language.ZH].keys() == TEXTS[Language.EN].keys()


def test_both_languages_fill_in_the_same_values() -> None:
    differing = {
        key: (fields(text), fields(TEXTS[Language.EN][key]))
        for key, text in TEXTS[Language.ZH].items()
        if fields(text) != fields(TEXTS[Language.EN][key])
    }
    assert not differing


def test_every_text_that_is_asked_for_exists() -> None:
    keys = TEXTS[Language.ZH].keys()
    asked = asked_for()
    assert len(asked) > 100
    missing = {
        k for k, counted in asked if not ({f"{k}.one", f"{k}.other"} <= keys if counted else k in keys)
    }
    assert not missing


@pytest.mark.parametrize("prefix", CODES)
def test_every_code_has_words(prefix: str) -> None:
    assert {f"{prefix}.{code}" for code in CODES[prefix]} <= TEXTS[Language.ZH].keys()


def test_every_page_has_a_title_and_a_question() -> None:
    assert {f"{page}.{part}" for page in PAGES for part in ("title", "question")} <= TEXTS[Language.ZH].keys()


def test_no_text_is_left_over() -> None:
    """A key counts as used if it stands in the source, whole or as what follows a computed part."""
    paths = [settings.APP_PAGE, *FOLDER.rglob("*.py")]
    source = "".join(path.read_text(encoding="utf-8") for path in paths).replace("'", '"')
    computed = (
        *CODES,
        "line",
        "column",
        "adjust.kind",
        "closing.kind",
        "way.side",
        "fault",
        "filter",
        "provenance",
        "verdict",
        "card.peak",
        "project.rule",
        "way.column",
        "change",
        "mode",
        "profile",
        "assume",
        "by_class",
        "estimate",
        "follow_on",
        "trust",
        "pipeline.stage",
        "pipeline.missing",
        "exchange",
        "history",
        "source",
        *PAGES,
    )
    left = [
        key
        for key in TEXTS[Language.ZH]
        if f'"{key.removesuffix(".one").removesuffix(".other")}"' not in source
        and not key.startswith(tuple(f"{prefix}." for prefix in computed))
    ]
    assert not left


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-CN", "zh"), ("zh-TW", "zh"), ("ZH", "zh"), (None, "zh"), ("en-US", "en"), ("fr", "en")],
)
def test_the_browsers_language(locale: str | None, language: str) -> None:
    assert Language.of_locale(locale) == language


def test_english_counts() -> None:
    say = wording(Language.EN)
    assert say.counted("quarters", 1) == "1 quarter"
    assert say.counted("quarters", 2) == "2 quarters"
