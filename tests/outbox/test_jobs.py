"""The jobs, run by a worker of the kind that ``lokallag serve`` starts."""

import io
import json
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils.timezone import now
from procrastinate.contrib.django.models import ProcrastinateJob

from lokallag.core import database
from lokallag.outbox import jobs
from lokallag.outbox.models import Message, Recipient
from lokallag.outbox.services import DELIVER_JOB
from tests.outbox.test_post import post
from tests.worker import run_jobs


def test_a_committed_message_is_delivered_and_one_taken_back_never_was(isolated_database):
    with transaction.atomic():
        post(key="a", at=now())
    with suppress(LookupError), transaction.atomic():
        post(key="b", at=now())
        raise LookupError

    run_jobs()

    assert list(Recipient.objects.values_list("message__key", "state")) == [("a", "sent")]


def test_a_large_message_is_delivered_in_several_short_jobs(isolated_database):
    post(to=[(str(number), f"nr{number}@example.org") for number in range(jobs.BATCH * 2 + 3)], at=now())

    run_jobs()

    assert Recipient.objects.filter(state="sent").count() == jobs.BATCH * 2 + 3


def test_what_is_left_over_is_taken_each_minute(isolated_database):
    post(at=now())

    jobs.deliver_left_over(timestamp=int(now().timestamp()))

    assert Recipient.objects.get().state == "sent"


def test_the_console_back_end_leaves_standard_output_alone(db, settings, capsys):
    settings.OUTBOX_BACKEND = "console"
    post(subject="Hei", at=now())

    jobs.deliver_left_over(timestamp=int(now().timestamp()))

    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines()[1:4] == ["Til: kari@example.org", "Fra: lokallag@localhost", "Emne: Hei"]


def test_an_unknown_back_end_is_named(db, settings):
    from django.core.exceptions import ImproperlyConfigured

    settings.OUTBOX_BACKEND = "brevdue"

    with pytest.raises(ImproperlyConfigured, match="console, page, smtp"):
        jobs.deliver_left_over(timestamp=0)


def test_the_command_counts_states_as_one_json_object(db):
    post(to=[("1", "kari@example.org"), ("2", "")], at=now())
    printed = io.StringIO()

    call_command("outbox", "--json", stdout=printed)

    assert json.loads(printed.getvalue()) == {
        "queued": 1,
        "claimed": 0,
        "sent": 0,
        "uncertain": 0,
        "failed": 1,
        "doubts": [],
    }


def test_traces_of_jobs_are_forgotten_after_three_days(isolated_database):
    post(key="a", at=now())
    run_jobs()
    done = ProcrastinateJob.objects.get(task_name=DELIVER_JOB)
    with database.connect(database.Role.OWNER, isolated_database.environ) as connected:
        connected.execute("UPDATE procrastinate_events SET at = at - interval '73 hours'")
    post(key="b", at=now())
    jobs.forget_old_jobs.defer(timestamp=0)

    run_jobs()

    left = ProcrastinateJob.objects.filter(task_name=DELIVER_JOB)
    assert done.status == "succeeded"
    assert [job.args["message_id"] for job in left] == [Message.objects.get(key="b").pk]
