"""The log: a line of JSON for each change, run and failure, with who and how long, for a machine to read.

Whoever has something to log uses the standard library's loggers; what they say beside the event stands in
`extra`. No secret is logged, and nothing that people write: no note, no reason, no value of a cell.
"""

from __future__ import annotations

import logging
import sys
from secrets import token_hex

import structlog
from structlog.typing import EventDict

from portfolio import settings

_LOG = logging.getLogger("portfolio")


def begin(*, to_stderr: bool) -> None:
    """Send what the product logs to the file of the settings.

    Args:
        to_stderr: Whether it goes to the standard error where the settings name no file.
    """
    chosen = settings.current()
    if chosen.log_file is None and not to_stderr:
        return
    if chosen.log_file is None:
        handler: logging.Handler = logging.StreamHandler(sys.stderr)
    else:
        handler = logging.FileHandler(chosen.log_file.expanduser(), encoding="utf-8")
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.ExceptionRenderer(
                    structlog.tracebacks.ExceptionDictTransformer(show_locals=False, use_rich=False)
                ),
                _without_what_people_wrote,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    _LOG.handlers = [handler]
    _LOG.setLevel(chosen.log_level.upper())
    _LOG.propagate = False


def _without_what_people_wrote(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Leave the words of exceptions out: they may quote what somebody typed."""
    for told in event.get("exception", ()):
        told.pop("exc_value", None)
        told.pop("exc_notes", None)
    return event


def failure(error: BaseException) -> str:
    """Log what nobody expected and return its id, by which whoever runs the product finds the line."""
    number = token_hex(4)
    _LOG.error("failure", extra={"error_id": number}, exc_info=error)
    return number
