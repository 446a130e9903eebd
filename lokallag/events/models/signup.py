"""Who has signed up, how many places there are, and what is counted when the names are gone.

No place is sold twice, however many ask at once: a sign-up locks the event's ``Tally``, and the database itself keeps
``taken`` and ``ceiling`` of it (triggers of migration 0002) and refuses a row by which more would be taken than may be.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalManager
from lokallag.events.domain.places import State
from lokallag.events.models.event import Event

MOST_GUESTS = 9  # as the event's own constraint has it
SIGNUP_STATES = {
    State.SIGNED_UP: _("Har plass"),
    State.WAITING: _("På venteliste"),
    State.CANCELLED: _("Kommer ikke"),
}


class Tally(models.Model):
    """The counts of an event, one row from the moment it is made. All counts are persons, guests included.

    ``capacity`` follows the event's; ``ceiling`` is the most that may be ``taken`` now: the capacity, or those who had
    a place when it was lowered. ``taken``, ``waiting`` and ``last_number`` follow the sign-ups. The database keeps
    these five. ``drop_ins`` came without a name. ``gone_…`` counts sign-ups whose names have been deleted since.
    """

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="tally")
    capacity = models.PositiveIntegerField(null=True, blank=True)
    ceiling = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0, db_default=0)
    waiting = models.PositiveIntegerField(default=0, db_default=0)
    last_number = models.PositiveBigIntegerField(default=0, db_default=0)
    drop_ins = models.PositiveIntegerField(default=0, db_default=0)
    gone_signed_up = models.PositiveIntegerField(default=0, db_default=0)
    gone_arrived = models.PositiveIntegerField(default=0, db_default=0)
    gone_first_timers = models.PositiveIntegerField(default=0, db_default=0)
    report_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ceiling__isnull=True) | models.Q(taken__lte=models.F("ceiling")),
                name="tally_is_not_oversold",
                violation_error_message=_("Det er fullt."),
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__isnull=True, ceiling__isnull=True)
                | models.Q(ceiling__gte=models.F("capacity")),
                name="tally_ceiling_follows_capacity",
                violation_error_message=_("Antallet plasser stemmer ikke. Prøv igjen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.taken}/{self.capacity}"


class Signup(models.Model):
    """One who wants to come, with guests: a person of ours, or a name and an address for who has no account.

    ``key`` stands in links (``domain.answers``), which stop working when ``link_version`` is raised. ``number`` orders
    the line: a new one is given when somebody signs up again. ``arrived`` is how many of the party came, ``None`` while
    nobody has ticked them. ``reminded`` is the name of the last reminder sent. ``email_key`` is the address as two
    writings of it are the same.
    """

    class Answer(models.TextChoices):
        """What was answered to the question in the mail."""

        NONE = "", _("Ikke svart")
        COMING = "coming", _("Kommer")
        NOT_COMING = "not_coming", _("Kommer ikke")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="signups")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="event_signups"
    )
    name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    email_key = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=2, default="nb")
    guests = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=[(state.value, words) for state, words in SIGNUP_STATES.items()])
    number = models.PositiveBigIntegerField()
    signed_at = models.DateTimeField()
    moved_up_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)
    arrived = models.PositiveSmallIntegerField(null=True, blank=True)
    link_version = models.PositiveSmallIntegerField(default=1)
    reminded = models.CharField(max_length=10, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PersonalManager["Signup"]()

    class Meta:
        indexes = [
            models.Index(fields=["event", "state", "number"], name="signup_in_line"),
            models.Index(fields=["email_key"], name="signup_by_email", condition=~models.Q(email_key="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=models.Q(person__isnull=False),
                name="signup_once_per_person",
                violation_error_message=_("Du er allerede påmeldt."),
            ),
            models.UniqueConstraint(
                fields=["event", "email_key"],
                condition=models.Q(person__isnull=True) & ~models.Q(email_key=""),
                name="signup_once_per_email",
                violation_error_message=_("Denne adressen er allerede påmeldt."),
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, name="", email="", email_key="")
                | (models.Q(person__isnull=True) & ~models.Q(name="")),
                name="signup_is_of_somebody",
                violation_error_message=_("Skriv navnet på den som kommer."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]),
                name="signup_state_is_known",
                violation_error_message=_("Man har plass, står på venteliste eller kommer ikke."),
            ),
            models.CheckConstraint(
                condition=models.Q(guests__lte=MOST_GUESTS),
                name="signup_guests_are_few",
                violation_error_message=_("Hver kan ha med seg høyst 9 gjester."),
            ),
            models.CheckConstraint(
                condition=models.Q(arrived__isnull=True)
                | models.Q(arrived__gte=1, arrived__lte=models.F("guests") + 1),
                name="signup_no_more_come_than_signed_up",
                violation_error_message=_("Flere enn dem som er påmeldt, telles som noen uten påmelding."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.number} {self.state}"

    @property
    def size(self) -> int:
        """How many persons it is, guests included."""
        return 1 + self.guests

    @property
    def recipient_key(self) -> str:
        """What the outbox knows whoever it is by: the person's key, or the sign-up's own."""
        return str(self.person.key) if self.person is not None else f"events.signup:{self.key}"


class SignupTry(models.Model):
    """How often somebody has tried to sign up within an hour, by a keyed hash of the network or the address."""

    bucket = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["hour"], name="signup_try_by_age")]
        constraints = [
            models.UniqueConstraint(
                fields=["bucket", "hour"],
                name="signup_try_counted_once",
                violation_error_message=_("Forsøket er talt allerede."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.count}"


class EventReport(models.Model):
    """The short report of an event: how many, how it went, a tip; the cost and what the kind asks for, if wished.

    ``cost`` is whole kroner. ``further`` holds what the kind asks for beside these, as field → text.
    """

    event = models.OneToOneField(Event, models.CASCADE, related_name="written_report")
    attended = models.PositiveIntegerField(null=True, blank=True)
    how = models.TextField(max_length=4000)
    tip = models.TextField(blank=True, max_length=4000)
    cost = models.PositiveIntegerField(null=True, blank=True)
    further = models.JSONField(default=dict, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="event_reports"
    )
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["written_at"], name="event_report_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(how=""),
                name="event_report_says_how_it_went",
                violation_error_message=_("Skriv med noen ord hvordan det gikk."),
            )
        ]

    def __str__(self) -> str:
        return str(self.event_id)
