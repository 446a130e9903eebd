"""The shape of what is written about chapters.

The text of a chapter is one field, ``body``, in plain writing. The rich-text editor sends ``format=html`` and its own
text as ``body_html`` beside it; that is read into plain writing at once, so that everything after is the same for both.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lokallag.playbook.domain.chapter_html import read_html, write_html
from lokallag.playbook.domain.chapter_writing import read_text, write_text
from lokallag.playbook.models.chapters import BODY_MOST, SUMMARY_MOST, TITLE_MOST, WHY_MOST
from lokallag.playbook.services.chapters import Text, sources_of
from lokallag.ui.fields import LONG

BODY_HELP = _(
    "Tom linje mellom avsnitt. ## foran en overskrift, - foran punkter, - [ ] foran punkter i en sjekkliste, "
    "> foran ferdig tekst. **fet** og *kursiv*."
)


class ChapterForm(forms.Form):
    """The text of a chapter, and what is changed in it."""

    title = forms.CharField(
        label=_("Tittel"),
        max_length=TITLE_MOST,
        error_messages={**LONG, "required": _("Skriv hva kapittelet heter.")},
    )
    summary = forms.CharField(
        label=_("Kort om kapittelet"),
        required=False,
        max_length=SUMMARY_MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("En setning eller to. De står i innholdsfortegnelsen."),
        error_messages=LONG,
    )
    body = forms.CharField(
        label=_("Tekst"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 28, "class": "chapter-text", "spellcheck": "true"}),
        help_text=BODY_HELP,
    )
    sources = forms.CharField(
        label=_("Kilder"),
        required=False,
        max_length=12_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Én på hver linje."),
        error_messages=LONG,
    )
    why = forms.CharField(
        label=_("Hva er endret, og hvorfor?"),
        max_length=WHY_MOST,
        help_text=_("Står i historikken, så de andre ser hva du gjorde."),
        error_messages={**LONG, "required": _("Skriv hva som er endret, for eksempel «Nye frister i sjekklista».")},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, html: str = "", **kwargs: Any) -> None:
        """Make the form; ``html`` is the stored text that it begins with."""
        self._length = 0
        if html:
            kwargs["initial"] = {**kwargs.get("initial", {}), "body": write_text(read_html(html))}
        if data is not None and data.get("format") == "html":
            data = data.copy()
            raw = data.get("body_html", "")
            self._length = len(raw)
            if self._length <= BODY_MOST:
                data["body"] = write_text(read_html(raw))
        super().__init__(data, **kwargs)

    def clean_body(self) -> str:
        """Return the text as HTML in its one form."""
        written = str(self.cleaned_data["body"])
        length = max(len(written), self._length)
        if length > BODY_MOST:
            words = LONG["max_length"] % {"limit_value": BODY_MOST, "show_value": length}
            raise forms.ValidationError(words)
        return write_html(read_text(written))

    def text(self) -> Text:
        """Return what was written."""
        data = self.cleaned_data
        return Text(data["title"], data["summary"], data["body"], sources_of(data["sources"].splitlines()))

    @property
    def html(self) -> str:
        """Return the text as it stands in the form, as HTML for the rich-text editor."""
        return write_html(read_text(str(self["body"].value() or "")[:BODY_MOST]))


class NewChapterForm(ChapterForm):
    """A chapter that begins, and what it stands below."""

    parent = forms.ChoiceField(label=_("Står under"), required=False)
    field_order = ("title", "parent", "summary", "body", "sources")

    def __init__(self, data: QueryDict | None = None, *, parents: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        del self.fields["why"], self.fields["seen"]
        _set_choices(self, "parent", parents)


class PlaceForm(forms.Form):
    """Where a chapter stands."""

    parent = forms.ChoiceField(label=_("Står under"), required=False)
    number = forms.IntegerField(
        label=_("Nummer i rekka"),
        min_value=1,
        max_value=999,
        help_text=_("1 er først blant dem som står der."),
        error_messages={
            "required": _("Skriv et nummer, for eksempel 1."),
            "invalid": _("Skriv et helt tall."),
            "min_value": _("Skriv 1 eller mer."),
            "max_value": _("Tallet er for stort."),
        },
    )

    def __init__(self, *args: Any, parents: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "parent", parents)


class RestoreForm(forms.Form):
    """Why an earlier version is taken back."""

    why = forms.CharField(
        label=_("Hvorfor?"),
        max_length=WHY_MOST,
        error_messages={**LONG, "required": _("Skriv hvorfor dere går tilbake til denne utgaven.")},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class KindsForm(forms.Form):
    """Which activity kinds belong to a chapter."""

    kinds = forms.MultipleChoiceField(
        label=_("Aktiviteter"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "kinds", kinds)


class ChapterNoteForm(forms.Form):
    """What a unit notes for its own."""

    text = forms.CharField(
        label=_("Notat"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Tomt felt tar notatet bort. Skriv ikke noe fortrolig om personer her."),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


def _set_choices(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
