"""The statutory mailings of a meeting: when they are due, who has the right to them, and who got them how."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import clock_in_words, in_words
from lokallag.core.errors import RuleViolation
from lokallag.core.permissions import Asker
from lokallag.events.domain.households import Addressee
from lokallag.events.domain.notices import RULES, Due, Part, due
from lokallag.events.models import PARTS, Event, Kind, MeetingNotice, NoticeDelivery
from lokallag.events.queries.words import place_in_words
from lokallag.mailing.domain.segments import Segment, Who
from lokallag.mailing.queries.audience import persons_of
from lokallag.membership.models import Belonging
from lokallag.membership.queries.address import is_keeper
from lokallag.organisation.models import Kind as UnitKind
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import rules_on
from lokallag.outbox.domain.delivery import State as Delivery
from lokallag.outbox.models import DeadAddress, Recipient
from lokallag.people.models import Person

CALLED = (Kind.ANNUAL_MEETING, Kind.MEMBERS_MEETING)  # what members have a right to be called to
# Units of which it is known who is to be called: members, those who joined a network, those who sit in a committee.
CALLING = (UnitKind.MUNICIPAL, UnitKind.BRANCH, UnitKind.NETWORK, UnitKind.COMMITTEE)
EMPTY_ITEMS = gettext_lazy("Det står et nummer uten sak. Fyll inn sakene, eller ta bort linja.")
ON_ITS_WAY = (Delivery.QUEUED, Delivery.CLAIMED, Delivery.SENT, Delivery.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many have the right to a notice, and how many of them have got it how. ``left`` are those still to reach."""

    right: int
    by_mail: int
    uncertain: int
    by_letter: int
    by_phone: int
    left: int


def is_called(event: Event, unit: Unit) -> bool:
    """Tell whether the event is a meeting whose members are called by notice."""
    return Kind(event.kind) in CALLED and UnitKind(unit.kind) in CALLING


def main_unit_of(event: Event, on: date) -> Unit:
    """Return the unit whose meeting it is, with its name on the day."""
    return Unit.objects.named(on).get(hosted__event=event, hosted__is_main=True)


def unit_of(event: Event) -> Unit:
    """Return the unit whose members are called to the meeting.

    :raises RuleViolation: it is no meeting of members, or of a unit whose members are not known
    """
    unit = main_unit_of(event, local_date(event.starts_at))
    if not is_called(event, unit):
        raise RuleViolation(
            _(
                "Innkalling sendes til årsmøter og medlemsmøter i kommunepartiet, avdelingene, nettverkene og "
                "utvalgene. Velg slag i «Rediger»."
            )
        )
    return unit


def right_holders(unit: Unit) -> Segment:
    """Return who has the right to be called: the members of the branch, or all members of the municipal party.

    To a network's meeting those who joined it are called, each by the channel they chose (who wants nothing but the
    calendar is not called); to a committee's those who sit in it.
    """
    if unit.kind == UnitKind.NETWORK:
        return Segment(who=Who.JOINED, units=(unit.pk,))
    if unit.kind == UnitKind.COMMITTEE:
        return Segment(who=Who.OFFICERS, units=(unit.pk,))
    return Segment() if unit.kind == UnitKind.MUNICIPAL else Segment(units=(unit.pk,))


def by_mail(unit: Unit) -> Segment:
    """Return those of ``right_holders`` whom the notice goes to by e-mail: of a network, who chose that channel."""
    if unit.kind == UnitKind.NETWORK:
        return Segment(who=Who.JOINED_BY_MAIL, units=(unit.pk,))
    return right_holders(unit)


def deadline_of(event: Event, part: Part, on: date) -> Due | None:
    """Return when a mailing of an annual meeting is due by the rules in force; ``None`` for other meetings."""
    if Kind(event.kind) is not Kind.ANNUAL_MEETING:
        return None
    rules = rules_on(main_unit_of(event, on), on)
    return due(local_date(event.starts_at), rules.whole(RULES[part]), rules.source(RULES[part]))


def subject_of(notice: MeetingNotice, unit: str) -> str:
    """Return the subject of the mailing: what it is, whose meeting, and when."""
    event = notice.event
    said = {
        "part": str(PARTS[Part(notice.part)]),
        "title": event.title,
        "unit": unit,
        "day": in_words(local_date(event.starts_at)),
    }
    if unit.casefold() in event.title.casefold():
        return _("%(part)s: %(title)s %(day)s") % said
    return _("%(part)s: %(title)s i %(unit)s %(day)s") % said


def first_words(event: Event, part: Part, unit: Unit, on: date) -> str:
    """Return words to begin with: when and where, and the deadlines by the rules. The items are for the board."""
    said = {
        "unit": unit.name,
        "title": event.title,
        "day": in_words(local_date(event.starts_at), weekday=True),
        "clock": clock_in_words(event.starts_at),
        "place": place_in_words(event) or _("Stedet kommer"),
    }
    opening = (
        _("Medlemmene i %(unit)s kalles inn til %(title)s %(day)s %(clock)s.")
        if part is Part.NOTICE
        else _("Her er sakspapirene til %(title)s %(day)s %(clock)s.")
    )
    paragraphs = [opening % said, _("Sted: %(place)s") % said, f"{_('Saker')}:\n1. \n2. \n3. "]
    if part is Part.NOTICE and Kind(event.kind) is Kind.ANNUAL_MEETING:
        rules = rules_on(unit, on)
        meeting = local_date(event.starts_at)
        last = due(meeting, rules.whole("proposal_days"), rules.source("proposal_days"))
        papers = due(meeting, rules.whole("papers_days"), rules.source("papers_days"))
        paragraphs.append(
            _("Forslag må være sendt styret senest %(day)s%(source)s.")
            % {"day": in_words(last.on), "source": f" ({last.source})" if last.source else ""}
        )
        paragraphs.append(_("Sakspapirene sendes ut senest %(day)s.") % {"day": in_words(papers.on)})
    return "\n\n".join(paragraphs)


def entitled(notice: MeetingNotice, unit: Unit, on: date) -> QuerySet[Any]:
    """Return those who have the right to a notice on the day, by name, and how each got it.

    Adds ``mail`` (the state of the letter by e-mail, ``None`` without one), ``mailed_at``, ``is_dead`` (the address
    does not work), ``has_letter`` and ``has_phone``, and ``chose_phone`` (wants the network to call).
    """
    letters = Recipient.objects.filter(
        message__key__startswith=f"{notice.key}:", recipient_key=Cast(OuterRef("key"), CharField())
    )
    ways = NoticeDelivery.objects.filter(notice=notice, person=OuterRef("pk"))
    dead = DeadAddress.objects.filter(address=Lower(OuterRef("email")))
    phone = Belonging.objects.filter(unit=unit, person=OuterRef("pk"), channel=Belonging.Channel.PHONE)
    return (
        persons_of(right_holders(unit), on)
        .annotate(
            mail=Subquery(letters.values("state")[:1]),
            mailed_at=Subquery(letters.values("sent_at")[:1]),
            is_dead=Exists(dead),
            has_letter=Exists(ways.filter(way=NoticeDelivery.Way.LETTER)),
            has_phone=Exists(ways.filter(way=NoticeDelivery.Way.PHONE)),
            chose_phone=Exists(phone) if unit.kind == UnitKind.NETWORK else Q(pk__isnull=True),
        )
        .order_by("sort_key", "pk")
    )


def not_reached(notice: MeetingNotice, unit: Unit, on: date) -> QuerySet[Any]:
    """Keep those whom no e-mail has reached or is on its way to, and no letter and no call."""
    found = entitled(notice, unit, on).filter(has_letter=False, has_phone=False)
    on_its_way = Q(mail__in=[state.value for state in ON_ITS_WAY])
    return found.filter(Q(mail__isnull=True) | ~on_its_way)


def counts_of(notice: MeetingNotice, unit: Unit, on: date) -> Counts:
    """Count who has got a notice how. Two queries."""
    rows = list(entitled(notice, unit, on).order_by().values_list("mail", "has_letter", "has_phone"))
    reached = [mail in ON_ITS_WAY for mail, _letter, _phone in rows]
    return Counts(
        right=len(rows),
        by_mail=sum(mail in ON_ITS_WAY and mail != Delivery.UNCERTAIN for mail, _letter, _phone in rows),
        uncertain=sum(mail == Delivery.UNCERTAIN for mail, _letter, _phone in rows),
        by_letter=sum(letter for _mail, letter, _phone in rows),
        by_phone=sum(phone for _mail, _letter, phone in rows),
        left=sum(
            not mailed and not letter and not phone
            for mailed, (_mail, letter, phone) in zip(reached, rows, strict=True)
        ),
    )


def addressees(notice: MeetingNotice, unit: Unit, on: date, *, viewer: Asker) -> tuple[list[Addressee], list[Person]]:
    """Return who is to have a letter, and who of them the reader cannot print one for.

    A protected address is seen by the one who keeps them, and by nobody else.
    """
    keeps = is_keeper(viewer, on)
    found, kept_back = [], []
    for person in not_reached(notice, unit, on):
        if person.is_protected and not keeps:
            kept_back.append(person)
            continue
        found.append(
            Addressee(str(person.pk), person.name, person.street_address, person.postal_code, person.is_protected)
        )
    return found, kept_back
