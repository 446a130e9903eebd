"""The page on which an officer enters that a member leaves, and the letter that is shown once."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.membership.models import Membership
from lokallag.membership.queries import list_slug
from lokallag.membership.queries.areas import residence_of
from lokallag.organisation.queries import main_unit

Crumbs = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class LeaveForMemberPage:
    """``privacy/leave_for_member.html``: who it is about, what goes, and the form."""

    title: str
    crumbs: Crumbs
    has_email: bool
    form: forms.Form
    back_url: str


@dataclass(frozen=True, slots=True)
class FarewellPage:
    """``privacy/farewell.html``: the receipt as a letter, made before the erasure and shown once, in ``language``.

    ``address`` is empty where it is protected or not whole: the letter is then handed over.
    """

    title: str
    language: str
    name: str
    address: tuple[str, ...]
    day: str
    heading: str
    lines: tuple[str, ...]
    regards: str
    sender: str
    go_on_url: str


def leave_for_member_page(membership: Membership, form: forms.Form, today: date) -> LeaveForMemberPage:
    """Return the page on which it is entered that a member leaves."""
    person = membership.person
    back = reverse("membership:for_member", args=[list_slug(membership, today), membership.pk])
    title = _("Meld ut %(name)s") % {"name": person.name}
    crumbs = ((_("Medlemmer"), reverse("membership:lists")), (person.name, back), (_("Utmelding"), None))
    return LeaveForMemberPage(title, crumbs, bool(person.email), form, back)


def farewell_page(membership: Membership, *, at: datetime, today: date) -> FarewellPage:
    """Return the letter to a member who leaves and has no e-mail address. Made while there still is a member."""
    person, party = membership.person, main_unit(today)
    whole = bool(person.street_address and person.postal_code) and not person.is_protected
    sender = "" if party is None else party.name
    with translation.override(person.language):
        lines = (
            _("Du meldte deg ut av %(party)s %(moment)s.") % {"party": sender, "moment": moment_in_words(at)},
            _(
                "Opplysningene om deg er slettet: navn, adresse, e-post, telefon, medlemskap, valg av avdeling,"
                " samtykker og innlogginger."
            ),
            _(
                "Partiet sentralt har et eget medlemsregister. Skriv til partiet sentralt hvis du også vil ut av det."
                " Vi har ingen opplysninger igjen å sende dem."
            ),
        )
        heading, regards, day = _("Du er meldt ut"), _("Vennlig hilsen"), in_words(today)
    return FarewellPage(
        title=_("Brevet til %(name)s") % {"name": person.name},
        language=person.language,
        name=person.name,
        address=(person.street_address, residence_of(person.postal_code, today).place) if whole else (),
        day=day,
        heading=heading,
        lines=lines,
        regards=regards,
        sender=sender,
        go_on_url=reverse("membership:lists"),
    )
