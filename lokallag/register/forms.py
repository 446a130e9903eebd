"""The shape of what is written on the pages of the register's import."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lokallag.membership.domain.choices import EndReason
from lokallag.membership.models import END_REASONS
from lokallag.register.domain.fields import LABELS, NO_NUMBER, Field
from lokallag.territory.domain.files import MEGABYTE

LIMIT = 30 * MEGABYTE
# Whoever does not know is on the safe side: erased as soon as somebody who resigned.
END_CHOICES = [
    ("", _("Velg hvorfor")),
    (EndReason.UNPAID.value, END_REASONS[EndReason.UNPAID]),
    (EndReason.RESIGNED.value, END_REASONS[EndReason.RESIGNED]),
    (EndReason.MOVED.value, END_REASONS[EndReason.MOVED]),
    (EndReason.DIED.value, END_REASONS[EndReason.DIED]),
    ("unknown", _("Vet ikke (slettes som om de meldte seg ut)")),
]


def reason_in(written: str) -> str:
    """Return the reason that a choice stands for."""
    return EndReason.RESIGNED.value if written == "unknown" else written


class FileForm(forms.Form):
    """A file from the register."""

    file = forms.FileField(
        label=_("Fil fra medlemsregisteret"),
        help_text=_("CSV eller Excel (.xlsx), høyst 30 MB. Alle medlemmene skal være med."),
        error_messages={
            "required": _("Velg en fil først."),
            "empty": _("Filen er tom. Se etter at du valgte riktig fil."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Return the file.

        :raises ValidationError: it is larger than a page takes
        """
        sent: UploadedFile[Any] = self.cleaned_data["file"]
        if (sent.size or 0) > LIMIT:
            raise forms.ValidationError(
                _("Filen er større enn 30 MB. Så store filer hentes inn med kommandoen på tjeneren.")
            )
        return sent


HELP = {
    Field.NAME: _("Enten hele navnet i én kolonne, eller fornavn og etternavn hver for seg."),
    Field.BRANCH: _("Der medlemmet har valgt avdeling her, gjelder det valget."),
}


def _with_samples(column: dict[str, Any]) -> str:
    """Return a header with what stands under it, masked, so that one sees it where one chooses."""
    samples = ", ".join(column["samples"][:2])
    return f"{column['header']} ({samples})" if samples else str(column["header"])


class ColumnsForm(forms.Form):
    """Which column holds what. One field per kind of column, the file's headers as choices."""

    save_as = forms.CharField(
        label=_("Husk oppsettet som"),
        max_length=60,
        required=False,
        help_text=_("Neste fil med de samme overskriftene er da klar med en gang."),
    )

    def __init__(self, *args: Any, columns: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Ikke i filen")), *[(column["header"], _with_samples(column)) for column in columns]]
        for field, label in LABELS.items():
            self.fields[field.value] = forms.ChoiceField(
                label=str(label),
                choices=choices,
                required=field is Field.NUMBER,
                help_text=HELP.get(field, ""),
                error_messages={"required": NO_NUMBER},
            )
        self.order_fields([*[field.value for field in LABELS], "save_as"])

    def mapping(self) -> dict[Field, str]:
        """Return field → header."""
        return {field: self.cleaned_data[field.value] for field in LABELS if self.cleaned_data.get(field.value)}


class EndForm(forms.Form):
    """Why those who are not in the file go."""

    end_reason = forms.ChoiceField(
        label=_("Hvorfor går de ut?"),
        choices=END_CHOICES,
        help_text=_("Gjelder alle som ikke er i filen. Du kan velge noe annet for enkeltpersoner på listen."),
        error_messages={"required": _("Velg hvorfor de som ikke er i filen, går ut.")},
    )

    def clean_end_reason(self) -> str:
        """Return the reason that is stored."""
        return reason_in(self.cleaned_data["end_reason"])
