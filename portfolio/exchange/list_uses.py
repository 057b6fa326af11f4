"""Where a portfolio names the items of its lists, so that names can change everywhere, and none dangles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from portfolio.domain.errors import Aside
from portfolio.domain.notes import Note

Tree = dict[str, Any]
"""A portfolio as JSON has it."""
_Path = tuple[str | int, ...]

_RULE = {
    "ownership": Note.USED_BY_OWNERSHIP,
    "funding": Note.USED_BY_FUNDING,
    "starts": Note.USED_BY_STARTS,
    "delivery": Note.USED_BY_DELIVERY,
    "priorities": Note.USED_BY_PRIORITIES,
    "capacities": Note.USED_BY_CAPACITIES,
    "escalation": Note.USED_BY_ESCALATION,
    "payment_terms": Note.USED_BY_PAYMENT_TERMS,
    "bands": Note.USED_BY_BANDS,
    "gates": Note.USED_BY_GATES,
    "running_costs": Note.USED_BY_RUNNING_COSTS,
    "bonds": Note.USED_BY_BONDS,
    "funding_sources": Note.USED_BY_FUNDING_SOURCES,
}
"""Section of the assumptions -> what is said of one of its rules."""
_AMOUNTS = {"actuals": Note.USED_BY_ACTUALS, "appropriations": Note.USED_BY_APPROPRIATIONS}


def _conditions(name: str) -> tuple[str, ...]:
    held = [f"assumptions.{rules}.*.applies_to" for rules in _RULE]
    held += [f"assumptions.funding_sources.*.{field}" for field in ("pays_for", "not_for")]
    return tuple(f"{place}.{name}.*" for place in held)


_USES = {
    "facility_types": (
        "projects.*.facility_type",
        "programme.targets.*.facility_type",
        "unit_costs.*.facility_types.*",
        *_conditions("facility_types"),
    ),
    "owners": ("projects.*.ownership", "assumptions.ownership.*.ownership", *_conditions("ownership")),
    "areas": ("projects.*.areas.*.area", *_conditions("areas")),
    "agencies": ("projects.*.agency", *_conditions("agencies")),
    "priorities": ("projects.*.priority", *_conditions("priorities")),
    "tags": ("projects.*.tags.*", *_conditions("tags")),
    "documents": (
        "projects.*.document",
        "programme.horizon.source.document",
        "programme.envelope.source.document",
        "programme.targets.*.source.document",
        "findings.*.places.*.document",
        *(f"{table}.*.source.document" for table in ("deliverables", "phases", "bodies", "indicators")),
        "indicators.*.baseline_source.document",
        "indicators.*.milestones.*.source.document",
        "readings.*.document",
    ),
    "funding_sources": (
        "actuals.*.source",
        "appropriations.*.source",
        "assumptions.bonds.*.source",
        "assumptions.funding.*.matches.*.source",
        "assumptions.funding.*.matches.*.against",
    ),
    **dict.fromkeys(("targets", "deliverables", "indicators"), ("readings.*.target", "findings.*.targets.*")),
    "phases": ("deliverables.*.phase",),
    "bodies": ("deliverables.*.bodies.*", "indicators.*.bodies.*"),
    "source_groups": ("assumptions.funding_sources.*.group",),
    "profiles": ("assumptions.delivery.*.modes.*.profile",),
}
"""List -> where its ids stand as values, besides within the list itself."""
_OF_LISTS = {
    "deliverables": Note.USED_BY_DELIVERABLE,
    "indicators": Note.USED_BY_INDICATOR,
    "phases": Note.USED_BY_PHASE,
    "bodies": Note.USED_BY_BODY,
    "unit_costs": Note.USED_BY_UNIT_COST,
}
"""List of a portfolio -> what is said of one of its items that names something."""
_KEYS = {
    "funding_sources": (
        *(f"assumptions.funding.*.{shares}" for shares in ("percent", "shares", "at_least", "at_most")),
        "assumptions.funding.*.or_else.*",
    )
}
"""List -> where its ids stand as keys."""


def rename(tree: Tree, name: str, renames: Mapping[str, str]) -> None:
    """Call items of a list what they are called now, wherever the portfolio names them; the tree is changed.

    Args:
        tree: A portfolio.
        name: The list.
        renames: What was called -> what it is called now.
    """
    # All places first: one item may now be called what another was.
    for _, holder, key in list(_all(tree, _USES.get(name, ()))):
        holder[key] = renames.get(holder[key], holder[key])
    for _, holder, key in list(_all(tree, _KEYS.get(name, ()))):
        holder[key] = {renames.get(old, old): value for old, value in holder[key].items()}


def users_of(tree: Tree, name: str, ids: Iterable[str]) -> dict[str, list[Aside]]:
    """Return id -> what names it, in the order of the portfolio; ids that nothing names are absent."""
    wanted, found = set(ids), dict[str, dict[_Path, None]]()
    for path, holder, key in _all(tree, _USES.get(name, ())):
        if holder[key] in wanted:
            found.setdefault(holder[key], {})[_thing(path)] = None
    for path, holder, key in _all(tree, _KEYS.get(name, ())):
        for used in wanted.intersection(holder[key]):
            found.setdefault(used, {})[_thing(path)] = None
    return {used: _told(paths, tree) for used, paths in found.items()}


def _all(tree: Tree, patterns: Iterable[str]) -> Iterator[tuple[_Path, Any, Any]]:
    for pattern in patterns:
        yield from _matching(tree, pattern.split("."), ())


def _matching(tree: Any, steps: list[str], at: _Path) -> Iterator[tuple[_Path, Any, Any]]:
    """Yield path, holder and key of each value that a pattern leads to; `*` is every item of a list."""
    step, *rest = steps
    if step == "*":
        keys: Iterable[str | int] = range(len(tree)) if isinstance(tree, list) else ()
    else:
        keys = (step,) if isinstance(tree, dict) and step in tree else ()
    for key in keys:
        if rest:
            yield from _matching(tree[key], rest, (*at, key))
        else:
            yield (*at, key), tree, key


def _thing(path: _Path) -> _Path:
    """Return the path to the thing that people know: a project, a rule, a target."""
    return path[:3] if path[0] in {"assumptions", "programme"} else path[:2]


def _told(paths: Iterable[_Path], tree: Tree) -> list[Aside]:
    told = dict[str, Aside]()
    for path in paths:
        aside = _user(path, tree)
        told.setdefault(f"{aside.code} {dict(aside.values)}", aside)
    return list(told.values())


def _user(path: _Path, tree: Tree) -> Aside:
    part, number = path[0], path[-1]
    if part == "projects":
        project = tree["projects"][number]
        name = project["name"] or project["name_zh"] or project["name_en"]
        return Aside(Note.USED_BY_PROJECT, {"project": f"{name} ({project['id']})"})
    if part == "assumptions" and isinstance(number, int):
        return Aside(_RULE[str(path[1])], {"n": number + 1})
    if part in _AMOUNTS:
        return Aside(_AMOUNTS[part], {"project": tree[part][number]["project"]})
    if part == "findings":
        return Aside(Note.USED_BY_FINDING, {"name": tree["findings"][number]["id"]})
    if part in _OF_LISTS:
        return Aside(_OF_LISTS[str(part)], {"name": tree[part][number]["id"]})
    if part == "readings":
        reading = tree["readings"][number]
        return Aside(Note.USED_BY_READING, {"name": reading["target"], "date": reading["as_of"]})
    if path[1] == "targets":
        return Aside(Note.USED_BY_TARGET, {"name": tree["programme"]["targets"][number]["id"]})
    return Aside(Note.USED_BY_PROGRAMME)
