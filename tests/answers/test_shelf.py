"""A programme that the team wrote, brought to the desk: faults in a table, kept once sound, chosen like others."""

import re
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from storage.rows import CohortRow, EventRow, ProgrammeRow
from tests import make
from tests.answers.desk import drafted, fill, finished, office, text
from tests.answers.visitors import Visit, nonce_in

HERE = "/ld/new/programme"
OWN = make.SHORT.replace("programme: short", "programme: tea-rounds").replace("title: Short", "title: Tea rounds", 1)
BOMB = "a: &a [x, x]\n" + "\n".join(f"{k}: &{k} [{', '.join(['*' + j] * 9)}]" for j, k in ("ab", "bc", "cd"))


@pytest.fixture
def desk(tmp_path: Path) -> Visit:
    return office(Visit(tmp_path))


def bring(visit: Visit, content: str | bytes, name: str = "tea.yaml") -> httpx.Response:
    """Hand in a file."""
    raw = content.encode() if isinstance(content, str) else content
    return visit.post(HERE, {"nonce": nonce_in(visit.get(HERE).text)}, files={"file": (name, raw)})


def kept(visit: Visit) -> list[tuple[str, int, str]]:
    """Return every programme that is kept."""
    with visit.house.store.read() as session:
        return [(one.name, one.version, one.text) for one in session.exec(select(ProgrammeRow))]


def test_a_sound_programme_is_kept_and_chosen_like_one_that_ships(desk: Visit) -> None:
    place = bring(desk, OWN).headers["location"]
    assert "Kept." in desk.get(place).text and desk.get("/ld/preview/tea-rounds@1/").status_code == 200
    assert "tea-rounds@1" in desk.get("/ld/preview").text
    path = drafted(desk, programme="tea-rounds@1")
    assert "Yours, version 1." in text(desk.get(f"{path}/choices").text)
    assert "Tea rounds" in desk.get(f"{path}/plan").text
    assert "3 people are enrolled" in finished(desk, fill(desk, f"{path}/start"))
    with desk.house.store.read() as session:
        assert session.exec(select(ProgrammeRow.name).join(CohortRow)).one() == "tea-rounds"


def test_there_is_one_to_start_from_which_is_sound(desk: Visit) -> None:
    file = desk.get(f"{HERE}.yaml")
    assert "our-programme.yaml" in file.headers["content-disposition"]
    assert bring(desk, file.content).headers["location"].startswith(f"{HERE}/our-programme@1")


def test_pasted_text_is_kept_too(desk: Visit) -> None:
    assert fill(desk, HERE, text=OWN.replace("\n", "\r\n")).status_code == 303
    assert kept(desk) == [("tea-rounds", 1, OWN)]


def test_every_error_and_warning_stands_in_a_table_with_its_line_and_column(desk: Visit) -> None:
    answer = bring(desk, OWN.replace("primary: listening", "primary: lisening"))
    rows = re.findall(
        r'<tr><th scope="row">(\d+)</th><td>(\d+)</td><td>(error|warning)</td><td>(.+?)</td>', answer.text
    )
    line = OWN.splitlines().index("primary: listening") + 1
    assert answer.status_code == 422 and (str(line), "10", "error") in [row[:3] for row in rows]
    assert "nothing was kept" in answer.text and kept(desk) == []
    assert [row[2] for row in rows] == sorted(row[2] for row in rows), "errors come first"
    assert "primary: lisening" in answer.text, "the text is there to be mended"


def test_warnings_do_not_stand_in_the_way_and_are_shown(desk: Visit) -> None:
    place = bring(desk, OWN).headers["location"]
    page = desk.get(place).text
    assert "What could be better" in page and "<td>warning</td>" in page and "<td>error</td>" not in page


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "tea.yaml", "paste the text"),
        (b"\xff\xfe\x00", "tea.yaml", "not UTF-8"),
        (OWN, "tea.exe", "is a .yaml file"),
        (OWN + "# " + "x" * 400_000, "tea.yaml", "at most 400,000 characters"),
        ("[" * 100_000, "tea.yaml", "nested too deeply"),
        ("a: " + "{b: " * 50 + "c" + "}" * 50, "tea.yaml", "nested too deeply"),
        (BOMB, "tea.yaml", "aliases"),
        ("a: !!python/object/apply:os.system [id]", "tea.yaml", "means nothing here"),
        ("<script>alert(1)</script>: {", "tea.yaml", "cannot be read as YAML"),
    ],
    ids=["empty", "not text", "another ending", "too large", "deep list", "deep mapping", "aliases", "a tag", "markup"],
)
def test_what_is_no_programme_is_refused_with_a_sentence_and_nothing_is_kept(
    desk: Visit, content: str | bytes, name: str, says: str
) -> None:
    answer = bring(desk, content, name)
    assert answer.status_code == 422 and says in text(answer.text), text(answer.text)[:2000]
    assert kept(desk) == [] and "<script>" not in answer.text


@pytest.mark.parametrize("name", ["../../etc/passwd.yaml", "/etc/cron.d/x.yaml", "a\0b.yaml", "..\\x.yaml"])
def test_the_name_of_a_file_leads_nowhere(desk: Visit, name: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*.yaml"))
    assert bring(desk, OWN, name).headers["location"] == f"{HERE}/tea-rounds@1?kept=1"
    assert sorted(tmp_path.rglob("*.yaml")) == before == []


@pytest.mark.parametrize("asked", ["/etc/passwd", "../README.md", "tea-rounds@2", "tea-rounds@1x", "@1", "tea-rounds@"])
def test_what_is_not_on_the_list_is_no_programme(desk: Visit, asked: str) -> None:
    bring(desk, OWN)
    path = drafted(desk, programme=asked)
    assert "Choose a programme." in desk.get(f"{path}/choices").text
    assert "Something is still to be chosen" in desk.get(f"{path}/plan").text
    assert desk.get(f"{HERE}/{asked}").status_code == 404 == desk.get(f"/ld/preview/{asked}/").status_code


def test_a_programme_that_ships_is_not_replaced(desk: Visit) -> None:
    taken = OWN.replace("tea-rounds", "lead-for-loyalty")
    assert "comes with the product" in bring(desk, taken).text and kept(desk) == []
    assert bring(desk, taken.replace("version: 1", "version: 90")).status_code == 303


def test_a_text_that_nobody_is_on_may_change_and_one_that_somebody_is_on_may_not(desk: Visit) -> None:
    bring(desk, OWN)
    assert bring(desk, OWN.replace("Tea rounds", "Tea and talk")).status_code == 303
    assert [row[2] for row in kept(desk)] == [OWN.replace("Tea rounds", "Tea and talk")]
    desk.enroll(programme=OWN.replace("Tea rounds", "Tea and talk"))
    answer = bring(desk, OWN)
    assert answer.status_code == 422 and "Raise `version:`" in text(answer.text)


def test_a_higher_version_takes_the_place_of_the_lower_one(desk: Visit) -> None:
    bring(desk, OWN)
    bring(desk, OWN.replace("version: 1", "version: 2"))
    page = desk.get(HERE).text
    assert "tea-rounds@2" in page and "tea-rounds@1" not in page


def test_taken_off_the_list_it_cannot_be_chosen_and_whoever_is_on_it_stays(desk: Visit) -> None:
    bring(desk, OWN)
    desk.enroll(programme=OWN)
    path = drafted(desk, programme="tea-rounds@1")
    fill(desk, f"{HERE}/tea-rounds@1", do="off")
    assert "Choose a programme." in desk.get(f"{path}/choices").text and len(kept(desk)) == 1
    assert "not on the list" in desk.get(f"{HERE}/tea-rounds@1").text and "Tea rounds" in desk.get("/ld/Hamburg").text


def test_one_that_nobody_is_on_is_gone_with_its_text(desk: Visit) -> None:
    bring(desk, OWN)
    fill(desk, f"{HERE}/tea-rounds@1", do="off")
    assert kept(desk) == [] and desk.get(f"{HERE}/tea-rounds@1").status_code == 404


def test_who_kept_it_and_who_took_it_off_is_written_down(desk: Visit) -> None:
    bring(desk, OWN)
    fill(desk, f"{HERE}/tea-rounds@1", do="off")
    with desk.house.store.read() as session:
        noted = session.exec(select(EventRow).where(EventRow.what == "desk_acted").order_by(EventRow.id)).all()
    assert [one.details["did"] for one in noted] == ["programme_kept", "programme_taken_off"]
    assert all(one.recipient_id and "tea-rounds@1" in one.details["page"] for one in noted)


def test_another_organisation_sees_nothing_of_it(desk: Visit, tmp_path: Path) -> None:
    bring(desk, OWN)
    other = office(Visit(tmp_path / "other"))
    path = drafted(other, programme="tea-rounds@1")
    assert "Choose a programme." in other.get(f"{path}/choices").text and "Tea rounds" not in other.get(HERE).text
    assert other.get(f"{HERE}/tea-rounds@1").status_code == 404 == other.get("/ld/preview/tea-rounds@1/").status_code


def test_its_experiments_are_weighed_before_the_start(desk: Visit) -> None:
    between = "  - {name: between, after_days: 9, check_in: [listening]}\n"
    tried = f"{OWN}{between}experiments:\n  - {{name: nudge, tries: reminder, steps: [between], probability: 0.5}}\n"
    assert bring(desk, tried).status_code == 303
    path = drafted(desk, programme="tea-rounds@1")
    assert "What the programme itself tries" in desk.get(f"{path}/comparison").text
    refused = fill(desk, f"{path}/comparison", design="")
    assert refused.status_code == 422 and "people cannot answer this" in text(refused.text)
    assert fill(desk, f"{path}/comparison", design="", pooled="1").status_code == 303
