"""A preview shows every mail and page, made by the code that sends, and leaves nothing behind."""

import re
from pathlib import Path

import pytest

from actions.previewing import preview, preview_files, scenes_of
from coaching.errors import BadProgramme, NotFound
from content.beginning import START
from content.reader import load, read_programme, source_text
from delivery.letters import read_mail
from tests.make import SHORT

LOYALTY = "lead-for-loyalty"


def test_every_step_is_in_exactly_one_mail() -> None:
    programme = load(LOYALTY)
    named = [step for scene in scenes_of(programme) for step in scene.steps]
    assert sorted(named) == sorted(step.name for step in programme.steps)


def test_steps_of_one_day_travel_in_one_mail_and_pulses_by_themselves() -> None:
    scenes = {scene.name: scene for scene in scenes_of(load(LOYALTY))}
    assert scenes["what-happened"].steps == ("what-happened", "check-3")
    assert scenes["observers-midway"].is_pulse and scenes["observers-midway"].day == 42


def test_the_mails_are_whole_ones_and_the_first_welcomes() -> None:
    shown = preview(SHORT, "short.yaml")
    mails = [read_mail(one.raw) for one in shown]
    assert [mail.subject for mail in mails][:2] == ["Before you start", "Let one person finish"]
    assert all("List-Unsubscribe-Post" in one.raw.decode() for one in shown)
    assert "has enrolled you" in mails[0].text and "has enrolled you" not in mails[1].text


def test_each_mail_opens_the_page_that_asks_what_it_asks() -> None:
    for one in preview(SHORT, "short.yaml"):
        assert [prompt.step.name for prompt in one.page.prompts] == list(one.scene.steps)


def test_one_step_can_be_looked_at_alone() -> None:
    assert [one.scene.name for one in preview(SHORT, "short.yaml", step="first-task")] == ["first-task"]


def test_a_language_is_that_of_its_reader() -> None:
    (one,) = preview(SHORT, "short.yaml", "de-AT", "first-task")
    assert "Noch nicht, offen lassen" in read_mail(one.raw).text and one.page.locale == "de"


def test_the_folder_needs_no_server_and_no_file_is_missing() -> None:
    made = preview_files(SHORT, "short.yaml")
    named = set(re.findall(r'src="([^"]+)"', made["index.html"]))
    assert named == {name for name in made if name.endswith(".html")} - {"index.html"}
    assert not any("stylesheet" in made[name] or "/style.css" in made[name] for name in named)


def test_the_dark_is_dark_and_the_light_is_light_whatever_the_browser_prefers() -> None:
    made = preview_files(SHORT, "short.yaml", step="first-task")
    assert "@media all" in made["first-task-mail-dark.html"] and "@media not all" in made["first-task-mail.html"]
    assert not any("prefers-color-scheme" in text for name, text in made.items() if name.startswith("first-task-"))


def test_the_file_one_starts_from_can_be_looked_at() -> None:
    text = START.read_text("utf-8").replace("NAME", "mine")
    assert len(preview(text, "mine.yaml")) == len(scenes_of(read_programme(text, "mine.yaml")))


@pytest.mark.parametrize(
    ("text", "step", "error"), [("programme: x", "", BadProgramme), (SHORT, "no-such-step", NotFound)]
)
def test_what_cannot_be_shown_is_refused(text: str, step: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        preview(text, "a.yaml", step=step)


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    preview(source_text(LOYALTY), "lead-for-loyalty.yaml", step="if-then")
    assert list(tmp_path.iterdir()) == []


def test_what_comes_besides_the_steps_is_shown_too() -> None:
    made = preview_files(SHORT, "short.yaml")
    texts = {name: made[f"_{name}-mail.txt"] for name in ("reminder", "clarify", "silence")}
    assert "?c=4" in texts["silence"] and "not sure which answer you meant" in texts["clarify"]
    assert "Which of these suits you" in made["_silence-page.html"]
    assert "Leave “Short”?" in made["_leave-page.html"] and "What is next" in made["_own-page.html"]
    assert "_own-mail.html" not in made and "five working days" in texts["reminder"]


def test_what_comes_besides_speaks_the_reader_s_language_and_is_not_there_beside_one_step() -> None:
    assert "Was als Nächstes kommt" in preview_files(SHORT, "short.yaml", "de")["_own-page.html"]
    assert not any(name.startswith("_") for name in preview_files(SHORT, "short.yaml", step="first-task"))


def test_a_programme_without_a_check_in_has_no_reminder_to_show() -> None:
    lines = [line for line in SHORT.splitlines() if "check_in" not in line]
    made = preview_files("\n".join(lines), "short.yaml")
    assert "_silence-mail.html" in made and "_reminder-mail.html" not in made


def test_the_page_after_save_is_shown_with_the_person_s_own_line() -> None:
    made = preview_files(source_text(LOYALTY), "lead-for-loyalty.yaml")
    first, later = made["baseline-saved.html"], made["what-happened-saved.html"]
    assert "3 of 5 days" in first and "<svg" not in first
    assert "<svg" in later and "What you saved" in later
    assert "I open my first call of the day" in made["if-then-saved.html"]
    assert "baseline-saved.html" in made["index.html"] and "After Save" in made["index.html"]


def test_what_is_saved_in_a_preview_takes_nothing_from_the_mails_beside_it() -> None:
    made = preview_files(SHORT, "short.yaml", "de")
    assert "Gespeichert" in made["first-task-saved.html"] and "_reminder-mail.html" in made
    assert not any(name.startswith("_") and name.endswith("-saved.html") for name in made)
