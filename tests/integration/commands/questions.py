"""What tests of questions ask with: scenarios of the small portfolio, and a target for it."""

from __future__ import annotations

IMPOSSIBLE = {"name": "broke", "ceilings": {"public": {"2020": 400, "2021": 501}}}
TIGHT = {"name": "tight", "ceilings": {"public": {"2020": 700, "2021": 700}}}

TARGET = """
[[targets]]
id = "{id}"
kind = "{kind}"
comparison = "at_least"
quantity = {quantity}
name_zh = "目标"
name_en = "{name}"
unit_zh = "个"
unit_en = "units"
source = {{ document = "doc", place = "3", quote = "目标" }}
"""
TARGETS = "".join(
    [
        TARGET.format(id="centres", kind="facilities", quantity=1, name="Centres"),
        'facility_type = "health_centre"\n',
        TARGET.format(id="money", kind="investment", quantity=1602, name="Money"),
        TARGET.format(id="people", kind="people", quantity=5, name="People"),
    ]
)
