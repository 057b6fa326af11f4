"""Amounts as people read them, in the money of the programme that a wording is bound to.

Amounts come in as whole numbers of the programme's smallest kept unit. Pages say them in the units of their
language; commands say them whole, in the unit that files hold. A wording bound to no programme says 10k CNY.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache

from portfolio.domain.money import CNY, TEN_THOUSAND_YUAN, Money
from portfolio.wording.i18n import Language, Wording

_HUNDREDTH = Decimal("0.01")
_YI = 100_000_000
"""亿, of a currency."""
_WAN = 10_000
"""万, of a currency."""
_MILLION = 1_000_000
_BILLION = 1_000_000_000
_CHINESE_UNITS = {1: "", 1_000: "千", _WAN: "万", _MILLION: "百万", _YI: "亿", _BILLION: "十亿"}
"""How many of a currency -> what Chinese puts before its name."""


def of(say: Wording) -> Money:
    """Return the money of the programme that is spoken of."""
    return TEN_THOUSAND_YUAN if say.programme is None else say.programme.money


def amount(value: int, say: Wording) -> str:
    """Return an amount with its unit, to at most two decimals.

    An exact amount drops trailing zeros and a rounded one keeps them: 45亿元 is 450,000, 45.00亿元 is not.
    """
    money = of(say)
    if say.as_typed:
        return f"{_exact(value, money)} {money.name}"
    whole = money.number(value) * money.unit
    if say.language is Language.ZH:
        return _in_chinese(whole, money)
    if money.currency == CNY:
        scale, word = (_BILLION, "billion") if abs(whole) >= _BILLION else (_MILLION, "million")
        return f"{CNY} {_scaled(whole, scale)} {word}"
    sign, size = "-" if whole < 0 else "", abs(whole)
    scales = ((_BILLION, " billion"), (_MILLION, " million"), (1_000, " thousand"))
    unit, word = next(((unit, word) for unit, word in scales if size >= unit), (1, ""))
    return f"{sign}{_before(money.currency)}{_scaled(size, unit)}{word}"


def _in_chinese(whole: Decimal, money: Money) -> str:
    name = _chinese_name(money.currency)
    if abs(whole) >= _YI:
        return f"{_scaled(whole, _YI)}亿{name}"
    # As the source prints it where that is 万元; elsewhere what is below one 万 is said in the currency.
    unit = _WAN if money.unit == _WAN or abs(whole) >= _WAN else 1
    return f"{_scaled(whole, unit)}{_CHINESE_UNITS[unit]}{name}"


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


# --- Tables and fields, which show amounts exactly -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Tabled:
    """The unit of tables and fields.

    Attributes:
        per: How many of the smallest kept unit make one.
        decimals: How many decimals show any amount exactly.
    """

    name: str
    per: int
    decimals: int


def _tabled(money: Money, language: Language) -> _Tabled:
    """Return the programme's own unit, but CNY million for readers of English where that is 万元."""
    if language is Language.EN and money.is_10k_cny:
        return _Tabled(f"{CNY} million", 100 * money.kept_in_one, money.decimals + 2)
    return _Tabled(unit_name(money, language), money.kept_in_one, money.decimals)


def unit_name(money: Money, language: Language) -> str:
    """Return what the unit of a programme's sources is called: 万元, 千美元; 10k CNY, thousand USD."""
    if language is Language.ZH:
        return f"{_CHINESE_UNITS[money.unit]}{_chinese_name(money.currency)}"
    return money.name


def short_unit(say: Wording) -> str:
    """Return the unit of tables, as it stands beside a name."""
    return of(say).name if say.as_typed else _tabled(of(say), say.language).name


def file_head(name: str, say: Wording) -> str:
    """Return the head of a column of downloads, whose amounts are in the programme's own unit."""
    return say("column.amount", name=name, unit=unit_name(of(say), say.language))


def file_number(value: int, say: Wording) -> int | float:
    """Return an amount as downloads hold it: in the programme's own unit."""
    return of(say).printed(value)


def table_unit(say: Wording) -> str:
    """Return the unit of tables, as it stands above them."""
    return short_unit(say) if say.as_typed else say("unit.table", unit=short_unit(say))


def table_decimals(say: Wording, language: Language | None = None) -> int:
    """Return how many decimals an amount has in tables and fields."""
    return _tabled(of(say), language or say.language).decimals


def in_table_unit(value: int, say: Wording) -> Decimal:
    """Return an amount in the unit of tables: 万元 in Chinese, CNY million in English, or the programme's."""
    return Decimal(value) / _tabled(of(say), say.language).per


def table_number(value: int, say: Wording) -> int | float:
    """Return an amount in the unit of tables as a number that tables sort and fields hold."""
    return float(in_table_unit(value, say)) if table_decimals(say) else value


def table_amount(value: int | None, say: Wording) -> str:
    """Return an amount in the unit of tables as text; a dash where there is none."""
    if value is None:
        return "—"
    if say.as_typed:
        return _exact(value, of(say))
    return f"{in_table_unit(value, say):,.{table_decimals(say)}f}"


def from_table_unit(value: object, say: Wording) -> int:
    """Read what a person typed into a table.

    Raises:
        ValueError: It is no whole number of the smallest kept unit, or it is negative.
    """
    try:
        typed = Decimal(str(value)) * _tabled(of(say), say.language).per
    except InvalidOperation as error:
        raise ValueError(value) from error
    if not typed.is_finite() or typed < 0 or typed != typed.to_integral_value():
        raise ValueError(value)
    return int(typed)


def retyped(value: float | int | None, before: Language, say: Wording) -> float | int | None:
    """Return what was typed in one language's unit in that of this wording; None where it has none."""
    if value is None or before is say.language:
        return value
    kept = Decimal(str(value)) * _tabled(of(say), before).per
    return table_number(int(kept), say) if kept == kept.to_integral_value() else None


def step(say: Wording) -> str:
    """Return the smallest amount a field can hold, with its unit: CNY 0.01 million, 1万元, 1 thousand USD."""
    tabled = _tabled(of(say), say.language)
    number = f"{Decimal(1).scaleb(-tabled.decimals):f}"
    if say.language is Language.ZH:
        return f"{number}{tabled.name}"
    currency, _, scale = tabled.name.partition(" ")
    return f"{currency} {number} {scale}" if currency == CNY and scale else f"{number} {tabled.name}"


# --- Axes ------------------------------------------------------------------------------------------------


def axis_unit(say: Wording) -> str:
    """Return the unit of charts: 亿元 in Chinese, CNY million in English; likewise in other currencies."""
    money = of(say)
    if say.language is Language.ZH:
        return f"{_CHINESE_UNITS[_axis(say)]}{_chinese_name(money.currency)}"
    return f"{money.currency} million"


def in_axis_unit(value: int, say: Wording) -> Decimal:
    """Return an amount in the unit of charts."""
    money = of(say)
    return money.number(value) * money.unit / _axis(say)


def axis_label(value: int, say: Wording) -> str:
    """Return an amount as a bare number in the unit of charts."""
    number = in_axis_unit(value, say)
    if say.language is Language.EN and (abs(number) >= 100 or of(say).is_10k_cny):
        return f"{number:,.0f}"
    return f"{number:,.2f}"


def _axis(say: Wording) -> int:
    if say.language is Language.EN:
        return _MILLION
    return _YI if of(say).unit > 1 else _WAN  # what counts in single units seldom comes to one 亿


def _exact(value: int, money: Money) -> str:
    """Return an amount as files hold it, grouped, with all its decimals."""
    return f"{money.number(value):,.{money.decimals}f}"


def _scaled(whole: Decimal, unit: int) -> str:
    exact = whole / unit
    rounded = exact.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)
    text = f"{rounded:,.2f}"
    return text.rstrip("0").rstrip(".") if rounded == exact else text


# Babel is loaded where another currency than CNY is said, for that alone.


@cache
def _chinese_name(currency: str) -> str:
    if currency == CNY:
        return "元"
    from babel.numbers import get_currency_name  # noqa: PLC0415 - see above

    return get_currency_name(currency, locale="zh")


@cache
def _before(currency: str) -> str:
    """Return what English puts before an amount: "$", "€", or the code and a space."""
    from babel.numbers import get_currency_symbol  # noqa: PLC0415 - see above

    symbol = get_currency_symbol(currency, locale="en")
    return symbol if not symbol[-1].isalpha() else f"{symbol} "
