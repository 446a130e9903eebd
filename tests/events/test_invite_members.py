"""Inviting a unit's members to an event: a mailing filled in once, read and sent by those who lead the unit."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import localdate, now

from lokallag.core.errors import RuleViolation
from lokallag.events import services
from lokallag.events.domain.audience import Audience
from lokallag.events.models import Event
from lokallag.events.services import Point
from lokallag.mailing.models import Mailing
from lokallag.organisation.models import Title
from lokallag.outbox.models import Recipient
from tests.cast import Cast, cast
from tests.events.stage import announced, draft, held_with_sandvika

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def invited(people: Cast, event: Event, unit: str = "haslum") -> Mailing:
    """Return the invitation of a unit."""
    return services.draft_invitation(event=event, unit=getattr(people, unit), by=people["branch leader"], at=now())


def test_it_says_what_when_where_and_where_to_sign_up(people):
    event = announced(people, description="Kom og hør.", practical="Heis i bakgården.")

    [(language, words)] = invited(people, event).words.items()

    assert (language, words.subject.startswith("Skolevei og snarveier, ")) == ("nb", True)
    paragraphs = words.text.split("\n\n")
    assert paragraphs[0] == "Kom og hør."
    when, where = paragraphs[1].split("\n")
    assert (when.endswith(" kl. 18.30–20.30"), where) == (True, "Haslum menighetshus")
    assert paragraphs[2:4] == [
        "Heis i bakgården.",
        f"Meld deg på her: http://localhost:8000/arrangementer/{event.slug}/",
    ]


def test_it_names_who_opens_the_talk_and_leaves_the_greeting_to_the_letter(people):
    points = (
        Point("Kaffe og prat", 15, "Kari Kokk"),
        Point("Trygg skolevei", 20, "Sigrid Uteng", is_opening=True),
        Point("Uten navn", 5, is_opening=True),
    )

    [words] = invited(people, announced(people, programme=points)).words.values()

    assert "Innledning ved Sigrid Uteng: Trygg skolevei" in words.text.split("\n\n")
    assert not {"Kari Kokk", "Uten navn", "Hilsen"} & {
        said for said in ("Kari Kokk", "Uten navn", "Hilsen") if said in words.text
    }


def test_there_is_one_for_each_unit_and_event_and_nothing_is_sent(people):
    event = held_with_sandvika(people, announced(people))

    first, again = invited(people, event), invited(people, event)
    other = invited(people, event, "sandvika")

    assert (first.pk, first.kind, first.sent_at) == (again.pk, "invitation", None)
    assert [mailing.to.units for mailing in (first, other)] == [(people.haslum.pk,), (people.sandvika.pk,)]
    assert not Recipient.objects.filter(message__purpose="mailing.invitation").exists()


def test_it_is_written_in_bokmaal_whatever_its_writer_reads(people, client):
    people["branch leader"].language = "en"
    people["branch leader"].save(update_fields=["language"])
    event = announced(people)
    people.sign_in(client, "branch leader").post(f"/arrangementer/{event.slug}/inviter/")

    assert "Meld deg på her: " in Mailing.objects.get().words["nb"].text


@pytest.mark.parametrize(
    ("said", "segment"),
    [
        ({"audience": Audience.OPEN}, ("members", None, None)),
        ({"audience": Audience.OFFICERS}, ("officers", None, None)),
        ({"audience": Audience.AGE_GROUP, "age_from": 60}, ("members", 60, None)),
        ({"audience": Audience.AGE_GROUP, "age_until": 40}, ("members", None, 41)),
    ],
)
def test_those_it_is_for_are_invited(people, said, segment):
    with time_machine.travel(f"{localdate().year}-06-01T12:00:00Z", tick=False):
        to = invited(people, announced(people, **said)).to

    assert (to.who.value, to.low, to.high) == segment


@pytest.mark.parametrize("why", ["draft", "over", "one office"])
def test_nobody_is_invited_to_what_cannot_be_come_to(people, why):
    if why == "draft":
        event = draft(people)
    elif why == "over":
        event = announced(people)
        Event.objects.filter(pk=event.pk).update(
            starts_at=now() - timedelta(hours=3), ends_at=now() - timedelta(hours=1), signup_until=None
        )
    else:
        event = announced(people, audience=Audience.OFFICE, office_title=Title.TREASURER)

    with pytest.raises(RuleViolation, match="kunngjort"):
        invited(people, event)


def test_one_press_leads_to_the_draft_from_which_it_is_sent(people):
    event = announced(people)
    client = people.sign_in(Client(), "branch leader")
    page = client.get(f"/arrangementer/{event.slug}/vert/")
    assert "Inviter medlemmene" in page.content.decode()

    answer = client.post(f"/arrangementer/{event.slug}/inviter/")

    mailing = Mailing.objects.get()
    assert answer["Location"] == f"/utsendinger/brev/{mailing.pk}/"
    client.post(f"/utsendinger/brev/{mailing.pk}/send/", {"seen": mailing.fingerprint})
    sent = client.get(f"/utsendinger/brev/{mailing.pk}/").content.decode()
    assert f'href="/arrangementer/{Event.objects.get().slug}/">Skolevei og snarveier</a>' in sent  # and back again
    [recipient] = Recipient.objects.filter(message__purpose="mailing.invitation")
    assert recipient.address == "mona.dahl@example.org"


def test_who_holds_no_host_in_hand_invites_nobody(people):
    event = announced(people)
    path = f"/arrangementer/{event.slug}/inviter/"

    answers = {who: people.sign_in(Client(), who).post(path).status_code for who in ("member", "neighbour leader")}

    assert answers == {"member": 404, "neighbour leader": 404}
    assert not Mailing.objects.exists()
