"""Inviting a unit's members to an event: a mailing of that unit, filled in, that its leaders read and send."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.lifecycle import State, takes_invitations
from lokallag.events.models import Event
from lokallag.events.queries.words import place_in_words, when_in_words
from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.domain.segments import Segment, Who
from lokallag.mailing.domain.words import Words
from lokallag.mailing.models import Mailing
from lokallag.mailing.services import write_mailing
from lokallag.organisation.models import Kind as UnitKind
from lokallag.organisation.models import Unit
from lokallag.people.models import Person

WRITTEN_IN = "nb"
INVITATION = "events.invitation"  # what comes before the colon in the key of the mailing


@transaction.atomic
def draft_invitation(*, event: Event, unit: Unit, by: Person, at: datetime) -> Mailing:
    """Return the mailing by which a unit invites its members to an event: filled in the first time, else as it is.

    Nothing is sent here: whoever leads the unit reads the draft, and sends it (``mailing.send_mailing``).

    :param unit: one of those that hold the event
    :raises RuleViolation: nobody can be invited to it (``takes_invitations``)
    """
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    key = invitation_key(event, unit)
    known = Mailing.objects.filter(key=key).first()
    if known is not None:
        return known
    if not takes_invitations(State(event.state), Audience(event.audience), is_ahead=event.starts_at > at):
        raise RuleViolation(
            _("Dere kan invitere til noe som er kunngjort, som kommer, og som er for flere enn dem med ett verv.")
        )
    with translation.override(WRITTEN_IN):
        words = Words(_subject(event), _text(event))
    mailing = write_mailing(
        key=key,
        unit=unit,
        kind=Kind.INVITATION,
        segment=_invited(event, unit, local_date(at)),
        texts={WRITTEN_IN: words},
        by=by,
        at=at,
    )
    audit.record("events.invite_members", actor=by, target=event, at=at, details={"unit": unit.pk})
    return mailing


def invitation_key(event: Event, unit: Unit) -> str:
    """Return what the mailing is about, so that there is one for each unit and event."""
    return f"{INVITATION}:{event.pk}:{unit.pk}"


def invited_to(rest: str) -> tuple[str, str] | None:
    """Return the title and the address of the event of an invitation, by what stands after the colon in its key."""
    event = Event.objects.filter(pk=int(rest.partition(":")[0])).only("title", "slug").first()
    return None if event is None else (event.title, reverse("events:event", args=[event.slug]))


def _invited(event: Event, unit: Unit, today: date) -> Segment:
    """Return whom the event is for among those of the unit. Who may be of the age is invited, as in ``fits_age``."""
    audience = Audience(event.audience)
    if audience is Audience.OFFICERS:
        return Segment(who=Who.OFFICERS, units=(unit.pk,))
    units = () if unit.kind == UnitKind.MUNICIPAL else (unit.pk,)
    who = Who.BELONGING if unit.kind == UnitKind.NETWORK else Who.MEMBERS
    if audience is not Audience.AGE_GROUP:
        return Segment(who=who, units=units)
    later = local_date(event.starts_at).year - today.year
    low = None if event.age_from is None else max(0, event.age_from - later)
    high = None if event.age_until is None else max(0, event.age_until + 1 - later)
    return Segment(who=who, units=units, low=low, high=high)


def _subject(event: Event) -> str:
    return _("%(title)s, %(day)s") % {"title": event.title, "day": in_words(local_date(event.starts_at), weekday=True)}


def _opened_by(event: Event) -> list[str]:
    """Return who opens the talk at which point of the programme. Who sends it stands at the end of every letter."""
    points = event.programme.filter(is_opening=True).exclude(speaker="").order_by("position")
    return [_("Innledning ved %(name)s: %(title)s") % {"title": each.title, "name": each.speaker} for each in points]


def _text(event: Event) -> str:
    place = place_in_words(event)
    url = f"{settings.SITE_URL}{reverse('events:event', args=[event.slug])}"
    return "\n\n".join(
        filter(
            None,
            (
                event.description.strip(),
                "\n".join(filter(None, (when_in_words(event).capitalize(), place))),
                "\n".join(_opened_by(event)),
                event.practical.strip(),
                (_("Meld deg på her: %(url)s") if event.has_signup else _("Les mer her: %(url)s")) % {"url": url},
            ),
        )
    )
