"""Room under the ceilings by year and payer: a heat map with a band within which a year counts as tight."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.plan import Plan
from portfolio.ui import answer_frames
from portfolio.ui.charts import base, ceilings
from portfolio.ui.components.blocks import figures, heading
from portfolio.ui.components.frame import View

_BANDS = (0, 2, 5, 10, 20)
_USUAL_BAND = 5


def show(view: View, plan: Plan, years: list[int]) -> None:
    """Draw the band to choose, the map, and the same as a table; or that no room is known."""
    say, portfolio = view.say, view.portfolio
    heading(say("room.title"), say("room.note"))
    if not plan.ceilings:
        st.caption(say("room.none"))
        return
    band: int = st.segmented_control(
        say("room.band"),
        _BANDS,
        default=_USUAL_BAND,
        key="room band",
        required=True,
        persist_state="session",
    )
    frame = answer_frames.room_frame(plan, band, years, portfolio, say)
    levels = frame["level"]
    counted = {
        "n": int(levels.notna().sum()),
        "tight": int((levels == 0).sum()),
        "over": int((levels < 0).sum()),
        "unknown": int(levels.isna().sum()),
    }
    st.caption(say("room.summary", **counted, band=band))
    with st.container(key="room-frame"):
        st.plotly_chart(
            ceilings.room(frame, base.pen(portfolio, view.palette, say)),
            theme=None,
            config=base.CONFIG,
            key="room chart",
            alt=say("room.alt", **{**counted, "n": len(frame)}, band=band),
        )
    with st.expander(say("room.table")):
        shown = list(dict.fromkeys(frame["year"]))
        by_payer = frame.groupby("payer", sort=False)["text"].agg(list)
        figures([(str(payer), cells, "") for payer, cells in by_payer.items()], [say("column.payer"), *shown])
