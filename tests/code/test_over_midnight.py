"""The midnight on which a term ends, in winter and in summer: page, file under way, queued job, open form, sign-in.

``tests/organisation/test_midnight.py`` holds when a right begins and ends; here stands what was begun before midnight
and comes to its end after.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyotp
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lokallag.core.assurance import Reach
from lokallag.core.errors import RuleViolation
from lokallag.core.permissions import reach_of
from lokallag.core.scope import RightEnded
from lokallag.followup.models import Commitment
from lokallag.membership.models import MemberFile, Membership
from lokallag.networks.services import settle_steering_groups
from lokallag.organisation import services as organisation
from lokallag.organisation.models import Approval, Term, Title, Unit
from lokallag.organisation.services.approvals import approve
from lokallag.people import services as people_services
from lokallag.people.domain.limits import LIMITS
from lokallag.register import jobs
from lokallag.register.domain.fields import guess
from lokallag.register.models import RegisterImport
from tests.cast import Cast, cast
from tests.factories import BranchChoiceFactory
from tests.networks.stage import steered
from tests.people.test_second_factor import SECRET, by_code, confirm, signed_in_as
from tests.register.stage import HEADERS, MONA, csv, row

pytestmark = pytest.mark.django_db

OSLO = ZoneInfo("Europe/Oslo")
NIGHTS = [date(2026, 12, 31), date(2027, 6, 30)]  # midnight is 23.00 UTC in winter, 22.00 UTC in summer
JUST_AFTER = timedelta(seconds=15)


@dataclass
class Night:
    """A clock that stands at ten seconds to midnight of the last day, and the people whose terms end with it."""

    people: Cast
    clock: Any

    def pass_midnight(self) -> None:
        """Let it be five seconds past midnight."""
        self.clock.shift(JUST_AFTER)

    def last_day_of(self, *roles: str) -> None:
        """Let the terms of these end with this day."""
        persons = [self.people[who] for who in roles]
        Term.objects.filter(person__in=persons).update(until_on=self.people.today)

    def browser_of(self, who: str) -> Client:
        """Return a browser in which one of the named people is signed in with a second factor just given."""
        return self.people.sign_in(Client(), who)


@pytest.fixture(params=NIGHTS, ids=["winter", "summer"])
def night(request):
    moment = datetime.combine(request.param, datetime.min.time(), tzinfo=OSLO).replace(hour=23, minute=59, second=50)
    with time_machine.travel(moment, tick=False) as clock:
        yield Night(cast(today=request.param), clock)


def test_a_page_is_gone_on_the_next_look_also_in_part(night):
    night.last_day_of("branch leader", "board leader")
    leader, board = night.browser_of("branch leader"), night.browser_of("board leader")
    pages = [
        (leader, "/medlemmer/haslum/", 200, 404),
        (leader, f"/medlemmer/haslum/{night.people['member'].membership.pk}/", 200, 404),
        (leader, "/medlemmer/haslum/last-ned/", 200, 404),
        (leader, "/logg/", 200, 403),
        (board, "/medlemsregister/", 200, 403),
        (board, "/oversikt/", 200, 403),
        (board, f"/medlemmer/{night.people.party.slug}/", 200, 404),
    ]
    before = [client.get(path).status_code for client, path, _open, _closed in pages]
    part_before = leader.get("/medlemmer/haslum/?q=Dahl", headers={"HX-Request": "true"}).status_code

    night.pass_midnight()

    after = [client.get(path).status_code for client, path, _open, _closed in pages]
    part_after = leader.get("/medlemmer/haslum/?q=Dahl", headers={"HX-Request": "true"}).status_code
    assert (before, part_before) == ([opened for *_page, opened, _closed in pages], 200)
    assert (after, part_after) == ([closed for *_page, closed in pages], 404)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_file_under_way_breaks_off(night, monkeypatch, file_format):
    monkeypatch.setattr("lokallag.membership.services.files.AT_A_TIME", 1)
    for family in ("Berg", "Dal", "Vik"):
        BranchChoiceFactory(membership__person__family_name=family, unit=night.people.haslum)
    night.last_day_of("branch leader")
    client = night.browser_of("branch leader")
    client.post("/medlemmer/haslum/last-ned/", {"file_format": file_format, "purpose": "Ringe"})
    pieces = client.post(f"/medlemmer/filer/{MemberFile.objects.get().pk}/hent/").streaming_content
    sent = [next(pieces), next(pieces)]

    night.pass_midnight()

    with pytest.raises(RightEnded):
        next(pieces)
    assert len(sent) == 2


def test_a_file_asked_for_before_is_not_fetched_after(night):
    night.last_day_of("branch leader")
    client = night.browser_of("branch leader")
    client.post("/medlemmer/haslum/last-ned/", {"file_format": "csv", "purpose": "Ringe"})
    file = MemberFile.objects.get()

    night.pass_midnight()

    assert client.post(f"/medlemmer/filer/{file.pk}/hent/").status_code == 403
    file.refresh_from_db()
    assert file.fetched_at is None


def test_an_import_asked_for_before_is_not_carried_out_after(night):
    night.last_day_of("secretary")
    client = night.browser_of("secretary")
    file = SimpleUploadedFile("medlemmer.csv", csv(MONA, row("200001", "Kåre", "Ny", year="1990")))
    client.post("/medlemsregister/", {"file": file})
    of = RegisterImport.objects.get()
    columns = {field.value: header for field, header in guess(HEADERS.split(";")).items()}
    client.post(f"/medlemsregister/{of.pk}/kolonner/", columns)
    jobs.read_file(str(of.pk))
    client.post(f"/medlemsregister/{of.pk}/bruk/")
    of.refresh_from_db()
    asked = of.state

    night.pass_midnight()
    jobs.apply_import(str(of.pk))

    of.refresh_from_db()
    assert (asked, of.state) == ("applying", "ready")
    assert of.problem == "Den som ville føre inn filen, har ikke lenger vervet. Se over den og før den inn selv."
    assert not Membership.objects.filter(number="200001").exists()


@pytest.mark.parametrize("whose", ["secretary", "board leader"], ids=["the proposer's term", "the approver's term"])
def test_a_file_of_all_proposed_before_is_not_approved_after(night, whose):
    night.last_day_of(whose)
    party = night.people.party.slug
    night.browser_of("secretary").post(f"/medlemmer/{party}/last-ned/", {"file_format": "csv", "purpose": "Kontroll"})
    approval = Approval.objects.get()
    approver = night.browser_of("board leader")
    assert approver.get(f"/godkjenninger/{approval.pk}/").status_code == 200

    night.pass_midnight()

    answer = approver.post(f"/godkjenninger/{approval.pk}/godkjenn/")
    with pytest.raises(RuleViolation):
        approve(approval=approval, by=night.people["board leader"], at=datetime.now(OSLO))
    approval.refresh_from_db()
    assert answer.status_code == (422 if whose == "secretary" else 404)
    assert (approval.state, MemberFile.objects.count()) == ("waiting", 0)


@pytest.mark.parametrize(
    ("who", "path", "sent", "status"),
    [
        ("board leader", "/organisasjon/haslum/rediger/", {"about": "Vi møtes på Haslum"}, 403),
        ("board leader", "/organisasjon/ny/", {"name": "Vi møtes på Haslum", "decision": "Sak 4"}, 403),
        ("branch leader", "/oppfolging/haslum/ny/", {"title": "Vi møtes på Haslum"}, 404),
        ("branch leader", "/medlemmer/haslum/last-ned/", {"purpose": "Vi møtes på Haslum"}, 404),
    ],
)
def test_a_form_that_stood_open_is_refused_and_its_text_given_back(night, who, path, sent, status):
    night.last_day_of(who)
    client = night.browser_of(who)
    opened = client.get(path).status_code
    units = list(Unit.objects.order_by("pk").values())

    night.pass_midnight()
    answer = client.post(path, sent)

    assert (opened, answer.status_code) == (200, status)
    assert "Vi møtes på Haslum" in answer.content.decode()
    assert list(Unit.objects.order_by("pk").values()) == units
    assert not MemberFile.objects.exists()
    assert not Commitment.objects.exists()


def test_who_sits_in_a_steering_group_leads_the_network_no_more_and_it_rests(night):
    given = steered(night.people, until=night.people.today, at=datetime.now(OSLO))
    slug = given.network.unit.slug
    night.people.persons["sitting"] = given.sitting
    client = night.browser_of("sitting")
    pages = [
        (f"/nettverk/{slug}/styringsgruppe/", 200, 404),
        (f"/nettverk/{slug}/rediger/", 200, 403),
        (f"/arrangementer/ny/{slug}/", 200, 403),
        (f"/utsendinger/{slug}/ny/", 200, 404),
        (f"/oppfolging/{slug}/ny/", 200, 404),
        (f"/nettverk/{slug}/forslag/", 200, 200),  # of any member
    ]
    before = [(path, client.get(path).status_code) for path, _open, _closed in pages]

    night.pass_midnight()
    after = [(path, client.get(path).status_code) for path, _open, _closed in pages]
    settle_steering_groups(at=datetime.now(OSLO))
    given.network.refresh_from_db()

    assert before == [(path, opened) for path, opened, _closed in pages]
    assert after == [(path, closed) for path, _open, closed in pages]
    assert (given.network.state, given.network.rests_since) == ("resting", night.people.today + timedelta(days=1))


def test_a_sign_in_gets_the_wider_limits_of_who_sees_only_themself_and_keeps_asking_for_the_second_factor(night):
    leader = night.people["board leader"]
    people_services.seed_app(person=leader, secret=SECRET, at=leader.created_at)
    night.last_day_of("board leader")
    client = night.browser_of("board leader")
    before = reach_of(leader)

    night.pass_midnight()
    after = reach_of(leader)
    night.clock.shift(LIMITS[Reach.REGISTER].idle + timedelta(minutes=1))
    still_in = client.get("/min-side/").status_code
    register = client.get("/medlemsregister/").status_code
    browser = Client()
    asked = by_code(browser, leader)
    nobody_yet = signed_in_as(browser)
    confirm(browser, pyotp.TOTP(SECRET).now())

    assert (before, after) == (Reach.REGISTER, Reach.OWN)
    assert (still_in, register) == (200, 403)
    assert (asked.url, nobody_yet, signed_in_as(browser)) == ("/logg-inn/bekreft/", None, str(leader.pk))


def test_who_comes_into_office_at_midnight_is_held_to_the_narrower_limits_and_asked_for_a_second_factor(night):
    member = night.people["member"]
    organisation.appoint(
        office=night.people.haslum.offices.get(title=Title.SECRETARY),
        person=member,
        from_on=night.people.today + timedelta(days=1),
        until_on=None,
        elected_by="Årsmøtet",
        by=None,
        at=datetime.now(OSLO),
    )
    early, late = Client(), Client()
    night.clock.shift(-LIMITS[Reach.OTHERS].idle - timedelta(minutes=1))
    early.force_login(member)
    night.clock.shift(LIMITS[Reach.OTHERS].idle + timedelta(minutes=1))
    late.force_login(member)
    before = reach_of(member)

    night.pass_midnight()

    assert (before, reach_of(member)) == (Reach.OWN, Reach.OTHERS)
    assert early.get("/min-side/").url.partition("?")[0] == "/logg-inn/"
    assert late.get("/min-side/").status_code == 200
    assert late.get("/medlemmer/haslum/").url.partition("?")[0] == "/logg-inn/bekreft/"
