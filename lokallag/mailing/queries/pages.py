"""The pages of a unit's mailings: the list, the form, the draft with its preview, and how a sent one goes."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.words import moment_in_words
from lokallag.core.permissions import may
from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.domain.segments import OF_NETWORK, Segment, Who
from lokallag.mailing.models import KINDS, Mailing
from lokallag.mailing.queries.audience import Audience, audience
from lokallag.organisation.models import Approval, Title, Unit
from lokallag.outbox import queries as outbox
from lokallag.people.models import Language, Person

Crumbs = tuple[tuple[str, str | None], ...]
MOST_SHOWN = 100
MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class MailingRow:
    """One mailing in a list."""

    subject: str
    url: str
    about: str
    is_draft: bool


@dataclass(frozen=True, slots=True)
class MailingListPage:
    """All that ``mailing/mailing_list.html`` shows, the newest first."""

    title: str
    crumbs: Crumbs
    rows: tuple[MailingRow, ...]
    write_url: str
    doubts_url: str


@dataclass(frozen=True, slots=True)
class MailingFormPage:
    """All that ``mailing/mailing_form.html`` shows. ``second_is_open`` opens the second language."""

    title: str
    crumbs: Crumbs
    form: forms.Form
    first: tuple[forms.BoundField, ...]
    ages: tuple[forms.BoundField, ...]
    second: tuple[forms.BoundField, ...]
    ages_are_open: bool
    second_is_open: bool
    hidden: forms.BoundField
    back_url: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The letter in one language: its text, and the address of the page that shows it as a mail reader does."""

    language: str
    code: str
    subject: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class NotReached:
    """One who did not get it, or may not have."""

    name: str
    why: str
    is_uncertain: bool
    person_id: int


@dataclass(frozen=True, slots=True)
class MailingPage:
    """All that ``mailing/mailing_detail.html`` shows: a draft (``audience``), or how a sent one goes (``progress``).

    ``origin`` is what it is about, and where that stands.
    """

    title: str
    crumbs: Crumbs
    pk: int
    unit: str
    kind: str
    to: str
    is_draft: bool
    sent: str
    shown: tuple[Shown, ...]
    audience: Audience | None
    progress: outbox.Progress | None
    not_reached: tuple[NotReached, ...]
    form: forms.Form | None
    own_address: str
    may_send: bool
    is_stale: bool
    takes_two: bool
    waiting_url: str
    origin: tuple[str, str] | None

    @property
    def is_under_way(self) -> bool:
        """Whether letters still wait."""
        return self.progress is not None and self.progress.waiting > 0


Origin = Callable[[str], tuple[str, str] | None]
_origins: dict[str, Origin] = {}


def say_where_from(name: str, origin: Origin) -> None:
    """Let mailings whose key begins with ``name`` lead back to what they are about: called from a room's ``apps.py``.

    :param origin: takes what stands after the colon, and returns what it is called and its address
    """
    _origins[name] = origin


def _origin_of(mailing: Mailing) -> tuple[str, str] | None:
    name, _colon, rest = mailing.key.partition(":")
    return _origins[name](rest) if name in _origins else None


def _crumbs(unit: Unit, here: str = "") -> Crumbs:
    """Return the way: organisation, unit, its mailings, and what is below them."""
    way: list[tuple[str, str | None]] = [
        (_("Organisasjonen"), reverse("organisation:units")),
        (unit.name, reverse("organisation:unit", args=[unit.slug])),
        (_("Utsendinger"), reverse("mailing:list", args=[unit.slug]) if here else None),
    ]
    return (*way, (here, None)) if here else tuple(way)


def list_page(unit: Unit, viewer: Person, today: date) -> MailingListPage:
    """Return a unit's mailings, the newest first, at most a hundred."""
    rows = Mailing.objects.filter(unit=unit).order_by("-written_at", "-pk")[:MOST_SHOWN]
    return MailingListPage(
        title=_("Utsendinger fra %(unit)s") % {"unit": unit.name},
        crumbs=_crumbs(unit),
        rows=tuple(_row(mailing, today) for mailing in rows),
        write_url=reverse("mailing:write", args=[unit.slug]) if may(viewer, "mailing.write_mailing", unit) else "",
        doubts_url=reverse("mailing:doubts") if may(viewer, "mailing.see_doubts") else "",
    )


def _row(mailing: Mailing, today: date) -> MailingRow:
    words = next(iter(mailing.words.values()))
    if mailing.sent_at is None:
        about = _("Utkast fra %(moment)s") % {"moment": moment_in_words(mailing.written_at, today)}
    else:
        count = ngettext("%(count)s mottaker", "%(count)s mottakere", mailing.recipients) % {
            "count": mailing.recipients
        }
        about = _("Sendt %(moment)s · %(count)s") % {
            "moment": moment_in_words(mailing.sent_at, today),
            "count": count,
        }
    return MailingRow(words.subject, reverse("mailing:mailing", args=[mailing.pk]), about, mailing.sent_at is None)


def form_page(unit: Unit, form: forms.Form, *, mailing: Mailing | None, is_stale: bool = False) -> MailingFormPage:
    """Return the page on which a mailing is written."""
    title = _("Skriv til %(unit)s") % {"unit": unit.name} if mailing is None else _("Rediger utkastet")
    ages, second = ("low", "high"), ("subject_2", "text_2", "language_2")

    def is_filled(names: Iterable[str]) -> bool:
        return any(form[name].value() not in {None, ""} or form[name].errors for name in names)

    return MailingFormPage(
        title=title,
        crumbs=_crumbs(unit, title),
        form=form,
        first=tuple(form[name] for name in ("kind", "to")),
        ages=tuple(form[name] for name in ages),
        second=tuple(form[name] for name in second),
        ages_are_open=is_filled(ages),
        second_is_open=is_filled(("subject_2", "text_2")) or bool(form["language_2"].errors),
        hidden=form["seen"],
        back_url=reverse("mailing:list", args=[unit.slug])
        if mailing is None
        else reverse("mailing:mailing", args=[mailing.pk]),
        is_stale=is_stale,
    )


def mailing_page(
    mailing: Mailing,
    unit: Unit,
    viewer: Person,
    *,
    form: forms.Form | None,
    today: date,
    is_stale: bool = False,
    takes_two: bool = False,
    waiting: Approval | None = None,
) -> MailingPage:
    """Return the page of one mailing: as a draft, with who would get it; sent, with who got it.

    :param takes_two: it is proposed, not sent; ``waiting`` is the proposal that waits for an answer
    """
    words, is_draft = mailing.words, mailing.sent_at is None
    subject = next(iter(words.values())).subject
    keys = [f"{mailing.key}:{language}" for language in words]
    return MailingPage(
        title=subject,
        crumbs=_crumbs(unit, subject),
        pk=mailing.pk,
        unit=unit.name,
        kind=str(KINDS[Kind(mailing.kind)]),
        to=segment_in_words(mailing.to, unit, today),
        is_draft=is_draft,
        sent="" if mailing.sent_at is None else moment_in_words(mailing.sent_at, today),
        shown=tuple(
            Shown(
                language=str(Language(language).label),
                code=language,
                subject=each.subject,
                text=each.text,
                url=reverse("mailing:letter", args=[mailing.pk, language]),
            )
            for language, each in words.items()
        ),
        audience=audience(mailing.to, Kind(mailing.kind), today) if is_draft else None,
        progress=None if is_draft else outbox.progress(keys),
        not_reached=() if is_draft else _not_reached(outbox.setbacks(keys, most=MOST_NAMED)),
        form=form,
        own_address=viewer.email,
        may_send=may(viewer, "mailing.send_mailing", mailing),
        is_stale=is_stale,
        takes_two=takes_two,
        waiting_url="" if waiting is None else reverse("organisation:approval", args=[waiting.pk]),
        origin=_origin_of(mailing),
    )


def _not_reached(setbacks: Iterable[outbox.Setback]) -> tuple[NotReached, ...]:
    rows = list(setbacks)
    persons = persons_by_key(row.recipient_key for row in rows)
    found = [
        NotReached(persons[row.recipient_key].name, row.why, row.is_uncertain, persons[row.recipient_key].pk)
        for row in rows
        if row.recipient_key in persons
    ]
    return tuple(sorted(found, key=lambda row: (not row.is_uncertain, row.why, row.name)))


def persons_by_key(keys: Iterable[str]) -> Mapping[str, Person]:
    """Return those of these keys that are somebody in the register, by key. One query."""
    wanted = []
    for key in keys:
        try:
            wanted.append(uuid.UUID(key))
        except ValueError:
            continue
    return {str(person.key): person for person in Person.objects.filter(key__in=wanted)}


def _network_in_words(segment: Segment, unit: Unit, today: date) -> str:
    own = segment.units == (unit.pk,)
    networks = [unit] if own else list(Unit.objects.filter(pk__in=segment.units).named(today))
    return _("De som er med i eller følger %(network)s, og har valgt e-post") % {
        "network": ", ".join(sorted(network.name for network in networks))
    }


def segment_in_words(segment: Segment, unit: Unit, today: date) -> str:
    """Return who a mailing is for, as one says it."""
    if segment.who is Who.MEMBERS:
        said = _("Medlemmene i %(unit)s") % {"unit": unit.name} if segment.units else _("Alle medlemmer i partiet")
    elif segment.who is Who.BELONGING:
        said = _network_in_words(segment, unit, today)
    elif segment.who in OF_NETWORK:
        said = _("De som er med i %(unit)s, og vil bli kontaktet") % {"unit": unit.name}
    elif segment.titles == (Title.LEADER.value,):
        said = _("Lederne av alle enhetene") if not segment.units else _("Lederen")
    else:
        said = _("De som har verv i %(unit)s") % {"unit": unit.name} if segment.units else _("Alle som har verv")
    if segment.low is not None and segment.high is not None:
        return _("%(who)s, fra %(low)s til %(high)s år") % {"who": said, "low": segment.low, "high": segment.high}
    if segment.low is not None:
        return _("%(who)s, fra %(low)s år") % {"who": said, "low": segment.low}
    if segment.high is not None:
        return _("%(who)s, til og med %(high)s år") % {"who": said, "high": segment.high}
    return said


def letter_html(mailing: Mailing, unit: Unit, language: str) -> str | None:
    """Return the letter in one language as a mail reader shows it, or ``None`` without that language.

    The way out in it is one that leads nowhere: trying it on a draft must not change anything.
    """
    words = mailing.words.get(language)
    if words is None:
        return None
    nobody = "00000000-0000-4000-8000-000000000000"
    return outbox.preview(
        subject=words.subject,
        text=words.text,
        purpose=Kind(mailing.kind).purpose,
        language=language,
        sender_name=unit.name,
        recipient_key=nobody,
        at=mailing.sent_at or mailing.written_at,
    ).html
