"""A broken constraint answers in words."""

import pytest
from django.db import IntegrityError, connection

from lokallag.core.constraints import UNSAID, constraint_message, speaking
from lokallag.core.errors import RuleViolation
from lokallag.organisation.models import Unit, UnitName
from tests.factories import LONG_AGO, UnitFactory

pytestmark = pytest.mark.django_db


def test_the_constraints_own_message_is_what_one_reads():
    UnitFactory(name="Haslum")
    other = UnitFactory(name="Sandvika")

    with pytest.raises(RuleViolation) as refused, speaking():
        UnitName.objects.filter(unit=other).update(name="haslum")

    assert (str(refused.value), refused.value.field) == ("Navnet er allerede i bruk. Velg et annet navn.", None)
    assert isinstance(refused.value.__cause__, IntegrityError)


def test_the_message_stands_at_the_field_that_was_named():
    UnitFactory(name="Haslum")
    unit = UnitFactory()

    with pytest.raises(RuleViolation) as refused, speaking({"unit_name_used_once": "name", "unit_slug": "other"}):
        UnitName.objects.filter(unit=unit).update(name="Haslum")

    assert refused.value.field == "name"


def test_what_the_block_wrote_is_taken_back_and_the_rest_stands():
    unit = UnitFactory()

    def write() -> None:
        with speaking():
            Unit.objects.filter(pk=unit.pk).update(meets="Tirsdag")
            UnitName.objects.filter(unit=unit).update(name="")

    with pytest.raises(RuleViolation):
        write()

    unit.refresh_from_db()
    assert unit.meets == ""
    assert Unit.objects.filter(pk=unit.pk).update(meets="Onsdag") == 1


def test_a_block_that_breaks_nothing_passes():
    unit = UnitFactory()

    with speaking():
        Unit.objects.filter(pk=unit.pk).update(meets="Tirsdag")

    unit.refresh_from_db()
    assert unit.meets == "Tirsdag"


def test_other_faults_pass_through():
    with pytest.raises(ZeroDivisionError), speaking():
        _ = 1 / 0


def test_a_broken_reference_has_words_too():
    def write() -> None:
        with speaking():
            UnitName.objects.create(unit_id=10**9, name="Ingen", valid_from=LONG_AGO)
            connection.check_constraints()

    with pytest.raises(RuleViolation) as refused:
        write()

    assert str(refused.value) == str(UNSAID)


@pytest.mark.parametrize("name", ["", "finnes_ikke"])
def test_a_constraint_nobody_knows_has_words_too(name):
    assert constraint_message(name) == str(UNSAID)
