"""What a field of choices offers, where it is known only when the form is made."""

from collections.abc import Iterable

from django import forms

Choices = Iterable[tuple[str, object]]


def offer(form: forms.BaseForm, name: str, choices: Choices) -> None:
    """Let a field offer these choices.

    :raises TypeError: it is no field of choices
    """
    _field(form, name).choices = [(value, str(label)) for value, label in choices]


def offers(form: forms.BaseForm, name: str) -> bool:
    """Tell whether a field has anything to choose.

    :raises TypeError: it is no field of choices
    """
    return bool(_field(form, name).choices)


def _field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} offers no choices")
    return field
