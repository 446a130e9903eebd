"""How a form is carried out: once, all or nothing, and with what was written kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.stale import StalePage


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a form was carried out, and if not, whether that was because somebody else had saved meanwhile."""

    done: bool
    is_stale: bool = False


def carry_out(request: HttpRequest, form: forms.Form, act: Callable[[], object], *, said: str | Promise) -> Outcome:
    """Do ``act`` once for this form, in one transaction, and tell the reader ``said``.

    A rule that it breaks is put at its field, and nothing is saved. A form that comes a second time does nothing.
    """
    try:
        with transaction.atomic():
            is_new = claim(request)
            if is_new:
                act()
    except RuleViolation as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return Outcome(done=False, is_stale=isinstance(error, StalePage))
    if is_new:
        messages.success(request, str(said))
    else:
        messages.info(request, _("Skjemaet kom to ganger. Det er lagret én gang."))
    return Outcome(done=True)


def show_again(form: forms.Form, field: str, value: object) -> None:
    """Put a fresh value into a hidden field of a form that is shown once more; all else stays as it was written."""
    data = cast(QueryDict, form.data).copy()
    data[field] = str(value)
    form.data = data
