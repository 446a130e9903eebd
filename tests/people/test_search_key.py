"""The name as one types it without accents: made by the database itself, by the same rule as what is searched for."""

import pytest
from django.db import connection

from lokallag.people.models import Person
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def fold(written):
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_fold(%s)", [written])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("given", "family", "folded"),
    [
        ("Åse", "Ødegård", " ase odegard "),
        ("Aase", "Oedegaard", " ase odegard "),
        ("ANNE-MARIE", "Sæther", " anne marie sather "),
        ("André", "D'Arcy", " andre darcy "),
        ("Łukasz", "Żółć", " lukasz zolc "),
        ("Máret Áile", "Čáhppe", " maret aile cahppe "),
    ],
)
def test_names_are_kept_as_one_types_them_without_accents(given, family, folded):
    assert Person.objects.get(pk=PersonFactory(given_name=given, family_name=family).pk).search_key == folded


def test_the_folded_name_follows_the_name_however_it_is_written():
    person = PersonFactory(given_name="Kari", family_name="Ås")
    Person.objects.filter(pk=person.pk).update(family_name="Øy")

    assert Person.objects.get(pk=person.pk).search_key == " kari oy "


@pytest.mark.parametrize("written", ["Åse Ødegård", "ÅSE ØDEGÅRD", "Aase Oedegaard", "A\u030ase Ødega\u030ard"])
def test_what_is_searched_for_is_folded_alike(written):
    assert fold(written) == "ase odegard"


def test_folding_twice_changes_nothing():
    once = fold("Þóra Ægisdóttir-Ŋuolla Đurić ß")

    assert fold(once) == once
