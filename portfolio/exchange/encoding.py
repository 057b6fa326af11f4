"""Which encoding a text file is in: UTF-8, GB18030 where nothing else fits, or what somebody declares.

Bytes do not say what they mean. UTF-8 proves itself; GB18030 has letters for nearly any bytes, those of other
spreadsheets included, Western or traditional Chinese, and loses letters of theirs on the way. So it is taken
only where the text reads as Chinese and no other reading is as good; everything else is refused with its
readings, and a person says which one is meant. The same bytes are always judged alike.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Mapping
from functools import reduce

from portfolio.domain.errors import Aside, BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.notes import Note
from portfolio.exchange.hanzi import EVERYDAY_HANZI

_EAST_ASIAN = (
    "gb18030",
    "gbk",
    "gb2312",
    "big5",
    "big5hkscs",
    "cp950",
    "cp932",
    "shift_jis",
    "euc_jp",
    "cp949",
    "euc_kr",
)
_WESTERN = (
    *(f"cp{number}" for number in range(1250, 1259)),
    *(f"iso8859-{part}" for part in (*range(1, 12), *range(13, 17))),
    "koi8-r",
    "koi8-u",
    "mac-roman",
)
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

# How much likelier Chinese text than chance is to bring an everyday hanzi, another one of the 3,755 in the
# first rows of GB18030, or anything beyond those (natural logarithms of the odds).
_EVERYDAY, _UNUSUAL, _RARE = math.log(0.8 / 0.32), math.log(0.2 / 0.68), math.log(0.02 / 0.3)
_CONVINCING, _OVERWHELMING = 3.0, 6.0
"""What the odds must come to where no other reading is made of letters alone, and where one is."""
_FEW = 2.5 * _RARE
"""The odds above which no more than a few hanzi are against it."""

_READINGS = (("gb18030", "GB18030"), ("big5", "Big5"), ("cp1252", "Windows-1252"))
_ALPHABETS = (("\u0370", "\u03ff"), ("\u0400", "\u045f"), ("\u0590", "\u05ff"), ("\u0600", "\u06ff"))
"""Greek, Cyrillic, Hebrew, Arabic."""
_IN_A_WORD = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")
_RUN = re.compile(r"[^\x00-\x7f]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_MOST_SHOWN = 24


def decode(raw: bytes, file: str) -> str:
    """Return the text of bytes in UTF-8 or, beyond doubt, GB18030.

    Raises:
        BadInput: They are in neither, or letters had been lost before.
    """
    return _whole(_told(raw, file, Aside(Note.SAVE_AS_UTF8)), file)


def decode_table(raw: bytes, file: str, declared: str | None, remedy: Aside) -> str:
    """Return the text of a table, which spreadsheets save in many encodings.

    Args:
        raw: The bytes.
        file: The file's name, for faults.
        declared: The encoding that somebody says they are in (see `encoding_named`); then they must be.
        remedy: What to do about bytes that could be anything.

    Raises:
        BadInput: They fit no encoding, or more than one; or letters had been lost before.
    """
    if declared is not None:
        return _whole(_declared(raw, file, declared), file)
    text = _told(raw, file, remedy)
    if not raw.startswith(codecs.BOM_UTF8) and _may_be_chinese_all_the_same(raw, text):
        start = next(position for position, byte in enumerate(raw) if byte > 0x7F)
        raise BadInput([_unclear(raw, start, file, remedy, (("utf-8", "UTF-8"), *_READINGS))])
    return _whole(text, file)


def _may_be_chinese_all_the_same(raw: bytes, text: str) -> bool:
    """Tell whether UTF-8 may be so by chance: a few hanzi in GB18030 can be letters of two bytes.

    Not where they stand within Latin words, nor where there are several, all of another alphabet; and signs
    such as a no-break space or a degree are what they seem.
    """
    letters = {letter for letter in text if not letter.isascii()}
    if not letters or max(letters) >= "\u0800" or _IN_A_WORD.search(text):
        return False
    if len(letters) > 2 and any(low <= min(letters) <= max(letters) <= high for low, high in _ALPHABETS):
        return False
    return not all(map(_is_sign, letters)) and _as_chinese(raw)[1] > _FEW


def _is_sign(letter: str) -> bool:
    """Tell whether it is a sign of everyday text whose bytes in UTF-8 are no everyday hanzi in GB18030."""
    hanzi = letter.encode().decode("gb18030", "replace")
    return letter <= "\xff" and not letter.isalpha() and hanzi not in EVERYDAY_HANZI


def _told(raw: bytes, file: str, remedy: Aside) -> str:
    for mark, name in _MARKS:
        if raw.startswith(mark):
            found = {"encoding": name.upper(), "remedy": remedy}
            raise BadInput([Fault(file, Expected.NOT_UTF16, 1, values=found)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text, odds = _as_chinese(raw)
        rivals = any(is_so(raw) for is_so in (_is_western_letters, _is_hangul, _is_traditional))
        if odds < (_OVERWHELMING if rivals else _CONVINCING):
            raise BadInput([_unclear(raw, _where(raw, error.start), file, remedy)]) from error
        return text


def encoding_named(name: str) -> str | None:
    """Return the encoding of this name, as Python calls it; None if it is none that a table can be in."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return found if found in {"ascii", "utf-8", "utf-8-sig", "utf-16", *_EAST_ASIAN, *_WESTERN} else None


def _declared(raw: bytes, file: str, name: str) -> str:
    encoding = "utf-8-sig" if name == "utf-8" else name
    values = {"encoding": name}
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput([_at(raw, error.start, file, Expected.DECLARED_ENCODING, values)]) from error
    # ISO 8859 and GB18030 keep places without letters, where other encodings have some.
    lost = next((index for index, letter in enumerate(text) if _is_no_letter(letter)), None)
    if lost is not None:
        raise BadInput([Fault(file, Expected.DECLARED_WITHOUT_LETTER, _line(text[:lost]), values=values)])
    if name not in {"utf-8", "utf-8-sig"} and _is_utf8_all_the_same(raw, is_western=name in _WESTERN):
        raise BadInput([Fault(file, Expected.DECLARED_YET_UTF8, values=values)])
    return text


def _is_no_letter(letter: str) -> bool:
    """Tell whether it is a control or private character, which bytes of another encoding become."""
    return "\x80" <= letter <= "\x9f" or "\ue000" <= letter <= "\uf8ff"


def _is_utf8_all_the_same(raw: bytes, *, is_western: bool) -> bool:
    """Tell whether bytes are UTF-8 beyond doubt; East Asian ones may be UTF-8 of two bytes by chance."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not text.isascii() and (is_western or max(text) >= "\u0800")


def _whole(text: str, file: str) -> str:
    """Return the text if no letter of it is missing."""
    if "\0" in text:
        line = _line(text[: text.index("\0")])
        raise BadInput([Fault(file, Expected.NO_NUL, line)])
    if "\ufffd" in text:
        line = _line(text[: text.index("\ufffd")])
        raise BadInput([Fault(file, Expected.NO_LOST_LETTER, line)])
    return text


def _as_chinese(raw: bytes) -> tuple[str, float]:
    """Return bytes read as GB18030, and how much likelier that is than chance; minus infinity: not at all."""
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return "", -math.inf
    if text.encode("gb18030") != raw or any(_cuts_into_a_word(text, run) for run in _RUN.finditer(text)):
        return text, -math.inf
    odds = 0.0
    for letter in {letter for letter in text if not letter.isascii()}:
        if _is_no_letter(letter):
            return text, -math.inf
        if letter in EVERYDAY_HANZI:
            odds += _EVERYDAY
        elif not _is_punctuation(letter):
            odds += _UNUSUAL if _is_in_rows(letter, 0xB0, 0xD7) else _RARE
    return text, odds


def _where(raw: bytes, start: int) -> int:
    """Return the first byte to look at, given the first that is not UTF-8: one that is not Chinese either."""
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError as error:
        return max(start, error.start)
    cut = next((run for run in _RUN.finditer(text) if _cuts_into_a_word(text, run)), None)
    return start if cut is None else max(start, len(text[: cut.start()].encode("gb18030")))


def _cuts_into_a_word(text: str, run: re.Match[str]) -> bool:
    """Tell whether hanzi stand where a Latin word has accented letters, or ate a letter beside one."""
    letters = str(run[0])
    before, after = text[max(0, run.start() - 1) : run.start()], text[run.end() : run.end() + 1]
    beside = [(letters[0], before), (letters[-1], after)]
    touching = [hanzi for hanzi, other in beside if other.isalpha() and not _is_punctuation(hanzi)]
    if len(touching) == 2 and before.islower() and after.islower():
        return True
    ends = [hanzi.encode("gb18030") for hanzi in touching]
    if any(len(end) == 2 and end[1] < 0x80 for end in ends):
        return True
    return bool(touching) and len(letters) == 1 and letters not in EVERYDAY_HANZI


def _is_punctuation(letter: str) -> bool:
    """Tell whether it is in the rows of GB18030 that hold punctuation, numbering and full-width letters."""
    return _is_in_rows(letter, 0xA1, 0xA3)


def _is_in_rows(letter: str, first: int, last: int) -> bool:
    """Tell whether it is in these rows of the part of GB18030 that was there first, GB2312."""
    written = letter.encode("gb18030")
    return len(written) == 2 and first <= written[0] <= last and written[1] >= 0xA1


def _is_western_letters(raw: bytes) -> bool:
    """Tell whether every byte beyond ASCII is an accented letter in Windows-1252."""
    try:
        letters = raw.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return all(letter.isascii() or (letter.isalpha() and letter not in "ªºµ") for letter in letters)


def _is_hangul(raw: bytes) -> bool:
    try:
        letters = raw.decode("euc_kr")
    except UnicodeDecodeError:
        return False
    return all(letter.isascii() or "가" <= letter <= "힣" for letter in letters)


def _is_traditional(raw: bytes) -> bool:
    """Tell whether every hanzi is one of the frequent ones in Big5, which stand first there."""
    try:
        letters = {letter for letter in raw.decode("big5") if not letter.isascii()}
    except UnicodeDecodeError:
        return False
    return all(0xA4 <= letter.encode("big5")[0] <= 0xC6 for letter in letters)


def _unclear(
    raw: bytes, start: int, file: str, remedy: Aside, candidates: tuple[tuple[str, str], ...] = _READINGS
) -> Fault:
    """Return the fault of bytes that could be anything: how they read in every encoding that fits."""
    cell = _around(raw, start)
    told = [
        Aside(Note.READING, {"encoding": encoding, "text": cell.decode(name, "replace")})
        for name, encoding in candidates
        if _fits(raw, name)
    ]
    readings: Aside | str = ""
    if told:
        every = reduce(lambda first, then: Aside(Note.AND_READING, {"first": first, "then": then}), told)
        readings = Aside(Note.READ_AS, {"readings": every})
    return _at(raw, start, file, Expected.CLEAR_ENCODING, {"readings": readings, "remedy": remedy})


def _fits(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _at(raw: bytes, start: int, file: str, code: Expected, values: Mapping[str, object]) -> Fault:
    shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else f"<{byte:02X}>" for byte in _around(raw, start))
    return Fault(file, code, _line(raw[:start].decode("latin-1")), value=shown, values=values)


def _line(before: str) -> int:
    return len(_LINE_END.findall(before)) + 1


def _around(raw: bytes, start: int) -> bytes:
    """Return the cell, or the line of text, that a byte stands in, shortened to what is near."""
    left = max((raw.rfind(end, 0, start) for end in (b",", b";", b"\t", b"\n", b"\r", b'"')), default=-1) + 1
    left = max(left, start - _MOST_SHOWN)
    ends = [raw.find(end, start) for end in (b",", b";", b"\t", b"\n", b"\r", b'"')]
    right = min([end for end in ends if end >= 0] + [len(raw), start + 2 * _MOST_SHOWN])
    return raw[left:right]
