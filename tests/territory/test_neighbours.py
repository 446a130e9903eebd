"""Which branches are neighbours on the map."""

from datetime import timedelta

import pytest

from lokallag.organisation import services as organisation
from lokallag.organisation.models import Kind
from lokallag.territory.models import KeptMap
from lokallag.territory.queries import neighbours_of
from lokallag.territory.services import keep_map
from tests.cast import cast
from tests.territory.world import AT, JUNE, divide, load_areas, load_register

pytestmark = pytest.mark.django_db

# Squares stand side by side from west to east: 1336, 1337, 1344, 1346, 1356, 1357.
ROW = "Lag;Postnr\nHaslum;1344,1346\nSandvika;1336-1337\nBekkestua;1356-1357\n"


@pytest.fixture
def people():
    found = cast(today=JUNE)
    organisation.create_unit(
        kind=Kind.BRANCH,
        name="Bekkestua",
        parent=found.party,
        opened_on=JUNE - timedelta(days=365),
        decision="Årsmøtet",
        by=None,
        at=AT,
    )
    load_register()
    load_areas()
    divide(ROW)
    return found


def names(people, unit, on=JUNE):
    from lokallag.organisation.models import Unit

    found = neighbours_of(unit.pk, on)
    return None if found is None else {each.name for each in Unit.objects.named(on).filter(pk__in=found)}


def test_those_whose_areas_meet_are_neighbours(people):
    assert names(people, people.haslum) == {"Sandvika", "Bekkestua"}
    assert names(people, people.sandvika) == {"Haslum"}


def test_a_unit_without_areas_has_none_to_tell_of(people):
    assert names(people, people.party) is None


def test_the_kept_map_answers_in_one_query_and_says_the_same(people, django_assert_num_queries):
    drawn = neighbours_of(people.haslum.pk, JUNE)
    keep_map(on=JUNE)

    with django_assert_num_queries(1):
        kept = neighbours_of(people.haslum.pk, JUNE)

    assert kept == drawn
    assert neighbours_of(people.party.pk, JUNE) is None


def test_a_change_of_areas_makes_other_neighbours_from_its_day(people):
    keep_map(on=JUNE)
    later = JUNE + timedelta(days=30)

    divide("Lag;Postnr\nHaslum;1336,1344\nSandvika;1337\nBekkestua;1346,1356-1357\n", on=later, decision="Sak 7")

    assert names(people, people.sandvika) == {"Haslum"}
    assert names(people, people.sandvika, later) == {"Haslum"}
    assert names(people, people.haslum, later) == {"Sandvika", "Bekkestua"}


def test_a_map_kept_before_it_told_of_borders_is_drawn_anew(people):
    keep_map(on=JUNE)
    old = KeptMap.objects.get()
    del old.facts["borders"]
    old.save()

    assert names(people, people.sandvika) == {"Haslum"}
    assert keep_map(on=JUNE) is True
