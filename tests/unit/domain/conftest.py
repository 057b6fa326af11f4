"""What tests of the domain share: a project whose works have not begun, and one whose works have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portfolio.domain.portfolio import Portfolio

Build = Callable[..., Any]


@pytest.fixture
def planned(build: Build) -> Portfolio:
    """2020 to 2023, and one project: 8 quarters of works, 20 in each, which may begin in 2020Q1."""
    return build(years=3, overrun=1).project("a", cost=160, quarters=8).portfolio()


@pytest.fixture
def begun(build: Build) -> Portfolio:
    """The same, and the source has it under construction since 2020Q1."""
    return (
        build(years=3, overrun=1)
        .project("a", cost=160, quarters=8, fixed=True, status="under_construction")
        .portfolio()
    )
