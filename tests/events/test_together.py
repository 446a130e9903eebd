"""Holding an event together, giving it into somebody's hands, and what the hosts' page warns of."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.permissions import may
from lokallag.events import services
from lokallag.events.domain.lifecycle import Answer
from lokallag.events.models import EventCoordinator, EventHost
from lokallag.territory.models import Category, Municipality, PostalCode, Responsibility
from tests.cast import cast
from tests.events.stage import announced, draft, held_with_sandvika
from tests.followup.stage import letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def hanne(client, people):
    return people.sign_in(client, "branch leader")


def invite(people, event):
    return services.invite_host(event=event, unit=people.sandvika, by=people["branch leader"], at=now())


class TestHosts:
    def test_a_unit_is_asked_told_and_answers_for_itself(self, client, people):
        event = draft(people)
        hanne = people.sign_in(client, "branch leader")
        hanne.post(f"/arrangementer/{event.slug}/medarrangor/", {"unit": people.sandvika.pk})
        host = event.hosts.get(unit=people.sandvika)
        assert letters() == [("nils.ostby@example.org", "Vil dere holde «Skolevei og snarveier» sammen med Haslum?")]
        assert hanne.post(f"/arrangementer/svar/{host.pk}/", {"svar": "ja"}).status_code == 404

        nils = people.sign_in(client, "neighbour leader")
        page = nils.get(f"/arrangementer/{event.slug}/vert/").content.decode()
        assert "Ja, vi er med" in page
        assert nils.post(f"/arrangementer/svar/{host.pk}/", {"svar": "ja"}).status_code == 302

        host.refresh_from_db()
        assert host.state == Answer.ACCEPTED
        assert letters()[-1] == ("hanne.as@example.org", "Sandvika er med på «Skolevei og snarveier»")
        assert nils.get(f"/arrangementer/{event.slug}/rediger/").status_code == 200

    def test_who_is_only_asked_may_not_change_it(self, client, people):
        event = draft(people)
        invite(people, event)

        assert (
            people.sign_in(client, "neighbour leader").get(f"/arrangementer/{event.slug}/rediger/").status_code == 403
        )

    def test_who_is_only_asked_sees_no_names(self, client, people):
        event = draft(people)
        services.appoint_coordinator(event=event, person=people["member"], by=people["branch leader"], at=now())
        services.add_task(
            event=event,
            title="Bake kake",
            before=1,
            responsible=people["branch leader"],
            by=people["branch leader"],
            at=now(),
        )
        invite(people, event)
        url = f"/arrangementer/{event.slug}/vert/"

        shown = {
            who: {word for word in ("Mona Dahl", "Bake kake") if word in page}
            for who in ("branch leader", "neighbour leader")
            for page in [people.sign_in(client, who).get(url).content.decode()]
        }

        assert shown == {"branch leader": {"Mona Dahl", "Bake kake"}, "neighbour leader": set()}

    def test_who_says_no_is_not_shown_and_may_be_asked_again(self, client, people):
        event = announced(people)
        host = invite(people, event)
        people.sign_in(client, "neighbour leader").post(f"/arrangementer/svar/{host.pk}/", {"svar": "nei"})

        page = client.get(f"/arrangementer/{event.slug}/").context["page"]
        assert [each.name for each in page.hosts] == ["Haslum"]
        assert invite(people, event).state == Answer.INVITED
        with pytest.raises(RuleViolation, match="allerede spurt"):
            invite(people, event)

    def test_the_public_page_names_both_and_both_have_it_in_their_list(self, client, people):
        event = held_with_sandvika(people, announced(people))

        assert [host.name for host in client.get(f"/arrangementer/{event.slug}/").context["page"].hosts] == [
            "Haslum",
            "Sandvika",
        ]
        for slug in ("haslum", "sandvika"):
            assert event.title in client.get(f"/arrangementer/?enhet={slug}").content.decode()

    def test_the_main_host_takes_another_away_but_not_itself(self, hanne, people):
        event = held_with_sandvika(people, announced(people))
        main, other = event.hosts.get(is_main=True), event.hosts.get(is_main=False)

        for host in (main, other):
            hanne.post(f"/arrangementer/{event.slug}/medarrangor/{host.pk}/fjern/")

        assert list(EventHost.objects.all()) == [main]

    def test_the_main_host_cannot_say_no(self, people):
        host = draft(people).hosts.get()

        with pytest.raises(RuleViolation, match="Avlys arrangementet"):
            services.answer_invitation(host=host, answer=Answer.DECLINED, by=people["branch leader"], at=now())


class TestCoordinator:
    def test_one_event_and_no_other_until_two_weeks_after_it(self, people):
        event, other = draft(people), draft(people, "Et annet")
        services.appoint_coordinator(event=event, person=people["member"], by=people["branch leader"], at=now())

        rights = {
            act: (may(people["member"], act, event), may(people["member"], act, other))
            for act in ("events.edit_event", "events.see_work", "events.publish_event", "events.cancel_event")
        }
        assert rights == {
            "events.edit_event": (True, False),
            "events.see_work": (True, False),
            "events.publish_event": (False, False),
            "events.cancel_event": (False, False),
        }

        EventCoordinator.objects.update(
            from_on=people.today - timedelta(days=9), until_on=people.today - timedelta(days=1)
        )
        assert may(people["member"], "events.see_work", event) is False

    def test_somebody_is_found_by_name_and_told(self, hanne, people):
        event = announced(people)
        url = f"/arrangementer/{event.slug}/ansvarlig/"

        found = hanne.get(url, {"sok": "Mona"}).context["page"].hits
        assert [hit.name for hit in found] == ["Mona Dahl"]
        for _time in range(2):
            hanne.post(url, {"person": found[0].key})

        assert [row.person for row in EventCoordinator.objects.all()] == [people["member"]]
        assert letters() == [("mona.dahl@example.org", "Du har fått ansvaret for «Skolevei og snarveier»")]

    def test_who_may_not_be_found_may_not_be_given_it(self, hanne, people):
        event = announced(people)
        url = f"/arrangementer/{event.slug}/ansvarlig/"

        assert hanne.get(url, {"sok": "Stian Rud"}).context["page"].hits == ()
        assert hanne.post(url, {"person": people["stranger"].key}).status_code == 404
        assert hanne.post(url, {"person": "tull"}).status_code == 404
        assert EventCoordinator.objects.count() == 0

    def test_it_ends_at_once_when_the_hosts_say_so(self, hanne, people):
        event = announced(people)
        row = services.appoint_coordinator(event=event, person=people["member"], by=people["branch leader"], at=now())

        hanne.post(f"/arrangementer/{event.slug}/ansvarlig/{row.pk}/avslutt/")

        assert may(people["member"], "events.see_work", event) is False

    def test_it_is_a_grant_that_asks_for_a_fresh_factor(self, client, people):
        from lokallag.core.assurance import Factor
        from lokallag.core.permissions import find_act

        assert find_act("events.appoint_coordinator").factor is Factor.FRESH


class TestWorkPage:
    def test_it_warns_of_what_else_there_is_and_stands_in_no_ones_way(self, hanne, people):
        event = draft(people)
        announced(people, "Boligkveld", unit=people.sandvika)
        announced(people, "Bare for Sandvika", unit=people.sandvika, audience="own_unit")

        page = hanne.get(f"/arrangementer/{event.slug}/vert/").context["page"]

        assert page.clashes == ("Sandvika har «Boligkveld» kl. 18.30–20.30.",)
        assert page.urls["publish"] != ""

    def test_the_branch_that_answers_for_the_place_is_proposed(self, hanne, people):
        municipality = Municipality.objects.create(number="3201", name="BÆRUM")
        code = PostalCode.objects.create(
            code="1337", place="SANDVIKA", place_key="sandvika", municipality=municipality, category=Category.STREETS
        )
        Responsibility.objects.create(
            code=code, unit=people.sandvika, valid_from=people.today - timedelta(days=9), decision="Styret"
        )
        event = announced(people, postal_code="1337")

        page = hanne.get(f"/arrangementer/{event.slug}/vert/")
        assert "Spør Sandvika om å være med" in page.content.decode()
        public = hanne.get(f"/arrangementer/{event.slug}/").context["page"]
        assert (public.area.name, public.address) == ("Sandvika", "1337 Sandvika")

        held_with_sandvika(people, event)
        assert hanne.get(f"/arrangementer/{event.slug}/").context["page"].area is None

    def test_a_task_is_put_on_the_units_list_and_comes_back_when_it_is_wrong(self, hanne, people):
        event = draft(people)
        url = f"/arrangementer/{event.slug}/oppgave/"

        wrong = hanne.post(url, {"title": "", "before": "2"})
        hanne.post(url, {"title": "Bake kake", "before": "2", "responsible": str(people["branch leader"].key)})

        assert wrong.status_code == 422
        task = event.tasks.get().commitment
        assert (task.title, task.unit, task.due_on, task.responsible) == (
            "Bake kake",
            people.haslum,
            event.day - timedelta(days=2),
            people["branch leader"],
        )
        assert "Bake kake" in hanne.get(f"/arrangementer/{event.slug}/vert/").content.decode()

    @pytest.mark.parametrize("who", ["neighbour leader", "member", "board leader"])
    def test_it_is_not_there_for_others(self, client, people, who):
        event = announced(people)

        assert people.sign_in(client, who).get(f"/arrangementer/{event.slug}/vert/").status_code == 404
