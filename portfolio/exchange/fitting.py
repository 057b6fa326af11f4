"""Whether the files of a portfolio fit each other: what each names that the others do not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from portfolio.domain.errors import Fault, Place
from portfolio.domain.expectations import Expected
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Programme


def programme_faults(programme: Programme, file: Place) -> Iterator[Fault]:
    """Yield ids that stand twice, and documents that are cited and not listed."""
    documents = [document.id for document in programme.documents]
    yield from _repeated(documents, file, "documents", "id")
    yield from _repeated([target.id for target in programme.targets], file, "targets", "id")
    cited = []
    if programme.horizon.source is not None:
        cited.append(("horizon.source", programme.horizon.source))
    if programme.envelope.source is not None:
        cited.append(("envelope.source", programme.envelope.source))
    cited += [(f"targets[{n}].source", target.source) for n, target in enumerate(programme.targets)]
    for place, citation in cited:
        if citation.document not in documents:
            column, names = f"{place}.document", {"names": tuple(documents)}
            yield Fault(file, Expected.ONE_OF, None, column, citation.document, values=names)


def target_faults(portfolio: Portfolio, file: Place, projects_file: str) -> Iterator[Fault]:
    """Yield types and projects that targets name and the portfolio does not have."""
    projects, table = {project.id for project in portfolio.projects}, {"file": projects_file}
    types = (
        (f"targets[{number}].facility_type", "facility_types", target.facility_type)
        for number, target in enumerate(portfolio.programme.targets)
        if target.facility_type is not None
    )
    for place, found, words in portfolio.classes.unknown(types):
        yield Fault(file, words.code, None, place, found, values=words.values)
    for number, target in enumerate(portfolio.programme.targets):
        for project_id in target.projects:
            if project_id not in projects:
                place = f"targets[{number}].projects"
                yield Fault(file, Expected.PROJECT_OF_FILE, None, place, project_id, values=table)


def finding_faults(portfolio: Portfolio, file: Place, projects_file: str) -> Iterator[Fault]:
    """Yield ids that stand twice, and documents and projects that findings name and nothing has."""
    documents = [document.id for document in portfolio.programme.documents]
    projects = {project.id for project in portfolio.projects}
    names, table = {"names": tuple(documents)}, {"file": projects_file}
    yield from _repeated([finding.id for finding in portfolio.findings], file, "findings", "id")
    for number, finding in enumerate(portfolio.findings):
        for index, place in enumerate(finding.places):
            if place.document not in documents:
                column = f"findings[{number}].places[{index}].document"
                yield Fault(file, Expected.ONE_OF, None, column, place.document, values=names)
        for project_id in finding.projects:
            if project_id not in projects:
                column = f"findings[{number}].projects"
                yield Fault(file, Expected.PROJECT_OF_FILE, None, column, project_id, values=table)


def status_faults(portfolio: Portfolio, file: Place) -> Iterator[Fault]:
    """Yield what was reported of projects and does not fit them."""
    for number, report in enumerate(portfolio.status_reports):
        for fault in report.faults_against(portfolio, file):
            yield replace(fault, column=f"status_reports[{number}].{fault.column}")


def _repeated(ids: Sequence[str], file: Place, table: str, column: str) -> Iterator[Fault]:
    for number, name in enumerate(ids):
        if name in ids[:number]:
            yield Fault(file, Expected.OWN_ID, None, f"{table}[{number}].{column}", name)
