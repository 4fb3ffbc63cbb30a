"""Where to look when the demonstration is ready."""

import email
import email.policy
import re
from datetime import datetime
from urllib.parse import quote

from actions.house import House
from actions.signing_in import open_session
from commands.settings import Settings
from delivery.outbox import messages

COACH = "maria.lopez@example.org"
OFFICE = "learning@example.org"
LINKS = re.compile(r"/([ap])/([A-Za-z0-9_-]{22})")


def addresses_of(house: House, settings: Settings, cohorts: tuple[str, str], you: str, now: datetime) -> str:
    """Return the addresses of everything worth a look, the staff's signed in; *cohorts* are theirs and yours."""
    web, (theirs, yours) = settings.public_url, cohorts
    coach = f"{web}/enter/{open_session(house, COACH, 'coach', now)}?next="
    office = f"{web}/enter/{open_session(house, OFFICE, 'ld', now)}?next="
    lines = [
        ("Your inbox", f"{web}/inbox?to={quote(you)}"),
        *(_from_newest_mail(settings, you, web)),
        ("The coach's page", coach + quote(f"/coach/{quote(theirs)}")),
        ("The coach's page of your cohort", coach + quote(f"/coach/{quote(yours)}")),
        ("The L&D report", office + quote(f"/ld/{quote(theirs)}/report.html")),
        ("The L&D report of your cohort", office + quote(f"/ld/{quote(yours)}/report.html")),
        ("Everybody's inbox", f"{web}/inbox"),
    ]
    width = max(len(name) for name, _ in lines)
    return "\n".join(f"  {name:<{width}}  {address}" for name, address in lines) + "\n\nCtrl-C ends the demonstration."


def _from_newest_mail(settings: Settings, you: str, web: str) -> list[tuple[str, str]]:
    """Return the links of the newest mail to *you*: what is open now, and the page of one's own."""
    assert settings.outbox is not None
    mine = [mail for mail in messages(settings.outbox) if you in mail.raw[:400].decode("ascii", "replace")]
    if not mine:
        return []
    parsed = email.message_from_bytes(mine[0].raw, policy=email.policy.default)
    links = LINKS.findall(parsed.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    found = dict(reversed(links))  # the mail's own links stand before those of earlier mails
    named = {"a": "What is open for you", "p": "Your own page"}
    return [(named[kind], f"{web}/{kind}/{found[kind]}") for kind in named if kind in found]
