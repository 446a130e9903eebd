"""Ending a network: meetings stay as history, the list of members goes, figures stay, events ahead come first."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.events.models import Event
from lokallag.followup.models import Commitment
from lokallag.membership.models import Belonging
from lokallag.networks import services
from lokallag.networks.models import NetworkEnd
from lokallag.networks.services import Decision
from lokallag.organisation.models import Term, Unit
from tests.networks.evaluation_stage import Stage, follows, held, joined, opened, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def on() -> Stage:
    return stage()


def end(on, **more):
    decision = Decision(**{"meeting_on": on.people.today, "case_number": "9/26", "reason": "Få kom.", **more})
    return services.end_network(network=on.climate, decision=decision, by=on.officer, at=now())


def test_the_list_of_members_goes_and_the_rest_stays(on):
    joined(on.climate, 1980, 1990)
    follows(on.climate, on.people["member"])
    joined(on.senior, 1950)
    held(on.climate, attended=14)
    opened(on)

    ended = end(on)

    on.climate.refresh_from_db()
    unit = Unit.objects.get(pk=on.climate.pk)
    assert (on.climate.state, unit.closed_on, ended.joined) == ("ended", on.people.today, 2)
    assert not Belonging.objects.filter(unit=unit).exists()
    assert Belonging.objects.filter(unit=on.senior.unit).count() == 1
    assert set(Term.objects.filter(office__unit=unit).values_list("until_on", flat=True)) == {on.people.today}
    assert list(Commitment.objects.filter(unit=unit).values_list("state", flat=True)) == ["superseded"]
    page = on.people.sign_in(Client(), "board member").get("/nettverk/evaluering/om/klima/").context["page"]
    assert (page.row.attendance, page.held[0].came, page.end_url) == ("14", "14", "")
    assert "Da var færre enn fem med." in page.ended
    assert Client().get(page.held[0].url).status_code == 200


def test_events_ahead_must_be_dealt_with_first_and_are_named(on):
    joined(on.climate, 1980)
    event = held(on.climate, days_ago=-10)
    Event.objects.filter(pk=event.pk).update(state="published", title="Møte om bekken")
    client = on.people.sign_in(Client(), "secretary")
    path = "/nettverk/evaluering/om/klima/avslutt/"

    before = client.get(path).content.decode()
    answer = client.post(
        path, {"meeting_on": f"{on.people.today:%d.%m.%Y}", "case_number": "9/26", "reason": "Få kom."}
    )

    assert "Møte om bekken" in before
    assert answer.status_code == 422
    assert "Nettverket har arrangementer foran seg: Møte om bekken" in answer.content.decode()
    assert Belonging.objects.filter(unit_id=on.climate.pk).count() == 1
    assert not NetworkEnd.objects.exists()

    Event.objects.filter(pk=event.pk).update(state="cancelled", cancel_reason="Slutt", cancelled_at=now())
    assert end(on).joined == 1


@pytest.mark.parametrize("more", [{"case_number": " "}, {"reason": ""}])
def test_a_decision_has_a_case_and_a_reason(on, more):
    with pytest.raises(RuleViolation, match="Skriv saksnummeret og begrunnelsen"):
        end(on, **more)
    assert not NetworkEnd.objects.exists()


def test_a_meeting_that_is_not_held_yet_has_decided_nothing(on):
    with pytest.raises(RuleViolation) as refused:
        end(on, meeting_on=on.people.today + timedelta(days=1))
    assert refused.value.field == "meeting_on"


def test_it_ends_once(on):
    end(on)
    with pytest.raises(RuleViolation, match="allerede avsluttet"):
        end(on)


def test_a_term_that_begins_later_is_withdrawn_first(on):
    Term.objects.filter(office__unit_id=on.climate.pk).update(from_on=on.people.today + timedelta(days=5))
    with pytest.raises(RuleViolation, match="Trekk valget tilbake"):
        end(on)


def test_by_form_it_says_what_became_of_it(on):
    joined(on.climate, 1980)
    client = on.people.sign_in(Client(), "secretary")

    answer = client.post(
        "/nettverk/evaluering/om/klima/avslutt/",
        {"meeting_on": f"{on.people.today:%d.%m.%Y}", "case_number": "9/26", "reason": "Få kom."},
        follow=True,
    )

    assert "Lista over medlemmene er slettet." in answer.content.decode()
    assert "Nettverket er avsluttet" in answer.content.decode()
