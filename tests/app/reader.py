"""A reader in tests: opens a page, waits for its plan, reads what stands there."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from html import unescape

from streamlit.testing.v1 import AppTest

from portfolio import settings

PAGES = ("overview", "schedule", "budget", "what_if", "projects", "targets", "data")
RELATIVE = "portfolio/ui/pages/{}.py"
_WAITING = re.compile(
    "Making the first baseline|正在生成第一个基准|Stop and keep (?:the best|what was)|停止并保留"
    "|Looking for a first plan|正在寻找第一个|^Cancel$|^取消$",
    re.MULTILINE,
)
LONGEST_WAIT = 600.0
"""Seconds after which a page is taken to be broken, however busy the machine."""


def opened(name: str, **query: str | list[str]) -> AppTest:
    """Open a page by a link and wait until its plan is there."""
    return settled(at_first(name, **query))


def at_first(name: str, **query: str | list[str]) -> AppTest:
    """Open a page by a link, and take it as it is at first."""
    app = AppTest.from_file(str(settings.APP_PAGE), default_timeout=LONGEST_WAIT)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run() if name == PAGES[0] else app.switch_page(RELATIVE.format(name)).run()


def settled(app: AppTest) -> AppTest:
    """Look again, as the page does by itself in a browser, until no run is under way."""
    return until(app, lambda: not _WAITING.search(text(app)), "no run under way")


def shown(app: AppTest, words: str) -> AppTest:
    """Look again, as the page does by itself in a browser, until it says this of a run under way."""
    return until(app, lambda: words in text(app), words)


def until(app: AppTest, happens: Callable[[], object], what: str) -> AppTest:
    """Look again, as the page does by itself in a browser, until something has happened."""
    deadline = time.monotonic() + LONGEST_WAIT
    while not happens():
        assert time.monotonic() < deadline, f"does not show {what!r}: {text(app)}"
        time.sleep(0.1)
        app.run()
    return app


def text(app: AppTest) -> str:
    """Return everything a reader can read outside charts and grids, without markup."""
    bodies = [
        element.proto.body
        for element in app.get("html")
        if not element.proto.body.startswith(("<style>", "<script>"))
    ]
    parts = [unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?a\b[^>]*>", "", body))) for body in bodies]
    for kind in (app.markdown, app.caption, app.error, app.info, app.warning, app.success):
        parts += [element.value for element in kind]
    parts += [button.label for button in app.button]
    parts += [expander.label for expander in app.expander]
    return "\n".join(parts)


def click(app: AppTest, label: str) -> AppTest:
    """Click the button with this label and wait for what it does."""
    return settled(next(button for button in app.button if button.label == label).click().run())
