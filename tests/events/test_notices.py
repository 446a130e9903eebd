"""Calling members to a meeting: to all who have the right, with a list of who got it how, letters and calls."""

import json
from collections.abc import Iterable
from datetime import timedelta

import pytest
import typst
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Look
from lokallag.core.stale import StalePage
from lokallag.core.typesetting import fonts_in
from lokallag.events import services
from lokallag.events.domain.notices import Part
from lokallag.events.models import Event, Kind, MeetingNotice, NoticeDelivery
from lokallag.events.queries import notices
from lokallag.events.queries.letters import LAYOUT, letters_for, said_in_letters
from lokallag.membership.domain.choices import Reason
from lokallag.membership.models import AddressKeeper, Membership
from lokallag.membership.services import choose_branch, start_membership
from lokallag.outbox.models import DeadAddress, Message, Recipient
from lokallag.people.models import Person
from lokallag.people.services import register_person
from tests.cast import Cast, cast
from tests.events.stage import announced

pytestmark = pytest.mark.django_db
STREET = "Haslumveien 1"


@pytest.fixture
def people() -> Cast:
    return cast()


def meeting(people: Cast, **more: object) -> Event:
    """Announce the annual meeting of Haslum in 40 days, or another meeting."""
    return announced(people, **{"title": "Årsmøte", "kind": Kind.ANNUAL_MEETING, "days": 40, **more})


def member(people: Cast, given: str, *, email: str = "", street: str = "", year: int = 1980, phone: str = "") -> Person:
    """Let somebody be a member of Haslum."""
    person = register_person(
        given_name=given, family_name="Vik", email=email, postal_code="1344", birth_year=year, by=None, at=now()
    )
    Person.objects.filter(pk=person.pk).update(street_address=street, phone=phone)
    membership = start_membership(person=person, joined_on=people.today, number=f"V{person.pk}", by=None, at=now())
    choose_branch(membership=membership, unit=people.haslum, reason=Reason.OWN_CHOICE, by=None, at=now())
    person.refresh_from_db()
    return person


def sent(
    people: Cast, event: Event, part: Part = Part.NOTICE, text: str = "Saker:\n1. Regnskap\n\nVel møtt"
) -> MeetingNotice:
    """Write one of the two and send it."""
    notice = services.write_notice(event=event, part=part, text=text, by=people["branch leader"], at=now())
    return services.send_notice(notice=notice, by=people["branch leader"], at=now(), seen=notice.fingerprint)


def names(persons: Iterable[Person]) -> list[str]:
    """Return the given names."""
    return [person.given_name for person in persons]


class TestSending:
    def test_it_goes_to_all_members_of_the_branch_and_to_nobody_else(self, people):
        kari, _ola = member(people, "Kari", email="kari@example.org"), member(people, "Ola")
        sent(people, meeting(people))

        [message] = Message.objects.filter(is_statutory=True)
        assert message.subject.startswith("Innkalling: Årsmøte i Haslum ")
        assert {row.address for row in message.recipients.all()} == {"mona.dahl@example.org", kari.email, ""}

    def test_a_meeting_of_the_party_calls_all_its_members(self, people):
        other = register_person(
            given_name="Siv", family_name="Sol", email="siv@example.org", postal_code="1300", birth_year=1970,
            by=None, at=now(),
        )  # fmt: skip
        start_membership(person=other, joined_on=people.today, number="V9", by=None, at=now())
        event = meeting(people, unit=people.party)
        notice = services.write_notice(event=event, part=Part.NOTICE, text="Saker", by=people["board leader"], at=now())
        services.send_notice(notice=notice, by=people["board leader"], at=now(), seen=notice.fingerprint)

        addresses = set(Recipient.objects.filter(message__is_statutory=True).values_list("address", flat=True))
        assert addresses == {"mona.dahl@example.org", "siv@example.org"}

    def test_two_presses_send_once(self, people):
        event = meeting(people)
        first = sent(people, event)
        services.send_notice(notice=first, by=people["branch leader"], at=now(), seen="whatever")

        assert Message.objects.filter(is_statutory=True).count() == 1

    def test_notice_and_papers_are_two_mailings_with_deadlines_of_their_own(self, people):
        event = meeting(people)
        notice, papers = sent(people, event), sent(people, event, Part.PAPERS)

        day = event.starts_at.astimezone().date()
        assert (day - notice.due_on, day - papers.due_on) == (timedelta(days=28), timedelta(days=7))
        assert Message.objects.filter(is_statutory=True).count() == 2

    def test_a_members_meeting_has_no_deadline(self, people):
        notice = sent(people, meeting(people, kind=Kind.MEMBERS_MEETING, days=3))

        assert (notice.due_on, notice.source) == (None, "")

    def test_lateness_warns_and_never_blocks(self, people, client):
        event = meeting(people, days=10)
        client = people.sign_in(Client(), "branch leader")
        page = client.get(f"/arrangementer/{event.slug}/innkalling/").content.decode()
        assert "Fristen var for 18 dager siden" in page

        sent(people, event)

        page = client.get(f"/arrangementer/{event.slug}/innkalling/").content.decode()
        assert "Sendt 18 dager etter fristen" in page

    def test_only_an_announced_meeting_is_called_to(self, people):
        event = meeting(people)
        notice = services.write_notice(
            event=event, part=Part.NOTICE, text="Saker", by=people["branch leader"], at=now()
        )
        for state in ("draft", "cancelled"):
            Event.objects.filter(pk=event.pk).update(state=state, cancel_reason="Sykdom", cancelled_at=now())
            with pytest.raises(RuleViolation, match="Kunngjør møtet først"):
                services.send_notice(notice=notice, by=people["branch leader"], at=now(), seen=notice.fingerprint)
        assert not Message.objects.filter(is_statutory=True).exists()

    def test_without_words_nothing_is_sent(self, people):
        notice = services.write_notice(
            event=meeting(people), part=Part.NOTICE, text=" ", by=people["branch leader"], at=now()
        )
        with pytest.raises(RuleViolation, match="Skriv teksten"):
            services.send_notice(notice=notice, by=people["branch leader"], at=now(), seen=notice.fingerprint)

    def test_a_number_without_an_item_is_not_sent(self, people):
        event = meeting(people)
        words = notices.first_words(event, Part.NOTICE, notices.unit_of(event), people.today)
        notice = services.write_notice(event=event, part=Part.NOTICE, text=words, by=people["branch leader"], at=now())
        client = people.sign_in(Client(), "branch leader")

        page = client.get(f"/arrangementer/{event.slug}/innkalling/innkalling/").content.decode()

        assert "Det står et nummer uten sak." in page
        assert "Send til alle" not in page
        with pytest.raises(RuleViolation, match="nummer uten sak"):
            services.send_notice(notice=notice, by=people["branch leader"], at=now(), seen=notice.fingerprint)

    def test_an_open_meeting_calls_nobody(self, people):
        with pytest.raises(RuleViolation, match="årsmøter og medlemsmøter"):
            services.write_notice(
                event=announced(people), part=Part.NOTICE, text="x", by=people["branch leader"], at=now()
            )
        event = Event.objects.get()
        client = people.sign_in(Client(), "branch leader")
        assert client.get(f"/arrangementer/{event.slug}/innkalling/").status_code == 404

    def test_of_two_who_write_the_second_is_told_and_keeps_the_words(self, people):
        event = meeting(people)
        client = people.sign_in(Client(), "branch leader")
        path = f"/arrangementer/{event.slug}/innkalling/innkalling/"
        services.write_notice(event=event, part=Part.NOTICE, text="Først", by=people["branch leader"], at=now())
        seen = MeetingNotice.objects.get().fingerprint
        services.write_notice(event=event, part=Part.NOTICE, text="Andres", by=people["branch leader"], at=now())

        answer = client.post(path, {"text": "Mine egne ord", "seen": seen})

        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Mine egne ord" in page
        assert "Andres" in page
        assert MeetingNotice.objects.get().text == "Andres"
        with pytest.raises(StalePage):
            services.send_notice(notice=MeetingNotice.objects.get(), by=people["branch leader"], at=now(), seen=seen)

    def test_a_meeting_moved_afterwards_is_told_of(self, people):
        event = meeting(people)
        sent(people, event)
        services.move_event(
            event=event,
            starts_at=event.starts_at + timedelta(days=1),
            ends_at=event.ends_at + timedelta(days=1),
            by=people["branch leader"],
            at=now(),
        )

        page = people.sign_in(Client(), "branch leader").get(f"/arrangementer/{event.slug}/innkalling/")
        assert "Møtet er flyttet etter at denne ble sendt." in page.content.decode()

    def test_the_first_words_name_the_deadlines_of_the_rules(self, people):
        event = meeting(people)
        words = notices.first_words(event, Part.NOTICE, notices.unit_of(event), people.today)

        assert words.startswith("Medlemmene i Haslum kalles inn til Årsmøte ")
        assert "Forslag må være sendt styret senest " in words


class TestWhoGotIt:
    def test_each_who_has_the_right_stands_there_with_how(self, people):
        member(people, "Kari", email="kari@example.org")
        member(people, "Ola", phone="90000001")
        member(people, "Pia", email="pia@example.org")
        DeadAddress.objects.create(address="pia@example.org", found_at=now())
        notice = sent(people, meeting(people))
        Recipient.objects.filter(address="kari@example.org").update(state="sent", sent_at=now())
        Recipient.objects.filter(address="pia@example.org").update(state="failed")
        Recipient.objects.filter(address="mona.dahl@example.org").update(state="uncertain")

        counts = notices.counts_of(notice, people.haslum, people.today)

        assert (counts.right, counts.by_mail, counts.uncertain, counts.left) == (4, 1, 1, 2)
        assert names(notices.not_reached(notice, people.haslum, people.today)) == ["Ola", "Pia"]

    def test_who_became_a_member_later_is_not_forgotten(self, people):
        notice = sent(people, meeting(people))
        member(people, "Siri", email="siri@example.org")

        assert names(notices.not_reached(notice, people.haslum, people.today)) == ["Siri"]

    def test_a_call_is_written_down_once_and_can_be_taken_back(self, people):
        ola = member(people, "Ola", phone="90000001")
        event = meeting(people)
        sent(people, event)
        client = people.sign_in(Client(), "branch leader")
        path = f"/arrangementer/{event.slug}/innkalling/innkalling"
        assert "90000001" in client.get(f"{path}/hvem/?vis=igjen").content.decode()

        for _press in range(2):
            client.post(f"{path}/ringt/", {"hvem": str(ola.key)})
        assert NoticeDelivery.objects.filter(person=ola, way="phone").count() == 1
        assert "Alle har fått den" in client.get(f"{path}/hvem/?vis=igjen").content.decode()

        client.post(f"{path}/ringt/", {"angre": str(ola.key)})
        assert not NoticeDelivery.objects.exists()

    def test_looking_is_logged_with_whom_it_showed(self, people):
        ola = member(people, "Ola")
        event = meeting(people)
        sent(people, event)
        people.sign_in(Client(), "branch leader").get(f"/arrangementer/{event.slug}/innkalling/innkalling/hvem/")

        look = Look.objects.filter(act="events.see_delivery").latest("pk")
        assert ola.pk in look.person_ids

    def test_the_list_is_for_those_who_lead_the_unit_and_see_its_members(self, people):
        event = meeting(people)
        sent(people, event)
        path = f"/arrangementer/{event.slug}/innkalling/innkalling/hvem/"
        answers = {who: people.sign_in(Client(), who).get(path).status_code for who in ("branch leader", "member")}

        assert answers == {"branch leader": 200, "member": 404}
        assert people.sign_in(Client(), "neighbour leader").get(path).status_code in {403, 404}

    def test_how_many_there_are_makes_no_more_queries(self, people):
        event = meeting(people)
        member(people, "Ola")
        sent(people, event)
        client = people.sign_in(Client(), "branch leader")
        path = f"/arrangementer/{event.slug}/innkalling/innkalling/hvem/"
        counts = []
        for name in ("Ida", "Per", "Åse"):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
            member(people, name)

        assert len(set(counts)) == 1

    def test_more_than_a_hundred_come_page_by_page(self, people):
        event = meeting(people)
        for number in range(103):
            member(people, f"Per{number:03d}")
        sent(people, event)
        client = people.sign_in(Client(), "branch leader")
        path = f"/arrangementer/{event.slug}/innkalling/innkalling/hvem/"

        assert "Side 1 av 2" in client.get(path).content.decode()
        assert "Per102" in client.get(path, {"side": "2"}).content.decode()
        assert client.get(path, {"side": "mange"}).status_code == 200


class TestLetters:
    def letters(self, people: Cast, notice: MeetingNotice, who: str = "branch leader") -> list[tuple[str, ...]]:
        made = letters_for(notice, people.haslum, viewer=people[who], today=people.today)
        return [letter.names for letter in made]

    def test_one_to_each_household_and_a_protected_address_only_by_its_keeper(self, people):
        for given in ("Kari", "Ola", "Vera"):
            member(people, given, street=STREET)
        Person.objects.filter(given_name="Vera").update(is_protected=True)
        member(people, "Uten")
        notice = sent(people, meeting(people))

        assert self.letters(people, notice) == [("Kari Vik", "Ola Vik")]
        AddressKeeper.objects.create(person=people["secretary"], named_by=people["board leader"], named_on=people.today)
        assert self.letters(people, notice, "secretary") == [("Kari Vik", "Ola Vik"), ("Vera Vik",)]

    def test_the_letters_are_a_pdf_and_once_posted_are_over(self, people):
        member(people, "Kari", street=STREET)
        event = meeting(people)
        notice = sent(people, event)
        client = people.sign_in(Client(), "branch leader")
        path = f"/arrangementer/{event.slug}/innkalling/innkalling"

        answer = client.get(f"{path}/brev.pdf")
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
        assert Look.objects.filter(act="events.print_letters").count() == 1
        client.post(f"{path}/brev/")

        assert self.letters(people, notice) == []
        assert NoticeDelivery.objects.get().way == "letter"

    def test_words_with_signs_of_markup_stand_as_they_are(self, people):
        member(people, "Kari", street='#Veien *1* "_$')
        notice = sent(people, meeting(people), text="#let x = 1\n*fet* $a$ @b \\ <c>\n\n- punkt")
        made = letters_for(notice, people.haslum, viewer=people["branch leader"], today=people.today)
        said = said_in_letters(made, notice, people.haslum, sender=people["branch leader"], today=people.today)

        assert said["paragraphs"] == [["#let x = 1", "*fet* $a$ @b \\ <c>"], ["- punkt"]]
        assert said["letters"] == [["Kari Vik", '#Veien *1* "_$', "1344"]]

    def test_who_does_not_see_addresses_prints_no_letters(self, people):
        member(people, "Kari", street=STREET)
        event = meeting(people)
        sent(people, event)

        path = f"/arrangementer/{event.slug}/innkalling/innkalling/brev.pdf"
        assert people.sign_in(Client(), "member").get(path).status_code == 404
        assert people.sign_in(Client(), "neighbour leader").get(path).status_code in {403, 404}


def test_a_member_who_leaves_is_on_no_list(people):
    kari = member(people, "Kari")
    notice = sent(people, meeting(people))
    Membership.objects.filter(person=kari).update(ended_on=people.today, end_reason="resigned")

    assert names(notices.not_reached(notice, people.haslum, people.today)) == []


def test_each_letter_begins_on_a_page_of_its_own(people):
    for number in range(3):
        member(people, f"Per{number}", street=f"Veien {number}")
    notice = sent(people, meeting(people))
    made = letters_for(notice, people.haslum, viewer=people["branch leader"], today=people.today)
    said = said_in_letters(made, notice, people.haslum, sender=people["branch leader"], today=people.today)

    pages = typst.compile(
        LAYOUT.read_bytes(),
        font_paths=fonts_in(settings.PRINT_FONTS),
        format="png",
        ppi=20,
        sys_inputs={"said": json.dumps(said)},
    )

    assert len(pages) == len(made) == 3
