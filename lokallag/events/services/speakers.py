"""The register of speakers: who stands in it, and how they can be reached while they agree to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.keeping import EVERYTHING, Period
from lokallag.core.stale import check_fresh
from lokallag.events.domain.speaking import LIVE, State
from lokallag.events.models import MOST_TOPICS, Event, ProgrammeItem, Speaker, SpeakerRequest, SpeakerTopic
from lokallag.events.services.making import locked
from lokallag.outbox.services import forget_recipient, redact
from lokallag.people.models import Person

FIELDS = {
    "speaker_has_a_name": "name",
    "speaker_contact_needs_consent": "consented_on",
    "speaker_consent_has_a_way": "consent_how",
}
LONGEST_TOPIC = 60
ACT = "events.edit_speaker"
# Longer than the longest that the organisation may choose, so that a letter about it is gone before the speaker is.
KEPT_AT_MOST = Period(months=36)
WORDS_KEPT = Period(months=12)


@dataclass(frozen=True, slots=True)
class Profile:
    """What hosts write of a speaker. ``consented_on`` and ``consent_how`` are needed to keep e-mail or phone."""

    name: str
    topics: tuple[str, ...] = ()
    presentation: str = ""
    spoken: str = ""
    language: str = "nb"
    email: str = ""
    phone: str = ""
    consented_on: date | None = None
    consent_how: str = ""


def topics_in(written: str) -> tuple[str, ...]:
    """Return the topics of one line, "skole, samferdsel": in the order written, each once, capitals left alone."""
    found: dict[str, str] = {}
    for part in written.replace("\x00", "").replace(";", ",").replace("\n", ",").split(","):
        words = " ".join(part.split())
        if words:
            found.setdefault(words.lower(), words)
    return tuple(found.values())


@transaction.atomic
def add_speaker(*, profile: Profile, by: Person | None, at: datetime, is_another: bool = False) -> Speaker:
    """Put a speaker in the register.

    :param is_another: there is one of this name already, and this is somebody else
    :raises RuleViolation: one of this name stands there, a contact has no consent, or a text is missing or too long
    """
    if not is_another and Speaker.objects.filter(name__iexact=_name(profile)).exists():
        raise RuleViolation(
            _("En innleder med dette navnet står i registeret allerede. Er dette en annen, krysser dere av for det."),
            field="is_another",
        )
    speaker = Speaker(added_by=by, added_at=at, active_at=at)
    _write(speaker, profile, by=by, at=at)
    audit.record(ACT, actor=by, target=speaker, at=at, details={"added": True})
    return speaker


@transaction.atomic
def edit_speaker(
    *, speaker: Speaker, profile: Profile, by: Person | None, at: datetime, seen: str | None = None
) -> Speaker:
    """Change what is said of a speaker. A new name follows into the programmes where they have said yes.

    A contact that is taken away, or changed, takes the letters to the old one along.

    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: a contact has no consent, or a text is missing or too long
    """
    speaker = _locked(speaker)
    check_fresh(seen, speaker.fingerprint)
    was, name = speaker.email, speaker.name
    _write(speaker, profile, by=by, at=at)
    if was and was != speaker.email:
        forget_recipient(recipient_key=speaker.recipient_key)
    if name != speaker.name:
        accepted = speaker.requests.filter(state=State.YES).values("event_id")
        ProgrammeItem.objects.filter(event_id__in=accepted, speaker=name).update(speaker=speaker.name)
    audit.record(ACT, actor=by, target=speaker, at=at)
    return speaker


@transaction.atomic
def link_person(*, speaker: Speaker, person: Person | None, by: Person, at: datetime) -> Speaker:
    """Say which member a speaker is, or that they are none.

    :raises RuleViolation: another speaker is that member
    """
    speaker = _locked(speaker)
    if person is not None and Speaker.objects.filter(person=person).exclude(pk=speaker.pk).exists():
        raise RuleViolation(_("Dette medlemmet står i registeret allerede, som en annen innleder."))
    speaker.person, speaker.updated_at = person, at
    speaker.save(update_fields=["person", "updated_at"])
    details: dict[str, int | bool] = {"linked": person is not None}
    if person is not None:
        details["person"] = person.pk
    audit.record(ACT, actor=by, target=speaker, at=at, details=details)
    return speaker


@transaction.atomic
def keep_speaker(*, speaker: Speaker, by: Person, at: datetime) -> Speaker:
    """Say that a speaker whom nobody has asked for long shall still stand in the register: the time begins anew."""
    speaker = _locked(speaker)
    speaker.active_at = at
    speaker.save(update_fields=["active_at"])
    audit.record(ACT, actor=by, target=speaker, at=at, details={"kept": True})
    return speaker


@transaction.atomic
def withdraw_consent(*, speaker: Speaker, by: Person | None, at: datetime) -> Speaker:
    """Erase how a speaker is reached, with the letters to them, since they do not agree to it any more.

    Withdrawn twice, it is withdrawn once.

    :param by: the host to whom it was said; ``None`` is the speaker, by the link in a mail
    """
    speaker = _locked(speaker)
    if not speaker.may_be_reached:
        return speaker
    speaker.email, speaker.phone, speaker.consent_withdrawn_at, speaker.updated_at = "", "", at, at
    speaker.save(update_fields=["email", "phone", "consent_withdrawn_at", "updated_at"])
    forget_recipient(recipient_key=speaker.recipient_key)
    audit.record(ACT, actor=by, target=speaker, at=at, details={"consent": False})
    return speaker


@transaction.atomic
def erase_speaker(*, speaker: Speaker, by: Person | None, at: datetime) -> int:
    """Delete a speaker with all that was asked and answered, from the programmes too. Returns how many events changed.

    Letters to them go, and their name is taken out of letters to others.

    :param by: the host who does it; ``None`` is the speaker, or the time of keeping
    """
    accepted = SpeakerRequest.objects.filter(speaker=speaker, state=State.YES)
    held = Event.objects.select_for_update(of=("self",)).filter(pk__in=accepted.values("event_id")).order_by("pk")
    list(held)  # events are held before speakers, here as where one is asked: nobody waits for somebody who waits
    speaker = _locked(speaker)
    changed, name = 0, speaker.name
    for request in speaker.requests.filter(state=State.YES).order_by("event_id"):
        changed += take_out_of_programme(request, name)
    forget_recipient(recipient_key=speaker.recipient_key)
    redact(words=[name])
    audit.record(ACT, actor=by, target=speaker, at=at, details={"erased": True})
    speaker.delete()
    return changed


def take_out_of_programme(request: SpeakerRequest, name: str) -> int:
    """Take a speaker's name out of an event's programme; the point stays. Returns 1 where it stood there."""
    event = locked(request.event)
    found = event.programme.filter(speaker=name).update(speaker="")
    if found:
        event.sequence += 1
        event.save(update_fields=["sequence"])
    return min(found, 1)


def forget_speakers(*, at: datetime, kept: Period, most: int = EVERYTHING) -> int:
    """Erase speakers whom nobody has asked for, or spoken up for, in ``kept``, at most ``most``. Returns how many.

    Who is asked to an event that is not over is not erased.
    """
    old = Speaker.objects.filter(active_at__lt=kept.before(at)).exclude(requests__in=_awaited(at))
    found = list(old.order_by("active_at", "pk")[:most])
    for speaker in found:
        erase_speaker(speaker=speaker, by=None, at=at)
    return len(found)


@transaction.atomic
def forget_words(*, at: datetime, kept: Period = WORDS_KEPT, most: int = EVERYTHING) -> int:
    """Forget what was written in questions and answers about events that ended longer ago than ``kept``.

    That somebody was asked, and what they answered, stays. Returns how many.
    """
    rows = words_of_past(at).filter(event__ends_at__lt=kept.before(at)).order_by("event__ends_at", "pk")
    ids = list(rows.values_list("pk", flat=True)[:most])
    return SpeakerRequest.objects.filter(pk__in=ids).update(words="", answer_words="")


def words_of_past(at: datetime) -> models.QuerySet[SpeakerRequest]:
    """Return the questions with words left in them about events that are over at ``at``."""
    return SpeakerRequest.objects.filter(event__ends_at__lt=at).exclude(words="", answer_words="")


def note_use(speaker: Speaker, at: datetime) -> None:
    """Note that somebody has asked a speaker: the time of keeping begins anew."""
    speaker.active_at = at
    speaker.save(update_fields=["active_at"])


def _awaited(at: datetime) -> models.QuerySet[SpeakerRequest]:
    return SpeakerRequest.objects.filter(state__in=[state.value for state in LIVE], event__ends_at__gte=at)


def _locked(speaker: Speaker) -> Speaker:
    return Speaker.objects.select_for_update(of=("self",)).get(pk=speaker.pk)


def _name(profile: Profile) -> str:
    return " ".join(profile.name.replace("\x00", "").split())


def _write(speaker: Speaker, profile: Profile, *, by: Person | None, at: datetime) -> None:
    _check(profile, local_date(at))
    consent = (speaker.consented_on, speaker.consent_how, speaker.consent_withdrawn_at)
    speaker.name = _name(profile)
    for field in ("presentation", "spoken", "language", "email", "phone"):
        setattr(speaker, field, getattr(profile, field).replace("\x00", "").strip())
    if profile.consented_on is not None:
        speaker.consented_on, speaker.consent_how = profile.consented_on, profile.consent_how
        speaker.consent_withdrawn_at = None
    elif speaker.consent_withdrawn_at is None:
        speaker.consented_on, speaker.consent_how = None, ""
    if consent != (speaker.consented_on, speaker.consent_how, speaker.consent_withdrawn_at):
        speaker.consent_taken_by = by if speaker.may_be_reached else None
    speaker.updated_at = at
    with speaking(FIELDS):
        speaker.save()
    SpeakerTopic.objects.filter(speaker=speaker).delete()
    SpeakerTopic.objects.bulk_create(SpeakerTopic(speaker=speaker, name=name) for name in _unique(profile.topics))


def _unique(topics: Iterable[str]) -> tuple[str, ...]:
    return topics_in(",".join(topics))


def _check(profile: Profile, today: date) -> None:
    lengths = {"name": 120, "presentation": 1000, "spoken": 1000}
    for field, most in lengths.items():
        now = len(getattr(profile, field).strip())
        if now > most:
            raise RuleViolation(
                _("Skriv høyst %(most)d tegn. Nå er det %(now)d.") % {"most": most, "now": now}, field=field
            )
    topics = _unique(profile.topics)
    if len(topics) > MOST_TOPICS or any(len(topic) > LONGEST_TOPIC for topic in topics):
        raise RuleViolation(
            _("Skriv høyst %(most)d temaer, hvert på høyst %(length)d tegn.")
            % {"most": MOST_TOPICS, "length": LONGEST_TOPIC},
            field="topics",
        )
    if profile.consented_on is not None and profile.consented_on > today:
        raise RuleViolation(_("Skriv dagen innlederen sa ja. Den kan ikke være etter i dag."), field="consented_on")
