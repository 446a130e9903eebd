"""The statutory mailings of a meeting: written, sent to all who have the right, and who got them by letter or phone.

Lateness is told and never blocks: a meeting that was called too late is for the meeting to judge.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.core.keeping import EVERYTHING, Period, delete_some
from lokallag.core.stale import check_fresh
from lokallag.events.domain.lifecycle import State
from lokallag.events.domain.notices import Part, has_empty_item
from lokallag.events.models import Event, MeetingNotice, NoticeDelivery
from lokallag.events.queries.notices import EMPTY_ITEMS, by_mail, deadline_of, subject_of, unit_of
from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.domain.words import Words
from lokallag.mailing.services import send_mailing
from lokallag.people.models import Person

LONGEST = 20_000
SENT = gettext_lazy("Den er allerede sendt, og kan ikke endres. Skriv en egen utsending hvis noe må rettes.")


@transaction.atomic
def write_notice(
    *, event: Event, part: Part, text: str, by: Person, at: datetime, seen: str | None = None
) -> MeetingNotice:
    """Keep the words of a notice, or of the papers, as a draft.

    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it is sent, too long, or the event is no meeting that is called so
    """
    unit_of(event)
    notice, _is_new = MeetingNotice.objects.select_for_update(of=("self",)).get_or_create(
        event=event, part=part.value, defaults={"written_by": by, "written_at": at}
    )
    check_fresh(seen, notice.fingerprint)
    if notice.sent_at is not None:
        raise RuleViolation(SENT)
    text = text.strip()
    if len(text) > LONGEST:
        raise RuleViolation(_("Teksten er for lang. Den kan ha 20 000 tegn."), field="text")
    if text != notice.text:
        notice.text, notice.written_by, notice.written_at = text, by, at
        notice.save(update_fields=["text", "written_by", "written_at"])
        audit.record("events.write_notice", actor=by, target=event, at=at, details={"part": part.value})
    return notice


@transaction.atomic
def send_notice(*, notice: MeetingNotice, by: Person, at: datetime, seen: str | None = None) -> MeetingNotice:
    """Send a notice to all who have the right, as of now. Sent once: the same again changes nothing.

    Who has no e-mail address that works is on the list of those who are reached by letter or telephone.

    :raises StalePage: somebody else changed the words meanwhile
    :raises RuleViolation: no words, an item that says nothing, or a meeting not announced, cancelled or over
    """
    notice = MeetingNotice.objects.select_for_update(of=("self",)).select_related("event").get(pk=notice.pk)
    if notice.sent_at is not None:
        return notice
    check_fresh(seen, notice.fingerprint)
    event = notice.event
    if not notice.text:
        raise RuleViolation(_("Skriv teksten før du sender."), field="text")
    if has_empty_item(notice.text):
        raise RuleViolation(EMPTY_ITEMS, field="text")
    if State(event.state) is not State.PUBLISHED:
        raise RuleViolation(_("Kunngjør møtet først. Innkallingen viser til siden om det."))
    if event.starts_at <= at:
        raise RuleViolation(_("Møtet har begynt."))
    unit, on = unit_of(event), local_date(at)
    deadline = deadline_of(event, Part(notice.part), on)
    send_mailing(
        key=notice.key,
        kind=Kind.STATUTORY,
        segment=by_mail(unit),
        unit=unit,
        texts={"nb": Words(subject_of(notice, unit.name), notice.text, _("Se møtet"))},
        by=by,
        at=at,
        statutory=True,
        action_url=f"{settings.SITE_URL}{reverse('events:event', args=[event.slug])}",
    )
    notice.sent_by, notice.sent_at, notice.meets_at = by, at, event.starts_at
    notice.due_on, notice.source = (None, "") if deadline is None else (deadline.on, deadline.source[:200])
    notice.save(update_fields=["sent_by", "sent_at", "meets_at", "due_on", "source"])
    audit.record("events.send_notice", actor=by, target=event, at=at, details={"part": notice.part, "unit": unit.pk})
    return notice


@transaction.atomic
def note_deliveries(
    *, notice: MeetingNotice, persons: Iterable[Person], way: NoticeDelivery.Way, by: Person, at: datetime
) -> int:
    """Write down that these have got the notice by letter or telephone. Returns how many that is news of.

    :raises RuleViolation: it is not sent yet
    """
    if notice.sent_at is None:
        raise RuleViolation(_("Send den først. Da vet dere hvem som må ha den på en annen måte."))
    known = set(notice.deliveries.filter(way=way).values_list("person_id", flat=True))
    new = [person for person in persons if person.pk not in known]
    NoticeDelivery.objects.bulk_create(
        [NoticeDelivery(notice=notice, person=person, way=way, at=at, by=by) for person in new], ignore_conflicts=True
    )
    for person in new:
        audit.record(
            "events.note_delivery",
            actor=by,
            target=person,
            at=at,
            details={"event": notice.event_id, "part": notice.part, "way": str(way)},
        )
    return len(new)


@transaction.atomic
def take_back_delivery(*, notice: MeetingNotice, person: Person, by: Person, at: datetime) -> bool:
    """Take back that somebody was reached by telephone. Returns whether it was written down."""
    gone, _tables = NoticeDelivery.objects.filter(notice=notice, person=person, way=NoticeDelivery.Way.PHONE).delete()
    if gone:
        audit.record(
            "events.note_delivery",
            actor=by,
            target=person,
            at=at,
            details={"event": notice.event_id, "part": notice.part, "way": "taken back"},
        )
    return bool(gone)


def forget_deliveries(*, at: datetime, kept: Period, most: int = EVERYTHING) -> int:
    """Forget who got a notice by letter or telephone, so long after the meeting. Returns how many."""
    old = NoticeDelivery.objects.filter(notice__event__starts_at__lt=kept.before(at)).order_by("pk")
    return delete_some(old, most=most)
