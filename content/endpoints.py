"""Where a person's messages are posted to, and in which form: read from a cell of the roster or from ``--webhook``.

The form is that of the host, else the word before the address: ``slack:https://...``, ``teams:https://...`` and so
on; any other address gets the plain JSON. A new form is a module with HOSTS and ``write``, and a line in FORMS.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from coaching.errors import Refused
from coaching.web_addresses import fault_of, host_of, place_of
from content import discord, google_chat, plain_post, slack, teams
from content.posts import Form, Post, body_of

PLAIN = "webhook"
FORMS: Mapping[str, tuple[Form, tuple[str, ...]]] = {
    PLAIN: (plain_post.write, plain_post.HOSTS),
    "slack": (slack.write, slack.HOSTS),
    "teams": (teams.write, teams.HOSTS),
    "google-chat": (google_chat.write, google_chat.HOSTS),
    "discord": (discord.write, discord.HOSTS),
}
"""Each form: how it is written, and the hosts it belongs to (with a leading dot: whatever ends so)."""

PLACES: Mapping[str, Callable[[str], str]] = {"discord": discord.place}
"""Forms in which several spellings lead to one place, and what tells places apart there."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A web address and the form it takes. Whoever has the *url* can post there, so it is not shown."""

    form: str
    url: str = field(repr=False)

    @property
    def written(self) -> str:
        """The endpoint as it is stored: one spelling for each."""
        return self.url if self.form == PLAIN else f"{self.form}:{self.url}"

    @property
    def is_chat(self) -> bool:
        """Whether people read it in a chat, where what is posted may be seen by several."""
        return self.form != PLAIN

    @property
    def place(self) -> str:
        """What makes it the same endpoint as another one, however they are spelled."""
        return PLACES.get(self.form, place_of)(self.url)

    @property
    def service(self) -> str:
        """The service that many share, such as "hooks.slack.com"; "" for a host that may be somebody's own."""
        known = (one for _, hosts in FORMS.values() for one in hosts if _fits(host_of(self.url), one))
        return next(known, "").lstrip(".")

    def body(self, post: Post) -> bytes:
        """Return *post* in the form of this endpoint."""
        return body_of(post, FORMS[self.form][0])


def read_endpoint(written: str, loopback: Collection[str] = ()) -> Endpoint:
    """Return the endpoint that *written* names; *loopback* as in `coaching.web_addresses.fault_of`.

    >>> read_endpoint("https://hooks.slack.com/services/T/B/x").form, read_endpoint("teams:https://flow.example.org/1").form
    ('slack', 'teams')

    Raises:
        Refused: it is no web address that a message may be posted to.
    """
    word, _, rest = written.strip().partition(":")
    form, url = (word.casefold(), rest.strip()) if word.casefold() in FORMS else ("", written.strip())
    if fault := fault_of(url, loopback):
        raise Refused(fault)
    return Endpoint(_form_of(host_of(url)) or form or PLAIN, url)


def _form_of(host: str) -> str:
    return next((form for form, (_, hosts) in FORMS.items() if any(_fits(host, one) for one in hosts)), "")


def _fits(host: str, known: str) -> bool:
    return host == known or (known.startswith(".") and host.endswith(known))
