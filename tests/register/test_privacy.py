"""What the import holds of a person is shown to that person and erased with them."""

import pytest
from django.utils.timezone import now

from lokallag.core.privacy import holdings
from lokallag.membership.models import Membership
from lokallag.membership.services import choose_branch
from lokallag.register.models import Difference, ImportEnd, ImportRow, LastSaid, RegisterImport
from tests.register.stage import MONA, bring_in, csv, many, read, set_up

pytestmark = pytest.mark.django_db
OURS = {RegisterImport, ImportRow, ImportEnd, Difference, LastSaid}


def test_all_of_it_is_shown_and_erased():
    people = set_up()
    choose_branch(membership=Membership.objects.get(), unit=people.sandvika, by=people["member"], at=now())
    bring_in(csv(MONA.replace("1980", "1981"), *many(range(2, 40))))
    read(csv(MONA))
    read(csv(*many(range(2, 40))))
    mona = people["member"]
    held = {holding.model: holding for holding in holdings() if holding.model in OURS}

    assert {model: len(list(holding.rows(mona))) for model, holding in held.items()} == dict.fromkeys(OURS, 1)
    for holding in held.values():
        assert holding.erase(mona, now()) >= 1
    assert {model: len(list(holding.rows(mona))) for model, holding in held.items()} == dict.fromkeys(OURS, 0)
    assert list(held[ImportRow].rows(people["stranger"])) == []
