"""What nobody expected: it is logged under an id, and the reader is told the id."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from portfolio.wording.i18n import Wording


@contextmanager
def told(say: Wording) -> Iterator[None]:
    """Run a page; what goes wrong in a way that it has no words for is logged, and still goes wrong."""
    try:
        yield
    except Exception as error:
        from portfolio.logs import failure  # noqa: PLC0415 - loads what formats logs, which few runs need

        st.error(say("failure.told", id=failure(error)))
        raise
