from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, update
from sqlmodel import col, select

from actions.ledger import SENTENCES, Ledger, drawn_up, ledger, whole
from actions.ledger_checks import fold
from coaching.errors import NotFound, Refused
from coaching.states import State
from storage import events, prompts
from storage.ledgers import Line
from storage.rows import EnrollmentRow, EventRow, MessageRow, ObserverRow, ProgrammeRow, PromptRow, ResponseRow
from tests.actions.stories import AFTER, BEFORE, PROGRAMME, Story

PEOPLE = ["ada", "bo", "cy"]


@pytest.fixture
def story(tmp_path: Path) -> Story:
    told = Story(tmp_path)
    told.enroll(PEOPLE)
    for step in ("start", "drawer", "early"):
        told.send(step)
    for person in ("ada", "bo"):
        told.answer("start", person, attention=2)
    told.answer("drawer", "ada", task="not_yet")
    told.expire("start")
    told.move(told.prompts("middle", "cy")[0], State.PLANNED, State.SKIPPED, AFTER, reason="late")
    return told


def of(story: Story) -> Ledger:
    return ledger(story.house, "autumn", AFTER)


def test_a_cohort_that_was_only_moved_adds_up(story: Story) -> None:
    found = of(story)
    assert found.adds_up and found.why_not == ()
    assert found.prompts == sum(found.by_state.values()) == 15
    assert found.by_state["answered"] == 2 and found.reasons["skipped"] == {"late": 1}


def test_the_json_names_what_others_rely_on(story: Story) -> None:
    found = of(story).to_json()
    names = {"cohort", "prompts", "by_state", "reasons", "adds_up", "may_have_repeated", "missed"}
    assert names <= found.keys()
    assert set(found["by_state"]) == {str(state) for state in State}
    assert found["reasons"] == {"skipped": {"late": 1}}


def test_an_unknown_cohort_is_refused_with_the_nearest(story: Story) -> None:
    with pytest.raises(NotFound, match="Did you mean 'autumn'"):
        ledger(story.house, "autum", AFTER)


def test_the_whole_house_counts_every_cohort(story: Story) -> None:
    story.enroll(["dee"], cohort="winter")
    assert whole(story.house).adds_up
    assert whole(story.house).prompts == of(story).prompts + 5


SABOTAGE = {
    "a prompt is deleted": lambda one: [
        delete(ResponseRow).where(col(ResponseRow.prompt_id) == one),
        delete(PromptRow).where(col(PromptRow.id) == one),
    ],
    "a prompt and its history are deleted": lambda one: [
        delete(ResponseRow).where(col(ResponseRow.prompt_id) == one),
        delete(PromptRow).where(col(PromptRow.id) == one),
        delete(EventRow).where(col(EventRow.prompt_id) == one),
    ],
    "a history is deleted": lambda one: [delete(EventRow).where(col(EventRow.prompt_id) == one)],
    "its step is another": lambda one: [update(PromptRow).where(col(PromptRow.id) == one).values(step="gap")],
    "its round is another": lambda one: [update(PromptRow).where(col(PromptRow.id) == one).values(round=4)],
    "its reason is another": lambda one: [update(PromptRow).where(col(PromptRow.id) == one).values(reason="bounced")],
    "its cause is another": lambda one: [update(PromptRow).where(col(PromptRow.id) == one).values(cause="branch")],
    "its count is another": lambda one: [update(PromptRow).where(col(PromptRow.id) == one).values(nth=9)],
    "its state is another": lambda one: [update(PromptRow).where(col(PromptRow.id) == one).values(state="unsure")],
    "two states change places": lambda one: [
        update(PromptRow).where(col(PromptRow.step) == "start", col(PromptRow.state) == was).values(state=then)
        for was, then in (("answered", "held"), ("expired", "answered"), ("held", "expired"))
    ],
}


@pytest.fixture(scope="module")
def shared() -> Iterator[Story]:
    with TemporaryDirectory() as folder:
        told = Story(Path(folder))
        told.enroll(PEOPLE)
        for step in ("start", "drawer"):
            told.send(step)
        told.answer("start", "ada", attention=2)
        told.answer("drawer", "bo", task="not_yet")
        told.expire("start")
        yield told
        told.house.store.close()


def spoiled(story: Story, statements: list[object]) -> Ledger:
    """Return the ledger after *statements*, which are rolled back."""
    with story.house.store.write() as session:
        for statement in statements:
            session.execute(statement)  # type: ignore[call-overload]
        found = drawn_up(session, "autumn", 1, AFTER)
        session.rollback()
    return found


@pytest.mark.parametrize("spoil", SABOTAGE.values(), ids=SABOTAGE)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_whatever_prompt_is_tampered_with_it_no_longer_adds_up(shared: Story, spoil, data: st.DataObject) -> None:
    one = data.draw(st.sampled_from([row.id for row in shared.prompts()]))
    assert not spoiled(shared, spoil(one)).adds_up


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whatever_event_is_deleted_it_no_longer_adds_up(shared: Story, data: st.DataObject) -> None:
    with shared.session() as session:
        ids = session.exec(select(EventRow.id).where(col(EventRow.prompt_id).is_not(None))).all()
    one = data.draw(st.sampled_from(ids))
    assert not spoiled(shared, [delete(EventRow).where(col(EventRow.id) == one)]).adds_up


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_event_tells_another_state_it_no_longer_adds_up(shared: Story, data: st.DataObject) -> None:
    with shared.session() as session:
        rows = session.exec(select(EventRow).where(col(EventRow.prompt_id).is_not(None))).all()
    one = data.draw(st.sampled_from(rows))
    column = data.draw(st.sampled_from(["was", "became"]))
    told = data.draw(st.sampled_from([str(state) for state in State if str(state) != getattr(one, column)]))
    change = update(EventRow).where(col(EventRow.id) == one.id).values({column: told})
    assert not spoiled(shared, [change]).adds_up


@pytest.mark.parametrize("column", ["reason", "cause", "enrollment_id"])
def test_a_first_or_last_event_that_tells_another_story_shows(shared: Story, column: str) -> None:
    planned = next(one.id for one in shared.prompts("end"))
    told = 2 if column == "enrollment_id" else "bounced"
    assert not spoiled(
        shared, [update(EventRow).where(col(EventRow.prompt_id) == planned).values({column: told})]
    ).adds_up


def test_what_does_not_add_up_is_said_with_its_key(story: Story) -> None:
    gone = story.prompts("end", "bo")[0]
    story.run(delete(PromptRow).where(col(PromptRow.id) == gone.id))
    with story.session() as session:
        key = session.exec(select(EnrollmentRow.key).where(EnrollmentRow.id == gone.enrollment_id)).one()
    assert of(story).why_not == (
        f"Prompt {gone.id} has events and no row.",
        f"Enrollment {key}: step end of its programme has no prompt.",
    )


def test_many_faults_are_counted_and_not_all_printed(story: Story) -> None:
    story.enroll(["dee", "eve", "fay"])
    story.run(delete(EventRow))
    found = of(story).why_not
    assert len(found) == SENTENCES + 1 and found[-1] == "And 10 more of the kind."


def test_somebody_enrolled_without_any_prompt_shows(story: Story) -> None:
    with story.session() as session:
        columns = session.exec(select(EnrollmentRow)).first().model_dump(exclude={"id", "key", "participant_id"})
        story.run(insert(EnrollmentRow).values(**columns, key="e-bare", participant_id=_newcomer(story)))
    assert sum("e-bare" in sentence for sentence in of(story).why_not) == 5


def _newcomer(story: Story) -> int:
    story.enroll(["zoe"], cohort="winter")
    return story.prompts(person="zoe")[0].enrollment_id


def branch(story: Story, step: str, cause: str, asked_of: int = 0) -> None:
    parent = story.prompts("drawer", "ada")[0]
    row = parent.model_dump(exclude={"id", "nth"}) | {
        "step": step, "state": "planned", "reason": "", "cause": cause, "round": 1, "message_id": None,
        "asked_of": asked_of,
    }  # fmt: skip
    with story.house.store.write() as session:
        prompts.add(session, [row], AFTER)
        session.commit()


def test_a_prompt_that_an_answer_led_to_adds_up(story: Story) -> None:
    branch(story, "gap", "branch")
    assert of(story).adds_up and of(story).prompts == 16


def test_an_uncalled_for_prompt_does_not_add_up(story: Story) -> None:
    branch(story, "gap", "enrolled")
    assert any("which its programme does not ask" in one for one in of(story).why_not)


@pytest.mark.parametrize("step, adds_up", [("seen", True), ("drawer", False)], ids=["a pulse", "no pulse"])
def test_an_observers_pulse_adds_up_only_for_a_pulse_step(story: Story, step: str, adds_up: bool) -> None:
    ada = story.prompts("drawer", "ada")[0].enrollment_id
    story.run(insert(ObserverRow).values(id=71, enrollment_id=ada, recipient_id=2, category="colleague"))
    branch(story, step, "pulse", asked_of=71)
    assert of(story).adds_up is adds_up


def test_a_migrated_person_needs_the_steps_of_both_versions(story: Story) -> None:
    newer = PROGRAMME.replace("version: 1", "version: 2").replace("name: end,", "name: finish,")
    story.run(insert(ProgrammeRow).values(id=9, name="small", version=2, title="", text=newer, created_at=BEFORE))
    ada = story.prompts("drawer", "ada")[0].enrollment_id
    story.run(update(EnrollmentRow).where(col(EnrollmentRow.id) == ada).values(programme_id=9))
    with story.house.store.write() as session:
        events.note(session, "migrated", AFTER, enrollment_id=ada, details={"from": 1, "to": 9})
        session.commit()
    assert not of(story).adds_up
    branch(story, "finish", "migration")
    assert of(story).adds_up


def test_the_missed_are_named_with_the_reason_in_words(story: Story) -> None:
    early = story.prompts("early", "bo")[0]
    story.move(early, State.SENT, State.FAILED, AFTER, reason="bounced")
    missed = of(story).to_json()["missed"]
    assert [(one["person"], one["step"]) for one in missed] == [
        ("bo@example.org", "early"),
        ("cy@example.org", "middle"),
    ]
    assert missed[0]["why"] == "it came back undelivered"


@pytest.mark.parametrize("reason", ["left", "paused", "erased", "not_drawn", "edited"])
def test_whoever_left_or_paused_was_not_missed(story: Story, reason: str) -> None:
    story.move(story.prompts("end", "bo")[0], State.PLANNED, State.SKIPPED, AFTER, reason=reason)
    assert [one["person"] for one in of(story).to_json()["missed"]] == ["cy@example.org"]


def test_what_may_have_gone_twice_is_listed_by_name(story: Story) -> None:
    mail = story.prompts("early", "bo")[0].message_id
    story.run(update(MessageRow).where(col(MessageRow.id) == mail).values(may_have_repeated=True))
    listed = of(story).to_json()["may_have_repeated"]
    assert [(one["person"], one["step"], one["kind"]) for one in listed] == [("bo@example.org", "early", "prompt")]


def test_a_gap_in_the_numbers_of_a_history_is_a_fault() -> None:
    told = [Line(1, 1, 5, None, "planned", "", "enrolled"), Line(1, 3, 5, "planned", "claimed", "", "")]
    assert dict(fold(told))[1].fault == "event 2 is missing"


def test_counting_changes_nothing(story: Story) -> None:
    def lines() -> int:
        with story.session() as session:
            return session.execute(select(func.count()).select_from(EventRow)).scalar_one()

    before = lines()
    of(story), whole(story.house)
    assert lines() == before


@pytest.mark.parametrize(
    ("scope", "sees"),
    [
        ({"person": "bo@example.org"}, True),
        ({"person": "ada@example.org"}, False),
        ({"step": "end"}, True),
        ({"step": "start"}, False),
        ({"person": "bo@example.org", "step": "end"}, True),
        ({"person": "bo@example.org", "step": "start"}, False),
    ],
    ids=str,
)
@pytest.mark.parametrize("what", ["row", "row and events", "event"])
def test_a_person_and_a_step_add_up_for_themselves(story: Story, scope: dict[str, str], sees: bool, what: str) -> None:
    one = story.prompts("end", "bo")[0].id
    assert ledger(story.house, "autumn", AFTER, **scope).adds_up
    if what != "row":
        story.run(delete(EventRow).where(col(EventRow.prompt_id) == one))
    if what != "event":
        story.run(delete(PromptRow).where(col(PromptRow.id) == one))
    assert ledger(story.house, "autumn", AFTER, **scope).adds_up is not sees


def test_a_person_and_a_step_are_counted_for_themselves(story: Story) -> None:
    assert ledger(story.house, "autumn", AFTER, person="cy@example.org").prompts == 5
    assert ledger(story.house, "autumn", AFTER, step="middle").by_state["skipped"] == 1
    assert [one["step"] for one in ledger(story.house, "autumn", AFTER, person="cy@example.org").missed] == ["middle"]


def test_an_event_in_mid_history_is_missed_by_person_and_step(story: Story) -> None:
    one = story.prompts("early", "bo")[0].id
    story.run(delete(EventRow).where(col(EventRow.prompt_id) == one, col(EventRow.nth) == 2))
    assert not ledger(story.house, "autumn", AFTER, person="bo@example.org").adds_up
    assert not ledger(story.house, "autumn", AFTER, step="early").adds_up


@pytest.mark.parametrize(("scope", "says"), [({"step": "ends"}, "Did you mean 'end'"), ({"person": "x@y.z"}, "Nobody")])
def test_what_is_not_there_is_refused(story: Story, scope: dict[str, str], says: str) -> None:
    with pytest.raises(Refused, match=says):
        ledger(story.house, "autumn", AFTER, **scope)
