"""An event, who holds it, what happens there, what must be done for it, and who has it in hand."""

import uuid
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core.ranges import covers, days
from lokallag.core.stale import fingerprint
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.lifecycle import SHOWN, Answer, State
from lokallag.followup.models import Commitment
from lokallag.organisation.models import Anchor, Title, Unit


class Kind(models.TextChoices):
    """What sort of event it is."""

    OPEN_MEETING = "open_meeting", _("Åpent møte")
    MEMBERS_MEETING = "members_meeting", _("Medlemsmøte")
    ANNUAL_MEETING = "annual_meeting", _("Årsmøte")
    BOARD_MEETING = "board_meeting", _("Styremøte")
    NETWORK_MEETING = "network_meeting", _("Nettverksmøte")
    COURSE = "course", _("Kurs og skolering")
    STALL = "stall", _("Stand og aksjon")
    SOCIAL = "social", _("Sosialt")
    OTHER = "other", _("Annet")


AUDIENCES = {
    Audience.OPEN: _("Åpent for alle"),
    Audience.MEMBERS: _("Medlemmer"),
    Audience.OWN_UNIT: _("Medlemmer i avdelingene eller nettverkene som holder det"),
    Audience.AGE_GROUP: _("Medlemmer i en aldersgruppe"),
    Audience.OFFICERS: _("Alle som har verv"),
    Audience.OFFICE: _("De som har et bestemt verv"),
}
STATES = {
    State.DRAFT: _("Utkast"),
    State.PUBLISHED: _("Kunngjort"),
    State.DONE: _("Gjennomført"),
    State.CANCELLED: _("Avlyst"),
}
ANSWERS = {Answer.INVITED: _("Spurt"), Answer.ACCEPTED: _("Holder det"), Answer.DECLINED: _("Takket nei")}


class EventQuerySet(models.QuerySet["Event"]):
    """Finds events."""

    def shown(self) -> Self:
        """Keep those that others than the hosts may see: draft is the one state left out."""
        return self.filter(state__in=[state.value for state in SHOWN])

    def ahead(self, at: datetime) -> Self:
        """Keep those that are not over at ``at``."""
        return self.filter(ends_at__gt=at)

    def between(self, first: datetime, last: datetime) -> Self:
        """Keep those that touch the time from ``first`` up to, not including, ``last``."""
        return self.filter(starts_at__lt=last, ends_at__gt=first)

    def of(self, unit: Unit) -> Self:
        """Keep those that a unit holds, alone or with others. It need not have been the one that asked."""
        held = EventHost.objects.filter(event=models.OuterRef("pk"), unit=unit, state=Answer.ACCEPTED)
        return self.filter(models.Exists(held))


class Event(models.Model):
    """Something that people come to. ``starts_at`` and ``ends_at`` are instants; pages show Norway's clock.

    ``slug`` is its address and stays when the title changes; ``uid`` is what calendars know it by, ``sequence`` counts
    what they must be told. ``moved_from`` is when it began before it was moved the last time. ``series`` joins the
    events of one series. ``source_label``, ``source_url`` and ``source_key`` say what it was made from in a room above
    (``playbook.activity:12``); ``anchor`` is the set day whose meeting it is: the two have one day (``services.days``).
    ``materials`` and ``report`` (names of the fields one is asked for afterwards) came from there too.
    """

    slug = models.SlugField(max_length=90, unique=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    audience = models.CharField(
        max_length=10, choices=[(key.value, words) for key, words in AUDIENCES.items()], default=Audience.OPEN
    )
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_until = models.PositiveSmallIntegerField(null=True, blank=True)
    office_title = models.CharField(max_length=24, choices=Title.choices, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place_name = models.CharField(max_length=120, blank=True)
    street_address = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=4, blank=True)
    online_link = models.URLField(max_length=500, blank=True)
    practical = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True, max_length=8000)
    questions = ArrayField(models.CharField(max_length=300), default=list, db_default=[], blank=True)
    materials = models.JSONField(default=list, blank=True)
    report = models.JSONField(default=list, blank=True)
    has_signup = models.BooleanField(default=True)
    signup_until = models.DateTimeField(null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    most_guests = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        max_length=10, choices=[(state.value, words) for state, words in STATES.items()], default=State.DRAFT
    )
    cancel_reason = models.CharField(max_length=400, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    moved_from = models.DateTimeField(null=True, blank=True)
    series = models.UUIDField(null=True, blank=True)
    source_label = models.CharField(max_length=200, blank=True)
    source_url = models.CharField(max_length=300, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    anchor = models.ForeignKey(Anchor, models.SET_NULL, null=True, blank=True, related_name="events")
    sequence = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="events_made"
    )
    made_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["starts_at", "id"], name="event_by_time"),
            models.Index(fields=["ends_at"], name="event_by_end"),
            models.Index(fields=["series"], name="event_by_series", condition=models.Q(series__isnull=False)),
            models.Index(fields=["source_key"], name="event_by_source", condition=~models.Q(source_key="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["anchor"],
                condition=models.Q(anchor__isnull=False),
                name="event_one_per_set_day",
                violation_error_message=_("Denne dagen har allerede et arrangement. Flytt det i stedet."),
            ),
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="event_has_a_title",
                violation_error_message=_("Skriv hva arrangementet heter."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message=_("Arrangementet må slutte etter at det begynner. Sjekk de to klokkeslettene."),
            ),
            models.CheckConstraint(
                condition=models.Q(postal_code="") | models.Q(postal_code__regex=r"^[0-9]{4}$"),
                name="event_postal_code_has_four_digits",
                violation_error_message=_("Et postnummer har fire sifre, for eksempel 1344."),
            ),
            models.CheckConstraint(
                condition=models.Q(online_link="") | models.Q(online_link__startswith="https://"),
                name="event_link_is_secure",
                violation_error_message=_("Lenken til møtet på nett må begynne med https://."),
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__isnull=True) | models.Q(capacity__gte=1),
                name="event_has_room_for_somebody",
                violation_error_message=_("Skriv hvor mange det er plass til, eller la feltet stå tomt."),
            ),
            models.CheckConstraint(
                condition=models.Q(most_guests__lte=9),
                name="event_guests_are_few",
                violation_error_message=_("Hver kan ha med seg høyst 9 gjester."),
            ),
            models.CheckConstraint(
                condition=models.Q(signup_until__isnull=True) | models.Q(signup_until__lte=models.F("ends_at")),
                name="event_signup_ends_in_time",
                violation_error_message=_("Fristen for påmelding må være før arrangementet er slutt."),
            ),
            models.CheckConstraint(
                condition=~models.Q(audience="age_group")
                | models.Q(age_from__isnull=False)
                | models.Q(age_until__isnull=False),
                name="event_age_group_has_an_age",
                violation_error_message=_("Skriv hvor gammel man skal være: fra, til, eller begge deler."),
            ),
            models.CheckConstraint(
                condition=models.Q(age_from__isnull=True)
                | models.Q(age_until__isnull=True)
                | models.Q(age_from__lte=models.F("age_until")),
                name="event_ages_in_order",
                violation_error_message=_("Den laveste alderen kan ikke være over den høyeste."),
            ),
            models.CheckConstraint(
                condition=~models.Q(audience="office") | ~models.Q(office_title=""),
                name="event_office_is_named",
                violation_error_message=_("Velg hvilket verv arrangementet er for."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(published_at__isnull=False),
                name="event_shown_was_published",
                violation_error_message=_("Kunngjør arrangementet først."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="cancelled")
                | (~models.Q(cancel_reason="") & models.Q(cancelled_at__isnull=False)),
                name="event_cancelled_has_a_reason",
                violation_error_message=_("Skriv hvorfor arrangementet er avlyst. De som er påmeldt, får lese det."),
            ),
            models.CheckConstraint(
                condition=models.Q(source_url="") | models.Q(source_url__startswith="/"),
                name="event_source_is_our_own_page",
                violation_error_message=_("Lenken må vise til en side her."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def day(self) -> date:
        """The local day on which it begins."""
        return local_date(self.starts_at)

    @property
    def last_day(self) -> date:
        """The local day on which it ends."""
        return local_date(self.ends_at)

    @property
    def fingerprint(self) -> str:
        """What a form about the event carries along, to see whether somebody else changed it."""
        return fingerprint(self.sequence, self.updated_at, str(self.state))


class EventHost(models.Model):
    """A unit that holds an event, or is asked to. The main host made it; the others say yes or no themselves."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="hosts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hosted")
    state = models.CharField(
        max_length=10, choices=[(state.value, words) for state, words in ANSWERS.items()], default=Answer.INVITED
    )
    is_main = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["unit", "state"], name="event_host_by_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "unit"],
                name="event_host_once",
                violation_error_message=_("Denne enheten er allerede spurt."),
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=models.Q(is_main=True),
                name="event_host_one_main",
                violation_error_message=_("Ett arrangement har én hovedarrangør."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_main=False) | models.Q(state="accepted"),
                name="event_host_main_holds_it",
                violation_error_message=_("Hovedarrangøren kan ikke takke nei. Avlys arrangementet i stedet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.unit_id} {self.state}"


class ProgrammeItem(models.Model):
    """One point of the programme. ``minutes`` is how long it takes; an opening talk is what others speak about.

    ``questions`` are what is talked about at this point, in order; those of the whole event stand with the event.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="programme")
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.CharField(max_length=160)
    speaker = models.CharField(max_length=160, blank=True)
    is_opening = models.BooleanField(default=False)
    questions = ArrayField(models.CharField(max_length=300), default=list, db_default=[], blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "position"],
                name="programme_one_at_a_place",
                violation_error_message=_("To punkter står på samme plass i programmet."),
            ),
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="programme_item_has_a_title",
                violation_error_message=_("Skriv hva som skjer på dette punktet."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EventTask(models.Model):
    """Something to be done for an event: a commitment of its main host, due ``before`` days ahead of its day."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="tasks")
    commitment = models.OneToOneField(Commitment, models.CASCADE, related_name="event_task")
    before = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.event_id} {self.commitment_id}"


class CoordinatorQuerySet(models.QuerySet["EventCoordinator"]):
    """Finds coordinators by day."""

    def live(self, on: date) -> Self:
        """Keep those who have the event in hand on the day."""
        return self.filter(covers(on, first="from_on", last="until_on"))


class EventCoordinator(models.Model):
    """Somebody who has one event in hand: an office of that event, which ends by itself (ADR 0002).

    ``until_on`` follows the event's day, and is brought forward when somebody ends it before that.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="coordinators")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="coordinates")
    from_on = models.DateField()
    until_on = models.DateField()
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CoordinatorQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "until_on"], name="coordinator_by_person")]
        constraints = [
            ExclusionConstraint(
                name="coordinator_once_at_a_time",
                expressions=[
                    ("event", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (days("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Denne personen har allerede ansvaret."),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")),
                name="coordinator_ends_after_beginning",
                violation_error_message=_("Ansvaret kan ikke slutte før det begynner."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.person_id}"
