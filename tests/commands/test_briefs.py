"""`brief` and `send-briefs`, as an operator runs them."""

import json
from pathlib import Path

from tests.commands.test_cli import ENROLL, folder, run

__all__ = ["folder"]
MONDAY = ("--now", "2026-11-30T08:00:00+01:00")


def test_without_anything_new_no_brief_goes_and_a_second_pass_says_the_same(folder: Path) -> None:
    run(folder, *ENROLL)
    for _ in range(2):
        counted = json.loads(run(folder, "send-briefs", *MONDAY, "--json").stdout)
        assert {name: counted[name] for name in ("briefs", "sent", "failed")} == {"briefs": 0, "sent": 0, "failed": 0}


def test_somebody_who_coaches_nobody_is_refused_with_a_sentence(folder: Path) -> None:
    run(folder, *ENROLL)
    refused = run(folder, "brief", "nobody@example.org", *MONDAY)
    assert refused.returncode == 1 and "There is no coach" in refused.stderr
