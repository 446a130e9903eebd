"""Each row of the table of keeping, at the boundary: still there at the last moment, gone at the next."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db.models import DateTimeField
from django.utils.timezone import now

from lokallag.core import audit, privacy, seal
from lokallag.core.keeping import Period, retentions
from lokallag.core.models import Change, Look, SentForm
from lokallag.core.privacy import Holding
from lokallag.core.verify import verify
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.models import FeeYear, MemberFile, Membership
from lokallag.membership.services import end_membership
from lokallag.organisation.models import Approval
from lokallag.organisation.services import adopt_rules
from lokallag.outbox.models import Message, Recipient
from lokallag.outbox.services import post
from lokallag.people.models import EmailChange, KnownDevice, Person, SignIn, SignInRequest
from lokallag.playbook.models import DutyAnswer
from lokallag.privacy import jobs, services
from lokallag.privacy.models import Clearing, Erasure, Expulsion
from lokallag.register.models import ImportFile, RegisterImport
from lokallag.territory.models import PendingFile, RegisterLoad
from tests.cast import Cast, cast
from tests.playbook.duty_stage import CLEAR, answer, published
from tests.worker import run_jobs

SECOND = timedelta(seconds=1)
START = datetime(2026, 8, 31, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_ledger(settings, tmp_path):
    settings.VAR = tmp_path


def _clear(key: str, at: datetime) -> int:
    retention = services.find_retention(key)
    assert retention is not None
    return services.clear(retention=retention, at=at, most=100)


def _sent_form(_people: Cast, at: datetime) -> None:
    SentForm.objects.create(key="a", sent_at=at)


def _sign_in_request(_people: Cast, at: datetime) -> None:
    SignInRequest.objects.create(address="a@example.org", browser_hash="b", network_hash="n", asked_at=at)


def _email_change(people: Cast, at: datetime) -> None:
    EmailChange.objects.create(person=people["member"], address="ny@example.org", asked_at=at)


def _ended_sign_in(people: Cast, at: datetime) -> None:
    SignIn.objects.create(session_key="k", session_data="", expire_date=at)


def _device(people: Cast, at: datetime) -> None:
    KnownDevice.objects.create(person=people["member"], mark_hash="m", first_at=at - timedelta(days=9), last_at=at)


def _message(_people: Cast, at: datetime) -> None:
    post(key="m", subject="Hei", text="Hei", to=[("1", "a@example.org")], purpose="test.noun", at=at)


def _short_lived(_people: Cast, at: datetime) -> None:
    early = at - timedelta(minutes=10)
    post(key="k", subject="Kode", text="1", to=[("1", "a@example.org")], purpose="test.noun", at=early, good_until=at)


def _pending_file(people: Cast, at: datetime) -> None:
    kind = RegisterLoad.Kind.REGISTER
    PendingFile.objects.create(kind=kind, name="a.txt", data=b"x", sent_by=people["secretary"], sent_at=at)


def _decided(people: Cast, at: datetime) -> None:
    early = at - timedelta(days=3)
    Approval.objects.create(
        kind="test.kind",
        proposer=people["secretary"],
        decided_by=people["board leader"],
        state="approved",
        proposed_at=early,
        expires_at=early + timedelta(days=7),
        decided_at=at,
    )


def _expired(people: Cast, at: datetime) -> None:
    proposer = people["secretary"]
    Approval.objects.create(kind="test.kind", proposer=proposer, proposed_at=at - timedelta(days=7), expires_at=at)


def _clearing(_people: Cast, at: datetime) -> None:
    Clearing.objects.create(key="people.sign_ins", cleared_on=at.date(), at=at, removed=3)


def _member_file(people: Cast, at: datetime) -> None:
    MemberFile.objects.create(
        person=people["branch leader"],
        unit=people.haslum,
        file_format="csv",
        purpose="Innkalling",
        asked_at=at - timedelta(minutes=30),
        expires_at=at,
    )


def _register_file(_people: Cast, at: datetime) -> None:
    fields = RegisterImport._meta.get_fields()
    times = {field.name: at for field in fields if isinstance(field, DateTimeField) and not field.null}
    of = RegisterImport.objects.create(state="mapping", file_name="a.csv", file_hash="h", **times)
    ImportFile.objects.create(of=of, sealed=b"x")


def _duty_answer(people: Cast, at: datetime) -> None:
    published(people)
    answer(people, {"kurs": CLEAR})
    DutyAnswer.objects.update(answered_at=at)


THREE_YEARS_LATER = START.replace(year=2029)
YEAR_LATER, TWO_YEARS_LATER = START.replace(year=2027), START.replace(year=2028)
BY_AGE = [
    ("core.sent_forms", _sent_form, SentForm, START + timedelta(days=2)),
    ("people.sign_in_requests", _sign_in_request, SignInRequest, START + timedelta(hours=24)),
    ("people.email_changes", _email_change, EmailChange, START + timedelta(hours=24)),
    ("people.sign_ins", _ended_sign_in, SignIn, START),
    ("people.known_devices", _device, KnownDevice, YEAR_LATER),
    ("outbox.messages", _message, Recipient, YEAR_LATER),
    ("outbox.short_lived", _short_lived, Recipient, START + timedelta(hours=24)),
    ("territory.pending_files", _pending_file, PendingFile, START + timedelta(hours=24)),
    ("organisation.approvals", _decided, Approval, YEAR_LATER),
    ("organisation.approvals", _expired, Approval, YEAR_LATER),
    ("membership.member_files", _member_file, MemberFile, START + timedelta(days=1)),
    ("register.files", _register_file, ImportFile, START + timedelta(hours=24)),
    ("playbook.duty_answers", _duty_answer, DutyAnswer, THREE_YEARS_LATER),
    ("privacy.clearings", _clearing, Clearing, TWO_YEARS_LATER),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "make", "model", "limit"), BY_AGE, ids=[f"{row[0]}-{row[1].__name__}" for row in BY_AGE]
)
def test_it_stays_until_its_time_is_over_and_goes_then(key, make: Callable, model, limit: datetime):
    people = cast(today=date(2026, 8, 1))
    model.objects.all().delete()
    make(people, START)

    with time_machine.travel(limit, tick=False):
        stayed = _clear(key, now()), model.objects.count()
    with time_machine.travel(limit + SECOND, tick=False):
        went = _clear(key, now())

    rows_left = model.objects.exclude(key="privacy.clearings") if model is Clearing else model.objects.all()
    assert (stayed[0], went, rows_left.count()) == (0, 1, 0)
    assert stayed[1] == (2 if model is Clearing else 1)  # clearing the clearings writes a row of its own
    assert Change.objects.filter(act="privacy.clear_expired").get().details == {"what": key, "removed": 1}


def _former(people: Cast, reason: EndReason, ended_on: date) -> Person:
    member = Membership.objects.get(person=people["member"])
    at = datetime.combine(ended_on, START.timetz())
    end_membership(membership=member, ended_on=ended_on, reason=reason, by=None, at=at)
    return people["member"]


@pytest.mark.django_db
@pytest.mark.parametrize("reason", [EndReason.RESIGNED, EndReason.MOVED, EndReason.DIED, EndReason.EXPELLED])
def test_a_former_member_is_erased_in_the_night_after(reason):
    people = cast(today=date(2026, 8, 1))
    person = _former(people, reason, date(2026, 8, 31))
    key = f"membership.{reason.value}"

    with time_machine.travel("2026-08-30T23:50:00+02:00", tick=False):
        before = _clear(key, now()), Person.objects.filter(pk=person.pk).exists()
    with time_machine.travel("2026-08-31T00:10:00+02:00", tick=False):
        after = _clear(key, now()), Person.objects.filter(pk=person.pk).exists()

    assert (before, after) == ((0, True), (1, False))
    assert Erasure.objects.count() == 1


UNPAID = [
    ("first due in August", [("2026-08-31", False)], "2027-02-28"),
    ("due in the middle of a month", [("2026-09-15", False)], "2027-03-15"),
    ("two years owed, the first counts", [("2026-09-15", False), ("2025-09-15", False)], "2026-10-01"),
    ("an earlier year was paid", [("2025-09-15", True), ("2026-09-15", False)], "2027-03-15"),
    ("nobody knows when it was due", [(None, False)], "2026-10-01"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("_what", "fees", "gone_on"), UNPAID, ids=[row[0] for row in UNPAID])
def test_who_did_not_pay_is_erased_six_months_after_the_first_day_it_was_due(_what, fees, gone_on):
    people = cast(today=date(2026, 8, 1))
    person = _former(people, EndReason.UNPAID, date(2026, 10, 1))
    for year, (due_on, paid) in enumerate(fees, 2024):
        FeeYear.objects.create(membership=person.membership, year=year, due_on=due_on, is_paid=paid)

    eve = date.fromisoformat(gone_on) - timedelta(days=1)
    with time_machine.travel(f"{eve}T20:00:00+00:00", tick=False):
        before = _clear("membership.unpaid", now())
    with time_machine.travel(f"{gone_on}T02:10:00+00:00", tick=False):
        after = _clear("membership.unpaid", now())

    assert (before, after) == (0, 1)
    assert not Person.objects.filter(pk=person.pk).exists()


@pytest.mark.django_db
def test_the_organisation_may_shorten_its_own_times_and_not_lengthen_them():
    people = cast(today=date(2026, 8, 1))
    _message(people, START)
    keys = ("people.known_devices", "outbox.messages", "organisation.approvals", "membership.unpaid")
    longest = {row.key: row.period.months for row in retentions() if row.key in keys}
    adopt_rules(
        unit=people.party,
        values={"keep_messages_months": ("3", "Styret, sak 4")},
        valid_from=date(2026, 8, 1),
        decision="Styret, sak 4",
        after_version=0,
        by=people["secretary"],
        at=START,
    )

    with time_machine.travel(START.replace(month=11, day=30), tick=False):
        stayed = _clear("outbox.messages", now())
    with time_machine.travel(START.replace(month=12, day=1), tick=False):
        went = _clear("outbox.messages", now())

    assert longest == {
        "people.known_devices": 24,
        "outbox.messages": 12,
        "organisation.approvals": 24,
        "membership.unpaid": 6,
    }
    assert (stayed, went, Message.objects.filter(key="m").count()) == (0, 1, 0)


@pytest.mark.django_db
def test_of_the_expelled_name_and_day_stay_and_nothing_else():
    people = cast(today=date(2026, 8, 1))
    person = _former(people, EndReason.EXPELLED, date(2026, 8, 31))

    _clear("membership.expelled", START)

    row = Expulsion.objects.get()
    assert (row.name, row.expelled_on, row.body, row.appeal) == (person.name, date(2026, 8, 31), "", "")
    assert not Person.objects.filter(pk=person.pk).exists()


@pytest.mark.django_db
def test_who_came_back_as_a_member_is_not_erased():
    people = cast(today=date(2026, 8, 1))
    person = _former(people, EndReason.RESIGNED, date(2026, 8, 31))
    Membership.objects.filter(person=person).update(ended_on=None, end_reason="")

    assert _clear("membership.resigned", START) == 0
    assert Person.objects.filter(pk=person.pk).exists()


@pytest.mark.django_db
def test_one_who_cannot_be_erased_stays_due_is_logged_by_number_and_stops_nobody_else(monkeypatch, caplog):
    """A room that is to come declares a table whose erasing fails for one person."""
    people = cast(today=date(2026, 8, 1))
    stuck, other = people["neighbour leader"], _former(people, EndReason.RESIGNED, date(2026, 8, 31))
    Membership.objects.create(
        person=stuck, number="77", joined_on=START.date(), ended_on=START.date(), end_reason="resigned"
    )

    def fails(person: Person, _at: datetime) -> int:
        if person.pk == stuck.pk:
            raise LookupError
        return 0

    faulty = Holding(SentForm, (), "x", "x", "x", "x", rows=lambda _person: (), erase=fails, order=999)
    monkeypatch.setattr(privacy, "_holdings", {**privacy._holdings, SentForm: faulty})

    assert _clear("membership.resigned", START) == 1
    assert list(Person.objects.filter(pk__in=[stuck.pk, other.pk])) == [stuck]
    assert f"person {stuck.pk} could not be erased" in caplog.text
    assert stuck.family_name not in caplog.text


def test_the_nightly_job_clears_every_row_in_short_steps_and_writes_down_how_much(isolated_database, monkeypatch):
    monkeypatch.setattr(jobs, "BATCH", 2)
    night = datetime(2027, 3, 1, 2, 10, tzinfo=UTC)
    for number in range(5):
        SentForm.objects.create(key=f"old-{number}", sent_at=night - timedelta(days=3))
    SentForm.objects.create(key="new", sent_at=night)
    every = {row.key for row in retentions()}

    for _twice in range(2):
        jobs.clear_nightly(timestamp=int(night.timestamp()))
        run_jobs()

    assert list(SentForm.objects.values_list("key", flat=True)) == ["new"]
    assert set(Clearing.objects.values_list("key", flat=True)) == every
    assert Clearing.objects.get(key="core.sent_forms").removed == 5
    steps = Change.objects.filter(act="privacy.clear_expired", details__what="core.sent_forms")
    assert [row.details["removed"] for row in steps.order_by("pk")] == [2, 2, 1]


def test_what_is_kept_for_hours_is_cleared_each_hour_and_nothing_else(isolated_database):
    at = datetime(2027, 3, 1, 14, 35, tzinfo=UTC)
    SignInRequest.objects.create(
        address="a@example.org", browser_hash="b", network_hash="n", asked_at=at - timedelta(hours=25)
    )
    SentForm.objects.create(key="old", sent_at=at - timedelta(days=3))

    jobs.clear_hourly(timestamp=int(at.timestamp()))
    run_jobs()

    assert (SignInRequest.objects.count(), SentForm.objects.count()) == (0, 1)


def test_looks_go_after_24_months_and_changes_after_five_years_by_whole_months(isolated_database):
    """The database holds the time against its own clock, so the rows are put back in time, not the clock forward."""
    at = now()
    this_month = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    limits = {months: audit.kept_since(months, at=at) for months in (audit.LOOKS_KEPT, audit.CHANGES_KEPT)}
    for months, limit in limits.items():
        assert Period(months=months).end(limit.date()) == this_month.date()
    for before in (-SECOND, SECOND):
        seen_at, done_at = limits[audit.LOOKS_KEPT] + before, limits[audit.CHANGES_KEPT] + before
        audit.record_look("membership.see_member", actor=None, persons=[7], at=seen_at, how=audit.How.PAGE)
        audit.record("organisation.edit_unit", actor=None, target=None, at=done_at)
    seal.seal(at=at)

    retention = services.find_retention("core.logs")
    assert retention is not None
    coming = retention.coming(at, retention.period)
    removed = _clear("core.logs", at)

    assert (sum(coming.values()), removed) == (2, 2)
    assert [row.at for row in Look.objects.all()] == [limits[audit.LOOKS_KEPT] + SECOND]
    assert Change.objects.get(act="organisation.edit_unit").at == limits[audit.CHANGES_KEPT] + SECOND
    assert verify().broken is None
