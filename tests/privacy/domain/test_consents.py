"""The texts that members say yes to."""

import hashlib

from django.utils import translation

from lokallag.privacy.domain import consents

# A text that was shown never changes: who said yes, said it to these words. A new text is a new version and a new row.
SHOWN = {
    ("photo", "2026-1"): "25bef2127a586edd",
    ("campaign_sms", "2026-1"): "0e22c8f430fb3b3c",
}


def digest(text):
    with translation.override("nb"):
        return hashlib.sha256(f"{text.title}\n{text.text}".encode()).hexdigest()[:16]


def test_a_text_that_was_once_shown_never_changes():
    assert {(text.purpose, text.version): digest(text) for text in consents.TEXTS} == SHOWN


def test_the_newest_version_of_each_purpose_is_asked():
    asked = consents.newest()

    assert [text.purpose for text in asked] == ["photo", "campaign_sms"]
    assert all(consents.newest_for(text.purpose) is text for text in asked)
    assert consents.newest_for("everything") is None


def test_an_older_text_can_be_read_again():
    text = consents.TEXTS[0]

    assert consents.text_of(text.purpose, text.version) is text
    assert consents.text_of(text.purpose, "1999") is None
