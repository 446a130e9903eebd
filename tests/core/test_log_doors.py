"""The two doors through which something leaves the logs, and the months they are cut into."""

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import time_machine
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.utils.timezone import now
from pytest_django.plugin import DjangoDbBlocker

from lokallag.core import audit, database, seal
from lokallag.core.audit import How
from lokallag.core.database.roles import make_database
from lokallag.core.models import ChainLink, Change, Look
from lokallag.core.verify import verify
from tests.cast import cast
from tests.databases import IsolatedDatabase, used_by_django
from tests.factories import PersonFactory, UnitFactory

LIST, PAGE = "membership.see_members", "membership.see_member"


@pytest.fixture
def owner(isolated_database: IsolatedDatabase) -> Iterator[psycopg.Connection]:
    """Give a connection that may do anything to the tables."""
    private = {**isolated_database.environ, "DATABASE_URL": ""}
    with database.connect(database.Role.SUPERUSER, private, dbname=isolated_database.name) as connected:
        yield connected


def parts(log: str) -> list[str]:
    """Return the tables that a log is cut into."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass ORDER BY 1", [log]
        )
        return [name for (name,) in cursor.fetchall()]


def part_of(row: Change | Look) -> str:
    """Return the table that a row lies in."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT tableoid::regclass::text FROM {row._meta.db_table} WHERE id = %s", [row.pk])
        return str(cursor.fetchone()[0])


# --- Erasing a person ---------------------------------------------------------------------------------------------


@pytest.fixture
def erased(isolated_database):
    """Give the named people, with looks and changes of and about Mona Dahl sealed, and then Mona erased."""
    people = cast()
    at = now()
    mona, leader = people["member"], people["branch leader"]
    audit.record_look(LIST, actor=leader, persons=[mona.pk, 7001, 7002], at=at, how=How.LIST, purpose="Møte")
    audit.record_look(PAGE, actor=leader, persons=[mona.pk], at=at, how=How.PAGE, purpose="Ringte Mona Dahl")
    audit.record_look(PAGE, actor=leader, persons=[7001], at=at, how=How.PAGE, purpose="Ringte")
    audit.record_look(LIST, actor=mona, persons=[7001], at=at, how=How.PAGE)  # what she did to others stays hers
    audit.record("people.change_address", actor=mona, target=mona, at=at)
    audit.record("organisation.name_contact", actor=leader, target=people.haslum, at=at, details={"person": mona.pk})
    audit.record(
        "start.break_glass", actor=None, target=None, at=at, details={"seated_leader": mona.pk, "seats": mona.pk}
    )
    audit.record("organisation.edit_unit", actor=leader, target=people.haslum, at=at, details={"seats": mona.pk})
    seal.seal(at=now())
    choice = mona.membership.choices.get()
    touched = audit.erase_person(mona.pk, by=mona, at=at, targets=[mona.membership, choice])
    return people, touched


def test_nothing_in_the_logs_leads_to_an_erased_person(erased):
    people, _touched = erased
    mona = people["member"].pk

    assert audit.looks_at(mona, since=now() - timedelta(days=1)) == []
    assert not Look.objects.filter(person_ids__contains=[mona]).exists()
    assert not Change.objects.filter(target_kind="people.person", target_id=str(mona)).exists()
    assert not Change.objects.filter(target_kind__startswith="membership.").exclude(target_id="").exists()
    assert not Change.objects.filter(actor_id=mona).exists()
    assert not Change.objects.filter(details__person=mona).exists()
    assert not Change.objects.filter(details__seated_leader=mona).exists()


def test_what_was_done_when_and_by_whom_stays(erased):
    people, _touched = erased
    leader, mona = people["branch leader"].pk, people["member"].pk

    looks = Look.objects.order_by("person_ids").values_list("actor_id", "how", "purpose", "person_ids")
    assert list(looks) == [
        (leader, "page", "", [0]),
        (leader, "list", "Møte", [0, 7001, 7002]),
        (leader, "page", "Ringte", [7001]),
        (mona, "page", "", [7001]),
    ]
    assert list(Change.objects.filter(act="people.change_address").values_list("actor_id", "target_id")) == [(None, "")]
    contact = Change.objects.get(act="organisation.name_contact")
    assert (contact.actor_id, contact.target_id, contact.details) == (leader, str(people.haslum.pk), {})
    assert Change.objects.get(act="start.break_glass").details == {"seats": mona}  # a count, not a person
    assert Change.objects.filter(act="organisation.edit_unit", details__seats=mona).count() == 1


def test_erasing_leaves_an_entry_of_its_own_that_names_nobody(erased):
    _people, touched = erased

    entry = Change.objects.get(act="core.erase_person")

    assert (entry.actor_id, entry.target_kind, entry.target_id) == (None, "", "")
    assert sorted(entry.details) == ["changes", "looks"]
    assert len(entry.details["looks"]) == 2
    assert len(entry.details["changes"]) == touched - 2
    assert not Look.objects.filter(pk__in=entry.details["looks"]).exists()


def test_erasing_a_person_leaves_the_chain_whole(erased):
    _people, touched = erased
    assert verify().broken is None

    seal.seal(at=now())

    verdict = verify()
    assert verdict.broken is None
    assert verdict.gone == touched
    assert verdict.waiting == 0


def test_erasing_twice_does_nothing_the_second_time(erased):
    people, _touched = erased
    before = Change.objects.count()

    assert audit.erase_person(people["member"].pk, at=now()) == 0
    assert Change.objects.count() == before


def test_two_who_stand_in_one_row_can_be_erased_at_the_same_moment(isolated_database):
    first, second = PersonFactory(), PersonFactory()
    audit.record_look(LIST, actor=None, persons=[first.pk, second.pk, 7001], at=now(), how=How.LIST)
    seal.seal(at=now())

    def erase_second() -> None:
        try:
            audit.erase_person(second.pk, at=now())
        finally:
            connection.close()

    thread = threading.Thread(target=erase_second)
    with transaction.atomic():
        audit.erase_person(first.pk, at=now())
        thread.start()
        thread.join(0.5)  # it waits for us
        assert thread.is_alive()
    thread.join()

    assert [sorted(ids) for ids in Look.objects.values_list("person_ids", flat=True)] == [[0, 0, 7001]]
    seal.seal(at=now())
    assert verify().broken is None


def test_a_row_erased_before_it_was_sealed_is_no_break(isolated_database):
    person = PersonFactory()
    audit.record_look(PAGE, actor=None, persons=[person.pk], at=now(), how=How.PAGE)
    audit.erase_person(person.pk, at=now())

    seal.seal(at=now())

    assert verify().broken is None


def test_an_officer_who_erases_is_named(isolated_database):
    officer, person = PersonFactory(), PersonFactory()
    audit.record_look(PAGE, actor=None, persons=[person.pk], at=now(), how=How.PAGE)

    audit.erase_person(person.pk, by=officer, at=now())

    assert Change.objects.get(act="core.erase_person").actor_id == officer.pk


# --- Months -------------------------------------------------------------------------------------------------------


def test_this_month_and_the_next_twelve_are_there(isolated_database):
    audit.make_months()  # as each night
    this = now().astimezone(UTC)
    months = [divmod(this.year * 12 + this.month - 1 + n, 12) for n in range(13)]

    for log in ("core_change", "core_look"):
        assert {f"{log}_{year}_{month + 1:02}" for year, month in months} <= set(parts(log))


def test_a_row_lies_in_its_month_and_one_of_no_month_is_taken_all_the_same(isolated_database):
    audit.make_months()
    unit = UnitFactory()
    audit.record("organisation.edit_unit", actor=None, target=unit, at=now())
    audit.record("organisation.edit_unit", actor=None, target=unit, at=datetime(1999, 5, 1, tzinfo=UTC))

    last, first = Change.objects.filter(target_id=str(unit.pk)).order_by("-at")

    assert part_of(last) == f"core_change_{now().astimezone(UTC):%Y_%m}"
    assert part_of(first) == "core_change_default"


def test_rows_that_waited_move_when_their_month_is_made_and_stay_sealed(isolated_database, owner):
    far = now() + timedelta(days=31 * 20)
    audit.record("organisation.edit_unit", actor=None, target=None, at=far)
    row = Change.objects.get()
    seal.seal(at=now())
    assert part_of(row) == "core_change_default"

    made = audit.make_months(ahead=24)

    assert made >= 22
    assert part_of(row) == f"core_change_{far.astimezone(UTC):%Y_%m}"
    assert audit.make_months(ahead=24) == 0
    assert verify().broken is None


def test_a_month_made_later_puts_its_rows_on_the_list_too(isolated_database):
    audit.make_months(ahead=24)
    audit.record("organisation.edit_unit", actor=None, target=None, at=now() + timedelta(days=31 * 20))

    assert seal.seal(at=now()) == 1


def test_the_app_has_no_way_into_a_month_past_the_log(isolated_database):
    audit.make_months(ahead=24)
    for log in ("core_change", "core_look"):
        for part in parts(log):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(f"SELECT FROM {part}")


# --- Expiry -------------------------------------------------------------------------------------------------------


def months_ago(number: int) -> datetime:
    """Return the middle of the month that many before this one."""
    return audit.kept_since(number, at=now()) + timedelta(days=14)


@pytest.fixture
def aged(isolated_database, owner):
    """Give looks and changes of many ages, sealed, each month in a table of its own or in the one for the rest."""
    for log, month in (("look", 25), ("look", 24), ("change", 61), ("change", 60)):
        owner.execute("SELECT core_make_month(%s, %s)", [log, months_ago(month).date()])
    for months in (1, 24, 25, 30):
        audit.record_look(PAGE, actor=None, persons=[months], at=months_ago(months), how=How.PAGE)
    for months in (1, 25, 60, 61, 80):
        audit.record("organisation.edit_unit", actor=None, target=None, at=months_ago(months), details={"m": months})
    assert seal.seal(at=now()) == 9


def test_looks_go_after_24_months_and_changes_after_five_years(aged):
    dropped = audit.drop_expired(at=now())

    assert dropped == audit.Dropped(looks=2, changes=2)
    assert sorted(Look.objects.values_list("person_ids", flat=True)) == [[1], [24]]
    assert sorted(Change.objects.filter(act="organisation.edit_unit").values_list("details__m", flat=True)) == [
        1,
        25,
        60,
    ]
    assert f"core_look_{months_ago(25):%Y_%m}" not in parts("core_look")
    assert f"core_look_{months_ago(24):%Y_%m}" in parts("core_look")


def test_dropping_writes_its_own_entry_and_leaves_the_chain_whole(aged):
    audit.drop_expired(at=now())
    seal.seal(at=now())

    entry = Change.objects.get(act="core.drop_expired")
    verdict = verify()
    assert (entry.details["looks"], entry.details["changes"]) == (2, 2)
    assert entry.details["looks_before"] == audit.kept_since(audit.LOOKS_KEPT, at=now()).date().isoformat()
    assert (verdict.broken, verdict.gone, verdict.entries) == (None, 4, 10)


def test_dropping_again_does_nothing(aged):
    audit.drop_expired(at=now())
    before = Change.objects.count()

    assert audit.drop_expired(at=now()) == audit.Dropped(looks=0, changes=0)
    assert Change.objects.count() == before


def test_nothing_goes_before_its_time_whatever_the_clock_of_the_site_says(aged):
    with time_machine.travel(now() + timedelta(days=36500)):
        dropped = audit.drop_expired(at=now())

    assert dropped == audit.Dropped(looks=2, changes=2)


def test_an_entry_that_claims_too_much_covers_nothing(aged, owner):
    details = {"looks_before": "2100-01-01", "changes_before": "2100-01-01"}
    with owner.transaction():
        owner.execute(
            "INSERT INTO core_change (act, target_kind, target_id, at, details)"
            " VALUES ('core.drop_expired', '', '', now(), %s)",
            [psycopg.types.json.Jsonb(details)],
        )
    seal.seal(at=now())
    assert verify().broken is None

    owner.execute("DELETE FROM core_look WHERE person_ids = '{1}'")

    broken = verify().broken
    assert broken is not None
    assert (broken.what, broken.log, broken.at) == ("missing", "look", months_ago(1))


# --- Rights -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_look SET actor_id = NULL",
        "DELETE FROM core_look",
        "UPDATE core_chainlink SET position = 0",
        "DELETE FROM core_chainlink",
        "TRUNCATE core_chainlink",
        "INSERT INTO core_unsealed VALUES ('look', 1, now())",
        "UPDATE core_unsealed SET row_id = 1",
        "DROP TABLE core_look_default",
        "SELECT core_make_month('look', '2020-01-01')",
        "SELECT core_drop_before('look', now())",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_the_app_can_do_nothing_to_the_logs_but_add_and_the_two_doors(isolated_database, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        connection.cursor().execute(statement)


# --- From before --------------------------------------------------------------------------------------------------


def test_changes_from_before_are_carried_over_and_sealed(django_db_setup, django_db_blocker: DjangoDbBlocker):
    name = f"test_{os.getpid()}_carried"
    with (
        django_db_blocker.unblock(),
        database.connect(database.Role.SUPERUSER, os.environ, dbname="postgres") as superuser,
    ):
        superuser.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[call-overload]
        make_database(superuser, name)
        try:
            with used_by_django(name, database.OWNER_ROLE):
                call_command("migrate", "core", "0001", verbosity=0)
                with connection.cursor() as cursor:
                    for number, at in enumerate(("2025-03-01", "2025-03-31", "2026-11-01"), start=1):
                        cursor.execute(
                            "INSERT INTO core_change (act, actor_id, target_kind, target_id, at, details)"
                            " VALUES ('x.y', NULL, '', '', %s, %s)",
                            [f"{at} 12:00+00", f'{{"number": {number}}}'],
                        )
                call_command("migrate", "core", verbosity=0)
            with used_by_django(name):
                assert list(Change.objects.order_by("pk").values_list("pk", "details__number")) == [
                    (1, 1),
                    (2, 2),
                    (3, 3),
                ]
                assert len(set(map(bytes, Change.objects.values_list("salt", flat=True)))) == 3
                assert Change.objects.create(act="x.y", at=now()).pk == 4
                assert seal.seal(at=now()) == 4
                assert verify().broken is None
                assert ChainLink.objects.count() == 4
                assert "core_change_2025_03" in parts("core_change")
                assert "core_change_2025_04" not in parts("core_change")
        finally:
            superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]
