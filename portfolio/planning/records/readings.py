"""What is reported of targets, deliverables and indicators: how far they are, or are planned to be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from portfolio.domain.errors import BadInput
from portfolio.domain.expectations import Form
from portfolio.domain.history import Actor, Conflict, Recorded
from portfolio.domain.promises import Reading
from portfolio.exchange.promised import promise_faults
from portfolio.planning.records.workspace import Workspace

REPORTED = "report target"


def report_reading(
    workspace: Workspace,
    reading: Reading,
    *,
    actor: Actor,
    reason: str = "",
    seen: int | None = None,
) -> Recorded[Reading]:
    """Record how far something is, or is planned to be; what was reported of it before stays.

    Args:
        workspace: Where.
        reading: What is reported; where it names nobody and no document, whoever acts has reported it.
        actor: Who acts.
        reason: Why, for history.
        seen: How many readings there were of the same when this one was begun; None to skip asking whether
            somebody else has reported since.

    Raises:
        BadInput: The reading does not fit the portfolio.
        Conflict: Somebody else has reported on the same since.
    """
    with workspace.changing(actor) as change:
        latest = change.latest()
        there = latest.item.readings_of(reading.target)
        if seen is not None and len(there) != seen:
            raise Conflict(latest)
        if reading.document is None and reading.by is None:
            reading = reading.model_copy(update={"by": change.stamp.by})
        wanted = latest.item.changed(readings=(*latest.item.readings, reading))
        known = list(promise_faults(latest.item, _HERE))
        faults = [fault for fault in promise_faults(wanted, _HERE) if fault not in known]
        if faults:
            raise BadInput(
                [replace(fault, column=(fault.column or "").rpartition(".")[2]) for fault in faults]
            )
        version = latest.version + 1
        change.work.portfolios.add_version(change.portfolio, wanted, version, change.stamp)
        before, after = (_content(one) for one in (there[-1] if there else None, reading))
        change.note(REPORTED, f"target {reading.target}", before, after, reason, replaced=latest)
        return Recorded(version, change.stamp.at, change.stamp.by, reading, version)


_HERE: defaultdict[str, Form] = defaultdict(lambda: Form.READING)


def _content(reading: Reading | None) -> dict[str, object] | None:
    if reading is None:
        return None
    return reading.model_dump(mode="json", exclude={"target"}, exclude_defaults=True)
