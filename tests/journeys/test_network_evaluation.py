"""The evaluation of the networks, from the case that comes by itself to the report as PDF and what the meeting said."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page

from lokallag.followup.models import Commitment
from lokallag.membership.models import Belonging, Membership
from lokallag.networks import jobs
from lokallag.networks.models import Evaluation, Network, Survey, SurveyBox, Verdict
from lokallag.networks.services import Decision, NetworkFacts, answer_survey, appoint_steering_group, found_network
from lokallag.organisation.models import Anchor, Rule, RuleSet, Unit
from lokallag.organisation.services import set_anchor
from lokallag.people.models import DemoPerson, DemoRole, Person
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in, sign_out
from tests.networks.evaluation_stage import held

NAME = "Fagnettverk for havet"


def person(role: DemoRole) -> Person:
    """Return who one signs in as."""
    return DemoPerson.objects.select_related("person").get(role=role).person


def clear() -> None:
    """Take away the evaluation that the demo has under way: here it begins by itself."""
    Commitment.objects.filter(source_key__startswith="networks.").delete()
    Survey.objects.all().delete()
    Evaluation.objects.all().delete()


def network_with_members() -> Network:
    """Found a network that the demo's branch leader leads, with seven members and the demo's member among them."""
    party, today = Unit.objects.get(kind="municipal"), localdate()
    decision = Decision(today - timedelta(days=200), "14/26", "Mange har spurt.")
    network = found_network(
        party=party, facts=NetworkFacts(NAME, "Havet", "Møter om havet."), decision=decision, by=None, at=now()
    )
    appoint_steering_group(
        network=network,
        leader=person(DemoRole.BRANCH_LEADER),
        members=[],
        from_on=today,
        until_on=today + timedelta(days=300),
        decision=decision,
        by=None,
        at=now(),
    )
    leading = {person(DemoRole.MEMBER).pk, person(DemoRole.BRANCH_LEADER).pk}
    others = Membership.objects.live(today).exclude(person_id__in=leading).order_by("pk")[:6]
    members = [person(DemoRole.MEMBER), *(membership.person for membership in others.select_related("person"))]
    for each in members:
        Belonging.objects.create(person=each, unit=network.unit, kind="joined", channel="email", since=today)
    held(network, days_ago=50, came=tuple(members), attended=11, cost=1200)
    held(network, days_ago=20, came=tuple(members[:5]))
    return network


def meet_in(days: int) -> None:
    """Let the annual meeting of the rule be so many days from today (in the year of that day)."""
    party, day = Unit.objects.get(kind="municipal"), localdate() + timedelta(days=days)
    newest = RuleSet.objects.filter(unit=party).order_by("-version")[0]
    version = RuleSet.objects.create(
        unit=party, version=newest.version + 1, valid_from=localdate(), decision="Årsmøtet", written_at=now()
    )
    kept = [row for row in newest.rules.all() if row.key != "network_evaluation"]
    Rule.objects.bulk_create(
        [Rule(rule_set=version, key=row.key, value=row.value, source=row.source) for row in kept]
        + [Rule(rule_set=version, key="network_evaluation", value=str(day.year), source="Organisasjonsuttalelsen")]
    )
    Anchor.objects.filter(unit=party, kind="annual_meeting", year=day.year).delete()
    set_anchor(unit=party, kind="annual_meeting", year=day.year, day=day, is_confirmed=True, by=None, at=now())


@pytest.mark.parametrize("width", [390])
def test_the_networks_are_evaluated_from_the_case_to_the_verdict(
    new_page: NewPage, demo_site: Site, width: int
) -> None:
    clear()
    network = network_with_members()
    meet_in(60)
    jobs.evaluate(timestamp=int(now().timestamp()))
    page = new_page(width=width)

    # The case has come to the board by itself.
    sign_in(page, "sekretær")
    page.goto(f"/oppfolging/oppgave/{Commitment.objects.get(source_key=Evaluation.objects.get().source_key).pk}/")
    page.get_by_role("link", name="Evalueringen av fagnettverkene").click()
    page.get_by_role("heading", name="Evaluering før årsmøtet").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Spør dem som er med").click()
    assert_accessible(page)
    page.get_by_role("button", name="Send undersøkelsen").click()
    page.get_by_text("Undersøkelsen er sendt til dem som er med.").wait_for()
    sign_out(page)

    steering_group_writes(page)
    member_answers(page)
    others_answer(network)

    sign_in(page, "sekretær")
    page.goto("/nettverk/evaluering/")
    page.get_by_text("Avslutt undersøkelsen").click()
    page.get_by_role("button", name="Avslutt nå").click()
    page.get_by_role("link", name="Skriv vurderingen").click()
    assert_accessible(page)
    page.get_by_label("Styrets vurdering").fill("Nettverket har gitt oss nye aktive.")
    page.get_by_role("button", name="Lagre vurderingen").click()
    page.get_by_role("link", name=NAME).click()
    page.get_by_text("Vi vil fortsette.").wait_for()
    page.get_by_text("Flere turer").first.wait_for()
    assert_accessible(page)
    page.goto("/nettverk/evaluering/")
    page.get_by_text("Gjør rapporten ferdig").click()
    page.get_by_role("button", name="Rapporten er ferdig").click()
    page.get_by_text("Rapporten er ferdig, og står klar som PDF").wait_for()
    report = page.request.get(f"{demo_site}/nettverk/evaluering/rapport.pdf")
    assert report.body()[:5] == b"%PDF-"

    # The meeting has been, earlier than it stood: the day is moved, and what it said is recorded.
    meet_in(0)
    page.goto("/nettverk/evaluering/om/fagnettverk-for-havet/")
    page.get_by_role("link", name="Før inn vedtaket").click()
    assert_accessible(page)
    page.get_by_label("Fortsetter").check()
    page.get_by_label("Møtet ble holdt").fill(f"{localdate():%d.%m.%Y}")
    page.get_by_label("Saksnummer").fill("7/27")
    page.get_by_role("button", name="Før inn vedtaket").click()
    page.get_by_text("Vedtaket er ført inn.").wait_for()
    assert_accessible(page)
    assert Verdict.objects.get().word == "go_on"


def steering_group_writes(page: Page) -> None:
    """Let who leads the network write its view."""
    sign_in(page, "avdelingsleder")
    page.goto("/nettverk/evaluering/om/fagnettverk-for-havet/")
    page.get_by_role("link", name="Skriv", exact=True).click()
    page.get_by_label("Styringsgruppas syn").fill("Vi vil fortsette.")
    page.get_by_role("button", name="Lagre").click()
    page.get_by_text("Styret og årsmøtet leser det i rapporten.").wait_for()
    assert_accessible(page)
    sign_out(page)


def member_answers(page: Page) -> None:
    """Let the member answer, and try once more."""
    sign_in(page, "medlem")
    page.goto("/nettverk/evaluering/svar/")
    assert_accessible(page)
    page.get_by_role("link", name=NAME).click()
    assert_accessible(page)
    page.get_by_role("group", name="Møtene er verdt tida jeg bruker på dem").get_by_label("Ganske enig").check()
    page.get_by_label("Hva ville gjort nettverket bedre?").fill("Flere turer")
    form = page.url
    page.get_by_role("button", name="Legg svaret i bunken").click()
    page.get_by_text("Takk! Svaret er lagt i bunken, uten navn.").wait_for()
    page.goto(form)
    page.get_by_text("Du har allerede svart.").wait_for()
    sign_out(page)


def others_answer(network: Network) -> None:
    """Let five others answer, so that answers may be shown."""
    box = SurveyBox.objects.get(network=network)
    asked = Belonging.objects.filter(unit=network.unit).exclude(person=person(DemoRole.MEMBER)).order_by("pk")[:5]
    for belonging in asked.select_related("person"):
        answer_survey(box=box, answer={"worth": "5", "better": "Flere turer"}, person=belonging.person, at=now())
