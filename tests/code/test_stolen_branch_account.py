"""Nobody climbs from a branch account to the whole register (what befell a Norwegian party in 2016).

An attacker reads the mailbox of Haslum's leader and holds the cookie of a session: first of one that has shown no
second factor, then of one that has shown it just now. Each form of the site is sent, and what it did is looked at.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from lokallag.membership.models import BranchChoice, Guardian, MemberFile, Membership
from lokallag.organisation.models import Approval, Term
from lokallag.outbox.models import Recipient
from lokallag.people import services
from lokallag.people.models import AppSecret, EmailChange, PaperCode, Passkey, Person
from tests.code.planted import CONTACT, MINORS, form_of, gets, parts_in, places, plant, posts, read
from tests.code.test_get_changes_nothing import all_tables
from tests.code.test_get_changes_nothing import people as people_fixture
from tests.people.test_second_factor import by_code, confirm, signed_in_as, with_app

pytestmark = pytest.mark.django_db
people = people_fixture

POWER = (AppSecret, Passkey, PaperCode, Term, MemberFile, Approval, EmailChange)
REGISTER = (Membership, BranchChoice, Guardian)
LOOKED_AT = [model._meta.db_table for model in (*POWER, *REGISTER, Person, Recipient)]


@pytest.fixture
def planted(people):
    places()
    with_app(people["branch leader"])
    return plant(people)


def rows(*models: Any) -> dict[str, list[Any]]:
    """Return all rows of the tables, but for when a secret was last tried."""
    return {
        model.__name__: [
            {name: value for name, value in row.items() if not name.startswith("last_")}
            for row in model.objects.order_by("pk").values()
        ]
        for model in models
    }


def powers_of_others(person: Person) -> list[Any]:
    """Return all offices, and the second factors of everybody else."""
    factors = [
        list(model.objects.exclude(person=person).order_by("pk").values()) for model in (AppSecret, Passkey, PaperCode)
    ]
    others = Person.objects.exclude(pk=person.pk).values("pk")
    others_terms = list(Term.objects.filter(person__in=others).order_by("pk").values())
    more_than_one = Term.objects.filter(person=person).count() > 1
    return [*factors, others_terms, more_than_one]


def reached() -> dict[int, tuple[str, str]]:
    """Return how each person is reached, by id."""
    return {pk: (email, phone) for pk, email, phone in Person.objects.values_list("pk", "email", "phone")}


def written_to(since: int) -> set[str]:
    """Return the addresses that letters have been written to since the recipient with the id ``since``."""
    return set(Recipient.objects.filter(pk__gt=since).values_list("address", flat=True))


def last_recipient() -> int:
    return Recipient.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def stolen_cookie(person: Person) -> Client:
    """Return the browser of somebody who holds a session that has shown no second factor."""
    client = Client()
    client.force_login(person)
    return client


def every_form(people, planted, client: Client, check: Callable[[str], None]) -> None:
    """Send every form twice: about the neighbour's member, and about a member of the branch's own.

    What it did is checked closely where any of the tables is another than before; first of all where none is.
    """
    check("")
    before = all_tables(only=LOOKED_AT)

    def check_what_changed(path: str) -> None:
        if all_tables(only=LOOKED_AT) != before:
            check(path)

    own = replace(
        planted, adult=people["member"].membership.pk, minor=0, file=str(MemberFile.objects.earliest("asked_at").pk)
    )
    for target, slug in ((planted, "sandvika"), (own, "haslum")):
        sent = {**form_of(people, target), "email": "angriper@example.org", "phone": "99999999"}
        with patch("lokallag.core.views.render", unread):
            posts(client, target, sent, check_what_changed, slugs=(slug,))


def unread(_request: HttpRequest, _template: str, _page: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer in place of a page that nobody looks at: setting it in type took half of the time."""
    return HttpResponse(status=status)


def test_the_mailbox_alone_opens_nothing(people, planted):
    browser = Client()

    asked = by_code(browser, people["branch leader"])
    wrong = confirm(browser, "000000")

    assert (asked.url, wrong.status_code, signed_in_as(browser)) == ("/logg-inn/bekreft/", 422, None)
    assert {browser.get(path).status_code for path in ("/medlemmer/haslum/", "/min-side/", "/logg/")} == {302}


def test_a_cookie_without_a_second_factor_shows_nobody_and_changes_nothing(people, planted):
    leader = people["branch leader"]
    client = stolen_cookie(leader)
    said = gets(client, planted, [], lists=("haslum", "sandvika"))
    before, ways, since = rows(*POWER, *REGISTER), reached(), last_recipient()
    changed = []

    def check(path: str) -> None:
        same = (rows(*POWER, *REGISTER), reached()) == (before, ways)
        others = written_to(since) - {leader.email, "angriper@example.org"}
        if not same or others:
            changed.append((path, others))

    every_form(people, planted, client, check)

    assert parts_in(said) == set()
    assert [path for path, text in said.items() if "mona.dahl@example.org" in text] == []
    assert changed == []
    assert services.has_factor(leader)


def test_with_a_second_factor_too_it_is_one_branch_and_no_way_further(people, planted):
    leader, haslum = people["branch leader"], people.haslum
    client = people.sign_in(Client(), "branch leader")
    said = gets(client, planted, [], lists=("haslum", "sandvika"))
    outside = set(Person.objects.filter(pk__in=_outside(people)).values_list("pk", flat=True))
    before, ways, since = powers_of_others(leader), reached(), last_recipient()
    choices = list(BranchChoice.objects.exclude(unit=haslum).order_by("pk").values())
    kept = [choice["id"] for choice in choices]
    found = []

    def check(path: str) -> None:
        now_reached = reached()
        files = set(MemberFile.objects.filter(person=leader).values_list("unit__slug", flat=True))
        strangers = written_to(since) & {*CONTACT, *MINORS, *(ways[pk][0] for pk in outside if ways[pk][0])}
        faults = {
            "another is reached otherwise": {
                pk for pk in ways if now_reached.get(pk, ways[pk])[0] != ways[pk][0] and pk != leader.pk
            },
            "one outside is reached otherwise": {pk for pk in outside if now_reached.get(pk) != ways[pk]},
            "another's factors, or an office, are others": powers_of_others(leader) != before,
            "a file of more than the branch": files - {"haslum"},
            "a proposal for the whole register": Approval.objects.filter(proposer=leader, unit=people.party).exists(),
            "a choice elsewhere is another": list(BranchChoice.objects.filter(pk__in=kept).order_by("pk").values())
            != choices,
            "a letter to somebody outside": strangers,
        }
        found.extend((path, fault) for fault, is_so in faults.items() if is_so)

    every_form(people, planted, client, check)

    assert parts_in(said) == set()
    assert found == []
    whole = client.post(f"/medlemmer/{people.party.slug}/last-ned/", {"file_format": "csv", "purpose": "Alle"})
    assert whole.status_code == 404


def _outside(people) -> set[int]:
    """Return the persons who neither belong to Haslum nor sit on a board: nobody writes to them from there."""
    inside = set(BranchChoice.objects.filter(unit=people.haslum).values_list("membership__person_id", flat=True))
    officers = set(Term.objects.exclude(person=None).values_list("person_id", flat=True))
    return set(Person.objects.values_list("pk", flat=True)) - inside - officers


def test_the_file_that_is_had_holds_the_branch_alone(people, planted):
    client = people.sign_in(Client(), "branch leader")
    asked = client.post("/medlemmer/haslum/last-ned/", {"file_format": "csv", "purpose": "Ringe", "filters": "q="})

    text = read(client.post(f"{asked.url}hent/"))

    assert parts_in({"file": text}) == set()
    assert (
        len([line for line in text.splitlines() if ";" in line])
        == 1 + BranchChoice.objects.filter(unit=people.haslum, ended_on=None).count()
    )


def test_a_members_mailbox_is_not_got_by_the_leaders_office(people, planted):
    client = people.sign_in(Client(), "branch leader")
    pk = people["member"].membership.pk

    answer = client.post(
        f"/medlemmer/haslum/{pk}/for-medlemmet/e-post/", {"email": "angriper@example.org", "how": "phone"}
    )

    people["member"].refresh_from_db()
    assert (answer.status_code, people["member"].email) == (403, "mona.dahl@example.org")


def test_no_reset_leads_round_the_second_factor(people, planted):
    """A new address, another sign-in, the others ended, the only factor taken away: it is asked for all the same."""
    leader = people["branch leader"]
    thief = stolen_cookie(leader)
    tried = [
        thief.post("/min-side/innlogging/fjern/", {"hva": "app"}).status_code,
        thief.get("/min-side/innlogging/app/").status_code,
        thief.post("/min-side/innlogging/reservekoder/").status_code,
        thief.post("/min-side/innlogging/kontakt/", {"email": "angriper@example.org"}).status_code,
        thief.post("/min-side/innlogging/avslutt-andre/").status_code,
    ]
    leader.refresh_from_db()
    browser = Client()
    asked = by_code(browser, leader)

    assert leader.email == "hanne.as@example.org"
    assert set(tried) <= {302, 403}
    assert PaperCode.objects.filter(person=leader).count() == 0
    assert (asked.url, signed_in_as(browser), services.has_factor(leader)) == ("/logg-inn/bekreft/", None, True)
