"""What waits for a second officer stands: other files, members who leave, a crash; and what cannot be done is over."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from lokallag.core.privacy import holdings
from lokallag.membership.models import Membership
from lokallag.organisation.models import Approval
from lokallag.organisation.services import approvals
from lokallag.outbox.models import Message
from lokallag.people.models import Person
from lokallag.register import services
from lokallag.register.models import ImportFile, ImportRow, RegisterImport
from tests.cast import Cast
from tests.register.stage import MONA, bring_in, csv, many, read, row, set_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return set_up()


def waiting(people: Cast) -> tuple[RegisterImport, Approval]:
    """Let 25 members be missing in a file, and ask a second officer."""
    bring_in(csv(MONA, *many(range(1000, 1100))))
    of = read(csv(MONA, row("7777", "Ny", "Nina"), *many(range(1025, 1100))))
    services.ask_to_apply(of=of, end_reason="unpaid", by=people["secretary"], at=now())
    of.refresh_from_db()
    return of, Approval.objects.get(state="waiting")


def approve(people: Cast, approval: Approval) -> str:
    """Press the button as the board's leader. Returns the page that comes."""
    leader = people.sign_in(Client(), "board leader")
    return leader.post(reverse("organisation:approve", args=[approval.pk]), follow=True).content.decode()


def erase(person: Person) -> None:
    """Erase what all rooms hold of a person's membership, as when one leaves."""
    for holding in holdings():
        if holding.model._meta.app_label in {"register", "membership"} and holding.erase is not None:
            holding.erase(person, now())


def test_other_files_carried_out_meanwhile_are_no_hindrance(people):
    of, approval = waiting(people)
    bring_in(csv(MONA, *many(range(1003, 1100))), reason="resigned")  # three of the list go by another file

    approve(people, approval)

    of.refresh_from_db()
    assert (of.state, len(of.ended), Membership.objects.filter(number="7777").exists()) == ("applied", 22, True)


def test_a_member_who_is_erased_meanwhile_is_no_hindrance(people):
    of, approval = waiting(people)
    services.remember_left(number="1050", at=now())
    for number in ("1001", "1050"):  # one who goes by the list, one who stands in the file
        erase(Membership.objects.get(number=number).person)
    assert not ImportRow.objects.filter(number="1050").exists()

    approve(people, approval)

    of.refresh_from_db()
    assert (of.state, len(of.ended)) == ("applied", 24)
    assert services.has_left("1050")  # the register still has the number, though we no longer have its row


def test_rows_stand_a_crash_of_the_database(people):
    of, approval = waiting(people)
    assert b"Nina" not in bytes(ImportFile.objects.get(of=of).sealed)
    ImportRow.objects.all()._raw_delete("default")  # a crash leaves an unlogged table empty

    approve(people, approval)

    of.refresh_from_db()
    assert (of.state, len(of.ended)) == ("applied", 25)
    assert not ImportFile.objects.exists()


def test_the_erased_are_not_in_the_sealed_copy_either(people):
    of, _approval = waiting(people)
    erase(Membership.objects.get(number="1050").person)
    ImportRow.objects.filter(of=of)._raw_delete("default")

    services.forget_imports(at=now() + timedelta(days=2))  # lays them out again

    of.refresh_from_db()
    assert (of.rows.count(), of.rows.filter(number="1050").exists()) == (76, False)


def test_a_proposal_whose_list_has_grown_is_over_and_the_proposer_is_told(people):
    of, approval = waiting(people)
    bring_in(csv(MONA, row("5555", "En", "Til"), *many(range(1000, 1100))))

    page = approve(people, approval)

    approval.refresh_from_db()
    of.refresh_from_db()
    assert (approval.state, approval.decided_by, of.state) == ("withdrawn", None, "ready")
    assert "Flere går ut nå" in page
    assert "Falt bort" in page
    assert "Godkjenner du?" not in page
    assert (of.counts["gone"], "Flere går ut nå" in of.problem) == (26, True)
    mail = Message.objects.get(subject__startswith="Falt bort", recipients__address=people["secretary"].email)
    assert "Flere går ut nå" in mail.text
    assert Membership.objects.exclude(ended_on=None).count() == 0


def test_rows_that_are_lost_end_the_proposal_and_the_import(people):
    of, approval = waiting(people)
    ImportFile.objects.all().delete()
    ImportRow.objects.filter(of=of)._raw_delete("default")

    page = approve(people, approval)

    approval.refresh_from_db()
    of.refresh_from_db()
    assert (approval.state, of.state) == ("withdrawn", "refused")
    assert "Send filen på nytt" in page
    assert "Send filen på nytt" in of.problem


def test_a_file_put_away_takes_its_proposal_with_it(people):
    of, approval = waiting(people)

    services.drop_import(of=of, at=now())

    approval.refresh_from_db()
    assert (approval.state, approval.answer) == ("withdrawn", "Filen er lagt bort.")
    assert approvals.own_hand(approval, people["board leader"]) == ""


def test_lost_rows_before_anybody_is_asked_are_told_on_the_page(people):
    of = read(csv(MONA, row("2")))
    ImportRow.objects.filter(of=of)._raw_delete("default")
    secretary = people.sign_in(Client(), "secretary")

    page = secretary.post(reverse("register:apply", args=[of.pk])).content.decode()

    of.refresh_from_db()
    assert (of.state, "Send filen på nytt" in page, "Før inn" in page) == ("refused", True, False)
