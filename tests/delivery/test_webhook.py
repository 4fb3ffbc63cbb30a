"""A webhook by the book: signed, retried under the same id, never redirected, and asked no more than it wishes."""

import logging
import socket
import ssl
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
import trustme
from standardwebhooks import Webhook, WebhookVerificationError

from coaching.errors import Refused
from delivery.channel import Outcome
from delivery.guard import Guard
from delivery.web_signing import derived_key, headers, pack, read_key, signed_id, write_key

KEY = derived_key(b"a secret of the tests")
BODY = b'{"text":"Gr\xc3\xbc\xc3\x9fe"}'


def sent(channel: Any, url: str, raw: bytes = pack("m1", BODY)) -> Outcome:
    with channel.lane() as lane:
        outcome: Outcome = lane.send("", url, raw)
    return outcome


def test_the_reference_library_finds_the_signature_right(web_server: Any, web_channel: Any) -> None:
    sent(web_channel(web_server.place), web_server.url())
    assert web_server.posted[0].verified_by(write_key(KEY)) == {"text": "Grüße"}
    with pytest.raises(WebhookVerificationError):
        web_server.posted[0].verified_by(write_key(derived_key(b"another")))


def test_two_keys_sign_so_that_a_receiver_can_change_over(web_server: Any, web_channel: Any) -> None:
    new = derived_key(b"new")
    sent(web_channel(web_server.place, keys=(new, KEY)), web_server.url())
    for key in (new, KEY):
        assert web_server.posted[0].verified_by(write_key(key))


def test_every_attempt_has_the_same_id_and_its_own_time(web_server: Any, web_channel: Any) -> None:
    web_server.answers = [(500, {}, b""), (200, {}, b"ok")]
    times = iter([1000.0, 2000.0])
    channel = web_channel(web_server.place, clock=lambda: next(times))
    assert [sent(channel, web_server.url()).state for _ in range(2)] == ["delayed", "sent"]
    assert [one.id for one in web_server.posted] == ["m1", "m1"]
    assert [one.headers["webhook-timestamp"] for one in web_server.posted] == ["1000", "2000"]


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        (200, "sent", "accepted"), (202, "sent", "accepted"), (204, "sent", "accepted"),
        (301, "delayed", "not_taken"), (302, "delayed", "not_taken"), (307, "delayed", "not_taken"),
        (400, "delayed", "not_taken"), (404, "delayed", "not_taken"), (410, "delayed", "gone"),
        (429, "delayed", "busy"), (500, "delayed", "busy"), (502, "delayed", "busy"), (504, "delayed", "busy"),
    ],
)  # fmt: skip
def test_only_a_2xx_is_success(web_server: Any, web_channel: Any, status: int, state: str, reason: str) -> None:
    web_server.answers = [(status, {"location": web_server.url("/elsewhere")}, b"")]
    outcome = sent(web_channel(web_server.place), web_server.url())
    assert (outcome.state, outcome.reason, outcome.relay_wide) == (state, reason, False)
    assert [one.path for one in web_server.posted] == ["/in"]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("120", 120), ("Thu, 01 Jan 1970 00:20:00 GMT", 200), ("9" * 30, 86400), ("soon", 0), ("-5", 0), ("", 0),
     ("Thu, 01 Jan 1970 00:00:01 GMT", 0), ("Fri, 31 Dec 9999 23:59:59 GMT", 86400)],
)  # fmt: skip
def test_a_wish_to_be_left_alone_is_read(web_server: Any, web_channel: Any, written: str, seconds: float) -> None:
    web_server.answers = [(429, {"retry-after": written}, b"")]
    outcome = sent(web_channel(web_server.place, clock=lambda: 1000.0), web_server.url())
    assert outcome.retry_after_s == seconds


def test_an_answer_that_never_comes_leaves_it_unsure(web_server: Any, web_channel: Any) -> None:
    web_server.answers = [(0, {}, None)]
    assert sent(web_channel(web_server.place), web_server.url()) == Outcome("unsure", "unconfirmed")


def test_a_silent_endpoint_does_not_make_the_others_wait_behind_it(web_server: Any, web_channel: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mute = f"127.0.0.1:{silent.getsockname()[1]}"
        guard = Guard([mute], patience_s=0.3)
        with web_channel(mute, web_server.place, guard=guard).lane() as lane:
            states = [lane.send("", f"http://{mute}/", pack(f"m{n}", BODY)).state for n in range(3)]
    assert states == ["unsure", "delayed", "delayed"]


def test_of_an_endless_answer_64_kilobytes_are_read(web_server: Any, web_channel: Any) -> None:
    web_server.answers = [(200, {}, b"x" * 1_000_000)]
    channel = web_channel(web_server.place)
    assert [sent(channel, web_server.url()).state for _ in range(2)] == ["sent", "sent"]
    assert len({one.connection for one in web_server.posted}) == 2


def test_a_connection_is_kept_over_messages_and_lanes(web_server: Any, web_channel: Any) -> None:
    channel = web_channel(web_server.place)
    for _ in range(3):
        sent(channel, web_server.url())
    assert len({one.connection for one in web_server.posted}) == 1


def test_a_proxy_of_the_environment_is_not_asked(
    web_server: Any, web_channel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert sent(web_channel(web_server.place), web_server.url()).state == "sent"


def test_a_name_that_leads_inside_is_blocked_and_nothing_is_sent(web_server: Any, web_channel: Any) -> None:
    channel = web_channel(guard=Guard(resolve=lambda host, port: ["127.0.0.1"]))
    outcome = sent(channel, "https://hooks.example.org/in")
    assert (outcome, web_server.posted) == (Outcome("delayed", "blocked"), [])


def test_the_certificate_is_that_of_the_name_and_not_of_its_address(web_channel: Any) -> None:
    authority = trustme.CA()
    here, trusts = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(here)
    authority.configure_trust(trusts)
    with here.wrap_socket(socket.create_server(("127.0.0.1", 0)), server_side=True) as encrypted:
        place = f"localhost:{encrypted.getsockname()[1]}"
        encrypted.settimeout(5)
        channel = web_channel(place, tls=trusts)
        threading.Thread(target=_greet, args=(encrypted,), daemon=True).start()
        assert sent(channel, f"https://{place}/in") == Outcome("delayed", "tls")


def _greet(server: ssl.SSLSocket) -> None:
    try:
        server.accept()
    except OSError:
        return


def test_no_log_shows_more_of_an_address_than_its_host(
    web_server: Any, web_channel: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sent(web_channel(web_server.place), web_server.url("/services/T0/B0/the-password?sig=another"))
    assert web_server.posted[0].path.endswith("sig=another")
    assert "127.0.0.1" in caplog.text
    for secret in ("the-password", "another", "services"):
        assert secret not in caplog.text


def test_what_the_reference_library_signs_is_taken_and_nothing_else() -> None:
    now = 1_700_000_000
    signature = Webhook(write_key(KEY)).sign("m1", datetime.fromtimestamp(now, UTC), BODY.decode())
    seen = {"webhook-id": "m1", "webhook-timestamp": str(now), "webhook-signature": "v1,AAAA v1a,BBBB " + signature}
    assert signed_id((KEY,), seen, BODY, now) == "m1"
    assert signed_id((derived_key(b"old"), KEY), seen, BODY, now + 299) == "m1"
    assert signed_id((KEY,), seen, BODY + b" ", now) == ""
    assert signed_id((derived_key(b"old"),), seen, BODY, now) == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-id": "m2"}, {"webhook-id": ""}, {"webhook-id": "m1\n"}, {"webhook-timestamp": "1699999699"},
        {"webhook-timestamp": "1700000301"}, {"webhook-timestamp": "now"}, {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "\u0661"}, {"webhook-signature": ""}, {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,\u00e9"},
    ],
)  # fmt: skip
def test_a_changed_header_is_not_taken(changes: dict[str, str]) -> None:
    assert signed_id((KEY,), headers((KEY,), "m1", 1_700_000_000, BODY), BODY, 1_700_000_000) == "m1"
    assert signed_id((KEY,), headers((KEY,), "m1", 1_700_000_000, BODY) | changes, BODY, 1_700_000_000) == ""


@pytest.mark.parametrize("written", ["whsec_", "whsec_AAAA", "whsec_!!!", "whsec_" + "A" * 100, "geheim"])
def test_a_key_that_is_none_is_refused_without_repeating_it(written: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_key(written)
    assert written.removeprefix("whsec_") == "" or written not in str(refusal.value)
