"""`portfolio pipeline`: how far projects are, as a table and as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import SHIPPED


def test_it_lists_stage_and_what_is_not_known(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portfolio.settings.DATA_FOLDER", SHIPPED)
    listed = call("pipeline", "--portfolio", "hangzhou-2021-2025", "--json")
    assert listed.returncode == 0
    rows = {row["id"]: row for row in json.loads(listed.stdout)}
    assert len(rows) == 25
    assert rows["hz-p01"]["stage"] == "proposed"
    assert rows["hz-p01"]["missing"] == ["area", "owner", "price"]
    assert rows["hz-p01"]["estimate"] is None
    told = call("pipeline", "--portfolio", "hangzhou-2021-2025")
    assert "In preparation" in told.stdout
