"""The shape of what is written on the pages of postal codes and areas."""

import csv
import io
from datetime import date
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lokallag.organisation.models import Unit
from lokallag.territory.domain.files import MEGABYTE, Unreadable
from lokallag.territory.domain.tables import LIMIT, Row, read_file, read_text
from lokallag.ui.fields import DayField

NO_FILE = {"required": _("Velg en fil først."), "empty": _("Filen er tom. Se etter at du valgte riktig fil.")}


class TextField(forms.CharField):
    """A text that says in our words when it is too long."""

    def run_validators(self, value: Any) -> None:
        """Check the text.

        :raises ValidationError: it has too many characters, or something else is wrong with it
        """
        if self.max_length is not None and len(value or "") > self.max_length:
            message = _("Skriv høyst %(most)s tegn. Du har skrevet %(written)s.")
            counts = {"most": in_figures(self.max_length), "written": in_figures(len(value))}
            raise forms.ValidationError(message, code="max_length", params=counts)
        super().run_validators(value)


def in_figures(number: int) -> str:
    """Return a number as Norwegians write it: 5000, but 10 000."""
    return f"{number:,}".replace(",", "\u00a0") if number >= 10_000 else str(number)


class DecidedForm(forms.Form):
    """A form with the day that something was decided."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_decided_on(self) -> date | None:
        """Return the day.

        :raises ValidationError: it is yet to come
        """
        day: date | None = self.cleaned_data["decided_on"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("Vedtaket må være gjort i dag eller tidligere."), code="future")
        return day


class SheetForm(DecidedForm):
    """The board's sheet, as a file or as pasted cells, and what the division rests on."""

    file = forms.FileField(
        label=_("Fil med avdelinger og postnumre"),
        required=False,
        help_text=_("CSV, Excel (.xlsx) eller OpenDocument (.ods), høyst 5 MB."),
        error_messages={"empty": _("Filen er tom. Se etter at du valgte riktig fil.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods"}),
    )
    text = TextField(
        label=_("Eller lim inn cellene fra regnearket"),
        required=False,
        strip=False,
        max_length=LIMIT,
        help_text=_("Én rad for hver avdeling med postnumrene, eller én rad for hvert postnummer."),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    valid_from = DayField(label=_("Gjelder fra"))
    decision = TextField(
        label=_("Vedtaket inndelingen bygger på"),
        required=False,
        max_length=300,
        help_text=_("For eksempel «Årsmøtet 2027, sak 6». Trengs først når inndelingen tas i bruk."),
    )
    decided_on = DayField(label=_("Vedtatt dato"), required=False)
    title = TextField(
        label=_("Navn på utkastet"),
        required=False,
        max_length=120,
        help_text=_("Bare hvis du lagrer et utkast som avdelingene skal kommentere."),
    )
    note = TextField(
        label=_("Til avdelingene"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """Read the file, else the text, into ``rows``; the text then shows what was read, so that nothing is lost.

        :raises ValidationError: neither can be read
        """
        cleaned = super().clean() or {}
        if self.has_error("file"):
            return cleaned
        sent = cleaned.get("file")
        field = "file" if sent else "text"
        try:
            rows = read_file(sent.read()) if sent else read_text(cleaned.get("text") or "")
        except Unreadable as error:
            self.add_error(field, str(error))
            return cleaned
        if sent:
            shown = cast(QueryDict, self.data).copy()
            shown["text"] = as_text(rows)
            self.data = shown
        cleaned["rows"] = rows
        return cleaned


def as_text(rows: tuple[Row, ...]) -> str:
    """Return rows as text in tabs that is read back as the same rows, with the same numbers."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    number = 1
    for row in rows:
        out.write("\n" * (row.number - number))
        writer.writerow([" ".join(cell.split()) for cell in row.cells])
        number = row.number + 1
    return out.getvalue()


class DecideForm(DecidedForm):
    """What a draft is decided by."""

    decision = TextField(
        label=_("Vedtaket inndelingen bygger på"), max_length=300, help_text=_("For eksempel «Årsmøtet 2027, sak 6».")
    )
    decided_on = DayField(label=_("Vedtatt dato"), required=False)
    valid_from = DayField(label=_("Gjelder fra"))


class CommentForm(forms.Form):
    """What a branch says about a draft."""

    unit = forms.ChoiceField(label=_("Du skriver for"))
    text = TextField(label=_("Kommentar"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["unit"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(str(unit.pk), unit.name) for unit in units]
        if len(units) == 1:
            choice.widget = forms.HiddenInput()
            choice.initial = str(units[0].pk)


class FileForm(forms.Form):
    """One file to be looked at before it is taken in."""

    limit = 10 * MEGABYTE
    file = forms.FileField(label=_("Fil"), error_messages={"required": _("Velg en fil først.")})

    def clean_file(self) -> "UploadedFile[Any]":
        """Return the file.

        :raises ValidationError: it is larger than a page takes
        """
        sent: UploadedFile[Any] = self.cleaned_data["file"]
        if (sent.size or 0) > self.limit:
            message = _("Filen er større enn %(limit)d MB. Så store filer hentes inn med kommandoen på tjeneren.")
            raise forms.ValidationError(message, params={"limit": self.limit // MEGABYTE})
        return sent


class RegisterFileForm(FileForm):
    """Bring's postal register."""

    file = forms.FileField(
        label=_("Postnummerregisteret fra Bring"),
        help_text=_("Tekstfila slik den er hos Bring, eller CSV med overskrifter."),
        error_messages={
            "required": _("Velg en fil først."),
            "empty": _("Filen er tom. Se etter at du valgte riktig fil."),
        },
    )


class AreaFileForm(FileForm):
    """Areas as GeoJSON."""

    limit = 40 * MEGABYTE
    file = forms.FileField(
        label=_("Postnummerområder fra Kartverket"),
        help_text=_("GeoJSON, eller en ZIP med GeoJSON i."),
        error_messages={
            "required": _("Velg en fil først."),
            "empty": _("Filen er tom. Se etter at du valgte riktig fil."),
        },
    )
    approximate = forms.BooleanField(label=_("Områdene er tilnærmede, og kartet skal si det"), required=False)
