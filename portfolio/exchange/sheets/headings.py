"""What lists call the columns that we have: by our name, by its label in both languages, or a usual synonym.

Case, spaces and signs do not matter. A name that is only near to one of these is none: whoever reads the list
is asked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from portfolio.domain.money import TEN_THOUSAND_YUAN
from portfolio.domain.project import COST_AS_BEFORE
from portfolio.exchange.sheets.units import Unit, unit_in
from portfolio.exchange.table import AMOUNTS, COLUMNS, is_a_typo

SOURCE, YEAR, AMOUNT, BEFORE, AFTER = "source", "year", "amount", "before", "after"
"""Columns of money by source and year that a list of projects may have beside ours, or instead of costs."""
YEARLY = (SOURCE, YEAR, AMOUNT, BEFORE, AFTER)

_SYNONYMS: dict[str, str] = {
    "id": "Project id, Project ID number, Project number, Project no, Project code, Scheme id, Scheme no,"
    " Reference, Ref, Ref no, Code, Key, 编号, 项目编号, 项目代码, 代码, 项目序号",
    "name": "Project, Project name, Project title, Name of project, Name, Title, Scheme, Scheme name,"
    " 项目, 项目名称, 名称, 工程名称, 机构名称",
    "name_zh": "Name in Chinese, Chinese name, 中文名称, 中文名, 项目中文名称",
    "name_en": "Name in English, English name, 英文名称, 英文名, 项目英文名称",
    "document": "Source document, 来源文件",
    "annex": "Annex, 附件",
    "row": "Row in the source, 原文行号",
    "street": "Sub-district, Street, 街道, 所属街道",
    "facility_type_zh": "Type in the source's words, 原文类型",
    "facility_type": "Type, Project type, Type of project, Facility type, Asset type, 类型, 项目类型,"
    " 设施类型, 项目类别",
    "ownership": "Ownership, Owner, Owned by, 性质, 所有制, 权属",
    "areas": "Areas, Area, 片区, 区域, 所在区域",
    "agency": "Agency, Agency name, Department, Lead department, Managing agency, Sponsor agency, 主管部门,"
    " 责任单位, 主管单位",
    "priority": "Priority, 优先级",
    "tags": "Tags, Labels, 标签",
    "land_area_m2": "Land, Land area, Site area, 用地面积, 占地面积",
    "floor_area_min_m2": "Floor area from, Floor area min, 建筑面积下限",
    "floor_area_max_m2": "Floor area to, Floor area max, 建筑面积上限",
    "units": "Facilities, Number of facilities, 机构数, 设施数",
    "cost": "Cost, Total cost, Project cost, Total project cost, Budget, Total budget, Project budget,"
    " Total investment, Whole life cost, Capital cost, 投资额, 总投资, 投资, 投资总额, 总投资额, 概算总投资,"
    " 计划总投资",
    "target_year": "Target year, Completion year, Year of completion, Finish year, End year, Completion date,"
    " Target date, Finish date, End date, Project end date, 目标年份, 完工年份, 建成年份, 完成年份, 竣工年份,"
    " 完成时间, 竣工时间",
    "status": "Status, Project status, 状态, 项目状态, 建设状态",
    "remark": "Remark, Remarks, Comment, Comments, Note, Notes, 备注",
    "began": "Works began, Start of works, Construction start, Works started, 开工季度, 开工时间, 开工日期",
    "cost_note": "Why there is no cost, 未定价的原因",
    "estimate_low": "Estimate low, Low estimate, 估算（低）, 估算下限",
    "estimate_likely": "Estimate likely, Likely estimate, 估算（最可能）",
    "estimate_high": "Estimate high, High estimate, 估算（高）, 估算上限",
    "estimate_method": "Method of the estimate, Estimate method, 估算方法",
    "estimate_price_year": "Prices of the year, Price year, Price base, 价格年份",
    "estimate_trust": "Trust in the estimate, Estimate confidence, 估算可信度",
    SOURCE: "Source, Funding source, Source of funds, Source of funding, Fund, Fund source, Fund name,"
    " Funded by, 资金来源, 资金渠道",
    YEAR: "Fiscal year, Budget year, Year, 财政年度, 年度, 年份",
    AMOUNT: "Amount, Amount spent, Amount appropriated, Appropriation, Budget amount, Funding amount,"
    " 拨款金额, 已支出金额, 金额, 安排金额",
    BEFORE: "Prior years, Prior year, Prior, Prior funding, Prior appropriation, Prior appropriations,"
    " Previous years, Spent to date, Expended to date, Expenditure to date, Appropriated to date,"
    " Appropriations to date, Committed to date, Funding to date, Spent before, Prior expenditure,"
    " Actual to date, Prior years funding, 以前年度, 以前年度投资, 至上年底累计完成投资, 至今累计完成投资,"
    " 累计已完成投资, 期前已完成",
    AFTER: "Future years, Future, Later years, Beyond, Future funding, 以后年度, 以后年度投资, 期后",
}
_TOO_SHORT_FOR_TYPOS = 4
"""Too much is a letter away from such a name, as Fund and Fuel, unless it is a column's own."""
_INSTEAD_OF_NAMES = {"projectdescription", "description", "descriptionofproject", "工程内容", "建设内容"}
_OF_PROJECTS = {"project", "projectid", "项目", "项目编号"}
_UNIT = re.compile(r"(?P<name>.*?)[\s,，:：;-]*[(（\[【](?P<unit>[^()（）\[\]【】]*)[)）\]】]\s*", re.DOTALL)
_AFTER_COMMA = re.compile(r"(?P<name>.+?)\s*(?:[,，:：/]|\s-|\n|\bin\b)\s*(?P<unit>[^,，]+)", re.DOTALL)
_SQUARE_METRES = {"m2", "sqm", "sqmetres", "sqmeters", "平方米", "㎡"}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a list's column holds.

    Attributes:
        column: As we call it.
        unit: Which money its amounts are in, where the heading tells; else None.
        rank: How surely it is so: 0 by our own name, 1 by another, 2 where nothing else is it.
    """

    column: str
    unit: Unit | None = None
    rank: int = 0


def plain(text: str) -> str:
    """Return a name without case, spaces and signs, which lists write in many ways."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("#", "number")
    return "".join(letter for letter in folded if letter.isalnum())


@cache
def _known() -> dict[str, str]:
    """Return plain name -> column, our own names first."""
    ours = {plain(column): column for column in COLUMNS}
    others = {plain(name): column for column, names in _SYNONYMS.items() for name in names.split(", ")}
    return others | ours


def heading_of(text: str) -> Heading | None:
    """Return what a column of this name holds; None: nothing that we know of by this name."""
    if text in COLUMNS:
        return Heading(text)
    if plain(text) == plain(COST_AS_BEFORE):
        return Heading("cost", Unit(TEN_THOUSAND_YUAN.unit, TEN_THOUSAND_YUAN.currency))
    for form in (_UNIT, _AFTER_COMMA):
        found = form.fullmatch(text.strip())
        column = None if found is None else _known().get(plain(found["name"]))
        if found is None or column is None:
            continue
        if column in {*AMOUNTS, AMOUNT, BEFORE, AFTER}:
            unit = unit_in(found["unit"])
            if unit is not None:
                return Heading(column, unit, rank=1)
        elif column.endswith("_m2") and plain(found["unit"]) in _SQUARE_METRES:
            return Heading(column, rank=1)
    column = _known().get(plain(text))
    if column is None:
        return Heading("name", rank=2) if plain(text) in _INSTEAD_OF_NAMES else None
    return Heading(column, rank=0 if plain(column) == plain(text) else 1)


def yearly_column(text: str) -> str | None:
    """Return which column of a table of yearly amounts is called so: project, source, year or amount."""
    bare = plain(text)
    if bare in _OF_PROJECTS:
        return "project"
    heading = heading_of(text)
    return heading.column if heading is not None and heading.column in {SOURCE, YEAR, AMOUNT} else None


def named_with_unit(text: str) -> tuple[str, Unit | None]:
    """Return a heading without the unit of money that it ends with, and the unit."""
    found = _UNIT.fullmatch(text.strip())
    unit = None if found is None else unit_in(found["unit"])
    return (text, None) if found is None or unit is None else (found["name"], unit)


def near(text: str) -> tuple[str, str] | None:
    """Return the name, as people write it, that another is likely a slip of the pen for, and its column."""
    bare = plain(text)
    for name, column in _spellings():
        known = plain(name)
        is_long = len(known) > _TOO_SHORT_FOR_TYPOS or (column == name and len(known) > len("id"))
        if is_long and is_a_typo(bare, known):
            return name, column
    return None


@cache
def _spellings() -> tuple[tuple[str, str], ...]:
    """Return every name that is known, as it is written, with its column."""
    ours = [(column, column) for column in (*COLUMNS, COST_AS_BEFORE)]
    others = [(name, column) for column, names in _SYNONYMS.items() for name in names.split(", ")]
    return (*others, *ours)
