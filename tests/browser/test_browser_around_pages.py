"""From page to page in a browser: back, by names, with what was typed, in a language, on a closed network."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hands import place_of, settle, type_ceiling
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


def language_of(page: Page) -> str:
    settle(page)
    return str(page.evaluate("document.documentElement.lang"))


def place_of_unscrolled(element: Locator) -> float:
    """Return how far below the top of the window an element begins, as the page was opened."""
    return float(element.evaluate("element => element.getBoundingClientRect().y"))


def chosen_grouping(page: Page) -> str:
    settle(page)
    return page.get_by_role("combobox", name="Group by").input_value()


def test_back_and_forward_show_what_was_seen_and_nothing_is_fetched_from_elsewhere(
    page: Page, server: str
) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))

    page.goto(f"{server}/?lang=en&ceiling=public-2019-25000")
    expect(page.locator("p.in-force")).to_contain_text("at most CNY 250 million")
    assert language_of(page) == "en"
    page.get_by_role("link", name="Schedule").click()
    expect(page.locator(".js-plotly-plot .barlayer .point path").first).to_be_visible()
    page.get_by_role("combobox", name="Group by").click()
    page.get_by_role("option", name="Sub-district").click()
    page.wait_for_url(re.compile("group=street"))
    settle(page)
    page.get_by_role("button", name="Back to the default scenario").click()
    expect(page.locator("p.in-force")).not_to_contain_text("at most CNY 250 million")
    settle(page)
    page.get_by_text("中文", exact=True).click()
    expect(page.get_by_role("heading", name="进度", exact=True)).to_be_visible()
    assert language_of(page) == "zh-CN"
    for name in ("预算", "情景", "项目", "数据"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
        settle(page)
    for address in ("projects", "what_if", "budget", "schedule"):  # one step a page
        page.go_back()
        page.wait_for_url(re.compile(rf"/{address}\?lang=zh"))
        settle(page)

    page.go_back()
    expect(page.get_by_role("heading", name="Schedule", exact=True)).to_be_visible()
    assert language_of(page) == "en"
    page.go_back()
    expect(page.locator("p.in-force")).to_contain_text("at most CNY 250 million")
    assert chosen_grouping(page) == "Sub-district"
    page.go_back()
    page.wait_for_url(lambda url: "group" not in url and "/schedule" in url)
    assert chosen_grouping(page) == "Type"
    page.go_back()
    expect(page.get_by_role("heading", name="Overview", exact=True)).to_be_visible()
    page.go_forward()
    page.go_forward()
    page.wait_for_url(re.compile("group=street"))
    assert chosen_grouping(page) == "Sub-district"

    own = urlsplit(server).netloc
    assert {urlsplit(url).netloc for url in asked} - {
        "",
        own,
    } == set()  # what a page holds itself has no host


def test_names_lead_to_projects_and_what_was_typed_is_still_there_afterwards(page: Page, server: str) -> None:
    page.goto(f"{server}/budget?lang=en&ceiling=public-2019-25000")
    expect(page.get_by_role("heading", name="Who moved")).to_be_visible()
    type_ceiling(page, row=1, column=4, value="260")
    expect(page.get_by_text("Changed, not solved yet")).to_be_visible()

    name = page.locator("table.plain tbody th a").first
    project = name.inner_text()
    name.click()
    expect(page.get_by_role("heading", name=project)).to_be_visible()
    page.wait_for_url(re.compile(r"/projects\?lang=en&ceiling=public-2019-25000&project=a\d-\d\d$"))
    settle(page)
    form = page.get_by_role("heading", name="Report the status")
    assert place_of_unscrolled(form) < 900 / 2
    page.get_by_label("Note", exact=True).fill("Not sent off yet")
    page.get_by_label("Note", exact=True).press("Tab")
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    settle(page)

    page.get_by_role("link", name="Budget").click()
    expect(page.get_by_text("Changed, not solved yet")).to_be_visible()
    expect(page.locator("p.in-force")).to_contain_text("2019: at most CNY 250 million")
    settle(page)
    left, top, _, _ = place_of(page.get_by_test_id("stDataFrame").nth(-2))  # the last is a table to file
    page.mouse.click(left + 90, top + 60)  # a cell of the first project
    expect(page.get_by_role("button", name="All projects")).to_be_visible()
    page.wait_for_url(re.compile(r"/projects\?lang=en&ceiling=public-2019-25000&project="))
    settle(page)
    page.go_back()
    expect(page.get_by_role("button", name="Solve with these ceilings")).to_be_enabled()
    page.get_by_role("button", name="Solve with these ceilings").click()
    page.wait_for_url(re.compile("ceiling=public-2020-26000"))
    page.go_back()
    expect(page.locator("p.in-force")).not_to_contain_text("2020")
    page.go_back()
    expect(page.get_by_role("button", name="All projects")).to_be_visible()
