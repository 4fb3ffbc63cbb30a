"""Cells of a roster, kind by kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.errors import Refused
from content.addresses import check_address
from content.cells import (
    DAY_NAMES,
    check_coach_role,
    check_country,
    check_locale,
    check_text,
    check_webhook,
    check_working_days,
)


@pytest.mark.parametrize(
    ("seen", "address"),
    [
        pytest.param("Ada.L+x@Example.org", "Ada.L+x@Example.org", id="as written"),
        pytest.param("Ada Lovelace <ada@example.org>", "ada@example.org", id="with a name"),
        pytest.param('"Lovelace, Ada" <mailto:ada@example.org>', "ada@example.org", id="quoted name"),
        pytest.param("MAILTO:ada@example.org?subject=Hi", "ada@example.org", id="link"),
        pytest.param("ada@bücher.example", "ada@bücher.example", id="international domain"),
        pytest.param("zoë@例え.jp", "zoë@例え.jp", id="international local part"),
    ],
)
def test_an_address_is_found_in_its_cell(seen, address):
    assert check_address(seen) == address


@pytest.mark.parametrize(
    "seen",
    [
        "nobody", "@nowhere.org", "nobody@", "ada@@example.org", "a@b.de, c@d.de", "ada@localhost", "ada@example..org",
        ".ada@example.org", "ada.@example.org", "ada l@example.org", "ada@exa mple.org", "ada\r\nBcc:x@example.org",
        "ada@-example.org", "ada@example-.org", "ada@127.0.0.1", "ada@[127.0.0.1]", '"a d"@example.org', "<a@b.de",
        "ada@example.org.", "ada@ex_ample.org", "a\u200bda@example.org", f"{'a' * 65}@example.org",
        f"ada@{'b' * 64}.org", "ada@" + "b23456789." * 26 + "org", "<=a@b.de>", "mailto:", "ada@exa\x00mple.org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_repeating_it(seen):
    with pytest.raises(Refused) as refused:
        check_address(seen)
    assert seen not in str(refused.value)


@given(st.text())
def test_no_address_can_break_a_header(seen):
    try:
        address = check_address(f"{seen}@example.org")
    except Refused:
        return
    assert address.isprintable()
    assert " " not in address


@given(st.text())
def test_no_text_can_break_a_header(seen):
    try:
        text = check_text(seen)
    except Refused:
        return
    assert len(f"{text}|".splitlines()) == 1


@pytest.mark.parametrize(
    ("seen", "days"),
    [
        ("Mon-Thu", (0, 1, 2, 3)), ("Mon,Tue,Fri", (0, 1, 4)), ("Mo-Do", (0, 1, 2, 3)), ("Mon–Thu", (0, 1, 2, 3)),
        ("Sun-Thu", (0, 1, 2, 3, 6)), ("monday to wednesday", (0, 1, 2)), ("Montag bis Mittwoch, Fr.", (0, 1, 2, 4)),
        ("Di und Do", (1, 3)),
        ("Mo.-Mi./Sa", (0, 1, 2, 5)), ("FRI", (4,)), ("Mon - Mon", (0,)), ("Sa-Fr", tuple(range(7))),
        ("Mon;Wed and Fri", (0, 2, 4)), ("Tue — Thu", (1, 2, 3)),
    ],
)  # fmt: skip
def test_working_days_are_read(seen, days):
    assert check_working_days(seen) == days


@pytest.mark.parametrize("seen", ["1-5", "Mon-", "-", ",", "weekdays", "Mon-Wed-Fri", "Mon-Foo", "2026-11-23", "and"])
def test_what_names_no_days_is_refused(seen):
    with pytest.raises(Refused, match="names of days"):
        check_working_days(seen)


@given(st.sets(st.integers(0, 6), min_size=1), st.sampled_from([", ", ";", " ", "/", " & "]), st.data())
def test_any_list_of_day_names_reads_back(days, between, data):
    written = between.join(data.draw(st.sampled_from(DAY_NAMES[day])).title() for day in sorted(days, reverse=True))
    assert check_working_days(written) == tuple(sorted(days))


@pytest.mark.parametrize(
    ("seen", "code"), [("Germany", "DE"), ("deutschland", "DE"), ("UK", "GB"), ("United  Kingdom", "GB")]
)
def test_the_name_of_a_country_offers_its_code(seen, code):
    with pytest.raises(Refused, match=f"Write '{code}'"):
        check_country(seen)


@pytest.mark.parametrize("seen", ["D", "DEU", "12", "D1", "dé"])
def test_a_country_is_two_letters(seen):
    assert check_country("de") == "DE"
    with pytest.raises(Refused, match="two letters"):
        check_country(seen)


@pytest.mark.parametrize(
    ("seen", "tag"), [("EN", "en"), ("pt_br", "pt-BR"), ("ZH-hans-cn", "zh-Hans-CN"), ("es-419", "es-419")]
)
def test_a_language_gets_its_usual_case(seen, tag):
    assert check_locale(seen) == tag


@pytest.mark.parametrize(
    ("seen", "says"), [("Deutsch", "Write 'de'"), ("klingon", "such as 'en'"), ("d", "such as"), ("de-", "such as")]
)
def test_what_is_no_language_is_refused(seen, says):
    with pytest.raises(Refused, match=says):
        check_locale(seen)


@pytest.mark.parametrize(
    ("seen", "role"),
    [("Independent", "independent"), ("LINE_MANAGER", "line-manager"), ("Führungskraft", "line-manager")],
)
def test_the_role_of_a_coach_is_read(seen, role):
    assert check_coach_role(seen) == role
    with pytest.raises(Refused, match="'independent' or 'line-manager'"):
        check_coach_role(f"{seen} x")


@pytest.mark.parametrize(
    "seen",
    [
        "http://b.de",
        "https://",
        "b.de/hook",
        "https://u:p@b.de/",
        "https://b.de/a b",
        "https://[b",
        "https://b.de:99999/",
        "javascript:1",
        "https://b.de/" + "x" * 2000,
    ],
)
def test_a_webhook_is_a_plain_https_address(seen):
    assert check_webhook("https://chat.example.org/hooks/1?x=y") == "https://chat.example.org/hooks/1?x=y"
    with pytest.raises(Refused, match="https://"):
        check_webhook(seen)
