"""What each room says it holds, against the tables themselves."""

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from lokallag.core.models import Change, Look
from lokallag.core.privacy import holdings
from lokallag.membership.models import Membership
from lokallag.outbox.models import Recipient
from lokallag.people.models import Person, SignInRequest
from lokallag.playbook.models import PlannedActivity
from tests.code.tree import PRODUCT

# Columns that lead to a person without being a relation.
BY_HAND = {
    (Change, "actor_id"),
    (Change, "target_id"),
    (Look, "actor_id"),
    (Look, "person_ids"),
    (Recipient, "recipient_key"),
    (Recipient, "address"),
    (SignInRequest, "address"),
    (Person, "id"),
}
PERSONAL = (Person, Membership)
COUNTS = {(PlannedActivity, "new_members")}  # how many, not who


def ours():
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("lokallag.")]


def leads_to_a_person(field):
    """Tell whether a field is a relation to a person or a membership, or a number or list named after one."""
    if field.is_relation:
        return field.related_model in PERSONAL
    if (field.model, field.name) in COUNTS:
        return False
    whole = isinstance(field, models.IntegerField) or (
        isinstance(field, ArrayField) and isinstance(field.base_field, models.IntegerField)
    )
    return whole and any(word in field.name for word in ("person", "actor", "member"))


def test_every_field_that_leads_to_a_person_is_named():
    named = {(holding.model, name) for holding in holdings() for name in holding.persons}

    found = {
        (model, field.name)
        for model in ours()
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if leads_to_a_person(field)
    }

    missing = sorted(f"{model._meta.label}.{name}" for model, name in (found | BY_HAND) - named)
    assert missing == []


def test_the_search_finds_relations_and_bare_numbers():
    assert leads_to_a_person(Membership._meta.get_field("person"))
    assert leads_to_a_person(Look._meta.get_field("person_ids"))
    assert leads_to_a_person(Change._meta.get_field("actor_id"))
    assert not leads_to_a_person(Membership._meta.get_field("number"))


def test_each_holding_says_why_and_how_long_in_words():
    assert [holding.model._meta.label for holding in holdings() if not (str(holding.why) and str(holding.kept))] == []


def test_each_room_speaks_for_its_own_tables():
    foreign = [
        holding.model._meta.label
        for holding in holdings()
        if not (PRODUCT / holding.model._meta.app_label / "privacy.py").exists()
    ]

    assert foreign == []


def test_the_person_goes_last():
    assert holdings()[-1].model is Person
