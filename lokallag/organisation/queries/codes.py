"""The page on which codes on paper are made for somebody."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.organisation.queries.offices import Hit, Hits
from lokallag.people.queries import CodesPage


@dataclass(frozen=True, slots=True)
class PrintCodesPage:
    """All that ``organisation/print_codes.html`` shows: a search, or the person chosen and the form."""

    title: str
    lead: str
    crumbs: tuple[tuple[str, str | None], ...]
    form: forms.Form | None
    wish: str
    hits: tuple[Hit, ...]
    more: bool
    search_url: str


def print_codes_page(*, wish: str, hits: Hits | None, person: str, form: forms.Form | None) -> PrintCodesPage:
    """Return the page: whom the codes are for, or a search for them."""
    lead = _(
        "For den som ikke har smarttelefon, eller som har mistet den. Du må vite hvem det er: "
        "den som har arket og leser e-posten, kommer inn."
    )
    return PrintCodesPage(
        title=_("Engangskoder til %(person)s") % {"person": person} if person else _("Skriv ut engangskoder"),
        lead=lead,
        crumbs=((_("Organisasjonen"), reverse("organisation:units")), (_("Engangskoder"), None)),
        form=form,
        wish=wish,
        hits=hits.rows if hits is not None else (),
        more=hits is not None and hits.more,
        search_url=reverse("organisation:print_codes"),
    )


def printed_page(person: str, codes: tuple[str, ...]) -> CodesPage:
    """Return the sheet, shown once."""
    return CodesPage(
        title=_("Engangskoder til %(person)s") % {"person": person},
        words=_(
            "Skriv ut arket og gi det til personen selv. Hver kode virker én gang. Et eldre ark virker ikke lenger."
        ),
        codes=codes,
        next_path=reverse("organisation:print_codes"),
        go_on=_("Jeg har skrevet ut arket"),
    )
