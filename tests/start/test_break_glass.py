"""Nødåpning: only when fewer than two can approve, never silently, ending nobody who is not named."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.utils.timezone import localdate, now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.organisation.models import Term, Title
from lokallag.organisation.queries import able_approvers
from lokallag.organisation.services import end_term
from lokallag.outbox.models import Message, Recipient
from lokallag.people.models import Person
from lokallag.start import services
from lokallag.start.domain.founding import NewOfficer
from lokallag.start.models import BreakGlass
from tests.cast import Cast, cast
from tests.start.stage import AMINA, SINDRE, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    """Give the named people, whose secretary has stepped down."""
    found = cast()
    term = Term.objects.get(person=found["secretary"])
    end_term(term=term, last_day=found.today - timedelta(days=1), by=None, at=now())
    return found


def broken(**changes: Any) -> services.Broken:
    """Break the glass for a new secretary, some of it changed."""
    wish: dict[str, Any] = {"leader": None, "secretary": SINDRE, "minutes": minutes(), "reason": "Sekretæren er død"}
    return (
        services.break_glass(**wish, at=now()) if not changes else services.break_glass(**{**wish, **changes}, at=now())
    )


def test_a_new_secretary_is_seated_and_the_leader_stays(people: Cast) -> None:
    done = broken()

    assert [(term.office.title, term.holder_name) for term in done.seated] == [("secretary", "Sindre Vik")]
    assert done.ended == ()
    assert [person.name for person in able_approvers(localdate())] == ["Berit Lund", "Sindre Vik"]
    assert Term.objects.live(localdate()).filter(person=people["board leader"]).count() == 1


def test_with_two_able_approvers_it_refuses_and_names_them() -> None:
    cast()

    with pytest.raises(RuleViolation, match="Berit Lund og Sindre Vik kan godkjenne for hverandre i dag"):
        broken()

    assert BreakGlass.objects.count() == 0


def test_an_officer_without_an_address_cannot_approve(people: Cast) -> None:
    assert len(able_approvers(people.today)) == 1
    Person.objects.filter(pk=people["board leader"].pk).update(email="")

    assert able_approvers(people.today) == []


def test_one_person_in_both_offices_counts_once(people: Cast) -> None:
    Term.objects.filter(person=people["secretary"]).update(person=people["board leader"], until_on=None)

    assert able_approvers(people.today) == [people["board leader"]]


def test_the_whole_board_is_told_and_the_log_keeps_it(people: Cast) -> None:
    done = broken()

    letters = Message.objects.filter(purpose="start.break_glass")
    addresses = set(Recipient.objects.filter(message__in=letters).values_list("address", flat=True))
    assert addresses == {"berit.lund@example.org", "bilal.khan@example.org", "sindre@example.org"}
    assert done.told == 3
    text = letters.first().text  # type: ignore[union-attr]
    assert "Grunnen som er oppgitt: Sekretæren er død" in text
    assert "- Sekretær: Sindre Vik" in text
    change = Change.objects.get(act="start.break_glass")
    assert (change.actor_id, change.target_id) == (None, str(done.record.pk))
    assert change.details == {"seated_secretary": done.seated[0].person_id}


def test_the_new_officer_gets_the_first_sign_in(people: Cast) -> None:
    broken()

    letter = Message.objects.get(purpose="start.first_sign_in")
    assert letter.recipients.get().address == "sindre@example.org"


def test_a_seat_that_is_taken_is_not_taken_over_unless_named(people: Cast) -> None:
    with pytest.raises(RuleViolation, match=r"Berit Lund sitter som leder\. .*--end leader"):
        broken(leader=AMINA, secretary=None)
    assert Term.objects.filter(holder_name="Amina Farah").count() == 0

    done = broken(leader=AMINA, secretary=SINDRE, ends=[Title.LEADER])

    assert [term.holder_name for term in done.ended] == ["Berit Lund"]
    assert [person.name for person in able_approvers(people.today)] == ["Amina Farah", "Sindre Vik"]
    told = Recipient.objects.filter(message__purpose="start.break_glass").values_list("address", flat=True)
    assert "berit.lund@example.org" in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "  "}, "Skriv hvorfor styret ikke kan"),
        ({"secretary": None}, "Skriv hvem som er ny leder, ny sekretær eller begge deler."),
        ({"ends": [Title.LEADER]}, "Skriv hvem som er ny leder. Et verv avsluttes ikke uten at noen overtar."),
        ({"ends": [Title.SECRETARY]}, "Ingen sitter som sekretær i dag. Ta bort --end secretary."),
        ({"leader": SINDRE, "ends": [Title.LEADER]}, "må være to personer"),
    ],
)
def test_what_does_not_hold_is_refused_and_changes_nothing(people: Cast, changes: dict[str, Any], said: str) -> None:
    before = list(Term.objects.order_by("pk").values_list("pk", "until_on"))

    with pytest.raises(RuleViolation, match=said):
        broken(**changes)

    assert list(Term.objects.order_by("pk").values_list("pk", "until_on")) == before
    assert BreakGlass.objects.count() == Message.objects.filter(purpose="start.break_glass").count() == 0


def test_before_there_is_a_party_it_leads_to_start() -> None:
    with pytest.raises(RuleViolation, match="Kjør «lokallag start» uten --break-glass"):
        broken()


def test_who_stands_in_the_register_is_that_person(people: Cast) -> None:
    before = Person.objects.count()
    member = people["member"]

    done = broken(secretary=NewOfficer("mona", "dahl", member.email.upper()))

    assert done.seated[0].person == member
    assert Person.objects.count() == before


def test_a_row_of_it_can_neither_be_changed_nor_removed(people: Cast) -> None:
    record = broken().record

    with pytest.raises(ProgrammingError), transaction.atomic():
        BreakGlass.objects.filter(pk=record.pk).update(reason="Ingen grunn")
    with pytest.raises(ProgrammingError), transaction.atomic():
        record.delete()
