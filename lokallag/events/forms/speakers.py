"""What is written of a speaker, to one, and by one."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lokallag.events.forms.span import SeenForm
from lokallag.events.models import Speaker
from lokallag.events.services.asking import LONGEST
from lokallag.events.services.speakers import Profile, topics_in
from lokallag.people.domain.contact import clean_phone
from lokallag.ui.fields import LONG, DayField

NOT_SHOWN = {"autocomplete": "off"}  # another person's contact is not to be filled in with one's own


class SpeakerForm(SeenForm):
    """What hosts write of a speaker. How to reach them is asked for together with their consent."""

    name = forms.CharField(
        label=_("Navn"),
        max_length=120,
        widget=forms.TextInput(attrs=NOT_SHOWN),
        error_messages={**LONG, "required": _("Skriv hva innlederen heter.")},
    )
    topics = forms.CharField(
        label=_("Temaer"),
        required=False,
        max_length=600,
        help_text=_("Med komma mellom, for eksempel «skole, samferdsel»."),
        error_messages=LONG,
    )
    presentation = forms.CharField(
        label=_("Presentasjon"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("To–tre setninger: hvem det er, og hva de kan snakke om. Bare det innlederen selv ville sagt."),
        error_messages=LONG,
    )
    spoken = forms.CharField(
        label=_("Har innledet hos andre"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Møtene våre kommer av seg selv."),
        error_messages=LONG,
    )
    language = forms.ChoiceField(label=_("Språk i e-post"), choices=settings.LANGUAGES, initial="nb")
    consented_on = DayField(
        label=_("Sa ja til at vi lagrer e-post og telefon"),
        required=False,
        help_text=_("Dagen innlederen sa ja. Uten et ja lagrer vi ikke hvordan innlederen nås."),
    )
    consent_how = forms.ChoiceField(
        label=_("Hvordan sa innlederen ja?"), required=False, choices=[("", _("Velg")), *Speaker.How.choices]
    )
    email = forms.EmailField(
        label=_("E-post"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs=NOT_SHOWN),
        error_messages={
            **LONG,
            "invalid": _("Dette ser ikke ut som en e-postadresse. Skriv den som kari@eksempel.no."),
        },
    )
    phone = forms.CharField(
        label=_("Telefon"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={**NOT_SHOWN, "inputmode": "tel", "size": 16}),
        error_messages={"max_length": _("Nummeret er for langt. Skriv bare ett nummer.")},
    )
    is_another = forms.BooleanField(
        label=_("Dette er en annen med samme navn"), required=False, widget=forms.HiddenInput
    )

    def clean_phone(self) -> str:
        """Return the number as it is kept."""
        found = clean_phone(str(self.cleaned_data["phone"]))
        if found is None:
            raise forms.ValidationError(_("Dette ser ikke ut som et telefonnummer. Skriv det som 912 34 567."))
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for the consent where there is a contact, and for both parts of it."""
        given = super().clean() or self.cleaned_data
        on, how = given.get("consented_on"), given.get("consent_how")
        wants = bool(given.get("email") or given.get("phone"))
        if (wants or how) and on is None and "consented_on" not in self.errors:
            self.add_error("consented_on", _("Skriv dagen innlederen sa ja. Har innlederen ikke sagt ja, spør først."))
        if on is not None and not how and "consent_how" not in self.errors:
            self.add_error("consent_how", _("Velg hvordan innlederen sa ja."))
        return given

    def ask_if_another(self) -> None:
        """Show the box where one says that this is somebody else of the same name."""
        self.fields["is_another"].widget = forms.CheckboxInput()

    @property
    def profile(self) -> Profile:
        """What a valid form says."""
        given = self.cleaned_data
        return Profile(
            topics=topics_in(given["topics"]),
            **{
                name: given[name]
                for name in (
                    *("name", "presentation", "spoken", "language"),
                    *("email", "phone", "consented_on", "consent_how"),
                )
            },
        )


class AskForm(forms.Form):
    """A question to a speaker. ``anyway`` is asked for where the speaker is asked elsewhere the same day."""

    words = forms.CharField(
        label=_("Noen ord til innlederen"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Hva dere ønsker, og hvor lenge. Tid og sted kommer med av seg selv."),
        error_messages=LONG,
    )
    anyway = forms.BooleanField(label=_("Spør likevel"), required=False)

    def __init__(self, *args: Any, is_clashing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_clashing:
            self.fields["anyway"].widget = forms.HiddenInput()

    def ask_anyway(self) -> None:
        """Show the box, also where somebody else asked meanwhile."""
        self.fields["anyway"].widget = forms.CheckboxInput()


class ReplyForm(forms.Form):
    """What a speaker writes beside yes or no."""

    words = forms.CharField(
        label=_("Vil du skrive noe til arrangøren?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=LONG,
    )


class EnterAnswerForm(forms.Form):
    """What a speaker answered on the telephone or in another way, as a host enters it."""

    answer = forms.ChoiceField(
        label=_("Hva svarte innlederen?"),
        choices=[("ja", _("Ja")), ("nei", _("Nei"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg ja eller nei.")},
    )
    words = forms.CharField(
        label=_("Noe mer innlederen sa"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=LONG,
    )


def profile_of(speaker: Speaker) -> dict[str, object]:
    """Return how a speaker stands in a form. A consent that was withdrawn is asked for anew."""
    topics = speaker.topics.order_by("pk").values_list("name", flat=True)
    start: dict[str, object] = {
        name: getattr(speaker, name) for name in ("name", "presentation", "spoken", "language", "email", "phone")
    }
    start |= {"topics": ", ".join(topics), "seen": speaker.fingerprint}
    if speaker.may_be_reached:
        start |= {"consented_on": speaker.consented_on, "consent_how": speaker.consent_how}
    return start
