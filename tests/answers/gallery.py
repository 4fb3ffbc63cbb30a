"""Every page that the door can show, as it was answered: for the tests that look at pages with eyes and with axe."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx

from actions import signing_in
from actions.agreeing import switch
from actions.own_data import export
from coaching.agreements import Agreement
from delivery.web_accounts import Provider
from storage import messages
from tests.answers.gallery_desk import desk_pages
from tests.answers.gallery_doors import later_doors
from tests.answers.visitors import Visit, nonce_in, pass_in

MAILS = 11
"""How many mails the cohort has behind it: all kinds of steps are among them, and three check-ins."""
MAIL = "mail as sent"
"""How the names begin of what stands inside a page of somebody else's."""
COACHED = ("ada@example.org", "bo@example.org", "cem@example.org", "dora@example.org", "emil@example.org")

PROVIDER = Provider("http://127.0.0.1:9", "us", "a secret of ours")
"""Nobody answers there: the page only offers it."""


@dataclass
class Gallery:
    """The pages by name. *visit* is the door most came from; *paths* are those that were opened and shown."""

    visit: Visit
    pages: dict[str, httpx.Response]
    paths: set[str] = field(default_factory=set)

    def keep(self, name: str, answer: httpx.Response) -> str:
        self.pages[name] = answer
        if answer.request.method == "GET" and answer.status_code == 200:
            self.paths.add(answer.request.url.path)
        return answer.text


def gallery(folder: Path) -> Gallery:
    """Return all pages of a door whose cohort has a few weeks behind it."""
    visit = Visit(folder, client="127.0.0.1", settings={"oidc": PROVIDER}).enroll(
        COACHED, programme="lead-for-loyalty", coach="Maria Lopez <maria@example.org>"
    )
    shown = Gallery(visit, {})
    for nth in range(MAILS):
        _one_mail(shown, nth)
    for part in (_links, _own_page, _key, _staff, _preview, _inbox, _faults, _leaving, _erasing):
        part(shown)
    later_doors(folder, shown.keep)
    desk_pages(folder, shown.keep)
    return shown


def _one_mail(shown: Gallery, nth: int) -> None:
    """Let the next mail go out, look at it, and let all but Emil answer it, each in another way."""
    visit = shown.visit
    with visit.house.store.read() as session:
        due_at = messages.next_due_at(session)
    visit.send((due_at or visit.now) + timedelta(minutes=15)).later(hours=1)
    link, title = visit.link("a"), f"mail {nth + 1}"
    page = shown.keep(f"{title}: asked", visit.get(f"{link}?c=1"))
    shown.keep(f"{title}: nothing chosen", visit.post(link, {"nonce": nonce_in(page)}))
    for n, person in enumerate(COACHED[:-1]):
        theirs = visit.link("a", person)
        asked = visit.get(theirs).text
        visit.later(seconds=5)
        entries = _choices(asked, n + nth) | {"nonce": nonce_in(asked), "comment": "After the calls.", "share": "1"}
        saved = visit.post(theirs, entries)
        if not n:
            shown.keep(f"{title}: saved", saved)
    visit.send()


def _choices(page: str, n: int) -> dict[str, str]:
    """Return one choice for each question of a page, another for each person."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="radio" name="([^"]+)" value="([^"]+)"', page):
        found.setdefault(name, []).append(value)
    words = re.findall(r'type="text" class="long" name="([^"]+)"', page)
    return {name: values[n % len(values)] for name, values in found.items()} | dict.fromkeys(words, "somebody stops me")


def _links(shown: Gallery) -> None:
    visit = shown.visit
    shown.keep("answered", visit.get(visit.link("a")))
    shown.keep("closed", visit.get(visit.link("a", nth=0)))
    shown.keep("late", visit.get(visit.link("a", "emil@example.org", 0)))
    shown.keep("leave", visit.get(visit.link("u")))
    shown.keep("outdated", visit.post(visit.link("a"), {"comment": "mine"}))


def _own_page(shown: Gallery) -> None:
    visit, link = shown.visit, shown.visit.link("p")
    for what in Agreement:
        switch(visit.house, "Hamburg", what, True, None, visit.now)
    page = shown.keep("own page", visit.get(link))
    assert all(f'id="{part}"' in page for part in ("first", "colleagues", "who", *Agreement))
    for wish in (
        {"do": "observers", "observers": "peer:sam@example.org"},
        {"do": "first", "part": "0", "behaviour": _first(page)},
        {"do": "agree", "what": "rows", "agreed": "1"},
        {"do": "away", "until": "2027-02-05"}, {"do": "key"}, {"do": "pause"}, {"do": "hours"},
    ):  # fmt: skip
        page = shown.keep(f"own page: {wish['do']}", visit.post(link, wish | {"nonce": nonce_in(page)}))
    visit.post(link, {"do": "resume", "nonce": nonce_in(page)})
    calendar = shown.keep("calendar", visit.get(f"{link}/calendar"))
    shown.keep("calendar: made", visit.post(f"{link}/calendar", {"do": "make", "nonce": nonce_in(calendar)}))


def _first(page: str) -> str:
    return re.findall(r'name="behaviour" value="([^"]+)"', page)[-1]


def _key(shown: Gallery) -> None:
    visit = shown.visit
    visit.send()
    link = visit.link("k")
    page = shown.keep("key", visit.get(link))
    opened = shown.keep("own data", visit.post(link, {"nonce": nonce_in(page)}))
    shown.keep("own data: not sure", visit.post(link, {"pass": pass_in(opened), "do": "erase"}))
    shown.keep("key used", visit.get(link))
    assert export(visit.house, "ada@example.org", visit.now).answers


def _staff(shown: Gallery) -> None:
    visit = shown.visit
    shown.keep("sign-in", visit.get("/sign-in"))
    shown.keep("sign-in: asked", visit.post("/sign-in", {"address": "maria@example.org"}))
    link = signing_in.link(visit.house, "ld@example.org", "ld", visit.now)
    shown.keep("sign-in link", visit.get("/sign-in/" + link.rpartition("/")[2]))
    for role, address, paths in (
        ("coach", "maria@example.org", ("/coach", "/coach/Hamburg")),
        (
            "ld",
            "ld@example.org",
            (
                "/ld",
                "/ld/Hamburg",
                "/ld/Hamburg/report.html",
                "/ld/Hamburg/disclosure",
                "/sign-in",
                "/ld/Hamburg/ledger",
                "/ld/Hamburg/people",
                "/ld/Hamburg/people/all",
                "/ld/Hamburg/programme",
                "/ld/Hamburg/files",
                "/ld/Hamburg/events",
                "/ld/Hamburg/interviews",
                "/ld/Hamburg/rows",
                "/api/v1/",
            ),
        ),
    ):
        visit.cookies["staff"] = signing_in.open_session(visit.house, address, role, visit.now)
        for path in paths:
            shown.keep(f"{role} {path}", visit.get(path))
        if role == "coach":
            _coach(shown)
    visit.cookies.clear()


def _coach(shown: Gallery) -> None:
    """Keep the pages of a coach's people: with a note, with a fault, and the desk after a mark."""
    visit = shown.visit
    link = re.findall(r'href="(/coach/[^"]+/people/[^"]+)"', visit.get("/coach/Hamburg").text)[0]
    page = shown.keep("coach: person", visit.get(link))
    nonce = nonce_in(page)
    shown.keep("coach: noted", visit.post(link, {"do": "note", "words": "Calls start at nine.", "nonce": nonce}))
    shown.keep("coach: note refused", visit.post(link, {"do": "note", "words": " ", "nonce": nonce}))
    visit.post(link, {"do": "spoken", "back": "desk", "nonce": nonce})
    shown.keep("coach: desk after a mark", visit.get("/coach?said=marked"))


def _preview(shown: Gallery) -> None:
    """Keep the preview, and one of each kind of file in its frames; what is a mail is named like one."""
    visit, place = shown.visit, "/ld/preview/lead-for-loyalty/"
    visit.cookies["staff"] = signing_in.open_session(visit.house, "ld@example.org", "ld", visit.now)
    shown.keep("preview: programmes", visit.get("/ld/preview"))
    shown.keep("preview", visit.get(place))
    for step in ("baseline", "if-then", "phone-in-the-drawer", "observers-before"):
        shown.keep(f"preview: {step}", visit.get(f"{place}{step}-page.html"))
        shown.keep(f"{MAIL}: {step}", visit.get(f"{place}{step}-mail.html"))
    visit.cookies.clear()


def _inbox(shown: Gallery) -> None:
    visit, here = shown.visit, {"host": "127.0.0.1"}
    listing = shown.keep("inbox", visit.get("/inbox?to=ada@example.org", headers=here))
    first = listing.partition('<a href="/inbox/')[2].partition('"')[0]
    shown.keep("mail", visit.get(f"/inbox/{first}", headers=here))
    shown.keep(MAIL, visit.get(f"/inbox/{first}/html", headers=here))
    nonce = nonce_in(visit.get(f"/inbox/{first}", headers=here).text)
    shown.keep("replied", visit.post(f"/inbox/{first}", {"words": "1", "nonce": nonce}, headers=here))


def _faults(shown: Gallery) -> None:
    visit = shown.visit
    shown.keep("unknown", visit.get("/a/AAAAAAAAAAAAAAAAAAAAAA"))
    shown.keep("not in this way", visit.ask("DELETE", visit.link("a")))
    shown.keep("too much", visit.post(visit.link("a"), {"comment": "x" * 70_000}))


def _leaving(shown: Gallery) -> None:
    visit = shown.visit
    shown.keep("left", visit.press(visit.link("u", "cem@example.org"), "leave"))
    shown.keep("leave again", visit.get(visit.link("u", "cem@example.org")))
    shown.keep("gone", visit.get(visit.link("a", "cem@example.org")))
    shown.keep("left everything", visit.press(visit.link("u", "dora@example.org"), "everything"))
    shown.keep("left: key", visit.press(visit.link("u", "dora@example.org"), "key"))
    shown.keep("leave: too fast", visit.press(visit.link("u", "emil@example.org"), "leave", after_s=0.5))


def _erasing(shown: Gallery) -> None:
    visit, link = shown.visit, shown.visit.link("p", "emil@example.org")
    visit.post(link, {"do": "key", "nonce": nonce_in(visit.get(link).text)})
    visit.send()
    key = visit.link("k", "emil@example.org")
    opened = visit.post(key, {"nonce": nonce_in(visit.get(key).text)}).text
    shown.keep("erased", visit.post(key, {"pass": pass_in(opened), "do": "erase", "sure": "1"}))
