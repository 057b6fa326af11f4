"""The rows of the source as a table in the reader's language; what the source leaves open is blank."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.wording import money
from portfolio.wording.classes import class_name, place_head, places_text, sorted_by, type_text
from portfolio.wording.i18n import Wording
from portfolio.wording.plans import place_text


def numbers(say: Wording) -> list[str]:
    """Return the heads of the columns that hold numbers."""
    heads = [say(f"source.{part}") for part in ("land", "floor_from", "floor_to")]
    return [*heads, say("project.units"), money.file_head(say("column.cost"), say)]


def table(portfolio: Portfolio, say: Wording) -> pd.DataFrame:
    """Return one row a row of the source, with its place; costs in the programme's unit, as printed."""
    titles = {document.id: say.either(document, "title") for document in portfolio.programme.documents}
    rows = [
        _row(project, portfolio, titles.get(project.document or ""), say) for project in portfolio.projects
    ]
    frame = pd.DataFrame(rows)
    costs = {numbers(say)[-1]: "Float64" if money.of(say).decimals else "Int64"}
    return frame.astype({**dict.fromkeys(numbers(say), "Int64"), **costs})


def _row(project: Project, portfolio: Portfolio, document: str | None, say: Wording) -> dict[str, object]:
    owner = project.ownership
    owned = say("project.not_stated") if owner is None else class_name("owners", owner, portfolio, say)
    row: dict[str, object] = {
        say("column.place"): place_text(project, say),
        say("column.name"): say.name(project),
    }
    if say.name(project) != project.own_name:
        row[say("column.name_source")] = project.own_name
    cost = None if project.cost is None else money.file_number(project.cost, say)
    low, high = project.floor_area_min_m2, project.floor_area_max_m2
    values = (project.land_area_m2, low, high, project.units, cost)
    row |= {
        place_head(portfolio, say): places_text(project, portfolio, say),
        say("column.type"): type_text(project, portfolio, say),
        say("column.ownership"): owned,
        **{head: pd.NA if v is None else v for head, v in zip(numbers(say), values, strict=True)},
        say("column.target"): pd.NA if project.target_year is None else say.year(project.target_year),
        say("column.status"): say(f"status.{project.status}"),
        **dict(sorted_by(project, portfolio, say)),
        say("project.remark"): project.remark,
        say("data.document"): document,
    }
    return row | own_columns(project, row, say)


def own_columns(project: Project, row: Collection[str], say: Wording) -> dict[str, str]:
    """Return the columns that only this list has; one that is called as a column of the row is, otherwise."""
    return {
        say("source.extra", name=name) if name in row else name: cell for name, cell in project.extra.items()
    }
