"""What a reader does with the app, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hands import click_the_last_bar, type_ceiling
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


def answer(page: Page) -> Locator:
    return page.locator("p.answer")


def in_force(page: Page) -> Locator:
    return page.locator("p.in-force")


def test_open_lower_a_ceiling_solve_and_see_the_difference(page: Page, server: str) -> None:
    page.goto(f"{server}/?lang=en")
    expect(answer(page)).to_contain_text("All 31 projects with works finish on time")

    page.get_by_role("link", name="Budget").click()
    expect(answer(page)).to_contain_text("No annual ceilings are set")
    type_ceiling(page, row=1, column=3, value="250")
    expect(page.get_by_text("Changed, not solved yet")).to_be_visible()
    page.get_by_role("button", name="Solve with these ceilings").click()

    expect(in_force(page)).to_contain_text("Public (district + municipal) 2019: at most CNY 250 million")
    expect(page.get_by_role("heading", name="Who moved")).to_be_visible()
    expect(page.get_by_text("Difference (after minus before)")).to_be_visible()
    page.wait_for_url(re.compile("ceiling=public-2019-25000"))

    page.get_by_role("link", name="Overview").click()
    expect(in_force(page)).to_contain_text("Public (district + municipal) 2019: at most CNY 250 million")
    page.wait_for_url(re.compile("ceiling=public-2019-25000"))


def test_a_link_shows_another_reader_the_same(page: Page, server: str) -> None:
    page.goto(f"{server}/budget?lang=zh&ceiling=public-2019-25000")

    expect(in_force(page)).to_contain_text("财政资金（区级＋市级）2019年上限2.5亿元")
    expect(page.get_by_role("heading", name="哪些项目变动")).to_be_visible()


def test_a_negative_ceiling_is_refused_beside_the_table(page: Page, server: str) -> None:
    page.goto(f"{server}/budget?lang=en")
    expect(answer(page)).to_contain_text("No annual ceilings are set")

    type_ceiling(page, row=1, column=3, value="-5")

    expect(page.get_by_text("cannot be a ceiling")).to_be_visible()
    expect(page.get_by_role("button", name="Solve with these ceilings")).to_be_disabled()


def test_a_click_on_a_bar_shows_its_project(page: Page, server: str) -> None:
    page.goto(f"{server}/schedule?lang=en")
    bars = page.locator(".js-plotly-plot .barlayer .point path")
    expect(bars.first).to_be_visible()

    assumed = page.get_by_text("What is assumed, and why")
    click_the_last_bar(page, assumed)
    expect(assumed).to_be_visible()
    page.wait_for_url(re.compile(r"project=a\d-\d\d"))


def test_the_browsers_language_is_the_first(page: Page, server: str) -> None:
    page.goto(server)
    expect(page.get_by_role("heading", name="What opens where and when")).to_be_visible()

    page.get_by_text("中文", exact=True).click()
    expect(page.get_by_role("heading", name="何处、何时投用")).to_be_visible()
    page.wait_for_url(re.compile("lang=zh"))


def test_downloads_open_right_in_spreadsheets(page: Page, server: str, tmp_path: Path) -> None:
    page.goto(f"{server}/budget?lang=zh")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载CSV").last.click()
    file = tmp_path / "budget.csv"
    download.value.save_as(file)

    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "拱墅区第二人民医院" in content.decode("utf-8-sig")
