"""Fields of a project's form, each as its column is: texts, choices by name, areas with their shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import pandas as pd
import streamlit as st

from portfolio.domain.numbers import percent_text
from portfolio.domain.project import CLASS_FIELDS, Project, Status, Trust
from portfolio.domain.stages import Stage, StageKind
from portfolio.exchange.sheets.describing import described
from portfolio.exchange.stages import OF_PROJECT
from portfolio.exchange.table import AMOUNTS, cost_expected
from portfolio.ui.components.frame import View
from portfolio.wording.columns import column_label
from portfolio.wording.faults import in_words
from portfolio.wording.list_items import amount_label, item_names

PARTS: dict[str, tuple[str, ...]] = {
    "what": (
        *("id", "name", "name_zh", "name_en", "facility_type", "facility_type_zh"),
        *("ownership", "agency", "priority", "tags", "street", "areas"),
    ),
    "when": ("status", "began", "target_year", "cost", "cost_note"),
    "estimate": (
        *("estimate_low", "estimate_likely", "estimate_high"),
        *("estimate_method", "estimate_price_year", "estimate_trust"),
    ),
    "stages": OF_PROJECT,
    "size": ("land_area_m2", "floor_area_min_m2", "floor_area_max_m2", "units"),
    "source": ("document", "annex", "row", "remark"),
}
"""Part of the form -> columns in it; what is in none, as the source's own columns, stands in the last."""
_EXPECTED = {
    **{said.path: said.expected for said in described(Project)},
    **{f"stages.{kind}.{said.path}": said.expected for kind in StageKind for said in described(Stage)},
}
_LONG = frozenset({"remark", "cost_note"})
_AREA, _SHARE = "area", "share"


def parts_of(names: Iterable[str]) -> dict[str, list[str]]:
    """Return part of the form -> those of these columns that stand in it; parts without any are absent."""
    left = list(names)
    found = {part: [name for name in columns if name in left] for part, columns in PARTS.items()}
    placed = {name for columns in found.values() for name in columns}
    found["source"] += [name for name in left if name not in placed]
    return {part: columns for part, columns in found.items() if columns}


def field(name: str, cell: str, key: str, view: View) -> str:
    """Draw the field of a column with what its cell holds; return the cell as it is left."""
    say, portfolio = view.say, view.portfolio
    label = amount_label("projects", name, say)
    expected = cost_expected(portfolio.programme.money) if name in AMOUNTS else _EXPECTED.get(name)
    about = None if expected is None else in_words(expected, say)
    if name == "areas" and portfolio.classes.areas:
        return _areas(label, cell, key, view)
    if name == "tags" and portfolio.classes.tags:
        held = [part.strip() for part in cell.split(";") if part.strip()]
        names = item_names("tags", portfolio, say)
        chosen = st.multiselect(
            label,
            list(names),
            held,
            format_func=names.__getitem__,
            key=key,
            placeholder=say("field.blank"),
            persist_state="session",
        )
        return "; ".join(chosen)
    if name in _LONG:
        return str(st.text_area(label, value=cell, key=key, help=about, height=68, persist_state="session"))
    choices = _choices(name, view)
    if choices is None:
        return str(st.text_input(label, value=cell, key=key, help=about, persist_state="session"))
    return str(
        st.selectbox(
            label,
            list(dict.fromkeys([cell, *choices])),
            index=0,
            format_func=lambda choice: choices.get(choice, choice),
            key=key,
            persist_state="session",
        )
    )


def _choices(name: str, view: View) -> dict[str, str] | None:
    """Return what can stand in a column, where that is known beforehand, and what it is called."""
    say, portfolio, blank = view.say, view.portfolio, {"": view.say("field.blank")}
    match name:
        case "status":
            return {code: say(f"status.{code}") for code in Status}
        case "estimate_trust":
            return blank | {code: say(f"trust.{code}") for code in Trust}
        case "target_year":
            horizon = portfolio.programme.horizon
            years = range(horizon.first_year, horizon.last_year + 1)
            return blank | {str(year): say.year(year) for year in years}
        case "document":
            return blank | item_names("documents", portfolio, say)
        case _ if name in CLASS_FIELDS:
            return blank | item_names(CLASS_FIELDS[name], portfolio, say)
    return None


def _areas(label: str, cell: str, key: str, view: View) -> str:
    """Draw the areas that a project lies in, a row for each, with its share in percent or as a fraction."""
    say, portfolio = view.say, view.portfolio
    pairs = [part.partition(":") for part in cell.split(";") if part.strip()]
    held = [(area.strip(), _shown(share.strip())) for area, _, share in pairs]
    st.caption(label)
    names = item_names("areas", portfolio, say)
    frame = pd.DataFrame(held, columns=[_AREA, _SHARE], dtype="object")
    edited: pd.DataFrame = st.data_editor(
        frame,
        key=key,
        num_rows="dynamic",
        hide_index=True,
        alt=label,
        placeholder=say("field.blank"),
        column_config={
            _AREA: st.column_config.SelectboxColumn(
                column_label("classes", "areas", say),
                options=list(names),
                format_func=lambda area: names[str(area)],
            ),
            _SHARE: st.column_config.TextColumn(say("project.share"), help=say("project.share_help")),
        },
    )
    rows = [
        (str(row[_AREA]), "" if pd.isna(row[_SHARE]) else str(row[_SHARE]).strip())
        for row in edited.to_dict("records")
        if not pd.isna(row[_AREA])
    ]
    return cell if rows == held else areas_cell(rows)


def _shown(share: str) -> str:
    """Return a share of one in percent; as it is where no percentage with decimals would be the same."""
    percent = percent_text(Fraction(share)) if share else ""
    return share if "/" in percent else percent


def areas_cell(rows: Sequence[tuple[str, str]]) -> str:
    """Return areas and their shares, in percent or as fractions, as the cell of a table; blank: alike."""
    if all(not share for _, share in rows):
        return "; ".join(f"{area}: 1/{len(rows)}" for area, _ in rows)
    shares = (share if "/" in share else f"{share.removesuffix('%').strip()}%" for _, share in rows)
    return "; ".join(f"{area}: {share}" for (area, _), share in zip(rows, shares, strict=True))
