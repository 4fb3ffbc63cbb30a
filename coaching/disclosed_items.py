"""Each item of data that is kept about people in a cohort: what for, who sees it, how long."""

from dataclasses import dataclass

from coaching.agreements import TERMS
from coaching.buddies import UNANSWERED, UNTOLD
from coaching.facts import Facts
from coaching.retention import DETAILS, LINKS, LOOKS, REPLIES, STRAYS, UPLOADS


@dataclass(frozen=True, slots=True)
class Item:
    """One item of data: what it is, what for, who sees it, and how long it is kept."""

    what: str
    purpose: str
    seen_by: str
    kept: str


UNTIL_ERASED = "until erased"
STAYS = "for ever, beyond an erasure"
STAFF = "the operator"
BUDDIES = (
    f"until either ends it or the person leaves; {UNANSWERED.days} days without a yes, {UNTOLD.days} days with nothing "
    "to tell; then a keyed hash, so that nobody is asked twice, until erased"
)


def items_of(facts: Facts) -> list[Item]:
    """Return what is kept about people where *facts* are in force."""
    coach, office = _coach(facts), "learning and development"
    answers = " and ".join(filter(None, ["the person", coach])) + f"; {office} in groups of {facts.min_cell} or more"
    names = ", ".join(filter(None, ["the person", "their coach" if facts.coached or facts.managers else "", office]))
    items = [
        Item("Name, e-mail address, language, team, as the company's roster has them", "to write to people by name",
             names, UNTIL_ERASED),
        Item("Time zone, country, region, working days, chosen hours", "to send at a sensible hour of their day",
             f"the person, {STAFF}", UNTIL_ERASED),
        Item("What was sent when, whether it was delivered, and why it was not", "to account for every mail",
             names, "until erased; then without a name"),
        Item("Answers to tasks and check-ins, and the moment each was saved",
             "for the person's practice, the coach's conversation and the group's average", answers, UNTIL_ERASED),
        Item("What these gave to figures that a report printed", "so that no two reports differ by a few people",
             STAFF, UNTIL_ERASED),
        Item("Comments and if-then plans", "for the person's own practice", _words(facts), UNTIL_ERASED),
        Item("Absences, pauses, leaving", "so that nothing comes then",
             "the person" + (", their coach as the table says" if facts.coached else ""), UNTIL_ERASED),
        Item("That somebody was asked how to go on after several mails without an answer, and what they chose",
             "to send less instead of concluding anything", f"the person, {STAFF}", UNTIL_ERASED),
        Item("Links in mails and calendar addresses, as one-way hashes", "to know whose page opens",
             "nobody can read them back", f"own page {facts.own_page_days} days; the leave link for ever; what has run "
             f"out is deleted after {LINKS.in_words}"),
        Item("What was changed on the own page or by reply, and why a mail was moved", "to explain what came when",
             f"the person, {STAFF}", f"the detail {DETAILS.in_words}; that it happened, until erased"),
        Item("The roster file, where it was uploaded", "to enrol from it", STAFF, UPLOADS.in_words),
        Item("Which staff looked at which page", "so that looks can be answered for", STAFF, LOOKS.in_words),
        Item("Addresses that want no mail, as keyed hashes", "so that nothing goes there again", "nobody", STAYS),
    ]  # fmt: skip
    items.append(Item("Where somebody asked a colleague to be their buddy: the colleague's address, whether they said "
                      "yes, and the last line they wrote", "to tell a colleague of tasks that were done, by the "
                      "person's own wish, at most once in 14 days", "the person; the colleague sees the titles of done "
                      "tasks alone", BUDDIES))  # fmt: skip
    if facts.coached or facts.managers:
        items.append(Item("A coach's notes; whom their brief named and why, and “spoken to” or “not now”",
                          "to prepare a conversation, and to tell a coach of each thing once",
                          "the coach; the person, in the copy of their data", UNTIL_ERASED))  # fmt: skip
    if facts.replies:
        items += [
            Item("Replies and bounces as they arrived", "to read the answer; what is unclear is asked back of its "
                 "writer", STAFF, f"{REPLIES.in_words}; that one came, until erased; the mailbox itself keeps them as "
                 "long as its owner lets it"),
            Item("Mails to the same mailbox that answer nothing of ours", "to find out that they do not",
                 STAFF, STRAYS.in_words),
        ]  # fmt: skip
    if facts.observers:
        items.append(Item("Addresses of colleagues who are asked, and their answers", "to compare with what people say "
                          "of themselves", "only averages are shown", UNTIL_ERASED))  # fmt: skip
    if facts.observers and facts.manager_mails:
        items.append(Item(f"Addresses of colleagues named as managers: {facts.manager_mails} mails each",
                          "to say what they could ask their people; no mail names a participant or says what anybody "
                          "answered, or whether", "the managers themselves", UNTIL_ERASED))  # fmt: skip
    if facts.events:
        items.append(Item("That so many people answered a step or left, without who", "for a program of the company",
                          f"that program, in groups of {facts.min_cell} or more", "by the company"))  # fmt: skip
    items += [Item(*TERMS[one].item) for one in facts.agreements]
    if facts.drawn:
        items.append(Item("Draws: what chance decided, with its probability", "to compare fairly", STAFF, UNTIL_ERASED))
    return items


def _coach(facts: Facts) -> str:
    if not facts.coached and not facts.managers:
        return ""
    if facts.managers and facts.coached:
        return "their coach (not one who is the line manager)"
    return "their coach" if facts.coached else ""


def _words(facts: Facts) -> str:
    return "the person; a coach only what is ticked for them" if facts.coached or facts.managers else "the person alone"
