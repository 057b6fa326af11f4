"""Colours, fonts and patterns: one accent, one status palette, in a light and a dark theme."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain.project import Status

FONT = (
    "-apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', "
    "'Noto Sans SC', 'Noto Sans CJK SC', sans-serif"
)
"""System fonts, with Chinese ones on every platform; `.streamlit/config.toml` names the same."""


class Shade(StrEnum):
    """Theme of the reader's browser."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a kind of bar is drawn: a colour, and a pattern for those who cannot tell colours apart.

    Attributes:
        spacing: Pixels from one sign of the pattern to the next.
    """

    colour: str
    pattern: str = ""
    spacing: int = 6


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme.

    Attributes:
        surface: Background of the page.
        text: Words and axis labels.
        muted: Secondary words; still readable (WCAG AA).
        line: Grid and axis lines.
        ceiling: Stepped lines of ceilings, and the floor.
        ghost: Bars of the plan compared with.
        late: Outline and mark of what is late; never a fill.
        more: Bars above zero in a difference; `less` those below.
        series: Sources of funding, in the order of the portfolio.
    """

    shade: Shade
    surface: str
    text: str
    muted: str
    line: str
    accent: str
    ceiling: str
    ghost: str
    late: str
    more: str
    less: str
    statuses: dict[Status, Mark]
    series: tuple[Mark, ...]


_PATTERNS = {
    Status.APPROVED: ".",
    Status.TENDERING: "x",
    Status.UNDER_CONSTRUCTION: "/",
    Status.COMPLETED: "-",
    Status.IN_OPERATION: "|",
    Status.SUSPENDED: "+",
    Status.CANCELLED: "\\",
}


def _statuses(colours: dict[Status, str]) -> dict[Status, Mark]:
    marks = {status: Mark(colour, _PATTERNS.get(status, "")) for status, colour in colours.items()}
    # There are no more patterns than statuses that have begun or are decided: an idea is told by wide dots.
    return marks | {Status.PROPOSED: Mark(colours[Status.PROPOSED], ".", spacing=12)}


LIGHT = Palette(
    shade=Shade.LIGHT,
    surface="#FFFFFF",
    text="#1D2833",
    muted="#56636F",
    line="#DDE3E8",
    accent="#0F6E84",
    ceiling="#1D2833",
    ghost="#D5DBE1",
    late="#C8442B",
    more="#0F6E84",
    less="#B7791F",
    statuses=_statuses(
        {
            Status.EXISTING: "#B8C1CC",
            Status.PROPOSED: "#8A8FA3",
            Status.PLANNED: "#7A8CA3",
            Status.APPROVED: "#5B7DB1",
            Status.TENDERING: "#9A77B8",
            Status.UNDER_CONSTRUCTION: "#0F6E84",
            Status.COMPLETED: "#3C8D5A",
            Status.IN_OPERATION: "#1F5E3A",
            Status.SUSPENDED: "#B78412",
            Status.CANCELLED: "#8C8C8C",
        }
    ),
    series=(
        Mark("#2F5D8C"),
        Mark("#6088B3", "/"),
        Mark("#B7791F", "."),
        Mark("#6B5B95", "x"),
        Mark("#3C8D5A", "\\"),
    ),
)

DARK = Palette(
    shade=Shade.DARK,
    surface="#10171D",
    text="#E6ECF1",
    muted="#A3B0BB",
    line="#2B3843",
    accent="#4DB2C9",
    ceiling="#E6ECF1",
    ghost="#3A4854",
    late="#F0806A",
    more="#4DB2C9",
    less="#E0A94E",
    statuses=_statuses(
        {
            Status.EXISTING: "#6E7A86",
            Status.PROPOSED: "#7C8B9B",
            Status.PLANNED: "#8FA1B8",
            Status.APPROVED: "#7F9FD0",
            Status.TENDERING: "#B796D3",
            Status.UNDER_CONSTRUCTION: "#3FA3BA",
            Status.COMPLETED: "#5FB57F",
            Status.IN_OPERATION: "#4C9A6B",
            Status.SUSPENDED: "#E3B341",
            Status.CANCELLED: "#8C8C8C",
        }
    ),
    series=(
        Mark("#5B8FC7"),
        Mark("#93B8DE", "/"),
        Mark("#E0A94E", "."),
        Mark("#A795D1", "x"),
        Mark("#5FB57F", "\\"),
    ),
)


def palette(theme_type: str | None) -> Palette:
    """Return the palette for what the browser reports; light until it has."""
    return DARK if theme_type == Shade.DARK else LIGHT
