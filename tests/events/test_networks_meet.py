"""What networks need of meetings: usual hours, questions to talk about, and holding one together with others."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.utils.timezone import now

from lokallag.core.permissions import may
from lokallag.events import services
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.lifecycle import Answer
from lokallag.events.models import UsualHours
from lokallag.events.queries.hours import hours_in_words
from lokallag.events.rules import standing_of, visible_to
from lokallag.events.services import Point
from lokallag.membership.models import Membership
from lokallag.organisation.models import Title
from lokallag.organisation.services import appoint
from tests.cast import EVERYONE, cast
from tests.events.stage import announced, draft
from tests.factories import BelongingFactory, MembershipFactory, NetworkFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 2, 8)


@pytest.fixture
def people():
    return cast()


def network(people, name="Fagnettverk for klima", leader=""):
    """Return a network's unit, led by one of the named people where it is said."""
    unit = NetworkFactory(unit__name=name).unit
    if leader:
        office, _new = unit.offices.get_or_create(title=Title.LEADER)
        person, today = people[leader], people.today
        if not Membership.objects.filter(person=person).exists():
            MembershipFactory(person=person)
        appoint(office=office, person=person, from_on=today, until_on=None, elected_by="Styret", by=None, at=now())
    return unit


class TestUsualHours:
    def test_they_are_set_by_who_leads_the_unit_and_stand_on_its_page(self, client, people):
        unit = people.haslum
        hanne = people.sign_in(client, "branch leader")
        url = f"/arrangementer/faste-tider/{unit.slug}/"

        assert hanne.post(url, {"weekday": "1", "starts": "11", "ends": "12.30"}).status_code == 302

        hours = UsualHours.objects.get()
        assert (hours.weekday, hours.starts, hours.minutes) == (1, time(11), 90)
        assert hours_in_words(unit) == "tirsdager kl. 11.00–12.30"
        assert "tirsdager kl. 11.00–12.30" in client.get(f"/avdelinger/{unit.slug}/").content.decode()
        assert people.sign_in(client, "neighbour leader").get(url).status_code == 403

    def test_a_new_event_begins_with_them(self, client, people):
        services.set_usual_hours(
            unit=people.haslum, weekday=1, starts=time(11), minutes=90, by=people["branch leader"], at=now()
        )
        with time_machine.travel(now(), tick=False):
            page = people.sign_in(client, "branch leader").get(f"/arrangementer/ny/{people.haslum.slug}/")
        start = page.context["page"].form.initial

        assert (start["starts"], start["ends"], start["day"].weekday()) == (time(11), time(12, 30), 1)
        assert 0 < (start["day"] - people.today).days <= 7

    def test_without_them_it_is_an_evening_and_no_day(self, client, people):
        page = people.sign_in(client, "branch leader").get(f"/arrangementer/ny/{people.haslum.slug}/")

        assert (page.context["page"].form.initial["starts"], "day" in page.context["page"].form.initial) == (
            time(18, 30),
            False,
        )

    @pytest.mark.parametrize(
        "sent",
        [
            {"weekday": "1", "starts": "18.30"},
            {"weekday": "1", "starts": "18.30", "ends": "18.30"},
            {"weekday": "9", "starts": "18.30", "ends": "20"},
            {"weekday": "1", "starts": "18.30", "ends": "kveld"},
        ],
    )
    def test_half_an_answer_comes_back(self, client, people, sent):
        url = f"/arrangementer/faste-tider/{people.haslum.slug}/"

        assert people.sign_in(client, "branch leader").post(url, sent).status_code == 422
        assert UsualHours.objects.count() == 0

    def test_no_day_takes_them_away(self, client, people):
        services.set_usual_hours(unit=people.haslum, weekday=1, starts=time(11), minutes=90, by=None, at=now())

        people.sign_in(client, "branch leader").post(
            f"/arrangementer/faste-tider/{people.haslum.slug}/", {"weekday": "", "starts": "11", "ends": "12"}
        )

        assert UsualHours.objects.count() == 0
        assert hours_in_words(people.haslum) == ""


class TestQuestions:
    def test_they_stand_under_their_point_and_for_the_whole_event_in_order(self, client, people):
        event = announced(people)
        sent = {
            "title_1": "Innledning",
            "speaker_1": "Sigrid Uteng",
            "questions_1": "Hva er farligst?\n\n  Hvem  bestemmer? ",
            "questions": "Hva gjør vi først?",
            "seen": event.fingerprint,
        }

        people.sign_in(client, "branch leader").post(f"/arrangementer/{event.slug}/program/", sent)

        event.refresh_from_db()
        assert [item.questions for item in event.programme.all()] == [["Hva er farligst?", "Hvem bestemmer?"]]
        assert event.questions == ["Hva gjør vi først?"]
        page = client.get(f"/arrangementer/{event.slug}/").content.decode()
        shown = ["Hva er farligst?", "Hvem bestemmer?", "Dette snakker vi om", "Hva gjør vi først?"]
        places = [page.find(words) for words in shown]
        assert places == sorted(places)
        assert -1 not in places

    @pytest.mark.parametrize("questions", ["x" * 301, "\n".join(["Hva?"] * 13)])
    def test_too_many_or_too_long_ones_come_back(self, client, people, questions):
        event = draft(people)
        sent = {"title_1": "Samtale", "questions_1": questions, "seen": event.fingerprint}

        response = people.sign_in(client, "branch leader").post(f"/arrangementer/{event.slug}/program/", sent)

        assert (response.status_code, event.programme.count()) == (422, 0)

    def test_questions_without_a_point_ask_for_its_title(self, client, people):
        event = draft(people)

        response = people.sign_in(client, "branch leader").post(
            f"/arrangementer/{event.slug}/program/", {"questions_1": "Hva?", "seen": event.fingerprint}
        )

        assert response.status_code == 422

    def test_a_copy_takes_them_along(self, people):
        event = draft(people, programme=[Point("Samtale", questions=("Hva?",))])
        services.set_programme(
            event=event,
            points=[Point("Samtale", questions=("Hva?",))],
            questions=["Hvorfor?"],
            by=people["branch leader"],
            at=now(),
        )
        event.refresh_from_db()

        made = services.copy_event(
            event=event, unit=people.haslum, day=event.day + timedelta(days=7), by=None, at=now()
        )

        assert (made.questions, [item.questions for item in made.programme.all()]) == (["Hvorfor?"], [["Hva?"]])

    def test_an_event_of_another_writer_keeps_its_questions(self, people):
        event = draft(people)
        services.set_programme(event=event, points=[], questions=["Hva?"], by=people["branch leader"], at=now())
        services.set_programme(event=event, points=[Point("Samtale")], by=people["branch leader"], at=now())

        event.refresh_from_db()
        assert event.questions == ["Hva?"]


class TestTogether:
    def test_two_networks_and_a_branch_hold_a_meeting_and_it_says_so(self, client, people):
        climate = network(people, leader="neighbour leader")
        schools = network(people, "Fagnettverk for skole", leader="secretary")
        event = draft(people, audience=Audience.OWN_UNIT)
        for unit, who in ((climate, "neighbour leader"), (schools, "secretary")):
            host = services.invite_host(event=event, unit=unit, by=people["branch leader"], at=now())
            assert may(people[who], "events.answer_invitation", host)
            services.answer_invitation(host=host, answer=Answer.ACCEPTED, by=people[who], at=now())
        event.refresh_from_db()
        services.publish_event(event=event, by=people["branch leader"], at=now())

        page = people.sign_in(client, "branch leader").get(f"/arrangementer/{event.slug}/").content.decode()

        assert "For medlemmer i Haslum, Fagnettverk for klima og Fagnettverk for skole" in page

    def test_who_has_joined_a_network_or_follows_it_sees_what_is_for_its_members(self, people):
        unit = network(people, leader="branch leader")
        event = announced(people, unit=unit, audience=Audience.OWN_UNIT)
        member = people["member"]
        Membership.objects.get_or_create(
            person=member, defaults={"number": "M1", "joined_on": people.today - timedelta(days=90)}
        )

        def sees():
            return visible_to(member, people.today).filter(pk=event.pk).exists(), may(member, "events.see_event", event)

        assert sees() == (False, False)
        belonging = BelongingFactory(person=member, unit=unit, kind="follows")
        assert sees() == (True, True)
        belonging.kind = "joined"
        belonging.save()
        assert sees() == (True, True)

    def test_who_has_left_the_party_belongs_to_no_network_any_more(self, people):
        unit = network(people)
        BelongingFactory(person=people["member"], unit=unit)
        Membership.objects.filter(person=people["member"]).delete()

        assert unit.pk not in standing_of(people["member"], people.today).units

    def test_the_form_names_networks_too(self, client, people):
        page = people.sign_in(client, "branch leader").get(f"/arrangementer/ny/{people.haslum.slug}/").content.decode()

        assert "Medlemmer i avdelingene eller nettverkene som holder det" in page

    def test_a_network_asks_a_speaker_as_a_branch_does(self, people):
        unit = network(people, leader="neighbour leader")
        event = draft(people, unit=unit)

        assert may(people["neighbour leader"], "events.ask_speaker", event)
        assert not may(people["member"], "events.ask_speaker", event)


class TestANetworkThatNobodyLeads:
    def meeting(self, people, unit):
        return announced(people, "Klimamøte", unit=unit, audience=Audience.OWN_UNIT)

    def ends(self, people, event):
        acts = ("events.see_event", "events.see_work", "events.move_event", "events.cancel_event")
        return {
            who
            for who in EVERYONE
            if {may(people.asker(who), act, event) for act in acts} == {True}
            and event in visible_to(people.asker(who), people.today)
        }

    def test_the_boards_officers_call_its_meeting_off(self, client, people):
        event = self.meeting(people, network(people))
        board = people.sign_in(client, "board leader")
        url = f"/arrangementer/{event.slug}/"

        assert self.ends(people, event) == {"board leader", "secretary"}
        page = board.get(f"{url}vert/")
        assert page.status_code == 200
        assert {"move", "cancel"} == {"move", "cancel", "edit", "publish", "drop"} & set(page.context["page"].urls)
        answer = board.post(f"{url}avlys/", {"reason": "Nettverket hviler.", "seen": event.fingerprint})
        assert answer.status_code == 302
        event.refresh_from_db()
        assert event.state == "cancelled"
        assert board.get(url).status_code == 200

    @pytest.mark.parametrize("together", [False, True])
    def test_where_somebody_can_they_cannot(self, people, together):
        unit = network(people, leader="" if together else "member")
        event = self.meeting(people, unit)
        if together:
            host = services.invite_host(event=event, unit=people.haslum, by=people["branch leader"], at=now())
            services.answer_invitation(host=host, answer=Answer.ACCEPTED, by=people["branch leader"], at=now())
            event.refresh_from_db()

        assert self.ends(people, event) == {"branch leader" if together else "member"}


def test_a_network_that_holds_it_leads_to_its_own_page_where_one_joins(client, people):
    unit = network(people, leader="branch leader")
    event = announced(people, unit=unit)
    host = services.invite_host(event=event, unit=people.haslum, by=people["branch leader"], at=now())
    services.answer_invitation(host=host, answer=Answer.ACCEPTED, by=people["branch leader"], at=now())

    page = client.get(f"/arrangementer/{event.slug}/")

    assert [link.url for link in page.context["page"].hosts] == [f"/nettverk/{unit.slug}/", "/avdelinger/haslum/"]
    assert client.get(f"/nettverk/{unit.slug}/").status_code == 200
