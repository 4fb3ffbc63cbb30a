"""Where a person's own words end, as mail programs of four languages quote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.hypertext import lines_of_html
from delivery.quotes import own_lines

QUOTED = "\n> -- reply above this line --\n>\n> 1. On how many days?\n> 5\n"
BELOW = "\n-- reply above this line --\n\nHello Ada,\n5: https://go.example.org/a/T?c=5\n"

ATTRIBUTIONS = {
    "gmail-en": "On Mon, Nov 23, 2026 at 9:00 AM Coach <coach+tok@example.org> wrote:\n" + QUOTED,
    "gmail-en-wrapped": "On Mon, Nov 23, 2026 at 9:00 AM Lead for loyalty <\ncoach+tok@example.org> wrote:\n" + QUOTED,
    "gmail-old": "2026/11/23 Coach <coach@example.org>:\n" + QUOTED,
    "gmail-de": "Am Mo., 23. Nov. 2026 um 09:00 Uhr schrieb Coach <coach@example.org>:\n" + QUOTED,
    "gmail-de-wrapped": "Am Mo., 23. Nov. 2026 um 09:00 Uhr schrieb Coach <\ncoach@example.org>:\n" + QUOTED,
    "gmail-fr": "Le lun. 23 nov. 2026 à 09:00, Coach <coach@example.org> a écrit :\n" + QUOTED,
    "gmail-es": "El lun, 23 nov 2026 a las 9:00, Coach (<coach@example.org>) escribió:\n" + QUOTED,
    "apple-en": "On 23 Nov 2026, at 09:00, Coach <coach@example.org> wrote:\n" + BELOW,
    "apple-de": "Am 23.11.2026 um 09:00 schrieb Coach <coach@example.org>:\n" + BELOW,
    "apple-fr": "Le 23 nov. 2026 à 09:00, Coach <coach@example.org> a écrit :\n" + BELOW,
    "apple-es": "El 23 nov 2026, a las 9:00, Coach <coach@example.org> escribió:\n" + BELOW,
    "thunderbird-en": "On 23/11/2026 09:00, Coach wrote:\n" + QUOTED,
    "thunderbird-de": "Am 23.11.26 um 09:00 schrieb Coach:\n" + QUOTED,
    "thunderbird-undated": "Coach schrieb:\n" + QUOTED,
    "outlook-en": "From: Coach <coach@example.org>\nSent: Monday, 23 November 2026 09:00\nTo: Ada\nSubject: Two\n"
    + BELOW,
    "outlook-de": "Von: Coach <coach@example.org>\nGesendet: Montag, 23. November 2026\nAn: Ada\nBetreff: Zwei\n"
    + BELOW,
    "outlook-fr": "De : Coach <coach@example.org>\nEnvoyé : lundi 23 novembre\nÀ : Ada\nObjet : Deux\n" + BELOW,
    "outlook-es": "De: Coach <coach@example.org>\nEnviado el: lunes, 23 de nov\nPara: Ada\nAsunto: Dos\n" + BELOW,
    "outlook-bold": "*From:* Coach\n*Sent:* Monday\n*To:* Ada\n*Subject:* Two\n" + BELOW,
    "outlook-rule": "________________________________\nFrom: Coach\nSent: Monday\nTo: Ada\nSubject: Two\n" + BELOW,
    "original-en": "-----Original Message-----\nFrom: Coach\n" + BELOW,
    "original-de": "-----Ursprüngliche Nachricht-----\nVon: Coach\n" + BELOW,
    "original-fr": "-----Message d'origine-----\nDe : Coach\n" + BELOW,
    "original-fr-typographic": "-----Message d’origine-----\nDe : Coach\n" + BELOW,
    "original-es": "-----Mensaje original-----\nDe: Coach\n" + BELOW,
    "bare-marker": BELOW,
    "bare-quote": QUOTED,
}


@pytest.mark.parametrize("quote", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS.keys())
def test_what_a_program_quotes_below_is_not_the_persons_word(quote: str) -> None:
    assert own_lines(f"2\n\nIt worked.\n\n{quote}".split("\n")) == ["2", "", "It worked."]


@pytest.mark.parametrize("quote", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS.keys())
def test_a_quote_alone_says_nothing(quote: str) -> None:
    assert own_lines(quote.split("\n")) == []


@pytest.mark.parametrize("name", ["gmail-en", "gmail-de", "gmail-fr", "gmail-es", "thunderbird-de", "bare-quote"])
def test_an_answer_below_the_quote_is_found(name: str) -> None:
    assert own_lines(f"{ATTRIBUTIONS[name]}\n2\n".split("\n")) == ["2"]


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAda Lovelace\nHead of Engines",
        "--\nAda",
        "Best regards,\nAda",
        "Viele Grüße\nAda",
        "Cordialement,\n\nAda\n+33 1 23",
        "Un saludo,\nAda",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Gesendet von Outlook für Android",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Envoyé de mon iPhone",
        "Envoyé par mon iPad",
        "Sent from Proton Mail for iOS",
        "Enviado desde mi iPhone",
    ],
)
def test_a_signature_is_no_comment(signature: str) -> None:
    assert own_lines(f"2\nIt worked.\n\n{signature}\n".split("\n")) == ["2", "It worked."]


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I wrote down three things:\n- one\n- two",
        "On 3 occasions my boss wrote:\nnothing came of it",
        "From: nowhere, to be honest\nIt was hard.",
        "Best\nof all days: Monday." + "\nMore." * 20,
    ],
    ids=["wrote-down", "boss-wrote", "from", "best"],
)
def test_words_that_only_look_like_a_quote_are_kept(text: str) -> None:
    assert own_lines(text.split("\n")) == text.split("\n")


@given(st.lists(st.sampled_from([*"\n".join(ATTRIBUTIONS.values()).split("\n"), "2", "", "-- ", "Best"]), max_size=30))
def test_nothing_is_added_and_no_quoted_line_is_kept(lines: list[str]) -> None:
    own = own_lines(lines)
    assert not any(line.lstrip().startswith(">") for line in own)
    assert set(own) <= {line.rstrip() for line in lines}


HTML = {
    "gmail": '<div dir="ltr">2</div><br><div class="gmail_quote"><div class="gmail_attr">On Mon wrote:<br></div>'
    '<blockquote class="gmail_quote">-- reply above this line --<p>5</p></blockquote></div>',
    "outlook": '<html><head><style>p {x: 5}</style></head><body><div>2</div><div id="appendonsend"></div><hr>'
    '<div id="divRplyFwdMsg"><b>From:</b> Coach<br><b>Sent:</b> Monday</div><div>5</div></body></html>',
    "outlook-desktop": "<p class=MsoNormal>2</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt'>"
    "<p><b>Von:</b> Coach</p></div><p>5</p>",
    "apple": '<body><div>2</div><div><br><blockquote type="cite"><div>On 23 Nov, X wrote:</div>5</blockquote></div>',
    "thunderbird": '<p>2</p><div class="moz-cite-prefix">Am 23.11.26 schrieb X:<br></div><blockquote>5</blockquote>',
    "yahoo": '<div>2</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Monday wrote:</div>5</div>',
    "signature": '<div>2</div><div class="gmail_signature">Ada, floor 5</div>',
    "comment": "<!-- 5 --><div>2<!-- > 5 --></div><script>5</script>",
    "unclosed": "2<blockquote>5",
    "preheader": "<div>2</div><div style='display:none'>Give it 5.</div><p>-- reply above this line --</p>5",
    "preheader-outlook": '<p>2</p><p style="margin:0cm;mso-hide:all">Give it 5.</p><p>-- reply above this line --</p>',
    "pixel": '<div>2<img style="display: none" src="x"></div><div class="gmail_quote">5</div>',
    "marker": "<p>2</p><p>-- reply above this line --</p><p>5</p>",
}


@pytest.mark.parametrize("source", HTML.values(), ids=HTML.keys())
def test_an_html_reply_keeps_the_boundary_of_its_quote(source: str) -> None:
    assert own_lines(lines_of_html(source)) == ["2"]


def test_html_is_read_as_a_person_sees_it() -> None:
    source = "<p>2 &ndash; it&#39;s  fine</p><ul><li>one<li>two</ul>a<br>b"
    assert lines_of_html(source) == ["2 – it's fine", "one", "two", "a", "b"]
