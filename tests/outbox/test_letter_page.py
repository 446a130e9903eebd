"""The page of a letter: the same words as its text, links of its own, and nothing loaded from anywhere."""

import re
from html import unescape

import pytest
from django.utils.timezone import now

from lokallag.outbox.domain.checks import Sender, _senders, everybody
from lokallag.outbox.domain.look import PLAIN, letter_colour, say_colour
from lokallag.outbox.letters import as_mail, write_letter
from lokallag.outbox.models import Recipient
from tests.outbox.test_post import post

pytestmark = pytest.mark.django_db
STRANGE = 'Årsmøte "på" <b>Blåkollen</b> & \\ i\u200bdag 🎉'


def letter(**fields):
    post(**{"at": now(), **fields})
    return write_letter(Recipient.objects.select_related("message").latest("pk"))


@pytest.fixture
def leavable(monkeypatch):
    def way_out(key: str) -> str:
        return f"https://lag.example.org/avmelding/{key}?a=1&b=2/"

    monkeypatch.setitem(_senders, "prove.utsending", Sender("prove.utsending", everybody, way_out))
    return "prove.utsending"


def words_of(html):
    return " ".join(unescape(re.sub("<[^>]*>", " ", html.partition("</head>")[2])).split())


def test_the_page_says_what_the_text_says(settings):
    settings.SITE_URL = "https://lag.example.org"
    made = letter(subject=STRANGE, text=f"Hei!\n\n{STRANGE}\nNeste linje", sender_name="Haslum")

    shown = words_of(made.html)
    for part in (STRANGE, "Hei!", "Neste linje", "Hilsen Haslum", "Sendt fra https://lag.example.org"):
        assert part in shown
    assert "<b>Blåkollen</b>" not in made.html


@pytest.mark.parametrize(
    ("language", "greeting", "leave"),
    [
        ("nb", "Hilsen Haslum", "Meld deg av"),
        ("nn", "Helsing Haslum", "Meld deg av"),
        ("en", "Regards Haslum", "Unsubscribe"),
    ],
)
def test_the_words_round_it_are_in_the_readers_language(leavable, language, greeting, leave):
    made = letter(purpose=leavable, language=language, sender_name="Haslum")

    assert f'lang="{language}"' in made.html
    assert leave in words_of(made.html)
    assert words_of(made.html).count(made.text.split("\n\n")[1]) == 1


def test_nothing_is_loaded_from_anywhere(leavable):
    made = letter(
        purpose=leavable, text="Se https://lag.example.org/møte og kom.", action=("Svar", "https://x.example/")
    )

    assert not re.search(r"<(link|script|img|iframe|object|embed|form)\b|@import|url\(", made.html)


def test_links_lead_where_they_should_and_end_before_the_full_stop(leavable):
    made = letter(
        purpose=leavable,
        text="Se https://lag.example.org/møte?a=1&b=2. Eller (https://x.example/).",
        action=("Svar", "https://lag.example.org/alle/"),
        to=[("nøkkel", "kari@example.org", "https://lag.example.org/svar/1/?x=1&y='2'")],
    )

    links = [unescape(url) for url in re.findall(r'<a [^>]*href="([^"]*)"', made.html)]
    assert "https://lag.example.org/m%C3%B8te?a=1&b=2" in links
    assert "https://x.example/" in links
    assert "https://lag.example.org/svar/1/?x=1&y='2'" in links
    assert made.way_out in links
    assert not [url for url in links if ".invalid" in url or "alle" in url or "\\" in url]
    assert f"Svar:\n{made.action_url}\n" in made.text


def test_every_line_is_short_and_the_parts_come_out_whole(leavable):
    import email
    from email.policy import default

    made = letter(
        purpose=leavable,
        text="x" * 500 + "\n\n.punktum\n\nFrom her",
        action=("Svar", "https://x.example/" + "a" * 200),
        to=[("n", "kari@example.org")],
    )
    raw = as_mail(made)

    mail = email.message_from_bytes(raw, policy=default)
    plain, page = (part.get_content().replace("\r\n", "\n") for part in mail.iter_parts())
    assert max(len(line) for line in raw.partition(b"\r\n\r\n")[2].split(b"\r\n")) <= 76
    assert plain == made.text
    assert page.strip() == made.html.replace("\r\n", "\n").strip()


def test_no_letter_holds_anothers_address_or_links(leavable):
    post(
        at=now(),
        purpose=leavable,
        action=("Svar", ""),
        to=[(f"nr{n}", f"kanari{n}@example.org", f"https://x.example/lenke{n}/") for n in range(3)],
    )
    rows = Recipient.objects.select_related("message").order_by("pk")

    for number, row in enumerate(rows):
        raw = as_mail(write_letter(row)).replace(b"=\r\n", b"").decode()
        for other in range(3):
            assert (f"kanari{other}" in raw, f"lenke{other}" in raw, f"/nr{other}" in raw) == (number == other,) * 3


def test_marks_in_a_text_are_not_links():
    made = letter(text="Hei \ue000 og \ue001", subject="\ue000")

    assert "\ue000" not in made.text + made.html + made.subject


def test_a_colour_that_white_words_cannot_be_read_on_is_not_used():
    from lokallag.outbox.domain import look

    kept = list(look._said)
    try:
        for colour, used in (("#b3212b", "#b3212b"), ("#ffee00", PLAIN), ("", PLAIN), ("rød", PLAIN)):
            say_colour(lambda colour=colour: colour)
            assert letter_colour() == used
    finally:
        look._said[:] = kept


def test_an_address_with_a_line_end_is_no_letter():
    made = letter()
    from dataclasses import replace

    with pytest.raises(ValueError):
        as_mail(replace(made, way_out="https://x.example/\r\nBcc: alle@example.org"))
