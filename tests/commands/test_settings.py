"""Settings: a wrong value stops the start with the variable, what was seen and an example; a list is a list."""

from pathlib import Path

import pytest

from coaching.errors import BadSetting
from commands.settings import Settings, read_settings

SET = {"DATABASE_URL": "sqlite:///f.db", "SECRET": "s" * 32}


def read(tmp_path: Path, file: str = "", **given: str) -> Settings:
    (tmp_path / "followthrough.toml").write_text(file)
    environment = {f"FOLLOWTHROUGH_{name}": value for name, value in (SET | given).items()}
    return read_settings(environment, tmp_path / "followthrough.toml")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("COUNTRY", "XX", "The holidays of country 'XX' are not known."),
        ("COUNTRY", "Germany", "it must be a country's two letters."),
        ("MAIL_FROM", "a@example.org\nBcc: eve@example.org", "it is neither an address nor a name"),
        ("MAIL_FROM", "Coach <a@example.org", "it is neither an address nor a name"),
        ("MAIL_FROM", "a@example.org, b@example.org", "it is neither an address nor a name"),
        ("PUBLIC_URL", "https://maria:hush@go.example.org", "it must be without a user and a password"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, proxy.example.org", "'proxy.example.org' is no address of a machine"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "'10.0.0.1/8' is no address of a machine or a network."),
        ("SEND_AT", "25:00", "it must be an hour from 00:00 to 23:59. Example: 09:00"),
    ],
)
def test_what_would_go_wrong_later_is_refused_at_the_start(tmp_path: Path, name: str, value: str, says: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read(tmp_path, **{name: value})
    assert str(refused.value).startswith(f"FOLLOWTHROUGH_{name} is '") and says in str(refused.value)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("written", ["coach@example.org", "<coach@example.org>", "Lopez, Maria <coach@example.org>"])
def test_a_sender_may_have_a_name(tmp_path: Path, written: str) -> None:
    assert read(tmp_path, MAIL_FROM=written).mail_from[1] == "coach@example.org"


def test_links_to_an_ipv6_address_have_brackets(tmp_path: Path) -> None:
    assert read(tmp_path, LISTEN="[::1]:8080").public_url == "http://[::1]:8080"


def test_a_list_in_the_file_is_read_as_a_list(tmp_path: Path) -> None:
    found = read(tmp_path, 'trusted_proxies = ["10.0.0.1", "10.1.0.0/16"]\nanswer_days = 7\n')
    assert (found.trusted_proxies, found.answer_days) == (("10.0.0.1", "10.1.0.0/16"), 7)


def test_a_table_in_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"settings stand alone, each on its line"):
        read(tmp_path, '[mail]\nurl = "outbox:"\n')
