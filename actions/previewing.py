"""A preview: every mail of a programme and the page it opens, made by the code that sends and the code that asks.

A database of its own in a temporary folder holds one invented person a mail; the mails go into a local outbox there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from actions.desk.shelf import own_of
from actions.house import House
from actions.pages.answer import answer_page
from actions.pages.answer_shape import AnswerPage
from actions.preview import answered, besides, to_managers
from actions.sending import send_due
from coaching.errors import NotFound, Refused
from coaching.experiments import other_words_drawn
from coaching.notices import CLARIFY, SILENCE
from coaching.programmes import Programme, Step
from coaching.tokens import Purpose, derive
from content.previews import Sheet, files
from content.reader import read_programme, shipped, source_text
from delivery.letters import read_mail
from delivery.outbox import OutboxChannel, messages
from storage import cohorts, migrating, staging
from storage.rows import ProgrammeRow
from storage.store import open_store

SECRET = b"a preview opens nothing"
WORKSHOP_ON = date(2026, 12, 2)
TUESDAY = datetime.combine(date(2026, 12, 1), time(12, 30), UTC)
"""When all mails of a preview go out: at an hour when anything may."""
LATER = TUESDAY + timedelta(minutes=30)
"""When what comes besides goes out."""
NAMES = ("Preview", "Maria Lopez", "Sam")
"""The cohort, the coach and the person; all invented."""
PUBLIC_URL = "https://go.example.org"


@dataclass(frozen=True, slots=True)
class Scene:
    """One mail. *day* counts from the workshop, None for an offered step; *steps* are its names.

    *other*: as those get it for whom an experiment draws the other words.
    """

    name: str
    day: int | None
    steps: tuple[str, ...]
    is_pulse: bool
    other: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One scene with the mail as it was handed over, and the page that its link opens."""

    scene: Scene
    raw: bytes
    page: AnswerPage


def scenes_of(programme: Programme, step: str = "") -> tuple[Scene, ...]:
    """Return the mails of a programme in the order they go out, then what barriers lead to; *step* keeps one.

    Steps of one day travel in one mail; pulses go to observers and travel by themselves.

    Raises:
        NotFound: there is no such step.
    """
    days: dict[tuple[bool, int], list[Step]] = {}
    for one in programme.grid:
        days.setdefault((one.is_pulse, one.after_days or 0), []).append(one)
    dated = [one for (is_pulse, day), steps in days.items() for one in _scenes(day, is_pulse, steps)]
    offered = [_scene(None, False, [one]) for one in programme.steps if one.after_days is None]
    found = [one for one in (*dated, *offered) if not step or step in one.steps]
    if not found:
        raise NotFound("step", step, tuple(one.name for one in programme.steps))
    return tuple(found)


def _scenes(day: int, is_pulse: bool, steps: Sequence[Step]) -> Iterator[Scene]:
    """Yield the mail of a day, and the same in the other words that an experiment tries."""
    one = _scene(day, is_pulse, steps)
    yield one
    if any(step.other_task or step.other_plan for step in steps):
        yield replace(one, name=f"{one.name}-in-other-words", other=True)


def _scene(day: int | None, is_pulse: bool, steps: Iterable[Step]) -> Scene:
    names = tuple(one.name for one in steps)
    return Scene(names[0], day, names, is_pulse)


def preview_of(house: House, name: str, locale: str = "") -> dict[str, str]:
    """Return the preview of a programme by its name: one that ships, else the newest that people are in.

    ``tea-rounds@2`` is that version of one that is kept here.

    Raises:
        NotFound: there is none of that name.
    """
    if name in shipped():
        return _kept(source_text(name), f"{name}.yaml", locale)
    if "@" in name:
        return _kept(own_of(house, name).text, f"{name.partition('@')[0]}.yaml", locale)
    with house.store.read() as session:
        row = cohorts.newest_programme(session, name)
    if row is None:
        raise NotFound("programme", name, shipped())
    return _kept(row.text, f"{name}.yaml", locale)


@lru_cache(maxsize=8)
def _kept(text: str, file_name: str, locale: str) -> dict[str, str]:
    return preview_files(text, file_name, locale, query=f"?locale={locale}" if locale else "")


def preview_files(text: str, file_name: str, locale: str = "", step: str = "", query: str = "") -> dict[str, str]:
    """Return the preview of the programme in *text* as files by name; raises as `preview`.

    *query* ends the addresses by which the page of the preview names its parts.
    """
    programme = read_programme(text, file_name, locale)
    with _stage(programme, text, step, locale) as stage:
        sheets = [stage.sheet(one) for one in stage.shown()]
        return files(programme.title, locale or programme.locale, [*sheets, *stage.also(programme, locale)], query)


def preview(text: str, file_name: str, locale: str = "", step: str = "") -> tuple[Shown, ...]:
    """Return every mail of the programme in *text* as *locale* reads it, with its answer page.

    Raises:
        BadProgramme: the file has errors.
        NotFound: there is no such step.
        Refused: a mail could not be written.
    """
    programme = read_programme(text, file_name, locale)
    with _stage(programme, text, step, locale) as stage:
        return stage.shown()


@contextmanager
def _stage(programme: Programme, text: str, step: str, locale: str) -> Iterator["_Stage"]:
    """Yield the mails of a programme, sent on a database of their own that is gone afterwards.

    With *step* it is that mail alone, and nothing besides.
    """
    scenes = scenes_of(programme, step)
    with TemporaryDirectory(prefix="followthrough-preview-") as folder:
        house = _house(Path(folder))
        try:
            also = {} if step else _besides(programme, scenes)
            keys = _staged(house, programme, text, {one.name: one for one in scenes} | also, locale)
            yield _Stage(house, Path(folder) / "outbox", scenes, keys, whole=not step)
        finally:
            house.store.engine.dispose()


class _Stage:
    """The mails of one preview: *keys* are theirs by scene; *whole* is the programme and what comes besides."""

    def __init__(
        self, house: House, outbox: Path, scenes: tuple[Scene, ...], keys: dict[str, str], *, whole: bool
    ) -> None:
        self.house, self.outbox, self.scenes, self.keys, self.whole = house, outbox, scenes, keys, whole

    def shown(self) -> tuple[Shown, ...]:
        """Send everything and return each mail with its page.

        Raises:
            Refused: a mail could not be written.
        """
        mails = self._send(TUESDAY)
        if missing := [name for name, key in self.keys.items() if key not in mails]:
            raise Refused(f"The mail of the step '{missing[0]}' could not be written.")
        return tuple(
            Shown(one, mails[self.keys[one.name]], _page(self.house, self.keys[one.name])) for one in self.scenes
        )

    def sheet(self, one: Shown) -> Sheet:
        """Return one mail of a step, and its page, as they are shown."""
        mail = read_mail(one.raw)
        when = "offered when something is in the way" if one.scene.day is None else f"day {one.scene.day}"
        when += ", in the other words of an experiment" if one.scene.other else ""
        sent_to = f"{when}, to an observer" if one.scene.is_pulse else when
        key = self.keys[one.scene.name]
        html = besides.page_of(self.house, key, TUESDAY)
        after = answered.page_after(self.house, key, LATER)
        return Sheet(one.scene.name, sent_to, mail.sender, mail.subject, mail.text, mail.html, html, after)

    def also(self, programme: Programme, locale: str) -> list[Sheet]:
        """Return what people get besides the steps, once these have gone out."""
        own = [one for one in self.scenes if not one.is_pulse]
        if not self.whole or not own:
            return []
        sheets = [self._beside(kind) for kind in besides.MAILS if f"_{kind}" in self.keys]
        sheets += self._to_managers(programme, locale)
        return [*sheets, *besides.pages_besides(self.house, self.keys[own[0].name], TUESDAY)]

    def _beside(self, kind: str) -> Sheet:
        key = besides.stage(self.house, kind, self.keys[f"_{kind}"], LATER)
        mail = read_mail(self._send(LATER)[key])
        html = besides.page_of(self.house, key, LATER)
        return Sheet(f"_{kind}", besides.MAILS[kind], mail.sender, mail.subject, mail.text, mail.html, html)

    def _to_managers(self, programme: Programme, locale: str) -> list[Sheet]:
        keys = to_managers.stage(self.house, programme, locale, LATER)
        sent = self._send(LATER)
        mails = [(when, read_mail(sent[key])) for when, key in keys.items()]
        return [
            Sheet(f"_manager-{n}", when, mail.sender, mail.subject, mail.text, mail.html, "")
            for n, (when, mail) in enumerate(mails, start=1)
        ]

    def _send(self, at: datetime) -> dict[str, bytes]:
        """Send what is due and return every mail so far by its key."""
        send_due(self.house, OutboxChannel(self.outbox), at)
        found = (mail.raw for mail in messages(self.outbox))
        return {raw.partition(b"Message-ID: <")[2].partition(b"@")[0].decode(): raw for raw in found}


def _house(folder: Path) -> House:
    store = open_store(f"sqlite:///{folder}/preview.db")
    migrating.upgrade(store)
    return House(store, SECRET, public_url=PUBLIC_URL, reply_address="coach@example.org", zone="Europe/Berlin")


def _staged(house: House, programme: Programme, text: str, scenes: Mapping[str, Scene], locale: str) -> dict[str, str]:
    """Return the keys of the mails by the name of their scene, each waiting for a person of its own."""
    row = ProgrammeRow(
        name=programme.name, version=programme.version, title=programme.title, text=text, created_at=TUESDAY
    )
    today, first = TUESDAY.date(), scenes_of(programme)[0].name
    with house.store.write() as session:
        stage = staging.set_stage(session, row, WORKSHOP_ON, house.zone, NAMES, locale, TUESDAY - timedelta(days=30))
        keys = {
            name: staging.stage_mail(
                session, stage, name, [programme.step(one) for one in scene.steps], today, TUESDAY,
                welcomes=name == first,
                drawn=other_words_drawn(programme) if scene.other else {},
            )
            for name, scene in scenes.items()
        }  # fmt: skip
        session.commit()
    for name, scene in scenes.items():
        answered.stage_baseline(house, programme, keys[name], scene.steps, TUESDAY)
    return keys


def _besides(programme: Programme, scenes: Sequence[Scene]) -> dict[str, Scene]:
    """Return the mails that those besides are about, by the names these have: people of their own get them."""
    own = [one for one in scenes if not one.is_pulse]
    about = {"reminder": _first(programme, own, "check_in"), CLARIFY: _first(programme, own, "task"),
             SILENCE: own[-1] if own else None}  # fmt: skip
    return {f"_{kind}": scene for kind, scene in about.items() if scene}


def _first(programme: Programme, scenes: Sequence[Scene], what: str) -> Scene | None:
    """Return the first mail after the welcome, else the first, with such a step."""
    fits = [one for one in scenes if any(getattr(programme.step(name), what) for name in one.steps)]
    return fits[min(1, len(fits) - 1)] if fits else None


def _page(house: House, key: str) -> AnswerPage:
    return answer_page(house, derive(house.secret, Purpose.ANSWER, key), TUESDAY + timedelta(minutes=5))
