"""The words of a meeting's notice."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.events.forms.span import SeenForm
from lokallag.ui.fields import LONG


class NoticeForm(SeenForm):
    """What is written to all who have the right."""

    field_order = ("text", "seen")
    text = forms.CharField(
        label=_("Teksten"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("Ta med sakene. En tom linje gir et nytt avsnitt. Lenker kan stå for seg selv på en linje."),
        error_messages={**LONG, "required": _("Skriv teksten.")},
    )
