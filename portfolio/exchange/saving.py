"""Saving a file whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.exchange.syntax import refusal


def save(raw: bytes, path: Path) -> None:
    """Write a file; whatever stood there before stays until the new one is complete.

    Raises:
        BadInput: It cannot be written.
    """
    # Opened like any other file, so that it gets the permissions that files here usually get.
    temporary = path.parent / f".{path.name}.{secrets.token_hex(4)}"
    try:
        try:
            with temporary.open("xb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = {"reason": refusal(error)}
        raise BadInput([Fault(str(path), Expected.WRITABLE_PLACE, values=reason)]) from error
