"""Slips at the command line: each gets a sentence that names it, and nothing is half-done."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from commands import main
from tests.commands.test_cli import ENROLL, folder

__all__ = ["folder"]
REAL = {"MAIL_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "coach@example.org"}
Said = Callable[..., str]


@pytest.fixture
def said(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """Run the command line in this process: its standard output, or the sentence of its refusal."""
    monkeypatch.chdir(folder)

    def run(*arguments: str, refused: bool = False, **settings: str) -> str:
        with monkeypatch.context() as there, pytest.raises(SystemExit) as ended:
            there.setattr(sys, "argv", ["followthrough", *arguments])
            for name, value in settings.items():
                there.setenv(f"FOLLOWTHROUGH_{name}", value)
            main.run()
        out, error = capsys.readouterr()
        assert ended.value.code == int(refused), error
        return error if refused else out

    return run


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "H", "--out", "r.csv/x"),
        ("plan", "H", "--ics", "r.csv/x"),
        ("new", "mine", "--in", "r.csv/x"),
    ],
    ids=lambda arguments: f"{arguments[0]} {arguments[-2]}",
)  # fmt: skip
def test_a_place_that_cannot_be_written_is_named(said: Said, arguments: tuple[str, ...]) -> None:
    said(*ENROLL)
    assert said(*arguments, refused=True).startswith("'r.csv/x")


def test_nobody_is_enrolled_where_the_rows_left_out_cannot_be_written(said: Said, folder: Path) -> None:
    (folder / "r.csv").write_text("email\nada@example.org\nnobody\n")
    assert "'r.csv/x' cannot be used" in said(*ENROLL, "--skip-bad-rows", "r.csv/x", refused=True)
    assert "There is no cohort 'H'" in said("ledger", "H", refused=True)
    assert said(*ENROLL, "--skip-bad-rows", "left.csv")
    assert "nobody" in (folder / "left.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("now", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "0026-11-26T10:00:00Z"])
def test_a_moment_of_a_year_that_cannot_be_meant_is_refused(said: Said, now: str) -> None:
    assert said("send-due", "--now", now, refused=True).startswith("--now lies in the year ")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_workshop_of_such_a_year_is_refused(said: Said, day: str) -> None:
    asked = ("--programme", "inside-out", "--workshop-on", day)
    for command in (("enroll", "r.csv", "--cohort", "H"), ("plan", "--roster", "r.csv")):
        assert f"lies in the year {int(day[:4])}" in said(*command, *asked, refused=True)


def test_no_command_that_moves_mails_acts_ahead_of_the_clock_where_mail_is_real(said: Said) -> None:
    said(*ENROLL[:-3], **REAL)
    before = said("plan", "H", "--json", "--left-out", **REAL)
    ahead = ("--now", "2199-01-01T00:00:00Z")
    days = ("--from", "2199-02-01", "--until", "2199-02-02")
    for command in (("pause",), ("resume",), ("leave",), ("away", *days), ("erase", "--yes")):
        arguments = (command[0], "ada@example.org", *command[1:], *ahead)
        assert "days ahead of the clock" in said(*arguments, **REAL, refused=True)
    assert "--yes-send-early" in said("migrate", "H", "--to", "1", "--yes", *ahead, **REAL, refused=True)
    assert said("plan", "H", "--json", "--left-out", **REAL) == before
    assert said("pause", "ada@example.org", *ahead, "--yes-send-early", **REAL) == "ada@example.org is paused in H.\n"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--coach", "nobody"), "--coach: This is no address."),
        (("--webhook", "ftp://example.org"), "--webhook: A webhook is a web address"),
        (("--stratify", "team"), "--stratify is 'team', and nothing is drawn."),
    ],
)
def test_a_wrong_option_is_named(said: Said, more: tuple[str, ...], says: str) -> None:
    assert said(*ENROLL, *more, refused=True).startswith(says)


def test_who_comes_later_is_not_placed_elsewhere_without_a_word(said: Said) -> None:
    said(*ENROLL, "--zone", "Europe/Berlin", "--country", "DE")
    assert "has --zone Europe/Berlin, not Asia/Tokyo" in said(*ENROLL, "--zone", "Asia/Tokyo", refused=True)
    assert "has --country DE, not AT" in said(*ENROLL, "--country", "AT", refused=True)
    assert '"already": 2' in said(*ENROLL, "--zone", "europe/berlin", "--country", "de")


def test_another_coach_for_who_comes_later_is_not_dropped_without_a_word(said: Said) -> None:
    said(*ENROLL, "--coach", "Cy <cy@example.org>")
    assert '"already": 2' in said(*ENROLL, "--coach", "CY@example.org")
    assert "Cohort 'H' has another coach, or none." in said(*ENROLL, "--coach", "di@example.org", refused=True)


def test_a_plan_is_of_a_cohort_or_of_a_roster(said: Said) -> None:
    said(*ENROLL)
    assert "not both" in said("plan", "H", "--roster", "r.csv", refused=True)


def test_a_wrong_day_away_is_named(said: Said) -> None:
    said(*ENROLL)
    days = ("--from", "2026-12-10", "--until", "11.12.2026")
    assert said("away", "ada@example.org", *days, refused=True).startswith("--until is '11.12.2026'.")
