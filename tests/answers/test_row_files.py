"""Row-level files at the door: a tick that its page explains, and files that say who nobody is."""

import io
import re
import sys
from datetime import datetime
from html import unescape
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlmodel import col, select

from actions.agreeing import switch
from actions.auditing import audit
from actions.parquet import MISSING
from coaching.agreements import TERMS, Agreement
from storage.rows import EnrollmentRow, PromptRow, ResponseRow
from tests import make
from tests.answers.desk import fill, office
from tests.answers.test_interviews import ask, mails_to
from tests.answers.test_who_sees_what import seen_by as everything
from tests.answers.test_who_sees_what import sign_in
from tests.answers.visitors import Visit

TERM = TERMS[Agreement.ROWS]
PEOPLE = tuple(f"{one}@example.org" for one in ("nora", "omar", "pia", "quinn", "rosa"))
ADA, KEPT = "ada@example.org", tuple(f"kept{n}@example.org" for n in range(5))
FILES = "/ld/Hamburg/rows"


@pytest.fixture
def asked(tmp_path: Path) -> Visit:
    """Five people who got their first mail after it was switched on, and the office at its desk."""
    visit = Visit(tmp_path).enroll(PEOPLE)
    switch(visit.house, "Hamburg", Agreement.ROWS, True, None, visit.now)
    return office(visit.send(make.berlin("2026-11-25")).later(hours=1))


def tick(visit: Visit, person: str, **more: str) -> str:
    return ask(visit, person, what="rows", **more)


def test_the_first_mail_says_that_the_page_asks_and_the_page_that_nothing_is_ticked(asked: Visit) -> None:
    assert TERM.welcome in mails_to(asked, PEOPLE[0])
    page = asked.get(asked.link("p", PEOPLE[0])).text
    assert TERM.tick in page and 'name="agreed" value="1">' in page and "It is not anonymous" in page


def test_the_line_above_the_questions_changes_with_the_tick_and_the_table_of_who_sees_what(asked: Visit) -> None:
    link, own = asked.link("a", PEOPLE[0]), asked.link("p", PEOPLE[0])
    renamed = "under another name, because you agreed"
    assert TERM.line not in asked.get(link).text and renamed not in asked.get(own).text
    assert "may be in files" in tick(asked, PEOPLE[0], agreed="1")
    assert TERM.line in asked.get(link).text and renamed in asked.get(own).text
    asked.send(make.berlin("2026-12-16"))
    assert TERM.line in mails_to(asked, PEOPLE[0]) and TERM.line not in mails_to(asked, PEOPLE[1])
    assert "in no file" in tick(asked, PEOPLE[0]) and TERM.line not in asked.get(link).text


def test_a_tick_that_is_kept_again_holds_from_when_it_was_given(asked: Visit) -> None:
    tick(asked, PEOPLE[0], agreed="1")
    kept = agreed_at(asked)
    tick(asked.later(days=1), PEOPLE[0], agreed="1")
    assert kept and agreed_at(asked) == kept


def agreed_at(visit: Visit) -> list[datetime]:
    with visit.house.store.read() as session:
        return [at for at in session.exec(select(EnrollmentRow.may_list_at)) if at]


def test_nothing_is_agreed_to_that_is_not_asked(tmp_path: Path) -> None:
    visit = Visit(tmp_path).enroll(PEOPLE).send(make.berlin("2026-11-25"))
    assert TERM.refused in ask(visit, PEOPLE[0], what="rows", agreed="1").replace("&#39;", "'")
    assert "Choose one of the buttons" in ask(visit, PEOPLE[0], what="everything", agreed="1")
    assert TERM.tick not in visit.get(visit.link("p", PEOPLE[0])).text


def test_from_tick_to_file_without_a_terminal_and_only_what_was_answered_after_it(asked: Visit) -> None:
    asked.save(asked.link("a", PEOPLE[0]), baseline__listening="5", baseline__thanking="5")
    for person in PEOPLE:
        tick(asked, person, agreed="1")
    for person in PEOPLE[1:]:
        asked.save(asked.link("a", person), baseline__listening="3", baseline__thanking="na", comment="planted")
    assert "Fewer than 5 of those who agreed" in asked.get(FILES).text
    asked.save(asked.link("a", PEOPLE[0]), baseline__listening="1", baseline__thanking="2")
    page, table = asked.get(FILES).text, asked.get(f"{FILES}.csv")
    assert "Ten answers of five people" in page and table.headers["content-disposition"].endswith("rows.csv")
    assert len(table.text.splitlines()) == 11 and ",5," not in table.text and "planted" not in table.text
    assert not any(one.partition("@")[0] in table.text for one in PEOPLE)


def test_each_file_that_is_taken_is_written_down_and_a_look_at_the_headers_is_not(asked: Visit) -> None:
    for end in ("xlsx", "csv", "parquet", "codebook.csv"):
        assert asked.ask("HEAD", f"{FILES}.{end}").status_code == 200
        assert asked.get(f"{FILES}.{end}").status_code == 200
    lines = [one for one in audit(asked.house) if one.page.startswith("rows.")]
    assert [one.page for one in lines] == ["rows.codebook.csv", "rows.parquet", "rows.csv", "rows.xlsx"]
    assert {(one.role, one.cohort) for one in lines} == {("ld", "Hamburg")}


def test_the_desk_switches_it_off_and_on(asked: Visit) -> None:
    fill(asked, FILES, do="off")
    page = asked.get(FILES).text
    assert "switched off" in page and "rows.csv" not in page and "switched off" in asked.get(f"{FILES}.csv").text
    assert fill(asked, FILES, do="else").status_code == 422
    fill(asked, FILES, do="on")
    assert "Fewer than 5 people agreed" in asked.get(FILES).text
    assert asked.get(f"{FILES}.pdf").status_code == 404


PAGES = ("/ld/Hamburg/files", FILES)
TYPED = ("/ld/Hamburg/report.parquet", f"{FILES}.parquet")


def test_where_pyarrow_is_missing_the_desk_offers_no_parquet_and_says_what_to_install(
    asked: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ["parquet" in asked.get(page).text for page in PAGES] == [True, True]
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert ["parquet" in asked.get(page).text for page in PAGES] == [False, False]
    before = audit(asked.house)
    for path in TYPED:
        answer = asked.get(path)
        assert answer.status_code == 400 and MISSING in unescape(answer.text)
    assert audit(asked.house) == before and asked.get(f"{FILES}.csv").status_code == 200


@pytest.mark.parametrize("visitor", ["nobody", "ada", "maria", "otto"])
def test_nobody_but_the_office_learns_even_that_there_is_parquet(full: Visit, visitor: str) -> None:
    sign_in(full, visitor)
    answers = [full.get(path) for path in TYPED]
    full.cookies.clear()
    assert [one.status_code for one in answers] in ([303] * 2, [404] * 2) and b"PAR1" not in answers[0].content


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """A cohort of eleven with a coach: six ticked it, and all answered with words that nobody but they may read."""
    visit = Visit(Path(tmp_path_factory.mktemp("full"))).enroll((*PEOPLE, ADA, *KEPT), coach="maria@example.org")
    make.enrolled(visit.house, ["zoe@example.org"], visit.now, name="Other", coach="otto@example.org")
    switch(visit.house, "Hamburg", Agreement.ROWS, True, None, visit.now)
    visit.send(make.berlin("2026-11-25")).later(hours=1)
    for person in (*PEOPLE, ADA):
        tick(visit, person, agreed="1")
    for n, person in enumerate((*PEOPLE, ADA, *KEPT)):
        visit.save(visit.link("a", person), baseline__listening=str(n % 5), baseline__thanking="1", comment="planted")
    with visit.house.store.write() as session:
        theirs = select(ResponseRow).join(PromptRow).join(EnrollmentRow).where(col(EnrollmentRow.may_list_at).is_(None))
        for row in session.exec(theirs.where(ResponseRow.question == "thanking")):
            row.value = "5"
            session.add(row)
        session.commit()
    return visit


def test_the_office_gets_rows_of_who_ticked_it_and_on_no_page_anything_of_who_did_not(full: Visit) -> None:
    seen = everything(full, "office")
    rows = re.findall(r"^r[0-9a-f]{12},0,baseline,thanking,thanking,2026-11-25,(\d)", seen, re.MULTILINE)
    assert set(rows) == {"1"} and "planted" not in seen


def test_the_parquet_of_the_office_holds_who_ticked_it_and_nobody_else(full: Visit) -> None:
    sign_in(full, "office")
    answer = full.get(f"{FILES}.parquet")
    full.cookies.clear()
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    assert answer.headers["content-disposition"].endswith("filename=rows.parquet")
    table = pq.read_table(io.BytesIO(answer.content))
    given = {(one["score"], str(one["answered_on"])) for one in table.to_pylist() if one["item"] == "thanking"}
    assert given == {(1, "2026-11-25")} and "planted" not in f"{table.to_pylist()} {table.schema.metadata}"


@pytest.mark.parametrize("visitor", ["nobody", "ada", "maria", "otto"])
@pytest.mark.parametrize("end", ["", ".csv", ".xlsx", ".parquet", ".codebook.csv"])
def test_nobody_but_the_office_gets_a_file(full: Visit, visitor: str, end: str) -> None:
    sign_in(full, visitor)
    answer = full.get(f"{FILES}{end}")
    full.cookies.clear()
    assert answer.status_code in (303, 404) and "thanking" not in answer.text
