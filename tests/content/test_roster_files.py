"""Files a roster comes in: encodings, workbooks, and what only looks like one."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching.errors import Refused
from content.headings import is_heading
from content.roster import RosterRow, read_roster
from content.spreadsheets import read_table

ADA = "ada@example.org"


def workbook(*rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rezipped(content, change, packing=zipfile.ZIP_DEFLATED):
    """Return the workbook with each part given through *change*."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", packing) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return made.getvalue()


PLAIN = workbook(["email", "name", "zone"], [ADA, "Ada", "UTC"], [], ["bob@example.org", "Bob", None])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_umlauts_survive_every_encoding(encoding):
    roster = read_roster("team.csv", f"email;name\r\n{ADA};Zoë Müßig\r\n".encode(encoding))
    assert roster.people == (RosterRow(2, ADA, "Zoë Müßig"),)


@pytest.mark.parametrize("content", [b"email,name\n\x81\x8d,x", b"\xef\xbb\xbfemail\n\xff", b"\xff\xfee", b"email\0\n"])
def test_bytes_in_no_encoding_are_refused_and_not_guessed(content):
    with pytest.raises(Refused, match="CSV in UTF-8"):
        read_roster("team.csv", content)


def test_edges_lose_no_break_spaces_and_invisible_characters():
    content = f"\u200bemail\u00a0;\ufeffname\n\u00a0{ADA}\u200b;\u2060 Ada\u00a0Lovelace \u200e\n".encode()
    assert read_roster("team.csv", content).people == (RosterRow(2, ADA, "Ada Lovelace"),)


def test_spaces_around_quoted_cells_do_no_harm():
    content = f'email , "name" , x\n"{ADA}" ,  "Lovelace, Ada"  \n'.encode()
    assert read_roster("team.csv", content).people == (RosterRow(2, ADA, "Lovelace, Ada"),)


def test_the_known_headings_settle_the_separator():
    content = f'"Name, Vorname";E-Mail;"a,b,c"\n"Lovelace, Ada";{ADA};1\n'.encode()
    assert read_roster("team.csv", content).people[0].email == ADA


def test_a_workbook_reads_like_a_table_whatever_its_name():
    expected = (RosterRow(2, ADA, "Ada", "UTC"), RosterRow(4, "bob@example.org", "Bob"))
    assert read_roster("team.xlsx", PLAIN).people == expected
    assert read_roster("upload", PLAIN).people == expected


def test_the_first_visible_sheet_is_read():
    def hide(book):
        book.create_sheet("More").append(["nothing"])
        book.create_sheet("Old", 0).append(["nothing"])
        book["Old"].sheet_state = "hidden"

    assert len(read_roster("team.xlsx", workbook(["email"], [ADA], change=hide)).people) == 1


def test_numbers_and_dates_become_the_text_one_sees():
    rows = ["email", "team", "start_group", "region"], [ADA, 7.0, date(2026, 11, 23), True]
    row = read_roster(
        "team.xlsx", workbook(*rows, [f"b{ADA}", 7.5, datetime.fromisoformat("2026-11-23 09:30"), None])
    ).people
    assert [(one.team, one.start_group) for one in row] == [("7", "2026-11-23"), ("7.5", "2026-11-23 09:30:00")]


def test_merged_cells_and_empty_columns_do_no_harm():
    def merge(book):
        book.active.merge_cells("B1:C1")
        book.active["H9"].font = openpyxl.styles.Font(bold=True)

    assert read_roster("team.xlsx", workbook(["email", "name"], [ADA, "Ada"], change=merge)).people[0].name == "Ada"


def test_a_formula_nobody_calculated_is_refused():
    roster = read_roster("team.xlsx", workbook(["email", "name"], [ADA, '=HYPERLINK("https://x.org")']))
    assert [(one.column, one.value) for one in roster.rejected] == [("name", '=HYPERLINK("https://x.org")')]


@pytest.mark.parametrize(
    ("stored", "name"),
    [pytest.param(b"<v>Ada L</v>", "Ada L", id="text"), pytest.param(b"<v></v>", "", id="empty text")],
)
def test_a_formula_gives_the_value_stored_with_it(stored, name):
    def calculate(_, part):
        return part.replace(
            b'<c r="B2"><f>A1&amp;""</f><v></v>', b'<c r="B2" t="str"><f>A1&amp;""</f>' + stored
        ).replace(b'<c r="B2"><f>A1&amp;""</f><v />', b'<c r="B2" t="str"><f>A1&amp;""</f>' + stored)

    content = rezipped(workbook(["email", "name"], [ADA, '=A1&""']), calculate)
    assert read_roster("team.xlsx", content).people == (RosterRow(2, ADA, name),)


def test_an_error_of_the_spreadsheet_is_a_fault():
    roster = read_roster("team.xlsx", workbook(["email", "team"], [ADA, "#N/A"]))
    assert "shows an error" in roster.rejected[0].why


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def other_zip():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param("a.xls", OLE + b"x" * 600, "old Excel", id="xls"),
        pytest.param("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "password", id="locked"),
        pytest.param("a.xlsx", b"email\na@b.de", "is none", id="text called xlsx"),
        pytest.param("a.docx", other_zip(), "no XLSX workbook", id="another archive"),
        pytest.param("a.xlsx", PLAIN[:-40], "damaged", id="cut short"),
        pytest.param("a.xlsx", rezipped(PLAIN, lambda _, part: part, zipfile.ZIP_LZMA), "unusual way", id="packing"),
        pytest.param("a.xlsx", rezipped(PLAIN, lambda _, part: part[:-9]), "damaged", id="broken parts"),
        pytest.param("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "CSV in UTF-8", id="picture"),
        pytest.param("a.csv", b"%PDF-1.7\nabc", "no column 'email'", id="pdf"),
        pytest.param("a.csv", b"email\n" + b"a" * 20_000_000, "larger than 20 MB", id="large text"),
        pytest.param("a.csv", b"email\n" + b"a\n" * 100_001, "more than 100,000 rows", id="many rows"),
        pytest.param("a.csv", b"email\n" + b"," * 5_000_001, "too many columns", id="many columns"),
        pytest.param("a.csv", b'email\n"' + b"a" * 140_000 + b'"', "cannot be read", id="one huge cell"),
    ],
)
def test_what_only_looks_like_a_roster_is_refused_with_advice(name, content, says):
    with pytest.raises(Refused, match=says):
        read_roster(name, content)


def test_a_table_of_100_000_people_is_read_whole() -> None:
    table = read_table("a.csv", b"email\n" + b"a\n" * 100_000, is_heading)
    assert len(table.rows) == 100_000


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    content = rezipped(PLAIN, lambda name, part: part + b" " * 60_000_000 * name.endswith("sheet1.xml"))
    assert len(content) < 200_000
    with pytest.raises(Refused, match="unpacks to more than 50 MB"):
        read_roster("team.xlsx", content)


def test_a_row_far_below_the_last_possible_one_does_not_keep_us_counting():
    content = rezipped(PLAIN, lambda _, part: part.replace(b'<row r="4"', b'<row r="999999999999"'))
    with pytest.raises(Refused, match="more than"):
        read_roster("team.xlsx", content)


def test_a_workbook_that_multiplies_entities_is_refused():
    bomb = b'<!DOCTYPE b [<!ENTITY a0 "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
    ) + b"]><sheet>&a9;</sheet>"  # fmt: skip
    content = rezipped(PLAIN, lambda name, part: bomb if name.endswith("sheet1.xml") else part)
    with pytest.raises(Refused, match="damaged"):
        read_roster("team.xlsx", content)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(zipfile.ZipFile(io.BytesIO(PLAIN)).namelist()), st.integers(0, 5000), st.binary(max_size=6))
def test_a_workbook_with_any_damage_is_read_or_refused(damaged, place, scrap):
    def damage(name, part):
        where = place % len(part)
        return part[:where] + scrap + part[where + len(scrap) + 1 :] if name == damaged else part

    try:
        read_roster("team.xlsx", rezipped(PLAIN, damage))
    except Refused as refused:
        assert str(refused).startswith("team.xlsx")
