"""The pages on which an officer enters something for a member, and the letters that members get of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Min
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.membership.domain.behalf import How
from lokallag.membership.enterable_here import CONSENT, PROTECTION
from lokallag.membership.enterables import Enterable, enterables
from lokallag.membership.models import Entry, Membership
from lokallag.membership.queries.areas import residence_of
from lokallag.membership.queries.entries import (
    EnteredLine,
    entries_for,
    letters_for,
    name_branches,
    officers_of,
    waiting_letters,
    what_was_told,
)
from lokallag.membership.queries.lists import UNPLACED
from lokallag.membership.queries.mine import present_choice
from lokallag.membership.rules import contact_is_shown
from lokallag.membership.services.receipts import whom_to_ask
from lokallag.organisation.queries import main_unit
from lokallag.people.domain.consents import purposes
from lokallag.people.models import Person

Crumbs = tuple[tuple[str, str | None], ...]
LETTERS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class EnterLink:
    """One thing that the officer may enter for this member."""

    title: str
    hint: str
    url: str


@dataclass(frozen=True, slots=True)
class ForMemberPage:
    """``behalf.html``: what can be entered for the member, and what has been. Contact is for calling back."""

    title: str
    crumbs: Crumbs
    name: str
    branch: str
    lives_in: str
    is_protected: bool
    phone: str
    email: str
    is_contact_hidden: bool
    links: tuple[EnterLink, ...]
    entered: tuple[EnteredLine, ...]
    letter_url: str


@dataclass(frozen=True, slots=True)
class EnterPage:
    """``behalf_form.html``: one thing to enter. ``hindrance`` says why it cannot be, and then there is no form."""

    title: str
    crumbs: Crumbs
    lead: str
    note_title: str
    note: str
    hindrance: str
    form: forms.Form | None
    label: str
    back_url: str


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One member to whom a letter waits: how much it tells of, and since when."""

    name: str
    entries: str
    since: str
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class LettersPage:
    """``behalf_letters.html``: the letters that wait, the oldest first, at most a hundred."""

    title: str
    crumbs: Crumbs
    count: str
    rows: tuple[LetterRow, ...]
    person_ids: tuple[int, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One thing that a letter tells of, in the member's language."""

    what: str
    how: str


@dataclass(frozen=True, slots=True)
class LetterPage:
    """``behalf_letter.html``: a letter as it is printed, in the member's ``language``, and the way to say it is sent.

    ``address`` holds the lines of the address, empty where it is protected or not written down: then ``hand_over``
    says, in the officer's language, what to do instead.
    """

    title: str
    crumbs: Crumbs
    language: str
    sender: str
    name: str
    address: tuple[str, ...]
    hand_over: str
    day: str
    heading: str
    greeting: str
    lines: tuple[LetterLine, ...]
    wrong: str
    regards: str
    shown: str
    sent_url: str


def slug_of(membership: Membership, today: date) -> str:
    """Return the part of an address that names the list this member is on."""
    present = present_choice(membership, today)
    return UNPLACED if present is None else present.unit.slug


def _way(membership: Membership, today: date) -> tuple[str, str, str]:
    """Return slug, name and address of the list that the member is on."""
    present = present_choice(membership, today)
    if present is None:
        return UNPLACED, _("Uten avdeling"), reverse("membership:unplaced")
    return present.unit.slug, present.unit.name, reverse("membership:list", args=[present.unit.slug])


def behalf_page(membership: Membership, *, viewer: Asker, today: date, said: Mapping[str, str]) -> ForMemberPage:
    """Return the page from which an officer enters things for a member: only what this officer may.

    :param said: how and when the last thing was said, to go on with in the same call (``said_query``)
    """
    person = membership.person
    slug, branch, list_url = _way(membership, today)
    entered = entries_for(person)
    waits = any(line.letter_waits for line in entered)
    is_hidden = not contact_is_shown(viewer, membership, today)
    return ForMemberPage(
        title=_("Før inn for %(name)s") % {"name": person.name},
        crumbs=((_("Medlemmer"), reverse("membership:lists")), (branch, list_url), (person.name, None)),
        name=person.name,
        branch="" if slug == UNPLACED else branch,
        lives_in="" if person.is_protected else residence_of(person.postal_code, today).place,
        is_protected=person.is_protected,
        phone="" if is_hidden else person.phone,
        email="" if is_hidden else person.email,
        is_contact_hidden=is_hidden,
        links=_links(membership, slug, viewer, said),
        entered=entered,
        letter_url=reverse("membership:letter", args=[membership.pk])
        if waits and may(viewer, "membership.send_letter", membership)
        else "",
    )


def _links(membership: Membership, slug: str, viewer: Asker, said: Mapping[str, str]) -> tuple[EnterLink, ...]:
    person, args = membership.person, [slug, membership.pk]
    links = [
        EnterLink(str(one.title), str(one.hint), _with(reverse(one.page, args=args), said))
        for one in enterables()
        if _is_open(one, person) and may(viewer, one.act, membership)
    ]
    if person.is_protected and may(viewer, "membership.end_protection", membership):
        url = _with(reverse("membership:end_protection", args=args), said)
        links.append(EnterLink(_("Slutt å beskytte adressen"), _("Bare når medlemmet har skrevet under på papir"), url))
    return tuple(links)


def _is_open(one: Enterable, person: Person) -> bool:
    """Tell whether there is something to enter: a purpose to say yes to, an address that is not protected yet."""
    if one.name == CONSENT:
        return bool(purposes())
    return one.name != PROTECTION or not person.is_protected


def said_query(query: Mapping[str, str], today: date) -> dict[str, str]:
    """Return how and when things were said, as it stands in an address, where it is whole: else nothing."""
    how, day = str(query.get("hvordan", "")), str(query.get("dag", ""))
    try:
        is_past = date.fromisoformat(day) <= today
    except ValueError:
        return {}
    return {"hvordan": how, "dag": day} if how in list(How) and is_past else {}


def said_initial(query: Mapping[str, str], today: date) -> dict[str, object]:
    """Return what the form has filled in: the same as the last thing in the call, else today and nothing chosen."""
    said = said_query(query, today)
    if not said:
        return {"said_on": today}
    return {"how": said["hvordan"], "said_on": date.fromisoformat(said["dag"])}


def _with(url: str, said: Mapping[str, str]) -> str:
    return f"{url}?{urlencode(said)}" if said else url


def enter_page(
    membership: Membership,
    form: forms.Form | None,
    *,
    title: str,
    today: date,
    lead: str = "",
    note_title: str = "",
    note: str = "",
    hindrance: str = "",
    label: str = "",
) -> EnterPage:
    """Return the page on which one thing is entered.

    :param title: what is entered, in words
    """
    slug, branch, list_url = _way(membership, today)
    back = reverse("membership:for_member", args=[slug, membership.pk])
    return EnterPage(
        title=title,
        crumbs=(
            (_("Medlemmer"), reverse("membership:lists")),
            (branch, list_url),
            (membership.person.name, back),
            (title, None),
        ),
        lead=lead,
        note_title=note_title,
        note=note,
        hindrance=hindrance,
        form=None if hindrance else form,
        label=label or _("Før inn"),
        back_url=back,
    )


def letters_page(viewer: Asker, today: date) -> LettersPage:
    """Return the members to whom a letter waits, the one who has waited longest first."""
    waiting = letters_for(viewer, today)
    rows = list(
        waiting.values("person_id", "person__membership", "person__given_name", "person__family_name")
        .annotate(since=Min("entered_at"), entries=Count("pk"))
        .order_by("since", "person_id")[: LETTERS_SHOWN + 1]
    )
    total = waiting_letters(viewer, today) if len(rows) > LETTERS_SHOWN else len(rows)
    shown = rows[:LETTERS_SHOWN]
    found = []
    for row in shown:
        name = f"{row['person__given_name']} {row['person__family_name']}"
        found.append(
            LetterRow(
                name=name,
                entries=ngettext("%(n)d endring", "%(n)d endringer", row["entries"]) % {"n": row["entries"]},
                since=in_words(local_date(row["since"]), today),
                url=reverse("membership:letter", args=[row["person__membership"]]),
                label=_("Brevet til %(name)s") % {"name": name},
            )
        )
    return LettersPage(
        title=_("Brev som venter"),
        crumbs=((_("Medlemmer"), reverse("membership:lists")), (_("Brev som venter"), None)),
        count=ngettext("%(n)d brev", "%(n)d brev", total) % {"n": total},
        rows=tuple(found),
        person_ids=tuple(row["person_id"] for row in shown),
        more=len(rows) > LETTERS_SHOWN,
    )


def letter_page(membership: Membership, *, today: date) -> LetterPage | None:
    """Return the letter of all that waits for one member, or ``None`` where nothing does."""
    person = membership.person
    rows = list(
        Entry.objects.waiting_letters().filter(person=person).select_related("entered_by").order_by("entered_at", "pk")
    )
    if not rows:
        return None
    party = main_unit(today)
    hand_over = _hand_over(person)
    with translation.override(person.language):
        names = officers_of(rows)
        name_branches(rows)
        lines = []
        for entry in rows:
            entry.person = person
            lines.append(LetterLine(what_was_told(entry, in_full=True), _how(entry, names[entry.pk])))
        contact = whom_to_ask(today)
        letter = {
            "day": in_words(today),
            "heading": _("Vi har ført inn noe for deg"),
            "greeting": _("Hei %(name)s") % {"name": person.given_name},
            "wrong": _("Stemmer det ikke, så si fra til %(contact)s. Da retter vi det.") % {"contact": contact}
            if contact
            else _("Stemmer det ikke, så si fra til styret. Da retter vi det."),
            "regards": _("Vennlig hilsen"),
        }
    return LetterPage(
        title=_("Brevet til %(name)s") % {"name": person.name},
        crumbs=(
            (_("Medlemmer"), reverse("membership:lists")),
            (_("Brev som venter"), reverse("membership:letters")),
            (person.name, None),
        ),
        language=person.language,
        sender="" if party is None else party.name,
        name=person.name,
        address=() if hand_over else _lines(person, today),
        hand_over=hand_over,
        lines=tuple(lines),
        shown=",".join(str(entry.pk) for entry in rows),
        sent_url=reverse("membership:letter_sent", args=[membership.pk]),
        **letter,
    )


def _how(entry: Entry, by: str) -> str:
    words = {"day": in_words(entry.said_on), "by": by, "entered": in_words(local_date(entry.entered_at))}
    if entry.how == How.PHONE:
        said = _("Du sa det på telefon %(day)s.")
    elif entry.how == How.PAPER:
        said = _("Du skrev det på papir %(day)s.")
    else:
        said = _("Du sa det i en samtale %(day)s.")
    return f"{said % words} {_('%(by)s, førte det inn %(entered)s.') % words}"


def _hand_over(person: Person) -> str:
    """Return what to do with a letter that no address is printed on. A protected address is seen by nobody here."""
    if person.is_protected:
        return _("Adressen er beskyttet, så den står ikke på brevet. Lever brevet til %(name)s personlig.") % {
            "name": person.name
        }
    if not person.street_address or not person.postal_code:
        return _("Vi har ikke hele adressen. Lever brevet til %(name)s personlig, eller spør om adressen.") % {
            "name": person.name
        }
    return ""


def _lines(person: Person, today: date) -> tuple[str, ...]:
    return person.street_address, residence_of(person.postal_code, today).place
