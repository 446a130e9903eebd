"""How forms are drawn: Designsystemet's fields, with label, hint and error tied together."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONGEST_SHORT = 20  # signs: of what one types oneself, as a postal code
Attributes = dict[str, str | bool]
LINES = frozenset(
    f"django/forms/widgets/{name}.html" for name in ("text", "email", "tel", "number", "search", "url", "hidden")
)
_WITHOUT_ROLE = (forms.FileInput, forms.CheckboxSelectMultiple, forms.RadioSelect, forms.HiddenInput)


class Field(forms.BoundField):
    """A field of a form as our templates draw it."""

    def build_widget_attrs(self, attrs: Attributes, widget: forms.Widget | None = None) -> Attributes:
        """Return the attributes of what one writes in.

        ``required`` becomes ``aria-required``: the browser's own messages come in the browser's language and say
        less than ours. ``maxlength`` is left out of all but short fields: a browser cuts what is pasted without a word,
        where we say that it is too long and keep it.
        """
        shown = widget or self.field.widget
        built = super().build_widget_attrs(attrs, shown)
        if built.pop("required", False) and not isinstance(shown, _WITHOUT_ROLE):
            built["aria-required"] = "true"
        if int(built.get("maxlength", 0)) > LONGEST_SHORT:
            del built["maxlength"]
        if shown.use_fieldset:
            built.pop("aria-invalid", None)  # the group says it, through its description
        if not shown.is_hidden:
            own = str(shown.attrs.get("class", ""))
            built["class"] = f"ds-input {own}".strip()
        return built

    @property
    def described_by(self) -> str:
        """The ids of hint and error, for a group of choices."""
        return self.aria_describedby or ""

    @property
    def is_optional(self) -> bool:
        """Whether the label says that the field may be left empty. A form may turn the word off (a search)."""
        says = getattr(self.form, "says_optional", True)
        return says and not self.field.required and not isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def optional_words(self) -> str:
        """What stands beside the label of an optional field. A form may have other words for some of its fields."""
        own = getattr(self.form, "optional_words", {}).get(self.name)
        return str(own) if own is not None else _("(kan stå tomt)")

    @property
    def link_id(self) -> str:
        """The id of the first thing to fill in, which the error summary leads to."""
        if isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id


class Renderer(TemplatesSetting):
    """Draws every form of the site. Its templates stand in templates/ui and templates/django/forms/widgets."""

    form_template_name = "ui/form.html"
    formset_template_name = "ui/formset.html"
    field_template_name = "ui/field.html"
    bound_field_class = Field

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Return a form, field or widget; a line to write in without a template, for a page may have thirty."""
        if template_name in LINES:
            return _line(context["widget"])
        return super().render(template_name, context, request)


def _line(widget: dict[str, Any]) -> str:
    """Return what Django's own ``input.html`` gives."""
    parts = [f'<input type="{_said(widget["type"])}" name="{_said(widget["name"])}"']
    if widget["value"] is not None:
        parts.append(f' value="{_said(widget["value"])}"')
    for name, value in widget["attrs"].items():
        if value is True:
            parts.append(f" {_said(name)}")
        elif value is not False:
            parts.append(f' {_said(name)}="{_said(value)}"')
    return "".join(parts) + ">"


def _said(value: object) -> str:
    return conditional_escape(value if isinstance(value, SafeString) else str(value))


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right. ``target`` is the id of its field, empty where it is the form's own."""

    text: str
    target: str


def faults(form: forms.BaseForm) -> list[Fault]:
    """Return what must be put right: the form's own faults first, then the fields' in their order, one row each."""
    found = [Fault(str(text), "") for text in form.non_field_errors()]
    for bound in form:
        if bound.is_hidden:
            found += [Fault(str(text), "") for text in bound.errors]
        else:
            target = getattr(bound, "link_id", bound.auto_id)
            found += [Fault(f"{bound.label}: {text}", target) for text in bound.errors]
    return found


def fault_heading(count: int) -> str:
    """Return the heading of the error summary."""
    return ngettext("Én ting må rettes", "%(n)d ting må rettes", count) % {"n": count}
