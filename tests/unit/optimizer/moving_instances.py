"""Small random instances whose money may move between years and sources, and is paid by terms."""

from __future__ import annotations

from hypothesis import strategies as st
from opt_instances import Json

PERIODS = 4
_WINDOWS = [
    [],
    [{"first": 0, "last": 1}, {"first": 2, "last": 3}],
    [{"first": 1, "last": 2}],
]
_TERMS = [
    {},
    {"advance": 0.1, "progress": 0.85, "retention": 0.05, "after": 1},
    {"advance": 0.3, "progress": 0.7},
    {"progress": 0.5, "retention": 0.5, "after": 2},
]


@st.composite
def _limits(draw: st.DrawFn, windows: list[Json], *, soft: bool = False) -> list[Json]:
    """Ceilings and minimums over whole windows."""
    inside = {t for w in windows for t in range(w["first"], w["last"] + 1)}
    whole = [*windows, *({"first": t, "last": t} for t in range(PERIODS) if t not in inside)]
    limits = [
        window | {"maximum": draw(st.integers(2, 7)), "soft": soft}
        for window in sorted(whole, key=lambda w: w["first"])
        if draw(st.sampled_from([True, True, False]))
    ]
    if draw(st.sampled_from([True, False, False])):
        limits.append({"first": 0, "last": PERIODS - 1, "minimum": draw(st.integers(0, 5)), "soft": soft})
    return limits


@st.composite
def _band(draw: st.DrawFn, names: list[str]) -> Json:
    step = draw(st.sampled_from([1, 1, 2, 3]))
    band: Json = {
        "resources": names,
        "early": draw(st.integers(0, 2)),
        "late": draw(st.integers(0, 2)),
        "step": step,
        "minimum": step * draw(st.sampled_from([0, 0, 1])),
        "first": draw(st.sampled_from([0, 0, 0, 1, 2])),
    }
    if draw(st.sampled_from([False, False, True])):
        band["maximum"] = step * draw(st.integers(1, 4))
    if len(names) > 1 and draw(st.booleans()):
        least, most = draw(st.sampled_from([(0, 0.5), (0.3, 0.6), (0.5, 0.5), (0.25, 1)]))
        band["shares"] = {draw(st.sampled_from(names)): {"least": least, "most": most}}
    return band


@st.composite
def _mode(draw: st.DrawFn, name: str, kind: str) -> Json:
    duration = draw(st.integers(1, 3))
    amounts = st.integers(0, 2 if kind == "pool" else 3)
    money = draw(st.lists(amounts, min_size=1, max_size=3))
    mode: Json = {"id": name, "duration": duration, "usage": {"money": money}}
    if kind == "pool":
        mode["usage"]["loans"] = draw(st.lists(amounts, max_size=2))
        mode["bands"] = [draw(_band(draw(st.permutations(["money", "loans"]))))]
    elif kind == "band":
        mode["bands"] = [draw(_band(["money"]))]
        if draw(st.sampled_from([False, False, True])):
            mode["used_before"] = {"money": draw(st.integers(1, 5))}
    if kind != "pool" and draw(st.sampled_from([False, False, True])):
        mode["used_already"] = {"money": draw(st.lists(st.integers(0, 3), min_size=1, max_size=3))}
    if draw(st.sampled_from([False, False, True])):
        mode["benefit"] = [0, 1, 2]
    return mode


@st.composite
def moving_instances(draw: st.DrawFn) -> Json:
    """Up to two projects and four periods; bands, shares, payments, a match, a date not to be early for."""
    windows: list[Json] = draw(st.sampled_from(_WINDOWS))
    ids = ["A", "B"][: draw(st.sampled_from([1, 1, 2]))]
    projects = []
    for name in ids:
        # Which of two sources pays when has so many answers that one project is enough.
        kinds = ["band", "band", "plain", "pool"] if len(ids) == 1 else ["band", "band", "plain"]
        count = draw(st.integers(1, 2))
        modes = [draw(_mode(f"m{k}", draw(st.sampled_from(kinds)))) for k in range(count)]
        project: Json = {"id": name, "modes": modes, "mandatory": draw(st.sampled_from([True, False, False]))}
        project["flexibility"] = draw(st.sampled_from([0, 0, 0.5])) if not windows else 0
        if draw(st.booleans()):
            project["due_from"] = draw(st.integers(0, 2))
        if draw(st.sampled_from([False, False, True])):
            project["terms"] = {"paid": draw(st.sampled_from(_TERMS))}
        projects.append(project)
    paid = {"id": "paid", "pays": {"resource": "money"} | draw(st.sampled_from(_TERMS))}
    sums = [
        {"sum_of": ["money", "loans"]},
        {"sum_of": ["paid", "loans"]},
        {"sum_of": ["money"], "less": ["loans"]},
    ]
    every: Json = {"id": "all", **draw(st.sampled_from(sums))}
    instance: Json = {
        "periods": PERIODS,
        "may_outlast_horizon": draw(st.booleans()),
        "resources": [
            {"id": "money", "windows": windows, "limits": draw(_limits(windows))},
            {"id": "loans", "windows": windows},
            paid | {"limits": draw(_limits(windows, soft=draw(st.booleans())))},
            every | {"limits": draw(_limits(windows))},
        ],
        "projects": projects,
    }
    if draw(st.sampled_from([False, False, True])):
        share = draw(st.sampled_from([0, 0.5, 0.75, 1, 2]))
        match = {
            "resource": "money",
            "against": "loans",
            "ratio": share,
            "allowance": draw(st.integers(-2, 5)),
        }
        instance["matches"] = [match | ({"project": "A"} if draw(st.booleans()) else {})]
    if draw(st.sampled_from([False, False, True])):
        window = draw(st.sampled_from([w for w in windows if len(windows) > 1] or [{"first": 0, "last": 3}]))
        fixed = {"project": "A", "resource": "money", "amount": draw(st.integers(0, 4))}
        instance["allocations"] = [fixed | window]
    terms = [{"term": t} for t in ("benefit", "earliness", "makespan", "violation", "departure")]
    terms += [{"term": "usage", "resource": r, "sense": s} for r in ("paid", "loans") for s in ("min", "max")]
    terms += [
        {"term": "peak", "resource": r["id"]}
        for r in instance["resources"]
        if not windows or any("maximum" in limit for limit in r.get("limits", []))
    ]
    tiers = draw(st.lists(st.sampled_from(terms), min_size=1, max_size=3, unique_by=str))
    instance["objective"] = [{"terms": [t], "tolerance": draw(st.sampled_from([0, 0, 0.2]))} for t in tiers]
    return instance
