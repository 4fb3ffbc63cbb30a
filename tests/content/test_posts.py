"""What is posted: the message whole, its answers as links, in the form that its endpoint takes."""

import json
from typing import Any

import pytest

from coaching.errors import Refused
from content.endpoints import FORMS, read_endpoint
from content.posts import LARGEST, Link, Post

ANSWER = "https://go.example.org/a/T"
POST = Post(
    id="m1", kind="prompt", title="Let *one* person <finish> & wait", text="Do it.\n", short="Week 1\n\nDo [it](x).\n",
    choices=(Link("Did it", f"{ANSWER}?c=1", "done"), Link("No | chance", f"{ANSWER}?c=3", "na")),
    links=(Link("Your page", "https://go.example.org/p/T"),), answer=ANSWER, person="p1", address="ada@example.org",
)  # fmt: skip


def body(form: str, post: Post = POST) -> Any:
    return json.loads(read_endpoint(f"{form}:https://chat.example.org/in").body(post))


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("https://hooks.slack.com/services/T/B/x", "slack"), ("https://HOOKS.slack.com/services/T/B/x", "slack"),
        ("webhook:https://hooks.slack.com/services/T/B/x", "slack"), ("slack:https://chat.example.org/1", "slack"),
        ("Teams: https://chat.example.org/1", "teams"), ("https://x.webhook.office.com/w", "teams"),
        ("https://prod-1.westeurope.logic.azure.com:443/w?sig=1", "teams"), ("https://chat.example.org/1", "webhook"),
        ("https://chat.googleapis.com/v1/spaces/S/messages?key=k&token=t", "google-chat"),
        ("google-chat:https://chat.example.org/1", "google-chat"), ("Discord: https://chat.example.org/1", "discord"),
        ("https://discord.com/api/webhooks/1/t", "discord"), ("https://notdiscord.com/api/webhooks/1/t", "webhook"),
        ("https://hooks.slack.com.example.org/1", "webhook"), ("https://nothooks.slack.com/1", "webhook"),
    ],
)  # fmt: skip
def test_the_form_is_that_of_the_host_or_of_the_word_before_it(written: str, form: str) -> None:
    endpoint = read_endpoint(written)
    assert endpoint.form == form
    assert read_endpoint(endpoint.written) == endpoint


@pytest.mark.parametrize(
    "written", ["slack:", "slack:hooks.slack.com", "irc:https://a.example", "discord:http://a.b/", "slack:http://a.b/"]
)
def test_what_is_no_endpoint_is_refused(written: str) -> None:
    with pytest.raises(Refused, match="https://"):
        read_endpoint(written)


def test_an_endpoint_does_not_show_its_address() -> None:
    assert "secret" not in repr(read_endpoint("https://hooks.slack.com/services/secret"))


def test_slack_gets_sections_with_links_and_no_previews() -> None:
    said = body("slack")
    assert (said["unfurl_links"], said["unfurl_media"]) == (False, False)
    texts = [one["text"]["text"] for one in said["blocks"]]
    assert {one["type"] for one in said["blocks"]} == {"section"}
    assert {one["text"]["type"] for one in said["blocks"]} == {"mrkdwn"}
    assert "*Let *one* person &lt;finish&gt; &amp; wait*" in texts[0]
    assert f"<{ANSWER}?c=1|Did it>\n<{ANSWER}?c=3|No / chance>" in texts


def test_a_section_of_slack_is_never_too_long() -> None:
    long = Post(id="m", kind="prompt", title="T", text="", short="a line\n" * 900 + "x" * 4000)
    texts = [one["text"]["text"] for one in body("slack", long)["blocks"]]
    assert max(map(len, texts)) <= 3000
    assert len("".join(texts).replace("\n", "")) == len("*T*") + 900 * len("a line") + 4000


def test_teams_gets_one_card_that_opens_links_and_submits_nothing() -> None:
    (attachment,) = body("teams")["attachments"]
    card = attachment["content"]
    assert (attachment["contentType"], card["version"]) == ("application/vnd.microsoft.card.adaptive", "1.4")
    assert {one["type"] for one in card["actions"]} == {"Action.OpenUrl"}
    assert [one["url"] for one in card["actions"]][:2] == [f"{ANSWER}?c=1", f"{ANSWER}?c=3"]
    assert card["body"][2]["text"] == "Do \\[it\\](x)."


def test_google_chat_gets_one_card_whose_buttons_open_links() -> None:
    (card,) = body("google-chat")["cardsV2"]
    assert (card["cardId"], card["card"]["header"]) == ("m1", {"title": POST.title})
    (section,) = card["card"]["sections"]
    week, act, choices, links = section["widgets"]
    assert (week["textParagraph"]["text"], act["textParagraph"]["text"]) == ("Week 1", "Do [it](x).")
    opened = [one["onClick"] for one in choices["buttonList"]["buttons"]]
    assert opened == [{"openLink": {"url": f"{ANSWER}?c=1"}}, {"openLink": {"url": f"{ANSWER}?c=3"}}]
    assert [one["text"] for one in links["buttonList"]["buttons"]] == ["Your page"]


def test_discord_gets_its_own_markup_and_calls_nobody() -> None:
    said = body("discord")
    assert said["allowed_mentions"] == {"parse": []}
    words, links = said["embeds"]
    assert words == {"title": POST.title, "description": "Week 1\n\nDo \\[it\\]\\(x\\)."}
    first, second, own = links["description"].split("\n")
    assert (first, second) == (f"[Did it]({ANSWER}?c=1)", f"[No \\| chance]({ANSWER}?c=3)")
    assert own == "[Your page](https://go.example.org/p/T)"


@pytest.mark.parametrize("sign", ["x", "*", "\\"])
def test_a_message_of_discord_is_never_too_long(sign: str) -> None:
    long = Post(id="m", kind="prompt", title="T" * 400, text="", short=sign * 9000, choices=POST.choices * 3)
    embeds = body("discord", long)["embeds"]
    assert sum(len(one.get("title", "")) + len(one["description"]) for one in embeds) <= 6000
    assert max(len(one["description"]) for one in embeds) <= 4096
    assert ANSWER in embeds[1]["description"]


def test_one_webhook_of_discord_is_one_place_however_it_is_spelled() -> None:
    spelled = (
        "discord.com/api/webhooks/1/x",
        "ptb.discord.com/api/v10/webhooks/1/x",
        "discordapp.com/api/webhooks/1/y",
    )
    assert len({read_endpoint(f"https://{one}").place for one in spelled}) == 1
    assert read_endpoint("https://discord.com/api/webhooks/2/x").place != read_endpoint(f"https://{spelled[0]}").place


def test_two_keys_of_one_google_space_are_one_place() -> None:
    space = "https://chat.googleapis.com/v1/spaces/A/messages"
    assert len({read_endpoint(f"{space}?key=k&token={n}").place for n in "ab"}) == 1


def test_a_program_gets_everything_by_name() -> None:
    said = body("webhook")
    assert (said["type"], said["data"]["id"]) == ("message.prompt", "m1")
    assert said["data"]["choices"][0] == {"value": "done", "label": "Did it", "url": f"{ANSWER}?c=1"}
    assert said["data"]["person"] == {"key": "p1", "address": "ada@example.org"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("sign", ["x", "ü", "\U0001f600", '"'])
def test_no_body_is_larger_than_receivers_take(form: str, sign: str) -> None:
    long = Post(id="m", kind="prompt", title="T", text=sign * 60_000, short=sign * 60_000, choices=POST.choices)
    raw = read_endpoint(f"{form}:https://chat.example.org/in").body(long)
    assert len(raw) < LARGEST
    assert ANSWER.encode() in raw
