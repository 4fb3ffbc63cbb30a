"""What a command prints for L&D holds nothing beyond the table: a planted secret each, in every format there is."""

import io
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import commands.parts  # noqa: F401 - registers the commands
from coaching.seeing import Sight, What, Who, sight
from commands.main import app
from tests.answers.test_who_sees_what import BARRIER, SECRETS, door
from tests.answers.visitors import Visit

__all__ = ["door"]
FOR_THE_OFFICE = {
    "report html": ("report", "Hamburg", "--format", "html"),
    "report json": ("report", "Hamburg", "--format", "json"),
    "report csv": ("report", "Hamburg", "--format", "csv"),
    "report xlsx": ("report", "Hamburg", "--format", "xlsx"),
    "report parquet": ("report", "Hamburg", "--format", "parquet"),
    "ledger": ("ledger", "Hamburg"),
    "ledger json": ("ledger", "Hamburg", "--json"),
    "plan": ("plan", "Hamburg"),
    "plan ics": ("plan", "Hamburg", "--ics"),
    "disclose html": ("disclose", "Hamburg", "--format", "html"),
    "disclose txt": ("disclose", "Hamburg", "--format", "txt"),
    "disclose json": ("disclose", "Hamburg", "--format", "json"),
}
BY_NAME = ("ledger", "ledger json", "plan")
"""What may name people, because delivery by name is L&D's; none of the others may."""
PEOPLE = ("ada@example.org", "lena@example.org", "Nameofada", "Nameoflena")
WORDS = (*(one.text for one in SECRETS if one.what in (What.WORDS, What.SCALES)), BARRIER, "back-to-back")


def printed(door: Visit, folder: Path, *arguments: str) -> str:
    """Return what a command says or writes, unpacked where it is packed."""
    out = folder / "out"
    to_file = "--format" in arguments or "--ics" in arguments
    flag = () if arguments[-1] == "--ics" else ("--out",)
    asked = (*arguments, *flag, str(out)) if to_file else arguments
    url = f"sqlite:///{door.folder / 'followthrough.db'}"
    env = {"FOLLOWTHROUGH_DATABASE_URL": url, "FOLLOWTHROUGH_SECRET": "a" * 43}
    done = CliRunner().invoke(app, asked, env=env, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    written = out.read_bytes() if to_file else done.stdout.encode()
    if written.startswith(b"PAR1"):
        table = pq.read_table(io.BytesIO(written))
        return f"{table.to_pylist()} {table.schema.to_string(truncate_metadata=False)}"
    if not written.startswith(b"PK"):
        return written.decode()
    with zipfile.ZipFile(io.BytesIO(written)) as packed:
        return "\n".join(packed.read(one).decode() for one in packed.namelist())


@pytest.mark.parametrize("name", FOR_THE_OFFICE)
def test_no_command_for_learning_and_development_prints_more_than_the_table(
    door: Visit, tmp_path: Path, name: str
) -> None:
    assert [sight(Who.OFFICE, what) for what in (What.WORDS, What.SCALES, What.TAKING_PART)] == [Sight.NOTHING] * 3
    seen = printed(door, tmp_path, *FOR_THE_OFFICE[name])
    assert len(seen) > 100 and [one for one in WORDS if one in seen] == []
    named = [one for one in PEOPLE if one in seen]
    assert named == [] or name in BY_NAME


@pytest.mark.parametrize(("coach", "told"), [("maria", ["words-ada-ticked"]), ("boss", []), ("otto", [])])
def test_a_brief_holds_what_its_coach_may_read_of_their_own_people(
    door: Visit, tmp_path: Path, coach: str, told: list[str]
) -> None:
    for more in ((), ("--json",)):
        seen = printed(door, tmp_path, "brief", f"{coach}@example.org", "--now", door.now.isoformat(), *more)
        assert [one.text for one in SECRETS if one.what is What.WORDS and one.text in seen] == told
        assert (BARRIER in seen) is (coach == "maria")


@pytest.mark.parametrize("person", ["ada", "lena"])
def test_a_copy_holds_its_owner_s_words_and_nobody_else_s(door: Visit, tmp_path: Path, person: str) -> None:
    for kind in ("json", "csv"):
        seen = printed(door, tmp_path, "export", f"{person}@example.org", "--format", kind)
        found = {one.text for one in SECRETS if one.what is What.WORDS and one.text in seen}
        assert found == {f"words-{person}-kept", f"words-{person}-ticked"}


def test_why_a_prompt_came_says_nothing_of_what_was_answered(door: Visit, tmp_path: Path) -> None:
    for step in ("start", "drawer"):
        for more in ((), ("--json",)):
            seen = printed(door, tmp_path, "explain", "ada@example.org", step, *more)
            assert "ada@example.org" in seen and [one for one in WORDS if one in seen] == []
