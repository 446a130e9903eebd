"""The log of changes: rows are added, nothing else, and they name nobody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from lokallag.core import audit
from lokallag.core.models import SALT_LENGTH, Change
from lokallag.core.permissions import UnknownAct
from lokallag.organisation import services
from lokallag.organisation.models import Title
from lokallag.outbox.models import DeadAddress
from tests.cast import cast
from tests.factories import NOON, PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db


def test_a_row_says_who_did_what_to_what_and_when():
    person, unit = PersonFactory(), UnitFactory()

    details = {"number": 1, "day": "2026-06-01"}
    audit.record("organisation.edit_unit", actor=person, target=unit, at=NOON, details=details)

    row = Change.objects.get()
    assert (row.act, row.actor_id, row.target_kind, row.target_id, row.at, row.details) == (
        "organisation.edit_unit",
        person.pk,
        "organisation.unit",
        str(unit.pk),
        NOON,
        details,
    )


def test_a_command_has_no_actor_and_a_register_no_target():
    audit.record("organisation.edit_unit", actor=None, target=None, at=NOON)

    row = Change.objects.get()
    assert (row.actor_id, row.target_kind, row.target_id, row.details) == (None, "", "", {})


def test_an_act_that_nobody_grants_is_not_recorded():
    with pytest.raises(UnknownAct):
        audit.record("organisation.typo_here", actor=None, target=None, at=NOON)

    assert not Change.objects.exists()


class TestARowWithItsLine:
    FIND = "SELECT id FROM outbox_deadaddress WHERE address = %s"

    def test_both_are_written_in_one_statement(self, django_assert_num_queries):
        person, row = PersonFactory(), DeadAddress(address="borte@example.org", found_at=NOON)

        with django_assert_num_queries(1):
            is_written = audit.insert(row, "organisation.edit_unit", actor=person, at=NOON, details={"number": 1})

        line = Change.objects.get()
        assert (is_written, DeadAddress.objects.get()) == (True, row)
        assert (line.act, line.actor_id, line.target_kind, line.target_id, line.at, line.details, len(line.salt)) == (
            "organisation.edit_unit",
            person.pk,
            "outbox.deadaddress",
            str(row.pk),
            NOON,
            {"number": 1},
            SALT_LENGTH,
        )
        row.said = "550"
        row.save()
        assert DeadAddress.objects.get().said == "550"

    def test_neither_is_written_where_the_query_finds_something(self):
        said = {"actor": None, "at": NOON, "unless": self.FIND}
        kept = DeadAddress(address="borte@example.org", found_at=NOON)
        assert audit.insert(kept, "organisation.edit_unit", asked=["annet@example.org"], **said)

        row = DeadAddress(address="borte.igjen@example.org", found_at=NOON)
        assert not audit.insert(row, "organisation.edit_unit", asked=[kept.address], **said)

        assert row.pk is None
        assert (DeadAddress.objects.get(), Change.objects.get().target_id) == (kept, str(kept.pk))

    def test_neither_is_written_where_the_row_may_not_be(self):
        row = DeadAddress(address="STORE@example.org", found_at=NOON)

        with pytest.raises(IntegrityError, match="dead_address_in_small_letters"), transaction.atomic():
            audit.insert(row, "organisation.edit_unit", actor=None, at=NOON)

        assert not Change.objects.exists()

    def test_an_act_that_nobody_grants_writes_nothing(self):
        with pytest.raises(UnknownAct):
            audit.insert(DeadAddress(address="borte@example.org", found_at=NOON), "no.such_act", actor=None, at=NOON)

        assert not DeadAddress.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_change SET actor_id = NULL",
        "DELETE FROM core_change",
        "TRUNCATE core_change",
        "ALTER TABLE core_change ADD COLUMN x int",
        "DROP TABLE core_change",
    ],
)
def test_the_app_cannot_change_or_remove_a_row(statement):
    audit.record("organisation.edit_unit", actor=None, target=None, at=NOON)

    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)

    assert Change.objects.count() == 1


def test_a_change_that_is_taken_back_leaves_no_row():
    unit = UnitFactory()

    with transaction.atomic():
        audit.record("organisation.edit_unit", actor=None, target=unit, at=NOON)
        transaction.set_rollback(True)

    assert not Change.objects.exists()


def test_rows_hold_ids_codes_and_dates_and_name_nobody():
    people = cast()
    by = people["board leader"]
    services.rename_unit(
        unit=people.haslum, name="Gjettum", valid_from=people.today, decision="Hemmelig sak", by=by, at=NOON
    )
    services.edit_unit(
        unit=people.haslum, public_email="post@example.org", meets="Tirsdag", about="Hemmelig", by=by, at=NOON
    )
    term = services.appoint(
        office=people.haslum.offices.get(title=Title.SECRETARY),
        person=people["member"],
        from_on=people.today,
        until_on=None,
        elected_by="Hemmelig møte",
        by=by,
        at=NOON,
    )
    services.end_term(term=term, last_day=people.today + timedelta(days=1), by=by, at=NOON)
    services.name_board_contact(branch=people.haslum, person=by, from_on=people.today, by=by, at=NOON)
    services.adopt_rules(
        unit=people.party,
        values={"notice_days": ("21", "Hemmelig kilde")},
        valid_from=people.today,
        decision="Hemmelig",
        after_version=0,
        by=by,
        at=NOON,
    )

    said = [str(row) for row in Change.objects.values_list("act", "target_kind", "target_id", "details")]

    words = ["Hemmelig", "Gjettum", "Tirsdag", "@"]
    words += [part for person in people.persons.values() for part in (person.given_name, person.family_name)]
    assert len(said) > 20
    assert [row for row in said for word in words if word in row] == []
