"""Mails from mail services: proved, taken as they came, never guessed."""

import base64
import hmac
import json
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.errors import Refused
from delivery.vendors import RETRIED_FOR_S, HandedIn, NotTheirs, read_handed_in, read_hooks

RAW = b"From: ada@example.org\r\nContent-Type: text/plain; charset=latin-1\r\n\r\n3 \xfc\xe9 4\r\n.\r\n"
"""Octets that are no UTF-8."""
WALL = 1_764_000_000.0
TO = "coach+abc@example.org"
KEY = "a-signing-key-of-ours"
LOGIN = "ours:a-long-password"
HOOKS = {one.vendor: one for one in read_hooks(f"mailgun:{KEY} postmark:{LOGIN} sendgrid:{LOGIN}")}


def multipart(**fields: bytes) -> tuple[dict[str, str], bytes]:
    parts = [
        b'--b0und\r\nContent-Disposition: form-data; name="' + name.replace("_", "-").encode() + b'"\r\n\r\n' + value
        for name, value in fields.items()
    ]
    return {"content-type": "multipart/form-data; boundary=b0und"}, b"\r\n".join([*parts, b"--b0und--\r\n"])


def login(text: str = LOGIN) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(text.encode()).decode()}


def mailgun(key: str = KEY, past_s: int = 0, number: str = "n1", raw: bytes = RAW) -> tuple[dict[str, str], bytes]:
    at = str(int(WALL) - past_s)
    signature = hmac.new(key.encode(), (at + number).encode(), "sha256").hexdigest()
    return multipart(
        timestamp=at.encode(), token=number.encode(), signature=signature.encode(), recipient=TO.encode(), body_mime=raw
    )


def taken(vendor: str, headers: dict[str, str], body: bytes) -> HandedIn:
    return read_handed_in(HOOKS[vendor], headers, body, WALL)


def test_mailgun_gives_the_octets_and_the_recipient() -> None:
    assert taken("mailgun", *mailgun()) == HandedIn(RAW, TO, "mailgun:n1")


def test_mailgun_without_attachments_comes_urlencoded() -> None:
    at = str(int(WALL))
    signature = hmac.new(KEY.encode(), (at + "n2").encode(), "sha256").hexdigest()
    fields = {"timestamp": at, "token": "n2", "signature": signature, "recipient": TO, "body-mime": "A: b\r\n\r\nü"}
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert taken("mailgun", headers, urlencode(fields).encode()).raw == "A: b\r\n\r\nü".encode()


@pytest.mark.parametrize("past_s", [RETRIED_FOR_S + 1, -301])
def test_mailgun_may_be_as_late_as_it_tries_again_and_no_later(past_s: int) -> None:
    near = past_s - 2 if past_s > 0 else past_s + 2
    assert taken("mailgun", *mailgun(past_s=near)).raw == RAW
    with pytest.raises(NotTheirs):
        taken("mailgun", *mailgun(past_s=past_s))


@pytest.mark.parametrize("key", ["", "a-signing-key-of-others"])
def test_a_foreign_signature_proves_nothing(key: str) -> None:
    with pytest.raises(NotTheirs):
        taken("mailgun", *mailgun(key=key))


def test_postmark_gives_the_raw_mail_in_json() -> None:
    body = json.dumps({"RawEmail": "A: b\r\n\r\nü", "OriginalRecipient": TO, "TextBody": "left alone"}).encode()
    assert taken("postmark", login(), body) == HandedIn("A: b\r\n\r\nü".encode(), TO)


def test_sendgrid_gives_the_octets_and_the_envelope() -> None:
    headers, body = multipart(email=RAW, envelope=json.dumps({"to": [TO], "from": "ada@example.org"}).encode())
    assert taken("sendgrid", headers | login(), body) == HandedIn(RAW, TO)


@pytest.mark.parametrize("vendor", ["postmark", "sendgrid"])
@pytest.mark.parametrize("given", [{}, {"authorization": "Basic"}, {"authorization": "Bearer x"}, login("ours:other")])
def test_a_wrong_password_proves_nothing(vendor: str, given: dict[str, str]) -> None:
    with pytest.raises(NotTheirs):
        taken(vendor, given, b"{}")


@pytest.mark.parametrize(
    ("vendor", "headers", "body", "says"),
    [("postmark", login(), b'{"TextBody": "3"}', "Include raw email"), ("postmark", login(), b"[", "Include raw email"),
     ("sendgrid", *[login() | multipart(text=b"3")[0], multipart(text=b"3")[1]], "POST the raw"),
     ("mailgun", *mailgun(raw=b""), "/mime")],
)  # fmt: skip
def test_a_service_that_sends_no_raw_mail_is_told_which_switch_does(
    vendor: str, headers: dict[str, str], body: bytes, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        taken(vendor, headers, body)


@pytest.mark.parametrize("to", ["a@b.org\r\nBcc: eve@example.org", "<script>", "", None, 7, "two@a.org, three@b.org"])
def test_a_recipient_that_is_no_address_is_left_out(to: object) -> None:
    body = json.dumps({"RawEmail": "A: b", "OriginalRecipient": to}).encode()
    assert taken("postmark", login(), body).recipient == ""


@settings(deadline=None)
@given(
    st.sampled_from(sorted(HOOKS)),
    st.sampled_from(["multipart/form-data; boundary=b0und", "application/x-www-form-urlencoded", "", "\xff", "text/x"]),
    st.binary(max_size=400)
    | st.builds(lambda inside: multipart(email=inside, token=inside)[1], st.binary(max_size=200)),
)
def test_nothing_but_a_proved_mail_comes_of_any_octets(vendor: str, kind: str, body: bytes) -> None:
    try:
        mail = taken(vendor, {"content-type": kind} | login(), body)
    except (NotTheirs, Refused):
        return
    assert vendor != "mailgun" and mail.raw


def test_settings_name_services_and_hide_what_proves_them() -> None:
    found = read_hooks("mailgun:key-0123456789abcdef, sendgrid:us%40er:0123456789abcdef")
    assert [one.proof for one in found] == ["key-0123456789abcdef", "us@er:0123456789abcdef"]
    assert "0123" not in repr(found)


@pytest.mark.parametrize("text", ["mailchimp:0123456789abcdef0", "mailgun:short", "postmark:0123456789abcdef0", "x"])
def test_a_service_that_cannot_be_used_is_refused_without_repeating_its_key(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_hooks(text)
    assert "0123" not in str(refusal.value) and "short" not in str(refusal.value)
