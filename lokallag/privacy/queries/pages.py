"""The small pages: consents, a protected address, taking one's data along, leaving."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import moment_in_words
from lokallag.membership.queries.address import keeper
from lokallag.organisation.models import Term
from lokallag.organisation.queries import is_last_approver, main_unit, rules_on
from lokallag.people.models import Consent, Person
from lokallag.people.services import has_factor
from lokallag.privacy.domain import consents


@dataclass(frozen=True, slots=True)
class Asked:
    """One purpose that the person is asked about: the newest text, and what they last said.

    ``is_older`` says that the yes was given to an earlier text, so that they may say yes to the new one.
    """

    purpose: str
    version: str
    title: str
    text: str
    is_given: bool
    is_older: bool
    said: str


@dataclass(frozen=True, slots=True)
class PastConsent:
    """One yes that was given once: to what, in which version of the text, when and how, and when it was taken back."""

    title: str
    version: str
    given: str
    channel: str
    withdrawn: str


@dataclass(frozen=True, slots=True)
class ConsentsPage:
    """All that ``privacy/consents.html`` shows."""

    title: str
    asked: tuple[Asked, ...]
    history: tuple[PastConsent, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ProtectionPage:
    """What ``privacy/protection.html`` shows. ``keeper`` is who sees protected addresses; empty where nobody does.

    ``is_ending`` asks once more before the protection ends.
    """

    is_protected: bool
    keeper: str
    is_ending: bool


@dataclass(frozen=True, slots=True)
class DownloadPage:
    """What ``privacy/download.html`` shows."""

    has_factor: bool


@dataclass(frozen=True, slots=True)
class LeavePage:
    """All that ``privacy/leave.html`` shows. ``offices`` counts those that end, ``had_offices`` says the archive stays.

    ``national`` is how the membership of the national party ends, in the organisation's words, if it has written any.
    ``leaves_too_few`` says that too few are left to approve for each other: the page says what the party must do then.
    """

    party: str
    offices: int
    had_offices: bool
    email: str
    national: str
    leaves_too_few: bool
    problem: str


@dataclass(frozen=True, slots=True)
class LeftPage:
    """What ``privacy/left.html`` shows to nobody in particular."""

    party: str
    is_demo: bool


def consents_page(person: Person, *, problem: str = "") -> ConsentsPage:
    """Return what the person is asked, what they said, and what they said before."""
    rows = list(Consent.objects.filter(person=person).order_by("-given_at", "-pk"))
    live = {row.purpose: row for row in rows if row.withdrawn_at is None}
    asked = tuple(_asked(text, live.get(text.purpose)) for text in consents.newest())
    given = sum(each.is_given for each in asked)
    return ConsentsPage(
        title=_("Du har sagt ja til %(given)d av %(all)d") % {"given": given, "all": len(asked)},
        asked=asked,
        history=tuple(_past(row) for row in rows),
        problem=problem,
    )


def _asked(text: consents.ConsentText, row: Consent | None) -> Asked:
    said = ""
    if row is not None:
        said = _("Du sa ja %(moment)s (%(channel)s).") % {
            "moment": moment_in_words(row.given_at),
            "channel": Consent.Channel(row.channel).label.lower(),
        }
    return Asked(
        purpose=text.purpose,
        version=text.version,
        title=str(text.title),
        text=str(text.text),
        is_given=row is not None,
        is_older=row is not None and row.text_version != text.version,
        said=said,
    )


def _past(row: Consent) -> PastConsent:
    text = consents.text_of(row.purpose, row.text_version)
    return PastConsent(
        title=str(text.title) if text is not None else row.purpose,
        version=row.text_version,
        given=moment_in_words(row.given_at),
        channel=str(Consent.Channel(row.channel).label),
        withdrawn=moment_in_words(row.withdrawn_at) if row.withdrawn_at else "",
    )


def protection_page(person: Person, today: date, *, is_ending: bool) -> ProtectionPage:
    """Return the page of the protected address. Nothing is asked twice where nothing is protected."""
    named = keeper(today)
    return ProtectionPage(
        is_protected=person.is_protected,
        keeper=named.person.name if named is not None and named.person_id != person.pk else "",
        is_ending=is_ending and person.is_protected,
    )


def download_page(person: Person) -> DownloadPage:
    """Return the page from which a person takes their data along."""
    return DownloadPage(has_factor=has_factor(person))


def leave_page(person: Person, today: date, *, problem: str = "") -> LeavePage:
    """Return the page that says what goes, what stays and why, before a person leaves."""
    terms = Term.objects.filter(person=person)
    counted = terms.aggregate(all=Count("pk"))["all"]
    party = main_unit(today)
    return LeavePage(
        party=party.name if party is not None else "",
        offices=terms.live(today).count(),
        had_offices=counted > 0,
        email=person.email,
        national="" if party is None else rules_on(party, today).text("national_leaving"),
        leaves_too_few=is_last_approver(person, today),
        problem=problem,
    )


def left_page(today: date) -> LeftPage:
    """Return the receipt, which names nobody."""
    party = main_unit(today)
    return LeftPage(party=party.name if party is not None else "", is_demo=settings.DEMO)
