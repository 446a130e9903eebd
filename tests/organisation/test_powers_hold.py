"""What the hand-over page says that an office lets one do is what the rules let one do."""

import pytest

from lokallag.core.permissions import known_acts, may
from lokallag.organisation.domain.powers import Held, Power, has
from lokallag.organisation.models import Title
from lokallag.organisation.queries.effects import powers_on
from tests.cast import OFFICES
from tests.factories import PersonFactory, TermFactory

# power, unit it is about → the act it stands for, asked of that unit (of nothing where it is the whole)
HELD_BY = [
    (Power.SEE_REGISTER, None, "membership.see_unplaced"),
    (Power.KEEP_OFFICES, None, "organisation.manage_units"),
    (Power.KEEP_OFFICES, None, "organisation.appoint_officer"),
    (Power.APPROVE, None, "organisation.approve_grant"),
    (Power.SEE_OVERVIEW, None, "web.see_overview"),
    (Power.EDIT_PAGE, "haslum", "organisation.edit_unit"),
    (Power.EDIT_PAGE, "sandvika", "organisation.edit_unit"),
    (Power.SEE_TERMS, "haslum", "organisation.see_terms"),
    (Power.SEE_TERMS, "party", "organisation.see_terms"),
    (Power.SEE_LIST, "haslum", "membership.see_members"),
    (Power.SEE_LIST, "sandvika", "membership.see_members"),
]
if "membership.see_contact" in known_acts():  # once each office sees its own part of the lists
    HELD_BY = [row for row in HELD_BY if row[0] is not Power.SEE_LIST]
    HELD_BY += [
        (Power.SEE_LIST, "haslum", "membership.see_details"),
        (Power.SEE_CONTACTS, "haslum", "membership.see_contact"),
        (Power.SEE_NAMES, "party", "membership.see_members"),
    ]


@pytest.mark.parametrize(("power", "where", "act"), HELD_BY)
def test_who_is_said_to_may(people, power, where, act):
    unit = None if where is None else getattr(people, where)
    seated = {who: people[who] for who in OFFICES}
    office = people.haslum.offices.get(title=Title.BOARD_MEMBER)
    seated["branch board"] = TermFactory(office=office, person=PersonFactory()).person
    said = powers_on([person.pk for person in seated.values()], people.today)

    wanted = Held(power, unit.name if unit is not None else "")

    allowed = {who for who, person in seated.items() if may(person, act, unit)}
    assert {who for who in seated if has(said[seated[who].pk], wanted)} == allowed
