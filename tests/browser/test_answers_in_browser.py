"""A reader makes a scenario impossible, asks for ways out, takes one; the answers outlast the server."""

from __future__ import annotations

import re

import pytest
from app_server import AppServer
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_out_of_an_impossible_scenario_with_one_click(page: Page, server: str) -> None:
    page.goto(f"{server}/what_if?lang=en")
    expect(page.locator("p.answer")).to_contain_text("Dates and money are exactly the same")

    field = page.get_by_label("Annual ceiling (CNY million)", exact=True)
    field.fill("90")
    field.press("Tab")
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.get_by_role("button", name="Add and solve").click()
    expect(page.locator("p.answer")).to_contain_text("No plan is possible")
    expect(page.get_by_text("works already under way and cannot be avoided")).to_be_visible()

    page.get_by_role("button", name="Find ways out").click()
    card = page.locator(".st-key-way-slip")
    expect(card).to_contain_text("Hangzhou Geriatric Hospital (杭州市老年病医院) begins 4 quarters later")
    expect(card).to_contain_text("All 31 projects with works finish on time.")
    card.get_by_role("button", name="Apply this way out").click()

    expect(page.get_by_role("heading", name="Who moved")).to_be_visible()
    expect(page.locator("p.in-force")).to_contain_text("proven optimal")
    page.wait_for_url(re.compile("delay=a1-08_4"))


def test_an_answer_is_still_there_after_a_power_cut(page: Page, own_server: AppServer) -> None:
    link = "what_if?lang=en&ceiling=public-2017-9000"
    page.goto(f"{own_server.url}/{link}")
    page.get_by_role("button", name="Find ways out").click()
    card = page.locator(".st-key-way-slip")
    expect(card).to_contain_text("begins 4 quarters later")

    own_server.kill()
    own_server.start()
    page.goto(f"{own_server.url}/{link}")
    expect(card).to_contain_text("begins 4 quarters later")

    page.goto(f"{own_server.url}/data?lang=en&tab=runs")
    rows = page.get_by_role("row").filter(has_text="Ways out")
    expect(rows).to_have_count(2)  # asked before the cut, and put together again after it
    expect(rows.first).to_contain_text("Finished")
