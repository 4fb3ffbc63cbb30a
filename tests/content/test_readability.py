"""What counts as hard to read, in English and in German."""

import pytest

from content.readability import LIMITS, hard, lix

PLAIN = {
    "en": "When somebody comes to you today, put the phone away before they start. Look up. Wait until they are done. "
    "Then say back in one line what you heard.",
    "de": "Wenn heute jemand zu Ihnen kommt, legen Sie das Telefon weg, bevor er anfängt. Sehen Sie auf. Warten Sie, "
    "bis alles gesagt ist. Sagen Sie dann in einem Satz, was Sie gehört haben.",
}
OFFICIAL = {
    "en": "Operational responsibility for interpersonal communication processes necessitates continuous, consistently "
    "documented attentiveness throughout organisational interactions. Accountability arrangements for individual "
    "contributors originate from the departmental leadership.",
    "de": "Die operative Verantwortung für zwischenmenschliche Kommunikationsprozesse erfordert kontinuierliche, "
    "nachvollziehbar dokumentierte Aufmerksamkeit während sämtlicher organisatorischer Interaktionen im Unternehmen. "
    "Zuständigkeiten ergeben sich aus den Verantwortungsbereichen der jeweiligen Fachabteilungen.",
}


@pytest.mark.parametrize("language", LIMITS)
def test_plain_words_pass_and_office_words_do_not(language: str) -> None:
    assert hard(PLAIN[language], language) == ""
    assert "LIX" in hard(OFFICIAL[language], language)


def test_german_may_have_longer_words_than_english() -> None:
    assert LIMITS["de"] > LIMITS["en"]


def test_the_formula_is_words_per_sentence_and_the_share_of_long_words() -> None:
    assert lix("Put the machine down. Then look up again.") == round(8 / 2 + 100 * 1 / 8)


def test_a_region_has_the_limit_of_its_language() -> None:
    assert hard(OFFICIAL["de"], "de-AT") == hard(OFFICIAL["de"], "de")


def test_one_endless_sentence_is_named() -> None:
    assert hard("Go there " + "and look " * 25 + "once.", "en").startswith("Hard to read: the sentence 'Go there and")


def test_few_words_have_no_score() -> None:
    assert hard("Acknowledge interpersonal circumstances.", "en") == ""
