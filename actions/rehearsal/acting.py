"""Acts are played through the functions that the door and the flows use, on whatever installation it is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.answering import Given, answer, enter
from actions.house import House
from actions.leaving import leave_by_link
from actions.links import open_link
from actions.outgoing.tally import Tally
from actions.pages.answer import read_page
from actions.pages.answer_shape import AnswerPage
from actions.pages.silence import answer_silence
from actions.rehearsal.acts import Act
from actions.sending import send_due
from actions.starting import start
from actions.wishes import change
from coaching.errors import Refused
from coaching.tokens import Purpose, derive
from delivery.channel import Channel
from storage import rehearsals
from storage.batches import Asked, asked_by_message
from storage.clocks import set_moment


@dataclass(frozen=True, slots=True)
class Form:
    """One form that is about to be filled: the mail's key, and what is entered into its page."""

    key: str
    fill: Callable[[AnswerPage], Mapping[str, str]]


class Stagehand:
    """Plays acts on one installation whose clock it sets. *wall* reads the clock on the wall."""

    def __init__(self, house: House, channel: Channel, wall: Callable[[], datetime]) -> None:
        self.house, self.channel, self.wall = house, channel, wall
        self.refused = 0

    def set_clock(self, at: datetime) -> None:
        """Let the installation's clock show *at*."""
        set_moment(self.house.store, at, self.wall())

    def send(self, at: datetime) -> Tally:
        """Make one pass as of *at*."""
        self.set_clock(at)
        return send_due(self.house, self.channel, at)

    def replay(self, acts: Iterable[Act]) -> None:
        """Play a whole run: make each pass, and do what each person did, in order."""
        for act in acts:
            if act.what == "pass":
                self.send(act.at)
            else:
                self.play(act)

    def play(self, act: Act, key: str = "") -> bool:
        """Do what somebody does; return whether it was taken. *key* is the mail's, looked up where it is not given.

        A refusal is part of life (a link that is over, a person who has left) and is counted.
        """
        key = key or self._key(act)
        try:
            self._play(act, key)
        except Refused:
            self.refused += 1
            return False
        return True

    def answer(self, forms: Sequence[Form], at: datetime) -> list[AnswerPage | None]:
        """Open these mails' pages and save what is entered; return each page, None where nothing was taken.

        All that happens at one moment is one transaction here and two a form at the door; both end in the same
        function. No two *forms* are one person's.
        """
        links = [self._token(Purpose.ANSWER, one.key) for one in forms]
        with self.house.store.write() as session:
            asked = asked_by_message(session, rehearsals.carried(session, links))
            pages = [self._answer(session, link, one, asked, at) for link, one in zip(links, forms, strict=True)]
            session.commit()
        return pages

    def _answer(
        self, session: Session, link: str, form: Form, asked: Mapping[int, Sequence[Asked]], at: datetime
    ) -> AnswerPage | None:
        try:
            opened = open_link(session, link, Purpose.ANSWER)
            reading = read_page(self.house, session, opened, at, asked.get(opened.carries, ()))
            values = form.fill(reading.page)
            if not values:
                return None
            enter(self.house, session, opened, reading, Given(values), at)
        except Refused:
            self.refused += 1
            return None
        return reading.page

    def _token(self, purpose: Purpose, key: str) -> str:
        return derive(self.house.secret, purpose, key)

    def _key(self, act: Act) -> str:
        with self.house.store.read() as session:
            return rehearsals.key_of(session, act.person, act.step)

    def _play(self, act: Act, key: str) -> None:
        house, at = self.house, act.at
        if act.what == "answer":
            answer(house, self._token(Purpose.ANSWER, key), Given(act.values), at)
        elif act.what == "silence":
            answer_silence(house, self._token(Purpose.ANSWER, key), act.values["answer"], at)
        elif act.what == "start":
            start(house, self._token(Purpose.ANSWER, key), at)
        elif act.what == "leave":
            leave_by_link(house, self._token(Purpose.LEAVE, key), at)
        else:
            days = {"from": act.first, "until": act.last}
            wishes = {"do": act.what} | {name: day.isoformat() for name, day in days.items() if day}
            change(house, self._token(Purpose.OWN_PAGE, key), wishes, at)
