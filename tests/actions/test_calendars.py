"""Calendars: the same wherever they are made."""

import os
import subprocess
import sys

import pytest

ASK = (
    "from datetime import date; from actions.plans.calendars import calendar_of;"
    "print(calendar_of('Europe/Berlin', 'DE', around=date(2026, 1, 1)).days_off[date(2026, 4, 3)])"
)


@pytest.mark.parametrize("language", ["C.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8", ""])
def test_a_holiday_has_one_name_whatever_language_the_process_speaks(language: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in ("LANGUAGE", "LC_ALL", "LC_MESSAGES")}
    said = subprocess.check_output([sys.executable, "-c", ASK], env=kept | {"LANG": language}, text=True)
    assert said == "Good Friday\n"
