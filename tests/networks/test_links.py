"""Networks in the rooms below: who is called, who is written to, and what stands in one's calendar."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from icalendar import Calendar

from lokallag.core.permissions import may
from lokallag.events import services as events
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.notices import Part
from lokallag.events.models import Event, Kind, MeetingNotice
from lokallag.events.queries import feeds, notices
from lokallag.mailing.domain.segments import Segment, Who
from lokallag.mailing.models import Mailing
from lokallag.mailing.queries import persons_of
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.models import Membership
from lokallag.membership.services import end_membership
from lokallag.outbox.models import Message
from lokallag.people.models import Person
from tests.cast import Cast, cast
from tests.events.stage import announced
from tests.factories import TermFactory, UnitFactory
from tests.networks.stage import joins, steered

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    feeds.forget_parts()
    return cast()


def given_names(segment: Segment, people: Cast) -> set[str]:
    return {person.given_name for person in persons_of(segment, people.today)}


def channels(given) -> None:
    """Let four belong to the network, each in their own way."""
    joins(given.network, "Eva")
    joins(given.network, "Per", channel="phone", person__phone="+4790000001")
    joins(given.network, "Kai", channel="calendar")
    joins(given.network, "Fay", kind="follows")


class TestSegments:
    @pytest.mark.parametrize(
        ("who", "those"),
        [
            (Who.BELONGING, {"Eva", "Fay"}),
            (Who.JOINED, {"Eva", "Per"}),
            (Who.JOINED_BY_MAIL, {"Eva"}),
        ],
    )
    def test_each_channel_is_respected(self, people, who, those):
        given = steered(people)
        channels(given)
        assert given_names(Segment(who=who, units=(given.network.pk,)), people) == those

    def test_who_has_left_the_party_is_none_of_them(self, people):
        given = steered(people)
        eva = joins(given.network, "Eva")
        end_membership(
            membership=Membership.objects.get(person=eva),
            ended_on=people.today,
            reason=EndReason.RESIGNED,
            by=None,
            at=now(),
        )
        assert given_names(Segment(who=Who.BELONGING, units=(given.network.pk,)), people) == set()

    def test_one_belongs_to_some_unit(self):
        with pytest.raises(ValueError, match="belongs to some unit"):
            Segment(who=Who.BELONGING)

    @pytest.mark.parametrize(("who", "to"), [("sitting", "belonging"), ("secretary", "network")])
    def test_the_steering_group_and_the_board_write_to_those_who_chose_email(self, people, client, who, to):
        given = steered(people)
        channels(given)
        people.persons["sitting"] = given.sitting
        unit = given.network.unit if who == "sitting" else people.party
        to = to if to == "belonging" else f"network:{given.network.pk}"
        people.sign_in(client, who)
        data = {"kind": "news", "to": to, "subject": "Hei", "text": "Vi møtes", "language": "nb"}
        answer = client.post(f"/utsendinger/{unit.slug}/ny/", data)
        [mailing] = Mailing.objects.all()

        assert answer.status_code == 302
        assert mailing.to == Segment(who=Who.BELONGING, units=(given.network.pk,))
        page = client.get(answer.url)
        assert page.context["page"].to == "De som er med i eller følger Fagnettverk for klima, og har valgt e-post"
        assert page.context["page"].audience.persons == 2
        again = client.get(f"/utsendinger/brev/{mailing.pk}/rediger/")
        assert again.context["page"].form["to"].value() == to


class TestNotice:
    def notice(self, people: Cast, given) -> MeetingNotice:
        event = announced(people, "Medlemsmøte", unit=given.network.unit, kind=Kind.MEMBERS_MEETING)
        return events.write_notice(event=event, part=Part.NOTICE, text="Saker", by=given.leader, at=now())

    def test_those_who_joined_are_called_each_by_their_channel(self, people):
        given = steered(people)
        channels(given)
        notice = self.notice(people, given)
        notice = events.send_notice(notice=notice, by=given.leader, at=now(), seen=notice.fingerprint)

        [message] = Message.objects.filter(is_statutory=True)
        mailed = Person.objects.get(given_name="Eva")
        assert [row.recipient_key for row in message.recipients.all()] == [str(mailed.key)]
        right = notices.entitled(notice, given.network.unit, people.today)
        left = notices.not_reached(notice, given.network.unit, people.today)
        assert ({p.given_name for p in right}, {p.given_name for p in left}) == ({"Eva", "Per"}, {"Per"})

    def test_the_steering_group_calls_those_who_chose_the_telephone(self, people, client):
        given = steered(people)
        channels(given)
        joins(given.network, "Uten", person__email="", person__phone="+4790000002")
        notice = self.notice(people, given)
        events.send_notice(notice=notice, by=given.leader, at=now(), seen=notice.fingerprint)
        people.persons["sitting"] = given.sitting
        people.sign_in(client, "sitting")
        page = client.get(f"/arrangementer/{notice.event.slug}/innkalling/innkalling/hvem/")
        rows = {row.name.split()[0]: (row.phone, row.why) for row in page.context["page"].rows}

        assert rows == {
            "Eva": ("", ""),
            "Per": ("+4790000001", "Har valgt telefon."),
            "Uten": ("", "Har ikke e-post."),  # chose e-mail, so the group does not see the telephone
        }

    def test_the_page_says_how_many_get_it_and_who_must_be_called(self, people, client):
        given = steered(people)
        channels(given)
        notice = self.notice(people, given)
        people.persons["leader"] = given.leader
        people.sign_in(client, "leader")
        page = client.get(f"/arrangementer/{notice.event.slug}/innkalling/innkalling/")
        assert page.context["page"].audience == (
            "Den går til alle 2 medlemmer i Fagnettverk for klima. "
            "1 av dem har valgt telefon eller har ikke e-post som virker, og må ringes."
        )

    def test_to_a_committees_meeting_those_who_sit_in_it_are_called(self, people):
        from lokallag.organisation.models import Kind as UnitKind
        from tests.factories import OfficeFactory

        committee = UnitFactory(kind=UnitKind.COMMITTEE, parent=people.party)
        seated = TermFactory(office=OfficeFactory(unit=committee, title="leader"), person=people["member"]).person
        event = announced(people, "Møte", unit=committee, kind=Kind.MEMBERS_MEETING)
        notice = events.write_notice(event=event, part=Part.NOTICE, text="Saker", by=seated, at=now())
        events.send_notice(notice=notice, by=seated, at=now(), seen=notice.fingerprint)

        assert [row.recipient_key for row in Message.objects.get(is_statutory=True).recipients.all()] == [
            str(seated.key)
        ]
        assert may(seated, "events.see_delivery", event)
        assert not may(people["secretary"], "events.see_delivery", event)

    def test_an_invitation_goes_to_those_who_belong(self, people):
        given = steered(people)
        channels(given)
        event = announced(people, "Møte", unit=given.network.unit)
        mailing = events.draft_invitation(event=event, unit=given.network.unit, by=given.leader, at=now())
        assert given_names(mailing.to, people) == {"Eva", "Fay"}


class TestCalendars:
    def titles(self, client: Client, path: str) -> list[str]:
        return [str(event["SUMMARY"]) for event in Calendar.from_ical(client.get(path).content).events]

    def meeting(self, people: Cast, given, **more: object) -> Event:
        return announced(people, "Klima", unit=given.network.unit, **more)

    def test_a_network_has_a_calendar_of_its_own(self, people, client):
        given = steered(people)
        self.meeting(people, given)
        announced(people, "Haslums møte")
        assert self.titles(client, f"/arrangementer/kalender/{given.network.unit.slug}.ics") == ["Klima"]

    @pytest.mark.parametrize("kind", ["joined", "follows"])
    def test_ones_own_calendar_has_what_ones_networks_hold(self, people, client, kind):
        given = steered(people)
        person = joins(given.network, "Eva", kind=kind)
        self.meeting(people, given, audience=Audience.OWN_UNIT)
        path = reverse("events:own_feed", args=[events.make_feed_address(person=person, by=person, at=now())])
        other = reverse(
            "events:own_feed",
            args=[events.make_feed_address(person=people["member"], by=people["member"], at=now())],
        )

        assert self.titles(client, path) == ["Internt møte"]
        assert self.titles(client, other) == []
        person.belongings.all().delete()
        assert self.titles(client, path) == []

    def test_a_meeting_for_the_network_is_seen_by_those_who_belong_and_by_no_other(self, people):
        given = steered(people)
        event = self.meeting(people, given, audience=Audience.OWN_UNIT)
        joined, follower = joins(given.network, "Eva"), joins(given.network, "Fay", kind="follows")
        seen = {
            who: may(person, "events.see_event", event)
            for who, person in {
                "joined": joined,
                "follower": follower,
                "member": people["member"],
                "stranger": people["stranger"],
                "former": given.former,
                "sitting": given.sitting,
            }.items()
        }
        assert seen == {
            "joined": True,
            "follower": True,
            "member": False,
            "stranger": False,
            "former": False,
            "sitting": True,
        }

    def test_who_left_the_party_sees_it_no_more(self, people):
        given = steered(people)
        event = self.meeting(people, given, audience=Audience.OWN_UNIT)
        eva = joins(given.network, "Eva")
        membership = Membership.objects.get(person=eva)
        Membership.objects.filter(pk=membership.pk).update(
            ended_on=people.today - timedelta(days=1), end_reason="resigned"
        )
        assert not may(eva, "events.see_event", event)
