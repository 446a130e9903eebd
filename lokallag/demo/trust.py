"""What the demo shows of trust: who was looked at, what waits for a second officer, a couple, a protected address.

Called after the members are there. Everything goes through the rooms' services; the looks are those that the pages
would have written.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from lokallag.core.audit import How, record_look
from lokallag.membership import services as membership
from lokallag.membership.domain.behalf import How as Said_how
from lokallag.membership.domain.behalf import Said
from lokallag.membership.models import FeeYear, Membership
from lokallag.membership.services import behalf
from lokallag.organisation.models import Unit
from lokallag.people.models import Person
from lokallag.register.services import import_that_waits

# A couple who share an address, for mail and at home; one whose address is protected; one who has no e-mail.
COUPLE = (("Solveig", "Dahl", "k", 1952), ("Arne", "Dahl", "m", 1949))
COUPLE_EMAIL, COUPLE_STREET, COUPLE_CODE = "dahl@baerum.example", "Haslumveien 12", "1344"
PROTECTED = ("Marit", "Skog", "k", 1979, "1344", "marit.skog@baerum.example")
WITHOUT_EMAIL = ("Ruth", "Lien", "k", 1938, "1356")
NEW_MEMBER = ("199001", "Holm", "Sara", "sara.holm@baerum.example", "", "1998", "k", "Bærumsveien 4", "1358")
LEFT_OUT = 23  # more than 20: the file waits for a second officer
WHOLE_FILE = "Trykking av medlemsbladet, avtalt med trykkeriet"


def trusted_people() -> Iterator[dict[str, Any]]:
    """Yield, as fields of a person, those whom this part of the demo names."""
    for given, family, gender, born in COUPLE:
        yield {
            "given_name": given,
            "family_name": family,
            "gender": gender,
            "birth_year": born,
            "email": COUPLE_EMAIL,
            "street_address": COUPLE_STREET,
            "postal_code": COUPLE_CODE,
        }
    given, family, gender, born, code, email = PROTECTED
    yield {
        "given_name": given,
        "family_name": family,
        "gender": gender,
        "birth_year": born,
        "email": email,
        "street_address": "Gamle Drammensvei 101",
        "postal_code": code,
        "is_protected": True,
    }
    given, family, gender, born, code = WITHOUT_EMAIL
    yield {
        "given_name": given,
        "family_name": family,
        "gender": gender,
        "birth_year": born,
        "street_address": "Gjettumveien 7",
        "postal_code": code,
    }


def show_trust(
    *, party: Unit, leader: Person, secretary: Person, member: Person, branch_leader: Person, at: datetime
) -> None:
    """Write down fees, looks, an entry on a member's word, and two things that wait for a second officer.

    :param party: the municipal party; ``leader`` and ``secretary`` are its officers
    :param member: whose page has been looked at; the leader of the member's branch is ``branch_leader``
    """
    _fees(at)
    membership.name_address_keeper(person=secretary, by=leader, at=at - timedelta(days=60))
    _looks(party, member, secretary, branch_leader, at)
    _entered(secretary, at)
    import_that_waits(
        leave_out=LEFT_OUT, also=[(*NEW_MEMBER, "15.10.2026", "")], by=secretary, at=at - timedelta(days=1)
    )
    membership.ask_for_file(  # the whole party's file takes two; this one is about to expire
        unit=party,
        file_format="xlsx",
        filters="",
        purpose=WHOLE_FILE,
        by=secretary,
        at=at - timedelta(days=6, hours=20),
    )


def _fees(at: datetime) -> None:
    """Let five of six have paid the fee that was due some weeks ago, as a file of the register would have said."""
    due = (at - timedelta(days=75)).date()
    FeeYear.objects.bulk_create(
        FeeYear(
            membership_id=pk,
            year=at.year,
            due_on=due,
            is_paid=number % 6 != 0,
            paid_on=due - timedelta(days=1 + number % 28) if number % 6 else None,
        )
        for number, pk in enumerate(Membership.objects.live(at.date()).order_by("number").values_list("pk", flat=True))
    )


def _looks(party: Unit, member: Person, secretary: Person, branch_leader: Person, at: datetime) -> None:
    held = Membership.objects.get(person=member)
    choice = held.choices.get(ended_on=None)
    listed = [
        other.membership.person_id
        for other in choice.unit.branch_choices.filter(ended_on=None).select_related("membership")[:50]
    ]
    record_look(
        "membership.see_members",
        actor=branch_leader,
        persons={*listed, member.pk},
        at=at - timedelta(days=19),
        how=How.LIST,
        unit_id=choice.unit_id,
    )
    record_look(
        "membership.see_member",
        actor=branch_leader,
        persons=[member.pk],
        at=at - timedelta(days=19) + timedelta(minutes=2),
        how=How.PAGE,
        unit_id=choice.unit_id,
    )
    record_look(
        "membership.see_member",
        actor=secretary,
        persons=[member.pk],
        at=at - timedelta(days=5),
        how=How.PAGE,
        unit_id=party.pk,
    )


def _entered(secretary: Person, at: datetime) -> None:
    """Enter a new address for who said it on the telephone and has no e-mail: the receipt waits as a letter."""
    held = Membership.objects.select_related("person").get(
        person__given_name=WITHOUT_EMAIL[0], person__family_name=WITHOUT_EMAIL[1]
    )
    when = at - timedelta(days=3)
    behalf.enter_address(
        membership=held,
        street_address="Gjettumveien 9",
        postal_code=WITHOUT_EMAIL[4],
        seen=behalf.mark_of(held.person.street_address, held.person.postal_code),
        said=Said(Said_how.PHONE, when.date()),
        by=secretary,
        at=when,
    )
