"""In which encoding a table is: it is read with exactly its letters, or refused, and never altered."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import refusals
from examples import examples
from hypothesis import assume, example, given
from hypothesis import strategies as st
from refusals import refused

from portfolio.domain.errors import Aside, BadInput, Fault
from portfolio.domain.notes import Note
from portfolio.exchange.encoding import decode_table
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.table import COLUMNS

SIMPLIFIED = ["上塘街道", "庆隆社区卫生服务中心", "瓜山站点", "拱墅区中西医结合医院", "郭家厍站点"]
TRADITIONAL = ["上塘街道", "慶隆社區衛生服務中心", "臺北市立聯合醫院", "中山區圖書館", "一中", "慶隆"]
WESTERN = [
    "Musée de Montréal",
    "Bibliothèque Gabrielle-Roy rénovée",
    "Café Español - Ålborg",
    "École créée à Orléans",
    "CONSTRUÇÃO DA ESTAÇÃO",
    "Größe der Straße",
    "Peñón",
    "Zürich",
    "l’Hôtel-Dieu – 20°C",
]
OTHERS = {
    "cp1250": ["Łódź", "Český Krumlov", "Győr"],
    "cp1251": ["Москва", "СКЛАД", "Больница № 5"],
    "cp1253": ["Αθήνα", "Νοσοκομείο", "σχολείο"],
    "mac_roman": ["Montréal", "São Paulo"],
    "euc_kr": ["서울", "서울시립병원", "부산 도서관"],
    "shift_jis": ["東京都", "東京都立病院", "カフェ"],
    "euc_jp": ["東京都", "東京都立病院", "カフェ"],
    "koi8-r": ["Москва", "Больница", "школа"],
}
WRITTEN = [
    *[("big5", name) for name in TRADITIONAL],
    *[("cp1252", name) for name in WESTERN],
    *[(encoding, name) for encoding, names in OTHERS.items() for name in names],
]


def table(*names: str) -> str:
    """Return a project table with these names, as a spreadsheet writes it."""
    buffer = io.StringIO(newline="")
    rows = [
        [
            f"p{n}",
            name,
            f"p{n}",
            "doc",
            "1",
            str(n),
            name,
            "x",
            "clinic",
            "public",
            "",
            "",
            "",
            "1",
            "9",
            "",
            "planned",
            "",
        ]
        for n, name in enumerate(names, start=1)
    ]
    csv.writer(buffer).writerows([COLUMNS, *rows])
    return buffer.getvalue()


def refusal(raw: bytes) -> Fault:
    with pytest.raises(BadInput) as caught:
        decode_table(raw, "projects.csv", None, "save it as UTF-8")
    (fault,) = caught.value.faults
    return fault


def is_never_altered(text: str, encoding: str) -> bool:
    """Tell whether text written so is read with its very letters; False where it is refused."""
    try:
        read = decode_table(text.encode(encoding), "projects.csv", None, Aside(Note.SAVE_AS_UTF8))
    except BadInput:
        return False
    assert read == text
    return True


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_chinese_tables_are_read(encoding: str) -> None:
    for names in (SIMPLIFIED, SIMPLIFIED[:2], ["A座（B区）", "CT、MRI机房", *SIMPLIFIED]):
        assert is_never_altered(table(*names), encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_every_letter_is_read_from_utf_8(encoding: str) -> None:
    names = [*SIMPLIFIED, *TRADITIONAL, *WESTERN, *(name for names in OTHERS.values() for name in names)]
    for name in names:
        assert is_never_altered(table(name), encoding)
    assert is_never_altered(table(*names), encoding)


@pytest.mark.parametrize(("encoding", "name"), WRITTEN)
def test_what_is_not_gb18030_beyond_doubt_is_refused(encoding: str, name: str) -> None:
    text = table("plain", name)
    assert not is_never_altered(text, encoding)
    assert refusal(text.encode(encoding)).line == 3
    assert not is_never_altered(table(*[name] * 20), encoding)


@pytest.mark.parametrize("encoding", ["big5", "cp1252", *OTHERS])
def test_many_names_in_another_encoding_are_no_better(encoding: str) -> None:
    names = {"big5": TRADITIONAL, "cp1252": WESTERN, **OTHERS}[encoding]
    assert not is_never_altered(table(*names), encoding)


def test_one_western_row_among_chinese_ones_is_refused() -> None:
    raw = table(*SIMPLIFIED, "here").encode("gb18030").replace(b"here", "Musée de Montréal".encode("cp1252"))
    assert refusal(raw).line == 7


def test_a_refusal_shows_the_bytes_and_how_they_read() -> None:
    assert refusals.line(refusal(table("Musée de Montréal").encode("cp1252"))) == (
        "projects.csv:2: found 'Mus<E9>e de Montr<E9>al': expected text in UTF-8, or without doubt in GB18030"
        " (read as GB18030 'Mus閑 de Montr閍l'; as Big5 'Mus嶪 de Montr嶧l'; as Windows-1252"
        " 'Musée de Montréal'): save it as UTF-8"
    )


def test_names_that_are_utf_8_by_chance_are_refused() -> None:
    """Some hanzi in GB18030 are letters of two bytes in UTF-8: refused, unless Latin letters touch them."""
    by_chance = [h for h in map(chr, range(0x4E00, 0x9FA6)) if _is_utf8(h.encode("gb18030"))]
    assert len(by_chance) > 500
    for name in by_chance:
        read = name.encode("gb18030").decode()
        if read.isalpha() or read > "\xff":
            assert not is_never_altered(table(name), "gb18030")
    assert not is_never_altered(table("通校", "通 1", "小学"), "gb18030")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("a,庆".encode("utf-16"), "this is UTF-16"),
        ("a,庆".encode() + b"\n\xff\xff", "found '<FF><FF>'"),
        (b"a\nb\0", "no NUL"),
        ("a\rb\rMontr\ufffdal".encode(), "was lost when the file was saved"),
    ],
)
def test_what_is_no_text(raw: bytes, said: str) -> None:
    assert said in refusals.line(refusal(raw))


def test_a_letter_lost_before_is_named_with_its_line() -> None:
    assert refusal("a\rb\rMontr\ufffdal".encode()).line == 3


@pytest.mark.parametrize(
    "sign", ["7\u00a0000", "20 ° 5", "3 ± 1", "« a »", "4 × 4", "à Montréal", "Москва", "№ 5"]
)
def test_signs_and_words_in_utf_8_are_not_doubted(sign: str) -> None:
    assert is_never_altered(table(sign), "utf-8")


# --- Any text ----------------------------------------------------------------------------------------------

HANZI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
LATIN = st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEÀÁÂÄÅÇÈÉÊËÍÑÓÔÖÚÜßàáâäåçèéêëíïñóôöøúü '-")
LETTERS = st.one_of(HANZI, LATIN, st.sampled_from("".join(SIMPLIFIED) + "".join(TRADITIONAL)))
NAMES = st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=6)
LATIN_NAMES = st.lists(st.text(LATIN, min_size=1, max_size=20), min_size=1, max_size=8)


@given(NAMES, st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_any_mixture_is_read_exactly_or_refused(names: list[str], encoding: str) -> None:
    text = table(*names)
    # By chance: see the test of such names.
    assume(text.isascii() or encoding.startswith("utf") or not _is_utf8(text.encode(encoding)))
    is_never_altered(text, encoding)


@given(NAMES, st.sampled_from(["gbk", "big5", "cp1252", "cp1250", "euc_kr", "shift_jis"]))
def test_any_mixture_in_another_encoding_is_read_exactly_or_refused(names: list[str], encoding: str) -> None:
    text = table(*names).encode(encoding, "ignore").decode(encoding)
    assume(text.isascii() or not _is_utf8(text.encode(encoding)))
    is_never_altered(text, encoding)


@given(LATIN_NAMES)
@example(["ÉÏÌÁ½ÖµÀ".replace("½", "Ö").replace("µ", "Ä")])
@examples(300)
def test_any_western_text_is_refused_where_it_has_accents(names: list[str]) -> None:
    text = table(*names)
    assert is_never_altered(text, "cp1252") == text.isascii()


# --- Said by a person --------------------------------------------------------------------------------------


def declare(folder: Path, line: str) -> None:
    path = folder / "programme.toml"
    path.write_text(f"{line}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")


def rewrite(folder: Path, name: str, encoding: str) -> None:
    path = folder / "projects.csv"
    text = path.read_text(encoding="utf-8").replace("Hanggang Hospital", name)
    path.write_bytes(text.encode(encoding, "ignore"))


@pytest.mark.parametrize("name", ["windows-1252", "CP1252", "latin-1"])
def test_a_declared_encoding_is_used(copied_folder: Path, name: str) -> None:
    path = copied_folder / "projects.csv"
    text = "".join(letter if letter.isascii() else "é" for letter in path.read_text(encoding="utf-8"))
    path.write_bytes(text.encode("cp1252"))
    with refused("or say which at the top of programme"):
        load_portfolio(copied_folder)
    declare(copied_folder, f'encoding = "{name}"')
    assert load_portfolio(copied_folder).projects[0].name_zh == "éééé"


def test_a_declared_encoding_is_used_though_the_programme_is_wrong(copied_folder: Path) -> None:
    rewrite(copied_folder, "Musée", "gbk")
    declare(copied_folder, 'encoding = "gbk"\nnickname = "x"')
    with pytest.raises(BadInput) as caught:
        load_portfolio(copied_folder)
    assert [(fault.file, fault.column) for fault in caught.value.faults] == [("programme.toml", "nickname")]


def test_the_same_projects_in_another_encoding_are_the_same_data(copied_folder: Path) -> None:
    before = load_portfolio(copied_folder)
    rewrite(copied_folder, "Hanggang Hospital", "gbk")
    declare(copied_folder, 'encoding = "gbk"')
    assert load_portfolio(copied_folder).data_hash == before.data_hash


@pytest.mark.parametrize(
    ("declared", "written", "said"),
    [
        ("utf-8", "gb18030", "text in utf-8, as the programme's `encoding` says"),
        ("big5", "gb18030", "text in big5, as the programme's `encoding` says"),
        ("gb18030", "utf-8", "text in gb18030, as the programme's `encoding` says"),
        ("windows-1251", "utf-8", "text in cp1251, as the programme's `encoding` says"),
    ],
)
def test_a_declared_encoding_that_does_not_fit_is_refused(
    copied_folder: Path, declared: str, written: str, said: str
) -> None:
    rewrite(copied_folder, "Musée", written)
    declare(copied_folder, f'encoding = "{declared}"')
    with pytest.raises(BadInput) as caught:
        load_portfolio(copied_folder)
    assert said in refusals.line(caught.value.faults[0])


def test_a_byte_without_a_letter_in_what_is_declared_is_refused(copied_folder: Path) -> None:
    raw = (copied_folder / "projects.csv").read_bytes().replace("杭钢医院".encode(), b"l\x92h", 1)
    (copied_folder / "projects.csv").write_bytes(
        raw.decode("ascii", "ignore").encode().replace(b"lh", b"l\x92h")
    )
    declare(copied_folder, 'encoding = "latin-1"')
    with refused(r"projects.csv:2: .*no letter for one byte here"):
        load_portfolio(copied_folder)


def test_letters_that_only_another_encoding_has_are_refused() -> None:
    raw = table("上塘街道").encode("big5")
    with refused(r"projects.csv:2: expected text in gb18030, .*no letter for one byte here"):
        decode_table(raw, "projects.csv", "gb18030", Aside(Note.SAVE_AS_UTF8))


@pytest.mark.parametrize(
    ("file", "letter"), [("programme.toml", "é"), ("assumptions.toml", "é"), ("findings.toml", "ü")]
)
def test_other_files_are_held_to_utf_8_or_gb18030(copied_folder: Path, file: str, letter: str) -> None:
    path = copied_folder / file
    text = "".join(char if char.isascii() else letter for char in path.read_text(encoding="utf-8"))
    path.write_bytes(text.encode("cp1252"))
    with pytest.raises(BadInput) as caught:
        load_portfolio(copied_folder)
    (fault,) = [fault for fault in caught.value.faults if fault.file == file]
    assert "as Windows-1252 '" in refusals.expected(fault)
    assert refusals.expected(fault).endswith("save it as UTF-8")


@pytest.mark.parametrize(
    "line", ['encoding = "klingon"', "encoding = 1252", 'encoding = "utf-7"', 'encoding = "rot13"']
)
def test_an_encoding_of_no_such_name(copied_folder: Path, line: str) -> None:
    declare(copied_folder, line)
    with refused(r"programme.toml: encoding: found .*: expected the name of an encoding"):
        load_portfolio(copied_folder)
