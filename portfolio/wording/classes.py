"""Types, owners, areas, agencies, priorities and tags in words, as a portfolio names them."""

from __future__ import annotations

from collections.abc import Mapping

from portfolio.domain.classes import HEALTH_FACILITIES
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.wording.i18n import Wording


def class_name(kind: str, class_id: str, portfolio: Portfolio, say: Wording) -> str:
    """Return what a class of this kind is called; one that is not declared (any more) by its id."""
    found = portfolio.classes.find(kind, class_id)
    return class_id if found is None else say.either(found, "name")


def type_name(facility_type: str | None, portfolio: Portfolio, say: Wording) -> str:
    """Return what a facility type is called, or that the source gives none."""
    return (
        say("project.not_stated")
        if facility_type is None
        else class_name("facility_types", facility_type, portfolio, say)
    )


def type_text(project: Project, portfolio: Portfolio, say: Wording) -> str:
    """Return the facility type as the source prints it, or else as it is called here."""
    return project.facility_type_zh or type_name(project.facility_type, portfolio, say)


def ownership_text(project: Project, portfolio: Portfolio, say: Wording) -> str:
    """Return who owns the facility, marked where that is an assumption."""
    owner = portfolio.assumptions.owner_of(project)
    if owner is None:
        return say("unknown")
    name = class_name("owners", owner, portfolio, say)
    return name if project.ownership is not None else say("assumed", value=name)


def place_head(portfolio: Portfolio, say: Wording) -> str:
    """Return what the places of a portfolio are called as a kind."""
    return say("column.area") if portfolio.classes.areas else say("column.street")


def place_name(place: str | None, portfolio: Portfolio, say: Wording) -> str:
    """Return what an area or street is called, or that the source names none."""
    if place is None:
        return say("area.none") if portfolio.classes.areas else say("street.none")
    return class_name("areas", place, portfolio, say)


def places_text(project: Project, portfolio: Portfolio, say: Wording) -> str:
    """Return all areas a project lies in, with their shares where there are several."""
    if len(project.areas) < 2:
        return place_name(project.place, portfolio, say)
    return say.listed([f"{place_name(part.area, portfolio, say)} {part.share}" for part in project.areas])


def sorted_by(project: Project, portfolio: Portfolio, say: Wording) -> list[tuple[str, str]]:
    """Return head and words for each of agency, priority and tags that a project has."""
    found = [
        (say("column.agency"), "agencies", () if project.agency is None else (project.agency,)),
        (say("column.priority"), "priorities", () if project.priority is None else (project.priority,)),
        (say("column.tags"), "tags", project.tags),
    ]
    return [
        (head, say.listed([class_name(kind, class_id, portfolio, say) for class_id in ids]))
        for head, kind, ids in found
        if ids
    ]


def opened_words(counts: Mapping[str | None, int], portfolio: Portfolio, say: Wording) -> list[str]:
    """Return how many facilities of each type open, a part for each type that does."""
    words = []
    for kind in (*portfolio.classes.ids("facility_types"), None):
        if kind not in counts:
            continue
        number = counts[kind]
        key = f"opens.{kind}.{'one' if number == 1 else 'other'}"
        is_ours = kind is not None and portfolio.classes.find("facility_types", kind) in HEALTH_FACILITIES
        words.append(
            say(key, n=number)
            if is_ours
            else say("opens.of_type", n=number, type=type_name(kind, portfolio, say))
        )
    return words
