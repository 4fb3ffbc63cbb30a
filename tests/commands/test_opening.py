"""From settings to an installation: what a lease leaves time for."""

import os
from pathlib import Path

import pytest

from commands.opening import channel_of, connections_of, count_alone
from commands.settings import read_settings
from delivery.in_order import ways_of
from delivery.pace import PacedChannel
from delivery.smtp import SmtpChannel


def environment(folder: Path, **set_: str) -> dict[str, str]:
    usual = {
        "DATABASE_URL": f"sqlite:///{folder}/f.db",
        "SECRET": "s" * 32,
        "MAIL_URL": "smtp://mail.example.org",
        "MAIL_FROM": "coach@example.org",
    }
    return {f"FOLLOWTHROUGH_{name}": value for name, value in (usual | set_).items()}


@pytest.mark.parametrize(
    ("rates", "connections"),
    [
        ({}, 4),
        ({"MAIL_RATE": "0.05"}, 2),
        ({"MAIL_RATE": "0.001"}, 1),
        ({"MAIL_DOMAIN_RATE": "0.03"}, 1),
        ({"MAIL_RATE": "10", "MAIL_CONNECTIONS": "9"}, 9),
    ],
    ids=["usual", "slow", "very slow", "slow domain", "many"],
)
def test_no_more_connections_than_get_a_turn_in_time(tmp_path: Path, rates: dict[str, str], connections: int) -> None:
    assert connections_of(read_settings(environment(tmp_path, **rates))) == connections


@pytest.mark.parametrize("lease_s", [30.0, 120.0])
def test_waiting_and_handing_over_end_before_the_lease(tmp_path: Path, lease_s: float) -> None:
    settings = read_settings(environment(tmp_path, LEASE_S=str(lease_s)))
    mail = getattr(channel_of(settings), "mail", None)
    assert isinstance(mail, PacedChannel) and isinstance(mail.channel, SmtpChannel)
    assert connections_of(settings) * mail.pace.longest_gap_s + mail.channel.mail_s < lease_s


def test_relays_are_asked_in_the_order_in_which_they_are_set(tmp_path: Path) -> None:
    two = "smtp://one.example.org, smtp://two.example.org:2525"
    ways = ways_of(channel_of(read_settings(environment(tmp_path, MAIL_URL=two))))
    assert [one.name for one in ways] == ["smtp:one.example.org:25", "smtp:two.example.org:2525"]


@pytest.mark.parametrize(("said", "threads"), [("", "1"), ("4", "4")], ids=["usual", "said otherwise"])
def test_arithmetic_uses_one_thread_unless_the_environment_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, said: str, threads: str
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if said:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", said)
    count_alone()
    assert os.environ["OPENBLAS_NUM_THREADS"] == threads
