"""Where projects stand on the way to being built, and what of each is not known that building it takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain.estimates import Range, estimate_of
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project, Status


class PipelineStage(StrEnum):
    """How far along it is, in the order in which projects pass."""

    PROPOSED = "proposed"
    IN_PREPARATION = "in_preparation"
    UNDER_CONSTRUCTION = "under_construction"
    OPEN = "open"


class Missing(StrEnum):
    """What a document does not say of a project."""

    AREA = "area"
    SITE = "site"
    OWNER = "owner"
    PRICE = "price"


_STAGES = {
    Status.PROPOSED: PipelineStage.PROPOSED,
    Status.PLANNED: PipelineStage.IN_PREPARATION,
    Status.APPROVED: PipelineStage.IN_PREPARATION,
    Status.TENDERING: PipelineStage.IN_PREPARATION,
    Status.UNDER_CONSTRUCTION: PipelineStage.UNDER_CONSTRUCTION,
    Status.SUSPENDED: PipelineStage.UNDER_CONSTRUCTION,
    Status.COMPLETED: PipelineStage.OPEN,
    Status.IN_OPERATION: PipelineStage.OPEN,
    Status.EXISTING: PipelineStage.OPEN,
}


@dataclass(frozen=True, slots=True)
class InPipeline:
    """A project on its way.

    Attributes:
        missing: What is not known; nothing is missing of what is open.
        estimate: What it is estimated to cost, in the smallest kept unit; None where nobody has estimated it,
            or where it has a price.
    """

    project: Project
    stage: PipelineStage
    missing: tuple[Missing, ...]
    estimate: Range | None


def pipeline(portfolio: Portfolio) -> list[InPipeline]:
    """Return every project that is not cancelled, those furthest from being built first."""
    found = [_standing(portfolio, project) for project in portfolio.projects]
    order = list(PipelineStage)
    return sorted((one for one in found if one is not None), key=lambda one: order.index(one.stage))


def _standing(portfolio: Portfolio, project: Project) -> InPipeline | None:
    stage = _STAGES.get(portfolio.status_of(project))
    if stage is None:
        return None
    known = {
        Missing.AREA: project.floor_area_min_m2 is not None or project.floor_area_max_m2 is not None,
        Missing.SITE: bool(project.areas or project.street or project.land_area_m2),
        Missing.OWNER: project.agency is not None or project.ownership is not None,
        Missing.PRICE: project.is_priced,
    }
    is_open = stage is PipelineStage.OPEN
    missing = () if is_open else tuple(kind for kind, is_known in known.items() if not is_known)
    return InPipeline(project, stage, missing, estimate_of(project))
