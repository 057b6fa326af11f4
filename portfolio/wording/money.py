"""Amounts of money as people read them. The unit of every amount that comes in is 10k CNY (万元).

Pages say amounts in the units of their language; commands say them whole, in the unit that files hold.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, InvalidOperation

from portfolio.domain.units import UNIT
from portfolio.wording.i18n import Language, Wording

_HUNDREDTH = Decimal("0.01")
_YI = 10_000
"""10k CNY in 亿元."""
_MILLION = 100
"""10k CNY in a million CNY."""
_BILLION = 100_000
"""10k CNY in a billion CNY."""


def amount(value: int, say: Wording) -> str:
    """Return an amount with its unit, to at most two decimals.

    An exact amount drops trailing zeros and a rounded one keeps them: 45亿元 is 450,000, 45.00亿元 is not.
    """
    size = abs(value)
    if say.as_typed:
        return f"{value:,} {UNIT}"
    if say.language is Language.ZH:
        return f"{_scaled(value, _YI)}亿元" if size >= _YI else f"{value:,}万元"
    if size >= _BILLION:
        return f"CNY {_scaled(value, _BILLION)} billion"
    return f"CNY {_scaled(value, _MILLION)} million"


def difference(value: int, say: Wording) -> str:
    """Return an amount with its sign: +3亿元, −CNY 20 million; no change has no sign."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + amount(abs(value), say)


def signed(value: int, say: Wording) -> str:
    """Return a sum of differences with its sign; differences that make up for each other come to ±0."""
    return difference(value, say) if value else "±0"


def percent(part: int, whole: int) -> str:
    """Return a part of something above 0 as whole percents, or to a tenth where that is below ten."""
    exact = Decimal(100 * part) / whole
    if 0 < exact < Decimal("0.1"):
        return "<0.1%"
    step = Decimal(1) if exact >= 10 else Decimal("0.1")
    return f"{exact.quantize(step, rounding=ROUND_HALF_UP):,f}%"


def percent_at_most(gap: float) -> str:
    """Return a gap in percent, rounded up: what is said to be at most so much is never more."""
    return f"{(Decimal(repr(gap)) * 100).quantize(Decimal('0.1'), rounding=ROUND_CEILING):,f}%"


def in_table_unit(value: int, language: Language) -> Decimal:
    """Return an amount in the unit of tables: 万元 in Chinese, CNY million in English."""
    return Decimal(value) if language is Language.ZH else Decimal(value) / _MILLION


def table_unit(say: Wording) -> str:
    """Return the unit of tables."""
    return UNIT if say.as_typed else say("unit.table")


def table_amount(value: int | None, say: Wording) -> str:
    """Return an amount in the unit of tables as text; a dash where there is none."""
    if value is None:
        return "—"
    if say.as_typed or say.language is Language.ZH:
        return f"{value:,}"
    return f"{in_table_unit(value, say.language):,.2f}"


def in_axis_unit(value: int, language: Language) -> Decimal:
    """Return an amount in the unit of charts: 亿元 in Chinese, CNY million in English."""
    return Decimal(value) / (_YI if language is Language.ZH else _MILLION)


def from_table_unit(value: object, language: Language) -> int:
    """Read what a person typed into a table.

    Raises:
        ValueError: It is not a whole number of 10k CNY, or it is negative.
    """
    try:
        typed = Decimal(str(value)) * (1 if language is Language.ZH else _MILLION)
    except InvalidOperation as error:
        raise ValueError(value) from error
    if not typed.is_finite() or typed < 0 or typed != typed.to_integral_value():
        raise ValueError(value)
    return int(typed)


def retyped(value: float | int | None, before: Language, after: Language) -> float | int | None:
    """Return what was typed in one language's unit in that of another; None where it has none."""
    if value is None or before is after:
        return value
    if after is Language.EN:
        return float(Decimal(str(value)) / _MILLION)
    whole = Decimal(str(value)) * _MILLION
    return int(whole) if whole == whole.to_integral_value() else None


def _scaled(value: int, unit: int) -> str:
    exact = Decimal(value) / unit
    rounded = exact.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)
    text = f"{rounded:,.2f}"
    return text.rstrip("0").rstrip(".") if rounded == exact else text
