"""Three people at work with the app, and what they enter outliving a server that is killed."""

from __future__ import annotations

import re

import pytest
from app_server import AppServer
from hands import click_the_last_bar, point_at_the_last_bar, settle
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

BEIXING = "Beixing Station (北星站点)"


def expect_answer(page: Page, words: str) -> None:
    """Wait for the answer; while a page is drawn anew, the one before it may still be there beside it."""
    expect(page.locator("p.answer").filter(has_text=words).first).to_be_visible()


def in_force(page: Page) -> Locator:
    return page.locator("p.in-force")


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box by typing it, as the list shows only some of many."""
    settle(page)
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def fill(page: Page, label: str, value: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(value)
    field.press("Tab")
    settle(page)


def test_a_finance_officer_lowers_a_ceiling_compares_saves_and_opens_again(
    page: Page, own_server: AppServer
) -> None:
    page.goto(f"{own_server.url}/what_if?lang=en")
    expect_answer(page, "Dates and money are exactly the same")

    choose(page, "Year", "2019")
    fill(page, "Annual ceiling (CNY million)", "-5")
    page.get_by_role("button", name="Add and solve").click()
    expect(page.get_by_text("cannot be an amount")).to_be_visible()
    expect(page.get_by_text("Nothing is changed yet")).to_be_visible()

    fill(page, "Annual ceiling (CNY million)", "250")
    page.get_by_role("button", name="Add and solve").click()
    expect(in_force(page)).to_contain_text("Public (district + municipal) 2019: at most CNY 250 million")
    expect_answer(page, "1 project becomes late")
    expect(page.get_by_role("heading", name="Who moved")).to_be_visible()
    expect(page.get_by_text("Difference (after minus before)")).to_be_visible()
    page.wait_for_url(re.compile("ceiling=public-2019-25000"))

    # Killed between two clicks: the address still holds what was not saved yet.
    unsaved = page.url
    own_server.kill()
    own_server.start()
    page.goto(unsaved)
    expect(in_force(page)).to_contain_text("at most CNY 250 million")

    fill(page, "Name", "Tight 2019")
    page.get_by_role("button", name="Save scenario").click()
    expect(page.get_by_text("Saved as “Tight 2019”, version 1.")).to_be_visible()
    page.wait_for_url(re.compile(r"scenario=Tight"))
    link = page.url
    assert "ceiling" not in link

    settle(page)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("taken away, not saved")).to_be_visible()
    expect_answer(page, "Dates and money are exactly the same")

    page.context.clear_cookies()
    page.goto(link)
    expect(in_force(page)).to_contain_text("Tight 2019")
    expect_answer(page, "1 project becomes late")
    page.get_by_role("link", name="Schedule").click()
    expect(in_force(page)).to_contain_text("Tight 2019")
    expect(page.get_by_text("Baseline", exact=True).first).to_be_visible()


def test_a_project_manager_reports_a_delay_and_finds_it_kept(page: Page, own_server: AppServer) -> None:
    page.goto(f"{own_server.url}/projects?lang=en&project=a1-07")
    expect(page.get_by_role("heading", name="Planned general hospital")).to_be_visible()

    choose(page, "Status", "Under construction")
    choose(page, "Takes effect in", "2019Q1")
    choose(page, "Forecast finish", "2018Q2")
    fill(page, "Note", "groundwater <b>again</b>")
    page.get_by_role("button", name="See what it changes").click()
    expect(page.get_by_text("not before 2019Q1 while works go on")).to_be_visible()
    expect(page.get_by_text("plain text without markup")).to_be_visible()
    expect(page.get_by_role("button", name="Save the report")).to_have_count(0)

    choose(page, "Forecast finish", "2022Q2")
    fill(page, "Physical progress (%)", "20")
    fill(page, "Note", "Groundwater: the pit is being redesigned")
    page.get_by_role("button", name="See what it changes").click()
    expect_answer(page, "1 project becomes late")
    expect(page.get_by_text("Nothing has been changed yet.")).to_be_visible()

    page.get_by_role("button", name="Save the report").click()
    expect(page.get_by_text("The report is saved; from now on plans are made with it.")).to_be_visible()
    expect(page.locator("table.history")).to_contain_text("Groundwater: the pit is being redesigned")

    own_server.kill()
    own_server.start()
    page.goto(f"{own_server.url}/projects?lang=en&project=a1-07")
    expect(page.locator("table.history")).to_contain_text("Forecast finish: 2022Q2")
    expect(page.get_by_label("Physical progress (%)", exact=True)).to_have_value("20")
    page.goto(f"{own_server.url}/?lang=en")
    expect_answer(page, "1 of 31 projects that are carried out finishes after its target year")


def test_a_leader_opens_filters_and_reads_a_bar(page: Page, server: str) -> None:
    page.goto(f"{server}/?lang=en")
    expect_answer(page, "All 31 projects with works finish on time")

    page.get_by_role("link", name="Schedule").click()
    expect_answer(page, "31 projects are built")
    choose(page, "Type", "Community health station")
    page.keyboard.press("Escape")
    expect(page.get_by_text("15 of 38 rows of the source shown")).to_be_visible()

    point_at_the_last_bar(page)
    expect(page.locator(".hoverlayer")).to_contain_text("On time")
    assumed = page.get_by_text("What is assumed, and why")
    click_the_last_bar(page, assumed)
    expect(assumed).to_be_visible()
