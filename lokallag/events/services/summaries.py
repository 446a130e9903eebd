"""The summary of an event: a draft that the hosts write on, and versions that they publish."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.events.domain.lifecycle import State
from lokallag.events.models import MOST_SUMMARY, Event, EventSummary
from lokallag.events.services.making import locked
from lokallag.people.models import Person

FIELDS = {"summary_has_a_text": "text", "summary_correction_says_why": "why"}
NONE_YET = "none"  # stands for a version where there is none


def takes_summary(event: Event, at: datetime) -> bool:
    """Tell whether a summary of the event can be written: it was announced, not cancelled, and has begun."""
    return State(event.state) in {State.PUBLISHED, State.DONE} and event.starts_at <= at


def newest(event: Event) -> EventSummary | None:
    """Return the newest version of the summary, draft or published."""
    return event.summaries.order_by("-number").first()


def stand_of(version: EventSummary | None) -> str:
    """Return what a form carries along, to see whether somebody else changed the summary."""
    return NONE_YET if version is None else version.fingerprint


@transaction.atomic
def save_summary(
    *, event: Event, text: str, why: str = "", by: Person, at: datetime, seen: str | None = None
) -> EventSummary:
    """Keep the draft of the summary. After something is published, it is the draft of a correction.

    :param why: what a correction corrects, in words that stand on the page; counts for nothing the first time
    :raises StalePage: somebody else saved or published meanwhile
    :raises RuleViolation: it has not begun, it was cancelled, or the text is missing or too long
    """
    event = locked(event)
    if not takes_summary(event, at):
        raise RuleViolation(_("Oppsummeringen skrives når arrangementet har begynt."))
    last = newest(event)
    check_fresh(seen, stand_of(last))
    if last is None or last.published_at is not None:
        last = EventSummary(event=event, number=1 if last is None else last.number + 1)
    last.text, last.why = _clean(text, "text", MOST_SUMMARY), _clean(why, "why", 300) if last.number > 1 else ""
    last.written_by, last.written_at = by, at
    with speaking(FIELDS):
        last.save()
    audit.record("events.write_summary", actor=by, target=event, at=at, details={"version": last.number})
    return last


@transaction.atomic
def publish_summary(
    *, event: Event, by: Person, at: datetime, text: str | None = None, why: str = "", seen: str | None = None
) -> EventSummary:
    """Publish the draft. It does not change after that: a correction is a new version, and both can be read.

    :param text: what is published, with ``why``: it is saved as the draft first, and where it cannot be published the
        draft stays as it was; ``None`` publishes the draft that is there
    :raises StalePage: somebody else saved or published meanwhile
    :raises RuleViolation: there is no draft, it says the same as what is published, or not what it corrects
    """
    event = locked(event)
    if text is not None:
        save_summary(event=event, text=text, why=why, by=by, at=at, seen=seen)
    draft = newest(event)
    if text is None:
        check_fresh(seen, stand_of(draft))
    if draft is None or draft.published_at is not None:
        raise RuleViolation(_("Det er ikke noe utkast å publisere. Skriv oppsummeringen først."))
    if not takes_summary(event, at):
        raise RuleViolation(_("Arrangementet er avlyst eller har ikke begynt. Da publiseres ingen oppsummering."))
    before = event.summaries.filter(number=draft.number - 1).first()
    if before is not None and before.text == draft.text:
        raise RuleViolation(_("Teksten er den samme som den som er publisert."))
    draft.published_by, draft.published_at = by, at
    with speaking(FIELDS):
        draft.save(update_fields=["published_by", "published_at"])
    audit.record("events.publish_summary", actor=by, target=event, at=at, details={"version": draft.number})
    return draft


@transaction.atomic
def drop_summary_draft(*, event: Event, by: Person, at: datetime) -> None:
    """Throw the draft away; what is published stays. Where there is no draft, nothing happens."""
    event = locked(event)
    gone, _tables = event.summaries.filter(published_at=None).delete()
    if gone:
        audit.record("events.write_summary", actor=by, target=event, at=at, details={"dropped": True})


def _clean(text: str, field: str, most: int) -> str:
    found = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(found) > most:
        raise RuleViolation(
            _("Skriv høyst %(most)d tegn. Nå er det %(now)d.") % {"most": most, "now": len(found)}, field=field
        )
    return found
