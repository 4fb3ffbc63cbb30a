"""What was missed goes again: exactly that, while it can be answered, and once."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from actions.explaining import explain
from actions.house import House
from actions.ledger import ledger
from actions.resending import resend
from actions.sending import send_due
from coaching.tokens import keyed_hash
from delivery.channel import Outcome
from storage import suppressions
from storage.rows import EnrollmentRow
from tests import make
from tests.storage.test_sending import DUE, Saying, lease_over, states

REFUSED = Outcome("refused", "no_such_address", "550 5.1.1")
SENT = Outcome("sent", "accepted")


def missed(house: House) -> list[str]:
    return sorted(one["person"] for one in ledger(house, "Hamburg", DUE).missed)


def one_is_refused(house: House) -> None:
    make.enrolled(house)
    send_due(house, Saying(REFUSED, SENT), DUE)


def test_exactly_the_missed_go_again(house: House, tmp_path: Path) -> None:
    one_is_refused(house)
    was = missed(house)
    done = resend(house, "Hamburg", DUE)
    assert [one["person"] for one in done.planned] == was and not done.refused
    assert (make.sent(house, tmp_path, DUE).sent, missed(house)) == (1, [])
    assert ledger(house, "Hamburg", DUE).adds_up


def test_a_second_time_finds_nothing_to_do(house: House, tmp_path: Path) -> None:
    one_is_refused(house)
    resend(house, "Hamburg", DUE)
    again = resend(house, "Hamburg", DUE)
    assert (again.planned, again.refused) == ([], [])
    assert make.sent(house, tmp_path, DUE).sent == 1


def test_what_can_no_longer_be_answered_is_refused_with_the_reason(house: House) -> None:
    one_is_refused(house)
    done = resend(house, "Hamburg", DUE + timedelta(days=10))
    assert (done.planned, [one["why"] for one in done.refused]) == ([], ["its answer window is over"])
    assert len(missed(house)) == 1 and ledger(house, "Hamburg", DUE).adds_up


def test_in_the_evening_it_waits_for_the_next_working_day(house: House) -> None:
    one_is_refused(house)
    done = resend(house, "Hamburg", make.berlin("2026-11-25", "19:00"))
    assert [one["due_at"][:10] for one in done.planned] == ["2026-11-26"]


def test_an_address_nothing_goes_to_stays_without(house: House) -> None:
    one_is_refused(house)
    with house.store.write() as session:
        suppressions.suppress(session, keyed_hash(house.secret, missed(house)[0]), "asked", DUE)
        session.commit()
    assert [one["why"] for one in resend(house, "Hamburg", DUE).refused] == ["nothing goes to this address any more"]


def test_who_left_meanwhile_is_left_in_peace(house: House) -> None:
    one_is_refused(house)
    with house.store.write() as session:
        session.execute(update(EnrollmentRow).values(state="left"))
        session.commit()
    assert [one["why"] for one in resend(house, "Hamburg", DUE).refused] == ["the enrollment is 'left'"]


def test_it_keeps_its_distance_from_other_mails(house: House) -> None:
    """The baseline was sent on 25 November; the first task, due on 7 December, failed and is resent a day later."""
    make.enrolled(house, ["ada@example.org"])
    send_due(house, Saying(SENT), DUE)
    task = make.berlin("2026-12-07", "09:30")
    send_due(house, Saying(REFUSED), task)
    done = resend(house, "Hamburg", make.berlin("2026-12-08", "10:00"))
    assert [one["step"] for one in done.planned] == ["first-task"]


def test_what_was_given_up_may_go_again_only_in_its_window(house: House) -> None:
    make.enrolled(house, ["ada@example.org"])
    send_due(house, Saying(Outcome("delayed", "connection")), DUE)
    lease_over(house)
    late = DUE + timedelta(days=10)
    assert send_due(house, Saying(SENT), late).failed == 1
    assert [one["why"] for one in resend(house, "Hamburg", late).refused] == ["its answer window is over"]


def test_explain_tells_that_it_was_planned_again(house: House) -> None:
    one_is_refused(house)
    person = missed(house)[0]
    resend(house, "Hamburg", DUE)
    told = [line["what"] for line in explain(house, person, "baseline", DUE).history]
    assert told[-2:] == ["could not be sent", "planned again, because it was missed"]
    assert "planned" in states(house)
