"""A form sent twice is carried out once."""

import threading

import pytest
from django.db import connection, transaction
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.timezone import now

from lokallag.core.idempotency import FIELD, claim, new_key
from lokallag.core.models import SentForm


def sent(key: str | None = "nokkel"):
    return RequestFactory().post("/", {} if key is None else {FIELD: key})


@pytest.mark.django_db
class TestClaim:
    def test_the_first_time_counts(self):
        assert [claim(sent()) for _ in range(3)] == [True, False, False]
        assert SentForm.objects.get().key == "nokkel"
        assert abs((now() - SentForm.objects.get().sent_at).total_seconds()) < 60

    def test_other_forms_are_their_own(self):
        assert [claim(sent("en")), claim(sent("to")), claim(sent("en"))] == [True, True, False]

    @pytest.mark.parametrize("key", [None, ""])
    def test_a_form_without_a_key_is_always_new(self, key):
        assert [claim(sent(key)) for _ in range(2)] == [True, True]
        assert not SentForm.objects.exists()

    @pytest.mark.parametrize("key", ["x" * 1000, "æøå" * 100, "a\x00b"])
    def test_a_key_that_is_not_ours_does_no_harm(self, key):
        assert [claim(sent(key)) for _ in range(2)] == [True, False]

    def test_an_act_that_fails_gives_the_key_back(self):
        with transaction.atomic():
            claim(sent())
            transaction.set_rollback(True)

        assert claim(sent()) is True

    def test_a_refused_claim_leaves_the_transaction_usable(self):
        claim(sent())

        with transaction.atomic():
            claim(sent())
            SentForm.objects.create(key="annet", sent_at=now())

        assert SentForm.objects.count() == 2


class TestTag:
    def test_each_form_gets_a_key_of_its_own(self):
        page = Template("{% once %}{% once %}").render(Context())

        keys = [part.split('"')[0] for part in page.split('value="')[1:]]
        assert page.count(f'name="{FIELD}"') == 2
        assert len(set(keys)) == 2

    def test_keys_fit_their_column_and_cannot_be_guessed(self):
        keys = {new_key() for _ in range(200)}

        assert len(keys) == 200
        assert {len(key) for key in keys} == {32}


def test_of_two_sent_at_the_same_moment_one_is_carried_out(isolated_database):
    barrier, carried_out = threading.Barrier(2), []

    def carry_out() -> None:
        try:
            barrier.wait(10)
            with transaction.atomic():
                carried_out.append(claim(sent()))
        finally:
            connection.close()

    threads = [threading.Thread(target=carry_out) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(carried_out) == [False, True]
