"""Pages of many projects: the work of drawing one grows with them, never with their square.

Counted in lines of Python that are run, in our code and in Plotly's, so no clock decides. The second step in
size is twice as wide as the first: work in proportion to the projects grows twice as much in it, squared
work more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from many_projects import LATER, write_portfolio
from reader import PAGES, RELATIVE, opened, settled

from portfolio.bootstrap import open_workspace
from portfolio.domain.status import StatusReport
from portfolio.planning.records.people import local_user

pytestmark = pytest.mark.soak

SIZES = (44, 60, 92)
COUNTED = ("/portfolio/", "/plotly/", "/_plotly_utils/")
Trace = Callable[[FrameType, str, Any], Any]


def lines_run(draw: Callable[[], object]) -> int:
    """Return how many lines are run while the app's script draws a page; in a thread of its own."""
    count = 0

    def in_frame(_frame: FrameType, event: str, _value: Any) -> Trace:
        nonlocal count
        count += event == "line"
        return in_frame

    def entered(frame: FrameType, _event: str, _value: Any) -> Trace | None:
        return in_frame if any(part in frame.f_code.co_filename for part in COUNTED) else None

    threading.settrace(entered)
    try:
        draw()
    finally:
        threading.settrace(None)
    return count


def report_on(projects: list[str], folder: Path) -> None:
    """Report on every project, in one transaction."""
    with open_workspace(str(folder)).changing(local_user()) as change:
        for project in projects:
            content = {"project": project, "status": "under_construction", "effective": "2018Q2"}
            report = StatusReport.model_validate({**content, "physical_progress": 10})
            change.work.reports.add(change.portfolio, report, change.stamp)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[int]]:
    """Page -> lines run to draw it again, by the number of projects; all have moved, and most are late."""
    counts: dict[str, list[int]] = {page: [] for page in PAGES}
    for size in SIZES:
        home = tmp_path_factory.mktemp(f"projects-{size}")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PORTFOLIO_HOME", str(home / "home"))
            patch.setenv("PORTFOLIO", str(home / "portfolio"))
            report_on(write_portfolio(home / "portfolio", size), home / "portfolio")
            app = opened(PAGES[0], lang="en", scenario=LATER)
            for page in PAGES:
                if page == "data":
                    app.session_state["tab"] = "targets"
                settled(app.switch_page(RELATIVE.format(page)).run())
                counts[page].append(lines_run(app.run))
                assert not app.exception
    return counts


@pytest.mark.parametrize("page", PAGES)
def test_the_work_of_a_page_grows_with_its_projects_and_no_faster(
    page: str, work: dict[str, list[int]]
) -> None:
    few, more, most = work[page]

    assert most - more < 2.3 * (more - few)
