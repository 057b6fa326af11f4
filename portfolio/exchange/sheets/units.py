"""Money as lists write it: "$000" above a column, "€1.2m" or "(1,200)" in a cell; exact, or not read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from portfolio.domain.money import Money

_CURRENCIES = {
    "US$": "USD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY",
    "￥": "CNY",
    "元": "CNY",
    "人民币": "CNY",
    "RMB": "CNY",
    "dollars": "USD",
    "dollar": "USD",
    "euros": "EUR",
    "euro": "EUR",
    "pounds": "GBP",
    "yuan": "CNY",
}
_SHARED = {
    "$": frozenset({"USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN"}),
    "¥": frozenset({"CNY", "JPY"}),
}
_CODES = (
    "AED ARS AUD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR JPY KES KRW MAD MXN MYR NGN"
    " NOK NZD PEN PHP PLN QAR RON SAR SEK SGD THB TRY TWD UAH USD VND ZAR"
)
_SCALES = {
    "000s": 1_000,
    "000": 1_000,
    "thousands": 1_000,
    "thousand": 1_000,
    "10k": 10_000,
    "k": 1_000,
    "千": 1_000,
    "万": 10_000,
    "millions": 1_000_000,
    "million": 1_000_000,
    "mio": 1_000_000,
    "mn": 1_000_000,
    "mm": 1_000_000,
    "m": 1_000_000,
    "百万": 1_000_000,
    "100 million": 100_000_000,
    "亿": 100_000_000,
    "billions": 1_000_000_000,
    "billion": 1_000_000_000,
    "bn": 1_000_000_000,
}
_WORDS = {sign.casefold(): code for sign, code in _CURRENCIES.items()} | {
    code.casefold(): code for code in _CODES.split()
}
_TOKEN = re.compile(
    "|".join(re.escape(word) for word in sorted({*_WORDS, *_SCALES}, key=len, reverse=True))
    + r"|[\s'’.,]+|\bin\b|\bof\b"
)
_SIGNS = re.compile(r"[^\d.,'’\s\xa0\u202f()+\-−–]+")
_SHORT = {"k", "m", "mn", "bn"}
_ENDS_IN_LETTER = re.compile(r".*[a-z]", re.DOTALL)
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
_SPACED = re.compile(r"\d{1,3}(?:[\s\xa0\u202f'’]\d{3})+(?:[.,]\d+)?")
_ONLY_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,(?:\d{1,2}|\d{4,})|0,\d+")
_ONLY_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+\.(?:\d{1,2}|\d{4,})|0\.\d+")


@dataclass(frozen=True, slots=True)
class Unit:
    """Which money numbers are in, as far as a text tells.

    Attributes:
        scale: How many of the currency count as 1.
        currency: The code of ISO 4217; None: the text names none.
        sign: What stands for the currency, which several may share.
    """

    scale: int = 1
    currency: str | None = None
    sign: str = ""

    def fits(self, money: Money) -> bool:
        """Whether amounts in it can be amounts of this money."""
        return self.currency in {None, money.currency} or money.currency in _SHARED.get(self.sign, ())


def unit_in(text: str) -> Unit | None:
    """Return the unit that a text names: "$000", "thousands of euros", "万元"; None if it says more."""
    rest, scale, currency, sign = text.strip().casefold(), 0, None, ""
    found = False
    while rest:
        token = _TOKEN.match(rest)
        if token is None or not token[0]:
            return None
        word, rest = token[0], rest[token.end() :]
        if word in _SCALES:
            if scale:
                return None
            scale, found = _SCALES[word], True
        elif word in _WORDS:
            if currency not in {None, _WORDS[word]}:
                return None
            currency, sign, found = _WORDS[word], word, True
        goes_on = _ENDS_IN_LETTER.fullmatch(word) and rest[:1].isascii() and rest[:1].isalpha()
        if goes_on and not (word in _SHORT and rest in _WORDS):
            return None  # the beginning of another word
    return Unit(scale or 1, currency, sign) if found else None


def decimal_sign(cells: Iterable[str]) -> str | None:
    """Return which sign the cells of a column write decimals with; None: no cell tells, or they disagree."""
    bare = [_SIGNS.sub("", cell).strip(" ()+-−–\xa0") for cell in cells]
    european = any(_ONLY_EUROPEAN.fullmatch(text) for text in bare)
    english = any(_ONLY_ENGLISH.fullmatch(text) for text in bare)
    return None if european == english else "," if european else "."


def number_in(text: str, sign: str | None) -> tuple[Decimal, Unit | None] | None:
    """Return the number that a cell of text is, and the unit it names beside it; None: it is none.

    Args:
        text: The cell: "1,200", "(3.5)", "$ 1 200", "1.2m", "1.200,50".
        sign: What decimals are written with, where the column tells.
    """
    bare = text.strip(" \t\xa0\u202f")
    is_negative = bare.count("(") == 1 and bare.endswith(")")
    bare = bare.replace("(", "").rstrip(")").strip() if is_negative else bare
    unit: Unit | None = None
    words = [word.strip() for word in _SIGNS.findall(bare) if word.strip()]
    if len(words) > 2:
        return None
    if words:
        unit = unit_in(" ".join(words))
        if unit is None:
            return None
        bare = _SIGNS.sub(" ", bare).strip()
    if bare[:1] in "-−–+" or bare[-1:] in "-−–":
        is_negative ^= bare[:1] != "+"
        bare = bare.strip("-−–+ ")
    digits = _digits(bare.strip(), sign)
    if digits is None:
        return None
    return (-Decimal(digits) if is_negative else Decimal(digits)), unit


def _digits(bare: str, sign: str | None) -> str | None:
    if not bare.isascii() and not set(bare) & set("\xa0\u202f’"):
        return None
    if _SPACED.fullmatch(bare):
        return re.sub(r"[\s\xa0\u202f'’]", "", bare).replace(",", ".")
    if sign == "," and _EUROPEAN.fullmatch(bare):
        return bare.replace(".", "").replace(",", ".")
    if sign != "," and _ENGLISH.fullmatch(bare):
        return bare.replace(",", "")
    return None
