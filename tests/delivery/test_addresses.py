import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.errors import Refused
from delivery.addresses import tagged, token_of, wire_address

TOKEN = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=1, max_size=26)


@given(token=TOKEN)
def test_a_token_comes_back_whatever_a_server_did_to_its_letters(token: str) -> None:
    address = tagged("Coach@Example.org", token)
    assert token_of(address.upper(), "coach@example.org") == token == token_of(f"<{address}>", "COACH@example.org")


@pytest.mark.parametrize(
    "address",
    [
        "coach@x.org",
        "coach+@x.org",
        "other+tok@x.org",
        "coach+tok@y.org",
        "coach+tok@x.org.evil.org",
        "coach+a@b@x.org",
        "",
    ],
)
def test_another_address_has_no_token(address: str) -> None:
    assert token_of(address, "coach@x.org") == ""


@given(st.text())
def test_no_text_upsets_the_search_for_a_token(text: str) -> None:
    assert token_of(text, "coach@x.org") == "" or "+" in text


@given(st.text(max_size=80))
def test_an_address_is_written_on_one_line_or_refused(text: str) -> None:
    try:
        written = wire_address(text)
    except Refused:
        return
    assert not any(character.isspace() or ord(character) < 33 for character in written)
    assert written.rpartition("@")[2].isascii()


@pytest.mark.parametrize("length", [64, 65])
def test_a_local_part_has_at_most_64_octets(length: int) -> None:
    address = "a" * length + "@example.org"
    if length == 64:
        assert wire_address(address) == address
    else:
        with pytest.raises(Refused):
            wire_address(address)
