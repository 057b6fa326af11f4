"""Assumptions in words: for which projects a rule is, and what a change of assumptions changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.rules import Selector
from portfolio.wording import money
from portfolio.wording.changes import mode_word
from portfolio.wording.classes import class_name
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name

_SILENT = {"reason", "reason_en", "reason_zh", "applies_to", "id", "name", "name_en", "name_zh"}
"""Parts of a rule that are told otherwise: by its name, or by the reason of the change."""


_MOST_NAMED = 5


def applies_to(selector: Selector, portfolio: Portfolio, say: Wording) -> str:
    """Return which projects a rule is for."""
    parts = []
    if selector.projects is not None:
        projects = [say.name(portfolio.project(project)) for project in selector.projects]
        parts.append(say.few(projects, _MOST_NAMED))
    named: dict[str, list[str]] = {}
    for _, kind, class_id in selector.classes:
        named.setdefault(kind, []).append(class_name(kind, class_id, portfolio, say))
    parts.extend(say.few(names, _MOST_NAMED) for names in named.values())
    if selector.statuses is not None:
        parts.append(say.few([say(f"status.{status}") for status in selector.statuses], _MOST_NAMED))
    if selector.cost_from is not None:
        parts.append(say("rule.cost_from", amount=money.amount(selector.cost_from, say)))
    if selector.cost_below is not None:
        parts.append(say("rule.cost_below", amount=money.amount(selector.cost_below, say)))
    return " · ".join(parts) if parts else say("rule.all_others")


def profile_name(profile: str, say: Wording) -> str:
    """Return the name of a cash-flow profile; one that the data have named themselves keeps its name."""
    return say.texts.get(f"profile.{profile}", profile)


def changed(
    before: Mapping[str, Any], after: Mapping[str, Any], portfolio: Portfolio, say: Wording
) -> tuple[list[str], list[str]]:
    """Return what stood there and what stands there now, a line for each value that differs.

    Args:
        before: The parts of the assumptions that were changed, as history keeps them.
        after: Likewise.
        portfolio: For names.
        say: Words.
    """
    old, new = [], []
    for part, content in after.items():
        for label, was, now in _differences(part, before.get(part), content, portfolio, say):
            old.append(say("field.line", name=label, value=was))
            new.append(say("field.line", name=label, value=now))
    return old, new


def _differences(
    part: str, before: Any, after: Any, portfolio: Portfolio, say: Wording
) -> Iterator[tuple[str, str, str]]:
    """Yield label, old and new value; rules are held against the rule in the same place."""
    if isinstance(after, list) and isinstance(before, list):
        for was, now in zip(before, after, strict=False):
            who = applies_to(Selector.model_validate(now["applies_to"]), portfolio, say)
            yield from _leaves(
                say("assume.of", title=say(f"assume.{part}"), who=who), was, now, portfolio, say
            )
        if len(before) != len(after):
            yield say(f"assume.{part}"), str(len(before)), str(len(after))
    elif part == "profiles":
        for name, now in after.items():
            was = before.get(name, {})
            if was.get("cumulative_percent") != now["cumulative_percent"]:
                curves = [_curve(side.get("cumulative_percent", ())) for side in (was, now)]
                yield profile_name(name, say), curves[0], curves[1]
    else:
        yield from _leaves(
            say(f"assume.{part}"), before or {}, after or dict.fromkeys(before), portfolio, say
        )


def _leaves(
    label: str, before: Mapping[str, Any], after: Mapping[str, Any], portfolio: Portfolio, say: Wording
) -> Iterator[tuple[str, str, str]]:
    before, after = _in_one_form(before), _in_one_form(after)
    if len(after.get("percent", ())) > _MOST_NAMED:
        # Of many payers, those are told whose share is another now.
        shares = [side.get("percent", {}) for side in (before, after)]
        before = {**before, "percent": _apart(*shares)}
        after = {**after, "percent": _apart(*reversed(shares))}
    for name, now in after.items():
        was = before.get(name)
        if name not in _SILENT and was != now:
            yield label, _value(name, was, portfolio, say), _value(name, now, portfolio, say)


def _apart(one: Mapping[str, str], other: Mapping[str, str]) -> Mapping[str, str]:
    return {source: share for source, share in one.items() if other.get(source) != share}


def _in_one_form(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a rule with the shares of its payers as texts, whether it gives percentages or fractions."""
    if "percent" not in rule and "shares" not in rule:
        return rule
    percents, shares = rule.get("percent") or {}, rule.get("shares") or {}
    percent = {source: f"{share}%" for source, share in percents.items()}
    rest = {name: value for name, value in rule.items() if name != "shares"}
    return {**rest, "percent": {**percent, **shares}}


def _value(name: str, value: Any, portfolio: Portfolio, say: Wording) -> str:
    """Return the value of a rule's field in words."""
    match name:
        case "modes":
            modes = [
                say(
                    "assume.mode",
                    name=mode_word(mode["id"], say),
                    quarters=say.counted("quarters", mode["quarters"]),
                    profile=profile_name(mode["profile"], say),
                )
                for mode in value
            ]
            return say.few(modes, _MOST_NAMED)
        case "percent" | "at_least" | "at_most" | "matches":
            return _shares(name, value, portfolio, say)
        case "soft":
            return say("what_if.floor_rule.soft" if value else "what_if.floor_rule.hard")
        case "are_dates" | "only_if_needed":
            section = "printed_years" if name == "are_dates" else "dearer_modes"
            return say(f"assume.{section}.{'yes' if value else 'no'}")
        case "last_year":
            return say("assume.history.none") if value is None else say.year(value)
        case "until":
            return say("assume.outlook.none") if value is None else say.year(value)
        case "fixed":
            return say("assume.fixed" if value else "assume.free")
        case "earliest":
            return say.quarter(portfolio.programme.periods.parse(value))
        case "year":
            return say.year(value)
        case "ownership":
            return class_name("owners", value, portfolio, say)
        case _:
            return str(value)


def _shares(name: str, value: Any, portfolio: Portfolio, say: Wording) -> str:
    """Return what sources pay, their bounds, or what they match; nothing where a rule said nothing of it."""
    if name == "matches":
        matches = [
            say(
                "shares.match",
                payer=payer_name(match["source"], portfolio, say),
                against=payer_name(match["against"], portfolio, say),
                ratio=match["ratio"],
            )
            for match in value or ()
        ]
        return say.together(matches)
    unit = "" if name == "percent" else "%"
    shares = [
        f"{payer_name(source, portfolio, say)} {share}{unit}" for source, share in (value or {}).items()
    ]
    return say.few(shares, _MOST_NAMED)


def _curve(points: Any) -> str:
    return " ".join(f"{float(point):g}" for point in points)
