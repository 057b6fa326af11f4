"""Where a page names a project, the name leads to it, with the scenario and the language as they are."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from reader import RELATIVE, opened, settled
from streamlit.testing.v1 import AppTest

from portfolio.domain.portfolio import Portfolio


def links(app: AppTest) -> list[tuple[str, dict[str, list[str]]]]:
    """Return each name that is a link on the page, with what the link's address says."""
    bodies = " ".join(element.proto.body for element in app.get("html"))
    found = re.findall(r"<a class='project' href='([^']*)'>([^<]*)</a>", bodies)
    return [(unescape(name), parse_qs(urlsplit(unescape(address)).query)) for address, name in found]


def test_names_lead_to_their_projects_from_tables_and_sentences(gongshu: Portfolio) -> None:
    app = opened("overview", lang="zh", ceiling="public-2019-25000")
    named = {"overview": links(app)}
    for page in ("budget", "what_if"):
        named[page] = links(settled(app.switch_page(RELATIVE.format(page)).run()))

    for found in named.values():
        assert found
        for name, address in found:
            assert address["lang"] == ["zh"]
            assert address["ceiling"] == ["public-2019-25000"]
            assert gongshu.project(address["project"][0]).name_zh == name
    assert {"规划专科医院", "拱墅区第二人民医院"} <= {name for name, _ in named["overview"]}
