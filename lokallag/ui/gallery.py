"""The gallery: each component in each of its states, for those who build pages and for the tests."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lokallag.core.views import public, show
from lokallag.ui.icons import shapes


class Sample(forms.Form):
    """One field of each sort that the site uses."""

    title = forms.CharField(label=_("Tittel"), max_length=80)
    email = forms.EmailField(label=_("E-post"), help_text=_("Vi bruker den bare til å svare deg."), required=False)
    postal_code = forms.CharField(
        label=_("Postnummer"), widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8, "maxlength": 4})
    )
    held_on = forms.DateField(label=_("Dato"), widget=forms.DateInput(attrs={"type": "date"}))
    about = forms.CharField(label=_("Beskrivelse"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    branch = forms.ChoiceField(label=_("Avdeling"), choices=[("", _("Velg avdeling")), ("ha", "Haslum")])
    audience = forms.ChoiceField(
        label=_("Hvem møtet er for"),
        help_text=_("Du kan endre det senere."),
        widget=forms.RadioSelect,
        choices=[("all", _("Alle")), ("members", _("Medlemmer"))],
    )
    needs = forms.MultipleChoiceField(
        label=_("Dette trenger vi"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("coffee", _("Kaffe")), ("key", _("Nøkkel til lokalet"))],
        required=False,
    )
    sheet = forms.FileField(label=_("Regneark"), help_text=_("CSV, XLSX eller ODS."), required=False)
    agrees = forms.BooleanField(label=_("Jeg har lest reglene for lokalet"))
    secret = forms.CharField(widget=forms.HiddenInput, initial="x", required=False)


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """What the gallery shows."""

    title: str
    crumbs: tuple[tuple[str, str | None], ...]
    form: Sample
    faulty: Sample
    icons: tuple[str, ...]
    written: tuple[tuple[str, str], ...]
    areas: tuple[int, ...] = (1, 2, 3, 4, 5, 6)


def gallery_page() -> GalleryPage:
    """Return the gallery's page, with one fresh form and one sent in with faults."""
    written = {"email": "marte.eksempel.no", "postal_code": "951", "about": "Vi griller."}
    faulty = Sample({f"feil-{name}": value for name, value in written.items()}, prefix="feil")
    faulty.add_error("postal_code", _("Postnummeret må ha fire siffer. Mente du 0951?"))
    faulty.add_error(None, _("Møtet kolliderer med årsmøtet. Velg en annen dag."))
    return GalleryPage(
        title=str(_("Galleri")),
        crumbs=((str(_("Forsiden")), "/"), (str(_("Galleri")), None)),
        form=Sample(),
        faulty=faulty,
        icons=tuple(sorted(shapes())),
        written=tuple(written.items()),
    )


@public
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return show(request, "ui/gallery.html", gallery_page())
