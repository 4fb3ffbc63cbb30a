"""A preview: every mail of a programme and the page it opens, made by the code that sends and the code that asks.

A database of its own in a temporary folder holds one invented person a mail; the mails go into a local outbox there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from actions.house import House
from actions.pages.answer import answer_page
from actions.pages.answer_shape import AnswerPage
from actions.sending import send_due
from coaching.errors import NotFound, Refused
from coaching.programmes import Programme, Step
from coaching.tokens import Purpose, derive
from content.previews import Sheet, files
from content.reader import read_programme, shipped, source_text
from content.rendering import page
from delivery.letters import read_mail
from delivery.outbox import OutboxChannel, messages
from storage import cohorts, migrating, staging
from storage.rows import ProgrammeRow
from storage.store import open_store

SECRET = b"a preview opens nothing"
WORKSHOP_ON = date(2026, 12, 2)
TUESDAY = datetime.combine(date(2026, 12, 1), time(12, 30), UTC)
"""When all mails of a preview go out: at an hour when anything may."""
NAMES = ("Preview", "Maria Lopez", "Sam")
"""The cohort, the coach and the person; all invented."""
PUBLIC_URL = "https://go.example.org"


@dataclass(frozen=True, slots=True)
class Scene:
    """One mail. *day* counts from the workshop, None for an offered step; *steps* are its names."""

    name: str
    day: int | None
    steps: tuple[str, ...]
    is_pulse: bool


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
    dated = [_scene(day, is_pulse, steps) for (is_pulse, day), steps in days.items()]
    offered = [_scene(None, False, [one]) for one in programme.steps if one.after_days is None]
    found = [one for one in (*dated, *offered) if not step or step in one.steps]
    if not found:
        raise NotFound("step", step, tuple(one.name for one in programme.steps))
    return tuple(found)


def _scene(day: int | None, is_pulse: bool, steps: Iterable[Step]) -> Scene:
    names = tuple(one.name for one in steps)
    return Scene(names[0], day, names, is_pulse)


def preview_of(house: House, name: str, locale: str = "") -> dict[str, str]:
    """Return the preview of a programme by its name: one that ships, else the newest that people are in.

    Raises:
        NotFound: there is none of that name.
    """
    if name in shipped():
        return _kept(source_text(name), f"{name}.yaml", locale)
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
    shown = preview(text, file_name, locale, step)
    return files(programme.title, locale or programme.locale, [_sheet(one) for one in shown], query)


def _sheet(one: Shown) -> Sheet:
    mail = read_mail(one.raw)
    when = "offered when something is in the way" if one.scene.day is None else f"day {one.scene.day}"
    html = page("answer", one.page.locale, page=one.page, values={}, faults={}, nonce="", action="", whole=False)
    sent_to = f"{when}, to an observer" if one.scene.is_pulse else when
    return Sheet(one.scene.name, sent_to, mail.sender, mail.subject, mail.text, mail.html, html)


def preview(text: str, file_name: str, locale: str = "", step: str = "") -> tuple[Shown, ...]:
    """Return every mail of the programme in *text* as *locale* reads it, with its answer page.

    Raises:
        BadProgramme: the file has errors.
        NotFound: there is no such step.
        Refused: a mail could not be written.
    """
    programme = read_programme(text, file_name, locale)
    scenes = scenes_of(programme, step)
    with TemporaryDirectory(prefix="followthrough-preview-") as folder:
        house = _house(Path(folder))
        try:
            return _played(house, Path(folder) / "outbox", programme, text, scenes, locale)
        finally:
            house.store.engine.dispose()


def _house(folder: Path) -> House:
    store = open_store(f"sqlite:///{folder}/preview.db")
    migrating.upgrade(store)
    return House(store, SECRET, public_url=PUBLIC_URL, reply_address="coach@example.org", zone="Europe/Berlin")


def _played(
    house: House, outbox: Path, programme: Programme, text: str, scenes: tuple[Scene, ...], locale: str
) -> tuple[Shown, ...]:
    keys = _staged(house, programme, text, scenes, locale)
    send_due(house, OutboxChannel(outbox), TUESDAY)
    mails = {mail.raw.partition(b"Message-ID: <")[2].partition(b"@")[0].decode(): mail.raw for mail in messages(outbox)}
    if missing := [name for name, key in keys.items() if key not in mails]:
        raise Refused(f"The mail of the step '{missing[0]}' could not be written.")
    return tuple(Shown(one, mails[keys[one.name]], _page(house, keys[one.name])) for one in scenes)


def _staged(house: House, programme: Programme, text: str, scenes: tuple[Scene, ...], locale: str) -> dict[str, str]:
    row = ProgrammeRow(
        name=programme.name, version=programme.version, title=programme.title, text=text, created_at=TUESDAY
    )
    today, first = TUESDAY.date(), scenes_of(programme)[0].name
    with house.store.write() as session:
        stage = staging.set_stage(session, row, WORKSHOP_ON, house.zone, NAMES, locale, TUESDAY - timedelta(days=30))
        keys = {
            scene.name: staging.stage_mail(
                session,
                stage,
                scene.name,
                [programme.step(one) for one in scene.steps],
                today,
                due_at=TUESDAY,
                welcomes=scene.name == first,
            )
            for scene in scenes
        }
        session.commit()
    return keys


def _page(house: House, key: str) -> AnswerPage:
    return answer_page(house, derive(house.secret, Purpose.ANSWER, key), TUESDAY + timedelta(minutes=5))
