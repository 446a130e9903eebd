"""Writing to a unit's members: draft, preview, trial, one press that sends, and how it went."""

import re

import pytest
from django.utils.timezone import now

from lokallag.core.models import Look
from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.models import Mailing
from lokallag.mailing.services import unsubscribe
from lokallag.outbox import services as outbox
from lokallag.outbox.models import Message, Recipient
from tests.cast import cast
from tests.mailing.stage import write_draft
from tests.mailing.test_send import add_member
from tests.outbox.test_deliver import Postman

pytestmark = pytest.mark.django_db
WRITTEN = {"kind": "news", "to": "members", "subject": "Medlemsmøte", "text": "Vi ses på torsdag.", "language": "nb"}


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def leader(people, client):
    return people.sign_in(client, "branch leader")


def sent_letters():
    return Message.objects.filter(purpose__startswith="mailing.")


def test_a_draft_is_kept_and_nothing_is_sent(people, leader):
    answer = leader.post("/utsendinger/haslum/ny/", WRITTEN)

    mailing = Mailing.objects.get()
    assert answer.url == f"/utsendinger/brev/{mailing.pk}/"
    assert (mailing.to.units, mailing.words["nb"].subject, mailing.sent_at) == (
        (people.haslum.pk,),
        "Medlemsmøte",
        None,
    )
    assert mailing.written_by == people["branch leader"]
    assert not sent_letters().exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "statutory"}, "kind"),  # nobody gets round an unsubscription by calling it a notice
        ({"to": "leaders"}, "to"),  # the party's alone
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 151}, "subject"),
        ({"text": " "}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"low": "40", "high": "30"}, "high"),
        ({"low": "-1"}, "low"),
        ({"subject_2": "Møte"}, "text_2"),
        ({"subject_2": "Møte", "text_2": "Me sjåast.", "language_2": "nb"}, "language_2"),
    ],
)
def test_what_cannot_be_sent_comes_back_with_what_was_written(leader, changed, field):
    answer = leader.post("/utsendinger/haslum/ny/", {**WRITTEN, **changed})

    assert answer.status_code == 422
    assert set(answer.context["page"].form.errors) == {field}
    assert WRITTEN["text"] in answer.content.decode() or "text" in changed
    assert Mailing.objects.count() == 0


def test_the_draft_shows_who_gets_it_and_how_many_cannot(people, leader):
    for given, email in (("Uten", ""), ("Avmeldt", None)):
        person = add_member(given, email=email)
        from lokallag.membership.domain.choices import Reason
        from lokallag.membership.services import choose_branch

        choose_branch(membership=person.membership, unit=people.haslum, by=None, at=now(), reason=Reason.IMPORTED)
    unsubscribe(person=person, kind=Kind.NEWS, way="link", by=None, at=now())

    page = leader.get(f"/utsendinger/brev/{write_draft(people).pk}/").context["page"]

    found = page.audience
    assert (found.persons, found.gets, found.without_address, found.left) == (3, 1, 1, 1)
    assert page.to == "Medlemmene i Haslum"


def test_the_letter_is_shown_in_a_frame_that_can_do_nothing(people, leader):
    mailing = write_draft(people)

    answer = leader.get(f"/utsendinger/brev/{mailing.pk}/vis/nb/")

    policy = answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert {"default-src 'none'", "frame-ancestors 'self'", "sandbox allow-popups"} <= set(policy.split("; "))
    assert "script-src" not in policy
    assert "Vi ses på torsdag." in answer.content.decode()
    assert leader.get(f"/utsendinger/brev/{mailing.pk}/vis/en/").status_code == 404


def test_a_trial_goes_to_oneself_alone(people, leader):
    mailing = write_draft(people)

    leader.post(f"/utsendinger/brev/{mailing.pk}/prove/")

    assert list(Recipient.objects.filter(message__purpose="mailing.trial").values_list("address", flat=True)) == [
        people["branch leader"].email
    ]
    assert sent_letters().count() == 1
    assert Message.objects.get(purpose="mailing.trial").subject == "Prøve: Medlemsmøte"


def test_two_presses_send_once(people, leader):
    mailing = write_draft(people)
    page = leader.get(f"/utsendinger/brev/{mailing.pk}/").context["page"]
    form = {"seen": page.form["seen"].value()}

    first = leader.post(f"/utsendinger/brev/{mailing.pk}/send/", {**form, "engangsnokkel": "a"})
    second = leader.post(f"/utsendinger/brev/{mailing.pk}/send/", {**form, "engangsnokkel": "b"})

    mailing.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 302)
    assert (mailing.recipients, mailing.sent_by) == (1, people["branch leader"])
    assert list(Recipient.objects.filter(message__purpose="mailing.news").values_list("address", flat=True)) == [
        people["member"].email
    ]


def test_what_was_not_read_is_not_sent(people, leader):
    mailing = write_draft(people)
    seen = mailing.fingerprint
    leader.post(f"/utsendinger/brev/{mailing.pk}/rediger/", {**WRITTEN, "text": "Noe annet."})

    answer = leader.post(f"/utsendinger/brev/{mailing.pk}/send/", {"seen": seen})

    assert answer.status_code == 422
    assert "Noen andre endret utkastet" in answer.content.decode()
    assert not sent_letters().exists()


def test_of_two_who_edit_the_second_is_told_and_keeps_the_words(people, leader):
    mailing = write_draft(people)
    seen = mailing.fingerprint
    path = f"/utsendinger/brev/{mailing.pk}/rediger/"
    leader.post(path, {**WRITTEN, "text": "Den første.", "seen": seen})

    answer = leader.post(path, {**WRITTEN, "text": "Den andre.", "seen": seen})

    assert answer.status_code == 422
    assert "Den andre." in answer.content.decode()
    assert Mailing.objects.get().words["nb"].text == "Den første."
    again = leader.post(path, {**WRITTEN, "text": "Den andre.", "seen": answer.context["page"].form["seen"].value()})
    assert again.status_code == 302


def test_what_is_sent_is_neither_changed_nor_thrown_away(people, leader):
    mailing = write_draft(people)
    leader.post(f"/utsendinger/brev/{mailing.pk}/send/")

    changed = leader.post(f"/utsendinger/brev/{mailing.pk}/rediger/", {**WRITTEN, "text": "Etterpå."})
    thrown = leader.post(f"/utsendinger/brev/{mailing.pk}/kast/")

    assert (changed.status_code, thrown.status_code) == (422, 422)
    assert Mailing.objects.get().words["nb"].text == "Vi ses på torsdag."


def test_a_draft_is_thrown_away(people, leader):
    mailing = write_draft(people)

    assert leader.post(f"/utsendinger/brev/{mailing.pk}/kast/").url == "/utsendinger/haslum/"
    assert Mailing.objects.count() == 0


def test_sending_wants_a_second_factor_given_just_now(people, client):
    mailing = write_draft(people)
    client.force_login(people["branch leader"])

    answer = client.post(f"/utsendinger/brev/{mailing.pk}/send/")

    assert answer.status_code == 302
    assert "fersk=1" in answer.url or "/bekreft" in answer.url
    assert not sent_letters().exists()


def test_another_units_mailings_answer_as_if_they_were_not_there(people, client):
    mailing = write_draft(people)
    neighbour = people.sign_in(client, "neighbour leader")

    for path in ("/utsendinger/haslum/", f"/utsendinger/brev/{mailing.pk}/", f"/utsendinger/brev/{mailing.pk}/vis/nb/"):
        assert neighbour.get(path).status_code == 404
    assert neighbour.post(f"/utsendinger/brev/{mailing.pk}/send/").status_code == 404
    assert Mailing.objects.get().sent_at is None


def test_how_it_went_is_shown_with_those_it_did_not_reach_and_the_look_is_written_down(people, leader):
    mailing = write_draft(people)
    leader.post(f"/utsendinger/brev/{mailing.pk}/send/")
    on_its_way = leader.get(f"/utsendinger/brev/{mailing.pk}/").context["page"]
    unsubscribe(person=people["member"], kind=Kind.NEWS, way="link", by=None, at=now())
    while outbox.deliver(carrier=Postman()):
        pass

    page = leader.get(f"/utsendinger/brev/{mailing.pk}/").context["page"]

    assert (on_its_way.is_under_way, page.is_under_way) == (True, False)
    assert page.progress.failed == (("Har meldt seg av", 1),)
    assert [(row.name, row.why) for row in page.not_reached] == [("Mona Dahl", "Har meldt seg av")]
    look = Look.objects.filter(act="mailing.see_mailings").latest("pk")
    assert look.person_ids == [people["member"].pk]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(people, leader, count, django_assert_max_num_queries):
    for _number in range(count):
        write_draft(people)

    with django_assert_max_num_queries(13):
        page = leader.get("/utsendinger/haslum/").context["page"]

    assert len(page.rows) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_one_not_reached_as_for_three(people, leader, count, django_assert_max_num_queries):
    mailing = write_draft(people)
    leader.post(f"/utsendinger/brev/{mailing.pk}/send/")
    message = Message.objects.get(purpose="mailing.news")
    for number in range(count - 1):
        person = add_member(f"Nr{number}")
        Recipient.objects.create(message=message, recipient_key=str(person.key), address="", due_at=now())
    Recipient.objects.filter(message=message).update(state="uncertain")

    with django_assert_max_num_queries(19):
        page = leader.get(f"/utsendinger/brev/{mailing.pk}/").context["page"]

    assert len(page.not_reached) == count


def test_a_header_in_a_subject_or_a_name_adds_nothing(people, leader):
    people["branch leader"].given_name = "Hanne\r\nBcc: alle@example.org"
    people["branch leader"].save()
    mailing = write_draft(people)
    Mailing.objects.filter(pk=mailing.pk).update(
        texts={"nb": {"subject": "Hei\r\nBcc: alle@example.org", "text": "Vi ses.", "action": ""}}
    )
    leader.post(f"/utsendinger/brev/{mailing.pk}/send/")
    postman = Postman()
    outbox.deliver(carrier=postman)

    from lokallag.outbox.letters import as_mail

    letter = next(letter for letter in postman.carried if letter.address == people["member"].email)
    head = as_mail(letter).partition(b"\r\n\r\n")[0].decode()
    assert not re.search(r"(?im)^bcc:", head)
    assert len(re.findall(r"(?m)^To: ", head)) == 1


def test_a_mailing_says_how_to_leave_in_its_head_and_its_words_and_a_notice_does_not(people):
    from lokallag.mailing.domain.segments import Segment
    from lokallag.mailing.domain.words import Words
    from lokallag.mailing.services import send_mailing
    from lokallag.outbox.letters import as_mail

    for key, statutory in (("a", False), ("b", True)):
        send_mailing(
            key=key,
            kind=Kind.NEWS,
            segment=Segment(),
            unit=people.party,
            texts={"nb": Words("Hei", "Vi ses.")},
            by=None,
            at=now(),
            statutory=statutory,
        )
    postman = Postman()
    outbox.deliver(carrier=postman)
    letters = {
        letter.sheet.list_id.strip("<").split(".")[1]: letter for letter in postman.carried if letter.subject == "Hei"
    }

    news, notice = as_mail(letters["news"]).decode(), as_mail(letters["statutory"]).decode()
    assert re.search(r"(?m)^List-Unsubscribe: <http://\S+/avmelding/[\w-]{55}/>\r$", news)
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in news
    assert letters["news"].text.rstrip().endswith(letters["news"].way_out)
    assert letters["news"].way_out in letters["news"].html
    assert "List-Unsubscribe" not in notice
    assert "avmelding" not in letters["statutory"].text + letters["statutory"].html
