"""Every constraint of ours tells a member, in bokmål, what to do."""

import re

import pytest
from django.apps import apps
from django.db import models
from django.db.models.constraints import BaseConstraint
from django.utils import translation
from django.utils.functional import Promise

ENGLISH = re.compile(r"\b(constraint|violated|already exists|with this|must|the|is)\b", re.IGNORECASE)


def constraints() -> list[tuple[type[models.Model], BaseConstraint]]:
    """Return the constraints of the tables that are ours."""
    return [
        (model, constraint)
        for model in apps.get_models()
        if model.__module__.startswith("lokallag.")
        for constraint in model._meta.constraints
    ]


def test_there_are_constraints():
    assert len(constraints()) > 15


@pytest.mark.parametrize("constraint", [found for _model, found in constraints()], ids=lambda found: found.name)
def test_constraint_speaks_bokmaal_to_a_member(constraint):
    message = constraint.violation_error_message

    with translation.override("nb"):
        text = str(message)
    assert message != BaseConstraint.default_violation_error_message
    assert isinstance(message, Promise)  # so that it is translated when it is read, not when it is loaded
    assert text.endswith(".")
    assert ENGLISH.findall(text) == []
    assert "ugyldig" not in text.lower()


def test_no_table_keeps_rules_where_they_cannot_speak():
    silent = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("lokallag.")
        and (model._meta.unique_together or model._meta.order_with_respect_to)
    ]

    assert silent == []


def test_no_two_constraints_share_a_name():
    names = [constraint.name for _model, constraint in constraints()]

    assert sorted(set(names)) == sorted(names)
