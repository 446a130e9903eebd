"""A broken constraint answers in words: the database refuses, the constraint's own message is what a member reads."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lokallag.core.errors import RuleViolation

UNSAID = _("Dette kan ikke lagres, fordi det strider mot noe som allerede er lagret. Se over opplysningene.")


def constraint_message(name: str) -> str:
    """Return what the constraint of this name says to a member."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
    return str(UNSAID)


@contextmanager
def speaking(fields: Mapping[str, str] | None = None) -> Iterator[None]:
    """Turn a constraint broken inside this block into a ``RuleViolation``, and take back what the block wrote.

    :param fields: name of a constraint → the form field that its message belongs to
    :raises RuleViolation: with the message of the constraint
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        name = getattr(diagnosis, "constraint_name", "") or ""
        raise RuleViolation(constraint_message(name), field=(fields or {}).get(name)) from error
