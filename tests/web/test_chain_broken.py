"""The nightly walk through the chain of the logs: in steps, and told to all on the board where it is broken."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from lokallag.core import audit, seal
from lokallag.core.chain import Head
from lokallag.core.models import ChainLink
from lokallag.core.verify import verify, verify_some
from lokallag.organisation.queries import board_members
from lokallag.outbox.models import Message, Recipient
from lokallag.web import jobs
from tests.cast import cast

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 6, 1, 3, 5, tzinfo=UTC)
TOLD = "web.chain_broken"


@pytest.fixture
def people():
    found = cast(today=NIGHT.date())
    seal.seal(at=NIGHT)
    return found


def forge(position: int) -> None:
    """Put a link into the chain that follows on nothing, as whoever is in the database with the site's own role can."""
    real = ChainLink.objects.order_by("-position")[0]
    ChainLink.objects.create(
        position=position, log="change", row_id=10**9, at=NIGHT, commitment=real.commitment, link=bytes(32),
        sealed_at=NIGHT,
    )  # fmt: skip


def walk(at: datetime = NIGHT) -> list[str]:
    """Do the night's job and those that it leaves, one after another. Returns where each began."""
    seen: set[int] = set(jobs_that_wait())
    jobs.verify_chain(int(at.timestamp()))
    began = []
    while new := [pk for pk in jobs_that_wait() if pk not in seen]:
        (pk,) = new
        seen.add(pk)
        args = ProcrastinateJob.objects.get(pk=pk).args
        began.append(args["after"].partition(":")[0])
        finished(pk)
        jobs.verify_chain_from(**args)
    return began


def jobs_that_wait() -> list[int]:
    name = "lokallag.web.jobs.verify_chain_from"
    return list(ProcrastinateJob.objects.filter(task_name=name).order_by("pk").values_list("pk", flat=True))


def finished(pk: int) -> None:
    """Let the next step's job in: a worker marks one as begun before it runs."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [pk])


def test_a_whole_chain_is_gone_through_in_steps_and_nobody_is_told(people, monkeypatch):
    entries = seal.head().position
    monkeypatch.setattr(jobs, "STEP", 2)
    assert walk() == [str(at) for at in range(0, entries + 1, 2)]
    assert not Message.objects.filter(purpose=TOLD).exists()


def test_a_step_sees_what_the_whole_walk_sees(people):
    half = verify_some(after=Head(), most=2)
    assert (half.entries, half.is_end, half.broken) == (2, False, None)
    assert half.head == Head(2, bytes(ChainLink.objects.get(position=2).link))
    rest = verify_some(after=half.head, most=10_000)
    assert (half.entries + rest.entries, rest.is_end, rest.broken) == (verify().entries, True, None)
    assert rest.head == seal.head()


@pytest.mark.parametrize("step", [2, 100_000])
def test_a_break_is_told_to_everyone_on_the_board_and_to_the_server_log(people, monkeypatch, caplog, step):
    end = seal.head().position
    forge(end + 1)
    monkeypatch.setattr(jobs, "STEP", step)
    with caplog.at_level(logging.ERROR, logger="lokallag.web.letters"):
        walk()

    told = Recipient.objects.filter(message__purpose=TOLD).values_list("address", flat=True)
    assert sorted(told) == sorted(person.email for person in board_members(NIGHT.date()) if person.email)
    assert {people[name].email for name in ("board leader", "secretary", "board member")} <= set(told)
    message = Message.objects.filter(purpose=TOLD).order_by("pk")[0]
    assert message.subject == "Loggene er ikke slik de ble skrevet"
    assert f"Stedet i kjeden: oppføring {end + 1}" in message.text
    assert "Kjeden over loggene henger ikke sammen." in message.text
    assert [record.getMessage() for record in caplog.records] == [
        f"the chain of the logs is broken: reordered at {end + 1} (change)"
    ]


def test_the_same_break_is_told_once_a_week(people):
    forge(seal.head().position + 1)
    walk(NIGHT)
    count = Message.objects.filter(purpose=TOLD).count()
    walk(NIGHT + timedelta(days=1))
    assert Message.objects.filter(purpose=TOLD).count() == count > 0
    walk(NIGHT + timedelta(days=7))
    assert Message.objects.filter(purpose=TOLD).count() == 2 * count


def test_an_entry_that_is_cut_away_between_two_steps_is_a_break(people):
    part = verify_some(after=Head(), most=2)
    forged = Head(part.head.position, bytes(32))
    found = verify_some(after=forged, most=100_000).broken
    assert found is not None
    assert (found.what, found.position) == ("reordered", 3)
    ahead = verify_some(after=Head(seal.head().position + 5, bytes(32)), most=100_000).broken
    assert ahead is not None
    assert ahead.what == "cut"


def test_rows_that_come_meanwhile_are_gone_through_too(people):
    part = verify_some(after=Head(), most=2)
    audit.record("organisation.edit_unit", actor=None, target=None, at=NIGHT)
    seal.seal(at=NIGHT)
    rest = verify_some(after=part.head, most=100_000)
    assert (rest.is_end, rest.broken, rest.head) == (True, None, seal.head())
