"""The pages of a meeting's notice: how it stands, its words, and who got it how."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.permissions import Asker, may
from lokallag.events.domain.lifecycle import State
from lokallag.events.domain.notices import Due, Part, has_empty_item
from lokallag.events.models import PARTS, Event, MeetingNotice
from lokallag.events.queries import notices
from lokallag.events.queries.notices import Counts
from lokallag.events.rules import sight_of_called
from lokallag.mailing.domain.kinds import Kind as MailKind
from lokallag.mailing.queries.audience import audience
from lokallag.membership.domain.ages import may_be_minor
from lokallag.membership.rules import Sees
from lokallag.organisation.models import Kind as UnitKind
from lokallag.organisation.models import Unit
from lokallag.outbox.domain.delivery import State as Delivery

Crumbs = tuple[tuple[str, str | None], ...]
IN_ADDRESS = {Part.NOTICE: "innkalling", Part.PAPERS: "papirer"}
FROM_ADDRESS = {address: part for part, address in IN_ADDRESS.items()}
ON_A_PAGE = 100
WHO_GOT = {
    Part.NOTICE: gettext_lazy("Hvem har fått innkallingen?"),
    Part.PAPERS: gettext_lazy("Hvem har fått sakspapirene?"),
}


@dataclass(frozen=True, slots=True)
class PartCard:
    """One of the two mailings, as its card shows it. ``late`` warns; addresses are empty for what is not to do."""

    name: str
    state: str
    tag: str
    deadline: str
    late: str
    moved: str
    counts: Counts | None
    left: str
    write_url: str
    write_label: str
    list_url: str
    letters_url: str
    waits: str


@dataclass(frozen=True, slots=True)
class NoticePage:
    """All that ``events/notice.html`` shows."""

    title: str
    lead: str
    crumbs: Crumbs
    cards: tuple[PartCard, ...]
    event_url: str


@dataclass(frozen=True, slots=True)
class WritePage:
    """All that ``events/notice_write.html`` shows. ``hindrance`` is why it cannot be sent now."""

    title: str
    lead: str
    crumbs: Crumbs
    form: forms.Form
    is_stale: bool
    stored: str
    subject: str
    text: str
    audience: str
    deadline: str
    late: str
    hindrance: str
    seen: str
    send_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One who has the right to it: how it went in words. ``phone`` is empty for who may not see it."""

    pk: int
    key: str
    name: str
    how: str
    tag: str
    phone: str
    why: str
    may_call: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """All that ``events/notice_list.html`` shows."""

    title: str
    lead: str
    crumbs: Crumbs
    counts: Counts
    rows: tuple[DeliveryRow, ...]
    is_left_only: bool
    all_url: str
    left_url: str
    letters_url: str
    letters: str
    kept_back: str
    posted_url: str
    called_url: str
    doubts: str
    page: Any
    persons: tuple[int, ...]


def notice_page(event: Event, unit: Unit, *, viewer: Asker, today: date, at: datetime) -> NoticePage:
    """Return the page with a card for each of the two mailings."""
    written = {Part(row.part): row for row in MeetingNotice.objects.filter(event=event)}
    return NoticePage(
        title=_("Innkalling og sakspapirer"),
        lead=f"{event.title}, {moment_in_words(event.starts_at, weekday=True)}",
        crumbs=_crumbs(event, None),
        cards=tuple(_card(part, written.get(part), event, unit, viewer=viewer, today=today, at=at) for part in Part),
        event_url=reverse("events:work", args=[event.slug]),
    )


def write_page(
    event: Event, part: Part, unit: Unit, form: forms.Form, *, is_stale: bool, today: date, at: datetime
) -> WritePage:
    """Return the page on which the words are written and, once they are kept, sent."""
    notice = MeetingNotice.objects.filter(event=event, part=part.value).first()
    unsaved = notice or MeetingNotice(event=event, part=part.value)
    persons = audience(notices.right_holders(unit), MailKind.STATUTORY, today).persons
    gets = audience(notices.by_mail(unit), MailKind.STATUTORY, today).gets
    deadline = notices.deadline_of(event, part, today)
    return WritePage(
        title=str(PARTS[part]),
        lead=f"{event.title}, {moment_in_words(event.starts_at, weekday=True)}",
        crumbs=_crumbs(event, str(PARTS[part])),
        form=form,
        is_stale=is_stale,
        stored="" if notice is None else notice.text,
        subject=notices.subject_of(unsaved, unit.name),
        text="" if notice is None else notice.text,
        audience=_audience(persons, persons - gets, unit),
        deadline=_deadline(deadline),
        late=_late(deadline, today),
        hindrance=_hindrance(event, at) or (str(notices.EMPTY_ITEMS) if has_empty_item(unsaved.text) else ""),
        seen="" if notice is None else notice.fingerprint,
        send_url=reverse("events:send_notice", args=[event.slug, IN_ADDRESS[part]]),
        back_url=reverse("events:notice", args=[event.slug]),
    )


def delivery_page(
    notice: MeetingNotice, unit: Unit, *, viewer: Asker, today: date, left_only: bool, number: str
) -> DeliveryPage:
    """Return who has the right to a mailing, and how each got it, a hundred at a time."""
    event, part = notice.event, Part(notice.part)
    sees = sight_of_called(viewer, unit, today)
    found = notices.not_reached(notice, unit, today) if left_only else notices.entitled(notice, unit, today)
    page = Paginator(found, ON_A_PAGE).get_page(number)
    prints = may(viewer, "events.print_letters", event)
    to_print, kept_back = notices.addressees(notice, unit, today, viewer=viewer) if prints else ([], [])
    letters = sum(person.has_address for person in to_print)
    here = [event.slug, IN_ADDRESS[part]]
    counts = notices.counts_of(notice, unit, today)
    return DeliveryPage(
        title=str(WHO_GOT[part]),
        lead=f"{event.title}, {moment_in_words(event.starts_at, weekday=True)}",
        crumbs=_crumbs(event, str(PARTS[part])),
        counts=counts,
        rows=tuple(_row(person, unit=unit, sees=sees, today=today) for person in page.object_list),
        is_left_only=left_only,
        all_url=reverse("events:notice_list", args=here),
        left_url=f"{reverse('events:notice_list', args=here)}?vis=igjen",
        letters_url=reverse("events:letters", args=here) if letters else "",
        letters=ngettext("%(n)d får brev", "%(n)d får brev", letters) % {"n": letters},
        kept_back=ngettext(
            "%(n)d har beskyttet adresse. Den som ser beskyttede adresser, må skrive ut det brevet.",
            "%(n)d har beskyttet adresse. Den som ser beskyttede adresser, må skrive ut de brevene.",
            len(kept_back),
        )
        % {"n": len(kept_back)}
        if kept_back
        else "",
        posted_url=reverse("events:letters_posted", args=here) if letters else "",
        called_url=reverse("events:note_call", args=here),
        doubts=ngettext(
            "%(n)d e-post er usikker: den kan ha kommet fram. Styret kan sende den en gang til.",
            "%(n)d e-poster er usikre: de kan ha kommet fram. Styret kan sende dem en gang til.",
            counts.uncertain,
        )
        % {"n": counts.uncertain}
        if counts.uncertain
        else "",
        page=page,
        persons=tuple(person.pk for person in page.object_list),
    )


def _card(
    part: Part, notice: MeetingNotice | None, event: Event, unit: Unit, *, viewer: Asker, today: date, at: datetime
) -> PartCard:
    is_sent = notice is not None and notice.sent_at is not None
    here = [event.slug, IN_ADDRESS[part]]
    deadline = notices.deadline_of(event, part, today)
    counts = notices.counts_of(notice, unit, today) if notice is not None and is_sent else None
    writes = not is_sent and may(viewer, "events.write_notice", event)
    if notice is not None and notice.sent_at is not None:
        deadline = None if notice.due_on is None else Due(notice.due_on, notice.source)
        state = _("Sendt %(moment)s") % {"moment": moment_in_words(notice.sent_at)}
        late = _was_late(deadline, local_date(notice.sent_at))
    else:
        state = _("Ikke skrevet ennå") if notice is None or not notice.text else _("Utkast")
        late = _late(deadline, today)
    moved = notice is not None and notice.meets_at is not None and notice.meets_at != event.starts_at
    return PartCard(
        name=str(PARTS[part]),
        state=state,
        tag="ok" if is_sent else "",
        deadline=_deadline(deadline),
        late=late,
        moved=_("Møtet er flyttet etter at denne ble sendt. Si fra om den nye dagen.") if moved else "",
        counts=counts,
        left=""
        if counts is None
        else ngettext("%(n)d har ikke fått den", "%(n)d har ikke fått den", counts.left) % {"n": counts.left},
        write_url=reverse("events:write_notice", args=here) if writes else "",
        write_label=_("Skriv") if notice is None or not notice.text else _("Les og send"),
        list_url=reverse("events:notice_list", args=here)
        if is_sent and may(viewer, "events.see_delivery", event)
        else "",
        letters_url=reverse("events:letters", args=here)
        if counts is not None and counts.left and may(viewer, "events.print_letters", event)
        else "",
        waits="" if is_sent else _hindrance(event, at),
    )


def _row(person: Any, *, unit: Unit, sees: frozenset[Sees], today: date) -> DeliveryRow:
    how, tag, why = _how(person)
    calls = person.chose_phone or unit.kind != UnitKind.NETWORK  # a network calls those who asked for it
    shows_phone = (
        Sees.CONTACT in sees and calls and (Sees.MINORS in sees or not may_be_minor(person.birth_year, today.year))
    )
    is_left = not person.has_letter and not person.has_phone and person.mail not in notices.ON_ITS_WAY
    return DeliveryRow(
        pk=person.pk,
        key=str(person.key),
        name=person.name,
        how=how,
        tag=tag,
        phone=person.phone if shows_phone and is_left else "",
        why=why,
        may_call=is_left,
        may_take_back=person.has_phone,
    )


def _how(person: Any) -> tuple[str, str, str]:
    """Return how somebody got it, the kind of tag, and why there is more to do."""
    ways = [words for words, there in ((_("Brev"), person.has_letter), (_("Telefon"), person.has_phone)) if there]
    if ways:
        return ", ".join(ways), "ok", ""
    if person.mail == Delivery.SENT:
        return _("E-post %(day)s") % {"day": in_words(local_date(person.mailed_at))}, "ok", ""
    if person.mail in {Delivery.QUEUED, Delivery.CLAIMED}:
        return _("E-post er på vei"), "", ""
    if person.mail == Delivery.UNCERTAIN:
        return _("E-post, usikkert"), "warning", _("Den kan ha kommet fram.")
    if person.chose_phone:
        return _("Ikke ennå"), "danger", _("Har valgt telefon.")
    if not person.email:
        return _("Ikke ennå"), "danger", _("Har ikke e-post.")
    if person.is_dead or person.mail == Delivery.FAILED:
        return _("Ikke ennå"), "danger", _("E-postadressen virker ikke.")
    return _("Ikke ennå"), "danger", _("Ble medlem etter at den ble sendt.")


def _crumbs(event: Event, last: str | None) -> Crumbs:
    whole: tuple[tuple[str, str | None], ...] = (
        (_("Arrangementer"), reverse("events:list")),
        (event.title, reverse("events:work", args=[event.slug])),
    )
    if last is None:
        return (*whole, (_("Innkalling og sakspapirer"), None))
    return (*whole, (_("Innkalling og sakspapirer"), reverse("events:notice", args=[event.slug])), (last, None))


def _deadline(deadline: Due | None) -> str:
    if deadline is None:
        return ""
    said = {"day": in_words(deadline.on, weekday=True), "source": deadline.source}
    return (_("Senest %(day)s (%(source)s)") if deadline.source else _("Senest %(day)s")) % said


def _late(deadline: Due | None, today: date) -> str:
    days = 0 if deadline is None else deadline.days_late(today)
    if not days:
        return ""
    return ngettext(
        "Fristen var i går. Send den likevel: møtet avgjør om det er lovlig kalt inn.",
        "Fristen var for %(n)d dager siden. Send den likevel: møtet avgjør om det er lovlig kalt inn.",
        days,
    ) % {"n": days}


def _was_late(deadline: Due | None, sent_on: date) -> str:
    days = 0 if deadline is None else deadline.days_late(sent_on)
    if not days:
        return ""
    return ngettext(
        "Sendt én dag etter fristen. Si fra om det på møtet.",
        "Sendt %(n)d dager etter fristen. Si fra om det på møtet.",
        days,
    ) % {"n": days}


def _hindrance(event: Event, at: datetime) -> str:
    if State(event.state) is State.DRAFT:
        return _("Kunngjør møtet før du sender.")
    if State(event.state) is State.CANCELLED:
        return _("Møtet er avlyst.")
    return _("Møtet har begynt.") if event.starts_at <= at else ""


def _audience(persons: int, without: int, unit: Unit) -> str:
    first = ngettext(
        "Den går til %(n)d medlem i %(unit)s.", "Den går til alle %(n)d medlemmer i %(unit)s.", persons
    ) % {"n": persons, "unit": unit.name}
    if not without:
        return first
    if unit.kind == UnitKind.NETWORK:
        calls = ngettext(
            "%(n)d av dem har valgt telefon eller har ikke e-post som virker, og må ringes.",
            "%(n)d av dem har valgt telefon eller har ikke e-post som virker, og må ringes.",
            without,
        ) % {"n": without}
        return f"{first} {calls}"
    second = ngettext(
        "%(n)d av dem har ikke e-post som virker, og får brev eller telefon.",
        "%(n)d av dem har ikke e-post som virker, og får brev eller telefon.",
        without,
    ) % {"n": without}
    return f"{first} {second}"
