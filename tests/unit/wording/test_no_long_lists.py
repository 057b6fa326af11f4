"""No sentence lists all names of a programme of 150 projects and 27 sources: the rest is counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from synthetic import SOURCES, write_dollars

from portfolio.domain.changes import changes_of
from portfolio.domain.errors import Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.explanation import AlternativesInTheWay
from portfolio.domain.history import HistoryLine
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.rules import Selector
from portfolio.domain.scenario import Scenario, Term
from portfolio.exchange.folder import load_portfolio
from portfolio.planning.answers.comparing import compare
from portfolio.planning.answers.worth import Rescue
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording import (
    aims,
    answers,
    assumption_rules,
    changes,
    comparisons,
    differences,
    explanations,
    faults,
    freedom,
    history,
    summaries,
)
from portfolio.wording.i18n import Language, Wording, wording

MOST = 5
NAMES = re.compile(r"phase \d+|Fund \d+|fund_\d+|Ward \d+|\bp-\d{4}\b(?! )|f\d+\.csv")
COUNT = 150


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    folder = tmp_path_factory.mktemp("lists") / "dollars"
    write_dollars(folder, COUNT)
    loaded = load_portfolio(folder)
    choice = {"projects": [p.id for p in loaded.projects[:51]], "at_least": 0, "reason": "one of a kind"}
    assumptions = loaded.assumptions.model_dump(by_alias=True)
    return loaded.changed(assumptions={**assumptions, "alternatives": [{**choice, "at_most": 51}]})


@pytest.fixture(scope="module")
def plans(city: Portfolio) -> tuple[Plan, Plan]:
    """As it is; and with 60 projects given up, and others later, dearer and paid otherwise."""
    parts: dict[str, Any] = {p.id: {"excluded": True} for p in city.projects[:60]}
    parts |= {p.id: {"delay_quarters": 8} for p in city.projects[60:110] if p.status == "planned"}
    parts |= {p.id: {"cost": 5} for p in city.projects[110:150] if p.cost is not None}
    ceilings = {source: {2026: 10**9} for source in city.sources}
    changed = Scenario.model_validate({"name": "later", "projects": parts, "ceilings": ceilings})
    return make_plan(Case(city, Scenario(name="default"))), make_plan(Case(city, changed))


Sentences = Callable[[Portfolio, Plan, Plan, Wording], Iterable[str]]


def of_plans(city: Portfolio, before: Plan, after: Plan, say: Wording) -> Iterator[str]:
    for plan in (before, after):
        yield from summaries.standing(plan, city, say)
        yield from summaries.timing_words(plan, city, say)
        for told in (summaries.overview, summaries.schedule, summaries.budget, summaries.projects):
            yield told(plan, city, say)[0]
        yield from freedom.allowed_in(plan, city, say)
    yield summaries.data(city, say)[0]


def of_comparisons(city: Portfolio, before: Plan, after: Plan, say: Wording) -> Iterator[str]:
    change = compare(before, after)
    yield from comparisons.told(change, city, say)
    yield comparisons.summary(after, before, city, say)[0]
    yield from differences.reasons_in_words(before, after, change, city, say).values()
    yield from differences.changed_aims(change, city, say)
    yield from freedom.told(before, after, city, say)


def of_who_pays(city: Portfolio, before: Plan, _after: Plan, say: Wording) -> Iterator[str]:
    """Every source pays another amount in the same year, and all together the same."""
    change = compare(before, before)
    for number, source in enumerate(city.sources):
        change.money[source] = {2026: 7 if number % 2 else -7}
    yield comparisons.money_words(change, city, say)


def of_scenarios(city: Portfolio, _before: Plan, after: Plan, say: Wording) -> Iterator[str]:
    yield changes.listed(changes_of(after.scenario), city, say)
    terms = [Term.model_validate({"term": "peak", "resource": source}) for source in city.sources]
    yield aims.name(terms[:-1], city, say)
    usage = {"term": "usage", "sense": "min"}
    yield aims.name([Term.model_validate({**usage, "resource": s}) for s in city.sources], city, say)


def of_reasons(city: Portfolio, _before: Plan, _after: Plan, say: Wording) -> Iterator[str]:
    projects = tuple(project.id for project in city.projects[:51])
    choice = AlternativesInTheWay(projects=projects, needed=1, allowed=1)
    yield explanations.sentence(choice, city, say)
    extra = {source: {2026: 5} for source in city.sources}
    yield from answers.rescue_rows([Rescue(projects[0], extra, None, proven=True)], city, say)[0][1]


def of_rules(city: Portfolio, _before: Plan, _after: Plan, say: Wording) -> Iterator[str]:
    everything = [project.id for project in city.projects]
    wards = [ward.id for ward in city.classes.areas]
    for content in ({"projects": everything}, {"areas": wards}):
        yield assumption_rules.applies_to(Selector.model_validate(content), city, say)
    part = {"funding": [{"applies_to": {"projects": everything}, "shares": _shares(city, 0)}]}
    then = {"funding": [{"applies_to": {"projects": everything}, "shares": _shares(city, 1)}]}
    line = HistoryLine(datetime.now(UTC), "Li", "change assumptions", "assumptions", part, then, "a test")
    told = history.told(line, city, say)
    yield from [*told.before, *told.after, history.changes_words([line] * 51, city, say)]


def _shares(city: Portfolio, first: int) -> dict[str, str]:
    return {source: f"{1 + (n == first)}/{SOURCES + 1}" for n, source in enumerate(city.sources)}


def of_faults(_city: Portfolio, _before: Plan, _after: Plan, say: Wording) -> Iterator[str]:
    every = [Fault(f"f{n}.csv", Expected.OUT_FOLDER) for n in range(51)]
    yield faults.lines(every, say)


@pytest.mark.parametrize("as_typed", [False, True], ids=["page", "terminal"])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "sentences",
    [of_plans, of_comparisons, of_who_pays, of_scenarios, of_reasons, of_rules, of_faults],
)
def test_a_sentence_names_a_few_and_counts_the_rest(
    sentences: Sentences, language: Language, as_typed: bool, city: Portfolio, plans: tuple[Plan, Plan]
) -> None:
    say = wording(language, as_typed=as_typed).of(city)
    told = [part for words in sentences(city, *plans, say) for part in re.split(r"。|\.(?:\s|$)", words)]
    assert told
    for sentence in told:
        assert len(NAMES.findall(sentence)) <= MOST + 2, sentence  # a change of something else names two more
    assert any(NAMES.search(sentence) for sentence in told)


def test_what_would_be_right_is_told_of_few_and_counted_of_many(city: Portfolio) -> None:
    say = wording(Language.EN).of(city)
    fault = Fault("s.json", Expected.PAYER, None, "ceilings", "x", values={"names": city.sources})
    assert "fund_12 and 15 more" in faults.line(fault, say)


def test_a_broken_rule_names_a_few_and_counts_the_rest(city: Portfolio, plans: tuple[Plan, Plan]) -> None:
    """Nobody but a hand in the file can do this: all of 51 alternatives are carried out, and 1 is allowed."""
    assumptions = city.assumptions.model_dump(by_alias=True)
    choice = {**assumptions["alternatives"][0], "at_most": 1}
    strict = city.changed(assumptions={**assumptions, "alternatives": [choice]})
    stamp = plans[0].provenance.model_copy(update={"data_hash": strict.data_hash})
    broken = violations(strict, plans[0].model_copy(update={"provenance": stamp}))
    told = next(violation.expected for violation in broken if violation.rule == "alternatives")
    assert told == "0 to 1 of p-0001, p-0002, p-0003, p-0004, p-0005 and 46 more"
