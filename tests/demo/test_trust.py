"""What the demo shows of trust, seen by those who would look for it."""

from datetime import timedelta

from django.test import Client
from django.utils.timezone import localdate, now

from lokallag.core.audit import looks_at
from lokallag.demo import trust
from lokallag.membership.models import AddressKeeper, Entry, Membership
from lokallag.organisation.models import Approval
from lokallag.people.models import DemoPerson, Person
from lokallag.people.services import confirm_factor
from tests.databases import IsolatedDatabase


def signed_in(role: str) -> Client:
    """Return the browser of one of the demo's roles, a second factor just given."""
    client = Client()
    client.force_login(DemoPerson.objects.get(role=role).person)
    session = client.session
    confirm_factor(session=session, at=now())
    session.save()
    return client


def test_each_thing_is_there_and_found(demo_database: IsolatedDatabase) -> None:
    # A member whose page was looked at, twice by her branch's leader and once by the secretary.
    member = DemoPerson.objects.get(role="member").person
    assert [look.how for look in looks_at(member.pk, since=now() - timedelta(days=90))] == ["page", "page", "list"]
    looked = signed_in("member").get("/min-side/hvem-har-sett/").content.decode()
    assert "Ingrid Solheim" in looked

    # An import and a file of everybody wait for a second officer; the file's approval is about to expire.
    waiting = list(Approval.objects.filter(state="waiting").order_by("expires_at"))
    assert [approval.kind for approval in waiting] == ["membership.full_export", "register.apply_import"]
    assert timedelta(0) < waiting[0].expires_at - now() < timedelta(hours=5)
    page = signed_in("board_leader").get("/godkjenninger/").content.decode()
    assert "Fil med medlemmer fra hele partiet" in page
    assert "Avslutte medlemskap etter medlemsregisteret" in page

    # A couple with one address, both members of the party.
    couple = Person.objects.filter(email=trust.COUPLE_EMAIL)
    assert sorted(person.given_name for person in couple) == ["Arne", "Solveig"]
    assert Membership.objects.live(localdate()).filter(person__in=couple).count() == 2

    # A protected address, seen by the secretary alone and on no list.
    hidden = Person.objects.get(given_name=trust.PROTECTED[0], family_name=trust.PROTECTED[1])
    assert hidden.is_protected
    assert AddressKeeper.objects.live().get().person == DemoPerson.objects.get(role="secretary").person
    everyone = signed_in("board_leader").get("/medlemmer/baerum-arbeiderparti/?q=skog+marit").content.decode()
    assert "Skog, Marit" in everyone
    assert hidden.street_address not in everyone

    # What an officer entered after a call waits as a letter.
    assert Entry.objects.get().person.family_name == trust.WITHOUT_EMAIL[1]
    assert "Ruth Lien" in signed_in("secretary").get("/medlemmer/brev/").content.decode()
