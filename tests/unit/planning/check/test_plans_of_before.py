"""Plan files of before, with every key of every kind in each reason, are read and checked like any other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from portfolio.domain.scenario import Scenario
from portfolio.exchange.plan_file import load_plan, plan_json
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from tests.conftest import PortfolioBuilder

KEYS = ("payer", "year", "quarter", "project", "needed", "allowed", "unavoidable", "detail")


def test_a_plan_of_before_is_read_and_sound(
    build: type[PortfolioBuilder], scenario: Callable[..., Scenario], tmp_path: Path
) -> None:
    portfolio = build(years=1).project("a", cost=80).project("b").portfolio()
    asked = scenario(
        ceilings={"district": {"2020": 50}},
        envelope={"minimum": 300, "soft": False},
        projects={"b": {"delay_quarters": 2}},
    )
    plan = make_plan(Case(portfolio, asked))
    content: dict[str, Any] = json.loads(plan_json(plan))
    for project in content["projects"]:
        del project["cancelled"], project["beyond"], project["beyond_by_source"]
    del content["beyond"], content["beyond_by_source"]
    unused = {**dict.fromkeys(KEYS), "projects": [], "proven": True}
    content["explanation"] = [{**unused, **reason} for reason in content["explanation"]]
    file = tmp_path / "before.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    read = load_plan(file)
    assert {reason.kind for reason in read.explanation} == {"no_start", "together", "ceiling", "floor"}
    assert read == plan
    assert violations(portfolio, read) == ()
