"""Who left here is remembered by a keyed hash of the number, nothing else."""

import pytest
from django.utils.timezone import now

from lokallag.register.models import LeftNumber
from lokallag.register.services import has_left, remember_left

pytestmark = pytest.mark.django_db


def test_a_number_is_remembered_once_and_stands_nowhere():
    remember_left(number="700123", at=now())
    remember_left(number=" 700123", at=now())

    [kept] = LeftNumber.objects.all()
    assert "700123" not in kept.number_hash
    assert (has_left("700123"), has_left("700124")) == (True, False)


def test_the_hash_needs_the_servers_secret(settings):
    remember_left(number="700123", at=now())
    settings.SECRET_KEY = "another secret, of another server, that is long enough"

    assert not has_left("700123")
