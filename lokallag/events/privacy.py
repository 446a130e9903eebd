"""What this room holds of persons: who made an event, answered for a unit, has one in hand, signed up, or reported."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core import grounds
from lokallag.core.privacy import Holding, Shown, hold
from lokallag.events.domain.notices import Part
from lokallag.events.domain.places import State
from lokallag.events.domain.speaking import State as Speaking
from lokallag.events.models import (
    PARTS,
    REQUEST_STATES,
    SIGNUP_STATES,
    Event,
    EventCoordinator,
    EventHost,
    EventReport,
    EventSummary,
    FeedToken,
    MeetingNotice,
    NoticeDelivery,
    Signup,
    Speaker,
    SpeakerRequest,
)
from lokallag.events.services import names, speakers
from lokallag.people.domain.signin import clean_address
from lokallag.people.models import Person

WHY = _("For at de som holder et arrangement, skal vite hvem som har laget det og hvem som har ansvaret.")
KEPT = _("Til du melder deg ut. Arrangementet blir stående uten navnet ditt.")


def _events(person: Person) -> Iterable[Shown]:
    for event in Event.objects.filter(made_by=person).order_by("pk"):
        yield {_("Arrangement"): event.title, _("Laget"): event.made_at}


def _erase_events(person: Person, _at: datetime) -> int:
    return Event.objects.filter(made_by=person).update(made_by=None)


def _answers(person: Person) -> Iterable[Shown]:
    for host in EventHost.objects.filter(answered_by=person).select_related("event").order_by("pk"):
        yield {_("Arrangement"): host.event.title, _("Svarte"): host.answered_at}


def _erase_answers(person: Person, _at: datetime) -> int:
    return EventHost.objects.filter(answered_by=person).update(answered_by=None)


def _coordinated(person: Person) -> Iterable[Shown]:
    for row in EventCoordinator.objects.filter(person=person).select_related("event").order_by("pk"):
        yield {_("Arrangement"): row.event.title, _("Fra og med"): row.from_on, _("Til og med"): row.until_on}


def _erase_coordinated(person: Person, _at: datetime) -> int:
    EventCoordinator.objects.filter(appointed_by=person).update(appointed_by=None)
    return EventCoordinator.objects.filter(person=person).delete()[0]


def _own_signups(person: Person) -> models.QuerySet[Signup]:
    """Return the person's sign-ups: signed in, and by an address that nobody else of ours has."""
    own = Signup.objects.filter(person=person)
    if not person.email or Person.objects.with_email(person.email).exclude(pk=person.pk).exists():
        return own
    return own | Signup.objects.filter(person=None, email_key=clean_address(person.email))


def _signups(person: Person) -> Iterable[Shown]:
    for row in _own_signups(person).select_related("event").order_by("signed_at", "pk"):
        yield {
            _("Arrangement"): row.event.title,
            _("Når"): row.event.starts_at,
            _("Meldt på"): row.signed_at,
            _("Status"): SIGNUP_STATES[State(row.state)],
            _("Gjester"): row.guests,
            _("Svar"): Signup.Answer(row.answer).label,
            _("Kom"): row.arrived is not None,
        }


def _erase_signups(person: Person, at: datetime) -> int:
    Signup.objects.filter(entered_by=person).update(entered_by=None)
    return names.forget_rows(_own_signups(person), at=at)


def _reports(person: Person) -> Iterable[Shown]:
    for row in EventReport.objects.filter(written_by=person).select_related("event").order_by("pk"):
        yield {_("Arrangement"): row.event.title, _("Skrevet"): row.written_at, _("Rapport"): row.how}


def _erase_reports(person: Person, _at: datetime) -> int:
    return EventReport.objects.filter(written_by=person).update(written_by=None)


hold(
    Holding(
        model=Event,
        persons=("made_by",),
        title=_("Arrangementer du har laget"),
        why=WHY,
        ground=grounds.PARTY,
        kept=KEPT,
        rows=_events,
        erase=_erase_events,
    )
)
hold(
    Holding(
        model=EventHost,
        persons=("answered_by",),
        title=_("Arrangementer du har svart på for en enhet"),
        why=WHY,
        ground=grounds.PARTY,
        kept=KEPT,
        rows=_answers,
        erase=_erase_answers,
    )
)
hold(
    Holding(
        model=EventCoordinator,
        persons=("person", "appointed_by"),
        title=_("Arrangementer du har hatt ansvaret for"),
        why=WHY,
        ground=grounds.PARTY,
        kept=_("Et år etter at ansvaret er slutt, eller til du melder deg ut."),
        rows=_coordinated,
        erase=_erase_coordinated,
    )
)
hold(
    Holding(
        model=Signup,
        persons=("person", "name", "email", "entered_by"),
        title=_("Arrangementer du har meldt deg på"),
        why=_("For at de som holder arrangementet, skal vite hvem som kommer, og hvem som er her for første gang."),
        ground=grounds.PARTY,
        kept=_("To år etter arrangementet, eller til du melder deg ut. Er du ikke medlem: 30 dager. Så blir det tall."),
        rows=_signups,
        erase=_erase_signups,
        order=9,  # before the letters to an address, and before the person
    )
)
hold(
    Holding(
        model=EventReport,
        persons=("written_by",),
        title=_("Rapporter du har skrevet om arrangementer"),
        why=_("For at den som gjør det neste gang, skal lære av det."),
        ground=grounds.PARTY,
        kept=_("Til du melder deg ut. Rapporten blir stående uten navnet ditt."),
        rows=_reports,
        erase=_erase_reports,
    )
)


def _calendars(person: Person) -> Iterable[Shown]:
    for token in FeedToken.objects.filter(person=person):
        yield {_("Adressen ble laget"): token.made_at, _("Sist lest av en kalender"): token.last_used_at}


def _end_calendar(person: Person, _at: datetime) -> int:
    return FeedToken.objects.filter(person=person).delete()[0]


hold(
    Holding(
        model=FeedToken,
        persons=("person",),
        title=_("Adressen til din egen kalender"),
        why=_("For at kalenderen din skal kunne lese møtene dine. Selve adressen er ikke lagret."),
        ground=grounds.PARTY,
        kept=_("Til du sletter den eller melder deg ut."),
        rows=_calendars,
        erase=_end_calendar,
    )
)


def _notices(person: Person) -> Iterable[Shown]:
    written = MeetingNotice.objects.filter(models.Q(written_by=person) | models.Q(sent_by=person)).select_related(
        "event"
    )
    for notice in written.order_by("pk"):
        yield {
            _("Møte"): notice.event.title,
            _("Hva"): PARTS[Part(notice.part)],
            _("Skrevet"): notice.written_at,
            _("Sendt"): notice.sent_at,
        }


def _erase_notices(person: Person, _at: datetime) -> int:
    written = MeetingNotice.objects.filter(written_by=person).update(written_by=None)
    return written + MeetingNotice.objects.filter(sent_by=person).update(sent_by=None)


def _deliveries(person: Person) -> Iterable[Shown]:
    found = NoticeDelivery.objects.filter(person=person).select_related("notice__event").order_by("pk")
    for delivery in found:
        yield {
            _("Møte"): delivery.notice.event.title,
            _("Hvordan"): NoticeDelivery.Way(delivery.way).label,
            _("Når"): delivery.at,
        }


def _erase_deliveries(person: Person, _at: datetime) -> int:
    NoticeDelivery.objects.filter(by=person).update(by=None)
    return NoticeDelivery.objects.filter(person=person).delete()[0]


hold(
    Holding(
        model=MeetingNotice,
        persons=("written_by", "sent_by"),
        title=_("Innkallinger du har skrevet eller sendt"),
        why=_("For at møtet skal kunne se hvem som kalte inn, og når."),
        ground=grounds.PARTY,
        kept=_("Til du melder deg ut. Innkallingen blir stående uten navnet ditt."),
        rows=_notices,
        erase=_erase_notices,
    )
)
hold(
    Holding(
        model=NoticeDelivery,
        persons=("person", "by"),
        title=_("Innkallinger du har fått i brev eller på telefon"),
        why=_("For at alle som har rett til innkalling, skal få den, og møtet kunne se at de har fått den."),
        ground=grounds.PARTY,
        kept=_("Et år etter møtet, eller til du melder deg ut."),
        rows=_deliveries,
        erase=_erase_deliveries,
    )
)


def own_speakers(person: Person) -> models.QuerySet[Speaker]:
    """Return the person's rows in the register of speakers: linked, and by an address that nobody else of ours has."""
    own = Speaker.objects.filter(person=person)
    if not person.email or Person.objects.with_email(person.email).exclude(pk=person.pk).exists():
        return own
    return own | Speaker.objects.filter(person=None, email__iexact=person.email)


def _speakers(person: Person) -> Iterable[Shown]:
    for row in own_speakers(person).order_by("pk"):
        yield {
            _("Navn"): row.name,
            _("Temaer"): ", ".join(row.topics.order_by("name").values_list("name", flat=True)),
            _("Presentasjon"): row.presentation,
            _("Har innledet"): row.spoken,
            _("E-post"): row.email,
            _("Telefon"): row.phone,
            _("Samtykket"): row.consented_on,
            _("Samtykket ble trukket"): row.consent_withdrawn_at,
        }


def _erase_speakers(person: Person, at: datetime) -> int:
    found = list(own_speakers(person))
    for row in found:
        speakers.erase_speaker(speaker=row, by=None, at=at)
    Speaker.objects.filter(added_by=person).update(added_by=None)
    Speaker.objects.filter(consent_taken_by=person).update(consent_taken_by=None)
    return len(found)


def _requests(person: Person) -> Iterable[Shown]:
    rows = SpeakerRequest.objects.filter(speaker__in=own_speakers(person)).select_related("event")
    for row in rows.order_by("asked_at", "pk"):
        yield {
            _("Arrangement"): row.event.title,
            _("Når"): row.event.starts_at,
            _("Spurt"): row.asked_at,
            _("Det som ble skrevet til deg"): row.words,
            _("Svar"): REQUEST_STATES[Speaking(row.state)],
            _("Det du svarte"): row.answer_words,
        }


def _erase_requests(person: Person, _at: datetime) -> int:
    asked = SpeakerRequest.objects.filter(asked_by=person).update(asked_by=None)
    return asked + SpeakerRequest.objects.filter(entered_by=person).update(entered_by=None)


def _summaries(person: Person) -> Iterable[Shown]:
    written = EventSummary.objects.filter(models.Q(written_by=person) | models.Q(published_by=person))
    for row in written.select_related("event").order_by("pk"):
        yield {_("Arrangement"): row.event.title, _("Skrevet"): row.written_at, _("Publisert"): row.published_at}


def _erase_summaries(person: Person, _at: datetime) -> int:
    written = EventSummary.objects.filter(written_by=person).update(written_by=None)
    return written + EventSummary.objects.filter(published_by=person).update(published_by=None)


hold(
    Holding(
        model=Speaker,
        persons=("person", "added_by", "consent_taken_by"),
        title=_("Deg i registeret over innledere"),
        why=_("For at de som holder møter, skal finne noen som kan innlede om et tema, og kunne spørre dem."),
        ground=grounds.SPEAKER,
        kept=_("Til ingen har spurt deg så lenge som regelen sier, til du ber om det, eller til du melder deg ut."),
        rows=_speakers,
        erase=_erase_speakers,
        order=9,  # before the letters to an address, and before the person
    )
)
hold(
    Holding(
        model=SpeakerRequest,
        persons=("asked_by", "entered_by"),
        title=_("Spørsmål til deg om å innlede"),
        why=_("For at arrangøren skal vite hvem som er spurt, og hva de svarte."),
        ground=grounds.PARTY,
        kept=_("Så lenge du står i registeret. Det som er skrevet, slettes et år etter arrangementet."),
        rows=_requests,
        erase=_erase_requests,
        order=10,
    )
)
hold(
    Holding(
        model=EventSummary,
        persons=("written_by", "published_by"),
        title=_("Oppsummeringer du har skrevet eller publisert"),
        why=WHY,
        ground=grounds.PARTY,
        kept=_("Til du melder deg ut. Oppsummeringen blir stående uten navnet ditt."),
        rows=_summaries,
        erase=_erase_summaries,
    )
)
