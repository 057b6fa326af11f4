"""A real Chromium against a real server: both started here, both ended here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_server import AppServer
from hands import PATIENCE
from playwright.sync_api import Page, expect


def _chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip without a Chromium, unless REQUIRE_BROWSER=1 makes its absence an error."""
    if _chromium() is None and os.environ.get("REQUIRE_BROWSER") != "1":
        for item in items:
            if "browser" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="no Chromium: set CHROMIUM to one"))


@pytest.fixture(autouse=True)
def _patient(page: Page) -> None:
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    path = _chromium()
    assert path is not None, "REQUIRE_BROWSER=1, and no Chromium: set CHROMIUM to one"
    arguments = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--no-default-browser-check",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to run as root with its sandbox
    return {"executable_path": path, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB"}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app from a folder that is not the checkout, for journeys that write nothing."""
    app = AppServer(tmp_path_factory.mktemp("server"))
    app.start()
    yield app.url
    app.kill()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[AppServer]:
    """Start the app on a store of its own, for journeys that write."""
    app = AppServer(tmp_path)
    app.start()
    yield app
    app.kill()
