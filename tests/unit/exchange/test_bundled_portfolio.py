"""The bundled portfolio against the printed annexes: every row, figure and remark as the document has it."""

from __future__ import annotations

import pytest

from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project, Status
from portfolio.domain.scenario import Scenario

# 名称 | 性质 | 用地面积 | 建筑面积 | 总投资额 | 备注, as printed; merged cells of 设施类别 filled in
ANNEX_1 = """
综合医院|杭钢医院|公办|13300|27950||现状保留
综合医院|杭州和睦医院|民办|1800|1946||现状保留
综合医院|浙江省新华医院|公办|13094|59802||现状保留
综合医院|拱墅区第二人民医院|公办|8100|17010||规划扩建
综合医院|杭州市第二人民医院|公办|43000|99306|20000|现状保留，新扩建教学综合楼
综合医院|杭州博爱医院|民办|1184|1250||现状保留
综合医院|规划综合医院|民办|87712|98840|180000|规划新建
专科医院|杭州市老年病医院|公办|20100|70350|70000|正在新建
专科医院|浙江省肿瘤医院|公办|61100|146400||现状保留
专科医院|詹氏中医骨伤医院|民办|1348|984||现状保留
专科医院|规划专科医院|公办/民办|40020|50000|110000|规划新建
中医院（中西医结合医院）|拱墅区中西结合医院|公办|5600|20286|10000|二期在建
中医院（中西医结合医院）|杭州市拱墅区中医院|公办|5979|10910||现状保留
"""

# 街道 | 类型 | 项目名称 | 建筑面积 | 预计投资 | 完工时间 | 备注, likewise
ANNEX_2 = """
上塘街道|社区卫生服务中心|上塘街道社区卫生服务中心|10000|15000|2021|规划新建
上塘街道|社区卫生服务站|瓜山站点|150|250|2018|规划新建
上塘街道|社区卫生服务站|红建河站点|150|250|2019|规划新建
上塘街道|社区卫生服务站|八丈井站点|150|250|2020|规划新建
上塘街道|门诊部|民办门诊部4个|200-500|1100|2021|计划引进
祥符街道|社区卫生服务中心|庆隆区块社区卫生服务中心|2000-4800|7500|2021|规划新建
祥符街道|社区卫生服务站|蓝孔雀站点|150|250|2018|规划新建
祥符街道|社区卫生服务站|工业园区站点|150|250|2019|规划新建
祥符街道|社区卫生服务站|郭家厍站点|150|250|2020|规划新建
祥符街道|社区卫生服务站|渡驾桥站点|150|250|2021|规划新建
祥符街道|社区卫生服务站|北星站点|150|250|2021|规划新建
祥符街道|门诊部|民办门诊部5个|200-500|1300|2021|计划引进
半山街道|社区卫生服务站|田园站点|150|250|2019|规划新建
半山街道|社区卫生服务站|龙山站点|150|250|2020|规划新建
半山街道|社区卫生服务站|桃源神龙桥站点|150|250|2021|规划新建
半山街道|社会办医门诊部|民办门诊部3个|500|1150|2021|计划引进
康桥街道|社区卫生服务中心|康桥街道社区卫生服务中心|2000-4800|7500|2021|在建
康桥街道|社区卫生服务站|平安桥站点|150|250|2018|规划新建
康桥街道|社区卫生服务站|谢村站点|150|250|2019|规划新建
康桥街道|社区卫生服务站|康桥直街站点|150|250|2020|规划新建
康桥街道|社区卫生服务站|龙腾街站点|150|250|2021|规划新建
康桥街道|门诊部|民办门诊部4个|200-500|1200|2021|计划引进
小河街道|社区卫生服务中心|小河湖墅街道社区卫生服务中心|6000|9000|2021|在建
小河街道|区级中心|妇幼保健计划生育服务中心|3000|5000|2021|在建
拱宸桥街道|社区卫生服务中心|桥西区块社区卫生服务中心|2000-4800|7500|2021|规划新建
"""

OWNERSHIP = {"public": "公办", "private": "民办", "public_private": "公办/民办", None: ""}


def area(project: Project) -> str:
    low, high = project.floor_area_min_m2, project.floor_area_max_m2
    return str(low) if low == high else f"{low}-{high}"


def printed(value: int | None) -> str:
    return "" if value is None else str(value)


def annex_of(portfolio: Portfolio, number: int) -> list[Project]:
    return [project for project in portfolio.projects if project.annex == number]


def test_annex_1_is_as_printed(shipped: Portfolio) -> None:
    rows = [
        "|".join(
            (
                project.facility_type_zh,
                project.name_zh,
                OWNERSHIP[project.ownership],
                printed(project.land_area_m2),
                area(project),
                printed(project.cost),
                project.remark,
            )
        )
        for project in annex_of(shipped, 1)
    ]
    assert rows == ANNEX_1.split()
    assert all(project.street is None and project.target_year is None for project in annex_of(shipped, 1))


def test_annex_2_is_as_printed(shipped: Portfolio) -> None:
    rows = [
        "|".join(
            (
                project.street or "",
                project.facility_type_zh,
                project.name_zh,
                area(project),
                printed(project.cost),
                printed(project.target_year),
                project.remark,
            )
        )
        for project in annex_of(shipped, 2)
    ]
    assert rows == ANNEX_2.split()
    assert all(project.ownership is None and project.land_area_m2 is None for project in annex_of(shipped, 2))


def test_nothing_is_dropped_and_the_totals_are_the_documents(shipped: Portfolio) -> None:
    costs = {n: sum(p.cost or 0 for p in annex_of(shipped, n)) for n in (1, 2)}
    assert {n: len(annex_of(shipped, n)) for n in (1, 2)} == {1: 13, 2: 25}
    assert costs == {1: 390_000, 2: 60_000}
    assert shipped.programme.envelope.minimum == 450_000 == sum(costs.values())
    assert all(project.is_priced for project in annex_of(shipped, 2))


def test_rows_are_numbered_as_in_the_annexes_and_ids_say_so(shipped: Portfolio) -> None:
    assert [project.id for project in shipped.projects] == [
        *(f"a1-{row:02}" for row in range(1, 14)),
        *(f"a2-{row:02}" for row in range(1, 26)),
    ]
    assert all(project.id == f"a{project.annex}-{project.row:02}" for project in shipped.projects)


def test_one_row_can_stand_for_several_facilities(shipped: Portfolio) -> None:
    units: dict[str, int] = {}
    for project in shipped.projects:
        units[project.facility_type] = units.get(project.facility_type, 0) + project.units
    assert units["health_station"] == 15
    assert units["clinic"] == 16
    assert units["health_centre"] == 5  # the text promises six: a finding, not silently mended
    assert units["district_centre"] == 1


def test_seven_facilities_are_retained_and_one_planned_project_is_not_priced(shipped: Portfolio) -> None:
    retained = [project for project in shipped.projects if project.status.is_retained]
    assert len(retained) == 7
    assert all(project.remark == "现状保留" and not project.is_priced for project in retained)
    unpriced = [p.name_zh for p in shipped.projects if p.status.has_works and not p.is_priced]
    assert unpriced == ["拱墅区第二人民医院"]


def test_under_construction_is_what_the_remark_calls_so(shipped: Portfolio) -> None:
    for project in shipped.projects:
        under_way = project.remark.endswith("在建") or project.remark == "正在新建"
        assert (project.status is Status.UNDER_CONSTRUCTION) == under_way


def test_names_that_repeat_are_told_apart_by_their_row(shipped: Portfolio) -> None:
    twins = [p for p in shipped.projects if p.name_zh == "民办门诊部4个"]
    assert [(p.id, p.cost) for p in twins] == [("a2-05", 1100), ("a2-22", 1200)]


def test_the_programme_runs_from_2017_to_2021_and_may_run_on_for_two_years(shipped: Portfolio) -> None:
    assert (shipped.calendar.first, shipped.calendar.last) == (Period(2017, 1), Period(2023, 4))
    assert list(shipped.calendar.programme_years) == [2017, 2018, 2019, 2020, 2021]


def test_who_pays_in_all(shipped: Portfolio) -> None:
    paid = dict.fromkeys(shipped.sources, 0)
    for requirement in brief_of(shipped, Scenario(name="as it is")).requirements.values():
        for source, amounts in requirement.modes[0].spending.items():
            paid[source] += sum(amounts)
    # 90,000 are the two municipal projects; one hospital and 4,750 of clinics are private. That of
    # 110,000 is taken to be the district's until it is decided.
    assert paid == {"district": 175_250, "municipal": 90_000, "private": 184_750}


def test_every_large_planned_project_can_be_on_time_in_three_to_four_years(shipped: Portfolio) -> None:
    large = [p for p in shipped.projects if p.status is Status.PLANNED and (p.cost or 0) >= 50_000]
    assert [p.id for p in large] == ["a1-07", "a1-11"]
    for project in large:
        requirement = brief_of(shipped, Scenario(name="as it is")).requirements[project.id]
        starts = [len(requirement.starts(mode, requirement.target)) for mode in requirement.modes]
        assert [mode.quarters for mode in requirement.modes] == [12, 14, 16]
        assert starts == [5, 3, 1]


def test_projects_under_construction_can_also_be_built_more_slowly(shipped: Portfolio) -> None:
    for requirement in brief_of(shipped, Scenario(name="as it is")).requirements.values():
        if shipped.project(requirement.project).status is Status.UNDER_CONSTRUCTION:
            first, *others = [mode.quarters for mode in requirement.modes]
            assert others
            assert min(others) > first


def test_no_planned_work_starts_before_the_congress_the_draft_cites(shipped: Portfolio) -> None:
    for requirement in brief_of(shipped, Scenario(name="as it is")).requirements.values():
        if shipped.project(requirement.project).status is Status.PLANNED:
            assert requirement.earliest >= Period(2018, 1)


@pytest.mark.parametrize(
    ("finding", "projects"),
    [
        ("six-centres-five-rows", {"a2-01", "a2-06", "a2-17", "a2-23", "a2-25"}),
        ("planned-extension-not-priced", {"a1-04"}),
        ("mu-conversion", {"a1-07", "a1-11"}),
        ("under-construction-due-2021", {"a2-17", "a2-23", "a2-24"}),
        ("clinic-rows-share-names", {"a2-05", "a2-22"}),
    ],
)
def test_what_does_not_add_up_is_a_finding(shipped: Portfolio, finding: str, projects: set[str]) -> None:
    (found,) = [f for f in shipped.findings if f.id == finding]
    assert set(found.projects) == projects


def test_the_text_promises_more_than_facilities(shipped: Portfolio) -> None:
    promised = {t.id: (t.comparison.value, float(t.quantity)) for t in shipped.programme.targets}
    assert len(promised) == 27
    assert promised["physicians-to-nurses"] == ("at_least", 2)
    assert promised["satisfaction"] == ("at_least", 98.5)
    assert promised["nurses"] == ("at_least", 300)
    assert promised["qinglong-reserve"] == ("about", 60)
    assert promised["kangqiao-land"] == ("exactly", 131.7)
    assert promised["service-circle"] == ("at_most", 15)
    assert (promised["grids"], promised["service-teams"]) == (("exactly", 98), ("exactly", 98))
    counted = [promised[name][1] for name in ("eight-zones", "assessments", "special-services")]
    assert (counted, promised["private-care-homes"][1]) == ([8, 3, 7], 7)


def test_the_annex_has_converted_the_mu_of_the_text(shipped: Portfolio) -> None:
    land = [shipped.project(name).land_area_m2 for name in ("a1-07", "a1-11")]
    assert land == [round(131.7 * 666), 60 * 667] == [87_712, 40_020]
    assert not {"kangqiao-hospital-area", "qinglong-reserve"} & {f.id for f in shipped.findings}
    (found,) = [f for f in shipped.findings if f.id == "mu-conversion"]
    assert all(
        "131.7" in text and "87,712" in text for text in (found.detail_zh or "", found.detail_en or "")
    )


def test_findings_name_what_of_the_targets_they_are_about(shipped: Portfolio) -> None:
    about = {f.id: f.targets for f in shipped.findings if f.targets}
    assert about["teams-98-110"] == ("service-teams", "grids")
    assert about["seven-services-six-listed"] == ("special-services",)


def test_a_hospital_is_translated_as_its_category_is_printed(shipped: Portfolio) -> None:
    hospital = shipped.project("a1-12")
    assert hospital.name_zh == "拱墅区中西结合医院"
    assert hospital.name_en == "Gongshu District Hospital of Integrated Chinese and Western Medicine"


def test_a_contradiction_cites_both_places(shipped: Portfolio) -> None:
    contradictions = [finding for finding in shipped.findings if finding.kind == "contradiction"]
    assert contradictions
    for finding in contradictions:
        assert len({(place.document, place.place) for place in finding.places}) >= 2


def test_the_data_hash_changes_with_any_value_and_only_then(shipped: Portfolio) -> None:
    again = Portfolio.model_validate(shipped.model_dump())
    assert again.data_hash == shipped.data_hash
    first, *others = shipped.projects
    touched = first.model_copy(update={"remark": first.remark + "。"})
    changed = shipped.changed(projects=(touched, *others))
    assert changed.data_hash != shipped.data_hash
    renamed = shipped.changed(name="elsewhere")
    assert renamed.data_hash == shipped.data_hash


def test_what_was_found_on_reading_again_stands_among_the_findings(shipped: Portfolio) -> None:
    known = {finding.id for finding in shipped.findings}
    assert known >= {
        *("mu-conversion", "teaching-building-owner", "phase-two-area", "two-kinds-of-price", "no-beds"),
        *("geriatric-relocation", "seven-services-six-listed", "hospital-name-tcm", "six-health-fields"),
        *("under-construction-due-2021", "three-prices-of-a-clinic", "one-price-for-any-size"),
        *("station-price-is-not-fitting-out", "centre-for-two-streets", "teams-98-110"),
        *("sixth-centre-is-an-extension", "article-changes-a1-07"),
    }
