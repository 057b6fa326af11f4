"""A claim: a text that can be false, one case in which it is said and one in which it must not be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.wording.i18n import Language, Wording, texts_of


def base(key: str) -> str:
    """Return a key without its number: one or other."""
    return key.removesuffix(".one").removesuffix(".other")


@dataclass(frozen=True)
class Heard(Wording):
    """The texts of one language, which remembers what was said."""

    keys: set[str] = field(default_factory=set)

    def __call__(self, key: str, /, **values: object) -> str:
        self.keys.add(base(key))
        return super().__call__(key, **values)


def hearing(language: Language) -> Heard:
    return Heard(language, texts_of(language))


@dataclass(frozen=True)
class Cases:
    """What the plans of the claims are made of: the bundled portfolio, on time and squeezed.

    The one keeps every target year and meets its floor exactly, without ceilings, proven optimal; the other
    has three ceilings, late projects, a shortfall, and money past the programme.
    """

    portfolio: Portfolio
    plan: Plan
    squeezed: Plan


Telling = Callable[[Cases, Wording], object]


@dataclass(frozen=True)
class Claim:
    """Two ways to have words put together: in one the claim is true, in the other it is false."""

    said: Telling
    unsaid: Telling


def changed(plan: Plan, **fields: Any) -> Plan:
    return plan.model_copy(update=fields)


def floored(plan: Plan, minimum: int | None, *, soft: bool = True) -> Plan:
    """Return the plan as if the floor had been another one."""
    short = 0 if minimum is None else max(0, minimum - plan.envelope.planned)
    floor = plan.envelope.model_copy(update={"minimum": minimum, "shortfall": short, "soft": soft})
    return changed(plan, envelope=floor)


def project(plan: Plan, name: str, **fields: Any) -> Plan:
    """Return the plan as if it treated one project otherwise."""
    known = plan.project(name).model_copy(update=fields)
    return changed(plan, projects=tuple(known if p.id == name else p for p in plan.projects))


UNDATED = {
    "selected": False, "scheduled": False, "mode": None, "start": None, "finish": None,
    "expenditure": {}, "by_source": {}, "tardiness_quarters": None, "tardiness_periods": None,
}  # fmt: skip


def without(plan: Plan, names: Iterable[str]) -> Plan:
    """Return the plan as if it carried these projects out no more."""
    for name in names:
        plan = project(plan, name, **UNDATED)
    return plan


def empty(plan: Plan) -> Plan:
    """Return a plan that carries nothing out and spends nothing."""
    nothing = without(plan, [planned.id for planned in plan.projects if planned.scheduled])
    return floored(
        changed(
            nothing,
            peaks={},
            annual_expenditure=dict.fromkeys(plan.years, 0),
            by_funding_source={},
            by_source_group={},
            envelope=plan.envelope.model_copy(update={"planned": 0}),
        ),
        plan.envelope.minimum,
    )


def tier(plan: Plan, number: int, **fields: Any) -> Plan:
    """Return the plan as if one of its aims had come to something else."""
    tiers = list(plan.provenance.objective)
    tiers[number] = tiers[number].model_copy(update=fields)
    return changed(plan, provenance=plan.provenance.model_copy(update={"objective": tuple(tiers)}))


def spending(plan: Plan, source: str, year: int, more: int) -> Plan:
    """Return the plan as if a source paid more in a year; what hangs on it goes along."""
    by_source = {**plan.by_funding_source}
    by_source[source] = {**by_source[source], year: by_source[source].get(year, 0) + more}
    in_all = {**plan.annual_expenditure, year: plan.annual_expenditure[year] + more}
    return changed(plan, by_funding_source=by_source, annual_expenditure=in_all)
