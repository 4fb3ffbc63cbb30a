"""Webhooks as an operator meets them: the key, the settings, and one client for everything."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import commands.parts  # noqa: F401 - registers the commands
from coaching.errors import BadSetting
from commands.main import app
from commands.opening import channel_of
from commands.settings import read_settings
from delivery.outbox import OutboxChannel
from delivery.routed import RoutedChannel
from delivery.web_client import client_of_process
from delivery.web_signing import derived_key, write_key

OWN = write_key(bytes(range(32)))


def environment(folder: Path, **settings: str) -> dict[str, str]:
    usual = {
        "DATABASE_URL": f"sqlite:///{folder}/f.db", "SECRET": "a secret of the tests", "MAIL_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "coach@example.org",
    }  # fmt: skip
    return {f"FOLLOWTHROUGH_{name}": value for name, value in (usual | settings).items()}


@pytest.mark.parametrize(
    ("settings", "keys"),
    [({}, [write_key(derived_key(b"a secret of the tests"))]), ({"WEBHOOK_KEY": OWN}, [OWN])],
    ids=["made-from-the-secret", "set"],
)
def test_the_key_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], keys: list[str]
) -> None:
    for name, value in environment(tmp_path, **settings).items():
        monkeypatch.setenv(name, value)
    assert json.loads(CliRunner().invoke(app, ["webhook-key", "--json"]).stdout) == {"keys": keys}


def test_a_wrong_key_stops_the_start_and_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="WEBHOOK_KEY") as refusal:
        read_settings(environment(tmp_path, WEBHOOK_KEY="whsec_c2hvcnQ="))
    assert "c2hvcnQ" not in str(refusal.value)


@pytest.mark.parametrize("place", ["10.0.0.1:80", "hooks.example.org:443", "127.0.0.1", "127.0.0.1:x"])
def test_only_a_place_of_this_machine_can_be_excepted(tmp_path: Path, place: str) -> None:
    with pytest.raises(BadSetting, match="WEBHOOK_LOOPBACK"):
        read_settings(environment(tmp_path, WEBHOOK_LOOPBACK=place))


def test_the_local_inbox_posts_nothing_but_to_places_that_are_named(tmp_path: Path) -> None:
    inbox = read_settings(environment(tmp_path, MAIL_URL="outbox:"))
    assert isinstance(channel_of(inbox), OutboxChannel)
    named = channel_of(read_settings(environment(tmp_path, MAIL_URL="outbox:", WEBHOOK_LOOPBACK="127.0.0.1:9000")))
    assert isinstance(named, RoutedChannel)
    taken = [named.takes(url) for url in ("http://127.0.0.1:9000/in", "https://hooks.example.org/in")]
    assert (taken, named.loopback) == ([True, False], True)


def test_real_mail_comes_with_webhooks_to_the_public_internet_alone(tmp_path: Path) -> None:
    channel = channel_of(read_settings(environment(tmp_path)))
    assert isinstance(channel, RoutedChannel)
    assert [channel.takes(url) for url in ("https://hooks.example.org/in", "http://127.0.0.1:9000/")] == [True, False]


def test_a_process_has_one_client() -> None:
    assert client_of_process() is client_of_process()
    assert not client_of_process().trust_env
    assert not client_of_process().follow_redirects
