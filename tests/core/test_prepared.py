"""Statements that are prepared once for each connection: in Django's transaction, with Django's errors and count."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now

from lokallag.core import prepared
from lokallag.core.models import SentForm

ADD = "INSERT INTO core_sentform (key, sent_at) VALUES (%s, %s) RETURNING key"
PLANNED = "SELECT count(*), sum(generic_plans + custom_plans) FROM pg_prepared_statements WHERE statement LIKE %s"


def add(key: str) -> str:
    with prepared.cursor() as cursor:
        cursor.execute(ADD, [key, now()])
        return str(cursor.fetchone()[0])


def known() -> tuple[int, int]:
    """Return how many statements like ours the database knows on this connection, and how often they were sent."""
    with connection.cursor() as cursor:
        cursor.execute(PLANNED, ["INSERT INTO core_sentform (key, sent_at) VALUES ($1, $2) RETURNING key"])
        return tuple(cursor.fetchone())


@pytest.mark.django_db
def test_the_database_reads_it_once_and_is_sent_values_alone():
    before = known()

    assert [add(key) for key in ("en", "to", "'; DROP TABLE core_sentform --")] == [
        "en",
        "to",
        "'; DROP TABLE core_sentform --",
    ]

    assert (before[0], known()) == (0, (1, 3))


@pytest.mark.django_db
def test_errors_are_djangos_and_the_next_statement_works():
    add("en")
    with pytest.raises(IntegrityError, match="core_sentform_pkey"), transaction.atomic():
        add("en")

    assert add("to") == "to"
    assert SentForm.objects.count() == 2


@pytest.mark.django_db
def test_it_is_in_djangos_transaction_and_goes_with_it():
    with transaction.atomic():
        add("en")
        transaction.set_rollback(True)

    assert not SentForm.objects.exists()
    assert add("en") == "en"


@pytest.mark.django_db
def test_it_is_counted(django_assert_num_queries):
    with django_assert_num_queries(1):
        add("en")
