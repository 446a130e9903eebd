"""The pages on which a person changes their e-mail address and telephone number."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import clock_in_words
from lokallag.people.domain.contact import spaced_phone
from lokallag.people.domain.signin import GOOD_FOR
from lokallag.people.models import EmailChange, Person
from lokallag.people.queries.account import Crumbs, crumbs_to


@dataclass(frozen=True, slots=True)
class ContactPage:
    """All that ``people/contact.html`` shows: one form, what it is about, and where one goes back to."""

    title: str
    crumbs: Crumbs
    lead: str
    form: forms.Form
    act: str
    back_url: str


def contact_of(person: Person) -> dict[str, str]:
    """Return what stands in the form before it is changed."""
    return {"email": person.email, "phone": spaced_phone(person.phone)}


def contact_page(form: forms.Form) -> ContactPage:
    """Return the page with the person's address and number."""
    return ContactPage(
        title=_("Endre e-post og telefon"),
        crumbs=crumbs_to(_("E-post og telefon")),
        lead=_("Du logger inn med e-postadressen. Bytter du den, sender vi en kode til den nye før den gjelder."),
        form=form,
        act=_("Lagre"),
        back_url=reverse("people:account"),
    )


def email_code_page(change: EmailChange, form: forms.Form) -> ContactPage:
    """Return the page that takes the code sent to a new address."""
    return ContactPage(
        title=_("Skriv koden fra e-posten"),
        crumbs=crumbs_to(_("E-post og telefon")),
        lead=_("Vi har sendt en kode til %(address)s. Den virker til %(until)s.")
        % {"address": change.address, "until": clock_in_words(change.asked_at + GOOD_FOR)},
        form=form,
        act=_("Bytt adresse"),
        back_url=reverse("people:change_contact"),
    )
