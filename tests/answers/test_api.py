"""``/api/v1``: the same answers as JSON, the same rules, and a report for signed-in staff."""

from actions import signing_in
from tests import make
from tests.answers.visitors import Visit, nonce_in


def api(visit: Visit) -> str:
    return "/api/v1/answers/" + visit.link("a").rpartition("/")[2]


def test_the_questions_name_their_fields_and_values(visit: Visit) -> None:
    [sheet] = visit.get(api(visit)).json()["sheets"]
    first = sheet["prompts"][0]["questions"][0]
    assert first["field"] == "baseline.listening"
    assert [one["value"] for one in first["choices"]] == ["0", "1", "2", "3", "4", "5", "na"]


def test_answers_as_json_are_recorded_like_those_of_the_page(visit: Visit) -> None:
    nonce = visit.get(api(visit)).json()["nonce"]
    visit.later(seconds=5)
    saved = visit.ask("POST", api(visit), json={"nonce": nonce, "baseline.listening": 3, "comment": "mine"})
    assert saved.json() == {"changed": 2, "late": False, "left_open": False}
    assert visit.held() == {"listening": "3", "comment": "mine"}
    assert {one.channel for one in visit.responses()} == {"api"}


def test_faults_come_by_field_and_record_nothing(visit: Visit) -> None:
    nonce = visit.get(api(visit)).json()["nonce"]
    refused = visit.ask("POST", api(visit), json={"nonce": nonce, "baseline.listening": 9})
    assert refused.status_code == 422 and set(refused.json()["faults"]) == {"baseline.listening"}
    assert visit.ask("POST", api(visit), json={"baseline.listening": 3}).status_code == 422
    assert visit.ask("POST", api(visit), content=b"[" * 50_000).status_code == 400
    assert visit.responses() == []


def test_the_openapi_document_names_the_fields_of_the_form(visit: Visit) -> None:
    paths = visit.get("/api/v1/openapi.json").json()["paths"]
    assert "application/x-www-form-urlencoded" in paths["/a/{token}"]["post"]["requestBody"]["content"]
    assert visit.get("/docs").status_code == 404


def test_reports_are_for_ld_alone_and_every_look_is_written_down(visit: Visit) -> None:
    path = "/api/v1/cohorts/Hamburg/report"
    assert visit.get(path).status_code == 401
    visit.cookies["staff"] = signing_in.open_session(visit.house, "ld@example.org", "ld", visit.now)
    assert visit.get(path).json()["cohort"] == "Hamburg"
    assert "looked" in str(visit.dump()["event"])
    for kind in ("html", "json", "csv"):
        assert visit.get(f"/ld/Hamburg/report.{kind}").status_code == 200


def test_signing_out_takes_the_form_of_this_session(visit: Visit) -> None:
    session = signing_in.open_session(visit.house, "ld@example.org", "ld", visit.now)
    visit.cookies["staff"] = session
    nonce = nonce_in(visit.get("/ld").text)
    assert visit.post("/sign-out", {"nonce": "foreign"}).status_code == 403
    assert visit.post("/sign-out", {"nonce": nonce}).status_code == 303
    visit.cookies["staff"] = session
    assert visit.get("/ld").status_code == 303


def test_two_cohorts_in_one_mail_stay_apart(tmp_path) -> None:
    visit = Visit(tmp_path)
    for name, coach in (("One", "maria@example.org"), ("Two", "otto@example.org")):
        make.enrolled(visit.house, ["ada@example.org"], visit.now, name=name, coach=coach)
    visit.send(make.berlin("2026-11-25")).later(hours=1)
    page = visit.get(visit.link("a")).text
    assert 'name="baseline.listening"' in page and 'name="baseline~2.listening"' in page
    visit.save(visit.link("a"), **{"baseline~2__listening": "4", "comment~2": "for Otto", "share~2": "1"})
    assert [(one.value or one.words, one.share) for one in visit.responses()] == [("4", True), ("for Otto", True)]
