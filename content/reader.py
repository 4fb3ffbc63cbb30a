"""A programme file as `coaching.programmes` values, in the language that is asked for."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from coaching.errors import BadProgramme, NotFound
from coaching.programmes import (
    Barrier,
    Behaviour,
    Choice,
    Experiment,
    IfThenPlan,
    Late,
    ManagerMail,
    Measure,
    Programme,
    Question,
    Retrieval,
    Source,
    Step,
    Task,
    Tries,
)
from content.ideas import Practice, coverage
from content.lint import examine
from content.rules import check_ins, ends_on
from content.schema import (
    BehaviourPart,
    CoachAsksPart,
    ManagerPart,
    Overlay,
    ProgrammePart,
    QuestionPart,
    StepPart,
    Then,
)

SHELF = Path(__file__).parent / "programmes"
NOTHING = Overlay()


def shipped() -> tuple[str, ...]:
    """Return the names of the programmes that come with the product, sorted."""
    return tuple(sorted(file.stem for file in SHELF.glob("*.yaml")))


def load(name_or_path: str, locale: str = "en") -> Programme:
    """Return the shipped programme of that name, or the one in the file at that path.

    Raises:
        NotFound: no shipped programme and no file goes by it.
        BadProgramme: the file has errors.
    """
    return read_programme(source_text(name_or_path), _file_name(name_or_path), locale)


def practices(name_or_path: str) -> tuple[Practice, ...]:
    """Return the ideas of that programme, each with the steps that practise it; none for a file with faults.

    Raises:
        NotFound: no shipped programme and no file goes by it.
        BadProgramme: the file is not UTF-8 text.
    """
    file, _ = examine(source_text(name_or_path), _file_name(name_or_path))
    return coverage(file) if file else ()


def source_text(name_or_path: str) -> str:
    """Return the text of a shipped programme or of a file, as its author wrote it.

    Raises:
        NotFound: no shipped programme and no file goes by it.
        BadProgramme: the file is not UTF-8 text.
    """
    file = SHELF / f"{name_or_path}.yaml" if name_or_path in shipped() else Path(name_or_path)
    if not _is_file(file):
        raise NotFound("programme", name_or_path, shipped())
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        says = f"1:1: error: The file is not UTF-8 text (byte {error.start} is the first that is not)."
        raise BadProgramme(_file_name(name_or_path), (says,)) from error


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):  # a name too long for the disk, or with a null byte in it
        return False


def _file_name(name_or_path: str) -> str:
    return f"{name_or_path}.yaml" if name_or_path in shipped() else Path(name_or_path).name


@lru_cache(maxsize=64)
def read_programme(text: str, name: str, locale: str = "en") -> Programme:
    """Return the programme that *text* describes, each text in *locale* where the file has it there.

    ``de-AT`` falls back to ``de``, and both, text by text, to the language of the file. Answers are remembered:
    the values are frozen, and the same file is read for every participant.

    Raises:
        BadProgramme: the file has errors; *name* and each error's line are in it.
    """
    file, faults = examine(text, name)
    errors = tuple(str(fault) for fault in faults if fault.level == "error")
    if file is None or errors:
        raise BadProgramme(name, errors)
    return _programme(file, locale)


def _programme(file: ProgrammePart, locale: str) -> Programme:
    language, words = _language(file, locale)
    measures = _measures(file)
    return Programme(
        name=file.programme,
        version=file.version,
        title=words.get(file.programme, NOTHING).title or file.title,
        primary=file.primary,
        behaviours=tuple(_behaviour(name, part, words.get(name, NOTHING)) for name, part in file.behaviours.items()),
        steps=tuple(_step(part, words.get(part.name, NOTHING), measures) for part in file.steps),
        questions=tuple(_question(name, part, words.get(name, NOTHING)) for name, part in file.questions.items()),
        experiments=_experiments(file),
        managers=tuple(_manager_mail(part, words.get(part.name, NOTHING)) for part in file.managers),
        source=Source(file.source.title, file.source.author or "", file.source.year) if file.source else None,
        locale=language,
    )


def _manager_mail(part: ManagerPart, words: Overlay) -> ManagerMail:
    questions = tuple(words.questions or part.questions)
    return ManagerMail(part.name, part.after_days, words.title or part.title, words.says or part.says, questions)


def _experiments(file: ProgrammePart) -> tuple[Experiment, ...]:
    return tuple(
        Experiment(one.name, tuple(one.steps), one.probability, Tries(one.tries), tuple(one.hours))
        for one in file.experiments
    )


def _language(file: ProgrammePart, locale: str) -> tuple[str, dict[str, Overlay]]:
    """Return the best language the file has for *locale*, and its overlay: none for the file's own language."""
    known = {language.casefold(): language for language in file.locales}
    wanted = locale.replace("_", "-").casefold()
    while wanted and wanted != file.language.casefold():
        if wanted in known:
            return known[wanted], file.locales[known[wanted]]
        wanted = wanted.rpartition("-")[0]
    return file.language, {}


def _measures(file: ProgrammePart) -> dict[str, Measure]:
    """Return the part each check-in plays, by step."""
    days, baseline, last = check_ins(file)
    end = ends_on(file)
    parts = {name: Measure.FOLLOW_UP if day > end else Measure.CHECK_IN for name, day in days.items()}
    ends = {baseline: Measure.BASELINE, last: Measure.LAST}
    return {name: ends.get(name, part) for name, part in parts.items()}


def _behaviour(name: str, part: BehaviourPart, words: Overlay) -> Behaviour:
    barriers = [Barrier(one.name, words.barriers.get(one.name, one.text), _leads(one.then)) for one in part.barriers]
    questions = [(one, words.opening_questions.get(one, asks)) for one, asks in part.opening_questions.items()]
    return Behaviour(
        name=name,
        label=words.label or part.label or name.replace("-", " "),
        asks=words.asks or part.asks,
        chance=words.chance or part.chance,
        observer_asks=words.observer_asks or part.observer_asks or "",
        practises=tuple(part.practises),
        barriers=tuple(barriers),
        opening_questions=tuple(questions),
        coach_asks=tuple((_given(part.coach_asks) | _given(words.coach_asks)).items()),
    )


def _given(asks: CoachAsksPart) -> dict[str, str]:
    """Return the coach's questions that the file has, by what happened."""
    return asks.model_dump(exclude_none=True)


def _leads(then: Then) -> tuple[str, str]:
    """Return the first thing a barrier leads to, with what it needs; ("", "") for nothing."""
    return next(((what, str(value)) for what, value in then.model_dump(exclude_none=True).items()), ("", ""))


def _question(name: str, part: QuestionPart, words: Overlay) -> Question:
    labels = words.choices or part.choices
    choices = tuple(Choice(str(value), label) for value, label in enumerate(labels, start=1))
    return Question(name, words.asks or part.asks, choices, tuple(part.practises))


def _step(part: StepPart, words: Overlay, measures: dict[str, Measure]) -> Step:
    return Step(
        name=part.name,
        title=words.title or part.title or part.name.replace("-", " ").capitalize(),
        after_days=part.after_days,
        until_days=part.until_days,
        check_in=tuple(part.check_in),
        ask=tuple(part.ask),
        pulse=tuple(part.pulse),
        measure=measures.get(part.name, Measure.NONE),
        send_at=part.send_at,
        answer_within_days=part.answer_within_days,
        late=Late(part.late.up_to_days, part.late.then),
        remind=bool(part.check_in) if part.remind is None else part.remind,
        **_asked(part, words),
        **_in_other_words(part, words),
    )


def _in_other_words(part: StepPart, words: Overlay) -> dict[str, Any]:
    """Return the task and the plan of the second arm of an experiment, as far as a step has them."""
    if not part.other_words:
        return {}
    said = part.other_words.said() | (words.other_words.said() if words.other_words else {})
    asked = _asked(part, words.model_copy(update=said))
    return {f"other_{key}": asked[key] for key in ("task", "plan") if key in asked}


def _asked(part: StepPart, words: Overlay) -> dict[str, Any]:
    """Return the task, the plan and the retrieval question of a step, as far as it has them."""
    asked: dict[str, Any] = {}
    if part.task:
        said = {key: getattr(words, key) or getattr(part.task, key) or "" for key in ("cue", "act", "check", "why")}
        asked["task"] = Task(part.task.behaviour, practises=tuple(part.task.practises), **said)
    if part.plan:
        said = {key: getattr(words, key) or getattr(part.plan, key) or "" for key in ("asks", "example")}
        asked["plan"] = IfThenPlan(part.plan.behaviour, revise=part.plan.revise, **said)
    if part.retrieval:
        one = part.retrieval
        asked["retrieval"] = Retrieval(
            question=words.question or one.question,
            choices=tuple(words.choices or one.choices),
            right=one.right,
            because=words.because or one.because or "",
            practises=tuple(one.practises),
        )
    return asked
