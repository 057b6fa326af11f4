"""What a reader's hands and eyes do: wait for a page to stand still, and find a place on it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

PATIENCE = 600_000
"""Milliseconds after which a page is taken to be broken, however busy the machine."""
_REACTION = "() => new Promise(done => setTimeout(() => requestAnimationFrame(() => setTimeout(done)), 250))"
"""Waits until the page has noticed what was done: clocks of its own, started before, run out before this."""
TRIES = 600
"""How often something is tried that only the page's drawing holds up."""
PAYER_WIDTH, YEAR_WIDTH, ROW_HEIGHT = 240, 62, 34
"""Pixels of the table of ceilings in English, where the longest payer is a long name."""


def settle(page: Page) -> None:
    """Wait until the page's script has ended, the one included that the last thing done has yet to start."""
    page.evaluate(_REACTION)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def place_of(element: Locator) -> tuple[float, float, float, float]:
    """Bring an element into view and return its left, top, width and height, even while it is drawn anew."""
    left, top, width, height = element.evaluate(
        "element => {element.scrollIntoView({block: 'center'}); const box = element.getBoundingClientRect();"
        " return [box.x, box.y, box.width, box.height];}"
    )
    return left, top, width, height


def type_ceiling(page: Page, row: int, column: int, value: str) -> None:
    """Type into a cell of the table of ceilings; rows and years are counted from 1."""
    settle(page)
    left, top, _, _ = place_of(page.get_by_test_id("stDataFrame").first)
    # The grid is a canvas: a cell has no element to click, only a place.
    x = left + PAYER_WIDTH + YEAR_WIDTH * (column - 0.5)
    y = top + ROW_HEIGHT * (row + 0.5)
    field = page.locator("#portal input")
    for _ in range(TRIES):  # until it is drawn, the canvas takes no clicks
        page.mouse.dblclick(x, y)
        page.wait_for_timeout(500)
        if field.count():
            break
    field.fill(value)
    field.press("Enter")
    settle(page)


def point_at_the_last_bar(page: Page) -> None:
    """Move the mouse onto the last project's bar until the chart answers: Plotly may still draw it anew.

    The money strip's bars come first, so the last one is a project's. Plotly listens above the bars.
    """
    settle(page)
    bars = page.locator(".js-plotly-plot .barlayer .point path")
    for _ in range(TRIES):
        left, top, width, height = place_of(bars.last)
        page.mouse.move(left + width / 2 - 4, top + height / 2)
        page.mouse.move(left + width / 2, top + height / 2)
        page.wait_for_timeout(500)
        if page.locator(".hoverlayer .hovertext").count():
            return


def click_the_last_bar(page: Page, shown: Locator) -> None:
    """Click the last project's bar until the page shows what a click is for.

    A click that meets a figure just when it is drawn anew is lost, though the chart has answered before.
    """
    for _ in range(TRIES):
        point_at_the_last_bar(page)
        page.mouse.down()
        page.mouse.up()
        settle(page)
        if shown.count():
            return
