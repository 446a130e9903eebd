"""What the fields of a form that was not carried out are called, so that its texts are given back under their labels.

Only the names of the fields come with such a form. They are looked up in the ``forms`` modules of all rooms, which
Django finds by name: this room imports none of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django import forms
from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _

OURS = __name__.partition(".")[0]
Label = str | Promise


@dataclass(frozen=True, slots=True)
class KnownForm:
    """One form of a room: the labels of its fields by name, ``None`` for a field that nobody sees."""

    room: str
    labels: Mapping[str, Label | None]


@cache
def known_forms() -> tuple[KnownForm, ...]:
    """Return the forms of all rooms.

    A form whose fields are made when it is shown says their labels in ``later_labels``: name → label.
    """
    found = []
    for app in apps.get_app_configs():
        if not app.name.startswith(f"{OURS}.") or not module_has_submodule(app.module, "forms"):
            continue
        for form in vars(import_module(f"{app.name}.forms")).values():
            if isinstance(form, type) and issubclass(form, forms.BaseForm) and form.__module__.startswith(app.name):
                labels = {
                    name: None if field.widget.is_hidden else field.label or name
                    for name, field in getattr(form, "base_fields", {}).items()
                }
                found.append(KnownForm(app.label, {**labels, **getattr(form, "later_labels", {})}))
    return tuple(found)


def labelled(written: Iterable[tuple[str, str]], room: str) -> list[tuple[str, str]]:
    """Return texts under the labels of the form they were written in, without what stood in hidden fields.

    The form is the one with most of these fields, of those in ``room`` if it has any, and among equals the smallest.
    A text from no form that we know stands under a word of its own.

    :param written: name of the field and text, in the order of the form
    :param room: the label of the app that the form was sent to
    """
    texts = list(written)
    names = {name for name, _text in texts}
    near = [form for form in known_forms() if names & form.labels.keys()]
    near = [form for form in near if form.room == room] or near
    labels = max(near, key=lambda form: (len(names & form.labels.keys()), -len(form.labels))).labels if near else {}
    return [(str(label), text) for name, text in texts if (label := labels.get(name, _("Tekst"))) is not None]
