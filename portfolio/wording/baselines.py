"""Baselines in words: whose plan it is, when and by whom it was approved, or that there is none yet."""

from __future__ import annotations

from typing import Any

from portfolio.domain.history import Recorded
from portfolio.domain.plan import Plan
from portfolio.planning.records.people import SETTING_UP
from portfolio.wording.changes import scenario_title
from portfolio.wording.i18n import Wording
from portfolio.wording.times import day


def baseline_words(baseline: Recorded[Plan] | None, say: Wording) -> str:
    """Return which plan is the baseline, or that there is none yet."""
    if baseline is None:
        return say("baseline.none")
    return approval_words(baseline, baseline.item.scenario.name, say)


def approval_words(baseline: Recorded[Any], scenario: str, say: Wording) -> str:
    """Return which scenario's plan a baseline is, when and by whom it was approved."""
    name = scenario_title(scenario, say)
    if baseline.by == SETTING_UP.name:
        return say("baseline.first", name=name, day=day(baseline.at))
    return say("baseline.approved", name=name, day=day(baseline.at), by=baseline.by)
