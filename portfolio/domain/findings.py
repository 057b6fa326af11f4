"""Findings: what does not add up in the sources of a portfolio."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from portfolio.domain.names import InSomeLanguage
from portfolio.domain.programme import Citation

FINDING_KINDS = ("contradiction", "unpriced", "inference", "ambiguity", "unknown", "consequence")


class Finding(InSomeLanguage):
    """Something in the sources that does not add up, or is worth knowing before trusting them.

    Attributes:
        places: The places it was read at; a contradiction has at least two.
        projects: Ids of the projects concerned, if any.
        targets: Ids of the targets, deliverables and indicators concerned, if any.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: str = Field(pattern=f"^({'|'.join(FINDING_KINDS)})$")
    title: str | None = None
    title_zh: str | None = None
    title_en: str | None = None
    detail: str | None = None
    detail_zh: str | None = None
    detail_en: str | None = None
    places: tuple[Citation, ...] = Field(min_length=1)
    projects: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
