"""Erasing a person: nothing is found afterwards, others are untouched, and a restore brings nobody back."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from lokallag.core import audit
from lokallag.core.models import Change
from lokallag.core.privacy import EVER, holdings
from lokallag.membership.models import Membership
from lokallag.organisation.models import Approval, Term
from lokallag.outbox.models import Message, Recipient
from lokallag.outbox.services import claim
from lokallag.people.models import Person, SignIn, SignInRequest
from lokallag.privacy import services
from lokallag.privacy.domain import ledger
from lokallag.privacy.models import Erasure, Why
from tests.cast import cast
from tests.privacy.canaries import canary, where

pytestmark = pytest.mark.django_db

ARCHIVE = frozenset({"organisation_term.holder_name"})


@pytest.fixture(autouse=True)
def _own_ledger(settings, tmp_path):
    settings.VAR = tmp_path


def test_the_canaries_stand_in_every_table_that_holds_persons():
    """Otherwise the tests below would see nothing, and say that all is well."""
    people = cast()
    found = canary(people, "Kanari")

    empty = {holding.model._meta.label for holding in holdings() if not list(holding.rows(found.person))}

    assert empty == {"core.Look"}
    assert len(where(found.words)) > 15


def test_nothing_of_an_erased_person_is_found_anywhere():
    people = cast()
    found = canary(people, "Kanari")

    services.erase_person(person=found.person, by=None, at=now(), why=Why.LEFT)

    assert where(found.words, but=ARCHIVE) == {}
    assert not Person.objects.filter(pk=found.person.pk).exists()


def test_nothing_in_either_log_leads_to_an_erased_person():
    people = cast()
    found = canary(people, "Kanari")
    look = {"persons": [found.person.pk, people["member"].pk], "at": now(), "how": audit.How.LIST}
    audit.record_look("membership.see_members", actor=people["secretary"], **look)
    audit.record("people.change_address", actor=found.person, target=found.person, at=now())

    services.erase_person(person=found.person, by=None, at=now(), why=Why.LEFT)

    assert audit.looks_at(found.person.pk, since=EVER) == []
    assert not Change.objects.filter(target_kind="people.person", target_id=str(found.person.pk)).exists()
    assert len(audit.looks_at(people["member"].pk, since=EVER)) == 1


def test_offices_held_stay_as_name_office_and_days():
    people = cast()
    found = canary(people, "Kanari")

    services.erase_person(person=found.person, by=None, at=now(), why=Why.LEFT)

    term = Term.objects.get(holder_name=found.person.name)
    assert (term.person, term.from_on, term.until_on) == (None, people.today, people.today)


def test_an_office_that_has_not_begun_is_dropped():
    people = cast()
    found = canary(people, "Kanari")
    later = people.today + timedelta(days=30)
    Term.objects.filter(person=found.person).update(from_on=later)

    services.erase_person(person=found.person, by=None, at=now(), why=Why.LEFT)

    assert not Term.objects.filter(holder_name=found.person.name).exists()


def test_erasing_one_of_two_who_share_an_address_leaves_the_other_whole():
    people = cast()
    one = canary(people, "Kanari", email="sammen@example.org")
    other = canary(people, "Spurv", email="sammen@example.org", officer=False)
    asked = SignInRequest.objects.filter(address="sammen@example.org").count()
    before = where(other.words)

    services.erase_person(person=one.person, by=None, at=now(), why=Why.LEFT)

    assert where(one.words, but=ARCHIVE) == {}
    assert where(other.words) == before
    assert SignInRequest.objects.filter(address="sammen@example.org").count() == asked
    assert Recipient.objects.filter(recipient_key=str(other.person.key), address="sammen@example.org").exists()


def test_a_letter_that_waits_for_the_erased_is_not_sent():
    people = cast()
    found = canary(people, "Kanari")
    waiting = Recipient.objects.filter(address=found.person.email, state="queued").count()

    services.erase_person(person=found.person, by=None, at=now(), why=Why.LEFT)

    taken = []
    while rows := claim(at=now()).rows:
        taken.extend(row.address for row in rows)
    assert waiting > 0
    assert found.person.email not in taken
    assert not [address for address in taken if "kanari" in address.lower()]


def test_a_letter_to_others_about_the_erased_loses_the_name_and_is_still_sent():
    people = cast()
    found = canary(people, "Kanari")

    services.erase_person(person=found.person, by=None, at=now(), why=Why.LEFT)

    message = Message.objects.get(key="test.Kanari")
    assert (message.subject, message.text) == ("Om […]", "[…] ([…], […]) bor i […].")
    assert message.recipients.get().state == "queued"


def test_what_waits_for_approval_about_the_erased_is_withdrawn_and_emptied():
    people = cast()
    found = canary(people, "Kanari")

    services.erase_person(person=found.person, by=None, at=now(), why=Why.LEFT)

    approval = Approval.objects.get(kind="test.kind")
    assert (approval.state, approval.payload, approval.reason) == ("withdrawn", {}, "")


def test_all_sign_ins_of_the_erased_end_at_once(client):
    people = cast()
    people.sign_in(client, "member")

    services.erase_person(person=people["member"], by=None, at=now(), why=Why.LEFT)

    assert client.get("/min-side/").url.startswith("/logg-inn/")
    assert not SignIn.objects.filter(person_id=people["member"].pk).exists()


def test_the_ledger_holds_a_hash_the_time_and_why(django_capture_on_commit_callbacks):
    people = cast()
    person, at = people["member"], now()
    with django_capture_on_commit_callbacks(execute=True):
        services.erase_person(person=person, by=None, at=at, why=Why.LEFT)

    row = Erasure.objects.get()
    assert (row.erased_at, row.why) == (at, "left")
    assert [ledger.Line(row.person_hash, at, "left")] == ledger.read_lines(services.ledger_path().read_text())
    assert services.ledger_path().stat().st_mode & 0o777 == 0o600


@pytest.fixture
def restored():
    """Give a person who was erased, and the same person as a restored backup brings them back."""
    people = cast()
    gone = people["member"]
    number = Membership.objects.get(person=gone).number
    line = ledger.Line(services.hash_of(gone), now() - timedelta(days=1), "left")
    return people, gone, number, line


def test_a_restore_keeps_the_erased_erased_by_the_file(restored):
    people, gone, _number, line = restored
    services.append_to_file([line])

    assert services.reapply_erasures(at=now()) == 1

    assert not Person.objects.filter(pk=gone.pk).exists()
    assert Erasure.objects.get().erased_at == line.erased_at
    assert Person.objects.filter(pk=people["stranger"].pk).exists()
    assert services.reapply_erasures(at=now()) == 0


def test_a_restore_keeps_the_erased_erased_by_rows_saved_before_it(restored, tmp_path):
    _people, gone, _number, line = restored
    extra = tmp_path / "saved"
    extra.write_text(ledger.write_line(line))

    assert services.reapply_erasures(at=now(), extra_files=[extra]) == 1
    assert not Person.objects.filter(pk=gone.pk).exists()


def test_a_restore_keeps_the_erased_erased_after_the_servers_secret_was_changed(restored, settings):
    _people, gone, _number, line = restored
    services.append_to_file([line])
    settings.OLD_SECRET_KEYS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-secret" * 5

    assert services.reapply_erasures(at=now()) == 1
    assert not Person.objects.filter(pk=gone.pk).exists()


def test_the_file_is_completed_from_the_table(restored):
    _people, _gone, _number, line = restored
    Erasure.objects.create(person_hash=line.person_hash, erased_at=line.erased_at, why=line.why)

    assert (services.complete_file(), services.complete_file()) == (1, 0)
    assert ledger.read_lines(services.ledger_path().read_text()) == [line]


def test_a_line_that_was_cut_off_spoils_no_later_one(restored):
    _people, _gone, _number, line = restored
    services.ledger_path().write_text(ledger.write_line(line)[:30])

    services.append_to_file([line])

    assert ledger.read_lines(services.ledger_path().read_text()) == [line]
