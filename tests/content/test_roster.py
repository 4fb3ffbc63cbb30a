"""The roster: who comes out of a table, and what is said about the rows that cannot be used."""

import csv
import io
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.errors import Refused
from content.addresses import Observer
from content.roster import Rejected, RosterRow, read_roster

ADA = "ada@example.org"


def read(*lines, name="team.csv"):
    return read_roster(name, "\n".join(lines).encode())


def person(cell, column):
    """Return the only person, with *cell* under *column*."""
    table = io.StringIO()
    csv.writer(table).writerows([["email", column], [ADA, cell]])
    roster = read_roster("team.csv", table.getvalue().encode())
    assert roster.rejected == ()
    return roster.people[0]


def fault(cell, column):
    """Return the only fault, with *cell* under *column*."""
    table = io.StringIO()
    csv.writer(table).writerows([["email", column], [ADA, cell]])
    roster = read_roster("team.csv", table.getvalue().encode())
    assert roster.people == ()
    return roster.rejected[0]


def test_every_column_is_read():
    roster = read(
        "email;name;zone;country;region;locale;team;working_days;coach;coach_role;observers;webhook;start_group",
        "ada@example.org;Ada;europe/berlin;de;BY;pt_br;Sales;Mon-Thu;lea@example.org;Line Manager;"
        '"report:sam@example.org;kim@example.org";https://chat.example.org/h/1;A',
    )
    observers = (Observer("sam@example.org", "report"), Observer("kim@example.org", ""))
    assert roster.people == (
        RosterRow(2, ADA, "Ada", "Europe/Berlin", "DE", "BY", "pt-BR", "Sales", (0, 1, 2, 3), "lea@example.org",
                  "line-manager", observers, "https://chat.example.org/h/1", "A"),
    )  # fmt: skip


def test_german_headings_in_any_order_are_understood():
    roster = read("Zeitzone;Nachname;E-Mail *;Vorname;Arbeitstage", f"Europe/Berlin;Lovelace;{ADA};Ada;Mo–Mi")
    assert roster.people == (RosterRow(2, ADA, "Ada Lovelace", "Europe/Berlin", working_days=(0, 1, 2)),)


@pytest.mark.parametrize(
    ("heading", "row", "name"),
    [
        pytest.param("Name,Vorname,email", "Lovelace,Ada,a@b.de", "Ada Lovelace", id="family name headed Name"),
        pytest.param("Name,Vorname,email", "Ada Lovelace,Ada,a@b.de", "Ada Lovelace", id="whole name and first name"),
        pytest.param("Name,Vorname,email", "Johnson,Jo,a@b.de", "Jo Johnson", id="first name inside the family name"),
        pytest.param("first name,LAST-NAME,email", "Ada,,a@b.de", "Ada", id="first name only"),
        pytest.param("email", '"Ada Lovelace <a@b.de>"', "Ada Lovelace", id="shown with the address"),
    ],
)
def test_the_name_is_put_together(heading, row, name):
    assert read(heading, row).people[0].name == name


def test_unknown_columns_are_named_as_written_and_ignored():
    roster = read("Personal-Nr,email,Shoe size,,Shoe size", f"=1+1,{ADA},38,x,39")
    assert roster.ignored_columns == ("Personal-Nr", "Shoe size", "column 4 (no heading)")
    assert len(roster.people) == 1


def test_row_numbers_count_blank_lines_and_take_a_quoted_line_break_as_one_row():
    roster = read("", "email,name", ",", f'{ADA},"Ada', 'Lovelace"', "", "bob@example.org,Bob")
    assert [(one.row, one.name) for one in roster.people] == [(4, "Ada Lovelace"), (6, "Bob")]


def test_the_line_that_names_the_separator_is_not_a_row():
    assert read("sep=|", "email|name", f"{ADA}|Ada").people == (RosterRow(2, ADA, "Ada"),)


def test_identical_rows_count_once_whatever_the_case_of_the_address():
    roster = read("email,zone,coach", "Ada@Example.org,UTC,l@b.de", " ada@example.org ,utc,L@b.de")
    assert (roster.people, roster.rejected) == ((RosterRow(2, "Ada@Example.org", zone="UTC", coach="l@b.de"),), ())


def test_differing_rows_of_one_person_are_faults_that_name_both():
    roster = read("email,name,zone", f"{ADA},Ada,UTC", "bob@example.org,Bob,UTC", f"{ADA.upper()},Ada L,Mars")
    assert [one.name for one in roster.people] == ["Bob"]
    assert [one.row for one in roster.rejected] == [2, 4, 4]
    assert roster.rejected[0].why.startswith("Rows 2 and 4 are the same person and differ in name and zone.")


def test_all_faults_of_all_rows_are_collected():
    roster = read("email,zone,country", "nobody,Mars,Germany", f"{ADA},Berlin,DE", ",UTC,DE", "eve@example.org,UTC,DE")
    assert [(one.row, one.column, one.value) for one in roster.rejected] == [
        (2, "email", "nobody"),
        (2, "zone", "Mars"),
        (2, "country", "Germany"),
        (3, "zone", "Berlin"),
        (4, "email", ""),
    ]
    assert [one.row for one in roster.people] == [5]


def test_a_row_with_more_cells_than_headings_is_a_fault():
    roster = read("email;observers", f"{ADA};sam@example.org;kim@example.org")
    assert (roster.people, roster.rejected[0].value) == ((), "kim@example.org")


@pytest.mark.parametrize("column", ["name", "team", "email", "zone", "observers", "start group", "first_name", "coach"])
@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "＝1+1"])
def test_a_formula_is_refused_in_every_column_we_read(column, cell):
    heading = ["email", column] if column != "email" else ["name", column]
    table = io.StringIO()
    csv.writer(table).writerows([heading, [ADA if column != "email" else "Ada", cell]])
    roster = read_roster("team.csv", table.getvalue().encode())
    assert roster.rejected[0].value == cell
    assert "formula" in roster.rejected[0].why


def test_a_fault_says_where_what_and_how_to_mend_it():
    why = 'What begins with \'=\' is a formula to a spreadsheet. Type plain text, or clear the cell.'  # fmt: skip
    assert fault('=HYPERLINK("x")', "name") == Rejected(2, "name", '=HYPERLINK("x")', why)


@pytest.mark.parametrize("column", ["zone", "country", "locale", "coach", "coach_role", "working_days", "webhook"])
def test_a_line_break_or_control_character_is_refused_where_words_are_exact(column):
    good = {"zone": "UTC", "country": "DE", "locale": "de", "coach": "l@b.de", "coach_role": "independent",
            "working_days": "Mon", "webhook": "https://b.de"}[column]  # fmt: skip
    for sign in "\r\n", "\x1b", "\u202e":
        assert fault(f"{good}{sign}{good}", column).column == column


@pytest.mark.parametrize("column", ["name", "team", "region", "start_group"])
def test_free_text_folds_line_breaks_and_refuses_control_characters(column):
    assert getattr(person("Ada\r\nBcc:\teve", column), column) == "Ada Bcc: eve"
    assert fault("Ada\x07", column).column == column
    assert fault("Ada \u202eeve", column).column == column


def test_observers_fold_duplicates_and_keep_the_category():
    seen = "sam@example.org; Report: SAM@example.org\nmailto:kim@example.org;"
    observers = (Observer("SAM@example.org", "report"), Observer("kim@example.org", ""))
    assert person(seen, "observers").observers == observers


def test_every_observer_that_cannot_be_used_is_named():
    table = (
        "email,observers",
        f"{ADA},nobody; colleague:sam@example.org ; 1:x@b.de; peer: Ada@example.org;boss:sam@example.org",
    )
    values = [one.value for one in read(*table).rejected]
    assert values == ["nobody", "1:x@b.de", "peer: Ada@example.org", "boss:sam@example.org"]


def test_observers_are_compared_with_the_address_even_when_it_comes_later():
    assert read("observers,email", f"{ADA},{ADA}").rejected[0].column == "observers"


def test_a_department_stands_in_for_a_team_only_where_there_is_no_team() -> None:
    alone = read_roster("people.csv", b"email;Abteilung\na@b.de;Versand\n")
    beside = read_roster("people.csv", b"email;Abteilung;Team\na@b.de;Versand;Nord\n")
    assert [alone.people[0].team, beside.people[0].team] == ["Versand", "Nord"]
    assert beside.ignored_columns == ("Abteilung",)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "is empty", id="no bytes"),
        pytest.param(b" \r\n\r\n", "is empty", id="blank lines"),
        pytest.param(b";;\n;", "no column 'email'", id="only separators"),
        pytest.param(b"email,name\n", "no people", id="headings only"),
        pytest.param(b"emial,name\na@b.de,Ada", "Did you mean 'emial'", id="near heading"),
        pytest.param(b"a@b.de,Ada\nc@d.de,Eve", "has no headings: row 1", id="no headings"),
        pytest.param(b"Teilnehmer\nemail\na@b.de", "no column 'email' in row 1", id="title above"),
        pytest.param(b"email,Zone,Zeitzone\na@b.de,,", "'Zone' and 'Zeitzone' both mean zone", id="two of a kind"),
        pytest.param(b'email,name\na@b.de,"Ada\nb@b.de,"Bob"\n', "row 2 cannot be read", id="quotation mark missing"),
        pytest.param(b'email,name\na@b.de,Ada\nb@b.de,"Bob\n', "row 3 cannot be read", id="quotation mark left open"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content, says):
    with pytest.raises(Refused, match=says):
        read_roster("team.csv", content)


def test_a_refused_file_does_not_repeat_who_stands_in_it():
    with pytest.raises(Refused) as refused:
        read("Ada Lovelace,ada@example.org", "Bob,bob@example.org")
    assert "ada" not in str(refused.value).casefold()


WORDS = st.text(st.characters(codec="cp1252", categories=["L", "N"]), min_size=1, max_size=8)
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
PEOPLE = st.builds(
    RosterRow,
    row=st.just(0),
    email=st.from_regex(r"[a-z0-9]{1,9}(\.[a-z]{1,5})?@[a-z]{1,9}\.(org|de)", fullmatch=True),
    name=TEXTS,
    zone=st.sampled_from(["", "UTC", "Europe/Berlin", "Asia/Kolkata"]),
    country=st.sampled_from(["", "DE", "IN"]),
    team=TEXTS | st.just(""),
    locale=st.sampled_from(["", "de", "pt-BR"]),
)
COLUMNS = ["email", "name", "zone", "country", "team", "locale"]
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
SPACES = st.sampled_from(["", " ", "\u00a0", "  "])


def nfc(one):
    return replace(one, **{field: unicodedata.normalize("NFC", getattr(one, field)) for field in COLUMNS})


@given(st.data(), st.lists(PEOPLE, min_size=1, max_size=5, unique_by=lambda one: one.email), ENCODINGS)
def test_what_any_spreadsheet_writes_reads_back_equal(data, people, encoding):
    columns, space = data.draw(st.permutations(COLUMNS)), data.draw(SPACES)
    table, expected = [[one.upper().replace("_", " ") for one in columns]], []
    for one in people:
        table += [[]] * data.draw(st.integers(0, 2))
        table.append([space + getattr(one, column) + space for column in columns])
        expected.append(nfc(replace(one, row=len(table))))
    text = io.StringIO(newline="")
    quoting = data.draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    delimiter, ending = data.draw(st.sampled_from(",;\t")), data.draw(st.sampled_from(["\r\n", "\n", "\r"]))
    csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=quoting).writerows(table)
    roster = read_roster("team.csv", text.getvalue().encode(encoding))
    assert (list(roster.people), roster.rejected) == (expected, ())


HEADINGS = b"email;name;zone;working_days;observers;webhook;country;locale;coach_role\n"


@given(
    st.sampled_from(["a.csv", "a.xlsx", "a"]), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", HEADINGS]), st.binary()
)
def test_arbitrary_bytes_are_read_or_refused(name, start, content):
    try:
        read_roster(name, start + content)
    except Refused as refused:
        assert str(refused).startswith(name)


@settings(max_examples=40)
@given(st.lists(st.lists(st.text(), min_size=9, max_size=9), min_size=1))
def test_every_filled_row_is_a_person_a_copy_or_a_fault(rows):
    table = io.StringIO(newline="")
    csv.writer(table, delimiter=";", quoting=csv.QUOTE_ALL).writerows([HEADINGS.decode().split(";"), *rows])
    try:
        roster = read_roster("team.csv", table.getvalue().encode(errors="replace"))
    except Refused:
        return
    assert not {one.row for one in roster.people} & {one.row for one in roster.rejected}
    assert all(one.why.endswith((".", "?")) and 2 <= one.row <= len(rows) + 1 for one in roster.rejected)


def test_five_thousand_rows_are_read():
    rows = [f"p{number}@example.org,Person {number},Europe/Berlin" for number in range(5000)]
    assert [one.row for one in read("email,name,zone", *rows).people] == list(range(2, 5002))
