"""Rehearsal equals reality: a live run written down and played again gives the same ledger, line by line."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from actions.enrolling import enroll
from actions.house import House
from actions.ledger import ledger
from actions.rehearsal.acting import Stagehand
from actions.rehearsal.acts import Act
from actions.rehearsal.people import guests
from actions.rehearsal.shape import Rehearsed
from actions.rehearsal.stage import stage
from actions.rehearsing import rehearse
from answers.app import make_app
from content.roster import Roster
from storage.rows import (
    AbsenceRow,
    CohortRow,
    DrawRow,
    EnrollmentRow,
    EventRow,
    MessageRow,
    ParticipantRow,
    PromptRow,
    RecipientRow,
)
from tests import make
from tests.answers.visitors import Visit, nonce_in

PROGRAMME = make.SHORT.replace("check_in: [listening, thanking]}", "check_in: [listening, thanking], remind: true}")
NAMES = ("ada", "bo", "cem", "dana", "eve", "fred", "gil")
PEOPLE = tuple(f"{name}@example.org" for name in NAMES)
BEFORE = make.NOW - timedelta(days=5)


def wall() -> datetime:
    return datetime.now(UTC)


def new(**columns: Any) -> Any:
    columns = {"programme": PROGRAMME, "country": "DE", "seed": "a seed"} | columns
    return make.cohort(**columns)


def told(house: House, name: str = "Hamburg") -> dict[str, list[tuple[Any, ...]]]:
    """Return the cohort's ledger line by line, without ids, keys and the database's own clock."""
    with house.store.read() as session:
        return {"prompts": _prompts(session, name), "events": _events(session, name), "draws": _draws(session, name),
                "mails": _mails(session)}  # fmt: skip


def _named(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(PromptRow)
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .join(CohortRow, col(CohortRow.id) == col(EnrollmentRow.cohort_id))
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
    )


def _prompts(session: Session, name: str) -> list[tuple[Any, ...]]:
    columns = (RecipientRow.folded, PromptRow.step, PromptRow.round, PromptRow.due_at, PromptRow.state,
               PromptRow.reason, PromptRow.why, PromptRow.local_day, PromptRow.closes_at,
               PromptRow.answered_at)  # fmt: skip
    return sorted((tuple(row) for row in session.execute(_named(*columns).where(CohortRow.name == name))), key=repr)


def _events(session: Session, name: str) -> list[tuple[Any, ...]]:
    columns = (RecipientRow.folded, PromptRow.step, EventRow.nth, EventRow.at, EventRow.what, EventRow.was,
               EventRow.became, EventRow.reason, EventRow.cause)  # fmt: skip
    wanted = _named(*columns).join(EventRow, col(EventRow.prompt_id) == col(PromptRow.id))
    return sorted((tuple(row) for row in session.execute(wanted.where(CohortRow.name == name))), key=repr)


def _draws(session: Session, name: str) -> list[tuple[Any, ...]]:
    rows = session.exec(select(DrawRow).join(EnrollmentRow).join(CohortRow).where(CohortRow.name == name))
    return sorted((row.point, row.arm, row.probability, row.drawn_at) for row in rows)


def _mails(session: Session) -> list[tuple[Any, ...]]:
    columns = (RecipientRow.folded, MessageRow.kind, MessageRow.local_day, MessageRow.due_at, MessageRow.state,
               MessageRow.reason)  # fmt: skip
    wanted = select(*columns).join(RecipientRow, col(RecipientRow.id) == col(MessageRow.recipient_id))  # type: ignore[call-overload]
    return sorted((tuple(row) for row in session.execute(wanted)), key=repr)


class Live:
    """A live run through the real door, which writes down what happens and when."""

    def __init__(self, house: House, folder: Path) -> None:
        self.visit = Visit(folder / "door")
        self.visit.house.store.close()
        self.visit.house, self.visit.app = house, make_app(house, lambda: self.visit.now)
        self.folder = folder
        self.acts: list[Act] = []

    def send(self, at: datetime) -> None:
        self.visit.now = at
        make.sent(self.visit.house, self.folder, at)
        self.acts.append(Act(at, "pass"))

    def form(self, at: datetime, person: str, kind: str, step: str = "", **values: str) -> None:
        """Open a link of the person's latest mail, fill its form and send it."""
        self.visit.now = at
        path = self.visit.link(kind, f"{person}@example.org")
        page = self.visit.get(path).text
        nonce = {"nonce": nonce_in(page)}
        assert self.visit.post(path, nonce | values).status_code == 200

    def answer(self, at: datetime, person: str, days: str = "3", task: str = "done") -> None:
        """Answer everything that the person's latest mail asks."""
        self.visit.now = at
        page = self.visit.get(self.visit.link("a", f"{person}@example.org")).text
        names = dict.fromkeys(re.findall(r'name="([a-z0-9~-]+\.(?:listening|thanking|task))"', page))
        fields = {name: task if name.endswith(".task") else days for name in names}
        self.form(at, person, "a", **fields)
        step = next(iter(names)).partition(".")[0].partition("~")[0]
        self.acts.append(Act(at, "answer", f"{person}@example.org", step, fields))

    def leave(self, at: datetime, person: str) -> None:
        self.form(at, person, "u", do="leave")
        self.acts.append(Act(at, "leave", f"{person}@example.org"))

    def own(self, at: datetime, person: str, do: Any, **days: str) -> None:
        self.form(at, person, "p", do=do, **days)
        first, last = (datetime.fromisoformat(days[one]).date() if one in days else None for one in ("from", "until"))
        self.acts.append(Act(at, do, f"{person}@example.org", first=first, last=last))


def lived(house: House, folder: Path) -> list[Act]:
    """Let a cohort live for two months and return what happened."""
    live = Live(house, folder)
    enroll(house, new(), make.roster(PEOPLE), make.NOW)
    happens = {
        1: lambda at: live.answer(at, "ada"),
        4: lambda at: live.own(at, "cem", "away", **{"from": "2026-12-07", "until": "2026-12-11"}),
        8: lambda at: live.own(at, "dana", "pause"),
        14: lambda at: live.answer(at, "ada", task="not_yet"),
        15: lambda at: live.answer(at, "ada"),
        16: lambda at: live.leave(at, "bo"),
        20: lambda at: live.own(at, "dana", "resume"),
        33: lambda at: live.answer(at, "eve", days="na"),
    }
    for day in range(60):
        for hour in (8, 12):
            if day not in range(21, 24):  # the machine is down for three days
                live.send(make.NOW.replace(hour=hour, minute=25) + timedelta(days=day))
        if day in happens:
            happens[day](make.NOW.replace(hour=15) + timedelta(days=day))
    return live.acts


def test_a_live_run_played_again_gives_the_same_ledger(house: House, tmp_path: Path) -> None:
    enroll(house, new(name="Bremen"), make.roster(PEOPLE[3:5]), BEFORE)
    with stage(house, PEOPLE, make.NOW) as on_stage:
        acts = lived(house, tmp_path)
        hand = Stagehand(on_stage, make.outbox(tmp_path / "stage"), wall)
        enroll(on_stage, new(), make.roster(PEOPLE), make.NOW)
        hand.replay(acts)
        real, again = told(house), told(on_stage)
        assert {state for _, _, _, _, state, *_ in real["prompts"]} == {"answered", "expired", "skipped"}
        assert hand.refused == 0 and again == real
        assert ledger(house, "Hamburg", acts[-1].at).reasons == ledger(on_stage, "Hamburg", acts[-1].at).reasons


def test_a_rehearsal_played_for_real_gives_what_it_promised(house: House, tmp_path: Path) -> None:
    made = rehearse(house, new(), make.roster(PEOPLE), tmp_path / "out", make.NOW, wall)
    enroll(house, new(), make.roster(PEOPLE), make.NOW)
    Stagehand(house, make.outbox(tmp_path), wall).replay(made.acts)
    real = ledger(house, "Hamburg", made.ended)
    assert (real.by_state, real.reasons) == (made.ledger.by_state, made.ledger.reasons)
    assert real.adds_up and made.ledger.adds_up


LONG = PROGRAMME + "".join(
    f"  - {{name: c{n}, title: C{n}, after_days: {n}, check_in: [listening, thanking]}}\n" for n in (14, 28, 42, 56)
)


def test_the_silent_are_asked_how_to_go_on_and_some_say_it(small: House, tmp_path: Path) -> None:
    made = rehearse(small, new(programme=LONG), roster(24), tmp_path / "out", make.NOW, wall)
    asked = [mail for mail in made.mails if mail.kind == "silence"]
    said = [act for act in made.acts if act.what == "silence"]
    assert said and {act.values["answer"] for act in said} <= {"fewer", "pause", "stop", "read"}
    assert {act.person for act in said} <= {mail.person for mail in asked}
    assert made.titles[asked[0].step].startswith("How to go on") and made.files[asked[0].key]
    enroll(small, new(programme=LONG), roster(24), make.NOW)
    Stagehand(small, make.outbox(tmp_path), wall).replay(made.acts)
    real = ledger(small, "Hamburg", made.ended)
    assert (real.by_state, real.reasons) == (made.ledger.by_state, made.ledger.reasons)


def roster(n: int) -> Roster:
    return make.roster([f"p{one}@example.org" for one in range(n)], zone="Europe/Berlin")


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rehearsed, Path, House]]:
    folder = tmp_path_factory.mktemp("rehearsal")
    house = make.house(folder)
    yield rehearse(house, new(), roster(8), folder / "out", make.NOW, wall), folder / "out", house
    house.store.close()


def test_everybody_in_it_is_silent_or_late_or_away_or_leaves_or_pauses_or_ordinary(rehearsed: Any) -> None:
    made, _, _ = rehearsed
    done = {act.what for act in made.acts}
    assert {"pass", "answer", "leave", "away", "pause"} <= done
    habits = sorted(one.habit for one in guests([f"p{n}@example.org" for n in range(8)], "a seed", 2).values())
    assert habits == ["", "", "", "away", "late", "leaves", "pauses", "silent"]


def test_every_prompt_ends_in_one_state_and_the_ledger_adds_up(rehearsed: Any) -> None:
    made, _, _ = rehearsed
    assert made.ledger.adds_up and made.ledger.prompts == 24
    assert not any(made.ledger.by_state[state] for state in ("planned", "claimed", "sent", "unsure"))


def test_every_mail_lies_in_the_folder_of_its_day(rehearsed: Any) -> None:
    made, out, _ = rehearsed
    assert {out / name for name in made.files.values()} == set(out.rglob("*.eml")) and made.files
    assert sum(n for _, days in made.weeks for n in days) == len(made.mails)


def test_nothing_in_the_installation_changes(rehearsed: Any) -> None:
    _, _, house = rehearsed
    with house.store.read() as session:
        assert not any(session.exec(select(row)).first() for row in (CohortRow, RecipientRow, MessageRow, EventRow))


def test_the_same_seed_is_the_same_rehearsal_and_another_is_another(rehearsed: Any, tmp_path: Path) -> None:
    made, _, house = rehearsed
    again = rehearse(house, new(), roster(8), tmp_path / "again", make.NOW, wall)
    other = rehearse(house, new(seed="another"), roster(8), tmp_path / "other", make.NOW, wall)
    assert again.acts == made.acts and other.acts != made.acts


def test_clock_changes_and_holidays_are_named_on_their_day(rehearsed: Any) -> None:
    made, _, _ = rehearsed
    assert made.notes[make.WORKSHOP] == "the workshop"
    spring = in_spring(rehearsed[2], rehearsed[1])
    named = " ".join(spring.notes.values())
    assert "clocks go forward (Europe/Berlin)" in named and "Easter Monday" in named


def in_spring(house: House, folder: Path) -> Rehearsed:
    start = datetime(2027, 3, 15, 8, tzinfo=UTC)
    return rehearse(house, new(workshop_on=date(2027, 3, 22)), roster(1), folder / "spring", start, wall)


def test_other_mails_of_the_same_people_are_on_the_stage_and_answers_are_not(house: House, tmp_path: Path) -> None:
    enroll(house, new(name="Bremen"), make.roster(PEOPLE), BEFORE)
    with (
        stage(house, [PEOPLE[0].upper(), "nobody@example.org"], make.NOW) as on_stage,
        on_stage.store.read() as session,
    ):
        assert session.exec(select(RecipientRow.folded)).all() == [PEOPLE[0]]
        assert len(session.exec(select(MessageRow)).all()) == 3 and not session.exec(select(AbsenceRow)).all()
    assert on_stage.secret != house.secret


def test_somebody_who_is_suppressed_gets_nothing_in_a_rehearsal_either(small: House, tmp_path: Path) -> None:
    enroll(small, new(name="Bremen"), make.roster(PEOPLE[:2]), BEFORE)
    live = Live(small, tmp_path)
    live.send(make.berlin("2026-11-25"))
    live.form(live.visit.now, "ada", "u", do="everything")
    made = rehearse(small, new(), make.roster(PEOPLE[:2]), tmp_path / "out", make.NOW, wall)
    assert {mail.person for mail in made.mails} == {PEOPLE[1]}


def test_colleagues_who_are_asked_answer_in_a_rehearsal_too(small: House, tmp_path: Path) -> None:
    programme = PROGRAMME + "  - {name: pulse, title: What you see, after_days: 7, pulse: [listening]}\n"
    people = make.roster(PEOPLE[:2], observers="olga@example.org;otto@example.org;oya@example.org")
    made = rehearse(small, new(programme=programme), people, tmp_path / "out", make.NOW, wall)
    asked = {mail.person for mail in made.mails if mail.step == "pulse"}
    assert asked and not asked & set(PEOPLE)
    assert asked & {act.person for act in made.acts if act.what == "answer"} and made.ledger.adds_up


def test_with_opt_in_only_those_who_start_get_a_second_mail(small: House, tmp_path: Path) -> None:
    made = rehearse(small, new(consent="opt-in"), roster(8), tmp_path / "out", make.NOW, wall)
    started = {act.person for act in made.acts if act.what == "start"}
    twice = {mail.person for mail in made.mails if mail.step != "baseline"}
    assert started and twice <= started and made.ledger.reasons["skipped"]["not_started"]
