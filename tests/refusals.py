"""What people read of bad input, where a test asserts its words rather than its codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pydantic import ValidationError

from portfolio.domain.errors import BadInput, Fault
from portfolio.exchange.validating import faults_of
from portfolio.wording import faults
from portfolio.wording.i18n import Language, wording

EN = wording(Language.EN)


def line(fault: Fault) -> str:
    """Return a fault as the command line prints it."""
    return faults.line(fault, EN)


def expected(fault: Fault) -> str:
    """Return in English what would have been right."""
    return faults.expectation(fault, EN)


def lines(refusal: BadInput) -> str:
    """Return all that the command line prints, a line a fault."""
    return "\n".join(map(line, refusal.faults))


@contextmanager
def refused(words: str) -> Iterator[None]:
    """Expect bad input whose lines match a pattern somewhere."""
    with pytest.raises(BadInput) as caught:
        yield
    assert re.search(words, lines(caught.value)), lines(caught.value)


@contextmanager
def unfit(words: str) -> Iterator[None]:
    """Expect content that a model cannot hold, and lines about it that match a pattern somewhere."""
    with pytest.raises(ValidationError) as caught:
        yield
    told = lines(BadInput(faults_of(caught.value, "content")))
    assert re.search(words, told), told
