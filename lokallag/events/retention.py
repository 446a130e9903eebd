"""How long what belongs to events is kept: names become counts, and who had an event in hand is forgotten."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core.keeping import Coming, Period, Retention, by_day, coming_by_age, keep
from lokallag.events.models import EventCoordinator, NoticeDelivery, SignupTry, Speaker
from lokallag.events.services import coordinators, names, notices, signups, speakers

NEEDED = _("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)")


def _non_members_coming(until: datetime, period: Period) -> Coming:
    return coming_by_age(lambda: names.of_non_members(until), "event__ends_at")(until, period)


def _members_coming(until: datetime, period: Period) -> Coming:
    return coming_by_age(lambda: names.of_members(until), "event__ends_at")(until, period)


keep(
    Retention(
        key="events.signups_of_others",
        what=_("Påmeldinger fra dem som ikke er medlemmer"),
        why=_("Verten må vite hvem som kommer. Etterpå er det nok å vite hvor mange."),
        source=NEEDED,
        period=names.NON_MEMBERS_KEPT,
        kept=_("%(time)s etter arrangementet, så blir de til tall"),
        coming=_non_members_coming,
        remove=lambda at, period, most: names.forget_non_members(at=at, kept=period, most=most),
        order=30,
    )
)
keep(
    Retention(
        key="events.signups_of_members",
        what=_("Medlemmers påmeldinger"),
        why=_("Du skal kunne se hva du har vært med på, og verten hvem som er her for første gang."),
        source=NEEDED,
        period=names.MEMBERS_KEPT,
        kept=_("%(time)s etter arrangementet, så blir de til tall"),
        coming=_members_coming,
        remove=lambda at, period, most: names.forget_members(at=at, kept=period, most=most),
        order=31,
    )
)
keep(
    Retention(
        key="events.signup_tries",
        what=_("Tall på hvor mange ganger det er meldt på fra et nett eller til en adresse"),
        why=_("De hindrer at noen fyller et arrangement eller en postkasse."),
        source=NEEDED,
        period=Period(hours=signups.KEPT_TRIES_HOURS),
        coming=coming_by_age(SignupTry.objects.all, "hour"),
        remove=lambda at, _period, most: signups.forget_tries(at=at, most=most),
        is_hourly=True,
        order=74,
    )
)


def _coordinators_coming(until: datetime, period: Period) -> Coming:
    ended = EventCoordinator.objects.filter(until_on__lte=period.latest_start(local_date(until)))
    return by_day((period.end(day), 1) for day in ended.values_list("until_on", flat=True))


keep(
    Retention(
        key="events.coordinators",
        what=_("Hvem som har hatt ansvaret for et arrangement"),
        why=_("Den som holder det samme året etter, skal vite hvem hun kan spørre."),
        source=NEEDED,
        period=Period(months=12),
        coming=_coordinators_coming,
        remove=lambda at, period, most: coordinators.forget_coordinators(at=at, kept=period, most=most),
        order=60,
    )
)


def _deliveries_coming(until: datetime, period: Period) -> Coming:
    held = NoticeDelivery.objects.filter(notice__event__starts_at__lt=period.before(until))
    return by_day((period.end(local_date(at)), 1) for at in held.values_list("notice__event__starts_at", flat=True))


keep(
    Retention(
        key="events.notice_deliveries",
        what=_("Hvem som har fått en innkalling i brev eller på telefon"),
        why=_("Møtet skal kunne se at alle er kalt inn."),
        source=NEEDED,
        period=Period(months=12),
        kept=_("%(time)s etter møtet"),
        coming=_deliveries_coming,
        remove=lambda at, period, most: notices.forget_deliveries(at=at, kept=period, most=most),
        order=61,
    )
)


def _words_coming(until: datetime, period: Period) -> Coming:
    return coming_by_age(lambda: speakers.words_of_past(until), "event__ends_at")(until, period)


keep(
    Retention(
        key="events.speakers",
        what=_("Innledere som ingen har spurt på lenge"),
        why=_("Registeret skal hjelpe arrangørene med å finne innledere, og ikke være en liste over folk fra før."),
        source=_("Organisasjonens regel, høyst tre år"),
        period=speakers.KEPT_AT_MOST,
        coming=coming_by_age(Speaker.objects.all, "active_at"),
        remove=lambda at, period, most: speakers.forget_speakers(at=at, kept=period, most=most),
        rule="keep_speakers_months",
        order=62,
    )
)
keep(
    Retention(
        key="events.speaker_words",
        what=_("Det som er skrevet til innledere og det de svarte"),
        why=_("Det trengs til arrangementet er holdt. At de ble spurt, og hva de svarte, står igjen."),
        source=NEEDED,
        period=speakers.WORDS_KEPT,
        kept=_("%(time)s etter arrangementet"),
        coming=_words_coming,
        remove=lambda at, period, most: speakers.forget_words(at=at, kept=period, most=most),
        order=63,
    )
)
